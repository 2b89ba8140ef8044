/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "check/check.h"

#include "check/probe/patience.h"

#include <glib/gi18n.h>

struct _MsCheck
{
  MsProbe *probe; /* NULL once it is done */
  MsTrustStore *trust;
  gint64 judged_at;
  MsObservation *observation; /* while it is examined */
  guint examined;             /* addresses of it */
  GSource *examining;
  gboolean sent_away;
  MsCheckDone done;
  gpointer data;
};

static void
check_free (MsCheck *check)
{
  ms_patience_leave (&check->sent_away);
  if (check->examining != NULL)
    g_source_destroy (check->examining);
  g_clear_pointer (&check->examining, g_source_unref);
  ms_observation_free (check->observation);
  g_free (check);
}

/* TRUE: that was the last one, and the check is over. */
static gboolean
examine_next (MsCheck *check)
{
  const GPtrArray *sightings = check->observation->sightings;

  if (check->trust != NULL && check->examined < sightings->len)
    ms_trust_examine (check->trust, g_ptr_array_index (sightings, check->examined++), check->judged_at);
  if (check->trust != NULL && check->examined < sightings->len)
    return FALSE;
  check->done (g_steal_pointer (&check->observation), check->data);
  check_free (check);
  return TRUE;
}

static gboolean
examine_cb (gpointer data)
{
  MsCheck *check = data;

  if (!ms_patience_has_turn (check->examining, &check->sent_away) || !examine_next (check))
    return G_SOURCE_CONTINUE;
  return G_SOURCE_REMOVE;
}

/* One address after the other, so that what is shown at many of them keeps nobody waiting. */
static void
probe_done_cb (MsObservation *observation, gpointer data)
{
  MsCheck *check = data;

  check->probe = NULL;
  check->observation = observation;
  if (examine_next (check))
    return;
  check->examining = g_idle_source_new ();
  g_source_set_priority (check->examining, G_PRIORITY_DEFAULT);
  g_source_set_callback (check->examining, examine_cb, check, NULL);
  g_source_attach (check->examining, g_main_context_get_thread_default ());
}

MsCheck *
ms_check_start (const MsTarget *target, MsTrustStore *trust, const MsCheckOptions *options, gint64 now, MsCheckDone done,
                gpointer data)
{
  MsCheck *check = g_new0 (MsCheck, 1);

  check->trust = trust;
  check->judged_at = options->at != 0 ? options->at : now;
  check->done = done;
  check->data = data;
  check->probe = ms_probe_start (target, &options->probe, now, probe_done_cb, check);
  return check;
}

void
ms_check_cancel (MsCheck *check)
{
  g_clear_pointer (&check->probe, ms_probe_cancel);
  check_free (check);
}

char *
ms_check_excuse (const MsObservation *observation)
{
  const MsSighting *first = observation->sightings->len > 0 ? g_ptr_array_index (observation->sightings, 0) : NULL;

  if (first == NULL || first->outcome != MS_OUTCOME_CANCELLED || first->reason != MS_REASON_ROOM)
    return NULL;
  return g_strdup_printf (_ ("%s was not looked at: this computer has no room for another connection (%s)."),
                          observation->target->host, first->detail != NULL ? first->detail : "?");
}
