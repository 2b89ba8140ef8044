/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cli/found.h"

#include "model/text.h"

#include <glib/gi18n.h>
#include <json-glib/json-glib.h>
#include <stdio.h>
#include <string.h>

/* ---- for people ------------------------------------------------------------------------------------------------ */

static const char *
purpose (const MsFound *one)
{
  const MsServiceInfo *info = ms_service_info (one->target->service);

  if (info->protocol == MS_PROTOCOL_SMTP)
    return _ ("sending");
  return info->incoming ? _ ("receiving") : _ ("other");
}

static char *
how_known (const MsFound *one)
{
  switch (one->source)
    {
    case MS_SOURCE_PROVIDER:
      return g_strdup (_ ("one of the large providers"));
    case MS_SOURCE_SRV:
    case MS_SOURCE_MX:
      return g_strdup_printf (_ ("DNS (%s)"), one->from);
    case MS_SOURCE_AUTOCONFIG:
      return g_strdup (one->from);
    case MS_SOURCE_GUESS:
      return g_strdup (_ ("guessed; it answers"));
    }
  return NULL;
}

void
ms_found_print (const GPtrArray *found, const char *domain)
{
  g_autoptr (GPtrArray) urls = g_ptr_array_new_with_free_func (g_free);
  int width = 0, purpose_width = 0;

  for (guint i = 0; i < found->len; i++)
    {
      const MsFound *one = g_ptr_array_index (found, i);
      char *url = ms_target_url (one->target);
      g_ptr_array_add (urls, url);
      width = MAX (width, (int) strlen (url)); /* A-labels: a byte is a column */
      purpose_width = MAX (purpose_width, (int) g_utf8_strlen (purpose (one), -1));
    }
  for (guint i = 0; i < found->len; i++)
    {
      const MsFound *one = g_ptr_array_index (found, i);
      g_autofree char *known = how_known (one);
      g_autofree char *visible = ms_visible (known, -1, 400);
      int pad = purpose_width - (int) g_utf8_strlen (purpose (one), -1);

      printf ("%s%*s  %-*s  %s%s\n", purpose (one), pad, "", width, (const char *) g_ptr_array_index (urls, i), visible,
              one->source == MS_SOURCE_PROVIDER || ms_discover_is_own (domain, one->target->host) ? ""
                                                                                                  : _ (" (of another domain)"));
    }
}

/* ---- JSON ------------------------------------------------------------------------------------------------------ */

static void
add_string (JsonBuilder *builder, const char *member, const char *value)
{
  json_builder_set_member_name (builder, member);
  json_builder_add_string_value (builder, value);
}

static void
add_boolean (JsonBuilder *builder, const char *member, gboolean value)
{
  json_builder_set_member_name (builder, member);
  json_builder_add_boolean_value (builder, value);
}

static char *
found_json (const MsFound *one, const char *domain, gboolean use)
{
  const MsServiceInfo *info = ms_service_info (one->target->service);
  g_autoptr (JsonBuilder) builder = json_builder_new_immutable ();
  g_autofree char *url = ms_target_url (one->target);
  g_autofree char *from = ms_visible (one->from, -1, 400);
  g_autoptr (JsonNode) root = NULL;

  json_builder_begin_object (builder);
  add_string (builder, "source", ms_source_name (one->source));
  add_string (builder, "url", url);
  add_string (builder, "host", one->target->host);
  json_builder_set_member_name (builder, "port");
  json_builder_add_int_value (builder, one->target->port);
  add_string (builder, "protocol", ms_protocol_name (info->protocol));
  add_string (builder, "security", ms_security_name (info->security));
  add_string (builder, "domain", domain);
  add_boolean (builder, "own_domain", ms_discover_is_own (domain, one->target->host));
  add_boolean (builder, "use", use);
  add_string (builder, "from", from);
  json_builder_end_object (builder);
  root = json_builder_get_root (builder);
  return json_to_string (root, FALSE);
}

void
ms_found_print_json (const GPtrArray *found, const char *domain)
{
  g_autoptr (GPtrArray) choice = ms_discover_choice (found);

  for (guint i = 0; i < found->len; i++)
    {
      const MsFound *one = g_ptr_array_index (found, i);
      g_autofree char *line = found_json (one, domain, g_ptr_array_find (choice, one, NULL));
      puts (line);
    }
}
