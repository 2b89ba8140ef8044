/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "daemon/engine.h"

#include "check/suggest.h"
#include "check/judge/words.h"
#include "daemon/moves.h"
#include "check/probe/room.h"
#include "daemon/host/trim.h"
#include "daemon/schedule.h"
#include "daemon/host/surroundings.h"
#include "check/x509/certificate.h"

#include <glib/gi18n.h>
#include <string.h>

#define MAX_IN_FLIGHT   8  /* of the daemon's own; what the user asks for comes on top */
#define MAX_ASKED       64 /* with that */
#define TIMEOUT_MS      15000
#define NO_ROOM_WAIT    60 /* s until a server that there was no room to look at is looked at */
#define CONSULT_EVERY   86400
#define WELCOME_WAIT    600 /* s until what was found is looked at, should nobody be there to be told */
#define ATTENTION_EVERY 5   /* s: while a round goes on, so that one cause is one message */

typedef struct
{
  MsLooked looked;
  gpointer data;
} Waiter;

/* A server at work: what is under way for it. How it stands is the ward's. */
typedef struct
{
  MsEngine *engine;
  MsServer *server;
  MsSuggest *check;  /* in flight, the goodbye included */
  gint64 consulted;  /* when extra probes were last made anew */
  char *excuse;      /* why it could not be looked at last, which says nothing about it; NULL: it was */
  gint64 not_before; /* s */
  GArray *asked;     /* gint64: when the user asked */
  GArray *waiters;   /* Waiter */
  gboolean gone;     /* no longer watched: to be freed when the check is */
} Job;

struct _MsEngine
{
  const MsEngineEvents *events;
  gpointer data;
  MsStore *store;
  MsRoster *roster;
  MsMoves *moves;
  MsWard *ward;
  MsSurroundingsWatch *surroundings;
  MsTimer *timer;
  GPtrArray *jobs;    /* Job*, as the ward watches them */
  GHashTable *by_url; /* char* -> the same, lent */
  GPtrArray *leaving; /* Job* whose check is not over */
  GHashTable *trust;  /* CA file or "" -> MsTrustStore*: only while a round goes on */
  char *boot;
  const char *clock_notice; /* static, as told last; NULL: the clock is believed */
  GStrv notices;            /* as told last */
  guint in_flight, most;
  gint64 attended, woken; /* s */
  gint64 held;            /* until then (s) what was found in mail clients is not looked at, since nobody was told yet */
  gboolean oriented;      /* it is known where this computer is; nobody is looked at unasked before */
  gboolean stopping;
};

static gint64
now_s (void)
{
  return g_get_real_time () / G_USEC_PER_SEC;
}

/* The time to judge by. That the clock was set is noticed here, before anything is judged by it. */
static gint64
judging_time (MsEngine *engine)
{
  gint64 now = now_s ();

  if (ms_ward_set_uptime (engine->ward, engine->boot, ms_surroundings_uptime (), now))
    ms_surroundings_watch_clock_was_set (engine->surroundings);
  return now;
}

/* ---- telling ------------------------------------------------------------------------------------------------- */

static void
tell_state (MsEngine *engine)
{
  const GPtrArray *standings = ms_ward_standings (engine->ward);
  g_autofree char *overview = ms_words_overview (standings);
  MsSeverity worst = standings->len == 0 ? MS_SEVERITY_UNKNOWN : MS_SEVERITY_OK;

  for (guint i = 0; i < standings->len; i++)
    {
      const MsStanding *standing = g_ptr_array_index (standings, i);
      worst = MAX (worst, standing->verdict != NULL ? standing->verdict->state : MS_SEVERITY_UNKNOWN);
    }
  engine->events->state (ms_severity_name (worst), overview, engine->data);
}

static const char *
first_excuse (const MsEngine *engine)
{
  for (guint i = 0; i < engine->jobs->len; i++)
    if (((const Job *) g_ptr_array_index (engine->jobs, i))->excuse != NULL)
      return ((const Job *) g_ptr_array_index (engine->jobs, i))->excuse;
  return NULL;
}

