/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Does the provider of an account name other servers today than the mail client uses (finding `moved`)? Asked at most weekly for
 * each domain, by the short-lived `mailseal discover`, so that no HTTP code lives in the daemon. Another name is tried out before
 * anything is said of it: it must work, and be another server than the one in use.
 */
#pragma once

#include "daemon/store.h"
#include "model/surroundings.h"

G_BEGIN_DECLS

typedef struct _MsMoves MsMoves;

/* `changed` is called from the main loop when something else is known than before. `store` is lent. */
MsMoves *ms_moves_new (MsStore *store, void (*changed) (gpointer data), gpointer data);
void ms_moves_free (MsMoves *moves); /* what goes on is left behind; nothing is called any more */

/* Sets `moved` of these servers (MsServer*) by what is known. */
void ms_moves_apply (const MsMoves *moves, const GPtrArray *servers);

/*
 * To be called after looks: asks about one domain of these (MsStanding*) if it is time and the network fit for it. `ca_file`:
 * further trust anchors, or NULL.
 */
void ms_moves_ask (MsMoves *moves, const GPtrArray *standings, const MsSurroundings *around, const char *ca_file, gint64 now);

G_END_DECLS
