/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "daemon/engine.h"

#include "daemon/doctor.h"
#include "daemon/judge/assess.h"
#include "daemon/judge/attention.h"
#include "daemon/judge/expiry.h"
#include "daemon/judge/words.h"
#include "daemon/rest.h"
#include "daemon/schedule.h"
#include "daemon/x509/certificate.h"

#include <glib/gi18n.h>
#include <string.h>

#define MAX_IN_FLIGHT   8 /* of the daemon's own; what the user asks for comes on top */
#define TIMEOUT_MS      15000
#define CONSULT_EVERY   86400
#define ATTENTION_EVERY 5 /* s: while a round goes on, so that one cause is one message */

typedef struct
{
  MsLooked looked;
  gpointer data;
} Waiter;

/* A watched server at work. `standing` is what the others see of it. */
typedef struct
{
  MsEngine *engine;
  MsServer *server;
  MsVerdict *verdict;
  MsStanding standing;
  MsDoctor *check;  /* in flight, the goodbye included */
  gint64 consulted; /* when extra probes were last made anew */
  gboolean looking; /* the outcome is still to come */
  guint failures;   /* looks in a row that gave no verdict */
  gint64 due;
  GArray *asked;   /* gint64: when the user asked */
  GArray *waiters; /* Waiter */
  gboolean gone;   /* no longer watched: to be freed when the check is */
} Watched;

struct _MsEngine
{
  const MsEngineEvents *events;
  gpointer data;
  MsSettings *settings;
  MsStore *store;
  MsTimer *timer;
  GPtrArray *watched;   /* Watched* */
  GPtrArray *standings; /* MsStanding* of them */
  GPtrArray *leaving;   /* Watched* whose check is not over */
  GPtrArray *alerts;    /* MsAlert*: the open ones */
  GHashTable *trust;    /* CA file or "" -> MsTrustStore*: only while a round goes on */
  char *notice;         /* of the store */
  GStrv notices;        /* as told last */
  guint in_flight;
  guint32 seed;
  gint64 started, attended, next_attention;
  gboolean stopping;
};

static gint64
now_s (void)
{
  return g_get_real_time () / G_USEC_PER_SEC;
}

static void
log_failure (const char *what, GError *error)
{
  if (error != NULL)
    g_warning ("%s: %s", what, error->message);
}

/* ---- telling ------------------------------------------------------------------------------------------------- */

static void
tell_state (MsEngine *engine)
{
  g_autofree char *overview = ms_words_overview (engine->standings);
  MsSeverity worst = MS_SEVERITY_OK;

  for (guint i = 0; i < engine->standings->len; i++)
    {
      const MsStanding *standing = g_ptr_array_index (engine->standings, i);
      worst = MAX (worst, standing->verdict != NULL ? standing->verdict->state : MS_SEVERITY_UNKNOWN);
    }
  if (engine->standings->len == 0)
    worst = MS_SEVERITY_UNKNOWN;
  engine->events->state (ms_severity_name (worst), overview, engine->data);
}

static void
tell_notices (MsEngine *engine)
{
  g_autoptr (GPtrArray) notices = g_ptr_array_new_with_free_func (g_free);

  if (engine->notice != NULL)
    g_ptr_array_add (notices, g_strdup (engine->notice));
  for (guint i = 0; i < engine->settings->problems->len; i++)
    g_ptr_array_add (notices, ms_problem_text (g_ptr_array_index (engine->settings->problems, i)));
  for (guint i = 0; i < notices->len; i++)
    if (engine->notices == NULL || !g_strv_contains ((const char *const *) engine->notices, g_ptr_array_index (notices, i)))
      g_warning ("%s", (char *) g_ptr_array_index (notices, i));
  g_ptr_array_add (notices, NULL);
  g_strfreev (engine->notices);
  engine->notices = g_strdupv ((GStrv) notices->pdata);
  engine->events->notices ((const char *const *) engine->notices, engine->data);
}

/* ---- attention ----------------------------------------------------------------------------------------------- */

static gboolean
alert_differs (const MsAlert *before, const MsAlert *after)
{
  return before->step != after->step || before->tell != after->tell || before->told != after->told
         || before->severity != after->severity || before->code != after->code || before->acknowledged != after->acknowledged
         || before->snoozed_until != after->snoozed_until || g_strcmp0 (before->title, after->title) != 0
         || g_strcmp0 (before->text, after->text) != 0
         || !g_strv_equal ((const char *const *) before->servers, (const char *const *) after->servers);
}

