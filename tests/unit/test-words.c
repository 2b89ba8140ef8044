/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Every word users read about a finding, against words.golden. After a wanted change: MAILSEAL_REGENERATE=1 test-words. */
#include "check/judge/fill.h"
#include "check/judge/words.h"
#include "po/locale.h"

#include <glib/gstdio.h>
#include <stdlib.h>
#include <string.h>

#define NOW ((gint64) 1800000000)
#define DAY ((gint64) 86400)

static const struct
{
  MsCode code;
  MsSeverity severity;
  MsService service;
  const char *key, *value; /* the fact that chooses a variant */
} cases[] = {
  { MS_CODE_WRONG_SECURITY_MODE, MS_SEVERITY_CRITICAL, MS_SERVICE_IMAPS, "speaks", "imap" },
  { MS_CODE_STARTTLS_MISSING, MS_SEVERITY_CRITICAL, MS_SERVICE_SUBMISSION, NULL, NULL },
  { MS_CODE_STARTTLS_MISSING, MS_SEVERITY_CRITICAL, MS_SERVICE_IMAP, "reason", "preauth" },
  { MS_CODE_STARTTLS_MISSING, MS_SEVERITY_WARNING, MS_SERVICE_SMTP, NULL, NULL },
  { MS_CODE_STARTTLS_FAILED, MS_SEVERITY_CRITICAL, MS_SERVICE_IMAP, NULL, NULL },
  { MS_CODE_STARTTLS_FAILED, MS_SEVERITY_CRITICAL, MS_SERVICE_IMAP, "reason", "injection" },
  { MS_CODE_TLS_FAILED, MS_SEVERITY_CRITICAL, MS_SERVICE_SMTPS, NULL, NULL },
  { MS_CODE_PROTOCOL_ERROR, MS_SEVERITY_UNKNOWN, MS_SERVICE_IMAPS, "speaks", "ssh" },
  { MS_CODE_PROTOCOL_ERROR, MS_SEVERITY_UNKNOWN, MS_SERVICE_IMAPS, "reason", "timeout" },
  { MS_CODE_PROTOCOL_ERROR, MS_SEVERITY_UNKNOWN, MS_SERVICE_POP3, "none", "no certificate" },
  { MS_CODE_SERVER_REFUSED, MS_SEVERITY_UNKNOWN, MS_SERVICE_SMTPS, "line", "421 too busy" },
  { MS_CODE_SERVER_REFUSED, MS_SEVERITY_UNKNOWN, MS_SERVICE_POP3, "none", "no certificate" },
  { MS_CODE_SERVER_REFUSED, MS_SEVERITY_UNKNOWN, MS_SERVICE_SMTP, "reason", "slow" },
  { MS_CODE_SERVER_REFUSED, MS_SEVERITY_INFO, MS_SERVICE_IMAPS, "reason", "client-certificate" },
  { MS_CODE_WRONG_SECURITY_MODE, MS_SEVERITY_CRITICAL, MS_SERVICE_IMAP, "use_security", "tls" },
  { MS_CODE_STARTTLS_MISSING, MS_SEVERITY_CRITICAL, MS_SERVICE_SUBMISSION, "use_security", "tls" },
  { MS_CODE_STARTTLS_FAILED, MS_SEVERITY_CRITICAL, MS_SERVICE_IMAP, "use_security", "tls" },
  { MS_CODE_TLS_FAILED, MS_SEVERITY_CRITICAL, MS_SERVICE_SMTPS, "use_security", "starttls" },
  { MS_CODE_PROTOCOL_ERROR, MS_SEVERITY_UNKNOWN, MS_SERVICE_IMAPS, "use_security", "starttls" },
  { MS_CODE_UNREACHABLE, MS_SEVERITY_UNKNOWN, MS_SERVICE_POP3, "use_security", "tls" },
  { MS_CODE_REVOKED, MS_SEVERITY_CRITICAL, MS_SERVICE_SMTPS, NULL, NULL },
  { MS_CODE_NAME_MISMATCH, MS_SEVERITY_CRITICAL, MS_SERVICE_IMAPS, "use_host", "imap.example.org" },
  { MS_CODE_EXPIRED, MS_SEVERITY_CRITICAL, MS_SERVICE_IMAPS, "safe", "yes" },
  { MS_CODE_WEAK, MS_SEVERITY_CRITICAL, MS_SERVICE_IMAPS, "what", "SHA-1" },
  { MS_CODE_WEAK, MS_SEVERITY_CRITICAL, MS_SERVICE_IMAPS, "what", "MD5" },
  { MS_CODE_WEAK, MS_SEVERITY_WARNING, MS_SERVICE_IMAPS, "what", "SHA-1" },
  { MS_CODE_INCOMPLETE_CHAIN, MS_SEVERITY_CRITICAL, MS_SERVICE_IMAPS, "missing", "CN=R11" },
  { MS_CODE_CLIENT_REFUSES, MS_SEVERITY_WARNING, MS_SERVICE_IMAPS, "because", "chain" },
  { MS_CODE_CLIENT_REFUSES, MS_SEVERITY_WARNING, MS_SERVICE_IMAPS, "because", "must-staple" },
  { MS_CODE_CLIENT_REFUSES, MS_SEVERITY_WARNING, MS_SERVICE_IMAPS, "because", "ca-as-server" },
  { MS_CODE_CLIENT_REFUSES, MS_SEVERITY_WARNING, MS_SERVICE_IMAPS, "because", "key-type" },
  { MS_CODE_CLIENT_REFUSES, MS_SEVERITY_WARNING, MS_SERVICE_IMAPS, "because", "key-usage" },
  { MS_CODE_CLIENT_REFUSES, MS_SEVERITY_WARNING, MS_SERVICE_IMAPS, "because", "signature" },
  { MS_CODE_CLIENT_REFUSES, MS_SEVERITY_WARNING, MS_SERVICE_IMAPS, "because", "tls-version" },
  { MS_CODE_CLIENT_REFUSES, MS_SEVERITY_WARNING, MS_SERVICE_IMAPS, "because", "renegotiation" },
  { MS_CODE_CLIENT_REFUSES, MS_SEVERITY_WARNING, MS_SERVICE_IMAPS, "because", "cipher" },
  { MS_CODE_CLIENT_REFUSES, MS_SEVERITY_WARNING, MS_SERVICE_IMAPS, "because", "distrusted" },
  { MS_CODE_OLD_TLS, MS_SEVERITY_WARNING, MS_SERVICE_POP3S, "tls_version", "1.0" },
  { MS_CODE_MIXED_ADDRESSES, MS_SEVERITY_CRITICAL, MS_SERVICE_IMAPS, NULL, NULL },
  { MS_CODE_STALE_SERVICE, MS_SEVERITY_WARNING, MS_SERVICE_SUBMISSION, "newer_on", "imaps://mail.example.org" },
  { MS_CODE_LOCAL_OVERRIDE, MS_SEVERITY_WARNING, MS_SERVICE_IMAPS, "pinned", "192.0.2.9" },
  { MS_CODE_INVALID, MS_SEVERITY_CRITICAL, MS_SERVICE_IMAPS, NULL, NULL },
  { MS_CODE_INVALID, MS_SEVERITY_CRITICAL, MS_SERVICE_IMAPS, "reason", "oversized-key" },
  { MS_CODE_NAME_MISMATCH, MS_SEVERITY_CRITICAL, MS_SERVICE_IMAPS, NULL, NULL },
  { MS_CODE_NAME_MISMATCH, MS_SEVERITY_CRITICAL, MS_SERVICE_IMAPS, "reason", "no-san" },
  { MS_CODE_NAME_MISMATCH, MS_SEVERITY_CRITICAL, MS_SERVICE_IMAPS, "named_by", "_imaps._tcp.example.org" },
  { MS_CODE_NAME_MISMATCH, MS_SEVERITY_CRITICAL, MS_SERVICE_IMAPS, "stand_in", "yes" },
  { MS_CODE_NAME_MISMATCH, MS_SEVERITY_CRITICAL, MS_SERVICE_IMAPS, "reason", "misspelt" },
  { MS_CODE_SELF_SIGNED, MS_SEVERITY_CRITICAL, MS_SERVICE_SMTPS, "stand_in", "yes" },
  { MS_CODE_EXPIRED, MS_SEVERITY_CRITICAL, MS_SERVICE_IMAPS, NULL, NULL },
  { MS_CODE_NOT_YET_VALID, MS_SEVERITY_CRITICAL, MS_SERVICE_IMAPS, NULL, NULL },
  { MS_CODE_NOT_YET_VALID, MS_SEVERITY_CRITICAL, MS_SERVICE_IMAPS, "certificate", "CN=R11,O=Some Authority,C=US" },
  { MS_CODE_EXPIRED_INTERMEDIATE, MS_SEVERITY_CRITICAL, MS_SERVICE_SUBMISSION, NULL, NULL },
  { MS_CODE_EXPIRED_INTERMEDIATE, MS_SEVERITY_CRITICAL, MS_SERVICE_SUBMISSION, "certificate", "CN=R11,O=Some Authority,C=US" },
  { MS_CODE_SELF_SIGNED, MS_SEVERITY_CRITICAL, MS_SERVICE_SIEVE, NULL, NULL },
  { MS_CODE_SELF_SIGNED, MS_SEVERITY_INFO, MS_SERVICE_IMAPS, "accepted", "by the user" },
  { MS_CODE_SELF_SIGNED, MS_SEVERITY_INFO, MS_SERVICE_IMAPS, "kind", "this-computer" },
  { MS_CODE_CHANGED, MS_SEVERITY_CRITICAL, MS_SERVICE_IMAPS, "kind", "this-computer" },
  { MS_CODE_UNTRUSTED_ISSUER, MS_SEVERITY_INFO, MS_SERVICE_IMAPS, "accepted", "by the user" },
  { MS_CODE_UNTRUSTED_ISSUER, MS_SEVERITY_CRITICAL, MS_SERVICE_IMAPS, "kind", "unknown" },
  { MS_CODE_UNTRUSTED_ISSUER, MS_SEVERITY_CRITICAL, MS_SERVICE_IMAPS, "kind", "private-ca" },
  { MS_CODE_UNTRUSTED_ISSUER, MS_SEVERITY_CRITICAL, MS_SERVICE_IMAPS, "may_not", "not-an-authority" },
  { MS_CODE_UNTRUSTED_ISSUER, MS_SEVERITY_CRITICAL, MS_SERVICE_IMAPS, "may_not", "path-length" },
  { MS_CODE_UNTRUSTED_ISSUER, MS_SEVERITY_CRITICAL, MS_SERVICE_IMAPS, "may_not", "name" },
  { MS_CODE_UNTRUSTED_ISSUER, MS_SEVERITY_CRITICAL, MS_SERVICE_IMAPS, "reason", "not-entitled" },
  { MS_CODE_WRONG_PURPOSE, MS_SEVERITY_CRITICAL, MS_SERVICE_IMAPS, NULL, NULL },
  { MS_CODE_WRONG_PURPOSE, MS_SEVERITY_CRITICAL, MS_SERVICE_IMAPS, "reason", "key-usage" },
  { MS_CODE_WRONG_PURPOSE, MS_SEVERITY_CRITICAL, MS_SERVICE_IMAPS, "reason", "netscape-type" },
  { MS_CODE_WEAK, MS_SEVERITY_CRITICAL, MS_SERVICE_IMAPS, "what", "RSA 1024" },
  { MS_CODE_INCOMPLETE_CHAIN, MS_SEVERITY_WARNING, MS_SERVICE_IMAPS, "missing", "CN=R11" },
  { MS_CODE_EXPIRING, MS_SEVERITY_NOTICE, MS_SERVICE_IMAPS, NULL, NULL },
  { MS_CODE_EXPIRING, MS_SEVERITY_WARNING, MS_SERVICE_IMAPS, NULL, NULL },
  { MS_CODE_EXPIRING, MS_SEVERITY_CRITICAL, MS_SERVICE_SMTPS, NULL, NULL },
  { MS_CODE_EXPIRING, MS_SEVERITY_NOTICE, MS_SERVICE_IMAPS, "certificate", "O=Some Authority,C=US" },
  { MS_CODE_EXPIRING, MS_SEVERITY_WARNING, MS_SERVICE_IMAPS, "certificate", "CN=R11,O=Some Authority,C=US" },
  { MS_CODE_UNREACHABLE, MS_SEVERITY_UNKNOWN, MS_SERVICE_IMAPS, "reason", "timeout" },
  { MS_CODE_UNREACHABLE, MS_SEVERITY_UNKNOWN, MS_SERVICE_IMAPS, "reason", "slow" },
  { MS_CODE_UNREACHABLE, MS_SEVERITY_UNKNOWN, MS_SERVICE_IMAPS, "reason", "dns" },
  { MS_CODE_UNREACHABLE, MS_SEVERITY_UNKNOWN, MS_SERVICE_IMAPS, "reason", "refused" },
  { MS_CODE_UNREACHABLE, MS_SEVERITY_INFO, MS_SERVICE_IMAPS, "reason", "no-route" },
  { MS_CODE_UNREACHABLE, MS_SEVERITY_UNKNOWN, MS_SERVICE_IMAPS, "reason", "tor" },
  { MS_CODE_RENEWED, MS_SEVERITY_INFO, MS_SERVICE_IMAPS, NULL, NULL },
  { MS_CODE_CHANGED, MS_SEVERITY_INFO, MS_SERVICE_IMAPS, NULL, NULL },
  { MS_CODE_CHANGED, MS_SEVERITY_WARNING, MS_SERVICE_IMAPS, NULL, NULL },
  { MS_CODE_CHANGED, MS_SEVERITY_CRITICAL, MS_SERVICE_IMAPS, NULL, NULL },
  { MS_CODE_NAME_MISMATCH, MS_SEVERITY_CRITICAL, MS_SERVICE_IMAPS, "replaced", "replaced" },
  { MS_CODE_EXPIRED, MS_SEVERITY_CRITICAL, MS_SERVICE_IMAPS, "replaced", "replaced" },
  { MS_CODE_SELF_SIGNED, MS_SEVERITY_CRITICAL, MS_SERVICE_IMAPS, "replaced", "replaced" },
  { MS_CODE_UNTRUSTED_ISSUER, MS_SEVERITY_CRITICAL, MS_SERVICE_IMAPS, "replaced", "replaced" },
  { MS_CODE_INVALID, MS_SEVERITY_CRITICAL, MS_SERVICE_IMAPS, "replaced", "replaced" },
  { MS_CODE_WEAK, MS_SEVERITY_CRITICAL, MS_SERVICE_IMAPS, "replaced", "replaced" },
  { MS_CODE_INCOMPLETE_CHAIN, MS_SEVERITY_CRITICAL, MS_SERVICE_IMAPS, "replaced", "replaced" },
  { MS_CODE_MIXED_ADDRESSES, MS_SEVERITY_WARNING, MS_SERVICE_IMAPS, NULL, NULL },
  { MS_CODE_CLOCK_WRONG, MS_SEVERITY_CRITICAL, MS_SERVICE_IMAPS, NULL, NULL },
  { MS_CODE_CLOCK_WRONG, MS_SEVERITY_CRITICAL, MS_SERVICE_IMAPS, "reason", "jump" },
  { MS_CODE_EXPIRED, MS_SEVERITY_CRITICAL, MS_SERVICE_IMAPS, "clock", "unsynchronised" },
  { MS_CODE_INTERCEPTED, MS_SEVERITY_CRITICAL, MS_SERVICE_IMAPS, NULL, NULL },
  { MS_CODE_INTERCEPTED, MS_SEVERITY_CRITICAL, MS_SERVICE_IMAPS, "kind", "antivirus" },
  { MS_CODE_INTERCEPTED, MS_SEVERITY_CRITICAL, MS_SERVICE_IMAPS, "kind", "proxy" },
  { MS_CODE_INTERCEPTED, MS_SEVERITY_CRITICAL, MS_SERVICE_IMAPS, "kind", "captive-portal" },
  { MS_CODE_STARTTLS_VANISHED, MS_SEVERITY_CRITICAL, MS_SERVICE_SUBMISSION, NULL, NULL },
  { MS_CODE_STARTTLS_VANISHED, MS_SEVERITY_CRITICAL, MS_SERVICE_IMAP, "reason", "network" },
  { MS_CODE_ROLLED_BACK, MS_SEVERITY_WARNING, MS_SERVICE_IMAPS, NULL, NULL },
  { MS_CODE_OVERDUE, MS_SEVERITY_WARNING, MS_SERVICE_IMAPS, NULL, NULL },
  { MS_CODE_INSECURE_ACCOUNT, MS_SEVERITY_WARNING, MS_SERVICE_IMAP, NULL, NULL },
  { MS_CODE_INSECURE_ACCOUNT, MS_SEVERITY_WARNING, MS_SERVICE_SUBMISSION, "use_security", "tls" },
  { MS_CODE_INSECURE_ACCOUNT, MS_SEVERITY_WARNING, MS_SERVICE_SUBMISSION, "reason", "weak-pin" },
  { MS_CODE_MOVED, MS_SEVERITY_NOTICE, MS_SERVICE_IMAPS, "use_host", "imap.example.org" },
};

