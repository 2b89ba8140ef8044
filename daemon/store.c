/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "daemon/store.h"

#include <errno.h>
#include <gio/gio.h>
#include <glib/gi18n.h>
#include <glib/gstdio.h>
#include <sqlite3.h>
#include <string.h>
#include <sys/stat.h>

#define APPLICATION_ID 1298758483 /* "MiSS": tells `file` whose database it is */
#define MAX_SIGHTINGS  50         /* certificates remembered of one address */
#define MAX_JOURNAL    1000       /* lines of one server */
#define MAX_NETWORKS   400        /* bytes of ids kept of one certificate */
#define DAY            86400

/*
 * Schema history (user_version)
 *   1  servers, certificates by fingerprint, what addresses show now, sightings, alerts, journal, keys
 *   2  what was tried out for a server (hints)
 *   3  networks: where certificates were seen, and where STARTTLS worked; certificates that come back
 *   4  how far an alert had come when it was resolved
 */
#define VERSION 4
static const char *const schema[VERSION] = {
  "CREATE TABLE servers (url TEXT PRIMARY KEY, checked INTEGER NOT NULL, shown TEXT NOT NULL) STRICT, WITHOUT ROWID;"
  "CREATE TABLE certificates (sha256 TEXT PRIMARY KEY, der BLOB NOT NULL) STRICT;"
  "CREATE TABLE current (url TEXT NOT NULL, position INTEGER NOT NULL, address TEXT NOT NULL, outcome TEXT NOT NULL, reason "
  "TEXT,"
  " detail TEXT, speaks TEXT, alert TEXT, duration_ms INTEGER NOT NULL, tls_version TEXT, cipher TEXT, chain TEXT NOT NULL, "
  "ocsp BLOB,"
  " PRIMARY KEY (url, position)) STRICT, WITHOUT ROWID;"
  "CREATE TABLE sightings (url TEXT NOT NULL, address TEXT NOT NULL, sha256 TEXT NOT NULL, trusted INTEGER NOT NULL,"
  " first_seen INTEGER NOT NULL, last_seen INTEGER NOT NULL, place INTEGER NOT NULL, PRIMARY KEY (url, address, sha256)) "
  "STRICT,"
  " WITHOUT ROWID;" /* place: which came first, also within one second */
  "CREATE TABLE alerts (id TEXT PRIMARY KEY, code TEXT NOT NULL, severity TEXT NOT NULL, who TEXT NOT NULL, step TEXT NOT NULL,"
  " cause TEXT, servers TEXT NOT NULL, title TEXT, text TEXT, advice TEXT, since INTEGER NOT NULL, told INTEGER NOT NULL,"
  " tell INTEGER NOT NULL, acknowledged INTEGER NOT NULL, snoozed_until INTEGER NOT NULL, resolved INTEGER NOT NULL) STRICT;"
  "CREATE INDEX alerts_by_end ON alerts (resolved, since);"
  "CREATE TABLE journal (id INTEGER PRIMARY KEY, moment INTEGER NOT NULL, url TEXT NOT NULL, what TEXT NOT NULL, text TEXT NOT "
  "NULL) STRICT;"
  "CREATE INDEX journal_by_url ON journal (url, id);"
  "CREATE TABLE keys (key TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT, WITHOUT ROWID;",
  "CREATE TABLE hints (url TEXT PRIMARY KEY, use_host TEXT, use_port INTEGER NOT NULL, use_security INTEGER NOT NULL,"
  " newer_on TEXT, pinned TEXT, published TEXT) STRICT, WITHOUT ROWID;",
  "ALTER TABLE sightings ADD COLUMN networks TEXT NOT NULL DEFAULT '';"
  "ALTER TABLE sightings ADD COLUMN returned INTEGER NOT NULL DEFAULT 0;"
  "ALTER TABLE sightings ADD COLUMN absent INTEGER NOT NULL DEFAULT 0;"
  "CREATE TABLE offers (url TEXT NOT NULL, network TEXT NOT NULL, last_seen INTEGER NOT NULL, PRIMARY KEY (url, network)) "
  "STRICT, WITHOUT ROWID;",
  "ALTER TABLE alerts ADD COLUMN reached TEXT NOT NULL DEFAULT 'noticed';"
  "UPDATE alerts SET reached = CASE WHEN code = 'expired' THEN 'expired' WHEN code = 'expiring' AND severity = 'critical' THEN "
  "'urgent' ELSE 'noticed' END WHERE resolved <> 0;",
};

