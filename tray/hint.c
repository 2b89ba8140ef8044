/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tray/hint.h"

#define WATCHER      "org.kde.StatusNotifierWatcher"
#define WATCHER_PATH "/StatusNotifierWatcher"

struct _MsHint
{
  GDBusConnection *bus;
  GCancellable *cancellable;
  guint timer;
  void (*missing) (gpointer data);
  gpointer data;
};

/* A file that says that it was told. */
static char *
mark (void)
{
  const char *folder = g_getenv ("MAILSEAL_STATE_DIR");

  if (folder != NULL && *folder != '\0')
    return g_build_filename (folder, "told-no-tray", NULL);
  return g_build_filename (g_get_user_state_dir (), "mailseal", "told-no-tray", NULL);
}

/* A watcher without a host shows nothing either. */
static void
host_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GVariant) reply = g_dbus_connection_call_finish (G_DBUS_CONNECTION (source), result, &error);
  g_autoptr (GVariant) host = NULL;
  MsHint *hint = data;

  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;
  if (reply != NULL)
    g_variant_get (reply, "(v)", &host);
  if (host == NULL || !g_variant_is_of_type (host, G_VARIANT_TYPE_BOOLEAN) || !g_variant_get_boolean (host))
    hint->missing (hint->data);
}

static gboolean
look_cb (gpointer data)
{
  MsHint *hint = data;

  hint->timer = 0;
  g_dbus_connection_call (hint->bus, WATCHER, WATCHER_PATH, "org.freedesktop.DBus.Properties", "Get",
                          g_variant_new ("(ss)", WATCHER, "IsStatusNotifierHostRegistered"), G_VARIANT_TYPE ("(v)"),
                          G_DBUS_CALL_FLAGS_NO_AUTO_START, 5000, hint->cancellable, host_cb, hint);
  return G_SOURCE_REMOVE;
}

MsHint *
ms_hint_new (GDBusConnection *bus, guint seconds, void (*missing) (gpointer data), gpointer data)
{
  g_autofree char *path = mark ();
  MsHint *hint = g_new0 (MsHint, 1);

  hint->bus = g_object_ref (bus);
  hint->cancellable = g_cancellable_new ();
  hint->missing = missing;
  hint->data = data;
  if (!g_file_test (path, G_FILE_TEST_EXISTS))
    hint->timer = g_timeout_add_seconds (seconds, look_cb, hint);
  return hint;
}

void
ms_hint_free (MsHint *hint)
{
  if (hint == NULL)
    return;
  g_clear_handle_id (&hint->timer, g_source_remove);
  g_cancellable_cancel (hint->cancellable);
  g_object_unref (hint->cancellable);
  g_object_unref (hint->bus);
  g_free (hint);
}

void
ms_hint_told (void)
{
  g_autofree char *path = mark (), *folder = g_path_get_dirname (path);
  g_autoptr (GError) error = NULL;

  g_mkdir_with_parents (folder, 0700);
  if (!g_file_set_contents (path, "", 0, &error))
    g_warning ("%s", error->message);
}
