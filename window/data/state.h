/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What the daemon says, as objects that a list can hold. Pure: JSON (GetStatus, GetAlerts) in, objects out. A server is known by
 * its URL and stays the same object as long as it is watched: news about it is its signal "changed", and nothing else moves.
 */
#pragma once

#include <gio/gio.h>
#include <json-glib/json-glib.h>

G_BEGIN_DECLS

typedef enum /* worst first */
{
  MS_LEVEL_CRITICAL,
  MS_LEVEL_WARNING,
  MS_LEVEL_UNKNOWN,
  MS_LEVEL_NOTICE,
  MS_LEVEL_OK
} MsLevel;

MsLevel ms_level_of (const char *state); /* "critical" -> its level; what is not known is unknown */

typedef enum
{
  MS_HALF_RECEIVING,
  MS_HALF_SENDING,
  MS_HALF_OTHER
} MsHalf;

/* The life of the certificate that ends first; seconds since 1970. */
typedef struct
{
  gboolean known;
  gint64 begin, end;
  gint64 renewal; /* when an ordinary renewal is to be expected; 0: not known */
  gint64 days_left;
  MsLevel level; /* of its time alone */
} MsLife;

#define MS_TYPE_SERVER (ms_server_get_type ())
G_DECLARE_FINAL_TYPE (MsServer, ms_server, MS, SERVER, GObject)
#define MS_TYPE_ACCOUNT (ms_account_get_type ())
G_DECLARE_FINAL_TYPE (MsAccount, ms_account, MS, ACCOUNT, GObject)

const char *ms_server_get_url (const MsServer *server);
const char *ms_server_get_name (const MsServer *server); /* what the user calls it */
const char *ms_server_get_host (const MsServer *server);
const char *ms_server_get_account (const MsServer *server);
const char *ms_server_get_summary (const MsServer *server);
MsLevel ms_server_get_level (const MsServer *server);
MsHalf ms_server_get_half (const MsServer *server);
const MsLife *ms_server_get_life (const MsServer *server);
gboolean ms_server_was_checked (const MsServer *server);
JsonObject *ms_server_get_verdict (const MsServer *server); /* all of it; read it with window/data/json.h */

/* The open alert about a finding of the server, as of GetAlerts; NULL if there is none. */
JsonObject *ms_server_get_alert (const MsServer *server, const char *code);

/* Is it looked at now, because somebody asked? */
gboolean ms_server_is_checking (const MsServer *server);
void ms_server_set_checking (MsServer *server, gboolean checking);

const char *ms_account_get_title (const MsAccount *account);
MsServer *ms_account_get_worst (const MsAccount *account); /* it speaks for the account */
guint ms_account_get_n_servers (const MsAccount *account);

/* ---- all of them ---- */

typedef struct _MsState MsState;

MsState *ms_state_new (void);
void ms_state_free (MsState *state);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (MsState, ms_state_free)

/* FALSE, and nothing changed, if the text is no JSON array. */
gboolean ms_state_set_status (MsState *state, const char *json);
gboolean ms_state_set_alerts (MsState *state, const char *json);

GListModel *ms_state_get_rows (MsState *state);              /* each MsAccount, worst first, followed by its MsServers */
MsServer *ms_state_find (MsState *state, const char *words); /* by URL, name or host; NULL if there is none */
void ms_state_foreach (MsState *state, void (*visit) (MsServer *server, gpointer data), gpointer data);
guint ms_state_count (MsState *state);

G_END_DECLS
