/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "check/judge/assess.h"

#include "model/text.h"
#include "check/judge/case.h"
#include "check/judge/change.h"
#include "check/judge/compare.h"
#include "check/judge/expiry.h"
#include "check/judge/habit.h"
#include "model/names.h"

#define DAY ((gint64) 86400)

/* ---- the connection ------------------------------------------------------------------------------------------ */

static void
judge_unreachable (MsCase *c, const MsSighting *sighting)
{
  gboolean no_route = sighting->reason == MS_REASON_NO_ROUTE;
  gboolean admin = c->server != NULL && c->server->role == MS_ROLE_ADMIN;
  MsSeverity severity = MS_SEVERITY_UNKNOWN;
  MsFinding *finding;

  if (c->any_verdict)
    severity = no_route ? MS_SEVERITY_INFO : admin ? MS_SEVERITY_WARNING : MS_SEVERITY_NOTICE;
  finding = ms_case_found (c, MS_CODE_UNREACHABLE, severity, "reason", ms_reason_name (sighting->reason), sighting);
  if (finding != NULL && (no_route || sighting->reason == MS_REASON_DNS))
    finding->who = MS_WHO_NETWORK;
  if (finding != NULL && sighting->reason == MS_REASON_TOR)
    finding->who = MS_WHO_NOBODY;
}

/* Once offered, now missing: here, while other networks have it, or everywhere. */
static gboolean
judge_starttls_vanished (MsCase *c, const MsSighting *sighting)
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
  if (since == 0 || sighting->reason != MS_REASON_NONE)
    return FALSE;
  finding = ms_case_found (c, MS_CODE_STARTTLS_VANISHED, MS_SEVERITY_CRITICAL, "reason", here ? NULL : "network", sighting);
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
judge_starttls_missing (MsCase *c, const MsSighting *sighting)
{
  /* between servers nobody's password is at stake, but the mail travels unencrypted (RFC 3207) */
  gboolean relay = c->observation->target->service == MS_SERVICE_SMTP;

  if (judge_starttls_vanished (c, sighting))
    return;
  ms_case_found (c, MS_CODE_STARTTLS_MISSING, relay ? MS_SEVERITY_WARNING : MS_SEVERITY_CRITICAL, "reason",
                 ms_reason_name (sighting->reason), sighting);
}

static gboolean
we_went_no_further (const MsSighting *sighting)
{
  return (sighting->trust & MS_TRUST_INVALID) != 0 && sighting->alert == NULL
         && (ms_sighting_leaf (sighting) == NULL || (sighting->trust & MS_TRUST_OVERSIZED) != 0);
}

/* Who lets in only those who show a certificate has shown his own: only the talk behind that was not looked at. */
static void
judge_refused (MsCase *c, const MsSighting *sighting)
{
  gboolean known = sighting->reason == MS_REASON_CLIENT_CERTIFICATE;
  MsFinding *finding = ms_case_found (c, MS_CODE_SERVER_REFUSED, known ? MS_SEVERITY_INFO : MS_SEVERITY_UNKNOWN, "reason",
                                      ms_reason_name (sighting->reason), sighting);

  if (finding != NULL && !known)
    ms_finding_set_string (finding, "line", sighting->detail);
}

static void
judge_protocol (MsCase *c, const MsSighting *sighting)
{
  MsFinding *finding = ms_case_found (c, MS_CODE_PROTOCOL_ERROR, MS_SEVERITY_UNKNOWN, "speaks", sighting->speaks, sighting);

  if (finding != NULL)
    ms_finding_set_string (finding, "reason", ms_reason_name (sighting->reason));
}

