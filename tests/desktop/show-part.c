/* SPDX-License-Identifier: GPL-3.0-or-later */
/* show-part timeline FILE.json [WIDTH] | add | preferences   one part of the window alone, for tests and pictures */
#include "window/add-dialog.h"
#include "window/preferences.h"
#include "window/timeline/timeline.h"

#include <locale.h>

static const char *const *words;

static GtkWidget *
timeline_window (const char *path, int width)
{
  GtkWidget *window = adw_window_new (), *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0), *timeline = ms_timeline_new ();
  GtkWidget *scroller = gtk_scrolled_window_new ();
  g_autofree char *json = NULL;

  if (!g_file_get_contents (path, &json, NULL, NULL))
    g_error ("%s is not there", path);
  ms_timeline_set (MS_TIMELINE (timeline), json);
  gtk_widget_set_margin_start (timeline, 12);
  gtk_widget_set_margin_end (timeline, 12);
  gtk_widget_set_margin_top (timeline, 12);
  gtk_widget_set_margin_bottom (timeline, 12);
  gtk_scrolled_window_set_policy (GTK_SCROLLED_WINDOW (scroller), GTK_POLICY_NEVER, GTK_POLICY_AUTOMATIC);
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (scroller), timeline);
  gtk_widget_set_vexpand (scroller, TRUE);
  gtk_box_append (GTK_BOX (box), adw_header_bar_new ());
  gtk_box_append (GTK_BOX (box), scroller);
  adw_window_set_content (ADW_WINDOW (window), box);
  gtk_window_set_title (GTK_WINDOW (window), "Timeline");
  gtk_window_set_default_size (GTK_WINDOW (window), width, 720);
  return window;
}

static void
activate_cb (GtkApplication *application)
{
  GtkWidget *window;

  if (g_str_equal (words[1], "timeline"))
    window = timeline_window (words[2], words[3] != NULL ? atoi (words[3]) : 640);
  else
    {
      MsClient *client = ms_client_new (); /* as long as the program */
      ms_client_start (client);
      window = g_str_equal (words[1], "add") ? ms_add_dialog_new (client) : ms_preferences_new (client);
    }
  gtk_window_set_application (GTK_WINDOW (window), application);
  gtk_window_present (GTK_WINDOW (window));
}

int
main (int argc, char **argv)
{
  g_autoptr (AdwApplication) application = adw_application_new ("org.mailseal.Part", G_APPLICATION_NON_UNIQUE);

  setlocale (LC_ALL, "");
  words = (const char *const *) argv;
  g_application_set_resource_base_path (G_APPLICATION (application), "/org/mailseal/Mailseal");
  g_signal_connect (application, "activate", G_CALLBACK (activate_cb), NULL);
  return argc < 2 ? 64 : g_application_run (G_APPLICATION (application), 1, argv);
}
