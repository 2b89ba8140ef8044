/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What is watched: the settings and the mail clients of the user, and what the store remembers of them. */
#pragma once

#include "config/clients/account.h"
#include "config/settings.h"
#include "daemon/store.h"

G_BEGIN_DECLS

typedef struct _MsRoster MsRoster;

/*
 * `changed` is called from the main loop when mail clients use something else than before; the settings (and those of the
 * clients) are read at ms_roster_reload(), of which the first comes before everything below. `store` is lent.
 */
MsRoster *ms_roster_new (MsStore *store, void (*changed) (gpointer data), gpointer data);
void ms_roster_free (MsRoster *roster);
void ms_roster_reload (MsRoster *roster);

const MsSettings *ms_roster_settings (const MsRoster *roster); /* NULL before the first reload */
const GPtrArray *ms_roster_accounts (const MsRoster *roster);  /* MsAccount*: of the mail clients, as far as they may be read */
/* MsServer* (the caller's): all that are to be watched. What is new of them is one line in the journal. `now`: s. */
GPtrArray *ms_roster_servers (MsRoster *roster, gint64 now);

/*
 * What to say once about these, before anything of it is looked at: a title, a line end, a text; NULL: nothing (more). Free it.
 */
char *ms_roster_welcome (MsRoster *roster, const GPtrArray *servers, gint64 now);
/*
 * Until when (s) what was found in mail clients is not looked at: the user is to be told before, if somebody is there. 0: it
 * is.
 */
gint64 ms_roster_held (const MsRoster *roster);
gboolean ms_roster_welcomed (MsRoster *roster, GError **error); /* it was said; FALSE: that is not saved yet */

G_END_DECLS
