/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Members of the JSON object that is being built. */
#pragma once

#include <json-glib/json-glib.h>

G_BEGIN_DECLS

void ms_json_add_string (JsonBuilder *json, const char *key, const char *value);
void ms_json_add_known (JsonBuilder *json, const char *key, const char *value); /* unknown (NULL, or empty) is absent */
void ms_json_add_bool (JsonBuilder *json, const char *key, gboolean value);
char *ms_json_line (JsonNode *node); /* takes it; one line, no newline; free it */

G_END_DECLS
