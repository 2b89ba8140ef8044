/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "model/alert.h"
#include "model/finding.h"
#include "daemon/store.h"

#include "check/x509/certificate.h"
#include "check/x509/trust.h"
#include "tests/lib/pki.h"

#include <glib/gstdio.h>
#include <signal.h>
#include <sqlite3.h>
#include <string.h>
#include <sys/resource.h>
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
  g_auto (GStrv) notices = NULL;

  f->store = ms_store_open (f->folder, NOW);
  notices = ms_store_notices (f->store);
  g_assert_null (notices[0]);
}

/* What it says of itself: as many sentences, the first of which has this in it. */
static void
assert_says (Fixture *f, guint n, const char *part)
{
  g_auto (GStrv) notices = ms_store_notices (f->store);

  g_assert_cmpuint (g_strv_length (notices), ==, n);
  if (part != NULL)
    g_assert_nonnull (strstr (notices[0], part));
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

static MsObservation *
observe (Fixture *f, const Pki *shown, gint64 when, guint duration)
{
  MsObservation *observation = ms_observation_new (f->target, when);
  MsSighting *sighting = ms_sighting_new ("192.0.2.1");

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
      sighting->reason = MS_REASON_REFUSED;
    }
  g_ptr_array_add (observation->sightings, sighting);
  return observation;
}

static void
record (Fixture *f, const Pki *shown, gint64 when, guint duration)
{
  g_autoptr (MsObservation) observation = observe (f, shown, when, duration);
  g_autoptr (GError) error = NULL;

  g_assert_true (ms_store_record (f->store, observation, &error));
  g_assert_no_error (error);
}

static GPtrArray *
memory (Fixture *f)
{
  g_autoptr (MsHistory) history = ms_store_history (f->store, "imaps://mail.example.org", ms_certificate_parse);
  return g_ptr_array_ref (history->seen);
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
  const MsSeen *a, *b;

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
  g_assert_cmpint (((MsSeen *) g_ptr_array_index (later, 0))->first_seen, ==, NOW);
  g_assert_cmpint (((MsSeen *) g_ptr_array_index (later, 0))->last_seen, ==, NOW + 5 * HOUR);
}

/* Two certificates within one second keep their order. */
static void
test_order (Fixture *f, gconstpointer data)
{
  g_autoptr (GPtrArray) seen = NULL;

  record (f, f->second, NOW, 1);
  record (f, f->first, NOW, 1);
  seen = memory (f);
  g_assert_cmpstr (((MsSeen *) g_ptr_array_index (seen, 0))->leaf->subject, ==, "CN=second");
  g_assert_cmpstr (((MsSeen *) g_ptr_array_index (seen, 1))->leaf->subject, ==, "CN=first");
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
  g_assert_cmpint (query (f, "SELECT count(*) FROM seen"), ==, 1);
  g_assert_cmpint (query (f, "SELECT count(*) FROM certificates"), ==, 1);
  g_assert_cmpint (query (f, "SELECT checked FROM servers"), ==, NOW + 1000);
  g_assert_cmpint (query (f, "SELECT duration_ms FROM shown"), ==, 1); /* how long it took is nothing new */
  g_assert_cmpint (query (f, "PRAGMA user_version"), ==, 6);
}

static void
test_history_is_bounded (Fixture *f, gconstpointer data)
{
  g_autoptr (GPtrArray) lines = g_ptr_array_new_with_free_func ((GDestroyNotify) ms_journal_line_free);

  for (guint i = 0; i < 60; i++)
    {
      g_autofree char *cn = g_strdup_printf ("c%u", i);
      const PkiSpec spec = { .cn = cn, .same_key = f->first };
      g_autoptr (Pki) pki = pki_make (&spec, NULL);
      record (f, pki, NOW + i * HOUR, 1);
    }
  for (guint i = 0; i < 1100; i++)
    g_ptr_array_add (lines, ms_journal_line_new (NOW + i, "imaps://mail.example.org", "told", "x"));
  g_assert_true (ms_store_save (f->store, NULL, lines, NULL));
  g_assert_cmpint (query (f, "SELECT count(*) FROM seen"), <=, 51);
  g_assert_cmpint (query (f, "SELECT count(*) FROM certificates"), <=, 51);
  g_assert_cmpint (query (f, "SELECT count(*) FROM copies"), <=, 51);
  g_assert_cmpint (query (f, "SELECT count(*) FROM journal"), <=, 1001);
}

