/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Runs the program `mailseal` and hands over its lines as they come. $MAILSEAL_PROGRAM names another one, for tests. */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

typedef struct _MsRun MsRun;

typedef void (*MsRunLine) (const char *line, gpointer data);
/* It has ended, and is gone with this. `complaint`: what it said on standard error. */
typedef void (*MsRunEnd) (const char *complaint, gpointer data);

MsRun *ms_run (const char *const *arguments, MsRunLine line, MsRunEnd end, gpointer data);
void ms_run_cancel (MsRun *run); /* ends it; nothing is called any more */

G_END_DECLS
