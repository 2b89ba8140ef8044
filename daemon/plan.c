/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "daemon/plan.h"

#include "check/judge/domain.h"
#include "check/judge/expiry.h"
#include "daemon/schedule.h"

#define MINUTE       ((gint64) 60)
#define HOUR         (60 * MINUTE)
#define WITNESS_AGE  (10 * MINUTE) /* others are looked at again when one alarms, unless they were so lately */
#define WITNESSES    3 /* of them are looked at at once, before anybody is blamed; the others within the next minute */
#define SENTINEL     (20 * MINUTE) /* while somebody stands between, one server is looked at so often to see when he leaves */
#define SIGN_IN      (5 * MINUTE)  /* and to see whether somebody has signed in to the network */
#define SPREAD_OVER  MINUTE
#define MOST_AN_HOUR 12 /* looks at one host that nobody asked for */
#define FUTURE       (5 * MINUTE)

/* Some place within the next minute, the same for the same server. */
static gint64
soon (const MsPlan *plan, const MsWatched *watched, gint64 now)
{
  return now + (gint64) ((g_str_hash (watched->server->url) ^ plan->seed) % SPREAD_OVER);
}

/* No host is looked at too often, whatever the reasons; on our own machine nobody minds. */
static gint64
within_bounds (const MsWatched *watched, gint64 due)
{
  gint64 oldest = G_MAXINT64;

  if (watched->looks->len < MOST_AN_HOUR || ms_watched_is_loopback (watched))
    return due;
  for (guint i = 0; i < watched->looks->len; i++)
    oldest = MIN (oldest, g_array_index (watched->looks, gint64, i));
  return MAX (due, oldest + HOUR);
}

static void
not_later (MsWatched *watched, gint64 due)
{
  watched->due = within_bounds (watched, MIN (watched->due, due));
}

/* A problem that is to be confirmed before it is told wants a second look: when, G_MAXINT64: no need. */
static gint64
second_look (const MsPlan *plan, const MsWatched *watched)
{
  gint64 due = G_MAXINT64;

  for (guint i = 0; watched->verdict != NULL && i < plan->alerts->len; i++)
    {
      const MsAlert *alert = g_ptr_array_index (plan->alerts, i);
      gint64 when = ms_attention_look_again (alert, plan->rules);

      if (when != G_MAXINT64 && ms_watched_checked (watched) < when
          && g_strv_contains ((const char *const *) alert->servers, watched->server->url))
        due = MIN (due, when);
    }
  return due;
}

/* A problem nobody heard of yet is told when it was seen again; one of a former session would wait for that too long. */
static gboolean
is_owed (const MsPlan *plan, const MsWatched *watched)
{
  for (guint i = 0; !watched->fresh && i < plan->alerts->len; i++)
    {
      const MsAlert *alert = g_ptr_array_index (plan->alerts, i);
      if ((alert->tell || alert->told == 0) && g_strv_contains ((const char *const *) alert->servers, watched->server->url))
        return TRUE;
    }
  return FALSE;
}

/* By nobody but the sign-in page of a network. */
static gboolean
is_at_page (const MsWatched *watched)
{
  const MsFinding *finding = ms_verdict_finding (watched->verdict, MS_CODE_INTERCEPTED);
  return finding != NULL && finding->severity < MS_SEVERITY_CRITICAL;
}

/* The first of those that somebody stands between, NULL: nobody does. */
static const MsWatched *
sentinel (const MsPlan *plan)
{
  for (guint i = 0; i < plan->watched->len; i++)
    if (ms_watched_is_intercepted (g_ptr_array_index (plan->watched, i)))
      return g_ptr_array_index (plan->watched, i);
  return NULL;
}

/* When what it showed calls for a look. */
static gint64
next_look (const MsWatched *watched)
{
  gint64 next = G_MAXINT64;

  for (guint i = 0; watched->verdict != NULL && i < watched->verdict->observation->sightings->len; i++)
    {
      const MsSighting *sighting = g_ptr_array_index (watched->verdict->observation->sightings, i);
      const MsCertificate *leaf = ms_sighting_leaf (sighting);
      if (leaf != NULL)
        next = MIN (next, ms_expiry_next_look (leaf->not_before, sighting->path_not_after, ms_watched_checked (watched)));
    }
  return next;
}

static void
plan_one (const MsPlan *plan, MsWatched *watched, gboolean is_sentinel, gint64 now)
{
  const MsScheduleState state = { .checked = ms_watched_checked (watched),
                                  .next_look = next_look (watched),
                                  .failures = watched->refused ? MS_SCHEDULE_REFUSED : watched->failures,
                                  .metered = plan->metered,
                                  .started = plan->started,
                                  .index = watched->index };

  watched->due = ms_schedule_due (watched->server, &state, plan->seed);
  if (state.checked > now + FUTURE || (state.checked > 0 && watched->due < now - SPREAD_OVER))
    watched->due = soon (plan, watched, now); /* the clock was set, or we were not there */
  if (is_owed (plan, watched))
    watched->due = MIN (watched->due, soon (plan, watched, now));
  if (is_sentinel)
    watched->due = MIN (watched->due, state.checked + (is_at_page (watched) ? SIGN_IN : SENTINEL));
  not_later (watched, second_look (plan, watched));
}

void
ms_plan (const MsPlan *plan, MsWatched *watched, gint64 now)
{
  plan_one (plan, watched, sentinel (plan) == watched, now);
}

void
ms_plan_all (const MsPlan *plan, gint64 now)
{
  const MsWatched *first = sentinel (plan);

  for (guint i = 0; i < plan->watched->len; i++)
    plan_one (plan, g_ptr_array_index (plan->watched, i), g_ptr_array_index (plan->watched, i) == first, now);
}

void
ms_plan_second_looks (const MsPlan *plan)
{
  for (guint i = 0; i < plan->watched->len; i++)
    not_later (g_ptr_array_index (plan->watched, i), second_look (plan, g_ptr_array_index (plan->watched, i)));
}

void
ms_plan_soon (const MsPlan *plan, gint64 age, gint64 now)
{
  for (guint i = 0; i < plan->watched->len; i++)
    {
      MsWatched *watched = g_ptr_array_index (plan->watched, i);
      if (watched->verdict != NULL && !watched->refused && now - ms_watched_checked (watched) > age)
        not_later (watched, soon (plan, watched, now));
    }
}

void
ms_plan_hear_others (const MsPlan *plan, gint64 now)
{
  ms_plan_soon (plan, WITNESS_AGE, now);
}

void
ms_plan_witnesses (const MsPlan *plan, const MsWatched *alarming, gint64 now)
{
  ms_plan_hear_others (plan, now);
  for (guint i = 0, asked = 0; i < plan->watched->len && asked < WITNESSES; i++)
    {
      MsWatched *watched = g_ptr_array_index (plan->watched, i);
      if (watched == alarming || watched->refused
          || (watched->verdict != NULL && now - ms_watched_checked (watched) < SPREAD_OVER)
          || ms_hosts_are_related (watched->server->target->host, alarming->server->target->host))
        continue;
      not_later (watched, now);
      asked++;
    }
}

void
ms_plan_farewell (const MsPlan *plan, const GPtrArray *with_him, const MsWatched *looked, gint64 now)
{
  for (guint i = 0; i < with_him->len; i++)
    {
      MsWatched *watched = g_ptr_array_index (with_him, i);
      if (watched == looked)
        continue;
      watched->fresh = FALSE;
      not_later (watched, now);
    }
  ms_plan_soon (plan, MINUTE, now);
}