static void
tell_notices (MsEngine *engine)
{
  g_autoptr (GPtrArray) notices = g_ptr_array_new_with_free_func (g_free);
  g_auto (GStrv) store = ms_store_notices (engine->store);

  for (guint i = 0; store[i] != NULL; i++)
    g_ptr_array_add (notices, g_strdup (store[i]));
  if (first_excuse (engine) != NULL)
    g_ptr_array_add (notices, g_strdup (first_excuse (engine)));
  engine->clock_notice = ms_belief_notice (ms_ward_clock (engine->ward));
  if (engine->clock_notice != NULL)
    g_ptr_array_add (notices, g_strdup (engine->clock_notice));
  for (guint i = 0; i < ms_roster_settings (engine->roster)->problems->len; i++)
    g_ptr_array_add (notices, ms_problem_text (g_ptr_array_index (ms_roster_settings (engine->roster)->problems, i)));
  for (guint i = 0; i < notices->len; i++)
    if (engine->notices == NULL || !g_strv_contains ((const char *const *) engine->notices, g_ptr_array_index (notices, i)))
      g_warning ("%s", (char *) g_ptr_array_index (notices, i));
  g_ptr_array_add (notices, NULL);
  g_strfreev (engine->notices);
  engine->notices = g_strdupv ((GStrv) notices->pdata);
  engine->events->notices ((const char *const *) engine->notices, engine->data);
  engine->events->store ((const char *const *) store, engine->data);
}

static void begin_anew (MsEngine *engine);

static void
attend (MsEngine *engine)
{
  gint64 now = judging_time (engine);
  gboolean awaited = ms_store_is_awaited (engine->store, now);

  engine->attended = now;
  ms_ward_attend (engine->ward, now);
  tell_notices (engine);
  if (awaited && !ms_store_is_awaited (engine->store, now))
    begin_anew (engine); /* by what it remembers, too */
  if (ms_ward_doubts_dates (engine->ward))
    ms_surroundings_watch_ask_clock (engine->surroundings);
  if (ms_belief_notice (ms_ward_clock (engine->ward)) != engine->clock_notice)
    tell_notices (engine);
  tell_state (engine);
}

static void
alert_changed_cb (const MsAlert *alert, gpointer data)
{
  MsEngine *engine = data;
  engine->events->alert_changed (alert->id, engine->data);
}

/* ---- looking ------------------------------------------------------------------------------------------------- */

static MsTrustStore *
trust_for (MsEngine *engine, const MsServer *server)
{
  const char *key = server->ca_file != NULL ? server->ca_file : "";
  MsTrustStore *trust = g_hash_table_lookup (engine->trust, key);
  g_autoptr (GPtrArray) authorities = NULL;

  if (trust == NULL)
    {
      const char *files[3] = { ms_roster_settings (engine->roster)->ca_file, NULL, NULL };
      if (server->ca_file != NULL && g_strcmp0 (server->ca_file, files[0]) != 0)
        files[files[0] != NULL] = server->ca_file;
      trust = ms_trust_store_new (files, NULL); /* an unreadable file is a problem of the settings, told there */
      authorities = ms_store_authorities (engine->store);
      ms_trust_store_learn (trust, authorities);
      g_hash_table_insert (engine->trust, g_strdup (key), trust);
    }
  return trust;
}

static void
examine_cb (const MsServer *server, MsSighting *sighting, gint64 now, gpointer data)
{
  ms_trust_examine (trust_for (data, server), sighting, now);
}

static gint64
due_of (const MsEngine *engine, const Job *job)
{
  gint64 due = ms_ward_due (engine->ward, job->server->url);
  due = MAX (due, job->not_before);
  return job->server->imported ? MAX (due, engine->held) : due;
}

