/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "daemon/store/schema.h"

/*
 * Schema history (user_version)
 *   1  servers, certificates by fingerprint, what addresses show now, sightings, alerts, journal, keys
 *   2  what was tried out for a server (hints)
 *   3  networks: where certificates were seen, and where STARTTLS worked; certificates that come back
 *   4  how far an alert had come when it was resolved
 *   5  whether somebody may be reading along (grave); leaves a second time, elsewhere in the file, should one be damaged
 *   6  `current` is `shown`, and `sightings`, which are remembered, are `seen`
 */
static const char *const steps[MS_SCHEMA_VERSION] = {
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
  "ALTER TABLE alerts ADD COLUMN grave INTEGER NOT NULL DEFAULT 0;"
  "CREATE TABLE copies (sha256 TEXT PRIMARY KEY, der BLOB NOT NULL) STRICT;"
  "INSERT INTO copies SELECT sha256, der FROM certificates WHERE sha256 IN (SELECT sha256 FROM sightings);",
  "ALTER TABLE sightings RENAME TO seen;"
  "ALTER TABLE current RENAME TO shown;",
};

typedef struct
{
  const char *name, *former; /* what it was called in older versions; NULL: the same */
  const char *columns;       /* all it has today */
} Table;

static const Table tables[] = {
  { "servers", NULL, MS_COLUMNS_SERVERS },  { "certificates", NULL, MS_COLUMNS_CERTIFICATES },
  { "copies", NULL, MS_COLUMNS_COPIES },    { "shown", "current", MS_COLUMNS_SHOWN },
  { "seen", "sightings", MS_COLUMNS_SEEN }, { "alerts", NULL, MS_COLUMNS_ALERTS },
  { "journal", NULL, MS_COLUMNS_JOURNAL },  { "keys", NULL, MS_COLUMNS_KEYS },
  { "hints", NULL, MS_COLUMNS_HINTS },      { "offers", NULL, MS_COLUMNS_OFFERS },
};

/* Each table is there, with each of its columns. */
static gboolean
has_tables (sqlite3 *db)
{
  gboolean ok = TRUE;

  for (guint i = 0; ok && i < G_N_ELEMENTS (tables); i++)
    {
      g_autofree char *sql = g_strdup_printf ("SELECT %s FROM %s LIMIT 0", tables[i].columns, tables[i].name);
      ok = ms_sql_run (db, sql);
    }
  return ok;
}

gboolean
ms_schema_make (sqlite3 *db, gint64 version)
{
  gboolean ok = TRUE;

  for (gint64 v = version; ok && v < MS_SCHEMA_VERSION; v++)
    ok = ms_sql_run (db, steps[v]);
  return ok && has_tables (db);
}

/* The columns that a table has here and this one has in the file, so that one of another version can be read; NULL: none. */
static char *
columns_of (sqlite3 *db, const char *table, const char *source)
{
  g_autoptr (MsSql) row = ms_sql (
    db,
    "SELECT group_concat(name) FROM pragma_table_info(?1, 'main') WHERE name IN (SELECT name FROM pragma_table_info(?2, 'file'))",
    "ss", table, source);
  return ms_sql_row (row) ? g_strdup (ms_sql_text (row, 0)) : NULL;
}

static gboolean
copy_table (sqlite3 *db, const char *table, const char *source)
{
  g_autofree char *columns = columns_of (db, table, source), *copy = NULL;

  if (columns == NULL)
    return FALSE;
  copy = g_strdup_printf ("INSERT OR IGNORE INTO main.%s (%s) SELECT %s FROM file.%s", table, columns, columns, source);
  ms_sql_run (db, copy);
  return TRUE;
}