/* A verdict with one address, its certificate, and one finding with every fact a sentence may ask for. */
static MsVerdict *
verdict_of (guint i, MsWho who)
{
  static const char *const names[] = { "www.example.org", "example.org", NULL }, *const because[] = { "key", "issuer", NULL };
  g_autoptr (MsTarget) target = ms_target_new (cases[i].service, "mail.example.org", 0);
  MsVerdict *verdict = ms_verdict_new ();
  MsSighting *sighting = ms_sighting_new ("192.0.2.1");
  MsCertificate *leaf = g_new0 (MsCertificate, 1);
  MsFinding *finding = ms_finding_new (cases[i].code, cases[i].severity, who);

  leaf->sha256 = g_strdup ("00ff");
  leaf->subject = g_strdup ("CN=mail.example.org");
  leaf->issuer = g_strdup ("CN=R11,O=Some Authority,C=US");
  leaf->names = g_strdupv ((GStrv) names);
  leaf->not_before = NOW - 80 * DAY;
  leaf->not_after = sighting->path_not_after = NOW + 10 * DAY;
  sighting->detail = g_strdup ("the server's own words");
  g_ptr_array_add (sighting->chain, leaf);
  verdict->now = NOW;
  verdict->state = cases[i].severity;
  verdict->observation = ms_observation_new (target, NOW);
  g_ptr_array_add (verdict->observation->sightings, sighting);
  ms_finding_add_address (finding, "192.0.2.1");
  verdict->safe = g_strcmp0 (cases[i].key, "safe") == 0 ? MS_SAFE_YES : MS_SAFE_WAIT;
  ms_finding_set_string (finding, cases[i].key != NULL ? cases[i].key : "none", cases[i].value);
  if (g_strcmp0 (cases[i].key, "use_security") == 0)
    ms_finding_set_number (finding, "use_port", 4993);
  if (g_strcmp0 (cases[i].value, "weak-pin") == 0)
    ms_finding_set_string (finding, "what", "SHA-1");
  if (g_strcmp0 (cases[i].key, "may_not") == 0)
    ms_finding_set_string (finding, "certificate", "CN=www.other.example");
  if (g_strcmp0 (cases[i].key, "certificate") == 0)
    ms_finding_set_time (finding, "own_not_after", NOW + 60 * DAY);
  ms_finding_set_number (finding, "answering", 4);
  ms_finding_set_number (finding, "count", 3);
  ms_finding_set_string (finding, "client", "Thunderbird");
  ms_finding_set_string (finding, "published", "198.51.100.7");
  ms_finding_set_string (finding, "issuer", leaf->issuer);
  ms_finding_set_string (finding, "misspelt", "mail.example.org. ");
  ms_finding_set_number (finding, "days", 3);
  ms_finding_set_number (finding, "days_left", cases[i].severity == MS_SEVERITY_CRITICAL ? 1 : 10);
  ms_finding_set_time (finding, "not_after", NOW + 10 * DAY);
  ms_finding_set_list (finding, "names", names);
  if (cases[i].code != MS_CODE_CLIENT_REFUSES)
    ms_finding_set_list (finding, "because", because);
  ms_finding_set_list (finding, "programs", (const char *const[]){ "Thunderbird", "aerc", NULL });
  ms_finding_set_string (finding, "says", cases[i].code == MS_CODE_CLIENT_REFUSES ? "SSL_ERROR_NO_CYPHER_OVERLAP" : NULL);
  if (ms_finding_fact (finding, "tls_version") == NULL)
    ms_finding_set_string (finding, "tls_version", "1.0");
  if (g_strcmp0 (cases[i].value, "no certificate") == 0)
    g_ptr_array_set_size (sighting->chain, 0);
  g_ptr_array_add (verdict->findings, finding);
  return verdict;
}

