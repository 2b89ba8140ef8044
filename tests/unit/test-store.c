/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "daemon/store.h"

#include "daemon/x509/certificate.h"
#include "daemon/x509/trust.h"
#include "tests/lib/pki.h"

#include <glib/gstdio.h>
#include <signal.h>
#include <sqlite3.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#define NOW  ((gint64) 1800000000)
#define HOUR ((gint64) 3600)

typedef struct
{
  char *folder, *path;
  MsStore *store;
  MsTarget *target;
  Pki *first, *second;
} Fixture;

static void
open_store (Fixture *f)
{
  char *notice = NULL;
  f->store = ms_store_open (f->folder, NOW, &notice);
  g_assert_null (notice);
}

static void
set_up (Fixture *f, gconstpointer data)
{
  const PkiSpec a = { .cn = "first" }, b = { .cn = "second" };

  f->folder = g_dir_make_tmp ("mailseal-store-XXXXXX", NULL);
  f->path = g_build_filename (f->folder, "mailseal.db", NULL);
  f->target = ms_target_new (MS_SERVICE_IMAPS, "mail.example.org", 0);
  f->first = pki_make (&a, NULL);
  f->second = pki_make (&b, NULL);
  open_store (f);
}

static void
tear_down (Fixture *f, gconstpointer data)
{
  g_autofree char *command = g_strdup_printf ("rm -r '%s'", f->folder);

  ms_store_free (f->store);
  g_assert_true (g_spawn_command_line_sync (command, NULL, NULL, NULL, NULL));
  ms_target_free (f->target);
  pki_free (f->first);
  pki_free (f->second);
  g_free (f->folder);
  g_free (f->path);
}

static void
record (Fixture *f, const Pki *shown, gint64 when, guint duration)
{
  g_autoptr (MsObservation) observation = ms_observation_new (f->target, when);
  MsSighting *sighting = ms_sighting_new ("192.0.2.1");
  g_autoptr (GError) error = NULL;

  sighting->duration_ms = duration;
  sighting->tls_version = g_strdup ("1.3");
  sighting->trust = MS_TRUST_NO_CHAIN;
  if (shown != NULL)
    {
      g_ptr_array_add (sighting->der, g_bytes_ref (shown->der));
      g_ptr_array_add (sighting->chain, ms_certificate_parse (shown->der));
      sighting->trust = MS_TRUST_OK;
    }
  else
    {
      sighting->outcome = MS_OUTCOME_UNREACHABLE;
      sighting->reason = g_strdup ("refused");
    }
  g_ptr_array_add (observation->sightings, sighting);
  g_assert_true (ms_store_record (f->store, observation, &error));
  g_assert_no_error (error);
}

static GPtrArray *
memory (Fixture *f)
{
  g_autoptr (MsHistory) history = ms_store_history (f->store, "imaps://mail.example.org", ms_certificate_parse);
  return g_ptr_array_ref (history->memory);
}

static void
reopen (Fixture *f)
{
  ms_store_free (f->store);
  open_store (f);
}

static void
test_round_trip (Fixture *f, gconstpointer data)
{
  g_autoptr (MsObservation) last = NULL;
  const MsSighting *sighting;

  g_assert_null (ms_store_last (f->store, f->target));
  record (f, f->first, NOW, 34);
  reopen (f);
  last = ms_store_last (f->store, f->target);
  g_assert_cmpint (last->checked, ==, NOW);
  g_assert_cmpuint (last->sightings->len, ==, 1);
  sighting = g_ptr_array_index (last->sightings, 0);
  g_assert_cmpstr (sighting->address, ==, "192.0.2.1");
  g_assert_cmpint (sighting->outcome, ==, MS_OUTCOME_OK);
  g_assert_cmpuint (sighting->duration_ms, ==, 34);
  g_assert_cmpstr (sighting->tls_version, ==, "1.3");
  g_assert_null (sighting->detail);
  g_assert_true (g_bytes_equal (g_ptr_array_index (sighting->der, 0), f->first->der));
}

