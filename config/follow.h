/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The accounts of the user's mail clients, read again when their settings change. */
#pragma once

#include "config/clients/account.h"

G_BEGIN_DECLS

typedef struct _MsFollow MsFollow;

/*
 * Reads them at once. `changed` is called from the main loop after something else was read: soon after a change, at least
 * daily.
 */
MsFollow *ms_follow_new (void (*changed) (gpointer data), gpointer data);
void ms_follow_refresh (MsFollow *follow); /* reads them now; `changed` is not called */
void ms_follow_free (MsFollow *follow);
const GPtrArray *ms_follow_accounts (const MsFollow *follow); /* MsAccount* */

G_END_DECLS
