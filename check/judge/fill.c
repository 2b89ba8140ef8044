/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "check/judge/fill.h"

#include "check/judge/expiry.h"
#include "model/text.h"

#include <glib/gi18n.h>
#include <string.h>

#define DAY ((gint64) 86400)

char *
ms_fill_date (gint64 time)
{
  g_autoptr (GDateTime) date = g_date_time_new_from_unix_local (time);

  if (date == NULL)
    date = g_date_time_new_utc (9999, 12, 31, 23, 59, 59); /* no well-defined expiration (RFC 5280, 4.1.2.5) */
  /* Translators: how a day is written, see g_date_time_format */
  return g_date_time_format (date, _ ("%-d %B %Y"));
}

char *
ms_fill_ago (gint64 days)
{
  if (days == 0)
    return g_strdup (_ ("today"));
  if (days == 1)
    return g_strdup (_ ("yesterday"));
  return g_strdup_printf (ngettext ("%d day ago", "%d days ago", (gulong) days), (int) MIN (days, G_MAXINT));
}

static char *
fill_minute (gint64 time)
{
  g_autoptr (GDateTime) date = g_date_time_new_from_unix_local (time);

  /* Translators: how a day and a time are written, see g_date_time_format */
  return date != NULL ? g_date_time_format (date, _ ("%-d %B %Y, %H:%M")) : ms_fill_date (time);
}

/* A name as it stands there: what cannot be seen can be. */
static char *
visible_name (const char *name)
{
  g_auto (GStrv) parts = g_strsplit (name, " ", -1);
  g_autofree char *text = g_strjoinv ("␣", parts);

  return parts[1] != NULL || g_str_has_suffix (name, ".") ? g_strdup_printf (_ ("“%s”"), text) : g_steal_pointer (&text);
}

/* "a", "a and b", "a, b, c and 4 more" */
static char *
list_words (const char *const *items)
{
  guint n = g_strv_length ((GStrv) items), shown = n <= 4 ? n : 3;
  GString *out = g_string_new (NULL);

  for (guint i = 0; i < shown; i++)
    {
      if (i > 0)
        g_string_append (out, i + 1 == n ? _ (" and ") : ", ");
      g_string_append (out, items[i]);
    }
  if (shown < n)
    g_string_append_printf (out, ngettext (" and %u more", " and %u more", n - shown), n - shown);
  return g_string_free (out, FALSE);
}

static char *
server_words (const MsTarget *target, gboolean capital)
{
  const MsServiceInfo *info = ms_service_info (target->service);

  if (info->incoming && capital)
    return g_strdup_printf (_ ("The incoming mail server %s"), target->host);
  if (info->incoming)
    return g_strdup_printf (_ ("the incoming mail server %s"), target->host);
  if (info->protocol == MS_PROTOCOL_SMTP && target->service != MS_SERVICE_SMTP)
    return capital ? g_strdup_printf (_ ("The outgoing mail server %s"), target->host)
                   : g_strdup_printf (_ ("the outgoing mail server %s"), target->host);
  return capital ? g_strdup_printf (_ ("The server %s"), target->host) : g_strdup_printf (_ ("the server %s"), target->host);
}

/* CN or O of an RFC 4514 name, for people; else the whole of it; NULL: it has none. */
static char *
issuer_name (const char *dn)
{
  g_auto (GStrv) parts = g_strsplit (dn, ",", 32);
  static const char *const keys[] = { "CN=", "O=" };

  for (guint k = 0; k < G_N_ELEMENTS (keys); k++)
    for (guint i = 0; parts[i] != NULL; i++)
      if (g_str_has_prefix (parts[i], keys[k]))
        return g_strdup (parts[i] + strlen (keys[k]));
  return *dn != '\0' ? g_strdup (dn) : NULL;
}

static char *
authority_words (const char *dn, gboolean quoted)
{
  g_autofree char *name = issuer_name (dn != NULL ? dn : "");

  if (name == NULL)
    return g_strdup (_ ("(no name)"));
  return quoted ? g_strdup_printf (_ ("“%s”"), name) : g_steal_pointer (&name);
}

/* The addresses' own words: detail of the first sighting that this finding is about. */
static const char *
detail_of (const MsVerdict *verdict, const MsFinding *finding)
{
  const GPtrArray *sightings = verdict->observation->sightings;
  for (guint i = 0; i < sightings->len; i++)
    {
      const MsSighting *sighting = g_ptr_array_index (sightings, i);
      if (sighting->detail != NULL
          && (finding->addresses[0] == NULL || g_strv_contains ((const char *const *) finding->addresses, sighting->address)))
        return sighting->detail;
    }
  return "";
}

static gint64
number_of (const MsFinding *finding, const char *key)
{
  const MsFact *fact = ms_finding_fact (finding, key);
  return fact != NULL ? fact->number : 0;
}

