/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Reads JSON that may be anything: what is missing or of another type is "", FALSE or empty. Objects may be NULL. */
#pragma once

#include <json-glib/json-glib.h>

G_BEGIN_DECLS

const char *ms_json_text (JsonObject *object, const char *member); /* never NULL */
gboolean ms_json_flag (JsonObject *object, const char *member);
gboolean ms_json_number (JsonObject *object, const char *member, gint64 *number); /* FALSE: none */
gboolean ms_json_time (JsonObject *object, const char *member, gint64 *seconds);  /* RFC 3339 -> since 1970 */
JsonObject *ms_json_object (JsonObject *object, const char *member);              /* NULL: none */

/* How many objects an array member holds at most, and the one at a place: NULL if it is none. */
guint ms_json_length (JsonObject *object, const char *member);
JsonObject *ms_json_at (JsonObject *object, const char *member, guint i);
char *ms_json_join (JsonObject *object, const char *member, const char *separator); /* the strings of an array */

G_END_DECLS
