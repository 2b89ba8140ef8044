/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The preferences: what is watched, and how. A change takes effect at once; one that is refused is taken back, and it says why.
 */
#pragma once

#include "window/bus.h"

#include <adwaita.h>

G_BEGIN_DECLS

#define MS_TYPE_PREFERENCES (ms_preferences_get_type ())
G_DECLARE_FINAL_TYPE (MsPreferences, ms_preferences, MS, PREFERENCES, AdwPreferencesWindow)

GtkWidget *ms_preferences_new (MsClient *client);

G_END_DECLS
