/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "po/locale.h"
#include "window/add-dialog.h"
#include "window/preferences.h"
#include "window/window.h"

#include <glib/gi18n.h>
#include <stdlib.h>

#define ID "org.mailseal.Mailseal"

typedef struct
{
  MsClient *client;
} App;

static void
quit_cb (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  GtkWindow *window = gtk_application_get_active_window (GTK_APPLICATION (g_application_get_default ()));

  if (window != NULL)
    gtk_window_close (window);
}

static void
about_cb (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  adw_show_about_window (gtk_application_get_active_window (GTK_APPLICATION (g_application_get_default ())), "application-name",
                         "Mailseal", "application-icon", ID, "version", MS_VERSION, "license-type", GTK_LICENSE_GPL_3_0,
                         "comments",
                         _ ("Watches the certificates of your mail servers, and tells you in plain words what is wrong."), NULL);
}

/* Above the window, closed with it; never two of a kind. */
static void
present_above (GtkWidget *(*make) (MsClient *client), GType type, App *app)
{
  GtkApplication *application = GTK_APPLICATION (g_application_get_default ());
  GtkWindow *parent = gtk_application_get_active_window (application), *window;

  for (GList *open = gtk_application_get_windows (application); open != NULL; open = open->next)
    if (G_TYPE_CHECK_INSTANCE_TYPE (open->data, type))
      {
        gtk_window_present (open->data);
        return;
      }
  while (parent != NULL && gtk_window_get_transient_for (parent) != NULL)
    parent = gtk_window_get_transient_for (parent);
  window = GTK_WINDOW (make (app->client));
  gtk_window_set_transient_for (window, parent);
  gtk_window_set_modal (window, TRUE);
  gtk_window_set_destroy_with_parent (window, TRUE);
  gtk_window_present (window);
}

static void
add_cb (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  present_above (ms_add_dialog_new, MS_TYPE_ADD_DIALOG, data);
}

static void
preferences_cb (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  present_above (ms_preferences_new, MS_TYPE_PREFERENCES, data);
}

static const GActionEntry actions[] = {
  { .name = "add", .activate = add_cb },
  { .name = "preferences", .activate = preferences_cb },
  { .name = "quit", .activate = quit_cb },
  { .name = "about", .activate = about_cb },
};

static const struct
{
  const char *action;
  const char *keys[3];
} shortcuts[] = {
  { "app.quit", { "<Control>q", "<Control>w" } }, { "app.add", { "<Control>n" } },
  { "app.preferences", { "<Control>comma" } },    { "win.check", { "<Control>r", "F5" } },
  { "win.check-all", { "<Control><Shift>r" } },   { "win.shortcuts", { "<Control>question" } },
  { "win.back", { "Escape", "<Alt>Left" } },
};

static void
startup_cb (GApplication *application, App *app)
{
  g_action_map_add_action_entries (G_ACTION_MAP (application), actions, G_N_ELEMENTS (actions), app);
  for (gsize i = 0; i < G_N_ELEMENTS (shortcuts); i++)
    gtk_application_set_accels_for_action (GTK_APPLICATION (application), shortcuts[i].action, shortcuts[i].keys);
  gtk_window_set_default_icon_name (ID);
  app->client = ms_client_new ();
  ms_client_start (app->client);
}

static MsWindow *
present (GtkApplication *application, App *app)
{
  GtkWindow *window = gtk_application_get_active_window (application);

  while (window != NULL && !MS_IS_WINDOW (window))
    window = gtk_window_get_transient_for (window);
  if (window == NULL)
    window = GTK_WINDOW (ms_window_new (ADW_APPLICATION (application), app->client));
  gtk_window_present (window);
  return MS_WINDOW (window);
}

static int
command_line_cb (GApplication *application, GApplicationCommandLine *line, App *app)
{
  GVariantDict *options = g_application_command_line_get_options_dict (line);
  g_auto (GStrv) arguments = g_application_command_line_get_arguments (line, NULL);
  MsWindow *window = present (GTK_APPLICATION (application), app);

  if (arguments[0] != NULL && arguments[1] != NULL)
    ms_window_open (window, arguments[1]);
  if (g_variant_dict_contains (options, "add"))
    g_action_group_activate_action (G_ACTION_GROUP (application), "add", NULL);
  if (g_variant_dict_contains (options, "preferences"))
    g_action_group_activate_action (G_ACTION_GROUP (application), "preferences", NULL);
  return EXIT_SUCCESS;
}

static int
local_options_cb (GApplication *application, GVariantDict *options)
{
  if (!g_variant_dict_contains (options, "version"))
    return -1;
  g_print ("mailseal-window %s\n", MS_VERSION);
  return EXIT_SUCCESS;
}

int
main (int argc, char **argv)
{
  const GOptionEntry entries[] = {
    { "add", 0, 0, G_OPTION_ARG_NONE, NULL, N_ ("Add an address or a server"), NULL },
    { "preferences", 0, 0, G_OPTION_ARG_NONE, NULL, N_ ("Open the preferences"), NULL },
    { "version", 0, 0, G_OPTION_ARG_NONE, NULL, N_ ("Show the version"), NULL },
    G_OPTION_ENTRY_NULL,
  };
  g_autoptr (AdwApplication) application = NULL;
  App app = { 0 };
  int status;

  ms_locale_init ();
  application = adw_application_new (ID, G_APPLICATION_HANDLES_COMMAND_LINE);
  g_application_add_main_option_entries (G_APPLICATION (application), entries);
  g_application_set_option_context_parameter_string (G_APPLICATION (application), _ ("[SERVER]"));
  g_signal_connect (application, "handle-local-options", G_CALLBACK (local_options_cb), NULL);
  g_signal_connect (application, "startup", G_CALLBACK (startup_cb), &app);
  g_signal_connect (application, "command-line", G_CALLBACK (command_line_cb), &app);
  status = g_application_run (G_APPLICATION (application), argc, argv);
  g_clear_object (&app.client);
  return status;
}
