/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "faces/remote.h"

#include "faces/failure.h"
#include "model/burst.h"
#include "po/locale.h"

#define SETTLE_MS 150 /* signals come in bursts */

struct _MsRemote
{
  const MsRemoteEvents *events;
  gpointer data;
  MsDBusMailseal1 *proxy;
  MsRemotePhase phase;
  char *problem;
  GCancellable *cancellable; /* ends with it; who is told of that touches nothing */
  MsBurst *news;
  gboolean asking, again; /* a question is under way; what it brings is old already */
  guint question;         /* that is under way */
  gboolean settings_stale;
  guint checks;
};

static void
set_phase (MsRemote *remote, MsRemotePhase phase, const GError *error)
{
  remote->phase = phase;
  g_free (remote->problem);
  remote->problem = error != NULL ? ms_failure_sentence (error) : NULL;
  remote->events->changed (remote->data);
}

static gboolean
is_over (const GError *error)
{
  return g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
}

/* ---- what it says ------------------------------------------------------------------------------------------------- */

/* What is asked, one after the other. */
typedef enum
{
  ASK_STATUS,
  ASK_ALERTS,
  ASK_SETTINGS,
  ASK_NOTHING,
} Question;

static const char *const methods[] = { "GetStatus", "GetAlerts", "GetSettings" };

static void
answered (MsRemote *remote, const GError *error)
{
  remote->asking = FALSE;
  if (remote->again)
    ms_burst_event (remote->news);
  else if (error == NULL || ms_remote_is_there (remote))
    set_phase (remote, error == NULL ? MS_REMOTE_READY : MS_REMOTE_MISSING, error);
}

static void
take (MsRemote *remote, GVariant *answer)
{
  gboolean (*const events[]) (const char *, gpointer)
    = { remote->events->status, remote->events->alerts, remote->events->settings };
  const char *json = "";

  if (g_variant_is_of_type (answer, G_VARIANT_TYPE ("(s)")))
    g_variant_get (answer, "(&s)", &json);
  if (!events[remote->question](json, remote->data))
    g_warning ("The daemon's answer is not understood");
}

/* Nobody asks for settings that are known, or does not want them. */
static Question
next_question (MsRemote *remote)
{
  if (remote->question != ASK_ALERTS)
    return remote->question + 1;
  if (remote->events->settings == NULL || !remote->settings_stale)
    return ASK_NOTHING;
  remote->settings_stale = FALSE;
  return ASK_SETTINGS;
}

static void ask (MsRemote *remote, Question question);

static void
told_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GVariant) answer = g_dbus_proxy_call_finish (G_DBUS_PROXY (source), result, &error);
  MsRemote *remote = data;

  if (is_over (error))
    return;
  if (answer != NULL)
    take (remote, answer);
  if (answer != NULL || remote->question == ASK_SETTINGS) /* a daemon that tells no settings is none that is missing */
    ask (remote, next_question (remote));
  else
    answered (remote, error);
}

static void
ask (MsRemote *remote, Question question)
{
  remote->question = question;
  if (question == ASK_NOTHING)
    answered (remote, NULL);
  else
    g_dbus_proxy_call (G_DBUS_PROXY (remote->proxy), methods[question], NULL, G_DBUS_CALL_FLAGS_NONE, -1, remote->cancellable,
                       told_cb, remote);
}

static void
refresh_cb (gpointer data)
{
  MsRemote *remote = data;

  remote->again = remote->asking;
  if (remote->asking || !ms_remote_is_there (remote))
    return;
  remote->asking = TRUE;
  ask (remote, ASK_STATUS);
}

static void
server_changed_cb (MsRemote *remote, const char *server)
{
  if (*server == '\0') /* the settings may be new */
    remote->settings_stale = TRUE;
  ms_burst_event (remote->news);
}

/* ---- it comes and goes -------------------------------------------------------------------------------------------- */

void
ms_remote_tell_locale (MsDBusMailseal1 *proxy)
{
  const char *locale = ms_locale_to_tell ();

  if (locale != NULL)
    ms_dbus_mailseal1_call_set_locale (proxy, locale, NULL, NULL, NULL);
}

static void
owner_cb (MsRemote *remote)
{
  if (!ms_remote_is_there (remote))
    {
      set_phase (remote, MS_REMOTE_MISSING, NULL);
      return;
    }
  ms_remote_tell_locale (remote->proxy);
  remote->settings_stale = TRUE;
  refresh_cb (remote);
}

static void
proxy_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GError) error = NULL;
  MsDBusMailseal1 *proxy = ms_dbus_mailseal1_proxy_new_for_bus_finish (result, &error);
  MsRemote *remote = data;

  if (is_over (error))
    return;
  if (proxy == NULL)
    {
      set_phase (remote, MS_REMOTE_MISSING, error);
      return;
    }
  remote->proxy = proxy;
  g_signal_connect_swapped (proxy, "notify::g-name-owner", G_CALLBACK (owner_cb), remote);
  g_signal_connect_swapped (proxy, "server-changed", G_CALLBACK (server_changed_cb), remote);
  g_signal_connect_swapped (proxy, "alert-changed", G_CALLBACK (ms_burst_event), remote->news);
  g_signal_connect_swapped (proxy, "g-properties-changed", G_CALLBACK (ms_burst_event), remote->news);
  ms_remote_start (remote);
}

