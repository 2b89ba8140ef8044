/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "window/bus.h"

#include "po/locale.h"
#include "faces/json.h"

#include <glib/gi18n.h>

#define NAME      "org.mailseal.Mailseal1"
#define PATH      "/org/mailseal/Mailseal1"
#define SETTLE_MS 150 /* signals come in bursts */

struct _MsClient
{
  GObject parent_instance;
  MsDBusMailseal1 *proxy;
  MsState *state;
  MsRemotePhase phase;
  char *problem;
  GCancellable *cancellable; /* ends with the client */
  guint settle;
  gboolean asking, again; /* a question is under way; what it brings is old already */
  guint checks;           /* under way */
};

G_DEFINE_FINAL_TYPE (MsClient, ms_client, G_TYPE_OBJECT)

static guint changed_signal, refused_signal;

char *
ms_client_sentence (const GError *error)
{
  /* What the bus itself says is English, and about names and files. */
  static const struct
  {
    GDBusError code;
    const char *sentence;
  } own[] = {
    { G_DBUS_ERROR_SERVICE_UNKNOWN, N_ ("Mailseal’s service is not installed, or not completely.") },
    { G_DBUS_ERROR_NAME_HAS_NO_OWNER, N_ ("Mailseal’s service has ended.") },
    { G_DBUS_ERROR_NO_REPLY, N_ ("Mailseal’s service does not answer.") },
    { G_DBUS_ERROR_TIMEOUT, N_ ("Mailseal’s service does not answer.") },
    { G_DBUS_ERROR_TIMED_OUT, N_ ("Mailseal’s service does not answer.") },
    { G_DBUS_ERROR_SPAWN_EXEC_FAILED, N_ ("Mailseal’s service cannot be started.") },
    { G_DBUS_ERROR_SPAWN_CHILD_EXITED, N_ ("Mailseal’s service cannot be started.") },
    { G_DBUS_ERROR_SPAWN_FILE_INVALID, N_ ("Mailseal’s service cannot be started.") },
  };
  g_autoptr (GError) copy = g_error_copy (error);

  for (gsize i = 0; i < G_N_ELEMENTS (own); i++)
    if (g_error_matches (error, G_DBUS_ERROR, (int) own[i].code))
      return g_strdup (_ (own[i].sentence));
  g_dbus_error_strip_remote_error (copy);
  return g_strdup (copy->message);
}

static void
set_phase (MsClient *client, MsRemotePhase phase, const GError *error)
{
  client->phase = phase;
  g_free (client->problem);
  client->problem = error != NULL ? ms_client_sentence (error) : NULL;
  g_signal_emit (client, changed_signal, 0);
}

/* ---- what it says ------------------------------------------------------------------------------------------------- */

static void refresh_soon (MsClient *client);

static gboolean
is_there (MsClient *client)
{
  g_autofree char *owner = client->proxy != NULL ? g_dbus_proxy_get_name_owner (G_DBUS_PROXY (client->proxy)) : NULL;
  return owner != NULL;
}

static void
answered (MsClient *client, const GError *error)
{
  client->asking = FALSE;
  if (client->again)
    refresh_soon (client);
  else if (error == NULL || is_there (client))
    set_phase (client, error == NULL ? MS_PHASE_READY : MS_PHASE_MISSING, error);
}

static void
alerts_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (MsClient) client = data;
  g_autoptr (GError) error = NULL;
  g_autofree char *json = NULL;

  if (ms_dbus_mailseal1_call_get_alerts_finish (MS_DBUS_MAILSEAL1 (source), &json, result, &error))
    ms_state_set_alerts (client->state, json);
  answered (client, error);
}

static void
status_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (MsClient) client = data;
  g_autoptr (GError) error = NULL;
  g_autofree char *json = NULL;

  if (!ms_dbus_mailseal1_call_get_status_finish (MS_DBUS_MAILSEAL1 (source), &json, result, &error))
    {
      answered (client, error);
      return;
    }
  if (!ms_state_set_status (client->state, json))
    g_warning ("The daemon's answer is not understood");
  ms_dbus_mailseal1_call_get_alerts (client->proxy, client->cancellable, alerts_cb, g_object_ref (client));
}

