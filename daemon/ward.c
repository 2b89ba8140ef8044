/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "daemon/ward.h"

#include "check/judge/assess.h"
#include "daemon/alerts.h"
#include "daemon/plan.h"
#include "daemon/schedule.h"
#include "daemon/uptime.h"

#define MINUTE          ((gint64) 60)
#define DAY             ((gint64) 86400)
#define NO_ROOM_WAIT    MINUTE /* until a server that there was no room to look at is looked at */
#define INQUIRE_EVERY   DAY
#define ATTENTION_EVERY 5             /* s */
#define NETWORK_AGE     (15 * MINUTE) /* who was not looked at for so long is looked at again when the network is another one */

struct _MsWard
{
  MsStore *store;
  guint32 seed;
  const MsWardHelp *help;
  gpointer data;
  GPtrArray *watched;   /* MsWatched*, lent */
  GHashTable *by_url;   /* char* of the server's -> the same */
  GPtrArray *standings; /* MsStanding* of them */
  MsAlerts *alerts;
  MsUptime *uptime;
  MsContext *context; /* what concerns all of them */
  MsSurroundings *surroundings;
  MsAttentionRules rules;
  gint64 started, attended;
  gint64 held; /* until then what was found in mail clients is not looked at */
};

static MsWatched *
find (const MsWard *ward, const char *url)
{
  return g_hash_table_lookup (ward->by_url, url);
}

static MsWatched *
nth (const MsWard *ward, guint i)
{
  return g_ptr_array_index (ward->watched, i);
}

static MsPlan
plan_of (const MsWard *ward)
{
  return (MsPlan){ .watched = ward->watched,
                   .alerts = ms_alerts_open (ward->alerts),
                   .rules = &ward->rules,
                   .seed = ward->seed,
                   .started = ward->started,
                   .metered = ward->surroundings->metered };
}

/* ---- judging ----------------------------------------------------------------------------------------------------- */

static void
judge (MsWard *ward, MsWatched *watched, const MsObservation *observation, gint64 now)
{
  if (watched->history == NULL)
    watched->history = ms_store_history (ward->store, watched->server->url, ward->help->parse);
  ms_watched_set_verdict (watched, ms_assess_within (ward->context, watched->server, observation, watched->history, now));
}

static void
judge_again (MsWard *ward, MsWatched *watched, gint64 now)
{
  g_autoptr (MsObservation) observation = NULL;

  if (watched->verdict == NULL)
    return;
  observation = ms_observation_copy (watched->verdict->observation);
  judge (ward, watched, observation, now);
}

static void
judge_all_again (MsWard *ward, gint64 now)
{
  for (guint i = 0; i < ward->watched->len; i++)
    judge_again (ward, nth (ward, i), now);
}

static gboolean
is_portal (const MsWard *ward)
{
  return ward->surroundings->connectivity == MS_CONNECTIVITY_PORTAL;
}

/*
 * What was seen through a portal, an interceptor or with a wrong clock is shown, not learnt; nor is an alarming certificate that
 * was seen only once.
 */
static gboolean
is_to_be_learnt (const MsWard *ward, MsWatched *watched)
{
  const char *alarming = ms_watched_alarm (watched);
  gboolean confirmed = alarming == NULL || g_strcmp0 (alarming, watched->glimpse) == 0;

  g_free (watched->glimpse);
  watched->glimpse = g_strdup (alarming);
  if ((is_portal (ward) && !ms_watched_is_loopback (watched)) || ms_belief_is_doubt (ward->context->clock)
      || ms_watched_is_intercepted (watched))
    return FALSE;
  return confirmed;
}

/* ---- the clock --------------------------------------------------------------------------------------------------- */

gboolean
ms_ward_set_uptime (MsWard *ward, const char *boot, gint64 uptime, gint64 now)
{
  gboolean was_set = ms_uptime_set (ward->uptime, boot, uptime, ward->standings, ward->context->clock, now);

  ward->surroundings->clock_jump = ms_uptime_jump (ward->uptime);
  if (!was_set)
    return FALSE;
  ward->surroundings->clock = MS_CLOCK_UNKNOWN;
  ms_ward_catch_up (ward, now);
  return TRUE;
}

