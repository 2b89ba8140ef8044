/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "check/judge/correlate.h"

#include "model/address.h"
#include "model/verdict.h"
#include "check/judge/domain.h"
#include "model/names.h"

/* How many of these hosts belong to different providers. */
static guint
unrelated (const GPtrArray *hosts)
{
  g_autoptr (GHashTable) domains = g_hash_table_new (g_str_hash, g_str_equal);

  for (guint i = 0; i < hosts->len; i++)
    g_hash_table_add (domains, (gpointer) ms_domain_of (g_ptr_array_index (hosts, i)));
  return g_hash_table_size (domains);
}

/* ---- interception ------------------------------------------------------------------------------------------------ */

/* Words of issuers that stand between; whole words, in lower case ("eset" is in "reset", too). */
static const struct
{
  const char *word, *kind;
} known[] = {
  { "avast", "antivirus" }, { "avg", "antivirus" },         { "norton", "antivirus" },     { "kaspersky", "antivirus" },
  { "eset", "antivirus" },  { "bitdefender", "antivirus" }, { "adguard", "antivirus" },    { "mcafee", "antivirus" },
  { "sophos", "proxy" },    { "fortigate", "proxy" },       { "fortinet", "proxy" },       { "zscaler", "proxy" },
  { "netskope", "proxy" },  { "goskope", "proxy" },         { "umbrella", "proxy" },       { "forcepoint", "proxy" },
  { "websense", "proxy" },  { "bluecoat", "proxy" },        { "barracuda", "proxy" },      { "watchguard", "proxy" },
  { "mitmproxy", "proxy" }, { "portswigger", "proxy" },     { "fiddlerroot", "proxy" },    { "squid", "proxy" },
  { "skyhigh", "proxy" },   { "checkpoint", "proxy" },      { "trendmicro", "antivirus" }, { "drweb", "antivirus" },
};

static const char *
kind_of (const char *issuer)
{
  g_autofree char *lower = g_utf8_strdown (issuer, -1);
  g_auto (GStrv) words = g_strsplit_set (lower, " ,=+\"/.-_()", -1);

  for (guint w = 0; words[w] != NULL; w++)
    for (guint i = 0; i < G_N_ELEMENTS (known); i++)
      if (g_str_equal (words[w], known[i].word))
        return known[i].kind;
  return NULL;
}

#define NOBODY_KNOWS (MS_TRUST_SELF_SIGNED | MS_TRUST_PRIVATE_CA | MS_TRUST_UNKNOWN_ISSUER)

/* What the doubtful certificates of an interceptor have in common; NULL: this one is not doubtful. */
static const char *
mark_of (const MsSighting *sighting)
{
  const MsCertificate *leaf = ms_sighting_leaf (sighting);

  if (leaf == NULL || (sighting->trust & NOBODY_KNOWS) == 0)
    return NULL;
  return (sighting->trust & MS_TRUST_SELF_SIGNED) != 0 ? leaf->sha256 : leaf->issuer;
}

typedef struct
{
  const char *mark;
  const MsCertificate *leaf;
  GPtrArray *hosts;
} Group;

static void
group_clear (gpointer group)
{
  g_ptr_array_unref (((Group *) group)->hosts);
}

static Group *
group_of (GArray *groups, const char *mark, const MsCertificate *leaf)
{
  Group fresh = { mark, leaf, NULL };

  for (guint i = 0; i < groups->len; i++)
    if (g_str_equal (g_array_index (groups, Group, i).mark, mark))
      return &g_array_index (groups, Group, i);
  fresh.hosts = g_ptr_array_new ();
  g_array_append_val (groups, fresh);
  return &g_array_index (groups, Group, groups->len - 1);
}

/* ---- a captive portal -------------------------------------------------------------------------------------------- */

/* The page, as it is seen at first. */
typedef struct
{
  const char *address;
  const MsCertificate *leaf;
  gint64 since;     /* when it was first seen */
  GPtrArray *hosts; /* in whose place */
  gboolean http;
} Portal;

/* Did a mail server speak there, or what does as if? */
static gboolean
greets (const MsSighting *sighting, const MsServiceInfo *service)
{
  gboolean nothing_known = sighting->speaks == NULL || g_str_equal (sighting->speaks, "http");

  if (service->protocol == MS_PROTOCOL_HTTPS)
    return FALSE; /* everybody speaks that */
  if (service->security == MS_SECURITY_STARTTLS && ms_sighting_leaf (sighting) != NULL)
    return TRUE; /* TLS was agreed on in words */
  switch (sighting->outcome)
    {
    case MS_OUTCOME_UNREACHABLE:
    case MS_OUTCOME_PROTOCOL_ERROR:
    case MS_OUTCOME_WRONG_SECURITY_MODE:
    case MS_OUTCOME_TLS_FAILED:
    case MS_OUTCOME_CANCELLED:
      return !nothing_known;
    case MS_OUTCOME_OK:
    case MS_OUTCOME_SERVER_REFUSED:
    case MS_OUTCOME_STARTTLS_MISSING:
    case MS_OUTCOME_STARTTLS_FAILED:
      break;
    }
  return TRUE;
}

