/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "window/preferences.h"

#include "faces/json.h"
#include "faces/failure.h"
#include "window/data/preferences-data.h"
#include "window/rows.h"
#include "window/data/words.h"

#include <glib/gi18n.h>

struct _MsPreferences
{
  AdwPreferencesWindow parent_instance;
  MsClient *client;
  GCancellable *cancellable; /* ends with the window */
  JsonNode *settings;        /* as of GetSettings; NULL at first */
  gboolean showing;          /* what changes now was not changed by the user */
  gboolean listening;
  GtkWidget *general_page, *servers_page;
  GtkWidget *waiting, *notify, *import, *interval, *icon;
  GPtrArray *shown;                     /* GtkWidget*: groups that are made anew */
  GPtrArray *client_rows, *server_rows; /* GtkWidget*, in the order of the settings */
  char *shape;                          /* what the servers' rows were made from */
  char **intervals;
};

G_DEFINE_FINAL_TYPE (MsPreferences, ms_preferences, ADW_TYPE_PREFERENCES_WINDOW)

static const char *const icons[] = { "auto", "symbolic", "color", NULL };

static JsonObject *
settings_of (MsPreferences *preferences)
{
  return preferences->settings != NULL ? json_node_get_object (preferences->settings) : NULL;
}

/* ---- changes ------------------------------------------------------------------------------------------------------ */

static void read_settings (MsPreferences *preferences);

static void
say (MsPreferences *preferences, const char *sentence)
{
  g_autofree char *escaped = g_markup_escape_text (sentence, -1);
  AdwToast *toast = adw_toast_new (escaped);

  adw_toast_set_timeout (toast, 8);
  adw_preferences_window_add_toast (ADW_PREFERENCES_WINDOW (preferences), toast);
}

/* Whatever came of it, what holds now is shown. */
static void
configured_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (MsPreferences) preferences = data;
  g_autoptr (GError) error = NULL;

  if (!ms_dbus_mailseal1_call_configure_finish (MS_DBUS_MAILSEAL1 (source), result, &error)
      && !g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    {
      g_autofree char *sentence = ms_failure_sentence (error);
      say (preferences, sentence);
    }
  read_settings (preferences);
}

static void
configure (MsPreferences *preferences, const char *server, const char *key, const char *value)
{
  GVariantBuilder values;
  MsDBusMailseal1 *proxy = ms_client_get_proxy (preferences->client);

  if (preferences->showing || proxy == NULL)
    return;
  g_variant_builder_init (&values, G_VARIANT_TYPE ("a{ss}"));
  g_variant_builder_add (&values, "{ss}", key, value);
  ms_dbus_mailseal1_call_configure (proxy, server, g_variant_builder_end (&values), preferences->cancellable, configured_cb,
                                    g_object_ref (preferences));
}

/* ---- switches ----------------------------------------------------------------------------------------------------- */

/* What a switch is for lies with it: the server, a key, its values for on and off, a mail program. */
static void
switched_cb (MsPreferences *preferences, GParamSpec *unused, GtkSwitch *toggle)
{
  const char *const *words = g_object_get_data (G_OBJECT (toggle), "words");
  gboolean on = gtk_switch_get_active (toggle);
  g_autofree char *clients = NULL;

  if (words[4] != NULL)
    clients = ms_import_clients (settings_of (preferences), words[4], on);
  configure (preferences, words[0], words[1], clients != NULL ? clients : words[on ? 2 : 3]);
}

static GtkWidget *
switch_row (MsPreferences *preferences, const char *title, const char *subtitle, const char *server, const char *key,
            const char *on, const char *client)
{
  GtkWidget *row = adw_action_row_new (), *toggle = gtk_switch_new ();
  const char *words[] = { server, key, on, g_str_equal (on, "admin") ? "user" : "false", client, NULL };

  adw_preferences_row_set_use_markup (ADW_PREFERENCES_ROW (row), FALSE);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), title);
  adw_action_row_set_title_lines (ADW_ACTION_ROW (row), 0);
  adw_action_row_set_subtitle (ADW_ACTION_ROW (row), subtitle != NULL ? subtitle : "");
  adw_action_row_set_subtitle_lines (ADW_ACTION_ROW (row), 0);
  gtk_widget_set_valign (toggle, GTK_ALIGN_CENTER);
  adw_action_row_add_suffix (ADW_ACTION_ROW (row), toggle);
  adw_action_row_set_activatable_widget (ADW_ACTION_ROW (row), toggle);
  g_object_set_data_full (G_OBJECT (toggle), "words", g_strdupv ((GStrv) words), (GDestroyNotify) g_strfreev);
  g_object_set_data (G_OBJECT (row), "switch", toggle);
  g_signal_connect_object (toggle, "notify::active", G_CALLBACK (switched_cb), preferences, G_CONNECT_SWAPPED);
  return row;
}

