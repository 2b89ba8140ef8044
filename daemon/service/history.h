/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What has been: the history of servers, and how today's verdict came about. */
#pragma once

#include "daemon/ward.h"

#include <json-glib/json-glib.h>

G_BEGIN_DECLS

/* `standings`: MsStanding*; of those, the ones in `urls`: a JSON array (the caller's) of events, oldest first. */
JsonNode *ms_history_json (MsStore *store, const GPtrArray *standings, GStrv urls);
/*
 * Lines for a person about the servers in `urls`: what was seen, what that means, and why it is told, or not, as of `now` (s).
 * Free it.
 */
char *ms_why_text (const MsWard *ward, GStrv urls, gint64 now);

G_END_DECLS
