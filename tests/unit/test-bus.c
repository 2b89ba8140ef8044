/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The D-Bus face on a private bus: what goes in comes out, and bad input is refused. */
#include "daemon/service/bus.h"

#include <gio/gio.h>

#include "faces/mailseal-dbus.h"

typedef struct
{
  GTestDBus *daemon;
  MsBus *bus;
  GString *calls; /* what the ops were asked for */
  MsReply *later; /* a reply kept for later */
  gboolean owned;
  char *lost; /* why */
  GDBusConnection *peer;
  GString *signals;
} Fixture;

/* ---- ops that write down what they were asked --------------------------------------------------------------- */

static char *
get_status (gpointer data)
{
  return g_strdup ("[{\"url\":\"imaps://a.example\"}]");
}

static char *
get_alerts (gpointer data)
{
  return g_strdup ("[]");
}

static void
check (const char *server, MsReply *reply, gpointer data)
{
  Fixture *f = data;
  g_string_append_printf (f->calls, "check(%s)", server);
  if (g_str_equal (server, "later"))
    f->later = reply;
  else
    ms_reply_ok (reply, "[\"done\"]");
}

static void
add (const char *target, MsReply *reply, gpointer data)
{
  Fixture *f = data;
  g_string_append_printf (f->calls, "add(%s)", target);
  ms_reply_failed (reply, "The server \xff is not wanted.");
}

static void
remove_server (const char *server, MsReply *reply, gpointer data)
{
  Fixture *f = data;
  g_string_append_printf (f->calls, "remove(%s)", server);
  ms_reply_ok (reply, "ignored");
}

static void
acknowledge (const char *alert, MsReply *reply, gpointer data)
{
  Fixture *f = data;
  g_string_append_printf (f->calls, "acknowledge(%s)", alert);
  ms_reply_ok (reply, NULL);
}

static void
snooze (const char *alert, const char *until, MsReply *reply, gpointer data)
{
  Fixture *f = data;
  g_string_append_printf (f->calls, "snooze(%s,%s)", alert, until);
  ms_reply_ok (reply, NULL);
}

static void
accept_server (const char *server, const MsAcceptOptions *options, MsReply *reply, gpointer data)
{
  Fixture *f = data;
  g_string_append_printf (f->calls, "accept(%s,%d,%s,%s)", server, options->key, options->until, options->reason);
  ms_reply_ambiguous (reply, "Which?");
}

static void
history (const char *server, MsReply *reply, gpointer data)
{
  Fixture *f = data;
  g_string_append_printf (f->calls, "history(%s)", server);
  ms_reply_ok (reply, NULL);
}

static void
why (const char *server, MsReply *reply, gpointer data)
{
  Fixture *f = data;
  g_string_append_printf (f->calls, "why(%s)", server);
  ms_reply_ok (reply, "Because\nso.");
}

static char *
get_settings (gpointer data)
{
  return g_strdup ("{}");
}

static void
configure (const char *server, const char *const *pairs, MsReply *reply, gpointer data)
{
  Fixture *f = data;

  g_string_append_printf (f->calls, "configure(%s", server);
  for (guint i = 0; pairs[i] != NULL; i += 2)
    g_string_append_printf (f->calls, ",%s=%s", pairs[i], pairs[i + 1]);
  g_string_append (f->calls, ")");
  ms_reply_ok (reply, NULL);
}

static void
timeline (const char *server, MsReply *reply, gpointer data)
{
  Fixture *f = data;
  g_string_append_printf (f->calls, "timeline(%s)", server);
  ms_reply_ok (reply, "{}");
}

static void
export_server (const char *server, MsReply *reply, gpointer data)
{
  Fixture *f = data;
  g_string_append_printf (f->calls, "export(%s)", server);
  ms_reply_ok (reply, "PEM");
}

static void
report (const char *server, MsReply *reply, gpointer data)
{
  Fixture *f = data;
  g_string_append_printf (f->calls, "report(%s)", server);
  ms_reply_ok (reply, "Dear provider,");
}

