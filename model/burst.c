/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "model/burst.h"

struct _MsBurst
{
  guint quiet_ms, most_ms;
  void (*over) (gpointer data);
  gpointer data;
  guint source;
  gint64 latest; /* monotonic, us; of the burst that is on */
};

static gboolean
over_cb (gpointer data)
{
  MsBurst *burst = data;

  burst->source = 0;
  burst->over (burst->data);
  return G_SOURCE_REMOVE;
}

void
ms_burst_event (MsBurst *burst)
{
  gint64 now = g_get_monotonic_time ();

  if (burst->source == 0)
    burst->latest = now + burst->most_ms * G_TIME_SPAN_MILLISECOND;
  g_clear_handle_id (&burst->source, g_source_remove);
  burst->source
    = g_timeout_add ((guint) CLAMP ((burst->latest - now) / G_TIME_SPAN_MILLISECOND, 0, burst->quiet_ms), over_cb, burst);
}

MsBurst *
ms_burst_new (guint quiet_ms, guint most_ms, void (*over) (gpointer data), gpointer data)
{
  MsBurst *burst = g_new0 (MsBurst, 1);

  burst->quiet_ms = quiet_ms;
  burst->most_ms = most_ms;
  burst->over = over;
  burst->data = data;
  return burst;
}

void
ms_burst_free (MsBurst *burst)
{
  if (burst == NULL)
    return;
  g_clear_handle_id (&burst->source, g_source_remove);
  g_free (burst);
}
