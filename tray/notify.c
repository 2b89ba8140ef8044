/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tray/notify.h"

#include <glib/gi18n.h>

#define WELCOME "welcome" /* what the daemon calls it */
#define SUMMARY "summary"
#define HINT    "hint"
#define ICON    "org.mailseal.Mailseal"
#define AT_ONCE 3 /* more new problems than this come as one bubble */

struct _MsNotify
{
  const MsNotifyReplies *replies;
  gpointer data;
  MsBubbles *bubbles;
  GHashTable *shown;  /* "id step": told, but the daemon has not taken note of it yet; it may have died meanwhile */
  GPtrArray *waiting; /* Message*: what is to be told, also when a server comes later */
  char *hint_title, *hint_text;
};

typedef struct
{
  char *id, *step, *title, *about, *what, *body, *advice;
  const char *icon;
  gboolean grave;
} Message;

static void
message_free (Message *message)
{
  g_free (message->id);
  g_free (message->step);
  g_free (message->title);
  g_free (message->about);
  g_free (message->what);
  g_free (message->body);
  g_free (message->advice);
  g_free (message);
}

/* Not every bubble is a problem that one can know of, or be reminded of. */
static gboolean
is_alert (const char *id)
{
  return !g_str_equal (id, WELCOME) && !g_str_equal (id, SUMMARY) && !g_str_equal (id, HINT);
}

/* ---- showing ------------------------------------------------------------------------------------------------- */

static gboolean
show (MsNotify *notify, const Message *message)
{
  const MsBubble bubble = { .id = message->id,
                            .title = message->title,
                            .about = message->about,
                            .what = message->what,
                            .body = message->body,
                            .advice = message->advice,
                            .icon = message->icon,
                            .grave = message->grave,
                            .a_problem = is_alert (message->id),
                            .a_choice = g_str_equal (message->id, WELCOME) };
  return ms_bubbles_show (notify->bubbles, &bubble);
}

static void
tell_daemon (MsNotify *notify, const char *id, const char *step)
{
  g_hash_table_add (notify->shown, g_strdup_printf ("%s %s", id, step));
  notify->replies->told (id, step, notify->data);
}

/*
 * Was this step shown already, and only the daemon does not know? It is told so until it does, also while it wants nothing
 * told.
 */
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
  Message message = { .id = (char *) SUMMARY };
  MsLook worst = MS_LOOK_ATTENTION;
  g_autofree char *title = g_strdup_printf (ngettext ("%u mail server problem", "%u mail server problems", n), n);

  for (guint i = 0; i < n; i++)
    {
      const Message *one = g_ptr_array_index (notify->waiting, i);
      message.grave = message.grave || one->grave;
      if (g_str_equal (one->icon, ms_look_icon (MS_LOOK_PROBLEM)))
        worst = MS_LOOK_PROBLEM;
      g_string_append_printf (body, "%s%s", i > 0 ? "\n" : "", one->title);
    }
  message.title = title;
  message.icon = ms_look_icon (worst);
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
show_hint (MsNotify *notify)
{
  const MsBubble bubble = { .id = HINT, .title = notify->hint_title, .body = notify->hint_text, .icon = ICON };

  if (notify->hint_text == NULL || !ms_bubbles_show (notify->bubbles, &bubble))
    return;
  g_clear_pointer (&notify->hint_title, g_free);
  g_clear_pointer (&notify->hint_text, g_free);
  notify->replies->hinted (notify->data);
}

static void
show_waiting (MsNotify *notify)
{
  show_hint (notify);
  if (!ms_bubbles_ready (notify->bubbles))
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
}

static gboolean
any_open (const MsView *view)
{
  for (guint i = 0; i < view->notices->len; i++)
    if (((MsNotice *) g_ptr_array_index (view->notices, i))->open)
      return TRUE;
  return FALSE;
}

/* What may stand there: an open alert, and what is no alert until the user closes it. */
static gboolean
is_valid (const MsView *view, const char *id)
{
  const MsNotice *notice = ms_view_notice (view, id);

  if (g_str_equal (id, SUMMARY))
    return any_open (view);
  return !is_alert (id) || (notice != NULL && notice->open && !notice->silenced);
}

/* What is over must not stand there as if it were not. */
static void
close_solved (MsNotify *notify, const MsView *view)
{
  g_auto (GStrv) ids = ms_bubbles_ids (notify->bubbles);

  for (guint i = 0; ids[i] != NULL; i++)
    if (!is_valid (view, ids[i]))
      ms_bubbles_close (notify->bubbles, ids[i]);
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
  message->icon = ICON;
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
      message->about = g_strdup (notice->about);
      message->what = g_strdup (notice->what);
      message->body = g_strdup (notice->text);
      message->advice = g_strdup (notice->advice);
      message->icon = ms_look_icon (notice->look);
      message->grave = notice->grave;
      g_ptr_array_add (notify->waiting, message);
    }
  add_welcome (notify, view->welcome);
  show_waiting (notify);
}

void
ms_notify_hint (MsNotify *notify, const char *title, const char *text)
{
  g_free (notify->hint_title);
  g_free (notify->hint_text);
  notify->hint_title = g_strdup (title);
  notify->hint_text = g_strdup (text);
  show_hint (notify);
}

void
ms_notify_say (MsNotify *notify, const char *text, const char *icon)
{
  ms_bubbles_say (notify->bubbles, text, icon);
}

void
ms_notify_close_all (MsNotify *notify)
{
  g_auto (GStrv) ids = ms_bubbles_ids (notify->bubbles);

  for (guint i = 0; ids[i] != NULL; i++)
    ms_bubbles_close (notify->bubbles, ids[i]);
}

/* ---- begin and end ------------------------------------------------------------------------------------------- */

static void
ready_cb (gpointer data)
{
  show_waiting (data);
}

static void
answered_cb (const char *id, MsAnswer answer, const char *token, gpointer data)
{
  MsNotify *notify = data;
  notify->replies->answered (is_alert (id) ? id : NULL, answer, token, notify->data);
}

static const MsBubbleEvents events = { ready_cb, answered_cb };

MsNotify *
ms_notify_new (GDBusConnection *bus, const char *theme_path, const MsNotifyReplies *replies, gpointer data)
{
  MsNotify *notify = g_new0 (MsNotify, 1);

  notify->replies = replies;
  notify->data = data;
  notify->shown = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  notify->waiting = g_ptr_array_new_with_free_func ((GDestroyNotify) message_free);
  notify->bubbles = ms_bubbles_new (bus, theme_path, &events, notify);
  return notify;
}

void
ms_notify_free (MsNotify *notify)
{
  if (notify == NULL)
    return;
  ms_bubbles_free (notify->bubbles);
  g_hash_table_unref (notify->shown);
  g_ptr_array_unref (notify->waiting);
  g_free (notify->hint_title);
  g_free (notify->hint_text);
  g_free (notify);
}
