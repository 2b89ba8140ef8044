/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tray/entries.h"

#include <string.h>

#define SERVER(url, account, half, state, summary, days)                                                                         \
  "{\"name\":\"n\",\"url\":\"" url "\",\"account\":\"" account "\",\"half\":\"" half "\",\"state\":\"" state                     \
  "\",\"summary\":\"" summary "\",\"addresses\":[{\"certificate\":{\"days_left\":" days "}}]}"

static MsView *
view_of (const char *status, const char *alerts)
{
  MsView *view = ms_view_new ();

  view->running = TRUE;
  view->state = g_strdup ("ok");
  view->summary = g_strdup ("All is well.");
  g_assert_true (ms_view_set_status (view, status));
  g_assert_true (ms_view_set_alerts (view, alerts));
  return view;
}

/* "label -> action" of every entry, a line each. */
static char *
text_of (const MsView *view)
{
  g_autoptr (GPtrArray) entries = ms_entries_new (view);
  GString *text = g_string_new (NULL);

  for (guint i = 0; i < entries->len; i++)
    {
      const MsMenuEntry *entry = g_ptr_array_index (entries, i);
      g_string_append_printf (text, "%s%s%s\n", entry->label != NULL ? entry->label : "--", entry->action != NULL ? " -> " : "",
                              entry->action != NULL ? entry->action : "");
    }
  return g_string_free (text, FALSE);
}

#define ACTIONS "Open Mailseal -> open:\nPreferences -> preferences\n--\nQuit -> quit\n"

static void
test_accounts (void)
{
  g_autoptr (MsView) view = view_of ("[" SERVER ("imaps://i", "fine.test", "receiving", "ok", "Well.",
                                                 "41") "," SERVER ("smtps://s", "fine.test", "sending", "ok", "Well.", "1") //
                                     "," SERVER ("imaps://a", "bad.test", "receiving", "ok", "Well.", "60")                 //
                                     "," SERVER ("smtps://b", "bad.test", "sending", "critical", "It ran out.", "-3")       //
                                     "," SERVER ("smtps://c", "bad.test", "sending", "ok", "Well.", "9")                    //
                                     "," SERVER ("pop3s://p", "alone.test", "receiving", "unknown", "No answer.", "5") "]",
                                     "[]");
  g_autofree char *text = text_of (view);

  g_assert_cmpstr (text, ==,
                   "All is well. -> open:\n--\n"
                   "✖ bad.test -> open:smtps://b\n"
                   "      ✔ Receiving: 60 days left -> open:imaps://a\n"
                   "      ✖ Sending: It ran out. -> open:smtps://b\n"
                   "? n – No answer. -> open:pop3s://p\n"
                   "✔ fine.test – receiving: 41 days left, sending: 1 day left -> open:imaps://i\n"
                   "--\nCheck now -> check\n" ACTIONS);
}

static void
test_alerts (void)
{
  g_autoptr (MsView) open = view_of ("[]", "[{\"id\":\"a\",\"step\":\"noticed\"}]");
  g_autoptr (MsView) known
    = view_of ("[]", "[{\"id\":\"a\",\"step\":\"noticed\",\"acknowledged\":true},{\"id\":\"b\",\"step\":\"resolved\"}]");
  g_autofree char *with = text_of (open), *without = text_of (known);

  g_assert_cmpstr (with, ==, "All is well. -> open:\n--\nCheck now -> check\nRemind me tomorrow -> later\n" ACTIONS);
  g_assert_cmpstr (without, ==, "All is well. -> open:\n--\nCheck now -> check\n" ACTIONS);
}

static void
test_no_service (void)
{
  g_autoptr (MsView) view = view_of ("[" SERVER ("imaps://i", "a", "receiving", "ok", "Well.", "41") "]", "[]");
  g_autofree char *text = NULL;

  view->running = FALSE;
  view->checking = TRUE;
  text = text_of (view);
  g_assert_cmpstr (text, ==, "Mailseal’s service is not running -> open:\n--\nLooking …\n" ACTIONS);
}

/* A menu fits on a screen, whatever there is to say. */
static void
test_many (void)
{
  g_autoptr (GString) status = g_string_new ("[");
  g_autofree char *endless = g_strnfill (5000, 'x');
  g_autoptr (MsView) view = NULL;
  g_autoptr (GPtrArray) entries = NULL;
  gboolean more = FALSE;

  for (guint i = 0; i < 200; i++)
    g_string_append_printf (
      status, "%s{\"url\":\"imaps://%u\",\"account\":\"a%u\",\"half\":\"receiving\",\"state\":\"critical\",\"summary\":\"%s\"}",
      i > 0 ? "," : "", i, i, endless);
  g_string_append (status, "]");
  view = view_of (status->str, "[]");
  entries = ms_entries_new (view);
  g_assert_cmpuint (entries->len, <, 32);
  for (guint i = 0; i < entries->len; i++)
    {
      const MsMenuEntry *entry = g_ptr_array_index (entries, i);
      g_assert_true (entry->label == NULL || g_utf8_strlen (entry->label, -1) <= 90);
      more = more || g_strcmp0 (entry->label, "180 more accounts …") == 0;
    }
  g_assert_true (more);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/entries/accounts", test_accounts);
  g_test_add_func ("/entries/alerts", test_alerts);
  g_test_add_func ("/entries/no-service", test_no_service);
  g_test_add_func ("/entries/many", test_many);
  return g_test_run ();
}
