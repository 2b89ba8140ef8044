/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tray/watch.h"

#include "po/locale.h"

#define NAME      "org.mailseal.Mailseal1"
#define PATH      "/org/mailseal/Mailseal1"
#define SETTLE_MS 200 /* signals come in bursts */

struct _MsWatch
{
  GDBusConnection *bus;
  GCancellable *cancellable; /* of the questions under way to this owner */
  GCancellable *checking;    /* of the look that the user asked for; NULL: none */
  guint name, server_changed, settle;
  gboolean settings_stale;
  guint waiting; /* answers still to come before the view is whole */
  MsView *view;
  const MsWatchEvents *events;
  gpointer data;
};

/* ---- asking -------------------------------------------------------------------------------------------------- */

/* One of the answers is there; with the last one the view is shown. FALSE: the question was given up. */
static gboolean
answered (MsWatch *watch, const GError *error)
{
  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return FALSE;
  watch->waiting--;
  return TRUE;
}

static void
show_if_whole (MsWatch *watch)
{
  if (watch->waiting == 0)
    watch->events->changed (watch->view, watch->data);
}

static void
read_properties (MsView *view, GVariant *all)
{
  g_autoptr (GVariant) notices = g_variant_lookup_value (all, "Notices", G_VARIANT_TYPE_STRING_ARRAY);

  g_clear_pointer (&view->state, g_free);
  g_clear_pointer (&view->summary, g_free);
  g_variant_lookup (all, "State", "s", &view->state);
  g_variant_lookup (all, "Summary", "s", &view->summary);
  g_clear_pointer (&view->welcome, g_free);
  g_variant_lookup (all, "Welcome", "s", &view->welcome);
  g_strfreev (view->own_notices);
  view->own_notices = notices != NULL ? g_variant_dup_strv (notices, NULL) : g_new0 (char *, 1);
}

static void
properties_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GVariant) reply = g_dbus_connection_call_finish (G_DBUS_CONNECTION (source), result, &error);
  MsWatch *watch = data;
  g_autoptr (GVariant) all = reply != NULL ? g_variant_get_child_value (reply, 0) : NULL;

  if (!answered (watch, error))
    return;
  if (all != NULL)
    read_properties (watch->view, all);
  show_if_whole (watch);
}

static void
take (GObject *source, GAsyncResult *result, MsWatch *watch, gboolean (*set) (MsView *view, const char *json))
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GVariant) reply = g_dbus_connection_call_finish (G_DBUS_CONNECTION (source), result, &error);
  const char *json = NULL;

  if (!answered (watch, error))
    return;
  if (reply != NULL)
    {
      g_variant_get (reply, "(&s)", &json);
      if (!set (watch->view, json))
        g_warning ("The daemon's answer is not understood");
    }
  show_if_whole (watch);
}

static void
status_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  take (source, result, data, ms_view_set_status);
}

static void
alerts_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  take (source, result, data, ms_view_set_alerts);
}

static void
settings_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  take (source, result, data, ms_view_set_settings);
}

static void
ask (MsWatch *watch, const char *interface, const char *method, GVariant *arguments, const char *type,
     GAsyncReadyCallback callback)
{
  watch->waiting++;
  g_dbus_connection_call (watch->bus, NAME, PATH, interface, method, arguments, G_VARIANT_TYPE (type),
                          G_DBUS_CALL_FLAGS_NO_AUTO_START, 20000, watch->cancellable, callback, watch);
}

static gboolean
refresh_cb (gpointer data)
{
  MsWatch *watch = data;

  watch->settle = 0;
  g_cancellable_cancel (watch->cancellable);
  g_object_unref (watch->cancellable);
  watch->cancellable = g_cancellable_new ();
  watch->waiting = 0;
  ask (watch, "org.freedesktop.DBus.Properties", "GetAll", g_variant_new ("(s)", NAME), "(a{sv})", properties_cb);
  ask (watch, NAME, "GetStatus", NULL, "(s)", status_cb);
  ask (watch, NAME, "GetAlerts", NULL, "(s)", alerts_cb);
  if (watch->settings_stale)
    ask (watch, NAME, "GetSettings", NULL, "(s)", settings_cb);
  watch->settings_stale = FALSE;
  return G_SOURCE_REMOVE;
}

static void
refresh_soon (MsWatch *watch)
{
  if (watch->settle == 0)
    watch->settle = g_timeout_add (SETTLE_MS, refresh_cb, watch);
}

