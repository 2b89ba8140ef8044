/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The history of a server: drawn, and below the drawing what is selected in it, the old and the new side by side. */
#pragma once

#include <adwaita.h>

G_BEGIN_DECLS

#define MS_TYPE_TIMELINE (ms_timeline_get_type ())
G_DECLARE_FINAL_TYPE (MsTimeline, ms_timeline, MS, TIMELINE, GtkBox)

GtkWidget *ms_timeline_new (void);
void ms_timeline_set (MsTimeline *timeline, const char *json); /* as of Timeline of the D-Bus interface */

G_END_DECLS