/* The switch itself too: of its row alone a screen reader would not learn it. */
static void
set_usable (GtkWidget *row, gboolean usable)
{
  gtk_widget_set_sensitive (row, usable);
  gtk_widget_set_sensitive (g_object_get_data (G_OBJECT (row), "switch"), usable);
}

static void
set_switch (GtkWidget *row, gboolean on)
{
  gtk_switch_set_active (g_object_get_data (G_OBJECT (row), "switch"), on);
}

/* ---- general ------------------------------------------------------------------------------------------------------ */

static void
interval_cb (MsPreferences *preferences)
{
  guint selected = adw_combo_row_get_selected (ADW_COMBO_ROW (preferences->interval));

  if (preferences->intervals != NULL && selected < g_strv_length (preferences->intervals))
    configure (preferences, "", "Interval", preferences->intervals[selected]);
}

static void
icon_cb (MsPreferences *preferences)
{
  guint selected = adw_combo_row_get_selected (ADW_COMBO_ROW (preferences->icon));

  if (selected < G_N_ELEMENTS (icons) - 1)
    configure (preferences, "", "TrayIcon", icons[selected]);
}

static void
show_interval (MsPreferences *preferences, const char *configured)
{
  g_autoptr (GtkStringList) list = gtk_string_list_new (NULL);
  guint selected;

  g_strfreev (preferences->intervals);
  preferences->intervals = ms_intervals (configured, &selected);
  for (guint i = 0; preferences->intervals[i] != NULL; i++)
    gtk_string_list_take (list, ms_interval_words (preferences->intervals[i]));
  adw_combo_row_set_model (ADW_COMBO_ROW (preferences->interval), G_LIST_MODEL (list));
  adw_combo_row_set_selected (ADW_COMBO_ROW (preferences->interval), selected);
}

static void
show_general (MsPreferences *preferences)
{
  JsonObject *settings = settings_of (preferences);
  const char *icon = ms_member_text (settings, "tray_icon");

  set_switch (preferences->notify, ms_member_flag (settings, "notify"));
  set_switch (preferences->import, ms_member_flag (settings, "import_accounts"));
  show_interval (preferences, ms_member_text (settings, "interval"));
  for (guint i = 0; icons[i] != NULL; i++)
    if (g_str_equal (icons[i], icon))
      adw_combo_row_set_selected (ADW_COMBO_ROW (preferences->icon), i);
}

/* ---- lists -------------------------------------------------------------------------------------------------------- */

static GtkWidget *
group_on (MsPreferences *preferences, GtkWidget *page, const char *title)
{
  GtkWidget *group = adw_preferences_group_new ();
  g_autofree char *escaped = g_markup_escape_text (title, -1);

  adw_preferences_group_set_title (ADW_PREFERENCES_GROUP (group), escaped);
  adw_preferences_page_add (ADW_PREFERENCES_PAGE (page), ADW_PREFERENCES_GROUP (group));
  g_ptr_array_add (preferences->shown, group);
  g_object_set_data (G_OBJECT (group), "page", page);
  return group;
}

static GtkWidget *
client_row (MsPreferences *preferences, JsonObject *client)
{
  return switch_row (preferences, ms_member_text (client, "title"),
                     ms_member_flag (client, "found") ? NULL : _ ("Nothing was found in it"), "", "ImportClients", "true",
                     ms_member_text (client, "name"));
}

static void
add_clients (MsPreferences *preferences)
{
  JsonObject *settings = settings_of (preferences);
  guint n = ms_member_length (settings, "clients");
  GtkWidget *group = n > 0 ? group_on (preferences, preferences->general_page, _ ("From Which Mail Programs")) : NULL;

  for (guint i = 0; i < n; i++)
    {
      GtkWidget *row = client_row (preferences, ms_member_at (settings, "clients", i));
      adw_preferences_group_add (ADW_PREFERENCES_GROUP (group), row);
      g_ptr_array_add (preferences->client_rows, row);
    }
}

static void
show_clients (MsPreferences *preferences)
{
  JsonObject *settings = settings_of (preferences);

  for (guint i = 0; i < ms_member_length (settings, "clients"); i++)
    {
      GtkWidget *row = g_ptr_array_index (preferences->client_rows, i);
      set_switch (row, ms_member_flag (ms_member_at (settings, "clients", i), "on"));
      set_usable (row, ms_member_flag (settings, "import_accounts"));
    }
}

