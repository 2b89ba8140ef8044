/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "faces/json.h"
#include "window/data/remedy.h"
#include "window/data/words.h"

#include <string.h>

#define CERTIFICATE(begin, end, days)                                                                                            \
  "{\"certificate\":{\"not_before\":\"" begin "\",\"not_after\":\"" end "\",\"days_left\":" days "}}"

static const char three[]
  = "["
    "{\"url\":\"imaps://b\",\"host\":\"b\",\"account\":\"b\",\"half\":\"receiving\",\"state\":\"ok\",\"checked\":\"x\"},"
    "{\"url\":\"smtps://a\",\"host\":\"a\",\"account\":\"a\",\"half\":\"sending\",\"state\":\"ok\",\"checked\":\"x\"},"
    "{\"url\":\"imaps://a\",\"host\":\"a\",\"account\":\"a\",\"half\":\"receiving\",\"state\":\"%s\",\"summary\":\"%s\"}"
    "]";

static void
set (MsState *state, const char *format, const char *first, const char *second)
{
  g_autoptr (GString) json = g_string_new (format);

  g_string_replace (json, "%s", first, 1);
  g_string_replace (json, "%s", second, 1);
  g_assert_true (ms_state_set_status (state, json->str));
}

/* The list as one line: "[a] imaps://a smtps://a [b] imaps://b". */
static char *
line (MsState *state)
{
  GListModel *rows = ms_state_get_rows (state);
  GString *text = g_string_new (NULL);

  for (guint i = 0; i < g_list_model_get_n_items (rows); i++)
    {
      g_autoptr (GObject) item = g_list_model_get_item (rows, i);
      if (i > 0)
        g_string_append_c (text, ' ');
      if (MS_IS_ACCOUNT_ITEM (item))
        g_string_append_printf (text, "[%s]", ms_account_item_get_title (MS_ACCOUNT_ITEM (item)));
      else
        g_string_append (text, ms_server_item_get_url (MS_SERVER_ITEM (item)));
    }
  return g_string_free (text, FALSE);
}

static void
assert_line (MsState *state, const char *expected)
{
  g_autofree char *text = line (state);
  g_assert_cmpstr (text, ==, expected);
}

static void
count_cb (guint *count)
{
  (*count)++;
}

static void
moved_cb (GListModel *rows, guint position, guint removed, guint added, guint *count)
{
  *count += removed + added;
}

static void
test_grouped (void)
{
  g_autoptr (MsState) state = ms_state_new ();

  set (state, three, "ok", "");
  assert_line (state, "[a] imaps://a smtps://a [b] imaps://b"); /* receiving first */
  set (state,
       "[{\"url\":\"imaps://z\",\"state\":\"critical\"},{\"url\":\"imaps://m\",\"state\":\"notice\"},"
       "{\"url\":\"imaps://k\",\"state\":\"odd\"},{\"url\":\"imaps://c\",\"state\":\"warning\"}]",
       "", "");
  assert_line (state,
               "[imaps://z] imaps://z [imaps://c] imaps://c [imaps://k] imaps://k [imaps://m] imaps://m"); /* worst first */
  g_assert_true (ms_state_set_status (state, "[]"));
  assert_line (state, "");
  g_assert_cmpuint (ms_state_count (state), ==, 0);
}

/* News of one server is a signal of that one, and moves nothing in the list. */
static void
test_in_place (void)
{
  g_autoptr (MsState) state = ms_state_new ();
  guint first = 0, other = 0, moved = 0;
  MsServerItem *server;

  set (state, three, "ok", "One.");
  server = ms_state_find (state, "imaps://a");
  g_signal_connect_swapped (server, "changed", G_CALLBACK (count_cb), &first);
  g_signal_connect_swapped (ms_state_find (state, "b"), "changed", G_CALLBACK (count_cb), &other);
  g_signal_connect (ms_state_get_rows (state), "items-changed", G_CALLBACK (moved_cb), &moved);
  set (state, three, "ok", "One.");
  g_assert_cmpuint (first + other + moved, ==, 0);
  set (state, three, "ok", "Two.");
  g_assert_cmpuint (first, ==, 1);
  g_assert_cmpuint (other + moved, ==, 0);
  g_assert_true (ms_state_find (state, "imaps://a") == server);
  g_assert_cmpstr (ms_server_item_get_summary (server), ==, "Two.");
}

