/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tray/bubble.h"

#include <glib/gi18n.h>
#include <libnotify/notify.h>

#define SERVER "org.freedesktop.Notifications"
#define APP    "org.mailseal.Mailseal"
#define MAX_ID 100

typedef struct
{
  MsBubbles *bubbles;
  char *id;
  NotifyNotification *notification;
} Shown;

struct _MsBubbles
{
  const MsBubbleEvents *events;
  gpointer data;
  GDBusConnection *bus;
  guint watch, signals;
  char *server; /* unique name, NULL while there is none */
  gboolean has_actions, has_markup, cuts_titles;
  GHashTable *shown; /* id -> Shown* */
  NotifyNotification *said;
  char *path, *theme_path;
};

static void
shown_free (Shown *shown)
{
  g_signal_handlers_disconnect_by_data (shown->notification, shown);
  g_object_unref (shown->notification);
  g_free (shown->id);
  g_free (shown);
}

/* ---- which number is which, over a restart ------------------------------------------------------------------- */

static guint
number_of (NotifyNotification *notification)
{
  int id = 0;
  g_object_get (notification, "id", &id, NULL);
  return (guint) id;
}

/* A unique name means something on its bus only. */
static char *
server_of (const MsBubbles *bubbles)
{
  return g_strconcat (g_dbus_connection_get_guid (bubbles->bus), " ", bubbles->server, NULL);
}

static void
remember (MsBubbles *bubbles)
{
  g_autoptr (GKeyFile) file = g_key_file_new ();
  g_autofree char *folder = g_path_get_dirname (bubbles->path), *server = server_of (bubbles);
  GHashTableIter iter;
  gpointer key, value;

  g_key_file_set_string (file, "Server", "Name", server);
  g_hash_table_iter_init (&iter, bubbles->shown);
  while (g_hash_table_iter_next (&iter, &key, &value))
    g_key_file_set_integer (file, "Bubbles", key, (int) number_of (((Shown *) value)->notification));
  g_mkdir_with_parents (folder, 0700);
  if (!g_key_file_save_to_file (file, bubbles->path, NULL))
    g_debug ("The notification ids are not kept");
}

static void
closed_cb (NotifyNotification *notification, gpointer data)
{
  Shown *shown = data;
  MsBubbles *bubbles = shown->bubbles;

  g_hash_table_remove (bubbles->shown, shown->id);
  remember (bubbles);
}

static Shown *
add (MsBubbles *bubbles, const char *id, int number)
{
  Shown *shown = g_new0 (Shown, 1);

  shown->bubbles = bubbles;
  shown->id = g_strdup (id);
  shown->notification = g_object_new (NOTIFY_TYPE_NOTIFICATION, "id", number, "summary", id, NULL);
  g_signal_connect (shown->notification, "closed", G_CALLBACK (closed_cb), shown);
  g_hash_table_replace (bubbles->shown, shown->id, shown);
  return shown;
}

static void
recall (MsBubbles *bubbles)
{
  g_autoptr (GKeyFile) file = g_key_file_new ();
  g_autofree char *then = NULL, *now = server_of (bubbles);
  g_auto (GStrv) ids = NULL;

  if (!g_key_file_load_from_file (file, bubbles->path, G_KEY_FILE_NONE, NULL))
    return;
  then = g_key_file_get_string (file, "Server", "Name", NULL);
  ids = g_key_file_get_keys (file, "Bubbles", NULL, NULL);
  if (g_strcmp0 (then, now) != 0)
    return; /* another server: its numbers are somebody else's now */
  for (guint i = 0; ids != NULL && ids[i] != NULL && i < MAX_ID; i++)
    {
      int number = g_key_file_get_integer (file, "Bubbles", ids[i], NULL);
      if (number > 0)
        add (bubbles, ids[i], number);
    }
}

/* ---- what the user does with them ---------------------------------------------------------------------------- */

