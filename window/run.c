/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "window/run.h"

#define MAX_LINES     200
#define MAX_COMPLAINT 10000

struct _MsRun
{
  GSubprocess *process; /* NULL if it could not be started */
  GCancellable *cancellable;
  GDataInputStream *lines;
  guint n_lines;
  GString *complaint;
  guint open; /* streams that have not ended */
  MsRunLine line;
  MsRunEnd end;
  gpointer data;
  char rest[512];
};

static void
run_free (MsRun *run)
{
  g_clear_object (&run->process);
  g_clear_object (&run->cancellable);
  g_clear_object (&run->lines);
  g_string_free (run->complaint, TRUE);
  g_free (run);
}

/* Both streams have ended, or nobody wants them any more. */
static void
stream_ended (MsRun *run)
{
  if (--run->open > 0)
    return;
  if (!g_cancellable_is_cancelled (run->cancellable))
    {
      g_autofree char *complaint = g_utf8_make_valid (run->complaint->str, -1);
      run->end (complaint, run->data);
    }
  run_free (run);
}

static void
line_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  MsRun *run = data;
  g_autofree char *line = g_data_input_stream_read_line_finish_utf8 (G_DATA_INPUT_STREAM (source), result, NULL, NULL);

  if (line == NULL || g_cancellable_is_cancelled (run->cancellable) || ++run->n_lines > MAX_LINES)
    {
      if (line != NULL)
        g_subprocess_force_exit (run->process);
      stream_ended (run);
      return;
    }
  g_data_input_stream_read_line_async (run->lines, G_PRIORITY_DEFAULT, run->cancellable, line_cb, run);
  run->line (line, run->data);
}

static void
complaint_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  MsRun *run = data;
  gssize n = g_input_stream_read_finish (G_INPUT_STREAM (source), result, NULL);

  if (n <= 0 || g_cancellable_is_cancelled (run->cancellable))
    {
      stream_ended (run);
      return;
    }
  if (run->complaint->len < MAX_COMPLAINT)
    g_string_append_len (run->complaint, run->rest, n);
  g_input_stream_read_async (G_INPUT_STREAM (source), run->rest, sizeof run->rest, G_PRIORITY_DEFAULT, run->cancellable,
                             complaint_cb, run);
}

static gboolean
not_started_cb (gpointer data)
{
  stream_ended (data);
  return G_SOURCE_REMOVE;
}

MsRun *
ms_run (const char *const *arguments, MsRunLine line, MsRunEnd end, gpointer data)
{
  MsRun *run = g_new0 (MsRun, 1);
  const char *program = g_getenv ("MAILSEAL_PROGRAM");
  g_autoptr (GStrvBuilder) words = g_strv_builder_new ();
  g_auto (GStrv) argv = NULL;
  g_autoptr (GError) error = NULL;

  run->cancellable = g_cancellable_new ();
  run->complaint = g_string_new (NULL);
  run->line = line;
  run->end = end;
  run->data = data;
  g_strv_builder_add (words, program != NULL ? program : MS_PROGRAM);
  g_strv_builder_addv (words, (const char **) arguments);
  argv = g_strv_builder_end (words);
  run->process
    = g_subprocess_newv ((const char *const *) argv, G_SUBPROCESS_FLAGS_STDOUT_PIPE | G_SUBPROCESS_FLAGS_STDERR_PIPE, &error);
  if (run->process == NULL)
    {
      g_string_assign (run->complaint, error->message);
      run->open = 1;
      g_idle_add (not_started_cb, run);
      return run;
    }
  run->open = 2;
  run->lines = g_data_input_stream_new (g_subprocess_get_stdout_pipe (run->process));
  g_data_input_stream_read_line_async (run->lines, G_PRIORITY_DEFAULT, run->cancellable, line_cb, run);
  g_input_stream_read_async (g_subprocess_get_stderr_pipe (run->process), run->rest, sizeof run->rest, G_PRIORITY_DEFAULT,
                             run->cancellable, complaint_cb, run);
  return run;
}

void
ms_run_cancel (MsRun *run)
{
  g_cancellable_cancel (run->cancellable);
  if (run->process != NULL)
    g_subprocess_force_exit (run->process);
}
