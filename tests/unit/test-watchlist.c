/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config/watchlist.h"

#include <string.h>

/* One line an account: client protocol encryption host port [off]. The same server twice is one account with two origins. */
static GPtrArray *
accounts_of (const char *text)
{
  GPtrArray *accounts = g_ptr_array_new_with_free_func ((GDestroyNotify) ms_account_free);
  g_auto (GStrv) lines = g_strsplit (text, "\n", -1);
  static const char *const protocols[] = { "imap", "pop3", "smtp", "sieve", "https" };

  for (guint i = 0; lines[i] != NULL && *lines[i] != '\0'; i++)
    {
      g_auto (GStrv) words = g_strsplit (lines[i], " ", -1);
      MsEncryption encryption = g_str_equal (words[2], "tls")        ? MS_ENCRYPTION_TLS
                                : g_str_equal (words[2], "starttls") ? MS_ENCRYPTION_STARTTLS
                                                                     : MS_ENCRYPTION_NONE;
      MsProtocol protocol = MS_PROTOCOL_IMAP;
      MsAccount *account;

      for (guint k = 0; k < G_N_ELEMENTS (protocols); k++)
        if (g_str_equal (protocols[k], words[1]))
          protocol = (MsProtocol) k;
      account = ms_account_new (protocol, encryption, words[3], (guint16) atoi (words[4]));
      ms_account_add_origin (account, g_intern_string (words[0]), "x/account1", words[5] == NULL, TRUE);
      g_ptr_array_add (accounts, account);
    }
  return accounts;
}

static MsSettings *
settings_of (const char *text)
{
  g_autofree char *folder = g_dir_make_tmp ("mailseal-watchlist-XXXXXX", NULL);
  g_autofree char *file = g_build_filename (folder, "mailseal.conf", NULL);
  g_autofree char *command = g_strdup_printf ("rm -r '%s'", folder);
  const char *const folders[] = { folder, NULL };
  MsSettings *settings;

  g_assert_true (g_file_set_contents (file, text, -1, NULL));
  settings = ms_settings_load (folders);
  g_assert_cmpuint (settings->problems->len, ==, 0);
  g_assert_true (g_spawn_command_line_sync (command, NULL, NULL, NULL, NULL));
  return settings;
}

