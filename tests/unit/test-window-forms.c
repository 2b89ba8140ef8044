/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What is typed and chosen in the window: adding a server, the preferences. */
#include "window/data/lookup.h"
#include "window/data/preferences-data.h"

#include <string.h>

static void
test_typed (void)
{
  static const struct
  {
    const char *typed;
    MsLookup lookup;
    const char *word; /* NULL: any sentence */
  } rows[] = {
    { "", MS_LOOKUP_NOTHING, "" },
    { "   ", MS_LOOKUP_NOTHING, "" },
    { "me@example.org", MS_LOOKUP_ADDRESS, "example.org" },
    { " me@example.org ", MS_LOOKUP_ADDRESS, "example.org" },
    { "\"odd@part\"@example.org", MS_LOOKUP_ADDRESS, "example.org" },
    { "imap.example.org", MS_LOOKUP_SERVER, "imap.example.org" },
    { "imap.example.org:993", MS_LOOKUP_SERVER, "imap.example.org:993" },
    { "imaps://imap.example.org", MS_LOOKUP_SERVER, "imaps://imap.example.org" },
    { "bücher.example", MS_LOOKUP_SERVER, "bücher.example" },
    { "imaps://secret@imap.example.org", MS_LOOKUP_NOTHING, NULL },
    { "imaps://anna%3Asecret%40imap.example.org", MS_LOOKUP_NOTHING, NULL },
    { "anna:secret@imap.example.org", MS_LOOKUP_ADDRESS, "imap.example.org" },
    { "@example.org", MS_LOOKUP_NOTHING, NULL },
    { "me@", MS_LOOKUP_NOTHING, NULL },
    { "me@--ca-file=/etc/passwd", MS_LOOKUP_NOTHING, NULL },
    { "--help", MS_LOOKUP_NOTHING, NULL },
    { "a b", MS_LOOKUP_NOTHING, NULL },
    { "a\nb", MS_LOOKUP_NOTHING, NULL },
  };
  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autofree char *word = NULL;
      g_assert_cmpint (ms_lookup (rows[i].typed, &word), ==, rows[i].lookup);
      if (rows[i].word != NULL)
        g_assert_cmpstr (word, ==, rows[i].word);
      g_assert_null (strstr (word, "secret"));
      g_assert_true (rows[i].lookup != MS_LOOKUP_ADDRESS || strchr (word, '@') == NULL);
    }
}

static void
test_found (void)
{
  g_autofree char *error = NULL;
  g_autoptr (MsLookupResult) named = ms_lookup_read (
    "{\"source\":\"srv\",\"url\":\"imaps://i.example\",\"host\":\"i.example\",\"port\":993,\"protocol\":\"imap\",\"use\":true}",
    &error);
  g_autoptr (MsLookupResult) seen = ms_lookup_read (
    "{\"url\":\"smtps://"
    "s.example\",\"host\":\"s.example\",\"port\":465,\"protocol\":\"smtp\",\"state\":\"critical\",\"summary\":\"It "
    "ran out.\",\"answers\":true}",
    &error);
  g_autoptr (MsLookupResult) silent
    = ms_lookup_read ("{\"url\":\"smtp://s.example\",\"protocol\":\"smtp\",\"answers\":false}", &error);

  g_assert_cmpstr (named->service, ==, "Receiving · IMAP, port 993");
  g_assert_cmpstr (named->source, ==, "Named by the provider (DNS)");
  g_assert_true (named->wanted);
  g_assert_cmpstr (named->summary, ==, "");
  g_assert_cmpstr (seen->service, ==, "Sending · SMTP, port 465");
  g_assert_cmpint (seen->level, ==, MS_LEVEL_CRITICAL);
  g_assert_cmpstr (seen->summary, ==, "It ran out.");
  g_assert_true (seen->wanted);
  g_assert_cmpstr (silent->service, ==, "Other service · SMTP");
  g_assert_false (silent->wanted);
  g_assert_null (error);
  g_assert_null (ms_lookup_read ("{\"target\":\"x\",\"error\":\"“x” is no target.\"}", &error));
  g_assert_cmpstr (error, ==, "“x” is no target.");
}

static void
test_odd_lines (void)
{
  static const char *const lines[] = { "", "nonsense", "[]", "7", "{}", "{\"url\":7}", "{\"error\":[]}", "null" };
  for (gsize i = 0; i < G_N_ELEMENTS (lines); i++)
    {
      g_autofree char *error = NULL;
      g_assert_null (ms_lookup_read (lines[i], &error));
      g_assert_null (error);
    }
}

static void
test_complaint (void)
{
  g_autofree char *plain = ms_lookup_complaint ("mailseal: a note\nmailseal: No mail server was found.\n\n");
  g_autofree char *nothing = ms_lookup_complaint ("\n");

  g_assert_cmpstr (plain, ==, "No mail server was found.");
  g_assert_cmpstr (nothing, !=, "");
}

static void
test_intervals (void)
{
  static const struct
  {
    const char *configured, *all, *words;
    guint selected;
  } rows[] = {
    { "6h", "15m 30m 1h 3h 6h 12h 1d", "Every 6 hours", 4 },
    { "45m", "15m 30m 45m 1h 3h 6h 12h 1d", "Every 45 minutes", 2 },
    { "1h", "15m 30m 1h 3h 6h 12h 1d", "Every hour", 2 },
    { "60m", "15m 30m 1h 3h 6h 12h 1d", "Every hour", 2 },
    { "1d", "15m 30m 1h 3h 6h 12h 1d", "Once a day", 6 },
    { "7d", "15m 30m 1h 3h 6h 12h 1d 7d", "Every 7 days", 7 },
    { "61s", "61s 15m 30m 1h 3h 6h 12h 1d", "Every 61 seconds", 0 },
    { "often", "15m 30m 1h 3h 6h 12h 1d", "Every 6 hours", 4 },
  };
  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      guint selected;
      g_auto (GStrv) all = ms_intervals (rows[i].configured, &selected);
      g_autofree char *joined = g_strjoinv (" ", all), *words = ms_interval_words (all[selected]);
      g_assert_cmpstr (joined, ==, rows[i].all);
      g_assert_cmpuint (selected, ==, rows[i].selected);
      g_assert_cmpstr (words, ==, rows[i].words);
    }
}

static void
test_clients (void)
{
  g_autoptr (JsonNode) node = json_from_string (
    "{\"clients\":[{\"name\":\"thunderbird\",\"on\":true},{\"name\":\"kmail\",\"on\":true},{\"name\":\"claws\",\"on\":false}]}",
    NULL);
  JsonObject *settings = json_node_get_object (node);
  g_autofree char *all = ms_import_clients (settings, "claws", TRUE), *one = ms_import_clients (settings, "kmail", FALSE);
  g_autofree char *none = ms_import_clients (NULL, "kmail", FALSE);

  g_assert_cmpstr (all, ==, "all");
  g_assert_cmpstr (one, ==, "thunderbird");
  g_assert_cmpstr (none, ==, "all");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/forms/typed", test_typed);
  g_test_add_func ("/forms/found", test_found);
  g_test_add_func ("/forms/odd-lines", test_odd_lines);
  g_test_add_func ("/forms/complaint", test_complaint);
  g_test_add_func ("/forms/intervals", test_intervals);
  g_test_add_func ("/forms/clients", test_clients);
  return g_test_run ();
}
