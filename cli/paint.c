/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cli/paint.h"

#include "faces/json.h"
#include "model/text.h"

#include <glib/gi18n.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

#define INDENT   10 /* below a line: behind the widest state */
#define MIN_TEXT 30 /* columns; with less room the sentence goes to the next line */

enum
{
  CELL_STATE,
  CELL_NAME,
  CELL_SERVER,
  CELL_DAYS,
  CELL_TEXT,
  N_CELLS
};

static const struct
{
  const char *word;
  const char *color; /* SGR */
  int exit;          /* B2 */
} levels[] = {
  [MS_LEVEL_CRITICAL] = { N_ ("critical"), "1;31", 2 },
  [MS_LEVEL_WARNING] = { N_ ("warning"), "33", 1 },
  [MS_LEVEL_UNKNOWN] = { N_ ("unknown"), "35", 3 },
  [MS_LEVEL_NOTICE] = { N_ ("notice"), "34", 0 },
  [MS_LEVEL_OK] = { N_ ("ok"), "32", 0 },
};

MsPaint
ms_paint_for (int fd)
{
  const char *term = g_getenv ("TERM");
  const char *no_color = g_getenv ("NO_COLOR");
  struct winsize size = { 0 };
  MsPaint paint = { FALSE, 0 };

  if (!isatty (fd))
    return paint;
  paint.terminal = (no_color == NULL || *no_color == '\0') && term != NULL && !g_str_equal (term, "dumb");
  paint.width = ioctl (fd, TIOCGWINSZ, &size) == 0 && size.ws_col > 0 ? MAX (size.ws_col, 40) : 80;
  return paint;
}

/* ---- states ------------------------------------------------------------------------------------------------- */

int
ms_exit_of (MsLevel worst)
{
  return levels[worst].exit;
}

static MsLevel
level_of (JsonObject *verdict)
{
  return ms_level_of (ms_member_text (verdict, "state"));
}

MsLevel
ms_worst_of (JsonArray *status)
{
  MsLevel worst = MS_LEVEL_OK;

  for (guint i = 0; i < json_array_get_length (status); i++)
    worst = MIN (worst, level_of (ms_array_at (status, i)));
  return worst;
}

/* ---- text --------------------------------------------------------------------------------------------------- */

guint
ms_paint_columns (const char *text)
{
  guint n = 0;
  for (; *text != '\0'; text = g_utf8_next_char (text))
    {
      gunichar c = g_utf8_get_char (text);
      n += g_unichar_iszerowidth (c) ? 0 : g_unichar_iswide (c) ? 2 : 1;
    }
  return n;
}

static void
pad (GString *out, guint n)
{
  while (n-- > 0)
    g_string_append_c (out, ' ');
}

char *
ms_paint_wrap (const char *text, guint indent, guint width)
{
  g_auto (GStrv) words = g_strsplit (text, " ", -1);
  GString *out = g_string_new (NULL);
  guint at = 0;

  pad (out, indent);
  for (guint i = 0; words[i] != NULL; i++)
    {
      guint n = ms_paint_columns (words[i]);
      if (*words[i] == '\0')
        continue;
      if (at > 0 && width > 0 && indent + at + 1 + n > width)
        {
          g_string_append_c (out, '\n');
          pad (out, indent);
          at = 0;
        }
      if (at > 0)
        g_string_append_c (out, ' ');
      g_string_append (out, words[i]);
      at += n + (at > 0);
    }
  return g_string_free (out, FALSE);
}

static void
paragraph (GString *out, const MsPaint *paint, const char *text)
{
  g_autofree char *wrapped = *text != '\0' ? ms_paint_wrap (text, INDENT, paint->width) : NULL;
  if (wrapped != NULL)
    g_string_append_printf (out, "%s\n", wrapped);
}

/* The next step, told from the rest by an arrow. */
static void
step (GString *out, const MsPaint *paint, const char *text)
{
  g_autofree char *wrapped = *text != '\0' ? ms_paint_wrap (text, INDENT + 3, paint->width) : NULL;

  if (wrapped == NULL)
    return;
  pad (out, INDENT);
  g_string_append_printf (out, "-> %s\n", wrapped + INDENT + 3);
}

