/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "check/judge/case.h"

MsWho
ms_case_who (const MsCase *c, MsCode code)
{
  MsWho who = ms_code_info (code)->who;
  return who == MS_WHO_PROVIDER && c->server != NULL && c->server->role == MS_ROLE_ADMIN ? MS_WHO_YOU : who;
}

MsFinding *
ms_case_found (MsCase *c, MsCode code, MsSeverity severity, const char *kind_key, const char *kind, const MsSighting *sighting)
{
  MsFinding *finding;

  for (guint i = 0; i < c->verdict->findings->len; i++)
    {
      finding = g_ptr_array_index (c->verdict->findings, i);
      if (finding->code == code && finding->severity == severity
          && (kind_key == NULL || g_strcmp0 (ms_finding_string (finding, kind_key), kind) == 0))
        {
          ms_finding_add_address (finding, sighting->address);
          return NULL;
        }
    }
  finding = ms_finding_new (code, severity, ms_case_who (c, code));
  ms_finding_add_address (finding, sighting->address);
  if (kind_key != NULL)
    ms_finding_set_string (finding, kind_key, kind);
  g_ptr_array_add (c->verdict->findings, finding);
  return finding;
}

MsHabit
ms_case_habit (const MsCase *c, const MsSighting *sighting, const MsCertificate *leaf)
{
  return c->history != NULL ? ms_habit_learn (c->history->seen, sighting->address, leaf) : (MsHabit){ 0 };
}