static void
told (const char *alert, const char *step, MsReply *reply, gpointer data)
{
  Fixture *f = data;
  g_string_append_printf (f->calls, "told(%s,%s)", alert, step);
  ms_reply_ok (reply, NULL);
}

static void
set_locale (const char *locale, MsReply *reply, gpointer data)
{
  Fixture *f = data;
  g_string_append_printf (f->calls, "set_locale(%s)", locale);
  ms_reply_ok (reply, NULL);
}

static void
owned (gpointer data)
{
  Fixture *f = data;
  f->owned = TRUE;
}

static void
lost (const char *why, gpointer data)
{
  Fixture *f = data;
  g_free (f->lost);
  f->lost = g_strdup (why);
}

static const MsBusOps ops = { .get_status = get_status,
                              .get_alerts = get_alerts,
                              .check = check,
                              .add = add,
                              .remove = remove_server,
                              .acknowledge = acknowledge,
                              .snooze = snooze,
                              .accept = accept_server,
                              .history = history,
                              .why = why,
                              .get_settings = get_settings,
                              .configure = configure,
                              .timeline = timeline,
                              .export = export_server,
                              .report = report,
                              .told = told,
                              .set_locale = set_locale };

static const MsBusEvents events = { .owned = owned, .lost = lost };

/* ---- a client on a connection of its own -------------------------------------------------------------------- */

static void
store_result (GObject *source, GAsyncResult *result, gpointer data)
{
  *(GAsyncResult **) data = g_object_ref (result);
}

static GDBusConnection *
connect_peer (Fixture *f)
{
  GDBusConnection *peer = g_dbus_connection_new_for_address_sync (
    g_test_dbus_get_bus_address (f->daemon),
    G_DBUS_CONNECTION_FLAGS_AUTHENTICATION_CLIENT | G_DBUS_CONNECTION_FLAGS_MESSAGE_BUS_CONNECTION, NULL, NULL, NULL);
  g_assert_nonnull (peer);
  return peer;
}

/* "text" of the result, "" if it has none, or "!error" */
static char *
call (Fixture *f, const char *method, GVariant *arguments)
{
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (GVariant) value = NULL;
  g_autofree char *remote = NULL;
  const char *text = "";

  g_dbus_connection_call (f->peer, "org.mailseal.Mailseal1", "/org/mailseal/Mailseal1", "org.mailseal.Mailseal1", method,
                          arguments, NULL, G_DBUS_CALL_FLAGS_NO_AUTO_START, 5000, NULL, store_result, &result);
  while (result == NULL)
    g_main_context_iteration (NULL, TRUE);
  value = g_dbus_connection_call_finish (f->peer, result, &error);
  if (value == NULL)
    {
      remote = g_dbus_error_get_remote_error (error);
      g_dbus_error_strip_remote_error (error);
      return g_strdup_printf ("!%s %s", remote, error->message);
    }
  if (g_variant_n_children (value) > 0)
    g_variant_get (value, "(&s)", &text);
  return g_strdup (text);
}

static char *
property (Fixture *f, const char *name)
{
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GVariant) value = NULL;
  g_autoptr (GVariant) inner = NULL;

  g_dbus_connection_call (f->peer, "org.mailseal.Mailseal1", "/org/mailseal/Mailseal1", "org.freedesktop.DBus.Properties", "Get",
                          g_variant_new ("(ss)", "org.mailseal.Mailseal1", name), NULL, G_DBUS_CALL_FLAGS_NO_AUTO_START, 5000,
                          NULL, store_result, &result);
  while (result == NULL)
    g_main_context_iteration (NULL, TRUE);
  value = g_dbus_connection_call_finish (f->peer, result, NULL);
  g_assert_nonnull (value);
  g_variant_get (value, "(v)", &inner);
  return g_variant_dup_string (inner, NULL);
}

static void
signal_cb (GDBusConnection *connection, const char *sender, const char *path, const char *interface, const char *name,
           GVariant *arguments, gpointer data)
{
  Fixture *f = data;
  g_autofree char *text = g_variant_print (arguments, FALSE);
  g_string_append_printf (f->signals, "%s%s", name, text);
}

