/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "daemon/judge/group.h"

#include "daemon/judge/domain.h"

static gboolean
receives (const MsServer *server)
{
  return ms_service_info (server->target->service)->incoming;
}

static gboolean
share_account (const MsServer *a, const MsServer *b)
{
  for (guint i = 0; a->accounts[i] != NULL; i++)
    if (g_strv_contains ((const char *const *) b->accounts, a->accounts[i]))
      return TRUE;
  return FALSE;
}

/* By itself: what stands behind the @ tells the user more than the name of a hoster. */
static const char *
own_title (const MsServer *server)
{
  if (server->domains[0] != NULL && server->domains[1] == NULL)
    return server->domains[0];
  return ms_domain_of (server->target->host);
}

/* The server that receives for what this one sends: of the same account of a client, and then of the same provider. NULL: none. */
static const MsServer *
receiver_for (const GPtrArray *servers, const MsServer *server)
{
  const MsServer *best = NULL;
  int best_rank = 0;

  for (guint i = 0; i < servers->len; i++)
    {
      const MsServer *other = g_ptr_array_index (servers, i);
      int rank = 2 * share_account (server, other) + ms_hosts_are_related (server->target->host, other->target->host);

      if (!receives (other) || rank <= best_rank)
        continue;
      best = other;
      best_rank = rank;
    }
  return best;
}

void
ms_group_by_account (const GPtrArray *servers)
{
  for (guint i = 0; i < servers->len; i++)
    {
      MsServer *server = g_ptr_array_index (servers, i);
      const MsServer *receiver = receives (server) ? server : receiver_for (servers, server);

      g_free (server->account);
      server->account = g_strdup (own_title (receiver != NULL ? receiver : server));
    }
}