G_DEFINE_QUARK (ms - store - error - quark, ms_store_error)

struct _MsStore
{
  sqlite3 *db;
  gboolean read_only;
};

/* ---- statements ---------------------------------------------------------------------------------------------- */

typedef sqlite3_stmt Statement;

static void
statement_free (Statement *statement)
{
  sqlite3_finalize (statement);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Statement, statement_free)

/* Values are bound by a letter each: s text or NULL, i gint64, b GBytes* or NULL. NULL if SQLite refuses; ask the db why. */
static Statement *
prepare (MsStore *store, const char *sql, const char *types, ...)
{
  Statement *statement = NULL;
  va_list values;

  if (sqlite3_prepare_v2 (store->db, sql, -1, &statement, NULL) != SQLITE_OK)
    return NULL;
  va_start (values, types);
  for (int i = 0; types[i] != '\0'; i++)
    if (types[i] == 's')
      sqlite3_bind_text (statement, i + 1, va_arg (values, const char *), -1, SQLITE_TRANSIENT);
    else if (types[i] == 'i')
      sqlite3_bind_int64 (statement, i + 1, va_arg (values, gint64));
    else
      {
        GBytes *bytes = va_arg (values, GBytes *);
        gsize size = 0;
        const void *data = bytes != NULL ? g_bytes_get_data (bytes, &size) : NULL;
        sqlite3_bind_blob64 (statement, i + 1, data, size, SQLITE_TRANSIENT);
      }
  va_end (values);
  return statement;
}

static gboolean
next_row (Statement *statement)
{
  return statement != NULL && sqlite3_step (statement) == SQLITE_ROW;
}

static gboolean
done (Statement *statement)
{
  return statement != NULL && sqlite3_step (statement) == SQLITE_DONE;
}

static gboolean
run (MsStore *store, const char *sql)
{
  return sqlite3_exec (store->db, sql, NULL, NULL, NULL) == SQLITE_OK;
}

static const char *
text_at (Statement *statement, int column)
{
  return (const char *) sqlite3_column_text (statement, column);
}

static GBytes *
blob_at (Statement *statement, int column)
{
  const void *data = sqlite3_column_blob (statement, column);
  return data != NULL ? g_bytes_new (data, (gsize) sqlite3_column_bytes (statement, column)) : NULL;
}

static gboolean
set_error (MsStore *store, GError **error)
{
  const char *why
    = store->read_only ? _ ("it was written by a newer version of Mailseal and is only read") : sqlite3_errmsg (store->db);
  g_set_error (error, MS_STORE_ERROR, MS_STORE_ERROR_FAILED, _ ("Mailseal’s database cannot be written: %s."), why);
  return FALSE;
}

/* Everything of one call in one transaction. */
static gboolean
commit (MsStore *store, gboolean ok, GError **error)
{
  if (ok && run (store, "COMMIT"))
    return TRUE;
  set_error (store, error);
  run (store, "ROLLBACK");
  return FALSE;
}

/* ---- opening ------------------------------------------------------------------------------------------------- */

char *
ms_store_folder (void)
{
  const char *own = g_getenv ("MAILSEAL_STATE_DIR");
  return own != NULL && *own != '\0' ? g_strdup (own) : g_build_filename (g_get_user_state_dir (), "mailseal", NULL);
}

static gint64
pragma (MsStore *store, const char *sql)
{
  g_autoptr (Statement) statement = prepare (store, sql, "");
  return next_row (statement) ? sqlite3_column_int64 (statement, 0) : -1;
}

static gboolean
is_sound (MsStore *store)
{
  g_autoptr (Statement) statement = prepare (store, "PRAGMA quick_check(1)", "");
  return next_row (statement) && g_strcmp0 (text_at (statement, 0), "ok") == 0;
}

typedef enum
{
  OPENED,
  OPENED_READ_ONLY,
  DAMAGED,
  UNUSABLE
} Opened;

