/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The drawing of a timeline: an axis with dates, a line for today, and an item widget for each bar and mark. */
#pragma once

#include "window/data/timeline-data.h"

#include <gtk/gtk.h>

G_BEGIN_DECLS

#define MS_TYPE_TIMELINE_CHART (ms_timeline_chart_get_type ())
G_DECLARE_FINAL_TYPE (MsTimelineChart, ms_timeline_chart, MS, TIMELINE_CHART, GtkWidget)

/* The signal "selected" (MsTimelineEntry*) tells what its user looks at; NULL: nothing yet. */
GtkWidget *ms_timeline_chart_new (void);
void ms_timeline_chart_set (MsTimelineChart *chart, const MsTimelineData *data); /* outlives it, or the next set */

G_END_DECLS