static char *
date_of (const MsVerdict *verdict, const MsFinding *finding)
{
  static const char *const keys[] = { "not_after", "not_before", "since" };

  /* "not before today" would be a riddle */
  if (ms_finding_fact (finding, "not_before") != NULL && number_of (finding, "not_before") - verdict->now < DAY)
    return fill_minute (number_of (finding, "not_before"));
  for (guint i = 0; i < G_N_ELEMENTS (keys); i++)
    if (ms_finding_fact (finding, keys[i]) != NULL)
      return ms_fill_date (number_of (finding, keys[i]));
  return g_strdup ("");
}

static char *
list_of (const MsFinding *finding, const char *key)
{
  const MsFact *fact = ms_finding_fact (finding, key);
  g_autoptr (GStrvBuilder) builder = g_strv_builder_new ();
  g_auto (GStrv) visible = NULL;

  if (fact == NULL || fact->list == NULL || fact->list[0] == NULL)
    return g_strdup (_ ("no name at all"));
  for (guint i = 0; fact->list[i] != NULL; i++)
    {
      g_autofree char *name = visible_name (fact->list[i]);
      g_strv_builder_add (builder, name);
    }
  visible = g_strv_builder_end (builder);
  return list_words ((const char *const *) visible);
}

static char *
security_words (gboolean tls)
{
  return g_strdup (tls ? "SSL/TLS" : "STARTTLS"); /* as mail programs call them */
}

/* ---- one word each: what a {placeholder} stands for ---------------------------------------------------------- */

typedef struct
{
  const MsVerdict *verdict;
  const MsFinding *finding;
  const char *key;
} Place;

static char *
fill_host (const Place *p)
{
  return g_strdup (p->verdict->observation->target->host);
}

static char *
fill_port (const Place *p)
{
  return g_strdup_printf ("%u", p->verdict->observation->target->port);
}

static char *
fill_server (const Place *p)
{
  return server_words (p->verdict->observation->target, *p->key == 'S');
}

static char *
fill_security (const Place *p)
{
  return security_words (ms_service_info (p->verdict->observation->target->service)->security == MS_SECURITY_TLS);
}

static char *
fill_use_security (const Place *p)
{
  return security_words (g_strcmp0 (ms_finding_string (p->finding, p->key), "tls") == 0);
}

static char *
fill_date (const Place *p)
{
  return date_of (p->verdict, p->finding);
}

static char *
fill_ago (const Place *p)
{
  return ms_fill_ago (number_of (p->finding, "days"));
}

char *
ms_fill_days (gint64 days_left)
{
  if (days_left < 0)
    return ms_fill_ago (-days_left - 1);
  if (days_left == 0)
    return g_strdup (_ ("today"));
  if (days_left == 1)
    return g_strdup (_ ("tomorrow"));
  return g_strdup_printf (ngettext ("in %d day", "in %d days", (gulong) days_left), (int) MIN (days_left, G_MAXINT));
}

static char *
fill_in (const Place *p)
{
  return ms_fill_days (number_of (p->finding, "days_left"));
}

static char *
fill_list (const Place *p)
{
  return list_of (p->finding, p->key);
}

/* The words of `because` in a finding's facts, for people. */
static char *
fill_because (const Place *p)
{
  static const struct
  {
    const char *because, *words;
  } rows[] = { { "key", N_ ("the key") },
               { "issuer", N_ ("the issuer") },
               { "private-ca", N_ ("an issuer whom nobody vouches for") },
               { "names-lost", N_ ("names that are missing now") },
               { "early", N_ ("the time of the renewal") },
               { "new-network", N_ ("the network") },
               { "weaker", N_ ("weaker security") } };
  const MsFact *fact = ms_finding_fact (p->finding, p->key);
  g_autoptr (GPtrArray) words = g_ptr_array_new ();

  for (guint i = 0; fact != NULL && fact->list != NULL && fact->list[i] != NULL; i++)
    for (guint r = 0; r < G_N_ELEMENTS (rows); r++)
      if (g_str_equal (rows[r].because, fact->list[i]))
        g_ptr_array_add (words, (gpointer) _ (rows[r].words));
  g_ptr_array_add (words, NULL);
  return list_words ((const char *const *) words->pdata);
}

/* A sentence of our own, in the user's language. */
static char *
fill_evidence (const Place *p)
{
  const char *evidence = ms_finding_string (p->finding, p->key);
  return g_strdup (evidence != NULL ? _ (evidence) : _ ("unknown"));
}

static char *
fill_addresses (const Place *p)
{
  return list_words ((const char *const *) p->finding->addresses);
}

static char *
fill_stale (const Place *p)
{
  return g_strdup_printf ("%u", g_strv_length (p->finding->addresses));
}

static char *
fill_number (const Place *p)
{
  return g_strdup_printf ("%" G_GINT64_FORMAT, number_of (p->finding, p->key));
}

static char *
fill_issuer (const Place *p)
{
  return authority_words (ms_finding_string (p->finding, "issuer"), g_str_equal (p->key, "issuer"));
}

