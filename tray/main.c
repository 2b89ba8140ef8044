/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tray/item.h"
#include "tray/menu.h"
#include "tray/notify.h"
#include "tray/watch.h"

#include <glib-unix.h>
#include <glib/gi18n.h>
#include <locale.h>
#include <stdlib.h>
#include <string.h>

#define NAME       "org.mailseal.Mailseal.Tray"
#define ROWS_ABOVE 20 /* servers in the menu itself; the rest in a submenu */

typedef struct
{
  GMainLoop *loop;
  MsItem *item;
  MsMenu *menu;
  MsNotify *notify;
  MsWatch *watch;
  int status;
} App;

/* ---- what is shown ------------------------------------------------------------------------------------------- */

static const char *
headline (const MsView *view)
{
  if (!view->running)
    return _ ("Mailseal's service is not running");
  return view->summary != NULL && *view->summary != '\0' ? view->summary : _ ("Looking at the mail servers …");
}

static void
add_rows (GPtrArray *entries, const MsView *view)
{
  for (guint i = 0; i < view->rows->len; i++)
    {
      const MsRow *row = g_ptr_array_index (view->rows, i);
      g_autofree char *label = ms_row_label (row);
      g_autofree char *action = g_strconcat ("check:", row->url, NULL);

      if (i == ROWS_ABOVE)
        g_ptr_array_add (entries, ms_entry_new (_ ("More servers"), NULL, FALSE));
      g_ptr_array_add (entries, ms_entry_new (label, action, i >= ROWS_ABOVE));
    }
}

static GPtrArray *
entries_of (const MsView *view)
{
  GPtrArray *entries = g_ptr_array_new_with_free_func ((GDestroyNotify) ms_entry_free);

  g_ptr_array_add (entries, ms_entry_new (headline (view), NULL, FALSE));
  for (guint i = 0; view->running && view->own_notices[i] != NULL && i < 3; i++)
    g_ptr_array_add (entries, ms_entry_new (view->own_notices[i], NULL, FALSE));
  g_ptr_array_add (entries, ms_entry_new (NULL, NULL, FALSE));
  if (view->running && view->rows->len > 0)
    {
      add_rows (entries, view);
      g_ptr_array_add (entries, ms_entry_new (NULL, NULL, FALSE));
    }
  g_ptr_array_add (entries, ms_entry_new (_ ("Check now"), "check:", FALSE));
  g_ptr_array_add (entries, ms_entry_new (_ ("Quit"), "quit", FALSE));
  return entries;
}

static void
changed_cb (const MsView *view, gpointer data)
{
  App *app = data;

  ms_item_set (app->item, ms_view_look (view), headline (view));
  ms_menu_set (app->menu, entries_of (view));
  ms_notify_update (app->notify, view);
}

/* ---- what the user does -------------------------------------------------------------------------------------- */

static void
clicked_cb (const char *action, gpointer data)
{
  App *app = data;

  if (g_str_equal (action, "quit"))
    g_main_loop_quit (app->loop);
  else
    ms_watch_check (app->watch, action + strlen ("check:"));
}

static void
activated_cb (gpointer data)
{
  App *app = data;
  const MsView *view = ms_watch_view (app->watch);
  ms_notify_say (app->notify, headline (view), ms_look_icon (ms_view_look (view)));
}

static void
told_cb (const char *alert, const char *step, gpointer data)
{
  ms_watch_told (((App *) data)->watch, alert, step);
}

static void
later_cb (const char *alert, gpointer data)
{
  ms_watch_snooze (((App *) data)->watch, alert, "tomorrow");
}

static void
known_cb (const char *alert, gpointer data)
{
  ms_watch_acknowledge (((App *) data)->watch, alert);
}

static const MsNotifyReplies replies = { told_cb, later_cb, known_cb };

/* ---- running ------------------------------------------------------------------------------------------------- */

typedef struct
{
  App *app;
  MsItemIcons icons;
} Start;

static void
owned_cb (GDBusConnection *bus, const char *name, gpointer data)
{
  Start *start = data;
  App *app = start->app;

  if (app->item != NULL)
    return;
  app->menu = ms_menu_new (bus, clicked_cb, app);
  app->item = ms_item_new (bus, &start->icons, MS_MENU_PATH, activated_cb, app);
  app->notify = ms_notify_new (bus, &replies, app);
  app->watch = ms_watch_new (bus, changed_cb, app);
}

static void
lost_cb (GDBusConnection *bus, const char *name, gpointer data)
{
  App *app = ((Start *) data)->app;

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

/* GNOME, Xfce and Plasma recolour symbolic icons to fit their panel; on others they may be invisible. */
static gboolean
wants_symbolic (const char *choice)
{
  const char *desktop = g_getenv ("XDG_CURRENT_DESKTOP");
  g_auto (GStrv) names = g_strsplit (desktop != NULL ? desktop : "", ":", -1);
  static const char *const recolouring[] = { "GNOME", "XFCE", "KDE" };

  if (!g_str_equal (choice, "auto"))
    return g_str_equal (choice, "symbolic");
  for (guint i = 0; i < G_N_ELEMENTS (recolouring); i++)
    if (g_strv_contains ((const char *const *) names, recolouring[i]))
      return TRUE;
  return FALSE;
}

static int
run (const char *choice, const char *theme_path)
{
  App app = { .loop = g_main_loop_new (NULL, FALSE), .status = EXIT_SUCCESS };
  Start start = { &app, { wants_symbolic (choice), theme_path } };
  guint term = g_unix_signal_add (SIGTERM, signal_cb, &app), interrupt = g_unix_signal_add (SIGINT, signal_cb, &app);
  guint owner
    = g_bus_own_name (G_BUS_TYPE_SESSION, NAME, G_BUS_NAME_OWNER_FLAGS_DO_NOT_QUEUE, NULL, owned_cb, lost_cb, &start, NULL);

  g_main_loop_run (app.loop);
  g_source_remove (term);
  g_source_remove (interrupt);
  ms_watch_free (app.watch);
  ms_notify_free (app.notify);
  ms_item_free (app.item);
  ms_menu_free (app.menu);
  g_bus_unown_name (owner);
  g_main_loop_unref (app.loop);
  return app.status;
}

/* Where the translations are; a build tree has its own. */
static const char *
locale_folder (void)
{
  const char *own = g_getenv ("MAILSEAL_LOCALE_DIR");
  return own != NULL ? own : LOCALEDIR;
}

int
main (int argc, char **argv)
{
  g_autofree char *choice = NULL, *theme_path = NULL;
  gboolean version = FALSE;
  const GOptionEntry entries[] = {
    { "icon", 0, 0, G_OPTION_ARG_STRING, &choice, N_ ("auto, symbolic or color"), N_ ("KIND") },
    { "icon-theme-path", 0, 0, G_OPTION_ARG_FILENAME, &theme_path, N_ ("Where the icons are while they are not installed"),
      N_ ("FOLDER") },
    { "version", 0, 0, G_OPTION_ARG_NONE, &version, N_ ("Show the version"), NULL },
    G_OPTION_ENTRY_NULL,
  };
  g_autoptr (GOptionContext) context = g_option_context_new (NULL);
  g_autoptr (GError) error = NULL;

  setlocale (LC_ALL, "");
  bindtextdomain (GETTEXT_PACKAGE, locale_folder ());
  bind_textdomain_codeset (GETTEXT_PACKAGE, "UTF-8");
  textdomain (GETTEXT_PACKAGE);
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
  return run (choice != NULL ? choice : "auto", theme_path);
}
