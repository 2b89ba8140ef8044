/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Every fault of one check, on servers that have it, for every protocol and both kinds of security, over TLS 1.2 and 1.3: what is
 * found, how bad it is, and the exit code; and no false alarm for anything that is in order.
 */
#include "check/suggest.h"
#include "check/judge/assess.h"
#include "check/verdict-json.h"
#include "tests/lib/fault-server.h"

#include <glib/gstdio.h>
#include <string.h>

#pragma GCC diagnostic ignored "-Wmissing-field-initializers" /* rows leave out what they do not need */

#define DAY        ((gint64) 86400)
#define TIMEOUT_MS 4000  /* where the server's fault is to keep us waiting */
#define PATIENT_MS 12000 /* where it is not: a busy machine is no fault */
#define AT_ONCE    80
#define HOST       "mail.example.org"
#define EVIL       "\x1b[31m<b>red</b>\n& \xe2\x80\xae{host} %s \x07"
#define TLS12      "NORMAL:-VERS-ALL:+VERS-TLS1.2"
#define TLS13      "NORMAL:-VERS-ALL:+VERS-TLS1.3"
#define TLS10      "NORMAL:-VERS-ALL:+VERS-TLS1.0:+SHA1:+SIGN-RSA-SHA1:%VERIFY_ALLOW_SIGN_WITH_SHA1:%COMPAT"
#define TLS11      "NORMAL:-VERS-ALL:+VERS-TLS1.1:+SHA1:+SIGN-RSA-SHA1:%VERIFY_ALLOW_SIGN_WITH_SHA1:%COMPAT"

/* ---- services ---------------------------------------------------------------------------------------------------- */

#define BIT(service) (1u << (service))
#define IMAPS        BIT (MS_SERVICE_IMAPS)
#define IMAP         BIT (MS_SERVICE_IMAP)
#define POP3S        BIT (MS_SERVICE_POP3S)
#define POP3         BIT (MS_SERVICE_POP3)
#define SMTPS        BIT (MS_SERVICE_SMTPS)
#define SUBMISSION   BIT (MS_SERVICE_SUBMISSION)
#define SMTP         BIT (MS_SERVICE_SMTP)
#define SIEVE        BIT (MS_SERVICE_SIEVE)
#define HTTPS        BIT (MS_SERVICE_HTTPS)
#define CLEAR        (IMAP | POP3 | SUBMISSION | SIEVE)
#define IMPLICIT     (IMAPS | POP3S | SMTPS)
#define MAIL         (CLEAR | IMPLICIT)
#define SOME         (IMAPS | SUBMISSION | POP3) /* for what does not depend on the protocol */

/* ---- certificates ------------------------------------------------------------------------------------------------ */

typedef struct
{
  gint64 now;
  Pki *root, *middle, *hidden_middle, *old_middle, *short_middle, *bound_middle, *stranger, *below_stranger, *impostor, *rsa,
    *rsa_middle;
  char *folder, *ca_file;
  MsTrustStore *store;
  GPtrArray *made; /* Pki* of the rows */
  guint wrong;
} World;

static World world;

typedef enum
{
  BY_MIDDLE,      /* middle sent */
  BY_MIDDLE_ROOT, /* and the root */
  BY_UNORDERED,   /* root, then middle */
  BY_EXTRA,       /* with a stranger's between */
  BY_STALE_TOO,   /* with the expired twin of the middle before it */
  BY_STALE_ONLY,  /* with the expired twin alone */
  BY_ROOT,        /* signed by the root itself */
  BY_NOBODY_SENT, /* middle not sent, but known here */
  BY_HIDDEN,      /* by a middle that nobody ever sends */
  BY_SHORT,       /* by a middle that ends soon */
  BY_BOUND,       /* by a middle that may only sign for example.net */
  BY_IMPOSTOR,    /* by a certificate that is no authority */
  BY_STRANGER,    /* by a root that nobody knows, sent */
  BY_BELOW,       /* by an intermediate of that, sent without it */
  BY_RSA,         /* by a middle with an RSA key */
  BY_ITSELF,
} By;

typedef struct
{
  const char *title;
  By by;
  const char *names; /* separated by blanks; NULL: the host; "": none */
  const char *cn;
  guint cn_length;   /* a CN of so many letters */
  const char *host;  /* NULL: HOST; an IP address is an IP-ID in the certificate */
  guint n_names;     /* so many others before */
  gint64 begin, end; /* days from now; 0 0: -10 and 80 */
  const char *purpose, *aia, *critical_oid;
  int rsa_bits;
  gnutls_digest_algorithm_t digest;
  int damaged;          /* 1: signature, 2: unreadable */
  int staple;           /* 1: good, 2: revoked */
  const char *priority; /* NULL: TLS 1.2 and 1.3, a run each */
  gboolean want_client;
  int demand_client;    /* as in FaultServerSpec */
  const char *findings; /* "code:severity ..." */
  const char *facts;    /* "key=value ..." of the first finding */
} CertificateRow;

