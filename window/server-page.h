/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One server: the verdict and what to do first, below it what is found out besides, its past, and the technical part. */
#pragma once

#include "window/bus.h"

#include <adwaita.h>

G_BEGIN_DECLS

#define MS_TYPE_SERVER_PAGE (ms_server_page_get_type ())
G_DECLARE_FINAL_TYPE (MsServerPage, ms_server_page, MS, SERVER_PAGE, AdwBin)

void ms_server_page_show (MsServerPage *page, MsClient *client, MsServerItem *server); /* follows the server until the next */

void ms_server_page_set_reachable (MsServerPage *page,
                                   gboolean reachable); /* without the daemon nothing can be done, only read */

G_END_DECLS
