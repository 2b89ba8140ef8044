/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config/ini.h"
#include "config/settings.h"
#include "model/server.h"
#include "model/url.h"

#include <glib/gstdio.h>
#include <string.h>
#include <unistd.h>

typedef struct
{
  char *folder, *file;
} Fixture;

static void
set_up (Fixture *f, gconstpointer data)
{
  g_autofree char *drop_ins = NULL;

  f->folder = g_dir_make_tmp ("mailseal-settings-XXXXXX", NULL);
  f->file = g_build_filename (f->folder, "mailseal.conf", NULL);
  drop_ins = g_build_filename (f->folder, "mailseal.conf.d", NULL);
  g_assert_cmpint (g_mkdir (drop_ins, 0700), ==, 0);
  g_setenv ("MAILSEAL_CONFIG_DIR", f->folder, TRUE);
}

static void
tear_down (Fixture *f, gconstpointer data)
{
  g_autofree char *command = g_strdup_printf ("rm -r '%s'", f->folder);
  g_assert_true (g_spawn_command_line_sync (command, NULL, NULL, NULL, NULL));
  g_free (f->folder);
  g_free (f->file);
}

static MsSettings *
load (Fixture *f, const char *text)
{
  g_auto (GStrv) folders = ms_settings_folders ();
  if (text != NULL)
    g_assert_true (g_file_set_contents (f->file, text, -1, NULL));
  return ms_settings_load ((const char *const *) folders);
}

static const MsServer *
server (const MsSettings *settings, guint i)
{
  g_assert_cmpuint (i, <, settings->servers->len);
  return g_ptr_array_index (settings->servers, i);
}

static void
test_defaults (Fixture *f, gconstpointer data)
{
  g_autoptr (MsSettings) settings = load (f, NULL);

  g_assert_cmpuint (settings->interval, ==, 6 * 3600);
  g_assert_true (settings->import_accounts);
  g_assert_cmpstr (settings->import_clients, ==, "all");
  g_assert_null (settings->ca_file);
  g_assert_true (settings->notify);
  g_assert_cmpstr (settings->tray_icon, ==, "auto");
  g_assert_cmpuint (settings->servers->len, ==, 0);
  g_assert_cmpuint (settings->problems->len, ==, 0);
}

static void
test_values (Fixture *f, gconstpointer data)
{
  g_autoptr (MsSettings) settings = load (
    f,
    "\xef\xbb\xbf# comment\r\n; another\r\n[Mailseal]\r\nInterval = 90m\r\nNotify=no\r\nTrayIcon=color\r\n\r\n[Server work]\r\n"
    "Target=imaps://IMAP.example.org\r\nRole=admin\r\nNotify=true\r\n[Server home]\nTarget=pop3s://pop.example.org\n");

  g_assert_cmpuint (settings->problems->len, ==, 0);
  g_assert_cmpuint (settings->interval, ==, 5400);
  g_assert_cmpstr (settings->tray_icon, ==, "color");
  g_assert_cmpuint (settings->servers->len, ==, 2);
  g_assert_cmpstr (server (settings, 0)->url, ==, "imaps://imap.example.org");
  g_assert_cmpstr (server (settings, 0)->name, ==, "work");
  g_assert_cmpint (server (settings, 0)->role, ==, MS_ROLE_ADMIN);
  g_assert_true (server (settings, 0)->notify);
  g_assert_false (server (settings, 1)->notify); /* inherited */
  g_assert_cmpuint (server (settings, 1)->interval, ==, 5400);
}

