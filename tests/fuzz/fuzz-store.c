/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A database that was changed by whoever: byte 0 picks a whole one, or none, changed by what follows. It is opened, read, written
 * to and opened again: nothing breaks, what was set aside stays as it was, and what was kept is there again.
 */
#include "model/alert.h"
#include "model/finding.h"
#include "daemon/store.h"
#include "check/x509/certificate.h"
#include "tests/fuzz/fuzz.h"
#include "tests/lib/pki.h"

#include <glib/gstdio.h>
#include <string.h>

#define NOW ((gint64) 1767225600)

static char *folder, *path;
static Pki *leaf;
static GBytes *whole;

static MsObservation *
observe (gint64 now)
{
  g_autoptr (MsTarget) target = ms_target_new (MS_SERVICE_IMAP, "mail.example.org", 0);
  MsObservation *observation = ms_observation_new (target, now);
  MsSighting *sighting = ms_sighting_new ("192.0.2.1");

  sighting->outcome = MS_OUTCOME_OK;
  sighting->tls_version = g_strdup ("1.3");
  g_ptr_array_add (sighting->der, g_bytes_ref (leaf->der));
  g_ptr_array_add (sighting->chain, ms_certificate_parse (leaf->der));
  g_ptr_array_add (observation->sightings, sighting);
  observation->hints->use_host = g_strdup ("imap.example.org");
  return observation;
}

/* What can be written is; TRUE if all of it was kept. */
static gboolean
write_all (MsStore *store, gint64 now)
{
  g_autoptr (MsObservation) observation = observe (now);
  g_autoptr (GPtrArray) alerts = g_ptr_array_new_with_free_func ((GDestroyNotify) ms_alert_free);
  g_autoptr (GPtrArray) lines = g_ptr_array_new_with_free_func ((GDestroyNotify) ms_journal_line_free);
  MsAlert *alert = ms_alert_new ("expired-1", MS_CODE_EXPIRED);
  gboolean kept;

  alert->title = g_strdup ("The certificate ran out.");
  alert->since = now;
  g_ptr_array_add (alerts, alert);
  kept = ms_store_record (store, observation, NULL);
  g_ptr_array_add (lines, ms_journal_line_new (now, "imap://mail.example.org", "notice", "text"));
  kept = ms_store_save (store, alerts, lines, NULL) && kept;
  return ms_store_set (store, "fuzz", "kept", NULL) && kept;
}

static void
read_all (MsStore *store)
{
  g_autoptr (MsTarget) target = ms_target_new (MS_SERVICE_IMAP, "mail.example.org", 0);
  g_autoptr (MsObservation) last = ms_store_last (store, target);
  g_autoptr (MsHistory) history = ms_store_history (store, "imap://mail.example.org", ms_certificate_parse);
  g_autoptr (GPtrArray) authorities = ms_store_authorities (store), all = ms_store_alerts (store, TRUE),
                        open = ms_store_alerts (store, FALSE), lines = ms_store_journal_of (store, NULL);

  g_assert_cmpuint (authorities->len, <=, 512);
  g_assert_cmpuint (open->len + all->len + lines->len, <, 100000);
  for (guint i = 0; i < all->len; i++)
    g_assert_nonnull (((MsAlert *) g_ptr_array_index (all, i))->id);
  for (guint i = 0; i < history->seen->len; i++)
    g_assert_nonnull (((MsSeen *) g_ptr_array_index (history->seen, i))->leaf);
  g_assert_true (last == NULL || last->sightings != NULL);
  ms_store_told_since (store, NOW);
}

/* ---- the file ---------------------------------------------------------------------------------------------------- */

static void
begin (void)
{
  PkiSpec spec = { .cn = "mail.example.org", .not_before = NOW, .not_after = NOW + 86400 };
  g_autofree char *bytes = NULL;
  gsize size;
  MsStore *store;

  folder = g_build_filename (fuzz_folder (), "state", NULL);
  path = g_build_filename (folder, "mailseal.db", NULL);
  leaf = pki_make (&spec, NULL);
  store = ms_store_open (folder, NOW);
  g_assert_true (write_all (store, NOW));
  ms_store_free (store);
  g_assert_true (g_file_get_contents (path, &bytes, &size, NULL));
  whole = g_bytes_new_take (g_steal_pointer (&bytes), size);
}

static GBytes *
file_of (FuzzInput *input)
{
  g_autoptr (GByteArray) bytes = g_byte_array_new ();
  gsize size;
  const guint8 *data = g_bytes_get_data (whole, &size);

  if (fuzz_byte (input) % 8 == 7)
    return g_bytes_new (input->at, input->left);
  g_byte_array_append (bytes, data, (guint) size);
  while (input->left > 0)
    fuzz_change (input, bytes);
  return g_byte_array_free_to_bytes (g_steal_pointer (&bytes));
}

static ino_t
inode_of (const char *file)
{
  GStatBuf info;
  return g_stat (file, &info) == 0 ? info.st_ino : 0;
}

/* The file is there, under its own name or set aside as it was; how many were set aside. */
static guint
check_aside (GBytes *file, ino_t inode)
{
  g_autoptr (GDir) dir = g_dir_open (folder, 0, NULL);
  const char *name;
  gboolean there = inode_of (path) == inode;
  guint n = 0;

  while ((name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *aside = g_build_filename (folder, name, NULL), *bytes = NULL;
      gsize size;

      if (strstr (name, ".damaged-") == NULL || g_str_has_suffix (name, "-wal") || g_str_has_suffix (name, "-shm"))
        continue;
      n++;
      if (inode_of (aside) != inode)
        continue;
      there = TRUE;
      g_assert_true (g_file_get_contents (aside, &bytes, &size, NULL));
      g_assert_cmpmem (bytes, size, g_bytes_get_data (file, NULL), g_bytes_get_size (file));
    }
  g_assert_true (there);
  return n;
}

int
LLVMFuzzerTestOneInput (const uint8_t *bytes, size_t size)
{
  FuzzInput input = { bytes, size };
  g_autoptr (GBytes) file = NULL;
  g_auto (GStrv) notices = NULL;
  g_autofree char *now = NULL, *later = NULL;
  MsStore *store;
  guint aside;
  gboolean kept;
  ino_t inode;

  if (folder == NULL)
    begin ();
  file = file_of (&input);
  fuzz_remove (folder);
  g_assert_cmpint (g_mkdir (folder, 0700), ==, 0);
  fuzz_write (path, g_bytes_get_data (file, NULL), g_bytes_get_size (file));

  inode = inode_of (path);
  store = ms_store_open (folder, NOW);
  notices = ms_store_notices (store);
  for (guint i = 0; notices[i] != NULL; i++)
    fuzz_check_line (notices[i]);
  aside = check_aside (file, inode);
  g_assert_true (aside == 0 || (aside == 1 && notices[0] != NULL));
  read_all (store);
  kept = write_all (store, NOW + 60);
  read_all (store);
  now = ms_store_get (store, "fuzz");
  g_assert_cmpstr (now, ==, "kept"); /* written or not */
  ms_store_free (store);

  store = ms_store_open (folder, NOW + 120);
  read_all (store);
  later = ms_store_get (store, "fuzz");
  ms_store_free (store);
  if (check_aside (file, inode) == aside && kept)
    g_assert_cmpstr (later, ==, "kept");
  return 0;
}