static gboolean
is_remembered (Fixture *f, const Pki *pki)
{
  g_autofree char *sha256 = g_compute_checksum_for_bytes (G_CHECKSUM_SHA256, pki->der);
  g_autofree char *sql = g_strdup_printf ("SELECT count(*) FROM seen WHERE sha256 = '%s'", sha256);
  return query (f, sql) > 0;
}

static MsSighting *
stranger_at (const char *address, guint number, gsize size)
{
  MsSighting *sighting = ms_sighting_new (address);
  g_autofree guint8 *bytes = g_malloc0 (size);

  memcpy (bytes, &number, sizeof number);
  g_ptr_array_add (sighting->der, g_bytes_new (bytes, size));
  g_ptr_array_add (sighting->chain, g_new0 (MsCertificate, 1));
  ((MsCertificate *) g_ptr_array_index (sighting->chain, 0))->sha256
    = g_compute_checksum_for_data (G_CHECKSUM_SHA256, bytes, size);
  sighting->trust = MS_TRUST_SELF_SIGNED;
  return sighting;
}

/* Who shows others each time, large ones, at ever other addresses, fills nothing, and washes nothing good out. */
static void
test_flood (Fixture *f, gconstpointer data)
{
  record (f, f->first, NOW, 1);
  for (guint i = 0; i < 120; i++)
    {
      g_autoptr (MsObservation) observation = ms_observation_new (f->target, NOW + (i + 1) * HOUR);

      g_ptr_array_add (observation->sightings, stranger_at ("192.0.2.1", i, 60000));
      for (guint n = 0; n < 15; n++)
        {
          g_autofree char *address = g_strdup_printf ("198.51.%u.%u", i, n);
          g_ptr_array_add (observation->sightings,
                           stranger_at (i < 60 ? address : "192.0.2.1", 1000 * i + n, i % 2 == 0 ? 60000 : 300));
        }
      g_assert_true (ms_store_record (f->store, observation, NULL));
    }
  g_assert_true (is_remembered (f, f->first));
  g_assert_cmpint (query (f, "SELECT count(*) FROM seen"), <=, 500);
  g_assert_cmpint (
    query (f, "SELECT sum(length(der)) FROM certificates WHERE sha256 IN (SELECT sha256 FROM seen WHERE address = '192.0.2.1')"),
    <=, 2 << 20);
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
  alert->grave = TRUE;
  alert->acknowledged = TRUE;
  alert->snoozed_until = G_MAXINT64;
  solved->step = MS_STEP_RESOLVED;
  solved->resolved = NOW + 5;
  g_ptr_array_add (alerts, alert);
  g_ptr_array_add (alerts, solved);
  g_assert_true (ms_store_save (f->store, alerts, NULL, NULL));
  g_assert_true (ms_store_save (f->store, alerts, NULL, NULL)); /* by id: no doubles */
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
  g_assert_true (back->grave);
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
      f->store = ms_store_open (f->folder, NOW);
      assert_says (f, 1, ".damaged-");
      g_assert_cmpuint (set_aside_files (f), ==, kind + 1); /* none of them is overwritten */
      record (f, f->first, NOW, 1);                         /* and the new one works */
      ms_store_free (f->store);
      f->store = NULL;
      g_assert_cmpint (query (f, "PRAGMA wal_checkpoint(TRUNCATE)"), ==, 0);
    }
}