static void
test_memory (Fixture *f, gconstpointer data)
{
  g_autoptr (GPtrArray) seen = NULL, later = NULL;
  const MsMemory *a, *b;

  record (f, f->first, NOW, 1);
  record (f, f->first, NOW + HOUR, 2);
  record (f, f->second, NOW + 2 * HOUR, 3);
  record (f, f->second, NOW + 3 * HOUR, 4);
  record (f, NULL, NOW + 4 * HOUR, 5); /* away: what was seen stays as it was */
  seen = memory (f);
  g_assert_cmpuint (seen->len, ==, 2);
  a = g_ptr_array_index (seen, 0);
  b = g_ptr_array_index (seen, 1);
  g_assert_cmpint (a->first_seen, ==, NOW);
  g_assert_cmpint (a->last_seen, ==, NOW + HOUR);
  g_assert_true (a->trusted);
  g_assert_cmpstr (a->leaf->subject, ==, "CN=first");
  g_assert_cmpint (b->first_seen, ==, NOW + 2 * HOUR);
  g_assert_cmpint (b->last_seen, ==, NOW + 3 * HOUR);
  record (f, f->first, NOW + 5 * HOUR, 6); /* back again */
  later = memory (f);
  g_assert_cmpuint (later->len, ==, 2);
  g_assert_cmpint (((MsMemory *) g_ptr_array_index (later, 0))->first_seen, ==, NOW);
  g_assert_cmpint (((MsMemory *) g_ptr_array_index (later, 0))->last_seen, ==, NOW + 5 * HOUR);
}

/* Two certificates within one second keep their order. */
static void
test_order (Fixture *f, gconstpointer data)
{
  g_autoptr (GPtrArray) seen = NULL;

  record (f, f->second, NOW, 1);
  record (f, f->first, NOW, 1);
  seen = memory (f);
  g_assert_cmpstr (((MsMemory *) g_ptr_array_index (seen, 0))->leaf->subject, ==, "CN=second");
  g_assert_cmpstr (((MsMemory *) g_ptr_array_index (seen, 1))->leaf->subject, ==, "CN=first");
}

static gint64
query (Fixture *f, const char *sql)
{
  sqlite3 *db;
  sqlite3_stmt *statement;
  gint64 value = -1;

  g_assert_cmpint (sqlite3_open (f->path, &db), ==, SQLITE_OK);
  g_assert_cmpint (sqlite3_prepare_v2 (db, sql, -1, &statement, NULL), ==, SQLITE_OK);
  if (sqlite3_step (statement) == SQLITE_ROW)
    value = sqlite3_column_int64 (statement, 0);
  sqlite3_finalize (statement);
  sqlite3_close (db);
  return value;
}

/* By change, not by sample: a thousand looks that show nothing new leave one row of everything, and next to nothing on disk. */
static void
test_by_change (Fixture *f, gconstpointer data)
{
  GStatBuf before, after;

  record (f, f->first, NOW, 1);
  query (f, "PRAGMA wal_checkpoint(TRUNCATE)");
  g_assert_cmpint (g_stat (f->path, &before), ==, 0);
  for (guint i = 1; i <= 1000; i++)
    record (f, f->first, NOW + i, i);
  query (f, "PRAGMA wal_checkpoint(TRUNCATE)");
  g_assert_cmpint (g_stat (f->path, &after), ==, 0);
  g_assert_cmpint (after.st_size, ==, before.st_size);
  g_assert_cmpint (query (f, "SELECT count(*) FROM sightings"), ==, 1);
  g_assert_cmpint (query (f, "SELECT count(*) FROM certificates"), ==, 1);
  g_assert_cmpint (query (f, "SELECT checked FROM servers"), ==, NOW + 1000);
  g_assert_cmpint (query (f, "SELECT duration_ms FROM current"), ==, 1); /* how long it took is nothing new */
  g_assert_cmpint (query (f, "PRAGMA user_version"), ==, 4);
}

static void
test_history_is_bounded (Fixture *f, gconstpointer data)
{
  for (guint i = 0; i < 60; i++)
    {
      g_autofree char *cn = g_strdup_printf ("c%u", i);
      const PkiSpec spec = { .cn = cn, .same_key = f->first };
      g_autoptr (Pki) pki = pki_make (&spec, NULL);
      record (f, pki, NOW + i * HOUR, 1);
    }
  for (guint i = 0; i < 1100; i++)
    g_assert_true (ms_store_journal (f->store, NOW + i, "imaps://mail.example.org", "told", "x", NULL));
  g_assert_cmpint (query (f, "SELECT count(*) FROM sightings"), <=, 51);
  g_assert_cmpint (query (f, "SELECT count(*) FROM certificates"), <=, 51);
  g_assert_cmpint (query (f, "SELECT count(*) FROM journal"), <=, 1001);
}

