/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "daemon/store/sql.h"

void
ms_sql_free (MsSql *statement)
{
  sqlite3_finalize (statement);
}

MsSql *
ms_sql (sqlite3 *db, const char *sql, const char *types, ...)
{
  MsSql *statement = NULL;
  va_list values;

  if (sqlite3_prepare_v2 (db, sql, -1, &statement, NULL) != SQLITE_OK)
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

gboolean
ms_sql_row (MsSql *statement)
{
  return statement != NULL && sqlite3_step (statement) == SQLITE_ROW;
}

gboolean
ms_sql_done (MsSql *statement)
{
  return statement != NULL && sqlite3_step (statement) == SQLITE_DONE;
}

gboolean
ms_sql_run (sqlite3 *db, const char *sql)
{
  return sqlite3_exec (db, sql, NULL, NULL, NULL) == SQLITE_OK;
}

gboolean
ms_sql_number (sqlite3 *db, const char *sql, gint64 *ret_number)
{
  g_autoptr (MsSql) statement = ms_sql (db, sql, "");

  *ret_number = 0;
  if (!ms_sql_row (statement))
    return FALSE;
  *ret_number = sqlite3_column_int64 (statement, 0);
  return TRUE;
}

const char *
ms_sql_text (MsSql *row, int column)
{
  return (const char *) sqlite3_column_text (row, column);
}

GBytes *
ms_sql_blob (MsSql *row, int column)
{
  const void *data = sqlite3_column_blob (row, column);
  return data != NULL ? g_bytes_new (data, (gsize) sqlite3_column_bytes (row, column)) : NULL;
}

gint64
ms_sql_int (MsSql *row, int column)
{
  return sqlite3_column_int64 (row, column);
}
