/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "check/x509/certificate.h"
#include "tests/lib/pki.h"

#include <string.h>

#define DAY ((gint64) 86400)

static void
test_fields (void)
{
  const char *dns[] = { "Mail.Example.ORG", "*.example.org", "xn--bcher-kva.example", NULL },
             *ips[] = { "192.0.2.7", "2001:db8::7", NULL };
  const PkiSpec ca = { .cn = "R11", .organization = "Test Authority", .ca = TRUE };
  const PkiSpec spec
    = { .cn = "mail.example.org", .dns = dns, .ips = ips, .not_before = 1750000000, .not_after = 1750000000 + 90 * DAY };
  g_autoptr (Pki) authority = pki_make (&ca, NULL), pki = pki_make (&spec, authority);
  g_autoptr (MsCertificate) certificate = ms_certificate_parse (pki->der);
  g_autoptr (MsCertificate) root = ms_certificate_parse (authority->der);
  g_autofree char *names = g_strjoinv (" ", certificate->names);
  g_autofree char *sha256 = g_compute_checksum_for_bytes (G_CHECKSUM_SHA256, pki->der);

  g_assert_cmpstr (certificate->sha256, ==, sha256);
  g_assert_cmpuint (strlen (certificate->spki_sha256), ==, 64);
  g_assert_cmpstr (names, ==, "mail.example.org *.example.org xn--bcher-kva.example 192.0.2.7 2001:db8::7");
  g_assert_cmpuint (certificate->n_dns, ==, 3);
  g_assert_cmpstr (certificate->subject, ==, "CN=mail.example.org");
  g_assert_cmpstr (certificate->issuer_organization, ==, "Test Authority");
  g_assert_cmpstr (certificate->common_name, ==, "mail.example.org");
  g_assert_cmpint (certificate->not_before, ==, 1750000000);
  g_assert_cmpint (certificate->not_after, ==, 1750000000 + 90 * DAY);
  g_assert_cmpstr (certificate->key, ==, "EC 256");
  g_assert_cmpstr (certificate->signature, ==, "ECDSA-SHA256");
  g_assert_cmpuint (strlen (certificate->serial), ==, 32);
  g_assert_false (certificate->self_signed);
  g_assert_true (root->self_signed);
  g_assert_true (root->self_issued);
}

static void
test_no_expiry (void)
{
  const PkiSpec spec = { .cn = "for ever", .not_after = GNUTLS_X509_NO_WELL_DEFINED_EXPIRATION };
  g_autoptr (Pki) pki = pki_make (&spec, NULL);
  g_autoptr (MsCertificate) certificate = ms_certificate_parse (pki->der);

  g_assert_cmpint (certificate->not_after, ==, G_MAXINT64);
}

static void
test_keys (void)
{
  const PkiSpec rsa = { .cn = "a", .rsa_bits = 2048 };
  g_autoptr (Pki) pki = pki_make (&rsa, NULL);
  const PkiSpec again = { .cn = "a", .same_key = pki };
  g_autoptr (Pki) renewed = pki_make (&again, NULL);
  g_autoptr (MsCertificate) a = ms_certificate_parse (pki->der), b = ms_certificate_parse (renewed->der);

  g_assert_cmpstr (a->key, ==, "RSA 2048");
  g_assert_cmpstr (a->signature, ==, "RSA-SHA256");
  g_assert_cmpstr (a->spki_sha256, ==, b->spki_sha256);
  g_assert_cmpstr (a->sha256, !=, b->sha256);
}

/* What a stranger writes into a name must not reach a terminal as it is. */
static void
test_hostile (void)
{
  const char *dns[] = { "evil\x1b[31m.example.org", "a b", NULL };
  const PkiSpec spec = { .cn = "line\nbreak \xe2\x80\xae txt", .organization = "<b>&", .dns = dns };
  g_autoptr (Pki) pki = pki_make (&spec, NULL);
  g_autoptr (MsCertificate) certificate = ms_certificate_parse (pki->der);
  const char *const texts[] = { certificate->subject, certificate->common_name, certificate->names[0], certificate->names[1] };

  for (guint i = 0; i < G_N_ELEMENTS (texts); i++)
    {
      g_assert_true (g_utf8_validate (texts[i], -1, NULL));
      g_assert_null (strpbrk (texts[i], "\n\x1b"));
      g_assert_null (strstr (texts[i], "\xe2\x80\xae"));
    }
}

/* Every shortening and every flipped byte of a certificate: parsed or refused, never more than that (run it under ASan). */
static void
test_damaged (void)
{
  const char *dns[] = { "mail.example.org", NULL };
  const PkiSpec spec = { .cn = "x", .dns = dns };
  g_autoptr (Pki) pki = pki_make (&spec, NULL);
  gsize size;
  const guchar *bytes = g_bytes_get_data (pki->der, &size);
  guint refused = 0;

  for (gsize i = 0; i < size; i++)
    {
      g_autofree guchar *copy = g_memdup2 (bytes, size);
      g_autoptr (GBytes) shorter = g_bytes_new (bytes, i), flipped = NULL;
      g_autoptr (MsCertificate) a = ms_certificate_parse (shorter), b = NULL;

      copy[i] ^= 0xff;
      flipped = g_bytes_new (copy, size);
      b = ms_certificate_parse (flipped);
      g_assert_null (a);
      refused += b == NULL;
    }
  g_assert_cmpuint (refused, >, 0);
}

static void
test_pem (void)
{
  const PkiSpec spec = { .cn = "x" };
  g_autoptr (Pki) pki = pki_make (&spec, NULL);
  g_autofree char *ours = ms_certificate_pem (pki->der), *theirs = pki_pem (pki);

  g_assert_cmpstr (ours, ==, theirs);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/certificate/fields", test_fields);
  g_test_add_func ("/certificate/no-expiry", test_no_expiry);
  g_test_add_func ("/certificate/keys", test_keys);
  g_test_add_func ("/certificate/hostile", test_hostile);
  g_test_add_func ("/certificate/damaged", test_damaged);
  g_test_add_func ("/certificate/pem", test_pem);
  return g_test_run ();
}