static void
add_switches (MsPreferences *preferences, GtkWidget *row)
{
  static const struct
  {
    const char *title, *subtitle, *key, *on;
  } switches[] = {
    { N_ ("Watch this server"), NULL, "Watch", "true" },
    { N_ ("Tell me about its problems"), NULL, "Notify", "true" },
    { N_ ("I run this server myself"), N_ ("Mailseal then tells you earlier what to do"), "Role", "admin" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (switches); i++)
    {
      GtkWidget *child
        = switch_row (preferences, _ (switches[i].title), switches[i].subtitle != NULL ? _ (switches[i].subtitle) : NULL,
                      g_object_get_data (G_OBJECT (row), "url"), switches[i].key, switches[i].on, NULL);
      adw_expander_row_add_row (ADW_EXPANDER_ROW (row), child);
      g_object_set_data (G_OBJECT (row), switches[i].key, child);
    }
}

static char *
server_subtitle (JsonObject *server)
{
  const char *url = ms_member_text (server, "url");

  if (!ms_member_flag (server, "watch"))
    return g_strdup_printf (_ ("Not watched · %s"), url);
  if (ms_member_flag (server, "gone"))
    return g_strdup_printf (_ ("No mail program uses it any longer · %s"), url);
  return g_strdup (url);
}

static void
show_server (GtkWidget *row, JsonObject *server)
{
  g_autofree char *subtitle = server_subtitle (server);
  gboolean watch = ms_member_flag (server, "watch");

  adw_expander_row_set_subtitle (ADW_EXPANDER_ROW (row), subtitle);
  if (g_object_get_data (G_OBJECT (row), "Watch") == NULL)
    return; /* nobody has opened it yet */
  set_switch (g_object_get_data (G_OBJECT (row), "Watch"), watch);
  set_switch (g_object_get_data (G_OBJECT (row), "Notify"), ms_member_flag (server, "notify"));
  set_switch (g_object_get_data (G_OBJECT (row), "Role"), g_str_equal (ms_member_text (server, "role"), "admin"));
  set_usable (g_object_get_data (G_OBJECT (row), "Notify"), watch);
  set_usable (g_object_get_data (G_OBJECT (row), "Role"), watch);
}

/* What is inside is made for who looks there: there may be hundreds of servers. */
static void
opened_cb (MsPreferences *preferences, GParamSpec *property, GtkWidget *row)
{
  JsonObject *settings = settings_of (preferences);
  const char *url = g_object_get_data (G_OBJECT (row), "url");

  if (!adw_expander_row_get_expanded (ADW_EXPANDER_ROW (row)) || g_object_get_data (G_OBJECT (row), "Watch") != NULL)
    return;
  add_switches (preferences, row);
  preferences->showing = TRUE;
  for (guint i = 0; i < ms_member_length (settings, "servers"); i++)
    if (g_str_equal (ms_member_text (ms_member_at (settings, "servers", i), "url"), url))
      show_server (row, ms_member_at (settings, "servers", i));
  preferences->showing = FALSE;
}

static GtkWidget *
server_row (MsPreferences *preferences, JsonObject *server)
{
  GtkWidget *row = ms_expander_new (ms_member_text (server, "name"), "");

  g_object_set_data_full (G_OBJECT (row), "url", g_strdup (ms_member_text (server, "url")), g_free);
  g_signal_connect_object (row, "notify::expanded", G_CALLBACK (opened_cb), preferences, G_CONNECT_SWAPPED);
  return row;
}

static void
add_servers (MsPreferences *preferences)
{
  JsonObject *settings = settings_of (preferences);
  const char *account = NULL;
  GtkWidget *group = NULL;

  for (guint i = 0; i < ms_member_length (settings, "servers"); i++)
    {
      JsonObject *server = ms_member_at (settings, "servers", i);
      GtkWidget *row = server_row (preferences, server);

      if (group == NULL || g_strcmp0 (account, ms_member_text (server, "account")) != 0)
        group = group_on (preferences, preferences->servers_page, ms_member_text (server, "account"));
      account = ms_member_text (server, "account");
      adw_preferences_group_add (ADW_PREFERENCES_GROUP (group), row);
      g_ptr_array_add (preferences->server_rows, row);
    }
  if (group == NULL)
    adw_preferences_group_set_description (ADW_PREFERENCES_GROUP (group_on (preferences, preferences->servers_page, "")),
                                           _ ("No server is watched yet. Add one in the main window."));
}

static void
show_servers (MsPreferences *preferences)
{
  JsonObject *settings = settings_of (preferences);

  for (guint i = 0; i < ms_member_length (settings, "servers"); i++)
    show_server (g_ptr_array_index (preferences->server_rows, i), ms_member_at (settings, "servers", i));
}

/* Rows stay what they are as long as there are the same servers: whoever is on one stays there. */
static void
make_lists (MsPreferences *preferences)
{
  g_autofree char *shape = ms_settings_shape (settings_of (preferences));

  if (g_strcmp0 (shape, preferences->shape) == 0)
    return;
  g_free (preferences->shape);
  preferences->shape = g_steal_pointer (&shape);
  for (guint i = 0; i < preferences->shown->len; i++)
    {
      GObject *group = g_ptr_array_index (preferences->shown, i);
      adw_preferences_page_remove (g_object_get_data (group, "page"), ADW_PREFERENCES_GROUP (group));
    }
  g_ptr_array_set_size (preferences->shown, 0);
  g_ptr_array_set_size (preferences->client_rows, 0);
  g_ptr_array_set_size (preferences->server_rows, 0);
  add_clients (preferences);
  add_servers (preferences);
}

/* ---- reading ------------------------------------------------------------------------------------------------------ */

static void
show_settings (MsPreferences *preferences)
{
  preferences->showing = TRUE;
  make_lists (preferences);
  show_general (preferences);
  show_clients (preferences);
  show_servers (preferences);
  preferences->showing = FALSE;
}

static void
settings_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (MsPreferences) preferences = data;
  g_autoptr (GError) error = NULL;
  g_autofree char *json = NULL;
  g_autoptr (JsonNode) node = NULL;

  if (ms_dbus_mailseal1_call_get_settings_finish (MS_DBUS_MAILSEAL1 (source), &json, result, &error))
    node = json_from_string (json, NULL);
  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;
  if (node == NULL || !JSON_NODE_HOLDS_OBJECT (node))
    {
      g_autofree char *sentence = error != NULL ? ms_failure_sentence (error) : g_strdup (_ ("The settings could not be read."));
      say (preferences, sentence);
      return;
    }
  g_clear_pointer (&preferences->settings, json_node_unref);
  preferences->settings = g_steal_pointer (&node);
  show_settings (preferences);
}

