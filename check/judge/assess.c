/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "check/judge/assess.h"

#include "model/text.h"
#include "check/judge/change.h"
#include "check/judge/compare.h"
#include "check/judge/expiry.h"
#include "check/judge/habit.h"
#include "check/judge/names.h"

#define DAY             ((gint64) 86400)
#define MAX_NAMES_SHOWN 100

/* What the rules look at, and where they put what they find. */
typedef struct
{
  const MsContext *context; /* may be NULL */
  const MsServer *server;   /* may be NULL */
  const MsHistory *history; /* may be NULL */
  const MsObservation *observation;
  gint64 now;
  gboolean any_verdict; /* some address answered in a way that can be judged */
  GPtrArray *findings;
} Case;

static MsWho
who_of (const Case *c, MsCode code)
{
  MsWho who = ms_code_info (code)->who;
  return who == MS_WHO_PROVIDER && c->server != NULL && c->server->role == MS_ROLE_ADMIN ? MS_WHO_YOU : who;
}

/*
 * The finding to fill for this address: a new one, or NULL when an equal one (code, severity and `kind`) is there already;
 * the address is then added to that one.
 */
static MsFinding *
found (Case *c, MsCode code, MsSeverity severity, const char *kind_key, const char *kind, const MsSighting *sighting)
{
  MsFinding *finding;

  for (guint i = 0; i < c->findings->len; i++)
    {
      finding = g_ptr_array_index (c->findings, i);
      if (finding->code == code && finding->severity == severity
          && (kind_key == NULL || g_strcmp0 (ms_finding_string (finding, kind_key), kind) == 0))
        {
          ms_finding_add_address (finding, sighting->address);
          return NULL;
        }
    }
  finding = ms_finding_new (code, severity, who_of (c, code));
  ms_finding_add_address (finding, sighting->address);
  if (kind_key != NULL)
    ms_finding_set_string (finding, kind_key, kind);
  g_ptr_array_add (c->findings, finding);
  return finding;
}

/* ---- the connection ------------------------------------------------------------------------------------------ */

static void
judge_unreachable (Case *c, const MsSighting *sighting)
{
  gboolean no_route = g_strcmp0 (sighting->reason, "no-route") == 0;
  gboolean admin = c->server != NULL && c->server->role == MS_ROLE_ADMIN;
  MsSeverity severity = MS_SEVERITY_UNKNOWN;
  MsFinding *finding;

  if (c->any_verdict)
    severity = no_route ? MS_SEVERITY_INFO : admin ? MS_SEVERITY_WARNING : MS_SEVERITY_NOTICE;
  finding = found (c, MS_CODE_UNREACHABLE, severity, "reason", sighting->reason, sighting);
  if (finding != NULL && (no_route || g_strcmp0 (sighting->reason, "dns") == 0))
    finding->who = MS_WHO_NETWORK;
}

/* Once offered, now missing: here, while other networks have it, or everywhere. */
static gboolean
judge_starttls_vanished (Case *c, const MsSighting *sighting)
{
  const GPtrArray *offers = c->history != NULL ? c->history->offers : NULL;
  gint64 since = 0, elsewhere = 0;
  gboolean here = FALSE;
  MsFinding *finding;

  for (guint i = 0; offers != NULL && i < offers->len; i++)
    {
      const MsOffer *offer = g_ptr_array_index (offers, i);
      gboolean same = g_str_equal (offer->network, c->observation->network);
      here = here || same;
      since = MAX (since, offer->last);
      elsewhere = same ? elsewhere : MAX (elsewhere, offer->last);
    }
  if (since == 0 || sighting->reason != NULL)
    return FALSE;
  finding = found (c, MS_CODE_STARTTLS_VANISHED, MS_SEVERITY_CRITICAL, "reason", here ? NULL : "network", sighting);
  if (finding == NULL)
    return TRUE;
  ms_finding_set_time (finding, "since", since);
  if (elsewhere != 0)
    ms_finding_set_time (finding, "elsewhere", elsewhere);
  if (!here)
    finding->who = MS_WHO_NETWORK;
  return TRUE;
}