/* From this version (0: nothing there) to today's. */
static Opened
make_schema (MsStore *store, gint64 version)
{
  g_autofree char *pragmas = g_strdup_printf ("PRAGMA application_id = %d; PRAGMA user_version = %d;", APPLICATION_ID, VERSION);
  gboolean ok = run (store, "BEGIN IMMEDIATE");

  for (gint64 v = version; ok && v < VERSION; v++)
    ok = run (store, schema[v]);
  if (ok && run (store, pragmas) && run (store, "COMMIT"))
    return OPENED;
  return sqlite3_errcode (store->db) == SQLITE_CORRUPT || sqlite3_errcode (store->db) == SQLITE_NOTADB ? DAMAGED : UNUSABLE;
}

static Opened
open_at (MsStore *store, const char *path)
{
  gint64 version;

  if (sqlite3_open_v2 (path, &store->db, SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE | SQLITE_OPEN_NOMUTEX, NULL) != SQLITE_OK)
    return UNUSABLE;
  sqlite3_busy_timeout (store->db, 2000);
  run (store, "PRAGMA cache_size = -256; PRAGMA temp_store = MEMORY;");
  version = pragma (store, "PRAGMA user_version");
  if (version < 0)
    return sqlite3_errcode (store->db) == SQLITE_CANTOPEN || sqlite3_errcode (store->db) == SQLITE_BUSY ? UNUSABLE : DAMAGED;
  if (!is_sound (store))
    return DAMAGED;
  if (version > VERSION)
    {
      store->read_only = TRUE;
      run (store, "PRAGMA query_only = ON");
      return OPENED_READ_ONLY;
    }
  run (store, "PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL;");
  if (version > 0 && pragma (store, "PRAGMA application_id") != APPLICATION_ID)
    return DAMAGED;
  return version == VERSION ? OPENED : make_schema (store, version);
}

static void
close_db (MsStore *store)
{
  sqlite3_close (store->db);
  store->db = NULL;
}

/* Out of the way under another name, never deleted; the name, or NULL if that failed. */
static char *
set_aside (const char *path, gint64 now)
{
  static const char *const parts[] = { "", "-wal", "-shm" };
  g_autoptr (GDateTime) date = g_date_time_new_from_unix_utc (now);
  g_autofree char *when = g_date_time_format (date, "%Y%m%dT%H%M%SZ");
  g_autofree char *aside = g_strdup_printf ("%s.damaged-%s", path, when);

  for (guint n = 2; g_file_test (aside, G_FILE_TEST_EXISTS) && n < 1000; n++)
    {
      g_free (aside);
      aside = g_strdup_printf ("%s.damaged-%s-%u", path, when, n);
    }
  for (guint i = 0; i < G_N_ELEMENTS (parts); i++)
    {
      g_autofree char *from = g_strconcat (path, parts[i], NULL), *to = g_strconcat (aside, parts[i], NULL);
      if (g_rename (from, to) != 0 && i == 0)
        return NULL;
    }
  return g_steal_pointer (&aside);
}

static void
open_in_memory (MsStore *store, const char *folder, const char *why, char **ret_notice)
{
  g_free (*ret_notice);
  *ret_notice = g_strdup_printf (_ ("Nothing can be remembered in %s: %s. Mailseal works, but forgets everything when it ends."),
                                 folder, why);
  close_db (store);
  sqlite3_open (":memory:", &store->db);
  make_schema (store, 0);
}

MsStore *
ms_store_open (const char *folder, gint64 now, char **ret_notice)
{
  MsStore *store = g_new0 (MsStore, 1);
  g_autofree char *path = g_build_filename (folder, "mailseal.db", NULL), *aside = NULL;
  mode_t mask;
  Opened opened;

  *ret_notice = NULL;
  if (g_mkdir_with_parents (folder, 0700) != 0)
    {
      open_in_memory (store, folder, g_strerror (errno), ret_notice);
      return store;
    }
  mask = umask (0077);
  opened = open_at (store, path);
  if (opened == DAMAGED)
    {
      close_db (store);
      aside = set_aside (path, now);
      opened = aside != NULL ? open_at (store, path) : UNUSABLE;
      if (aside != NULL)
        *ret_notice = g_strdup_printf (_ ("Mailseal’s database was damaged. It was set aside as %s, and a new one was begun; "
                                          "what was seen before is forgotten."),
                                       aside);
    }
  umask (mask);
  if (opened == OPENED_READ_ONLY)
    *ret_notice
      = g_strdup_printf (_ ("%s was written by a newer version of Mailseal; it is read, but nothing new is remembered."), path);
  else if (opened != OPENED)
    open_in_memory (store, folder, store->db != NULL ? sqlite3_errmsg (store->db) : g_strerror (errno), ret_notice);
  return store;
}

