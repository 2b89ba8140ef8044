/* SPDX-License-Identifier: GPL-3.0-or-later */
/* mailseal check (B2): no daemon, no settings, no store. */
#include "cli/batch.h"
#include "model/text.h"
#include "cli/cli.h"
#include "cli/paint.h"
#include "cli/trust.h"
#include "programs/programs.h"
#include "check/verdict-json.h"

#include <errno.h>
#include <glib/gi18n.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#define PROGRESS_MS 250

typedef struct
{
  gboolean json, verbose, show;
  gint64 at; /* 0: now */
  MsPaint paint;
  MsBatchProgress progress;
  gboolean progress_shown;
  const GPtrArray *programs; /* MsProgram*: tell what these do; NULL: none */
  MsSeverity worst;
  gboolean ran, refused, write_failed;
} Report;

/* ---- output ------------------------------------------------------------------------------------------------- */

static void
clear_progress (Report *report)
{
  if (report->progress_shown)
    fputs ("\r\033[K", stdout);
  report->progress_shown = FALSE;
}

static void
print (Report *report, const char *text)
{
  clear_progress (report);
  fputs (text, stdout);
  if (fflush (stdout) != 0 && !report->write_failed)
    {
      report->write_failed = TRUE;
      ms_complain (_ ("the result cannot be written: %s"), g_strerror (errno));
    }
}

static gboolean
progress_cb (gpointer data)
{
  Report *report = data;

  if (report->progress.waiting == 0)
    return G_SOURCE_CONTINUE;
  clear_progress (report);
  printf (ngettext ("%u done, waiting for %u answer", "%u done, waiting for %u answers", report->progress.waiting),
          report->progress.done, report->progress.waiting);
  fflush (stdout);
  report->progress_shown = TRUE;
  return G_SOURCE_CONTINUE;
}

static void
result_cb (const char *line, const MsVerdict *verdict, gpointer data)
{
  Report *report = data;
  MsJsonOptions options
    = { .target = line, .at = report->at != 0, .show = report->show, .verbose = report->verbose, .programs = report->programs };
  g_autofree char *json = ms_verdict_json (verdict, &options);
  g_autoptr (JsonNode) node = NULL;
  g_autofree char *text = NULL;

  report->ran = TRUE;
  report->worst = MAX (report->worst, verdict->state);
  if (report->json)
    text = g_strconcat (json, "\n", NULL);
  else
    {
      node = json_from_string (json, NULL);
      text = ms_paint_verdict (&report->paint, json_node_get_object (node), report->verbose);
    }
  print (report, text);
}

static void
refused_cb (const char *line, const char *message, gpointer data)
{
  Report *report = data;

  report->refused = TRUE;
  clear_progress (report);
  ms_complain ("%s", message);
  if (report->json)
    {
      g_autofree char *json = ms_target_error_json (line, message);
      g_autofree char *text = g_strconcat (json, "\n", NULL);
      print (report, text);
    }
}

static void
missed_cb (const char *line, const char *message, gpointer data)
{
  Report *report = data;

  refused_cb (line, message, report);
  report->ran = TRUE;
  report->worst = MAX (report->worst, MS_SEVERITY_UNKNOWN);
}

/* ---- options ------------------------------------------------------------------------------------------------ */

static gboolean
read_timeout (const char *text, guint *ret_ms)
{
  char *end;
  double seconds = g_ascii_strtod (text, &end);

  if (end == text || *end != '\0' || !(seconds >= 0.1 && seconds <= 300) /* NaN too */)
    {
      g_autofree char *shown = ms_shown (text, -1, 100);
      ms_complain (_ ("--timeout takes seconds from 0.1 to 300, not “%s”."), shown);
      return FALSE;
    }
  *ret_ms = (guint) (seconds * 1000 + 0.5);
  return TRUE;
}

static gboolean
read_at (const char *text, gint64 *ret_at)
{
  g_autofree char *shown = NULL;

  if (ms_time_parse (text, ret_at))
    return TRUE;
  shown = ms_shown (text, -1, 100);
  ms_complain (_ ("--at takes a time like 2026-11-23T20:00:00Z (RFC 3339), not “%s”."), shown);
  return FALSE;
}

/* "--programs" alone is of all: GOption has optional arguments for callbacks only. */
static void
name_programs (GStrv arguments)
{
  for (guint i = 0; arguments[i] != NULL && !g_str_equal (arguments[i], "--"); i++)
    if (g_str_equal (arguments[i], "--programs"))
      {
        g_free (arguments[i]);
        arguments[i] = g_strdup ("--programs=");
      }
}

