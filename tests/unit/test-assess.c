/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "check/judge/assess.h"

#include <gio/gio.h>
#include <string.h>

#pragma GCC diagnostic ignored "-Wmissing-field-initializers" /* rows leave out what they do not need */

#define NOW ((gint64) 1800000000)
#define DAY ((gint64) 86400)

/* One address: how it ended and what it showed. Fields left out are those of a good certificate with 60 of 90 days left. */
typedef struct
{
  const char *address;
  MsOutcome outcome;
  const char *reason;
  gboolean no_leaf;
  gint64 begin, left; /* s before and after NOW; 0: 30 days, 60 days */
  const char *name;   /* SAN; NULL: the host; "": none */
  const char *cn;
  MsTrust trust;
  gboolean unproven;        /* nobody said that its signatures are right, nor that they are wrong */
  const char *path_subject; /* an authority that ends `path_left` s after NOW */
  gint64 path_left;
  const char *tls;
  const char *authority; /* the one whose date stands in the way, which ended or begins `authority_at` s after NOW */
  gint64 authority_at;
} Seen;

/* What x509 says beside these faults: that the signatures were verified, if they could be. */
static MsTrust
proof_beside (const Seen *seen)
{
  const MsTrust broken
    = MS_TRUST_INVALID | MS_TRUST_SELF_SIGNED | MS_TRUST_PRIVATE_CA | MS_TRUST_UNKNOWN_ISSUER | MS_TRUST_BAD_AUTHORITY;
  return seen->unproven || (seen->trust & broken) != 0 ? MS_TRUST_NONE : MS_TRUST_OK;
}

static MsSighting *
sighting_of (const Seen *seen)
{
  MsSighting *sighting = ms_sighting_new (seen->address != NULL ? seen->address : "192.0.2.1");

  sighting->outcome = seen->outcome;
  sighting->reason = ms_reason_from_name (seen->reason);
  sighting->trust = seen->no_leaf ? MS_TRUST_NO_CHAIN | seen->trust : seen->trust | proof_beside (seen);
  sighting->tls_version = g_strdup (seen->tls);
  sighting->expired_authority = g_strdup ((seen->trust & MS_TRUST_EXPIRED_AUTHORITY) != 0 ? seen->authority : NULL);
  sighting->future_authority = g_strdup ((seen->trust & MS_TRUST_FUTURE_AUTHORITY) != 0 ? seen->authority : NULL);
  sighting->authority_until = sighting->authority_from = NOW + seen->authority_at;
  sighting->weak = g_strdup ((seen->trust & MS_TRUST_WEAK) != 0 ? "SHA-1" : NULL);
  sighting->missing = g_strdup ((seen->trust & MS_TRUST_INCOMPLETE) != 0 ? "CN=Middle" : NULL);
  if (!seen->no_leaf)
    {
      const char *names[] = { seen->name != NULL ? seen->name : "mail.example.org", NULL };
      MsCertificate *leaf = g_new0 (MsCertificate, 1);

      if (*names[0] == '\0')
        names[0] = NULL;
      leaf->sha256 = g_strdup ("aa");
      leaf->spki_sha256 = g_strdup ("kk");
      leaf->subject = g_strdup ("CN=leaf");
      leaf->issuer = g_strdup ("CN=issuer");
      leaf->names = g_strdupv ((GStrv) names);
      leaf->n_dns = g_strv_length (leaf->names);
      leaf->common_name = g_strdup (seen->cn);
      leaf->not_before = NOW - (seen->begin != 0 ? seen->begin : 30 * DAY);
      leaf->not_after = NOW + (seen->left != 0 ? seen->left : 60 * DAY);
      sighting->path_not_after = seen->path_subject != NULL ? NOW + seen->path_left : leaf->not_after;
      sighting->path_subject = g_strdup (seen->path_subject);
      g_ptr_array_add (sighting->chain, leaf);
    }
  return sighting;
}

typedef struct
{
  const char *title;
  Seen seen[3];
  MsService service;
  MsRole role;
  const char *findings; /* "code:severity:who ..." in order */
  MsSeverity state;
  MsSafe safe;
  MsHints hints;
} Row;

#define IMAPS MS_SERVICE_IMAPS
#define USER  MS_ROLE_USER
#define END                                                                                                                      \
  {                                                                                                                              \
    .address = "end"                                                                                                             \
  }