void
ms_store_free (MsStore *store)
{
  if (store == NULL)
    return;
  close_db (store);
  g_free (store);
}

/* ---- certificates -------------------------------------------------------------------------------------------- */

static gboolean
save_certificate (MsStore *store, const char *sha256, GBytes *der)
{
  g_autoptr (Statement) insert = prepare (store, "INSERT OR IGNORE INTO certificates VALUES (?, ?)", "sb", sha256, der);
  return done (insert);
}

/* SQLite has no checksums: what does not hash to its name any more is as good as lost. */
static GBytes *
load_certificate (MsStore *store, const char *sha256)
{
  g_autoptr (Statement) select = prepare (store, "SELECT der FROM certificates WHERE sha256 = ?", "s", sha256);
  g_autoptr (GBytes) der = next_row (select) ? blob_at (select, 0) : NULL;
  g_autofree char *hash = der != NULL ? g_compute_checksum_for_bytes (G_CHECKSUM_SHA256, der) : NULL;

  return g_strcmp0 (hash, sha256) == 0 ? g_steal_pointer (&der) : NULL;
}

/* ---- observations -------------------------------------------------------------------------------------------- */

static char *
chain_text (const MsSighting *sighting)
{
  g_autoptr (GPtrArray) hashes = g_ptr_array_new_with_free_func (g_free);

  for (guint i = 0; i < sighting->der->len; i++)
    g_ptr_array_add (hashes, g_compute_checksum_for_bytes (G_CHECKSUM_SHA256, g_ptr_array_index (sighting->der, i)));
  g_ptr_array_add (hashes, NULL);
  return g_strjoinv (" ", (GStrv) hashes->pdata);
}

static const char *
or_empty (const char *text)
{
  return text != NULL ? text : "";
}

/* All that a check showed but for how long it took: equal text, nothing new. */
static char *
shown_text (const MsObservation *observation)
{
  g_autoptr (GChecksum) sum = g_checksum_new (G_CHECKSUM_SHA256);
  const MsHints *h = observation->hints;
  g_autofree char *hints = NULL;

  for (guint i = 0; i < observation->sightings->len; i++)
    {
      const MsSighting *s = g_ptr_array_index (observation->sightings, i);
      g_autofree char *chain = chain_text (s);
      g_autofree char *ocsp = s->ocsp != NULL ? g_compute_checksum_for_bytes (G_CHECKSUM_SHA256, s->ocsp) : g_strdup ("");
      g_autofree char *line
        = g_strdup_printf ("%s|%s|%s|%s|%s|%s|%s|%s|%s|%s|%d\n", s->address, ms_outcome_name (s->outcome), or_empty (s->reason),
                           or_empty (s->detail), or_empty (s->speaks), or_empty (s->alert), or_empty (s->tls_version),
                           or_empty (s->cipher), chain, ocsp, s->trust);
      g_checksum_update (sum, (const guchar *) line, (gssize) strlen (line));
    }
  hints = g_strdup_printf ("%s|%s|%u|%d|%s|%s|%s", observation->network, or_empty (h->use_host), h->use_port, h->use_security,
                           or_empty (h->newer_on), or_empty (h->pinned), or_empty (h->published));
  g_checksum_update (sum, (const guchar *) hints, (gssize) strlen (hints));
  return g_strdup (g_checksum_get_string (sum));
}

static gboolean
save_current (MsStore *store, const char *url, const MsObservation *observation)
{
  g_autoptr (Statement) clear = prepare (store, "DELETE FROM current WHERE url = ?", "s", url);

  if (!done (clear))
    return FALSE;
  for (guint i = 0; i < observation->sightings->len; i++)
    {
      const MsSighting *s = g_ptr_array_index (observation->sightings, i);
      g_autofree char *chain = chain_text (s);
      g_auto (GStrv) hashes = g_strsplit (chain, " ", -1);
      g_autoptr (Statement) insert
        = prepare (store, "INSERT INTO current VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)", "sissssssisssb", url, (gint64) i,
                   s->address, ms_outcome_name (s->outcome), s->reason, s->detail, s->speaks, s->alert, (gint64) s->duration_ms,
                   s->tls_version, s->cipher, chain, s->ocsp);

      for (guint c = 0; c < s->der->len; c++)
        if (!save_certificate (store, hashes[c], g_ptr_array_index (s->der, c)))
          return FALSE;
      if (!done (insert))
        return FALSE;
    }
  return TRUE;
}

