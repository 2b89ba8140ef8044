/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Tells when a settings file below `folders` (or in their mailseal.conf.d) was written, added or removed; no polling. */
typedef struct _MsMonitor MsMonitor;

/* `changed` is called from the main loop, once for a burst of events. The user's folder (the last) is made if it is missing. */
MsMonitor *ms_monitor_new (const char *const *folders, void (*changed) (gpointer data), gpointer data);
void ms_monitor_free (MsMonitor *monitor);

G_END_DECLS