gboolean
ms_schema_copy (sqlite3 *db)
{
  gint64 objects;

  if (!ms_sql_number (db, "SELECT count(*) FROM file.sqlite_master", &objects))
    return FALSE;
  for (guint i = 0; i < G_N_ELEMENTS (tables); i++)
    if (!copy_table (db, tables[i].name, tables[i].name) && tables[i].former != NULL)
      copy_table (db, tables[i].name, tables[i].former);
  return TRUE;
}

/* All rows of this table that are other ones in the memory. */
#define REPLACE(table, columns)                                                                                                  \
  "INSERT OR REPLACE INTO file." table " (" columns ") SELECT " columns " FROM main." table " EXCEPT SELECT " columns            \
  " FROM file." table

static const char *const merge[] = {
  /* what an address showed until now was seen until the last look at it */
  "UPDATE file.seen SET last_seen = max(last_seen, coalesce((SELECT checked FROM file.servers WHERE servers.url ="
  " seen.url), 0)) WHERE EXISTS (SELECT 1 FROM file.shown WHERE shown.url = seen.url AND shown.address ="
  " seen.address AND substr(shown.chain, 1, 64) = seen.sha256)",
  REPLACE ("servers", MS_COLUMNS_SERVERS),
  REPLACE ("certificates", MS_COLUMNS_CERTIFICATES),
  REPLACE ("copies", MS_COLUMNS_COPIES),
  REPLACE ("hints", MS_COLUMNS_HINTS),
  REPLACE ("offers", MS_COLUMNS_OFFERS),
  "DELETE FROM file.shown WHERE url IN (SELECT url FROM main.servers) AND (url, position) NOT IN (SELECT url, position FROM"
  " main.shown)",
  REPLACE ("shown", MS_COLUMNS_SHOWN),
  "INSERT INTO file.seen (" MS_COLUMNS_SEEN
  ") SELECT url, address, sha256, trusted, first_seen, last_seen, place + :blind * (SELECT"
  " coalesce(max(place), 0) FROM file.seen AS old WHERE old.url = new.url), networks, returned, absent FROM main.seen "
  "AS"
  " new WHERE true ON CONFLICT DO UPDATE SET first_seen = min(first_seen, excluded.first_seen), last_seen = max(last_seen,"
  " excluded.last_seen), networks = CASE WHEN length(excluded.networks) > length(networks) THEN excluded.networks ELSE networks"
  " END, returned = max(returned, excluded.returned), absent = CASE WHEN excluded.returned > returned THEN excluded.absent ELSE"
  " absent END WHERE (first_seen, last_seen, networks, returned) IS NOT (min(first_seen, excluded.first_seen), max(last_seen,"
  " excluded.last_seen), excluded.networks, excluded.returned)",
  REPLACE ("alerts", MS_COLUMNS_ALERTS),
  "INSERT INTO file.journal (" MS_COLUMNS_JOURNAL
  ") SELECT CASE :blind WHEN 1 THEN NULL ELSE id END, moment, url, what, text FROM main.journal WHERE "
  ":blind"
  " = 1 OR id NOT IN (SELECT id FROM file.journal) ORDER BY id",
  "INSERT INTO file.keys (" MS_COLUMNS_KEYS ") SELECT " MS_COLUMNS_KEYS
  " FROM main.keys WHERE true ON CONFLICT DO UPDATE SET value = excluded.value WHERE :blind = 0 AND"
  " value <> excluded.value",
};

static gboolean
run_merge (sqlite3 *db, const char *sql, gboolean blind)
{
  g_autoptr (MsSql) statement = ms_sql (db, sql, "");
  int parameter = sqlite3_bind_parameter_index (statement, ":blind");

  if (parameter != 0)
    sqlite3_bind_int (statement, parameter, blind);
  return ms_sql_done (statement);
}

gboolean
ms_schema_merge (sqlite3 *db, gboolean blind)
{
  gboolean ok = TRUE;

  for (guint i = 0; ok && i < G_N_ELEMENTS (merge); i++)
    ok = run_merge (db, merge[i], blind);
  return ok;
}
