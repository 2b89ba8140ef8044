/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "window/data/state.h"

#include "faces/json.h"
#include "window/data/state-private.h"

#define MAX_SERVERS 10000

struct _MsState
{
  GHashTable *servers;  /* URL -> MsServerItem, owned */
  GHashTable *accounts; /* title -> MsAccountItem, owned */
  GListStore *rows;
};

MsState *
ms_state_new (void)
{
  MsState *state = g_new0 (MsState, 1);

  state->servers = g_hash_table_new_full (g_str_hash, g_str_equal, NULL, g_object_unref);
  state->accounts = g_hash_table_new_full (g_str_hash, g_str_equal, NULL, g_object_unref);
  state->rows = g_list_store_new (G_TYPE_OBJECT);
  return state;
}

void
ms_state_free (MsState *state)
{
  if (state == NULL)
    return;
  g_object_unref (state->rows);
  g_hash_table_unref (state->accounts);
  g_hash_table_unref (state->servers);
  g_free (state);
}

/* ---- servers ------------------------------------------------------------------------------------------------------ */

static gboolean
take_server (MsState *state, JsonNode *node, GHashTable *seen)
{
  const char *url = ms_member_text (json_node_get_object (node), "url");
  MsServerItem *server = g_hash_table_lookup (state->servers, url);
  gboolean changed;

  if (*url == '\0' || g_hash_table_contains (seen, url))
    return FALSE;
  if (server == NULL)
    {
      server = ms_server_item_new (url);
      g_hash_table_insert (state->servers, (gpointer) ms_server_item_get_url (server), server);
    }
  changed = ms_server_item_take (server, node);
  g_hash_table_add (seen, (gpointer) ms_server_item_get_url (server));
  return changed;
}

static gboolean
not_seen_cb (gpointer url, gpointer server, gpointer seen)
{
  return !g_hash_table_contains (seen, url);
}

/* ---- the list ----------------------------------------------------------------------------------------------------- */

static int
by_level_and_title (gconstpointer a, gconstpointer b)
{
  const MsAccountItem *first = *(MsAccountItem *const *) a, *second = *(MsAccountItem *const *) b;
  int difference = (int) ms_account_item_get_level (first) - (int) ms_account_item_get_level (second);

  return difference != 0 ? difference : g_utf8_collate (ms_account_item_get_title (first), ms_account_item_get_title (second));
}

/* Puts each server into its account; accounts without one leave. Their order is what counts afterwards. */
static GPtrArray *
group (MsState *state)
{
  g_autoptr (GHashTable) members
    = g_hash_table_new_full (g_str_hash, g_str_equal, NULL, (GDestroyNotify) g_ptr_array_unref); /* title -> servers */
  GPtrArray *accounts = g_ptr_array_new ();
  GHashTableIter iter;
  gpointer title, value;

  g_hash_table_iter_init (&iter, state->servers);
  while (g_hash_table_iter_next (&iter, NULL, &value))
    {
      const char *account = ms_server_item_get_account (value);
      GPtrArray *servers = g_hash_table_lookup (members, account);
      if (servers == NULL)
        {
          servers = g_ptr_array_new_with_free_func (g_object_unref);
          g_hash_table_insert (members, (gpointer) account, servers);
        }
      g_ptr_array_add (servers, g_object_ref (value));
    }

  g_hash_table_iter_init (&iter, state->accounts);
  while (g_hash_table_iter_next (&iter, &title, NULL))
    if (!g_hash_table_contains (members, title))
      g_hash_table_iter_remove (&iter);

  g_hash_table_iter_init (&iter, members);
  while (g_hash_table_iter_next (&iter, &title, &value))
    {
      MsAccountItem *account = g_hash_table_lookup (state->accounts, title);
      if (account == NULL)
        {
          account = ms_account_item_new (title);
          g_hash_table_insert (state->accounts, (gpointer) ms_account_item_get_title (account), account);
        }
      ms_account_item_take (account, value);
      g_ptr_array_add (accounts, account);
    }
  g_ptr_array_sort (accounts, by_level_and_title);
  return accounts;
}

/* Only what moved is taken out and put in again: a list keeps its place, and its widgets. */
static void
show (GListStore *store, GPtrArray *wanted)
{
  guint before = g_list_model_get_n_items (G_LIST_MODEL (store)), head = 0, tail = 0, shared = MIN (before, wanted->len);

  for (; head < shared; head++)
    {
      g_autoptr (GObject) item = g_list_model_get_item (G_LIST_MODEL (store), head);
      if (item != g_ptr_array_index (wanted, head))
        break;
    }
  for (; tail < shared - head; tail++)
    {
      g_autoptr (GObject) item = g_list_model_get_item (G_LIST_MODEL (store), before - 1 - tail);
      if (item != g_ptr_array_index (wanted, wanted->len - 1 - tail))
        break;
    }
  if (before != wanted->len || head < shared)
    g_list_store_splice (store, head, before - head - tail, wanted->len > 0 ? wanted->pdata + head : NULL,
                         wanted->len - head - tail);
}