/* SQLite does not notice a flipped bit of a blob; the certificate's name does, and another copy of it is as good. */
static void
test_flipped_certificate (Fixture *f, gconstpointer data)
{
  static const char *const damages[]
    = { "UPDATE certificates SET der = x'3000'", "UPDATE copies SET der = x'3000'",
        "UPDATE certificates SET der = CAST(substr(der, 1, 99) || x'00' || substr(der, 101) AS BLOB)" };

  record (f, f->first, NOW, 1);
  for (guint i = 0; i < G_N_ELEMENTS (damages); i++)
    {
      g_autoptr (GPtrArray) seen = NULL, healed = NULL;
      g_autoptr (MsObservation) last = NULL;

      query (f, damages[i]);
      seen = memory (f);
      last = ms_store_last (f->store, f->target);
      g_assert_cmpuint (seen->len, ==, 1);
      g_assert_cmpuint (((MsSighting *) g_ptr_array_index (last->sightings, 0))->der->len, ==, 1);
      assert_says (f, 1, "damaged");
      record (f, i == 0 ? f->first : NULL, NOW + i, 1); /* whatever is seen, its copy is as good */
      record (f, f->first, NOW + i, 1);
      reopen (f);
      healed = memory (f);
      assert_says (f, 0, NULL);
    }
}

/* With both gone it is put right by the next look that shows it, and what was seen is not called nothing meanwhile. */
static void
test_lost_certificate (Fixture *f, gconstpointer data)
{
  g_autoptr (GPtrArray) seen = NULL, healed = NULL;

  record (f, f->first, NOW, 1);
  query (f, "UPDATE certificates SET der = x'3000'");
  query (f, "UPDATE copies SET der = x'3000'");
  seen = memory (f);
  g_assert_cmpuint (seen->len, ==, 0);
  assert_says (f, 1, "damaged");
  record (f, f->first, NOW + 1, 1); /* the same as before */
  healed = memory (f);
  g_assert_cmpuint (healed->len, ==, 1);
  ms_store_free (f->store);
  open_store (f);
}

/* ---- a file that cannot be written ----------------------------------------------------------------------------- */

/* Somebody else's connection. */
static sqlite3 *
stranger (Fixture *f, const char *sql)
{
  sqlite3 *db;

  g_assert_cmpint (sqlite3_open (f->path, &db), ==, SQLITE_OK);
  g_assert_cmpint (sqlite3_exec (db, sql, NULL, NULL, NULL), ==, SQLITE_OK);
  return db;
}

/* As if the disk were full: no file may be written beyond so many bytes. */
static void
limit_files (rlim_t size)
{
  struct rlimit limit;

  signal (SIGXFSZ, SIG_IGN);
  g_assert_cmpint (getrlimit (RLIMIT_FSIZE, &limit), ==, 0);
  limit.rlim_cur = size;
  g_assert_cmpint (setrlimit (RLIMIT_FSIZE, &limit), ==, 0);
}

/* Nobody but root may write there, and we are not root for the while. */
static void
deny (Fixture *f, gboolean denied)
{
  if (!denied && getuid () == 0)
    g_assert_cmpint (seteuid (0), ==, 0);
  g_assert_cmpint (g_chmod (f->path, denied ? 0444 : 0600), ==, 0);
  g_assert_cmpint (g_chmod (f->folder, denied ? 0555 : 0700), ==, 0);
  if (denied && getuid () == 0)
    g_assert_cmpint (seteuid (65534), ==, 0);
}

/* All that there is to write. */
static void
write_all (Fixture *f, gboolean kept)
{
  g_autoptr (GPtrArray) alerts = g_ptr_array_new_with_free_func ((GDestroyNotify) ms_alert_free);
  g_autoptr (GPtrArray) lines = g_ptr_array_new_with_free_func ((GDestroyNotify) ms_journal_line_free);
  g_autoptr (MsObservation) observation = observe (f, f->second, NOW + HOUR, 1);
  g_autoptr (GError) error = NULL;

  g_ptr_array_add (alerts, ms_alert_new ("changed-1", MS_CODE_CHANGED));
  g_ptr_array_add (lines, ms_journal_line_new (NOW, "imaps://mail.example.org", "noticed", "one"));
  g_ptr_array_add (lines, ms_journal_line_new (NOW, "imaps://mail.example.org", "told", "two"));
  g_assert_cmpint (ms_store_record (f->store, observation, NULL), ==, kept);
  g_assert_cmpint (ms_store_save (f->store, alerts, lines, &error), ==, kept);
  g_assert_cmpint (ms_store_set (f->store, "locale", "de", NULL), ==, kept);
  if (!kept)
    {
      g_test_message ("%s", error->message);
      g_assert_nonnull (strstr (error->message, "Noted, but it could not be saved"));
    }
}

