/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The tray's menu (com.canonical.dbusmenu), rebuilt from a list of entries. */
#pragma once

#include "tray/entries.h"

#include <gio/gio.h>

G_BEGIN_DECLS

#define MS_MENU_PATH "/Menu"

typedef struct _MsMenu MsMenu;
typedef void (*MsMenuClicked) (const char *action, gpointer data);

MsMenu *ms_menu_new (GDBusConnection *bus, MsMenuClicked clicked, gpointer data);
void ms_menu_free (MsMenu *menu);
/* Takes the array (MsMenuEntry*). The hosts hear of it only if something is different. */
void ms_menu_set (MsMenu *menu, GPtrArray *entries);

G_END_DECLS