/* A certificate of somebody else, where this server never was. */
static gboolean
is_page (const MsStanding *standing, const MsSighting *sighting)
{
  const MsCertificate *leaf = ms_sighting_leaf (sighting);
  return leaf != NULL && standing->verdict->elsewhere && !ms_names_match (leaf, standing->server->target->host);
}

/* Does it answer otherwise than the page would? */
static gboolean
speaks_against (const Portal *portal, const MsStanding *standing, const MsSighting *sighting)
{
  if (!sighting->connected && ms_sighting_leaf (sighting) == NULL)
    return FALSE; /* a page need not answer everywhere */
  if (!g_str_equal (sighting->address, portal->address) || greets (sighting, ms_service_info (standing->server->target->service)))
    return TRUE;
  return ms_sighting_leaf (sighting) != NULL
         && (!is_page (standing, sighting) || !g_str_equal (ms_sighting_leaf (sighting)->sha256, portal->leaf->sha256));
}

/* An address is not asked for, and this computer's own servers are in no network. */
static gboolean
is_named (const MsStanding *standing)
{
  const char *host = standing->server->target->host;
  return standing->verdict != NULL && !g_hostname_is_ip_address (host) && !ms_address_is_loopback (host);
}

static void
see_page (Portal *portal, const MsStanding *standing)
{
  const MsObservation *observation = standing->verdict->observation;

  for (guint i = 0; i < observation->sightings->len; i++)
    {
      const MsSighting *sighting = g_ptr_array_index (observation->sightings, i);

      if (!is_page (standing, sighting) || standing->server->target->service == MS_SERVICE_HTTPS)
        continue; /* a web server in the place of another proves nothing */
      if (portal->leaf == NULL || observation->checked < portal->since)
        {
          portal->leaf = ms_sighting_leaf (sighting);
          portal->address = sighting->address;
          portal->since = observation->checked;
        }
      portal->http = portal->http || g_strcmp0 (sighting->speaks, "http") == 0;
      g_ptr_array_add (portal->hosts, standing->server->target->host);
    }
}

static gboolean
is_contradicted (const Portal *portal, const GPtrArray *standings)
{
  for (guint i = 0; i < standings->len; i++)
    {
      const MsStanding *standing = g_ptr_array_index (standings, i);
      const MsObservation *observation = is_named (standing) ? standing->verdict->observation : NULL;

      for (guint s = 0; observation != NULL && observation->checked >= portal->since && s < observation->sightings->len; s++)
        if (speaks_against (portal, standing, g_ptr_array_index (observation->sightings, s)))
          return TRUE;
    }
  return FALSE;
}

static void
find_portal (MsContext *context, const GPtrArray *standings)
{
  g_autoptr (GPtrArray) hosts = g_ptr_array_new ();
  Portal portal = { .hosts = hosts };
  MsInterception *interception;

  for (guint i = 0; i < standings->len; i++)
    if (is_named (g_ptr_array_index (standings, i)))
      see_page (&portal, g_ptr_array_index (standings, i));
  if (portal.leaf == NULL || (unrelated (hosts) < 2 && !portal.http) || is_contradicted (&portal, standings))
    return;
  interception = g_new0 (MsInterception, 1);
  interception->issuer = g_strdup (portal.leaf->issuer);
  interception->mark = g_strdup (portal.leaf->sha256);
  interception->kind = "captive-portal";
  interception->servers = unrelated (hosts);
  interception->harmless = TRUE;
  g_ptr_array_add (context->interceptions, interception);
}

/* ---- one issuer everywhere --------------------------------------------------------------------------------------- */

/* Is an alert open that says so of this issuer? Then one server that shows it is enough, after a restart, say. */
static gboolean
is_known_to_intercept (const GPtrArray *alerts, const char *issuer)
{
  for (guint i = 0; alerts != NULL && i < alerts->len; i++)
    {
      const MsAlert *alert = g_ptr_array_index (alerts, i);
      g_auto (GStrv) causes = g_strsplit (alert->cause != NULL ? alert->cause : "", "\n", -1);
      if (alert->code == MS_CODE_INTERCEPTED && alert->severity == MS_SEVERITY_CRITICAL && alert->step != MS_STEP_RESOLVED
          && g_strv_contains ((const char *const *) causes, issuer))
        return TRUE;
    }
  return FALSE;
}

