/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "window/data/state-private.h"

#include "faces/json.h"

struct _MsServerItem
{
  GObject parent_instance;
  char *url;
  char *name;
  char *host;
  char *account;
  JsonNode *verdict; /* NULL until there is one */
  JsonNode *alerts;  /* an array, or NULL */
  MsLife life;
  MsLevel level;
  MsDirection direction;
  gboolean checking;
};

struct _MsAccountItem
{
  GObject parent_instance;
  char *title;
  GPtrArray *servers;
};

G_DEFINE_FINAL_TYPE (MsServerItem, ms_server_item, G_TYPE_OBJECT)
G_DEFINE_FINAL_TYPE (MsAccountItem, ms_account_item, G_TYPE_OBJECT)

static guint server_changed, account_changed;

/* ---- a server ----------------------------------------------------------------------------------------------------- */

static void
ms_server_item_finalize (GObject *object)
{
  MsServerItem *server = MS_SERVER_ITEM (object);

  g_free (server->url);
  g_free (server->name);
  g_free (server->host);
  g_free (server->account);
  g_clear_pointer (&server->verdict, json_node_unref);
  g_clear_pointer (&server->alerts, json_node_unref);
  G_OBJECT_CLASS (ms_server_item_parent_class)->finalize (object);
}

static void
ms_server_item_class_init (MsServerItemClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = ms_server_item_finalize;
  server_changed = g_signal_new ("changed", MS_TYPE_SERVER_ITEM, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void
ms_server_item_init (MsServerItem *server)
{
}

MsServerItem *
ms_server_item_new (const char *url)
{
  MsServerItem *server = g_object_new (MS_TYPE_SERVER_ITEM, NULL);
  server->url = g_strdup (url);
  return server;
}

/* Of the certificate that ends first. One without an end has no life to be shown. */
static MsLife
life_of (JsonObject *verdict)
{
  JsonObject *certificate = ms_first_end (verdict);
  MsLife life = { .level = ms_level_of (ms_member_text (verdict, "time_state")) };

  life.known = ms_member_time (certificate, "not_before", &life.begin) && ms_member_time (certificate, "not_after", &life.end)
               && ms_member_number (certificate, "days_left", &life.days_left) && life.end > life.begin;
  if (!life.known || !ms_member_time (verdict, "renewal", &life.renewal))
    life.renewal = 0;
  return life;
}

static char *
text_or (JsonObject *verdict, const char *member, const char *other)
{
  const char *text = ms_member_text (verdict, member);
  return g_strdup (*text != '\0' ? text : other);
}

static void
read_verdict (MsServerItem *server, JsonObject *verdict)
{
  g_free (server->name);
  g_free (server->host);
  g_free (server->account);
  server->host = text_or (verdict, "host", server->url);
  server->name = text_or (verdict, "name", server->host);
  server->account = text_or (verdict, "account", server->name);
  server->level = ms_level_of (ms_member_text (verdict, "state"));
  server->direction = ms_direction_of (ms_member_text (verdict, "half"));
  server->life = life_of (verdict);
}

gboolean
ms_server_item_take (MsServerItem *server, JsonNode *verdict)
{
  if (server->verdict != NULL && json_node_equal (server->verdict, verdict))
    return FALSE;
  g_clear_pointer (&server->verdict, json_node_unref);
  server->verdict = json_node_copy (verdict);
  read_verdict (server, json_node_get_object (verdict));
  g_signal_emit (server, server_changed, 0);
  return TRUE;
}

void
ms_server_item_take_alerts (MsServerItem *server, JsonNode *alerts)
{
  gboolean same = alerts == NULL || server->alerts == NULL ? alerts == server->alerts : json_node_equal (server->alerts, alerts);

  if (same)
    return;
  g_clear_pointer (&server->alerts, json_node_unref);
  server->alerts = alerts != NULL ? json_node_ref (alerts) : NULL;
  g_signal_emit (server, server_changed, 0);
}

JsonObject *
ms_server_item_get_alert (const MsServerItem *server, const char *code)
{
  JsonArray *alerts = server->alerts != NULL ? json_node_get_array (server->alerts) : NULL;

  for (guint i = 0; alerts != NULL && i < json_array_get_length (alerts); i++)
    {
      JsonObject *alert = json_array_get_object_element (alerts, i);
      if (g_str_equal (ms_member_text (alert, "code"), code))
        return alert;
    }
  return NULL;
}

const char *
ms_server_item_get_url (const MsServerItem *server)
{
  return server->url;
}

const char *
ms_server_item_get_name (const MsServerItem *server)
{
  return server->name;
}

const char *
ms_server_item_get_host (const MsServerItem *server)
{
  return server->host;
}

const char *
ms_server_item_get_account (const MsServerItem *server)
{
  return server->account;
}

const char *
ms_server_item_get_summary (const MsServerItem *server)
{
  return ms_member_text (ms_server_item_get_verdict (server), "summary");
}

MsLevel
ms_server_item_get_level (const MsServerItem *server)
{
  return server->level;
}

MsDirection
ms_server_item_get_direction (const MsServerItem *server)
{
  return server->direction;
}

const MsLife *
ms_server_item_get_life (const MsServerItem *server)
{
  return &server->life;
}

gboolean
ms_server_item_was_checked (const MsServerItem *server)
{
  return *ms_member_text (ms_server_item_get_verdict (server), "checked") != '\0';
}

JsonObject *
ms_server_item_get_verdict (const MsServerItem *server)
{
  return server->verdict != NULL ? json_node_get_object (server->verdict) : NULL;
}

gboolean
ms_server_item_is_checking (const MsServerItem *server)
{
  return server->checking;
}

void
ms_server_item_set_checking (MsServerItem *server, gboolean checking)
{
  if (server->checking == checking)
    return;
  server->checking = checking;
  g_signal_emit (server, server_changed, 0);
}

/* ---- an account --------------------------------------------------------------------------------------------------- */

static void
ms_account_item_finalize (GObject *object)
{
  MsAccountItem *account = MS_ACCOUNT_ITEM (object);

  g_free (account->title);
  g_clear_pointer (&account->servers, g_ptr_array_unref);
  G_OBJECT_CLASS (ms_account_item_parent_class)->finalize (object);
}

static void
ms_account_item_class_init (MsAccountItemClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = ms_account_item_finalize;
  account_changed = g_signal_new ("changed", MS_TYPE_ACCOUNT_ITEM, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void
ms_account_item_init (MsAccountItem *account)
{
}

MsAccountItem *
ms_account_item_new (const char *title)
{
  MsAccountItem *account = g_object_new (MS_TYPE_ACCOUNT_ITEM, NULL);
  account->title = g_strdup (title);
  return account;
}

static int
by_direction_and_url (gconstpointer a, gconstpointer b)
{
  const MsServerItem *first = *(MsServerItem *const *) a, *second = *(MsServerItem *const *) b;
  int difference = (int) first->direction - (int) second->direction;
  return difference != 0 ? difference : g_strcmp0 (first->url, second->url);
}

void
ms_account_item_take (MsAccountItem *account, GPtrArray *servers)
{
  g_ptr_array_sort (servers, by_direction_and_url);
  g_clear_pointer (&account->servers, g_ptr_array_unref);
  account->servers = g_ptr_array_ref (servers);
  g_signal_emit (account, account_changed, 0);
}

const char *
ms_account_item_get_title (const MsAccountItem *account)
{
  return account->title;
}

/* Among equals the one whose certificate ends first. */
MsServerItem *
ms_account_item_get_worst (const MsAccountItem *account)
{
  MsServerItem *worst = g_ptr_array_index (account->servers, 0);

  for (guint i = 1; i < account->servers->len; i++)
    {
      MsServerItem *server = g_ptr_array_index (account->servers, i);
      if (server->level < worst->level
          || (server->level == worst->level && server->life.known && (!worst->life.known || server->life.end < worst->life.end)))
        worst = server;
    }
  return worst;
}

MsLevel
ms_account_item_get_level (const MsAccountItem *account)
{
  return ms_account_item_get_worst (account)->level;
}

guint
ms_account_item_get_n_servers (const MsAccountItem *account)
{
  return account->servers->len;
}

GPtrArray *
ms_account_item_get_servers (MsAccountItem *account)
{
  return account->servers;
}
