/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "daemon/judge/attention.h"

#include "daemon/judge/cause.h"
#include "check/judge/words.h"

#include <string.h>

#define HOUR        3600
#define DAY         86400
#define SOON        DAY        /* who is back within this was never really gone */
#define SOON_THERE  (30 * DAY) /* and so is a network that is visited again */
#define SECOND_LOOK 5          /* s after the first */
#define MOST_A_DAY  3

/* ---- what a standing says about a problem -------------------------------------------------------------------- */

/* The first finding of this family that is worth an alert, or NULL. */
static const MsFinding *
finding_of (const MsVerdict *verdict, const char *family)
{
  for (guint i = 0; i < verdict->findings->len; i++)
    {
      const MsFinding *finding = g_ptr_array_index (verdict->findings, i);
      if (finding->severity >= MS_SEVERITY_WARNING && g_str_equal (ms_code_info (finding->code)->family, family))
        return finding;
    }
  return NULL;
}

/*
 * What opens an alert: the finding to act on, if it is one to tell. The others are shown beside it. That addresses differ is no
 * problem of its own but how the fault beside it shows: a certificate that runs out is told once, at one address or at all.
 */
static const MsFinding *
headline (const MsVerdict *verdict)
{
  const MsFinding *first = NULL;

  for (guint i = 0; i < MIN (verdict->findings->len, 2); i++)
    {
      const MsFinding *finding = g_ptr_array_index (verdict->findings, i);
      if (finding->severity >= MS_SEVERITY_WARNING && (first == NULL || first->code == MS_CODE_MIXED_ADDRESSES))
        first = finding;
    }
  return first != NULL && ms_code_info (first->code)->tell != MS_TELL_NEVER ? first : NULL;
}

/* Could this look have seen that the problem is gone? Silence of a server is no all-clear, nor is what an interceptor shows. */
static gboolean
is_clear (const MsVerdict *verdict)
{
  if (ms_verdict_finding (verdict, MS_CODE_INTERCEPTED) != NULL)
    return FALSE;
  for (guint i = 0; i < verdict->observation->sightings->len; i++)
    {
      const MsSighting *sighting = g_ptr_array_index (verdict->observation->sightings, i);
      if (ms_sighting_leaf (sighting) != NULL || sighting->outcome == MS_OUTCOME_OK)
        return TRUE;
    }
  return FALSE;
}

static const MsStanding *
standing_of (const GPtrArray *standings, const char *url)
{
  for (guint i = 0; i < standings->len; i++)
    {
      const MsStanding *standing = g_ptr_array_index (standings, i);
      if (g_str_equal (standing->server->url, url))
        return standing;
    }
  return NULL;
}

/* ---- alerts -------------------------------------------------------------------------------------------------- */

static MsStep
step_of (const MsFinding *finding)
{
  if (finding->code == MS_CODE_EXPIRED)
    return MS_STEP_EXPIRED;
  if (finding->code == MS_CODE_EXPIRING && finding->severity == MS_SEVERITY_CRITICAL)
    return MS_STEP_URGENT;
  return MS_STEP_NOTICED;
}

static void
add_server (MsAlert *alert, const char *url)
{
  guint n = g_strv_length (alert->servers), at = 0;

  if (g_strv_contains ((const char *const *) alert->servers, url))
    return;
  while (at < n && strcmp (alert->servers[at], url) < 0)
    at++;
  alert->servers = g_renew (char *, alert->servers, n + 2);
  memmove (alert->servers + at + 1, alert->servers + at, sizeof (char *) * (n + 1 - at));
  alert->servers[at] = g_strdup (url);
}

/* Somebody may have put another certificate there. */
static gboolean
is_grave (const MsFinding *finding)
{
  return ms_finding_fact (finding, "replaced") != NULL;
}

static MsAlert *
alert_new (const MsStanding *standing, const MsFinding *finding, const MsCause *cause, gint64 now)
{
  g_autofree char *text = g_strdup_printf ("%s %s %" G_GINT64_FORMAT, cause->what, standing->server->url, now);
  g_autofree char *hash = g_compute_checksum_for_string (G_CHECKSUM_SHA256, text, -1);
  g_autofree char *id = g_strdup_printf ("%s-%.10s", ms_code_info (finding->code)->family, hash);
  MsAlert *alert = ms_alert_new (id, finding->code);

  alert->severity = finding->severity;
  alert->who = finding->who;
  alert->step = step_of (finding);
  alert->grave = is_grave (finding);
  alert->since = now;
  return alert;
}

