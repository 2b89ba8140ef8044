/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * How long the computer has been running, and what its clock was set by since it was believed last. That is kept in the store, so
 * that a wrong clock is still one after a restart. All times in s.
 */
#pragma once

#include "check/judge/clock.h"
#include "daemon/store.h"

G_BEGIN_DECLS

typedef struct _MsUptime MsUptime;

MsUptime *ms_uptime_new (MsStore *store); /* lent */
void ms_uptime_free (MsUptime *uptime);

/*
 * It has been running for so long in this `boot` (any word for it). `standings`: MsStanding*, their last looks say how late it
 * was then; `belief`: what was made of the clock last. TRUE: the clock was set since this was said last.
 */
gboolean ms_uptime_set (MsUptime *uptime, const char *boot, gint64 running, const GPtrArray *standings, MsBelief belief,
                        gint64 now);
/* What the clock was set by since it was believed; 0: by nothing worth a question. */
gint64 ms_uptime_jump (const MsUptime *uptime);
/* This is made of the clock now. If that is proven, it is believed as it is. */
void ms_uptime_judge (MsUptime *uptime, MsBelief belief);

G_END_DECLS
