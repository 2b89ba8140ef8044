/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "daemon/watched.h"

#include "model/address.h"

#define HOUR   ((gint64) 3600)
#define FUTURE ((gint64) 300) /* s: a look that lies further ahead is of another time */

MsWatched *
ms_watched_new (const MsServer *server)
{
  MsWatched *watched = g_new0 (MsWatched, 1);

  ms_watched_set_server (watched, server);
  watched->looks = g_array_new (FALSE, FALSE, sizeof (gint64));
  watched->asked = g_array_new (FALSE, FALSE, sizeof (gint64));
  return watched;
}

void
ms_watched_free (MsWatched *watched)
{
  ms_server_free (watched->server);
  ms_verdict_free (watched->verdict);
  ms_history_free (watched->history);
  g_free (watched->glimpse);
  g_array_unref (watched->looks);
  g_array_unref (watched->asked);
  g_free (watched->excuse);
  g_free (watched);
}

void
ms_watched_set_server (MsWatched *watched, const MsServer *server)
{
  ms_server_free (watched->server);
  watched->server = ms_server_copy (server);
  watched->standing.server = watched->server;
}

void
ms_watched_set_verdict (MsWatched *watched, MsVerdict *verdict)
{
  ms_verdict_free (watched->verdict);
  watched->verdict = verdict;
  watched->standing.verdict = verdict;
}

gint64
ms_watched_checked (const MsWatched *watched)
{
  return watched->verdict != NULL ? watched->verdict->observation->checked : 0;
}

gboolean
ms_watched_is_loopback (const MsWatched *watched)
{
  const GPtrArray *sightings = watched->verdict != NULL ? watched->verdict->observation->sightings : NULL;

  if (ms_address_is_loopback (watched->server->target->host))
    return TRUE;
  for (guint i = 0; sightings != NULL && i < sightings->len; i++)
    if (!ms_address_is_loopback (((MsSighting *) g_ptr_array_index (sightings, i))->address))
      return FALSE;
  return sightings != NULL && sightings->len > 0;
}

/* Of a former session, of before the computer slept, or of another time altogether. */
gboolean
ms_watched_is_stale (const MsWatched *watched, gint64 now)
{
  gint64 checked = ms_watched_checked (watched);
  return !watched->fresh || checked > now + FUTURE || now - checked > 3 * (gint64) watched->server->interval + HOUR;
}

gboolean
ms_watched_is_intercepted (const MsWatched *watched)
{
  return ms_verdict_finding (watched->verdict, MS_CODE_INTERCEPTED) != NULL;
}

/* Who it is that shows such a certificate is not sure. */
const char *
ms_watched_alarm (const MsWatched *watched)
{
  const MsVerdict *verdict = watched->verdict;
  const MsFinding *changed = ms_verdict_finding (verdict, MS_CODE_CHANGED);

  if (changed == NULL || changed->severity != MS_SEVERITY_CRITICAL)
    changed
      = verdict->elsewhere ? ms_verdict_finding (verdict, MS_CODE_NAME_MISMATCH) : NULL; /* or in another place altogether */
  if (changed == NULL)
    return NULL;
  for (guint i = 0; i < verdict->observation->sightings->len; i++)
    {
      const MsSighting *sighting = g_ptr_array_index (verdict->observation->sightings, i);
      const MsCertificate *leaf = ms_sighting_leaf (sighting);
      if (leaf != NULL && g_strv_contains ((const char *const *) changed->addresses, sighting->address))
        return leaf->sha256;
    }
  return NULL;
}

void
ms_watched_count_look (MsWatched *watched, gint64 now)
{
  for (guint i = 0; i < watched->looks->len;)
    if (g_array_index (watched->looks, gint64, i) <= now - HOUR || g_array_index (watched->looks, gint64, i) > now)
      g_array_remove_index_fast (watched->looks, i);
    else
      i++;
  g_array_append_val (watched->looks, now);
}

static gboolean
shows_the_same (const MsObservation *a, const MsObservation *b)
{
  if (b == NULL || b->sightings->len != a->sightings->len || !g_str_equal (a->network, b->network))
    return FALSE;
  for (guint i = 0; i < a->sightings->len; i++)
    {
      const MsSighting *x = g_ptr_array_index (a->sightings, i), *y = g_ptr_array_index (b->sightings, i);
      const MsCertificate *p = ms_sighting_leaf (x), *q = ms_sighting_leaf (y);
      if (!g_str_equal (x->address, y->address) || x->outcome != y->outcome
          || g_strcmp0 (p != NULL ? p->sha256 : NULL, q != NULL ? q->sha256 : NULL) != 0)
        return FALSE;
    }
  return TRUE;
}

static void
seen_again (GPtrArray *memory, const MsSighting *sighting, gint64 when)
{
  const MsCertificate *leaf = ms_sighting_leaf (sighting);

  for (guint i = 0; leaf != NULL && i < memory->len; i++)
    {
      MsSeen *seen = g_ptr_array_index (memory, i);
      if (g_str_equal (seen->address, sighting->address) && g_str_equal (seen->leaf->sha256, leaf->sha256))
        seen->last_seen = when;
    }
}

/* Nothing but the time moves on in the history while the same is shown. */
void
ms_watched_update_history (MsWatched *watched, const MsObservation *observation, const MsObservation *before)
{
  if (!shows_the_same (observation, before))
    g_clear_pointer (&watched->history, ms_history_free);
  for (guint i = 0; watched->history != NULL && i < observation->sightings->len; i++)
    seen_again (watched->history->seen, g_ptr_array_index (observation->sightings, i), observation->checked);
}
