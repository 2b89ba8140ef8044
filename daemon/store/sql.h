/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SQLite in few words. */
#pragma once

#include <glib.h>
#include <sqlite3.h>

G_BEGIN_DECLS

typedef sqlite3_stmt MsSql;
void ms_sql_free (MsSql *statement);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (MsSql, ms_sql_free)

/* Values are bound by a letter each: s text or NULL, i gint64, b GBytes* or NULL. NULL if SQLite refuses; ask the db why. */
MsSql *ms_sql (sqlite3 *db, const char *sql, const char *types, ...);
gboolean ms_sql_row (MsSql *statement);  /* the next row is there; NULL: FALSE */
gboolean ms_sql_done (MsSql *statement); /* it ran to its end; NULL: FALSE */
gboolean ms_sql_run (sqlite3 *db, const char *sql);
gboolean ms_sql_number (sqlite3 *db, const char *sql, gint64 *ret_number); /* one number; FALSE: it cannot be had */

/* What stands in a column (from 0) of this row: text (lent, until the next row) or NULL, bytes (new) or NULL, a number. */
const char *ms_sql_text (MsSql *row, int column);
GBytes *ms_sql_blob (MsSql *row, int column);
gint64 ms_sql_int (MsSql *row, int column);

G_END_DECLS