static void
set_timer (MsEngine *engine)
{
  gint64 next = ms_ward_next_attention (engine->ward);

  /* with all places taken, the end of a check looks for what is due */
  for (guint i = 0; engine->oriented && i < engine->jobs->len && engine->in_flight < MIN (MAX_IN_FLIGHT, engine->most); i++)
    {
      const Job *job = g_ptr_array_index (engine->jobs, i);
      if (job->check == NULL)
        next = MIN (next, due_of (engine, job));
    }
  ms_timer_set (engine->timer, next);
}

static void
answer_waiters (Job *job, const char *refusal)
{
  g_autoptr (GArray) waiters = g_steal_pointer (&job->waiters);

  job->waiters = g_array_new (FALSE, FALSE, sizeof (Waiter));
  for (guint i = 0; i < waiters->len; i++)
    {
      const Waiter *waiter = &g_array_index (waiters, Waiter, i);
      waiter->looked (refusal, waiter->data);
    }
}

/* What could not be looked at stands as it did, is looked at again a little later, and the user is told why. */
static void
set_excuse (Job *job, char *excuse)
{
  gboolean differs = (job->excuse != NULL) != (excuse != NULL);

  g_free (job->excuse);
  job->excuse = excuse;
  job->not_before = excuse != NULL ? now_s () + NO_ROOM_WAIT : 0;
  if (differs)
    tell_notices (job->engine);
}

/* What was looked at goes to the ward, and to those who wait for it. */
static void
take_in (Job *job, MsObservation *observation)
{
  MsEngine *engine = job->engine;

  set_excuse (job, ms_check_excuse (observation));
  if (ms_observation_has (observation, MS_OUTCOME_CANCELLED))
    {
      answer_waiters (job, job->excuse != NULL ? job->excuse : "");
      return;
    }
  g_free (observation->network);
  observation->network = g_strdup (ms_surroundings_watch_now (engine->surroundings)->network);
  ms_ward_looked (engine->ward, observation, judging_time (engine));
  if (engine->in_flight == 0 || job->waiters->len > 0 || now_s () - engine->attended >= ATTENTION_EVERY)
    attend (engine);
  engine->events->server_changed (job->server->url, engine->data);
  answer_waiters (job, NULL);
}

static void look_at_asked (MsEngine *engine);
static void look_at_due (MsEngine *engine);

static void
job_free (Job *job)
{
  ms_server_free (job->server);
  g_array_unref (job->asked);
  g_array_unref (job->waiters);
  g_free (job->excuse);
  g_free (job);
}

/* After a round that reached somebody, on a network that costs nothing. */
static void
ask_for_moves (MsEngine *engine)
{
  const MsSurroundings *around = ms_surroundings_watch_now (engine->surroundings);
  const GPtrArray *standings = ms_ward_standings (engine->ward);

  if (around->metered || around->connectivity == MS_CONNECTIVITY_PORTAL || around->connectivity == MS_CONNECTIVITY_NONE)
    return;
  for (guint i = 0; i < standings->len; i++)
    {
      const MsVerdict *verdict = ((const MsStanding *) g_ptr_array_index (standings, i))->verdict;
      if (verdict != NULL && verdict->state != MS_SEVERITY_UNKNOWN)
        {
          ms_moves_ask (engine->moves, standings, ms_roster_settings (engine->roster)->ca_file, now_s ());
          return;
        }
    }
}

/* The last one of a round. */
static void
end_round (MsEngine *engine)
{
  attend (engine);
  g_hash_table_remove_all (engine->trust); /* 4 MB that nobody needs until the next round */
  ask_for_moves (engine);
}

static void
check_done_cb (MsObservation *taken, gpointer data)
{
  Job *job = data;
  MsEngine *engine = job->engine;
  g_autoptr (MsObservation) observation = taken;

  job->check = NULL;
  engine->in_flight--;
  if (!job->gone)
    take_in (job, observation);
  else
    {
      answer_waiters (job, "");
      g_ptr_array_remove_fast (engine->leaving, job);
      job_free (job);
    }
  if (engine->stopping)
    return;
  look_at_asked (engine);
  if (engine->in_flight == 0)
    end_round (engine);
  look_at_due (engine);
  if (engine->in_flight == 0)
    ms_rest_soon ();
}

