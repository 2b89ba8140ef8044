/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "daemon/host/surroundings.h"

#include "daemon/host/routes.h"
#include "model/burst.h"

#include <gio/gio.h>
#include <time.h>

#define CLOCK_MS    10000    /* who asks for the clock wants to know; ... */
#define EVER_MS     G_MAXINT /* ... NetworkManager may take its time, until then its word is unknown */
#define SETTLE_MS   1000     /* after the last news ... */
#define LATEST_MS   5000     /* ... but no later than this after the first */
#define CLOCK_EVERY (5 * 60)
#define RETRY_FIRST 300u /* s until the system bus is tried again; doubles */
#define RETRY_MOST  3600u

#define PROPERTIES "org.freedesktop.DBus.Properties"
#define NM_NAME    "org.freedesktop.NetworkManager"
#define NM_PATH    "/org/freedesktop/NetworkManager"
#define NM_ACTIVE  "org.freedesktop.NetworkManager.Connection.Active"
#define LOGIN_NAME "org.freedesktop.login1"
#define LOGIN_PATH "/org/freedesktop/login1"
#define TIME_NAME  "org.freedesktop.timedate1"
#define TIME_PATH  "/org/freedesktop/timedate1"
#define NOTHING    "/" /* the object path that stands for none */

/* What NetworkManager says. The paths and the id are NULL until it has answered. */
typedef struct
{
  gboolean there;
  MsConnectivity connectivity;
  gboolean metered;
  char *primary;    /* the active connection with the default route, or NOTHING */
  char *activating; /* the one that is about to become so, or NOTHING */
  char *uuid;       /* of the primary one */
} Manager;

struct _MsSurroundingsWatch
{
  const MsSurroundingsEvents *events;
  gpointer data;
  char *salt;
  MsSurroundings *now; /* as told last */
  gboolean told;
  MsRoutesWatch *routes;
  Manager manager;
  MsClock clock;
  char *last_uuid, *last_router; /* the last connection that NetworkManager named, and its router */

  GCancellable *cancel;      /* everything asked */
  GCancellable *cancel_uuid; /* what was asked of the primary connection */
  GDBusConnection *system;   /* NULL: not reached (yet) */
  guint sleep, properties;   /* subscriptions there */
  guint manager_watch;
  guint retry, retry_s;
  MsBurst *news;      /* more of it is usually on its way */
  gint64 clock_asked; /* monotonic, us; 0: not since the computer woke up */
  gboolean clock_asking;
};

/* ---- what it all means --------------------------------------------------------------------------------------- */

static gboolean
is_named (const char *connection)
{
  return connection != NULL && !g_str_equal (connection, NOTHING);
}

/* NetworkManager runs, but the network is somebody else's (ifupdown, systemd-networkd): it then says that there is none. */
static gboolean
is_bystander (const Manager *manager, const MsRoutes *routes)
{
  return g_strcmp0 (manager->primary, NOTHING) == 0 && g_strcmp0 (manager->activating, NOTHING) == 0 && routes->router != NULL;
}

/*
 * A connection of NetworkManager's may be many networks ("Wired connection 1", eduroam), a router's address is the same in half
 * the homes: both together tell networks apart. While NetworkManager restarts, the last connection counts as long as the router
 * stays. Free the result.
 */
static char *
network_id (MsSurroundingsWatch *watch, const MsRoutes *routes)
{
  const Manager *manager = &watch->manager;
  const char *uuid = manager->uuid;
  g_autofree char *text = NULL, *hash = NULL;

  if (uuid == NULL && (is_named (manager->primary) || is_named (manager->activating)))
    return g_strdup (""); /* another connection, and its id is still to come */
  if (uuid == NULL && routes->router != NULL && g_strcmp0 (routes->router, watch->last_router) == 0)
    uuid = watch->last_uuid;
  if (uuid == NULL && (routes->router == NULL || (manager->there && !is_bystander (manager, routes))))
    return g_strdup ("");
  text = g_strjoin ("\n", watch->salt, uuid != NULL ? uuid : "", routes->router != NULL ? routes->router : "", NULL);
  hash = g_compute_checksum_for_string (G_CHECKSUM_SHA256, text, -1);
  return g_strndup (hash, 16);
}

