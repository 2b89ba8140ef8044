/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "discover/autoconfig.h"
#include "discover/providers.h"
#include "model/server.h"
#include "model/url.h"

#include <string.h>

#define DOMAIN "example.org"

/* "source url source url" of a list. */
static char *
shown (const GPtrArray *found)
{
  GString *text = g_string_new (NULL);

  for (guint i = 0; i < found->len; i++)
    {
      const MsFound *one = g_ptr_array_index (found, i);
      g_autofree char *url = ms_target_url (one->target);
      g_string_append_printf (text, "%s%s %s", i > 0 ? " " : "", ms_source_name (one->source), url);
    }
  return g_string_free (text, FALSE);
}

#define assert_shown(found, expected)                                                                                            \
  G_STMT_START                                                                                                                   \
  {                                                                                                                              \
    g_autofree char *text_ = shown (found);                                                                                      \
    g_assert_cmpstr (text_, ==, expected);                                                                                       \
  }                                                                                                                              \
  G_STMT_END

/* "source url source url" -> a list. */
static GPtrArray *
list_of (const char *text)
{
  GPtrArray *found = ms_found_list_new ();
  g_auto (GStrv) words = g_strsplit (text, " ", -1);

  for (guint i = 0; words[i] != NULL && words[i + 1] != NULL; i += 2)
    {
      g_autoptr (MsTarget) target = ms_target_parse_one (words[i + 1], NULL);
      MsSource source;
      g_assert_true (ms_source_from_name (words[i], &source));
      ms_found_add (found, target->service, target->host, target->port, source, "test");
    }
  return found;
}

/* ---- addresses ------------------------------------------------------------------------------------------------- */

static void
test_domain (void)
{
  static const struct
  {
    const char *text, *domain;
  } rows[] = {
    { "anna@example.org", "example.org" },
    { "  anna@Example.ORG.  ", "example.org" },
    { "example.org", "example.org" },
    { "anna@b\xc3\xbc"
      "cher.example",
      "xn--bcher-kva.example" },
    { "\"anna@home\"@example.org", "example.org" },
    { "anna+lists@mail.example.org", "mail.example.org" },
    { "anna", NULL },
    { "anna@", NULL },
    { "@example.org", NULL },
    { "", NULL },
    { "anna@localhost", NULL },
    { "anna@127.0.0.1", NULL },
    { "anna@[127.0.0.1]", NULL },
    { "anna@[2001:db8::1]", NULL },
    { "anna@exam ple.org", NULL },
    { "anna@example.org/x", NULL },
    { "anna@example.org:993", NULL },
    { "anna@example..org", NULL },
    { "imaps://anna@example.org", NULL },
    { "anna@exa\x1bmple.org", NULL },
    { "anna@\xff.org", NULL },
  };

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autoptr (GError) error = NULL;
      g_autofree char *domain = ms_discover_domain (rows[i].text, &error);
      g_assert_cmpstr (domain, ==, rows[i].domain);
      g_assert_true ((domain == NULL) == (error != NULL));
      if (error != NULL)
        g_assert_null (strstr (error->message, "anna"));
    }
}

static void
test_long_address (void)
{
  g_autofree char *local = g_strnfill (100000, 'a');
  g_autofree char *text = g_strconcat (local, "@example.org", NULL);
  g_autoptr (GError) error = NULL;

  g_assert_null (ms_discover_domain (text, &error));
  g_assert_cmpuint (strlen (error->message), <, 200);
}

/* ---- providers ------------------------------------------------------------------------------------------------- */

