/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The technical part of a server's page, for those who look for it: certificates, chain, addresses, in folded rows. */
#pragma once

#include "window/bus.h"

#include <adwaita.h>

G_BEGIN_DECLS

#define MS_TYPE_DETAILS (ms_details_get_type ())
G_DECLARE_FINAL_TYPE (MsDetails, ms_details, MS, DETAILS, AdwPreferencesGroup)

/* Rows are made anew only if what they show has changed, so that an open one stays open. */
void ms_details_show (MsDetails *details, MsClient *client, MsServerItem *server);

G_END_DECLS