static void
judge_starttls_missing (Case *c, const MsSighting *sighting)
{
  /* between servers nobody's password is at stake, but the mail travels unencrypted (RFC 3207) */
  gboolean relay = c->observation->target->service == MS_SERVICE_SMTP;

  if (judge_starttls_vanished (c, sighting))
    return;
  found (c, MS_CODE_STARTTLS_MISSING, relay ? MS_SEVERITY_WARNING : MS_SEVERITY_CRITICAL, "reason", sighting->reason, sighting);
}

static gboolean
we_went_no_further (const MsSighting *sighting)
{
  return (sighting->trust & MS_TRUST_INVALID) != 0 && sighting->alert == NULL
         && (ms_sighting_leaf (sighting) == NULL || (sighting->trust & MS_TRUST_OVERSIZED) != 0);
}

static void
judge_connection (Case *c, const MsSighting *sighting)
{
  MsFinding *finding;

  switch (sighting->outcome)
    {
    case MS_OUTCOME_OK:
    case MS_OUTCOME_CANCELLED:
      break;
    case MS_OUTCOME_UNREACHABLE:
      judge_unreachable (c, sighting);
      break;
    case MS_OUTCOME_SERVER_REFUSED:
      finding = found (c, MS_CODE_SERVER_REFUSED, MS_SEVERITY_UNKNOWN, NULL, NULL, sighting);
      if (finding != NULL)
        ms_finding_set_string (finding, "line", sighting->detail);
      break;
    case MS_OUTCOME_PROTOCOL_ERROR:
      found (c, MS_CODE_PROTOCOL_ERROR, MS_SEVERITY_UNKNOWN, "speaks", sighting->speaks, sighting);
      break;
    case MS_OUTCOME_WRONG_SECURITY_MODE:
      found (c, MS_CODE_WRONG_SECURITY_MODE, MS_SEVERITY_CRITICAL, NULL, NULL, sighting);
      break;
    case MS_OUTCOME_STARTTLS_MISSING:
      judge_starttls_missing (c, sighting);
      break;
    case MS_OUTCOME_STARTTLS_FAILED:
      found (c, MS_CODE_STARTTLS_FAILED, MS_SEVERITY_CRITICAL, "reason", sighting->reason, sighting);
      break;
    case MS_OUTCOME_TLS_FAILED:
      if (we_went_no_further (sighting))
        break; /* with a certificate that cannot be read, or calculated with: that is the finding */
      found (c, MS_CODE_TLS_FAILED, MS_SEVERITY_CRITICAL, "alert", sighting->alert, sighting);
      break;
    }
}

/* We speak every version; what was agreed on is the best that the server can do (RFC 8996: 1.0 and 1.1 are gone). */
static void
judge_tls_version (Case *c, const MsSighting *sighting)
{
  static const char *const current[] = { "1.2", "1.3", NULL };

  if (sighting->tls_version != NULL && !g_strv_contains (current, sighting->tls_version))
    found (c, MS_CODE_OLD_TLS, MS_SEVERITY_WARNING, "tls_version", sighting->tls_version, sighting);
}

/* ---- the certificate ----------------------------------------------------------------------------------------- */

static void
judge_name (Case *c, const MsSighting *sighting, const MsCertificate *leaf)
{
  const char *host = c->observation->target->host;
  MsFinding *finding;

  if (ms_names_match (leaf, host))
    return;
  finding = found (c, MS_CODE_NAME_MISMATCH, MS_SEVERITY_CRITICAL, NULL, NULL, sighting);
  if (finding == NULL)
    return;
  ms_finding_set_string (finding, "asked", host);
  if (g_strv_length (leaf->names) > MAX_NAMES_SHOWN)
    {
      g_auto (GStrv) some = g_new0 (char *, MAX_NAMES_SHOWN + 1);
      for (guint i = 0; i < MAX_NAMES_SHOWN; i++)
        some[i] = g_strdup (leaf->names[i]);
      ms_finding_set_list (finding, "names", (const char *const *) some);
    }
  else
    ms_finding_set_list (finding, "names", (const char *const *) leaf->names);
  if (leaf->names[0] == NULL && leaf->common_name != NULL && ms_name_matches (leaf->common_name, host))
    ms_finding_set_string (finding, "reason", "no-san");
}