/* A problem that is to be confirmed before it is told wants a second look. */
static void
look_again (MsEngine *engine, Watched *watched)
{
  for (guint i = 0; i < engine->alerts->len; i++)
    {
      const MsAlert *alert = g_ptr_array_index (engine->alerts, i);
      gint64 when = ms_attention_look_again (alert);

      if (when != G_MAXINT64 && watched->verdict != NULL && watched->verdict->observation->checked < when
          && g_strv_contains ((const char *const *) alert->servers, watched->server->url))
        watched->due = MIN (watched->due, when);
    }
}

static MsAlert *
alert_of (const GPtrArray *alerts, const char *id)
{
  for (guint i = 0; i < alerts->len; i++)
    if (g_str_equal (((MsAlert *) g_ptr_array_index (alerts, i))->id, id))
      return g_ptr_array_index (alerts, i);
  return NULL;
}

static void
save_alert (MsEngine *engine, MsAlert *alert, const char *what, gint64 now)
{
  g_autoptr (GPtrArray) one = g_ptr_array_new ();
  g_autoptr (GError) error = NULL;

  g_ptr_array_add (one, alert);
  if (!ms_store_save_alerts (engine->store, one, &error))
    log_failure ("The alert is not saved", error);
  for (guint i = 0; what != NULL && alert->servers[i] != NULL; i++)
    {
      g_autoptr (GError) ignored = NULL;
      ms_store_journal (engine->store, now, alert->servers[i], what, alert->title, &ignored);
    }
  engine->events->alert_changed (alert->id, engine->data);
}

static void
attend (MsEngine *engine)
{
  gint64 now = now_s ();
  GPtrArray *after = ms_attention (engine->standings, engine->alerts, now, &engine->next_attention);
  g_autoptr (GPtrArray) before = g_steal_pointer (&engine->alerts);

  engine->attended = now;
  engine->alerts = g_ptr_array_new_with_free_func ((GDestroyNotify) ms_alert_free);
  for (guint i = 0; i < after->len; i++)
    {
      MsAlert *alert = g_ptr_array_index (after, i), *was = alert_of (before, alert->id);
      gboolean stepped = was == NULL || was->step != alert->step;

      if (alert->step != MS_STEP_RESOLVED)
        g_ptr_array_add (engine->alerts, ms_alert_copy (alert));
      else if (was != NULL)
        {
          g_strfreev (alert->servers); /* those it was about: its own are gone with it */
          alert->servers = g_strdupv (was->servers);
        }
      if (stepped || alert_differs (was, alert))
        save_alert (engine, alert, stepped ? ms_step_name (alert->step) : NULL, now);
    }
  g_ptr_array_unref (after);
  for (guint i = 0; i < engine->watched->len; i++)
    look_again (engine, g_ptr_array_index (engine->watched, i));
  tell_state (engine);
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
      const char *files[3] = { engine->settings->ca_file, NULL, NULL };
      if (server->ca_file != NULL && g_strcmp0 (server->ca_file, files[0]) != 0)
        files[files[0] != NULL] = server->ca_file;
      trust = ms_trust_store_new (files, NULL); /* an unreadable file is a problem of the settings, told there */
      authorities = ms_store_authorities (engine->store);
      for (guint i = 0; i < authorities->len; i++)
        ms_trust_store_learn (trust, g_ptr_array_index (authorities, i));
      g_hash_table_insert (engine->trust, g_strdup (key), trust);
    }
  return trust;
}

static void
plan (MsEngine *engine, Watched *watched, guint index)
{
  gint64 checked = watched->verdict != NULL ? watched->verdict->observation->checked : 0;
  gint64 look = G_MAXINT64;

  if (watched->verdict != NULL)
    for (guint i = 0; i < watched->verdict->observation->sightings->len; i++)
      {
        const MsSighting *sighting = g_ptr_array_index (watched->verdict->observation->sightings, i);
        const MsCertificate *leaf = ms_sighting_leaf (sighting);
        if (leaf != NULL)
          look = MIN (look, ms_expiry_next_look (leaf->not_before, sighting->path_not_after, checked));
      }
  watched->due = ms_schedule_due (watched->server, checked, look, watched->failures, engine->seed, engine->started, index);
  look_again (engine, watched);
}

