/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The tables of the database: how they came about, what they are today, and how what was learnt without the file goes into it. */
#pragma once

#include "daemon/store/sql.h"

G_BEGIN_DECLS

#define MS_SCHEMA_VERSION 6

#define MS_COLUMNS_SERVERS      "url, checked, shown"
#define MS_COLUMNS_CERTIFICATES "sha256, der"
#define MS_COLUMNS_COPIES       "sha256, der"
#define MS_COLUMNS_SHOWN                                                                                                         \
  "url, position, address, outcome, reason, detail, speaks, alert, duration_ms, tls_version, cipher, chain, ocsp"
#define MS_COLUMNS_SEEN "url, address, sha256, trusted, first_seen, last_seen, place, networks, returned, absent"
#define MS_COLUMNS_ALERTS                                                                                                        \
  "id, code, severity, who, step, cause, servers, title, text, advice, since, told, tell, acknowledged, snoozed_until, "         \
  "resolved, reached, grave"
#define MS_COLUMNS_JOURNAL "id, moment, url, what, text"
#define MS_COLUMNS_KEYS    "key, value"
#define MS_COLUMNS_HINTS   "url, use_host, use_port, use_security, newer_on, pinned, published"
#define MS_COLUMNS_OFFERS  "url, network, last_seen"

/* Within a transaction: from this version (0: nothing there) to today's. FALSE: what is there is not what its version says. */
gboolean ms_schema_make (sqlite3 *db, gint64 version);
/*
 * Whatever can be read of the database that is attached as `file`, of another version, too, goes into `main`. FALSE: it cannot
 * be read.
 */
gboolean ms_schema_copy (sqlite3 *db);
/*
 * Within a transaction: what was learnt in `main` goes into `file`. `blind`: `main` began empty, and what `file` knows is older
 * then, not outdated.
 */
gboolean ms_schema_merge (sqlite3 *db, gboolean blind);

G_END_DECLS