/* And all of it is there, with what was there before. */
static void
assert_all (Fixture *f)
{
  g_autoptr (GPtrArray) seen = memory (f), open_ = ms_store_alerts (f->store, FALSE),
                        lines = ms_store_journal_of (f->store, NULL);
  g_autofree char *locale = ms_store_get (f->store, "locale");

  g_assert_cmpuint (seen->len, ==, 2);
  g_assert_cmpstr (((MsSeen *) g_ptr_array_index (seen, 0))->leaf->subject, ==, "CN=first");
  g_assert_cmpint (((MsSeen *) g_ptr_array_index (seen, 0))->last_seen, ==, NOW);
  g_assert_cmpstr (((MsSeen *) g_ptr_array_index (seen, 1))->leaf->subject, ==, "CN=second");
  g_assert_cmpuint (open_->len, ==, 2);
  g_assert_cmpuint (lines->len, ==, 3);
  g_assert_cmpstr (((MsJournalLine *) g_ptr_array_index (lines, 0))->text, ==, "zero");
  g_assert_cmpstr (((MsJournalLine *) g_ptr_array_index (lines, 2))->text, ==, "two");
  g_assert_cmpstr (locale, ==, "de");
}

static void
write_before (Fixture *f)
{
  g_autoptr (GPtrArray) alerts = g_ptr_array_new_with_free_func ((GDestroyNotify) ms_alert_free);
  g_autoptr (GPtrArray) lines = g_ptr_array_new_with_free_func ((GDestroyNotify) ms_journal_line_free);

  record (f, f->first, NOW, 1);
  g_ptr_array_add (alerts, ms_alert_new ("weak-1", MS_CODE_WEAK));
  g_ptr_array_add (lines, ms_journal_line_new (NOW, "imaps://mail.example.org", "noticed", "zero"));
  g_assert_true (ms_store_save (f->store, alerts, lines, NULL));
  g_assert_true (ms_store_set (f->store, "locale", "fr", NULL));
}

typedef struct
{
  gboolean at_start;                       /* it is so already when the store is opened */
  void *(*begin) (Fixture *f);             /* what keeps it from being written */
  void (*end) (Fixture *f, void *trouble); /* and not any more */
  const char *said;
} Trouble;

static void *
begin_lock (Fixture *f)
{
  return stranger (f, "BEGIN IMMEDIATE");
}

static void
end_lock (Fixture *f, void *db)
{
  sqlite3_close (db);
}

static void *
begin_full (Fixture *f)
{
  limit_files (10);
  return NULL;
}

static void
end_full (Fixture *f, void *nothing)
{
  limit_files (RLIM_INFINITY);
}

static void *
begin_read_only (Fixture *f)
{
  deny (f, TRUE);
  return NULL;
}

static void
end_read_only (Fixture *f, void *nothing)
{
  deny (f, FALSE);
}

