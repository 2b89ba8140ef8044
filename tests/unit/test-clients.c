/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The homes of tests/import, and what a hostile home could do. */
#include "config/clients/clients.h"
#include "tests/lib/home.h"

#include <glib/gstdio.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

/* ---- the samples ------------------------------------------------------------------------------------------------ */

/* Every file below a folder with its size and times, as one text. */
static void
list_tree (GString *out, const char *folder)
{
  g_autoptr (GDir) dir = g_dir_open (folder, 0, NULL);
  const char *name;

  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *path = g_build_filename (folder, name, NULL);
      struct stat info;

      g_assert_cmpint (lstat (path, &info), ==, 0);
      g_string_append_printf (out, "%s %ld %ld.%ld\n", path, (long) info.st_size, (long) info.st_mtim.tv_sec,
                              info.st_mtim.tv_nsec);
      if (S_ISDIR (info.st_mode))
        list_tree (out, path);
    }
}

/* Members of the lines of a table, joined by blanks; an empty list if there is no such file. */
static GPtrArray *
read_table (const char *folder, const char *name, guint columns)
{
  g_autofree char *path = g_build_filename (folder, name, NULL), *text = NULL;
  GPtrArray *rows = g_ptr_array_new_with_free_func (g_free);
  g_auto (GStrv) lines = NULL;

  if (!g_file_get_contents (path, &text, NULL, NULL))
    return rows;
  lines = g_strsplit (text, "\n", -1);
  for (guint i = 0; lines[i] != NULL; i++)
    {
      g_auto (GStrv) words = g_strsplit (lines[i], "\t", -1);
      guint n = g_strv_length (words);

      for (guint k = columns; k < n; k++)
        *words[k] = '\0';
      if (*lines[i] != '\0')
        g_ptr_array_add (rows, g_strchomp (g_strjoinv (" ", words)));
    }
  return rows;
}

static gboolean
contains (const GPtrArray *rows, const char *line)
{
  return g_ptr_array_find_with_equal_func ((GPtrArray *) rows, line, g_str_equal, NULL);
}

static void
check_sample (const char *folder)
{
  g_autofree char *home = g_build_filename (folder, "home", NULL);
  g_autoptr (GPtrArray) expected = read_table (folder, "expected.tsv", 4), optional = read_table (folder, "optional.tsv", 4),
                        forbidden = read_table (folder, "forbidden.tsv", 1);
  g_autoptr (GString) before = g_string_new (NULL), after = g_string_new (NULL);
  g_autofree char *servers = NULL;
  g_auto (GStrv) lines = NULL;

  g_test_message ("%s", folder);
  list_tree (before, home);
  servers = ms_home_servers (home, NULL);
  list_tree (after, home);
  g_assert_cmpstr (before->str, ==, after->str);
  g_assert_null (strstr (servers, "CANARY"));
  lines = g_strsplit (servers, "\n", -1);
  for (guint i = 0; lines[i] != NULL; i++)
    {
      g_auto (GStrv) words = g_strsplit (lines[i], " ", -1);
      gboolean off = g_str_has_suffix (lines[i], " off");
      char *end = strstr (lines[i], " unchecked");

      if (off || end != NULL)
        *(off ? strstr (lines[i], " off") : end) = '\0';
      g_assert_false (words[0] != NULL && contains (forbidden, words[1]));
      if (*lines[i] != '\0' && !contains (optional, lines[i]))
        g_assert_true (!off && contains (expected, lines[i]));
    }
  for (guint i = 0; i < expected->len; i++)
    g_assert_true (g_strv_contains ((const char *const *) lines, g_ptr_array_index (expected, i)));
}