static const Row rows[] = {
  { "good", { { 0 }, END }, IMAPS, USER, "", MS_SEVERITY_OK, MS_SAFE_YES },
  { "two good", { { 0 }, { .address = "192.0.2.2" }, END }, IMAPS, USER, "", MS_SEVERITY_OK, MS_SAFE_YES },
  { "expired",
    { { .begin = 100 * DAY, .left = -DAY }, END },
    IMAPS,
    USER,
    "expired:critical:provider",
    MS_SEVERITY_CRITICAL,
    MS_SAFE_WAIT },
  { "expired, admin",
    { { .begin = 100 * DAY, .left = -DAY }, END },
    IMAPS,
    MS_ROLE_ADMIN,
    "expired:critical:you",
    MS_SEVERITY_CRITICAL,
    MS_SAFE_WAIT },
  { "notice",
    { { .begin = 70 * DAY, .left = 20 * DAY }, END },
    IMAPS,
    USER,
    "expiring:notice:provider",
    MS_SEVERITY_NOTICE,
    MS_SAFE_YES },
  { "warning",
    { { .begin = 80 * DAY, .left = 10 * DAY }, END },
    IMAPS,
    USER,
    "expiring:warning:provider",
    MS_SEVERITY_WARNING,
    MS_SAFE_YES },
  { "critical",
    { { .begin = 88 * DAY, .left = 2 * DAY }, END },
    IMAPS,
    USER,
    "expiring:critical:provider",
    MS_SEVERITY_CRITICAL,
    MS_SAFE_YES },
  { "authority ends first",
    { { .path_subject = "CN=Middle", .path_left = DAY }, END },
    IMAPS,
    USER,
    "expiring:critical:provider",
    MS_SEVERITY_CRITICAL,
    MS_SAFE_YES },
  { "future", { { .begin = -DAY }, END }, IMAPS, USER, "not-yet-valid:critical:you", MS_SEVERITY_CRITICAL, MS_SAFE_WAIT },
  { "name",
    { { .name = "www.example.org" }, END },
    IMAPS,
    USER,
    "name-mismatch:critical:provider",
    MS_SEVERITY_CRITICAL,
    MS_SAFE_NO },
  { "cn only",
    { { .name = "", .cn = "mail.example.org" }, END },
    IMAPS,
    USER,
    "name-mismatch:critical:provider",
    MS_SEVERITY_CRITICAL,
    MS_SAFE_NO },
  { "self-signed hides nothing",
    { { .trust = MS_TRUST_SELF_SIGNED, .name = "x.example.org", .begin = 90 * DAY, .left = -5 }, END },
    IMAPS,
    USER,
    "name-mismatch:critical:provider expired:critical:provider self-signed:critical:provider",
    MS_SEVERITY_CRITICAL,
    MS_SAFE_NO },
  { "private",
    { { .trust = MS_TRUST_PRIVATE_CA }, END },
    IMAPS,
    USER,
    "untrusted-issuer:critical:provider",
    MS_SEVERITY_CRITICAL,
    MS_SAFE_NO },
  { "unknown",
    { { .trust = MS_TRUST_UNKNOWN_ISSUER }, END },
    IMAPS,
    USER,
    "untrusted-issuer:critical:provider",
    MS_SEVERITY_CRITICAL,
    MS_SAFE_NO },
  { "bad authority",
    { { .trust = MS_TRUST_BAD_AUTHORITY }, END },
    IMAPS,
    USER,
    "untrusted-issuer:critical:provider",
    MS_SEVERITY_CRITICAL,
    MS_SAFE_NO },
  { "gap that can be filled",
    { { .trust = MS_TRUST_INCOMPLETE }, END },
    IMAPS,
    USER,
    "incomplete-chain:warning:provider",
    MS_SEVERITY_WARNING,
    MS_SAFE_YES },
  { "gap",
    { { .trust = MS_TRUST_INCOMPLETE | MS_TRUST_UNKNOWN_ISSUER }, END },
    IMAPS,
    USER,
    "incomplete-chain:critical:provider",
    MS_SEVERITY_CRITICAL,
    MS_SAFE_NO },
  { "a way that not everybody finds",
    { { .trust = MS_TRUST_DETOUR }, END },
    IMAPS,
    USER,
    "client-refuses:warning:provider",
    MS_SEVERITY_WARNING,
    MS_SAFE_YES },
  { "the same, with a gap",
    { { .trust = MS_TRUST_DETOUR | MS_TRUST_INCOMPLETE }, END },
    IMAPS,
    USER,
    "incomplete-chain:warning:provider",
    MS_SEVERITY_WARNING,
    MS_SAFE_YES },
  { "expired authority",
    { { .trust = MS_TRUST_EXPIRED_AUTHORITY }, END },
    IMAPS,
    USER,
    "expired-intermediate:critical:provider",
    MS_SEVERITY_CRITICAL,
    MS_SAFE_NO },
  { "neither proven nor explained",
    { { .unproven = TRUE }, END },
    IMAPS,
    USER,
    "invalid:critical:provider",
    MS_SEVERITY_CRITICAL,
    MS_SAFE_NO },
  { "an outcome without a certificate",
    { { .no_leaf = TRUE }, END },
    IMAPS,
    USER,
    "invalid:critical:provider",
    MS_SEVERITY_CRITICAL,
    MS_SAFE_NO },
  { "a key too large",
    { { .trust = MS_TRUST_INVALID | MS_TRUST_OVERSIZED, .outcome = MS_OUTCOME_TLS_FAILED }, END },
    IMAPS,
    USER,
    "invalid:critical:provider",
    MS_SEVERITY_CRITICAL,
    MS_SAFE_NO },
  { "purpose and weak",
    { { .trust = MS_TRUST_WRONG_PURPOSE | MS_TRUST_WEAK }, END },
    IMAPS,
    USER,
    "wrong-purpose:critical:provider weak:critical:provider",
    MS_SEVERITY_CRITICAL,
    MS_SAFE_NO },
  { "damaged",
    { { .no_leaf = TRUE, .trust = MS_TRUST_INVALID }, END },
    IMAPS,
    USER,
    "invalid:critical:provider",
    MS_SEVERITY_CRITICAL,
    MS_SAFE_NO },
  { "nobody answers",
    { { .no_leaf = TRUE, .outcome = MS_OUTCOME_UNREACHABLE, .reason = "refused" }, END },
    IMAPS,
    USER,
    "unreachable:unknown:provider",
    MS_SEVERITY_UNKNOWN,
    MS_SAFE_WAIT },
  { "no name",
    { { .address = "", .no_leaf = TRUE, .outcome = MS_OUTCOME_UNREACHABLE, .reason = "dns" }, END },
    IMAPS,
    USER,
    "unreachable:unknown:network",
    MS_SEVERITY_UNKNOWN,
    MS_SAFE_WAIT },
  { "of the Tor network",
    { { .address = "", .no_leaf = TRUE, .outcome = MS_OUTCOME_UNREACHABLE, .reason = "tor" }, END },
    IMAPS,
    USER,
    "unreachable:unknown:nobody",
    MS_SEVERITY_UNKNOWN,
    MS_SAFE_WAIT },
  { "one of two",
    { { 0 }, { .address = "192.0.2.2", .no_leaf = TRUE, .outcome = MS_OUTCOME_UNREACHABLE, .reason = "timeout" }, END },
    IMAPS,
    USER,
    "unreachable:notice:provider",
    MS_SEVERITY_NOTICE,
    MS_SAFE_YES },
  { "one of two, admin",
    { { 0 }, { .address = "192.0.2.2", .no_leaf = TRUE, .outcome = MS_OUTCOME_UNREACHABLE, .reason = "timeout" }, END },
    IMAPS,
    MS_ROLE_ADMIN,
    "unreachable:warning:you",
    MS_SEVERITY_WARNING,
    MS_SAFE_YES },
  { "no IPv6 here",
    { { 0 }, { .address = "2001:db8::1", .no_leaf = TRUE, .outcome = MS_OUTCOME_UNREACHABLE, .reason = "no-route" }, END },
    IMAPS,
    USER,
    "unreachable:info:network",
    MS_SEVERITY_OK,
    MS_SAFE_YES },
  { "busy",
    { { .outcome = MS_OUTCOME_SERVER_REFUSED, .no_leaf = TRUE }, END },
    IMAPS,
    USER,
    "server-refused:unknown:provider",
    MS_SEVERITY_UNKNOWN,
    MS_SAFE_WAIT },
  { "busy, but shown",
    { { .outcome = MS_OUTCOME_SERVER_REFUSED, .name = "x.example.org" }, END },
    IMAPS,
    USER,
    "name-mismatch:critical:provider server-refused:unknown:provider",
    MS_SEVERITY_CRITICAL,
    MS_SAFE_NO },
  { "another service",
    { { .outcome = MS_OUTCOME_PROTOCOL_ERROR, .no_leaf = TRUE }, END },
    IMAPS,
    USER,
    "protocol-error:unknown:provider",
    MS_SEVERITY_UNKNOWN,
    MS_SAFE_WAIT },
  { "mode",
    { { .outcome = MS_OUTCOME_WRONG_SECURITY_MODE, .no_leaf = TRUE }, END },
    IMAPS,
    USER,
    "wrong-security-mode:critical:you",
    MS_SEVERITY_CRITICAL,
    MS_SAFE_NO },
  { "no starttls",
    { { .outcome = MS_OUTCOME_STARTTLS_MISSING, .no_leaf = TRUE }, END },
    MS_SERVICE_IMAP,
    USER,
    "starttls-missing:critical:provider",
    MS_SEVERITY_CRITICAL,
    MS_SAFE_NO },
  { "no starttls between servers",
    { { .outcome = MS_OUTCOME_STARTTLS_MISSING, .no_leaf = TRUE }, END },
    MS_SERVICE_SMTP,
    USER,
    "starttls-missing:warning:provider",
    MS_SEVERITY_WARNING,
    MS_SAFE_YES },
  { "starttls broken",
    { { .outcome = MS_OUTCOME_STARTTLS_FAILED, .no_leaf = TRUE }, END },
    MS_SERVICE_IMAP,
    USER,
    "starttls-failed:critical:provider",
    MS_SEVERITY_CRITICAL,
    MS_SAFE_NO },
  { "not looked at: nothing is found, and nothing is right",
    { { .outcome = MS_OUTCOME_CANCELLED, .no_leaf = TRUE }, END },
    IMAPS,
    USER,
    "",
    MS_SEVERITY_UNKNOWN,
    MS_SAFE_WAIT },
  { "handshake",
    { { .outcome = MS_OUTCOME_TLS_FAILED, .no_leaf = TRUE }, END },
    IMAPS,
    USER,
    "tls-failed:critical:provider",
    MS_SEVERITY_CRITICAL,
    MS_SAFE_NO },
  { "revoked",
    { { .trust = MS_TRUST_REVOKED }, END },
    IMAPS,
    USER,
    "revoked:critical:provider",
    MS_SEVERITY_CRITICAL,
    MS_SAFE_NO },
  { "old TLS",
    { { .tls = "1.0" }, END },
    IMAPS,
    USER,
    "client-refuses:warning:provider old-tls:warning:provider",
    MS_SEVERITY_WARNING,
    MS_SAFE_YES },
  { "current TLS", { { .tls = "1.2" }, END }, IMAPS, USER, "", MS_SEVERITY_OK, MS_SAFE_YES },
  { "one of two expired",
    { { 0 }, { .address = "192.0.2.2", .begin = 100 * DAY, .left = -DAY }, END },
    IMAPS,
    USER,
    "mixed-addresses:critical:provider expired:critical:provider",
    MS_SEVERITY_CRITICAL,
    MS_SAFE_NO },
  { "one of two ends soon: at least a warning, and it comes first",
    { { 0 }, { .address = "192.0.2.2", .begin = 80 * DAY, .left = 10 * DAY }, END },
    IMAPS,
    MS_ROLE_ADMIN,
    "mixed-addresses:warning:you expiring:warning:you",
    MS_SEVERITY_WARNING,
    MS_SAFE_YES },
  { "renewed at different times is no disagreement",
    { { 0 }, { .address = "192.0.2.2", .begin = 70 * DAY, .left = 20 * DAY }, END },
    IMAPS,
    USER,
    "expiring:notice:provider",
    MS_SEVERITY_NOTICE,
    MS_SAFE_YES },
  { "both expired",
    { { .begin = 100 * DAY, .left = -DAY }, { .address = "192.0.2.2", .begin = 100 * DAY, .left = -2 * DAY }, END },
    IMAPS,
    USER,
    "expired:critical:provider",
    MS_SEVERITY_CRITICAL,
    MS_SAFE_WAIT },
  { "none is fine, but they differ: in the order of codes",
    { { .begin = 100 * DAY, .left = -DAY }, { .address = "192.0.2.2", .name = "www.example.org" }, END },
    IMAPS,
    USER,
    "name-mismatch:critical:provider expired:critical:provider mixed-addresses:critical:provider",
    MS_SEVERITY_CRITICAL,
    MS_SAFE_NO },
  { "one refuses to talk",
    { { 0 }, { .address = "192.0.2.2", .outcome = MS_OUTCOME_SERVER_REFUSED, .no_leaf = TRUE }, END },
    IMAPS,
    USER,
    "server-refused:unknown:provider",
    MS_SEVERITY_UNKNOWN,
    MS_SAFE_WAIT },
  { "one is a web server",
    { { 0 }, { .address = "192.0.2.2", .outcome = MS_OUTCOME_PROTOCOL_ERROR, .no_leaf = TRUE }, END },
    IMAPS,
    USER,
    "mixed-addresses:warning:provider protocol-error:unknown:provider",
    MS_SEVERITY_WARNING,
    MS_SAFE_WAIT },
  { "better name",
    { { .name = "www.example.org" }, END },
    IMAPS,
    USER,
    "name-mismatch:critical:you",
    MS_SEVERITY_CRITICAL,
    MS_SAFE_NO,
    { .use_host = "www.example.org" } },
  { "a name that the provider publishes",
    { { .name = "www.example.org" }, END },
    IMAPS,
    USER,
    "name-mismatch:critical:provider",
    MS_SEVERITY_CRITICAL,
    MS_SAFE_NO,
    { .use_host = "www.example.org", .named_by = "_imaps._tcp.example.org" } },
  { "published, and on the certificate", { { 0 }, END }, IMAPS, USER, "", MS_SEVERITY_OK, MS_SAFE_YES, { .named_by = "x" } },
  { "newer elsewhere",
    { { .begin = 100 * DAY, .left = -DAY }, END },
    IMAPS,
    USER,
    "expired:critical:provider stale-service:warning:provider",
    MS_SEVERITY_CRITICAL,
    MS_SAFE_WAIT,
    { .newer_on = "https://mail.example.org" } },
  { "newer elsewhere, but nothing wrong here",
    { { 0 }, END },
    IMAPS,
    USER,
    "",
    MS_SEVERITY_OK,
    MS_SAFE_YES,
    { .newer_on = "https://mail.example.org" } },
  { "another port",
    { { .outcome = MS_OUTCOME_UNREACHABLE, .reason = "refused", .no_leaf = TRUE }, END },
    IMAPS,
    USER,
    "unreachable:unknown:you",
    MS_SEVERITY_UNKNOWN,
    MS_SAFE_WAIT,
    { .use_port = 143, .use_security = MS_SECURITY_STARTTLS } },
  { "pinned",
    { { 0 }, END },
    IMAPS,
    USER,
    "local-override:warning:you",
    MS_SEVERITY_WARNING,
    MS_SAFE_YES,
    { .pinned = "192.0.2.1", .published = "198.51.100.1" } },
  { "handshake failed after the certificate",
    { { .outcome = MS_OUTCOME_TLS_FAILED, .begin = 100 * DAY, .left = -DAY }, END },
    IMAPS,
    USER,
    "tls-failed:critical:provider expired:critical:provider",
    MS_SEVERITY_CRITICAL,
    MS_SAFE_NO },
};

