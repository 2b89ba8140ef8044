/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "check/probe/patience.h"

#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/socket.h>

#define MS      G_GINT64_CONSTANT (1000)
#define LATE_US (250 * MS) /* less is how it always is */
#define TURN_US (50 * MS)  /* of a round; what one does at a time takes a few ms at most */

void
ms_patience_begin (MsPatience *patience, gint64 now, guint ms)
{
  patience->deadline = now + ms * MS;
  patience->made_up = now;
  patience->left = ms * MS;
}

gint64
ms_patience_make_up (MsPatience *patience, gint64 since, gint64 now)
{
  gint64 late = now - MAX (since, patience->made_up);

  if (late < LATE_US)
    return 0;
  late = MIN (late, patience->left);
  patience->made_up = now;
  patience->left -= late;
  patience->deadline += late;
  return late;
}

gint64
ms_patience_arrival (int fd, gint64 now)
{
  struct tcp_info info = { 0 };
  socklen_t size = sizeof info;

  if (getsockopt (fd, IPPROTO_TCP, TCP_INFO, &info, &size) != 0)
    return now;
  return now - info.tcpi_last_data_recv * MS;
}

/* ---- turns ----------------------------------------------------------------------------------------------------- */

static guint n_waiting; /* sent away, and ready all the same */

void
ms_patience_leave (gboolean *waits)
{
  n_waiting -= *waits;
  *waits = FALSE;
}

gboolean
ms_patience_has_turn (GSource *source, gboolean *waits)
{
  static gint64 last; /* round in which somebody had a turn */
  gint64 round = g_source_get_time (source);

  if (n_waiting > 0 && !*waits)
    return FALSE;
  if (round == last && g_get_monotonic_time () - round >= TURN_US)
    {
      n_waiting += !*waits;
      *waits = TRUE;
      return FALSE;
    }
  last = round;
  ms_patience_leave (waits);
  return TRUE;
}

/* ---- timers ---------------------------------------------------------------------------------------------------- */

typedef struct
{
  GSource source;
  gint64 due, most; /* us */
  gboolean again;   /* it has waited a second time */
} Timer;

static gboolean
dispatch (GSource *source, GSourceFunc callback, gpointer data)
{
  Timer *timer = (Timer *) source;
  gint64 now = g_get_monotonic_time ();

  if (!timer->again && now - timer->due >= LATE_US)
    {
      timer->again = TRUE;
      g_source_set_ready_time (source, now + MIN (now - timer->due, timer->most));
      return G_SOURCE_CONTINUE;
    }
  g_source_set_ready_time (source, -1);
  return callback (data);
}

GSource *
ms_patience_timer (guint ms, GSourceFunc fired, gpointer data)
{
  static GSourceFuncs functions = { .dispatch = dispatch };
  GSource *source = g_source_new (&functions, sizeof (Timer));
  Timer *timer = (Timer *) source;

  timer->most = ms * MS;
  timer->due = g_get_monotonic_time () + timer->most;
  g_source_set_ready_time (source, timer->due);
  g_source_set_callback (source, fired, data, NULL);
  return source;
}
