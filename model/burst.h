/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Events that come in bursts (files that are written, signals, routes), told once. It stands on the ground floor because rooms
 * that know nothing of each other need it.
 */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

typedef struct _MsBurst MsBurst;

/*
 * `over` is called from the main loop `quiet_ms` after the last event of a burst, but `most_ms` after its first at the latest
 * (equal: so long after the first). Free it with ms_burst_free(): nothing is called any more.
 */
MsBurst *ms_burst_new (guint quiet_ms, guint most_ms, void (*over) (gpointer data), gpointer data);
void ms_burst_event (MsBurst *burst);
void ms_burst_free (MsBurst *burst); /* may be NULL */

G_END_DECLS
