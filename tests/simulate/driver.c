/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tests/simulate/driver.h"

#include "daemon/judge/assess.h"
#include "daemon/judge/attention.h"
#include "daemon/judge/expiry.h"
#include "daemon/schedule.h"
#include "daemon/store.h"

#include <string.h>

/* As the engine's Watched. */
typedef struct
{
  const MsServer *server;
  MsVerdict *verdict;
  MsStanding standing;
  GPtrArray *memory; /* of the store, as long as nothing new is shown; else NULL */
  char *shown;
  guint failures;
  gint64 due; /* local */
  gint64 hour;
  guint in_hour;
} Watched;

/* As the engine. Local time is what its clock shows; the world wants true time. */
typedef struct
{
  const World *world;
  guint user;
  const char *folder;
  MsStore *store;
  GPtrArray *watched;   /* Watched* */
  GPtrArray *standings; /* MsStanding* */
  GPtrArray *alerts;    /* MsAlert*: the open ones */
  gint64 started, next_attention;
  gint64 now, offset; /* true time, and what the clock adds */
  DriverTold told;
  gpointer data;
  DriverCounts *counts;
} Driver;

static gint64
local (const Driver *driver)
{
  return driver->now + driver->offset;
}

/* ---- telling ------------------------------------------------------------------------------------------------- */

static MsAlert *
alert_of (const GPtrArray *alerts, const char *id)
{
  for (guint i = 0; i < alerts->len; i++)
    if (g_str_equal (((MsAlert *) g_ptr_array_index (alerts, i))->id, id))
      return g_ptr_array_index (alerts, i);
  return NULL;
}

static void
save (Driver *driver, MsAlert *alert)
{
  g_autoptr (GPtrArray) one = g_ptr_array_new ();
  g_autoptr (GError) error = NULL;

  g_ptr_array_add (one, alert);
  if (!ms_store_save_alerts (driver->store, one, &error))
    g_error ("%s", error->message);
}

/* The tray is there whenever the laptop is awake, and shows what is to be told at once. */
static void
tell (Driver *driver)
{
  for (guint i = 0; i < driver->alerts->len; i++)
    {
      MsAlert *alert = g_ptr_array_index (driver->alerts, i);
      Told told = { driver->now,     driver->user, ms_code_info (alert->code)->name,
                    alert->severity, alert->step,  (const char *const *) alert->servers,
                    alert->id };

      if (!alert->tell)
        continue;
      driver->told (&told, driver->data);
      ms_attention_told (alert, alert->step, local (driver));
      save (driver, alert);
    }
}

static void
look_again (Driver *driver, Watched *watched)
{
  for (guint i = 0; i < driver->alerts->len; i++)
    {
      const MsAlert *alert = g_ptr_array_index (driver->alerts, i);
      gint64 when = ms_attention_look_again (alert);

      if (when != G_MAXINT64 && watched->verdict != NULL && watched->verdict->observation->checked < when
          && g_strv_contains ((const char *const *) alert->servers, watched->server->url))
        watched->due = MIN (watched->due, when);
    }
}

static void
attend (Driver *driver)
{
  g_autoptr (GPtrArray) after = ms_attention (driver->standings, driver->alerts, local (driver), &driver->next_attention);
  g_autoptr (GPtrArray) before = g_steal_pointer (&driver->alerts);

  driver->alerts = g_ptr_array_new_with_free_func ((GDestroyNotify) ms_alert_free);
  for (guint i = 0; i < after->len; i++)
    {
      MsAlert *alert = g_ptr_array_index (after, i), *was = alert_of (before, alert->id);

      if (alert->step != MS_STEP_RESOLVED)
        g_ptr_array_add (driver->alerts, ms_alert_copy (alert));
      if (was == NULL || was->step != alert->step || was->tell != alert->tell || was->severity != alert->severity
          || was->code != alert->code || !g_strv_equal ((const char *const *) was->servers, (const char *const *) alert->servers))
        save (driver, alert);
    }
  tell (driver);
  for (guint i = 0; i < driver->watched->len; i++)
    look_again (driver, g_ptr_array_index (driver->watched, i));
}

/* ---- looking ------------------------------------------------------------------------------------------------- */

static void
judge (Driver *driver, Watched *watched, const MsObservation *observation)
{
  if (watched->memory == NULL)
    watched->memory = ms_store_memory (driver->store, watched->server->url, world_parse);
  ms_verdict_free (watched->verdict);
  watched->verdict = ms_assess (watched->server, observation, watched->memory, local (driver));
  watched->standing.verdict = watched->verdict;
  watched->failures = watched->verdict->state == MS_SEVERITY_UNKNOWN ? watched->failures + 1 : 0;
}

static char *
leaves_of (const MsObservation *observation)
{
  GString *text = g_string_new (NULL);

  for (guint i = 0; i < observation->sightings->len; i++)
    {
      const MsSighting *sighting = g_ptr_array_index (observation->sightings, i);
      const MsCertificate *leaf = ms_sighting_leaf (sighting);
      g_string_append_printf (text, "%s %s\n", sighting->address, leaf != NULL ? leaf->sha256 : "");
    }
  return g_string_free (text, FALSE);
}

/*
 * Reading the memory anew for each look would be half of the time of a simulated year. While a server shows the same leaves,
 * only their last_seen moves on, as ms_store_memory() would say it.
 */