static void
look (Job *job)
{
  MsEngine *engine = job->engine;
  const MsStanding *standing = ms_ward_standing (engine->ward, job->server->url);
  MsSuggestOptions options = { .check.probe.timeout_ms = TIMEOUT_MS, .suggest = TRUE };

  /* old trouble is looked into again once a day, or when the user asks */
  if (standing->verdict != NULL && job->waiters->len == 0 && now_s () - job->consulted < CONSULT_EVERY)
    options.previous = standing->verdict->observation;
  else
    job->consulted = now_s ();
  engine->in_flight++;
  job->check = ms_suggest_start (job->server->target, trust_for (engine, job->server), &options, now_s (), check_done_cb, job);
}

/* What the user waits for, while there is room: also what was asked for while a goodbye went on. */
static void
look_at_asked (MsEngine *engine)
{
  for (guint i = 0; i < engine->jobs->len && engine->in_flight < engine->most; i++)
    {
      Job *job = g_ptr_array_index (engine->jobs, i);
      if (job->check == NULL && job->waiters->len > 0)
        look (job);
    }
}

static void
look_at_due (MsEngine *engine)
{
  gint64 now = now_s ();

  for (guint i = 0; engine->oriented && i < engine->jobs->len && engine->in_flight < MIN (MAX_IN_FLIGHT, engine->most); i++)
    {
      Job *job = g_ptr_array_index (engine->jobs, i);
      if (job->check == NULL && due_of (engine, job) <= now)
        look (job);
    }
  set_timer (engine);
}

/* ---- moments ------------------------------------------------------------------------------------------------- */

static void
timer_fired_cb (gpointer data)
{
  MsEngine *engine = data;
  gint64 now = judging_time (engine);

  if (now < engine->woken)
    ms_ward_catch_up (engine->ward, now); /* the clock was set back: what was due then means something else now */
  engine->woken = now;
  if (ms_ward_next_attention (engine->ward) <= now)
    attend (engine);
  look_at_due (engine);
}

static void
surroundings_changed_cb (const MsSurroundings *surroundings, gpointer data)
{
  MsEngine *engine = data;

  engine->oriented = TRUE;
  ms_surroundings_watch_ask_clock (engine->surroundings); /* before anything is told about dates; seldom, it sees to that */
  ms_ward_set_surroundings (engine->ward, surroundings, now_s ());
  attend (engine);
  look_at_due (engine);
}

static void
resumed_cb (gpointer data)
{
  MsEngine *engine = data;

  ms_ward_catch_up (engine->ward, now_s ());
  look_at_due (engine);
}

static const MsSurroundingsEvents surroundings_events = { .changed = surroundings_changed_cb, .resumed = resumed_cb };

/* ---- what is watched ----------------------------------------------------------------------------------------- */

static Job *
job_new (MsEngine *engine, const MsServer *server)
{
  Job *job = g_new0 (Job, 1);

  job->engine = engine;
  job->server = ms_server_copy (server);
  job->asked = g_array_new (FALSE, FALSE, sizeof (gint64));
  job->waiters = g_array_new (FALSE, FALSE, sizeof (Waiter));
  return job;
}

static void
let_go (MsEngine *engine, Job *job)
{
  job->gone = TRUE;
  if (job->check == NULL)
    {
      answer_waiters (job, "");
      job_free (job);
    }
  else
    {
      g_ptr_array_add (engine->leaving, job);
      ms_suggest_cancel (job->check);
    }
}

/* What was found in mail clients is looked at once the user was told, or ten minutes later. */
static void
welcome (MsEngine *engine, const GPtrArray *servers)
{
  g_autofree char *text = ms_store_is_awaited (engine->store, now_s ()) ? NULL : ms_roster_welcome (engine->roster, servers);

  if (text != NULL && engine->held == 0)
    engine->held = now_s () + WELCOME_WAIT;
  engine->events->welcome (text != NULL ? text : "", engine->data);
}