static const CertificateRow certificates[] = {
  /* what is in order gives no finding */
  { "EC", BY_MIDDLE, .findings = "" },
  { "RSA", BY_MIDDLE, .rsa_bits = 2048, .findings = "" },
  { "root sent", BY_MIDDLE_ROOT, .findings = "" },
  { "unordered", BY_UNORDERED, .findings = "" },
  { "a stranger's certificate too", BY_EXTRA, .findings = "" },
  { "an expired one too", BY_STALE_TOO, .findings = "" },
  { "no intermediate needed", BY_ROOT, .findings = "" },
  { "wildcard", BY_MIDDLE, .names = "*.example.org", .findings = "" },
  { "many names", BY_MIDDLE, .names = "a.example.org b.example.org *.example.net " HOST, .findings = "" },
  { "1,000 names", BY_MIDDLE, .n_names = 999, .findings = "" },
  { "an international name", BY_MIDDLE, .host = "xn--mnchen-3ya.example", .findings = "" },
  { "below an international name", BY_MIDDLE, .host = "imap.xn--mnchen-3ya.example", .names = "*.xn--mnchen-3ya.example",
    .findings = "" },
  { "IP-ID", BY_MIDDLE, .host = "127.0.0.1", .findings = "" },
  { "a CN of another name", BY_MIDDLE, .cn = "www.example.net", .findings = "" },
  { "markup and escapes in the CN", BY_MIDDLE, .cn = EVIL, .findings = "" },
  { "6 days", BY_MIDDLE, .begin = -1, .end = 5, .findings = "" },
  { "10 years", BY_ROOT, .begin = -100, .end = 3550, .findings = "" },
  { "client certificate wanted", BY_MIDDLE, .want_client = TRUE, .findings = "" },
  { "client certificate demanded", BY_MIDDLE, .demand_client = 1, .findings = "server-refused:info",
    .facts = "reason=client-certificate" },
  { "client certificate demanded without a word", BY_MIDDLE, .demand_client = 2, .findings = "server-refused:info",
    .facts = "reason=client-certificate" },
  { "client certificate demanded in other words", BY_MIDDLE, .demand_client = 3, .findings = "server-refused:info",
    .facts = "reason=client-certificate" },
  { "client certificate demanded, expired", BY_MIDDLE, .demand_client = 1, .begin = -93, .end = -3,
    .findings = "expired:critical server-refused:info" },
  { "good OCSP answer", BY_MIDDLE, .staple = 1, .findings = "" },
  { "no purpose said", BY_MIDDLE, .purpose = "", .findings = "" },
  { "any purpose", BY_MIDDLE, .purpose = GNUTLS_KP_ANY, .findings = "" },
  /* dates */
  { "expired", BY_MIDDLE, .begin = -93, .end = -3, .findings = "expired:critical", .facts = "days=3" },
  { "notice", BY_MIDDLE, .begin = -70, .end = 20, .findings = "expiring:notice", .facts = "days_left=20" },
  { "warning", BY_MIDDLE, .begin = -80, .end = 10, .findings = "expiring:warning" },
  { "urgent", BY_MIDDLE, .begin = -88, .end = 2, .findings = "expiring:critical" },
  { "the intermediate ends first", BY_SHORT, .findings = "expiring:critical", .facts = "certificate=CN=Short" },
  { "to come", BY_MIDDLE, .begin = 5, .end = 95, .findings = "not-yet-valid:critical" },
  { "expired intermediate", BY_STALE_ONLY, .findings = "expired-intermediate:critical" },
  { "expired, and so is the intermediate", BY_STALE_ONLY, .begin = -30, .end = -1,
    .findings = "expired:critical expired-intermediate:critical" },
  /* names */
  { "another name", BY_MIDDLE, .names = "www.example.org", .findings = "name-mismatch:critical", .facts = "asked=" HOST },
  { "two labels for a wildcard", BY_MIDDLE, .names = "*.org", .findings = "name-mismatch:critical" },
  { "partial wildcard", BY_MIDDLE, .names = "ma*.example.org", .findings = "name-mismatch:critical" },
  { "only a CN", BY_MIDDLE, .names = "", .cn = HOST, .findings = "name-mismatch:critical", .facts = "reason=no-san" },
  { "another name, expired", BY_MIDDLE, .names = "www.example.org", .begin = -93, .end = -3,
    .findings = "name-mismatch:critical expired:critical" },
  { "a default certificate", BY_ITSELF, .names = "", .cn = "TRAEFIK DEFAULT CERT",
    .findings = "name-mismatch:critical self-signed:critical", .facts = "stand_in=yes" },
  { "a checksum for a name", BY_ITSELF, .names = "0123456789abcdef0123456789abcdef0123456789abcdef0123456789ab",
    .findings = "name-mismatch:critical self-signed:critical", .facts = "stand_in=yes" },
  { "a dot at the end", BY_MIDDLE, .names = "www.example.org " HOST ".", .findings = "name-mismatch:critical",
    .facts = "misspelt=" HOST "." },
  { "an address that is not in it", BY_MIDDLE, .host = "127.0.0.1", .names = HOST, .findings = "name-mismatch:critical" },
  { "an address as a name", BY_MIDDLE, .host = "127.0.0.1", .names = "127.0.0.1", .findings = "name-mismatch:critical" },
  { "another name, with markup and escapes", BY_ITSELF, .names = "www.example.org", .cn = EVIL,
    .findings = "name-mismatch:critical self-signed:critical" },
  { "10 kB of a name", BY_ITSELF, .cn_length = 10000, .findings = "self-signed:critical" },
  /* who issued it: four different things */
  { "self-signed", BY_ITSELF, .findings = "self-signed:critical" },
  { "private authority", BY_STRANGER, .findings = "untrusted-issuer:critical", .facts = "kind=private-ca" },
  { "unknown issuer", BY_BELOW, .findings = "untrusted-issuer:critical", .facts = "kind=unknown" },
  { "intermediate left out, known here", BY_NOBODY_SENT, .findings = "incomplete-chain:warning", .facts = "missing=CN=Middle" },
  { "intermediate left out, unknown", BY_HIDDEN, .aia = "http://ca.example/hidden.crt", .findings = "incomplete-chain:critical",
    .facts = "missing=CN=Hidden" },
  { "issued by no authority", BY_IMPOSTOR, .findings = "untrusted-issuer:critical", .facts = "may_not=not-an-authority" },
  { "outside of a name constraint", BY_BOUND, .findings = "untrusted-issuer:critical", .facts = "may_not=name" },
  { "self-signed, expired, another name", BY_ITSELF, .names = "www.example.org", .begin = -93, .end = -3,
    .findings = "name-mismatch:critical expired:critical self-signed:critical" },
  { "another name, unknown issuer", BY_BELOW, .names = "www.example.org",
    .findings = "name-mismatch:critical untrusted-issuer:critical" },
  { "private authority, to come", BY_STRANGER, .begin = 5, .end = 95,
    .findings = "not-yet-valid:critical untrusted-issuer:critical" },
  { "left out and expired", BY_NOBODY_SENT, .begin = -93, .end = -3, .findings = "expired:critical incomplete-chain:warning" },
  /* what it is made of */
  { "not for servers", BY_MIDDLE, .purpose = GNUTLS_KP_TLS_WWW_CLIENT, .findings = "wrong-purpose:critical" },
  { "RSA 1024", BY_MIDDLE, .rsa_bits = 1024, .priority = "NORMAL:-VERS-ALL:+VERS-TLS1.2:%PROFILE_VERY_WEAK",
    .findings = "weak:critical", .facts = "what=RSA 1024" },
  { "SHA-1", BY_MIDDLE, .digest = GNUTLS_DIG_SHA1, .findings = "weak:critical", .facts = "what=SHA-1" },
  { "MD5", BY_RSA, .rsa_bits = 2048, .digest = GNUTLS_DIG_MD5, .findings = "weak:critical", .facts = "what=MD5" },
  { "SHA-1 of its own", BY_ITSELF, .digest = GNUTLS_DIG_SHA1, .findings = "self-signed:critical weak:warning" },
  { "unknown critical extension", BY_MIDDLE, .critical_oid = "1.3.6.1.4.1.99999.1", .findings = "invalid:critical" },
  { "wrong signature", BY_MIDDLE, .damaged = 1, .findings = "invalid:critical" },
  { "unreadable", BY_MIDDLE, .damaged = 2, .findings = "invalid:critical" },
  { "revoked", BY_MIDDLE, .staple = 2, .findings = "revoked:critical" },
  { "revoked and expired", BY_MIDDLE, .staple = 2, .begin = -93, .end = -3, .findings = "revoked:critical expired:critical" },
  /* old versions are spoken to read the certificate */
  { "TLS 1.0", BY_MIDDLE, .rsa_bits = 2048, .priority = TLS10, .findings = "client-refuses:warning old-tls:warning", .facts = "tls_version=1.0" },
  { "TLS 1.1", BY_MIDDLE, .rsa_bits = 2048, .priority = TLS11, .findings = "client-refuses:warning old-tls:warning", .facts = "tls_version=1.1" },
  { "TLS 1.0, expired", BY_MIDDLE, .rsa_bits = 2048, .begin = -93, .end = -3, .priority = TLS10,
    .findings = "expired:critical old-tls:warning" },
};

