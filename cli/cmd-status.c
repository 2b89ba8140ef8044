/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the daemon knows of its servers: status, now, history, why. */
#include "cli/board.h"
#include "cli/cli.h"
#include "cli/client.h"
#include "cli/paint.h"

#include <glib/gi18n.h>
#include <stdio.h>
#include <unistd.h>

static void
print_table (JsonArray *status)
{
  MsPaint paint = ms_paint_for (STDOUT_FILENO);
  g_autofree char *text = paint.width == 0
                            ? ms_paint_table (&paint, status)
                            : ms_paint_board (&paint, status, g_get_real_time () / G_USEC_PER_SEC, g_get_charset (NULL));

  if (json_array_get_length (status) == 0)
    puts (_ ("No mail server is watched yet. Add one: mailseal add imaps://imap.example.org"));
  fputs (text, stdout);
}

/* A line that says what is waited for, on a terminal only; NULL takes it away again. */
static void
progress (const char *line)
{
  MsPaint paint = ms_paint_for (STDERR_FILENO);

  if (!paint.terminal)
    return;
  fprintf (stderr, "\r\033[K%s", line != NULL ? line : "");
  fflush (stderr);
}

int
ms_cmd_status (GStrv *arguments)
{
  gboolean json = FALSE;
  const GOptionEntry entries[] = {
    { "json", 0, 0, G_OPTION_ARG_NONE, &json, N_ ("Print one JSON object a line"), NULL },
    G_OPTION_ENTRY_NULL,
  };
  const MsUsage usage = { NULL,
                          _ ("Shows the mail servers that are watched, the worst first."),
                          _ ("Exit code: 0 all is well, 1 a warning, 2 critical, 3 unknown, 69 the daemon cannot be reached."),
                          entries,
                          0,
                          0 };
  g_auto (GStrv) rest = ms_options_parse (&usage, arguments);
  g_autoptr (JsonArray) status = NULL;
  int code;

  if (rest == NULL)
    return MS_EXIT_USAGE;
  code = ms_client_array ("GetStatus", NULL, MS_CALL_MS, FALSE, &status);
  if (code != MS_EXIT_OK)
    return code;
  if (json)
    ms_client_print_json (status);
  else
    {
      print_table (status);
      ms_client_print_notices ();
    }
  return ms_exit_of (ms_worst_of (status));
}

int
ms_cmd_now (GStrv *arguments)
{
  const MsUsage usage = { N_ ("[SERVER]"),
                          _ ("Looks at a watched server now, or at all of them, and shows the result."),
                          _ ("SERVER is its name in the settings, its URL, or its host."),
                          NULL,
                          0,
                          1 };
  g_auto (GStrv) rest = ms_options_parse (&usage, arguments);
  g_autoptr (JsonArray) status = NULL;
  int code;

  if (rest == NULL)
    return MS_EXIT_USAGE;
  progress (_ ("Looking at the servers; this can take some seconds…"));
  code = ms_client_array ("Check", rest[0] != NULL ? rest[0] : "", rest[0] != NULL ? MS_LOOK_MS : G_MAXINT, FALSE, &status);
  progress (NULL);
  if (code == MS_EXIT_OK)
    print_table (status);
  return code;
}

int
ms_cmd_history (GStrv *arguments)
{
  const MsUsage usage = { N_ ("SERVER"),
                          _ ("Shows what a server showed, and what was told about it, the oldest first."),
                          _ ("SERVER is its name in the settings, its URL, or its host."),
                          NULL,
                          1,
                          1 };
  g_auto (GStrv) rest = ms_options_parse (&usage, arguments);
  MsPaint paint = ms_paint_for (STDOUT_FILENO);
  g_autoptr (JsonArray) history = NULL;
  g_autofree char *text = NULL;
  int code;

  if (rest == NULL)
    return MS_EXIT_USAGE;
  code = ms_client_array ("History", rest[0], MS_CALL_MS, FALSE, &history);
  if (code != MS_EXIT_OK)
    return code;
  text = ms_paint_history (&paint, history);
  fputs (*text != '\0' ? text : _ ("Nothing has been seen of this server yet.\n"), stdout);
  return MS_EXIT_OK;
}

/* What the daemon's method says of a server, as it is. */
static int
print_text (GStrv *arguments, const char *method, const char *summary)
{
  const MsUsage usage = { N_ ("SERVER"), summary, _ ("SERVER is its name in the settings, its URL, or its host."), NULL, 1, 1 };
  g_auto (GStrv) rest = ms_options_parse (&usage, arguments);
  g_autofree char *text = NULL;
  int code;

  if (rest == NULL)
    return MS_EXIT_USAGE;
  code = ms_client_call (method, rest[0], NULL, MS_CALL_MS, FALSE, &text);
  if (code == MS_EXIT_OK)
    printf ("%s%s", text, g_str_has_suffix (text, "\n") ? "" : "\n");
  return code;
}

int
ms_cmd_why (GStrv *arguments)
{
  return print_text (arguments, "Why", _ ("Shows how the verdict about a server was reached, and why it was told or not."));
}

int
ms_cmd_export (GStrv *arguments)
{
  return print_text (arguments, "Export", _ ("Prints the certificates that a server shows now, its own first, as PEM."));
}