/* The same problem grown worse is a new step, and a new step is told again even if the user knew of the last one. */
static void
advance (MsAlert *alert, const MsFinding *finding)
{
  MsStep step = step_of (finding);

  if (step == MS_STEP_NOTICED && finding->severity > alert->severity)
    step = MS_STEP_WORSE;
  if (step > alert->step)
    {
      alert->step = step;
      alert->told = 0;
      alert->acknowledged = FALSE;
      alert->snoozed_until = 0;
    }
  alert->code = finding->code;
  alert->severity = finding->severity;
  alert->who = finding->who;
}

/* How long (s) after it was noticed it must be seen again before it is told. */
static guint
delay_of (const MsAlert *alert, const MsAttentionRules *rules)
{
  switch (ms_code_info (alert->code)->tell)
    {
    case MS_TELL_CONFIRMED:
      return rules->confirm_delay;
    case MS_TELL_SECOND_LOOK:
      return MIN (rules->confirm_delay, SECOND_LOOK);
    case MS_TELL_AT_ONCE:
    case MS_TELL_NEVER:
      break;
    }
  return 0;
}

static gboolean
confirmed (const MsAlert *alert, const MsStanding *standing, const MsAttentionRules *rules)
{
  return standing->verdict->observation->checked >= alert->since + delay_of (alert, rules) || delay_of (alert, rules) == 0;
}

/* What an alert is about now: the worst of its servers. */
typedef struct
{
  const MsStanding *standing; /* NULL: none of its servers can be judged now */
  const MsFinding *finding;
  gboolean notify; /* somebody wants to hear of it */
  gboolean stale;  /* all that is known of it is of earlier */
  gboolean blamed; /* none of its servers can be judged since somebody else is to blame */
} About;

/* What tells of a swap, whatever is wrong with what was put there: he who did it chooses that. NULL: nothing. */
static const MsFinding *
swap_of (const MsVerdict *verdict)
{
  for (guint i = 0; i < verdict->findings->len; i++)
    if (is_grave (g_ptr_array_index (verdict->findings, i)))
      return g_ptr_array_index (verdict->findings, i);
  return NULL;
}

/* What this server shows of the problem now; NULL: nothing, or it cannot be judged now. */
static const MsFinding *
shown_of (const MsAlert *alert, const MsStanding *standing)
{
  const MsFinding *swap;

  if (standing == NULL || standing->stale || standing->verdict == NULL)
    return NULL;
  swap = alert->grave ? swap_of (standing->verdict) : NULL;
  return swap != NULL ? swap : finding_of (standing->verdict, ms_code_info (alert->code)->family);
}

static gboolean
same_host (const MsAlert *alert, const GPtrArray *standings, const char *host)
{
  for (guint i = 0; alert->servers[i] != NULL; i++)
    {
      const MsStanding *standing = standing_of (standings, alert->servers[i]);
      if (standing != NULL && g_str_equal (standing->server->target->host, host))
        return TRUE;
    }
  return FALSE;
}

/*
 * A host where certificates are swapped, and then again, is one problem, however the next one differs: who stands between may
 * show another at each connection, and would never be seen twice. Who acknowledged one has not acknowledged the next.
 */
static gboolean
goes_on (const MsAlert *alert, const MsCause *cause)
{
  return alert->grave && !alert->acknowledged && cause->swap != NULL;
}

/* Is what the alert was opened for to be seen at some service of this host? */
static gboolean
is_shown_at (const MsAlert *alert, const GPtrArray *standings, const char *host)
{
  for (guint i = 0; alert->servers[i] != NULL; i++)
    {
      const MsStanding *standing = standing_of (standings, alert->servers[i]);
      const MsFinding *finding = shown_of (alert, standing);
      g_autoptr (MsCause) cause = finding != NULL ? ms_cause_of (standing->verdict, finding) : NULL;
      if (cause != NULL && g_str_equal (standing->server->target->host, host) && ms_cause_is_among (cause, alert->cause))
        return TRUE;
    }
  return FALSE;
}

/*
 * Does this finding, of a server or a host of the alert, belong to it? What is alone in its kind (the certificate that ends on
 * another day, the one that was put there) is a problem of its own, but need not be said while the same is said of this host,
 * or worse.
 */
static gboolean
belongs (const MsAlert *alert, const GPtrArray *standings, const MsStanding *standing, const MsFinding *finding,
         const MsCause *cause)
{
  if (!cause->alone || ms_cause_is_among (cause, alert->cause))
    return TRUE;
  if (goes_on (alert, cause) && same_host (alert, standings, standing->server->target->host))
    return TRUE;
  return cause->swap == NULL && step_of (finding) <= alert->step
         && is_shown_at (alert, standings, standing->server->target->host);
}

