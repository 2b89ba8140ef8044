/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "model/alert.h"

#include "model/text.h"

static const char *const step_names[] = { "noticed", "worse", "urgent", "expired", "resolved" };

const char *
ms_step_name (MsStep step)
{
  return step_names[step];
}

gboolean
ms_step_from_name (const char *name, MsStep *ret_step)
{
  guint i;
  if (!ms_name_index (step_names, G_N_ELEMENTS (step_names), name, &i))
    return FALSE;
  *ret_step = (MsStep) i;
  return TRUE;
}

MsAlert *
ms_alert_new (const char *id, MsCode code)
{
  MsAlert *alert = g_new0 (MsAlert, 1);
  alert->id = g_strdup (id);
  alert->code = code;
  alert->servers = g_new0 (char *, 1);
  return alert;
}

MsAlert *
ms_alert_copy (const MsAlert *alert)
{
  MsAlert *copy = g_memdup2 (alert, sizeof *alert);
  copy->id = g_strdup (alert->id);
  copy->cause = g_strdup (alert->cause);
  copy->servers = g_strdupv (alert->servers);
  copy->title = g_strdup (alert->title);
  copy->text = g_strdup (alert->text);
  copy->advice = g_strdup (alert->advice);
  copy->about = g_strdup (alert->about);
  copy->what = g_strdup (alert->what);
  copy->brief = g_strdup (alert->brief);
  return copy;
}

void
ms_alert_free (MsAlert *alert)
{
  if (alert == NULL)
    return;
  g_free (alert->id);
  g_free (alert->cause);
  g_strfreev (alert->servers);
  g_free (alert->title);
  g_free (alert->text);
  g_free (alert->advice);
  g_free (alert->about);
  g_free (alert->what);
  g_free (alert->brief);
  g_free (alert);
}
