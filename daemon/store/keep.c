/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "daemon/store/keep.h"

#include "daemon/store.h"
#include "daemon/store/lock.h"
#include "daemon/store/schema.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gi18n.h>
#include <glib/gstdio.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <unistd.h>

#define APPLICATION_ID 1298758483 /* "MiSS": tells `file` whose database it is */
#define PATIENCE_MS    50         /* for who else has the file locked */
#define FIRST_WAIT     1          /* s until the file is tried again, then twice as long each time */
#define LONGEST_WAIT   30
#define AWAITED        60          /* s after the start, until a file that cannot be read is done without */
#define NO_ROOM        (64 * 1024) /* bytes: with less a disk is full */

/* What can be said of the file. */
typedef enum
{
  FINE,
  DAMAGED, /* no database, not ours, or not whole: another one is begun */
  FULL,
  READ_ONLY,
  LOCKED,
  NEWER,
  HELD,  /* by another daemon */
  OTHER, /* `detail` says what */
} State;

struct _MsKeep
{
  char *folder, *path;
  int lock;     /* held as long as we are; -1: not */
  int holder;   /* HELD: the process that has it; 0: not known */
  sqlite3 *db;  /* the file, or the memory */
  dev_t device; /* of the file that is open */
  ino_t inode;
  gboolean in_memory;
  gboolean blind; /* in memory, and what the file holds could not be read */
  gboolean news;  /* it can be read again, and somebody is to be told */
  gboolean sound; /* it was found so in this session */
  State state;
  char *detail;
  GPtrArray *happened; /* char*: sentences about this session */
  gint64 opened, now, next_try;
  guint wait;
};

static gboolean
is_number (sqlite3 *db, const char *sql, gint64 expected)
{
  gint64 found;
  return ms_sql_number (db, sql, &found) && found == expected;
}

/* ---- what is wrong ------------------------------------------------------------------------------------------- */

static State
state_of_errno (int error)
{
  static const struct
  {
    int error;
    State state;
  } rows[] = { { ENOSPC, FULL }, { EDQUOT, FULL }, { EROFS, READ_ONLY }, { EACCES, READ_ONLY }, { EPERM, READ_ONLY } };

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    if (rows[i].error == error)
      return rows[i].state;
  return OTHER;
}

static gboolean
has_no_room (const MsKeep *keep)
{
  struct statvfs fs;
  return statvfs (keep->folder, &fs) == 0 && (guint64) fs.f_bavail * fs.f_frsize < NO_ROOM;
}

static State
say_detail (MsKeep *keep, State state, const char *detail)
{
  g_free (keep->detail);
  keep->detail = g_strdup (detail);
  return state;
}

/* Why SQLite did not do the last thing it was asked. Only what it calls corrupt is damaged; everything else passes. */
static State
state_of (MsKeep *keep, sqlite3 *db)
{
  static const struct
  {
    int code;
    State state;
  } rows[] = { { SQLITE_CORRUPT, DAMAGED },    { SQLITE_NOTADB, DAMAGED }, { SQLITE_FULL, FULL },
               { SQLITE_READONLY, READ_ONLY }, { SQLITE_PERM, READ_ONLY }, { SQLITE_AUTH, READ_ONLY },
               { SQLITE_BUSY, LOCKED },        { SQLITE_LOCKED, LOCKED },  { SQLITE_PROTOCOL, LOCKED } };
  int code = sqlite3_errcode (db) & 0xff;
  State state = OTHER;

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    if (rows[i].code == code)
      return rows[i].state;
  if (sqlite3_db_readonly (db, "main") == 1)
    return READ_ONLY;
  if (code == SQLITE_CANTOPEN || code == SQLITE_IOERR)
    state = state_of_errno (sqlite3_system_errno (db));
  if (state == OTHER && has_no_room (keep))
    state = FULL;
  return say_detail (keep, state, sqlite3_errmsg (db));
}