static void
set_timer (MsEngine *engine)
{
  gint64 next = engine->next_attention;

  for (guint i = 0; i < engine->watched->len; i++)
    {
      const Watched *watched = g_ptr_array_index (engine->watched, i);
      if (watched->check == NULL)
        next = MIN (next, watched->due);
    }
  /* with all places taken, the end of a check looks for what is due */
  ms_timer_set (engine->timer, engine->in_flight >= MAX_IN_FLIGHT ? engine->next_attention : next);
}

static void
answer_waiters (Watched *watched, const char *refusal)
{
  g_autoptr (GArray) waiters = g_steal_pointer (&watched->waiters);

  watched->waiters = g_array_new (FALSE, FALSE, sizeof (Waiter));
  for (guint i = 0; i < waiters->len; i++)
    {
      const Waiter *waiter = &g_array_index (waiters, Waiter, i);
      waiter->looked (refusal, waiter->data);
    }
}

static gboolean
was_cancelled (const MsObservation *observation)
{
  for (guint i = 0; i < observation->sightings->len; i++)
    if (((MsSighting *) g_ptr_array_index (observation->sightings, i))->outcome == MS_OUTCOME_CANCELLED)
      return TRUE;
  return FALSE;
}

static void
judge (Watched *watched, const MsObservation *observation, gint64 now)
{
  g_autoptr (GPtrArray) memory = ms_store_memory (watched->engine->store, watched->server->url, ms_certificate_parse);

  ms_verdict_free (watched->verdict);
  watched->verdict = ms_assess (watched->server, observation, memory, now);
  watched->standing.verdict = watched->verdict;
  watched->failures = watched->verdict->state == MS_SEVERITY_UNKNOWN ? watched->failures + 1 : 0;
}

static void
check_done_cb (MsObservation *taken, gpointer data)
{
  Watched *watched = data;
  MsEngine *engine = watched->engine;
  g_autoptr (MsObservation) observation = taken;
  g_autoptr (GError) error = NULL;

  watched->looking = FALSE;
  if (watched->gone || was_cancelled (observation))
    {
      answer_waiters (watched, "");
      return;
    }
  judge (watched, observation, now_s ());
  if (!ms_store_record (engine->store, observation, &error))
    log_failure ("The check is not saved", error);
  if (engine->in_flight <= 1 || watched->waiters->len > 0 || now_s () - engine->attended >= ATTENTION_EVERY)
    attend (engine);
  engine->events->server_changed (watched->server->url, engine->data);
  answer_waiters (watched, NULL);
}

static void look (Watched *watched);
static void look_at_due (MsEngine *engine);

static void
watched_free (Watched *watched)
{
  ms_server_free (watched->server);
  ms_verdict_free (watched->verdict);
  g_array_unref (watched->asked);
  g_array_unref (watched->waiters);
  g_free (watched);
}

static void
check_gone_cb (gpointer data)
{
  Watched *watched = data;
  MsEngine *engine = watched->engine;
  guint index = 0;

  watched->check = NULL;
  engine->in_flight--;
  if (watched->gone)
    {
      g_ptr_array_remove_fast (engine->leaving, watched);
      watched_free (watched);
    }
  else if (watched->waiters->len > 0)
    look (watched); /* asked for while the goodbye went on */
  else if (g_ptr_array_find (engine->watched, watched, &index))
    plan (engine, watched, index);
  if (engine->stopping)
    return;
  if (engine->in_flight == 0)
    {
      attend (engine);
      g_hash_table_remove_all (engine->trust); /* 4 MB that nobody needs until the next round */
    }
  look_at_due (engine);
  if (engine->in_flight == 0)
    ms_rest_soon ();
}

static void
look (Watched *watched)
{
  MsEngine *engine = watched->engine;
  MsDoctorOptions options = { .check.probe.timeout_ms = TIMEOUT_MS, .suggest = TRUE };

  /* old trouble is looked into again once a day, or when the user asks */
  if (watched->verdict != NULL && watched->waiters->len == 0 && now_s () - watched->consulted < CONSULT_EVERY)
    options.previous = watched->verdict->observation;
  else
    watched->consulted = now_s ();
  engine->in_flight++;
  watched->looking = TRUE;
  watched->check = ms_doctor_visit (watched->server->target, trust_for (engine, watched->server), &options, now_s (),
                                    check_done_cb, check_gone_cb, watched);
}