static void
remember (Watched *watched, const MsObservation *observation)
{
  g_autofree char *leaves = leaves_of (observation);

  if (g_strcmp0 (leaves, watched->shown) != 0)
    {
      g_clear_pointer (&watched->memory, g_ptr_array_unref);
      g_free (watched->shown);
      watched->shown = g_steal_pointer (&leaves);
      return;
    }
  for (guint i = 0; i < watched->memory->len; i++)
    {
      MsMemory *memory = g_ptr_array_index (watched->memory, i);
      g_autofree char *line = g_strdup_printf ("%s %s\n", memory->address, memory->leaf->sha256);
      if (strstr (leaves, line) != NULL)
        memory->last_seen = observation->checked;
    }
}

static void
plan (Driver *driver, Watched *watched, guint index)
{
  const MsObservation *seen = watched->verdict != NULL ? watched->verdict->observation : NULL;
  gint64 next = G_MAXINT64;

  for (guint i = 0; seen != NULL && i < seen->sightings->len; i++)
    {
      const MsSighting *sighting = g_ptr_array_index (seen->sightings, i);
      const MsCertificate *leaf = ms_sighting_leaf (sighting);
      if (leaf != NULL)
        next = MIN (next, ms_expiry_next_look (leaf->not_before, sighting->path_not_after, seen->checked));
    }
  watched->due = ms_schedule_due (watched->server, seen != NULL ? seen->checked : 0, next, watched->failures,
                                  (guint32) driver->user * 2654435761u, driver->started, index);
  look_again (driver, watched);
}

static void
look (Driver *driver, Watched *watched, guint index)
{
  g_autoptr (MsObservation) observation = world_observe (driver->world, driver->user, watched->server->target, driver->now);
  g_autoptr (GError) error = NULL;

  driver->counts->looks++;
  watched->in_hour = driver->now / 3600 == watched->hour ? watched->in_hour + 1 : 1;
  watched->hour = driver->now / 3600;
  driver->counts->most_looks = MAX (driver->counts->most_looks, watched->in_hour);
  judge (driver, watched, observation);
  if (!ms_store_record (driver->store, observation, &error))
    g_error ("%s", error->message);
  remember (watched, observation);
  plan (driver, watched, index);
}

static void
look_at_due (Driver *driver)
{
  gboolean looked = FALSE;

  for (guint i = 0; i < driver->watched->len; i++)
    {
      Watched *watched = g_ptr_array_index (driver->watched, i);
      if (watched->due <= local (driver))
        {
          look (driver, watched, i);
          looked = TRUE;
        }
    }
  if (looked || driver->next_attention <= local (driver))
    attend (driver);
}

/* ---- a session ----------------------------------------------------------------------------------------------- */

static void
watched_free (Watched *watched)
{
  ms_verdict_free (watched->verdict);
  g_clear_pointer (&watched->memory, g_ptr_array_unref);
  g_free (watched->shown);
  g_free (watched);
}

static void
stop (Driver *driver)
{
  g_ptr_array_set_size (driver->standings, 0);
  g_ptr_array_set_size (driver->watched, 0);
  g_clear_pointer (&driver->alerts, g_ptr_array_unref);
  g_clear_pointer (&driver->store, ms_store_free);
}

/* As ms_engine_new() and ms_engine_reload(): what was seen last is judged as of now, before anything is looked at. */
static void
start (Driver *driver)
{
  const GPtrArray *servers = world_watched (driver->world, driver->user);
  g_autofree char *notice = NULL;

  stop (driver);
  driver->counts->sessions++;
  driver->started = local (driver);
  driver->next_attention = G_MAXINT64;
  driver->store = ms_store_open (driver->folder, local (driver), &notice);
  if (notice != NULL)
    g_error ("%s", notice);
  driver->alerts = ms_store_alerts (driver->store, FALSE);
  for (guint i = 0; i < servers->len; i++)
    {
      Watched *watched = g_new0 (Watched, 1);
      g_autoptr (MsObservation) last = NULL;

      watched->server = g_ptr_array_index (servers, i);
      watched->standing.server = watched->server;
      g_ptr_array_add (driver->watched, watched);
      g_ptr_array_add (driver->standings, &watched->standing);
      last = ms_store_last (driver->store, watched->server->target);
      for (guint s = 0; last != NULL && s < last->sightings->len; s++)
        world_examine (g_ptr_array_index (last->sightings, s));
      if (last != NULL)
        judge (driver, watched, last);
      plan (driver, watched, i);
    }
  attend (driver);
}

/* The next moment (true) at which the daemon has something to do by itself. */
static gint64
next_moment (const Driver *driver)
{
  gint64 next = driver->next_attention;

  for (guint i = 0; i < driver->watched->len; i++)
    next = MIN (next, ((Watched *) g_ptr_array_index (driver->watched, i))->due);
  return next == G_MAXINT64 ? G_MAXINT64 : MAX (next - driver->offset, driver->now + 1);
}

void
driver_live (const World *world, guint user, const char *folder, DriverTold told, gpointer data, DriverCounts *counts)
{
  Driver driver = { .world = world, .user = user, .folder = folder, .told = told, .data = data, .counts = counts };
  guint session = 0;

  driver.watched = g_ptr_array_new_with_free_func ((GDestroyNotify) watched_free);
  driver.standings = g_ptr_array_new ();
  for (driver.now = world_begin (world); driver.now < world_end (world);)
    {
      WorldSurroundings around = world_surroundings (world, user, driver.now);
      gint64 change = world_next_change (world, user, driver.now);

      /* `around` also says resume, network, portal, zone and synchronised; the engine hears nothing of them yet: here it would */
      driver.offset = around.offset;
      if (around.awake && around.session != session)
        {
          session = around.session;
          start (&driver);
        }
      if (around.awake)
        look_at_due (&driver);
      driver.now = around.awake ? MIN (next_moment (&driver), change) : change;
    }
  stop (&driver);
  g_ptr_array_unref (driver.watched);
  g_ptr_array_unref (driver.standings);
}
