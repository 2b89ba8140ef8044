/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tray/notify.h"

#include <glib/gi18n.h>
#include <glib/gstdio.h>
#include <libnotify/notify.h>

#define WELCOME "welcome" /* what the daemon calls it */
#define SERVER  "org.freedesktop.Notifications"
#define ICON    "org.mailseal.Mailseal"
#define AT_ONCE 3 /* more new problems than this come as one bubble */
#define SUMMARY "summary"

typedef struct
{
  MsNotify *notify;
  char *alert;
  NotifyNotification *bubble;
} Bubble;

struct _MsNotify
{
  const MsNotifyReplies *replies;
  gpointer data;
  guint watch;
  char *server;        /* unique name, NULL while there is none */
  gboolean actions;    /* it has buttons */
  GHashTable *bubbles; /* alert id -> Bubble* */
  GHashTable *shown;   /* "id step": told, but the daemon has not taken note of it yet; it may have died meanwhile */
  GPtrArray *waiting;  /* copies of what is to be told when a server comes: id, step, title, body, critical */
  char *path;
};

typedef struct
{
  char *id, *step, *title, *body;
  gboolean critical;
} Message;

static void
message_free (Message *message)
{
  g_free (message->id);
  g_free (message->step);
  g_free (message->title);
  g_free (message->body);
  g_free (message);
}

static void
bubble_free (Bubble *bubble)
{
  g_signal_handlers_disconnect_by_data (bubble->bubble, bubble);
  g_object_unref (bubble->bubble);
  g_free (bubble->alert);
  g_free (bubble);
}

/* ---- which bubble is which, over a restart ------------------------------------------------------------------- */

static int
id_of (NotifyNotification *bubble)
{
  int id = 0;
  g_object_get (bubble, "id", &id, NULL);
  return id;
}

static void
remember (MsNotify *notify)
{
  g_autoptr (GKeyFile) file = g_key_file_new ();
  g_autofree char *folder = g_path_get_dirname (notify->path);
  GHashTableIter iter;
  gpointer key, value;

  g_key_file_set_string (file, "Server", "Name", notify->server);
  g_hash_table_iter_init (&iter, notify->bubbles);
  while (g_hash_table_iter_next (&iter, &key, &value))
    g_key_file_set_integer (file, "Bubbles", key, id_of (((Bubble *) value)->bubble));
  g_mkdir_with_parents (folder, 0700);
  if (!g_key_file_save_to_file (file, notify->path, NULL))
    g_debug ("The notification ids are not kept");
}

static void
closed_cb (NotifyNotification *notification, gpointer data)
{
  Bubble *bubble = data;
  MsNotify *notify = bubble->notify;

  g_hash_table_remove (notify->bubbles, bubble->alert);
  remember (notify);
}

static Bubble *
add_bubble (MsNotify *notify, const char *alert, int id)
{
  Bubble *bubble = g_new0 (Bubble, 1);

  bubble->notify = notify;
  bubble->alert = g_strdup (alert);
  bubble->bubble = g_object_new (NOTIFY_TYPE_NOTIFICATION, "id", id, "summary", alert, NULL);
  g_signal_connect (bubble->bubble, "closed", G_CALLBACK (closed_cb), bubble);
  g_hash_table_replace (notify->bubbles, bubble->alert, bubble);
  return bubble;
}

static void
recall (MsNotify *notify)
{
  g_autoptr (GKeyFile) file = g_key_file_new ();
  g_autofree char *server = NULL;
  g_auto (GStrv) alerts = NULL;

  if (!g_key_file_load_from_file (file, notify->path, G_KEY_FILE_NONE, NULL))
    return;
  server = g_key_file_get_string (file, "Server", "Name", NULL);
  alerts = g_key_file_get_keys (file, "Bubbles", NULL, NULL);
  if (g_strcmp0 (server, notify->server) != 0)
    return; /* another server: its ids are somebody else's now */
  for (guint i = 0; alerts != NULL && alerts[i] != NULL && i < 100; i++)
    {
      int id = g_key_file_get_integer (file, "Bubbles", alerts[i], NULL);
      if (id > 0)
        add_bubble (notify, alerts[i], id);
    }
}

/* ---- showing ------------------------------------------------------------------------------------------------- */

static void
action_cb (NotifyNotification *notification, char *action, gpointer data)
{
  Bubble *bubble = data;
  MsNotify *notify = bubble->notify;
  g_autofree char *alert = g_strdup (bubble->alert);

  if (g_str_equal (action, "later"))
    notify->replies->later (alert, notify->data);
  else
    notify->replies->known (alert, notify->data);
  notify_notification_close (notification, NULL); /* not every server does */
}