static const struct
{
  const char *name;
  MsAnswer answer;
} answers[] = {
  { "default", MS_ANSWER_DETAILS }, { "later", MS_ANSWER_LATER }, { "known", MS_ANSWER_KNOWN }, { "choose", MS_ANSWER_CHOOSE }
};

/* GNOME sends every signal twice; the bubble is gone with the first. */
static void
answer (MsBubbles *bubbles, const char *id, const char *action, const char *token)
{
  g_autofree char *kept = g_strdup (id);

  ms_bubbles_close (bubbles, kept); /* not every server does */
  for (guint i = 0; i < G_N_ELEMENTS (answers); i++)
    if (g_str_equal (answers[i].name, action))
      bubbles->events->answered (kept, answers[i].answer, token, bubbles->data);
}

static void
action_cb (NotifyNotification *notification, char *action, gpointer data)
{
  Shown *shown = data;
  g_autofree char *token = notify_notification_get_activation_token (notification) != NULL
                             ? g_strdup (notify_notification_get_activation_token (notification))
                             : NULL;

  answer (shown->bubbles, shown->id, action, token);
}

/* libnotify listens for those that it has shown itself; a bubble from before our restart is listened for here. */
static void
signal_cb (GDBusConnection *bus, const char *sender, const char *path, const char *interface, const char *signal,
           GVariant *arguments, gpointer data)
{
  MsBubbles *bubbles = data;
  GHashTableIter iter;
  gpointer key, value;
  const char *action;
  guint number;

  if (!g_variant_is_of_type (arguments, G_VARIANT_TYPE ("(us)")))
    return;
  g_variant_get (arguments, "(u&s)", &number, &action);
  g_hash_table_iter_init (&iter, bubbles->shown);
  while (g_hash_table_iter_next (&iter, &key, &value))
    {
      Shown *shown = value;
      if (number_of (shown->notification) != number || g_object_get_data (G_OBJECT (shown->notification), "listens") != NULL)
        continue;
      answer (bubbles, key, action, NULL);
      return;
    }
}

/* ---- showing ------------------------------------------------------------------------------------------------- */

/* Servers that know no name of ours, for want of an icon theme or of our folder in it, take a file. */
static char *
icon_file (const MsBubbles *bubbles, const char *icon)
{
  g_autofree char *name = g_strconcat (icon, ".svg", NULL);
  const char *kind = g_str_equal (icon, APP) ? "apps" : "status";
  g_autofree char *home = g_build_filename (g_get_user_data_dir (), "icons", NULL);
  g_autoptr (GPtrArray) places = g_ptr_array_new_with_free_func (g_free);
  const char *const *system = g_get_system_data_dirs ();

  if (bubbles->theme_path != NULL)
    g_ptr_array_add (places, g_strdup (bubbles->theme_path));
  g_ptr_array_add (places, g_strdup (home));
  for (guint i = 0; system[i] != NULL; i++)
    g_ptr_array_add (places, g_build_filename (system[i], "icons", NULL));
  for (guint i = 0; i < places->len; i++)
    {
      g_autofree char *path = g_build_filename (g_ptr_array_index (places, i), "hicolor", "scalable", kind, name, NULL);
      if (g_file_test (path, G_FILE_TEST_EXISTS))
        return g_canonicalize_filename (path, NULL);
    }
  return NULL;
}

/*
 * What to do comes before what it means: mako and GNOME cut off what is longer than a few lines. Where a title is one line,
 * what is wrong has no place in it and comes first below it.
 */
static char *
arrange (const MsBubble *bubble, gboolean split)
{
  const char *parts[] = { split ? bubble->what : NULL, bubble->advice, bubble->body };
  GString *text = g_string_new (NULL);

  for (guint i = 0; i < G_N_ELEMENTS (parts); i++)
    if (parts[i] != NULL && *parts[i] != '\0')
      g_string_append_printf (text, "%s%s", text->len > 0 ? "\n" : "", parts[i]);
  return g_string_free (text, FALSE);
}

