/* SPDX-License-Identifier: GPL-3.0-or-later */
/* How window/data/state.c makes and changes the objects of window/data/server.c. */
#pragma once

#include "window/data/state.h"

G_BEGIN_DECLS

MsServer *ms_server_new (const char *url);
gboolean ms_server_take (MsServer *server, JsonNode *verdict);   /* TRUE: it is another one */
void ms_server_take_alerts (MsServer *server, JsonNode *alerts); /* an array, or NULL */

MsAccount *ms_account_new (const char *title);
void ms_account_take (MsAccount *account, GPtrArray *servers); /* MsServer*; sorts them */
MsLevel ms_account_get_level (const MsAccount *account);
GPtrArray *ms_account_get_servers (MsAccount *account);

G_END_DECLS