static void
signal_cb (GDBusConnection *bus, const char *sender, const char *path, const char *interface, const char *signal,
           GVariant *arguments, gpointer data)
{
  MsWatch *watch = data;
  const char *which = NULL;

  if (g_str_equal (signal, "ServerChanged") && g_variant_is_of_type (arguments, G_VARIANT_TYPE ("(s)")))
    g_variant_get (arguments, "(&s)", &which);
  if (g_strcmp0 (which, "") == 0) /* the settings may be new */
    watch->settings_stale = TRUE;
  refresh_soon (watch);
}

/* ---- telling ------------------------------------------------------------------------------------------------- */

static void
tell (MsWatch *watch, const char *method, GVariant *arguments, GDBusCallFlags flags)
{
  g_dbus_connection_call (watch->bus, NAME, PATH, NAME, method, arguments, NULL, flags, 20000, NULL, NULL, NULL);
}

static void
checked_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GVariant) reply = g_dbus_connection_call_finish (G_DBUS_CONNECTION (source), result, &error);
  MsWatch *watch = data;

  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;
  g_clear_object (&watch->checking);
  watch->view->checking = FALSE;
  watch->events->changed (watch->view, watch->data);
  if (reply != NULL || !g_dbus_error_is_remote_error (error))
    return;
  g_dbus_error_strip_remote_error (error);
  watch->events->refused (error->message, watch->data);
}

void
ms_watch_check (MsWatch *watch)
{
  if (watch->checking != NULL)
    return;
  watch->checking = g_cancellable_new ();
  watch->view->checking = TRUE;
  g_dbus_connection_call (watch->bus, NAME, PATH, NAME, "Check", g_variant_new ("(s)", ""), G_VARIANT_TYPE ("(s)"),
                          G_DBUS_CALL_FLAGS_NONE, 180000, watch->checking, checked_cb, watch);
  watch->events->changed (watch->view, watch->data);
}

void
ms_watch_told (MsWatch *watch, const char *alert, const char *step)
{
  tell (watch, "Told", g_variant_new ("(ss)", alert, step), G_DBUS_CALL_FLAGS_NO_AUTO_START);
}

void
ms_watch_acknowledge (MsWatch *watch, const char *alert)
{
  tell (watch, "Acknowledge", g_variant_new ("(s)", alert), G_DBUS_CALL_FLAGS_NO_AUTO_START);
}

void
ms_watch_snooze (MsWatch *watch, const char *alert, const char *until)
{
  tell (watch, "Snooze", g_variant_new ("(ss)", alert, until), G_DBUS_CALL_FLAGS_NO_AUTO_START);
}

/* ---- the daemon comes and goes ------------------------------------------------------------------------------- */

static void
appeared_cb (GDBusConnection *bus, const char *name, const char *owner, gpointer data)
{
  MsWatch *watch = data;
  const char *locale = ms_locale_to_tell ();

  watch->view->running = TRUE;
  watch->settings_stale = TRUE;
  if (locale != NULL)
    tell (watch, "SetLocale", g_variant_new ("(s)", locale), G_DBUS_CALL_FLAGS_NO_AUTO_START);
  refresh_soon (watch);
}

static void
vanished_cb (GDBusConnection *bus, const char *name, gpointer data)
{
  MsWatch *watch = data;

  watch->view->running = FALSE;
  g_clear_handle_id (&watch->settle, g_source_remove);
  g_cancellable_cancel (watch->cancellable);
  watch->events->changed (watch->view, watch->data);
}

MsWatch *
ms_watch_new (GDBusConnection *bus, const MsWatchEvents *events, gpointer data)
{
  MsWatch *watch = g_new0 (MsWatch, 1);

  watch->bus = g_object_ref (bus);
  watch->cancellable = g_cancellable_new ();
  watch->view = ms_view_new ();
  watch->events = events;
  watch->data = data;
  watch->server_changed
    = g_dbus_connection_signal_subscribe (bus, NAME, NAME, NULL, PATH, NULL, G_DBUS_SIGNAL_FLAGS_NONE, signal_cb, watch, NULL);
  watch->name
    = g_bus_watch_name_on_connection (bus, NAME, G_BUS_NAME_WATCHER_FLAGS_AUTO_START, appeared_cb, vanished_cb, watch, NULL);
  return watch;
}

void
ms_watch_free (MsWatch *watch)
{
  if (watch == NULL)
    return;
  g_bus_unwatch_name (watch->name);
  g_dbus_connection_signal_unsubscribe (watch->bus, watch->server_changed);
  g_clear_handle_id (&watch->settle, g_source_remove);
  g_cancellable_cancel (watch->cancellable);
  g_object_unref (watch->cancellable);
  if (watch->checking != NULL)
    g_cancellable_cancel (watch->checking);
  g_clear_object (&watch->checking);
  g_object_unref (watch->bus);
  ms_view_free (watch->view);
  g_free (watch);
}

const MsView *
ms_watch_view (const MsWatch *watch)
{
  return watch->view;
}
