/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config/clients/account.h"

/* More accounts at one server tell nothing new; it bounds what a hostile file makes us keep. */
#define MAX_ORIGINS 64

const char *
ms_encryption_name (MsEncryption encryption)
{
  static const char *const names[] = { "none", "starttls", "tls" };
  return names[encryption];
}

static void
origin_free (MsOrigin *origin)
{
  g_free (origin->account);
  g_free (origin->domain);
  g_free (origin);
}

MsAccount *
ms_account_new (MsProtocol protocol, MsEncryption encryption, const char *host, guint16 port)
{
  MsAccount *account = g_new0 (MsAccount, 1);
  account->protocol = protocol;
  account->encryption = encryption;
  account->host = g_strdup (host);
  account->port = port;
  account->origins = g_ptr_array_new_with_free_func ((GDestroyNotify) origin_free);
  return account;
}

void
ms_account_free (MsAccount *account)
{
  if (account == NULL)
    return;
  g_free (account->host);
  g_ptr_array_unref (account->origins);
  g_free (account);
}

void
ms_account_add_origin (MsAccount *account, const char *client, const char *id, gboolean used, gboolean verify)
{
  MsOrigin *origin;

  for (guint i = 0; i < account->origins->len; i++)
    {
      origin = g_ptr_array_index (account->origins, i);
      if (g_str_equal (origin->account, id) && origin->used == used && origin->verify == verify)
        return;
    }
  if (account->origins->len >= MAX_ORIGINS)
    return;
  origin = g_new0 (MsOrigin, 1);
  origin->client = client;
  origin->account = g_strdup (id);
  origin->used = used;
  origin->verify = verify;
  g_ptr_array_add (account->origins, origin);
}

gboolean
ms_account_used (const MsAccount *account)
{
  for (guint i = 0; i < account->origins->len; i++)
    if (((const MsOrigin *) g_ptr_array_index (account->origins, i))->used)
      return TRUE;
  return FALSE;
}

gboolean
ms_account_verify (const MsAccount *account)
{
  gboolean used = ms_account_used (account);

  for (guint i = 0; i < account->origins->len; i++)
    {
      const MsOrigin *origin = g_ptr_array_index (account->origins, i);
      if (origin->used == used && !origin->verify)
        return FALSE;
    }
  return TRUE;
}