/* MsProgram*; NULL, and it is said, if one of them is not known. */
static GPtrArray *
read_programs (const char *text)
{
  g_auto (GStrv) names = g_strsplit (text, ",", -1);

  for (guint i = 0; names[i] != NULL; i++)
    if (ms_program (g_strstrip (names[i])) == NULL)
      {
        g_autoptr (GPtrArray) every = ms_programs (NULL, TRUE);
        g_autoptr (GString) known = g_string_new (NULL);
        g_autofree char *shown = ms_shown (names[i], -1, 100);

        for (guint p = 0; p < every->len; p++)
          g_string_append_printf (known, "%s%s", p > 0 ? ", " : "", ((const MsProgram *) g_ptr_array_index (every, p))->id);
        ms_complain (_ ("--programs does not know “%s”. It knows: %s."), shown, known->str);
        return NULL;
      }
  return ms_programs ((const char *const *) names, *text == '\0');
}

static int
run (Report *report, MsBatchOptions *options)
{
  guint source = report->paint.terminal && !report->json ? g_timeout_add (PROGRESS_MS, progress_cb, report) : 0;

  ms_batch_run (options, &report->progress);
  clear_progress (report);
  g_clear_handle_id (&source, g_source_remove);
  if (report->refused && !report->ran)
    return MS_EXIT_USAGE;
  return report->write_failed ? ms_exit_of (MS_LEVEL_UNKNOWN) : ms_exit_of (ms_level_of (ms_severity_name (report->worst)));
}

int
ms_cmd_check (GStrv *arguments)
{
  Report report = { .worst = MS_SEVERITY_OK, .paint = ms_paint_for (STDOUT_FILENO) };
  gboolean no_suggest = FALSE;
  int jobs = 64;
  g_auto (GStrv) ca_files = NULL;
  g_autofree char *timeout = NULL, *at = NULL, *programs_asked = NULL;
  const GOptionEntry entries[] = {
    { "json", 0, 0, G_OPTION_ARG_NONE, &report.json, N_ ("Print one JSON object a line"), NULL },
    { "ca-file", 0, 0, G_OPTION_ARG_FILENAME_ARRAY, &ca_files, N_ ("Trust the authorities in this PEM file too"), N_ ("FILE") },
    { "timeout", 0, 0, G_OPTION_ARG_STRING, &timeout, N_ ("Wait no longer than this for an address (default 15)"),
      N_ ("SECONDS") },
    { "jobs", 0, 0, G_OPTION_ARG_INT, &jobs, N_ ("Look at so many servers at a time (default 64)"), "N" },
    { "at", 0, 0, G_OPTION_ARG_STRING, &at, N_ ("Judge as of this time (RFC 3339), not of now"), N_ ("TIME") },
    { "verbose", 0, 0, G_OPTION_ARG_NONE, &report.verbose, N_ ("Show addresses, certificates and the dialogue"), NULL },
    { "show", 0, 0, G_OPTION_ARG_NONE, &report.show, N_ ("Show the certificates as PEM"), NULL },
    { "programs", 0, 0, G_OPTION_ARG_STRING, &programs_asked, N_ ("Tell what mail programs will do and say: all, or these"),
      N_ ("NAME,…") },
    { "no-suggest", 0, 0, G_OPTION_ARG_NONE, &no_suggest, N_ ("Look for no better name, port or other service"), NULL },
    G_OPTION_ENTRY_NULL,
  };
  const MsUsage usage
    = { N_ ("TARGET…"),
        _ ("Looks at mail servers and says what is wrong with their certificates."),
        _ ("TARGET is imaps://HOST, imap://, pop3s://, pop3://, smtps://, submission://, smtp:// or sieve://, HOST:PORT, or a\n"
           "HOST alone for all its mail services, or an e-mail address for the servers of its domain; “-” reads targets from\n"
           "standard input, one a line.\n"
           "Exit code: 0 all is well, 1 a warning, 2 critical, 3 unknown, 64 no target could be looked at."),
        entries,
        1,
        G_MAXUINT };
  g_auto (GStrv) targets = NULL;
  MsBatchOptions options
    = { .check.probe.timeout_ms = 15000, .result = result_cb, .refused = refused_cb, .missed = missed_cb, .data = &report };
  g_autoptr (MsTrustStore) trust = NULL;
  g_autoptr (GPtrArray) programs = NULL;

  name_programs (*arguments);
  targets = ms_options_parse (&usage, arguments);
  if (targets == NULL || (timeout != NULL && !read_timeout (timeout, &options.check.probe.timeout_ms))
      || (at != NULL && !read_at (at, &report.at)))
    return MS_EXIT_USAGE;
  if (jobs < 1 || jobs > 1000)
    {
      ms_complain (_ ("--jobs takes a number from 1 to 1000, not %d."), jobs);
      return MS_EXIT_USAGE;
    }
  if (programs_asked != NULL && (programs = read_programs (programs_asked)) == NULL)
    return MS_EXIT_USAGE;
  report.programs = programs;
  trust = ms_trust_load ((const char *const *) ca_files);
  if (trust == NULL)
    return MS_EXIT_USAGE;
  options.trust = trust;
  options.check.at = report.at;
  options.check.probe.transcript = report.verbose;
  options.suggest = !no_suggest;
  options.ca_files = (const char *const *) ca_files;
  options.jobs = (guint) jobs;
  options.targets = (const char *const *) targets;
  return run (&report, &options);
}
