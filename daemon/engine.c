/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "daemon/engine.h"

#include "check/judge/words.h"
#include "daemon/moves.h"
#include "daemon/host/trim.h"
#include "daemon/schedule.h"
#include "daemon/host/surroundings.h"
#include "check/x509/certificate.h"

struct _MsEngine
{
  const MsEngineEvents *events;
  gpointer data;
  MsStore *store;
  MsRoster *roster;
  MsMoves *moves;
  MsWard *ward;
  MsLooks *looks;
  MsSurroundingsWatch *surroundings;
  MsTimer *timer;
  char *boot;
  const char *clock_notice; /* static, as told last; NULL: the clock is believed */
  GStrv notices;            /* as told last */
  gint64 woken;             /* s */
  gboolean oriented;        /* it is known where this computer is; nobody is looked at unasked before */
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

static void
tell_notices (MsEngine *engine)
{
  g_autoptr (GPtrArray) notices = g_ptr_array_new_with_free_func (g_free);
  g_auto (GStrv) store = ms_store_notices (engine->store);

  for (guint i = 0; store[i] != NULL; i++)
    g_ptr_array_add (notices, g_strdup (store[i]));
  if (ms_ward_excuse (engine->ward) != NULL)
    g_ptr_array_add (notices, g_strdup (ms_ward_excuse (engine->ward)));
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

static void
examine_cb (const MsServer *server, MsSighting *sighting, gint64 now, gpointer data)
{
  ms_trust_examine (ms_looks_trust (((MsEngine *) data)->looks, server), sighting, now);
}

static void
set_timer (MsEngine *engine)
{
  gint64 next = engine->oriented ? ms_looks_next (engine->looks) : G_MAXINT64;
  ms_timer_set (engine->timer, MIN (next, ms_ward_next_attention (engine->ward)));
}

static void
look_at_due (MsEngine *engine)
{
  if (engine->oriented)
    ms_looks_begin_due (engine->looks, now_s ());
  set_timer (engine);
}

static void
looked_cb (const char *url, MsObservation *observation, const char *excuse, gboolean awaited, gpointer data)
{
  MsEngine *engine = data;

  if (ms_ward_set_excuse (engine->ward, url, excuse, now_s ()))
    tell_notices (engine);
  if (observation == NULL)
    return;
  g_free (observation->network);
  observation->network = g_strdup (ms_surroundings_watch_now (engine->surroundings)->network);
  ms_ward_looked (engine->ward, observation, judging_time (engine));
  if (awaited || ms_ward_is_attention_due (engine->ward, now_s ()))
    attend (engine);
  engine->events->server_changed (url, engine->data);
}

static void
over_cb (gpointer data)
{
  MsEngine *engine = data;

  if (ms_looks_are_over (engine->looks))
    {
      attend (engine);
      ms_moves_ask (engine->moves, ms_ward_standings (engine->ward), ms_surroundings_watch_now (engine->surroundings),
                    ms_roster_settings (engine->roster)->ca_file, now_s ());
    }
  look_at_due (engine);
  if (ms_looks_are_over (engine->looks))
    ms_trim_soon ();
}

static const MsLooksEvents looks_events = { .looked = looked_cb, .over = over_cb };

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

static void
begin_anew (MsEngine *engine)
{
  gint64 now = now_s ();
  g_autoptr (GPtrArray) servers = ms_roster_servers (engine->roster, now);
  g_autofree char *welcome = ms_roster_welcome (engine->roster, servers, now);

  ms_moves_apply (engine->moves, servers);
  ms_ward_watch (engine->ward, servers, ms_roster_settings (engine->roster)->confirm_delay, now);
  ms_ward_hold_imported (engine->ward, ms_roster_held (engine->roster));
  ms_looks_let_go (engine->looks);
  engine->events->welcome (welcome != NULL ? welcome : "", engine->data);
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

  ms_ward_hold_imported (engine->ward, ms_roster_held (engine->roster));
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

const MsWard *
ms_engine_ward (MsEngine *engine)
{
  return engine->ward;
}

gboolean
ms_engine_look (MsEngine *engine, const char *url, MsLooked looked, gpointer data)
{
  return ms_looks_ask (engine->looks, url, looked, data);
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
  engine->store = store;
  engine->roster = ms_roster_new (engine->store, accounts_changed_cb, engine);
  engine->moves = ms_moves_new (engine->store, accounts_changed_cb, engine);
  engine->ward = ms_ward_new (engine->store, seed_of_machine (), &help, engine);
  engine->looks = ms_looks_new (engine->store, engine->roster, engine->ward, &looks_events, engine);
  salt = salt_of (engine->store);
  engine->boot = ms_surroundings_boot ();
  engine->surroundings = ms_surroundings_watch_new (salt, &surroundings_events, engine);
  engine->timer = ms_timer_new (timer_fired_cb, engine);
  return engine;
}

void
ms_engine_free (MsEngine *engine)
{
  if (engine == NULL)
    return;
  ms_surroundings_watch_free (engine->surroundings);
  ms_moves_free (engine->moves);
  ms_looks_free (engine->looks);
  ms_timer_free (engine->timer);
  ms_ward_free (engine->ward);
  ms_roster_free (engine->roster);
  g_free (engine->boot);
  g_strfreev (engine->notices);
  g_free (engine);
}