static gboolean
save_hints (MsStore *store, const char *url, const MsHints *hints)
{
  g_autoptr (Statement) insert
    = prepare (store, "INSERT OR REPLACE INTO hints VALUES (?, ?, ?, ?, ?, ?, ?)", "ssiisss", url, hints->use_host,
               (gint64) hints->use_port, (gint64) hints->use_security, hints->newer_on, hints->pinned, hints->published);
  return done (insert);
}

static void
load_hints (MsStore *store, const char *url, MsHints *hints)
{
  g_autoptr (Statement) row
    = prepare (store, "SELECT use_host, use_port, use_security, newer_on, pinned, published FROM hints WHERE url = ?", "s", url);

  if (!next_row (row))
    return;
  hints->use_host = g_strdup (text_at (row, 0));
  hints->use_port = (guint16) sqlite3_column_int64 (row, 1);
  hints->use_security = sqlite3_column_int64 (row, 2) == MS_SECURITY_TLS ? MS_SECURITY_TLS : MS_SECURITY_STARTTLS;
  hints->newer_on = g_strdup (text_at (row, 3));
  hints->pinned = g_strdup (text_at (row, 4));
  hints->published = g_strdup (text_at (row, 5));
}

/* Is this row of sightings what its address showed at the check before? */
#define IS_CURRENT                                                                                                               \
  "EXISTS (SELECT 1 FROM current WHERE current.url = sightings.url AND current.address = sightings.address"                      \
  " AND substr(current.chain, 1, 64) = sightings.sha256)"

/* What was current until now was last seen at the check before; what is current now is seen from now on. */
static gboolean
save_sightings (MsStore *store, const char *url, const MsObservation *observation)
{
  g_autoptr (Statement) past = prepare (
    store, "UPDATE sightings SET last_seen = (SELECT checked FROM servers WHERE url = ?1) WHERE url = ?1 AND " IS_CURRENT, "s",
    url);

  if (!done (past))
    return FALSE;
  for (guint i = 0; i < observation->sightings->len; i++)
    {
      const MsSighting *s = g_ptr_array_index (observation->sightings, i);
      const MsCertificate *leaf = ms_sighting_leaf (s);
      g_autoptr (Statement) insert = NULL, prune = NULL;

      if (leaf == NULL)
        continue;
      insert = prepare (store,
                        "INSERT INTO sightings VALUES (?1, ?2, ?3, ?4, ?5, ?5, (SELECT coalesce(max(place), 0) + 1 FROM "
                        "sightings WHERE url = ?1), ?6, 0, 0)"
                        " ON CONFLICT DO UPDATE SET last_seen = ?5, networks = CASE WHEN ?6 = '' OR instr(networks, ?6) > 0"
                        " OR length(networks) > ?7 THEN networks ELSE trim(networks || ' ' || ?6) END,"
                        " returned = CASE WHEN " IS_CURRENT " THEN returned ELSE ?5 END,"
                        " absent = CASE WHEN " IS_CURRENT " THEN absent ELSE ?5 - last_seen END",
                        "sssiisi", url, s->address, leaf->sha256, (gint64) ms_trust_is_trusted (s->trust), observation->checked,
                        observation->network, (gint64) MAX_NETWORKS);
      prune = prepare (
        store,
        "DELETE FROM sightings WHERE url = ?1 AND address = ?2 AND sha256 IN (SELECT sha256 FROM sightings WHERE url = ?1 AND"
        " address = ?2 ORDER BY last_seen DESC, first_seen DESC LIMIT -1 OFFSET ?3)",
        "ssi", url, s->address, (gint64) MAX_SIGHTINGS);
      if (!done (insert) || !done (prune))
        return FALSE;
    }
  return TRUE;
}