static void
test_samples (void)
{
  g_autofree char *top = g_test_build_filename (G_TEST_DIST, "..", "import", NULL);
  g_autoptr (GDir) dir = g_dir_open (top, 0, NULL);
  g_autofree char *nowhere = ms_home_new (); /* where a command that is run would leave its traces */
  g_autofree char *start = g_get_current_dir ();
  g_autoptr (GString) left = g_string_new (NULL);
  guint n = 0;
  const char *client;

  g_assert_cmpint (g_chdir (nowhere), ==, 0);
  while ((client = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *folder = g_build_filename (top, client, NULL);
      g_autoptr (GDir) samples = g_dir_open (folder, 0, NULL);
      const char *sample;

      while (samples != NULL && (sample = g_dir_read_name (samples)) != NULL)
        {
          g_autofree char *path = g_build_filename (folder, sample, NULL);
          check_sample (path);
          n++;
        }
    }
  g_assert_cmpuint (n, ==, 50);
  list_tree (left, nowhere);
  g_assert_cmpstr (left->str, ==, "");
  g_assert_cmpint (g_chdir (start), ==, 0);
  ms_home_remove (nowhere);
}

/* ---- certificates that are pinned ------------------------------------------------------------------------------- */

/* "a" is no certificate, but that is not for us to find out; its SHA-256 is ca978112... */
#define PEM "-----BEGIN CERTIFICATE-----\nYQ==\n-----END CERTIFICATE-----\n"

static void
test_pinned_files (void)
{
  g_autofree char *home = ms_home_new (), *servers = NULL;

  ms_home_write (home, ".certs.pem", "junk\n" PEM "-----BEGIN CERTIFICATE-----\nbroken", -1);
  ms_home_write (home, ".muttrc", "set folder=imaps://m.example.org certificate_file=~/.certs.pem\n", -1);
  ms_home_write (home, ".mbsyncrc",
                 "IMAPAccount a\nHost a.example.org\nSSLType IMAPS\nCertificateFile ~/.certs.pem\n\n"
                 "IMAPAccount b\nHost b.example.org\nSSLType IMAPS\nCertificateFile /etc/ssl/certs/ca-certificates.crt\n\n"
                 "IMAPAccount c\nHost c.example.org\nSSLType IMAPS\nCertificateFile ~/none.pem\n",
                 -1);
  servers = ms_home_servers (home, NULL);
  g_assert_cmpstr (servers, ==,
                   "imap a.example.org 993 tls pinned ca...\nimap b.example.org 993 tls\nimap c.example.org 993 tls\n"
                   "imap m.example.org 993 tls pinned ca...");
  ms_home_remove (home);
}

/* ---- places and merging ------------------------------------------------------------------------------------------ */

#define AERC(host) "[a]\nsource = imaps://anna:CANARY-SECRET@" host "\n"

static void
test_places (void)
{
  static const struct
  {
    const char *file, *config; /* below the home */
    gboolean found;
  } rows[] = {
    { ".config/aerc/accounts.conf", NULL, TRUE },
    { "conf/aerc/accounts.conf", "conf", TRUE },
    { ".config/aerc/accounts.conf", "conf", FALSE },
    { ".config/aerc/accounts.conf", "../elsewhere", TRUE }, /* outside: does not count */
    { ".var/app/org.example.Aerc/config/aerc/accounts.conf", NULL, TRUE },
    { "snap/aerc/current/.config/aerc/accounts.conf", NULL, TRUE },
    { "snap/aerc/common/.config/aerc/accounts.conf", NULL, TRUE },
    { ".var/app/org.example.Aerc/.config/aerc/accounts.conf", NULL, FALSE },
  };

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autofree char *home = ms_home_new (), *servers = NULL;
      g_autofree char *config = rows[i].config != NULL ? g_build_filename (home, rows[i].config, NULL) : NULL;

      ms_home_write (home, rows[i].file, AERC ("a.example.org"), -1);
      servers = ms_home_servers (home, config);
      g_test_message ("%s", rows[i].file);
      g_assert_cmpstr (servers, ==, rows[i].found ? "imap a.example.org 993 tls" : "");
      ms_home_remove (home);
    }
}

static void
test_merge (void)
{
  g_autofree char *home = ms_home_new ();
  g_autoptr (GPtrArray) found = NULL;
  const MsAccount *imap, *smtp;

  ms_home_write (home, ".config/aerc/accounts.conf",
                 "[a]\nsource=imaps://a@A.example.org\noutgoing=smtps://a@s.example.org\n"
                 "[b]\nsource=imaps://b@a.example.org.:993\n",
                 -1);
  ms_home_write (home, ".mbsyncrc", "IMAPAccount x\nHost a.example.org\nSSLType IMAPS\n", -1);
  found = ms_clients_read (home, NULL, NULL);
  g_assert_cmpuint (found->len, ==, 2);
  imap = g_ptr_array_index (found, 0);
  smtp = g_ptr_array_index (found, 1);
  g_assert_cmpstr (imap->host, ==, "a.example.org");
  g_assert_cmpuint (imap->origins->len, ==, 3);
  /* receiving and sending are tied together */
  g_assert_cmpstr (((const MsOrigin *) imap->origins->pdata[0])->account, ==,
                   ((const MsOrigin *) smtp->origins->pdata[0])->account);
  g_assert_cmpstr (((const MsOrigin *) imap->origins->pdata[1])->account, !=,
                   ((const MsOrigin *) smtp->origins->pdata[0])->account);
  g_assert_cmpstr (((const MsOrigin *) imap->origins->pdata[2])->client, ==, "mbsync");
  ms_home_remove (home);
}

