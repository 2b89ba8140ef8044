/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config/watchlist.h"

#include "config/clients/clients.h"
#include "model/address.h"
#include "model/server.h"
#include "model/url.h"

#include <glib/gi18n.h>
#include <string.h>

#define MAX_PINS       100
#define MAX_REMEMBERED 1000 /* servers, and programs that use one */

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

  if (account->encryption == MS_ENCRYPTION_NONE && ms_address_is_loopback (account->host))
    return NULL; /* a bridge or a tunnel on this computer, which need not encrypt: there is no certificate to watch */
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

static void
add_once (GStrv *list, const char *text)
{
  guint length = g_strv_length (*list);

  if (g_strv_contains ((const char *const *) *list, text))
    return;
  *list = g_renew (char *, *list, length + 2);
  (*list)[length] = g_strdup (text);
  (*list)[length + 1] = NULL;
}

static gboolean
is_accepted (const MsServer *server, const char *hash)
{
  for (guint i = 0; i < server->accepted->len; i++)
    if (g_str_equal (((const MsAcceptance *) g_ptr_array_index (server->accepted, i))->hash, hash))
      return TRUE;
  return FALSE;
}

/* What the user has pinned in a mail program, he vouches for; an outdated hash vouches for nothing. */
static void
note_pins (MsServer *server, const MsOrigin *origin)
{
  for (guint i = 0; origin->pins != NULL && i < origin->pins->len && server->accepted->len < MAX_PINS; i++)
    {
      const char *hash = g_ptr_array_index (origin->pins, i);
      /* Translators: why a certificate is taken for the right one; the name of a mail program */
      g_autofree char *reason = g_strdup_printf (_ ("pinned in %s"), ms_clients_title (origin->client));

      if (!is_accepted (server, hash))
        g_ptr_array_add (server->accepted, ms_acceptance_new (hash, G_MAXINT64, reason));
    }
  server->weak_pin = server->weak_pin != NULL ? server->weak_pin : origin->weak;
}

/* What is known of the server from this account. */
static void
note_account (MsServer *server, const MsSettings *settings, const MsAccount *account)
{
  for (guint i = 0; i < account->origins->len; i++)
    {
      const MsOrigin *origin = g_ptr_array_index (account->origins, i);

      if (!origin->used || !ms_import_wants (settings->import_clients, origin->client))
        continue;
      add_once (&server->clients, ms_clients_title (origin->client));
      add_once (&server->accounts, origin->account);
      if (origin->domain != NULL)
        add_once (&server->domains, origin->domain);
      note_pins (server, origin);
    }
  if (!ms_address_is_loopback (account->host)) /* nobody is on the way to a bridge or a tunnel on this computer */
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

/* ---- what is gone -------------------------------------------------------------------------------------------- */

char *
ms_watchlist_remember (const GPtrArray *servers)
{
  GString *text = g_string_new (NULL);

  for (guint i = 0; i < servers->len; i++)
    {
      const MsServer *server = g_ptr_array_index (servers, i);
      g_autofree char *clients = g_strjoinv (", ", server->clients);

      if (server->imported)
        g_string_append_printf (text, "%s\t%s\n", server->url, clients);
    }
  return g_string_free (text, FALSE);
}

/* By a program whose settings may be read, as far as is known. */
static gboolean
is_still_wanted (const MsSettings *settings, const char *const *titles)
{
  const char *name, *title;

  for (guint i = 0; (name = ms_clients_name (i, &title)) != NULL; i++)
    if (g_strv_contains (titles, title) && ms_import_wants (settings->import_clients, name))
      return TRUE;
  return FALSE;
}

void
ms_watchlist_keep_gone (GPtrArray *servers, const MsSettings *settings, const char *remembered)
{
  g_auto (GStrv) lines = g_strsplit (remembered, "\n", MAX_REMEMBERED);

  for (guint i = 0; settings->import_accounts && lines[i] != NULL; i++)
    {
      char *tab = strchr (lines[i], '\t');
      g_autoptr (MsTarget) target = NULL;
      g_auto (GStrv) titles = NULL;
      MsServer *server;

      if (tab == NULL)
        continue;
      *tab = '\0';
      target = ms_target_parse_one (lines[i], NULL);
      titles = g_strsplit (tab + 1, ", ", MAX_REMEMBERED);
      if (target == NULL || find (servers, target) != NULL || find (settings->servers, target) != NULL
          || !is_still_wanted (settings, (const char *const *) titles))
        continue;
      server = imported_server (settings, target);
      server->gone = TRUE;
      server->notify = FALSE;
      g_strfreev (server->clients);
      server->clients = g_steal_pointer (&titles);
      g_ptr_array_add (servers, server);
    }
}