/* Has this server nothing to do with the alert any longer? Who cannot be judged now stays. `cause` is that of `finding`. */
static gboolean
has_left (const MsAlert *alert, const GPtrArray *standings, const MsStanding *standing, const MsFinding *finding,
          const MsCause *cause)
{
  if (standing == NULL)
    return TRUE;
  if (finding != NULL)
    return !belongs (alert, standings, standing, finding, cause);
  return !standing->stale && standing->verdict != NULL && is_clear (standing->verdict);
}

static void
hear_about (About *about, const MsStanding *standing, const MsFinding *finding)
{
  about->notify = about->notify || standing->server->notify;
  about->stale = about->stale && standing->stale;
  about->blamed = about->blamed && !standing->stale && ms_verdict_finding (standing->verdict, MS_CODE_INTERCEPTED) != NULL;
  if (finding == NULL || (about->finding != NULL && finding->severity <= about->finding->severity))
    return;
  about->standing = standing;
  about->finding = finding;
}

/* Keeps the servers that still have the problem, or cannot be judged; the others leave the alert. */
static About
gather (MsAlert *alert, const GPtrArray *standings)
{
  g_autoptr (MsAlert) before = ms_alert_copy (alert);
  About about = { .stale = TRUE, .blamed = TRUE };

  g_strfreev (alert->servers);
  alert->servers = g_new0 (char *, 1);
  for (guint i = 0; before->servers[i] != NULL; i++)
    {
      const MsStanding *standing = standing_of (standings, before->servers[i]);
      const MsFinding *finding = shown_of (alert, standing);
      g_autoptr (MsCause) cause = finding != NULL ? ms_cause_of (standing->verdict, finding) : NULL;

      if (has_left (before, standings, standing, finding, cause))
        continue;
      add_server (alert, before->servers[i]);
      hear_about (&about, standing, finding);
    }
  return about;
}

static void
resolve (MsAlert *alert, gint64 now)
{
  alert->reached = alert->step;
  alert->step = MS_STEP_RESOLVED;
  alert->resolved = now;
  alert->tell = FALSE;
}

static gboolean
is_about_dates (const MsAlert *alert)
{
  const char *family = ms_code_info (alert->code)->family;
  return g_str_equal (family, "expiry") || g_str_equal (family, "not-yet-valid") || g_str_equal (family, "expired-intermediate");
}

static gboolean
is_unheard (const MsAlert *alert)
{
  return alert->told == 0 && !alert->acknowledged && alert->snoozed_until == 0 && alert->step == MS_STEP_NOTICED;
}

/* It was opened before it was known who is to blame, and nobody heard of it: nothing of it is taken up again. */
static void
take_back (MsAlert *alert, gint64 now)
{
  resolve (alert, now);
  alert->grave = FALSE;
  g_clear_pointer (&alert->cause, g_free);
}

static void
hold_back (MsAlert *alert, gint64 now)
{
  alert->tell = FALSE;
  if (is_unheard (alert))
    take_back (alert, now);
}

/* "Remind me tomorrow": it is tomorrow. */
static void
wake (MsAlert *alert, gint64 now)
{
  if (alert->snoozed_until == 0 || alert->snoozed_until > now)
    return;
  alert->snoozed_until = 0;
  alert->told = 0;
}

static gboolean
may_tell (const MsAlert *alert, const About *about, const MsAttentionRules *rules)
{
  if (rules->hold || (rules->dates_wait && is_about_dates (alert)))
    return FALSE;
  return about->notify && alert->told == 0 && !alert->acknowledged && alert->snoozed_until == 0
         && confirmed (alert, about->standing, rules);
}

/* Enough is told for a day; what is not critical waits, and is shown all the same. */
static void
ration (MsAlert *alert, gint64 now, gint64 *next, guint *told)
{
  if (!alert->tell || alert->severity == MS_SEVERITY_CRITICAL || (*told)++ < MOST_A_DAY)
    return;
  alert->tell = FALSE;
  *next = MIN (*next, now + HOUR);
}