void
ms_paint_color (GString *out, const MsPaint *paint, MsLevel level, const char *text)
{
  if (paint->terminal)
    g_string_append_printf (out, "\033[%sm%s\033[0m", levels[level].color, text);
  else
    g_string_append (out, text);
}

/* ---- rows --------------------------------------------------------------------------------------------------- */

char *
ms_paint_days (JsonObject *verdict)
{
  gint64 days;

  if (!ms_member_number (ms_first_end (verdict), "days_left", &days))
    return g_strdup ("-");
  if (days < 0)
    return g_strdup (_ ("expired"));
  return g_strdup_printf (ngettext ("%d day", "%d days", (gulong) days), (int) MIN (days, G_MAXINT));
}

static void
row (GString *out, const MsPaint *paint, MsLevel level, const char *const *cells, const guint *widths)
{
  guint head = 0, room;
  g_autofree char *text = NULL;

  for (guint i = 0; i < CELL_TEXT; i++)
    {
      guint n = ms_paint_columns (cells[i]);
      guint blanks = widths[i] > n ? widths[i] - n : 0;
      if (widths[i] == 0)
        continue;
      if (i == CELL_DAYS)
        pad (out, blanks);
      if (i == CELL_STATE)
        ms_paint_color (out, paint, level, cells[i]);
      else
        g_string_append (out, cells[i]);
      pad (out, 2 + (i == CELL_DAYS ? 0 : blanks));
      head += n + blanks + 2;
    }
  room = paint->width > head ? paint->width - head : 0;
  if (paint->width == 0 || room >= MIN (MIN_TEXT, ms_paint_columns (cells[CELL_TEXT])))
    {
      text = ms_paint_wrap (cells[CELL_TEXT], head, paint->width);
      g_string_append_printf (out, "%s\n", text + head);
      return;
    }
  g_string_append_c (out, '\n');
  paragraph (out, paint, cells[CELL_TEXT]);
}

/* What is wrong, and the next step; equal advice once. */
static void
findings (GString *out, const MsPaint *paint, JsonObject *verdict)
{
  g_autoptr (GHashTable) said = g_hash_table_new (g_str_hash, g_str_equal);

  for (guint i = 0; i < ms_member_length (verdict, "findings"); i++)
    {
      JsonObject *finding = ms_member_at (verdict, "findings", i);
      if (g_str_equal (ms_member_text (finding, "severity"), "info"))
        continue;
      if (i > 0)
        {
          g_autofree char *title = g_strdup_printf (_ ("Also: %s."), ms_member_text (finding, "title"));
          paragraph (out, paint, title);
        }
      paragraph (out, paint, ms_member_text (finding, "text"));
      if (g_hash_table_add (said, (gpointer) ms_member_text (finding, "advice")))
        step (out, paint, ms_member_text (finding, "advice"));
    }
  if (g_hash_table_size (said) > 0)
    paragraph (out, paint, ms_member_text (verdict, "safe_text"));
}

/* ---- all the rest, for those who asked ---------------------------------------------------------------------- */

static void
member_line (GString *out, const char *label, const char *value)
{
  if (*value == '\0')
    return;
  pad (out, INDENT + 2);
  g_string_append_printf (out, _ ("%s: %s"), label, value);
  g_string_append_c (out, '\n');
}

static void
certificate_lines (GString *out, JsonObject *certificate)
{
  g_autofree char *names = ms_member_join (certificate, "names", ", ");

  member_line (out, _ ("certificate for"), ms_member_text (certificate, "subject"));
  member_line (out, _ ("names"), names);
  member_line (out, _ ("issued by"), ms_member_text (certificate, "issuer"));
  member_line (out, _ ("valid from"), ms_member_text (certificate, "not_before"));
  member_line (out, _ ("valid until"), ms_member_text (certificate, "not_after"));
  member_line (out, _ ("key"), ms_member_text (certificate, "key"));
  member_line (out, _ ("signature"), ms_member_text (certificate, "signature"));
  member_line (out, _ ("SHA-256"), ms_member_text (certificate, "sha256"));
}