static void
arrange (MsState *state)
{
  g_autoptr (GPtrArray) accounts = group (state);
  g_autoptr (GPtrArray) wanted = g_ptr_array_new ();

  for (guint i = 0; i < accounts->len; i++)
    {
      GPtrArray *servers = ms_account_item_get_servers (g_ptr_array_index (accounts, i));
      g_ptr_array_add (wanted, g_ptr_array_index (accounts, i));
      for (guint k = 0; k < servers->len; k++)
        g_ptr_array_add (wanted, g_ptr_array_index (servers, k));
    }
  show (state->rows, wanted);
}

gboolean
ms_state_set_status (MsState *state, const char *json)
{
  g_autoptr (GHashTable) seen = g_hash_table_new (g_str_hash, g_str_equal);
  g_autoptr (JsonArray) array = ms_parse_array (json);
  gboolean changed = FALSE;

  if (array == NULL)
    return FALSE;
  for (guint i = 0; i < MIN (json_array_get_length (array), MAX_SERVERS); i++)
    {
      JsonNode *node = json_array_get_element (array, i);
      if (JSON_NODE_HOLDS_OBJECT (node))
        changed = take_server (state, node, seen) || changed;
    }
  changed = g_hash_table_foreach_remove (state->servers, not_seen_cb, seen) > 0 || changed;
  if (changed)
    arrange (state);
  return TRUE;
}

/* ---- alerts ------------------------------------------------------------------------------------------------------- */

/* URL -> the open alerts that name it, as a JSON array. */
static GHashTable *
alerts_by_url (JsonArray *array)
{
  GHashTable *alerts = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, (GDestroyNotify) json_node_unref);

  for (guint i = 0; i < MIN (json_array_get_length (array), MAX_SERVERS); i++)
    {
      JsonNode *node = json_array_get_element (array, i), *all;
      JsonObject *alert = JSON_NODE_HOLDS_OBJECT (node) ? json_node_get_object (node) : NULL;
      g_autofree char *joined = alert != NULL ? ms_member_join (alert, "servers", "\n") : g_strdup ("");
      g_auto (GStrv) urls = g_strsplit (joined, "\n", -1);

      if (g_str_equal (ms_member_text (alert, "step"), "resolved"))
        continue;
      for (guint k = 0; urls[k] != NULL; k++)
        {
          all = g_hash_table_lookup (alerts, urls[k]);
          if (all == NULL)
            {
              all = json_node_new (JSON_NODE_ARRAY);
              json_node_take_array (all, json_array_new ());
              g_hash_table_insert (alerts, g_strdup (urls[k]), all);
            }
          json_array_add_element (json_node_get_array (all), json_node_copy (node));
        }
    }
  return alerts;
}

gboolean
ms_state_set_alerts (MsState *state, const char *json)
{
  g_autoptr (JsonArray) array = ms_parse_array (json);
  g_autoptr (GHashTable) alerts = NULL;
  GHashTableIter iter;
  gpointer url, server;

  if (array == NULL)
    return FALSE;
  alerts = alerts_by_url (array);
  g_hash_table_iter_init (&iter, state->servers);
  while (g_hash_table_iter_next (&iter, &url, &server))
    ms_server_item_take_alerts (server, g_hash_table_lookup (alerts, url));
  return TRUE;
}

/* ---- asking ------------------------------------------------------------------------------------------------------- */

GListModel *
ms_state_get_rows (MsState *state)
{
  return G_LIST_MODEL (state->rows);
}

MsServerItem *
ms_state_find (MsState *state, const char *words)
{
  MsServerItem *server = g_hash_table_lookup (state->servers, words);
  GHashTableIter iter;
  gpointer value;

  g_hash_table_iter_init (&iter, state->servers);
  while (server == NULL && g_hash_table_iter_next (&iter, NULL, &value))
    if (g_str_equal (ms_server_item_get_name (value), words) || g_str_equal (ms_server_item_get_host (value), words))
      server = value;
  return server;
}

void
ms_state_foreach (MsState *state, void (*visit) (MsServerItem *server, gpointer data), gpointer data)
{
  GHashTableIter iter;
  gpointer server;

  g_hash_table_iter_init (&iter, state->servers);
  while (g_hash_table_iter_next (&iter, NULL, &server))
    visit (server, data);
}

guint
ms_state_count (MsState *state)
{
  return g_hash_table_size (state->servers);
}