static char *
all_words (void)
{
  GString *out = g_string_new (NULL);

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (MsVerdict) verdict = verdict_of (i, ms_code_info (cases[i].code)->who);
      g_autoptr (MsVerdict) admin = verdict_of (i, MS_WHO_YOU);
      g_autoptr (MsWords) words = ms_words (verdict, g_ptr_array_index (verdict->findings, 0));
      g_autoptr (MsWords) own = ms_words (admin, g_ptr_array_index (admin->findings, 0));

      g_string_append_printf (out, "# %s, %s, %s%s%s\n%s.\n%s\n-> %s\n", ms_code_info (cases[i].code)->name,
                              ms_severity_name (cases[i].severity), ms_service_info (cases[i].service)->scheme,
                              cases[i].value != NULL ? ", " : "", cases[i].value != NULL ? cases[i].value : "", words->title,
                              words->text, words->advice);
      if (strcmp (own->advice, words->advice) != 0)
        g_string_append_printf (out, "admin -> %s\n", own->advice);
      g_string_append_printf (out, "(%s)\n\n", words->details);
    }
  return g_string_free (out, FALSE);
}

static void
test_golden (void)
{
  g_autofree char *path = g_test_build_filename (G_TEST_DIST, "words.golden", NULL);
  g_autofree char *words = all_words (), *golden = NULL;

  if (g_getenv ("MAILSEAL_REGENERATE") != NULL)
    g_assert_true (g_file_set_contents (path, words, -1, NULL));
  g_assert_true (g_file_get_contents (path, &golden, NULL, NULL));
  g_assert_cmpstr (words, ==, golden);
}

