/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "model/history.h"

MsSeen *
ms_seen_new (const char *address, const MsCertificate *leaf, gboolean trusted, gint64 first_seen, gint64 last_seen,
             const char *networks)
{
  MsSeen *seen = g_new0 (MsSeen, 1);
  seen->address = g_strdup (address);
  seen->leaf = ms_certificate_copy (leaf);
  seen->trusted = trusted;
  seen->first_seen = first_seen;
  seen->last_seen = last_seen;
  seen->networks = networks != NULL && *networks != '\0' ? g_strsplit (networks, " ", -1) : g_new0 (char *, 1);
  return seen;
}

void
ms_seen_free (MsSeen *seen)
{
  if (seen == NULL)
    return;
  g_free (seen->address);
  ms_certificate_free (seen->leaf);
  g_strfreev (seen->networks);
  g_free (seen);
}

static void
offer_free (gpointer offer)
{
  g_free (((MsOffer *) offer)->network);
  g_free (offer);
}

MsHistory *
ms_history_new (void)
{
  MsHistory *history = g_new0 (MsHistory, 1);
  history->seen = g_ptr_array_new_with_free_func ((GDestroyNotify) ms_seen_free);
  history->offers = g_ptr_array_new_with_free_func (offer_free);
  return history;
}

void
ms_history_add_offer (MsHistory *history, const char *network, gint64 last)
{
  MsOffer *offer = g_new0 (MsOffer, 1);
  offer->network = g_strdup (network);
  offer->last = last;
  g_ptr_array_add (history->offers, offer);
}

void
ms_history_free (MsHistory *history)
{
  if (history == NULL)
    return;
  g_ptr_array_unref (history->seen);
  g_ptr_array_unref (history->offers);
  g_free (history);
}