static void
test_alerts (Fixture *f, gconstpointer data)
{
  g_autoptr (GPtrArray) alerts = g_ptr_array_new_with_free_func ((GDestroyNotify) ms_alert_free), open_ = NULL, all = NULL;
  MsAlert *alert = ms_alert_new ("expiry-1", MS_CODE_EXPIRED), *solved = ms_alert_new ("name-2", MS_CODE_NAME_MISMATCH);
  const MsAlert *back;

  g_strfreev (alert->servers);
  alert->servers = g_strsplit ("imaps://a.example pop3s://a.example", " ", -1);
  alert->severity = MS_SEVERITY_CRITICAL;
  alert->who = MS_WHO_PROVIDER;
  alert->step = MS_STEP_EXPIRED;
  alert->title = g_strdup ("it's \"over\"; DROP TABLE alerts");
  alert->since = NOW;
  alert->told = NOW + 1;
  alert->tell = FALSE;
  alert->acknowledged = TRUE;
  alert->snoozed_until = G_MAXINT64;
  solved->step = MS_STEP_RESOLVED;
  solved->resolved = NOW + 5;
  g_ptr_array_add (alerts, alert);
  g_ptr_array_add (alerts, solved);
  g_assert_true (ms_store_save_alerts (f->store, alerts, NULL));
  g_assert_true (ms_store_save_alerts (f->store, alerts, NULL)); /* by id: no doubles */
  reopen (f);
  open_ = ms_store_alerts (f->store, FALSE);
  all = ms_store_alerts (f->store, TRUE);
  g_assert_cmpuint (open_->len, ==, 1);
  g_assert_cmpuint (all->len, ==, 2);
  back = g_ptr_array_index (open_, 0);
  g_assert_cmpstr (back->id, ==, "expiry-1");
  g_assert_cmpint (back->code, ==, MS_CODE_EXPIRED);
  g_assert_cmpint (back->step, ==, MS_STEP_EXPIRED);
  g_assert_cmpstr (back->title, ==, alert->title);
  g_assert_cmpuint (g_strv_length (back->servers), ==, 2);
  g_assert_cmpint (back->told, ==, NOW + 1);
  g_assert_true (back->acknowledged);
  g_assert_cmpint (back->snoozed_until, ==, G_MAXINT64);
}

static void
test_keys (Fixture *f, gconstpointer data)
{
  g_autofree char *none = ms_store_get (f->store, "locale"), *value = NULL;

  g_assert_null (none);
  g_assert_true (ms_store_set (f->store, "locale", "de_DE.UTF-8", NULL));
  g_assert_true (ms_store_set (f->store, "locale", "fr_FR.UTF-8", NULL));
  reopen (f);
  value = ms_store_get (f->store, "locale");
  g_assert_cmpstr (value, ==, "fr_FR.UTF-8");
}

/* ---- damage ---------------------------------------------------------------------------------------------------- */

static guint
set_aside_files (Fixture *f)
{
  g_autoptr (GDir) dir = g_dir_open (f->folder, 0, NULL);
  const char *name;
  guint n = 0;

  while ((name = g_dir_read_name (dir)) != NULL)
    n += strstr (name, ".damaged-") != NULL && !g_str_has_suffix (name, "-wal") && !g_str_has_suffix (name, "-shm");
  return n;
}

static void
test_damaged (Fixture *f, gconstpointer data)
{
  g_autofree char *whole = NULL;
  gsize length;

  record (f, f->first, NOW, 1);
  query (f, "PRAGMA wal_checkpoint(TRUNCATE)");
  ms_store_free (f->store);
  f->store = NULL;
  g_assert_true (g_file_get_contents (f->path, &whole, &length, NULL));
  for (guint kind = 0; kind < 4; kind++)
    {
      g_autofree char *bytes = g_memdup2 (whole, length);
      g_autofree char *notice = NULL;
      gsize size = length;

      if (kind == 0)
        memcpy (bytes, "this is a text file", 19);
      else if (kind == 1)
        size = length / 2 + 17;
      else if (kind == 2)
        memset (bytes + 4096, 0, 4096);
      else
        size = 10;
      g_assert_true (g_file_set_contents (f->path, bytes, (gssize) size, NULL));
      f->store = ms_store_open (f->folder, NOW, &notice);
      g_test_message ("%u: %s", kind, notice);
      g_assert_nonnull (notice);
      g_assert_nonnull (strstr (notice, ".damaged-"));
      g_assert_cmpuint (set_aside_files (f), ==, kind + 1); /* none of them is overwritten */
      record (f, f->first, NOW, 1);                         /* and the new one works */
      ms_store_free (f->store);
      f->store = NULL;
      g_assert_cmpint (query (f, "PRAGMA wal_checkpoint(TRUNCATE)"), ==, 0);
    }
}