static void
appeared (GDBusConnection *connection, const char *name, const char *owner, gpointer data)
{
  *(gboolean *) data = TRUE;
}

static void
set_up (Fixture *f, gconstpointer data)
{
  gboolean there = FALSE;
  guint watch;

  f->daemon = g_test_dbus_new (G_TEST_DBUS_NONE);
  g_test_dbus_up (f->daemon);
  f->calls = g_string_new (NULL);
  f->signals = g_string_new (NULL);
  f->peer = connect_peer (f);
  f->bus = ms_bus_new (&ops, f, &events, f);
  ms_bus_set_state (f->bus, "warning", "Bad \xfe news");
  watch = g_bus_watch_name_on_connection (f->peer, "org.mailseal.Mailseal1", G_BUS_NAME_WATCHER_FLAGS_NONE, appeared, NULL,
                                          &there, NULL);
  while (!there || !f->owned)
    g_main_context_iteration (NULL, TRUE);
  g_bus_unwatch_name (watch);
}

static void
tear_down (Fixture *f, gconstpointer data)
{
  ms_bus_free (f->bus);
  g_clear_object (&f->peer);
  g_test_dbus_down (f->daemon);
  g_object_unref (f->daemon);
  g_string_free (f->calls, TRUE);
  g_string_free (f->signals, TRUE);
  g_free (f->lost);
}

/* ---- tests -------------------------------------------------------------------------------------------------- */

