/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What was seen and said, in one SQLite file (WAL). The only room with SQL. Written by change, not by sample: a check
 * that shows nothing new touches one row. Everything is written in the transaction of one call.
 */
#pragma once

#include "daemon/model.h"

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
 * Opens or makes FOLDER/mailseal.db (folder 0700). A file that is no database, fails its integrity check or is damaged is
 * renamed to mailseal.db.damaged-TIME (never deleted) and a new one is begun: *ret_notice then has one sentence for the
 * user. A file of a newer schema is opened read-only, with a notice. If nothing can be opened at all, the store lives in
 * memory, with a notice; so it never fails.
 */
MsStore *ms_store_open (const char *folder, gint64 now, char **ret_notice);
void ms_store_free (MsStore *store);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (MsStore, ms_store_free)

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
gboolean ms_store_save_alerts (MsStore *store, const GPtrArray *alerts, GError **error); /* insert or update by id */
guint ms_store_told_since (MsStore *store, gint64 since); /* alerts, but for critical ones, that were told after that */

/* A line of the journal: steps of alerts, notices, decisions. */
typedef struct
{
  gint64 when;
  char *url;  /* or "" */
  char *what; /* "alert", "told", "acknowledged", "snoozed", "resolved", "returned", "notice" */
  char *text;
} MsJournalLine;
void ms_journal_line_free (MsJournalLine *line);
gboolean ms_store_journal (MsStore *store, gint64 when, const char *url, const char *what, const char *text, GError **error);
GPtrArray *ms_store_journal_of (MsStore *store, const char *url); /* MsJournalLine*, oldest first; NULL url: all */

/* Small values of the daemon's own, e.g. "locale"; NULL if not set. */
char *ms_store_get (MsStore *store, const char *key);
gboolean ms_store_set (MsStore *store, const char *key, const char *value, GError **error);

G_END_DECLS
