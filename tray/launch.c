/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tray/launch.h"

#include <string.h>
#include <unistd.h>

#define WINDOW "mailseal-window"

typedef struct
{
  GStrv arguments;
  char *token;
} Launch;

static void
launch_free (Launch *launch)
{
  g_strfreev (launch->arguments);
  g_free (launch->token);
  g_free (launch);
}

static char *
find (const char *program)
{
  g_autofree char *self = program == NULL ? g_file_read_link ("/proc/self/exe", NULL) : NULL;
  g_autofree char *folder = self != NULL ? g_path_get_dirname (self) : NULL;
  g_autofree char *beside = folder != NULL ? g_build_filename (folder, WINDOW, NULL) : g_strdup (program);

  if (beside != NULL && g_file_test (beside, G_FILE_TEST_IS_EXECUTABLE))
    return g_steal_pointer (&beside);
  return program == NULL ? g_find_program_in_path (WINDOW) : NULL;
}

/* Both names of the token; one that we were started with ourselves is used up. */
static const char *const token_names[] = { "XDG_ACTIVATION_TOKEN", "DESKTOP_STARTUP_ID" };

static void
spawn (const Launch *launch)
{
  g_auto (GStrv) environment = g_get_environ ();
  g_autoptr (GError) error = NULL;

  for (guint i = 0; i < G_N_ELEMENTS (token_names); i++)
    if (launch->token != NULL)
      environment = g_environ_setenv (environment, token_names[i], launch->token, TRUE);
    else
      environment = g_environ_unsetenv (environment, token_names[i]);
  if (!g_spawn_async (NULL, launch->arguments, environment, G_SPAWN_DEFAULT, NULL, NULL, NULL, &error))
    g_warning ("%s", error->message);
}

/* ---- as a unit of its own ------------------------------------------------------------------------------------ */

/* Are we the main process of a systemd unit? A child would stay in its sandbox, and end with it. */
static gboolean
is_unit (void)
{
  const char *pid = g_getenv ("SYSTEMD_EXEC_PID");
  return pid != NULL && g_ascii_strtoll (pid, NULL, 10) == getpid ();
}

/* What tells a window where to appear: the user manager may know less of the session than we do. */
static GVariant *
environment_of (const Launch *launch)
{
  static const char *const names[] = { "DISPLAY",          "WAYLAND_DISPLAY", "XAUTHORITY", "XDG_CURRENT_DESKTOP",
                                       "XDG_SESSION_TYPE", "XDG_DATA_DIRS",   "LANG",       "LANGUAGE" };
  GVariantBuilder builder;

  g_variant_builder_init (&builder, G_VARIANT_TYPE_STRING_ARRAY);
  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    if (g_getenv (names[i]) != NULL)
      g_variant_builder_add_value (&builder, g_variant_new_take_string (g_strconcat (names[i], "=", g_getenv (names[i]), NULL)));
  for (guint i = 0; launch->token != NULL && i < G_N_ELEMENTS (token_names); i++)
    g_variant_builder_add_value (&builder, g_variant_new_take_string (g_strconcat (token_names[i], "=", launch->token, NULL)));
  return g_variant_builder_end (&builder);
}

static void
started_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GVariant) reply = g_dbus_connection_call_finish (G_DBUS_CONNECTION (source), result, &error);
  Launch *launch = data;

  if (reply == NULL)
    {
      g_debug ("The window gets no unit of its own: %s", error->message);
      spawn (launch);
    }
  launch_free (launch);
}

/* Takes `launch`. */
static void
start_unit (GDBusConnection *bus, Launch *launch)
{
  static guint count;
  g_autofree char *unit = g_strdup_printf ("app-org.mailseal.Mailseal-%d.%u.service", (int) getpid (), ++count);
  GVariantBuilder properties;

  g_variant_builder_init (&properties, G_VARIANT_TYPE ("a(sv)"));
  g_variant_builder_add (&properties, "(sv)", "Description", g_variant_new_string ("Mailseal's window"));
  g_variant_builder_add (&properties, "(sv)", "CollectMode", g_variant_new_string ("inactive-or-failed"));
  g_variant_builder_add (&properties, "(sv)", "Slice", g_variant_new_string ("app.slice"));
  g_variant_builder_add (&properties, "(sv)", "Environment", environment_of (launch));
  g_variant_builder_add (&properties, "(sv)", "ExecStart",
                         g_variant_new_parsed ("[(%s, %^as, false)]", launch->arguments[0], launch->arguments));
  g_dbus_connection_call (bus, "org.freedesktop.systemd1", "/org/freedesktop/systemd1", "org.freedesktop.systemd1.Manager",
                          "StartTransientUnit", g_variant_new ("(ssa(sv)a(sa(sv)))", unit, "fail", &properties, NULL), NULL,
                          G_DBUS_CALL_FLAGS_NO_AUTO_START, 5000, NULL, started_cb, launch);
}

gboolean
ms_launch_window (GDBusConnection *bus, const char *program, const char *argument, const char *token)
{
  g_autofree char *path = find (program);
  Launch *launch;

  if (path == NULL)
    return FALSE;
  launch = g_new0 (Launch, 1);
  launch->arguments = g_new0 (char *, 3);
  launch->arguments[0] = g_steal_pointer (&path);
  launch->arguments[1] = g_strdup (argument);
  launch->token = g_strdup (token);
  if (is_unit ())
    start_unit (bus, launch);
  else
    {
      spawn (launch);
      launch_free (launch);
    }
  return TRUE;
}