static void
look_at_due (MsEngine *engine)
{
  gint64 now = now_s ();

  for (guint i = 0; i < engine->watched->len && engine->in_flight < MAX_IN_FLIGHT; i++)
    {
      Watched *watched = g_ptr_array_index (engine->watched, i);
      if (watched->check == NULL && watched->due <= now)
        look (watched);
    }
  set_timer (engine);
}

static void
timer_fired_cb (gpointer data)
{
  MsEngine *engine = data;

  if (engine->next_attention <= now_s ())
    attend (engine);
  look_at_due (engine);
}

/* ---- what is watched ----------------------------------------------------------------------------------------- */

static Watched *
watched_new (MsEngine *engine, const MsServer *server)
{
  Watched *watched = g_new0 (Watched, 1);
  g_autoptr (MsObservation) last = ms_store_last (engine->store, server->target);

  watched->engine = engine;
  watched->server = ms_server_copy (server);
  watched->standing.server = watched->server;
  watched->asked = g_array_new (FALSE, FALSE, sizeof (gint64));
  watched->waiters = g_array_new (FALSE, FALSE, sizeof (Waiter));
  if (last != NULL)
    {
      gint64 now = now_s ();
      for (guint i = 0; i < last->sightings->len; i++)
        ms_trust_examine (trust_for (engine, server), g_ptr_array_index (last->sightings, i), now);
      judge (watched, last, now);
    }
  return watched;
}

static void
forget (MsEngine *engine, Watched *watched)
{
  watched->gone = TRUE;
  if (watched->check == NULL)
    watched_free (watched);
  else
    {
      g_ptr_array_add (engine->leaving, watched);
      ms_doctor_cancel (watched->check);
    }
}

