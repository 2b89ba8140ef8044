/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "model/address.h"
#include "model/alert.h"
#include "model/burst.h"
#include "model/file.h"
#include "model/finding.h"
#include "model/observation.h"
#include "model/surroundings.h"
#include "model/text.h"

#include <gio/gio.h>
#include <glib/gstdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static void
test_visible (void)
{
  static const struct
  {
    const char *bytes;
    gssize length;
    guint max;
    const char *text;
  } rows[] = {
    { "plain text", -1, 100, "plain text" },
    { "grüße ☃", -1, 100, "grüße ☃" },
    { "a\nb\tc\rd\x7f", -1, 100, "a\\x0Ab\\x09c\\x0Dd\\x7F" },
    { "\x1b[31mred", -1, 100, "\\x1B[31mred" },
    { "nul\0end", 7, 100, "nul\\x00end" },
    { "\xff\xfe", -1, 100, "\\xFF\\xFE" },
    { "cut \xe2\x82", -1, 100, "cut \\xE2\\x82" },
    { "over\xe2\x80\xae"
      "ride",
      -1, 100, "over\\u{202E}ride" },
    { "zero\xe2\x80\x8bwidth", -1, 100, "zero\\u{200B}width" },
    { "line\xe2\x80\xa8sep", -1, 100, "line\\u{2028}sep" },
    { "\xc2\x85", -1, 100, "\\u{0085}" },
    { "abcdef", -1, 3, "abc…" },
    { "abc", -1, 3, "abc" },
    { "", -1, 3, "" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autofree char *text = ms_visible (rows[i].bytes, rows[i].length, rows[i].max);
      g_assert_cmpstr (text, ==, rows[i].text);
      g_assert_true (g_utf8_validate (text, -1, NULL));
    }
}

/* What is typed as a server and holds more than that is shown without it, in whatever disguise. */
static void
test_userinfo (void)
{
  static const char *const rows[][2] = {
    { "imaps://me:s3cr3t@a.example", "imaps://***@a.example" },
    { "imaps://s3cr3t@a.example:993", "imaps://***@a.example:993" },
    { "IMAPS://me:s3@cr3t@a.example/ junk", "IMAPS://***@a.example/ junk" },
    { "  imaps://me:s3cr3t@a.example", "  imaps://***@a.example" },
    { "imaps://me:s3cr3t s3cr3t@a.example", "imaps://***@a.example" },
    { "imaps://a.example/?to=s3cr3t@b.example", "imaps://***@b.example" },
    { "me:s3cr3t@a.example:993", "***@a.example:993" },
    { "me: s3cr3t@a.example", "***@a.example" },
    { "imaps:me:s3cr3t@a.example", "***@a.example" },
    { "me:s3cr3t://s3cr3t@a.example", "***@a.example" },
    { "imaps://me:s3cr3t://s3cr3t@a.example", "imaps://***@a.example" },
    { "imaps://me%3As3cr3t%40a.example", "imaps://***%40a.example" },
    { "me%3as3cr3t@a.example", "***@a.example" },
    { "imaps://me:s3cr3t\xef\xbc\xa0"
      "a.example",
      "imaps://***\xef\xbc\xa0"
      "a.example" },
    { "me\xef\xbc\x9as3cr3t@a.example", "***@a.example" },
    { "Unknown option --me:s3cr3t@a.example", "***@a.example" },
    { "imaps://@a.example", "imaps://***@a.example" },
  };
  static const char *const harmless[]
    = { "", "@", "imaps://a.example", "a.example:993", "me@a.example", "me@a.example:993", "50%4" };
  g_autofree char *nul = ms_shown ("me:s3cr3t\0@a.example", 20, 100), *cut = ms_shown ("me:s3cr3t@a.example", -1, 5);

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autofree char *masked = ms_without_userinfo (rows[i][0]), *shown = ms_shown (rows[i][0], -1, 100);

      g_assert_true (ms_has_userinfo (rows[i][0], -1));
      g_assert_cmpstr (masked, ==, rows[i][1]);
      g_assert_cmpstr (shown, ==, rows[i][1]);
    }
  for (guint i = 0; i < G_N_ELEMENTS (harmless); i++)
    {
      g_autofree char *masked = ms_without_userinfo (harmless[i]);

      g_assert_false (ms_has_userinfo (harmless[i], -1));
      g_assert_cmpstr (masked, ==, harmless[i]);
    }
  g_assert_cmpstr (nul, ==, "***@a.example");
  g_assert_cmpstr (cut, ==, "***@a…");
}

