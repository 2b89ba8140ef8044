/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "model/history.h"

MsMemory *
ms_memory_new (const char *address, const MsCertificate *leaf, gboolean trusted, gint64 first_seen, gint64 last_seen,
               const char *networks)
{
  MsMemory *memory = g_new0 (MsMemory, 1);
  memory->address = g_strdup (address);
  memory->leaf = ms_certificate_copy (leaf);
  memory->trusted = trusted;
  memory->first_seen = first_seen;
  memory->last_seen = last_seen;
  memory->networks = networks != NULL && *networks != '\0' ? g_strsplit (networks, " ", -1) : g_new0 (char *, 1);
  return memory;
}

void
ms_memory_free (MsMemory *memory)
{
  if (memory == NULL)
    return;
  g_free (memory->address);
  ms_certificate_free (memory->leaf);
  g_strfreev (memory->networks);
  g_free (memory);
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
  history->memory = g_ptr_array_new_with_free_func ((GDestroyNotify) ms_memory_free);
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
  g_ptr_array_unref (history->memory);
  g_ptr_array_unref (history->offers);
  g_free (history);
}