/* Kept in memory, read back, said, tried again after a while, and in the file in the end. */
static void
test_trouble (Fixture *f, gconstpointer data)
{
  const Trouble *trouble = data;
  g_autoptr (GPtrArray) seen = NULL;
  gint64 began;
  void *what;

  write_before (f);
  query (f, "PRAGMA wal_checkpoint(TRUNCATE)");
  if (trouble->at_start)
    g_clear_pointer (&f->store, ms_store_free);
  what = trouble->begin (f);
  if (trouble->at_start)
    f->store = ms_store_open (f->folder, NOW);
  began = g_get_monotonic_time ();
  write_all (f, FALSE);
  write_all (f, FALSE); /* the second time there is nothing new but two lines */
  g_assert_cmpint (g_get_monotonic_time () - began, <, 500 * 1000);
  assert_says (f, 1, trouble->said);
  seen = memory (f);
  g_assert_cmpuint (seen->len, ==, 2); /* it is read back */
  g_assert_cmpuint (set_aside_files (f), ==, 0);
  g_assert_false (ms_store_is_awaited (f->store, NOW));
  g_assert_cmpint (ms_store_next_try (f->store), <=, NOW + 1);
  g_assert_false (ms_store_try (f->store, NOW + 1)); /* no other than it was */
  g_assert_cmpint (ms_store_next_try (f->store), >, NOW + 1);
  g_assert_cmpint (ms_store_next_try (f->store), <=, NOW + 31);
  trouble->end (f, what);
  g_assert_false (ms_store_try (f->store, NOW + 60));
  g_assert_cmpint (ms_store_next_try (f->store), ==, G_MAXINT64);
  assert_says (f, 0, NULL);
  g_assert_true (ms_store_set (f->store, "a", "b", NULL));
  reopen (f);
  query (f, "DELETE FROM journal WHERE id > 3");
  assert_all (f);
}

/* What is pending goes with the next write, too. */
static void
test_next_write (Fixture *f, gconstpointer data)
{
  sqlite3 *db;

  write_before (f);
  db = stranger (f, "BEGIN IMMEDIATE");
  write_all (f, FALSE);
  sqlite3_close (db);
  g_assert_true (ms_store_set (f->store, "a", "b", NULL));
  assert_says (f, 0, NULL);
  reopen (f);
  assert_all (f);
}

/* Not even to be read: it is waited for, not for ever, and then it is known what was before, in order. */
static void
test_awaited (Fixture *f, gconstpointer data)
{
  g_autoptr (GPtrArray) none = NULL;
  sqlite3 *db;

  write_before (f);
  g_clear_pointer (&f->store, ms_store_free);
  db = stranger (f, "PRAGMA locking_mode = EXCLUSIVE; BEGIN EXCLUSIVE; CREATE TABLE x (y); ROLLBACK; SELECT * FROM keys");
  f->store = ms_store_open (f->folder, NOW);
  assert_says (f, 1, "locked");
  g_assert_true (ms_store_is_awaited (f->store, NOW + 59));
  g_assert_false (ms_store_is_awaited (f->store, NOW + 61));
  none = ms_store_alerts (f->store, TRUE);
  g_assert_cmpuint (none->len, ==, 0);
  write_all (f, FALSE);
  sqlite3_close (db);
  g_assert_true (ms_store_try (f->store, NOW + 2));
  g_assert_false (ms_store_try (f->store, NOW + 3)); /* said once */
  g_assert_false (ms_store_is_awaited (f->store, NOW + 3));
  g_assert_true (ms_store_set (f->store, "locale", "de", NULL)); /* of such values those of before count */
  reopen (f);
  assert_all (f);
}

static void
test_newer (Fixture *f, gconstpointer data)
{
  write_before (f);
  ms_store_free (f->store);
  query (f, "ALTER TABLE alerts ADD COLUMN later TEXT");
  query (f, "PRAGMA user_version = 99");
  f->store = ms_store_open (f->folder, NOW);
  assert_says (f, 1, "newer version");
  write_all (f, FALSE);
  assert_all (f); /* what it holds is of use, and so is what comes to it */
  g_assert_cmpuint (set_aside_files (f), ==, 0);
  g_assert_cmpint (query (f, "SELECT count(*) FROM alerts"), ==, 1);
}

