/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What this computer's surroundings are: asked of NetworkManager, logind and timedated on the system bus, without privileges;
 * of the kernel's routes where nobody there knows. Nothing here waits, and none of these services need exist: what nobody
 * says is unknown. Everything is told from the main loop.
 */
#pragma once

#include "model/surroundings.h"

G_BEGIN_DECLS

typedef struct _MsSurroundingsWatch MsSurroundingsWatch;

/* Any may be NULL. None is called from within a function below, and none may free the watch. */
typedef struct
{
  /* For the first time about a second after new, whatever is known by then; then when it became another, once it has settled. */
  void (*changed) (const MsSurroundings *now, gpointer data);
  void (*resumed) (gpointer data);              /* the computer has slept; the network may still be on its way */
  void (*clock) (MsClock clock, gpointer data); /* the answer to ask_clock, after `changed` if it is a new one */
} MsSurroundingsEvents;

/* `salt`: any secret text of this installation (copied); it makes the network's id. `events` must outlive the watch. */
MsSurroundingsWatch *ms_surroundings_watch_new (const char *salt, const MsSurroundingsEvents *events, gpointer data);
void ms_surroundings_watch_free (MsSurroundingsWatch *watch); /* NULL is fine */

const MsSurroundings *ms_surroundings_watch_now (const MsSurroundingsWatch *watch); /* as told last; the watch's own */

/*
 * Asks whether the clock is synchronised. TRUE: asked, and `clock` follows within 10 s, UNKNOWN if nobody answers. FALSE: it was
 * asked less than 5 minutes ago, or there is nobody to ask, and what ms_surroundings_watch_now() has is all there is.
 */
gboolean ms_surroundings_watch_ask_clock (MsSurroundingsWatch *watch);
/* The clock was set: what was said of it is unknown again, and is asked anew. */
void ms_surroundings_watch_clock_was_set (MsSurroundingsWatch *watch);

gint64 ms_surroundings_uptime (void); /* s since this computer began to run, asleep or not */
char *ms_surroundings_boot (void);    /* the kernel's name of this boot; "" if it says none */

G_END_DECLS