/* Something speaks for the time that it is now, however it came about; or against it: then the others are to say so, too. */
static void
judge_clock (MsWard *ward, gboolean doubted, gint64 now)
{
  const MsPlan plan = plan_of (ward);

  if (!doubted && ms_belief_is_doubt (ward->context->clock))
    ms_plan_hear_others (&plan, now);
  ms_uptime_judge (ward->uptime, ward->context->clock);
  ward->surroundings->clock_jump = ms_uptime_jump (ward->uptime);
}

const char *const *
ms_ward_programs (const MsWard *ward)
{
  return (const char *const *) ward->context->programs;
}

MsBelief
ms_ward_clock (const MsWard *ward)
{
  return ward->context->clock;
}

/* What concerns many is known only now that all are judged; if it is something else than before, all are judged again by it. */
static void
correlate (MsWard *ward, gint64 now)
{
  MsContext *context = ms_correlate (ward->standings, ward->surroundings, ms_alerts_open (ward->alerts), now);
  gboolean doubted = ms_belief_is_doubt (ward->context->clock);
  gboolean same = ms_context_equal (context, ward->context);

  ms_context_free (ward->context);
  ward->context = context;
  judge_clock (ward, doubted, now);
  if (!same)
    judge_all_again (ward, now);
}

/* ---- when to look ------------------------------------------------------------------------------------------------ */

/* Those that somebody stands between: MsWatched*. */
static GPtrArray *
intercepted (const MsWard *ward)
{
  GPtrArray *all = g_ptr_array_new ();

  for (guint i = 0; i < ward->watched->len; i++)
    if (ms_watched_is_intercepted (nth (ward, i)))
      g_ptr_array_add (all, nth (ward, i));
  return all;
}

void
ms_ward_catch_up (MsWard *ward, gint64 now)
{
  MsPlan plan;

  ward->started = now;
  for (guint i = 0; i < ward->watched->len; i++)
    if (ABS (now - ms_watched_checked (nth (ward, i))) > NETWORK_AGE)
      nth (ward, i)->fresh = FALSE;
  plan = plan_of (ward);
  ms_plan_all (&plan, now);
}

void
ms_ward_set_surroundings (MsWard *ward, const MsSurroundings *surroundings, gint64 now)
{
  gboolean other_network = *surroundings->network != '\0' && !g_str_equal (surroundings->network, ward->surroundings->network);
  gboolean there_again
    = surroundings->connectivity == MS_CONNECTIVITY_FULL && ward->surroundings->connectivity != MS_CONNECTIVITY_FULL;
  g_autoptr (GPtrArray) with_him = intercepted (ward);
  MsPlan plan;

  ms_surroundings_free (ward->surroundings);
  ward->surroundings = ms_surroundings_copy (surroundings);
  ward->surroundings->clock_jump = ms_uptime_jump (ward->uptime);
  if (!other_network && !there_again)
    return;
  for (guint i = 0; i < ward->watched->len; i++)
    nth (ward, i)->failures = 0;
  plan = plan_of (ward);
  ms_plan_soon (&plan, with_him->len > 0 ? -1 : NETWORK_AGE, now); /* he may be left behind */
}

static gint64
planned (const MsWard *ward, const MsWatched *watched)
{
  if ((is_portal (ward) || ward->surroundings->connectivity == MS_CONNECTIVITY_NONE) && watched->verdict != NULL
      && !ms_watched_is_loopback (watched))
    return G_MAXINT64; /* nothing to be learnt there */
  return watched->due;
}

gint64
ms_ward_due (const MsWard *ward, const char *url)
{
  const MsWatched *watched = find (ward, url);
  gint64 due = watched != NULL ? MAX (planned (ward, watched), watched->not_before) : G_MAXINT64;

  return watched != NULL && watched->server->imported ? MAX (due, ward->held) : due;
}

void
ms_ward_hold_imported (MsWard *ward, gint64 until)
{
  ward->held = until;
}

