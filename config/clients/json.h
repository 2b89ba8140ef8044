/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "config/clients/text.h"

#include <json-glib/json-glib.h>

G_BEGIN_DECLS

/*
 * Parses a text after every string in it that is neither a key nor the value of one of `keys` (NULL-terminated) was
 * blanked out, so that no secret is copied by the parser. NULL if it is no JSON. Changes the text.
 */
JsonNode *ms_json_read (MsText *text, const char *const *keys);

/* Members that may be missing or of another type. */
JsonObject *ms_json_object (JsonObject *object, const char *member);
JsonArray *ms_json_list (JsonObject *object, const char *member);
JsonObject *ms_json_item (JsonArray *array, guint index);
const char *ms_json_text (JsonObject *object, const char *member);
guint ms_json_port (JsonObject *object, const char *member); /* a number, also as text; 0: none */
gboolean ms_json_is (JsonObject *object, const char *member, gboolean otherwise);

G_END_DECLS
