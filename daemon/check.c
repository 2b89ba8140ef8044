/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "daemon/check.h"

#include <glib/gi18n.h>

struct _MsCheck
{
  MsProbe *probe;
  MsTrustStore *store;
  gint64 judged_at;
  MsCheckDone done;
  MsProbeGone gone;
  gpointer data;
};

static void
probe_done_cb (MsObservation *observation, gpointer data)
{
  MsCheck *check = data;

  for (guint i = 0; i < observation->sightings->len; i++)
    ms_trust_examine (check->store, g_ptr_array_index (observation->sightings, i), check->judged_at);
  check->store = NULL;
  check->done (observation, check->data);
}

static void
probe_gone_cb (gpointer data)
{
  MsCheck *check = data;

  if (check->gone != NULL)
    check->gone (check->data);
  g_free (check);
}

MsCheck *
ms_check_start (const MsTarget *target, MsTrustStore *store, const MsCheckOptions *options, gint64 now, MsCheckDone done,
                MsProbeGone gone, gpointer data)
{
  MsCheck *check = g_new0 (MsCheck, 1);

  check->store = store;
  check->judged_at = options->at != 0 ? options->at : now;
  check->done = done;
  check->gone = gone;
  check->data = data;
  check->probe = ms_probe_start (target, &options->probe, now, probe_done_cb, probe_gone_cb, check);
  return check;
}

void
ms_check_cancel (MsCheck *check)
{
  ms_probe_cancel (check->probe);
}

char *
ms_check_excuse (const MsObservation *observation)
{
  const MsSighting *first = observation->sightings->len > 0 ? g_ptr_array_index (observation->sightings, 0) : NULL;

  if (first == NULL || first->outcome != MS_OUTCOME_CANCELLED || g_strcmp0 (first->reason, "room") != 0)
    return NULL;
  return g_strdup_printf (_ ("%s was not looked at: this computer has no room for another connection (%s)."),
                          observation->target->host, first->detail != NULL ? first->detail : "?");
}