static void
test_table (void)
{
  static const struct
  {
    const char *settings, *accounts, *urls;
  } rows[] = {
    { "", "", "" },
    { "", "geary imap tls a.example 993\ngeary smtp starttls a.example 587", "imaps://a.example submission://a.example" },
    { "", "geary imap tls a.example 993 off", "" },
    { "", "geary imap none localhost 1143\nmsmtp smtp none 127.0.0.1 1025\ngeary imap none a.example 143", "imap://a.example" },
    { "", "geary imap starttls localhost 1143", "imap://localhost:1143" },
    { "[Mailseal]\nImportAccounts=false\n", "geary imap tls a.example 993", "" },
    { "[Mailseal]\nImportClients=kmail, Evolution\n", "geary imap tls a.example 993\nevolution imap tls b.example 993",
      "imaps://b.example" },
    { "[Mailseal]\nImportClients=\n", "geary imap tls a.example 993", "imaps://a.example" }, /* empty: the default */
    { "[Server x]\nTarget=imaps://a.example\nWatch=false\n", "geary imap tls a.example 993\ngeary pop3 tls a.example 995",
      "pop3s://a.example" },
    { "[Server x]\nTarget=imaps://a.example\n", "geary imap tls a.example 993", "imaps://a.example" },
    /* the settings know better in which mode it is to be spoken to */
    { "[Server x]\nTarget=imaps://a.example:143\n", "geary imap starttls a.example 143", "imaps://a.example:143" },
    { "[Server x]\nTarget=imaps://a.example\nWatch=false\n", "geary imap starttls a.example 993", "" },
    /* in clear is watched as STARTTLS, once */
    { "", "geary imap none a.example 143\nkmail imap starttls a.example 143", "imap://a.example" },
    { "", "geary smtp none a.example 25\nkmail smtp starttls b.example 25\nkmail smtp none c.example 587",
      "smtp://a.example smtp://b.example submission://c.example" },
    { "", "kmail sieve starttls a.example 4190\nkmail https tls a.example 443\nkmail pop3 none a.example 110",
      "sieve://a.example https://a.example pop3://a.example" },
    { "", "geary imap tls ::1 1143\n", "imaps://[::1]:1143" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autoptr (MsSettings) settings = settings_of (rows[i].settings);
      g_autoptr (GPtrArray) accounts = accounts_of (rows[i].accounts);
      g_autoptr (GPtrArray) list = ms_watchlist (settings, accounts);
      g_autoptr (GString) urls = g_string_new (NULL);

      for (guint k = 0; k < list->len; k++)
        g_string_append_printf (urls, "%s%s", k > 0 ? " " : "", ((const MsServer *) g_ptr_array_index (list, k))->url);
      g_test_message ("%s / %s", rows[i].settings, rows[i].accounts);
      g_assert_cmpstr (urls->str, ==, rows[i].urls);
    }
}

/* What a client no longer uses stays, unless nobody may read that client or the settings have a word of it. */
static void
test_gone (void)
{
  static const struct
  {
    const char *settings, *accounts, *kept;
  } rows[] = {
    { "", "geary imap tls a.example 993\ngeary smtp tls a.example 465", "" },
    { "", "geary imap tls a.example 993", "smtps://a.example" },
    { "", "", "imaps://a.example smtps://a.example" },
    { "", "geary imap starttls a.example 993", "smtps://a.example" }, /* the same server, spoken to in another way */
    { "[Mailseal]\nImportAccounts=false\n", "", "" },
    { "[Mailseal]\nImportClients=kmail\n", "", "" },
    { "[Server x]\nTarget=imaps://a.example\nWatch=false\n", "", "smtps://a.example" },
  };
  static const char *const damaged[] = { "", "\n\t\n", "imaps://\tGeary\nx\ty\timaps://b.example" };
  g_autoptr (MsSettings) settings = settings_of ("");
  g_autoptr (GPtrArray) before = accounts_of ("geary imap tls a.example 993\ngeary smtp tls a.example 465");
  g_autoptr (GPtrArray) list = ms_watchlist (settings, before);
  g_autofree char *remembered = ms_watchlist_remember (list);

  g_assert_cmpstr (remembered, ==, "imaps://a.example\tGeary\nsmtps://a.example\tGeary\n");
  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autoptr (MsSettings) now = settings_of (rows[i].settings);
      g_autoptr (GPtrArray) accounts = accounts_of (rows[i].accounts);
      g_autoptr (GPtrArray) servers = ms_watchlist (now, accounts);
      g_autoptr (GString) kept = g_string_new (NULL);

      ms_watchlist_keep_gone (servers, now, remembered);
      for (guint k = 0; k < servers->len; k++)
        {
          const MsServer *server = g_ptr_array_index (servers, k);
          if (!server->gone)
            continue;
          g_string_append_printf (kept, "%s%s", kept->len > 0 ? " " : "", server->url);
          g_assert_true (server->imported && server->watch && !server->notify);
          g_assert_cmpstr (server->clients[0], ==, "Geary");
        }
      g_assert_cmpstr (kept->str, ==, rows[i].kept);
    }
  for (guint i = 0; i < G_N_ELEMENTS (damaged); i++)
    ms_watchlist_keep_gone (list, settings, damaged[i]);
  g_assert_cmpuint (list->len, ==, 2);
}

static void
test_defaults (void)
{
  g_autoptr (MsSettings) settings
    = settings_of ("[Mailseal]\nInterval=2h\nNotify=false\n[Server own]\nTarget=imaps://own.example\nRole=admin\nInterval=1h\n");
  g_autoptr (GPtrArray) accounts = accounts_of ("geary imap tls a.example 993\ngeary imap tls own.example 993");
  g_autoptr (GPtrArray) list = ms_watchlist (settings, accounts);
  const MsServer *own = g_ptr_array_index (list, 0), *imported = g_ptr_array_index (list, 1);

  g_assert_cmpuint (list->len, ==, 2);
  g_assert_cmpstr (own->name, ==, "own");
  g_assert_cmpint (own->role, ==, MS_ROLE_ADMIN);
  g_assert_cmpuint (own->interval, ==, 3600);
  g_assert_cmpstr (imported->name, ==, "a.example");
  g_assert_cmpuint (imported->interval, ==, 7200);
  g_assert_false (imported->notify);
  g_assert_true (imported->watch);
}

