/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The domain of an account's address, and nothing else of it. */
#include "config/clients/clients.h"
#include "tests/lib/home.h"

#include <string.h>

typedef struct
{
  const char *path, *text;
} File;

static const struct
{
  File files[3];
  const char *domains; /* of the servers in the order found; "-": unknown */
} rows[] = {
  { { { ".thunderbird/profiles.ini", "[Profile0]\nPath=p\nIsRelative=1\n" },
      { ".thunderbird/p/prefs.js",
        "user_pref(\"mail.accountmanager.accounts\", \"a1\");\nuser_pref(\"mail.account.a1.server\", \"s1\");\n"
        "user_pref(\"mail.account.a1.identities\", \"i1,i2\");\nuser_pref(\"mail.server.s1.type\", \"imap\");\n"
        "user_pref(\"mail.server.s1.hostname\", \"i.hoster.example\");\nuser_pref(\"mail.smtpservers\", \"m1\");\n"
        "user_pref(\"mail.smtpserver.m1.hostname\", \"s.hoster.example\");\n"
        "user_pref(\"mail.identity.i1.useremail\", \"canary@M\xc3\xbcller.example\");\n"
        "user_pref(\"mail.identity.i2.useremail\", \"canary@alias.example\");\n" } },
    "xn--mller-kva.example xn--mller-kva.example" },
  { { { ".config/evolution/sources/a.source", "[Data Source]\nEnabled=true\n[Mail Account]\nBackendName=imapx\nIdentityUid=b\n"
                                              "[Authentication]\nHost=i.hoster.example\nPort=993\n" },
      { ".config/evolution/sources/b.source",
        "[Data Source]\nEnabled=true\n[Mail Identity]\nAddress=canary@one.example\n[Mail Submission]\nTransportUid=c\n" },
      { ".config/evolution/sources/c.source",
        "[Data Source]\nEnabled=true\n[Mail "
        "Transport]\nBackendName=smtp\n[Authentication]\nHost=s.hoster.example\nPort=465\n" } },
    "one.example one.example" },
  { { { ".config/goa-1.0/accounts.conf",
        "[Account x]\nProvider=imap_smtp\nEmailAddress=canary@one.example\nImapHost=i.hoster.example\n"
        "PresentationIdentity=a name\nSmtpHost=s.hoster.example\n" } },
    "one.example one.example" },
  { { { ".config/emailidentities", "[Identity #0]\nEmail Address=canary@one.example\nTransport=7\nuoid=42\n" },
      { ".config/mailtransports", "[Transport 7]\nhost=s.hoster.example\nport=465\nencryption=SSL\nid=7\n" },
      { ".config/akonadi_imap_resource_0rc", "[network]\nImapServer=i.hoster.example\n[cache]\nAccountIdentity=42\n" } },
    "one.example one.example" },
  { { { ".config/geary/account_01/geary.ini",
        "[Account]\nsender_mailboxes=\"Doe, Ann\" <canary@one.example>;canary@two.example;\n"
        "[Incoming]\nhost=i.hoster.example\n[Outgoing]\nhost=s.hoster.example\n" } },
    "one.example one.example" },
  { { { ".claws-mail/accountrc", "[Account: 1]\naddress=canary@one.example\nreceive_server=i.hoster.example\nprotocol=3\n" } },
    "one.example" },
  { { { ".config/Mailspring/config.json", "{\"*\": {\"accounts\": [{\"emailAddress\": \"canary@one.example\", \"settings\": "
                                          "{\"imap_host\": \"i.hoster.example\", \"smtp_host\": \"s.hoster.example\"}}]}}" } },
    "one.example one.example" },
  { { { ".config/aerc/accounts.conf", "[me]\nsource = imaps://x@i.hoster.example\nfrom = Ann <canary@one.example>\n" } },
    "one.example" },
  { { { ".config/himalaya/config.toml", "[accounts.me]\nemail = \"canary@one.example\"\nbackend.type = \"imap\"\n"
                                        "backend.host = \"i.hoster.example\"\n" } },
    "one.example" },
  /* what is no address of a domain */
  { { { ".config/aerc/accounts.conf",
        "[a]\nsource = imaps://i.hoster.example\nfrom = canary\n[b]\nsource = imaps://j.hoster.example\n"
        "from = canary@localhost\n[c]\nsource = imaps://k.hoster.example\nfrom = canary@192.0.2.1\n"
        "[d]\nsource = imaps://l.hoster.example\nfrom = canary@a b.example\n" } },
    "- - - -" },
};

static void
test_domains (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autofree char *home = ms_home_new ();
      g_autoptr (GString) domains = g_string_new (NULL);
      g_autoptr (GPtrArray) found = NULL;

      for (guint f = 0; f < G_N_ELEMENTS (rows[i].files) && rows[i].files[f].path != NULL; f++)
        ms_home_write (home, rows[i].files[f].path, rows[i].files[f].text, -1);
      found = ms_clients_read (home, NULL, NULL);
      for (guint a = 0; a < found->len; a++)
        {
          const MsAccount *account = g_ptr_array_index (found, a);
          const MsOrigin *origin = g_ptr_array_index (account->origins, 0);

          g_assert_null (strstr (account->host, "canary"));
          g_assert_null (strstr (origin->account, "canary"));
          g_string_append_printf (domains, "%s%s", a > 0 ? " " : "", origin->domain != NULL ? origin->domain : "-");
        }
      ms_home_remove (home);
      g_test_message ("%s", rows[i].files[0].path);
      g_assert_cmpstr (domains->str, ==, rows[i].domains);
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/client-addresses/domains", test_domains);
  return g_test_run ();
}
