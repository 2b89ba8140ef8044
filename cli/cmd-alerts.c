/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The problems that are open: alerts, ack, snooze. */
#include "cli/cli.h"
#include "cli/client.h"
#include "cli/paint.h"
#include "faces/json.h"

#include <glib/gi18n.h>
#include <stdio.h>
#include <unistd.h>

/* The open ones, or all: the worst first, else as they came. */
static JsonArray *
worst_first (JsonArray *alerts, gboolean all)
{
  JsonArray *sorted = json_array_new ();

  for (MsLevel level = MS_LEVEL_CRITICAL; level <= MS_LEVEL_OK; level++)
    for (guint i = 0; i < json_array_get_length (alerts); i++)
      {
        JsonObject *alert = ms_array_at (alerts, i);
        gboolean wanted = all || !g_str_equal (ms_member_text (alert, "step"), "resolved");
        if (wanted && ms_level_of (ms_member_text (alert, "severity")) == level)
          json_array_add_object_element (sorted, json_object_ref (alert));
      }
  return sorted;
}

static void
print_alerts (JsonArray *alerts)
{
  MsPaint paint = ms_paint_for (STDOUT_FILENO);

  if (json_array_get_length (alerts) == 0)
    puts (_ ("No problem is open."));
  for (guint i = 0; i < json_array_get_length (alerts); i++)
    {
      g_autofree char *text = ms_paint_alert (&paint, ms_array_at (alerts, i));
      fputs (text, stdout);
    }
}

int
ms_cmd_alerts (GStrv *arguments)
{
  gboolean json = FALSE, all = FALSE;
  const GOptionEntry entries[] = {
    { "json", 0, 0, G_OPTION_ARG_NONE, &json, N_ ("Print one JSON object a line"), NULL },
    { "all", 0, 0, G_OPTION_ARG_NONE, &all, N_ ("Show the solved ones too"), NULL },
    G_OPTION_ENTRY_NULL,
  };
  const MsUsage usage = { NULL, _ ("Shows the problems that are open, and what to do about them."), NULL, entries, 0, 0 };
  g_auto (GStrv) rest = ms_options_parse (&usage, arguments);
  g_autoptr (JsonArray) alerts = NULL;
  g_autoptr (JsonArray) shown = NULL;
  int code;

  if (rest == NULL)
    return MS_EXIT_USAGE;
  code = ms_client_array ("GetAlerts", NULL, MS_CALL_MS, FALSE, &alerts);
  if (code != MS_EXIT_OK)
    return code;
  shown = worst_first (alerts, all);
  if (json)
    ms_client_print_json (shown);
  else
    {
      print_alerts (shown);
      ms_client_print_notices ();
    }
  return MS_EXIT_OK;
}

int
ms_cmd_ack (GStrv *arguments)
{
  const MsUsage usage = { N_ ("ALERT"),
                          _ ("Says that you know of a problem: it is not told again until it gets worse."),
                          _ ("ALERT is the name that `mailseal alerts` shows."),
                          NULL,
                          1,
                          1 };
  g_auto (GStrv) rest = ms_options_parse (&usage, arguments);
  g_autofree char *text = NULL;

  return rest != NULL ? ms_client_call ("Acknowledge", rest[0], NULL, MS_CALL_MS, FALSE, &text) : MS_EXIT_USAGE;
}

int
ms_cmd_snooze (GStrv *arguments)
{
  const MsUsage usage = { N_ ("ALERT UNTIL"),
                          _ ("Hears nothing more of a problem until then."),
                          _ ("ALERT is the name that `mailseal alerts` shows; UNTIL is tomorrow, renewed, a number of days like "
                             "7d, or a date like 2026-12-31."),
                          NULL,
                          2,
                          2 };
  g_auto (GStrv) rest = ms_options_parse (&usage, arguments);
  g_autofree char *text = NULL;

  return rest != NULL ? ms_client_call ("Snooze", rest[0], rest[1], MS_CALL_MS, FALSE, &text) : MS_EXIT_USAGE;
}