static gboolean
refresh_cb (gpointer data)
{
  MsClient *client = data;

  client->settle = 0;
  client->again = client->asking;
  if (!client->asking)
    {
      client->asking = TRUE;
      ms_dbus_mailseal1_call_get_status (client->proxy, client->cancellable, status_cb, g_object_ref (client));
    }
  return G_SOURCE_REMOVE;
}

static void
refresh_soon (MsClient *client)
{
  if (client->settle == 0)
    client->settle = g_timeout_add (SETTLE_MS, refresh_cb, client);
}

/* ---- it comes and goes -------------------------------------------------------------------------------------------- */

/* Its texts are in the language of whoever asks last. */
static void
tell_locale (MsClient *client)
{
  const char *locale = ms_locale_to_tell ();

  if (locale != NULL)
    ms_dbus_mailseal1_call_set_locale (client->proxy, locale, client->cancellable, NULL, NULL);
}

static void
owner_cb (MsClient *client)
{
  if (!is_there (client))
    {
      g_clear_handle_id (&client->settle, g_source_remove);
      set_phase (client, MS_PHASE_MISSING, NULL);
      return;
    }
  tell_locale (client);
  g_clear_handle_id (&client->settle, g_source_remove);
  refresh_cb (client);
}

static void
proxy_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (MsClient) client = data;
  g_autoptr (GError) error = NULL;

  client->proxy = ms_dbus_mailseal1_proxy_new_for_bus_finish (result, &error);
  if (client->proxy == NULL)
    {
      set_phase (client, MS_PHASE_MISSING, error);
      return;
    }
  g_signal_connect_object (client->proxy, "notify::g-name-owner", G_CALLBACK (owner_cb), client, G_CONNECT_SWAPPED);
  g_signal_connect_object (client->proxy, "server-changed", G_CALLBACK (refresh_soon), client, G_CONNECT_SWAPPED);
  g_signal_connect_object (client->proxy, "alert-changed", G_CALLBACK (refresh_soon), client, G_CONNECT_SWAPPED);
  g_signal_connect_object (client->proxy, "g-properties-changed", G_CALLBACK (refresh_soon), client, G_CONNECT_SWAPPED);
  if (is_there (client))
    owner_cb (client);
  else
    ms_client_start (client);
}

static void
started_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (MsClient) client = data;
  g_autoptr (GError) error = NULL;
  g_autoptr (GVariant) answer = g_dbus_connection_call_finish (G_DBUS_CONNECTION (source), result, &error);

  if (answer == NULL && !is_there (client))
    set_phase (client, MS_PHASE_MISSING, error);
}

/* What is asked later starts no daemon that somebody has stopped: that is done here, and only here. */
void
ms_client_start (MsClient *client)
{
  set_phase (client, MS_PHASE_STARTING, NULL);
  if (client->proxy == NULL)
    ms_dbus_mailseal1_proxy_new_for_bus (G_BUS_TYPE_SESSION, G_DBUS_PROXY_FLAGS_DO_NOT_AUTO_START, NAME, PATH,
                                         client->cancellable, proxy_cb, g_object_ref (client));
  else if (is_there (client))
    owner_cb (client);
  else
    g_dbus_connection_call (g_dbus_proxy_get_connection (G_DBUS_PROXY (client->proxy)), "org.freedesktop.DBus",
                            "/org/freedesktop/DBus", "org.freedesktop.DBus", "StartServiceByName",
                            g_variant_new ("(su)", NAME, 0), G_VARIANT_TYPE ("(u)"), G_DBUS_CALL_FLAGS_NONE, -1,
                            client->cancellable, started_cb, g_object_ref (client));
}

/* ---- checks ------------------------------------------------------------------------------------------------------- */

typedef struct
{
  MsClient *client;
  char *url; /* NULL: all */
} Check;

static void
check_free (Check *check)
{
  g_object_unref (check->client);
  g_free (check->url);
  g_free (check);
}
G_DEFINE_AUTOPTR_CLEANUP_FUNC (Check, check_free)