/* ---- connections ------------------------------------------------------------------------------------------------- */

typedef struct
{
  Fault fault;
  guint services;
  const char *findings;
  const char *facts;
} FaultRow;

static const FaultRow faults[] = {
  { FAULT_NONE, MAIL | SMTP | HTTPS, "" },
  { FAULT_LONG_GREETING, SMTPS | SUBMISSION | SMTP, "" },
  { FAULT_MANY_LINES, MAIL | SMTP, "" },
  { FAULT_LONG_LINE, MAIL | SMTP, "" },
  { FAULT_LATE_CAPABILITY, IMAP | POP3 | IMAPS, "" },
  { FAULT_SILENT, MAIL | HTTPS, "unreachable:unknown", "reason=timeout" },
  { FAULT_SILENT_AFTER_GREETING, POP3 | SUBMISSION | SMTP, "unreachable:unknown", "reason=slow" },
  { FAULT_SILENT_AFTER_GREETING, IMAP | SIEVE, "starttls-failed:critical" }, /* the greeting offered it */
  { FAULT_SILENT_AT_STARTTLS, CLEAR, "starttls-failed:critical" },
  { FAULT_SILENT_INSTEAD_OF_TLS, CLEAR, "starttls-failed:critical" },
  { FAULT_SILENT_INSTEAD_OF_TLS, IMPLICIT, "unreachable:unknown", "reason=timeout" },
  { FAULT_SILENT_AFTER_TLS, IMPLICIT, "protocol-error:unknown", "reason=timeout" },
  { FAULT_SILENT_AFTER_TLS, CLEAR, "" },
  { FAULT_SILENT_IN_HANDSHAKE, MAIL | HTTPS, "tls-failed:critical" },
  { FAULT_CLOSE_AT_ONCE, MAIL, "unreachable:unknown", "reason=reset" },
  { FAULT_RESET_AT_ONCE, MAIL, "unreachable:unknown", "reason=reset" },
  { FAULT_CLOSE_AFTER_GREETING, POP3 | SUBMISSION | SMTP, "protocol-error:unknown" },
  { FAULT_CLOSE_AFTER_GREETING, IMAP | SIEVE, "starttls-failed:critical" }, /* the greeting offered it */
  { FAULT_RESET_AFTER_GREETING, POP3 | SUBMISSION | SMTP, "protocol-error:unknown" },
  { FAULT_RESET_AFTER_GREETING, IMAP | SIEVE, "starttls-failed:critical" },
  { FAULT_CLOSE_INSTEAD_OF_TLS, CLEAR, "starttls-failed:critical" },
  { FAULT_CLOSE_INSTEAD_OF_TLS, IMPLICIT, "unreachable:unknown", "reason=reset" },
  { FAULT_RESET_INSTEAD_OF_TLS, CLEAR, "starttls-failed:critical" },
  { FAULT_RESET_INSTEAD_OF_TLS, IMPLICIT, "unreachable:unknown", "reason=reset" },
  { FAULT_CLOSE_IN_HANDSHAKE, MAIL, "tls-failed:critical" },
  { FAULT_RESET_IN_HANDSHAKE, MAIL, "tls-failed:critical" },
  { FAULT_CLOSE_INSTEAD_OF_GREETING, IMPLICIT, "protocol-error:unknown" },
  { FAULT_REFUSE, MAIL | SMTP, "server-refused:unknown" },
  { FAULT_REFUSE_FOR_GOOD, SMTPS | SUBMISSION | SMTP, "server-refused:unknown" },
  { FAULT_REFUSE_OFFER, SUBMISSION | SMTP, "server-refused:unknown" },
  { FAULT_BUSY_OFFER, SUBMISSION | SMTP, "server-refused:unknown", "line=421 4.3.2 too many connections" },
  { FAULT_PICKY_EHLO, SUBMISSION | SMTP, "" },
  { FAULT_REFUSE_EHLO, SUBMISSION | SMTP, "server-refused:unknown", "line=550 5.7.1 not with that name" },
  { FAULT_REFUSE_EHLO_ONCE, SUBMISSION | SMTP, "server-refused:unknown", "line=504 5.5.2 need a name" },
  { FAULT_TARPIT, SUBMISSION | SMTP, "server-refused:unknown", "reason=slow" },
  { FAULT_NO_STARTTLS, CLEAR, "starttls-missing:critical" },
  { FAULT_NO_STARTTLS, SMTP, "starttls-missing:warning" },
  { FAULT_PREAUTH, IMAP, "starttls-missing:critical", "reason=preauth" },
  { FAULT_STARTTLS_REFUSED, CLEAR, "starttls-failed:critical" },
  { FAULT_STARTTLS_GARBAGE, CLEAR, "starttls-failed:critical", "reason=injection" },
  { FAULT_INJECTION, CLEAR | SMTP, "starttls-failed:critical", "reason=injection" },
  { FAULT_LATE_INJECTION, CLEAR | SMTP, "starttls-failed:critical", "reason=injection" },
  { FAULT_TLS_ALERT, MAIL, "tls-failed:critical", "alert=handshake_failure" },
  { FAULT_PLAIN_ON_TLS, IMPLICIT, "wrong-security-mode:critical" },
  { FAULT_TLS_ON_PLAIN, CLEAR | SMTP, "wrong-security-mode:critical" },
  { FAULT_HTTP, MAIL, "protocol-error:unknown", "speaks=http" },
  { FAULT_SSH, MAIL, "protocol-error:unknown", "speaks=ssh" },
  { FAULT_PROXY_HEADER, MAIL, "protocol-error:unknown", "speaks=proxy" },
  { FAULT_OTHER_PROTOCOL, IMAPS | IMAP | POP3S | POP3 | SIEVE, "protocol-error:unknown", "speaks=smtp" },
  { FAULT_OTHER_PROTOCOL, SMTPS | SUBMISSION, "protocol-error:unknown", "speaks=imap" },
  { FAULT_GARBAGE, MAIL, "protocol-error:unknown" },
  { FAULT_HUGE_BANNER, MAIL, "protocol-error:unknown" },
  { FAULT_ENDLESS_LINES, CLEAR | IMAPS | SMTPS, "protocol-error:unknown" },
  { FAULT_DRIP, MAIL, "unreachable:unknown", "reason=slow" },
  { FAULT_EVIL_TEXT, MAIL, "server-refused:unknown" },
  { FAULT_LITERAL_BOMB, IMAP | SIEVE, "protocol-error:unknown" },
};

