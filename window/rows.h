/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Rows of the pages as libadwaita has them, with what it does not tell a screen reader of its version 1.2: names, values, open
 * or not.
 */
#pragma once

#include <adwaita.h>

G_BEGIN_DECLS

GtkWidget *ms_expander_new (const char *title, const char *subtitle);

/* A name and its value. */
GtkWidget *ms_value_row_new (const char *name, const char *value);
void ms_value_row_set (GtkWidget *row, const char *value); /* hidden if it is NULL or empty */

void ms_name_lists (GtkWidget *in, const char *name); /* for a screen reader: groups without a title, and what opens */

GtkWidget *ms_plain_row_new (GtkWidget *child); /* in an expander; itself it takes no focus */

GtkWidget *ms_icon_new (const char *name);      /* for the eye only: what it says stands beside it */
GtkWidget *ms_paragraph_new (const char *text); /* wraps at any width */

G_END_DECLS