/* Why nothing can be written, as the part of a sentence. */
static char *
reason (const MsKeep *keep)
{
  switch (keep->state)
    {
    case FULL:
      return g_strdup (_ ("the disk is full"));
    case READ_ONLY:
      return g_strdup (_ ("it may not be written"));
    case LOCKED:
      return g_strdup (_ ("another program has locked it"));
    case NEWER:
      return g_strdup (_ ("it was written by a newer version of Mailseal"));
    case HELD:
      return g_strdup (_ ("another Mailseal uses it"));
    case DAMAGED:
      return g_strdup (_ ("it is damaged and cannot be set aside"));
    case FINE:
    case OTHER:
      break;
    }
  return g_strdup (keep->detail != NULL ? keep->detail : "?");
}

void
ms_keep_add_notices (const MsKeep *keep, GPtrArray *sentences)
{
  g_autofree char *why = reason (keep);

  for (guint i = 0; i < keep->happened->len; i++)
    g_ptr_array_add (sentences, g_strdup (g_ptr_array_index (keep->happened, i)));
  if (keep->in_memory && keep->state == NEWER)
    g_ptr_array_add (
      sentences, g_strdup_printf (_ ("%s was written by a newer version of Mailseal; it is read, but nothing new is remembered."),
                                  keep->path));
  else if (keep->in_memory)
    g_ptr_array_add (sentences, g_strdup_printf (_ ("Nothing can be saved in %s: %s. Mailseal goes on and keeps trying; what is "
                                                    "not saved when it ends is forgotten."),
                                                 keep->path, why));
}

char *
ms_keep_holder (const MsKeep *keep)
{
  if (keep->state != HELD)
    return NULL;
  if (keep->holder == 0)
    return g_strdup_printf (_ ("Another Mailseal already uses %s."), keep->folder);
  return g_strdup_printf (_ ("Another Mailseal (process %d) already uses %s."), keep->holder, keep->folder);
}

/* ---- opening the file ---------------------------------------------------------------------------------------- */

static State
check_sound (MsKeep *keep, sqlite3 *db)
{
  g_autoptr (MsSql) statement = keep->sound ? NULL : ms_sql (db, "PRAGMA quick_check(1)", "");

  if (keep->sound)
    return FINE;
  if (!ms_sql_row (statement))
    return state_of (keep, db);
  keep->sound = g_strcmp0 (ms_sql_text (statement, 0), "ok") == 0;
  return keep->sound ? FINE : DAMAGED;
}

/* From this version (0: nothing there) to today's. It writes in any case, so it is known whether that works. */
static State
make_schema (MsKeep *keep, sqlite3 *db, gint64 version)
{
  g_autofree char *pragmas
    = g_strdup_printf ("PRAGMA application_id = %d; PRAGMA user_version = %d;", APPLICATION_ID, MS_SCHEMA_VERSION);
  gboolean ok = ms_sql_run (db, "BEGIN IMMEDIATE");
  State state;

  if (ok && ms_schema_make (db, version) && ms_sql_run (db, pragmas) && ms_sql_run (db, "COMMIT"))
    return FINE;
  /* what is there is not what its version says */
  state = sqlite3_errcode (db) == SQLITE_ERROR ? DAMAGED : state_of (keep, db);
  ms_sql_run (db, "ROLLBACK");
  return state;
}

static State
examine (MsKeep *keep, sqlite3 *db)
{
  gint64 version;
  State state = ms_sql_number (db, "PRAGMA user_version", &version) ? check_sound (keep, db) : state_of (keep, db);

  if (state != FINE)
    return state;
  if (version > MS_SCHEMA_VERSION)
    return NEWER;
  if (version == 0 ? !is_number (db, "SELECT count(*) FROM sqlite_master", 0)
                   : version < 0 || !is_number (db, "PRAGMA application_id", APPLICATION_ID))
    return DAMAGED; /* somebody else's */
  if (sqlite3_db_readonly (db, "main") == 1)
    return READ_ONLY;
  ms_sql_run (db, "PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL;");
  return make_schema (keep, db, version);
}