/* ---- one run ----------------------------------------------------------------------------------------------------- */

typedef struct
{
  char *title;
  MsService service;
  const char *host;
  FaultServer *server;
  guint timeout_ms;
  GBytes *staple;
  const char *findings, *facts; /* findings NULL: whatever it is, it must not be fine */
  gboolean polite;
  MsObservation *observation;
} Run;

static void
done_cb (MsObservation *observation, gpointer data)
{
  Run *run = data;
  g_assert_null (run->observation);
  run->observation = observation;
}

static char *
findings_text (const MsVerdict *verdict)
{
  GString *text = g_string_new (NULL);

  for (guint i = 0; i < verdict->findings->len; i++)
    {
      const MsFinding *finding = g_ptr_array_index (verdict->findings, i);
      g_string_append_printf (text, "%s%s:%s", i > 0 ? " " : "", ms_code_info (finding->code)->name,
                              ms_severity_name (finding->severity));
    }
  return g_string_free (text, FALSE);
}

static char *
fact_text (const MsFinding *finding, const char *key)
{
  const MsFact *fact = ms_finding_fact (finding, key);

  if (fact == NULL)
    return g_strdup ("(not there)");
  return fact->kind == MS_FACT_STRING ? g_strdup (fact->string) : g_strdup_printf ("%" G_GINT64_FORMAT, fact->number);
}