static char *
findings_text (const MsVerdict *verdict)
{
  GString *text = g_string_new (NULL);

  for (guint i = 0; i < verdict->findings->len; i++)
    {
      const MsFinding *finding = g_ptr_array_index (verdict->findings, i);
      g_string_append_printf (text, "%s%s:%s:%s", i > 0 ? " " : "", ms_code_info (finding->code)->name,
                              ms_severity_name (finding->severity), ms_who_name (finding->who));
    }
  return g_string_free (text, FALSE);
}

static void
test_rows (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      const Row *row = &rows[i];
      g_autoptr (MsTarget) target = ms_target_new (row->service, "mail.example.org", 0);
      g_autoptr (MsServer) server = ms_server_new (target);
      g_autoptr (MsObservation) observation = ms_observation_new (target, NOW);
      g_autoptr (MsVerdict) verdict = NULL;
      g_autofree char *text = NULL;

      server->role = row->role;
      for (const Seen *seen = row->seen; g_strcmp0 (seen->address, "end") != 0; seen++)
        g_ptr_array_add (observation->sightings, sighting_of (seen));
      ms_hints_free (observation->hints);
      observation->hints = ms_hints_copy (&row->hints);
      verdict = ms_assess (server, observation, NULL, NOW);
      text = findings_text (verdict);
      g_test_message ("%s", row->title);
      g_assert_cmpstr (text, ==, row->findings);
      g_assert_cmpint (verdict->state, ==, row->state);
      g_assert_cmpint (verdict->safe, ==, row->safe);
    }
}