/* A server that one client uses and another has switched off. */
static void
test_origins (void)
{
  g_autoptr (MsSettings) all = settings_of (""), only = settings_of ("[Mailseal]\nImportClients=geary\n");
  g_autoptr (GPtrArray) accounts = accounts_of ("geary imap tls a.example 993 off");
  MsAccount *account = g_ptr_array_index (accounts, 0);
  g_autoptr (GPtrArray) before = ms_watchlist (all, accounts), after = NULL, without = NULL;

  g_assert_cmpuint (before->len, ==, 0);
  g_assert_false (ms_account_used (account));
  ms_account_add_origin (account, "kmail", "kmail/account1", TRUE, FALSE);
  g_assert_true (ms_account_used (account));
  g_assert_false (ms_account_verify (account));
  after = ms_watchlist (all, accounts);
  without = ms_watchlist (only, accounts);
  g_assert_cmpuint (after->len, ==, 1);
  g_assert_cmpuint (without->len, ==, 0);
}

/* What is pinned in a program, its user vouches for: once, and not if its hash is outdated. */
static void
test_pins (void)
{
  static const char pin[] = "AB:CD:EF:01:23:45:67:89:AB:CD:EF:01:23:45:67:89:AB:CD:EF:01:23:45:67:89:AB:CD:EF:01:23:45:67:89";
  static const char old[] = "ab:cd:ef:01:23:45:67:89:ab:cd:ef:01:23:45:67:89:ab:cd:ef:01";
  g_autoptr (MsSettings) settings = settings_of ("");
  g_autoptr (GPtrArray) accounts = accounts_of ("msmtp imap tls a.example 993\nfetchmail imap tls a.example 993\nmsmtp imap tls "
                                                "b.example 993\nmsmtp imap tls c.example 993 off"),
                        servers = NULL;
  const char *const pins[] = { pin, pin, old, pin };
  const MsServer *server;
  const MsAcceptance *acceptance;

  for (guint i = 0; i < accounts->len; i++)
    ms_origin_pin (g_ptr_array_index (((MsAccount *) g_ptr_array_index (accounts, i))->origins, 0), pins[i], TRUE);
  servers = ms_watchlist (settings, accounts);
  g_assert_cmpuint (servers->len, ==, 2);
  server = g_ptr_array_index (servers, 0);
  g_assert_cmpuint (server->accepted->len, ==, 1);
  acceptance = g_ptr_array_index (server->accepted, 0);
  g_assert_cmpstr (acceptance->hash, ==, "abcdef0123456789abcdef0123456789abcdef0123456789abcdef0123456789");
  g_assert_cmpstr (acceptance->reason, ==, "pinned in msmtp");
  g_assert_cmpint (acceptance->until, ==, G_MAXINT64);
  g_assert_null (server->weak_pin);
  g_assert_false (server->insecure);
  server = g_ptr_array_index (servers, 1);
  g_assert_cmpuint (server->accepted->len, ==, 0);
  g_assert_cmpstr (server->weak_pin, ==, "SHA-1");
}

/* Who does not check a bridge of his own loses nothing by it; elsewhere he does. */
static void
test_unchecked (void)
{
  static const char *const hosts[] = { "127.0.0.1", "a.example" };

  for (guint i = 0; i < G_N_ELEMENTS (hosts); i++)
    {
      g_autofree char *text = g_strdup_printf ("geary imap tls %s 993 off", hosts[i]);
      g_autoptr (MsSettings) settings = settings_of ("");
      g_autoptr (GPtrArray) accounts = accounts_of (text), servers = NULL;

      ms_account_add_origin (g_ptr_array_index (accounts, 0), "kmail", "kmail/account1", TRUE, FALSE);
      servers = ms_watchlist (settings, accounts);
      g_assert_cmpuint (servers->len, ==, 1);
      g_assert_cmpint (((const MsServer *) g_ptr_array_index (servers, 0))->insecure, ==, i == 1);
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/watchlist/table", test_table);
  g_test_add_func ("/watchlist/defaults", test_defaults);
  g_test_add_func ("/watchlist/gone", test_gone);
  g_test_add_func ("/watchlist/origins", test_origins);
  g_test_add_func ("/watchlist/pins", test_pins);
  g_test_add_func ("/watchlist/unchecked", test_unchecked);
  return g_test_run ();
}