static void
set_up (sqlite3 *db, int patience_ms)
{
  sqlite3_busy_timeout (db, patience_ms);
  ms_sql_run (db, "PRAGMA cache_size = -256; PRAGMA temp_store = MEMORY;");
}

/* FINE, and *ret_db is the file, ready to be written. */
static State
open_file (MsKeep *keep, sqlite3 **ret_db)
{
  const int flags = SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE | SQLITE_OPEN_NOMUTEX;
  mode_t mask = umask (0077);
  State state = FINE;
  GStatBuf info;

  *ret_db = NULL;
  if (g_mkdir_with_parents (keep->folder, 0700) != 0)
    state = say_detail (keep, state_of_errno (errno), g_strerror (errno));
  if (state == FINE)
    state = ms_lock_claim (keep->folder, &keep->lock, &keep->holder) ? FINE : HELD;
  if (state == FINE && sqlite3_open_v2 (keep->path, ret_db, flags, NULL) != SQLITE_OK)
    state = state_of (keep, *ret_db);
  if (state == FINE)
    {
      set_up (*ret_db, keep->in_memory ? 0 : PATIENCE_MS);
      state = examine (keep, *ret_db);
    }
  if (state == FINE && g_stat (keep->path, &info) == 0)
    {
      keep->device = info.st_dev;
      keep->inode = info.st_ino;
    }
  umask (mask);
  if (state != FINE)
    g_clear_pointer (ret_db, sqlite3_close);
  return state;
}

/* Out of the way under another name, never deleted; FALSE if that failed. */
static gboolean
set_aside (MsKeep *keep)
{
  static const char *const parts[] = { "", "-wal", "-shm" };
  g_autoptr (GDateTime) date = g_date_time_new_from_unix_utc (keep->now);
  g_autofree char *when = g_date_time_format (date, "%Y%m%dT%H%M%SZ");
  g_autofree char *aside = g_strdup_printf ("%s.damaged-%s", keep->path, when);

  for (guint n = 2; g_file_test (aside, G_FILE_TEST_EXISTS) && n < 1000; n++)
    {
      g_free (aside);
      aside = g_strdup_printf ("%s.damaged-%s-%u", keep->path, when, n);
    }
  for (guint i = 0; i < G_N_ELEMENTS (parts); i++)
    {
      g_autofree char *from = g_strconcat (keep->path, parts[i], NULL), *to = g_strconcat (aside, parts[i], NULL);
      if (g_rename (from, to) != 0 && i == 0)
        return FALSE;
    }
  g_ptr_array_add (keep->happened,
                   g_strdup_printf (_ ("Mailseal’s database was damaged. It was set aside as %s, and a new one was "
                                       "begun; what was seen before is forgotten."),
                                    aside));
  return TRUE;
}

static State
open_or_begin (MsKeep *keep, sqlite3 **ret_db)
{
  State state = open_file (keep, ret_db);
  return state == DAMAGED && set_aside (keep) ? open_file (keep, ret_db) : state;
}

/* ---- the memory ---------------------------------------------------------------------------------------------- */

static gboolean
attach (const MsKeep *keep, sqlite3 *db, const char *how)
{
  g_autofree char *uri = g_filename_to_uri (keep->path, NULL, NULL), *name = g_strconcat (uri, "?mode=", how, NULL);
  g_autoptr (MsSql) statement = ms_sql (db, "ATTACH ? AS file", "s", name);
  return ms_sql_done (statement);
}

/*
 * In the ways that SQLite has to read a file: as usual; without its shared memory, for which a full disk has no room; and as
 * one that cannot change, if it has no log and may not be written, since its folder may not be written for a log either.
 */