gboolean
ms_ward_may_ask (MsWard *ward, const char *url, gint64 now)
{
  MsWatched *watched = find (ward, url);
  return watched != NULL && (ms_watched_is_loopback (watched) || ms_schedule_allow_now (watched->asked, now));
}

/* ---- looking ----------------------------------------------------------------------------------------------------- */

const MsObservation *
ms_ward_begin_look (MsWard *ward, const char *url, gboolean asked, gint64 now)
{
  MsWatched *watched = find (ward, url);

  if (watched == NULL)
    return NULL;
  if (watched->verdict != NULL && !asked && now - watched->inquired < INQUIRE_EVERY)
    return watched->verdict->observation;
  watched->inquired = now;
  return NULL;
}

gboolean
ms_ward_set_excuse (MsWard *ward, const char *url, const char *excuse, gint64 now)
{
  MsWatched *watched = find (ward, url);
  gboolean differs = watched != NULL && (watched->excuse != NULL) != (excuse != NULL);

  if (watched == NULL)
    return FALSE;
  g_free (watched->excuse);
  watched->excuse = g_strdup (excuse);
  watched->not_before = excuse != NULL ? now + NO_ROOM_WAIT : 0;
  return differs;
}

const char *
ms_ward_excuse (const MsWard *ward)
{
  for (guint i = 0; i < ward->watched->len; i++)
    if (nth (ward, i)->excuse != NULL)
      return nth (ward, i)->excuse;
  return NULL;
}

void
ms_ward_looked (MsWard *ward, const MsObservation *observation, gint64 now)
{
  g_autofree char *url = ms_target_url (observation->target);
  MsWatched *watched = find (ward, url);
  g_autofree char *glimpse = NULL;
  g_autoptr (MsObservation) before = NULL;
  g_autoptr (GPtrArray) with_him = intercepted (ward);
  MsPlan plan;

  if (watched == NULL)
    return;
  glimpse = g_strdup (watched->glimpse);
  before = watched->verdict != NULL ? ms_observation_copy (watched->verdict->observation) : NULL;
  judge (ward, watched, observation, now);
  watched->fresh = TRUE;
  watched->standing.stale = ms_watched_is_stale (watched, now);
  correlate (ward, now); /* before anything is learnt */
  watched->failures = watched->verdict->state == MS_SEVERITY_UNKNOWN ? watched->failures + 1 : 0;
  watched->refused = ms_verdict_finding (watched->verdict, MS_CODE_SERVER_REFUSED) != NULL;
  ms_watched_count_look (watched, now);
  if (is_to_be_learnt (ward, watched))
    {
      ms_store_record (ward->store, observation, NULL); /* the store keeps trying, and says so */
      ms_watched_update_history (watched, observation, before);
    }
  else
    g_clear_pointer (&watched->history, ms_history_free);
  plan = plan_of (ward);
  if (watched->glimpse != NULL && g_strcmp0 (glimpse, watched->glimpse) != 0)
    ms_plan_witnesses (&plan, watched, now);
  if (g_ptr_array_find (with_him, watched, NULL) && !ms_watched_is_intercepted (watched))
    ms_plan_farewell (&plan, with_him, watched, now);
  ms_plan (&plan, watched, now);
}

/* ---- attention --------------------------------------------------------------------------------------------------- */

/*
 * Others may say within the next minute whether it is the clock that is wrong: what is about dates waits until they were heard.
 * A clock that is known to be right needs no witness.
 */
static gboolean
is_witness_expected (const MsWard *ward, gint64 now)
{
  for (guint i = 0; ward->context->clock == MS_BELIEF_OPEN && i < ward->watched->len; i++)
    if (nth (ward, i)->standing.stale && ABS (planned (ward, nth (ward, i)) - now) <= MINUTE)
      return TRUE;
  return FALSE;
}

/* The store has another memory than it had. */
static void
remember (MsWard *ward, gint64 now)
{
  ms_alerts_reunite (ward->alerts, now);
  for (guint i = 0; i < ward->watched->len; i++)
    g_clear_pointer (&nth (ward, i)->history, ms_history_free);
  judge_all_again (ward, now);
}

