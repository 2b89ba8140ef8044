/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "daemon/host/trim.h"

#include <malloc.h>

#define SETTLED_S 3
#define LARGE     (512 * 1024) /* bytes */

static guint waiting; /* the process has one memory, and one moment to give some of it back */

static gboolean
trim_cb (gpointer data)
{
  (void) data;
  waiting = 0;
  malloc_trim (0);
  return G_SOURCE_REMOVE;
}

/* malloc would learn from each large block to keep those of its size. */
void
ms_trim_begin (void)
{
  mallopt (M_MMAP_THRESHOLD, LARGE);
}

void
ms_trim_soon (void)
{
  if (waiting != 0)
    g_source_remove (waiting);
  waiting = g_timeout_add_seconds (SETTLED_S, trim_cb, NULL);
}
