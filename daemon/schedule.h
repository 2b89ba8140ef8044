/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * When to look next. The policy is pure; the one timer is a timerfd that goes on through suspend and notices clock jumps.
 */
#pragma once

#include "daemon/model.h"

G_BEGIN_DECLS

/*
 * When (s) a server is due. `checked`: last check, 0 if never; `next_look`: from expiry.h for what it showed, G_MAXINT64 if
 * none; `failures`: failed checks in a row. `seed` (per machine) and the URL spread servers over the interval (+-20 %); a
 * server never seen is due within the first minute after `started`, its place given by `index`.
 */
gint64 ms_schedule_due (const MsServer *server, gint64 checked, gint64 next_look, guint failures, guint32 seed, gint64 started,
                        guint index);

typedef struct _MsTimer MsTimer;
typedef void (*MsTimerFired) (gpointer data); /* due, or the clock was set: look at what is due now */

MsTimer *ms_timer_new (MsTimerFired fired, gpointer data);
void ms_timer_set (MsTimer *timer, gint64 when); /* the one next moment, real time in s; G_MAXINT64: none */
void ms_timer_free (MsTimer *timer);

/* "now" asked by the user: at most 5 times in 10 minutes a server. `asked`: GArray of gint64, kept by the caller per server. */
gboolean ms_schedule_allow_now (GArray *asked, gint64 now);

G_END_DECLS