/* What goes out is JSON of one line, valid UTF-8, without a control character or an override, whatever came in. */
static void
check_output (const MsVerdict *verdict)
{
  const MsJsonOptions options = { .verbose = TRUE, .show = TRUE };
  g_autofree char *json = ms_verdict_json (verdict, &options);

  g_assert_true (g_utf8_validate (json, -1, NULL));
  for (const char *at = json; *at != '\0'; at = g_utf8_next_char (at))
    {
      GUnicodeType type = g_unichar_type (g_utf8_get_char (at));
      g_assert_true (type != G_UNICODE_CONTROL && type != G_UNICODE_FORMAT);
    }
  g_assert_null (strstr (json, "\\u001b")); /* nor hidden in an escape that a reader would undo */
  g_assert_null (strstr (json, "\\u202e"));
  g_assert_null (strstr (json, "\\u009b"));
}

/* The test fails, and goes on with its other rows. */
static void G_GNUC_PRINTF (1, 2) wrong (const char *format, ...)
{
  g_autofree char *text = NULL, *escaped = NULL;
  va_list values;

  va_start (values, format);
  text = g_strdup_vprintf (format, values);
  va_end (values);
  escaped = g_strescape (text, "\"");
  g_test_message ("WRONG %s", escaped);
  world.wrong++;
}

static int
by_patience (gconstpointer a, gconstpointer b)
{
  guint one = (*(const Run *const *) a)->timeout_ms, other = (*(const Run *const *) b)->timeout_ms;

  return (one > other) - (one < other);
}

static void
check_run (const Run *run)
{
  g_autoptr (MsVerdict) verdict = ms_assess (NULL, run->observation, NULL, world.now);
  g_autofree char *text = findings_text (verdict);
  const MsSighting *sighting = g_ptr_array_index (run->observation->sightings, 0);

  g_test_message ("%s -> %s", run->title, text);
  if (run->findings != NULL ? strcmp (text, run->findings) != 0 : verdict->state < MS_SEVERITY_UNKNOWN)
    {
      wrong ("%s: found “%s”, not “%s”; %s", run->title, text, run->findings != NULL ? run->findings : "a fault",
             sighting->detail);
      return;
    }
  if (run->facts != NULL)
    {
      const char *equals = strchr (run->facts, '=');
      g_autofree char *key = g_strndup (run->facts, (gsize) (equals - run->facts));
      g_autofree char *value = fact_text (g_ptr_array_index (verdict->findings, 0), key);
      if (strcmp (value, equals + 1) != 0)
        wrong ("%s: %s is “%s”, not “%s”", run->title, key, value, equals + 1);
    }
  if (run->polite && !fault_server_was_polite (run->server))
    wrong ("%s: no goodbye", run->title);
  g_assert_cmpuint (sighting->duration_ms, <=, run->timeout_ms + 500 + 5000 /* of a busy machine */);
  check_output (verdict);
}