static guint
sentences (const char *text)
{
  guint n = 0;
  for (const char *at = text; *at != '\0'; at++)
    n += strchr (".:?!", *at) != NULL && (at[1] == ' ' || at[1] == '\0');
  return n;
}

static void
test_rules (void)
{
  gboolean seen[MS_N_CODES] = { FALSE };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      static const char *const jargon[] = { "chain", "principal", " CN", "X.509", "TLS 1", "handshake", "intermediate" };
      g_autoptr (MsVerdict) verdict = verdict_of (i, ms_code_info (cases[i].code)->who);
      g_autoptr (MsWords) words = ms_words (verdict, g_ptr_array_index (verdict->findings, 0));
      const char *const all[] = { words->title, words->text, words->advice, words->details };

      seen[cases[i].code] = TRUE;
      g_test_message ("%s", ms_code_info (cases[i].code)->name);
      for (guint j = 0; j < G_N_ELEMENTS (all); j++)
        {
          g_assert_cmpuint (strlen (all[j]), >, 0);
          g_assert_null (strpbrk (all[j], "{}\n"));
        }
      for (guint j = 0; j < G_N_ELEMENTS (jargon); j++)
        {
          g_assert_null (strstr (words->title, jargon[j]));
          g_assert_null (strstr (words->text, jargon[j]));
        }
      g_assert_cmpuint (sentences (words->text), <=, 3);
      g_assert_cmpuint (sentences (words->advice), <=, 3);
      g_assert_true (g_str_has_prefix (words->text, words->brief));
      g_assert_cmpuint (sentences (words->brief), <=, 2); /* a colon counts as one */
    }
  for (guint code = 0; code < MS_N_CODES; code++)
    g_assert_true (seen[code]); /* a new code without a case here */
}