/* Brings an open alert up to date with its servers. *told: how many were told today, or are about to be. */
static void
update (MsAlert *alert, const GPtrArray *standings, const MsAttentionRules *rules, gint64 now, gint64 *next, guint *told)
{
  About about;

  alert->since = MIN (alert->since, now); /* the clock was set back: nothing waits for a time that comes again in years */
  if (rules->dates_held && is_about_dates (alert))
    {
      hold_back (alert, now);
      return;
    }
  about = gather (alert, standings);
  if (alert->servers[0] == NULL)
    resolve (alert, now);
  else if (about.blamed && alert->code != MS_CODE_INTERCEPTED && is_unheard (alert))
    take_back (alert, now);
  if (about.stale)
    alert->tell = FALSE;
  if (about.standing == NULL)
    return; /* over, or nobody can be judged now: then everything stays as it was */
  advance (alert, about.finding);
  ms_words_alert (standings, about.standing, about.finding, alert);
  alert->grave = is_grave (about.finding);
  wake (alert, now);
  alert->tell = may_tell (alert, &about, rules);
  ration (alert, now, next, told);
  if (alert->snoozed_until > now)
    *next = MIN (*next, alert->snoozed_until);
}

static gboolean
is_of_family (const MsAlert *alert, const MsFinding *finding)
{
  return g_str_equal (ms_code_info (alert->code)->family, ms_code_info (finding->code)->family);
}

gboolean
ms_attention_was_heard (const MsAlert *alert)
{
  return alert->told != 0 || alert->acknowledged || alert->snoozed_until != 0;
}

/* One cause, one alert: the same kind of fault, of the same cause (if two had it, the one that was told) or at the same host. */
static MsAlert *
alert_for (const GPtrArray *alerts, const GPtrArray *standings, const MsStanding *standing, const MsFinding *finding,
           const MsCause *cause)
{
  MsAlert *same = NULL, *near = NULL;

  for (guint i = 0; i < alerts->len; i++)
    {
      MsAlert *alert = g_ptr_array_index (alerts, i);

      if (alert->step == MS_STEP_RESOLVED || (!is_of_family (alert, finding) && !goes_on (alert, cause)))
        continue;
      if (ms_cause_is_among (cause, alert->cause))
        same = same == NULL || (!ms_attention_was_heard (same) && ms_attention_was_heard (alert)) ? alert : same;
      else if (near == NULL && same_host (alert, standings, standing->server->target->host)
               && belongs (alert, standings, standing, finding, cause))
        near = alert;
    }
  return same != NULL ? same : near;
}

/*
 * For how long (s) after its end what was told of a problem is told. A certificate is the same for ever, but not that somebody
 * puts it in the place of another: who comes back to do so is told again after a while.
 */
static gint64
back_within (const MsAlert *old, const MsCause *cause)
{
  if (cause->lasts && ms_attention_was_heard (old))
    return cause->swap != NULL ? SOON_THERE : G_MAXINT64;
  return old->code == MS_CODE_INTERCEPTED || old->code == MS_CODE_STARTTLS_VANISHED ? SOON_THERE : SOON;
}

static gboolean
is_there (const GPtrArray *alerts, const char *id)
{
  for (guint i = 0; i < alerts->len; i++)
    if (g_str_equal (((MsAlert *) g_ptr_array_index (alerts, i))->id, id))
      return TRUE;
  return FALSE;
}

/* The same problem that ended before, open again: what was told of it was told. NULL: there is none. */
static MsAlert *
reopen (const GPtrArray *past, const GPtrArray *alerts, const MsStanding *standing, const MsFinding *finding,
        const MsCause *cause, gint64 now)
{
  for (guint i = past->len; i > 0; i--)
    {
      const MsAlert *old = g_ptr_array_index (past, i - 1);
      gboolean again = goes_on (old, cause) && g_strv_contains ((const char *const *) old->servers, standing->server->url);
      gboolean same = is_of_family (old, finding) && ms_cause_is_among (cause, old->cause);
      gint64 within = same ? back_within (old, cause) : SOON;
      MsAlert *alert;

      if (old->step != MS_STEP_RESOLVED || (!same && !again) || is_there (alerts, old->id)
          || (within != G_MAXINT64 && (now - old->resolved > within || now < old->resolved)))
        continue;
      alert = ms_alert_copy (old);
      g_strfreev (alert->servers);
      alert->servers = g_new0 (char *, 1);
      alert->resolved = 0;
      alert->step = old->reached;
      return alert; /* from there it moves on as if it had not been away */
    }
  return NULL;
}

static void
remove_server (MsAlert *alert, const char *url)
{
  g_auto (GStrv) before = g_steal_pointer (&alert->servers);

  alert->servers = g_new0 (char *, 1);
  for (guint i = 0; before[i] != NULL; i++)
    if (!g_str_equal (before[i], url))
      add_server (alert, before[i]);
}

