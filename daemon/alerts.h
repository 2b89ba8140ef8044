/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The problems that are open, and those that ended of late. What becomes of them attention says; here they are kept, saved and
 * journalled. They count whether they could be saved or not. All times in s.
 */
#pragma once

#include "daemon/judge/attention.h"
#include "daemon/store.h"

G_BEGIN_DECLS

typedef struct _MsAlerts MsAlerts;
typedef void (*MsAlertChanged) (const MsAlert *alert, gpointer data); /* it is new, another, or over */

/* As the store (lent) has them. `changed` may be NULL. */
MsAlerts *ms_alerts_new (MsStore *store, MsAlertChanged changed, gpointer data);
void ms_alerts_free (MsAlerts *alerts);

const GPtrArray *ms_alerts_open (const MsAlerts *alerts); /* MsAlert* */
GPtrArray *ms_alerts_all (const MsAlerts *alerts);        /* MsAlert* (the caller's): these and those that ended, newest last */
gint64 ms_alerts_next (const MsAlerts *alerts);           /* when something is to be told again by itself; G_MAXINT64: never */

/* `standings`: MsStanding*, what is known of all servers: what is to be told now? */
void ms_alerts_attend (MsAlerts *alerts, const GPtrArray *standings, const MsAttentionRules *rules, gint64 now);
/*
 * Only now the store knows what was before this session: what was opened meanwhile of the same problem is the problem it knew,
 * and what it was told or acknowledged of that stays.
 */
void ms_alerts_reunite (MsAlerts *alerts, gint64 now);

/* FALSE: none of this id is open. *error: it counts, but is not saved yet (see store.h). */
gboolean ms_alerts_acknowledge (MsAlerts *alerts, const char *id, gint64 now, GError **error);
gboolean ms_alerts_snooze (MsAlerts *alerts, const char *id, gint64 until, gint64 now, GError **error);
gboolean ms_alerts_told (MsAlerts *alerts, const char *id, MsStep step, gint64 now, GError **error);

G_END_DECLS