static gboolean
show (MsNotify *notify, const Message *message)
{
  Bubble *bubble = g_hash_table_lookup (notify->bubbles, message->id);
  g_autofree char *body = g_markup_escape_text (message->body, -1);
  g_autoptr (GError) error = NULL;

  if (bubble == NULL)
    bubble = add_bubble (notify, message->id, 0);
  notify_notification_update (bubble->bubble, message->title, body, ICON);
  notify_notification_set_urgency (bubble->bubble, message->critical ? NOTIFY_URGENCY_CRITICAL : NOTIFY_URGENCY_NORMAL);
  notify_notification_set_category (bubble->bubble, "network.error");
  notify_notification_set_hint (bubble->bubble, "desktop-entry", g_variant_new_string (ICON));
  notify_notification_set_timeout (bubble->bubble, NOTIFY_EXPIRES_DEFAULT);
  notify_notification_clear_actions (bubble->bubble);
  if (notify->actions && !g_str_equal (message->id, SUMMARY))
    {
      notify_notification_add_action (bubble->bubble, "later", _ ("Remind me tomorrow"), action_cb, bubble, NULL);
      notify_notification_add_action (bubble->bubble, "known", _ ("I know"), action_cb, bubble, NULL);
    }
  if (notify_notification_show (bubble->bubble, &error))
    return TRUE;
  g_hash_table_remove (notify->bubbles, message->id);
  if (!g_error_matches (error, G_DBUS_ERROR, G_DBUS_ERROR_INVALID_ARGS))
    return FALSE;
  /* GNOME lets nobody replace a bubble of a connection that is gone: it is a new one, then */
  bubble = add_bubble (notify, message->id, 0);
  notify_notification_update (bubble->bubble, message->title, body, ICON);
  return notify_notification_show (bubble->bubble, NULL);
}

static void
tell_daemon (MsNotify *notify, const char *id, const char *step)
{
  g_hash_table_add (notify->shown, g_strdup_printf ("%s %s", id, step));
  notify->replies->told (id, step, notify->data);
}

/* Was this step shown already, and only the daemon does not know? It is told so until it does, also while it wants nothing told. */
static gboolean
shown_before (MsNotify *notify, const MsNotice *notice)
{
  g_autofree char *key = g_strdup_printf ("%s %s", notice->id, notice->step);

  if (notice->told)
    g_hash_table_remove (notify->shown, key); /* when it wants it told anew, that is meant so */
  if (!notice->open || !g_hash_table_contains (notify->shown, key))
    return FALSE;
  notify->replies->told (notice->id, notice->step, notify->data);
  return TRUE;
}

static void
show_summary (MsNotify *notify)
{
  guint n = notify->waiting->len;
  g_autoptr (GString) body = g_string_new (NULL);
  Message message = { (char *) SUMMARY, NULL, NULL, NULL, FALSE };
  g_autofree char *title = g_strdup_printf (ngettext ("%u mail server problem", "%u mail server problems", n), n);

  for (guint i = 0; i < n; i++)
    {
      const Message *one = g_ptr_array_index (notify->waiting, i);
      message.critical = message.critical || one->critical;
      g_string_append_printf (body, "%s%s", i > 0 ? "\n" : "", one->title);
    }
  message.title = title;
  message.body = body->str;
  if (!show (notify, &message))
    return;
  for (guint i = 0; i < n; i++)
    {
      const Message *one = g_ptr_array_index (notify->waiting, i);
      tell_daemon (notify, one->id, one->step);
    }
  g_ptr_array_set_size (notify->waiting, 0);
}

static void
show_waiting (MsNotify *notify)
{
  if (notify->server == NULL || notify->waiting->len == 0)
    return;
  if (notify->waiting->len > AT_ONCE)
    show_summary (notify);
  for (guint i = 0; i < notify->waiting->len; i++)
    {
      const Message *message = g_ptr_array_index (notify->waiting, i);
      if (show (notify, message))
        tell_daemon (notify, message->id, message->step);
    }
  g_ptr_array_set_size (notify->waiting, 0);
  remember (notify);
}

static gboolean
is_open (const MsView *view, const char *alert)
{
  if (g_str_equal (alert, WELCOME))
    return TRUE; /* until the user closes it */
  for (guint i = 0; i < view->notices->len; i++)
    {
      const MsNotice *notice = g_ptr_array_index (view->notices, i);
      if (notice->open && g_str_equal (notice->id, alert))
        return TRUE;
    }
  return FALSE;
}

static gboolean
any_open (const MsView *view)
{
  for (guint i = 0; i < view->notices->len; i++)
    if (((MsNotice *) g_ptr_array_index (view->notices, i))->open)
      return TRUE;
  return FALSE;
}

