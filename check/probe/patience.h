/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * How long others are waited for. A main loop that was busy comes late to what lies there for it, and that is nobody else's
 * fault: what arrived in time counts however late it is read, and what follows it has the time back that we were late. All of
 * it within bounds, so that who makes us late gains little by it.
 */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* Of one target; all times are monotonic, in us. */
typedef struct
{
  gint64 deadline;
  gint64 made_up; /* lateness up to this time has been made up for */
  gint64 left;    /* so much may still be given back: as much as the whole time at first */
} MsPatience;

void ms_patience_begin (MsPatience *patience, gint64 now, guint ms);
/*
 * What lay there since `since` is dealt with at `now`. Moves the deadline, and says by how much: 0 if that was no delay to
 * speak of.
 */
gint64 ms_patience_make_up (MsPatience *patience, gint64 since, gint64 now);

/*
 * When (monotonic, us) the last bytes came in on a TCP socket, or, if there were none, the other side took the call: the kernel
 * knows (tcp(7), TCP_INFO). `now`, if it does not.
 */
gint64 ms_patience_arrival (int fd, gint64 now);

/*
 * A source that calls `fired` once after `ms`; not attached yet. If the loop comes late to it, it waits once more for as long
 * as that (and never longer than at first), so that what else came meanwhile is dealt with before.
 */
GSource *ms_patience_timer (guint ms, GSourceFunc fired, gpointer data);

/*
 * Taking turns: is there time for what this source has to do in this round of its main loop? FALSE: leave it for the next one
 * (the source stays ready), since others have waited for long enough. Whoever was sent away comes first then; one a round is
 * never sent away. *waits: the source's own, FALSE at first; ms_patience_leave() before the source goes.
 */
gboolean ms_patience_has_turn (GSource *source, gboolean *waits);
void ms_patience_leave (gboolean *waits);

G_END_DECLS