static gboolean
copy_file (const MsKeep *keep, sqlite3 *db)
{
  static const struct
  {
    const char *locking, *how;
  } ways[] = { { "PRAGMA locking_mode = NORMAL", "ro" },
               { "PRAGMA locking_mode = EXCLUSIVE", "rw" },
               { "PRAGMA locking_mode = NORMAL", "ro&immutable=1" } };
  g_autofree char *log = g_strconcat (keep->path, "-wal", NULL);
  GStatBuf info;
  gboolean unchanging = keep->state == READ_ONLY && (g_stat (log, &info) != 0 || info.st_size == 0), copied = FALSE;

  for (guint i = 0; !copied && i < G_N_ELEMENTS (ways) - (unchanging ? 0 : 1); i++)
    {
      ms_sql_run (db, ways[i].locking);
      if (attach (keep, db, ways[i].how))
        copied = ms_schema_copy (db);
      ms_sql_run (db, "DETACH file");
    }
  ms_sql_run (db, "PRAGMA locking_mode = NORMAL");
  return copied;
}

static gboolean
is_there (const MsKeep *keep)
{
  GStatBuf info;
  return g_stat (keep->path, &info) == 0 || errno == EACCES || errno == EIO;
}

/* From now on everything happens in memory. What the file holds is there, too, if it can be read. */
static void
go_on_in_memory (MsKeep *keep)
{
  const int flags = SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE | SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_URI;
  sqlite3 *file = keep->db;

  keep->db = NULL;
  sqlite3_open_v2 (":memory:", &keep->db, flags, NULL);
  set_up (keep->db, 0);
  make_schema (keep, keep->db, 0);
  keep->blind = is_there (keep) && !copy_file (keep, keep->db);
  keep->in_memory = TRUE;
  keep->wait = FIRST_WAIT;
  keep->next_try = keep->now + FIRST_WAIT;
  sqlite3_close (file);
}

/* Somebody has removed the file or put another one in its place, and SQLite would go on with what nobody finds any more. */
static gboolean
was_displaced (const MsKeep *keep)
{
  GStatBuf info;

  if (keep->in_memory)
    return FALSE;
  if (g_stat (keep->path, &info) != 0)
    return errno == ENOENT || errno == ENOTDIR;
  return info.st_dev != keep->device || info.st_ino != keep->inode;
}

/* From the file that is open only here into the memory, and from there into the one that is there now. */
static void
rescue (MsKeep *keep)
{
  sqlite3 *file = keep->db;
  sqlite3_backup *backup;

  keep->db = NULL;
  sqlite3_open_v2 (":memory:", &keep->db, SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE | SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_URI,
                   NULL);
  backup = sqlite3_backup_init (keep->db, "main", file, "main");
  if (backup != NULL)
    {
      sqlite3_backup_step (backup, -1);
      sqlite3_backup_finish (backup);
    }
  set_up (keep->db, 0);
  keep->in_memory = TRUE;
  keep->blind = keep->sound = FALSE;
  keep->wait = FIRST_WAIT;
  keep->next_try = keep->now;
  sqlite3_db_config (file, SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, 1, NULL); /* its log is by name, and may be the other one's */
  sqlite3_close (file);
  g_ptr_array_add (keep->happened,
                   g_strdup_printf (_ ("%s was removed or replaced while Mailseal was running; what Mailseal knows is "
                                       "written into it again."),
                                    keep->path));
}

/* ---- back into the file -------------------------------------------------------------------------------------- */

static State
write_back (MsKeep *keep)
{
  gboolean ok = attach (keep, keep->db, "rw") && ms_sql_run (keep->db, "BEGIN IMMEDIATE");
  State state = FINE;

  ok = ok && ms_schema_merge (keep->db, keep->blind);
  if (!ok || !ms_sql_run (keep->db, "COMMIT"))
    state = state_of (keep, keep->db);
  if (state != FINE)
    ms_sql_run (keep->db, "ROLLBACK");
  ms_sql_run (keep->db, "DETACH file");
  return state;
}

/* Tries to have everything in the file again. */
static gboolean
settle (MsKeep *keep)
{
  sqlite3 *file = NULL;

  keep->state = open_or_begin (keep, &file);
  if (keep->state == FINE)
    keep->state = write_back (keep);
  if (keep->state == DAMAGED)
    keep->sound = FALSE;
  if (keep->state != FINE)
    {
      sqlite3_close (file);
      return FALSE;
    }
  sqlite3_close (keep->db);
  keep->db = file;
  sqlite3_busy_timeout (file, PATIENCE_MS);
  keep->news = keep->news || keep->blind;
  keep->in_memory = keep->blind = FALSE;
  return TRUE;
}