static void
test_url (void)
{
  static const struct
  {
    MsService service;
    const char *host;
    guint16 port;
    const char *url;
  } rows[] = {
    { MS_SERVICE_IMAPS, "imap.example.org", 0, "imaps://imap.example.org" },
    { MS_SERVICE_IMAPS, "imap.example.org", 993, "imaps://imap.example.org" },
    { MS_SERVICE_IMAPS, "imap.example.org", 1993, "imaps://imap.example.org:1993" },
    { MS_SERVICE_SUBMISSION, "2001:db8::1", 0, "submission://[2001:db8::1]" },
    { MS_SERVICE_ANY, "h.example", 2000, "h.example:2000" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autoptr (MsTarget) target = ms_target_new (rows[i].service, rows[i].host, rows[i].port);
      g_autofree char *url = ms_target_url (target);
      g_assert_cmpstr (url, ==, rows[i].url);
    }
}

/* Every code, step, outcome ... has a name of its own and is found by it. */
static void
test_names (void)
{
  g_autoptr (GHashTable) seen = g_hash_table_new (g_str_hash, g_str_equal);

  for (guint i = 0; i < MS_N_CODES; i++)
    {
      MsCode code;
      g_assert_nonnull (ms_code_info ((MsCode) i)->name);
      g_assert_nonnull (ms_code_info ((MsCode) i)->family);
      g_assert_true (ms_code_from_name (ms_code_info ((MsCode) i)->name, &code));
      g_assert_cmpint (code, ==, i);
      g_assert_true (g_hash_table_add (seen, (gpointer) ms_code_info ((MsCode) i)->name));
    }
  for (guint i = 0; i < MS_SERVICE_ANY; i++)
    g_assert_true (g_hash_table_add (seen, (gpointer) ms_service_info ((MsService) i)->scheme));
  for (guint i = 0; i <= MS_OUTCOME_CANCELLED; i++)
    {
      MsOutcome outcome;
      g_assert_true (ms_outcome_from_name (ms_outcome_name ((MsOutcome) i), &outcome));
      g_assert_cmpint (outcome, ==, i);
    }
  for (guint i = 0; i <= MS_STEP_RESOLVED; i++)
    {
      MsStep step;
      g_assert_true (ms_step_from_name (ms_step_name ((MsStep) i), &step));
      g_assert_cmpint (step, ==, i);
    }
  g_assert_false (ms_step_from_name ("nonsense", (MsStep[]){ 0 }));
}

static void
test_times (void)
{
  g_autofree char *text = ms_time_string (1800000000), *end = ms_time_string (G_MAXINT64);
  gint64 time;

  g_assert_cmpstr (text, ==, "2027-01-15T08:00:00Z");
  g_assert_cmpstr (end, ==, "9999-12-31T23:59:59Z");
  g_assert_true (ms_time_parse ("2027-01-15T09:00:00+01:00", &time));
  g_assert_cmpint (time, ==, 1800000000);
  g_assert_false (ms_time_parse ("2027-01-15T08:00:00", &time)); /* whose time? */
  g_assert_false (ms_time_parse ("tomorrow", &time));
}

static void
test_loopback (void)
{
  g_assert_true (ms_address_is_loopback ("127.0.0.1"));
  g_assert_true (ms_address_is_loopback ("127.1.2.3"));
  g_assert_true (ms_address_is_loopback ("::1"));
  g_assert_true (ms_address_is_loopback ("localhost"));
  g_assert_false (ms_address_is_loopback ("127.example.org"));
  g_assert_false (ms_address_is_loopback ("192.0.2.1"));
}

static void
test_public (void)
{
  static const char *const public[]
    = { "1.2.3.4",    "11.0.0.1",        "100.63.255.255", "100.128.0.1",     "172.15.0.1",       "172.32.0.1",    "192.169.0.1",
        "198.20.0.1", "223.255.255.255", "2a01:4f8::1",    "2606:4700::1111", "64:ff9b::1.2.3.4", "::ffff:1.2.3.4" };
  static const char *const not_public[] = { "0.0.0.0",
                                            "10.0.0.1",
                                            "100.64.0.1",
                                            "100.127.255.255",
                                            "127.0.0.1",
                                            "169.254.169.254",
                                            "172.16.0.1",
                                            "172.31.255.255",
                                            "192.0.0.8",
                                            "192.0.2.1",
                                            "192.168.1.1",
                                            "198.18.0.1",
                                            "198.19.255.255",
                                            "198.51.100.1",
                                            "203.0.113.1",
                                            "224.0.0.1",
                                            "255.255.255.255",
                                            "::",
                                            "::1",
                                            "fe80::1",
                                            "fc00::1",
                                            "fd12::1",
                                            "ff02::1",
                                            "2001:db8::1",
                                            "2001::1",
                                            "2002:a00:1::1",
                                            "64:ff9b::10.0.0.1",
                                            "::ffff:127.0.0.1",
                                            "::127.0.0.1",
                                            "localhost",
                                            "example.org",
                                            "fe80::1%lo",
                                            "1.2.3",
                                            "" };

  for (guint i = 0; i < G_N_ELEMENTS (public); i++)
    g_assert_cmpstr (ms_address_is_public (public[i]) ? public[i] : "", ==, public[i]);
  for (guint i = 0; i < G_N_ELEMENTS (not_public); i++)
    g_assert_cmpstr (ms_address_is_public (not_public[i]) ? not_public[i] : NULL, ==, NULL);
}

static void
test_surroundings (void)
{
  g_autoptr (MsSurroundings) nothing = ms_surroundings_new (), here = ms_surroundings_new (), copy = NULL;

  g_assert_cmpint (nothing->connectivity, ==, MS_CONNECTIVITY_UNKNOWN);
  g_assert_cmpstr (nothing->network, ==, "");
  g_assert_true (ms_surroundings_equal (nothing, here));
  g_free (here->network);
  here->network = g_strdup ("0123456789abcdef");
  here->metered = TRUE;
  copy = ms_surroundings_copy (here);
  g_assert_true (ms_surroundings_equal (here, copy));
  g_assert_false (ms_surroundings_equal (here, nothing));
  copy->clock = MS_CLOCK_UNSYNCHRONISED;
  g_assert_false (ms_surroundings_equal (here, copy));
  g_assert_cmpstr (ms_connectivity_name (MS_CONNECTIVITY_FULL), ==, "full");
  g_assert_cmpstr (ms_clock_name (MS_CLOCK_UNSYNCHRONISED), ==, "unsynchronised");
}

/* `text` NULL: it cannot be read, and why is said by `code`. */
static void
file_is (const char *path, gsize max, gboolean whole, const char *text, gboolean cut, GIOErrorEnum code)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (MsFile) file = ms_file_read (path, max, whole, &error);

  if (text == NULL)
    {
      g_assert_null (file);
      g_assert_error (error, G_IO_ERROR, (int) code);
      return;
    }
  g_assert_no_error (error);
  g_assert_cmpstr (file->bytes, ==, text);
  g_assert_cmpuint (file->length, ==, strlen (text));
  g_assert_true (file->cut == cut);
}

