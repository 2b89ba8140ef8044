/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * One line of the list: an account, or one of its servers. The same widget is used for one after the other while the list
 * scrolls.
 */
#pragma once

#include "window/data/state.h"

#include <gtk/gtk.h>

G_BEGIN_DECLS

#define MS_TYPE_ROW (ms_row_get_type ())
G_DECLARE_FINAL_TYPE (MsRow, ms_row, MS, ROW, GtkGrid)

GtkWidget *ms_row_new (void);
void ms_row_bind (MsRow *row, GObject *item); /* an MsAccountItem or MsServerItem, followed until the next; NULL: none */

G_END_DECLS