static void
find_interceptions (MsContext *context, const GPtrArray *standings, const MsSurroundings *surroundings, const GPtrArray *alerts)
{
  g_autoptr (GArray) groups = g_array_new (FALSE, FALSE, sizeof (Group));

  g_array_set_clear_func (groups, group_clear);
  for (guint i = 0; i < standings->len; i++)
    {
      const MsStanding *standing = g_ptr_array_index (standings, i);
      const GPtrArray *sightings = standing->verdict != NULL ? standing->verdict->observation->sightings : NULL;

      for (guint s = 0; sightings != NULL && s < sightings->len; s++)
        {
          const MsSighting *sighting = g_ptr_array_index (sightings, s);
          const char *mark = mark_of (sighting);
          if (mark != NULL && ms_context_interception (context, sighting) == NULL)
            g_ptr_array_add (group_of (groups, mark, ms_sighting_leaf (sighting))->hosts, standing->server->target->host);
        }
    }
  for (guint i = 0; i < groups->len; i++)
    {
      const Group *group = &g_array_index (groups, Group, i);
      MsInterception *interception;

      if (unrelated (group->hosts) < 2 && !is_known_to_intercept (alerts, group->leaf->issuer))
        continue; /* one server alone is its own fault, whatever the issuer calls itself: anybody may choose that */
      interception = g_new0 (MsInterception, 1);
      interception->issuer = g_strdup (group->leaf->issuer);
      interception->mark = g_strdup (group->mark);
      interception->servers = unrelated (group->hosts);
      interception->kind = surroundings != NULL && surroundings->connectivity == MS_CONNECTIVITY_PORTAL
                             ? "captive-portal"
                             : kind_of (group->leaf->issuer);
      g_ptr_array_add (context->interceptions, interception);
    }
}

const MsInterception *
ms_context_interception (const MsContext *context, const MsSighting *sighting)
{
  const MsCertificate *leaf = ms_sighting_leaf (sighting);
  const char *mark = mark_of (sighting);

  for (guint i = 0; context != NULL && leaf != NULL && i < context->interceptions->len; i++)
    {
      const MsInterception *interception = g_ptr_array_index (context->interceptions, i);
      if (g_strcmp0 (interception->harmless ? leaf->sha256 : mark, interception->mark) == 0)
        return interception;
    }
  return NULL;
}

/* ---- both -------------------------------------------------------------------------------------------------------- */

static void
interception_free (gpointer data)
{
  MsInterception *interception = data;
  g_free (interception->issuer);
  g_free (interception->mark);
  g_free (interception);
}

MsContext *
ms_context_new (void)
{
  MsContext *context = g_new0 (MsContext, 1);
  context->interceptions = g_ptr_array_new_with_free_func (interception_free);
  context->programs = g_new0 (char *, 1);
  return context;
}

void
ms_context_free (MsContext *context)
{
  if (context == NULL)
    return;
  g_ptr_array_unref (context->interceptions);
  g_strfreev (context->programs);
  g_free (context);
}

gboolean
ms_context_equal (const MsContext *a, const MsContext *b)
{
  gboolean equal = a->clock == b->clock && a->clock_servers == b->clock_servers && a->clock_unset == b->clock_unset
                   && a->interceptions->len == b->interceptions->len
                   && g_strv_equal ((const char *const *) a->programs, (const char *const *) b->programs);

  for (guint i = 0; equal && i < a->interceptions->len; i++)
    {
      const MsInterception *x = g_ptr_array_index (a->interceptions, i), *y = g_ptr_array_index (b->interceptions, i);
      equal = g_str_equal (x->mark, y->mark) && x->kind == y->kind && x->servers == y->servers && x->harmless == y->harmless;
    }
  return equal;
}

/* ---- mail programs ---------------------------------------------------------------------------------------------- */

static GStrv
programs_of (const GPtrArray *standings)
{
  g_autoptr (GHashTable) names = g_hash_table_new (g_str_hash, g_str_equal);
  g_autoptr (GStrvBuilder) builder = g_strv_builder_new ();

  for (guint i = 0; i < standings->len; i++)
    {
      const MsServer *server = ((const MsStanding *) g_ptr_array_index (standings, i))->server;
      for (guint p = 0; server->clients[p] != NULL; p++)
        if (g_hash_table_add (names, server->clients[p]))
          g_strv_builder_add (builder, server->clients[p]);
    }
  return g_strv_builder_end (builder);
}

/* ---- all of it -------------------------------------------------------------------------------------------------- */

MsContext *
ms_correlate (const GPtrArray *standings, const MsSurroundings *surroundings, const GPtrArray *alerts, gint64 now)
{
  MsContext *context = ms_context_new ();

  g_strfreev (context->programs);
  context->programs = programs_of (standings);
  find_portal (context, standings);
  find_interceptions (context, standings, surroundings, alerts);
  context->clock = ms_clock_judge (standings, surroundings, now, &context->clock_servers);
  context->clock_unset
    = context->clock == MS_BELIEF_OPEN && surroundings != NULL && surroundings->clock == MS_CLOCK_UNSYNCHRONISED;
  return context;
}
