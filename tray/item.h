/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The icon in the tray: a StatusNotifierItem, registered by object path with whatever host there is, comes or returns. */
#pragma once

#include "tray/view.h"

#include <gio/gio.h>

G_BEGIN_DECLS

typedef struct _MsItem MsItem;

typedef struct
{
  gboolean symbolic;      /* icons that the panel recolours */
  const char *theme_path; /* a hicolor tree beside the system's, or NULL */
} MsItemIcons;

/* `activated` when the icon is clicked (the menu has its own way). */
MsItem *ms_item_new (GDBusConnection *bus, const MsItemIcons *icons, const char *menu_path, void (*activated) (gpointer data),
                     gpointer data);
void ms_item_free (MsItem *item);
void ms_item_set (MsItem *item, MsLook look, const char *text); /* one sentence for tooltip and screen reader */

G_END_DECLS
