/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "check/judge/domain.h"

static const struct
{
  const char *host, *domain;
} rows[] = {
  { "imap.example.org", "example.org" },
  { "example.org", "example.org" },
  { "a.b.c.example.org", "example.org" },
  { "imap.gmx.de", "gmx.de" },
  /* a level between, wherever the country has put it */
  { "mail.example.co.uk", "example.co.uk" },
  { "mail.example.me.uk", "example.me.uk" },
  { "mail.joao.silva.nom.br", "joao.silva.nom.br" },
  { "mail.example.pvt.k12.ma.us", "example.pvt.k12.ma.us" },
  { "mail.example.kobe.jp", "mail.example.kobe.jp" },
  { "mail.city.kobe.jp", "city.kobe.jp" },
  /* where strangers get a name each */
  { "mail.somebody.duckdns.org", "somebody.duckdns.org" },
  { "somebody.duckdns.org", "somebody.duckdns.org" },
  { "mail.somebody.dyndns.org", "somebody.dyndns.org" },
  /* in other scripts */
  { "mail.xn--bcher-kva.example.de", "example.de" },
  { "mail.xn--bcher-kva.de", "xn--bcher-kva.de" },
  { "mail.example.xn--55qx5d.cn", "example.xn--55qx5d.cn" },
  { "mail.example.xn--p1ai", "example.xn--p1ai" },
  /* not on the list: two labels */
  { "mail.example.test", "example.test" },
  { "mail.home.arpa.lan", "arpa.lan" },
  /* nothing to be cut off */
  { "localhost", "localhost" },
  { "co.uk", "co.uk" },
  { "duckdns.org", "duckdns.org" },
  { "org", "org" },
  { "192.0.2.1", "192.0.2.1" },
  { "2001:db8::1", "2001:db8::1" },
  { "::ffff:192.0.2.1", "::ffff:192.0.2.1" },
  { "", "" },
};

static void
test_rows (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_test_message ("%s", rows[i].host);
      g_assert_cmpstr (ms_domain_of (rows[i].host), ==, rows[i].domain);
    }
}

static void
test_related (void)
{
  g_assert_true (ms_hosts_are_related ("imap.example.me.uk", "smtp.example.me.uk"));
  g_assert_false (ms_hosts_are_related ("imap.one.me.uk", "imap.two.me.uk"));
  g_assert_false (ms_hosts_are_related ("one.duckdns.org", "two.duckdns.org"));
  g_assert_false (ms_hosts_are_related ("192.0.2.1", "192.0.2.2"));
  g_assert_false (ms_hosts_are_related ("localhost", "example.org"));
  g_assert_true (ms_hosts_are_related ("localhost", "localhost"));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/domain/rows", test_rows);
  g_test_add_func ("/domain/related", test_related);
  return g_test_run ();
}
