/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "po/locale.h"
#include "tray/entries.h"
#include "tray/hint.h"
#include "tray/item.h"
#include "tray/launch.h"
#include "tray/menu.h"
#include "tray/notify.h"
#include "tray/watch.h"

#include <glib-unix.h>
#include <glib/gi18n.h>
#include <stdlib.h>
#include <string.h>

#define NAME      "org.mailseal.Mailseal.Tray"
#define TRAY_WAIT 30 /* seconds that a panel may take at login */

typedef struct
{
  char *icon;       /* auto, symbolic or color, instead of the settings' */
  char *theme_path; /* where the icons are while they are not installed */
  char *window;     /* the window's program, likewise */
  int tray_wait;
} Options;

typedef struct
{
  const Options *options;
  GMainLoop *loop;
  GDBusConnection *bus;
  MsItem *item;
  MsMenu *menu;
  MsNotify *notify;
  MsWatch *watch;
  MsHint *hint;
  gboolean said_no_window;
  int status;
} App;

/* ---- what is shown ------------------------------------------------------------------------------------------- */

/* GNOME, Xfce and Plasma recolour symbolic icons to fit their panel; on others they may be invisible. */
static gboolean
recolours (void)
{
  const char *desktop = g_getenv ("XDG_CURRENT_DESKTOP");
  g_auto (GStrv) names = g_strsplit (desktop != NULL ? desktop : "", ":", -1);
  static const char *const recolouring[] = { "GNOME", "XFCE", "KDE" };

  for (guint i = 0; i < G_N_ELEMENTS (recolouring); i++)
    if (g_strv_contains ((const char *const *) names, recolouring[i]))
      return TRUE;
  return FALSE;
}

static gboolean
wants_symbolic (const App *app, const MsView *view)
{
  const char *choice = app->options->icon != NULL ? app->options->icon : view->tray_icon;

  if (g_strcmp0 (choice, "symbolic") == 0 || g_strcmp0 (choice, "color") == 0)
    return g_str_equal (choice, "symbolic");
  return recolours ();
}

static void
changed_cb (const MsView *view, gpointer data)
{
  App *app = data;

  ms_item_set (app->item, ms_view_look (view), ms_view_calls (view), wants_symbolic (app, view), ms_headline (view));
  ms_menu_set (app->menu, ms_entries_new (view));
  ms_notify_update (app->notify, view);
}

static void
refused_cb (const char *sentence, gpointer data)
{
  App *app = data;
  ms_notify_say (app->notify, sentence, ms_look_icon (MS_LOOK_UNKNOWN));
}

static const MsWatchEvents watch_events = { changed_cb, refused_cb };

/* ---- what the user does -------------------------------------------------------------------------------------- */

/* Without the window it is said in words how things stand, and once where to read more. */
static void
open_window (App *app, const char *argument, const char *token)
{
  const MsView *view = ms_watch_view (app->watch);
  const char *icon = ms_look_icon (ms_view_look (view));

  if (ms_launch_window (app->bus, app->options->window, argument, token))
    return;
  if (app->said_no_window)
    ms_notify_say (app->notify, ms_headline (view), icon);
  else
    ms_notify_say (app->notify,
                   _ ("Mailseal’s window is not installed. In a terminal, “mailseal status” shows your mail servers, and "
                      "“mailseal doctor” says where the settings are."),
                   icon);
  app->said_no_window = TRUE;
}

static void
open_server (App *app, const char *url, const char *token)
{
  open_window (app, url != NULL && *url != '\0' ? url : NULL, token);
}

static void
remind_of_all (App *app)
{
  const MsView *view = ms_watch_view (app->watch);

  for (guint i = 0; i < view->notices->len; i++)
    {
      const MsNotice *notice = g_ptr_array_index (view->notices, i);
      if (notice->open && !notice->silenced)
        ms_watch_snooze (app->watch, notice->id, "tomorrow");
    }
}

/* The icon and the messages go. The service goes on watching: its history gets no gap, and what it finds is told next time. */
static void
quit (App *app)
{
  ms_notify_close_all (app->notify);
  g_main_loop_quit (app->loop);
}

static void
clicked_cb (const char *action, gpointer data)
{
  App *app = data;

  if (g_str_has_prefix (action, MS_ACTION_OPEN))
    open_server (app, action + strlen (MS_ACTION_OPEN), NULL);
  else if (g_str_equal (action, MS_ACTION_PREFERENCES))
    open_window (app, "--preferences", NULL);
  else if (g_str_equal (action, MS_ACTION_CHECK))
    ms_watch_check (app->watch);
  else if (g_str_equal (action, MS_ACTION_LATER))
    remind_of_all (app);
  else
    quit (app);
}

static void
activated_cb (const char *token, gpointer data)
{
  open_window (data, NULL, token);
}

/* ---- notifications ------------------------------------------------------------------------------------------- */

static void
told_cb (const char *alert, const char *step, gpointer data)
{
  ms_watch_told (((App *) data)->watch, alert, step);
}

static void
hinted_cb (gpointer data)
{
  ms_hint_told ();
}