/* Even a full list of accounts only moves between where it was and where it goes. */
static void
test_moves_little (void)
{
  g_autoptr (MsState) state = ms_state_new ();
  g_autoptr (GString) json = g_string_new ("[");
  guint moved = 0;

  for (int i = 0; i < 100; i++)
    g_string_append_printf (json, "%s{\"url\":\"imaps://%02d\",\"account\":\"%02d\",\"state\":\"ok\"}", i > 0 ? "," : "", i, i);
  g_string_append_c (json, ']');
  g_assert_true (ms_state_set_status (state, json->str));
  g_signal_connect (ms_state_get_rows (state), "items-changed", G_CALLBACK (moved_cb), &moved);
  g_string_replace (json, "\"account\":\"03\",\"state\":\"ok\"", "\"account\":\"03\",\"state\":\"warning\"", 1);
  g_assert_true (ms_state_set_status (state, json->str));
  g_assert_cmpuint (moved, <=, 2 * 2 * 4);
}

static void
test_life (void)
{
  g_autoptr (MsState) state = ms_state_new ();
  g_autofree char *days = NULL, *words = NULL, *renewal = NULL;
  const MsLife *life;

  set (
    state,
    "[{\"url\":\"imaps://"
    "a\",\"renewal\":\"2026-11-20T00:00:00Z\",\"state\":\"critical\",\"time_state\":\"warning\",\"addresses\":[{}," CERTIFICATE (
      "2026-10-01T00:00:00Z", "2027-01-01T00:00:00Z", "37") "," CERTIFICATE ("2026-09-01T00:00:00Z", "2026-12-01T00:00:00Z",
                                                                             "6") "]}]",
    "", "");
  life = ms_server_item_get_life (ms_state_find (state, "imaps://a"));
  g_assert_true (life->known);
  g_assert_cmpint (life->days_left, ==, 6); /* the one that ends first */
  g_assert_cmpint (life->end - life->begin, ==, 91 * 86400);
  g_assert_cmpint (life->level, ==, MS_LEVEL_WARNING); /* of the time, not of the name */
  days = ms_words_days_left (life);
  words = ms_words_life (life);
  renewal = ms_words_renewal (life);
  g_assert_cmpstr (days, ==, "6 days left");
  g_assert_cmpstr (words, ==, "Good from 1 September 2026 to 1 December 2026");
  g_assert_nonnull (strstr (renewal, "20 November 2026"));
}

static void
test_no_life (void)
{
  static const char *const certificates[] = {
    "{}",
    "{\"certificate\":null}",
    "{\"certificate\":[]}",
    CERTIFICATE ("x", "y", "1"),
    CERTIFICATE ("2026-10-01T00:00:00Z", "9999-12-31T23:59:59Z", "null"), /* no end */
    CERTIFICATE ("2026-10-01T00:00:00Z", "2026-10-01T00:00:00Z", "0"),    /* no life at all */
    CERTIFICATE ("2026-10-01T00:00:00Z", "2026-11-01T00:00:00Z", "\"7\""),
  };
  for (gsize i = 0; i < G_N_ELEMENTS (certificates); i++)
    {
      g_autoptr (MsState) state = ms_state_new ();
      set (state, "[{\"url\":\"imaps://a\",\"addresses\":[%s]}]", certificates[i], "");
      g_assert_false (ms_server_item_get_life (ms_state_find (state, "imaps://a"))->known);
    }
}

/* What is not what was agreed on changes nothing, and breaks nothing. */
static void
test_nonsense (void)
{
  static const char *const no_arrays[] = { "", "null", "{}", "[", "5", "\"x\"" };
  static const char *const odd[] = {
    "[1,2,\"x\",null,[[[]]]]",
    "[{\"name\":5}]",
    "[{\"url\":7},{\"url\":\"\"},{\"url\":null}]",
  };
  static const char *const odd_servers[] = {
    "[{\"url\":\"u\",\"name\":[],\"account\":{},\"half\":3,\"state\":null,\"addresses\":{\"a\":1},\"findings\":7,\"clients\":[1,{"
    "},\"x\"]}]",
    "[{\"url\":\"u\",\"addresses\":[5,null,[],{\"certificate\":7}],\"findings\":[null,3,{\"facts\":[]}]},{\"url\":\"u\","
    "\"state\":\"ok\"}]",
    "[{\"url\":\"u\",\"port\":99999999999999,\"renewal\":\"2026-99-99\",\"checked\":12}]",
  };
  for (gsize i = 0; i < G_N_ELEMENTS (no_arrays); i++)
    {
      g_autoptr (MsState) state = ms_state_new ();
      set (state, three, "ok", "");
      g_assert_false (ms_state_set_status (state, no_arrays[i]));
      g_assert_false (ms_state_set_alerts (state, no_arrays[i]));
      g_assert_cmpuint (ms_state_count (state), ==, 3);
    }
  for (gsize i = 0; i < G_N_ELEMENTS (odd); i++)
    {
      g_autoptr (MsState) state = ms_state_new ();
      g_assert_true (ms_state_set_status (state, odd[i]) && ms_state_set_alerts (state, odd[i]));
      g_assert_cmpuint (ms_state_count (state), ==, 0);
    }
  for (gsize i = 0; i < G_N_ELEMENTS (odd_servers); i++)
    {
      g_autoptr (MsState) state = ms_state_new ();
      g_autofree char *service = NULL, *checked = NULL;
      MsServerItem *server;
      g_assert_true (ms_state_set_status (state, odd_servers[i]));
      server = ms_state_find (state, "u");
      assert_line (state, "[u] u");
      g_assert_cmpint (ms_server_item_get_level (server), ==, MS_LEVEL_UNKNOWN);
      g_assert_false (ms_server_item_was_checked (server));
      service = ms_words_service (server);
      checked = ms_words_time (ms_server_item_get_verdict (server), "checked");
      g_assert_cmpstr (service, ==, "u");
      g_assert_null (checked);
    }
}