static void
run_all (GPtrArray *runs)
{
  g_ptr_array_sort (runs, by_patience); /* all that keep us waiting at the same time */
  for (guint from = 0; from < runs->len; from += AT_ONCE)
    {
      guint to = MIN (from + AT_ONCE, runs->len);

      for (guint i = from; i < to; i++)
        {
          Run *run = g_ptr_array_index (runs, i);
          const MsSuggestOptions options
            = { .check.probe = { .timeout_ms = run->timeout_ms, .transcript = TRUE, .address = "127.0.0.1" } };
          g_autoptr (MsTarget) target = ms_target_new (run->service, run->host, fault_server_port (run->server));
          ms_suggest_start (target, world.store, &options, world.now, done_cb, run);
        }
      for (guint i = from; i < to; i++)
        while (((Run *) g_ptr_array_index (runs, i))->observation == NULL)
          g_main_context_iteration (NULL, TRUE);
      ms_probe_drain (5000);
      for (guint i = from; i < to; i++)
        {
          Run *run = g_ptr_array_index (runs, i);
          check_run (run);
          g_clear_pointer (&run->server, fault_server_free);
        }
    }
  g_assert_cmpuint (world.wrong, ==, 0);
}

static void
run_free (Run *run)
{
  fault_server_free (run->server);
  ms_observation_free (run->observation);
  g_clear_pointer (&run->staple, g_bytes_unref);
  g_free (run->title);
  g_free (run);
}

static gboolean
waits (Fault fault)
{
  return fault == FAULT_DRIP || g_str_has_prefix (fault_name (fault), "silent");
}

static Run *
run_new (const FaultServerSpec *spec, const char *title, const char *findings, const char *facts)
{
  Run *run = g_new0 (Run, 1);
  g_autoptr (GError) error = NULL;

  run->title = g_strdup_printf ("%s, %s, %s%s", title, ms_service_info (spec->service)->scheme, fault_name (spec->fault),
                                spec->priority != NULL ? strstr (spec->priority, "+VERS") : "");
  run->service = spec->service;
  run->host = HOST;
  run->timeout_ms = waits (spec->fault) ? TIMEOUT_MS : PATIENT_MS;
  run->findings = findings;
  run->facts = facts;
  run->server = fault_server_new (spec, &error);
  g_assert_no_error (error);
  return run;
}

/* ---- making the chains ------------------------------------------------------------------------------------------- */

static const Pki *
issuer_of (By by)
{
  switch (by)
    {
    case BY_ROOT:
      return world.root;
    case BY_HIDDEN:
      return world.hidden_middle;
    case BY_SHORT:
      return world.short_middle;
    case BY_BOUND:
      return world.bound_middle;
    case BY_IMPOSTOR:
      return world.impostor;
    case BY_STRANGER:
      return world.stranger;
    case BY_BELOW:
      return world.below_stranger;
    case BY_RSA:
      return world.rsa_middle;
    case BY_ITSELF:
      return NULL;
    case BY_MIDDLE:
    case BY_MIDDLE_ROOT:
    case BY_UNORDERED:
    case BY_EXTRA:
    case BY_STALE_TOO:
    case BY_STALE_ONLY:
    case BY_NOBODY_SENT:
      break;
    }
  return world.middle;
}

/* What is sent after the leaf. */
static void
chain_of (By by, const Pki *leaf, const Pki *chain[5])
{
  const Pki *sent[][4] = {
    [BY_MIDDLE] = { world.middle },
    [BY_MIDDLE_ROOT] = { world.middle, world.root },
    [BY_UNORDERED] = { world.root, world.middle },
    [BY_EXTRA] = { world.stranger, world.middle },
    [BY_STALE_TOO] = { world.old_middle, world.middle },
    [BY_STALE_ONLY] = { world.old_middle },
    [BY_SHORT] = { world.short_middle },
    [BY_BOUND] = { world.bound_middle },
    [BY_IMPOSTOR] = { world.impostor, world.middle },
    [BY_STRANGER] = { world.stranger },
    [BY_RSA] = { world.rsa_middle },
    [BY_ITSELF] = { NULL },
  };

  memset (chain, 0, sizeof *chain * 5);
  chain[0] = leaf;
  for (guint i = 0; (guint) by < G_N_ELEMENTS (sent) && i < 3 && sent[by][i] != NULL; i++)
    chain[i + 1] = sent[by][i];
}

static const char *
host_of (const CertificateRow *row)
{
  return row->host != NULL ? row->host : HOST;
}