static void
fill (const MsBubbles *bubbles, NotifyNotification *notification, const MsBubble *bubble)
{
  gboolean split = bubbles->cuts_titles && bubble->about != NULL && *bubble->about != '\0';
  g_autofree char *text = arrange (bubble, split);
  g_autofree char *body = bubbles->has_markup ? g_markup_escape_text (text, -1) : g_strdup (text);
  g_autofree char *file = icon_file (bubbles, bubble->icon);

  notify_notification_update (notification, split ? bubble->about : bubble->title, body, APP);
  if (file != NULL)
    notify_notification_set_hint (notification, "image-path", g_variant_new_string (file));
  notify_notification_set_hint (notification, "desktop-entry", g_variant_new_string (APP));
  notify_notification_set_timeout (notification, NOTIFY_EXPIRES_DEFAULT);
}

static void
add_actions (Shown *shown, const MsBubble *bubble)
{
  notify_notification_clear_actions (shown->notification);
  if (!shown->bubbles->has_actions)
    return;
  notify_notification_add_action (shown->notification, "default", _ ("Details"), action_cb, shown, NULL);
  if (bubble->a_choice)
    notify_notification_add_action (shown->notification, "choose", _ ("Choose…"), action_cb, shown, NULL);
  if (!bubble->a_problem)
    return;
  notify_notification_add_action (shown->notification, "later", _ ("Remind me tomorrow"), action_cb, shown, NULL);
  notify_notification_add_action (shown->notification, "known", _ ("I know"), action_cb, shown, NULL);
}

static gboolean
show (Shown *shown, const MsBubble *bubble, GError **error)
{
  fill (shown->bubbles, shown->notification, bubble);
  notify_notification_set_urgency (shown->notification, bubble->grave ? NOTIFY_URGENCY_CRITICAL : NOTIFY_URGENCY_NORMAL);
  notify_notification_set_category (shown->notification, bubble->a_problem ? "network.error" : "network");
  add_actions (shown, bubble);
  g_object_set_data (G_OBJECT (shown->notification), "listens", (gpointer) "");
  return notify_notification_show (shown->notification, error);
}

gboolean
ms_bubbles_show (MsBubbles *bubbles, const MsBubble *bubble)
{
  Shown *shown = g_hash_table_lookup (bubbles->shown, bubble->id);
  g_autoptr (GError) error = NULL;
  gboolean done;

  if (bubbles->server == NULL)
    return FALSE;
  done = show (shown != NULL ? shown : add (bubbles, bubble->id, 0), bubble, &error);
  /* GNOME lets nobody replace a bubble of a connection that is gone: it is a new one, then */
  if (!done && g_error_matches (error, G_DBUS_ERROR, G_DBUS_ERROR_INVALID_ARGS))
    done = show (add (bubbles, bubble->id, 0), bubble, NULL);
  if (!done)
    g_hash_table_remove (bubbles->shown, bubble->id);
  remember (bubbles);
  return done;
}

void
ms_bubbles_close (MsBubbles *bubbles, const char *id)
{
  Shown *shown = g_hash_table_lookup (bubbles->shown, id);

  if (shown == NULL)
    return;
  g_signal_handlers_disconnect_by_data (shown->notification, shown);
  if (bubbles->server != NULL)
    notify_notification_close (shown->notification, NULL);
  g_hash_table_remove (bubbles->shown, id);
  if (bubbles->server != NULL)
    remember (bubbles);
}

void
ms_bubbles_say (MsBubbles *bubbles, const char *text, const char *icon)
{
  const MsBubble bubble = { .title = _ ("Mail certificates"), .body = text, .icon = icon };

  if (bubbles->server == NULL)
    return;
  if (bubbles->said == NULL)
    bubbles->said = g_object_new (NOTIFY_TYPE_NOTIFICATION, "summary", APP, NULL);
  fill (bubbles, bubbles->said, &bubble);
  notify_notification_set_hint (bubbles->said, "transient", g_variant_new_boolean (TRUE));
  notify_notification_set_urgency (bubbles->said, NOTIFY_URGENCY_NORMAL);
  if (!notify_notification_show (bubbles->said, NULL))
    g_clear_object (&bubbles->said);
}

