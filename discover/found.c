/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "discover/found.h"

#include "model/address.h"
#include "model/url.h"

#include <json-glib/json-glib.h>
#include <string.h>

#define MAX_LINES 100

static const char *const source_names[] = { "provider", "srv", "mx", "autoconfig", "guess" };

const char *
ms_source_name (MsSource source)
{
  return source_names[source];
}

gboolean
ms_source_from_name (const char *name, MsSource *ret_source)
{
  for (guint i = 0; i < G_N_ELEMENTS (source_names); i++)
    if (g_str_equal (source_names[i], name))
      {
        *ret_source = (MsSource) i;
        return TRUE;
      }
  return FALSE;
}

/* ---- lists ----------------------------------------------------------------------------------------------------- */

void
ms_found_free (MsFound *found)
{
  if (found == NULL)
    return;
  ms_target_free (found->target);
  g_free (found->from);
  g_free (found);
}

GPtrArray *
ms_found_list_new (void)
{
  return g_ptr_array_new_with_free_func ((GDestroyNotify) ms_found_free);
}

static gboolean
has (const GPtrArray *found, MsService service, const char *host, guint16 port)
{
  for (guint i = 0; i < found->len; i++)
    {
      const MsTarget *target = ((const MsFound *) g_ptr_array_index (found, i))->target;
      if (target->service == service && target->port == port && g_str_equal (target->host, host))
        return TRUE;
    }
  return FALSE;
}

void
ms_found_add (GPtrArray *found, MsService service, const char *host, guint16 port, MsSource source, const char *from)
{
  g_autofree char *normal = ms_host_normal (host);
  MsFound *one;

  if (normal == NULL || port == 0 || found->len >= MS_FOUND_MAX || ms_address_is_loopback (normal)
      || (g_hostname_is_ip_address (normal) && !ms_address_is_public (normal))
      || (strchr (normal, '.') == NULL && strchr (normal, ':') == NULL) || has (found, service, normal, port))
    return;
  one = g_new0 (MsFound, 1);
  one->target = ms_target_new (service, normal, port);
  one->source = source;
  one->from = g_strdup (from);
  g_ptr_array_add (found, one);
}

/* ---- as lines of JSON ------------------------------------------------------------------------------------------ */

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