/* Lifetime of the certificate that ends first on the path: the leaf's, or that of the authority named. */
static gint64
begin_of_path_end (const MsSighting *sighting, const MsCertificate *leaf)
{
  for (guint i = 1; sighting->path_subject != NULL && i < sighting->chain->len; i++)
    {
      const MsCertificate *authority = g_ptr_array_index (sighting->chain, i);
      if (authority->not_after == sighting->path_not_after && g_str_equal (authority->subject, sighting->path_subject))
        return authority->not_before;
    }
  return leaf->not_before;
}

static MsHabit
habit_of (const Case *c, const MsSighting *sighting, const MsCertificate *leaf)
{
  return c->history != NULL ? ms_habit_learn (c->history->memory, sighting->address, leaf) : (MsHabit){ 0 };
}

/* Who runs the server is told when the renewal is late, long before it becomes urgent (B4). */
static void
judge_overdue (Case *c, const MsSighting *sighting, const MsCertificate *leaf)
{
  MsHabit habit = habit_of (c, sighting, leaf);
  MsFinding *finding;

  if (c->server == NULL || c->server->role != MS_ROLE_ADMIN
      || c->now < ms_habit_overdue_from (&habit, leaf->not_before, leaf->not_after)
      || ms_expiry_judge (leaf->not_before, leaf->not_after, c->now) >= MS_EXPIRY_WARNING) /* then that is said */
    return;
  finding = found (c, MS_CODE_OVERDUE, MS_SEVERITY_WARNING, NULL, NULL, sighting);
  if (finding == NULL)
    return;
  ms_finding_set_number (finding, "usual_days_left",
                         habit.renewals > 0 && habit.left != 0
                           ? habit.left / DAY
                           : (leaf->not_after - ms_habit_overdue_from (&habit, leaf->not_before, leaf->not_after)) / DAY);
  ms_finding_set_number (finding, "days_left", ms_days_left (leaf->not_after, c->now));
  ms_finding_set_time (finding, "not_after", leaf->not_after);
}

static void
judge_expiring (Case *c, const MsSighting *sighting, const MsCertificate *leaf)
{
  gint64 begin = begin_of_path_end (sighting, leaf), end = sighting->path_not_after;
  MsHabit habit = habit_of (c, sighting, leaf);
  MsExpiry stage = ms_expiry_judge (begin, end, c->now);
  MsSeverity severity;
  MsFinding *finding;

  switch (stage)
    {
    case MS_EXPIRY_NOTICE:
      severity = MS_SEVERITY_NOTICE;
      break;
    case MS_EXPIRY_WARNING:
      severity = MS_SEVERITY_WARNING;
      break;
    case MS_EXPIRY_CRITICAL:
      severity = MS_SEVERITY_CRITICAL;
      break;
    case MS_EXPIRY_FINE:
    case MS_EXPIRY_EXPIRED: /* of an authority: x509 has said EXPIRED_AUTHORITY by then, or does at the next look */
    default:
      return;
    }
  /* a server that always renews this late is not late yet */
  if (severity != MS_SEVERITY_CRITICAL && habit.left != 0 && sighting->path_subject == NULL
      && !ms_habit_is_late (&habit, end, c->now))
    return;
  finding = found (c, MS_CODE_EXPIRING, severity, NULL, NULL, sighting);
  if (finding == NULL)
    return;
  ms_finding_set_number (finding, "days_left", ms_days_left (end, c->now));
  ms_finding_set_time (finding, "not_after", end);
  ms_finding_set_string (finding, "certificate", sighting->path_subject);
  if (habit.left != 0)
    ms_finding_set_number (finding, "usual_days_left", habit.left / DAY);
}

static void
not_yet_valid (Case *c, const MsSighting *sighting, gint64 from)
{
  MsFinding *finding = found (c, MS_CODE_NOT_YET_VALID, MS_SEVERITY_CRITICAL, NULL, NULL, sighting);
  if (finding != NULL)
    ms_finding_set_time (finding, "not_before", from);
}