static MsSurroundings *
look_around (MsSurroundingsWatch *watch)
{
  g_autoptr (MsRoutes) routes = ms_routes_read ();
  const Manager *manager = &watch->manager;
  gboolean asked = manager->there && !is_bystander (manager, routes);
  MsSurroundings *found = ms_surroundings_new ();

  if (manager->uuid != NULL)
    {
      g_free (watch->last_uuid);
      g_free (watch->last_router);
      watch->last_uuid = g_strdup (manager->uuid);
      watch->last_router = g_strdup (routes->router);
    }
  found->connectivity = asked ? manager->connectivity : routes->connectivity;
  found->metered = manager->there && manager->metered;
  g_free (found->network);
  found->network = network_id (watch, routes);
  found->clock = watch->clock;
  return found;
}

static void
tell (MsSurroundingsWatch *watch, const MsSurroundings *found)
{
  if (watch->told && ms_surroundings_equal (found, watch->now))
    return;
  watch->told = TRUE;
  ms_surroundings_free (watch->now);
  watch->now = ms_surroundings_copy (found);
  if (watch->events->changed != NULL)
    watch->events->changed (watch->now, watch->data);
}

static void
look_and_tell (gpointer data)
{
  g_autoptr (MsSurroundings) found = look_around (data);
  tell (data, found);
}

static void
news_cb (gpointer data)
{
  MsSurroundingsWatch *watch = data;
  ms_burst_event (watch->news);
}

/* ---- asking on the system bus -------------------------------------------------------------------------------- */

/* `value` is of the type that was asked for; NULL: no answer, or a strange one. */
typedef void (*Take) (MsSurroundingsWatch *watch, GVariant *value);

typedef struct
{
  const char *name, *path, *interface, *property;
  const char *type;
  GDBusCallFlags flags;
  int timeout_ms;
  Take take;
} Property;

typedef struct
{
  MsSurroundingsWatch *watch;
  const char *type;
  Take take;
} Question;

static void
answered_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autofree Question *question = data;
  g_autoptr (GError) error = NULL;
  g_autoptr (GVariant) reply = g_dbus_connection_call_finish (G_DBUS_CONNECTION (source), result, &error);
  g_autoptr (GVariant) value = NULL;

  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return; /* the watch may be gone */
  if (reply != NULL)
    g_variant_get (reply, "(v)", &value);
  question->take (question->watch, value != NULL && g_variant_is_of_type (value, G_VARIANT_TYPE (question->type)) ? value : NULL);
}

static void
ask (MsSurroundingsWatch *watch, const Property *property, const char *path, GCancellable *cancel)
{
  Question *question = g_new0 (Question, 1);

  question->watch = watch;
  question->type = property->type;
  question->take = property->take;
  g_dbus_connection_call (watch->system, property->name, path, PROPERTIES, "Get",
                          g_variant_new ("(ss)", property->interface, property->property), G_VARIANT_TYPE ("(v)"),
                          property->flags, property->timeout_ms, cancel, answered_cb, question);
}

/* ---- NetworkManager ------------------------------------------------------------------------------------------ */

static void
take_connectivity (MsSurroundingsWatch *watch, GVariant *value)
{
  /* NMConnectivityState */
  static const MsConnectivity meanings[]
    = { MS_CONNECTIVITY_UNKNOWN, MS_CONNECTIVITY_NONE, MS_CONNECTIVITY_PORTAL, MS_CONNECTIVITY_LIMITED, MS_CONNECTIVITY_FULL };
  guint32 state = value != NULL ? g_variant_get_uint32 (value) : 0;

  watch->manager.connectivity = state < G_N_ELEMENTS (meanings) ? meanings[state] : MS_CONNECTIVITY_UNKNOWN;
  ms_burst_event (watch->news);
}

