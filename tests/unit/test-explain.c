/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "check/judge/explain.h"
#include "check/judge/assess.h"
#include "check/judge/report.h"
#include "programs/wordings.h"

#include <string.h>

/* What people copy out of their mail programs, and the causes it may have, the most likely first. */
static void
test_wordings (void)
{
  static const struct
  {
    const char *text, *codes;
  } rows[] = {
    { "name-mismatch", "name-mismatch" },
    { "old-tls", "old-tls" },
    { "The target principal name is incorrect.", "name-mismatch incomplete-chain" },
    { "TARGET PRINCIPAL NAME", "name-mismatch incomplete-chain" },
    { "A required certificate is not within its validity period when verifying against the current system clock",
      "expired not-yet-valid" },
    { "unable to verify the first certificate", "incomplete-chain untrusted-issuer" },
    { "verify error:num=20:unable to get local issuer certificate", "incomplete-chain untrusted-issuer" },
    { "SEC_ERROR_UNKNOWN_ISSUER", "untrusted-issuer incomplete-chain self-signed" },
    { "self-signed certificate", "self-signed untrusted-issuer" },
    { "self-signed certificate in certificate chain", "untrusted-issuer" },
    { "SSL_ERROR_BAD_CERT_DOMAIN", "name-mismatch" },
    { "x509: certificate has expired or is not yet valid", "expired expired-intermediate" },
    { "SSL routines:ssl3_get_record:wrong version number", "wrong-security-mode protocol-error" },
    { "java.security.cert.CertPathValidatorException: Trust anchor for certification path not found.",
      "incomplete-chain untrusted-issuer self-signed" },
    { "Server does not support STARTTLS", "starttls-missing wrong-security-mode" },
    { "0x800CCC1A", "wrong-security-mode starttls-missing tls-failed" },
    { "principal name", "name-mismatch incomplete-chain" }, /* a part of it */
    { "principal name is incorrect", "name-mismatch incomplete-chain" },
    { "CERT_HAS_EXPIRED", "expired expired-intermediate" },
    { "SSL routines::ee key too small", "weak" },
    { "SSL routines::dh key too small", "tls-failed" },
    { "did not appear to be an SMTP service", "server-refused protocol-error" },
    { "Das Wetter ist schön", "" },
    { "e", "" },
    { "", "" },
    { "\xff\xfe", "" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autoptr (GArray) codes = ms_explain_find (rows[i].text, NULL);
      g_autoptr (GString) text = g_string_new (NULL);

      for (guint c = 0; c < codes->len; c++)
        g_string_append_printf (text, "%s%s", c > 0 ? " " : "", ms_code_info (g_array_index (codes, MsCode, c))->name);
      g_test_message ("row %u", i);
      g_assert_cmpstr (text->str, ==, rows[i].codes);
    }
}

/* Whole pastes as people send them: the right cause stands first, and what is about something else has none. */
static void
test_pastes (void)
{
  static const struct
  {
    const char *text, *first;
  } rows[] = {
    { "The server you are connected to is using a security certificate that cannot be verified. The target principal name is "
      "incorrect. Do you want to continue using this server?",
      "name-mismatch" },
    { "Internet Security Warning: The server you are connected to is using a security certificate that cannot be verified. A "
      "certificate chain processed, but terminated in a root certificate which is not trusted by the trust provider.",
      "untrusted-issuer" },
    { "Could not connect: SSL peer certificate or SSH remote key was not OK: SSL: no alternative certificate subject name "
      "matches target host name 'mail.example.com'",
      "name-mismatch" },
    { "curl: (60) SSL certificate problem: certificate has expired", "expired" },
    { "SSL certificate problem: self signed certificate", "self-signed" },
    { "fetchmail: Server CommonName mismatch: *.dreamhost.com != mail.example.org", "name-mismatch" },
    { "fetchmail: Server certificate verification error: unable to get local issuer certificate fetchmail: Broken certification "
      "chain at: /C=US/O=Let's Encrypt/CN=R3 fetchmail: This could mean that the server did not provide the intermediate CA's "
      "certificate(s)",
      "incomplete-chain" },
    { "mutt: The certificate is NOT trusted. The certificate issuer is unknown.", "untrusted-issuer" },
    { "msmtp: TLS certificate verification failed: The certificate is NOT trusted. The name in the certificate does not match "
      "the expected.",
      "name-mismatch" },
    { "msmtp: TLS certificate verification failed: The certificate is NOT trusted. The certificate chain uses expired "
      "certificate.",
      "expired" },
    { "msmtp: TLS handshake failed: An unexpected TLS packet was received.", "wrong-security-mode" },
    { "ssl.CertificateError: hostname 'mail.example.org' doesn't match either of '*.hoster.net', 'hoster.net'", "name-mismatch" },
    { "ssl.SSLCertVerificationError: [SSL: CERTIFICATE_VERIFY_FAILED] certificate verify failed: Hostname mismatch, certificate "
      "is not valid for 'mail.example.org'. (_ssl.c:1129)",
      "name-mismatch" },
    { "[SSL: CERTIFICATE_VERIFY_FAILED] certificate verify failed: certificate has expired (_ssl.c:1129)", "expired" },
    { "ssl.SSLCertVerificationError: [SSL: CERTIFICATE_VERIFY_FAILED] certificate verify failed: unable to get local issuer "
      "certificate (_ssl.c:1131)",
      "incomplete-chain" },
    { "ssl.SSLError: [SSL: WRONG_VERSION_NUMBER] wrong version number (_ssl.c:1129)", "wrong-security-mode" },
    { "tls: failed to verify certificate: x509: certificate is valid for *.hoster.com, hoster.com, not mail.example.org",
      "name-mismatch" },
    { "tls: failed to verify certificate: x509: certificate signed by unknown authority", "untrusted-issuer" },
    { "x509: certificate has expired or is not yet valid: current time 2024-05-01T10:00:00Z is after 2024-04-30T23:59:59Z",
      "expired" },
    { "x509: certificate has expired or is not yet valid: current time 2024-05-01T10:00:00Z is before 2024-06-30T23:59:59Z",
      "not-yet-valid" },
    { "x509: certificate relies on legacy Common Name field, use SANs instead", "name-mismatch" },
    { "tls: first record does not look like a TLS handshake", "wrong-security-mode" },
    { "sun.security.validator.ValidatorException: PKIX path building failed: "
      "sun.security.provider.certpath.SunCertPathBuilderException: unable to find valid certification path to requested target",
      "untrusted-issuer" },
    { "javax.net.ssl.SSLHandshakeException: No subject alternative DNS name matching mail.example.org found.", "name-mismatch" },
    { "javax.net.ssl.SSLPeerUnverifiedException: Hostname mail.example.org not verified", "name-mismatch" },
    { "java.security.cert.CertPathValidatorException: Trust anchor for certification path not found.", "incomplete-chain" },
    { "imap-login: Disconnected: SSL_accept() failed: error:14094415:SSL routines:ssl3_read_bytes:sslv3 alert certificate "
      "expired: SSL alert number 45",
      "expired" },
    { "imap-login: Info: Disconnected (no auth attempts in 0 secs): user=<>, rip=1.2.3.4, TLS handshaking: SSL_accept() failed: "
      "error:14094418:SSL routines:ssl3_read_bytes:tlsv1 alert unknown ca: SSL alert number 48",
      "untrusted-issuer" },
    { "Certificate for mail.example.org: Wrong Site. The certificate belongs to a different site, which could mean that someone "
      "is trying to impersonate this site.",
      "name-mismatch" },
    { "This site attempts to identify itself with invalid information. Unknown Identity. The certificate is not trusted because "
      "it hasn't been verified as issued by a trusted authority using a secure signature.",
      "untrusted-issuer" },
    { "\"mail.example.org\" certificate name does not match input", "name-mismatch" },
    { "Sending of the message failed. An error occurred while sending mail: Unable to establish a secure link with Outgoing "
      "server (SMTP) smtp.example.org using STARTTLS since it doesn't advertise that feature.",
      "starttls-missing" },
    { "530 5.7.0 Must issue a STARTTLS command first. h12sm1234.5 - gsmtp", "insecure-account" },
    { "454 4.7.0 TLS not available due to local problem", "starttls-failed" },
    { "Server returned error: \"TLS Negotiation failed, the certificate doesn't match the host., code: 0\"", "name-mismatch" },
    { "Server returned error: \"SSL error: self signed certificate\"", "self-signed" },
    { "Your server does not support the connection encryption type you have specified. (0x800CCC1A)", "wrong-security-mode" },
    { "Der Server, mit dem Sie verbunden sind, verwendet ein Sicherheitszertifikat, das nicht überprüft werden kann. Der "
      "Zielprinzipalname ist falsch.",
      "name-mismatch" },
    { "Eine Zertifikatkette wurde zwar verarbeitet, endete jedoch mit einem Stammzertifikat, das beim Vertrauensanbieter nicht "
      "als vertrauenswürdig gilt.",
      "untrusted-issuer" },
    { "Ein erforderliches Zertifikat befindet sich nicht im Gültigkeitszeitraum gemessen an der aktuellen Systemzeit oder dem "
      "Zeitstempel in der signierten Datei.",
      "expired" },
    { "Le serveur auquel vous êtes connecté utilise un certificat de sécurité qui ne peut pas être vérifié. Le nom principal de "
      "la cible est incorrect.",
      "name-mismatch" },
    { "El servidor al que está conectado usa un certificado de seguridad que no se puede comprobar. El nombre principal de "
      "destino es incorrecto.",
      "name-mismatch" },
    { "The client and server cannot communicate, because they do not possess a common algorithm", "old-tls" },
    { "error:1409442E:SSL routines:ssl3_read_bytes:tlsv1 alert protocol version", "old-tls" },
    { "MOZILLA_PKIX_ERROR_REQUIRED_TLS_FEATURE_MISSING", "client-refuses" },
    { "error:0A000152:SSL routines::unsafe legacy renegotiation disabled", "client-refuses" },
    { "SSL routines:SSL_CTX_use_certificate:ee key too small", "weak" },
    { "Cannot Verify Server Identity. The identity of \"mail.example.org\" cannot be verified by Settings. ", "name-mismatch" },
    { "\"mail.example.org\" certificate is expired", "expired" },
    { "Certificate for mail.example.org has changed. Do you want to accept it?", "changed" },
    { "535 5.7.8 Error: authentication failed: authentication failure", "" },
    { "554 5.7.1 <x@y.org>: Relay access denied", "" },
    { "452 4.2.2 Mailbox full", "" },
    { "The user name or password for imap.example.com is incorrect.", "" },
    { "Login to server imap.expired.example.com failed.", "" },
    { "550 5.1.1 user unknown", "" },
    { "[AUTHENTICATIONFAILED] Invalid credentials (Failure)", "" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autoptr (GArray) codes = ms_explain_find (rows[i].text, NULL);
      const char *first = codes->len > 0 ? ms_code_info (g_array_index (codes, MsCode, 0))->name : "";

      g_test_message ("%s", rows[i].text);
      g_assert_cmpstr (first, ==, rows[i].first);
    }
}

/* Several faults in one text: each of them is a cause, before what else one of them may be. */
static void
test_composite (void)
{
  const char *text = "The certificate is NOT trusted. The certificate issuer is unknown. The certificate chain uses expired "
                     "certificate. The name in the certificate does not match the expected.";
  g_autoptr (GArray) codes = ms_explain_find (text, NULL);

  g_assert_cmpint (g_array_index (codes, MsCode, 0), ==, MS_CODE_NAME_MISMATCH);
  g_assert_cmpint (g_array_index (codes, MsCode, 1), ==, MS_CODE_EXPIRED);
  g_assert_cmpint (g_array_index (codes, MsCode, 2), ==, MS_CODE_UNTRUSTED_ISSUER);
}

/* A forecast in the words of the program that is asked. */
static void
test_says (void)
{
  g_assert_cmpstr (ms_wording_says ("nss", MS_CODE_EXPIRED, MS_REFUSAL_NONE, NULL), ==, "SEC_ERROR_EXPIRED_CERTIFICATE");
  g_assert_cmpstr (ms_wording_says ("nss", MS_CODE_CLIENT_REFUSES, MS_REFUSAL_MUST_STAPLE, NULL), ==,
                   "MOZILLA_PKIX_ERROR_REQUIRED_TLS_FEATURE_MISSING");
  g_assert_cmpstr (ms_wording_says ("nss", MS_CODE_CLIENT_REFUSES, MS_REFUSAL_KEY_TYPE, NULL), ==,
                   "SEC_ERROR_UNSUPPORTED_KEYALG");
  g_assert_cmpstr (ms_wording_says ("gio", MS_CODE_EXPIRED, MS_REFUSAL_NONE, "de_DE"), ==, "Das Zertifikat ist abgelaufen");
  g_assert_cmpstr (ms_wording_says ("rustls", MS_CODE_NAME_MISMATCH, MS_REFUSAL_NONE, "fr"), ==, "CertNotValidForName");
  g_assert_null (ms_wording_says ("rustls", MS_CODE_CLOCK_WRONG, MS_REFUSAL_NONE, NULL));
  g_assert_null (ms_wording_says ("nobody", MS_CODE_EXPIRED, MS_REFUSAL_NONE, NULL));
}

/* Every row, in every language, put into a paste, is known again, and its cause is the first one. */
static void
test_every_wording (void)
{
  static const MsBook *const families[]
    = { ms_wordings_nss,     ms_wordings_psm,    ms_wordings_gnutls,    ms_wordings_gtk,    ms_wordings_qt,
        ms_wordings_openssl, ms_wordings_others, ms_wordings_microsoft, ms_wordings_servers };
  guint wrong = 0, all = 0;

  for (guint f = 0; f < G_N_ELEMENTS (families); f++)
    for (const MsBook *book = families[f]; book->speaker != NULL; book++)
      for (guint w = 0; w < book->n; w++)
        for (const MsSaying *saying = book->wordings[w].sayings; saying->words[0] != NULL || saying->words[1] != NULL; saying++)
          for (guint t = 0; t < MS_N_TONGUES; t++)
            {
              g_auto (GStrv) parts = g_strsplit (saying->words[t] != NULL ? saying->words[t] : "", "…", -1);
              g_autofree char *words = g_strjoinv (" “imap.expired-self-signed.example:993” ", parts);
              g_autofree char *paste = g_strdup_printf ("Account: mail@unknown-ca.example.org\n%s: %s!", book->speaker, words);
              g_autoptr (GArray) codes = saying->words[t] != NULL ? ms_explain_find (paste, NULL) : NULL;

              if (codes == NULL)
                continue;
              all++;
              if (codes->len > 0 && g_array_index (codes, MsCode, 0) == book->wordings[w].codes[0])
                continue;
              wrong++;
              g_test_message ("WRONG %s: %s -> %s, not %s", book->speaker, words,
                              codes->len > 0 ? ms_code_info (g_array_index (codes, MsCode, 0))->name : "nothing",
                              ms_code_info (book->wordings[w].codes[0])->name);
            }
  g_test_message ("%u wordings", all);
  g_assert_cmpuint (wrong, ==, 0);
}

static void
test_codes (void)
{
  for (MsCode code = 0; code < MS_N_CODES; code++)
    {
      g_autofree char *text = ms_explain_code (code, MS_REFUSAL_MUST_STAPLE);

      g_assert_true (g_str_has_prefix (text, ms_code_info (code)->name));
      g_assert_null (strpbrk (text, "{}"));
      g_assert_nonnull (strstr (text, "\n-> "));
    }
}

/* What is sent to a stranger names neither this computer nor what only concerns it. */
static void
test_report (void)
{
  g_autoptr (MsTarget) target = ms_target_new (MS_SERVICE_SUBMISSION, "mail.example.org", 0);
  g_autoptr (MsObservation) observation = ms_observation_new (target, 1800000000);
  g_autoptr (MsVerdict) verdict = NULL;
  MsSighting *refused = ms_sighting_new ("192.0.2.1"), *missing = ms_sighting_new ("2001:db8::7");
  gboolean well = TRUE;
  g_autofree char *text = NULL;

  refused->outcome = MS_OUTCOME_SERVER_REFUSED;
  refused->detail = g_strdup ("421 4.7.0 [203.0.113.99] and 2001:db8:1::99 are throttled by 192.0.2.1");
  missing->outcome = MS_OUTCOME_STARTTLS_MISSING;
  observation->hints->pinned = g_strdup ("10.0.0.1");
  observation->hints->published = g_strdup ("192.0.2.1");
  g_ptr_array_add (observation->sightings, refused);
  g_ptr_array_add (observation->sightings, missing);
  verdict = ms_assess (NULL, observation, NULL, 1800000000);
  text = ms_report_text (verdict, &well);
  g_assert_false (well);
  g_assert_nonnull (strstr (text, "submission://mail.example.org"));
  g_assert_nonnull (strstr (text, "2027-01-15T08:00:00Z"));
  g_assert_nonnull (strstr (text, "Address 192.0.2.1:"));
  g_assert_nonnull (strstr (text, "Address 2001:db8::7:"));
  g_assert_nonnull (strstr (text, "throttled by 192.0.2.1"));
  g_assert_nonnull (strstr (text, "Switch on STARTTLS for port 587"));
  g_assert_null (strstr (text, "203.0.113.99"));
  g_assert_null (strstr (text, "2001:db8:1::99"));
  g_assert_null (strstr (text, "10.0.0.1"));
  g_assert_null (strstr (text, "hosts file"));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/explain/wordings", test_wordings);
  g_test_add_func ("/explain/pastes", test_pastes);
  g_test_add_func ("/explain/composite", test_composite);
  g_test_add_func ("/explain/says", test_says);
  g_test_add_func ("/explain/every-wording", test_every_wording);
  g_test_add_func ("/explain/codes", test_codes);
  g_test_add_func ("/explain/report", test_report);
  return g_test_run ();
}