static void
test_methods (Fixture *f, gconstpointer data)
{
  static const struct
  {
    const char *method;
    const char *first, *second; /* NULL: none */
    const char *asked;
    const char *answer;
  } table[] = {
    { "GetStatus", NULL, NULL, "", "[{\"url\":\"imaps://a.example\"}]" },
    { "GetAlerts", NULL, NULL, "", "[]" },
    { "Check", "", NULL, "check()", "[\"done\"]" },
    { "Check", "a.example", NULL, "check(a.example)", "[\"done\"]" },
    { "Add", "x", NULL, "add(x)", "!org.mailseal.Mailseal1.Error.Failed The server \xEF\xBF\xBD is not wanted." },
    { "Remove", "x", NULL, "remove(x)", "" },
    { "Acknowledge", "id-1", NULL, "acknowledge(id-1)", "" },
    { "Snooze", "id-1", "7d", "snooze(id-1,7d)", "" },
    { "History", "x", NULL, "history(x)", "" },
    { "Why", "x", NULL, "why(x)", "Because\nso." },
    { "GetSettings", NULL, NULL, "", "{}" },
    { "Timeline", "x", NULL, "timeline(x)", "{}" },
    { "Export", "x", NULL, "export(x)", "PEM" },
    { "Report", "x", NULL, "report(x)", "Dear provider," },
    { "Told", "id-1", "urgent", "told(id-1,urgent)", "" },
    { "SetLocale", "de_DE.UTF-8", NULL, "set_locale(de_DE.UTF-8)", "" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (table); i++)
    {
      GVariant *arguments = table[i].second != NULL  ? g_variant_new ("(ss)", table[i].first, table[i].second)
                            : table[i].first != NULL ? g_variant_new ("(s)", table[i].first)
                                                     : NULL;
      g_autofree char *answer = NULL;
      g_string_truncate (f->calls, 0);
      answer = call (f, table[i].method, arguments);
      g_assert_cmpstr (f->calls->str, ==, table[i].asked);
      g_assert_cmpstr (answer, ==, table[i].answer);
    }
  g_assert_null (f->lost);
}

static void
test_configure (Fixture *f, gconstpointer data)
{
  g_autofree char *long_ = g_strnfill (4097, 'x');
  g_autofree char *fine = call (f, "Configure", g_variant_new_parsed ("('imaps://a', {'Notify': 'false', 'Role': 'admin'})"));
  g_autofree char *nothing = call (f, "Configure", g_variant_new_parsed ("('', @a{ss} {})")), *refused = NULL;

  g_assert_cmpstr (fine, ==, "");
  g_assert_cmpstr (nothing, ==, "");
  g_assert_cmpstr (f->calls->str, ==, "configure(imaps://a,Notify=false,Role=admin)configure()");
  g_string_truncate (f->calls, 0);
  refused = call (f, "Configure", g_variant_new_parsed ("('', {'CaFile': %s})", long_));
  g_assert_true (g_str_has_prefix (refused, "!org.mailseal.Mailseal1.Error.Failed "));
  g_assert_cmpstr (f->calls->str, ==, "");
}

/* No argument of more than 4096 bytes reaches the engine. */
static void
test_bounds (Fixture *f, gconstpointer data)
{
  static const char *const methods[]
    = { "Check", "Add", "Remove", "Acknowledge", "History", "Why", "Timeline", "Export", "Report", "SetLocale" };
  g_autofree char *fits = g_strnfill (4096, 'x');
  g_autofree char *long_ = g_strnfill (4097, 'x');
  g_autofree char *fine = call (f, "History", g_variant_new ("(s)", fits));

  g_assert_cmpstr (fine, ==, "");
  g_string_truncate (f->calls, 0);
  for (guint i = 0; i < G_N_ELEMENTS (methods); i++)
    {
      g_autofree char *answer = call (f, methods[i], g_variant_new ("(s)", long_));
      g_assert_true (g_str_has_prefix (answer, "!org.mailseal.Mailseal1.Error.Failed "));
    }
  for (guint i = 0; i < 2; i++)
    {
      g_autofree char *first = call (f, i == 0 ? "Snooze" : "Told", g_variant_new ("(ss)", long_, "7d"));
      g_autofree char *second = call (f, i == 0 ? "Snooze" : "Told", g_variant_new ("(ss)", "id", long_));
      g_assert_true (g_str_has_prefix (first, "!org.mailseal.Mailseal1.Error.Failed "));
      g_assert_true (g_str_has_prefix (second, "!org.mailseal.Mailseal1.Error.Failed "));
    }
  g_assert_cmpstr (f->calls->str, ==, "");
}

/* The properties are right from the first moment, and a change is told once. */
static void
test_properties (Fixture *f, gconstpointer data)
{
  g_autofree char *state = property (f, "State");
  g_autofree char *summary = property (f, "Summary");
  g_autofree char *version = property (f, "Version");
  g_autofree char *after = NULL;
  guint id;

  g_assert_cmpstr (state, ==, "warning");
  g_assert_cmpstr (summary, ==, "Bad \xEF\xBF\xBD news");
  g_assert_cmpstr (version, ==, MS_VERSION);

  id = g_dbus_connection_signal_subscribe (f->peer, NULL, "org.freedesktop.DBus.Properties", NULL, NULL, NULL,
                                           G_DBUS_SIGNAL_FLAGS_NONE, signal_cb, f, NULL);
  after = property (f, "State"); /* a round trip: the subscription is in force */
  ms_bus_set_state (f->bus, "warning", "Bad \xfe news");
  ms_bus_set_state (f->bus, "ok", "All is well");
  while (f->signals->len == 0)
    g_main_context_iteration (NULL, TRUE);
  g_assert_nonnull (strstr (f->signals->str, "'State': <'ok'>"));
  g_assert_nonnull (strstr (f->signals->str, "'Summary': <'All is well'>"));
  g_assert_null (strstr (f->signals->str, "warning"));
  g_dbus_connection_signal_unsubscribe (f->peer, id);
}

static void
test_signals (Fixture *f, gconstpointer data)
{
  guint id = g_dbus_connection_signal_subscribe (f->peer, NULL, "org.mailseal.Mailseal1", NULL, "/org/mailseal/Mailseal1", NULL,
                                                 G_DBUS_SIGNAL_FLAGS_NONE, signal_cb, f, NULL);
  g_autofree char *round_trip = property (f, "State");

  g_assert_cmpstr (round_trip, ==, "warning"); /* and so the subscription is in force */
  ms_bus_server_changed (f->bus, "imaps://a.example");
  ms_bus_alert_changed (f->bus, "id-1");
  while (strstr (f->signals->str, "AlertChanged") == NULL)
    g_main_context_iteration (NULL, TRUE);
  g_assert_cmpstr (f->signals->str, ==, "ServerChanged('imaps://a.example',)AlertChanged('id-1',)");
  g_dbus_connection_signal_unsubscribe (f->peer, id);
}

/* A reply given after its caller has gone harms nobody. */
static void
test_vanished (Fixture *f, gconstpointer data)
{
  GDBusConnection *caller = connect_peer (f);
  g_autofree char *answer = NULL;

  g_dbus_connection_call (caller, "org.mailseal.Mailseal1", "/org/mailseal/Mailseal1", "org.mailseal.Mailseal1", "Check",
                          g_variant_new ("(s)", "later"), NULL, G_DBUS_CALL_FLAGS_NONE, 5000, NULL, NULL, NULL);
  while (f->later == NULL)
    g_main_context_iteration (NULL, TRUE);
  g_dbus_connection_close_sync (caller, NULL, NULL);
  g_object_unref (caller);
  ms_reply_ok (f->later, "[]");
  answer = call (f, "Check", g_variant_new ("(s)", "still here"));
  g_assert_cmpstr (answer, ==, "[\"done\"]");
}

/* The name is never taken from a running daemon, and the second one is told. */
static void
test_second (Fixture *f, gconstpointer data)
{
  Fixture other = { .daemon = f->daemon, .calls = g_string_new (NULL) };

  /* The same process and connection would own the name already: let a connection of its own hold it. */
  ms_bus_free (f->bus);
  f->bus = NULL;
  g_variant_unref (g_dbus_connection_call_sync (f->peer, "org.freedesktop.DBus", "/", "org.freedesktop.DBus", "RequestName",
                                                g_variant_new ("(su)", "org.mailseal.Mailseal1", 4), NULL, G_DBUS_CALL_FLAGS_NONE,
                                                5000, NULL, NULL));
  other.bus = ms_bus_new (&ops, &other, &events, &other);
  while (other.lost == NULL)
    g_main_context_iteration (NULL, TRUE);
  g_assert_nonnull (strstr (other.lost, "already running"));
  g_assert_false (other.owned);
  ms_bus_free (other.bus);
  g_string_free (other.calls, TRUE);
  g_free (other.lost);
}

static void
test_bus_gone (Fixture *f, gconstpointer data)
{
  g_dbus_connection_set_exit_on_close (f->peer, FALSE);
  g_test_dbus_stop (f->daemon);
  while (f->lost == NULL)
    g_main_context_iteration (NULL, TRUE);
  g_assert_nonnull (strstr (f->lost, "gone away"));
}

static void
test_accept (Fixture *f, gconstpointer data)
{
  g_autofree char *answer = NULL, *wrong = NULL;

  answer = call (f, "Accept", g_variant_new_parsed ("('x', {'key': <true>, 'until': <'90d'>, 'reason': <'mine'>, 'odd': <7>})"));
  g_assert_cmpstr (answer, ==, "!org.mailseal.Mailseal1.Error.Ambiguous Which?");
  wrong = call (f, "Accept", g_variant_new_parsed ("('y', {'key': <'no boolean'>, 'until': <3>})"));
  g_assert_cmpstr (f->calls->str, ==, "accept(x,1,90d,mine)accept(y,0,(null),(null))");
}

int
main (int argc, char **argv)
{
  static const struct
  {
    const char *path;
    void (*test) (Fixture *, gconstpointer);
  } tests[] = {
    { "/bus/methods", test_methods },   { "/bus/bounds", test_bounds },     { "/bus/properties", test_properties },
    { "/bus/signals", test_signals },   { "/bus/vanished", test_vanished }, { "/bus/second", test_second },
    { "/bus/bus-gone", test_bus_gone }, { "/bus/accept", test_accept },     { "/bus/configure", test_configure },
  };

  g_test_init (&argc, &argv, NULL);
  for (guint i = 0; i < G_N_ELEMENTS (tests); i++)
    g_test_add (tests[i].path, Fixture, NULL, set_up, tests[i].test, tear_down);
  return g_test_run ();
}
