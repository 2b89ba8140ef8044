/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Which servers are watched: add, remove. */
#include "cli/cli.h"
#include "cli/client.h"
#include "cli/paint.h"
#include "config/target.h"
#include "daemon/model.h"

#include <glib/gi18n.h>
#include <stdio.h>
#include <unistd.h>

/* What a server shows at the first look; that it may not be had now is no failure of `add`. */
static void
print_first_look (const char *url)
{
  MsPaint paint = ms_paint_for (STDOUT_FILENO);
  g_autoptr (JsonArray) status = NULL;

  fflush (stdout);
  if (ms_client_array ("Check", url, MS_LOOK_MS, TRUE, &status) != MS_EXIT_OK)
    return;
  for (guint i = 0; i < json_array_get_length (status); i++)
    {
      g_autofree char *text = ms_paint_verdict (&paint, json_array_get_object_element (status, i), FALSE);
      fputs (text, stdout);
    }
}

int
ms_cmd_add (GStrv *arguments)
{
  const MsUsage usage
    = { N_ ("TARGET"),
        _ ("Watches a mail server from now on."),
        _ ("TARGET is a URL like imaps://imap.example.org, HOST:PORT, or a HOST alone for all its mail services."),
        NULL,
        1,
        1 };
  g_auto (GStrv) rest = ms_options_parse (&usage, arguments);
  g_autoptr (GPtrArray) targets = NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (JsonArray) urls = NULL;
  gboolean bare;
  int code;

  if (rest == NULL)
    return MS_EXIT_USAGE;
  targets = ms_target_parse (rest[0], &bare, &error);
  if (targets == NULL)
    {
      ms_complain ("%s", error->message);
      return MS_EXIT_USAGE;
    }
  code = ms_client_array ("Add", rest[0], MS_LOOK_MS, FALSE, &urls);
  if (code != MS_EXIT_OK)
    return code;
  for (guint i = 0; i < json_array_get_length (urls); i++)
    {
      const char *url = json_array_get_string_element (urls, i);
      printf (_ ("%s is watched from now on.\n"), url);
      print_first_look (url);
    }
  return MS_EXIT_OK;
}

int
ms_cmd_remove (GStrv *arguments)
{
  const MsUsage usage = { N_ ("SERVER"),
                          _ ("Watches a mail server no longer."),
                          _ ("SERVER is its name in the settings, its URL, or its host."),
                          NULL,
                          1,
                          1 };
  g_auto (GStrv) rest = ms_options_parse (&usage, arguments);
  g_autofree char *text = NULL, *shown = NULL;
  int code;

  if (rest == NULL)
    return MS_EXIT_USAGE;
  code = ms_client_call ("Remove", rest[0], NULL, MS_CALL_MS, FALSE, &text);
  shown = ms_visible (rest[0], -1, 200);
  if (code == MS_EXIT_OK)
    printf (_ ("%s is watched no longer.\n"), shown);
  return code;
}