/* Evolution keeps what belongs to a collection in the cache; switched off above is off below. */
static void
test_collection (void)
{
  g_autofree char *home = ms_home_new (), *servers = NULL;

  ms_home_write (home, ".config/evolution/sources/c.source", "[Data Source]\nEnabled=true\n[Collection]\nBackendName=none\n", -1);
  ms_home_write (home, ".config/evolution/sources/d.source", "[Data Source]\nEnabled=false\n[Collection]\nBackendName=none\n",
                 -1);
  ms_home_write (home, ".cache/evolution/sources/c/1.source",
                 "[Data Source]\nParent=c\n[Mail Account]\nBackendName=imapx\n[Authentication]\nHost=i.example.org\n"
                 "[Security]\nMethod=ssl-on-alternate-port\n",
                 -1);
  ms_home_write (home, ".cache/evolution/sources/d/2.source",
                 "[Data Source]\nParent=d\n[Mail Account]\nBackendName=imapx\n[Authentication]\nHost=j.example.org\n"
                 "[Security]\nMethod=ssl-on-alternate-port\n",
                 -1);
  servers = ms_home_servers (home, NULL);
  g_assert_cmpstr (servers, ==, "imap i.example.org 993 tls\nimap j.example.org 993 tls off");
  ms_home_remove (home);
}

/* What ties a KMail resource to a transport stands in a third file. */
static void
test_identities (void)
{
  g_autofree char *home = ms_home_new ();
  g_autoptr (GPtrArray) found = NULL;
  const MsOrigin *origins[3];

  ms_home_write (home, ".config/akonadi_imap_resource_0rc", "[network]\nImapServer=i.example.org\n[cache]\nAccountIdentity=77\n",
                 -1);
  ms_home_write (home, ".config/mailtransports", "[Transport 1]\nhost=s.example.org\n[Transport 2]\nhost=t.example.org\n", -1);
  ms_home_write (home, ".config/emailidentities", "[Identity #0]\nEmail Address=anna@example.org\nTransport=2\nuoid=77\n", -1);
  found = ms_clients_read (home, NULL, NULL);
  g_assert_cmpuint (found->len, ==, 3);
  for (guint i = 0; i < 3; i++)
    origins[i] = ((const MsAccount *) g_ptr_array_index (found, i))->origins->pdata[0];
  g_assert_cmpstr (origins[0]->account, !=, origins[1]->account);
  g_assert_cmpstr (origins[0]->account, ==, origins[2]->account);
  ms_home_remove (home);
}

static void
test_table (void)
{
  const char *title = NULL, *name;
  guint n = 0;

  for (; (name = ms_clients_name (n, &title)) != NULL; n++)
    g_assert_cmpstr (ms_clients_title (name), ==, title);
  g_assert_cmpuint (n, ==, 20);
  g_assert_cmpstr (ms_clients_title ("nobody"), ==, "nobody");
}

/* Every client at once costs less than 50 ms; sanitizers and a busy computer take their share of the rest. */
static void
test_speed (void)
{
  g_autofree char *home = ms_home_new (), *top = g_test_build_filename (G_TEST_DIST, "..", "import", NULL), *servers = NULL;
  g_autofree char *command = g_strdup_printf (
    "sh -c 'for d in %s/*/01/home; do cp -rn $d/. %s; done; for i in $(seq 20); do mkdir -p %s/.var/app/a$i/config; done'", top,
    home, home);
  clock_t begin;

  g_assert_true (g_spawn_command_line_sync (command, NULL, NULL, NULL, NULL));
  begin = clock ();
  servers = ms_home_servers (home, NULL);
  g_test_message ("%.1f ms", (double) (clock () - begin) * 1000 / CLOCKS_PER_SEC);
  g_assert_cmpint (clock () - begin, <, CLOCKS_PER_SEC / 2);
  g_assert_nonnull (strstr (servers, "imap.example.org"));
  ms_home_remove (home);
}

/* ---- hostile homes ------------------------------------------------------------------------------------------------ */

