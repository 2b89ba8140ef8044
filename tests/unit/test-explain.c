/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "check/judge/explain.h"
#include "check/judge/assess.h"
#include "check/judge/report.h"

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
      g_autoptr (GArray) codes = ms_explain_find (rows[i].text);
      g_autoptr (GString) text = g_string_new (NULL);

      for (guint c = 0; c < codes->len; c++)
        g_string_append_printf (text, "%s%s", c > 0 ? " " : "", ms_code_info (g_array_index (codes, MsCode, c))->name);
      g_test_message ("row %u", i);
      g_assert_cmpstr (text->str, ==, rows[i].codes);
    }
}

static void
test_codes (void)
{
  for (MsCode code = 0; code < MS_N_CODES; code++)
    {
      g_autofree char *text = ms_explain_code (code);

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
  g_test_add_func ("/explain/codes", test_codes);
  g_test_add_func ("/explain/report", test_report);
  return g_test_run ();
}
