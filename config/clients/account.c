/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config/clients/account.h"

#include <string.h>

/* More accounts at one server tell nothing new; it bounds what a hostile file makes us keep. */
#define MAX_ORIGINS 64

#define MAX_PINS      16
#define MAX_WORDS     64
#define MAX_DIGITS    128
#define SHA256_DIGITS 64
#define SHA1_DIGITS   40
#define MD5_DIGITS    32

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
  g_clear_pointer (&origin->pins, g_ptr_array_unref);
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

MsOrigin *
ms_account_add_origin (MsAccount *account, const char *client, const char *id, gboolean used, gboolean verify)
{
  MsOrigin *origin;

  for (guint i = 0; i < account->origins->len; i++)
    {
      origin = g_ptr_array_index (account->origins, i);
      if (g_str_equal (origin->account, id) && origin->used == used && origin->verify == verify)
        return origin;
    }
  if (account->origins->len >= MAX_ORIGINS)
    return NULL;
  origin = g_new0 (MsOrigin, 1);
  origin->client = client;
  origin->account = g_strdup (id);
  origin->used = used;
  origin->verify = verify;
  g_ptr_array_add (account->origins, origin);
  return origin;
}

/* Hexadecimal digits in lower case without colons; NULL if there is something else. Free it. */
static char *
digits_of (const char *text)
{
  g_auto (GStrv) parts = g_strsplit (text, ":", MAX_DIGITS);
  g_autofree char *joined = g_strjoinv (NULL, parts), *digits = g_ascii_strdown (joined, -1);

  return strspn (digits, "0123456789abcdef") == strlen (digits) ? g_steal_pointer (&digits) : NULL;
}

void
ms_origin_pin (MsOrigin *origin, const char *fingerprints, gboolean instead)
{
  g_auto (GStrv) words = g_strsplit_set (fingerprints, " ,;()'\"\t", MAX_WORDS);
  const char *weak = NULL;

  for (guint i = 0; words[i] != NULL; i++)
    {
      g_autofree char *digits = digits_of (words[i]);
      gsize length = digits != NULL ? strlen (digits) : 0;

      if (length == SHA256_DIGITS && (origin->pins == NULL || origin->pins->len < MAX_PINS))
        {
          origin->pins = origin->pins != NULL ? origin->pins : g_ptr_array_new_with_free_func (g_free);
          g_ptr_array_add (origin->pins, g_steal_pointer (&digits));
        }
      else if (length == SHA1_DIGITS || length == MD5_DIGITS)
        weak = length == SHA1_DIGITS ? "SHA-1" : "MD5";
    }
  origin->verify = origin->verify || origin->pins != NULL;
  origin->weak = origin->pins == NULL && (instead || !origin->verify) ? weak : NULL;
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