/* What is over must not stand there as if it were not. */
static void
close_solved (MsNotify *notify, const MsView *view)
{
  g_autoptr (GList) alerts = g_hash_table_get_keys (notify->bubbles);

  for (GList *at = alerts; at != NULL; at = at->next)
    {
      const char *alert = at->data;
      Bubble *bubble = g_hash_table_lookup (notify->bubbles, alert);
      if (g_str_equal (alert, SUMMARY) ? any_open (view) : is_open (view, alert))
        continue;
      g_signal_handlers_disconnect_by_data (bubble->bubble, bubble);
      if (notify->server != NULL)
        notify_notification_close (bubble->bubble, NULL);
      g_hash_table_remove (notify->bubbles, alert);
      if (notify->server != NULL)
        remember (notify);
    }
}

/* Once, at the first start: what is watched from now on. It is no problem, and is confirmed like one. */
static void
add_welcome (MsNotify *notify, const char *welcome)
{
  g_auto (GStrv) parts = welcome != NULL && *welcome != '\0' ? g_strsplit (welcome, "\n", 2) : NULL;
  Message *message;

  if (parts == NULL)
    return;
  message = g_new0 (Message, 1);
  message->id = g_strdup (WELCOME);
  message->step = g_strdup ("noticed");
  message->title = g_strdup (parts[0]);
  message->body = g_strdup (parts[1] != NULL ? parts[1] : "");
  g_ptr_array_add (notify->waiting, message);
}

void
ms_notify_update (MsNotify *notify, const MsView *view)
{
  if (!view->running)
    return; /* nothing new is known; what stands stays */
  close_solved (notify, view);
  g_ptr_array_set_size (notify->waiting, 0);
  for (guint i = 0; i < view->notices->len; i++)
    {
      const MsNotice *notice = g_ptr_array_index (view->notices, i);
      Message *message;

      if (shown_before (notify, notice) || !notice->tell)
        continue;
      message = g_new0 (Message, 1);
      message->id = g_strdup (notice->id);
      message->step = g_strdup (notice->step);
      message->title = g_strdup (notice->title);
      message->body = g_strdup_printf ("%s\n%s", notice->text, notice->advice);
      message->critical = notice->critical;
      g_ptr_array_add (notify->waiting, message);
    }
  add_welcome (notify, view->welcome);
  show_waiting (notify);
}

void
ms_notify_say (MsNotify *notify, const char *text, const char *icon)
{
  NotifyNotification *bubble;
  g_autofree char *body = g_markup_escape_text (text, -1);

  if (notify->server == NULL)
    return;
  bubble = notify_notification_new (_ ("Mail certificates"), body, icon);
  notify_notification_set_hint (bubble, "transient", g_variant_new_boolean (TRUE));
  notify_notification_set_hint (bubble, "desktop-entry", g_variant_new_string (ICON));
  notify_notification_set_urgency (bubble, NOTIFY_URGENCY_LOW);
  notify_notification_show (bubble, NULL);
  g_object_unref (bubble);
}

/* ---- the server comes and goes ------------------------------------------------------------------------------- */

static gboolean
has_actions (void)
{
  GList *caps = notify_get_server_caps ();
  gboolean has = g_list_find_custom (caps, "actions", (GCompareFunc) g_strcmp0) != NULL;
  g_list_free_full (caps, g_free);
  return has;
}

static void
appeared_cb (GDBusConnection *bus, const char *name, const char *owner, gpointer data)
{
  MsNotify *notify = data;

  g_free (notify->server);
  notify->server = g_strdup (owner);
  notify->actions = has_actions ();
  recall (notify);
  show_waiting (notify);
}

/* Its ids die with it: the next server gives them to others. */
static void
vanished_cb (GDBusConnection *bus, const char *name, gpointer data)
{
  MsNotify *notify = data;

  g_clear_pointer (&notify->server, g_free);
  g_hash_table_remove_all (notify->bubbles);
}

MsNotify *
ms_notify_new (GDBusConnection *bus, const MsNotifyReplies *replies, gpointer data)
{
  MsNotify *notify = g_new0 (MsNotify, 1);

  notify_init ("Mailseal");
  notify->replies = replies;
  notify->data = data;
  notify->path = g_build_filename (g_get_user_runtime_dir (), "mailseal", "notifications", NULL);
  notify->bubbles = g_hash_table_new_full (g_str_hash, g_str_equal, NULL, (GDestroyNotify) bubble_free);
  notify->shown = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  notify->waiting = g_ptr_array_new_with_free_func ((GDestroyNotify) message_free);
  notify->watch
    = g_bus_watch_name_on_connection (bus, SERVER, G_BUS_NAME_WATCHER_FLAGS_NONE, appeared_cb, vanished_cb, notify, NULL);
  return notify;
}

void
ms_notify_free (MsNotify *notify)
{
  if (notify == NULL)
    return;
  g_bus_unwatch_name (notify->watch);
  g_hash_table_unref (notify->bubbles);
  g_hash_table_unref (notify->shown);
  g_ptr_array_unref (notify->waiting);
  g_free (notify->server);
  g_free (notify->path);
  g_free (notify);
  notify_uninit ();
}
