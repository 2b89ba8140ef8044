/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cli/paint.h"

#include "check/judge/words.h"

#include "model/finding.h"
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
  const char *name;
  const char *word;
  const char *color; /* SGR */
  int exit;          /* B2 */
} states[] = {
  [MS_SEVERITY_OK] = { "ok", N_ ("ok"), "32", 0 },
  [MS_SEVERITY_INFO] = { "info", N_ ("info"), "32", 0 },
  [MS_SEVERITY_NOTICE] = { "notice", N_ ("notice"), "34", 0 },
  [MS_SEVERITY_UNKNOWN] = { "unknown", N_ ("unknown"), "35", 3 },
  [MS_SEVERITY_WARNING] = { "warning", N_ ("warning"), "33", 1 },
  [MS_SEVERITY_CRITICAL] = { "critical", N_ ("critical"), "1;31", 2 },
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

static MsSeverity
severity_of (const char *state)
{
  MsSeverity severity;
  return state != NULL && ms_severity_from_name (state, &severity) ? severity : MS_SEVERITY_UNKNOWN;
}

int
ms_exit_of (const char *worst)
{
  return states[severity_of (worst)].exit;
}

const char *
ms_worse (const char *a, const char *b)
{
  return severity_of (a) >= severity_of (b) ? a : b;
}

const char *
ms_worst_of (JsonArray *status)
{
  const char *worst = "ok";

  for (guint i = 0; i < json_array_get_length (status); i++)
    worst = ms_worse (worst,
                      json_object_get_string_member_with_default (json_array_get_object_element (status, i), "state", "unknown"));
  return worst;
}

/* ---- text --------------------------------------------------------------------------------------------------- */

JsonArray *
ms_json_array (JsonObject *object, const char *member)
{
  JsonNode *node = json_object_get_member (object, member);
  return node != NULL && JSON_NODE_HOLDS_ARRAY (node) ? json_node_get_array (node) : NULL;
}

const char *
ms_paint_text (JsonObject *object, const char *member)
{
  return json_object_get_string_member_with_default (object, member, "");
}

/* A list of strings as one. */
static char *
joined (JsonObject *object, const char *member)
{
  JsonArray *list = ms_json_array (object, member);
  GString *out = g_string_new (NULL);

  for (guint i = 0; list != NULL && i < json_array_get_length (list); i++)
    g_string_append_printf (out, "%s%s", i > 0 ? ", " : "", json_array_get_string_element (list, i));
  return g_string_free (out, FALSE);
}

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
ms_paint_color (GString *out, const MsPaint *paint, const char *state, const char *text)
{
  if (paint->terminal)
    g_string_append_printf (out, "\033[%sm%s\033[0m", states[severity_of (state)].color, text);
  else
    g_string_append (out, text);
}

/* ---- rows --------------------------------------------------------------------------------------------------- */

JsonObject *
ms_json_first_end (JsonObject *verdict)
{
  JsonArray *addresses = ms_json_array (verdict, "addresses");
  JsonObject *first = NULL;
  gint64 least = G_MAXINT64;

  for (guint i = 0; addresses != NULL && i < json_array_get_length (addresses); i++)
    {
      JsonObject *address = json_array_get_object_element (addresses, i);
      JsonNode *node = json_object_get_member (address, "certificate");
      JsonObject *certificate = node != NULL && JSON_NODE_HOLDS_OBJECT (node) ? json_node_get_object (node) : NULL;
      gint64 days
        = certificate != NULL ? json_object_get_int_member_with_default (certificate, "days_left", G_MAXINT64) : G_MAXINT64;

      if (days >= least)
        continue;
      least = days;
      first = certificate;
    }
  return first;
}

char *
ms_paint_days (JsonObject *verdict)
{
  JsonObject *certificate = ms_json_first_end (verdict);
  gint64 days = certificate != NULL ? json_object_get_int_member (certificate, "days_left") : 0;

  if (certificate == NULL)
    return g_strdup ("-");
  if (days < 0)
    return g_strdup (_ ("expired"));
  return g_strdup_printf (ngettext ("%d day", "%d days", (gulong) days), (int) MIN (days, G_MAXINT));
}

static void
row (GString *out, const MsPaint *paint, const char *state, const char *const *cells, const guint *widths)
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
        ms_paint_color (out, paint, state, cells[i]);
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

static const char *
safe_line (const char *safe)
{
  for (MsSafe i = MS_SAFE_YES; i <= MS_SAFE_NO; i++)
    if (g_str_equal (ms_safe_name (i), safe))
      return ms_words_safe (i);
  return "";
}

/* What is wrong, and the next step; equal advice once. */
static void
findings (GString *out, const MsPaint *paint, JsonObject *verdict)
{
  JsonArray *list = ms_json_array (verdict, "findings");
  g_autoptr (GHashTable) said = g_hash_table_new (g_str_hash, g_str_equal);

  for (guint i = 0; list != NULL && i < json_array_get_length (list); i++)
    {
      JsonObject *finding = json_array_get_object_element (list, i);
      if (g_str_equal (ms_paint_text (finding, "severity"), "info"))
        continue;
      if (i > 0)
        {
          g_autofree char *title = g_strdup_printf (_ ("Also: %s."), ms_paint_text (finding, "title"));
          paragraph (out, paint, title);
        }
      paragraph (out, paint, ms_paint_text (finding, "text"));
      if (g_hash_table_add (said, (gpointer) ms_paint_text (finding, "advice")))
        step (out, paint, ms_paint_text (finding, "advice"));
    }
  if (g_hash_table_size (said) > 0)
    paragraph (out, paint, safe_line (ms_paint_text (verdict, "safe_to_continue")));
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
  g_autofree char *names = joined (certificate, "names");

  member_line (out, _ ("certificate for"), ms_paint_text (certificate, "subject"));
  member_line (out, _ ("names"), names);
  member_line (out, _ ("issued by"), ms_paint_text (certificate, "issuer"));
  member_line (out, _ ("valid from"), ms_paint_text (certificate, "not_before"));
  member_line (out, _ ("valid until"), ms_paint_text (certificate, "not_after"));
  member_line (out, _ ("key"), ms_paint_text (certificate, "key"));
  member_line (out, _ ("signature"), ms_paint_text (certificate, "signature"));
  member_line (out, _ ("SHA-256"), ms_paint_text (certificate, "sha256"));
}

static void
address_lines (GString *out, JsonObject *address)
{
  JsonNode *certificate = json_object_get_member (address, "certificate");
  g_auto (GStrv) transcript = g_strsplit (ms_paint_text (address, "transcript"), "\n", -1);

  pad (out, INDENT);
  g_string_append_printf (out, "%s: %s, %" G_GINT64_FORMAT " ms", ms_paint_text (address, "address"),
                          ms_paint_text (address, "outcome"),
                          json_object_get_int_member_with_default (address, "duration_ms", 0));
  if (*ms_paint_text (address, "tls_version") != '\0')
    g_string_append_printf (out, ", TLS %s", ms_paint_text (address, "tls_version"));
  if (*ms_paint_text (address, "cipher") != '\0')
    g_string_append_printf (out, ", %s", ms_paint_text (address, "cipher"));
  g_string_append_c (out, '\n');
  member_line (out, _ ("detail"), ms_paint_text (address, "detail"));
  if (certificate != NULL && JSON_NODE_HOLDS_OBJECT (certificate))
    certificate_lines (out, json_node_get_object (certificate));
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
  JsonArray *chain = ms_json_array (address, "chain");

  for (guint i = 0; chain != NULL && i < json_array_get_length (chain); i++)
    {
      JsonObject *certificate = json_array_get_object_element (chain, i);
      const char *pem = ms_paint_text (certificate, "pem");
      if (*pem != '\0')
        g_string_append_printf (out, "# %s: %s\n%s%s", ms_paint_text (address, "address"), ms_paint_text (certificate, "subject"),
                                pem, g_str_has_suffix (pem, "\n") ? "" : "\n");
    }
}

char *
ms_paint_verdict (const MsPaint *paint, JsonObject *verdict, gboolean verbose)
{
  static const guint widths[N_CELLS] = { 8, 28, 5, 9, 0 };
  const char *state = ms_paint_text (verdict, "state");
  g_autofree char *port = g_strdup_printf ("%" G_GINT64_FORMAT, json_object_get_int_member_with_default (verdict, "port", 0));
  g_autofree char *days = ms_paint_days (verdict);
  const char *cells[N_CELLS]
    = { _ (states[severity_of (state)].word), ms_paint_text (verdict, "host"), port, days, ms_paint_text (verdict, "summary") };
  JsonArray *addresses = ms_json_array (verdict, "addresses");
  GString *out = g_string_new (NULL);

  row (out, paint, state, cells, widths);
  findings (out, paint, verdict);
  for (guint i = 0; verbose && addresses != NULL && i < json_array_get_length (addresses); i++)
    address_lines (out, json_array_get_object_element (addresses, i));
  for (guint i = 0; addresses != NULL && i < json_array_get_length (addresses); i++)
    pem_lines (out, json_array_get_object_element (addresses, i));
  return g_string_free (out, FALSE);
}

/* ---- status ------------------------------------------------------------------------------------------------- */

static int
worst_first (gconstpointer a, gconstpointer b)
{
  JsonObject *x = *(JsonObject *const *) a, *y = *(JsonObject *const *) b;
  int order = (int) severity_of (ms_paint_text (y, "state")) - (int) severity_of (ms_paint_text (x, "state"));

  if (order == 0)
    order = g_utf8_collate (ms_paint_text (x, "name"), ms_paint_text (y, "name"));
  return order != 0 ? order : strcmp (ms_paint_text (x, "url"), ms_paint_text (y, "url"));
}

GPtrArray *
ms_paint_sorted (JsonArray *status)
{
  GPtrArray *sorted = g_ptr_array_new ();

  for (guint i = 0; i < json_array_get_length (status); i++)
    g_ptr_array_add (sorted, json_array_get_object_element (status, i));
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
      JsonObject *verdict = json_array_get_object_element (status, i);
      g_autofree char *days = ms_paint_days (verdict);
      widths[CELL_NAME] = MAX (widths[CELL_NAME], ms_paint_columns (ms_paint_text (verdict, "name")));
      widths[CELL_SERVER] = MAX (widths[CELL_SERVER], ms_paint_columns (ms_paint_text (verdict, "url")));
      widths[CELL_DAYS] = MAX (widths[CELL_DAYS], ms_paint_columns (days));
    }
  for (guint i = 0; i < sorted->len; i++)
    {
      JsonObject *verdict = g_ptr_array_index (sorted, i);
      const char *state = ms_paint_text (verdict, "state");
      g_autofree char *days = ms_paint_days (verdict);
      const char *cells[N_CELLS] = { _ (states[severity_of (state)].word), ms_paint_text (verdict, "name"),
                                     ms_paint_text (verdict, "url"), days, ms_paint_text (verdict, "summary") };
      row (out, paint, state, cells, widths);
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
  const char *state = g_str_equal (ms_paint_text (alert, "step"), "resolved") ? "ok" : ms_paint_text (alert, "severity");
  g_autofree char *since = local_time (ms_paint_text (alert, "since"));
  g_autofree char *last = NULL;
  const char *cells[N_CELLS] = { _ (states[severity_of (state)].word), since, "", "", ms_paint_text (alert, "title") };
  const guint widths[N_CELLS] = { 8, 16, 0, 0, 0 };
  GString *out = g_string_new (NULL);
  const char *snoozed = ms_paint_text (alert, "snoozed_until");
  g_autofree char *until = local_time (snoozed);
  g_autofree char *servers = joined (alert, "servers");

  if (g_str_equal (ms_paint_text (alert, "step"), "resolved"))
    cells[CELL_STATE] = _ ("solved");
  row (out, paint, state, cells, widths);
  paragraph (out, paint, ms_paint_text (alert, "text"));
  paragraph (out, paint, servers);
  if (!g_str_equal (ms_paint_text (alert, "step"), "resolved"))
    step (out, paint, ms_paint_text (alert, "advice"));
  if (g_str_has_prefix (snoozed, "9999-"))
    last = g_strdup_printf (_ ("Alert %s; snoozed until the certificate is renewed."), ms_paint_text (alert, "id"));
  else if (*snoozed != '\0')
    last = g_strdup_printf (_ ("Alert %s; snoozed until %s."), ms_paint_text (alert, "id"), until);
  else if (json_object_get_boolean_member_with_default (alert, "acknowledged", FALSE))
    last = g_strdup_printf (_ ("Alert %s; acknowledged."), ms_paint_text (alert, "id"));
  else
    last = g_strdup_printf (_ ("Alert %s."), ms_paint_text (alert, "id"));
  paragraph (out, paint, last);
  return g_string_free (out, FALSE);
}

char *
ms_paint_history (const MsPaint *paint, JsonArray *history)
{
  GString *out = g_string_new (NULL);

  for (guint i = 0; i < json_array_get_length (history); i++)
    {
      JsonObject *event = json_array_get_object_element (history, i);
      g_autofree char *when = local_time (ms_paint_text (event, "when"));
      g_autofree char *text = ms_paint_wrap (ms_paint_text (event, "text"), 18, paint->width);
      g_string_append_printf (out, "%-16s  %s\n", when, text + 18);
    }
  return g_string_free (out, FALSE);
}