/* Whose date it is: an authority's, while the server's own certificate is good. */
static void
test_authorities (void)
{
  static const struct
  {
    Seen seen;
    MsCode code;
    const char *key;
    gint64 time;
    gboolean own;
  } faults[] = {
    { { .path_subject = "CN=Middle", .path_left = DAY }, MS_CODE_EXPIRING, "not_after", NOW + DAY, TRUE },
    { { .trust = MS_TRUST_EXPIRED_AUTHORITY, .authority = "CN=Middle", .authority_at = -DAY },
      MS_CODE_EXPIRED_INTERMEDIATE,
      "since",
      NOW - DAY,
      TRUE },
    { { .trust = MS_TRUST_EXPIRED_AUTHORITY, .authority = "CN=Middle", .authority_at = -9 * DAY, .left = -DAY },
      MS_CODE_EXPIRED_INTERMEDIATE,
      "since",
      NOW - 9 * DAY,
      FALSE },
    { { .trust = MS_TRUST_FUTURE_AUTHORITY, .authority = "CN=Middle", .authority_at = DAY },
      MS_CODE_NOT_YET_VALID,
      "not_before",
      NOW + DAY,
      TRUE },
  };

  for (guint i = 0; i < G_N_ELEMENTS (faults); i++)
    {
      g_autoptr (MsTarget) target = ms_target_new (IMAPS, "mail.example.org", 0);
      g_autoptr (MsObservation) observation = ms_observation_new (target, NOW);
      g_autoptr (MsVerdict) verdict = NULL;
      const MsFinding *finding;

      g_ptr_array_add (observation->sightings, sighting_of (&faults[i].seen));
      verdict = ms_assess (NULL, observation, NULL, NOW);
      finding = ms_verdict_finding (verdict, faults[i].code);
      g_assert_nonnull (finding);
      g_assert_cmpstr (ms_finding_string (finding, "certificate"), ==, "CN=Middle");
      g_assert_cmpint (ms_finding_fact (finding, faults[i].key)->number, ==, faults[i].time);
      g_assert_cmpint (ms_finding_fact (finding, "own_not_after") != NULL, ==, faults[i].own);
    }
}

