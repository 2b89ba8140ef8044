/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "check/judge/group.h"

#include "model/server.h"
#include "model/target.h"
#include "check/judge/domain.h"

static gboolean
receives (const MsServer *server)
{
  return ms_service_info (server->target->service)->incoming;
}

/* By itself: what stands behind the @ tells the user more than the name of a hoster. */
static const char *
own_title (const MsServer *server)
{
  if (server->domains[0] != NULL && server->domains[1] == NULL)
    return server->domains[0];
  return ms_domain_of (server->target->host);
}

/* Which receives first for an account of a client, for a provider, or for both: their place. "" is whichever. */
static char *
key_of (const char *account, const char *provider)
{
  return g_strconcat (account, "\n", provider, NULL);
}

static void
note (GHashTable *first, const char *account, const char *provider, guint place)
{
  g_autofree char *key = key_of (account, provider);

  if (!g_hash_table_contains (first, key))
    g_hash_table_insert (first, g_steal_pointer (&key), GUINT_TO_POINTER (place));
}

static void
note_receiver (GHashTable *first, const MsServer *server, guint place)
{
  const char *provider = ms_domain_of (server->target->host);

  note (first, "", provider, place);
  for (guint i = 0; server->accounts[i] != NULL; i++)
    {
      note (first, server->accounts[i], provider, place);
      note (first, server->accounts[i], "", place);
    }
}

/* G_MAXUINT: nobody. */
static guint
first_for (GHashTable *first, const char *account, const char *provider)
{
  g_autofree char *key = key_of (account, provider);
  gpointer place;

  return g_hash_table_lookup_extended (first, key, NULL, &place) ? GPOINTER_TO_UINT (place) : G_MAXUINT;
}

static guint
first_for_accounts (GHashTable *first, const MsServer *server, const char *provider)
{
  guint place = G_MAXUINT;

  for (guint i = 0; server->accounts[i] != NULL; i++)
    place = MIN (place, first_for (first, server->accounts[i], provider));
  return place;
}

/*
 * The server that receives for what this one sends: of the same account of a client, and then of the same provider. NULL: none.
 */
static const MsServer *
receiver_for (const GPtrArray *servers, GHashTable *first, const MsServer *server)
{
  const char *provider = ms_domain_of (server->target->host);
  guint place = first_for_accounts (first, server, provider);

  if (place == G_MAXUINT)
    place = first_for_accounts (first, server, "");
  if (place == G_MAXUINT)
    place = first_for (first, "", provider);
  return place != G_MAXUINT ? g_ptr_array_index (servers, place) : NULL;
}

void
ms_group_by_account (const GPtrArray *servers)
{
  g_autoptr (GHashTable) first = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);

  for (guint i = 0; i < servers->len; i++)
    if (receives (g_ptr_array_index (servers, i)))
      note_receiver (first, g_ptr_array_index (servers, i), i);
  for (guint i = 0; i < servers->len; i++)
    {
      MsServer *server = g_ptr_array_index (servers, i);
      const MsServer *receiver = receives (server) ? server : receiver_for (servers, first, server);

      g_free (server->account);
      server->account = g_strdup (own_title (receiver != NULL ? receiver : server));
    }
}
