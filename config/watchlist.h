/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Settings and accounts -> what to watch. Pure. */
#pragma once

#include "config/clients/account.h"
#include "config/settings.h"

G_BEGIN_DECLS

/*
 * MsServer* (the caller's): those of the settings with Watch=true, in their order, then those that a mail client uses
 * (accounts: MsAccount*), one for each protocol, host and port. The settings win: a server that they name is taken or left
 * as they say, whatever a client says. ImportAccounts and ImportClients are respected. What a client uses in clear is
 * watched as STARTTLS. Imported servers have the defaults of the settings.
 */
GPtrArray *ms_watchlist (const MsSettings *settings, const GPtrArray *accounts);

/*
 * A server that mail clients no longer use stays, marked: `remembered` is the text that ms_watchlist_remember() made of the list
 * before. Those of it that are not in `servers` are appended as `gone`, without notifications, unless the settings name them
 * or their programs are not read any longer.
 */
void ms_watchlist_keep_gone (GPtrArray *servers, const MsSettings *settings, const char *remembered);
char *ms_watchlist_remember (const GPtrArray *servers); /* the imported ones, gone or not; free it */

/* Does ImportClients ("all", or names separated by commas or blanks, in any letter case) hold this client? */
gboolean ms_import_wants (const char *import_clients, const char *client);

G_END_DECLS
