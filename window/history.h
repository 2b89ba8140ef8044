/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The timeline of a server, asked of the daemon whenever the server was looked at again. */
#pragma once

#include "window/bus.h"

#include <adwaita.h>

G_BEGIN_DECLS

#define MS_TYPE_HISTORY_VIEW (ms_history_view_get_type ())
G_DECLARE_FINAL_TYPE (MsHistoryView, ms_history_view, MS, HISTORY_VIEW, AdwBin)

GtkWidget *ms_history_view_new (void);
void ms_history_view_show (MsHistoryView *history, MsClient *client, MsServerItem *server);

G_END_DECLS