void
ms_ward_attend (MsWard *ward, gint64 now)
{
  MsPlan plan;

  ward->attended = now;
  if (ms_store_try (ward->store, now))
    remember (ward, now);
  for (guint i = 0; i < ward->watched->len; i++)
    nth (ward, i)->standing.stale = ms_watched_is_stale (nth (ward, i), now);
  correlate (ward, now);
  ward->rules.told_today = ms_store_told_since (ward->store, now - DAY);
  ward->rules.hold = is_portal (ward) || ms_store_is_awaited (ward->store, now);
  ward->rules.dates_held = ms_belief_is_doubt (ward->context->clock);
  ward->rules.dates_wait = is_witness_expected (ward, now);
  ms_alerts_attend (ward->alerts, ward->standings, &ward->rules, now);
  plan = plan_of (ward);
  ms_plan_second_looks (&plan);
}

gboolean
ms_ward_is_attention_due (const MsWard *ward, gint64 now)
{
  return now - ward->attended >= ATTENTION_EVERY;
}

gboolean
ms_ward_acknowledge (MsWard *ward, const char *id, gint64 now, GError **error)
{
  return ms_alerts_acknowledge (ward->alerts, id, now, error);
}

gboolean
ms_ward_snooze (MsWard *ward, const char *id, gint64 until, gint64 now, GError **error)
{
  return ms_alerts_snooze (ward->alerts, id, until, now, error);
}

gboolean
ms_ward_told (MsWard *ward, const char *id, MsStep step, gint64 now, GError **error)
{
  return ms_alerts_told (ward->alerts, id, step, now, error);
}

gint64
ms_ward_next_attention (const MsWard *ward)
{
  return MIN (ms_alerts_next (ward->alerts), ms_store_next_try (ward->store));
}

gboolean
ms_ward_doubts_dates (const MsWard *ward)
{
  static const MsCode codes[] = { MS_CODE_CLOCK_WRONG, MS_CODE_EXPIRED, MS_CODE_NOT_YET_VALID };

  if (ms_belief_is_doubt (ward->context->clock))
    return TRUE;
  for (guint i = 0; i < ward->watched->len; i++)
    for (guint c = 0; c < G_N_ELEMENTS (codes); c++)
      if (ms_verdict_finding (nth (ward, i)->verdict, codes[c]) != NULL)
        return TRUE;
  return FALSE;
}

/* ---- what is watched --------------------------------------------------------------------------------------------- */

/* Judged by what was seen last, as x509 sees that today. */
static void
examine_again (MsWard *ward, MsWatched *watched, MsObservation *observation, gint64 now)
{
  for (guint i = 0; i < observation->sightings->len; i++)
    ward->help->examine (watched->server, g_ptr_array_index (observation->sightings, i), now, ward->data);
  judge (ward, watched, observation, now);
}

/* Are its certificates still there? The database may have lost one; then only the next look can tell. */
static gboolean
is_whole (const MsObservation *observation)
{
  for (guint i = 0; i < observation->sightings->len; i++)
    {
      const MsSighting *sighting = g_ptr_array_index (observation->sightings, i);
      if (sighting->outcome == MS_OUTCOME_OK && sighting->der->len == 0)
        return FALSE;
    }
  return TRUE;
}

static MsWatched *
begin (MsWard *ward, const MsServer *server, gint64 now)
{
  MsWatched *watched = ms_watched_new (server);
  g_autoptr (MsObservation) last = ms_store_last (ward->store, server->target);

  if (last != NULL && is_whole (last))
    {
      examine_again (ward, watched, last, now);
      watched->failures = watched->verdict->state == MS_SEVERITY_UNKNOWN ? 1 : 0;
      watched->refused = ms_verdict_finding (watched->verdict, MS_CODE_SERVER_REFUSED) != NULL;
    }
  return watched;
}

static gboolean
same_acceptances (const MsServer *a, const MsServer *b)
{
  gboolean same = a->accepted->len == b->accepted->len;

  for (guint i = 0; same && i < a->accepted->len; i++)
    {
      const MsAcceptance *x = g_ptr_array_index (a->accepted, i), *y = g_ptr_array_index (b->accepted, i);
      same = x->until == y->until && g_str_equal (x->hash, y->hash) && g_strcmp0 (x->reason, y->reason) == 0;
    }
  return same;
}

