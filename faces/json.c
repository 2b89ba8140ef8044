/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "faces/json.h"

#define MAX_LENGTH 10000

/* ---- whole texts -------------------------------------------------------------------------------------------------- */

JsonArray *
ms_parse_array (const char *json)
{
  g_autoptr (JsonNode) node = json_from_string (json, NULL);
  return node != NULL && JSON_NODE_HOLDS_ARRAY (node) ? json_node_dup_array (node) : NULL;
}

JsonObject *
ms_parse_object (const char *json)
{
  g_autoptr (JsonNode) node = json_from_string (json, NULL);
  return node != NULL && JSON_NODE_HOLDS_OBJECT (node) ? json_node_dup_object (node) : NULL;
}

/* ---- members ------------------------------------------------------------------------------------------------------ */

static JsonNode *
node_of (JsonObject *object, const char *member)
{
  return object != NULL ? json_object_get_member (object, member) : NULL;
}

const char *
ms_member_text (JsonObject *object, const char *member)
{
  JsonNode *node = node_of (object, member);
  return node != NULL && json_node_get_value_type (node) == G_TYPE_STRING ? json_node_get_string (node) : "";
}

gboolean
ms_member_flag (JsonObject *object, const char *member)
{
  JsonNode *node = node_of (object, member);
  return node != NULL && json_node_get_value_type (node) == G_TYPE_BOOLEAN && json_node_get_boolean (node);
}

gboolean
ms_member_number (JsonObject *object, const char *member, gint64 *number)
{
  JsonNode *node = node_of (object, member);

  if (node == NULL || json_node_get_value_type (node) != G_TYPE_INT64)
    return FALSE;
  *number = json_node_get_int (node);
  return TRUE;
}

gboolean
ms_member_time (JsonObject *object, const char *member, gint64 *seconds)
{
  g_autoptr (GDateTime) time = g_date_time_new_from_iso8601 (ms_member_text (object, member), NULL);

  if (time == NULL)
    return FALSE;
  *seconds = g_date_time_to_unix (time);
  return TRUE;
}

JsonObject *
ms_member_object (JsonObject *object, const char *member)
{
  JsonNode *node = node_of (object, member);
  return node != NULL && JSON_NODE_HOLDS_OBJECT (node) ? json_node_get_object (node) : NULL;
}

static JsonArray *
array_of (JsonObject *object, const char *member)
{
  JsonNode *node = node_of (object, member);
  return node != NULL && JSON_NODE_HOLDS_ARRAY (node) ? json_node_get_array (node) : NULL;
}

guint
ms_member_length (JsonObject *object, const char *member)
{
  JsonArray *array = array_of (object, member);
  return array != NULL ? MIN (json_array_get_length (array), MAX_LENGTH) : 0;
}

JsonObject *
ms_array_at (JsonArray *array, guint i)
{
  JsonNode *node = json_array_get_element (array, i);
  return JSON_NODE_HOLDS_OBJECT (node) ? json_node_get_object (node) : NULL;
}

JsonObject *
ms_member_at (JsonObject *object, const char *member, guint i)
{
  return ms_array_at (array_of (object, member), i);
}

char *
ms_member_join (JsonObject *object, const char *member, const char *separator)
{
  JsonArray *array = array_of (object, member);
  GString *text = g_string_new (NULL);

  for (guint i = 0; i < ms_member_length (object, member); i++)
    {
      JsonNode *node = json_array_get_element (array, i);
      if (json_node_get_value_type (node) != G_TYPE_STRING)
        continue;
      if (text->len > 0)
        g_string_append (text, separator);
      g_string_append (text, json_node_get_string (node));
    }
  return g_string_free (text, FALSE);
}

/* ---- verdicts ----------------------------------------------------------------------------------------------------- */

JsonObject *
ms_first_end (JsonObject *verdict)
{
  JsonObject *first = NULL;
  gint64 least = G_MAXINT64, days;

  for (guint i = 0; i < ms_member_length (verdict, "addresses"); i++)
    {
      JsonObject *certificate = ms_member_object (ms_member_at (verdict, "addresses", i), "certificate");
      if (!ms_member_number (certificate, "days_left", &days) || days >= least)
        continue;
      least = days;
      first = certificate;
    }
  return first;
}
