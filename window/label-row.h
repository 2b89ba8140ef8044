/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A name and its value, or what can be done, as a row of a group: what AdwActionRow is, of what our pages need of it.
 *
 * It is a grid. In a box beside others (as in AdwActionRow) GTK 4.8 looks for the width that a text which wraps needs for each
 * height, by laying it out again and again: some forty times a row as the window opens.
 */
#pragma once

#include <adwaita.h>

G_BEGIN_DECLS

#define MS_TYPE_LABEL_ROW (ms_label_row_get_type ())
G_DECLARE_FINAL_TYPE (MsLabelRow, ms_label_row, MS, LABEL_ROW, AdwPreferencesRow)

/* The title is that of AdwPreferencesRow, never markup. The signal "activated": a click, or Enter, on one that is activatable. */
GtkWidget *ms_label_row_new (const char *title);
void ms_label_row_set_value (MsLabelRow *row, const char *value);  /* below the title; NULL or empty: none */
void ms_label_row_add_prefix (MsLabelRow *row, GtkWidget *widget); /* one */
void ms_label_row_add_suffix (MsLabelRow *row, GtkWidget *widget); /* one */

G_END_DECLS
