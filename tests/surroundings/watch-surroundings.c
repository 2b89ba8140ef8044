/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * watch-surroundings SALT   says a line for every event of the surroundings, and for every line of standard input:
 *   now    what is known
 *   clock  "asked" or "not asked"; the answer is an event
 * Ends with standard input.
 */
#include "daemon/host/surroundings.h"

#include <glib-unix.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

typedef struct
{
  GMainLoop *loop;
  MsSurroundingsWatch *watch;
  GString *input;
} App;

static void
say (const char *what, const MsSurroundings *now)
{
  printf ("%s connectivity=%s metered=%s network=%s clock=%s\n", what, ms_connectivity_name (now->connectivity),
          now->metered ? "yes" : "no", now->network, ms_clock_name (now->clock));
}

static void
changed_cb (const MsSurroundings *now, gpointer data)
{
  say ("changed", now);
}

static void
resumed_cb (gpointer data)
{
  printf ("resumed\n");
}

static void
clock_cb (MsClock clock, gpointer data)
{
  printf ("clock %s\n", ms_clock_name (clock));
}

static const MsSurroundingsEvents events = { changed_cb, resumed_cb, clock_cb };

static void
obey (App *app, const char *line)
{
  if (g_str_equal (line, "now"))
    say ("now", ms_surroundings_watch_now (app->watch));
  else if (g_str_equal (line, "clock"))
    printf (ms_surroundings_watch_ask_clock (app->watch) ? "asked\n" : "not asked\n");
}

static gboolean
input_cb (gint fd, GIOCondition condition, gpointer data)
{
  App *app = data;
  char bytes[256], *end;
  gssize n = read (fd, bytes, sizeof bytes);

  if (n <= 0)
    {
      g_main_loop_quit (app->loop);
      return G_SOURCE_REMOVE;
    }
  g_string_append_len (app->input, bytes, n);
  while ((end = strchr (app->input->str, '\n')) != NULL)
    {
      *end = '\0';
      obey (app, app->input->str);
      g_string_erase (app->input, 0, end - app->input->str + 1);
    }
  return G_SOURCE_CONTINUE;
}

static gboolean
over_cb (gpointer data)
{
  g_main_loop_quit (data);
  return G_SOURCE_REMOVE;
}

int
main (int argc, char **argv)
{
  App app = { .loop = g_main_loop_new (NULL, FALSE), .input = g_string_new (NULL) };

  if (argc != 2)
    return 64;
  setvbuf (stdout, NULL, _IOLBF, 0);
  app.watch = ms_surroundings_watch_new (argv[1], &events, &app);
  g_unix_fd_add (STDIN_FILENO, G_IO_IN, input_cb, &app);
  g_main_loop_run (app.loop);
  ms_surroundings_watch_free (app.watch);
  g_timeout_add (300, over_cb, app.loop); /* what was cancelled comes back, to nobody */
  g_main_loop_run (app.loop);
  g_string_free (app.input, TRUE);
  g_main_loop_unref (app.loop);
  return 0;
}
