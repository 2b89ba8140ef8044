/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "daemon/service/bus.h"

#include <glib/gi18n.h>
#include <string.h>

#include "faces/mailseal-dbus.h"

#define BUS_NAME        "org.mailseal.Mailseal1"
#define OBJECT_PATH     "/org/mailseal/Mailseal1"
#define ERROR_FAILED    "org.mailseal.Mailseal1.Error.Failed"
#define ERROR_AMBIGUOUS "org.mailseal.Mailseal1.Error.Ambiguous"
#define MAX_ARGUMENT    4096 /* bytes; no target, name or id comes near it */

#define N_TEXT_METHODS 11

/* A method with one text, and what answers it. */
typedef struct
{
  MsBus *bus;
  MsBusMethod method;
} TextMethod;

struct _MsBus
{
  const MsBusOps *ops;
  gpointer ops_data;
  const MsBusEvents *events;
  gpointer data;
  MsDBusMailseal1 *skeleton;
  TextMethod text_methods[N_TEXT_METHODS];
  GDBusConnection *connection; /* NULL until the bus was reached */
  guint owner;
};

struct _MsReply
{
  GDBusMethodInvocation *invocation;
};

/* ---- replies ------------------------------------------------------------------------------------------------ */

static MsReply *
reply_new (GDBusMethodInvocation *invocation)
{
  MsReply *reply = g_new0 (MsReply, 1);
  reply->invocation = invocation; /* the handler owns it; the return functions below consume it */
  return reply;
}

void
ms_reply_ok (MsReply *reply, const char *text)
{
  const GDBusMethodInfo *info = g_dbus_method_invocation_get_method_info (reply->invocation);
  GVariant *value = NULL;

  if (info->out_args != NULL && info->out_args[0] != NULL)
    value = g_variant_new ("(@s)", g_variant_new_take_string (g_utf8_make_valid (text != NULL ? text : "", -1)));
  g_dbus_method_invocation_return_value (reply->invocation, value);
  g_free (reply);
}

static void
reply_error (MsReply *reply, const char *name, const char *message)
{
  g_autofree char *valid = g_utf8_make_valid (message, -1);

  g_dbus_method_invocation_return_dbus_error (reply->invocation, name, valid);
  g_free (reply);
}

void
ms_reply_failed (MsReply *reply, const char *message)
{
  reply_error (reply, ERROR_FAILED, message);
}

void
ms_reply_ambiguous (MsReply *reply, const char *message)
{
  reply_error (reply, ERROR_AMBIGUOUS, message);
}

/* The reply to give, or NULL if the call was refused (and answered) because an argument is out of bounds. */
static MsReply *
accept_call (GDBusMethodInvocation *invocation, const char *first, const char *second)
{
  MsReply *reply = reply_new (invocation);

  if (strlen (first) <= MAX_ARGUMENT && strlen (second) <= MAX_ARGUMENT)
    return reply;
  ms_reply_failed (reply, _ ("That is too long to be the name of a server or an alert."));
  return NULL;
}

/* ---- methods ------------------------------------------------------------------------------------------------ */

static gboolean
handle_get_status (MsDBusMailseal1 *skeleton, GDBusMethodInvocation *invocation, MsBus *bus)
{
  g_autofree char *status = bus->ops->get_status (bus->ops_data);
  ms_reply_ok (reply_new (invocation), status);
  return G_DBUS_METHOD_INVOCATION_HANDLED;
}

static gboolean
handle_get_alerts (MsDBusMailseal1 *skeleton, GDBusMethodInvocation *invocation, MsBus *bus)
{
  g_autofree char *alerts = bus->ops->get_alerts (bus->ops_data);
  ms_reply_ok (reply_new (invocation), alerts);
  return G_DBUS_METHOD_INVOCATION_HANDLED;
}

static gboolean
handle_text (MsDBusMailseal1 *skeleton, GDBusMethodInvocation *invocation, const char *text, TextMethod *called)
{
  MsReply *reply = accept_call (invocation, text, "");
  if (reply != NULL)
    called->method (text, reply, called->bus->ops_data);
  return G_DBUS_METHOD_INVOCATION_HANDLED;
}

