/* SPDX-License-Identifier: GPL-3.0-or-later */
/* How window/data/state.c makes and changes the objects of window/data/server.c. */
#pragma once

#include "window/data/state.h"

G_BEGIN_DECLS

MsServerItem *ms_server_item_new (const char *url);
gboolean ms_server_item_take (MsServerItem *server, JsonNode *verdict);   /* TRUE: it is another one */
void ms_server_item_take_alerts (MsServerItem *server, JsonNode *alerts); /* an array, or NULL */

MsAccountItem *ms_account_item_new (const char *title);
void ms_account_item_take (MsAccountItem *account, GPtrArray *servers); /* MsServerItem*; sorts them */
MsLevel ms_account_item_get_level (const MsAccountItem *account);
GPtrArray *ms_account_item_get_servers (MsAccountItem *account);

G_END_DECLS