/* ---- what can be done --------------------------------------------------------------------------------------------- */

static MsServerItem *
with_finding (MsState *state, const char *finding)
{
  set (state, "[{\"url\":\"imaps://a\",\"state\":\"critical\",\"findings\":[%s]}]", finding, "");
  return ms_state_find (state, "imaps://a");
}

static void
test_remedies (void)
{
  static const struct
  {
    const char *finding;
    MsRemedy suggested;
    guint all; /* bits */
  } rows[] = {
    { "{\"code\":\"expired\",\"severity\":\"critical\",\"who\":\"provider\"}", MS_REMEDY_REPORT,
      1 << MS_REMEDY_REPORT | 1 << MS_REMEDY_CHECK },
    { "{\"code\":\"name-mismatch\",\"who\":\"you\",\"facts\":{\"use_host\":\"b\"}}", MS_REMEDY_COPY_HOST,
      1 << MS_REMEDY_COPY_HOST | 1 << MS_REMEDY_CHECK },
    { "{\"code\":\"wrong-security-mode\",\"who\":\"you\",\"facts\":{\"use_port\":993}}", MS_REMEDY_COPY_PORT,
      1 << MS_REMEDY_COPY_PORT | 1 << MS_REMEDY_CHECK },
    { "{\"code\":\"self-signed\",\"severity\":\"critical\",\"who\":\"provider\",\"acceptable\":true}", MS_REMEDY_ACCEPT,
      1 << MS_REMEDY_REPORT | 1 << MS_REMEDY_CHECK | 1 << MS_REMEDY_ACCEPT },
    { "{\"code\":\"self-signed\",\"severity\":\"critical\",\"who\":\"provider\",\"acceptable\":false}", MS_REMEDY_REPORT,
      1 << MS_REMEDY_REPORT | 1 << MS_REMEDY_CHECK },
    { "{\"code\":\"self-signed\",\"severity\":\"info\",\"who\":\"nobody\"}", MS_REMEDY_CHECK, 1 << MS_REMEDY_CHECK },
    { "{\"code\":\"unreachable\",\"severity\":\"unknown\",\"who\":\"network\"}", MS_REMEDY_CHECK, 1 << MS_REMEDY_CHECK },
    { "{\"code\":5,\"who\":[],\"facts\":{\"use_host\":3,\"use_port\":-1}}", MS_REMEDY_CHECK, 1 << MS_REMEDY_CHECK },
    { "null", MS_REMEDY_CHECK, 1 << MS_REMEDY_CHECK },
  };
  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autoptr (MsState) state = ms_state_new ();
      MsServerItem *server = with_finding (state, rows[i].finding);
      JsonObject *finding = ms_member_at (ms_server_item_get_verdict (server), "findings", 0);
      guint all = 0;
      for (MsRemedy remedy = 0; remedy < MS_N_REMEDIES; remedy++)
        {
          g_autofree char *label = ms_remedy_label (remedy, finding);
          g_assert_true (label != NULL && ms_remedy_icon (remedy) != NULL);
          all |= ms_remedy_applies (remedy, server, finding) ? 1u << remedy : 0;
        }
      g_assert_cmphex (all, ==, rows[i].all);
      g_assert_cmpint (ms_remedy_suggested (server, finding), ==, rows[i].suggested);
    }
}

