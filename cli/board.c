/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cli/board.h"

#include <glib/gi18n.h>
#include <string.h>

#define BAR      10 /* cells */
#define MIN_NAME 12
#define WIDE     64 /* columns from which on the bar has room */

/* By state, so that nobody needs to tell colours apart. */
static const struct
{
  const char *state;
  const char *sign, *ascii;
} signs[] = {
  { "critical", "✖", "X" }, { "warning", "▲", "!" }, { "unknown", "?", "?" }, { "notice", "●", "o" }, { "ok", "✔", "+" },
};

typedef struct
{
  const MsPaint *paint;
  JsonArray *status;
  gint64 now;
  gboolean utf8;
  guint half, name, days; /* columns that they need */
  GString *out;
} Board;

static const char *
sign_of (const Board *board, const char *state)
{
  for (guint i = 0; i < G_N_ELEMENTS (signs); i++)
    if (g_str_equal (signs[i].state, state))
      return board->utf8 ? signs[i].sign : signs[i].ascii;
  return "?";
}

static const char *
half_words (JsonObject *verdict)
{
  static const struct
  {
    const char *half, *words;
  } halves[] = { { "receiving", N_ ("receiving") }, { "sending", N_ ("sending") }, { "other", N_ ("other") } };

  for (guint i = 0; i < G_N_ELEMENTS (halves); i++)
    if (g_str_equal (halves[i].half, ms_paint_text (verdict, "half")))
      return _ (halves[i].words);
  return "";
}

/* Without "account" (an older daemon) each server is one. */
static const char *
account_of (JsonObject *verdict)
{
  const char *account = ms_paint_text (verdict, "account");
  return *account != '\0' ? account : ms_paint_text (verdict, "name");
}

/* Its name; with the URL's scheme if another one of the account has the same name and does the same. */
static char *
label_of (const Board *board, JsonObject *verdict)
{
  const char *url = ms_paint_text (verdict, "url"), *scheme = strstr (url, "://");

  for (guint i = 0; scheme != NULL && i < json_array_get_length (board->status); i++)
    {
      JsonObject *other = json_array_get_object_element (board->status, i);
      if (other != verdict && g_str_equal (account_of (other), account_of (verdict))
          && g_str_equal (ms_paint_text (other, "half"), ms_paint_text (verdict, "half"))
          && g_str_equal (ms_paint_text (other, "name"), ms_paint_text (verdict, "name")))
        return g_strdup_printf ("%s (%.*s)", ms_paint_text (verdict, "name"), (int) (scheme - url), url);
    }
  return g_strdup (ms_paint_text (verdict, "name"));
}

/* The end of a name says more than its beginning. */
static char *
fitted (const Board *board, const char *name, guint width)
{
  const char *mark = board->utf8 ? "…" : "~";

  if (ms_paint_columns (name) <= width)
    return g_strdup (name);
  while (*name != '\0' && ms_paint_columns (name) + 1 > width)
    name = g_utf8_next_char (name);
  return g_strconcat (mark, name, NULL);
}

static void
blanks (Board *board, guint n)
{
  g_string_append_printf (board->out, "%*s", (int) n, "");
}

static void
padded (Board *board, const char *text, guint width, gboolean right)
{
  guint n = ms_paint_columns (text), more = width > n ? width - n : 0;

  blanks (board, right ? more : 0);
  g_string_append (board->out, text);
  blanks (board, right ? 0 : more);
}

/* ---- what is left --------------------------------------------------------------------------------------------- */

static gint64
time_of (JsonObject *certificate, const char *member)
{
  g_autoptr (GDateTime) time = g_date_time_new_from_iso8601 (ms_paint_text (certificate, member), NULL);
  return time != NULL ? g_date_time_to_unix (time) : 0;
}

/* How much of its life (0 to BAR cells) the certificate that ends first has left; FALSE if none is known. */
static gboolean
cells_left (const Board *board, JsonObject *verdict, guint *ret_cells)
{
  JsonObject *certificate = ms_json_first_end (verdict);
  gint64 begin = certificate != NULL ? time_of (certificate, "not_before") : 0;
  gint64 end = certificate != NULL ? time_of (certificate, "not_after") : 0;

  if (begin == 0 || end <= begin)
    return FALSE;
  *ret_cells = (guint) (CLAMP ((double) (end - board->now) / (double) (end - begin), 0, 1) * BAR + 0.5);
  return TRUE;
}

static void
bar (Board *board, JsonObject *verdict)
{
  g_autoptr (GString) left = g_string_new (NULL);
  guint cells = 0;

  if (!cells_left (board, verdict, &cells))
    {
      blanks (board, BAR);
      return;
    }
  for (guint i = 0; i < cells; i++)
    g_string_append (left, board->utf8 ? "━" : "=");
  /* Red is for time that runs out: another trouble leaves the bar green. */
  ms_paint_color (board->out, board->paint, cells > BAR / 3 ? "ok" : ms_paint_text (verdict, "state"), left->str);
  for (guint i = cells; i < BAR; i++)
    g_string_append (board->out, board->utf8 ? "┄" : ".");
}

/* ---- rows ----------------------------------------------------------------------------------------------------- */

static guint
row_columns (const Board *board)
{
  return 4 + board->half + 2 + board->name + (board->paint->width >= WIDE ? 2 + BAR : 0) + 2 + board->days;
}