static GStrv
names_of (const CertificateRow *row)
{
  g_autoptr (GString) text = g_string_new (NULL);

  for (guint i = 0; i < row->n_names; i++)
    g_string_append_printf (text, "n%u.example.org ", i);
  g_string_append (text, row->names != NULL ? row->names : host_of (row));
  return g_strsplit (text->str, " ", -1);
}

static const Pki *
leaf_of (const CertificateRow *row)
{
  g_auto (GStrv) names = names_of (row);
  g_autofree char *long_cn = row->cn_length > 0 ? g_strnfill (row->cn_length, 'x') : NULL;
  const char *ips[] = { host_of (row), NULL };
  gboolean usual = row->begin == 0 && row->end == 0;
  gboolean ip_id = row->names == NULL && g_hostname_is_ip_address (host_of (row));
  const PkiSpec spec = { .cn = long_cn != NULL ? long_cn : row->cn,
                         .dns = ip_id ? NULL : (const char *const *) names,
                         .ips = ip_id ? ips : NULL,
                         .not_before = world.now + (usual ? -10 : row->begin) * DAY - 3600,
                         .not_after = world.now + (usual ? 80 : row->end) * DAY + (row->end < 0 ? -3600 : 3600),
                         .purpose = row->purpose,
                         .aia = row->aia,
                         .critical_oid = row->critical_oid,
                         .rsa_bits = row->rsa_bits == 2048 ? 0 : row->rsa_bits,
                         .same_key = row->rsa_bits == 2048 ? world.rsa : NULL,
                         .digest = row->digest };
  Pki *leaf = pki_make (&spec, issuer_of (row->by));

  g_ptr_array_add (world.made, leaf);
  if (row->damaged != 0)
    {
      leaf = pki_damaged (leaf, row->damaged == 2);
      g_ptr_array_add (world.made, leaf);
    }
  return leaf;
}

static Pki *
authority (const char *cn, const Pki *issuer, gint64 begin, gint64 end)
{
  const PkiSpec spec = { .cn = cn, .ca = TRUE, .not_before = world.now + begin * DAY, .not_after = world.now + end * DAY };
  return pki_make (&spec, issuer);
}

static void
make_world (void)
{
  const PkiSpec impostor = { .cn = "Impostor", .dns = (const char *const[]){ "impostor.example", NULL } };
  const PkiSpec rsa = { .cn = "Key", .rsa_bits = 2048 };
  const char *files[] = { NULL, NULL };
  PkiSpec spec = { .cn = "Middle", .ca = TRUE };
  g_autoptr (GPtrArray) known = g_ptr_array_new_with_free_func ((GDestroyNotify) g_bytes_unref);
  g_autofree char *pem = NULL;

  world.now = g_get_real_time () / G_USEC_PER_SEC;
  world.made = g_ptr_array_new_with_free_func ((GDestroyNotify) pki_free);
  world.root = authority ("Root", NULL, -1000, 3000);
  world.middle = authority ("Middle", world.root, -500, 2000);
  world.hidden_middle = authority ("Hidden", world.root, -500, 2000);
  world.short_middle = authority ("Short", world.root, -100, 2);
  world.stranger = authority ("Stranger", NULL, -500, 2000);
  world.below_stranger = authority ("Below", world.stranger, -500, 2000);
  world.impostor = pki_make (&impostor, world.middle);
  world.rsa = pki_make (&rsa, NULL);
  spec.same_key = world.middle;
  spec.not_before = world.now - 400 * DAY;
  spec.not_after = world.now - 2 * DAY;
  world.old_middle = pki_make (&spec, world.root);
  spec = (PkiSpec){ .cn = "RSA Middle", .ca = TRUE, .rsa_bits = 2048 };
  world.rsa_middle = pki_make (&spec, world.root);
  spec = (PkiSpec){ .cn = "Bound", .ca = TRUE, .permitted_dns = "example.net" };
  world.bound_middle = pki_make (&spec, world.root);
  world.folder = g_dir_make_tmp ("mailseal-faults-XXXXXX", NULL);
  world.ca_file = g_build_filename (world.folder, "ca.pem", NULL);
  pem = pki_pem (world.root);
  g_assert_true (g_file_set_contents (world.ca_file, pem, -1, NULL));
  files[0] = world.ca_file;
  world.store = ms_trust_store_new (files, NULL);
  g_ptr_array_add (known, g_bytes_ref (world.middle->der));
  ms_trust_store_learn (world.store, known);
}

static void
end_world (void)
{
  Pki *all[] = { world.root,         world.middle,   world.hidden_middle,  world.old_middle, world.short_middle,
                 world.bound_middle, world.stranger, world.below_stranger, world.impostor,   world.rsa };

  for (guint i = 0; i < G_N_ELEMENTS (all); i++)
    pki_free (all[i]);
  g_ptr_array_unref (world.made);
  ms_trust_store_free (world.store);
  g_unlink (world.ca_file);
  g_rmdir (world.folder);
  g_free (world.ca_file);
  g_free (world.folder);
}

