/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What the daemon says, as objects that a list can hold. Pure: JSON (GetStatus, GetAlerts) in, objects out. A server is known by
 * its URL and stays the same object as long as it is watched: news about it is its signal "changed", and nothing else moves.
 */
#pragma once

#include "faces/states.h"

#include <gio/gio.h>
#include <json-glib/json-glib.h>

G_BEGIN_DECLS

/* The life of the certificate that ends first; seconds since 1970. */
typedef struct
{
  gboolean known;
  gint64 begin, end;
  gint64 renewal; /* when an ordinary renewal is to be expected; 0: not known */
  gint64 days_left;
  MsLevel level; /* of its time alone */
} MsLife;

#define MS_TYPE_SERVER_ITEM (ms_server_item_get_type ())
G_DECLARE_FINAL_TYPE (MsServerItem, ms_server_item, MS, SERVER_ITEM, GObject)
#define MS_TYPE_ACCOUNT_ITEM (ms_account_item_get_type ())
G_DECLARE_FINAL_TYPE (MsAccountItem, ms_account_item, MS, ACCOUNT_ITEM, GObject)

const char *ms_server_item_get_url (const MsServerItem *server);
const char *ms_server_item_get_name (const MsServerItem *server); /* what the user calls it */
const char *ms_server_item_get_host (const MsServerItem *server);
const char *ms_server_item_get_account (const MsServerItem *server);
const char *ms_server_item_get_summary (const MsServerItem *server);
MsLevel ms_server_item_get_level (const MsServerItem *server);
MsDirection ms_server_item_get_direction (const MsServerItem *server);
const MsLife *ms_server_item_get_life (const MsServerItem *server);
gboolean ms_server_item_was_checked (const MsServerItem *server);
JsonObject *ms_server_item_get_verdict (const MsServerItem *server); /* all of it; read it with faces/json.h */

/* The open alert about a finding of the server, as of GetAlerts; NULL if there is none. */
JsonObject *ms_server_item_get_alert (const MsServerItem *server, const char *code);

/* Is it looked at now, because somebody asked? */
gboolean ms_server_item_is_checking (const MsServerItem *server);
void ms_server_item_set_checking (MsServerItem *server, gboolean checking);

const char *ms_account_item_get_title (const MsAccountItem *account);
MsServerItem *ms_account_item_get_worst (const MsAccountItem *account); /* it speaks for the account */
guint ms_account_item_get_n_servers (const MsAccountItem *account);

/* ---- all of them ---- */

typedef struct _MsState MsState;

MsState *ms_state_new (void);
void ms_state_free (MsState *state);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (MsState, ms_state_free)

/* FALSE, and nothing changed, if the text is no JSON array. */
gboolean ms_state_set_status (MsState *state, const char *json);
gboolean ms_state_set_alerts (MsState *state, const char *json);

GListModel *ms_state_get_rows (MsState *state);                  /* each MsAccountItem, worst first, followed by its MsServers */
MsServerItem *ms_state_find (MsState *state, const char *words); /* by URL, name or host; NULL if there is none */
void ms_state_foreach (MsState *state, void (*visit) (MsServerItem *server, gpointer data), gpointer data);
guint ms_state_count (MsState *state);

G_END_DECLS