/* The sentence, and below it the next step of what is to be done about it. */
static void
say (Board *board, JsonObject *verdict, guint indent)
{
  JsonArray *findings = ms_json_array (verdict, "findings");
  JsonObject *first
    = findings != NULL && json_array_get_length (findings) > 0 ? json_array_get_object_element (findings, 0) : NULL;
  g_autofree char *sentence = ms_paint_wrap (ms_paint_text (verdict, "summary"), indent, board->paint->width);
  g_autofree char *advice = NULL;

  g_string_append_printf (board->out, "%s\n", sentence);
  if (first == NULL || g_str_equal (ms_paint_text (verdict, "state"), "notice"))
    return;
  advice = ms_paint_wrap (ms_paint_text (first, "advice"), indent + 2, board->paint->width);
  g_string_append_printf (board->out, "%*s%s%s\n", (int) indent, "", board->utf8 ? "→ " : "> ", advice + indent + 2);
}

static void
server_row (Board *board, JsonObject *verdict)
{
  const char *state = ms_paint_text (verdict, "state"), *gone = "";
  g_autofree char *days = ms_paint_days (verdict), *label = label_of (board, verdict);
  g_autofree char *name = fitted (board, label, board->name);
  gboolean wide = board->paint->width >= WIDE;

  if (json_object_get_boolean_member_with_default (verdict, "gone", FALSE))
    gone = _ ("no longer used");
  g_string_append (board->out, "  ");
  ms_paint_color (board->out, board->paint, state, sign_of (board, state));
  g_string_append_c (board->out, ' ');
  padded (board, half_words (verdict), board->half, FALSE);
  blanks (board, 2);
  padded (board, name, board->name, FALSE);
  if (wide)
    {
      blanks (board, 2);
      bar (board, verdict);
    }
  blanks (board, 2);
  padded (board, days, board->days, TRUE);
  if (*gone != '\0')
    {
      gboolean fits = row_columns (board) + 2 + ms_paint_columns (gone) <= board->paint->width;
      g_string_append_printf (board->out, "%s%s", fits ? "  " : "\n    ", gone);
    }
  g_string_append_c (board->out, '\n');
  if (!g_str_equal (state, "ok"))
    say (board, verdict, 4);
}

static int
by_half (gconstpointer a, gconstpointer b)
{
  static const char *const order[] = { "receiving", "sending", "other" };
  const char *const halves[2]
    = { ms_paint_text (*(JsonObject *const *) a, "half"), ms_paint_text (*(JsonObject *const *) b, "half") };
  guint place[2] = { G_N_ELEMENTS (order), G_N_ELEMENTS (order) };

  for (guint i = 0; i < G_N_ELEMENTS (order); i++)
    for (guint k = 0; k < 2; k++)
      if (g_str_equal (order[i], halves[k]))
        place[k] = i;
  if (place[0] != place[1])
    return place[0] < place[1] ? -1 : 1;
  return strcmp (ms_paint_text (*(JsonObject *const *) a, "url"), ms_paint_text (*(JsonObject *const *) b, "url"));
}

static void
account_rows (Board *board, GPtrArray *servers)
{
  g_autoptr (JsonArray) states = json_array_new ();
  const char *title = account_of (g_ptr_array_index (servers, 0)), *worst;

  for (guint i = 0; i < servers->len; i++)
    json_array_add_object_element (states, json_object_ref (g_ptr_array_index (servers, i)));
  worst = ms_worst_of (states);
  ms_paint_color (board->out, board->paint, worst, sign_of (board, worst));
  /* not coloured: yellow on white can hardly be read */
  g_string_append_printf (board->out, board->paint->terminal ? " \033[1m%s\033[0m\n" : " %s\n", title);
  g_ptr_array_sort (servers, by_half);
  for (guint i = 0; i < servers->len; i++)
    server_row (board, g_ptr_array_index (servers, i));
}

/* The widest of what stands in a column; names give way when it gets narrow. */
static void
measure (Board *board, JsonArray *status)
{
  guint others;

  for (guint i = 0; i < json_array_get_length (status); i++)
    {
      JsonObject *verdict = json_array_get_object_element (status, i);
      g_autofree char *days = ms_paint_days (verdict), *label = label_of (board, verdict);

      board->half = MAX (board->half, ms_paint_columns (half_words (verdict)));
      board->name = MAX (board->name, ms_paint_columns (label));
      board->days = MAX (board->days, ms_paint_columns (days));
    }
  others = row_columns (board) - board->name;
  if (others + board->name > board->paint->width)
    board->name = MAX (MIN_NAME, board->paint->width > others ? board->paint->width - others : 0);
}

char *
ms_paint_board (const MsPaint *paint, JsonArray *status, gint64 now, gboolean utf8)
{
  Board board = { .paint = paint, .status = status, .now = now, .utf8 = utf8, .out = g_string_new (NULL) };
  g_autoptr (GPtrArray) sorted = ms_paint_sorted (status);
  g_autoptr (GHashTable) done = g_hash_table_new (g_str_hash, g_str_equal);

  measure (&board, status);
  for (guint i = 0; i < sorted->len; i++) /* the account with the worst server first */
    {
      const char *account = account_of (g_ptr_array_index (sorted, i));
      g_autoptr (GPtrArray) servers = g_ptr_array_new ();

      if (!g_hash_table_add (done, (gpointer) account))
        continue;
      for (guint k = i; k < sorted->len; k++)
        if (g_str_equal (account_of (g_ptr_array_index (sorted, k)), account))
          g_ptr_array_add (servers, g_ptr_array_index (sorted, k));
      if (board.out->len > 0)
        g_string_append_c (board.out, '\n');
      account_rows (&board, servers);
    }
  return g_string_free (board.out, FALSE);
}