/* An empty file, or one whose version is not that of its tables, is not what we left. */
static void
test_contradictions (Fixture *f, gconstpointer data)
{
  static const int versions[] = { 0, 1, 2, 3, 4, 5, -1, G_MININT + 5 };

  write_before (f);
  for (guint i = 0; i < G_N_ELEMENTS (versions); i++)
    {
      g_autofree char *sql = g_strdup_printf ("PRAGMA user_version = %d", versions[i]);

      g_clear_pointer (&f->store, ms_store_free);
      query (f, sql);
      f->store = ms_store_open (f->folder, NOW);
      assert_says (f, 1, "damaged");
      g_assert_cmpuint (set_aside_files (f), ==, i + 1);
      record (f, f->first, NOW, 1);
    }
  g_clear_pointer (&f->store, ms_store_free);
  query (f, "ALTER TABLE alerts DROP COLUMN grave");
  f->store = ms_store_open (f->folder, NOW);
  assert_says (f, 1, "damaged");
  g_clear_pointer (&f->store, ms_store_free);
  g_assert_true (g_file_set_contents (f->path, "", 0, NULL));
  f->store = ms_store_open (f->folder, NOW);
  assert_says (f, 1, "was empty");
  record (f, f->first, NOW, 1);
}

static void
remove_files (Fixture *f)
{
  static const char *const names[] = { "mailseal.db", "mailseal.db-wal", "mailseal.db-shm", "mailseald.lock" };

  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    {
      g_autofree char *path = g_build_filename (f->folder, names[i], NULL);
      g_unlink (path);
    }
}

/* Makes the file one of version 5, or 4. */
static void
downgrade (Fixture *f, guint version)
{
  query (f, "ALTER TABLE seen RENAME TO sightings");
  query (f, "ALTER TABLE shown RENAME TO current");
  query (f, "PRAGMA user_version = 5");
  if (version == 5)
    return;
  query (f, "ALTER TABLE alerts DROP COLUMN grave");
  query (f, "DROP TABLE copies");
  query (f, "PRAGMA user_version = 4");
}

/* From the versions before. */
static void
test_migration (Fixture *f, gconstpointer data)
{
  for (guint version = 5; version >= 4; version--)
    {
      write_before (f);
      ms_store_free (f->store);
      downgrade (f, version);
      open_store (f);
      write_all (f, TRUE);
      assert_all (f);
      g_assert_cmpint (query (f, "PRAGMA user_version"), ==, 6);
      g_assert_cmpint (query (f, "SELECT count(*) FROM copies"), ==, 2);
      g_clear_pointer (&f->store, ms_store_free);
      remove_files (f);
      open_store (f);
    }
}

/* One of before that cannot be written is read, and brought up to date when it can be. */
static void
test_old_and_locked (Fixture *f, gconstpointer data)
{
  sqlite3 *db;

  write_before (f);
  g_clear_pointer (&f->store, ms_store_free);
  downgrade (f, 5);
  db = stranger (f, "BEGIN IMMEDIATE");
  f->store = ms_store_open (f->folder, NOW);
  assert_says (f, 1, "locked");
  write_all (f, FALSE);
  assert_all (f);
  sqlite3_close (db);
  g_assert_false (ms_store_try (f->store, NOW + 2));
  reopen (f);
  assert_all (f);
  g_assert_cmpint (query (f, "PRAGMA user_version"), ==, 6);
}

/*
 * Somebody removes the files under us, or puts a copy of before in their place: what was saved is saved, also if nothing else
 * is.
 */
