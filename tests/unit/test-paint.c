/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What people read in the terminal: wrapping, rows, colour only where it is wanted, exit codes; and the lines of standard
 * input.
 */
#include "cli/batch.h"
#include "cli/lines.h"
#include "cli/paint.h"

#include <string.h>
#include <unistd.h>

static const MsPaint plain = { FALSE, 0 };

static JsonObject *
object (const char *json)
{
  g_autoptr (JsonNode) node = json_from_string (json, NULL);
  g_assert_nonnull (node);
  return json_node_dup_object (node);
}

static void
test_wrap (void)
{
  static const struct
  {
    const char *text;
    guint indent, width;
    const char *expected;
  } table[] = {
    { "one two three", 0, 0, "one two three" },
    { "one two three", 2, 9, "  one two\n  three" },
    { "one two three", 2, 10, "  one two\n  three" },
    { "unbreakableword x", 1, 6, " unbreakableword\n x" },
    { "ein größeres Maß", 0, 12, "ein größeres\nMaß" },
    { "日本 日本", 0, 8, "日本\n日本" },
    { "日本 日本", 0, 9, "日本 日本" },
    { "  two  blanks ", 0, 0, "two blanks" },
    { "", 3, 10, "   " },
  };

  for (guint i = 0; i < G_N_ELEMENTS (table); i++)
    {
      g_autofree char *wrapped = ms_paint_wrap (table[i].text, table[i].indent, table[i].width);
      g_assert_cmpstr (wrapped, ==, table[i].expected);
    }
}

static void
test_states (void)
{
  static const struct
  {
    const char *worst;
    int code;
  } table[]
    = { { "ok", 0 }, { "info", 0 }, { "notice", 0 }, { "warning", 1 }, { "critical", 2 }, { "unknown", 3 }, { "odd", 3 } };
  for (guint i = 0; i < G_N_ELEMENTS (table); i++)
    g_assert_cmpint (ms_exit_of (ms_level_of (table[i].worst)), ==, table[i].code);
}

#define WELL                                                                                                                     \
  "{\"name\":\"work\",\"url\":\"imaps://a.example\",\"host\":\"a.example\",\"port\":993,\"state\":\"ok\",\"summary\":\"All is "  \
  "well.\","                                                                                                                     \
  "\"findings\":[{\"severity\":\"info\",\"title\":\"renewed\",\"text\":\"Renewed.\",\"advice\":\"\"}],"                          \
  "\"addresses\":[{\"address\":\"192.0.2.1\",\"outcome\":\"ok\",\"certificate\":{\"days_left\":41}},"                            \
  "{\"address\":\"192.0.2.2\",\"outcome\":\"ok\",\"certificate\":{\"days_left\":1}},"                                            \
  "{\"address\":\"192.0.2.3\",\"outcome\":\"ok\",\"certificate\":{\"days_left\":null}}]}"
#define BAD                                                                                                                      \
  "{\"name\":\"home\",\"url\":\"smtps://"                                                                                        \
  "b.example\",\"host\":\"b.example\",\"port\":465,\"state\":\"critical\",\"summary\":\"Ran out.\","                             \
  "\"safe_text\":\"Better wait.\","                                                                                              \
  "\"findings\":[{\"severity\":\"critical\",\"title\":\"ran out\",\"text\":\"It ran out.\",\"advice\":\"Tell them.\"},"          \
  "{\"severity\":\"warning\",\"title\":\"weak\",\"text\":\"It is weak.\",\"advice\":\"Tell them.\"}],"                           \
  "\"addresses\":[{\"address\":\"192.0.2.9\",\"outcome\":\"ok\",\"duration_ms\":7,\"tls_version\":\"1.3\",\"cipher\":\"X\","     \
  "\"certificate\":{\"days_left\":-3,\"subject\":\"CN=b\"},\"chain\":[{\"subject\":\"CN=b\",\"pem\":\"PEM\\n\"}],"               \
  "\"transcript\":\"S: 220\\nC: \\u001b[31mQUIT\"}]}"