static void
test_alerts (void)
{
  g_autoptr (MsState) state = ms_state_new ();
  MsServerItem *server = with_finding (state, "{\"code\":\"expired\",\"severity\":\"critical\"}");
  JsonObject *finding = ms_member_at (ms_server_item_get_verdict (server), "findings", 0);
  guint changed = 0;

  g_signal_connect_swapped (server, "changed", G_CALLBACK (count_cb), &changed);
  g_assert_true (ms_state_set_alerts (
    state, "[{\"id\":\"x\",\"code\":\"expired\",\"step\":\"resolved\",\"servers\":[\"imaps://a\"]},"
           "{\"id\":\"y\",\"code\":\"expired\",\"step\":\"expired\",\"servers\":[\"imaps://z\",\"imaps://a\",3]}]"));
  g_assert_cmpstr (ms_member_text (ms_server_item_get_alert (server, "expired"), "id"), ==, "y");
  g_assert_null (ms_server_item_get_alert (server, "weak"));
  g_assert_true (ms_remedy_applies (MS_REMEDY_SNOOZE, server, finding) && ms_remedy_applies (MS_REMEDY_KNOW, server, finding));
  g_assert_cmpuint (changed, ==, 1);

  g_assert_true (
    ms_state_set_alerts (state, "[{\"id\":\"y\",\"code\":\"expired\",\"servers\":[\"imaps://a\"],\"snoozed_until\":\"2026\"}]"));
  g_assert_false (ms_remedy_applies (MS_REMEDY_SNOOZE, server, finding));
  g_assert_true (ms_remedy_applies (MS_REMEDY_KNOW, server, finding));
  g_assert_true (
    ms_state_set_alerts (state, "[{\"id\":\"y\",\"code\":\"expired\",\"servers\":[\"imaps://a\"],\"acknowledged\":true}]"));
  g_assert_false (ms_remedy_applies (MS_REMEDY_SNOOZE, server, finding) || ms_remedy_applies (MS_REMEDY_KNOW, server, finding));
  g_assert_true (ms_state_set_alerts (state, "[]"));
  g_assert_null (ms_server_item_get_alert (server, "expired"));
  g_assert_cmpuint (changed, ==, 4);
}

static void
test_silence (void)
{
  static const struct
  {
    const char *alert, *said;
  } rows[] = {
    { "{\"acknowledged\":false,\"snoozed_until\":null}", NULL },
    { "{\"acknowledged\":false,\"snoozed_until\":\"2026-11-28T09:00:00Z\"}", "You are reminded on 28 November 2026, 09:00" },
    { "{\"acknowledged\":false,\"snoozed_until\":\"9999-12-31T23:59:59Z\"}", "You are not reminded until it is renewed" },
    { "{\"acknowledged\":true,\"snoozed_until\":\"2026-11-28T09:00:00Z\"}",
      "You know of it, and are told only if it gets worse" },
    { "{\"snoozed_until\":\"tomorrow\"}", NULL },
  };

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autoptr (JsonNode) node = json_from_string (rows[i].alert, NULL);
      g_autofree char *said = ms_words_silence (json_node_get_object (node));
      g_assert_cmpstr (said, ==, rows[i].said);
    }
  g_assert_null (ms_words_silence (NULL));
}

static void
test_words (void)
{
  static const struct
  {
    gint64 days;
    const char *words;
  } rows[] = { { 41, "41 days left" }, { 1, "1 day left" }, { 0, "Less than a day left" }, { -1, "Ran out" } };
  g_autofree char *number = ms_words_fingerprint ("00ff12");

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      const MsLife life = { .known = TRUE, .days_left = rows[i].days };
      g_autofree char *words = ms_words_days_left (&life);
      g_assert_cmpstr (words, ==, rows[i].words);
    }
  g_assert_cmpstr (number, ==, "00FF 12");
  for (MsLevel level = 0; level <= MS_LEVEL_OK; level++) /* told apart by word, shape and colour */
    for (MsLevel other = 0; other < level; other++)
      {
        g_assert_cmpstr (ms_words_level (level), !=, ms_words_level (other));
        g_assert_cmpstr (ms_words_level_icon (level), !=, ms_words_level_icon (other));
        g_assert_cmpstr (ms_words_level_class (level), !=, ms_words_level_class (other));
      }
}

int
main (int argc, char **argv)
{
  g_setenv ("TZ", "UTC", TRUE);
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/window/grouped", test_grouped);
  g_test_add_func ("/window/in-place", test_in_place);
  g_test_add_func ("/window/moves-little", test_moves_little);
  g_test_add_func ("/window/life", test_life);
  g_test_add_func ("/window/no-life", test_no_life);
  g_test_add_func ("/window/nonsense", test_nonsense);
  g_test_add_func ("/window/remedies", test_remedies);
  g_test_add_func ("/window/alerts", test_alerts);
  g_test_add_func ("/window/silence", test_silence);
  g_test_add_func ("/window/words", test_words);
  return g_test_run ();
}