/* The authority whose date, or whose limits, it is. */
static char *
fill_authority (const Place *p)
{
  return authority_words (ms_finding_string (p->finding, "certificate"), g_str_equal (p->key, "authority"));
}

/* When the server's own certificate ends. */
static char *
fill_own_date (const Place *p)
{
  return ms_fill_date (number_of (p->finding, "own_not_after"));
}

static char *
fill_detail (const Place *p)
{
  return g_strdup (detail_of (p->verdict, p->finding));
}

static char *
fill_direction (const Place *p)
{
  const MsServiceInfo *info = ms_service_info (p->verdict->observation->target->service);

  if (info->incoming)
    return g_strdup (_ ("incoming mail"));
  return g_strdup (info->protocol == MS_PROTOCOL_SMTP ? _ ("outgoing mail") : _ ("this server"));
}

static char *
fill_today (const Place *p)
{
  return ms_fill_date (p->verdict->now);
}

/* A clause that is left out when nothing is known. */
static char *
fill_speaking (const Place *p)
{
  const char *speaks = ms_finding_string (p->finding, "speaks");
  return speaks != NULL ? g_strdup_printf (_ (": %s speaks there"), speaks) : g_strdup ("");
}

static char *
fill_missing_part (const Place *p)
{
  const char *missing = ms_finding_string (p->finding, "missing");
  return missing != NULL ? g_strdup_printf (_ (" Missing: %s."), missing) : g_strdup ("");
}

static char *
fill_misspelt (const Place *p)
{
  return visible_name (ms_finding_string (p->finding, p->key) != NULL ? ms_finding_string (p->finding, p->key) : "");
}

static char *
fill_programs (const Place *p)
{
  const MsFact *fact = ms_finding_fact (p->finding, p->key);
  return fact != NULL && fact->list != NULL ? list_words ((const char *const *) fact->list) : g_strdup (_ ("unknown"));
}

static char *
fill_says_part (const Place *p)
{
  const char *says = ms_finding_string (p->finding, "says");
  return says != NULL ? g_strdup_printf (_ (" What it says then: %s"), says) : g_strdup ("");
}

static char *
fill_string (const Place *p)
{
  const char *string = ms_finding_string (p->finding, p->key);
  return g_strdup (string != NULL ? string : _ ("unknown"));
}

static const struct
{
  const char *key;
  char *(*fill) (const Place *place);
} places[] = {
  { "host", fill_host },
  { "port", fill_port },
  { "server", fill_server },
  { "Server", fill_server },
  { "security", fill_security },
  { "use_security", fill_use_security },
  { "date", fill_date },
  { "ago", fill_ago },
  { "in", fill_in },
  { "names", fill_list },
  { "misspelt", fill_misspelt },
  { "programs", fill_programs },
  { "because", fill_because },
  { "addresses", fill_addresses },
  { "stale", fill_stale },
  { "answering", fill_number },
  { "count", fill_number },
  { "usual_days_left", fill_number },
  { "direction", fill_direction },
  { "today", fill_today },
  { "speaking", fill_speaking },
  { "missing_part", fill_missing_part },
  { "says_part", fill_says_part },
  { "evidence", fill_evidence },
  { "client", fill_string },
  { "use_port", fill_number },
  { "issuer", fill_issuer },
  { "issuer_name", fill_issuer }, /* within quotation marks */
  { "authority", fill_authority },
  { "authority_name", fill_authority }, /* within quotation marks */
  { "certificate", fill_string },
  { "own_date", fill_own_date },
  { "detail", fill_detail },
  { "line", fill_string },
  { "what", fill_string },
  { "missing", fill_string },
  { "speaks", fill_string },
  { "use_host", fill_string },
  { "named_by", fill_string },
  { "newer_on", fill_string },
  { "pinned", fill_string },
  { "published", fill_string },
  { "tls_version", fill_string },
};

/* NULL if there is no such placeholder. */
static char *
fill (const char *key, const MsVerdict *verdict, const MsFinding *finding)
{
  const Place place = { verdict, finding, key };

  for (guint i = 0; i < G_N_ELEMENTS (places); i++)
    if (g_str_equal (places[i].key, key))
      return places[i].fill (&place);
  return NULL;
}

char *
ms_fill (const char *template, const MsVerdict *verdict, const MsFinding *finding)
{
  GString *out = g_string_new (NULL);
  const char *at = template;

  while (*at != '\0')
    {
      const char *end = *at == '{' ? strchr (at, '}') : NULL;
      if (end == NULL)
        g_string_append_c (out, *at++);
      else
        {
          g_autofree char *key = g_strndup (at + 1, (gsize) (end - at - 1));
          g_autofree char *value = fill (key, verdict, finding);
          g_string_append (out, value != NULL ? value : key);
          at = end + 1;
        }
    }
  return g_string_free (out, FALSE);
}