static void
take_metered (MsSurroundingsWatch *watch, GVariant *value)
{
  guint32 metered = value != NULL ? g_variant_get_uint32 (value) : 0;

  watch->manager.metered = metered == 1 || metered == 3; /* NMMetered: yes, or guessed */
  ms_burst_event (watch->news);
}

static void
take_uuid (MsSurroundingsWatch *watch, GVariant *value)
{
  g_free (watch->manager.uuid);
  watch->manager.uuid = value != NULL ? g_variant_dup_string (value, NULL) : NULL;
  ms_burst_event (watch->news);
}

static const Property uuid_property
  = { NM_NAME, NULL, NM_ACTIVE, "Uuid", "s", G_DBUS_CALL_FLAGS_NO_AUTO_START, EVER_MS, take_uuid };

static void
drop_primary (MsSurroundingsWatch *watch)
{
  g_cancellable_cancel (watch->cancel_uuid);
  g_clear_object (&watch->cancel_uuid);
  g_clear_pointer (&watch->manager.primary, g_free);
  g_clear_pointer (&watch->manager.uuid, g_free);
}

static void
take_primary (MsSurroundingsWatch *watch, GVariant *value)
{
  const char *path = value != NULL ? g_variant_get_string (value, NULL) : NULL;

  ms_burst_event (watch->news);
  if (g_strcmp0 (path, watch->manager.primary) == 0)
    return;
  drop_primary (watch);
  watch->manager.primary = g_strdup (path);
  if (path == NULL || g_str_equal (path, NOTHING))
    return;
  watch->cancel_uuid = g_cancellable_new ();
  ask (watch, &uuid_property, path, watch->cancel_uuid);
}

static void
take_activating (MsSurroundingsWatch *watch, GVariant *value)
{
  g_free (watch->manager.activating);
  watch->manager.activating = value != NULL ? g_variant_dup_string (value, NULL) : NULL;
  ms_burst_event (watch->news);
}

static const Property manager_properties[] = {
  { NM_NAME, NM_PATH, NM_NAME, "Connectivity", "u", G_DBUS_CALL_FLAGS_NO_AUTO_START, EVER_MS, take_connectivity },
  { NM_NAME, NM_PATH, NM_NAME, "Metered", "u", G_DBUS_CALL_FLAGS_NO_AUTO_START, EVER_MS, take_metered },
  { NM_NAME, NM_PATH, NM_NAME, "PrimaryConnection", "o", G_DBUS_CALL_FLAGS_NO_AUTO_START, EVER_MS, take_primary },
  { NM_NAME, NM_PATH, NM_NAME, "ActivatingConnection", "o", G_DBUS_CALL_FLAGS_NO_AUTO_START, EVER_MS, take_activating },
};

static void
manager_changed_cb (GDBusConnection *system, const char *sender, const char *path, const char *interface, const char *signal,
                    GVariant *arguments, gpointer data)
{
  g_autoptr (GVariant) changed = NULL;

  if (!g_variant_is_of_type (arguments, G_VARIANT_TYPE ("(sa{sv}as)")))
    return;
  changed = g_variant_get_child_value (arguments, 1);
  for (guint i = 0; i < G_N_ELEMENTS (manager_properties); i++)
    {
      const Property *property = &manager_properties[i];
      g_autoptr (GVariant) value = g_variant_lookup_value (changed, property->property, G_VARIANT_TYPE (property->type));

      if (value != NULL)
        property->take (data, value);
    }
}

static void
forget_manager (MsSurroundingsWatch *watch)
{
  drop_primary (watch);
  g_free (watch->manager.activating);
  watch->manager = (Manager){ 0 };
}

static void
manager_appeared_cb (GDBusConnection *system, const char *name, const char *owner, gpointer data)
{
  MsSurroundingsWatch *watch = data;

  watch->manager.there = TRUE;
  for (guint i = 0; i < G_N_ELEMENTS (manager_properties); i++)
    ask (watch, &manager_properties[i], manager_properties[i].path, watch->cancel);
}

static void
manager_vanished_cb (GDBusConnection *system, const char *name, gpointer data)
{
  MsSurroundingsWatch *watch = data;

  forget_manager (watch);
  ms_burst_event (watch->news);
}