/* SQLite does not notice a flipped byte of a blob; the certificate's name does. */
static void
test_flipped_certificate (Fixture *f, gconstpointer data)
{
  g_autoptr (GPtrArray) seen = NULL;
  g_autoptr (MsObservation) last = NULL;

  record (f, f->first, NOW, 1);
  query (f, "UPDATE certificates SET der = x'3000'");
  seen = memory (f);
  last = ms_store_last (f->store, f->target);
  g_assert_cmpuint (seen->len, ==, 0);
  g_assert_cmpuint (((MsSighting *) g_ptr_array_index (last->sightings, 0))->der->len, ==, 0);
}

static void
test_newer (Fixture *f, gconstpointer data)
{
  g_autofree char *notice = NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (MsObservation) last = NULL;

  record (f, f->first, NOW, 1);
  ms_store_free (f->store);
  query (f, "PRAGMA user_version = 99");
  f->store = ms_store_open (f->folder, NOW, &notice);
  g_assert_nonnull (notice);
  g_assert_false (ms_store_set (f->store, "a", "b", &error));
  g_assert_nonnull (error);
  last = ms_store_last (f->store, f->target);
  g_assert_nonnull (last); /* what it holds is still of use */
  g_assert_cmpuint (set_aside_files (f), ==, 0);
}

static void
test_nowhere (Fixture *f, gconstpointer data)
{
  g_autofree char *file = g_build_filename (f->folder, "file", NULL), *below = g_build_filename (file, "folder", NULL),
                  *notice = NULL;
  MsStore *usual = f->store;

  g_assert_true (g_file_set_contents (file, "", -1, NULL));
  f->store = ms_store_open (below, NOW, &notice);
  g_assert_nonnull (strstr (notice, below));
  record (f, f->first, NOW, 1); /* it works, and forgets */
  ms_store_free (f->store);
  f->store = usual;
}

/* Killed in the middle of writing: what was committed is there, and sound. */
static void
test_killed (Fixture *f, gconstpointer data)
{
  ms_store_free (f->store);
  f->store = NULL;
  for (guint round = 0; round < 5; round++)
    {
      pid_t child = fork ();
      if (child == 0)
        {
          open_store (f);
          for (guint i = 0;; i++)
            record (f, i % 2 == 0 ? f->first : f->second, NOW + i, 1);
        }
      g_usleep (30000 + round * 10000);
      kill (child, SIGKILL);
      waitpid (child, NULL, 0);
      open_store (f); /* asserts that nothing had to be set aside */
      ms_store_free (f->store);
      f->store = NULL;
    }
  g_assert_cmpuint (set_aside_files (f), ==, 0);
}

static void
test_private (Fixture *f, gconstpointer data)
{
  GStatBuf info;

  g_assert_cmpint (g_stat (f->path, &info), ==, 0);
  g_assert_cmpint (info.st_mode & 0777, ==, 0600);
}

int
main (int argc, char **argv)
{
  static const struct
  {
    const char *path;
    void (*test) (Fixture *f, gconstpointer data);
  } tests[] = {
    { "/store/round-trip", test_round_trip },
    { "/store/memory", test_memory },
    { "/store/order", test_order },
    { "/store/by-change", test_by_change },
    { "/store/bounded", test_history_is_bounded },
    { "/store/alerts", test_alerts },
    { "/store/keys", test_keys },
    { "/store/damaged", test_damaged },
    { "/store/flipped", test_flipped_certificate },
    { "/store/newer", test_newer },
    { "/store/nowhere", test_nowhere },
    { "/store/killed", test_killed },
    { "/store/private", test_private },
  };

  g_test_init (&argc, &argv, NULL);
  for (guint i = 0; i < G_N_ELEMENTS (tests); i++)
    g_test_add (tests[i].path, Fixture, NULL, set_up, tests[i].test, tear_down);
  return g_test_run ();
}