static void
test_days (void)
{
  static const struct
  {
    gint64 days;
    const char *words;
  } days[] = { { 41, "in 41 days" }, { 2, "in 2 days" },  { 1, "tomorrow" },   { 0, "today" },
               { -1, "today" },      { -2, "yesterday" }, { -5, "4 days ago" } };

  for (guint i = 0; i < G_N_ELEMENTS (days); i++)
    {
      g_autofree char *words = ms_fill_days (days[i].days);
      g_assert_cmpstr (words, ==, days[i].words);
    }
}

/* What does not show is shown: blanks and dots of a name, and the time of a day that is today's. */
static void
test_visible (void)
{
  static const char *const names[] = { "a.example.org.", " b.example.org", "c.example.org", NULL };
  static const struct
  {
    gint64 in;
    const char *title;
  } times[] = { { 3600, "The certificate is not good before 15 January 2027, 09:00" },
                { 86399, "The certificate is not good before 16 January 2027, 07:59" },
                { 2 * DAY, "The certificate is not good before 17 January 2027" } };
  g_autoptr (MsTarget) target = ms_target_new (MS_SERVICE_IMAPS, "mail.example.org", 0);
  g_autoptr (MsVerdict) verdict = ms_verdict_new ();
  g_autoptr (MsFinding) finding = ms_finding_new (MS_CODE_NAME_MISMATCH, MS_SEVERITY_CRITICAL, MS_WHO_PROVIDER);
  g_autofree char *text = NULL;

  verdict->now = NOW;
  verdict->observation = ms_observation_new (target, NOW);
  ms_finding_set_list (finding, "names", names);
  text = ms_fill ("{names}", verdict, finding);
  g_assert_cmpstr (text, ==, "“a.example.org.”, “␣b.example.org” and c.example.org");
  for (guint i = 0; i < G_N_ELEMENTS (times); i++)
    {
      g_autoptr (MsFinding) early = ms_finding_new (MS_CODE_NOT_YET_VALID, MS_SEVERITY_CRITICAL, MS_WHO_YOU);
      g_autoptr (MsWords) words = NULL;

      ms_finding_set_time (early, "not_before", NOW + times[i].in);
      words = ms_words (verdict, early);
      g_assert_cmpstr (words->title, ==, times[i].title);
    }
}

