/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Lines of a file descriptor, one when it is asked for: reads no further ahead than that, and waits in the main loop. */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

#define MS_LINE_MAX 4096 /* bytes */

typedef enum
{
  MS_LINES_LINE,
  MS_LINES_WAIT,
  MS_LINES_END
} MsLinesState;
typedef struct _MsLines MsLines;
typedef void (*MsLinesReady) (gpointer data); /* ask again */

MsLines *ms_lines_new (int fd, MsLinesReady ready, gpointer data); /* the descriptor stays the caller's */
void ms_lines_free (MsLines *lines);
/*
 * LINE: *ret_line without its line end is the callee's to free, and *ret_fault is NULL, or says why it can be no target
 * (too long, a NUL byte, a read error); the line is then cut and made visible. WAIT: `ready` is called once.
 */
MsLinesState ms_lines_next (MsLines *lines, char **ret_line, char **ret_fault);

G_END_DECLS
