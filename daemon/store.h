/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What was seen and said, in one SQLite file (WAL). The only room with SQL (with keep, its file). Written by change, not by
 * sample: a check that shows nothing new touches one row. Everything is written in the transaction of one call.
 *
 * Writing gives TRUE if it is in the file. FALSE: it is not yet, and *error says why in one sentence for the user; it counts all
 * the same, is read back like everything else, and goes into the file as soon as that can be written again.
 */
#pragma once

#include "model/history.h"

G_BEGIN_DECLS

typedef struct _MsStore MsStore;

#define MS_STORE_ERROR (ms_store_error_quark ())
GQuark ms_store_error_quark (void);
typedef enum
{
  MS_STORE_ERROR_FAILED
} MsStoreError;

/* $MAILSEAL_STATE_DIR, or mailseal/ below $XDG_STATE_HOME; free it. */
char *ms_store_folder (void);

/*
 * Opens or makes FOLDER/mailseal.db (folder 0700). It never fails. A file that is no database, fails its integrity check, is
 * not ours or not what its version says is renamed to mailseal.db.damaged-TIME (never deleted), and a new one is begun. One
 * that cannot be written now, for whatever reason, is left alone: what it holds is read into memory, and the memory written
 * into it as soon as that works, without loss on either side.
 */
MsStore *ms_store_open (const char *folder, gint64 now);
void ms_store_free (MsStore *store);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (MsStore, ms_store_free)

/* One sentence if another daemon has this folder, which this one must leave to it; else NULL. Free it. */
char *ms_store_holder (const MsStore *store);
/* What is wrong with the file now, and what happened to it in this session: a sentence each, for the user. */
GStrv ms_store_notices (const MsStore *store);
/* The file is there, could not be read since the start, and that is not long ago: who can wait will tell nothing twice. */
gboolean ms_store_is_awaited (const MsStore *store, gint64 now);
/* When (s) ms_store_try() has something to do; G_MAXINT64: all is saved. */
gint64 ms_store_next_try (const MsStore *store);
/* Tries to save what is not saved. TRUE: only now it is known what the file held before: everything is to be read anew. */
gboolean ms_store_try (MsStore *store, gint64 now);

/* The last observation of a server as it was recorded (der filled, not examined); NULL if there is none. */
MsObservation *ms_store_last (MsStore *store, const MsTarget *target);
/* All that is remembered of it: a row per address and certificate, oldest first; leaf has all fields (parsed with `parse`). */
typedef MsCertificate *(*MsParse) (GBytes *der);
MsHistory *ms_store_history (MsStore *store, const char *url, MsParse parse);
/* Certificates above the leaves that any server showed (GBytes*: DER), to complete the chain of one that forgets its own. */
GPtrArray *ms_store_authorities (MsStore *store);
/* Records an examined observation. */
gboolean ms_store_record (MsStore *store, const MsObservation *observation, GError **error);

GPtrArray *ms_store_alerts (MsStore *store, gboolean all); /* MsAlert*, open ones, or all; newest last */
guint ms_store_told_since (MsStore *store, gint64 since);  /* alerts, but for critical ones, that were told after that */

/* A line of the journal: steps of alerts, notices, decisions. */
typedef struct
{
  gint64 when;
  char *url;  /* or "" */
  char *what; /* "alert", "told", "acknowledged", "snoozed", "resolved", "returned", "notice" */
  char *text;
} MsJournalLine;
void ms_journal_line_free (MsJournalLine *line);
MsJournalLine *ms_journal_line_new (gint64 when, const char *url, const char *what, const char *text);
/* Alerts (insert or update by id) and new lines; each may be NULL. */
gboolean ms_store_save (MsStore *store, const GPtrArray *alerts, const GPtrArray *lines, GError **error);
GPtrArray *ms_store_journal_of (MsStore *store, const char *url); /* MsJournalLine*, oldest first; NULL url: all */

/* Small values of the daemon's own, e.g. "locale"; NULL if not set. */
char *ms_store_get (MsStore *store, const char *key);
gboolean ms_store_set (MsStore *store, const char *key, const char *value, GError **error);

G_END_DECLS