/* Files of every reader. */
static const char *const paths[] = {
  ".thunderbird/profiles.ini",
  ".thunderbird/p/prefs.js",
  ".config/evolution/sources/x.source",
  ".config/goa-1.0/accounts.conf",
  ".config/akonadi_imap_resource_0rc",
  ".config/mailtransports",
  ".config/geary/account_01/geary.ini",
  ".claws-mail/accountrc",
  ".balsa/config",
  ".config/flaska.net/trojita.conf",
  ".config/Mailspring/config.json",
  ".muttrc",
  ".config/aerc/accounts.conf",
  ".pinerc",
  ".config/himalaya/config.toml",
  ".mbsyncrc",
  ".offlineimaprc",
  ".fetchmailrc",
  ".getmail/getmailrc",
  ".config/goimapnotify/goimapnotify.yaml",
  ".msmtprc",
};

static void
test_odd_files (void)
{
  enum
  {
    FIFO,
    FOLDER,
    LOOP,
    DEVICE,
    HUGE,
    UNREADABLE,
    N_KINDS
  };

  for (guint kind = 0; kind < N_KINDS; kind++)
    {
      g_autofree char *home = ms_home_new (), *servers = NULL;

      for (guint i = 0; i < G_N_ELEMENTS (paths); i++)
        {
          g_autofree char *path = g_build_filename (home, paths[i], NULL);

          ms_home_write (home, paths[i], kind == UNREADABLE ? "" : AERC ("a.example.org"), -1);
          if (i == 0)
            ms_home_write (home, paths[i], "[Profile0]\nPath=p\nIsRelative=1\n", -1);
          if (kind == HUGE)
            g_assert_cmpint (truncate (path, 5 * 1024 * 1024), ==, 0);
          if (kind == UNREADABLE)
            g_assert_cmpint (g_chmod (path, 0), ==, 0);
          if (kind == HUGE || kind == UNREADABLE || (i == 0 && kind != FIFO))
            continue;
          g_assert_cmpint (g_unlink (path), ==, 0);
          if (kind == FIFO)
            g_assert_cmpint (mkfifo (path, 0600), ==, 0);
          if (kind == FOLDER)
            g_assert_cmpint (g_mkdir (path, 0700), ==, 0);
          if (kind == LOOP)
            g_assert_cmpint (symlink (path, path), ==, 0);
          if (kind == DEVICE)
            g_assert_cmpint (symlink ("/dev/zero", path), ==, 0);
        }
      servers = ms_home_servers (home, NULL);
      g_assert_cmpstr (servers, ==, "");
      ms_home_remove (home);
    }
}

/* A folder that contains itself, and a link to settings that lie elsewhere, as some systems have them. */
static void
test_links (void)
{
  g_autofree char *home = ms_home_new (), *elsewhere = ms_home_new (), *servers = NULL;
  g_autofree char *link = g_build_filename (home, ".config/aerc/accounts.conf", NULL);
  g_autofree char *file = g_build_filename (elsewhere, "accounts.conf", NULL);
  g_autofree char *loop = g_build_filename (home, ".var/app/x/config", NULL);

  ms_home_write (elsewhere, "accounts.conf", AERC ("a.example.org"), -1);
  ms_home_write (home, ".config/aerc/x", "", -1);
  ms_home_write (home, ".var/app/x/y", "", -1);
  g_assert_cmpint (symlink (file, link), ==, 0);
  g_assert_cmpint (symlink (home, loop), ==, 0);
  servers = ms_home_servers (home, NULL);
  g_assert_cmpstr (servers, ==, "imap a.example.org 993 tls");
  ms_home_remove (home);
  ms_home_remove (elsewhere);
}

static void
test_includes (void)
{
  g_autofree char *home = ms_home_new (), *servers = NULL;
  g_autoptr (GString) rc = g_string_new ("source ~/.muttrc\nsource .mutt/0\nsource /etc/passwd\nsource ../../../../etc/passwd\n");

  for (guint i = 0; i < 400; i++)
    {
      g_autofree char *name = g_strdup_printf (".mutt/%u", i);
      g_autofree char *text
        = g_strdup_printf ("set folder=imaps://h%u.example.org\nsource ~/.mutt/%u\nsource ~/.muttrc\n", i, i + 1);
      ms_home_write (home, name, text, -1);
      g_string_append_printf (rc, "source ~/.mutt/%u\n", 399 - i);
    }
  ms_home_write (home, ".muttrc", rc->str, -1);
  servers = ms_home_servers (home, NULL);
  g_assert_nonnull (strstr (servers, "h0.example.org"));
  g_assert_nonnull (strstr (servers, "h399.example.org"));
  g_assert_null (strstr (servers, "h200.example.org"));
  ms_home_remove (home);
}