static void
started_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GVariant) answer = g_dbus_connection_call_finish (G_DBUS_CONNECTION (source), result, &error);
  MsRemote *remote = data;

  if (!is_over (error) && answer == NULL && !ms_remote_is_there (remote))
    set_phase (remote, MS_REMOTE_MISSING, error);
}

/* What is asked later starts no daemon that somebody has stopped. */
void
ms_remote_start (MsRemote *remote)
{
  if (remote->phase != MS_REMOTE_STARTING)
    set_phase (remote, MS_REMOTE_STARTING, NULL);
  if (remote->proxy == NULL)
    ms_dbus_mailseal1_proxy_new_for_bus (G_BUS_TYPE_SESSION, G_DBUS_PROXY_FLAGS_DO_NOT_AUTO_START, MS_REMOTE_NAME, MS_REMOTE_PATH,
                                         remote->cancellable, proxy_cb, remote);
  else if (ms_remote_is_there (remote))
    owner_cb (remote);
  else
    g_dbus_connection_call (g_dbus_proxy_get_connection (G_DBUS_PROXY (remote->proxy)), "org.freedesktop.DBus",
                            "/org/freedesktop/DBus", "org.freedesktop.DBus", "StartServiceByName",
                            g_variant_new ("(su)", MS_REMOTE_NAME, 0), G_VARIANT_TYPE ("(u)"), G_DBUS_CALL_FLAGS_NONE, -1,
                            remote->cancellable, started_cb, remote);
}

/* ---- checks ------------------------------------------------------------------------------------------------------- */

typedef struct
{
  MsRemote *remote;
  char *url; /* NULL: all */
} Check;

static void
check_free (Check *check)
{
  g_free (check->url);
  g_free (check);
}
G_DEFINE_AUTOPTR_CLEANUP_FUNC (Check, check_free)

static void
check_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (Check) check = data;
  MsRemote *remote = check->remote;
  g_autoptr (GError) error = NULL;
  g_autoptr (GVariant) answer = g_dbus_connection_call_finish (G_DBUS_CONNECTION (source), result, &error);
  g_autofree char *refusal = NULL;

  if (is_over (error))
    return;
  remote->checks--;
  refusal = answer == NULL ? ms_failure_sentence (error) : NULL;
  remote->events->checked (check->url, refusal, remote->data);
  ms_burst_event (remote->news);
  remote->events->changed (remote->data);
}

void
ms_remote_check (MsRemote *remote, const char *url)
{
  Check *check;

  if (remote->proxy == NULL)
    return;
  check = g_new0 (Check, 1);
  check->remote = remote;
  check->url = g_strdup (url);
  remote->checks++;
  /* all servers may take as long as they like */
  g_dbus_connection_call (g_dbus_proxy_get_connection (G_DBUS_PROXY (remote->proxy)), MS_REMOTE_NAME, MS_REMOTE_PATH,
                          MS_REMOTE_NAME, "Check", g_variant_new ("(s)", url != NULL ? url : ""), G_VARIANT_TYPE ("(s)"),
                          G_DBUS_CALL_FLAGS_NONE, G_MAXINT, remote->cancellable, check_cb, check);
  remote->events->changed (remote->data);
}

/* ---- asking ------------------------------------------------------------------------------------------------------- */

MsRemotePhase
ms_remote_phase (const MsRemote *remote)
{
  return remote->phase;
}

gboolean
ms_remote_is_there (const MsRemote *remote)
{
  g_autofree char *owner = remote->proxy != NULL ? g_dbus_proxy_get_name_owner (G_DBUS_PROXY (remote->proxy)) : NULL;
  return owner != NULL;
}

guint
ms_remote_checks (const MsRemote *remote)
{
  return remote->checks;
}

const char *
ms_remote_problem (const MsRemote *remote)
{
  return remote->problem != NULL ? remote->problem : "";
}

MsDBusMailseal1 *
ms_remote_proxy (const MsRemote *remote)
{
  return remote->proxy;
}

/* ---- begin and end ------------------------------------------------------------------------------------------------ */

MsRemote *
ms_remote_new (const MsRemoteEvents *events, gpointer data)
{
  MsRemote *remote = g_new0 (MsRemote, 1);

  remote->events = events;
  remote->data = data;
  remote->cancellable = g_cancellable_new ();
  remote->news = ms_burst_new (SETTLE_MS, SETTLE_MS, refresh_cb, remote);
  return remote;
}

void
ms_remote_free (MsRemote *remote)
{
  if (remote == NULL)
    return;
  g_cancellable_cancel (remote->cancellable);
  g_object_unref (remote->cancellable);
  if (remote->proxy != NULL)
    {
      g_signal_handlers_disconnect_by_data (remote->proxy, remote);
      g_signal_handlers_disconnect_by_data (remote->proxy, remote->news);
    }
  g_clear_object (&remote->proxy);
  ms_burst_free (remote->news);
  g_free (remote->problem);
  g_free (remote);
}