static void
test_provider (void)
{
  static const struct
  {
    const char *domain, *expected;
  } rows[] = {
    { "gmail.com", "provider imaps://imap.gmail.com provider pop3s://pop.gmail.com provider smtps://smtp.gmail.com" },
    { "hotmail.co.uk", "provider imaps://outlook.office365.com provider pop3s://outlook.office365.com "
                       "provider submission://smtp.office365.com provider submission://smtp-mail.outlook.com" },
    { "me.com", "provider imaps://imap.mail.me.com provider submission://smtp.mail.me.com" },
    { "spectrum.net",
      "provider imaps://mobile.charter.net provider pop3s://mobile.charter.net provider smtps://mobile.charter.net:587" },
    { "ocn.ne.jp", "provider pop3s://pop.ocn.ne.jp provider smtps://smtp.ocn.ne.jp" },
    { "mail.gmail.com", "" },
    { "mail.com", "provider imaps://imap.mail.com provider pop3s://pop.mail.com provider smtps://smtp.mail.com" },
    { "l.com", "" },
    { "com", "" },
    { "example.org", "" },
    { "", "" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autoptr (GPtrArray) found = ms_found_list_new ();
      ms_discover_provider (found, rows[i].domain);
      assert_shown (found, rows[i].expected);
    }
}

static void
test_mx (void)
{
  static const struct
  {
    const char *hosts, *first; /* the first server, or NULL */
  } rows[] = {
    { "aspmx.l.google.com", "imaps://imap.gmail.com" },
    { "other.example aspmx2.GoogleMail.com", "imaps://imap.gmail.com" },
    { "example-org.mail.protection.outlook.com", "imaps://outlook.office365.com" },
    { "eur.olc.protection.outlook.com", "imaps://outlook.office365.com" },
    { "mta5.am0.yahoodns.net", "imaps://imap.mail.yahoo.com" },
    { "mx-aol.mail.gm0.yahoodns.net", "imaps://imap.aol.com" },
    { "in1-smtp.messagingengine.com", "imaps://imap.fastmail.com" },
    { "mx00.kundenserver.de", "imaps://imap.1und1.de" },
    { "notgoogle.com", NULL },
    { "google.com.example", NULL },
    { "protection.outlook.com", NULL },
    { "mx0.gmx.com", NULL }, /* not all whose MX that is use its servers */
    { "mail.example.org", NULL },
    { "", NULL },
  };

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_auto (GStrv) words = g_strsplit (rows[i].hosts, " ", -1);
      g_autoptr (GPtrArray) hosts = g_ptr_array_new ();
      g_autoptr (GPtrArray) found = ms_found_list_new ();
      g_autofree char *url = NULL;

      for (guint k = 0; words[k] != NULL; k++)
        g_ptr_array_add (hosts, words[k]);
      ms_discover_mx (found, DOMAIN, hosts);
      if (found->len > 0)
        {
          url = ms_target_url (((MsFound *) g_ptr_array_index (found, 0))->target);
          g_assert_cmpint (((MsFound *) g_ptr_array_index (found, 0))->source, ==, MS_SOURCE_MX);
        }
      g_assert_cmpstr (url, ==, rows[i].first);
    }
}

/* Every row: its domains and servers are real names, its source an address, its day a day; no domain stands twice. */
static void
test_rows (void)
{
  guint n;
  const MsProvider *rows = ms_providers (&n);
  g_autoptr (GHashTable) seen = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);

  g_assert_cmpuint (n, >, 50);
  for (guint i = 0; i < n; i++)
    {
      g_auto (GStrv) domains = g_strsplit (rows[i].domains, " ", -1), urls = g_strsplit (rows[i].urls, " ", -1);
      g_autoptr (GPtrArray) found = ms_found_list_new ();
      g_autoptr (GDateTime) read = NULL;
      g_autofree char *time = g_strconcat (rows[i].read, "T00:00:00Z", NULL);

      for (guint k = 0; domains[k] != NULL; k++)
        {
          g_autofree char *normal = ms_host_normal (domains[k]);
          g_assert_cmpstr (normal, ==, domains[k]);
          g_assert_true (ms_provider_of_domain (domains[k]) == &rows[i]);
          g_assert_true (g_hash_table_add (seen, g_strdup (domains[k])));
        }
      ms_discover_provider (found, domains[0]);
      g_assert_cmpuint (found->len, ==, g_strv_length (urls));
      g_assert_true (ms_discover_complete (found));
      g_assert_true (g_str_has_prefix (rows[i].source, "https://"));
      read = g_date_time_new_from_iso8601 (time, NULL);
      g_assert_nonnull (read);
    }
}

/* ---- SRV ------------------------------------------------------------------------------------------------------- */

