/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * When to look next. The policy is pure; the one timer is a timerfd that goes on through suspend and notices clock jumps.
 */
#pragma once

#include "model/server.h"

G_BEGIN_DECLS

#define MS_SCHEDULE_REFUSED G_MAXUINT /* failures: the server sent us away, and is left alone for a whole interval */

/* What the next look at a server depends on beside its settings. */
typedef struct
{
  gint64 checked;   /* the last look, 0 if never */
  gint64 next_look; /* from expiry.h for what it showed, G_MAXINT64 if none */
  guint failures;   /* looks in a row that gave no verdict, or MS_SCHEDULE_REFUSED */
  gboolean metered; /* the connection costs: half as often */
  gint64 started;   /* a server never seen is due within the first minute after that, ... */
  guint index;      /* ... at its place in the list */
} MsScheduleState;

/* When (s) a server is due. `seed` (per machine) and the URL spread servers over the interval (+-20 %). */
gint64 ms_schedule_due (const MsServer *server, const MsScheduleState *state, guint32 seed);

typedef struct _MsTimer MsTimer;
typedef void (*MsTimerFired) (gpointer data); /* due, or the clock was set: look at what is due now */

MsTimer *ms_timer_new (MsTimerFired fired, gpointer data);
void ms_timer_set (MsTimer *timer, gint64 when); /* the one next moment, real time in s; G_MAXINT64: none */
void ms_timer_free (MsTimer *timer);

/* "now" asked by the user: at most 5 times in 10 minutes a server. `asked`: GArray of gint64, kept by the caller per server. */
gboolean ms_schedule_allow_now (GArray *asked, gint64 now);

G_END_DECLS
