/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "check/check.h"

#include "check/probe/patience.h"

#include <glib/gi18n.h>

struct _MsCheck
{
  MsProbe *probe; /* NULL once gone */
  MsTrustStore *store;
  gint64 judged_at;
  MsObservation *observation; /* while it is examined */
  guint examined;             /* addresses of it */
  GSource *examining;
  gboolean sent_away;
  MsCheckDone done;
  MsProbeGone gone;
  gpointer data;
};

static void
leave_if_over (MsCheck *check)
{
  if (check->probe != NULL || check->observation != NULL)
    return;
  if (check->gone != NULL)
    check->gone (check->data);
  g_free (check);
}

/* TRUE: that was the last one, and the observation is out. */
static gboolean
examine_next (MsCheck *check)
{
  const GPtrArray *sightings = check->observation->sightings;

  if (check->examined < sightings->len)
    ms_trust_examine (check->store, g_ptr_array_index (sightings, check->examined++), check->judged_at);
  if (check->examined < sightings->len)
    return FALSE;
  check->store = NULL;
  g_clear_pointer (&check->examining, g_source_unref);
  check->done (g_steal_pointer (&check->observation), check->data);
  return TRUE;
}

static gboolean
examine_cb (gpointer data)
{
  MsCheck *check = data;

  if (!ms_patience_has_turn (check->examining, &check->sent_away) || !examine_next (check))
    return G_SOURCE_CONTINUE;
  leave_if_over (check);
  return G_SOURCE_REMOVE;
}

/* One address after the other, so that what is shown at many of them keeps nobody waiting. */
static void
probe_done_cb (MsObservation *observation, gpointer data)
{
  MsCheck *check = data;

  check->observation = observation;
  if (examine_next (check))
    return;
  check->examining = g_idle_source_new ();
  g_source_set_priority (check->examining, G_PRIORITY_DEFAULT);
  g_source_set_callback (check->examining, examine_cb, check, NULL);
  g_source_attach (check->examining, g_main_context_get_thread_default ());
}

static void
probe_gone_cb (gpointer data)
{
  MsCheck *check = data;

  check->probe = NULL;
  leave_if_over (check);
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
  if (check->probe != NULL) /* else it is examined, which does not take long */
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
