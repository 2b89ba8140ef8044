/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The timeline of a server, asked of the daemon whenever the server was looked at again. */
#pragma once

#include "window/bus.h"

#include <adwaita.h>

G_BEGIN_DECLS

#define MS_TYPE_HISTORY (ms_history_get_type ())
G_DECLARE_FINAL_TYPE (MsHistory, ms_history, MS, HISTORY, AdwBin)

GtkWidget *ms_history_new (void);
void ms_history_show (MsHistory *history, MsClient *client, MsServer *server);

G_END_DECLS