gboolean
ms_bubbles_ready (const MsBubbles *bubbles)
{
  return bubbles->server != NULL;
}

GStrv
ms_bubbles_ids (const MsBubbles *bubbles)
{
  g_autoptr (GStrvBuilder) ids = g_strv_builder_new ();
  GHashTableIter iter;
  gpointer key;

  g_hash_table_iter_init (&iter, bubbles->shown);
  while (g_hash_table_iter_next (&iter, &key, NULL))
    g_strv_builder_add (ids, key);
  return g_strv_builder_end (ids);
}

/* ---- the server comes and goes ------------------------------------------------------------------------------- */

static void
read_capabilities (MsBubbles *bubbles)
{
  static const char *const cutting[] = { "gnome-shell", "Xfce Notify Daemon", NULL };
  GList *all = notify_get_server_caps ();
  g_autofree char *name = NULL;

  notify_get_server_info (&name, NULL, NULL, NULL);
  bubbles->cuts_titles = name != NULL && g_strv_contains (cutting, name);
  bubbles->has_actions = g_list_find_custom (all, "actions", (GCompareFunc) g_strcmp0) != NULL;
  bubbles->has_markup = g_list_find_custom (all, "body-markup", (GCompareFunc) g_strcmp0) != NULL;
  g_list_free_full (all, g_free);
}

static void
appeared_cb (GDBusConnection *bus, const char *name, const char *owner, gpointer data)
{
  MsBubbles *bubbles = data;

  g_free (bubbles->server);
  bubbles->server = g_strdup (owner);
  read_capabilities (bubbles);
  recall (bubbles);
  bubbles->events->ready (bubbles->data);
}

/* Its numbers die with it: the next server gives them to others. */
static void
vanished_cb (GDBusConnection *bus, const char *name, gpointer data)
{
  MsBubbles *bubbles = data;

  g_clear_pointer (&bubbles->server, g_free);
  g_clear_object (&bubbles->said);
  g_hash_table_remove_all (bubbles->shown);
}

MsBubbles *
ms_bubbles_new (GDBusConnection *bus, const char *theme_path, const MsBubbleEvents *events, gpointer data)
{
  MsBubbles *bubbles = g_new0 (MsBubbles, 1);

  notify_init ("Mailseal");
  bubbles->events = events;
  bubbles->data = data;
  bubbles->bus = g_object_ref (bus);
  bubbles->path = g_build_filename (g_get_user_runtime_dir (), "mailseal", "notifications", NULL);
  bubbles->theme_path = g_strdup (theme_path);
  bubbles->shown = g_hash_table_new_full (g_str_hash, g_str_equal, NULL, (GDestroyNotify) shown_free);
  bubbles->signals = g_dbus_connection_signal_subscribe (bus, SERVER, SERVER, "ActionInvoked", NULL, NULL,
                                                         G_DBUS_SIGNAL_FLAGS_NONE, signal_cb, bubbles, NULL);
  bubbles->watch
    = g_bus_watch_name_on_connection (bus, SERVER, G_BUS_NAME_WATCHER_FLAGS_NONE, appeared_cb, vanished_cb, bubbles, NULL);
  return bubbles;
}

void
ms_bubbles_free (MsBubbles *bubbles)
{
  if (bubbles == NULL)
    return;
  g_bus_unwatch_name (bubbles->watch);
  g_dbus_connection_signal_unsubscribe (bubbles->bus, bubbles->signals);
  g_hash_table_unref (bubbles->shown);
  g_clear_object (&bubbles->said);
  g_object_unref (bubbles->bus);
  g_free (bubbles->server);
  g_free (bubbles->path);
  g_free (bubbles->theme_path);
  g_free (bubbles);
  notify_uninit ();
}
