/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config/watchlist.h"

#include "config/clients/clients.h"

#include <string.h>

gboolean
ms_import_wants (const char *import_clients, const char *client)
{
  g_auto (GStrv) words = g_strsplit_set (import_clients, ", \t;", -1);

  for (guint i = 0; words[i] != NULL; i++)
    if (g_ascii_strcasecmp (words[i], "all") == 0 || g_ascii_strcasecmp (words[i], client) == 0)
      return TRUE;
  return FALSE;
}

/* Some client that may be read uses it. */
static gboolean
is_wanted (const MsSettings *settings, const MsAccount *account)
{
  for (guint i = 0; i < account->origins->len; i++)
    {
      const MsOrigin *origin = g_ptr_array_index (account->origins, i);
      if (origin->used && ms_import_wants (settings->import_clients, origin->client))
        return TRUE;
    }
  return FALSE;
}

static MsTarget *
target_of (const MsAccount *account)
{
  MsSecurity security = account->encryption == MS_ENCRYPTION_TLS ? MS_SECURITY_TLS : MS_SECURITY_STARTTLS;
  MsService service = ms_service_find (account->protocol, security);

  if (service == MS_SERVICE_SUBMISSION && account->port == ms_service_info (MS_SERVICE_SMTP)->port)
    service = MS_SERVICE_SMTP; /* the registered port says which of the two it is */
  return service != MS_SERVICE_ANY ? ms_target_new (service, account->host, account->port) : NULL;
}

/* The same server, in whichever security mode: it is probed once. */
static gboolean
is_same (const MsTarget *a, const MsTarget *b)
{
  return ms_service_info (a->service)->protocol == ms_service_info (b->service)->protocol && a->port == b->port
         && g_str_equal (a->host, b->host);
}

static MsServer *
find (const GPtrArray *servers, const MsTarget *target)
{
  for (guint i = 0; i < servers->len; i++)
    if (is_same (((const MsServer *) g_ptr_array_index (servers, i))->target, target))
      return g_ptr_array_index (servers, i);
  return NULL;
}

/* The names of the programs that use it, each once. */
static GStrv
clients_of (const MsSettings *settings, const MsAccount *account)
{
  g_autoptr (GPtrArray) names = g_ptr_array_new ();

  for (guint i = 0; i < account->origins->len; i++)
    {
      const MsOrigin *origin = g_ptr_array_index (account->origins, i);
      const char *title = ms_clients_title (origin->client);
      if (origin->used && ms_import_wants (settings->import_clients, origin->client)
          && !g_ptr_array_find_with_equal_func (names, title, g_str_equal, NULL))
        g_ptr_array_add (names, g_strdup (title));
    }
  g_ptr_array_add (names, NULL);
  return (GStrv) g_ptr_array_free (g_steal_pointer (&names), FALSE);
}

/* What is known of the server from this account. */
static void
note_account (MsServer *server, const MsSettings *settings, const MsAccount *account)
{
  if (server->clients[0] == NULL)
    {
      g_strfreev (server->clients);
      server->clients = clients_of (settings, account);
    }
  server->insecure = server->insecure || account->encryption == MS_ENCRYPTION_NONE || !ms_account_verify (account);
}

static MsServer *
imported_server (const MsSettings *settings, const MsTarget *target)
{
  MsServer *server = ms_server_new (target);

  server->imported = TRUE;

  server->interval = settings->interval;
  server->notify = settings->notify;
  server->ca_file = g_strdup (settings->ca_file);
  return server;
}

GPtrArray *
ms_watchlist (const MsSettings *settings, const GPtrArray *accounts)
{
  GPtrArray *list = g_ptr_array_new_with_free_func ((GDestroyNotify) ms_server_free);

  for (guint i = 0; i < settings->servers->len; i++)
    {
      const MsServer *server = g_ptr_array_index (settings->servers, i);
      if (server->watch)
        g_ptr_array_add (list, ms_server_copy (server));
    }
  for (guint i = 0; settings->import_accounts && i < accounts->len; i++)
    {
      const MsAccount *account = g_ptr_array_index (accounts, i);
      g_autoptr (MsTarget) target = is_wanted (settings, account) ? target_of (account) : NULL;

      MsServer *server = target != NULL ? find (list, target) : NULL;

      if (target == NULL || (server == NULL && find (settings->servers, target) != NULL))
        continue; /* nobody wants it, or the settings leave it out */
      if (server == NULL)
        {
          server = imported_server (settings, target);
          g_ptr_array_add (list, server);
        }
      note_account (server, settings, account);
    }
  return list;
}
