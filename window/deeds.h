/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Does what a button offers: copies, asks the daemon, asks back where it must, and says in a toast that it was done. */
#pragma once

#include "window/bus.h"
#include "window/data/remedy.h"

#include <adwaita.h>

G_BEGIN_DECLS

/* Says something in the window that a widget is in. */
void ms_toast (GtkWidget *near, const char *text);
void ms_copy (GtkWidget *near, const char *text, const char *toast);

void ms_deed_remedy (GtkWidget *near, MsClient *client, MsServerItem *server, MsRemedy remedy, JsonObject *finding);
void ms_deed_export (GtkWidget *near, MsClient *client, MsServerItem *server); /* asks for a file, saves the certificates in it */

G_END_DECLS
