/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "daemon/schedule.h"

#include <errno.h>
#include <glib-unix.h>
#include <sys/timerfd.h>
#include <unistd.h>

#define MINUTE      ((gint64) 60)
#define FIRST_RETRY (5 * MINUTE) /* after a failure; doubles up to the interval */
#define NOW_WINDOW  (10 * MINUTE)
#define NOW_MOST    5

/* A number from 0 to n-1 that is the same for the same server, time and machine. */
static gint64
spread (const MsServer *server, gint64 checked, guint32 seed, gint64 n)
{
  guint64 mixed
    = ((guint64) g_str_hash (server->url) << 32 | seed) ^ ((guint64) checked * G_GUINT64_CONSTANT (0x9e3779b97f4a7c15));
  mixed ^= mixed >> 29;
  mixed *= G_GUINT64_CONSTANT (0xbf58476d1ce4e5b9);
  mixed ^= mixed >> 32;
  return n > 0 ? (gint64) (mixed % (guint64) n) : 0;
}

gint64
ms_schedule_due (const MsServer *server, const MsScheduleState *state, guint32 seed)
{
  gint64 interval = (gint64) server->interval * (state->metered ? 2 : 1), pause = interval;

  if (state->checked == 0)
    return state->started + MIN (state->index, 60);
  if (state->failures > 0 && state->failures != MS_SCHEDULE_REFUSED)
    pause = MIN (interval, FIRST_RETRY << MIN (state->failures - 1, 20));
  pause += spread (server, state->checked, seed, pause * 2 / 5 + 1) - pause / 5; /* +-20 % */
  if (state->next_look != G_MAXINT64 && state->failures != MS_SCHEDULE_REFUSED)
    pause = MIN (pause, state->next_look - state->checked); /* a stage is told when it begins */
  return state->checked + MAX (pause, 1);
}

gboolean
ms_schedule_allow_now (GArray *asked, gint64 now)
{
  guint recent = 0;

  for (guint i = 0; i < asked->len;)
    if (g_array_index (asked, gint64, i) <= now - NOW_WINDOW || g_array_index (asked, gint64, i) > now)
      g_array_remove_index_fast (asked, i);
    else
      {
        recent++;
        i++;
      }
  if (recent >= NOW_MOST)
    return FALSE;
  g_array_append_val (asked, now);
  return TRUE;
}

/* ---- the timer ----------------------------------------------------------------------------------------------- */

/*
 * One timerfd on the real-time clock: it goes on while the machine sleeps (and is then late, not lost), and CANCEL_ON_SET
 * tells when somebody sets the clock, after which every due time means something else.
 */
struct _MsTimer
{
  int fd;
  guint source;
  gint64 when;
  MsTimerFired fired;
  gpointer data;
};

static void
arm (MsTimer *timer)
{
  /* even with nothing to wait for, a moment far away keeps the watch on the clock */
  struct itimerspec spec = { .it_value = { .tv_sec = (time_t) MIN (timer->when, G_GINT64_CONSTANT (32503680000)) } };

  if (spec.it_value.tv_sec <= 0)
    spec.it_value.tv_sec = 1; /* 0 would disarm it */
  timerfd_settime (timer->fd, TFD_TIMER_ABSTIME | TFD_TIMER_CANCEL_ON_SET, &spec, NULL);
}

static gboolean
readable_cb (gint fd, GIOCondition condition, gpointer data)
{
  MsTimer *timer = data;
  guint64 times;
  gssize n = read (fd, &times, sizeof times);

  if (n < 0 && errno == ECANCELED)
    arm (timer);
  else if (n < 0)
    return G_SOURCE_CONTINUE;
  timer->fired (timer->data);
  return G_SOURCE_CONTINUE;
}

MsTimer *
ms_timer_new (MsTimerFired fired, gpointer data)
{
  MsTimer *timer = g_new0 (MsTimer, 1);

  timer->fired = fired;
  timer->data = data;
  timer->when = G_MAXINT64;
  timer->fd = timerfd_create (CLOCK_REALTIME, TFD_NONBLOCK | TFD_CLOEXEC);
  if (timer->fd < 0)
    g_error ("No timer: %s", g_strerror (errno)); /* without one there is no schedule at all */
  timer->source = g_unix_fd_add (timer->fd, G_IO_IN, readable_cb, timer);
  arm (timer);
  return timer;
}

void
ms_timer_set (MsTimer *timer, gint64 when)
{
  timer->when = when;
  arm (timer);
}

void
ms_timer_free (MsTimer *timer)
{
  if (timer == NULL)
    return;
  g_source_remove (timer->source);
  close (timer->fd);
  g_free (timer);
}
