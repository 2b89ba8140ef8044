/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "window/data/json.h"

#define MAX_LENGTH 10000

static JsonNode *
node_of (JsonObject *object, const char *member)
{
  return object != NULL ? json_object_get_member (object, member) : NULL;
}

const char *
ms_json_text (JsonObject *object, const char *member)
{
  JsonNode *node = node_of (object, member);
  return node != NULL && json_node_get_value_type (node) == G_TYPE_STRING ? json_node_get_string (node) : "";
}

gboolean
ms_json_flag (JsonObject *object, const char *member)
{
  JsonNode *node = node_of (object, member);
  return node != NULL && json_node_get_value_type (node) == G_TYPE_BOOLEAN && json_node_get_boolean (node);
}

gboolean
ms_json_number (JsonObject *object, const char *member, gint64 *number)
{
  JsonNode *node = node_of (object, member);

  if (node == NULL || json_node_get_value_type (node) != G_TYPE_INT64)
    return FALSE;
  *number = json_node_get_int (node);
  return TRUE;
}

gboolean
ms_json_time (JsonObject *object, const char *member, gint64 *seconds)
{
  g_autoptr (GDateTime) time = g_date_time_new_from_iso8601 (ms_json_text (object, member), NULL);

  if (time == NULL)
    return FALSE;
  *seconds = g_date_time_to_unix (time);
  return TRUE;
}

JsonObject *
ms_json_object (JsonObject *object, const char *member)
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
ms_json_length (JsonObject *object, const char *member)
{
  JsonArray *array = array_of (object, member);
  return array != NULL ? MIN (json_array_get_length (array), MAX_LENGTH) : 0;
}

JsonObject *
ms_json_at (JsonObject *object, const char *member, guint i)
{
  JsonNode *node = json_array_get_element (array_of (object, member), i);
  return JSON_NODE_HOLDS_OBJECT (node) ? json_node_get_object (node) : NULL;
}

char *
ms_json_join (JsonObject *object, const char *member, const char *separator)
{
  JsonArray *array = array_of (object, member);
  GString *text = g_string_new (NULL);

  for (guint i = 0; i < ms_json_length (object, member); i++)
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
