/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "model/verdict.h"

MsVerdict *
ms_verdict_new (void)
{
  MsVerdict *verdict = g_new0 (MsVerdict, 1);
  verdict->findings = g_ptr_array_new_with_free_func ((GDestroyNotify) ms_finding_free);
  return verdict;
}

void
ms_verdict_free (MsVerdict *verdict)
{
  if (verdict == NULL)
    return;
  ms_observation_free (verdict->observation);
  g_ptr_array_unref (verdict->findings);
  g_free (verdict);
}

MsFinding *
ms_verdict_finding (const MsVerdict *verdict, MsCode code)
{
  for (guint i = 0; verdict != NULL && i < verdict->findings->len; i++)
    {
      MsFinding *finding = g_ptr_array_index (verdict->findings, i);
      if (finding->code == code)
        return finding;
    }
  return NULL;
}