/* ---- logind -------------------------------------------------------------------------------------------------- */

static void
sleep_cb (GDBusConnection *system, const char *sender, const char *path, const char *interface, const char *signal,
          GVariant *arguments, gpointer data)
{
  MsSurroundingsWatch *watch = data;
  gboolean begins;

  if (!g_variant_is_of_type (arguments, G_VARIANT_TYPE ("(b)")))
    return;
  g_variant_get (arguments, "(b)", &begins);
  if (begins)
    return;
  watch->clock_asked = 0;
  ms_burst_event (watch->news);
  if (watch->events->resumed != NULL)
    watch->events->resumed (watch->data);
}

/* ---- timedated ----------------------------------------------------------------------------------------------- */

static void
take_clock (MsSurroundingsWatch *watch, GVariant *value)
{
  g_autoptr (MsSurroundings) found = ms_surroundings_copy (watch->now); /* the network may not have settled */

  watch->clock = MS_CLOCK_UNKNOWN;
  if (value != NULL)
    watch->clock = g_variant_get_boolean (value) ? MS_CLOCK_SYNCHRONISED : MS_CLOCK_UNSYNCHRONISED;
  watch->clock_asking = FALSE;
  found->clock = watch->clock;
  if (watch->told)
    tell (watch, found);
  else
    watch->now->clock = watch->clock; /* goes with the first telling */
  if (watch->events->clock != NULL)
    watch->events->clock (watch->clock, watch->data);
}

/*
 * It is started by being asked and leaves again by itself, and never tells of a change: so it is asked seldom, and not watched.
 */
static const Property clock_property
  = { TIME_NAME, TIME_PATH, TIME_NAME, "NTPSynchronized", "b", G_DBUS_CALL_FLAGS_NONE, CLOCK_MS, take_clock };

gboolean
ms_surroundings_watch_ask_clock (MsSurroundingsWatch *watch)
{
  gint64 now = g_get_monotonic_time ();

  if (watch->clock_asking)
    return TRUE;
  if (watch->system == NULL || (watch->clock_asked != 0 && now - watch->clock_asked < CLOCK_EVERY * G_USEC_PER_SEC))
    return FALSE;
  watch->clock_asking = TRUE;
  watch->clock_asked = now;
  ask (watch, &clock_property, clock_property.path, watch->cancel);
  return TRUE;
}

void
ms_surroundings_watch_clock_was_set (MsSurroundingsWatch *watch)
{
  watch->clock = watch->now->clock = MS_CLOCK_UNKNOWN;
  watch->clock_asked = 0;
  ms_surroundings_watch_ask_clock (watch);
}

/* ---- the kernel ---------------------------------------------------------------------------------------------- */

gint64
ms_surroundings_uptime (void)
{
  struct timespec since = { 0 };
  clock_gettime (CLOCK_BOOTTIME, &since);
  return since.tv_sec;
}

char *
ms_surroundings_boot (void)
{
  char *id = NULL;
  return g_file_get_contents ("/proc/sys/kernel/random/boot_id", &id, NULL, NULL) ? g_strstrip (id) : g_strdup ("");
}

/* ---- the system bus ------------------------------------------------------------------------------------------ */

static void reach_bus (MsSurroundingsWatch *watch);

static gboolean
retry_cb (gpointer data)
{
  MsSurroundingsWatch *watch = data;

  watch->retry = 0;
  reach_bus (watch);
  return G_SOURCE_REMOVE;
}

static void
retry_later (MsSurroundingsWatch *watch)
{
  watch->retry = g_timeout_add_seconds (watch->retry_s, retry_cb, watch);
  watch->retry_s = MIN (2 * watch->retry_s, RETRY_MOST);
}

static void
leave_bus (MsSurroundingsWatch *watch)
{
  g_clear_handle_id (&watch->manager_watch, g_bus_unwatch_name);
  if (watch->system != NULL)
    {
      g_signal_handlers_disconnect_by_data (watch->system, watch);
      g_dbus_connection_signal_unsubscribe (watch->system, watch->properties);
      g_dbus_connection_signal_unsubscribe (watch->system, watch->sleep);
    }
  g_clear_object (&watch->system);
  forget_manager (watch);
}