static Watched *
find (const GPtrArray *watched, const char *url)
{
  for (guint i = 0; i < watched->len; i++)
    if (g_str_equal (((Watched *) g_ptr_array_index (watched, i))->server->url, url))
      return g_ptr_array_index (watched, i);
  return NULL;
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

/* The same server with other wishes keeps its verdict; what is new is judged from the store; the rest is let go. */
static void
watch (MsEngine *engine)
{
  g_autoptr (GPtrArray) before = g_steal_pointer (&engine->watched);

  engine->watched = g_ptr_array_new ();
  g_ptr_array_set_size (engine->standings, 0);
  for (guint i = 0; i < engine->settings->servers->len; i++)
    {
      const MsServer *server = g_ptr_array_index (engine->settings->servers, i);
      Watched *watched = find (before, server->url);

      if (!server->watch)
        continue;
      if (watched == NULL)
        watched = watched_new (engine, server);
      else
        {
          gboolean judged_otherwise = watched->server->role != server->role
                                      || g_strcmp0 (watched->server->ca_file, server->ca_file) != 0
                                      || !same_acceptances (watched->server, server);
          g_ptr_array_remove_fast (before, watched);
          ms_server_free (watched->server);
          watched->server = ms_server_copy (server);
          watched->standing.server = watched->server;
          if (judged_otherwise && watched->verdict != NULL)
            {
              g_autoptr (MsObservation) last = ms_observation_copy (watched->verdict->observation);
              for (guint s = 0; s < last->sightings->len; s++)
                ms_trust_examine (trust_for (engine, server), g_ptr_array_index (last->sightings, s), now_s ());
              judge (watched, last, now_s ());
            }
        }
      g_ptr_array_add (engine->watched, watched);
      g_ptr_array_add (engine->standings, &watched->standing);
      plan (engine, watched, engine->watched->len - 1);
    }
  for (guint i = 0; i < before->len; i++)
    forget (engine, g_ptr_array_index (before, i));
  if (engine->in_flight == 0)
    g_hash_table_remove_all (engine->trust);
}

void
ms_engine_reload (MsEngine *engine)
{
  g_auto (GStrv) folders = ms_settings_folders ();

  ms_settings_free (engine->settings);
  engine->settings = ms_settings_load ((const char *const *) folders);
  engine->started = now_s ();
  watch (engine);
  tell_notices (engine);
  attend (engine);
  engine->events->server_changed ("", engine->data);
  look_at_due (engine);
}

void
ms_engine_reword (MsEngine *engine)
{
  attend (engine);
  engine->events->server_changed ("", engine->data);
}

/* ---- for others ---------------------------------------------------------------------------------------------- */

MsStore *
ms_engine_store (MsEngine *engine)
{
  return engine->store;
}

const GPtrArray *
ms_engine_standings (MsEngine *engine)
{
  return engine->standings;
}

const MsStanding *
ms_engine_standing (MsEngine *engine, const char *url)
{
  const Watched *watched = find (engine->watched, url);
  return watched != NULL ? &watched->standing : NULL;
}

/* Nobody bans us on our own machine. */
static gboolean
is_loopback (const Watched *watched)
{
  const GPtrArray *sightings = watched->verdict != NULL ? watched->verdict->observation->sightings : NULL;

  if (ms_address_is_loopback (watched->server->target->host))
    return TRUE;
  for (guint i = 0; sightings != NULL && i < sightings->len; i++)
    if (!ms_address_is_loopback (((MsSighting *) g_ptr_array_index (sightings, i))->address))
      return FALSE;
  return sightings != NULL && sightings->len > 0;
}

gboolean
ms_engine_look (MsEngine *engine, const char *url, MsLooked looked, gpointer data)
{
  Watched *watched = find (engine->watched, url);
  Waiter waiter = { looked, data };

  if (watched == NULL)
    return FALSE;
  if (watched->looking)
    g_array_append_val (watched->waiters, waiter);
  else if (!is_loopback (watched) && !ms_schedule_allow_now (watched->asked, now_s ()))
    looked (_ ("This server was looked at 5 times in the last 10 minutes; so as not to be shut out by it, wait a little."), data);
  else
    {
      g_array_append_val (watched->waiters, waiter);
      if (watched->check == NULL) /* else its goodbye is still going on, and it is looked at right after that */
        look (watched);
    }
  return TRUE;
}

gboolean
ms_engine_change_alert (MsEngine *engine, const char *id, const char *what, MsChangeAlert change, gpointer data)
{
  MsAlert *alert = alert_of (engine->alerts, id);
  gint64 now = now_s ();

  if (alert == NULL)
    return FALSE;
  change (alert, now, data);
  save_alert (engine, alert, what, now);
  if (alert->snoozed_until > now)
    engine->next_attention = MIN (engine->next_attention, alert->snoozed_until);
  set_timer (engine);
  return TRUE;
}

static guint32
seed_of_machine (void)
{
  g_autofree char *id = NULL;
  g_file_get_contents ("/etc/machine-id", &id, NULL, NULL);
  return g_str_hash (id != NULL ? id : g_get_host_name ());
}

MsEngine *
ms_engine_new (const MsEngineEvents *events, gpointer data)
{
  MsEngine *engine = g_new0 (MsEngine, 1);
  g_autofree char *folder = ms_store_folder ();

  engine->events = events;
  engine->data = data;
  engine->seed = seed_of_machine ();
  engine->next_attention = G_MAXINT64;
  engine->store = ms_store_open (folder, now_s (), &engine->notice);
  engine->alerts = ms_store_alerts (engine->store, FALSE);
  engine->watched = g_ptr_array_new ();
  engine->standings = g_ptr_array_new ();
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
  for (guint i = 0; i < engine->watched->len; i++)
    {
      Watched *watched = g_ptr_array_index (engine->watched, i);
      answer_waiters (watched, "");
      forget (engine, watched);
    }
  while (engine->leaving->len > 0)
    g_main_context_iteration (NULL, TRUE); /* cancelled checks are over within their goodbye, 3 s at most */
  ms_timer_free (engine->timer);
  g_hash_table_unref (engine->trust);
  g_ptr_array_unref (engine->watched);
  g_ptr_array_unref (engine->standings);
  g_ptr_array_unref (engine->leaving);
  g_ptr_array_unref (engine->alerts);
  ms_settings_free (engine->settings);
  ms_store_free (engine->store);
  g_free (engine->notice);
  g_strfreev (engine->notices);
  g_free (engine);
}