/* Nobody refers to them any more. */
static gboolean
drop_orphans (MsStore *store)
{
  return run (store, "DELETE FROM certificates WHERE sha256 NOT IN (SELECT sha256 FROM sightings) AND NOT EXISTS"
                     " (SELECT 1 FROM current WHERE instr(current.chain, certificates.sha256) > 0)");
}

/* Where STARTTLS works, told to the day. */
static gboolean
save_offer (MsStore *store, const char *url, const MsObservation *observation)
{
  gboolean works = FALSE;
  g_autoptr (Statement) insert = NULL;

  for (guint i = 0; i < observation->sightings->len; i++)
    works = works || ((MsSighting *) g_ptr_array_index (observation->sightings, i))->outcome == MS_OUTCOME_OK;
  if (!works || ms_service_info (observation->target->service)->security != MS_SECURITY_STARTTLS)
    return TRUE;
  insert
    = prepare (store, "INSERT INTO offers VALUES (?1, ?2, ?3) ON CONFLICT DO UPDATE SET last_seen = ?3 WHERE last_seen < ?3 - ?4",
               "ssii", url, observation->network, observation->checked, (gint64) DAY);
  return done (insert);
}

gboolean
ms_store_record (MsStore *store, const MsObservation *observation, GError **error)
{
  g_autofree char *url = ms_target_url (observation->target), *shown = shown_text (observation);
  g_autoptr (Statement) known = NULL, update = NULL;
  gboolean same, ok;

  if (store->read_only)
    return set_error (store, error);
  known = prepare (store, "SELECT shown FROM servers WHERE url = ?", "s", url);
  same = next_row (known) && g_strcmp0 (text_at (known, 0), shown) == 0;
  g_clear_pointer (&known, statement_free);
  if (same)
    {
      update = prepare (store, "UPDATE servers SET checked = ? WHERE url = ?", "is", observation->checked, url);
      return done (update) && save_offer (store, url, observation) ? TRUE : set_error (store, error);
    }
  if (!run (store, "BEGIN IMMEDIATE"))
    return set_error (store, error);
  update = prepare (store, "INSERT INTO servers VALUES (?1, ?2, ?3) ON CONFLICT DO UPDATE SET checked = ?2, shown = ?3", "sis",
                    url, observation->checked, shown);
  ok = save_sightings (store, url, observation) && done (update) && save_current (store, url, observation)
       && save_hints (store, url, observation->hints) && save_offer (store, url, observation) && drop_orphans (store);
  g_clear_pointer (&update, statement_free);
  return commit (store, ok, error);
}

static MsSighting *
load_sighting (MsStore *store, Statement *row)
{
  MsSighting *s = ms_sighting_new (or_empty (text_at (row, 0)));
  g_auto (GStrv) hashes = g_strsplit (or_empty (text_at (row, 9)), " ", -1);

  if (!ms_outcome_from_name (text_at (row, 1), &s->outcome))
    s->outcome = MS_OUTCOME_UNREACHABLE;
  s->reason = g_strdup (text_at (row, 2));
  s->detail = g_strdup (text_at (row, 3));
  s->speaks = g_strdup (text_at (row, 4));
  s->alert = g_strdup (text_at (row, 5));
  s->duration_ms = (guint) sqlite3_column_int64 (row, 6);
  s->tls_version = g_strdup (text_at (row, 7));
  s->cipher = g_strdup (text_at (row, 8));
  s->ocsp = blob_at (row, 10);
  s->trust = MS_TRUST_NO_CHAIN;
  for (guint i = 0; hashes[i] != NULL; i++)
    {
      GBytes *der = *hashes[i] != '\0' ? load_certificate (store, hashes[i]) : NULL;
      if (der != NULL)
        g_ptr_array_add (s->der, der);
      else if (i == 0)
        break; /* without its leaf the rest means nothing */
    }
  return s;
}

MsObservation *
ms_store_last (MsStore *store, const MsTarget *target)
{
  g_autofree char *url = ms_target_url (target);
  g_autoptr (Statement) server = prepare (store, "SELECT checked FROM servers WHERE url = ?", "s", url);
  g_autoptr (Statement) rows = prepare (
    store,
    "SELECT address, outcome, reason, detail, speaks, alert, duration_ms, tls_version, cipher, chain, ocsp FROM current"
    " WHERE url = ? ORDER BY position",
    "s", url);
  MsObservation *observation;

  if (!next_row (server))
    return NULL;
  observation = ms_observation_new (target, sqlite3_column_int64 (server, 0));
  while (next_row (rows))
    g_ptr_array_add (observation->sightings, load_sighting (store, rows));
  load_hints (store, url, observation->hints);
  return observation;
}

