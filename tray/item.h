/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The icon in the tray: a StatusNotifierItem, registered by object path with whatever host there is, comes or returns. */
#pragma once

#include "tray/view.h"

#include <gio/gio.h>

G_BEGIN_DECLS

typedef struct _MsItem MsItem;

/*
 * `theme_path`: a hicolor tree beside the system's, or NULL. `activated` when the icon is clicked (the menu has its own way);
 * `token` lets a window of ours take the focus, NULL if the host gave none.
 */
MsItem *ms_item_new (GDBusConnection *bus, const char *theme_path, const char *menu_path,
                     void (*activated) (const char *token, gpointer data), gpointer data);
void ms_item_free (MsItem *item);
/* `symbolic`: an icon that the panel recolours. `text`: one sentence for tooltip and screen reader. */
void ms_item_set (MsItem *item, MsLook look, gboolean calls, gboolean symbolic, const char *text);

G_END_DECLS