static void
test_srv (void)
{
  static const struct
  {
    guint i;
    const char *records, *expected;
  } rows[] = {
    { 0, "0 1 993 imap.example.org", "srv imaps://imap.example.org" },
    { 1, "0 1 143 imap.example.org", "srv imap://imap.example.org" },
    { 2, "0 1 995 pop.example.org", "srv pop3s://pop.example.org" },
    { 3, "0 1 110 pop.example.org", "srv pop3://pop.example.org" },
    { 4, "0 1 465 smtp.example.org", "srv smtps://smtp.example.org" },
    { 5, "0 1 587 smtp.example.org", "srv submission://smtp.example.org" },
    { 6, "0 1 4190 sieve.example.org", "srv sieve://sieve.example.org" },
    { 0, "0 1 10993 imap.example.org", "srv imaps://imap.example.org:10993" },
    /* priority before weight, whatever the order of the answer */
    { 0, "20 9 993 c.example.org|10 1 993 b.example.org|10 5 993 a.example.org",
      "srv imaps://a.example.org srv imaps://b.example.org srv imaps://c.example.org" },
    { 0, "10 5 993 b.example.org|10 5 993 a.example.org", "srv imaps://a.example.org srv imaps://b.example.org" },
    { 0, "0 0 993 a.example.org|0 0 993 A.example.org", "srv imaps://a.example.org" },
    { 0, "0 0 993 other.example.net", "srv imaps://other.example.net" },
    { 0, "0 0 0 .", "" },
    { 0, "0 0 0 .|5 0 993 a.example.org", "srv imaps://a.example.org" },
    { 0, "0 0 0 a.example.org", "" },
    { 0, "1 0 993 a.example|2 0 993 b.example|3 0 993 c.example|4 0 993 d.example|5 0 993 e.example",
      "srv imaps://a.example srv imaps://b.example srv imaps://c.example srv imaps://d.example" },
    /* hostile */
    { 0, "0 0 993 127.0.0.1", "" },
    { 0, "0 0 993 localhost", "" },
    { 0, "0 0 993 router", "" },
    { 0, "0 0 993 ", "" },
    { 0, "0 0 993", "" },
    { 0, "", "" },
    { 0, "0 0 99999 a.example.org", "" },
    { 0, "-1 0 993 a.example.org", "" },
    { 0, "0 0 993 a b.example.org", "" },
    { 0, "0 0 993 a\033.example.org", "" },
    { 0, "0 0 993 user:pw@a.example.org", "" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_auto (GStrv) words = g_strsplit (rows[i].records, "|", -1);
      g_autoptr (GPtrArray) records = g_ptr_array_new ();
      g_autoptr (GPtrArray) found = ms_found_list_new ();

      for (guint k = 0; words[k] != NULL; k++)
        g_ptr_array_add (records, words[k]);
      ms_discover_srv (found, DOMAIN, rows[i].i, records);
      assert_shown (found, rows[i].expected);
    }
}

static void
test_denied (void)
{
  static const struct
  {
    const char *records;
    gboolean denied;
  } rows[] = { { "0 0 0 .", TRUE },
               { "0 0 0 .|0 0 993 .", TRUE },
               { "0 0 0 .|5 0 993 a.example.org", FALSE },
               { "0 0 993 a.example.org", FALSE },
               { "", FALSE } };

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_auto (GStrv) words = g_strsplit (rows[i].records, "|", -1);
      g_autoptr (GPtrArray) records = g_ptr_array_new ();

      for (guint k = 0; words[k] != NULL; k++)
        g_ptr_array_add (records, words[k]);
      g_assert_cmpint (ms_discover_is_denied (records), ==, rows[i].denied);
    }
  g_assert_cmpint (ms_discover_srv_service (0), ==, MS_SERVICE_IMAPS);
}

static void
test_srv_names (void)
{
  static const char *const names[]
    = { "_imaps._tcp.example.org", "_imap._tcp.example.org",         "_pop3s._tcp.example.org",
        "_pop3._tcp.example.org",  "_submissions._tcp.example.org",  "_submission._tcp.example.org",
        "_sieve._tcp.example.org", "_autodiscover._tcp.example.org", NULL };

  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    {
      g_autofree char *name = ms_discover_srv_name (i, DOMAIN);
      g_assert_cmpstr (name, ==, names[i]);
    }
}

static void
test_bounds (void)
{
  g_autoptr (GPtrArray) found = ms_found_list_new ();

  for (guint i = 0; i < 1000; i++)
    {
      g_autofree char *host = g_strdup_printf ("h%u.example.org", i);
      ms_found_add (found, MS_SERVICE_IMAPS, host, 993, MS_SOURCE_SRV, "test");
    }
  g_assert_cmpuint (found->len, ==, MS_FOUND_MAX);
}

/* ---- autoconfig ------------------------------------------------------------------------------------------------ */

#define FILE_OF(servers)                                                                                                         \
  "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<clientConfig version=\"1.1\"><emailProvider id=\"example.org\">"                 \
  "<domain>example.org</domain><displayName>Example &amp; Co</displayName>" servers "</emailProvider></clientConfig>"