/* One file under the name of every reader's. */
static void
link_all (const char *home)
{
  g_autofree char *file = g_build_filename (home, "content", NULL);

  ms_home_write (home, "content", "", 0);
  for (guint k = 0; k < G_N_ELEMENTS (paths); k++)
    {
      g_autofree char *path = g_build_filename (home, paths[k], NULL);

      ms_home_write (home, paths[k], "", 0); /* makes the folders */
      g_assert_cmpint (g_unlink (path), ==, 0);
      g_assert_cmpint (link (file, path), ==, 0);
    }
}

/* Every reader gets every syntax, cut off in all places and with bytes that no text has; it must come back soon. */
static void
test_garbage (void)
{
  static const char *const texts[] = {
    AERC ("a.example.org"),
    "poll \"a.example.org\" proto 'imap\nuser x pass \"CANARY-SECRET",
    "{\"*\": {\"accounts\": [{\"settings\": {\"imap_host\": \"a",
    "user_pref(\"mail.server.server1.hostname\", \"\\u12\\x\");\nuser_pref('a', /* ",
    "[a\n[[b]]\nc = \"\"\"d\n",
    "set folder=\"imaps://$a${b`c`\\",
    "a:\n- b: {c: d\n  - - - -\n",
    "inbox-path={a.example.org/ssl/user=\"}\n\t{",
    "\xff\xfe[\0]\x80=\xc3\n\x01\x02\x03",
    "account a : a\nhost imaps://@@@:::\n",
  };
  gint64 begin = g_get_monotonic_time ();

  for (guint i = 0; i < G_N_ELEMENTS (texts); i++)
    {
      g_autofree char *home = ms_home_new (), *servers = NULL;
      gsize length = i == 8 ? 13 : strlen (texts[i]);

      link_all (home);
      for (gsize cut = 0; cut <= length; cut += 3)
        {
          ms_home_write (home, "content", texts[i], (gssize) cut);
          g_free (servers);
          servers = ms_home_servers (home, NULL);
          g_assert_null (strstr (servers, "CANARY"));
        }
      ms_home_remove (home);
    }
  g_test_message ("%ld ms", (long) (g_get_monotonic_time () - begin) / 1000);
}

/* A quarter of a MiB of what a reader likes least. */
static void
test_large (void)
{
  static const char *const pieces[] = { "[a]\n",
                                        "[",
                                        "{",
                                        "\"",
                                        "\\\n",
                                        "a=b\n ",
                                        "- ",
                                        "poll a.b ",
                                        "account a : a\nhost h.example\n",
                                        "a.",
                                        "{a=",
                                        "set $a",
                                        "`'\"",
                                        "\n",
                                        "\0",
                                        "\t{a/b",
                                        "source x;",
                                        "folder-hook . '",
                                        "//",
                                        "/*",
                                        "pref(",
                                        "[x]\nsource=imaps://h.example\n",
                                        "<enter-command>" };

  for (guint i = 0; i < G_N_ELEMENTS (pieces); i++)
    {
      g_autofree char *home = ms_home_new (), *servers = NULL;
      gsize length = MAX (strlen (pieces[i]), 1), size = 256 * 1024 / length * length;
      g_autofree char *text = g_malloc (size);
      gint64 begin;

      for (gsize at = 0; at < size; at += length)
        memcpy (text + at, pieces[i], length);
      link_all (home);
      ms_home_write (home, "content", text, (gssize) size);
      begin = g_get_monotonic_time ();
      servers = ms_home_servers (home, NULL);
      g_test_message ("%u: %ld ms", i, (long) (g_get_monotonic_time () - begin) / 1000);
      g_assert_cmpint (g_get_monotonic_time () - begin, <, 20 * G_USEC_PER_SEC);
      ms_home_remove (home);
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/clients/samples", test_samples);
  g_test_add_func ("/clients/pinned-files", test_pinned_files);
  g_test_add_func ("/clients/places", test_places);
  g_test_add_func ("/clients/merge", test_merge);
  g_test_add_func ("/clients/collection", test_collection);
  g_test_add_func ("/clients/identities", test_identities);
  g_test_add_func ("/clients/table", test_table);
  g_test_add_func ("/clients/speed", test_speed);
  g_test_add_func ("/clients/odd-files", test_odd_files);
  g_test_add_func ("/clients/links", test_links);
  g_test_add_func ("/clients/includes", test_includes);
  g_test_add_func ("/clients/garbage", test_garbage);
  g_test_add_func ("/clients/large", test_large);
  return g_test_run ();
}