static void
read_settings (MsPreferences *preferences)
{
  if (!g_cancellable_is_cancelled (preferences->cancellable))
    ms_dbus_mailseal1_call_get_settings (ms_client_get_proxy (preferences->client), preferences->cancellable, settings_cb,
                                         g_object_ref (preferences));
}

/* Without the daemon there is nothing to be set. */
static void
phase_cb (MsPreferences *preferences)
{
  MsDBusMailseal1 *proxy = ms_client_get_proxy (preferences->client);
  gboolean ready = ms_client_get_phase (preferences->client) == MS_REMOTE_READY;

  gtk_widget_set_visible (preferences->waiting, !ready);
  gtk_widget_set_sensitive (preferences->servers_page, ready);
  gtk_widget_set_sensitive (preferences->notify, ready);
  gtk_widget_set_sensitive (preferences->import, ready);
  gtk_widget_set_sensitive (preferences->interval, ready);
  gtk_widget_set_sensitive (preferences->icon, ready);
  if (ready && !preferences->listening)
    {
      preferences->listening = TRUE;
      g_signal_connect_object (proxy, "server-changed", G_CALLBACK (read_settings), preferences, G_CONNECT_SWAPPED);
      read_settings (preferences);
    }
}

/* ---- the object --------------------------------------------------------------------------------------------------- */

static GtkWidget *
make_page (MsPreferences *preferences, const char *title, const char *icon)
{
  GtkWidget *page = adw_preferences_page_new ();

  adw_preferences_page_set_title (ADW_PREFERENCES_PAGE (page), title);
  adw_preferences_page_set_icon_name (ADW_PREFERENCES_PAGE (page), icon);
  adw_preferences_window_add (ADW_PREFERENCES_WINDOW (preferences), ADW_PREFERENCES_PAGE (page));
  return page;
}

static GtkWidget *
add_group (GtkWidget *page, const char *title, const char *description)
{
  GtkWidget *group = adw_preferences_group_new ();

  adw_preferences_group_set_title (ADW_PREFERENCES_GROUP (group), title);
  adw_preferences_group_set_description (ADW_PREFERENCES_GROUP (group), description);
  adw_preferences_page_add (ADW_PREFERENCES_PAGE (page), ADW_PREFERENCES_GROUP (group));
  return group;
}

