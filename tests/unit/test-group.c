/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "model/server.h"
#include "model/target.h"
#include "check/judge/group.h"

/* "SERVICE HOST ACCOUNTS DOMAINS", each list with commas, "-" for none. */
static MsServer *
server_of (const char *line)
{
  static const struct
  {
    const char *name;
    MsService service;
  } services[] = { { "imaps", MS_SERVICE_IMAPS },           { "pop3", MS_SERVICE_POP3 },   { "smtps", MS_SERVICE_SMTPS },
                   { "submission", MS_SERVICE_SUBMISSION }, { "sieve", MS_SERVICE_SIEVE }, { "smtp", MS_SERVICE_SMTP } };
  g_auto (GStrv) words = g_strsplit (line, " ", -1);
  MsServer *server = NULL;

  for (guint i = 0; i < G_N_ELEMENTS (services); i++)
    if (g_str_equal (services[i].name, words[0]))
      {
        g_autoptr (MsTarget) target = ms_target_new (services[i].service, words[1], 0);
        server = ms_server_new (target);
      }
  if (!g_str_equal (words[2], "-"))
    {
      g_strfreev (server->accounts);
      server->accounts = g_strsplit (words[2], ",", -1);
    }
  if (!g_str_equal (words[3], "-"))
    {
      g_strfreev (server->domains);
      server->domains = g_strsplit (words[3], ",", -1);
    }
  return server;
}

static void
test_titles (void)
{
  static const struct
  {
    const char *servers[6];
    const char *titles;
  } rows[] = {
    { { "imaps imap.example.org - -", "smtps smtp.example.org - -" }, "example.org example.org" },
    { { "imaps imap.hoster.example a/1 example.org", "submission smtp.hoster.example a/1 example.org" },
      "example.org example.org" },
    /* two domains at one hoster are one account to look at */
    { { "imaps imap.hoster.example a/1,a/2 one.org,two.org", "smtps smtp.hoster.example a/1,a/2 one.org,two.org" },
      "hoster.example hoster.example" },
    /* sent by another provider than it is fetched from */
    { { "smtps smtp.gmail.com a/1 -", "imaps imap.example.org a/1 example.org" }, "example.org example.org" },
    /* one sender for two accounts: his own provider's */
    { { "imaps imap.example.org a/1 -", "smtps smtp.gmail.com a/1,a/2 -", "imaps imap.gmail.com a/2 -" },
      "example.org gmail.com gmail.com" },
    { { "pop3 a.example - -", "sieve a.example - -", "smtp mx.other.example - -" }, "a.example a.example other.example" },
    { { "sieve 192.0.2.1 - -" }, "192.0.2.1" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autoptr (GPtrArray) servers = g_ptr_array_new_with_free_func ((GDestroyNotify) ms_server_free);
      g_autoptr (GString) titles = g_string_new (NULL);

      for (guint k = 0; rows[i].servers[k] != NULL; k++)
        g_ptr_array_add (servers, server_of (rows[i].servers[k]));
      for (guint again = 0; again < 2; again++) /* what was said before does not count */
        ms_group_by_account (servers);
      for (guint k = 0; k < servers->len; k++)
        g_string_append_printf (titles, "%s%s", k > 0 ? " " : "", ((const MsServer *) g_ptr_array_index (servers, k))->account);
      g_assert_cmpstr (titles->str, ==, rows[i].titles);
    }
}

static void
test_halves (void)
{
  g_assert_cmpstr (ms_direction_name (MS_SERVICE_IMAPS), ==, "receiving");
  g_assert_cmpstr (ms_direction_name (MS_SERVICE_POP3), ==, "receiving");
  g_assert_cmpstr (ms_direction_name (MS_SERVICE_SUBMISSION), ==, "sending");
  g_assert_cmpstr (ms_direction_name (MS_SERVICE_SMTPS), ==, "sending");
  g_assert_cmpstr (ms_direction_name (MS_SERVICE_SMTP), ==, "other");
  g_assert_cmpstr (ms_direction_name (MS_SERVICE_SIEVE), ==, "other");
  g_assert_cmpstr (ms_direction_name (MS_SERVICE_HTTPS), ==, "other");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/group/titles", test_titles);
  g_test_add_func ("/group/halves", test_halves);
  return g_test_run ();
}
