/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "window/bus.h"

struct _MsClient
{
  GObject parent_instance;
  MsRemote *remote;
  MsState *state;
};

G_DEFINE_FINAL_TYPE (MsClient, ms_client, G_TYPE_OBJECT)

static guint changed_signal, refused_signal;

/* ---- what it says ------------------------------------------------------------------------------------------------- */

static gboolean
status_cb (const char *json, gpointer data)
{
  return ms_state_set_status (MS_CLIENT (data)->state, json);
}

static gboolean
alerts_cb (const char *json, gpointer data)
{
  return ms_state_set_alerts (MS_CLIENT (data)->state, json);
}

static void
changed_cb (gpointer data)
{
  g_signal_emit (data, changed_signal, 0);
}

/* ---- checks ------------------------------------------------------------------------------------------------------- */

static void
set_checking_cb (MsServerItem *server, gpointer checking)
{
  ms_server_item_set_checking (server, GPOINTER_TO_INT (checking));
}

static void
checked_cb (const char *url, const char *refusal, gpointer data)
{
  MsClient *client = data;
  MsServerItem *server = url != NULL ? ms_state_find (client->state, url) : NULL;

  if (url == NULL || ms_remote_checks (client->remote) == 0)
    ms_state_foreach (client->state, set_checking_cb, GINT_TO_POINTER (FALSE));
  else if (server != NULL)
    ms_server_item_set_checking (server, FALSE);
  if (refusal != NULL)
    g_signal_emit (client, refused_signal, 0, refusal);
}

void
ms_client_check (MsClient *client, MsServerItem *server)
{
  if (ms_remote_proxy (client->remote) == NULL)
    return;
  if (server != NULL)
    ms_server_item_set_checking (server, TRUE);
  else
    ms_state_foreach (client->state, set_checking_cb, GINT_TO_POINTER (TRUE));
  ms_remote_check (client->remote, server != NULL ? ms_server_item_get_url (server) : NULL);
}

/* ---- asking ------------------------------------------------------------------------------------------------------- */

void
ms_client_start (MsClient *client)
{
  ms_remote_start (client->remote);
}

MsRemotePhase
ms_client_get_phase (MsClient *client)
{
  return ms_remote_phase (client->remote);
}

MsState *
ms_client_get_state (MsClient *client)
{
  return client->state;
}

const char *
ms_client_get_problem (MsClient *client)
{
  return ms_remote_problem (client->remote);
}

const char *const *
ms_client_get_notices (MsClient *client)
{
  static const char *const none[] = { NULL };
  MsDBusMailseal1 *proxy = ms_remote_proxy (client->remote);
  const char *const *notices = proxy != NULL ? ms_dbus_mailseal1_get_notices (proxy) : NULL;
  return notices != NULL ? notices : none;
}

gboolean
ms_client_is_checking (MsClient *client)
{
  return ms_remote_checks (client->remote) > 0;
}

MsDBusMailseal1 *
ms_client_get_proxy (MsClient *client)
{
  return ms_remote_proxy (client->remote);
}

/* ---- the object --------------------------------------------------------------------------------------------------- */

static void
ms_client_finalize (GObject *object)
{
  MsClient *client = MS_CLIENT (object);

  ms_remote_free (client->remote);
  ms_state_free (client->state);
  G_OBJECT_CLASS (ms_client_parent_class)->finalize (object);
}

static void
ms_client_class_init (MsClientClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = ms_client_finalize;
  changed_signal = g_signal_new ("changed", MS_TYPE_CLIENT, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
  refused_signal
    = g_signal_new ("refused", MS_TYPE_CLIENT, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 1, G_TYPE_STRING);
}

static void
ms_client_init (MsClient *client)
{
  static const MsRemoteEvents events = { .status = status_cb, .alerts = alerts_cb, .changed = changed_cb, .checked = checked_cb };

  client->state = ms_state_new ();
  client->remote = ms_remote_new (&events, client);
}

MsClient *
ms_client_new (void)
{
  return g_object_new (MS_TYPE_CLIENT, NULL);
}