static void
address_lines (GString *out, JsonObject *address)
{
  JsonObject *certificate = ms_member_object (address, "certificate");
  g_auto (GStrv) transcript = g_strsplit (ms_member_text (address, "transcript"), "\n", -1);
  gint64 duration = 0;

  ms_member_number (address, "duration_ms", &duration);
  pad (out, INDENT);
  g_string_append_printf (out, "%s: %s, %" G_GINT64_FORMAT " ms", ms_member_text (address, "address"),
                          ms_member_text (address, "outcome"), duration);
  if (*ms_member_text (address, "tls_version") != '\0')
    g_string_append_printf (out, ", TLS %s", ms_member_text (address, "tls_version"));
  if (*ms_member_text (address, "cipher") != '\0')
    g_string_append_printf (out, ", %s", ms_member_text (address, "cipher"));
  g_string_append_c (out, '\n');
  member_line (out, _ ("detail"), ms_member_text (address, "detail"));
  if (certificate != NULL)
    certificate_lines (out, certificate);
  for (guint i = 0; transcript[i] != NULL; i++)
    {
      g_autofree char *visible = ms_visible (transcript[i], -1, 4096);
      if (*visible == '\0')
        continue;
      pad (out, INDENT + 2);
      g_string_append_printf (out, "%s\n", visible);
    }
}

/* Flush left, as tools that read PEM want it. */
static void
pem_lines (GString *out, JsonObject *address)
{
  for (guint i = 0; i < ms_member_length (address, "chain"); i++)
    {
      JsonObject *certificate = ms_member_at (address, "chain", i);
      const char *pem = ms_member_text (certificate, "pem");
      if (*pem != '\0')
        g_string_append_printf (out, "# %s: %s\n%s%s", ms_member_text (address, "address"),
                                ms_member_text (certificate, "subject"), pem, g_str_has_suffix (pem, "\n") ? "" : "\n");
    }
}

/* A line a program: what it does, and its own words. */
static void
program_lines (GString *out, JsonObject *verdict)
{
  guint width = 0;

  for (guint i = 0; i < ms_member_length (verdict, "programs"); i++)
    width = MAX (width, ms_paint_columns (ms_member_text (ms_member_at (verdict, "programs", i), "name")));
  for (guint i = 0; i < ms_member_length (verdict, "programs"); i++)
    {
      JsonObject *program = ms_member_at (verdict, "programs", i);
      const char *name = ms_member_text (program, "name"), *says = ms_member_text (program, "says");

      pad (out, INDENT);
      g_string_append (out, name);
      pad (out, width - ms_paint_columns (name) + 2);
      g_string_append (out, ms_member_text (program, "text"));
      if (*says != '\0')
        g_string_append_printf (out, _ (": “%s”"), says);
      g_string_append_c (out, '\n');
    }
}

char *
ms_paint_verdict (const MsPaint *paint, JsonObject *verdict, gboolean verbose)
{
  static const guint widths[N_CELLS] = { 8, 28, 5, 9, 0 };
  MsLevel level = level_of (verdict);
  gint64 number = 0;
  g_autofree char *port = g_strdup_printf ("%d", ms_member_number (verdict, "port", &number) ? (int) number : 0);
  g_autofree char *days = ms_paint_days (verdict);
  const char *cells[N_CELLS]
    = { _ (levels[level].word), ms_member_text (verdict, "host"), port, days, ms_member_text (verdict, "summary") };
  GString *out = g_string_new (NULL);

  row (out, paint, level, cells, widths);
  findings (out, paint, verdict);
  program_lines (out, verdict);
  for (guint i = 0; verbose && i < ms_member_length (verdict, "addresses"); i++)
    address_lines (out, ms_member_at (verdict, "addresses", i));
  for (guint i = 0; i < ms_member_length (verdict, "addresses"); i++)
    pem_lines (out, ms_member_at (verdict, "addresses", i));
  return g_string_free (out, FALSE);
}

/* ---- status ------------------------------------------------------------------------------------------------- */

static int
worst_first (gconstpointer a, gconstpointer b)
{
  JsonObject *x = *(JsonObject *const *) a, *y = *(JsonObject *const *) b;
  int order = (int) level_of (x) - (int) level_of (y);

  if (order == 0)
    order = g_utf8_collate (ms_member_text (x, "name"), ms_member_text (y, "name"));
  return order != 0 ? order : strcmp (ms_member_text (x, "url"), ms_member_text (y, "url"));
}

GPtrArray *
ms_paint_sorted (JsonArray *status)
{
  GPtrArray *sorted = g_ptr_array_new ();

  for (guint i = 0; i < json_array_get_length (status); i++)
    g_ptr_array_add (sorted, ms_array_at (status, i));
  g_ptr_array_sort (sorted, worst_first);
  return sorted;
}