static void
test_problems (Fixture *f, gconstpointer data)
{
  static const struct
  {
    const char *line;
    const char *word;
  } rows[] = {
    { "[Mailseal]\nInterval=10s\n", "6h" },
    { "[Mailseal]\nInterval=31d\n", "6h" },
    { "[Mailseal]\nInterval=often\n", "6h" },
    { "[Mailseal]\nNotify=maybe\n", "true" },
    { "[Mailseal]\nTrayIcon=pink\n", "auto" },
    { "[Mailseal]\nColour=blue\n", "Colour" },
    { "[Mailseal]\njust words\n", "just words" },
    { "[Mailseal]\nCaFile=/nonexistent/x.pem\n", "/nonexistent/x.pem" },
    { "[Elsewhere]\n\n", "Elsewhere" },
    { "Interval=6h\n\n", "section" },
    { "[Server x]\n\n", "Target" },
    { "[Server x]\nTarget=imap.example.org\n", "imaps://imap.example.org" },
    { "[Server x]\nTarget=gopher://example.org\n", "gopher" },
    { "[Server x]\nTarget=anna@example.org\n", "server" },
    { "[Mailseal]\nInterval=\x1b[31m\n", "x1B" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autofree char *text
        = g_strconcat ("# first line\n", rows[i].line, "[Server good]\nTarget=imaps://good.example.org\n", NULL);
      g_autoptr (MsSettings) settings = load (f, text);
      g_autofree char *problem = NULL, *place = NULL;

      g_test_message ("%s", rows[i].line);
      g_assert_cmpuint (settings->problems->len, ==, 1);
      problem = ms_problem_text (g_ptr_array_index (settings->problems, 0));
      place
        = g_strdup_printf ("%s:%d: ", f->file,
                           *rows[i].line == 'I' || strstr (rows[i].line, "Elsewhere") || strstr (rows[i].line, "x]\n\n") ? 2 : 3);
      g_assert_true (g_str_has_prefix (problem, place));
      g_assert_nonnull (strstr (problem, rows[i].word));
      g_assert_null (strpbrk (problem, "\n\x1b"));
      g_assert_null (strstr (problem, "anna"));
      g_assert_cmpstr (server (settings, settings->servers->len - 1)->url, ==,
                       "imaps://good.example.org"); /* everything else works */
      g_assert_cmpuint (settings->interval, ==, 6 * 3600);
    }
}

static void
test_merge (Fixture *f, gconstpointer data)
{
  g_autofree char *late = g_build_filename (f->folder, "mailseal.conf.d", "20-late.conf", NULL);
  g_autofree char *early = g_build_filename (f->folder, "mailseal.conf.d", "10-early.conf", NULL);
  g_autofree char *ignored = g_build_filename (f->folder, "mailseal.conf.d", "notes.txt", NULL);
  g_autoptr (MsSettings) settings = NULL;

  g_assert_true (g_file_set_contents (late, "[Server x]\nTarget=imaps://h.example:993\nWatch=false\n", -1, NULL));
  g_assert_true (g_file_set_contents (early, "[Server x]\nTarget=IMAPS://h.example\nInterval=2h\nWatch=true\n", -1, NULL));
  g_assert_true (g_file_set_contents (ignored, "nonsense", -1, NULL));
  settings = load (f, "[Server mine]\nTarget=imaps://h.example\nRole=admin\n");
  g_assert_cmpuint (settings->problems->len, ==, 0);
  g_assert_cmpuint (settings->servers->len, ==, 1); /* sections of equal target are one server; the later wins, key by key */
  g_assert_cmpint (server (settings, 0)->role, ==, MS_ROLE_ADMIN);
  g_assert_cmpuint (server (settings, 0)->interval, ==, 7200);
  g_assert_false (server (settings, 0)->watch);
}

/* The commented sample is the table: every key, with its default. */
static void
test_sample (Fixture *f, gconstpointer data)
{
  g_autofree char *path = g_test_build_filename (G_TEST_DIST, "..", "..", "config", "mailseal.conf", NULL);
  g_autofree char *sample = NULL;
  g_autofree char *server_part = NULL;
  g_autoptr (GString) uncommented = g_string_new (NULL);
  g_autoptr (MsSettings) plain = NULL, settings = NULL;
  g_auto (GStrv) lines = NULL;
  const char *name, *value;
  gboolean of_server;

  g_assert_true (g_file_get_contents (path, &sample, NULL, NULL));
  server_part = g_strdup (strstr (sample, "[Server "));
  for (guint i = 0; (name = ms_settings_key (i, &of_server, &value)) != NULL; i++)
    {
      g_autofree char *line
        = g_strdup_printf ("\n#%s=%s\n", name, g_str_equal (name, "Target") ? "imaps://imap.example.org" : value);
      g_test_message ("%s", line);
      g_assert_nonnull (strstr (of_server ? server_part : sample, line));
    }
  plain = load (f, sample);
  g_assert_cmpuint (plain->problems->len, ==, 0);
  g_assert_cmpuint (plain->servers->len, ==, 0);
  lines = g_strsplit (sample, "\n", -1);
  for (guint i = 0; lines[i] != NULL; i++)
    g_string_append_printf (uncommented, "%s\n",
                            g_str_has_prefix (lines[i], "#") && lines[i][1] != ' ' ? lines[i] + 1 : lines[i]);
  settings = load (f, uncommented->str);
  g_assert_cmpuint (settings->problems->len, ==, 0);
  g_assert_cmpuint (settings->servers->len, ==, 1);
}

static void
test_add_remove (Fixture *f, gconstpointer data)
{
  g_autofree char *ours = g_build_filename (f->folder, "mailseal.conf.d", "50-mailseal.conf", NULL);
  g_autoptr (MsTarget) one = ms_target_parse_one ("imaps://one.example", NULL),
                       two = ms_target_parse_one ("pop3s://two.example", NULL);
  const char *own = "# mine\n[Server first]\nTarget=imaps://one.example\n";
  g_autoptr (MsSettings) added = NULL, removed = NULL, again = NULL;
  g_autofree char *text = NULL, *kept = NULL;

  g_assert_true (g_file_set_contents (f->file, own, -1, NULL));
  g_assert_true (ms_settings_add (f->folder, two, "evil]\n[Server x", NULL));
  g_assert_true (g_file_get_contents (ours, &text, NULL, NULL));
  g_free (g_steal_pointer (&text));
  added = load (f, NULL);
  g_assert_cmpuint (added->problems->len, ==, 0);
  g_assert_cmpuint (added->servers->len, ==, 2);

  g_assert_true (ms_settings_remove (f->folder, one, FALSE, NULL)); /* of the user's own file: said in ours */
  g_assert_true (ms_settings_remove (f->folder, two, FALSE, NULL)); /* ours: gone */
  removed = load (f, NULL);
  g_assert_cmpuint (removed->servers->len, ==, 1);
  g_assert_false (server (removed, 0)->watch);
  g_assert_true (g_file_get_contents (f->file, &kept, NULL, NULL));
  g_assert_cmpstr (kept, ==, own); /* the user's own file is never touched */

  g_assert_true (ms_settings_add (f->folder, one, "first", NULL));
  again = load (f, NULL);
  g_assert_cmpuint (again->servers->len, ==, 1);
  g_assert_true (server (again, 0)->watch);
}

static void
test_accept (Fixture *f, gconstpointer data)
{
#define HASH "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef"
  static const char *const wrong[] = { "abc", HASH "0", HASH " until tomorrow", "until 2027-01-01" };
  g_autoptr (MsTarget) one = ms_target_parse_one ("imaps://one.example", NULL);
  g_autoptr (MsAcceptance) dated = ms_acceptance_parse (HASH " until 2027-01-31 told by Anna");
  g_autoptr (MsAcceptance) other = ms_acceptance_new (HASH, G_MAXINT64, "two\nlines");
  const char *own = "[Server first]\nTarget=imaps://one.example\nRole=admin\n";
  const MsAcceptance *back;

  g_assert_cmpstr (dated->reason, ==, "told by Anna");
  g_assert_cmpint (dated->until, ==, 1801353600);
  for (guint i = 0; i < G_N_ELEMENTS (wrong); i++)
    g_assert_null (ms_acceptance_parse (wrong[i]));
  g_assert_true (g_file_set_contents (f->file, own, -1, NULL));
  for (guint twice = 0; twice < 2; twice++)
    {
      g_autoptr (MsSettings) settings = NULL;

      g_assert_true (ms_settings_accept (f->folder, one, dated, NULL));
      g_assert_true (ms_settings_accept (f->folder, one, other, NULL));
      settings = load (f, NULL);
      g_assert_cmpuint (settings->problems->len, ==, 0);
      g_assert_cmpuint (settings->servers->len, ==, 1);
      g_assert_cmpstr (server (settings, 0)->name, ==, "first");
      g_assert_cmpint (server (settings, 0)->role, ==, MS_ROLE_ADMIN);
      g_assert_cmpuint (server (settings, 0)->accepted->len, ==, 2); /* said again is said once */
      back = g_ptr_array_index (server (settings, 0)->accepted, 0);
      g_assert_cmpstr (back->hash, ==, HASH);
      g_assert_cmpint (back->until, ==, dated->until);
      g_assert_cmpstr (back->reason, ==, dated->reason);
    }
}

/* What a face changes: all of it or nothing, and what stood there stays. */
static void
test_set (Fixture *f, gconstpointer data)
{
  static const char *const wrong[][3] = { { "Interval", "soon" }, { "Role", "king" },       { "Target", "imaps://x.example" },
                                          { "Nonsense", "1" },    { "Notify", "false\n[" }, { "Accept", HASH } };
  g_autoptr (MsTarget) one = ms_target_parse_one ("imaps://one.example", NULL);
  g_autoptr (MsAcceptance) acceptance = ms_acceptance_new (HASH, G_MAXINT64, NULL);
  const char *own = "[Server first]\nTarget=imaps://one.example\nNotify=true\n";
  g_autofree char *drop_in = g_build_filename (f->folder, "mailseal.conf.d", "50-mailseal.conf", NULL), *before = NULL;
  g_autofree char *after = NULL, *kept = NULL;
  g_autoptr (MsSettings) settings = NULL;

  g_assert_true (g_file_set_contents (f->file, own, -1, NULL));
  g_assert_true (ms_settings_accept (f->folder, one, acceptance, NULL));
  g_assert_true (ms_settings_set (f->folder, one, (const char *[]){ "notify", "true", "Role", "admin", NULL }, NULL));
  g_assert_true (ms_settings_set (f->folder, NULL, (const char *[]){ "Interval", "12h", NULL }, NULL));
  g_assert_true (ms_settings_set (f->folder, one, (const char *[]){ "Notify", "false", NULL }, NULL));
  g_assert_true (
    ms_settings_set (f->folder, NULL, (const char *[]){ "Interval", "2h", "ImportClients", "geary,kmail", NULL }, NULL));
  g_assert_true (g_file_get_contents (drop_in, &before, NULL, NULL));
  g_assert_cmpstr (strchr (before, '['), ==,
                   "[Server first]\nTarget=imaps://one.example\nAccept=" HASH "\nRole=admin\nNotify=false\n"
                   "\n[Mailseal]\nInterval=2h\nImportClients=geary,kmail\n");
  settings = load (f, NULL);
  g_assert_cmpuint (settings->problems->len, ==, 0);
  g_assert_cmpuint (settings->servers->len, ==, 1);
  g_assert_false (server (settings, 0)->notify);
  g_assert_cmpint (server (settings, 0)->role, ==, MS_ROLE_ADMIN);
  g_assert_cmpuint (server (settings, 0)->accepted->len, ==, 1);
  g_assert_cmpuint (settings->interval, ==, 7200);
  for (guint i = 0; i < G_N_ELEMENTS (wrong); i++)
    for (guint general = 0; general < 2; general++)
      {
        const char *pairs[] = { "Notify", "true", wrong[i][0], wrong[i][1], NULL };
        g_autoptr (GError) error = NULL;

        g_assert_false (ms_settings_set (f->folder, general ? NULL : one, pairs, &error));
        g_assert_nonnull (strstr (error->message, wrong[i][0]));
      }
  g_assert_true (g_file_get_contents (drop_in, &after, NULL, NULL));
  g_assert_cmpstr (after, ==, before);
  g_assert_true (g_file_get_contents (f->file, &kept, NULL, NULL));
  g_assert_cmpstr (kept, ==, own);
}

static void
test_unwritable (Fixture *f, gconstpointer data)
{
  g_autofree char *below_a_file = g_build_filename (f->file, "folder", NULL);
  g_autoptr (MsTarget) target = ms_target_parse_one ("imaps://one.example", NULL);
  g_autoptr (GError) error = NULL;

  g_assert_true (g_file_set_contents (f->file, "", -1, NULL));
  g_assert_false (ms_settings_add (below_a_file, target, "x", &error));
  g_assert_nonnull (strstr (error->message, below_a_file));
}

static void
test_duration (Fixture *f, gconstpointer data)
{
  static const struct
  {
    const char *text;
    guint seconds; /* 0: refused */
  } rows[] = { { "60s", 60 }, { "1m", 60 },   { "6h", 21600 }, { "30d", 2592000 }, { "6 h", 21600 }, { "59s", 0 },
               { "31d", 0 },  { "6", 0 },     { "", 0 },       { "-5m", 0 },       { "1.5h", 0 },    { "99999999999999999d", 0 },
               { "h", 0 },    { "6hours", 0 } };

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      guint seconds = 0;
      g_assert_cmpint (ms_duration_parse (rows[i].text, 60, 30 * 86400, &seconds), ==, rows[i].seconds != 0);
      g_assert_cmpuint (seconds, ==, rows[i].seconds);
    }
}

