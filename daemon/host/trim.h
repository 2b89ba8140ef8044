/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/*
 * Gives back to the system what only a round of checks needs: free heap, and the code pages of the libraries, which come
 * back from the page cache when they are called again. A daemon that sleeps for hours need not hold 5 MB of TLS code.
 */
void ms_rest_begin (void); /* first of all: what is large, such as a message of megabytes, goes back as soon as it is freed */
void ms_rest_soon (void);  /* a few seconds after the last call, from the main loop */

G_END_DECLS