static void
judge_connection (MsCase *c, const MsSighting *sighting)
{
  switch (sighting->outcome)
    {
    case MS_OUTCOME_OK:
      if (sighting->reason == MS_REASON_CLIENT_CERTIFICATE)
        judge_refused (c, sighting);
      break;
    case MS_OUTCOME_CANCELLED:
      break;
    case MS_OUTCOME_UNREACHABLE:
      judge_unreachable (c, sighting);
      break;
    case MS_OUTCOME_SERVER_REFUSED:
      judge_refused (c, sighting);
      break;
    case MS_OUTCOME_PROTOCOL_ERROR:
      judge_protocol (c, sighting);
      break;
    case MS_OUTCOME_WRONG_SECURITY_MODE:
      ms_case_found (c, MS_CODE_WRONG_SECURITY_MODE, MS_SEVERITY_CRITICAL, NULL, NULL, sighting);
      break;
    case MS_OUTCOME_STARTTLS_MISSING:
      judge_starttls_missing (c, sighting);
      break;
    case MS_OUTCOME_STARTTLS_FAILED:
      ms_case_found (c, MS_CODE_STARTTLS_FAILED, MS_SEVERITY_CRITICAL, "reason",
                     sighting->reason == MS_REASON_INJECTION ? ms_reason_name (sighting->reason) : NULL, sighting);
      break;
    case MS_OUTCOME_TLS_FAILED:
      if (we_went_no_further (sighting))
        break; /* with a certificate that cannot be read, or calculated with: that is the finding */
      ms_case_found (c, MS_CODE_TLS_FAILED, MS_SEVERITY_CRITICAL, "alert", sighting->alert, sighting);
      break;
    }
}

/* We speak every version; what was agreed on is the best that the server can do (RFC 8996: 1.0 and 1.1 are gone). */
static void
judge_tls_version (MsCase *c, const MsSighting *sighting)
{
  static const char *const current[] = { "1.2", "1.3", NULL };

  if (sighting->tls_version != NULL && !g_strv_contains (current, sighting->tls_version))
    ms_case_found (c, MS_CODE_OLD_TLS, MS_SEVERITY_WARNING, "tls_version", sighting->tls_version, sighting);
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
    case MS_OUTCOME_UNREACHABLE: /* also when it was too slow inside TLS */
    case MS_OUTCOME_CANCELLED:
      break;
    }
  return FALSE;
}

/* Of the certificate that is to be renewed first; those that nobody vouches for have no usual time. */
static gint64
renewal_of (const MsCase *c)
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
      habit = ms_case_habit (c, sighting, leaf);
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
  const GPtrArray *memory = history != NULL ? history->seen : NULL;

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
          const MsSeen *seen = g_ptr_array_index (memory, m);
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

  for (guint i = 0; history != NULL && i < history->seen->len; i++)
    {
      const MsSeen *seen = g_ptr_array_index (history->seen, i);

      if (!ms_names_match (seen->leaf, observation->target->host))
        continue; /* that may have been anybody */
      somewhere = TRUE;
      for (guint s = 0; s < observation->sightings->len; s++)
        if (g_str_equal (((MsSighting *) g_ptr_array_index (observation->sightings, s))->address, seen->address))
          return FALSE;
    }
  return somewhere;
}

MsVerdict *
ms_assess (const MsServer *server, const MsObservation *observation, const MsHistory *history, gint64 now)
{
  return ms_assess_within (NULL, server, observation, history, now);
}

MsVerdict *
ms_assess_within (const MsContext *context, const MsServer *server, const MsObservation *observation, const MsHistory *history,
                  gint64 now)
{
  MsVerdict *verdict = ms_verdict_new ();
  MsCase c
    = { .context = context, .server = server, .history = history, .observation = observation, .now = now, .verdict = verdict };
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
      ms_case_judge_certificate (&c, sighting);
    }
  for (guint i = 0; i < observation->sightings->len; i++)
    ms_case_judge_programs (&c, g_ptr_array_index (observation->sightings, i));
  mixed = ms_compare_addresses (observation, verdict->findings, &some_ok);
  if (mixed != NULL)
    {
      mixed->who = ms_case_who (&c, MS_CODE_MIXED_ADDRESSES);
      g_ptr_array_add (verdict->findings, mixed);
    }
  /* what intercepted addresses show is not the server's, and is compared with nothing */
  if (history != NULL && ms_verdict_finding (verdict, MS_CODE_INTERCEPTED) == NULL)
    ms_change_assess (observation, history->seen, now, verdict->findings);
  ms_case_judge_account (&c);
  ms_case_use_hints (&c);

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
