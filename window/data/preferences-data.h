/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the preferences show and write, without their widgets. Pure. */
#pragma once

#include <json-glib/json-glib.h>

G_BEGIN_DECLS

/* Times between checks that can be chosen, shortest first; one that was configured and is none of the usual is among them.
 * Free it with g_strfreev. */
char **ms_intervals (const char *configured, guint *selected);
char *ms_interval_words (const char *interval); /* "6h" -> "Every 6 hours" */

/* The value of ImportClients if one of the clients of GetSettings is switched. */
char *ms_import_clients (JsonObject *settings, const char *client, gboolean on);

/* What rows there are for mail programs and servers, as one text. */
char *ms_settings_shape (JsonObject *settings);

G_END_DECLS
