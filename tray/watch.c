/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tray/watch.h"

#include "faces/remote.h"

struct _MsWatch
{
  MsRemote *remote;
  MsView *view;
  const MsWatchEvents *events;
  gpointer data;
};

/* ---- asking -------------------------------------------------------------------------------------------------- */

static gboolean
status_cb (const char *json, gpointer data)
{
  return ms_view_set_status (((MsWatch *) data)->view, json);
}

static gboolean
alerts_cb (const char *json, gpointer data)
{
  return ms_view_set_alerts (((MsWatch *) data)->view, json);
}

static gboolean
settings_cb (const char *json, gpointer data)
{
  return ms_view_set_settings (((MsWatch *) data)->view, json);
}

static void
read_properties (MsView *view, MsDBusMailseal1 *proxy)
{
  static const char *const none[] = { NULL };
  const char *const *notices = ms_dbus_mailseal1_get_notices (proxy);

  g_free (view->state);
  view->state = g_strdup (ms_dbus_mailseal1_get_state (proxy));
  g_free (view->summary);
  view->summary = g_strdup (ms_dbus_mailseal1_get_summary (proxy));
  g_free (view->welcome);
  view->welcome = g_strdup (ms_dbus_mailseal1_get_welcome (proxy));
  g_strfreev (view->own_notices);
  view->own_notices = g_strdupv ((GStrv) (notices != NULL ? notices : none));
}

static void
changed_cb (gpointer data)
{
  MsWatch *watch = data;

  if (ms_remote_phase (watch->remote) == MS_REMOTE_STARTING)
    return;
  watch->view->running = ms_remote_is_there (watch->remote);
  watch->view->checking = ms_remote_checks (watch->remote) > 0;
  if (watch->view->running)
    read_properties (watch->view, ms_remote_proxy (watch->remote));
  watch->events->changed (watch->view, watch->data);
}

static void
checked_cb (const char *url, const char *refusal, gpointer data)
{
  MsWatch *watch = data;

  if (refusal != NULL)
    watch->events->refused (refusal, watch->data);
}

/* ---- telling ------------------------------------------------------------------------------------------------- */

void
ms_watch_check (MsWatch *watch)
{
  if (ms_remote_checks (watch->remote) == 0)
    ms_remote_check (watch->remote, NULL);
}

/* A click on what is left of an earlier run may come before there is a proxy. */
void
ms_watch_told (MsWatch *watch, const char *alert, const char *step)
{
  MsDBusMailseal1 *proxy = ms_remote_proxy (watch->remote);

  if (proxy != NULL)
    ms_dbus_mailseal1_call_told (proxy, alert, step, NULL, NULL, NULL);
}

void
ms_watch_acknowledge (MsWatch *watch, const char *alert)
{
  MsDBusMailseal1 *proxy = ms_remote_proxy (watch->remote);

  if (proxy != NULL)
    ms_dbus_mailseal1_call_acknowledge (proxy, alert, NULL, NULL, NULL);
}

void
ms_watch_snooze (MsWatch *watch, const char *alert, const char *until)
{
  MsDBusMailseal1 *proxy = ms_remote_proxy (watch->remote);

  if (proxy != NULL)
    ms_dbus_mailseal1_call_snooze (proxy, alert, until, NULL, NULL, NULL);
}

/* ---- begin and end ------------------------------------------------------------------------------------------- */

static const MsRemoteEvents remote_events = { status_cb, alerts_cb, settings_cb, changed_cb, checked_cb };

MsWatch *
ms_watch_new (const MsWatchEvents *events, gpointer data)
{
  MsWatch *watch = g_new0 (MsWatch, 1);

  watch->view = ms_view_new ();
  watch->events = events;
  watch->data = data;
  watch->remote = ms_remote_new (&remote_events, watch);
  ms_remote_start (watch->remote);
  return watch;
}

void
ms_watch_free (MsWatch *watch)
{
  if (watch == NULL)
    return;
  ms_remote_free (watch->remote);
  ms_view_free (watch->view);
  g_free (watch);
}

const MsView *
ms_watch_view (const MsWatch *watch)
{
  return watch->view;
}