GPtrArray *
ms_store_authorities (MsStore *store)
{
  GPtrArray *authorities = g_ptr_array_new_with_free_func ((GDestroyNotify) g_bytes_unref);
  g_autoptr (Statement) rows
    = prepare (store, "SELECT der FROM certificates WHERE sha256 NOT IN (SELECT sha256 FROM sightings) LIMIT 200", "");

  while (next_row (rows))
    {
      GBytes *der = blob_at (rows, 0);
      if (der != NULL)
        g_ptr_array_add (authorities, der);
    }
  return authorities;
}

MsHistory *
ms_store_history (MsStore *store, const char *url, MsParse parse)
{
  MsHistory *history = ms_history_new ();
  g_autoptr (Statement) rows = prepare (store,
                                        "SELECT address, sha256, trusted, first_seen, CASE WHEN " IS_CURRENT
                                        " THEN servers.checked ELSE last_seen END, networks, returned, absent"
                                        " FROM sightings JOIN servers USING (url) WHERE url = ? ORDER BY place",
                                        "s", url);
  g_autoptr (Statement) offers = prepare (store, "SELECT network, last_seen FROM offers WHERE url = ?", "s", url);

  while (next_row (rows))
    {
      g_autoptr (GBytes) der = load_certificate (store, or_empty (text_at (rows, 1)));
      g_autoptr (MsCertificate) leaf = der != NULL ? parse (der) : NULL;
      MsMemory *memory;

      if (leaf == NULL)
        continue;
      memory = ms_memory_new (or_empty (text_at (rows, 0)), leaf, sqlite3_column_int64 (rows, 2) != 0,
                              sqlite3_column_int64 (rows, 3), sqlite3_column_int64 (rows, 4), text_at (rows, 5));
      memory->returned = sqlite3_column_int64 (rows, 6);
      memory->absent = sqlite3_column_int64 (rows, 7);
      g_ptr_array_add (history->memory, memory);
    }
  while (next_row (offers))
    ms_history_add_offer (history, or_empty (text_at (offers, 0)), sqlite3_column_int64 (offers, 1));
  return history;
}

/* ---- alerts -------------------------------------------------------------------------------------------------- */

static MsAlert *
load_alert (Statement *row)
{
  MsAlert *alert;
  MsCode code;

  if (!ms_code_from_name (text_at (row, 1), &code))
    return NULL; /* of a newer version */
  alert = ms_alert_new (text_at (row, 0), code);
  ms_severity_from_name (text_at (row, 2), &alert->severity);
  ms_who_from_name (text_at (row, 3), &alert->who);
  ms_step_from_name (text_at (row, 4), &alert->step);
  alert->cause = g_strdup (text_at (row, 5));
  g_strfreev (alert->servers);
  alert->servers = g_strsplit (or_empty (text_at (row, 6)), " ", -1);
  alert->title = g_strdup (text_at (row, 7));
  alert->text = g_strdup (text_at (row, 8));
  alert->advice = g_strdup (text_at (row, 9));
  alert->since = sqlite3_column_int64 (row, 10);
  alert->told = sqlite3_column_int64 (row, 11);
  alert->tell = sqlite3_column_int64 (row, 12) != 0;
  alert->acknowledged = sqlite3_column_int64 (row, 13) != 0;
  alert->snoozed_until = sqlite3_column_int64 (row, 14);
  alert->resolved = sqlite3_column_int64 (row, 15);
  ms_step_from_name (text_at (row, 16), &alert->reached);
  return alert;
}

GPtrArray *
ms_store_alerts (MsStore *store, gboolean all)
{
  GPtrArray *alerts = g_ptr_array_new_with_free_func ((GDestroyNotify) ms_alert_free);
  g_autoptr (Statement) rows
    = prepare (store,
               all ? "SELECT * FROM (SELECT * FROM alerts ORDER BY since DESC, id LIMIT 500) ORDER BY since, id"
                   : "SELECT * FROM alerts WHERE resolved = 0 ORDER BY since, id",
               "");

  while (next_row (rows))
    {
      MsAlert *alert = load_alert (rows);
      if (alert != NULL)
        g_ptr_array_add (alerts, alert);
    }
  return alerts;
}