/* Known above, but not entitled: as grave as a stranger's, and said otherwise. */
static void
test_not_entitled (void)
{
  static const MsMayNot all[] = { MS_MAY_NOT_BE_SAID, MS_MAY_NOT_ISSUE, MS_MAY_NOT_ISSUE_SO_DEEP, MS_MAY_NOT_ISSUE_NAME };
  g_autoptr (MsTarget) target = ms_target_new (IMAPS, "mail.example.org", 0);

  for (guint i = 0; i < G_N_ELEMENTS (all); i++)
    {
      g_autoptr (MsObservation) observation = ms_observation_new (target, NOW);
      g_autoptr (MsVerdict) verdict = NULL;
      const Seen seen = { .trust = MS_TRUST_BAD_AUTHORITY };
      MsSighting *sighting = sighting_of (&seen);
      const MsFinding *finding;

      sighting->may_not = all[i];
      sighting->limited = g_strdup (all[i] != MS_MAY_NOT_BE_SAID ? "CN=Middle" : NULL);
      g_ptr_array_add (observation->sightings, sighting);
      verdict = ms_assess (NULL, observation, NULL, NOW);
      g_assert_cmpint (verdict->safe, ==, MS_SAFE_NO);
      finding = g_ptr_array_index (verdict->findings, 0);
      g_assert_cmpint (finding->code, ==, MS_CODE_UNTRUSTED_ISSUER);
      g_assert_cmpint (finding->severity, ==, MS_SEVERITY_CRITICAL);
      g_assert_cmpstr (ms_finding_string (finding, "reason"), ==, "not-entitled");
      g_assert_cmpstr (ms_finding_string (finding, "may_not"), ==, ms_may_not_name (all[i]));
      g_assert_cmpstr (ms_finding_string (finding, "certificate"), ==, sighting->limited);
      g_assert_null (ms_finding_fact (finding, "kind"));
    }
}

