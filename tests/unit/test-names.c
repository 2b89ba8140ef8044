/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "model/names.h"
#include "tests/lib/pki.h"

static const struct
{
  const char *presented;
  const char *host;
  gboolean match;
} rows[] = {
  { "mail.example.org", "mail.example.org", TRUE },
  { "MAIL.example.ORG", "mail.example.org", TRUE },
  { "mail.example.org.", "mail.example.org", FALSE }, /* openssl and gnutls refuse it as well */
  { "*.example.org.", "mail.example.org", FALSE },
  { "mail.example.org.", "mail.example.org.", FALSE },
  { "mail.example.org", "mail.example.org.", TRUE },
  { "example.org", "mail.example.org", FALSE },
  { "mail.example.org", "example.org", FALSE },
  { "*.example.org", "mail.example.org", TRUE },
  { "*.EXAMPLE.org", "mail.example.org", TRUE },
  { "*.example.org", "example.org", FALSE },
  { "*.example.org", "a.mail.example.org", FALSE },
  { "*.example.org", ".example.org", FALSE },
  { "*.example.org", "*.example.org", FALSE },
  { "*.mail.example.org", "mail.example.org", FALSE },
  { "m*.example.org", "mail.example.org", FALSE },
  { "*l.example.org", "mail.example.org", FALSE },
  { "mail.*.org", "mail.example.org", FALSE },
  { "*.*.org", "mail.example.org", FALSE },
  { "*", "localhost", FALSE },
  { "*", "mail.example.org", FALSE },
  { "*.org", "example.org", FALSE },
  { "*.", "mail.", FALSE },
  { "", "mail.example.org", FALSE },
  { "localhost", "localhost", TRUE },
  { "xn--bcher-kva.example", "xn--bcher-kva.example", TRUE },
  { "*.example", "xn--bcher-kva.example", FALSE },
  { "*.books.example", "xn--bcher-kva.books.example", TRUE },
  { "192.0.2.1", "192.0.2.1", TRUE },
  { "192.0.2.1", "192.0.2.2", FALSE },
  { "2001:db8::1", "2001:db8::1", TRUE },
  { "2001:DB8::1", "2001:db8::1", TRUE },
  { "*.0.2.1", "192.0.2.1", FALSE },
  { "*.2.1", "192.0.2.1", FALSE },
  { "mail.example.org..", "mail.example.org", FALSE },
  { "mail.example.org ", "mail.example.org", FALSE },
  { " mail.example.org", "mail.example.org", FALSE },
  { "mail.example.org ", "mail.example.org ", FALSE },
  { "*.example.org ", "mail.example.org", FALSE },
};

static void
test_rows (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_test_message ("%s for %s", rows[i].presented, rows[i].host);
      g_assert_cmpint (ms_name_matches (rows[i].presented, rows[i].host), ==, rows[i].match);
    }
}

static void
test_kinds (void)
{
  const char *names[] = { "mail.example.org", "192.0.2.9", "192.0.2.1", NULL };
  MsCertificate certificate = { .names = (GStrv) names, .n_dns = 2, .common_name = (char *) "cn.example.org" };

  g_assert_true (ms_names_match (&certificate, "mail.example.org"));
  g_assert_true (ms_names_match (&certificate, "192.0.2.1"));
  /* an address written as a DNS name is no IP-ID (RFC 9525 6.5), and the CN counts never (6.1) */
  g_assert_false (ms_names_match (&certificate, "192.0.2.9"));
  g_assert_false (ms_names_match (&certificate, "cn.example.org"));
}

/* Where GnuTLS is as strict as RFC 9525, it must agree. */
static void
test_against_gnutls (void)
{
  static const char *const hosts[]
    = { "mail.example.org", "example.org", "a.mail.example.org", "imap.other.example", "localhost" };
  static const char *const names[]
    = { "mail.example.org", "*.example.org", "*.mail.example.org", "localhost", "*.other.example" };

  for (guint n = 0; n < G_N_ELEMENTS (names); n++)
    {
      const char *dns[] = { names[n], NULL };
      PkiSpec spec = { .dns = dns };
      g_autoptr (Pki) pki = pki_make (&spec, NULL);

      for (guint h = 0; h < G_N_ELEMENTS (hosts); h++)
        {
          g_test_message ("%s for %s", names[n], hosts[h]);
          g_assert_cmpint (ms_name_matches (names[n], hosts[h]), ==,
                           gnutls_x509_crt_check_hostname2 (pki->crt, hosts[h], 0) != 0);
        }
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/names/rows", test_rows);
  g_test_add_func ("/names/kinds", test_kinds);
  g_test_add_func ("/names/gnutls", test_against_gnutls);
  return g_test_run ();
}