/* A FIFO, a folder, a huge or a binary file: told or passed over, never a hang. */
static void
test_odd_files (Fixture *f, gconstpointer data)
{
  g_autofree char *fifo = g_build_filename (f->folder, "mailseal.conf.d", "fifo.conf", NULL);
  g_autofree char *binary = g_build_filename (f->folder, "mailseal.conf.d", "binary.conf", NULL);
  g_autofree char *command = g_strdup_printf ("mkfifo '%s'", fifo);
  g_autoptr (MsSettings) settings = NULL;
  char bytes[4096];

  for (guint i = 0; i < sizeof bytes; i++)
    bytes[i] = (char) (i * 7);
  g_assert_true (g_spawn_command_line_sync (command, NULL, NULL, NULL, NULL));
  g_assert_true (g_file_set_contents (binary, bytes, sizeof bytes, NULL));
  settings = load (f, "[Server x]\nTarget=imaps://h.example\n");
  g_assert_cmpuint (settings->servers->len, ==, 1);
  g_assert_cmpuint (settings->problems->len, >=, 2);
}

/* Lines, so often; # is their number. */
static char *
many (const char *line, guint n)
{
  GString *text = g_string_new (NULL);
  g_auto (GStrv) parts = g_strsplit (line, "#", -1);

  for (guint i = 0; i < n; i++)
    {
      g_autofree char *number = g_strdup_printf ("%u", i), *one = g_strjoinv (number, parts);
      g_string_append (text, one);
    }
  return g_string_free (text, FALSE);
}

