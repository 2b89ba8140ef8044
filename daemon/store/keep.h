/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The database file of the store, and the memory that stands in for it while the file cannot be used (disk full, read-only,
 * locked by somebody, newer, gone). Only for the store.
 *
 * Writing never fails for good: what the file does not take goes into the memory, which begins as a copy of what can be read of
 * the file, and all of it goes into the file in one transaction as soon as that works again. Nothing here waits longer than
 * some hundredths of a second.
 */
#pragma once

#include "daemon/store/sql.h"

G_BEGIN_DECLS

typedef struct _MsKeep MsKeep;

/* As ms_store_open (). */
MsKeep *ms_keep_open (const char *folder, gint64 now);
void ms_keep_free (MsKeep *keep);

/* To be read from; another one after each of the calls below. */
sqlite3 *ms_keep_db (const MsKeep *keep);
/* What is wrong with the file now, and what happened to it in this session: adds sentences (char*). */
void ms_keep_add_notices (const MsKeep *keep, GPtrArray *sentences);
const char *ms_keep_path (const MsKeep *keep);

/* As the functions of the store of these names. */
char *ms_keep_holder (const MsKeep *keep);
gboolean ms_keep_is_awaited (const MsKeep *keep, gint64 now);
gint64 ms_keep_next_try (const MsKeep *keep);
gboolean ms_keep_try (MsKeep *keep, gint64 now);

/*
 * `write` changes ms_keep_db () and says whether all of it worked; it is called once more, with another one, if it did not. TRUE:
 * it is in the file. FALSE: it is in the memory, will be in the file as soon as that can be, and *error says why it is not, in
 * a sentence for the user.
 */
typedef gboolean (*MsKeepWrite) (gpointer data, gconstpointer what);
gboolean ms_keep_write (MsKeep *keep, MsKeepWrite write, gpointer data, gconstpointer what, GError **error);

G_END_DECLS
