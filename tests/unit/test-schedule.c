/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "daemon/schedule.h"

#define NOW   ((gint64) 1800000000)
#define HOUR  ((gint64) 3600)
#define NEVER G_MAXINT64

static MsServer *
server_of (guint interval, guint n)
{
  g_autofree char *host = g_strdup_printf ("h%u.example.org", n);
  g_autoptr (MsTarget) target = ms_target_new (MS_SERVICE_IMAPS, host, 0);
  MsServer *server = ms_server_new (target);
  server->interval = interval;
  return server;
}

static gint64
due (const MsServer *server, gint64 checked, gint64 next_look, guint failures, guint32 seed, gint64 started, guint index)
{
  const MsScheduleState state = { checked, next_look, failures, FALSE, started, index };
  return ms_schedule_due (server, &state, seed);
}

static void
test_first (void)
{
  g_autoptr (MsServer) server = server_of (6 * HOUR, 0);

  g_assert_cmpint (due (server, 0, NEVER, 0, 1, NOW, 0), ==, NOW);
  g_assert_cmpint (due (server, 0, NEVER, 0, 1, NOW, 7), ==, NOW + 7);
  g_assert_cmpint (due (server, 0, NEVER, 0, 1, NOW, 5000), ==, NOW + 60); /* within the first minute */
}

static void
test_spread (void)
{
  gint64 least = G_MAXINT64, most = 0;

  for (guint i = 0; i < 500; i++)
    {
      g_autoptr (MsServer) server = server_of (6 * HOUR, i);
      gint64 pause = due (server, NOW, NEVER, 0, 42, 0, 0) - NOW;

      g_assert_cmpint (pause, >=, 6 * HOUR * 8 / 10);
      g_assert_cmpint (pause, <=, 6 * HOUR * 12 / 10 + 1);
      g_assert_cmpint (pause, ==, due (server, NOW, NEVER, 0, 42, 0, 0) - NOW); /* the same for the same */
      least = MIN (least, pause);
      most = MAX (most, pause);
    }
  g_assert_cmpint (most - least, >, 2 * HOUR); /* and really spread */
}

static void
test_failures (void)
{
  g_autoptr (MsServer) server = server_of (6 * HOUR, 0);
  gint64 last = 0;

  for (guint failures = 1; failures <= 40; failures++)
    {
      gint64 pause = due (server, NOW, NEVER, failures, 1, 0, 0) - NOW;
      g_assert_cmpint (pause, <=, 6 * HOUR * 12 / 10 + 1);
      if (failures == 1)
        g_assert_cmpint (pause, <=, 360 + 1);
      if (failures <= 5)
        g_assert_cmpint (pause, >, last);
      last = pause;
    }
}

static void
test_next_look (void)
{
  g_autoptr (MsServer) server = server_of (6 * HOUR, 0), eager = server_of (60, 0);

  g_assert_cmpint (due (server, NOW, NOW + 5, 0, 1, 0, 0), ==, NOW + 5); /* a stage is told when it begins */
  g_assert_cmpint (due (server, NOW, NOW + HOUR, 0, 1, 0, 0), ==, NOW + HOUR);
  g_assert_cmpint (due (eager, NOW, NOW + HOUR, 0, 1, 0, 0), <=, NOW + 73); /* the user asked for every minute */
}

static void
test_now (void)
{
  g_autoptr (GArray) asked = g_array_new (FALSE, FALSE, sizeof (gint64));

  for (guint i = 0; i < 5; i++)
    g_assert_true (ms_schedule_allow_now (asked, NOW + i));
  g_assert_false (ms_schedule_allow_now (asked, NOW + 5));
  g_assert_false (ms_schedule_allow_now (asked, NOW + 599));
  g_assert_true (ms_schedule_allow_now (asked, NOW + 600));
  g_assert_true (ms_schedule_allow_now (asked, NOW - 86400)); /* the clock was set back: what was is not to come */
}

/* ---- the timer ----------------------------------------------------------------------------------------------- */

typedef struct
{
  GMainLoop *loop;
  guint fired;
} Clock;

static void
fired_cb (gpointer data)
{
  Clock *clock = data;
  clock->fired++;
  g_main_loop_quit (clock->loop);
}

static void
test_timer (void)
{
  Clock clock = { g_main_loop_new (NULL, FALSE), 0 };
  MsTimer *timer = ms_timer_new (fired_cb, &clock);

  ms_timer_set (timer, g_get_real_time () / G_USEC_PER_SEC - 5); /* past: at once */
  g_main_loop_run (clock.loop);
  g_assert_cmpuint (clock.fired, ==, 1);
  ms_timer_set (timer, NEVER);
  while (g_main_context_iteration (NULL, FALSE))
    ;
  g_assert_cmpuint (clock.fired, ==, 1);
  ms_timer_free (timer);
  g_main_loop_unref (clock.loop);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/schedule/first", test_first);
  g_test_add_func ("/schedule/spread", test_spread);
  g_test_add_func ("/schedule/failures", test_failures);
  g_test_add_func ("/schedule/next-look", test_next_look);
  g_test_add_func ("/schedule/now", test_now);
  g_test_add_func ("/schedule/timer", test_timer);
  return g_test_run ();
}
