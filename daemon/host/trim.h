/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Gives heap that only a round of checks needs back to the system: a daemon sleeps for hours. */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

void ms_trim_begin (void); /* first of all: what is large, such as a message of megabytes, goes back as soon as it is freed */
void ms_trim_soon (void);  /* a few seconds after the last call, from the main loop */

G_END_DECLS