static GtkWidget *
combo_row (const char *title, const char *const *words)
{
  g_autoptr (GtkStringList) list = gtk_string_list_new (words);
  GtkWidget *row = adw_combo_row_new ();

  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), title);
  adw_action_row_set_title_lines (ADW_ACTION_ROW (row), 0);
  adw_combo_row_set_model (ADW_COMBO_ROW (row), G_LIST_MODEL (list));
  return row;
}

static void
make_general (MsPreferences *preferences)
{
  const char *const words[] = { _ ("Automatic"), _ ("One color"), _ ("In colors"), NULL };
  GtkWidget *page = preferences->general_page, *group;

  preferences->waiting = add_group (
    page, _ ("Please Wait"), _ ("Mailseal’s background service does not answer yet. Nothing can be changed until it does."));
  group = add_group (page, _ ("Notifications"), NULL);
  preferences->notify = switch_row (preferences, _ ("Tell me about problems"),
                                    _ ("As notifications; the icon shows them in any case"), "", "Notify", "true", NULL);
  adw_preferences_group_add (ADW_PREFERENCES_GROUP (group), preferences->notify);
  preferences->icon = combo_row (_ ("Icon in the panel"), words);
  adw_preferences_group_add (ADW_PREFERENCES_GROUP (group), preferences->icon);
  group
    = add_group (page, _ ("What Is Watched"), _ ("A server is looked at more often once its certificate is about to run out."));
  preferences->interval = combo_row (_ ("Look at each server"), NULL);
  adw_preferences_group_add (ADW_PREFERENCES_GROUP (group), preferences->interval);
  preferences->import = switch_row (preferences, _ ("Watch what my mail programs use"),
                                    _ ("Their settings are read, never a password"), "", "ImportAccounts", "true", NULL);
  adw_preferences_group_add (ADW_PREFERENCES_GROUP (group), preferences->import);
  g_signal_connect_object (preferences->interval, "notify::selected", G_CALLBACK (interval_cb), preferences, G_CONNECT_SWAPPED);
  g_signal_connect_object (preferences->icon, "notify::selected", G_CALLBACK (icon_cb), preferences, G_CONNECT_SWAPPED);
}

static void
ms_preferences_dispose (GObject *object)
{
  MsPreferences *preferences = MS_PREFERENCES (object);

  g_cancellable_cancel (preferences->cancellable);
  g_clear_object (&preferences->client);
  G_OBJECT_CLASS (ms_preferences_parent_class)->dispose (object);
}

static void
ms_preferences_finalize (GObject *object)
{
  MsPreferences *preferences = MS_PREFERENCES (object);

  g_object_unref (preferences->cancellable);
  g_clear_pointer (&preferences->settings, json_node_unref);
  g_ptr_array_unref (preferences->shown);
  g_ptr_array_unref (preferences->client_rows);
  g_ptr_array_unref (preferences->server_rows);
  g_free (preferences->shape);
  g_strfreev (preferences->intervals);
  G_OBJECT_CLASS (ms_preferences_parent_class)->finalize (object);
}

/* Answers may still be on their way to a window that is closed already. */
static gboolean
ms_preferences_close_request (GtkWindow *window)
{
  g_cancellable_cancel (MS_PREFERENCES (window)->cancellable);
  return GTK_WINDOW_CLASS (ms_preferences_parent_class)->close_request (window);
}

static void
ms_preferences_class_init (MsPreferencesClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = ms_preferences_dispose;
  G_OBJECT_CLASS (klass)->finalize = ms_preferences_finalize;
  GTK_WINDOW_CLASS (klass)->close_request = ms_preferences_close_request;
}

static void
ms_preferences_init (MsPreferences *preferences)
{
  preferences->cancellable = g_cancellable_new ();
  preferences->shown = g_ptr_array_new ();
  preferences->client_rows = g_ptr_array_new ();
  preferences->server_rows = g_ptr_array_new ();
  preferences->general_page = make_page (preferences, _ ("General"), "preferences-system-symbolic");
  preferences->servers_page = make_page (preferences, _ ("Servers"), "network-server-symbolic");
  gtk_window_set_title (GTK_WINDOW (preferences), _ ("Preferences"));
  make_general (preferences);
}

GtkWidget *
ms_preferences_new (MsClient *client)
{
  MsPreferences *preferences = g_object_new (MS_TYPE_PREFERENCES, NULL);

  preferences->client = g_object_ref (client);
  g_signal_connect_object (client, "changed", G_CALLBACK (phase_cb), preferences, G_CONNECT_SWAPPED);
  phase_cb (preferences);
  return GTK_WIDGET (preferences);
}
