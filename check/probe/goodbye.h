/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Parting in good manners, when all that counts is known: who just leaves is logged as lost. Nobody waits for it, but it holds a
 * socket. Room of probe.c.
 */
#pragma once

#include "check/probe/stream.h"

G_BEGIN_DECLS

/*
 * Takes the stream: sends what is queued and `text` (NULL: there is nothing to say), lets the server close, and closes with
 * close_notify; all of it until `until` (monotonic, us). When there are too many of these, the oldest has taken long enough.
 */
void ms_goodbye_say (MsStream *stream, const char *text, gint64 until);

/* For the end of a process: runs the main loop until all goodbyes are said, and cuts short what takes longer than so many ms. */
void ms_goodbye_drain (guint ms);

G_END_DECLS
