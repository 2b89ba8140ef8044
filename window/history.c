/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "window/history.h"

#include "faces/json.h"
#include "window/timeline/timeline.h"

#include <string.h>

struct _MsHistoryView
{
  AdwBin parent_instance;
  GCancellable *cancellable; /* of the question under way; NULL: none */
  char *shown;               /* the server, and when it was looked at */
};

G_DEFINE_FINAL_TYPE (MsHistoryView, ms_history_view, ADW_TYPE_BIN)

/* What cannot be had keeps what was shown: the page says already that the daemon is gone. */
static void
timeline_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (MsHistoryView) history = data;
  g_autoptr (GError) error = NULL;
  g_autofree char *json = NULL;

  if (ms_dbus_mailseal1_call_timeline_finish (MS_DBUS_MAILSEAL1 (source), &json, result, &error))
    ms_timeline_set (MS_TIMELINE (adw_bin_get_child (ADW_BIN (history))), json);
  else if (!g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    g_clear_pointer (&history->shown, g_free); /* asked again with the next news */
}

void
ms_history_view_show (MsHistoryView *history, MsClient *client, MsServerItem *server)
{
  const char *checked = ms_member_text (ms_server_item_get_verdict (server), "checked"), *url = ms_server_item_get_url (server);
  g_autofree char *signature = g_strdup_printf ("%s\n%s", url, checked);

  if (g_strcmp0 (signature, history->shown) == 0 || ms_client_get_phase (client) != MS_REMOTE_READY)
    return;
  if (history->shown == NULL || strncmp (history->shown, signature, strlen (url) + 1) != 0)
    ms_timeline_set (MS_TIMELINE (adw_bin_get_child (ADW_BIN (history))), ""); /* not that of another server */
  g_free (history->shown);
  history->shown = g_steal_pointer (&signature);
  g_cancellable_cancel (history->cancellable);
  g_clear_object (&history->cancellable);
  history->cancellable = g_cancellable_new ();
  ms_dbus_mailseal1_call_timeline (ms_client_get_proxy (client), url, history->cancellable, timeline_cb, g_object_ref (history));
}

static void
ms_history_view_dispose (GObject *object)
{
  MsHistoryView *history = MS_HISTORY_VIEW (object);

  g_cancellable_cancel (history->cancellable);
  g_clear_object (&history->cancellable);
  g_clear_pointer (&history->shown, g_free);
  G_OBJECT_CLASS (ms_history_view_parent_class)->dispose (object);
}

static void
ms_history_view_class_init (MsHistoryViewClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = ms_history_view_dispose;
}

static void
ms_history_view_init (MsHistoryView *history)
{
  adw_bin_set_child (ADW_BIN (history), ms_timeline_new ());
}

GtkWidget *
ms_history_view_new (void)
{
  return g_object_new (MS_TYPE_HISTORY_VIEW, NULL);
}