static void
closed_cb (GDBusConnection *system, gboolean by_peer, GError *error, MsSurroundingsWatch *watch)
{
  leave_bus (watch);
  watch->clock = MS_CLOCK_UNKNOWN;
  watch->clock_asked = 0;
  ms_burst_event (watch->news);
  retry_later (watch);
}

static void
reached_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  MsSurroundingsWatch *watch = data;
  g_autoptr (GError) error = NULL;
  GDBusConnection *system = g_dbus_connection_new_for_address_finish (result, &error);

  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return; /* the watch is gone */
  if (system == NULL)
    {
      g_info ("No system bus: %s", error->message); /* normal in a container */
      retry_later (watch);
      return;
    }
  watch->system = system;
  watch->retry_s = RETRY_FIRST;
  g_signal_connect (system, "closed", G_CALLBACK (closed_cb), watch);
  watch->properties = g_dbus_connection_signal_subscribe (system, NM_NAME, PROPERTIES, "PropertiesChanged", NM_PATH, NM_NAME,
                                                          G_DBUS_SIGNAL_FLAGS_NONE, manager_changed_cb, watch, NULL);
  watch->sleep = g_dbus_connection_signal_subscribe (system, LOGIN_NAME, LOGIN_NAME ".Manager", "PrepareForSleep", LOGIN_PATH,
                                                     NULL, G_DBUS_SIGNAL_FLAGS_NONE, sleep_cb, watch, NULL);
  watch->manager_watch = g_bus_watch_name_on_connection (system, NM_NAME, G_BUS_NAME_WATCHER_FLAGS_NONE, manager_appeared_cb,
                                                         manager_vanished_cb, watch, NULL);
}

/* A connection of our own: the shared one would end the process with the bus. */
static void
reach_bus (MsSurroundingsWatch *watch)
{
  g_autofree char *address = g_dbus_address_get_for_bus_sync (G_BUS_TYPE_SYSTEM, NULL, NULL); /* the environment, no I/O */

  if (address == NULL)
    retry_later (watch);
  else
    g_dbus_connection_new_for_address (
      address, G_DBUS_CONNECTION_FLAGS_AUTHENTICATION_CLIENT | G_DBUS_CONNECTION_FLAGS_MESSAGE_BUS_CONNECTION, NULL,
      watch->cancel, reached_cb, watch);
}

/* ---- the watch ----------------------------------------------------------------------------------------------- */

MsSurroundingsWatch *
ms_surroundings_watch_new (const char *salt, const MsSurroundingsEvents *events, gpointer data)
{
  MsSurroundingsWatch *watch = g_new0 (MsSurroundingsWatch, 1);

  watch->events = events;
  watch->data = data;
  watch->salt = g_strdup (salt);
  watch->now = ms_surroundings_new ();
  watch->cancel = g_cancellable_new ();
  watch->retry_s = RETRY_FIRST;
  watch->news = ms_burst_new (SETTLE_MS, LATEST_MS, look_and_tell, watch);
  watch->routes = ms_routes_watch_new (news_cb, watch);
  reach_bus (watch);
  ms_burst_event (watch->news);
  return watch;
}

void
ms_surroundings_watch_free (MsSurroundingsWatch *watch)
{
  if (watch == NULL)
    return;
  g_cancellable_cancel (watch->cancel);
  leave_bus (watch);
  ms_routes_watch_free (watch->routes);
  ms_burst_free (watch->news);
  g_clear_handle_id (&watch->retry, g_source_remove);
  g_object_unref (watch->cancel);
  ms_surroundings_free (watch->now);
  g_free (watch->last_uuid);
  g_free (watch->last_router);
  g_free (watch->salt);
  g_free (watch);
}

const MsSurroundings *
ms_surroundings_watch_now (const MsSurroundingsWatch *watch)
{
  return watch->now;
}