/* The clock is to blame, and nothing is said of dates until it is right. */
static void
blame_the_clock (Case *c, const MsSighting *sighting, const MsCertificate *leaf)
{
  MsFinding *finding;

  if (c->now >= leaf->not_before && c->now <= leaf->not_after
      && (sighting->trust & (MS_TRUST_EXPIRED_AUTHORITY | MS_TRUST_FUTURE_AUTHORITY)) == 0)
    return;
  finding = found (c, MS_CODE_CLOCK_WRONG, MS_SEVERITY_CRITICAL, NULL, NULL, sighting);
  if (finding == NULL)
    return;
  ms_finding_set_number (finding, "count", c->context->clock_servers);
  ms_finding_set_string (finding, "evidence", ms_belief_evidence (c->context->clock));
  ms_finding_set_string (finding, "reason", c->context->clock == MS_BELIEF_JUMPED ? "jump" : NULL);
}

static gboolean
clock_is_doubted (const Case *c)
{
  return c->context != NULL && ms_belief_is_doubt (c->context->clock);
}

static void
judge_dates (Case *c, const MsSighting *sighting, const MsCertificate *leaf)
{
  MsFinding *finding;

  if (clock_is_doubted (c))
    {
      blame_the_clock (c, sighting, leaf);
      return;
    }
  if (c->now < leaf->not_before)
    not_yet_valid (c, sighting, leaf->not_before);
  else if ((sighting->trust & MS_TRUST_FUTURE_AUTHORITY) != 0)
    not_yet_valid (c, sighting, sighting->authority_from);
  if (c->now > leaf->not_after)
    {
      finding = found (c, MS_CODE_EXPIRED, MS_SEVERITY_CRITICAL, NULL, NULL, sighting);
      if (finding != NULL)
        {
          ms_finding_set_time (finding, "since", leaf->not_after);
          ms_finding_set_number (finding, "days", (c->now - leaf->not_after) / DAY);
          ms_finding_set_string (finding, "clock",
                                 c->context != NULL && c->context->clock_unset ? ms_clock_name (MS_CLOCK_UNSYNCHRONISED) : NULL);
        }
    }
  else if (c->now >= leaf->not_before)
    {
      judge_expiring (c, sighting, leaf);
      judge_overdue (c, sighting, leaf);
    }
}

/* TRUE: somebody stands between, and what is doubtful about this certificate is not the server's. */
static gboolean
judge_interception (Case *c, const MsSighting *sighting)
{
  const MsInterception *interception = ms_context_interception (c->context, sighting);
  MsFinding *finding;

  if (interception == NULL)
    return FALSE;
  finding = found (c, MS_CODE_INTERCEPTED, interception->harmless ? MS_SEVERITY_WARNING : MS_SEVERITY_CRITICAL, "issuer",
                   interception->issuer, sighting);
  if (finding != NULL)
    {
      ms_finding_set_string (finding, "kind", interception->kind);
      ms_finding_set_number (finding, "count", interception->servers);
    }
  return TRUE;
}

/* Did the user vouch for what this address shows? */
static const MsAcceptance *
acceptance_of (const Case *c, const MsCertificate *leaf)
{
  for (guint i = 0; c->server != NULL && i < c->server->accepted->len; i++)
    {
      const MsAcceptance *acceptance = g_ptr_array_index (c->server->accepted, i);
      if (c->now < acceptance->until
          && (g_str_equal (acceptance->hash, leaf->sha256) || g_str_equal (acceptance->hash, leaf->spki_sha256)))
        return acceptance;
    }
  return NULL;
}

/* Nobody that this computer knows vouches for it: critical, unless the user does. */
static MsFinding *
nobody_vouches (Case *c, MsCode code, const char *kind, const MsSighting *sighting, const MsCertificate *leaf)
{
  const MsAcceptance *acceptance = acceptance_of (c, leaf);
  MsFinding *finding
    = found (c, code, acceptance != NULL ? MS_SEVERITY_INFO : MS_SEVERITY_CRITICAL, kind != NULL ? "kind" : NULL, kind, sighting);
  g_autofree char *until = NULL;

  if (finding == NULL || acceptance == NULL)
    return finding;
  finding->who = MS_WHO_NOBODY;
  until = ms_time_string (acceptance->until);
  ms_finding_set_pairs (
    finding, "accepted",
    (const char *const[]){ "until", until, acceptance->reason != NULL ? "reason" : NULL, acceptance->reason, NULL });
  return finding;
}

