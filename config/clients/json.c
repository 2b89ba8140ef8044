/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config/clients/json.h"

#include <string.h>

/* Deeper than any settings file; the parser recurses. */
#define MAX_NESTING 50

/* The closing quote of the string at `at`, which is behind the opening one; `end` if there is none. */
static char *
end_of_string (char *at, char *end)
{
  while (at < end && *at != '"')
    at += *at == '\\' && at + 1 < end ? 2 : 1;
  return MIN (at, end);
}

static gboolean
is_key (const char *after, const char *end)
{
  while (after < end && g_ascii_isspace (*after))
    after++;
  return after < end && *after == ':';
}

static gboolean
is_listed (const char *const *keys, const char *name, gsize length)
{
  for (guint i = 0; keys[i] != NULL; i++)
    if (strlen (keys[i]) == length && memcmp (keys[i], name, length) == 0)
      return TRUE;
  return FALSE;
}

/* FALSE if it is nested too deeply. */
static gboolean
blank_out (char *at, char *end, const char *const *keys)
{
  gboolean wanted = FALSE; /* the next string is the value of a key of ours */
  guint depth = 0;

  for (; at < end; at++)
    {
      if (*at == '[' || *at == '{')
        {
          wanted = FALSE;
          if (++depth > MAX_NESTING)
            return FALSE;
        }
      depth -= (*at == ']' || *at == '}') && depth > 0 ? 1 : 0;
      if (*at == ',')
        wanted = FALSE;
      if (*at == '"')
        {
          char *close = end_of_string (at + 1, end);

          if (close < end && is_key (close + 1, end))
            wanted = is_listed (keys, at + 1, (gsize) (close - at - 1));
          else if (!wanted)
            memset (at + 1, '-', (gsize) (close - at - 1));
          at = close;
        }
    }
  return TRUE;
}

JsonNode *
ms_json_read (MsText *text, const char *const *keys)
{
  g_autoptr (JsonParser) parser = NULL;

  if (memchr (text->bytes, '\0', text->length) != NULL || !g_utf8_validate (text->bytes, (gssize) text->length, NULL)
      || !blank_out (text->bytes, text->bytes + text->length, keys))
    return NULL;
  parser = json_parser_new_immutable ();
  return json_parser_load_from_data (parser, text->bytes, (gssize) text->length, NULL) ? json_parser_steal_root (parser) : NULL;
}

static JsonNode *
member_of (JsonObject *object, const char *member)
{
  return object != NULL ? json_object_get_member (object, member) : NULL;
}

JsonObject *
ms_json_object (JsonObject *object, const char *member)
{
  JsonNode *node = member_of (object, member);
  return node != NULL && JSON_NODE_HOLDS_OBJECT (node) ? json_node_get_object (node) : NULL;
}

JsonArray *
ms_json_list (JsonObject *object, const char *member)
{
  JsonNode *node = member_of (object, member);
  return node != NULL && JSON_NODE_HOLDS_ARRAY (node) ? json_node_get_array (node) : NULL;
}

JsonObject *
ms_json_item (JsonArray *array, guint index)
{
  JsonNode *node = array != NULL && index < json_array_get_length (array) ? json_array_get_element (array, index) : NULL;
  return node != NULL && JSON_NODE_HOLDS_OBJECT (node) ? json_node_get_object (node) : NULL;
}

const char *
ms_json_text (JsonObject *object, const char *member)
{
  JsonNode *node = member_of (object, member);
  return node != NULL && JSON_NODE_HOLDS_VALUE (node) && json_node_get_value_type (node) == G_TYPE_STRING
           ? json_node_get_string (node)
           : NULL;
}

guint
ms_json_port (JsonObject *object, const char *member)
{
  JsonNode *node = member_of (object, member);
  gint64 port;

  if (node == NULL || !JSON_NODE_HOLDS_VALUE (node))
    return 0;
  if (json_node_get_value_type (node) == G_TYPE_STRING)
    return ms_port (json_node_get_string (node));
  port = json_node_get_int (node);
  return port > 0 && port <= 65535 ? (guint) port : 0;
}

gboolean
ms_json_is (JsonObject *object, const char *member, gboolean otherwise)
{
  JsonNode *node = member_of (object, member);

  if (node == NULL || !JSON_NODE_HOLDS_VALUE (node))
    return otherwise;
  if (json_node_get_value_type (node) == G_TYPE_STRING)
    return ms_is_true (json_node_get_string (node), otherwise);
  return json_node_get_value_type (node) == G_TYPE_BOOLEAN ? json_node_get_boolean (node) : otherwise;
}