/* It is of this alert, and of no other of the same kind. */
static void
join (MsAlert *alert, const GPtrArray *alerts, const MsStanding *standing, const MsFinding *finding, const MsCause *cause)
{
  for (guint i = 0; i < alerts->len; i++)
    if (g_ptr_array_index (alerts, i) != alert
        && (is_of_family (g_ptr_array_index (alerts, i), finding) || goes_on (g_ptr_array_index (alerts, i), cause)))
      remove_server (g_ptr_array_index (alerts, i), standing->server->url);
  add_server (alert, standing->server->url);
  if (!cause->alone || alert->cause == NULL || goes_on (alert, cause) || ms_cause_is_among (cause, alert->cause))
    {
      g_autofree char *before = g_steal_pointer (&alert->cause);
      alert->cause = ms_cause_add (cause, before);
    }
}

/* Puts every standing with something to tell into its alert, a new one if need be. */
static void
collect (GPtrArray *alerts, const GPtrArray *past, const GPtrArray *standings, gint64 now)
{
  for (guint i = 0; i < standings->len; i++)
    {
      const MsStanding *standing = g_ptr_array_index (standings, i);
      const MsFinding *finding = standing->verdict != NULL && !standing->stale ? headline (standing->verdict) : NULL;
      g_autoptr (MsCause) cause = finding != NULL ? ms_cause_of (standing->verdict, finding) : NULL;
      MsAlert *alert;

      if (finding == NULL)
        continue;
      alert = alert_for (alerts, standings, standing, finding, cause);
      if (alert == NULL)
        {
          alert = reopen (past, alerts, standing, finding, cause, now);
          if (alert == NULL)
            alert = alert_new (standing, finding, cause, now);
          g_ptr_array_add (alerts, alert);
        }
      join (alert, alerts, standing, finding, cause);
    }
}

GPtrArray *
ms_attention (const GPtrArray *standings, const GPtrArray *alerts, const MsAttentionRules *rules, gint64 now, gint64 *ret_next)
{
  GPtrArray *after = g_ptr_array_new_with_free_func ((GDestroyNotify) ms_alert_free);
  guint told = rules->told_today;

  *ret_next = G_MAXINT64;
  for (guint i = 0; i < alerts->len; i++)
    if (((MsAlert *) g_ptr_array_index (alerts, i))->step != MS_STEP_RESOLVED)
      g_ptr_array_add (after, ms_alert_copy (g_ptr_array_index (alerts, i)));
  if (!rules->hold)
    collect (after, alerts, standings, now);
  for (guint i = 0; i < after->len; i++)
    update (g_ptr_array_index (after, i), standings, rules, now, ret_next, &told);
  return after;
}

gint64
ms_attention_look_again (const MsAlert *alert, const MsAttentionRules *rules)
{
  gboolean waits = delay_of (alert, rules) > 0 && alert->told == 0 && !alert->tell && !alert->acknowledged
                   && alert->snoozed_until == 0 && alert->step != MS_STEP_RESOLVED;
  return waits ? alert->since + delay_of (alert, rules) : G_MAXINT64;
}

MsHeld
ms_attention_held (const MsAlert *alert, const GPtrArray *standings, const MsAttentionRules *rules, gint64 now)
{
  g_autoptr (MsAlert) copy = ms_alert_copy (alert);
  About about = gather (copy, standings);

  if (alert->tell || alert->told != 0)
    return MS_HELD_NOT;
  if (rules->hold)
    return MS_HELD_NETWORK;
  if (is_about_dates (alert) && rules->dates_held)
    return MS_HELD_CLOCK;
  if (about.standing == NULL || about.stale)
    return MS_HELD_NOT_SEEN;
  if (!about.notify)
    return MS_HELD_NOT_WANTED;
  if (!confirmed (alert, about.standing, rules) || (is_about_dates (alert) && rules->dates_wait))
    return MS_HELD_SECOND_LOOK;
  return MS_HELD_ENOUGH;
}

void
ms_attention_told (MsAlert *alert, MsStep step, gint64 now)
{
  if (step != alert->step || alert->told != 0)
    return; /* it has moved on meanwhile, and that is to be told yet */
  alert->told = now;
  alert->tell = FALSE;
}

void
ms_attention_acknowledge (MsAlert *alert)
{
  alert->acknowledged = TRUE;
  alert->tell = FALSE;
}

void
ms_attention_snooze (MsAlert *alert, gint64 until)
{
  alert->snoozed_until = until;
  alert->tell = FALSE;
}