static void
judge_issuer (Case *c, const MsSighting *sighting, const MsCertificate *leaf)
{
  MsTrust trust = sighting->trust;
  MsFinding *finding;

  if ((trust & MS_TRUST_EXPIRED_AUTHORITY) != 0 && !clock_is_doubted (c))
    found (c, MS_CODE_EXPIRED_INTERMEDIATE, MS_SEVERITY_CRITICAL, NULL, NULL, sighting);
  if ((trust & MS_TRUST_SELF_SIGNED) != 0)
    nobody_vouches (c, MS_CODE_SELF_SIGNED, NULL, sighting, leaf);
  else if ((trust & MS_TRUST_INCOMPLETE) != 0)
    {
      /* alone: an intermediate known here completes the path; with UNKNOWN_ISSUER: only the place to fetch it is known */
      finding = found (c, MS_CODE_INCOMPLETE_CHAIN,
                       (trust & MS_TRUST_UNKNOWN_ISSUER) != 0 ? MS_SEVERITY_CRITICAL : MS_SEVERITY_WARNING, NULL, NULL, sighting);
      if (finding != NULL)
        ms_finding_set_string (finding, "missing", sighting->missing);
    }
  else if ((trust & (MS_TRUST_PRIVATE_CA | MS_TRUST_UNKNOWN_ISSUER | MS_TRUST_BAD_AUTHORITY)) != 0)
    {
      finding = nobody_vouches (c, MS_CODE_UNTRUSTED_ISSUER, (trust & MS_TRUST_PRIVATE_CA) != 0 ? "private-ca" : "unknown",
                                sighting, leaf);
      if (finding != NULL)
        {
          ms_finding_set_string (finding, "issuer", leaf->issuer);
          ms_finding_set_string (finding, "missing", sighting->missing);
        }
    }
}

/* Good is what was proven. What is neither proven nor explained is not known to be good, and that is a reason. */
static void
judge_proof (Case *c, const MsSighting *sighting, const MsCertificate *leaf)
{
  gboolean shown = leaf != NULL || sighting->outcome == MS_OUTCOME_OK;
  gboolean proven = leaf != NULL && (sighting->trust & MS_TRUST_OK) != 0;
  gboolean oversized = (sighting->trust & MS_TRUST_OVERSIZED) != 0;

  if ((sighting->trust & MS_TRUST_INVALID) != 0 || (shown && !proven && !ms_trust_is_explained (sighting->trust)))
    found (c, MS_CODE_INVALID, MS_SEVERITY_CRITICAL, oversized ? "reason" : NULL, oversized ? "oversized-key" : NULL, sighting);
}

static void
judge_certificate (Case *c, const MsSighting *sighting)
{
  const MsCertificate *leaf = ms_sighting_leaf (sighting);
  MsFinding *finding;

  judge_proof (c, sighting, leaf);
  if (leaf == NULL || judge_interception (c, sighting))
    return;
  judge_name (c, sighting, leaf);
  judge_dates (c, sighting, leaf);
  judge_issuer (c, sighting, leaf);
  if ((sighting->trust & MS_TRUST_WRONG_PURPOSE) != 0)
    found (c, MS_CODE_WRONG_PURPOSE, MS_SEVERITY_CRITICAL, NULL, NULL, sighting);
  if ((sighting->trust & MS_TRUST_WEAK) != 0 || sighting->weak != NULL)
    found (c, MS_CODE_WEAK, (sighting->trust & MS_TRUST_WEAK) != 0 ? MS_SEVERITY_CRITICAL : MS_SEVERITY_WARNING, "what",
           sighting->weak, sighting);
  if ((sighting->trust & MS_TRUST_REVOKED) != 0)
    {
      finding = found (c, MS_CODE_REVOKED, MS_SEVERITY_CRITICAL, NULL, NULL, sighting);
      if (finding != NULL)
        ms_finding_set_time (finding, "since", sighting->revoked);
    }
  if (sighting->trust == (MS_TRUST_OK | MS_TRUST_DETOUR)) /* nothing else is wrong */
    found (c, MS_CODE_CLIENT_REFUSES, MS_SEVERITY_WARNING, "because", "chain", sighting);
}

/* ---- what the extra probes found out ------------------------------------------------------------------------- */

static MsFinding *
finding_of (const Case *c, MsCode code)
{
  for (guint i = 0; i < c->findings->len; i++)
    {
      MsFinding *finding = g_ptr_array_index (c->findings, i);
      if (finding->code == code)
        return finding;
    }
  return NULL;
}