/* A program on this computer is nobody's alarm; whatever is only half of that is one. */
static void
test_this_computer (void)
{
  static const struct
  {
    const char *host, *addresses[2];
    MsTrust trust;
    MsSeverity severity;
    gboolean ordinary; /* it is no authority's */
  } cases[] = {
    { "127.0.0.1", { "127.0.0.1" }, MS_TRUST_SELF_SIGNED, MS_SEVERITY_INFO },
    { "127.0.0.1", { "127.0.0.1" }, MS_TRUST_SELF_SIGNED, MS_SEVERITY_CRITICAL, .ordinary = TRUE },
    { "localhost", { "127.0.0.1", "::1" }, MS_TRUST_SELF_SIGNED, MS_SEVERITY_INFO },
    { "::1", { "::1" }, MS_TRUST_SELF_SIGNED, MS_SEVERITY_INFO },
    { "localhost", { "127.0.0.1", "192.0.2.1" }, MS_TRUST_SELF_SIGNED, MS_SEVERITY_CRITICAL },
    { "localhost", { "192.0.2.1" }, MS_TRUST_SELF_SIGNED, MS_SEVERITY_CRITICAL },
    { "imap.example.org", { "127.0.0.1" }, MS_TRUST_SELF_SIGNED, MS_SEVERITY_CRITICAL },
    { "127.0.0.1.example.org", { "127.0.0.1" }, MS_TRUST_SELF_SIGNED, MS_SEVERITY_CRITICAL },
    { "192.168.1.2", { "192.168.1.2" }, MS_TRUST_SELF_SIGNED, MS_SEVERITY_CRITICAL },
    { "127.0.0.1", { "127.0.0.1" }, MS_TRUST_PRIVATE_CA, MS_SEVERITY_CRITICAL },
    { "127.0.0.1", { "127.0.0.1" }, MS_TRUST_UNKNOWN_ISSUER, MS_SEVERITY_CRITICAL },
    { "127.0.0.1", { "127.0.0.1" }, MS_TRUST_BAD_AUTHORITY, MS_SEVERITY_CRITICAL },
    { "127.0.0.1", { "127.0.0.1" }, MS_TRUST_INVALID, MS_SEVERITY_CRITICAL },
    { "127.0.0.1", { "127.0.0.1" }, MS_TRUST_WRONG_PURPOSE, MS_SEVERITY_CRITICAL },
    { "127.0.0.1", { "127.0.0.1" }, MS_TRUST_SELF_SIGNED | MS_TRUST_WEAK, MS_SEVERITY_CRITICAL },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (MsTarget) target = ms_target_new (IMAPS, cases[i].host, 0);
      g_autoptr (MsObservation) observation = ms_observation_new (target, NOW);
      g_autoptr (MsVerdict) verdict = NULL;
      const MsFinding *finding;

      for (guint k = 0; k < G_N_ELEMENTS (cases[i].addresses) && cases[i].addresses[k] != NULL; k++)
        {
          const Seen seen = { .address = cases[i].addresses[k], .trust = cases[i].trust, .name = cases[i].host };
          MsSighting *sighting = sighting_of (&seen);

          sighting->odd = cases[i].ordinary ? MS_ODD_NONE : MS_ODD_CA;
          if (g_hostname_is_ip_address (cases[i].host))
            ((MsCertificate *) g_ptr_array_index (sighting->chain, 0))->n_dns = 0;
          g_ptr_array_add (observation->sightings, sighting);
        }
      verdict = ms_assess (NULL, observation, NULL, NOW);
      g_test_message ("%s at %s", cases[i].host, cases[i].addresses[0]);
      finding = g_ptr_array_index (verdict->findings, 0);
      g_assert_cmpint (finding->severity, ==, cases[i].severity);
      g_assert_cmpint (verdict->state, ==, cases[i].severity == MS_SEVERITY_INFO ? MS_SEVERITY_OK : MS_SEVERITY_CRITICAL);
      if (cases[i].severity == MS_SEVERITY_INFO)
        g_assert_cmpstr (ms_finding_string (finding, "kind"), ==, "this-computer");
    }
}

