/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "check/judge/case.h"

#include "check/judge/expiry.h"
#include "check/judge/habit.h"
#include "model/names.h"
#include "model/address.h"
#include "check/judge/stand-in.h"
#include "model/text.h"

#define DAY             ((gint64) 86400)
#define MAX_NAMES_SHOWN 100

static void
note_stand_in (const MsCase *c, MsFinding *finding, const MsCertificate *leaf)
{
  if (finding != NULL && ms_is_stand_in (leaf, c->observation->target->host))
    ms_finding_set_string (finding, "stand_in", "yes");
}

static void
judge_name (MsCase *c, const MsSighting *sighting, const MsCertificate *leaf)
{
  const char *host = c->observation->target->host;
  MsFinding *finding;

  if (ms_names_match (leaf, host))
    return;
  finding = ms_case_found (c, MS_CODE_NAME_MISMATCH, MS_SEVERITY_CRITICAL, NULL, NULL, sighting);
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
  else if (ms_name_misspelt (leaf, host) != NULL)
    {
      ms_finding_set_string (finding, "reason", "misspelt");
      ms_finding_set_string (finding, "misspelt", ms_name_misspelt (leaf, host));
    }
  note_stand_in (c, finding, leaf);
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

/* Which authority it is whose date this finding is about, and that the server's own is good, and until when. */
static void
name_authority (const MsCase *c, MsFinding *finding, const char *subject, const MsCertificate *leaf)
{
  ms_finding_set_string (finding, "certificate", subject);
  if (subject != NULL && c->now >= leaf->not_before && c->now <= leaf->not_after)
    ms_finding_set_time (finding, "own_not_after", leaf->not_after);
}

/* Who runs the server is told when the renewal is late, long before it becomes urgent (B4). */
static void
judge_overdue (MsCase *c, const MsSighting *sighting, const MsCertificate *leaf)
{
  MsHabit habit = ms_case_habit (c, sighting, leaf);
  MsFinding *finding;

  if (c->server == NULL || c->server->role != MS_ROLE_ADMIN
      || c->now < ms_habit_overdue_from (&habit, leaf->not_before, leaf->not_after)
      || ms_expiry_judge (leaf->not_before, leaf->not_after, c->now) >= MS_EXPIRY_WARNING) /* then that is said */
    return;
  finding = ms_case_found (c, MS_CODE_OVERDUE, MS_SEVERITY_WARNING, NULL, NULL, sighting);
  if (finding == NULL)
    return;
  ms_finding_set_number (finding, "usual_days_left",
                         habit.renewals > 0 && habit.left != 0
                           ? habit.left / DAY
                           : (leaf->not_after - ms_habit_overdue_from (&habit, leaf->not_before, leaf->not_after)) / DAY);
  ms_finding_set_number (finding, "days_left", ms_days_left (leaf->not_after, c->now));
  ms_finding_set_time (finding, "not_after", leaf->not_after);
}

/* Of the stages that are told. */
static const MsSeverity severities[] = {
  [MS_EXPIRY_FINE] = MS_SEVERITY_OK,           [MS_EXPIRY_NOTICE] = MS_SEVERITY_NOTICE, [MS_EXPIRY_WARNING] = MS_SEVERITY_WARNING,
  [MS_EXPIRY_CRITICAL] = MS_SEVERITY_CRITICAL, [MS_EXPIRY_EXPIRED] = MS_SEVERITY_OK,
};

static void
judge_expiring (MsCase *c, const MsSighting *sighting, const MsCertificate *leaf)
{
  gint64 begin = begin_of_path_end (sighting, leaf), end = sighting->path_not_after;
  MsHabit habit = ms_case_habit (c, sighting, leaf);
  MsExpiry stage = ms_expiry_judge (begin, end, c->now);
  MsSeverity severity = severities[stage];
  MsFinding *finding;

  if (stage == MS_EXPIRY_FINE
      || stage == MS_EXPIRY_EXPIRED) /* of an authority: x509 has said so by then, or does at the next look */
    return;
  /* a server that always renews this late is not late yet */
  if (severity != MS_SEVERITY_CRITICAL && habit.left != 0 && sighting->path_subject == NULL
      && !ms_habit_is_late (&habit, end, c->now))
    return;
  finding = ms_case_found (c, MS_CODE_EXPIRING, severity, NULL, NULL, sighting);
  if (finding == NULL)
    return;
  ms_finding_set_number (finding, "days_left", ms_days_left (end, c->now));
  ms_finding_set_time (finding, "not_after", end);
  name_authority (c, finding, sighting->path_subject, leaf);
  if (habit.left != 0)
    ms_finding_set_number (finding, "usual_days_left", habit.left / DAY);
}

/* Of the leaf, or of the authority named. */
static void
not_yet_valid (MsCase *c, const MsSighting *sighting, const MsCertificate *leaf, const char *authority, gint64 from)
{
  MsFinding *finding = ms_case_found (c, MS_CODE_NOT_YET_VALID, MS_SEVERITY_CRITICAL, NULL, NULL, sighting);

  if (finding == NULL)
    return;
  ms_finding_set_time (finding, "not_before", from);
  name_authority (c, finding, authority, leaf);
}

/* The clock is to blame, and nothing is said of dates until it is right. */
static void
blame_the_clock (MsCase *c, const MsSighting *sighting, const MsCertificate *leaf)
{
  MsFinding *finding;

  if (c->now >= leaf->not_before && c->now <= leaf->not_after
      && (sighting->trust & (MS_TRUST_EXPIRED_AUTHORITY | MS_TRUST_FUTURE_AUTHORITY)) == 0)
    return;
  finding = ms_case_found (c, MS_CODE_CLOCK_WRONG, MS_SEVERITY_CRITICAL, NULL, NULL, sighting);
  if (finding == NULL)
    return;
  ms_finding_set_number (finding, "count", c->context->clock_servers);
  ms_finding_set_string (finding, "evidence", ms_belief_evidence (c->context->clock));
  ms_finding_set_string (finding, "reason", c->context->clock == MS_BELIEF_JUMPED ? "jump" : NULL);
}

static gboolean
clock_is_doubted (const MsCase *c)
{
  return c->context != NULL && ms_belief_is_doubt (c->context->clock);
}

static void
judge_dates (MsCase *c, const MsSighting *sighting, const MsCertificate *leaf)
{
  MsFinding *finding;

  if (clock_is_doubted (c))
    {
      blame_the_clock (c, sighting, leaf);
      return;
    }
  if (c->now < leaf->not_before)
    not_yet_valid (c, sighting, leaf, NULL, leaf->not_before);
  else if ((sighting->trust & MS_TRUST_FUTURE_AUTHORITY) != 0)
    not_yet_valid (c, sighting, leaf, sighting->future_authority, sighting->authority_from);
  if (c->now > leaf->not_after)
    {
      finding = ms_case_found (c, MS_CODE_EXPIRED, MS_SEVERITY_CRITICAL, NULL, NULL, sighting);
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
judge_interception (MsCase *c, const MsSighting *sighting)
{
  const MsInterception *interception = ms_context_interception (c->context, sighting);
  MsFinding *finding;

  if (interception == NULL)
    return FALSE;
  finding = ms_case_found (c, MS_CODE_INTERCEPTED, interception->harmless ? MS_SEVERITY_WARNING : MS_SEVERITY_CRITICAL, "issuer",
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
acceptance_of (const MsCase *c, const MsCertificate *leaf)
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
nobody_vouches (MsCase *c, MsCode code, const char *kind_key, const char *kind, const MsSighting *sighting,
                const MsCertificate *leaf)
{
  const MsAcceptance *acceptance = acceptance_of (c, leaf);
  MsFinding *finding
    = ms_case_found (c, code, acceptance != NULL ? MS_SEVERITY_INFO : MS_SEVERITY_CRITICAL, kind_key, kind, sighting);
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
expired_authority (MsCase *c, const MsSighting *sighting, const MsCertificate *leaf)
{
  MsFinding *finding = ms_case_found (c, MS_CODE_EXPIRED_INTERMEDIATE, MS_SEVERITY_CRITICAL, NULL, NULL, sighting);

  if (finding == NULL || sighting->expired_authority == NULL)
    return;
  ms_finding_set_time (finding, "since", sighting->authority_until);
  name_authority (c, finding, sighting->expired_authority, leaf);
}

/* This computer knows those above, and one of them had no right to it: as bad as a stranger's. */
static void
not_entitled (MsCase *c, const MsSighting *sighting, const MsCertificate *leaf)
{
  MsFinding *finding
    = nobody_vouches (c, MS_CODE_UNTRUSTED_ISSUER, "may_not", ms_may_not_name (sighting->may_not), sighting, leaf);

  if (finding == NULL)
    return;
  ms_finding_set_string (finding, "reason", "not-entitled");
  ms_finding_set_string (finding, "issuer", leaf->issuer);
  ms_finding_set_string (finding, "certificate", sighting->limited);
}

/* A bridge or the end of a tunnel: what was asked for is this computer, and it was nobody else that answered. */
static gboolean
is_here (const MsCase *c)
{
  const GPtrArray *sightings = c->observation->sightings;
  gboolean here = ms_address_is_loopback (c->observation->target->host);

  for (guint i = 0; here && i < sightings->len; i++)
    here = ms_address_is_loopback (((const MsSighting *) g_ptr_array_index (sightings, i))->address);
  return here;
}

static void
made_itself (MsCase *c, const MsSighting *sighting, const MsCertificate *leaf)
{
  MsFinding *finding;

  /* bridges make themselves an authority; a server of this computer's own, or the far end of a tunnel, seldom does */
  if (!is_here (c) || (sighting->odd & MS_ODD_CA) == 0 || acceptance_of (c, leaf) != NULL)
    {
      note_stand_in (c, nobody_vouches (c, MS_CODE_SELF_SIGNED, NULL, NULL, sighting, leaf), leaf);
      return;
    }
  finding = ms_case_found (c, MS_CODE_SELF_SIGNED, MS_SEVERITY_INFO, "kind", "this-computer", sighting);
  if (finding != NULL)
    finding->who = MS_WHO_NOBODY;
}

static void
judge_issuer (MsCase *c, const MsSighting *sighting, const MsCertificate *leaf)
{
  MsTrust trust = sighting->trust;
  MsFinding *finding;

  if ((trust & MS_TRUST_EXPIRED_AUTHORITY) != 0 && !clock_is_doubted (c))
    expired_authority (c, sighting, leaf);
  if ((trust & MS_TRUST_SELF_SIGNED) != 0)
    made_itself (c, sighting, leaf);
  else if ((trust & MS_TRUST_INCOMPLETE) != 0)
    {
      /* alone: an intermediate known here completes the path; with UNKNOWN_ISSUER: only the place to fetch it is known */
      finding = ms_case_found (c, MS_CODE_INCOMPLETE_CHAIN,
                               (trust & MS_TRUST_UNKNOWN_ISSUER) != 0 ? MS_SEVERITY_CRITICAL : MS_SEVERITY_WARNING, NULL, NULL,
                               sighting);
      if (finding != NULL)
        ms_finding_set_string (finding, "missing", sighting->missing);
    }
  else if ((trust & (MS_TRUST_PRIVATE_CA | MS_TRUST_UNKNOWN_ISSUER)) != 0)
    {
      finding = nobody_vouches (c, MS_CODE_UNTRUSTED_ISSUER, "kind",
                                (trust & MS_TRUST_PRIVATE_CA) != 0 ? "private-ca" : "unknown", sighting, leaf);
      if (finding != NULL)
        {
          ms_finding_set_string (finding, "issuer", leaf->issuer);
          ms_finding_set_string (finding, "missing", sighting->missing);
        }
    }
  else if ((trust & MS_TRUST_BAD_AUTHORITY) != 0)
    not_entitled (c, sighting, leaf);
}

/* Good is what was proven. What is neither proven nor explained is not known to be good, and that is a reason. */
static void
judge_proof (MsCase *c, const MsSighting *sighting, const MsCertificate *leaf)
{
  gboolean shown = leaf != NULL || sighting->outcome == MS_OUTCOME_OK;
  gboolean proven = leaf != NULL && (sighting->trust & MS_TRUST_OK) != 0;
  gboolean oversized = (sighting->trust & MS_TRUST_OVERSIZED) != 0;

  if ((sighting->trust & MS_TRUST_INVALID) != 0 || (shown && !proven && !ms_trust_is_explained (sighting->trust)))
    ms_case_found (c, MS_CODE_INVALID, MS_SEVERITY_CRITICAL, oversized ? "reason" : NULL, oversized ? "oversized-key" : NULL,
                   sighting);
}

/* What says that it is not for servers; NULL: the extended key usage. */
static const char *
purpose_missed (MsOddity odd)
{
  if ((odd & MS_ODD_USAGE) != 0)
    return "key-usage";
  return (odd & MS_ODD_NETSCAPE) != 0 ? "netscape-type" : NULL;
}

void
ms_case_judge_certificate (MsCase *c, const MsSighting *sighting)
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
    ms_case_found (c, MS_CODE_WRONG_PURPOSE, MS_SEVERITY_CRITICAL, "reason", purpose_missed (sighting->odd), sighting);
  if ((sighting->trust & MS_TRUST_WEAK) != 0 || sighting->weak != NULL)
    ms_case_found (c, MS_CODE_WEAK, (sighting->trust & MS_TRUST_WEAK) != 0 ? MS_SEVERITY_CRITICAL : MS_SEVERITY_WARNING, "what",
                   sighting->weak, sighting);
  if ((sighting->trust & MS_TRUST_REVOKED) != 0)
    {
      finding = ms_case_found (c, MS_CODE_REVOKED, MS_SEVERITY_CRITICAL, NULL, NULL, sighting);
      if (finding != NULL)
        ms_finding_set_time (finding, "since", sighting->revoked);
    }
}
