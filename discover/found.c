/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "discover/found.h"

#include "model/url.h"

#include <json-glib/json-glib.h>

#define MAX_LINES 100

static const char *
text_of (JsonObject *object, const char *member)
{
  JsonNode *node = json_object_get_member (object, member);
  return node != NULL && json_node_get_value_type (node) == G_TYPE_STRING ? json_node_get_string (node) : "";
}

static void
read_line (GPtrArray *found, const char *line)
{
  g_autoptr (JsonNode) node = json_from_string (line, NULL);
  JsonObject *object = node != NULL && JSON_NODE_HOLDS_OBJECT (node) ? json_node_get_object (node) : NULL;
  g_autoptr (MsTarget) target = object != NULL ? ms_target_parse_one (text_of (object, "url"), NULL) : NULL;
  MsSource source;

  if (target != NULL && ms_source_from_name (text_of (object, "source"), &source))
    ms_found_add (found, target->service, target->host, target->port, source, text_of (object, "from"));
}

GPtrArray *
ms_found_read (const char *lines)
{
  GPtrArray *found = ms_found_list_new ();
  g_auto (GStrv) all = g_strsplit (lines, "\n", MAX_LINES);

  for (guint i = 0; all[i] != NULL; i++)
    if (*all[i] == '{')
      read_line (found, all[i]);
  return found;
}