#define SERVER(element, type, host, port, socket)                                                                                \
  "<" element " type=\"" type "\"><hostname>" host "</hostname><port>" port "</port><socketType>" socket                         \
  "</socketType><username>%EMAILADDRESS%</username></" element ">"
#define INCOMING(type, host, port, socket) SERVER ("incomingServer", type, host, port, socket)
#define OUTGOING(host, port, socket)       SERVER ("outgoingServer", "smtp", host, port, socket)

static void
test_autoconfig (void)
{
  static const struct
  {
    const char *text, *expected, *error;
  } rows[] = {
    { FILE_OF (INCOMING ("imap", "imap.example.org", "993", "SSL") OUTGOING ("smtp.example.org", "465", "SSL")),
      "autoconfig imaps://imap.example.org autoconfig smtps://smtp.example.org", NULL },
    { "\xEF\xBB\xBF" FILE_OF (INCOMING ("pop3", "pop.example.org", "110", "STARTTLS")
                                OUTGOING ("smtp.example.org", "587", "STARTTLS")),
      "autoconfig pop3://pop.example.org autoconfig submission://smtp.example.org", NULL },
    { FILE_OF (INCOMING ("imap", " mail.%EMAILDOMAIN% ", " 993\n", "\tSSL ")), "autoconfig imaps://mail.example.org", NULL },
    { FILE_OF (INCOMING ("IMAP", "Imap.Example.org", "143", "plain")), "autoconfig imap://imap.example.org", NULL },
    { FILE_OF (INCOMING ("exchange", "ews.example.org", "443", "SSL") INCOMING ("imap", "i.example.org", "993", "SSL")),
      "autoconfig https://ews.example.org autoconfig imaps://i.example.org", NULL },
    { FILE_OF (INCOMING ("imap", "<![CDATA[imap.example.org]]>", "993", "SSL")), "autoconfig imaps://imap.example.org", NULL },
    { FILE_OF (INCOMING ("imap", "imap.elsewhere.example", "993", "SSL")), "autoconfig imaps://imap.elsewhere.example", NULL },
    { FILE_OF (INCOMING ("imap", "1.2.3.4", "993", "SSL")), "autoconfig imaps://1.2.3.4", NULL },
    /* nobody out there has business to name what is in this network */
    { FILE_OF (INCOMING ("imap", "169.254.169.254", "993", "SSL") INCOMING ("imap", "192.168.1.1", "993", "SSL")
                 INCOMING ("imap", "fd00::1", "993", "SSL") OUTGOING ("10.1.2.3", "465", "SSL")),
      "", "names no mail server" },
    { "<!DOCTYPE clientConfig>" FILE_OF (""), "", "names no mail server" },
    { "<!-- a [comment] -->" FILE_OF (INCOMING ("imap", "i.example.org", "993", "SSL")), "autoconfig imaps://i.example.org",
      NULL },
    /* wrong types and missing fields: the others stay */
    { FILE_OF (INCOMING ("imap", "a.example.org", "0", "SSL") INCOMING ("imap", "b.example.org", "65536", "SSL")
                 INCOMING ("imap", "c.example.org", "x", "SSL") INCOMING ("imap", "d.example.org", "", "SSL")
                   INCOMING ("imap", "e.example.org", "993", "TLSv9") INCOMING ("imap", "", "993", "SSL")
                     INCOMING ("jmap", "f.example.org", "443", "SSL") INCOMING ("", "g.example.org", "993", "SSL")
                       INCOMING ("smtp", "h.example.org", "465", "SSL") INCOMING ("imap", "user:pw@i.example.org", "993", "SSL")
                         INCOMING ("imap", "%EMAILLOCALPART%.example.org", "993", "SSL")
                           INCOMING ("imap", "/etc/passwd", "1", "SSL") INCOMING ("imap", "localhost", "993", "SSL")
                             INCOMING ("imap", "127.0.0.1", "993", "SSL") OUTGOING ("ok.example.org", "465", "SSL")),
      "autoconfig smtps://ok.example.org", NULL },
    { FILE_OF ("<incomingServer type=\"imap\"/>"), "", "names no mail server" },
    { FILE_OF ("<incomingServer type=\"imap\"><hostname>a.example.org</hostname></incomingServer>"), "", "names no mail server" },
    { FILE_OF ("<incomingServer><hostname>a.example.org</hostname><port>993</port><socketType>SSL</socketType></incomingServer>"),
      "", "names no mail server" },
    { FILE_OF (
        "<incomingServer type=\"imap\"><x><hostname>a.example.org</hostname><port>993</port><socketType>SSL</socketType></x>"
        "</incomingServer>"),
      "", "names no mail server" },
    { "<clientConfig><other>" INCOMING ("imap", "a.example.org", "993", "SSL") "</other></clientConfig>", "",
      "names no mail server" },
    /* no such file */
    { "", "", "no XML" },
    { "not found", "", "no XML" },
    { "<html><body>Welcome</body></html>", "", "no file with settings" },
    { "<clientConfig><emailProvider>", "", "no XML" },
    { "<clientConfig></emailProvider>", "", "no XML" },
    { FILE_OF (INCOMING ("imap", "\xff\xfe.example.org", "993", "SSL")), "", "no XML" },
    /* entities */
    { "<!DOCTYPE clientConfig [<!ENTITY x \"imap.example.org\">]>" FILE_OF (INCOMING ("imap", "&x;", "993", "SSL")), "",
      "entities" },
    { "<!DOCTYPE c [<!ENTITY x SYSTEM \"file:///etc/passwd\">]>" FILE_OF (INCOMING ("imap", "&x;", "993", "SSL")), "",
      "entities" },
    { FILE_OF (INCOMING ("imap", "&x;", "993", "SSL")), "", "no XML" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autoptr (GPtrArray) found = ms_found_list_new ();
      g_autoptr (GError) error = NULL;
      gboolean read = ms_autoconfig_read (found, DOMAIN, "test", rows[i].text, strlen (rows[i].text), &error);

      g_assert_true (read == (rows[i].error == NULL));
      if (rows[i].error != NULL)
        g_assert_nonnull (strstr (error->message, rows[i].error));
    }
}

static char *
repeated (const char *text, guint n)
{
  GString *all = g_string_new (NULL);
  for (guint i = 0; i < n; i++)
    g_string_append (all, text);
  return g_string_free (all, FALSE);
}

/* Huge, deep, endless, binary, cut off anywhere: an error with a sentence, or what can be used. */
static void
test_hostile_autoconfig (void)
{
  static const char good[]
    = FILE_OF (INCOMING ("imap", "imap.example.org", "993", "SSL") OUTGOING ("smtp.example.org", "465", "SSL"));
  g_autofree char *huge = repeated ("<clientConfig>", 5000), *deep = repeated ("<a>", 20), *name = g_strnfill (1000, 'a');
  g_autofree char *nested = g_strconcat ("<clientConfig>", deep, NULL);
  g_autofree char *server = g_strconcat ("<incomingServer type=\"imap\"><hostname>", name, "</hostname></incomingServer>", NULL);
  g_autofree char *named = g_strconcat ("<clientConfig><emailProvider>", server, NULL);
  const struct
  {
    const char *text, *error;
  } rows[] = { { huge, "larger than 64 KiB" }, { nested, "too deeply" }, { named, "too long" } };

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autoptr (GPtrArray) found = ms_found_list_new ();
      g_autoptr (GError) error = NULL;
      g_assert_false (ms_autoconfig_read (found, DOMAIN, "test", rows[i].text, strlen (rows[i].text), &error));
      g_assert_nonnull (strstr (error->message, rows[i].error));
      g_assert_cmpuint (found->len, ==, 0);
    }
  for (gsize length = 0; length < sizeof good; length++)
    {
      g_autoptr (GPtrArray) found = ms_found_list_new ();
      g_autofree char *bytes = g_memdup2 (good, MAX (length, 1)); /* so that a sanitizer sees who reads on */
      g_autoptr (GError) error = NULL;
      gboolean read = ms_autoconfig_read (found, DOMAIN, "test", bytes, length, &error);
      g_assert_true (read == (length == sizeof good - 1));
      g_assert_cmpuint (found->len, ==, read ? 2 : 0);
    }
}

