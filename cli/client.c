/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cli/client.h"

#include "cli/cli.h"
#include "faces/json.h"
#include "faces/remote.h"
#include "faces/failure.h"

#include <glib/gi18n.h>
#include <stdio.h>

#define CONNECT_MS 5000

/* ---- the bus ------------------------------------------------------------------------------------------------ */

static void
result_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  *(GAsyncResult **) data = g_object_ref (result);
}

static gboolean
timeout_cb (gpointer data)
{
  g_cancellable_cancel (data);
  return G_SOURCE_REMOVE;
}

GDBusConnection *
ms_client_connect_bus (GBusType bus, guint timeout_ms, GError **error)
{
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (GAsyncResult) result = NULL;
  guint timer = g_timeout_add (timeout_ms, timeout_cb, cancellable);
  GDBusConnection *connection;

  g_bus_get (bus, cancellable, result_cb, &result);
  while (result == NULL)
    g_main_context_iteration (NULL, TRUE);
  if (!g_cancellable_is_cancelled (cancellable))
    g_source_remove (timer);
  connection = g_bus_get_finish (result, error);
  if (connection != NULL)
    g_dbus_connection_set_exit_on_close (connection, FALSE); /* a lost bus is an error like others */
  return connection;
}

GDBusConnection *
ms_client_connect (guint timeout_ms, GError **error)
{
  return ms_client_connect_bus (G_BUS_TYPE_SESSION, timeout_ms, error);
}

/* ---- calls -------------------------------------------------------------------------------------------------- */

static int
explain (GError *error, gboolean quiet)
{
  gboolean ambiguous, refused = ms_failure_is_refusal (error, &ambiguous);

  g_dbus_error_strip_remote_error (error);
  if (!quiet && refused)
    ms_complain ("%s", error->message);
  else if (!quiet && ms_failure_is_silence (error))
    ms_complain (_ ("The Mailseal daemon does not answer; `mailseal doctor` says more, `systemctl --user restart mailseald` "
                    "starts it anew."));
  else if (!quiet)
    ms_complain (_ ("The Mailseal daemon cannot be started (%s). Start it with `systemctl --user start mailseald`, or run "
                    "`mailseald`; `mailseal doctor` says more."),
                 error->message);
  return ambiguous ? MS_EXIT_USAGE : refused ? MS_EXIT_FAILED : MS_EXIT_NO_DAEMON;
}

/* NULL and *error if there is no bus. */
static MsDBusMailseal1 *
proxy_new (GDBusProxyFlags flags, GError **error)
{
  g_autoptr (GDBusConnection) connection = ms_client_connect (CONNECT_MS, error);

  return connection != NULL ? ms_dbus_mailseal1_proxy_new_sync (connection, flags | G_DBUS_PROXY_FLAGS_DO_NOT_CONNECT_SIGNALS,
                                                                MS_REMOTE_NAME, MS_REMOTE_PATH, NULL, error)
                            : NULL;
}

int
ms_client_call_with (const char *method, GVariant *arguments, int timeout_ms, gboolean quiet, char **ret_text)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (MsDBusMailseal1) proxy
    = proxy_new (G_DBUS_PROXY_FLAGS_DO_NOT_LOAD_PROPERTIES | G_DBUS_PROXY_FLAGS_DO_NOT_AUTO_START_AT_CONSTRUCTION, &error);
  g_autoptr (GVariant) answer = NULL;

  g_variant_ref_sink (arguments);
  *ret_text = NULL;
  if (proxy != NULL)
    {
      ms_remote_tell_locale (proxy);
      answer = g_dbus_proxy_call_sync (G_DBUS_PROXY (proxy), method, arguments, G_DBUS_CALL_FLAGS_NONE, timeout_ms, NULL, &error);
    }
  g_variant_unref (arguments);
  if (answer == NULL)
    return explain (error, quiet);
  if (g_variant_is_of_type (answer, G_VARIANT_TYPE ("(s)")))
    g_variant_get (answer, "(s)", ret_text);
  else
    *ret_text = g_strdup ("");
  return MS_EXIT_OK;
}

int
ms_client_call (const char *method, const char *first, const char *second, int timeout_ms, gboolean quiet, char **ret_text)
{
  GVariant *arguments = second != NULL  ? g_variant_new ("(ss)", first, second)
                        : first != NULL ? g_variant_new ("(s)", first)
                                        : g_variant_new ("()");
  return ms_client_call_with (method, arguments, timeout_ms, quiet, ret_text);
}

int
ms_client_array (const char *method, const char *first, int timeout_ms, gboolean quiet, JsonArray **ret_array)
{
  g_autofree char *text = NULL;
  int code = ms_client_call (method, first, NULL, timeout_ms, quiet, &text);

  *ret_array = code == MS_EXIT_OK ? ms_parse_array (text) : NULL;
  if (code != MS_EXIT_OK || *ret_array != NULL)
    return code;
  if (!quiet)
    ms_complain (_ ("The answer of the Mailseal daemon cannot be read; it may be of another version: restart it."));
  return MS_EXIT_FAILED;
}

GStrv
ms_client_notices (void)
{
  static const char *const none[] = { NULL };
  g_autoptr (MsDBusMailseal1) proxy = proxy_new (G_DBUS_PROXY_FLAGS_DO_NOT_AUTO_START, NULL);
  const char *const *notices = proxy != NULL ? ms_dbus_mailseal1_get_notices (proxy) : NULL;

  return g_strdupv ((GStrv) (notices != NULL ? notices : none));
}

void
ms_client_print_notices (void)
{
  g_auto (GStrv) notices = ms_client_notices ();

  for (guint i = 0; notices[i] != NULL; i++)
    ms_complain ("%s", notices[i]);
}

void
ms_client_print_json (JsonArray *array)
{
  for (guint i = 0; i < json_array_get_length (array); i++)
    {
      g_autofree char *line = json_to_string (json_array_get_element (array, i), FALSE);
      puts (line);
    }
}
