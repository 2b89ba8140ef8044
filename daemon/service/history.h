/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What has been: the history of servers, and how today's verdict came about. */
#pragma once

#include "check/judge/attention.h"
#include "daemon/store.h"

G_BEGIN_DECLS

/* `standings`: MsStanding*; of those, the ones in `urls`. Both give a new string. `held`: why an open alert is not told. */
typedef MsHeld (*MsHeldOf) (const MsAlert *alert, gpointer data);
char *ms_history_json (MsStore *store, const GPtrArray *standings, GStrv urls); /* JSON array of events, oldest first */
char *ms_why_text (const GPtrArray *alerts, const GPtrArray *standings, GStrv urls, MsHeldOf held,
                   gpointer data); /* lines for a person */

G_END_DECLS