static guint
index_of (MsCode code)
{
  guint i = 0;
  while (cases[i].code != code || g_strcmp0 (cases[i].key, "safe") == 0)
    i++;
  return i;
}

static void
test_overview (void)
{
  g_autoptr (MsVerdict) bad = verdict_of (index_of (MS_CODE_EXPIRED), MS_WHO_PROVIDER), good = verdict_of (0, MS_WHO_YOU);
  g_autoptr (MsServer) server = ms_server_new (bad->observation->target);
  MsStanding a = { .server = server }, b = { .server = server, .verdict = good };
  g_autoptr (GPtrArray) standings = g_ptr_array_new ();
  char *text;

  g_ptr_array_set_size (good->findings, 0);
  good->state = MS_SEVERITY_OK;
  text = ms_words_overview (standings);
  g_assert_cmpstr (text, ==, "No mail server is watched yet.");
  g_free (text);
  g_ptr_array_add (standings, &a);
  text = ms_words_overview (standings);
  g_assert_cmpstr (text, ==, "The mail servers are being looked at for the first time.");
  g_free (text);
  g_ptr_array_add (standings, &b);
  text = ms_words_overview (standings);
  g_assert_cmpstr (text, ==, "1 mail server is fine.");
  g_free (text);
  a.verdict = bad;
  text = ms_words_overview (standings);
  g_assert_cmpstr (text, ==, "mail.example.org: The certificate ran out 3 days ago.");
  g_free (text);
  text = ms_words_summary (good);
  g_assert_cmpstr (text, ==, "All is well: the certificate is good until 25 January 2027.");
  g_free (text);
}