static void
not_checking_cb (MsServerItem *server, gpointer data)
{
  ms_server_item_set_checking (server, FALSE);
}

static void
checking_cb (MsServerItem *server, gpointer data)
{
  ms_server_item_set_checking (server, TRUE);
}

static void
check_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (Check) check = data;
  MsClient *client = check->client;
  MsServerItem *server = check->url != NULL ? ms_state_find (client->state, check->url) : NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (GVariant) answer = g_dbus_proxy_call_finish (G_DBUS_PROXY (source), result, &error);

  client->checks--;
  if (check->url == NULL || client->checks == 0)
    ms_state_foreach (client->state, not_checking_cb, NULL);
  else if (server != NULL)
    ms_server_item_set_checking (server, FALSE);
  if (answer == NULL && !g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    {
      g_autofree char *sentence = ms_client_sentence (error);
      g_signal_emit (client, refused_signal, 0, sentence);
    }
  refresh_soon (client);
  g_signal_emit (client, changed_signal, 0);
}

void
ms_client_check (MsClient *client, MsServerItem *server)
{
  Check *check;

  if (client->proxy == NULL)
    return;
  check = g_new0 (Check, 1);
  check->client = g_object_ref (client);
  check->url = server != NULL ? g_strdup (ms_server_item_get_url (server)) : NULL;
  client->checks++;
  if (server != NULL)
    ms_server_item_set_checking (server, TRUE);
  else
    ms_state_foreach (client->state, checking_cb, NULL);
  /* all servers may take as long as they like */
  g_dbus_proxy_call (G_DBUS_PROXY (client->proxy), "Check", g_variant_new ("(s)", check->url != NULL ? check->url : ""),
                     G_DBUS_CALL_FLAGS_NONE, G_MAXINT, client->cancellable, check_cb, check);
  g_signal_emit (client, changed_signal, 0);
}

/* ---- asking ------------------------------------------------------------------------------------------------------- */

MsRemotePhase
ms_client_get_phase (MsClient *client)
{
  return client->phase;
}

MsState *
ms_client_get_state (MsClient *client)
{
  return client->state;
}

const char *
ms_client_get_problem (MsClient *client)
{
  return client->problem != NULL ? client->problem : "";
}

const char *
ms_client_get_summary (MsClient *client)
{
  const char *summary = client->proxy != NULL ? ms_dbus_mailseal1_get_summary (client->proxy) : NULL;
  return summary != NULL ? summary : "";
}

const char *const *
ms_client_get_notices (MsClient *client)
{
  static const char *const none[] = { NULL };
  const char *const *notices = client->proxy != NULL ? ms_dbus_mailseal1_get_notices (client->proxy) : NULL;
  return notices != NULL ? notices : none;
}

gboolean
ms_client_is_checking (MsClient *client)
{
  return client->checks > 0;
}

MsDBusMailseal1 *
ms_client_get_proxy (MsClient *client)
{
  return client->proxy;
}

/* ---- the object --------------------------------------------------------------------------------------------------- */

static void
ms_client_dispose (GObject *object)
{
  MsClient *client = MS_CLIENT (object);

  g_clear_handle_id (&client->settle, g_source_remove);
  g_cancellable_cancel (client->cancellable);
  g_clear_object (&client->cancellable);
  g_clear_object (&client->proxy);
  g_clear_pointer (&client->state, ms_state_free);
  g_clear_pointer (&client->problem, g_free);
  G_OBJECT_CLASS (ms_client_parent_class)->dispose (object);
}

static void
ms_client_class_init (MsClientClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = ms_client_dispose;
  changed_signal = g_signal_new ("changed", MS_TYPE_CLIENT, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
  refused_signal
    = g_signal_new ("refused", MS_TYPE_CLIENT, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 1, G_TYPE_STRING);
}

static void
ms_client_init (MsClient *client)
{
  client->state = ms_state_new ();
  client->cancellable = g_cancellable_new ();
}

MsClient *
ms_client_new (void)
{
  return g_object_new (MS_TYPE_CLIENT, NULL);
}