static void
connect_text_methods (MsBus *bus)
{
  const struct
  {
    const char *signal;
    MsBusMethod method;
  } rows[N_TEXT_METHODS] = {
    { "handle-check", bus->ops->check },       { "handle-add", bus->ops->add },
    { "handle-remove", bus->ops->remove },     { "handle-acknowledge", bus->ops->acknowledge },
    { "handle-history", bus->ops->history },   { "handle-why", bus->ops->why },
    { "handle-timeline", bus->ops->timeline }, { "handle-export", bus->ops->export },
    { "handle-report", bus->ops->report },     { "handle-set-locale", bus->ops->set_locale },
    { "handle-programs", bus->ops->programs },
  };

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      bus->text_methods[i] = (TextMethod){ bus, rows[i].method };
      g_signal_connect (bus->skeleton, rows[i].signal, G_CALLBACK (handle_text), &bus->text_methods[i]);
    }
}

static gboolean
handle_snooze (MsDBusMailseal1 *skeleton, GDBusMethodInvocation *invocation, const char *alert, const char *until, MsBus *bus)
{
  MsReply *reply = accept_call (invocation, alert, until);
  if (reply != NULL)
    bus->ops->snooze (alert, until, reply, bus->ops_data);
  return G_DBUS_METHOD_INVOCATION_HANDLED;
}

static gboolean
handle_accept (MsDBusMailseal1 *skeleton, GDBusMethodInvocation *invocation, const char *server, GVariant *given, MsBus *bus)
{
  MsAcceptOptions options = { FALSE, NULL, NULL };
  MsReply *reply;

  g_variant_lookup (given, "key", "b", &options.key);
  g_variant_lookup (given, "until", "&s", &options.until);
  g_variant_lookup (given, "reason", "&s", &options.reason);
  reply = accept_call (invocation, server, options.reason != NULL ? options.reason : "");
  if (reply != NULL)
    bus->ops->accept (server, &options, reply, bus->ops_data);
  return G_DBUS_METHOD_INVOCATION_HANDLED;
}

static gboolean
handle_get_settings (MsDBusMailseal1 *skeleton, GDBusMethodInvocation *invocation, MsBus *bus)
{
  g_autofree char *settings = bus->ops->get_settings (bus->ops_data);
  ms_reply_ok (reply_new (invocation), settings);
  return G_DBUS_METHOD_INVOCATION_HANDLED;
}

static gboolean
handle_configure (MsDBusMailseal1 *skeleton, GDBusMethodInvocation *invocation, const char *server, GVariant *values, MsBus *bus)
{
  MsReply *reply = accept_call (invocation, server, "");
  g_autoptr (GPtrArray) pairs = g_ptr_array_new ();
  GVariantIter iter;
  const char *key, *value;

  if (reply == NULL)
    return G_DBUS_METHOD_INVOCATION_HANDLED;
  if (g_variant_get_size (values) > MAX_ARGUMENT)
    {
      ms_reply_failed (reply, _ ("These settings are too long."));
      return G_DBUS_METHOD_INVOCATION_HANDLED;
    }
  g_variant_iter_init (&iter, values);
  while (g_variant_iter_next (&iter, "{&s&s}", &key, &value))
    {
      g_ptr_array_add (pairs, (gpointer) key);
      g_ptr_array_add (pairs, (gpointer) value);
    }
  g_ptr_array_add (pairs, NULL);
  bus->ops->configure (server, (const char *const *) pairs->pdata, reply, bus->ops_data);
  return G_DBUS_METHOD_INVOCATION_HANDLED;
}

static gboolean
handle_told (MsDBusMailseal1 *skeleton, GDBusMethodInvocation *invocation, const char *alert, const char *step, MsBus *bus)
{
  MsReply *reply = accept_call (invocation, alert, step);
  if (reply != NULL)
    bus->ops->told (alert, step, reply, bus->ops_data);
  return G_DBUS_METHOD_INVOCATION_HANDLED;
}

static const struct
{
  const char *signal;
  GCallback handler;
} methods[] = {
  { "handle-get-status", G_CALLBACK (handle_get_status) },
  { "handle-get-alerts", G_CALLBACK (handle_get_alerts) },
  { "handle-snooze", G_CALLBACK (handle_snooze) },
  { "handle-accept", G_CALLBACK (handle_accept) },
  { "handle-get-settings", G_CALLBACK (handle_get_settings) },
  { "handle-configure", G_CALLBACK (handle_configure) },
  { "handle-told", G_CALLBACK (handle_told) },
};

/* ---- the name ----------------------------------------------------------------------------------------------- */