static void
test_file (void)
{
  g_autofree char *folder = g_dir_make_tmp ("mailseal-XXXXXX", NULL), *path = g_build_filename (folder, "file", NULL);
  g_autofree char *link = g_build_filename (folder, "link", NULL), *fifo = g_build_filename (folder, "fifo", NULL);
  g_autofree char *below = g_build_filename (path, "below", NULL);
  g_autoptr (MsFile) made_up = ms_file_read ("/proc/self/cmdline", 3, FALSE, NULL);

  g_assert_cmpint (symlink ("file", link), ==, 0);
  g_assert_cmpint (mkfifo (fifo, 0600), ==, 0);
  file_is (path, 9, TRUE, NULL, FALSE, G_IO_ERROR_NOT_FOUND);
  file_is (folder, 9, FALSE, NULL, FALSE, G_IO_ERROR_NOT_REGULAR_FILE);
  file_is (fifo, 9, TRUE, NULL, FALSE, G_IO_ERROR_NOT_REGULAR_FILE);
  g_assert_true (g_file_set_contents (path, "", 0, NULL));
  file_is (path, 9, TRUE, "", FALSE, 0);
  file_is (below, 9, TRUE, NULL, FALSE, G_IO_ERROR_NOT_DIRECTORY);
  g_assert_true (g_file_set_contents (path, "123456789", 9, NULL));
  file_is (link, 9, TRUE, "123456789", FALSE, 0);
  file_is (path, 9, FALSE, "123456789", FALSE, 0);
  file_is (path, 8, FALSE, "12345678", TRUE, 0);
  file_is (path, 8, TRUE, NULL, FALSE, G_IO_ERROR_FAILED);
  g_assert_cmpuint (made_up->length, ==, 3); /* its size is 0 */
  g_assert_true (made_up->cut);
  g_unlink (path);
  g_unlink (link);
  g_unlink (fifo);
  g_rmdir (folder);
}