/* The ward's servers, each with what is under way for it. */
static void
watch (MsEngine *engine, const GPtrArray *servers)
{
  g_autoptr (GPtrArray) before = g_steal_pointer (&engine->jobs);
  g_autoptr (GHashTable) known = g_steal_pointer (&engine->by_url);
  const GPtrArray *standings;

  ms_ward_watch (engine->ward, servers, ms_roster_settings (engine->roster)->confirm_delay, now_s ());
  standings = ms_ward_standings (engine->ward);
  engine->jobs = g_ptr_array_new ();
  engine->by_url = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  for (guint i = 0; i < standings->len; i++)
    {
      const MsServer *server = ((MsStanding *) g_ptr_array_index (standings, i))->server;
      Job *job = g_hash_table_lookup (known, server->url);

      if (job != NULL)
        {
          g_ptr_array_remove_fast (before, job);
          ms_server_free (job->server);
          job->server = ms_server_copy (server);
        }
      else
        job = job_new (engine, server);
      g_ptr_array_add (engine->jobs, job);
      g_hash_table_insert (engine->by_url, g_strdup (server->url), job);
    }
  for (guint i = 0; i < before->len; i++)
    let_go (engine, g_ptr_array_index (before, i));
  if (engine->in_flight == 0)
    g_hash_table_remove_all (engine->trust);
}

static void
begin_anew (MsEngine *engine)
{
  g_autoptr (GPtrArray) servers = ms_roster_servers (engine->roster, now_s ());

  ms_moves_apply (engine->moves, servers);
  watch (engine, servers);
  welcome (engine, servers);
  attend (engine);
  engine->events->server_changed ("", engine->data);
  look_at_due (engine);
}

void
ms_engine_reload (MsEngine *engine)
{
  ms_roster_reload (engine->roster);
  tell_notices (engine);
  begin_anew (engine);
}

static void
accounts_changed_cb (gpointer data)
{
  begin_anew (data);
}

gboolean
ms_engine_welcomed (MsEngine *engine, GError **error)
{
  gboolean saved = ms_roster_welcomed (engine->roster, error);

  engine->held = 0;
  engine->events->welcome ("", engine->data);
  tell_notices (engine);
  look_at_due (engine);
  return saved;
}

gboolean
ms_engine_set (MsEngine *engine, const char *key, const char *value, GError **error)
{
  return ms_store_set (engine->store, key, value, error);
}

void
ms_engine_reword (MsEngine *engine)
{
  attend (engine);
  engine->events->server_changed ("", engine->data);
  set_timer (engine);
}

/* ---- for others ---------------------------------------------------------------------------------------------- */

MsStore *
ms_engine_store (MsEngine *engine)
{
  return engine->store;
}

const MsRoster *
ms_engine_roster (MsEngine *engine)
{
  return engine->roster;
}

gint64
ms_engine_due (MsEngine *engine, const char *url)
{
  const Job *job = g_hash_table_lookup (engine->by_url, url);
  return job != NULL ? due_of (engine, job) : G_MAXINT64;
}

const char *
ms_engine_clock_notice (MsEngine *engine)
{
  return engine->clock_notice;
}

MsHeld
ms_engine_held (MsEngine *engine, const MsAlert *alert)
{
  return ms_ward_held (engine->ward, alert, now_s ());
}

const GPtrArray *
ms_engine_standings (MsEngine *engine)
{
  return ms_ward_standings (engine->ward);
}

const MsStanding *
ms_engine_standing (MsEngine *engine, const char *url)
{
  return ms_ward_standing (engine->ward, url);
}

gboolean
ms_engine_look (MsEngine *engine, const char *url, MsLooked looked, gpointer data)
{
  Job *job = g_hash_table_lookup (engine->by_url, url);
  Waiter waiter = { looked, data };

  if (job == NULL)
    return FALSE;
  if (job->check != NULL || job->waiters->len > 0)
    g_array_append_val (job->waiters, waiter);
  else if (!ms_ward_is_loopback (engine->ward, url) && !ms_schedule_allow_now (job->asked, now_s ()))
    looked (_ ("This server was looked at 5 times in the last 10 minutes; so as not to be shut out by it, wait a little."), data);
  else
    {
      g_array_append_val (job->waiters, waiter);
      look_at_asked (engine);
    }
  return TRUE;
}