static void
bus_acquired (GDBusConnection *connection, const char *name, gpointer data)
{
  MsBus *bus = data;
  g_autoptr (GError) error = NULL;

  bus->connection = g_object_ref (connection);
  /* GLib would raise SIGTERM; `lost` lets the daemon close its store in order. */
  g_dbus_connection_set_exit_on_close (connection, FALSE);
  if (!g_dbus_interface_skeleton_export (G_DBUS_INTERFACE_SKELETON (bus->skeleton), connection, OBJECT_PATH, &error))
    bus->events->lost (error->message, bus->data);
}

static void
name_acquired (GDBusConnection *connection, const char *name, gpointer data)
{
  MsBus *bus = data;

  bus->events->owned (bus->data);
}

static void
name_lost (GDBusConnection *connection, const char *name, gpointer data)
{
  MsBus *bus = data;

  if (bus->connection == NULL)
    bus->events->lost (_ ("There is no session bus to talk to."), bus->data);
  else if (connection == NULL || g_dbus_connection_is_closed (connection))
    bus->events->lost (_ ("The session bus has gone away."), bus->data);
  else
    bus->events->lost (_ ("Mailseal is already running in this session."), bus->data);
}

MsBus *
ms_bus_new (const MsBusOps *ops, gpointer ops_data, const MsBusEvents *events, gpointer data)
{
  MsBus *bus = g_new0 (MsBus, 1);

  bus->ops = ops;
  bus->ops_data = ops_data;
  bus->events = events;
  bus->data = data;
  bus->skeleton = ms_dbus_mailseal1_skeleton_new ();
  ms_dbus_mailseal1_set_version (bus->skeleton, MS_VERSION);
  ms_dbus_mailseal1_set_state (bus->skeleton, "unknown");
  ms_dbus_mailseal1_set_summary (bus->skeleton, "");
  for (guint i = 0; i < G_N_ELEMENTS (methods); i++)
    g_signal_connect (bus->skeleton, methods[i].signal, methods[i].handler, bus);
  connect_text_methods (bus);
  bus->owner = g_bus_own_name (G_BUS_TYPE_SESSION, BUS_NAME, G_BUS_NAME_OWNER_FLAGS_DO_NOT_QUEUE, bus_acquired, name_acquired,
                               name_lost, bus, NULL);
  return bus;
}

void
ms_bus_free (MsBus *bus)
{
  GDBusInterfaceSkeleton *skeleton;

  if (bus == NULL)
    return;
  skeleton = G_DBUS_INTERFACE_SKELETON (bus->skeleton);
  g_dbus_interface_skeleton_flush (skeleton); /* a change of the properties may still wait for the idle loop */
  g_clear_handle_id (&bus->owner, g_bus_unown_name);
  g_signal_handlers_disconnect_by_data (bus->skeleton, bus);
  for (guint i = 0; i < N_TEXT_METHODS; i++)
    g_signal_handlers_disconnect_by_data (bus->skeleton, &bus->text_methods[i]);
  if (g_dbus_interface_skeleton_get_connection (skeleton) != NULL)
    g_dbus_interface_skeleton_unexport (skeleton);
  if (bus->connection != NULL && !g_dbus_connection_is_closed (bus->connection))
    g_dbus_connection_flush_sync (bus->connection, NULL, NULL);
  g_clear_object (&bus->connection);
  g_object_unref (bus->skeleton);
  g_free (bus);
}

/* ---- what the daemon tells ---------------------------------------------------------------------------------- */

void
ms_bus_set_state (MsBus *bus, const char *state, const char *summary)
{
  g_autofree char *valid = g_utf8_make_valid (summary, -1);

  ms_dbus_mailseal1_set_state (bus->skeleton, state);
  ms_dbus_mailseal1_set_summary (bus->skeleton, valid);
}

void
ms_bus_set_notices (MsBus *bus, const char *const *notices)
{
  ms_dbus_mailseal1_set_notices (bus->skeleton, notices);
}

void
ms_bus_set_store (MsBus *bus, const char *const *notices)
{
  ms_dbus_mailseal1_set_store (bus->skeleton, notices);
}

void
ms_bus_set_welcome (MsBus *bus, const char *text)
{
  ms_dbus_mailseal1_set_welcome (bus->skeleton, text);
}

void
ms_bus_server_changed (MsBus *bus, const char *url)
{
  ms_dbus_mailseal1_emit_server_changed (bus->skeleton, url);
}

void
ms_bus_alert_changed (MsBus *bus, const char *id)
{
  ms_dbus_mailseal1_emit_alert_changed (bus->skeleton, id);
}
