/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "model/url.h"

#include <string.h>

static const struct
{
  const char *text;
  const char *url; /* NULL: refused */
} rows[] = {
  { "imaps://imap.example.org", "imaps://imap.example.org" },
  { "  IMAPS://Imap.Example.ORG./  ", "imaps://imap.example.org" },
  { "imaps://imap.example.org:993", "imaps://imap.example.org" },
  { "imaps://imap.example.org:1993", "imaps://imap.example.org:1993" },
  { "imap://h.example", "imap://h.example" },
  { "pop3s://h.example", "pop3s://h.example" },
  { "pop3://h.example", "pop3://h.example" },
  { "smtps://h.example", "smtps://h.example" },
  { "submission://h.example", "submission://h.example" },
  { "smtp://h.example", "smtp://h.example" },
  { "sieve://h.example", "sieve://h.example" },
  { "https://h.example", "https://h.example" },
  { "h.example:993", "imaps://h.example" },
  { "h.example:143", "imap://h.example" },
  { "h.example:995", "pop3s://h.example" },
  { "h.example:110", "pop3://h.example" },
  { "h.example:465", "smtps://h.example" },
  { "h.example:587", "submission://h.example" },
  { "h.example:25", "smtp://h.example" },
  { "h.example:4190", "sieve://h.example" },
  { "h.example:443", "https://h.example" },
  { "h.example:1234", "h.example:1234" },
  { "imaps://[2001:DB8::1]", "imaps://[2001:db8::1]" },
  { "imaps://[2001:db8:0:0::1]:1993", "imaps://[2001:db8::1]:1993" },
  { "[2001:db8::1]:993", "imaps://[2001:db8::1]" },
  { "imaps://192.0.2.1", "imaps://192.0.2.1" },
  { "imaps://bücher.example", "imaps://xn--bcher-kva.example" },
  { "imaps://xn--bcher-kva.example", "imaps://xn--bcher-kva.example" },
  { "imaps://localhost", "imaps://localhost" },
  { "imaps://a_b.example", "imaps://a_b.example" },
  { "", NULL },
  { "gopher://x.example", NULL },
  { "imaps://", NULL },
  { "imaps://h.example/inbox", NULL },
  { "imaps://h.example:0", NULL },
  { "imaps://h.example:65536", NULL },
  { "imaps://h.example:12a", NULL },
  { "imaps://h.example:", NULL },
  { "imaps://h..example", NULL },
  { "imaps://-h.example", NULL },
  { "imaps://*.example", NULL },
  { "imaps://h ost.example", NULL },
  { "imaps://h%20ost.example", NULL },
  { "imaps://1.2.3", NULL },
  { "imaps://127.1", NULL },
  { "imaps://0x7f.1", NULL },
  { "imaps://300.1.1.1", NULL },
  { "imaps://[2001:db8::1", NULL },
  { "imaps://[fe80::1%eth0]", NULL },
  { "imaps://h.example\n", "imaps://h.example" },
  { "imaps://h\x01.example", NULL },
  { "imaps://h\xff.example", NULL },
};

static void
test_rows (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      gboolean bare = FALSE;
      g_autoptr (GError) error = NULL;
      g_autoptr (GPtrArray) targets = ms_target_parse (rows[i].text, &bare, &error);
      g_autofree char *url = targets != NULL ? ms_target_url (g_ptr_array_index (targets, 0)) : NULL;

      g_test_message ("%u", i);
      g_assert_cmpstr (url, ==, rows[i].url);
      if (targets == NULL)
        {
          g_assert_nonnull (error);
          g_assert_true (g_utf8_validate (error->message, -1, NULL));
          g_assert_null (strpbrk (error->message, "\n\x01\x1b"));
        }
    }
}

static void
test_bare (void)
{
  static const char *const urls[] = { "imaps://h.example", "imap://h.example",       "pop3s://h.example", "pop3://h.example",
                                      "smtps://h.example", "submission://h.example", "sieve://h.example" };
  gboolean bare = FALSE;
  g_autoptr (GPtrArray) targets = ms_target_parse ("h.example", &bare, NULL);
  g_autoptr (GError) error = NULL;

  g_assert_true (bare);
  g_assert_cmpuint (targets->len, ==, G_N_ELEMENTS (urls)); /* never 25 */
  for (guint i = 0; i < targets->len; i++)
    {
      g_autofree char *url = ms_target_url (g_ptr_array_index (targets, i));
      g_assert_cmpstr (url, ==, urls[i]);
    }
  g_assert_null (ms_target_parse_one ("h.example", &error));
  g_assert_nonnull (strstr (error->message, "imaps://h.example")); /* says what to write */
}

/* A name or a password must not be repeated, wherever it stands. */
static void
test_userinfo (void)
{
  static const char *const texts[] = { "imaps://anna:geheim@h.example", "imaps://anna@h.example", "anna@h.example",
                                       "imaps://h.example/anna:geheim@x", "nonsense://anna:geheim@h.example" };
  for (guint i = 0; i < G_N_ELEMENTS (texts); i++)
    {
      gboolean bare;
      g_autoptr (GError) error = NULL;
      g_assert_null (ms_target_parse (texts[i], &bare, &error));
      g_assert_null (strstr (error->message, "anna"));
      g_assert_null (strstr (error->message, "geheim"));
    }
}

static void
test_long (void)
{
  g_autofree char *text = g_strnfill (100000, 'a');
  gboolean bare;
  g_autoptr (GError) error = NULL;

  g_assert_null (ms_target_parse (text, &bare, &error));
  g_assert_cmpuint (strlen (error->message), <, 1000);
}

static void
test_onion (void)
{
  static const char *const onions[] = { "abc.onion", "mail.abc.onion", "_imaps._tcp.abc.onion", "ABC.ONION.", "onion" };
  static const char *const others[] = { "abc.onion.example.org", "bunion", "x.bunion", "", ".", "onion.org" };

  for (guint i = 0; i < G_N_ELEMENTS (onions); i++)
    g_assert_true (ms_host_is_onion (onions[i]));
  for (guint i = 0; i < G_N_ELEMENTS (others); i++)
    g_assert_false (ms_host_is_onion (others[i]));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/target/rows", test_rows);
  g_test_add_func ("/target/bare", test_bare);
  g_test_add_func ("/target/userinfo", test_userinfo);
  g_test_add_func ("/target/long", test_long);
  g_test_add_func ("/target/onion", test_onion);
  return g_test_run ();
}