/* The same server, with what the user wants of it now. */
static void
wish (MsWard *ward, MsWatched *watched, const MsServer *server, gint64 now)
{
  const MsServer *before = watched->server;
  gboolean judged_otherwise = before->role != server->role || g_strcmp0 (before->ca_file, server->ca_file) != 0
                              || before->insecure != server->insecure || before->weak_pin != server->weak_pin
                              || g_strcmp0 (before->moved, server->moved) != 0 || !same_acceptances (before, server);

  ms_watched_set_server (watched, server);
  if (judged_otherwise && watched->verdict != NULL)
    {
      g_autoptr (MsObservation) last = ms_observation_copy (watched->verdict->observation);
      examine_again (ward, watched, last, now);
    }
}

static GHashTable *
table_new (void)
{
  return g_hash_table_new_full (g_str_hash, g_str_equal, NULL, (GDestroyNotify) ms_watched_free);
}

void
ms_ward_watch (MsWard *ward, const GPtrArray *servers, guint confirm_delay, gint64 now)
{
  g_autoptr (GHashTable) before = g_steal_pointer (&ward->by_url);
  MsPlan plan;

  ward->started = now;
  ward->rules.confirm_delay = confirm_delay;
  ward->by_url = table_new ();
  g_ptr_array_set_size (ward->watched, 0);
  g_ptr_array_set_size (ward->standings, 0);
  for (guint i = 0; i < servers->len; i++)
    {
      const MsServer *server = g_ptr_array_index (servers, i);
      MsWatched *watched = g_hash_table_lookup (before, server->url);

      if (!server->watch || find (ward, server->url) != NULL)
        continue;
      if (watched != NULL)
        {
          g_hash_table_steal (before, server->url);
          wish (ward, watched, server, now);
        }
      else
        watched = begin (ward, server, now);
      watched->index = ward->watched->len;
      g_ptr_array_add (ward->watched, watched);
      g_ptr_array_add (ward->standings, &watched->standing);
      g_hash_table_insert (ward->by_url, watched->server->url, watched);
    }
  plan = plan_of (ward);
  ms_plan_all (&plan, now);
}

const GPtrArray *
ms_ward_standings (const MsWard *ward)
{
  return ward->standings;
}

const MsStanding *
ms_ward_standing (const MsWard *ward, const char *url)
{
  const MsWatched *watched = find (ward, url);
  return watched != NULL ? &watched->standing : NULL;
}

MsHeld
ms_ward_held (const MsWard *ward, const MsAlert *alert, gint64 now)
{
  return ms_attention_held (alert, ward->standings, &ward->rules, now);
}

const GPtrArray *
ms_ward_alerts (const MsWard *ward)
{
  return ms_alerts_open (ward->alerts);
}

GPtrArray *
ms_ward_all_alerts (const MsWard *ward)
{
  return ms_alerts_all (ward->alerts);
}

MsWard *
ms_ward_new (MsStore *store, guint32 seed, const MsWardHelp *help, gpointer data)
{
  MsWard *ward = g_new0 (MsWard, 1);

  ward->store = store;
  ward->seed = seed;
  ward->help = help;
  ward->data = data;
  ward->watched = g_ptr_array_new ();
  ward->by_url = table_new ();
  ward->standings = g_ptr_array_new ();
  ward->alerts = ms_alerts_new (store, help->alert_changed, data);
  ward->uptime = ms_uptime_new (store);
  ward->context = ms_context_new ();
  ward->surroundings = ms_surroundings_new ();
  return ward;
}

void
ms_ward_free (MsWard *ward)
{
  if (ward == NULL)
    return;
  g_ptr_array_unref (ward->standings);
  g_ptr_array_unref (ward->watched);
  g_hash_table_unref (ward->by_url);
  ms_alerts_free (ward->alerts);
  ms_uptime_free (ward->uptime);
  ms_context_free (ward->context);
  ms_surroundings_free (ward->surroundings);
  g_free (ward);
}