/* ---- tests ------------------------------------------------------------------------------------------------------- */

static void
add_certificate_runs (GPtrArray *runs, const CertificateRow *row)
{
  const char *priorities[] = { row->priority != NULL ? row->priority : TLS13, row->priority != NULL ? NULL : TLS12 };
  const Pki *chain[5], *leaf = leaf_of (row);

  chain_of (row->by, leaf, chain);
  for (MsService service = 0; service < MS_SERVICE_ANY; service++)
    for (guint p = 0; (SOME & BIT (service)) != 0 && p < 2 && priorities[p] != NULL; p++)
      {
        FaultServerSpec spec = { .service = service,
                                 .priority = priorities[p],
                                 .chain = chain,
                                 .want_client = row->want_client,
                                 .demand_client = row->demand_client };
        g_autoptr (GBytes) staple = NULL;
        Run *run;

        if (row->staple != 0)
          staple = pki_ocsp (leaf, world.middle, row->staple == 2 ? world.now - DAY : 0, world.now);
        spec.staple = staple;
        run = run_new (&spec, row->title, row->findings, row->facts);
        run->host = host_of (row);
        g_ptr_array_add (runs, run);
      }
}

static void
test_certificates (void)
{
  g_autoptr (GPtrArray) runs = g_ptr_array_new_with_free_func ((GDestroyNotify) run_free);

  for (guint i = 0; i < G_N_ELEMENTS (certificates); i++)
    add_certificate_runs (runs, &certificates[i]);
  g_assert_cmpuint (runs->len, >=, 150);
  g_test_message ("%u runs", runs->len);
  run_all (runs);
}

static void
test_connections (void)
{
  static const CertificateRow good = { .by = BY_MIDDLE };
  g_autoptr (GPtrArray) runs = g_ptr_array_new_with_free_func ((GDestroyNotify) run_free);
  const Pki *chain[5];

  chain_of (BY_MIDDLE, leaf_of (&good), chain);
  for (guint i = 0; i < G_N_ELEMENTS (faults); i++)
    for (MsService service = 0; service < MS_SERVICE_ANY; service++)
      if ((faults[i].services & BIT (service)) != 0)
        {
          const FaultServerSpec spec = { .service = service, .fault = faults[i].fault, .chain = chain };
          Run *run = run_new (&spec, "good", faults[i].findings, faults[i].facts);

          run->polite = faults[i].fault == FAULT_NONE || faults[i].fault == FAULT_NO_STARTTLS; /* inside TLS, and in the clear */
          g_ptr_array_add (runs, run);
        }
  g_assert_cmpuint (runs->len, >=, 150);
  g_test_message ("%u runs", runs->len);
  run_all (runs);
}

/* What is wrong on some connections only is looked at again, said as such, and stays so when the next look is good. */
static void
test_sometimes (void)
{
  static const CertificateRow good = { .by = BY_MIDDLE };
  const Pki *chain[5];
  const FaultServerSpec spec = { .service = MS_SERVICE_IMAP, .fault = FAULT_NO_STARTTLS, .chain = chain, .sometimes = TRUE };
  g_autoptr (FaultServer) server = NULL;
  g_autoptr (MsTarget) target = NULL;
  g_autoptr (MsObservation) before = NULL;

  chain_of (BY_MIDDLE, leaf_of (&good), chain);
  server = fault_server_new (&spec, NULL);
  target = ms_target_new (MS_SERVICE_IMAP, HOST, fault_server_port (server));
  for (guint i = 0; i < 3; i++)
    {
      const MsSuggestOptions options
        = { .check.probe = { .timeout_ms = PATIENT_MS, .address = "127.0.0.1" }, .suggest = TRUE, .previous = before };
      Run run = { 0 };
      g_autoptr (MsVerdict) verdict = NULL;
      g_autofree char *text = NULL, *sometimes = NULL;

      ms_suggest_start (target, world.store, &options, world.now, done_cb, &run);
      while (run.observation == NULL)
        g_main_context_iteration (NULL, TRUE);
      ms_probe_drain (5000);
      verdict = ms_assess (NULL, run.observation, NULL, world.now);
      text = findings_text (verdict);
      g_test_message ("look %u: %s, %u connections", i, text, fault_server_accepted (server));
      g_assert_cmpstr (text, ==, "starttls-missing:critical");
      sometimes = fact_text (g_ptr_array_index (verdict->findings, 0), "sometimes");
      g_assert_cmpstr (sometimes, ==, "yes");
      ms_observation_free (before);
      before = run.observation;
    }
}

int
main (int argc, char **argv)
{
  int result;

  g_test_init (&argc, &argv, NULL);
  make_world ();
  g_test_add_func ("/faults/certificates", test_certificates);
  g_test_add_func ("/faults/connections", test_connections);
  g_test_add_func ("/faults/sometimes", test_sometimes);
  result = g_test_run ();
  end_world ();
  return result;
}