static void
answered_cb (const char *alert, MsAnswer answer, const char *token, gpointer data)
{
  App *app = data;
  const MsNotice *notice = alert != NULL ? ms_view_notice (ms_watch_view (app->watch), alert) : NULL;

  if (answer == MS_ANSWER_DETAILS)
    open_server (app, notice != NULL ? notice->url : NULL, token);
  else if (answer == MS_ANSWER_CHOOSE)
    open_window (app, "--preferences", token);
  else if (alert != NULL && answer == MS_ANSWER_LATER)
    ms_watch_snooze (app->watch, alert, "tomorrow");
  else if (alert != NULL)
    ms_watch_acknowledge (app->watch, alert);
}

static const MsNotifyReplies replies = { told_cb, hinted_cb, answered_cb };

static void
no_tray_cb (gpointer data)
{
  ms_notify_hint (
    ((App *) data)->notify, _ ("Mailseal watches your mail servers"),
    _ ("Mailseal has no icon on this desktop. When there is something to do, a message like this one comes. To look for "
       "yourself, open Mailseal from your programs."));
}

/* ---- running ------------------------------------------------------------------------------------------------- */

static void
owned_cb (GDBusConnection *bus, const char *name, gpointer data)
{
  App *app = data;

  if (app->item != NULL)
    return;
  app->bus = g_object_ref (bus);
  app->menu = ms_menu_new (bus, clicked_cb, app);
  app->item = ms_item_new (bus, app->options->theme_path, MS_MENU_PATH, activated_cb, app);
  app->notify = ms_notify_new (bus, app->options->theme_path, &replies, app);
  app->watch = ms_watch_new (&watch_events, app);
  app->hint = ms_hint_new (bus, (guint) MAX (app->options->tray_wait, 0), no_tray_cb, app);
}

static void
lost_cb (GDBusConnection *bus, const char *name, gpointer data)
{
  App *app = data;

  if (bus == NULL || g_dbus_connection_is_closed (bus))
    {
      g_printerr ("mailseal-tray: %s\n", _ ("There is no session bus."));
      app->status = EXIT_FAILURE;
    }
  else
    g_printerr ("mailseal-tray: %s\n", _ ("The tray icon is already there."));
  g_main_loop_quit (app->loop);
}

static gboolean
signal_cb (gpointer data)
{
  g_main_loop_quit (((App *) data)->loop);
  return G_SOURCE_CONTINUE;
}

static int
run (const Options *options)
{
  App app = { .options = options, .loop = g_main_loop_new (NULL, FALSE), .status = EXIT_SUCCESS };
  guint term = g_unix_signal_add (SIGTERM, signal_cb, &app), interrupt = g_unix_signal_add (SIGINT, signal_cb, &app);
  guint owner
    = g_bus_own_name (G_BUS_TYPE_SESSION, NAME, G_BUS_NAME_OWNER_FLAGS_DO_NOT_QUEUE, NULL, owned_cb, lost_cb, &app, NULL);

  g_main_loop_run (app.loop);
  g_source_remove (term);
  g_source_remove (interrupt);
  ms_hint_free (app.hint);
  ms_watch_free (app.watch);
  ms_notify_free (app.notify);
  ms_item_free (app.item);
  ms_menu_free (app.menu);
  g_bus_unown_name (owner);
  g_clear_object (&app.bus);
  g_main_loop_unref (app.loop);
  return app.status;
}

int
main (int argc, char **argv)
{
  Options options = { .tray_wait = TRAY_WAIT };
  gboolean version = FALSE;
  int status;
  const GOptionEntry entries[] = {
    { "icon", 0, 0, G_OPTION_ARG_STRING, &options.icon, N_ ("auto, symbolic or color, whatever the settings say"), N_ ("KIND") },
    { "icon-theme-path", 0, 0, G_OPTION_ARG_FILENAME, &options.theme_path,
      N_ ("Where the icons are while they are not installed"), N_ ("FOLDER") },
    { "window", 0, 0, G_OPTION_ARG_FILENAME, &options.window, N_ ("The window’s program while it is not installed"),
      N_ ("PROGRAM") },
    { "tray-wait", 0, 0, G_OPTION_ARG_INT, &options.tray_wait,
      N_ ("How long a tray may take to appear before its absence is mentioned, once"), N_ ("SECONDS") },
    { "version", 0, 0, G_OPTION_ARG_NONE, &version, N_ ("Show the version"), NULL },
    G_OPTION_ENTRY_NULL,
  };
  g_autoptr (GOptionContext) context = g_option_context_new (NULL);
  g_autoptr (GError) error = NULL;

  ms_locale_init ();
  g_option_context_add_main_entries (context, entries, GETTEXT_PACKAGE);
  if (!g_option_context_parse (context, &argc, &argv, &error))
    {
      g_printerr ("mailseal-tray: %s\n", error->message);
      return 64;
    }
  if (version)
    {
      g_print ("mailseal-tray %s\n", MS_VERSION);
      return EXIT_SUCCESS;
    }
  status = run (&options);
  g_free (options.icon);
  g_free (options.theme_path);
  g_free (options.window);
  return status;
}