static gboolean
looks_hostile (const Case *c)
{
  const MsFinding *changed = finding_of (c, MS_CODE_CHANGED);
  return changed != NULL && changed->severity == MS_SEVERITY_CRITICAL;
}

/* That somebody may have put another certificate there is said with the first thing that is wrong with that one, whichever it is. */
static void
tell_swap (Case *c)
{
  if (!looks_hostile (c))
    return;
  for (guint i = 0; i < c->findings->len; i++)
    {
      MsFinding *finding = g_ptr_array_index (c->findings, i);
      if (finding->severity == MS_SEVERITY_CRITICAL && finding->code >= MS_CODE_INVALID
          && finding->code <= MS_CODE_INCOMPLETE_CHAIN && finding->code != MS_CODE_REVOKED)
        ms_finding_set_string (finding, "replaced", "yes");
    }
}

static void
offer_port (Case *c, const MsHints *hints)
{
  static const MsCode codes[] = { MS_CODE_WRONG_SECURITY_MODE, MS_CODE_STARTTLS_MISSING, MS_CODE_STARTTLS_FAILED,
                                  MS_CODE_TLS_FAILED,          MS_CODE_PROTOCOL_ERROR,   MS_CODE_UNREACHABLE };

  for (guint i = 0; hints->use_port != 0 && i < G_N_ELEMENTS (codes); i++)
    {
      MsFinding *finding = finding_of (c, codes[i]);
      if (finding == NULL || finding->severity < MS_SEVERITY_UNKNOWN)
        continue;
      ms_finding_set_number (finding, "use_port", hints->use_port);
      ms_finding_set_string (finding, "use_security", ms_security_name (hints->use_security));
      finding->who = MS_WHO_YOU;
    }
}

static void
point_to_newer (Case *c, const char *newer_on)
{
  static const MsCode codes[] = { MS_CODE_EXPIRED, MS_CODE_EXPIRING, MS_CODE_NAME_MISMATCH };
  MsFinding *stale = NULL;

  for (guint i = 0; newer_on != NULL && i < G_N_ELEMENTS (codes); i++)
    {
      const MsFinding *finding = finding_of (c, codes[i]);
      if (finding == NULL)
        continue;
      if (stale == NULL)
        stale = ms_finding_new (MS_CODE_STALE_SERVICE, MS_SEVERITY_WARNING, who_of (c, MS_CODE_STALE_SERVICE));
      for (guint a = 0; finding->addresses[a] != NULL; a++)
        ms_finding_add_address (stale, finding->addresses[a]);
    }
  if (stale == NULL)
    return;
  ms_finding_set_string (stale, "newer_on", newer_on);
  g_ptr_array_add (c->findings, stale);
}

static void
point_to_override (Case *c, const MsHints *hints)
{
  MsFinding *finding;

  if (hints->pinned == NULL)
    return;
  finding = ms_finding_new (MS_CODE_LOCAL_OVERRIDE, MS_SEVERITY_WARNING, who_of (c, MS_CODE_LOCAL_OVERRIDE));
  for (guint i = 0; i < c->observation->sightings->len; i++)
    ms_finding_add_address (finding, ((MsSighting *) g_ptr_array_index (c->observation->sightings, i))->address);
  ms_finding_set_string (finding, "pinned", hints->pinned);
  ms_finding_set_string (finding, "published", hints->published);
  g_ptr_array_add (c->findings, finding);
}

/* Concerns the server as a whole, and so every address. */
static MsFinding *
found_everywhere (Case *c, MsCode code, MsSeverity severity)
{
  MsFinding *finding = ms_finding_new (code, severity, MS_WHO_YOU);

  for (guint i = 0; i < c->observation->sightings->len; i++)
    if (*((MsSighting *) g_ptr_array_index (c->observation->sightings, i))->address != '\0')
      ms_finding_add_address (finding, ((MsSighting *) g_ptr_array_index (c->observation->sightings, i))->address);
  g_ptr_array_add (c->findings, finding);
  return finding;
}

