/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "check/json.h"

void
ms_json_add_string (JsonBuilder *json, const char *key, const char *value)
{
  json_builder_set_member_name (json, key);
  json_builder_add_string_value (json, value);
}

void
ms_json_add_known (JsonBuilder *json, const char *key, const char *value)
{
  if (value != NULL && *value != '\0')
    ms_json_add_string (json, key, value);
}

void
ms_json_add_bool (JsonBuilder *json, const char *key, gboolean value)
{
  json_builder_set_member_name (json, key);
  json_builder_add_boolean_value (json, value);
}

char *
ms_json_line (JsonNode *node)
{
  char *text = json_to_string (node, FALSE);
  json_node_unref (node);
  return text;
}