static gboolean
save_alert (MsStore *store, const MsAlert *alert)
{
  g_autofree char *servers = g_strjoinv (" ", alert->servers); /* URLs hold no blanks */
  g_autoptr (Statement) insert = prepare (
    store, "INSERT OR REPLACE INTO alerts VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)", "ssssssssssiiiiiis",
    alert->id, ms_code_info (alert->code)->name, ms_severity_name (alert->severity), ms_who_name (alert->who),
    ms_step_name (alert->step), alert->cause, servers, alert->title, alert->text, alert->advice, alert->since, alert->told,
    (gint64) alert->tell, (gint64) alert->acknowledged, alert->snoozed_until, alert->resolved, ms_step_name (alert->reached));
  return done (insert);
}

guint
ms_store_told_since (MsStore *store, gint64 since)
{
  g_autoptr (Statement) row
    = prepare (store, "SELECT count(*) FROM alerts WHERE told > ? AND severity <> 'critical'", "i", since);
  return next_row (row) ? (guint) sqlite3_column_int64 (row, 0) : 0;
}

gboolean
ms_store_save_alerts (MsStore *store, const GPtrArray *alerts, GError **error)
{
  gboolean ok = TRUE;

  if (store->read_only || !run (store, "BEGIN IMMEDIATE"))
    return set_error (store, error);
  for (guint i = 0; ok && i < alerts->len; i++)
    ok = save_alert (store, g_ptr_array_index (alerts, i));
  return commit (store, ok, error);
}

/* ---- journal and keys ---------------------------------------------------------------------------------------- */

void
ms_journal_line_free (MsJournalLine *line)
{
  if (line == NULL)
    return;
  g_free (line->url);
  g_free (line->what);
  g_free (line->text);
  g_free (line);
}

gboolean
ms_store_journal (MsStore *store, gint64 when, const char *url, const char *what, const char *text, GError **error)
{
  g_autoptr (Statement) insert = NULL, prune = NULL;

  if (store->read_only || !run (store, "BEGIN IMMEDIATE"))
    return set_error (store, error);
  insert = prepare (store, "INSERT INTO journal (moment, url, what, text) VALUES (?, ?, ?, ?)", "isss", when, url, what,
                    or_empty (text));
  prune = prepare (
    store,
    "DELETE FROM journal WHERE url = ?1 AND id <= (SELECT id FROM journal WHERE url = ?1 ORDER BY id DESC LIMIT 1 OFFSET ?2)",
    "si", url, (gint64) MAX_JOURNAL);
  return commit (store, done (insert) && done (prune), error);
}

GPtrArray *
ms_store_journal_of (MsStore *store, const char *url)
{
  GPtrArray *lines = g_ptr_array_new_with_free_func ((GDestroyNotify) ms_journal_line_free);
  g_autoptr (Statement) rows
    = prepare (store, "SELECT moment, url, what, text FROM journal WHERE ?1 IS NULL OR url = ?1 ORDER BY id", "s", url);

  while (next_row (rows))
    {
      MsJournalLine *line = g_new0 (MsJournalLine, 1);
      line->when = sqlite3_column_int64 (rows, 0);
      line->url = g_strdup (or_empty (text_at (rows, 1)));
      line->what = g_strdup (or_empty (text_at (rows, 2)));
      line->text = g_strdup (or_empty (text_at (rows, 3)));
      g_ptr_array_add (lines, line);
    }
  return lines;
}

char *
ms_store_get (MsStore *store, const char *key)
{
  g_autoptr (Statement) row = prepare (store, "SELECT value FROM keys WHERE key = ?", "s", key);
  return next_row (row) ? g_strdup (text_at (row, 0)) : NULL;
}

gboolean
ms_store_set (MsStore *store, const char *key, const char *value, GError **error)
{
  g_autoptr (Statement) insert = NULL;

  if (store->read_only)
    return set_error (store, error);
  insert = prepare (store, "INSERT OR REPLACE INTO keys VALUES (?, ?)", "ss", key, value);
  return done (insert) ? TRUE : set_error (store, error);
}
