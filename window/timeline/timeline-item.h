/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A bar or a mark of a timeline: drawn by itself, pressed and named like a button, so that keyboard and screen reader reach it.
 */
#pragma once

#include "window/data/timeline-data.h"

#include <gtk/gtk.h>

G_BEGIN_DECLS

#define MS_TYPE_TIMELINE_ITEM (ms_timeline_item_get_type ())
G_DECLARE_FINAL_TYPE (MsTimelineItem, ms_timeline_item, MS, TIMELINE_ITEM, GtkToggleButton)

/* The item outlives the widget. */
GtkWidget *ms_timeline_item_new (const MsTimelineEntry *item);
const MsTimelineEntry *ms_timeline_item_get (MsTimelineItem *widget);

/* The picture of a kind, for a legend. */
GtkWidget *ms_timeline_sign_new (MsTimelineKind kind);

G_END_DECLS