#define UNSEEN                                                                                                                   \
  "{\"name\":\"new\",\"url\":\"imap://c.example\",\"host\":\"c.example\",\"port\":143,\"state\":\"unknown\",\"summary\":\"Not "  \
  "yet.\"}"

static void
test_verdict (void)
{
  static const struct
  {
    const char *json;
    gboolean verbose;
    MsPaint paint;
    const char *expected;
  } table[] = {
    { WELL, FALSE, { FALSE, 0 }, "ok        a.example                     993        1 day  All is well.\n" },
    { BAD,
      FALSE,
      { TRUE, 0 },
      "\033[1;31mcritical\033[0m  b.example                     465      expired  Ran out.\n"
      "          It ran out.\n          -> Tell them.\n          Also: weak.\n          It is weak.\n          Better wait.\n"
      "# 192.0.2.9: CN=b\nPEM\n" },
    { BAD,
      TRUE,
      { FALSE, 40 },
      "critical  b.example                     465      expired  \n          Ran out.\n"
      "          It ran out.\n          -> Tell them.\n          Also: weak.\n          It is weak.\n          Better wait.\n"
      "          192.0.2.9: ok, 7 ms, TLS 1.3, X\n            certificate for: CN=b\n"
      "            S: 220\n            C: \\x1B[31mQUIT\n"
      "# 192.0.2.9: CN=b\nPEM\n" },
    { UNSEEN, FALSE, { FALSE, 0 }, "unknown   c.example                     143            -  Not yet.\n" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (table); i++)
    {
      g_autoptr (JsonObject) verdict = object (table[i].json);
      g_autofree char *text = ms_paint_verdict (&table[i].paint, verdict, table[i].verbose);
      g_assert_cmpstr (text, ==, table[i].expected);
    }
}

static void
test_table (void)
{
  g_autoptr (JsonNode) node = json_from_string ("[" WELL "," UNSEEN "," BAD "]", NULL);
  g_autofree char *text = ms_paint_table (&plain, json_node_get_array (node));

  g_assert_cmpstr (text, ==,
                   "critical  home  smtps://b.example  expired  Ran out.\n"
                   "unknown   new   imap://c.example         -  Not yet.\n"
                   "ok        work  imaps://a.example    1 day  All is well.\n");
  g_assert_cmpint (ms_worst_of (json_node_get_array (node)), ==, MS_LEVEL_CRITICAL);
}

static void
test_alert (void)
{
  g_autoptr (JsonObject) open
    = object ("{\"id\":\"x-1\",\"severity\":\"warning\",\"step\":\"noticed\",\"title\":\"T\",\"text\":\"Text.\","
              "\"advice\":\"Do.\",\"since\":\"2026-11-23T20:00:00Z\",\"snoozed_until\":null,\"servers\":[\"imaps://a\",\"smtps://"
              "a\"],\"acknowledged\":true}");
  g_autoptr (JsonObject) renewed
    = object ("{\"id\":\"x-1\",\"severity\":\"warning\",\"step\":\"resolved\",\"title\":\"T\",\"text\":\"Text.\","
              "\"advice\":\"Do.\",\"since\":\"2026-11-23T20:00:00Z\",\"snoozed_until\":\"9999-12-31T23:59:59Z\"}");
  g_autoptr (JsonNode) events = json_from_string ("[{\"when\":\"2026-11-23T20:00:00Z\",\"text\":\"Seen.\"}]", NULL);
  g_autofree char *first = ms_paint_alert (&plain, open);
  g_autofree char *second = ms_paint_alert (&plain, renewed);
  g_autofree char *history = ms_paint_history (&plain, json_node_get_array (events));

  g_assert_cmpstr (first, ==,
                   "warning   2026-11-23 20:00  T\n          Text.\n          imaps://a, smtps://a\n          -> Do.\n          "
                   "Alert x-1; acknowledged.\n");
  g_assert_cmpstr (second, ==,
                   "solved    2026-11-23 20:00  T\n          Text.\n"
                   "          Alert x-1; snoozed until the certificate is renewed.\n");
  g_assert_cmpstr (history, ==, "2026-11-23 20:00  Seen.\n");
}

/* ---- lines -------------------------------------------------------------------------------------------------- */

static void
ready_cb (gpointer data)
{
  *(gboolean *) data = TRUE;
}

/* The lines of `input`, written `step` bytes at a time, joined by "|"; a line with a fault begins with "!". */
static char *
lines_of (const char *input, gsize length, gsize step)
{
  gboolean ready = FALSE;
  int pipe_fds[2];
  MsLines *lines;
  GString *out = g_string_new (NULL);
  MsLinesState state;

  g_assert_no_errno (pipe (pipe_fds));
  lines = ms_lines_new (pipe_fds[0], ready_cb, &ready);
  do
    {
      g_autofree char *line = NULL, *fault = NULL;
      state = ms_lines_next (lines, &line, &fault);
      if (state == MS_LINES_LINE)
        g_string_append_printf (out, "%s%s|", fault != NULL ? "!" : "", line);
      if (state != MS_LINES_WAIT)
        continue;
      step = MIN (step, length);
      if (step == 0 && pipe_fds[1] >= 0)
        {
          close (pipe_fds[1]);
          pipe_fds[1] = -1;
        }
      else if (step > 0)
        g_assert_cmpint (write (pipe_fds[1], input, step), ==, (gssize) step);
      input += step;
      length -= step;
      ready = FALSE;
      do
        g_main_context_iteration (NULL, TRUE); /* sets it */
      while (!ready);
    }
  while (state != MS_LINES_END);
  ms_lines_free (lines);
  close (pipe_fds[0]);
  return g_string_free (out, FALSE);
}

static void
test_lines (void)
{
  g_autofree char *fits = g_strnfill (MS_LINE_MAX, 'x');
  g_autofree char *fits_line = g_strconcat (fits, "\r\nb", NULL);
  g_autofree char *fits_out = g_strconcat (fits, "|b|", NULL);
  g_autofree char *long_line = g_strconcat (fits, "xy", fits, fits, fits, "\nb\n", NULL);
  g_autofree char *cut = g_strnfill (80, 'x');
  g_autofree char *long_out = g_strconcat ("!", cut, "…|b|", NULL);
  g_autofree char *long_secret = g_strconcat ("me:secret", fits, "@a.example\n", NULL);
  const struct
  {
    const char *input;
    gsize length;
    const char *expected;
  } table[] = {
    { "", 0, "" },
    { "a", 1, "a|" },
    { "a\n", 2, "a|" },
    { "a\n\nb \r\n c", 9, "a||b | c|" },
    { "a\0b\nc\n", 6, "!a\\x00b|c|" },
    { "a\xff\n", 3, "a\xff|" },
    { fits_line, strlen (fits_line), fits_out },
    { long_line, strlen (long_line), long_out },
    { "me:secret\0@a.example\n", 21, "!***@a.example|" },
    { long_secret, strlen (long_secret), "!***@|" },
  };
  static const gsize steps[] = { 1, 7, 4096, 1 << 15 };

  for (guint i = 0; i < G_N_ELEMENTS (table); i++)
    for (guint j = 0; j < G_N_ELEMENTS (steps); j++)
      {
        g_autofree char *lines = lines_of (table[i].input, table[i].length, steps[j]);
        g_assert_cmpstr (lines, ==, table[i].expected);
      }
}

int
main (int argc, char **argv)
{
  g_setenv ("TZ", "UTC", TRUE);
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/paint/wrap", test_wrap);
  g_test_add_func ("/paint/states", test_states);
  g_test_add_func ("/paint/verdict", test_verdict);
  g_test_add_func ("/paint/table", test_table);
  g_test_add_func ("/paint/alert", test_alert);
  g_test_add_func ("/lines/lines", test_lines);
  return g_test_run ();
}
