/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the user asked for, as JSON for the faces (GetSettings of the D-Bus interface). */
#pragma once

#include "daemon/roster.h"

G_BEGIN_DECLS

/* `standings`: MsStanding* of what is watched; those of the settings with Watch=false are added. Free it. */
char *ms_settings_json (const MsRoster *roster, const GPtrArray *standings);

G_END_DECLS
