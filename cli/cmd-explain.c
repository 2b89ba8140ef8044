/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Words to read and to send: explain, report. */
#include "cli/batch.h"
#include "cli/cli.h"
#include "cli/paint.h"
#include "config/settings.h"
#include "model/text.h"
#include "model/url.h"
#include "model/verdict.h"
#include "check/judge/explain.h"
#include "check/judge/report.h"

#include <glib/gi18n.h>
#include <stdio.h>
#include <unistd.h>

/* ---- explain ------------------------------------------------------------------------------------------------ */

static void
print_wrapped (const char *text)
{
  MsPaint paint = ms_paint_for (STDOUT_FILENO);
  g_auto (GStrv) lines = g_strsplit (text, "\n", -1);

  for (guint i = 0; lines[i] != NULL; i++)
    {
      g_autofree char *wrapped = *lines[i] != '\0' ? ms_paint_wrap (lines[i], 0, paint.width) : NULL;
      if (wrapped != NULL)
        puts (wrapped);
    }
}

int
ms_cmd_explain (GStrv *arguments)
{
  const MsUsage usage = { N_ ("CODE|WORDING…"),
                          _ ("Says what a finding means, or the words of a mail program."),
                          _ ("CODE is a code such as name-mismatch; WORDING is what your mail program says, such as\n"
                             "“The target principal name is incorrect”."),
                          NULL,
                          1,
                          G_MAXUINT };
  g_auto (GStrv) rest = ms_options_parse (&usage, arguments);
  g_autofree char *text = rest != NULL ? g_strjoinv (" ", rest) : NULL;
  g_autofree char *shown = text != NULL ? ms_shown (text, -1, 200) : NULL;
  MsRefusal refusal = MS_REFUSAL_NONE;
  g_autoptr (GArray) codes = text != NULL ? ms_explain_find (text, &refusal) : NULL;

  if (codes == NULL)
    return MS_EXIT_USAGE;
  if (codes->len == 0)
    {
      ms_complain (_ ("Nobody here knows the words “%s”. Give a part of what your mail program says, or look at the server: "
                      "`mailseal check HOST`."),
                   shown);
      return MS_EXIT_FAILED;
    }
  if (codes->len > 1)
    printf (_ ("“%s” can have several causes; `mailseal check HOST` finds out which one it is. The most likely first:\n\n"),
            shown);
  for (guint i = 0; i < codes->len; i++)
    {
      g_autofree char *words = ms_explain_code (g_array_index (codes, MsCode, i), refusal);
      if (i > 0)
        puts ("");
      print_wrapped (words);
    }
  return MS_EXIT_OK;
}

/* ---- report ------------------------------------------------------------------------------------------------- */

typedef struct
{
  guint printed;
  gboolean refused, missed;
} Letters;

static void
result_cb (const char *line, const MsVerdict *verdict, gpointer data)
{
  Letters *letters = data;
  gboolean well = FALSE;
  g_autofree char *text = ms_report_text (verdict, &well);

  (void) line;
  if (letters->printed++ > 0)
    puts ("\n----------------------------------------------------------------\n");
  fputs (text, stdout);
}

static void
refused_cb (const char *line, const char *message, gpointer data)
{
  (void) line;
  ((Letters *) data)->refused = TRUE;
  ms_complain ("%s", message);
}

static void
missed_cb (const char *line, const char *message, gpointer data)
{
  (void) line;
  ((Letters *) data)->missed = TRUE;
  ms_complain ("%s", message);
}

/* A section's name of the settings is as good as its target; its authorities count in any case. */
static const MsServer *
watched_server (const MsSettings *settings, const char *asked)
{
  g_autoptr (MsTarget) target = ms_target_parse_one (asked, NULL);
  g_autofree char *url = target != NULL ? ms_target_url (target) : NULL;

  for (guint i = 0; i < settings->servers->len; i++)
    {
      const MsServer *server = g_ptr_array_index (settings->servers, i);
      if (g_strcmp0 (server->url, url) == 0 || g_strcmp0 (server->name, asked) == 0)
        return server;
    }
  return NULL;
}

int
ms_cmd_report (GStrv *arguments)
{
  g_auto (GStrv) ca_files = NULL;
  const GOptionEntry entries[] = {
    { "ca-file", 0, 0, G_OPTION_ARG_FILENAME_ARRAY, &ca_files, N_ ("Trust the authorities in this PEM file too"), N_ ("FILE") },
    G_OPTION_ENTRY_NULL,
  };
  const MsUsage usage
    = { N_ ("SERVER|TARGET"),
        _ ("Looks at a server and writes the message to send to whoever runs it."),
        _ ("SERVER is its name in the settings; TARGET is what `mailseal check` takes. Nothing private is in it."),
        entries,
        1,
        1 };
  g_auto (GStrv) rest = ms_options_parse (&usage, arguments), folders = ms_settings_folders ();
  g_autoptr (MsSettings) settings = rest != NULL ? ms_settings_load ((const char *const *) folders) : NULL;
  const MsServer *server = rest != NULL ? watched_server (settings, rest[0]) : NULL;
  const char *own_ca[] = { server != NULL ? server->ca_file : NULL, NULL }, *targets[] = { NULL, NULL };
  g_autoptr (MsTrustStore) trust = NULL;
  Letters letters = { 0 };
  MsBatchProgress progress = { 0, 0 };
  MsBatchOptions options = { .check.probe.timeout_ms = 15000,
                             .suggest = TRUE,
                             .jobs = 64,
                             .result = result_cb,
                             .refused = refused_cb,
                             .missed = missed_cb,
                             .data = &letters };

  if (rest == NULL)
    return MS_EXIT_USAGE;
  targets[0] = server != NULL ? server->url : rest[0];
  trust = ms_trust_store_new (ca_files != NULL ? (const char *const *) ca_files : own_ca, NULL);
  options.trust = trust;
  options.ca_files = (const char *const *) ca_files;
  options.targets = targets;
  ms_batch_run (&options, &progress);
  if (letters.missed)
    return MS_EXIT_FAILED;
  return letters.refused ? MS_EXIT_USAGE : MS_EXIT_OK;
}