static void
test_autoconfig_urls (void)
{
  static const char *const urls[] = { "https://autoconfig.example.org/mail/config-v1.1.xml",
                                      "https://example.org/.well-known/autoconfig/mail/config-v1.1.xml", NULL };

  for (guint i = 0; i < G_N_ELEMENTS (urls); i++)
    {
      g_autofree char *url = ms_autoconfig_url (i, DOMAIN);
      g_assert_cmpstr (url, ==, urls[i]);
    }
}

/* ---- what it comes to ------------------------------------------------------------------------------------------ */

static void
test_choice (void)
{
  static const struct
  {
    const char *found, *choice;
    gboolean complete;
  } rows[] = {
    { "", "", FALSE },
    { "srv imaps://i.example", "srv imaps://i.example", FALSE },
    { "srv smtps://s.example", "srv smtps://s.example", FALSE },
    { "srv pop3s://p.example srv imap://i.example srv imaps://j.example autoconfig smtps://s.example",
      "srv imap://i.example autoconfig smtps://s.example", TRUE },
    { "srv pop3://p.example autoconfig submission://s.example autoconfig smtps://s.example",
      "srv pop3://p.example autoconfig submission://s.example", TRUE },
    { "srv sieve://s.example autoconfig https://e.example srv smtp://mx.example", "", FALSE },
  };

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autoptr (GPtrArray) found = list_of (rows[i].found);
      g_autoptr (GPtrArray) choice = ms_discover_choice (found);
      assert_shown (choice, rows[i].choice);
      g_assert_true (ms_discover_complete (found) == rows[i].complete);
    }
}

