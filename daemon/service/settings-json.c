/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "daemon/service/settings-json.h"

#include "config/clients/clients.h"
#include "config/watchlist.h"
#include "check/judge/group.h"
#include "check/verdict-json.h"

#include <json-glib/json-glib.h>

/* As it would be written: "6h". */
static void
add_duration (JsonBuilder *json, const char *key, guint seconds)
{
  g_autofree char *text = ms_duration_text (seconds);
  ms_json_add_string (json, key, text);
}

static gboolean
uses_something (const GPtrArray *accounts, const char *client)
{
  for (guint i = 0; i < accounts->len; i++)
    {
      const MsAccount *account = g_ptr_array_index (accounts, i);
      for (guint o = 0; o < account->origins->len; o++)
        if (g_str_equal (((const MsOrigin *) g_ptr_array_index (account->origins, o))->client, client))
          return TRUE;
    }
  return FALSE;
}

static void
add_clients (JsonBuilder *json, const MsRoster *roster)
{
  const MsSettings *settings = ms_roster_settings (roster);
  const char *name, *title;

  json_builder_set_member_name (json, "clients");
  json_builder_begin_array (json);
  for (guint i = 0; (name = ms_clients_name (i, &title)) != NULL; i++)
    {
      json_builder_begin_object (json);
      ms_json_add_string (json, "name", name);
      ms_json_add_string (json, "title", title);
      ms_json_add_bool (json, "found", uses_something (ms_roster_accounts (roster), name));
      ms_json_add_bool (json, "on", settings->import_accounts && ms_import_wants (settings->import_clients, name));
      json_builder_end_object (json);
    }
  json_builder_end_array (json);
}

static void
add_server (JsonBuilder *json, const MsServer *server)
{
  json_builder_begin_object (json);
  ms_json_add_string (json, "url", server->url);
  ms_json_add_server (json, server);
  ms_json_add_bool (json, "watch", server->watch);
  add_duration (json, "interval", server->interval);
  json_builder_end_object (json);
}

/* What is watched, and what the user has left out. */
static void
add_servers (JsonBuilder *json, const MsSettings *settings, const GPtrArray *standings)
{
  g_autoptr (GPtrArray) servers = g_ptr_array_new_with_free_func ((GDestroyNotify) ms_server_free);

  for (guint i = 0; i < standings->len; i++)
    g_ptr_array_add (servers, ms_server_copy (((const MsStanding *) g_ptr_array_index (standings, i))->server));
  for (guint i = 0; i < settings->servers->len; i++)
    {
      const MsServer *server = g_ptr_array_index (settings->servers, i);
      if (!server->watch)
        g_ptr_array_add (servers, ms_server_copy (server));
    }
  ms_group_by_account (servers);
  json_builder_set_member_name (json, "servers");
  json_builder_begin_array (json);
  for (guint i = 0; i < servers->len; i++)
    add_server (json, g_ptr_array_index (servers, i));
  json_builder_end_array (json);
}

char *
ms_settings_json (const MsRoster *roster, const GPtrArray *standings)
{
  const MsSettings *settings = ms_roster_settings (roster);
  g_autoptr (JsonBuilder) json = json_builder_new ();
  g_autoptr (JsonGenerator) generator = json_generator_new ();
  g_autoptr (JsonNode) root = NULL;

  json_builder_begin_object (json);
  add_duration (json, "interval", settings->interval);
  ms_json_add_bool (json, "import_accounts", settings->import_accounts);
  ms_json_add_string (json, "import_clients", settings->import_clients != NULL ? settings->import_clients : "");
  ms_json_add_bool (json, "notify", settings->notify);
  ms_json_add_string (json, "tray_icon", settings->tray_icon);
  add_clients (json, roster);
  add_servers (json, settings, standings);
  json_builder_end_object (json);
  root = json_builder_get_root (json);
  json_generator_set_root (generator, root);
  return json_generator_to_data (generator, NULL);
}
