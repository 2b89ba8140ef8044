/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The readers of mail clients: the first byte picks one (a row of the table below; MAILSEAL_FUZZ_READER names one instead),
 * the rest is its settings file, in a home of its own. What comes out must be hosts and ports, whatever went in.
 */
#include "config/clients/import.h"
#include "config/clients/readers.h"
#include "model/url.h"
#include "tests/fuzz/fuzz.h"

#include <glib/gstdio.h>
#include <stdlib.h>

static const struct
{
  MsReader read;
  const char *file;  /* what is written */
  const char *start; /* what the reader is pointed at; NULL: the same */
} targets[] = {
  { ms_read_thunderbird, "profile/prefs.js", "profiles.ini" },
  { ms_read_thunderbird, "other.ini", NULL },
  { ms_read_evolution, "sources/a.source", "sources" },
  { ms_read_goa, "accounts.conf", NULL },
  { ms_read_kmail, "akonadi_imap_resource_0rc", NULL },
  { ms_read_kmail, "akonadi_pop3_resource_0rc", NULL },
  { ms_read_kmail, "akonadi_ews_resource_0rc", NULL },
  { ms_read_kmail, "mailtransports", NULL },
  { ms_read_geary, "geary.ini", NULL },
  { ms_read_claws, "accountrc", NULL },
  { ms_read_balsa, "balsa", NULL },
  { ms_read_trojita, "trojita.conf", NULL },
  { ms_read_mailspring, "config.json", NULL },
  { ms_read_mutt, "muttrc", NULL },
  { ms_read_aerc, "aerc", NULL },
  { ms_read_alpine, "pinerc", NULL },
  { ms_read_himalaya, "config.toml", NULL },
  { ms_read_mbsync, "mbsyncrc", NULL },
  { ms_read_offlineimap, "offlineimaprc", NULL },
  { ms_read_fetchmail, "fetchmailrc", NULL },
  { ms_read_getmail, "getmailrc", NULL },
  { ms_read_goimapnotify, "goimapnotify.yaml", NULL },
  { ms_read_msmtp, "msmtprc", NULL },
};

static const char *home;
static const char *only; /* the number of the one reader that is asked for, or NULL */

static void
make_home (void)
{
  g_autofree char *profile = g_build_filename (fuzz_folder (), "profile", NULL),
                  *sources = g_build_filename (fuzz_folder (), "sources", NULL),
                  *ini = g_build_filename (fuzz_folder (), "profiles.ini", NULL);
  static const char profiles[] = "[Profile0]\nPath=profile\nIsRelative=1\n";

  home = fuzz_folder ();
  only = g_getenv ("MAILSEAL_FUZZ_READER");
  g_assert_cmpint (g_mkdir (profile, 0700), ==, 0);
  g_assert_cmpint (g_mkdir (sources, 0700), ==, 0);
  fuzz_write (ini, profiles, sizeof profiles - 1);
}

static void
check (const GPtrArray *found)
{
  for (guint i = 0; i < found->len; i++)
    {
      const MsAccount *account = g_ptr_array_index (found, i);
      g_autofree char *host = ms_host_normal (account->host);

      g_assert_cmpstr (host, ==, account->host);
      g_assert_cmpuint (account->port, >, 0);
      g_assert_cmpuint (account->origins->len, >, 0);
      g_assert_cmpint (account->protocol, !=, MS_PROTOCOL_UNKNOWN);
    }
}

static void
read_one (guint target)
{
  g_autoptr (GPtrArray) found = g_ptr_array_new_with_free_func ((GDestroyNotify) ms_account_free);
  g_autoptr (GHashTable) index = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL),
                         seen = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL),
                         named = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL),
                         domains = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  gsize budget = 64 * 1024 * 1024;
  MsImport import = { .home = home,
                      .client = "x",
                      .found = found,
                      .index = index,
                      .seen = seen,
                      .budget = &budget,
                      .named = named,
                      .domains = domains };
  MsRoot root = { (char *) home, (char *) home, (char *) home };
  g_autofree char *start
    = g_build_filename (home, targets[target].start != NULL ? targets[target].start : targets[target].file, NULL);

  targets[target].read (&import, &root, start);
  check (found);
}

int
LLVMFuzzerTestOneInput (const uint8_t *bytes, size_t size)
{
  g_autofree char *path = NULL;
  guint target;

  if (home == NULL)
    make_home ();
  if (size == 0)
    return 0;
  target = (only != NULL ? (guint) atoi (only) : bytes[0]) % G_N_ELEMENTS (targets);
  path = g_build_filename (home, targets[target].file, NULL);
  fuzz_write (path, bytes + 1, size - 1);
  read_one (target);
  return 0;
}