static void
count_cb (gpointer data)
{
  ++*(guint *) data;
}

/* An event every 10 ms for so long, and then quiet. */
static guint
bursts (guint quiet_ms, guint most_ms, guint during_ms)
{
  guint n = 0;
  MsBurst *burst = ms_burst_new (quiet_ms, most_ms, count_cb, &n);
  gint64 begin = g_get_monotonic_time ();

  for (gint64 now = begin; now < begin + 1200 * G_TIME_SPAN_MILLISECOND; now = g_get_monotonic_time ())
    {
      if (now < begin + during_ms * G_TIME_SPAN_MILLISECOND)
        ms_burst_event (burst);
      g_main_context_iteration (NULL, FALSE);
      g_usleep (10000);
    }
  ms_burst_event (burst);
  ms_burst_free (burst);
  while (g_main_context_iteration (NULL, FALSE))
    ;
  return n;
}

static void
test_burst (void)
{
  g_assert_cmpuint (bursts (300, 60000, 200), ==, 1); /* once it is quiet */
  g_assert_cmpuint (bursts (100, 100, 1000), >, 1);   /* from the first event on */
  g_assert_cmpuint (bursts (300, 100, 1000), >, 1);
}

/* Every code of a finding has its row in the contract. */
static void
test_contract (void)
{
  g_autofree char *path = g_test_build_filename (G_TEST_DIST, "..", "..", "doc", "contract.md", NULL), *contract = NULL;

  g_assert_true (g_file_get_contents (path, &contract, NULL, NULL));
  for (guint i = 0; i < MS_N_CODES; i++)
    {
      g_autofree char *row = g_strdup_printf ("\n| `%s` | ", ms_code_info ((MsCode) i)->name);
      if (strstr (contract, row) == NULL)
        g_error ("doc/contract.md has no row for %s", ms_code_info ((MsCode) i)->name);
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/model/visible", test_visible);
  g_test_add_func ("/model/userinfo", test_userinfo);
  g_test_add_func ("/model/url", test_url);
  g_test_add_func ("/model/names", test_names);
  g_test_add_func ("/model/times", test_times);
  g_test_add_func ("/model/loopback", test_loopback);
  g_test_add_func ("/model/public", test_public);
  g_test_add_func ("/model/contract", test_contract);
  g_test_add_func ("/model/file", test_file);
  g_test_add_func ("/model/burst", test_burst);
  g_test_add_func ("/model/surroundings", test_surroundings);
  return g_test_run ();
}
