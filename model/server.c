/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "model/server.h"

MsAcceptance *
ms_acceptance_new (const char *hash, gint64 until, const char *reason)
{
  MsAcceptance *acceptance = g_new0 (MsAcceptance, 1);
  acceptance->hash = g_strdup (hash);
  acceptance->until = until;
  acceptance->reason = g_strdup (reason);
  return acceptance;
}

MsAcceptance *
ms_acceptance_copy (const MsAcceptance *acceptance)
{
  return ms_acceptance_new (acceptance->hash, acceptance->until, acceptance->reason);
}

void
ms_acceptance_free (MsAcceptance *acceptance)
{
  if (acceptance == NULL)
    return;
  g_free (acceptance->hash);
  g_free (acceptance->reason);
  g_free (acceptance);
}

MsServer *
ms_server_new (const MsTarget *target)
{
  MsServer *server = g_new0 (MsServer, 1);
  server->target = ms_target_copy (target);
  server->url = ms_target_url (target);
  server->name = g_strdup (target->host);
  server->role = MS_ROLE_USER;
  server->watch = TRUE;
  server->notify = TRUE;
  server->interval = 6 * 3600;
  server->accepted = g_ptr_array_new_with_free_func ((GDestroyNotify) ms_acceptance_free);
  server->account = g_strdup (target->host);
  server->clients = g_new0 (char *, 1);
  server->accounts = g_new0 (char *, 1);
  server->domains = g_new0 (char *, 1);
  return server;
}

MsServer *
ms_server_copy (const MsServer *server)
{
  MsServer *copy = g_memdup2 (server, sizeof *server);
  copy->target = ms_target_copy (server->target);
  copy->url = g_strdup (server->url);
  copy->name = g_strdup (server->name);
  copy->ca_file = g_strdup (server->ca_file);
  copy->accepted = g_ptr_array_new_with_free_func ((GDestroyNotify) ms_acceptance_free);
  for (guint i = 0; i < server->accepted->len; i++)
    g_ptr_array_add (copy->accepted, ms_acceptance_copy (g_ptr_array_index (server->accepted, i)));
  copy->account = g_strdup (server->account);
  copy->clients = g_strdupv (server->clients);
  copy->accounts = g_strdupv (server->accounts);
  copy->domains = g_strdupv (server->domains);
  copy->moved = g_strdup (server->moved);
  return copy;
}

void
ms_server_free (MsServer *server)
{
  if (server == NULL)
    return;
  ms_target_free (server->target);
  g_free (server->url);
  g_free (server->name);
  g_free (server->ca_file);
  g_ptr_array_unref (server->accepted);
  g_free (server->account);
  g_strfreev (server->clients);
  g_strfreev (server->accounts);
  g_strfreev (server->domains);
  g_free (server->moved);
  g_free (server);
}