static void
test_own (void)
{
  g_assert_true (ms_discover_is_own (DOMAIN, "example.org"));
  g_assert_true (ms_discover_is_own (DOMAIN, "imap.example.org"));
  g_assert_false (ms_discover_is_own (DOMAIN, "notexample.org"));
  g_assert_false (ms_discover_is_own (DOMAIN, "example.org.evil.example"));
  g_assert_false (ms_discover_is_own (DOMAIN, "org"));
}

static void
test_moved (void)
{
  static const struct
  {
    const char *found, *watched, *use;
  } rows[] = {
    { "provider imaps://secureimap.example", "imaps://imap.old.example", "secureimap.example" },
    { "srv imaps://a.example srv imaps://b.example", "imaps://b.example", NULL },
    { "srv imaps://a.example srv imaps://b.example", "imaps://c.example", "a.example" },
    { "srv imaps://a.example", "imap://a.example", NULL }, /* another port of the same host */
    { "srv imaps://a.example", "imaps://a.example:1993", NULL },
    { "srv imaps://a.example", "pop3s://p.example", NULL }, /* says nothing about POP3 */
    { "autoconfig pop3s://p.example", "pop3s://q.example", "p.example" },
    { "autoconfig submission://s.example", "smtps://t.example", "s.example" },
    { "autoconfig submission://s.example", "smtp://t.example", NULL }, /* port 25 is no client's */
    { "mx imaps://imap.big.example", "imaps://imap.own.example", NULL },
    { "guess imaps://imap.own.example", "imaps://mail.own.example", NULL },
    { "mx imaps://m.example srv imaps://a.example", "imaps://c.example", "a.example" },
    { "mx imaps://m.example srv imaps://a.example", "imaps://m.example", NULL },
    { "srv imaps://a.example", "imaps://192.0.2.1", NULL },
    { "srv imaps://a.example", "imap://localhost:1143", NULL },
    { "autoconfig https://ews.example", "https://old.example", NULL },
    { "srv https://autodiscover.example", "imaps://old.example", NULL },
    { "srv sieve://a.example", "sieve://b.example", "a.example" },
    { "", "imaps://a.example", NULL },
  };

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autoptr (GPtrArray) found = list_of (rows[i].found);
      g_autoptr (MsTarget) target = ms_target_parse_one (rows[i].watched, NULL);
      g_autoptr (MsServer) server = ms_server_new (target);
      const MsFound *moved = ms_discover_moved (found, server);

      g_assert_cmpstr (moved != NULL ? moved->target->host : NULL, ==, rows[i].use);
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/discover/domain", test_domain);
  g_test_add_func ("/discover/long-address", test_long_address);
  g_test_add_func ("/discover/provider", test_provider);
  g_test_add_func ("/discover/mx", test_mx);
  g_test_add_func ("/discover/rows", test_rows);
  g_test_add_func ("/discover/srv", test_srv);
  g_test_add_func ("/discover/srv-names", test_srv_names);
  g_test_add_func ("/discover/denied", test_denied);
  g_test_add_func ("/discover/bounds", test_bounds);
  g_test_add_func ("/discover/autoconfig", test_autoconfig);
  g_test_add_func ("/discover/hostile-autoconfig", test_hostile_autoconfig);
  g_test_add_func ("/discover/autoconfig-urls", test_autoconfig_urls);
  g_test_add_func ("/discover/choice", test_choice);
  g_test_add_func ("/discover/own", test_own);
  g_test_add_func ("/discover/moved", test_moved);
  return g_test_run ();
}
