/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cli/board.h"

#include <string.h>

#define NOW ((gint64) 1800000000) /* 2027-01-15T08:00:00Z */

#define CERTIFICATE(begin, end, days)                                                                                            \
  "\"addresses\":[{\"certificate\":{\"not_before\":\"" begin "\",\"not_after\":\"" end "\",\"days_left\":" days "}}]"
#define SERVER(url, name, account, half, state, more)                                                                            \
  "{\"url\":\"" url "\",\"name\":\"" name "\",\"account\":\"" account "\",\"half\":\"" half "\",\"state\":\"" state "\"," more "}"

static const char status[] = "[" SERVER (
  "smtps://smtp.a.example", "smtp.a.example", "a.example", "sending", "ok",
  CERTIFICATE (
    "2026-12-16T08:00:00Z", "2027-03-16T08:00:00Z",
    "60") ",\"gone\":true") "," SERVER ("imaps://imap.a.example", "imap.a.example", "a.example", "receiving", "ok",
                                        CERTIFICATE (
                                          "2027-01-05T08:00:00Z", "2027-01-25T08:00:00Z",
                                          "10")) "," SERVER ("imaps://m.b.example", "m.b.example", "b.example", "receiving",
                                                             "critical",
                                                             "\"summary\":\"It ran out.\",\"findings\":[{\"advice\":\"Tell your "
                                                             "mail provider so, in words that he understands.\"}]," CERTIFICATE (
                                                               "2026-10-01T00:00:00Z", "2027-01-14T00:00:00Z",
                                                               "-2")) "," SERVER ("pop3s://m.b.example", "m.b.example",
                                                                                  "b.example", "receiving", "notice",
                                                                                  "\"summary\":\"Soon.\"") "]";

static void
check (guint width, gboolean utf8, const char *expected)
{
  g_autoptr (JsonNode) node = json_from_string (status, NULL);
  const MsPaint paint = { FALSE, width };
  g_autofree char *text = ms_paint_board (&paint, json_node_get_array (node), NOW, utf8);
  g_auto (GStrv) lines = g_strsplit (text, "\n", -1);

  g_assert_cmpstr (text, ==, expected);
  for (guint i = 0; lines[i] != NULL; i++)
    g_assert_cmpuint (ms_paint_columns (lines[i]), <=, width);
}

static void
test_wide (void)
{
  check (80, TRUE,
         "✖ b.example\n"
         "  ✖ receiving  m.b.example (imaps)  ┄┄┄┄┄┄┄┄┄┄  expired\n"
         "    It ran out.\n"
         "    → Tell your mail provider so, in words that he understands.\n"
         "  ● receiving  m.b.example (pop3s)                    -\n"
         "    Soon.\n"
         "\n"
         "✔ a.example\n"
         "  ✔ receiving  imap.a.example       ━━━━━┄┄┄┄┄  10 days\n"
         "  ✔ sending    smtp.a.example       ━━━━━━━┄┄┄  60 days  no longer used\n");
}

static void
test_narrow (void)
{
  check (44, FALSE,
         "X b.example\n"
         "  X receiving  m.b.example (imaps)  expired\n"
         "    It ran out.\n"
         "    > Tell your mail provider so, in words\n"
         "      that he understands.\n"
         "  o receiving  m.b.example (pop3s)        -\n"
         "    Soon.\n"
         "\n"
         "+ a.example\n"
         "  + receiving  imap.a.example       10 days\n"
         "  + sending    smtp.a.example       60 days\n"
         "    no longer used\n");
}

static void
test_long_names (void)
{
  g_autoptr (JsonNode) node = json_from_string (
    "[" SERVER ("imaps://x", "incoming.mail.of.a.very.long.name.example", "x", "receiving", "ok", "\"summary\":\"\"") "]", NULL);
  const MsPaint paint = { FALSE, 40 };
  g_autofree char *text = ms_paint_board (&paint, json_node_get_array (node), NOW, TRUE);

  g_assert_cmpstr (text, ==, "✔ x\n  ✔ receiving  …ery.long.name.example  -\n");
}

/* Letters that take two columns, accents that take none. */
static void
test_columns (void)
{
  g_autoptr (JsonNode) node = json_from_string (
    "[" SERVER ("imaps://a", "邮件.例子", "x", "receiving", "ok",
                CERTIFICATE ("2027-01-05T08:00:00Z", "2027-01-25T08:00:00Z",
                             "10")) "," SERVER ("imaps://b", "e\xcc\x81.example", "x", "sending", "ok",
                                                CERTIFICATE ("2027-01-05T08:00:00Z", "2027-01-25T08:00:00Z", "10")) "]",
    NULL);
  const MsPaint paint = { FALSE, 44 };
  g_autofree char *text = ms_paint_board (&paint, json_node_get_array (node), NOW, FALSE);
  g_auto (GStrv) lines = g_strsplit (text, "\n", -1);

  g_assert_cmpstr (lines[1], ==, "  + receiving  邮件.例子  10 days");
  g_assert_cmpstr (lines[2], ==, "  + sending    e\xcc\x81.example  10 days");
  g_assert_cmpuint (ms_paint_columns (lines[1]), ==, ms_paint_columns (lines[2]));
}

/* The sign is in the state's colour, the account's title is bold; the bar is red only if time is short. */
static void
test_colors (void)
{
  static const struct
  {
    const char *end, *sign, *bar;
  } rows[] = { { "2027-03-16T08:00:00Z", "\033[1;31m✖\033[0m \033[1mx\033[0m\n", "\033[32m━" },
               { "2027-01-20T08:00:00Z", "\033[1;31m✖\033[0m \033[1mx\033[0m\n", "\033[1;31m━" } };

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autofree char *json = g_strdup_printf (
        "[" SERVER ("imaps://x", "x", "x", "receiving", "critical", CERTIFICATE ("2026-12-16T08:00:00Z", "%s", "5")) "]",
        rows[i].end);
      g_autoptr (JsonNode) node = json_from_string (json, NULL);
      const MsPaint paint = { TRUE, 80 };
      g_autofree char *text = ms_paint_board (&paint, json_node_get_array (node), NOW, TRUE);

      g_assert_true (g_str_has_prefix (text, rows[i].sign));
      g_assert_nonnull (strstr (text, rows[i].bar));
    }
}

/* What an older daemon, or none that we know, might say. */
static void
test_odd (void)
{
  static const char *const odd[]
    = { "[]", "[{}]", "[{\"name\":\"x\",\"addresses\":[{\"certificate\":null},{}],\"state\":\"new\"}]",
        "[{\"url\":\"x\",\"addresses\":{},\"findings\":7,\"half\":\"third\"}]" };

  for (guint i = 0; i < G_N_ELEMENTS (odd); i++)
    {
      g_autoptr (JsonNode) node = json_from_string (odd[i], NULL);
      const MsPaint paint = { TRUE, 40 };
      g_autofree char *text = ms_paint_board (&paint, json_node_get_array (node), NOW, TRUE);
      g_assert_cmpint (*text != '\0', ==, i > 0);
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/board/wide", test_wide);
  g_test_add_func ("/board/narrow", test_narrow);
  g_test_add_func ("/board/long-names", test_long_names);
  g_test_add_func ("/board/columns", test_columns);
  g_test_add_func ("/board/colors", test_colors);
  g_test_add_func ("/board/odd", test_odd);
  return g_test_run ();
}