char *
ms_paint_table (const MsPaint *paint, JsonArray *status)
{
  g_autoptr (GPtrArray) sorted = ms_paint_sorted (status);
  guint widths[N_CELLS] = { 8, 0, 0, 0, 0 };
  GString *out = g_string_new (NULL);

  for (guint i = 0; i < json_array_get_length (status); i++)
    {
      JsonObject *verdict = ms_array_at (status, i);
      g_autofree char *days = ms_paint_days (verdict);
      widths[CELL_NAME] = MAX (widths[CELL_NAME], ms_paint_columns (ms_member_text (verdict, "name")));
      widths[CELL_SERVER] = MAX (widths[CELL_SERVER], ms_paint_columns (ms_member_text (verdict, "url")));
      widths[CELL_DAYS] = MAX (widths[CELL_DAYS], ms_paint_columns (days));
    }
  for (guint i = 0; i < sorted->len; i++)
    {
      JsonObject *verdict = g_ptr_array_index (sorted, i);
      MsLevel level = level_of (verdict);
      g_autofree char *days = ms_paint_days (verdict);
      const char *cells[N_CELLS] = { _ (levels[level].word), ms_member_text (verdict, "name"), ms_member_text (verdict, "url"),
                                     days, ms_member_text (verdict, "summary") };
      row (out, paint, level, cells, widths);
    }
  return g_string_free (out, FALSE);
}

/* ---- alerts and history ------------------------------------------------------------------------------------- */

static char *
local_time (const char *rfc3339)
{
  g_autoptr (GDateTime) date = g_date_time_new_from_iso8601 (rfc3339, NULL);
  g_autoptr (GDateTime) local = date != NULL ? g_date_time_to_local (date) : NULL;
  return local != NULL ? g_date_time_format (local, "%F %R") : g_strdup (rfc3339);
}

char *
ms_paint_alert (const MsPaint *paint, JsonObject *alert)
{
  gboolean solved = g_str_equal (ms_member_text (alert, "step"), "resolved");
  MsLevel level = solved ? MS_LEVEL_OK : ms_level_of (ms_member_text (alert, "severity"));
  g_autofree char *since = local_time (ms_member_text (alert, "since"));
  g_autofree char *last = NULL;
  const char *cells[N_CELLS] = { solved ? _ ("solved") : _ (levels[level].word), since, "", "", ms_member_text (alert, "title") };
  const guint widths[N_CELLS] = { 8, 16, 0, 0, 0 };
  GString *out = g_string_new (NULL);
  const char *snoozed = ms_member_text (alert, "snoozed_until");
  g_autofree char *until = local_time (snoozed);
  g_autofree char *servers = ms_member_join (alert, "servers", ", ");

  row (out, paint, level, cells, widths);
  paragraph (out, paint, ms_member_text (alert, "text"));
  paragraph (out, paint, servers);
  if (!solved)
    step (out, paint, ms_member_text (alert, "advice"));
  if (g_str_has_prefix (snoozed, "9999-"))
    last = g_strdup_printf (_ ("Alert %s; snoozed until the certificate is renewed."), ms_member_text (alert, "id"));
  else if (*snoozed != '\0')
    last = g_strdup_printf (_ ("Alert %s; snoozed until %s."), ms_member_text (alert, "id"), until);
  else if (ms_member_flag (alert, "acknowledged"))
    last = g_strdup_printf (_ ("Alert %s; acknowledged."), ms_member_text (alert, "id"));
  else
    last = g_strdup_printf (_ ("Alert %s."), ms_member_text (alert, "id"));
  paragraph (out, paint, last);
  return g_string_free (out, FALSE);
}

char *
ms_paint_history (const MsPaint *paint, JsonArray *history)
{
  GString *out = g_string_new (NULL);

  for (guint i = 0; i < json_array_get_length (history); i++)
    {
      JsonObject *event = ms_array_at (history, i);
      g_autofree char *when = local_time (ms_member_text (event, "when"));
      g_autofree char *text = ms_paint_wrap (ms_member_text (event, "text"), 18, paint->width);
      g_string_append_printf (out, "%-16s  %s\n", when, text + 18);
    }
  return g_string_free (out, FALSE);
}
