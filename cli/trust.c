/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cli/trust.h"

#include "cli/cli.h"

MsTrustStore *
ms_trust_load (const char *const *ca_files)
{
  g_autoptr (GPtrArray) problems = NULL;
  g_autoptr (MsTrustStore) store = ms_trust_store_new (ca_files, &problems);

  for (guint i = 0; problems != NULL && i < problems->len; i++)
    ms_complain ("%s", (const char *) g_ptr_array_index (problems, i));
  return ca_files != NULL && problems != NULL && problems->len > 0 ? NULL : g_steal_pointer (&store);
}