/* What is so on some connections only is said as such, in whatever words the fault itself has. */
static void
test_sometimes (void)
{
  g_autoptr (MsVerdict) verdict = verdict_of (index_of (MS_CODE_STARTTLS_MISSING), MS_WHO_PROVIDER);
  MsFinding *finding = g_ptr_array_index (verdict->findings, 0);
  g_autoptr (MsWords) always = ms_words (verdict, finding), words = NULL;

  ms_finding_set_string (finding, "sometimes", "yes");
  words = ms_words (verdict, finding);
  g_assert_cmpstr (words->title, ==, "Encryption is not offered (only sometimes)");
  g_assert_true (g_str_has_prefix (words->text, always->text) && strstr (words->text, "only sometimes") != NULL);
  g_assert_cmpstr (words->advice, ==, always->advice);
}

/* A title is made of whom it speaks of and what it says; a bubble has room for one sentence. */
static void
test_alert (void)
{
  static const struct
  {
    MsCode code;
    const char *servers, *about, *what, *title;
  } rows[] = {
    { MS_CODE_EXPIRED, "imaps://mail.example.org", "mail.example.org", "The certificate ran out 3 days ago.",
      "mail.example.org: The certificate ran out 3 days ago" },
    { MS_CODE_EXPIRED, "imaps://a.example.org imaps://mail.example.org smtps://b.example.org", "mail.example.org and 2 more",
      "The certificate ran out 3 days ago.", "mail.example.org and 2 more: The certificate ran out 3 days ago" },
    { MS_CODE_CLOCK_WRONG, "imaps://mail.example.org", NULL, "This computer’s clock is wrong.",
      "This computer’s clock is wrong" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autoptr (MsVerdict) verdict = verdict_of (index_of (rows[i].code), MS_WHO_PROVIDER);
      g_autoptr (MsServer) server = ms_server_new (verdict->observation->target);
      g_autoptr (MsAlert) alert = ms_alert_new ("a", rows[i].code), copy = NULL;
      g_autoptr (GPtrArray) standings = g_ptr_array_new ();
      MsStanding standing = { .server = server, .verdict = verdict };

      g_ptr_array_add (standings, &standing);
      g_strfreev (alert->servers);
      alert->servers = g_strsplit (rows[i].servers, " ", -1);
      ms_words_alert (standings, &standing, g_ptr_array_index (verdict->findings, 0), alert);
      copy = ms_alert_copy (alert);
      g_assert_cmpstr (copy->about, ==, rows[i].about);
      g_assert_cmpstr (copy->what, ==, rows[i].what);
      g_assert_cmpstr (copy->title, ==, rows[i].title);
      g_assert_true (g_str_has_prefix (copy->text, copy->brief) && strlen (copy->brief) < strlen (copy->text));
    }
}

int
main (int argc, char **argv)
{
  g_setenv ("TZ", "UTC", TRUE);
  if (g_getenv ("MAILSEAL_LOCALE_DIR") != NULL) /* for pictures: the same words in another language */
    ms_locale_init ();
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/words/golden", test_golden);
  g_test_add_func ("/words/rules", test_rules);
  g_test_add_func ("/words/days", test_days);
  g_test_add_func ("/words/visible", test_visible);
  g_test_add_func ("/words/overview", test_overview);
  g_test_add_func ("/words/sometimes", test_sometimes);
  g_test_add_func ("/words/alert", test_alert);
  return g_test_run ();
}