/* What a mail program was told to leave out, and what its provider says instead. */
static void
judge_account (Case *c)
{
  g_autofree char *clients = NULL;

  if (c->server != NULL && c->server->insecure)
    {
      clients = g_strjoinv (", ", c->server->clients);
      ms_finding_set_string (found_everywhere (c, MS_CODE_INSECURE_ACCOUNT, MS_SEVERITY_WARNING), "client", clients);
    }
  if (c->server != NULL && c->server->moved != NULL)
    ms_finding_set_string (found_everywhere (c, MS_CODE_MOVED, MS_SEVERITY_NOTICE), "use_host", c->server->moved);
}

/* Last, since what was tried out explains findings and makes none of its own but these. */
static void
use_hints (Case *c)
{
  const MsHints *hints = c->observation->hints;
  MsFinding *mismatch = finding_of (c, MS_CODE_NAME_MISMATCH);

  tell_swap (c);
  offer_port (c, hints);
  if (mismatch != NULL && hints->use_host != NULL && !looks_hostile (c))
    {
      ms_finding_set_string (mismatch, "use_host", hints->use_host);
      mismatch->who = MS_WHO_YOU;
    }
  point_to_newer (c, hints->newer_on);
  point_to_override (c, hints);
}

/* ---- the verdict --------------------------------------------------------------------------------------------- */

static gboolean
gives_verdict (const MsSighting *sighting)
{
  switch (sighting->outcome)
    {
    case MS_OUTCOME_OK:
    case MS_OUTCOME_WRONG_SECURITY_MODE:
    case MS_OUTCOME_STARTTLS_MISSING:
    case MS_OUTCOME_STARTTLS_FAILED:
    case MS_OUTCOME_TLS_FAILED:
      return TRUE;
    case MS_OUTCOME_SERVER_REFUSED:
    case MS_OUTCOME_PROTOCOL_ERROR:
      return ms_sighting_leaf (sighting) != NULL;
    case MS_OUTCOME_UNREACHABLE: /* also when it fell silent after the handshake */
    case MS_OUTCOME_CANCELLED:
      break;
    }
  return FALSE;
}

/* Of the certificate that is to be renewed first; those that nobody vouches for have no usual time. */
static gint64
renewal_of (const Case *c)
{
  gint64 first = 0;

  for (guint i = 0; i < c->observation->sightings->len; i++)
    {
      const MsSighting *sighting = g_ptr_array_index (c->observation->sightings, i);
      const MsCertificate *leaf = ms_sighting_leaf (sighting);
      MsHabit habit;
      gint64 renewal;

      if (leaf == NULL || !ms_trust_is_trusted (sighting->trust))
        continue;
      habit = habit_of (c, sighting, leaf);
      renewal = ms_habit_renewal (&habit, leaf->not_before, leaf->not_after);
      first = first == 0 ? renewal : MIN (first, renewal);
    }
  return first;
}

/* B2: by severity, then by code; mixed-addresses (`data`: it comes first) before its equals when some address is fine. */
static int
by_weight (gconstpointer a, gconstpointer b, gpointer data)
{
  const MsFinding *first = *(const MsFinding *const *) a, *second = *(const MsFinding *const *) b;
  gboolean mixed_first = *(const gboolean *) data;
  int rank_a = mixed_first && first->code == MS_CODE_MIXED_ADDRESSES ? -1 : (int) first->code;
  int rank_b = mixed_first && second->code == MS_CODE_MIXED_ADDRESSES ? -1 : (int) second->code;

  if (first->severity != second->severity)
    return first->severity > second->severity ? -1 : 1;
  return rank_a - rank_b;
}

/* B2: an `expired` of at most 7 days, with a key that this server showed while it was valid, harms nobody. */
static gboolean
expired_but_known (const MsVerdict *verdict, const MsHistory *history)
{
  const GPtrArray *memory = history != NULL ? history->memory : NULL;

  for (guint i = 0; i < verdict->observation->sightings->len; i++)
    {
      const MsCertificate *leaf = ms_sighting_leaf (g_ptr_array_index (verdict->observation->sightings, i));
      gboolean known = FALSE;

      if (leaf == NULL || verdict->now <= leaf->not_after)
        continue;
      if (verdict->now - leaf->not_after > 7 * DAY)
        return FALSE;
      for (guint m = 0; memory != NULL && !known && m < memory->len; m++)
        {
          const MsMemory *seen = g_ptr_array_index (memory, m);
          known = seen->trusted && seen->first_seen <= seen->leaf->not_after
                  && g_str_equal (seen->leaf->spki_sha256, leaf->spki_sha256);
        }
      if (!known)
        return FALSE;
    }
  return TRUE;
}