/* However much is wrong, what is said of it is bounded, and so is what is read; all that fits works. */
static void
test_bounds (Fixture *f, gconstpointer data)
{
  static const struct
  {
    const char *line;
    guint times, servers;
    const char *last; /* words of the last problem; NULL: there is none */
  } rows[] = {
    { "x\n", 100, 0, "x" },
    { "x\n", 101, 0, "x" },
    { "x\n", 102, 0, "There are 2 more problems" },
    { "x\n", 2000000, 0, "more problems" },
    { "[Server #]\n", 250000, 0, "more problems" },
    { "[Server #]\nTarget=imaps://a#.example\n", 1, 1, NULL },
    { "[Server a]\nTarget=imaps://a#.example\n", 10000, 10000, NULL },
    { "[Server a]\nTarget=imaps://a#.example\n", 10050, 10000, "more than 10000 servers" },
    { "[Server a]\nTarget=imaps://a.example\n", 10050, 1, NULL },
    { "[Mailseal]\nInterval=2h\n", 100000, 0, NULL },
    { "[Mailseal]\nInterval=2h\n", 100001, 0, "more than 200000 lines" },
    { "[Server a]\nTarget=imaps://a#.example/................................................\n", 60000, 0, "4 MiB" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autofree char *text = many (rows[i].line, rows[i].times);
      g_autoptr (MsSettings) settings = load (f, text);
      const MsProblem *last
        = settings->problems->len > 0 ? g_ptr_array_index (settings->problems, settings->problems->len - 1) : NULL;

      g_test_message ("%u times %s", rows[i].times, rows[i].line);
      g_assert_cmpuint (settings->servers->len, ==, rows[i].servers);
      g_assert_cmpuint (settings->problems->len, <=, 101);
      g_assert_true ((last == NULL) == (rows[i].last == NULL));
      g_assert_true (last == NULL || strstr (last->message, rows[i].last) != NULL);
    }
}

static void
test_many_files (Fixture *f, gconstpointer data)
{
  g_autoptr (MsSettings) all = NULL, fewer = NULL;

  g_assert_true (g_file_set_contents (f->file, "[Server a]\nTarget=imaps://a.example\n", -1, NULL));
  for (guint i = 0; i <= 10000; i++)
    {
      g_autofree char *path = g_strdup_printf ("%s/mailseal.conf.d/%05u.conf", f->folder, i);
      if (i == 10000)
        all = load (f, NULL);
      g_assert_cmpint (link (f->file, path), ==, 0);
    }
  fewer = load (f, NULL);
  g_assert_cmpuint (all->problems->len, ==, 0);
  g_assert_cmpuint (all->files->len, ==, 10001);
  g_assert_cmpuint (fewer->problems->len, ==, 1);
  g_assert_nonnull (strstr (((MsProblem *) g_ptr_array_index (fewer->problems, 0))->message, "09999.conf"));
}

/* Wherever somebody writes a password down, it is said, and not said again; a name that only looks like it is none. */
static void
test_secrets (Fixture *f, gconstpointer data)
{
  static const char *const urls[]
    = { "imaps://anna:s3cr3t@h.example",     "IMAPS://anna:s3cr3t@h.example:993/ junk", "anna:s3cr3t@h.example:993",
        "  imaps://s3cr3t@h.example",        "imaps://anna%3As3cr3t%40h.example",       "anna%3As3cr3t@h.example",
        "imaps://a:s3@cr3t:s3cr3t@h.example" };
  static const char *const places[] = { "[Server x]\nTarget=%",
                                        "[Server %]\nTarget=imaps://h.example",
                                        "[%]",
                                        "[Mailseal]\n%=1",
                                        "[Mailseal]\n%",
                                        "[Mailseal]\nInterval=%",
                                        "[Mailseal]\nTrayIcon=%",
                                        "[Server x]\nTarget=imaps://h.example\nWatch=%",
                                        "CaFile=%",
                                        "[Mailseal]\nCaFile=%",
                                        "[Mailseal]\nImportClients=%",
                                        "[Mailseal]\nNotify=%",
                                        "[Server x]\nTarget=imaps://h.example\nAccept=%" };

  for (guint u = 0; u < G_N_ELEMENTS (urls); u++)
    for (guint p = 0; p < G_N_ELEMENTS (places); p++)
      {
        g_auto (GStrv) parts = g_strsplit (places[p], "%", 2);
        g_autofree char *text = g_strjoinv (urls[u], parts);
        g_autoptr (MsSettings) settings = load (f, text);

        g_test_message ("%s", text);
        g_assert_cmpuint (settings->problems->len, >=, 1);
        for (guint i = 0; i < settings->problems->len; i++)
          {
            g_autofree char *problem = ms_problem_text (g_ptr_array_index (settings->problems, i));
            g_assert_null (strstr (problem, "s3"));
          }
        g_assert_null (strstr (settings->import_clients, "s3"));
        for (guint i = 0; i < settings->servers->len; i++)
          g_assert_null (strstr (server (settings, i)->name, "s3"));
        g_assert_cmpuint (settings->servers->len, ==, strstr (text, "=imaps://h.example") != NULL);
      }
}

static void
test_free_text (Fixture *f, gconstpointer data)
{
  g_autoptr (MsSettings) settings = load (f, "[Server work: anna@h.example]\nTarget=imaps://h.example\nAccept=" HASH
                                             " see imaps://anna:s3cr3t@h.example\nAccept=" HASH " told by bob@h.example\n");
  const GPtrArray *accepted = server (settings, 0)->accepted;

  g_assert_cmpuint (settings->problems->len, ==, 0);
  g_assert_cmpstr (server (settings, 0)->name, ==, "work: anna@h.example");
  g_assert_cmpstr (((MsAcceptance *) g_ptr_array_index (accepted, 0))->reason, ==, "see imaps://***@h.example");
  g_assert_cmpstr (((MsAcceptance *) g_ptr_array_index (accepted, 1))->reason, ==, "told by bob@h.example");
}

/* What is written in our file is read as all others are; what it says by hand stays. */
static void
test_odd_drop_in (Fixture *f, gconstpointer data)
{
  static const char text[]
    = "Target=imaps://added.example\n[Elsewhere]\nTarget=imaps://added.example\n[Server a]\n"
      "Target=imaps://added.example\nTarget=imaps://x.example\n# mine \0 too\n[Server b]\nTarget=imaps://b.example";
  g_autofree char *ours = g_build_filename (f->folder, "mailseal.conf.d", "50-mailseal.conf", NULL), *after = NULL;
  g_autoptr (MsTarget) added = ms_target_parse_one ("imaps://added.example", NULL),
                       x = ms_target_parse_one ("imaps://x.example", NULL);
  g_autoptr (MsAcceptance) acceptance = ms_acceptance_new (HASH, G_MAXINT64, "until Friday");
  g_autoptr (MsSettings) accepted = NULL, removed = NULL;
  gsize length;

  g_assert_true (g_file_set_contents (ours, text, sizeof text - 1, NULL));
  g_assert_true (ms_settings_accept (f->folder, added, acceptance, NULL));
  accepted = load (f, NULL);
  g_assert_cmpuint (accepted->servers->len, ==, 3);
  g_assert_cmpuint (server (accepted, 0)->accepted->len, ==, 0);
  g_assert_cmpstr (server (accepted, 2)->url, ==, "imaps://added.example");
  g_assert_cmpstr (((MsAcceptance *) g_ptr_array_index (server (accepted, 2)->accepted, 0))->reason, ==, "- until Friday");

  g_assert_true (ms_settings_remove (f->folder, x, FALSE, NULL));
  removed = load (f, NULL);
  g_assert_cmpuint (removed->servers->len, ==, 2);
  g_assert_cmpstr (server (removed, 0)->url, ==, "imaps://b.example");
  g_assert_true (g_file_get_contents (ours, &after, &length, NULL));
  g_assert_true (g_strstr_len (after, (gssize) length, "# mine ") != NULL && memchr (after, 0, length) != NULL);
}

/* Success is what will be read: who settles it in a later file is named, and nothing is written. */
static void
test_overruled (Fixture *f, gconstpointer data)
{
  g_autofree char *late = g_build_filename (f->folder, "mailseal.conf.d", "60-late.conf", NULL);
  g_autofree char *ours = g_build_filename (f->folder, "mailseal.conf.d", "50-mailseal.conf", NULL);
  g_autoptr (MsTarget) one = ms_target_parse_one ("imaps://one.example", NULL);
  g_autoptr (GError) set = NULL, added = NULL;
  g_autofree char *place = g_strdup_printf ("%s:4", late);

  g_assert_true (g_file_set_contents (late, "[Server one]\nTarget=imaps://one.example\nRole=admin\nWatch=false\n", -1, NULL));
  g_assert_false (ms_settings_set (f->folder, one, (const char *[]){ "Role", "user", NULL }, &set));
  g_assert_false (ms_settings_add (f->folder, one, "one", &added));
  g_assert_nonnull (strstr (set->message, late));
  g_assert_nonnull (strstr (added->message, place));
  g_assert_false (g_file_test (ours, G_FILE_TEST_EXISTS));
}

/* What is no file is said for what it is, and read by nobody. */
static void
test_ca_files (Fixture *f, gconstpointer data)
{
  g_autofree char *fifo = g_build_filename (f->folder, "fifo", NULL), *large = g_build_filename (f->folder, "large", NULL);
  g_autofree char *command = g_strdup_printf ("sh -c 'mkfifo \"%s\" && truncate -s 8388609 \"%s\"'", fifo, large);
  const char *const rows[][2] = { { f->folder, "it is a folder" },           { fifo, "it is no ordinary file" },
                                  { "/dev/zero", "it is no ordinary file" }, { "/dev/null", "it is no ordinary file" },
                                  { large, "it is larger than 8 MiB" },      { "/nonexistent", "No such file" } };

  g_assert_true (g_spawn_command_line_sync (command, NULL, NULL, NULL, NULL));
  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autofree char *text
        = g_strdup_printf ("[Mailseal]\nCaFile=%s\n[Server x]\nTarget=imaps://x.example\nCaFile=%s\n", rows[i][0], rows[i][0]);
      g_autoptr (MsSettings) settings = load (f, text);

      g_assert_cmpuint (settings->problems->len, ==, 2);
      g_assert_nonnull (strstr (((MsProblem *) g_ptr_array_index (settings->problems, 0))->message, rows[i][1]));
      g_assert_null (settings->ca_file);
      g_assert_null (server (settings, 0)->ca_file);
    }
}

int
main (int argc, char **argv)
{
  static const struct
  {
    const char *path;
    void (*test) (Fixture *f, gconstpointer data);
  } tests[] = {
    { "/settings/defaults", test_defaults },
    { "/settings/values", test_values },
    { "/settings/problems", test_problems },
    { "/settings/merge", test_merge },
    { "/settings/sample", test_sample },
    { "/settings/add-remove", test_add_remove },
    { "/settings/unwritable", test_unwritable },
    { "/settings/duration", test_duration },
    { "/settings/odd-files", test_odd_files },
    { "/settings/accept", test_accept },
    { "/settings/set", test_set },
    { "/settings/bounds", test_bounds },
    { "/settings/many-files", test_many_files },
    { "/settings/secrets", test_secrets },
    { "/settings/free-text", test_free_text },
    { "/settings/odd-drop-in", test_odd_drop_in },
    { "/settings/overruled", test_overruled },
    { "/settings/ca-files", test_ca_files },
  };

  g_test_init (&argc, &argv, NULL);
  for (guint i = 0; i < G_N_ELEMENTS (tests); i++)
    g_test_add (tests[i].path, Fixture, NULL, set_up, tests[i].test, tear_down);
  return g_test_run ();
}