static gboolean
transaction (const MsKeep *keep, MsKeepWrite write, gpointer data, gconstpointer what)
{
  if (ms_sql_run (keep->db, "BEGIN IMMEDIATE") && write (data, what) && ms_sql_run (keep->db, "COMMIT"))
    return TRUE;
  ms_sql_run (keep->db, "ROLLBACK");
  return FALSE;
}

gboolean
ms_keep_write (MsKeep *keep, MsKeepWrite write, gpointer data, gconstpointer what, GError **error)
{
  g_autofree char *why = NULL;

  if (was_displaced (keep))
    rescue (keep);
  if (!keep->in_memory)
    {
      if (transaction (keep, write, data, what))
        return TRUE;
      go_on_in_memory (keep);
    }
  if (!transaction (keep, write, data, what))
    keep->state = say_detail (keep, OTHER, g_strerror (ENOMEM)); /* all that a memory can lack */
  else if (settle (keep))
    return TRUE;
  why = reason (keep);
  g_set_error (error, MS_STORE_ERROR, MS_STORE_ERROR_FAILED,
               _ ("Noted, but it could not be saved in %s: %s. Mailseal keeps trying."), keep->path, why);
  return FALSE;
}

gint64
ms_keep_next_try (const MsKeep *keep)
{
  if (keep->news)
    return keep->now;
  return keep->in_memory ? keep->next_try : G_MAXINT64;
}

gboolean
ms_keep_try (MsKeep *keep, gint64 now)
{
  gboolean news;

  keep->now = now;
  if (was_displaced (keep))
    rescue (keep);
  keep->next_try = MIN (keep->next_try, now + LONGEST_WAIT); /* the clock was set back */
  if (keep->in_memory && now >= keep->next_try && !settle (keep))
    {
      keep->wait = MIN (2 * keep->wait, LONGEST_WAIT);
      keep->next_try = now + keep->wait;
    }
  news = keep->news;
  keep->news = FALSE;
  return news;
}

/* ---- from the first to the last ------------------------------------------------------------------------------ */

static gboolean
is_empty (const MsKeep *keep)
{
  GStatBuf info;
  return g_stat (keep->path, &info) == 0 && S_ISREG (info.st_mode) && info.st_size == 0;
}

MsKeep *
ms_keep_open (const char *folder, gint64 now)
{
  MsKeep *keep = g_new0 (MsKeep, 1);
  gboolean empty;

  keep->folder = g_canonicalize_filename (folder, NULL);
  keep->path = g_build_filename (keep->folder, "mailseal.db", NULL);
  keep->lock = -1;
  keep->opened = keep->now = now;
  keep->happened = g_ptr_array_new_with_free_func (g_free);
  empty = is_empty (keep);
  keep->state = open_or_begin (keep, &keep->db);
  if (keep->state != FINE)
    go_on_in_memory (keep);
  else if (empty)
    g_ptr_array_add (
      keep->happened,
      g_strdup_printf (_ ("%s was empty, and a new database was begun; what was seen before is forgotten."), keep->path));
  return keep;
}

void
ms_keep_free (MsKeep *keep)
{
  if (keep == NULL)
    return;
  sqlite3_close (keep->db);
  if (keep->lock >= 0)
    close (keep->lock);
  g_ptr_array_unref (keep->happened);
  g_free (keep->detail);
  g_free (keep->folder);
  g_free (keep->path);
  g_free (keep);
}

sqlite3 *
ms_keep_db (const MsKeep *keep)
{
  return keep->db;
}

gboolean
ms_keep_is_awaited (const MsKeep *keep, gint64 now)
{
  return keep->blind && now >= keep->opened && now - keep->opened < AWAITED;
}

const char *
ms_keep_path (const MsKeep *keep)
{
  return keep->path;
}