static void
test_facts (void)
{
  g_autoptr (MsTarget) target = ms_target_new (IMAPS, "mail.example.org", 0);
  g_autoptr (MsObservation) observation = ms_observation_new (target, NOW);
  const Seen first = { .begin = 100 * DAY, .left = -(5 * DAY + 7), .name = "", .cn = "mail.example.org" };
  const Seen second = { .address = "192.0.2.2" };
  g_autoptr (MsVerdict) verdict = NULL;
  const MsFinding *finding;

  g_ptr_array_add (observation->sightings, sighting_of (&first));
  g_ptr_array_add (observation->sightings, sighting_of (&second));
  verdict = ms_assess (NULL, observation, NULL, NOW);
  g_assert_cmpuint (verdict->findings->len, ==, 3);
  finding = g_ptr_array_index (verdict->findings, 0);
  g_assert_cmpint (finding->code, ==, MS_CODE_MIXED_ADDRESSES);
  g_assert_cmpstr (ms_finding_fact (finding, "stale")->list[0], ==, "192.0.2.1");
  g_assert_null (ms_finding_fact (finding, "stale")->list[1]);
  finding = g_ptr_array_index (verdict->findings, 1);
  g_assert_cmpstr (ms_finding_string (finding, "reason"), ==, "no-san");
  g_assert_cmpstr (ms_finding_string (finding, "asked"), ==, "mail.example.org");
  finding = g_ptr_array_index (verdict->findings, 2);
  g_assert_cmpint (finding->code, ==, MS_CODE_EXPIRED);
  g_assert_cmpint (ms_finding_fact (finding, "days")->number, ==, 5);
  g_assert_cmpint (ms_finding_fact (finding, "since")->number, ==, NOW - 5 * DAY - 7);
  g_assert_cmpuint (g_strv_length (finding->addresses), ==, 1); /* exactly those concerned */
  g_assert_cmpstr (finding->addresses[0], ==, "192.0.2.1");
}

static void
test_no_expiry (void)
{
  g_autoptr (MsTarget) target = ms_target_new (IMAPS, "mail.example.org", 0);
  g_autoptr (MsObservation) observation = ms_observation_new (target, NOW);
  const Seen seen = { 0 };
  MsSighting *sighting = sighting_of (&seen);
  g_autoptr (MsVerdict) verdict = NULL;

  ((MsCertificate *) ms_sighting_leaf (sighting))->not_after = sighting->path_not_after = G_MAXINT64;
  g_ptr_array_add (observation->sightings, sighting);
  verdict = ms_assess (NULL, observation, NULL, NOW);
  g_assert_cmpuint (verdict->findings->len, ==, 0);
}

/* B2: an end of at most 7 days ago is harmless with a key that was seen while the certificate was good. */
static void
test_expired_but_known (void)
{
  static const struct
  {
    gint64 ago;
    gboolean remembered;
    MsSafe safe;
  } known[] = { { 6 * DAY, TRUE, MS_SAFE_YES }, { 6 * DAY, FALSE, MS_SAFE_WAIT }, { 8 * DAY, TRUE, MS_SAFE_WAIT } };

  for (guint i = 0; i < G_N_ELEMENTS (known); i++)
    {
      g_autoptr (MsTarget) target = ms_target_new (IMAPS, "mail.example.org", 0);
      g_autoptr (MsObservation) observation = ms_observation_new (target, NOW);
      const Seen seen = { .begin = 100 * DAY, .left = -known[i].ago };
      g_autoptr (MsHistory) history = ms_history_new ();
      g_autoptr (MsVerdict) verdict = NULL;

      g_ptr_array_add (observation->sightings, sighting_of (&seen));
      if (known[i].remembered)
        g_ptr_array_add (history->seen,
                         ms_seen_new ("192.0.2.1", ms_sighting_leaf (g_ptr_array_index (observation->sightings, 0)), TRUE,
                                      NOW - 50 * DAY, NOW - DAY, NULL));
      verdict = ms_assess (NULL, observation, history, NOW);
      g_assert_cmpint (verdict->safe, ==, known[i].safe);
    }
}

/* What the user vouches for is exact, ends, and hides no other fault. */
static void
test_accepted (void)
{
  static const struct
  {
    const char *hash;
    gint64 until;
    MsTrust trust;
    gint64 left;
    const char *findings;
    MsSafe safe;
  } table[] = {
    { "aa", G_MAXINT64, MS_TRUST_SELF_SIGNED, 0, "self-signed:info", MS_SAFE_YES },
    { "kk", NOW + 1, MS_TRUST_SELF_SIGNED, 0, "self-signed:info", MS_SAFE_YES },
    { "aa", NOW, MS_TRUST_SELF_SIGNED, 0, "self-signed:critical", MS_SAFE_NO },
    { "bb", G_MAXINT64, MS_TRUST_SELF_SIGNED, 0, "self-signed:critical", MS_SAFE_NO },
    { "aa", G_MAXINT64, MS_TRUST_PRIVATE_CA, 0, "untrusted-issuer:info", MS_SAFE_YES },
    { "aa", G_MAXINT64, MS_TRUST_SELF_SIGNED, -30 * DAY, "expired:critical self-signed:info", MS_SAFE_WAIT },
    { "aa", G_MAXINT64, MS_TRUST_SELF_SIGNED | MS_TRUST_WEAK, 0, "weak:critical self-signed:info", MS_SAFE_NO },
  };

  for (guint i = 0; i < G_N_ELEMENTS (table); i++)
    {
      g_autoptr (MsTarget) target = ms_target_new (IMAPS, "mail.example.org", 0);
      g_autoptr (MsServer) server = ms_server_new (target);
      g_autoptr (MsObservation) observation = ms_observation_new (target, NOW);
      const Seen seen = { .trust = table[i].trust, .begin = 100 * DAY, .left = table[i].left };
      g_autoptr (MsVerdict) verdict = NULL;
      g_autoptr (GString) text = g_string_new (NULL);

      g_ptr_array_add (server->accepted, ms_acceptance_new (table[i].hash, table[i].until, "mine"));
      g_ptr_array_add (observation->sightings, sighting_of (&seen));
      verdict = ms_assess (server, observation, NULL, NOW);
      for (guint n = 0; n < verdict->findings->len; n++)
        {
          const MsFinding *finding = g_ptr_array_index (verdict->findings, n);
          g_string_append_printf (text, "%s%s:%s", n > 0 ? " " : "", ms_code_info (finding->code)->name,
                                  ms_severity_name (finding->severity));
        }
      g_test_message ("row %u", i);
      g_assert_cmpstr (text->str, ==, table[i].findings);
      g_assert_cmpint (verdict->safe, ==, table[i].safe);
    }
}