static MsSafe
safe_of (const MsVerdict *verdict, const MsHistory *history)
{
  MsSafe safe = verdict->state == MS_SEVERITY_UNKNOWN ? MS_SAFE_WAIT : MS_SAFE_YES;

  for (guint i = 0; i < verdict->findings->len; i++)
    {
      const MsFinding *finding = g_ptr_array_index (verdict->findings, i);

      if (finding->code == MS_CODE_NOT_YET_VALID || finding->severity == MS_SEVERITY_UNKNOWN
          || (finding->code == MS_CODE_EXPIRED && !expired_but_known (verdict, history)))
        safe = MAX (safe, MS_SAFE_WAIT);
      else if (finding->code == MS_CODE_INTERCEPTED
               || (finding->severity == MS_SEVERITY_CRITICAL && finding->code != MS_CODE_EXPIRING
                   && finding->code != MS_CODE_EXPIRED))
        safe = MS_SAFE_NO;
    }
  return safe;
}

static gboolean
is_elsewhere (const MsObservation *observation, const MsHistory *history)
{
  gboolean somewhere = FALSE;

  for (guint i = 0; history != NULL && i < history->memory->len; i++)
    {
      const MsMemory *memory = g_ptr_array_index (history->memory, i);

      if (!ms_names_match (memory->leaf, observation->target->host))
        continue; /* that may have been anybody */
      somewhere = TRUE;
      for (guint s = 0; s < observation->sightings->len; s++)
        if (g_str_equal (((MsSighting *) g_ptr_array_index (observation->sightings, s))->address, memory->address))
          return FALSE;
    }
  return somewhere;
}

MsVerdict *
ms_assess (const MsServer *server, const MsObservation *observation, const MsHistory *history, gint64 now)
{
  return ms_assess_within (NULL, server, observation, history, now);
}

/* Between addresses that are intercepted nothing is compared: what they show is not the server's. */
static gboolean
is_intercepted (const Case *c)
{
  return finding_of (c, MS_CODE_INTERCEPTED) != NULL;
}

MsVerdict *
ms_assess_within (const MsContext *context, const MsServer *server, const MsObservation *observation, const MsHistory *history,
                  gint64 now)
{
  MsVerdict *verdict = ms_verdict_new ();
  Case c = { .context = context,
             .server = server,
             .history = history,
             .observation = observation,
             .now = now,
             .findings = verdict->findings };
  gboolean some_ok = FALSE;
  MsFinding *mixed;

  verdict->observation = ms_observation_copy (observation);
  verdict->now = now;
  for (guint i = 0; i < observation->sightings->len; i++)
    c.any_verdict = c.any_verdict || gives_verdict (g_ptr_array_index (observation->sightings, i));
  for (guint i = 0; i < observation->sightings->len; i++)
    {
      const MsSighting *sighting = g_ptr_array_index (observation->sightings, i);
      judge_connection (&c, sighting);
      judge_tls_version (&c, sighting);
      judge_certificate (&c, sighting);
    }
  mixed = ms_compare_addresses (observation, verdict->findings, &some_ok);
  if (mixed != NULL)
    {
      mixed->who = who_of (&c, MS_CODE_MIXED_ADDRESSES);
      g_ptr_array_add (verdict->findings, mixed);
    }
  if (history != NULL && !is_intercepted (&c))
    ms_change_assess (observation, history->memory, now, verdict->findings);
  judge_account (&c);
  use_hints (&c);

  g_ptr_array_sort_with_data (verdict->findings, by_weight, &some_ok);
  verdict->state = c.any_verdict ? MS_SEVERITY_OK : MS_SEVERITY_UNKNOWN; /* what was not looked at is not fine */
  if (verdict->findings->len > 0)
    verdict->state = ((MsFinding *) g_ptr_array_index (verdict->findings, 0))->severity;
  if (verdict->state == MS_SEVERITY_INFO)
    verdict->state = MS_SEVERITY_OK;
  verdict->safe = safe_of (verdict, history);
  verdict->renewal = renewal_of (&c);
  verdict->elsewhere = is_elsewhere (observation, history);
  return verdict;
}