GPtrArray *
ms_engine_alerts (MsEngine *engine)
{
  return ms_ward_all_alerts (engine->ward);
}

/* Whether it could be saved, and when there is something to tell next, may be otherwise than before. */
static gboolean
replied (MsEngine *engine, gboolean found)
{
  if (found)
    {
      tell_notices (engine);
      set_timer (engine);
    }
  return found;
}

gboolean
ms_engine_acknowledge (MsEngine *engine, const char *id, GError **error)
{
  return replied (engine, ms_ward_acknowledge (engine->ward, id, now_s (), error));
}

gboolean
ms_engine_snooze (MsEngine *engine, const char *id, gint64 until, GError **error)
{
  return replied (engine, ms_ward_snooze (engine->ward, id, until, now_s (), error));
}

gboolean
ms_engine_told (MsEngine *engine, const char *id, MsStep step, GError **error)
{
  return replied (engine, ms_ward_told (engine->ward, id, step, now_s (), error));
}

static guint32
seed_of_machine (void)
{
  g_autofree char *id = NULL;
  g_file_get_contents ("/etc/machine-id", &id, NULL, NULL);
  return g_str_hash (id != NULL ? id : g_get_host_name ());
}

/* A secret of this installation, so that the ids of networks say nothing to others. */
static char *
salt_of (MsStore *store)
{
  char *salt = ms_store_get (store, "salt");

  if (salt == NULL)
    {
      salt = g_uuid_string_random ();
      ms_store_set (store, "salt", salt, NULL);
    }
  return salt;
}

MsEngine *
ms_engine_new (MsStore *store, const MsEngineEvents *events, gpointer data)
{
  static const MsWardHelp help = { .parse = ms_certificate_parse, .examine = examine_cb, .alert_changed = alert_changed_cb };
  MsEngine *engine = g_new0 (MsEngine, 1);
  g_autofree char *salt = NULL;

  engine->events = events;
  engine->data = data;
  engine->woken = now_s ();
  engine->most = MIN (MAX_ASKED, ms_room_for_probes ());
  engine->store = store;
  engine->roster = ms_roster_new (engine->store, accounts_changed_cb, engine);
  engine->moves = ms_moves_new (engine->store, accounts_changed_cb, engine);
  engine->ward = ms_ward_new (engine->store, seed_of_machine (), &help, engine);
  salt = salt_of (engine->store);
  engine->boot = ms_surroundings_boot ();
  engine->surroundings = ms_surroundings_watch_new (salt, &surroundings_events, engine);
  engine->jobs = g_ptr_array_new ();
  engine->by_url = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  engine->leaving = g_ptr_array_new ();
  engine->trust = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, (GDestroyNotify) ms_trust_store_free);
  engine->timer = ms_timer_new (timer_fired_cb, engine);
  return engine;
}

void
ms_engine_free (MsEngine *engine)
{
  if (engine == NULL)
    return;
  engine->stopping = TRUE;
  ms_surroundings_watch_free (engine->surroundings);
  ms_moves_free (engine->moves);
  for (guint i = 0; i < engine->jobs->len; i++)
    {
      Job *job = g_ptr_array_index (engine->jobs, i);
      answer_waiters (job, "");
      let_go (engine, job);
    }
  while (engine->leaving->len > 0)
    g_main_context_iteration (NULL, TRUE); /* what is cancelled is over soon */
  ms_probe_drain (0);
  ms_timer_free (engine->timer);
  g_hash_table_unref (engine->trust);
  g_ptr_array_unref (engine->jobs);
  g_hash_table_unref (engine->by_url);
  g_ptr_array_unref (engine->leaving);
  ms_ward_free (engine->ward);
  ms_roster_free (engine->roster);
  g_free (engine->boot);
  g_strfreev (engine->notices);
  g_free (engine);
}
