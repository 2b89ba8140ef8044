/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Reads the daemon's JSON, whatever it may be: what is missing or of another type is "", FALSE or empty. Objects may be NULL. */
#pragma once

#include <json-glib/json-glib.h>

G_BEGIN_DECLS

/* The whole text as an array or an object, to be unreffed; NULL if it is none. */
JsonArray *ms_parse_array (const char *json);
JsonObject *ms_parse_object (const char *json);

const char *ms_member_text (JsonObject *object, const char *member); /* never NULL */
gboolean ms_member_flag (JsonObject *object, const char *member);
gboolean ms_member_number (JsonObject *object, const char *member, gint64 *number); /* FALSE: none */
gboolean ms_member_time (JsonObject *object, const char *member, gint64 *seconds);  /* RFC 3339 -> since 1970 */
JsonObject *ms_member_object (JsonObject *object, const char *member);              /* NULL: none */

/* How many elements a member that is an array holds (0: it is none); the object at a place, NULL if it is none. */
guint ms_member_length (JsonObject *object, const char *member);
JsonObject *ms_member_at (JsonObject *object, const char *member, guint i);
char *ms_member_join (JsonObject *object, const char *member, const char *separator); /* the strings of an array; free it */

JsonObject *ms_array_at (JsonArray *array, guint i); /* the object at a place, NULL if it is none; `array` may not be NULL */

/* Of the certificates that a verdict's addresses show, the one that ends first; NULL if none ends. */
JsonObject *ms_first_end (JsonObject *verdict);

G_END_DECLS