static void
test_displaced (Fixture *f, gconstpointer data)
{
  for (guint replaced = 0; replaced < 2; replaced++)
    {
      g_autofree char *copy = g_strconcat (f->path, ".copy", NULL), *into = g_strdup_printf ("VACUUM INTO '%s'", copy);
      g_autofree char *holder = NULL;
      MsStore *second;

      write_before (f);
      query (f, into);
      write_all (f, TRUE);
      remove_files (f);
      if (replaced == 1)
        g_assert_cmpint (g_rename (copy, f->path), ==, 0);
      g_assert_false (ms_store_try (f->store, NOW + 2 * HOUR));
      assert_says (f, 1, "removed or replaced");
      assert_all (f);
      second = ms_store_open (f->folder, NOW); /* and it is ours again */
      holder = ms_store_holder (second);
      g_assert_nonnull (holder);
      ms_store_free (second);
      g_clear_pointer (&f->store, ms_store_free);
      open_store (f);
      assert_all (f);
      g_clear_pointer (&f->store, ms_store_free);
      remove_files (f);
      g_unlink (copy);
      open_store (f);

      /* the next thing that is written finds it out as well */
      remove_files (f);
      write_before (f);
      assert_says (f, 1, "removed or replaced");
      write_all (f, TRUE);
      g_clear_pointer (&f->store, ms_store_free);
      open_store (f);
      assert_all (f);
      g_clear_pointer (&f->store, ms_store_free);
      remove_files (f);
      open_store (f);
    }
}

/* A second daemon hears who has the folder, for as long as he has it. */
static void
test_holder (Fixture *f, gconstpointer data)
{
  g_autofree char *me = g_strdup_printf ("process %d", (int) getpid ()), *second = NULL, *none = ms_store_holder (f->store);
  MsStore *store = ms_store_open (f->folder, NOW);

  g_assert_null (none);
  second = ms_store_holder (store);
  g_assert_nonnull (strstr (second, me));
  ms_store_free (store);
  g_clear_pointer (&f->store, ms_store_free);
  open_store (f);
}

static void
test_nowhere (Fixture *f, gconstpointer data)
{
  g_autofree char *file = g_build_filename (f->folder, "file", NULL), *below = g_build_filename (file, "folder", NULL);
  g_autoptr (GError) error = NULL;
  MsStore *usual = f->store;

  g_assert_true (g_file_set_contents (file, "", -1, NULL));
  f->store = ms_store_open (below, NOW);
  assert_says (f, 1, below);
  g_assert_false (ms_store_is_awaited (f->store, NOW)); /* there is nothing to wait for */
  g_assert_false (ms_store_set (f->store, "a", "b", &error));
  g_assert_nonnull (strstr (error->message, "keeps trying"));
  g_unlink (file);
  g_assert_false (ms_store_try (f->store, NOW + 1)); /* now there is a place for it, and nothing new in it */
  assert_says (f, 0, NULL);
  record (f, f->first, NOW, 1);
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
    { "/store/flood", test_flood },
    { "/store/alerts", test_alerts },
    { "/store/keys", test_keys },
    { "/store/damaged", test_damaged },
    { "/store/flipped", test_flipped_certificate },
    { "/store/lost-certificate", test_lost_certificate },
    { "/store/next-write", test_next_write },
    { "/store/awaited", test_awaited },
    { "/store/newer", test_newer },
    { "/store/contradictions", test_contradictions },
    { "/store/migration", test_migration },
    { "/store/old-and-locked", test_old_and_locked },
    { "/store/displaced", test_displaced },
    { "/store/holder", test_holder },
    { "/store/nowhere", test_nowhere },
    { "/store/killed", test_killed },
    { "/store/private", test_private },
  };

  static const struct
  {
    const char *path;
    Trouble trouble;
  } troubles[] = {
    { "/store/locked", { FALSE, begin_lock, end_lock, "locked" } },
    { "/store/locked-at-start", { TRUE, begin_lock, end_lock, "locked" } },
    { "/store/full", { FALSE, begin_full, end_full, "Nothing can be saved" } },
    { "/store/full-at-start", { TRUE, begin_full, end_full, "Nothing can be saved" } },
    { "/store/read-only-at-start", { TRUE, begin_read_only, end_read_only, "may not be written" } },
  };

  g_test_init (&argc, &argv, NULL);
  for (guint i = 0; i < G_N_ELEMENTS (tests); i++)
    g_test_add (tests[i].path, Fixture, NULL, set_up, tests[i].test, tear_down);
  for (guint i = 0; i < G_N_ELEMENTS (troubles); i++)
    g_test_add (troubles[i].path, Fixture, &troubles[i].trouble, set_up, test_trouble, tear_down);
  return g_test_run ();
}