/* What came in the place of a trusted certificate is not just self-signed: whatever is found first says so. */
static void
test_swap (void)
{
  static const struct
  {
    MsTrust trust;
    const char *name;
    gint64 left;
    gboolean trusted; /* the one before */
    MsCode first;
    gboolean replaced;
  } table[] = {
    { MS_TRUST_SELF_SIGNED, NULL, 0, TRUE, MS_CODE_SELF_SIGNED, TRUE },
    { MS_TRUST_PRIVATE_CA, NULL, 0, TRUE, MS_CODE_UNTRUSTED_ISSUER, TRUE },
    { MS_TRUST_SELF_SIGNED, "other.example.net", 0, TRUE, MS_CODE_NAME_MISMATCH, TRUE },
    { MS_TRUST_SELF_SIGNED, NULL, -DAY, TRUE, MS_CODE_EXPIRED, TRUE },
    { MS_TRUST_SELF_SIGNED, NULL, 0, FALSE, MS_CODE_SELF_SIGNED, FALSE }, /* it was so, and near its end it was made anew */
    { MS_TRUST_INVALID, NULL, 0, TRUE, MS_CODE_INVALID, TRUE },
    { MS_TRUST_INCOMPLETE | MS_TRUST_UNKNOWN_ISSUER, NULL, 0, TRUE, MS_CODE_INCOMPLETE_CHAIN, TRUE },
    { MS_TRUST_UNKNOWN_ISSUER | MS_TRUST_WRONG_PURPOSE, NULL, 0, TRUE, MS_CODE_UNTRUSTED_ISSUER, TRUE },
    { 0, "other.example.net", 0, TRUE, MS_CODE_NAME_MISMATCH, FALSE },
  };

  for (guint i = 0; i < G_N_ELEMENTS (table); i++)
    {
      g_autoptr (MsTarget) target = ms_target_new (IMAPS, "mail.example.org", 0);
      g_autoptr (MsObservation) observation = ms_observation_new (target, NOW);
      const Seen seen = { .trust = table[i].trust, .name = table[i].name, .begin = 100 * DAY, .left = table[i].left };
      const Seen good = { .begin = 80 * DAY, .left = table[i].trusted ? 10 * DAY : DAY };
      MsSighting *before = sighting_of (&good);
      MsCertificate *leaf = (MsCertificate *) ms_sighting_leaf (before);
      g_autoptr (MsHistory) history = ms_history_new ();
      g_autoptr (MsVerdict) verdict = NULL;
      const MsFinding *first;

      g_free (leaf->sha256);
      g_free (leaf->spki_sha256);
      leaf->sha256 = g_strdup ("old");
      leaf->spki_sha256 = g_strdup ("oldkey");
      g_ptr_array_add (history->seen, ms_seen_new ("192.0.2.1", leaf, table[i].trusted, NOW - 50 * DAY, NOW - 1, NULL));
      ms_sighting_free (before);
      g_ptr_array_add (observation->sightings, sighting_of (&seen));
      verdict = ms_assess (NULL, observation, history, NOW);
      first = g_ptr_array_index (verdict->findings, 0);
      g_test_message ("row %u", i);
      g_assert_cmpint (first->code, ==, table[i].first);
      g_assert_cmpint (ms_finding_fact (first, "replaced") != NULL, ==, table[i].replaced);
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/assess/rows", test_rows);
  g_test_add_func ("/assess/facts", test_facts);
  g_test_add_func ("/assess/this-computer", test_this_computer);
  g_test_add_func ("/assess/not-entitled", test_not_entitled);
  g_test_add_func ("/assess/authorities", test_authorities);
  g_test_add_func ("/assess/no-expiry", test_no_expiry);
  g_test_add_func ("/assess/expired-but-known", test_expired_but_known);
  g_test_add_func ("/assess/accepted", test_accepted);
  g_test_add_func ("/assess/swap", test_swap);
  return g_test_run ();
}
