/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tests/year/driver.h"

#include "daemon/judge/attention.h"
#include "daemon/ward.h"

#define CONFIRM_DELAY 60

/* How often a server is looked at. */
typedef struct
{
  gint64 hour;
  guint in_hour;
} Looks;

/* Local time is what the laptop's clock shows; the world wants true time. */
typedef struct
{
  const World *world;
  guint user;
  const char *folder;
  MsStore *store;
  MsWard *ward;
  GHashTable *looks;  /* URL -> Looks* */
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

static void
examine_cb (const MsServer *server, MsSighting *sighting, gint64 now, gpointer data)
{
  (void) server;
  (void) now;
  (void) data;
  world_examine (sighting);
}

/* The tray is there whenever the laptop is awake, and shows what is to be told at once. */
static void
attend (Driver *driver)
{
  const GPtrArray *alerts;

  ms_ward_attend (driver->ward, local (driver));
  alerts = ms_ward_alerts (driver->ward);
  for (guint i = 0; i < alerts->len; i++)
    {
      const MsAlert *alert = g_ptr_array_index (alerts, i);
      Told told = { driver->now,     driver->user, ms_code_info (alert->code)->name,
                    alert->severity, alert->step,  (const char *const *) alert->servers,
                    alert->id };

      if (!alert->tell)
        continue;
      driver->told (&told, driver->data);
      ms_ward_told (driver->ward, alert->id, alert->step, local (driver), NULL);
    }
}

static void
look (Driver *driver, const MsServer *server, const char *network)
{
  g_autoptr (MsObservation) observation = world_observe (driver->world, driver->user, server->target, driver->now);
  Looks *looks = g_hash_table_lookup (driver->looks, server->url);

  if (looks == NULL)
    {
      looks = g_new0 (Looks, 1);
      g_hash_table_insert (driver->looks, g_strdup (server->url), looks);
    }
  looks->in_hour = driver->now / 3600 == looks->hour ? looks->in_hour + 1 : 1;
  looks->hour = driver->now / 3600;
  driver->counts->looks++;
  driver->counts->most_looks = MAX (driver->counts->most_looks, looks->in_hour);
  g_free (observation->network);
  observation->network = g_strdup (network);
  ms_ward_looked (driver->ward, observation, local (driver));
}

static void
look_at_due (Driver *driver, const char *network)
{
  const GPtrArray *standings = ms_ward_standings (driver->ward);
  gboolean looked = FALSE;

  for (guint i = 0; i < standings->len; i++)
    {
      const MsServer *server = ((MsStanding *) g_ptr_array_index (standings, i))->server;
      if (ms_ward_due (driver->ward, server->url) > local (driver))
        continue;
      look (driver, server, network);
      looked = TRUE;
    }
  if (looked || ms_ward_next_attention (driver->ward) <= local (driver))
    attend (driver);
}

/* A clock that is years back was without current while the computer was off; any other is set while it runs, or sleeps. */
static void
tell_uptime (Driver *driver)
{
  const char *boot = driver->offset < -365 * 86400 ? "without-current" : "running";

  ms_ward_set_uptime (driver->ward, boot, driver->now - world_begin (driver->world), local (driver));
}

/* ---- a session ----------------------------------------------------------------------------------------------- */

static void
stop (Driver *driver)
{
  g_clear_pointer (&driver->ward, ms_ward_free);
  g_clear_pointer (&driver->store, ms_store_free);
}

static void
start (Driver *driver)
{
  static const MsWardHelp help = { .parse = world_parse, .examine = examine_cb };
  g_auto (GStrv) notices = NULL;

  stop (driver);
  driver->counts->sessions++;
  driver->store = ms_store_open (driver->folder, local (driver));
  notices = ms_store_notices (driver->store);
  if (notices[0] != NULL)
    g_error ("%s", notices[0]);
  driver->ward = ms_ward_new (driver->store, (guint32) driver->user * 2654435761u, &help, driver);
  ms_ward_watch (driver->ward, world_watched (driver->world, driver->user), CONFIRM_DELAY, local (driver));
  tell_uptime (driver);
  attend (driver);
}

static void
tell_surroundings (Driver *driver, const WorldSurroundings *around)
{
  static const MsConnectivity links[] = { [WORLD_LINK_FULL] = MS_CONNECTIVITY_FULL,
                                          [WORLD_LINK_PORTAL] = MS_CONNECTIVITY_PORTAL,
                                          [WORLD_LINK_NONE] = MS_CONNECTIVITY_NONE };
  g_autoptr (MsSurroundings) surroundings = ms_surroundings_new ();

  surroundings->connectivity = links[around->link];
  surroundings->metered = around->metered;
  surroundings->clock = around->synchronized ? MS_CLOCK_SYNCHRONISED : MS_CLOCK_UNSYNCHRONISED;
  g_free (surroundings->network);
  surroundings->network = g_strdup (around->network);
  ms_ward_set_surroundings (driver->ward, surroundings, local (driver));
  attend (driver);
}

/* The next moment (true) at which the daemon has something to do by itself. */
static gint64
next_moment (const Driver *driver)
{
  const GPtrArray *standings = ms_ward_standings (driver->ward);
  gint64 next = ms_ward_next_attention (driver->ward);

  for (guint i = 0; i < standings->len; i++)
    next = MIN (next, ms_ward_due (driver->ward, ((MsStanding *) g_ptr_array_index (standings, i))->server->url));
  return next == G_MAXINT64 ? G_MAXINT64 : MAX (next - driver->offset, driver->now + 1);
}

void
driver_live (const World *world, guint user, const char *folder, DriverTold told, gpointer data, DriverCounts *counts)
{
  Driver driver = { .world = world, .user = user, .folder = folder, .told = told, .data = data, .counts = counts };
  gboolean slept = FALSE;
  guint session = 0;

  driver.looks = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  for (driver.now = world_begin (world); driver.now < world_end (world);)
    {
      WorldSurroundings around = world_surroundings (world, user, driver.now);
      gint64 change = world_next_change (world, user, driver.now);
      gboolean clock_set = around.offset != driver.offset;

      driver.offset = around.offset;
      if (around.awake && around.session != session)
        {
          session = around.session;
          start (&driver);
        }
      else if (around.awake && (slept || clock_set) && driver.ward != NULL)
        {
          gint64 now = local (&driver);
          ms_ward_catch_up (driver.ward, now);
        }
      if (around.awake)
        {
          tell_uptime (&driver);
          tell_surroundings (&driver, &around);
          look_at_due (&driver, around.network);
        }
      slept = !around.awake;
      driver.now = around.awake ? MIN (next_moment (&driver), change) : change;
    }
  stop (&driver);
  g_hash_table_unref (driver.looks);
}
