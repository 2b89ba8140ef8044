/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What mail programs do with a server, and what they say: those of this computer first, the others folded. */
#pragma once

#include "window/bus.h"

#include <adwaita.h>

G_BEGIN_DECLS

#define MS_TYPE_PROGRAMS_VIEW (ms_programs_view_get_type ())
G_DECLARE_FINAL_TYPE (MsProgramsView, ms_programs_view, MS, PROGRAMS_VIEW, AdwPreferencesGroup)

/* Hidden as long as the server was not looked at. Rows are made anew only if what they show has changed. */
void ms_programs_view_show (MsProgramsView *view, MsClient *client, MsServerItem *server);

G_END_DECLS
