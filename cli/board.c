/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cli/board.h"

#include "faces/json.h"

#include <glib/gi18n.h>
#include <string.h>

#define BAR      10 /* cells */
#define MIN_NAME 12
#define WIDE     64 /* columns from which on the bar has room */

/* By state, so that nobody needs to tell colours apart. */
static const struct
{
  const char *sign, *ascii;
} signs[] = {
  [MS_LEVEL_CRITICAL] = { "✖", "X" }, [MS_LEVEL_WARNING] = { "▲", "!" }, [MS_LEVEL_UNKNOWN] = { "?", "?" },
  [MS_LEVEL_NOTICE] = { "●", "o" },   [MS_LEVEL_OK] = { "✔", "+" },
};

typedef struct
{
  const MsPaint *paint;
  JsonArray *status;
  gint64 now;
  gboolean utf8;
  guint direction, name, days; /* columns that they need */
  GString *out;
} Board;

static const char *
sign_of (const Board *board, MsLevel level)
{
  return board->utf8 ? signs[level].sign : signs[level].ascii;
}

static MsLevel
level_of (JsonObject *verdict)
{
  return ms_level_of (ms_member_text (verdict, "state"));
}

static MsDirection
direction_of (JsonObject *verdict)
{
  return ms_direction_of (ms_member_text (verdict, "half"));
}

static const char *
direction_words (JsonObject *verdict)
{
  static const char *const words[] = {
    [MS_DIRECTION_RECEIVING] = N_ ("receiving"), [MS_DIRECTION_SENDING] = N_ ("sending"), [MS_DIRECTION_OTHER] = N_ ("other")
  };
  return _ (words[direction_of (verdict)]);
}

/* Without "account" (an older daemon) each server is one. */
static const char *
account_of (JsonObject *verdict)
{
  const char *account = ms_member_text (verdict, "account");
  return *account != '\0' ? account : ms_member_text (verdict, "name");
}

/* Its name; with the URL's scheme if another one of the account has the same name and does the same. */
static char *
label_of (const Board *board, JsonObject *verdict)
{
  const char *url = ms_member_text (verdict, "url"), *scheme = strstr (url, "://");

  for (guint i = 0; scheme != NULL && i < json_array_get_length (board->status); i++)
    {
      JsonObject *other = ms_array_at (board->status, i);
      if (other != verdict && g_str_equal (account_of (other), account_of (verdict))
          && g_str_equal (ms_member_text (other, "half"), ms_member_text (verdict, "half"))
          && g_str_equal (ms_member_text (other, "name"), ms_member_text (verdict, "name")))
        return g_strdup_printf ("%s (%.*s)", ms_member_text (verdict, "name"), (int) (scheme - url), url);
    }
  return g_strdup (ms_member_text (verdict, "name"));
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

/* How much of its life (0 to BAR cells) the certificate that ends first has left; FALSE if none is known. */
static gboolean
cells_left (const Board *board, JsonObject *verdict, guint *ret_cells)
{
  JsonObject *certificate = ms_first_end (verdict);
  gint64 begin, end;

  if (!ms_member_time (certificate, "not_before", &begin) || !ms_member_time (certificate, "not_after", &end) || end <= begin)
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
  ms_paint_color (board->out, board->paint, cells > BAR / 3 ? MS_LEVEL_OK : level_of (verdict), left->str);
  for (guint i = cells; i < BAR; i++)
    g_string_append (board->out, board->utf8 ? "┄" : ".");
}

/* ---- rows ----------------------------------------------------------------------------------------------------- */

static guint
row_columns (const Board *board)
{
  return 4 + board->direction + 2 + board->name + (board->paint->width >= WIDE ? 2 + BAR : 0) + 2 + board->days;
}

/* The sentence, and below it the next step of what is to be done about it. */
static void
say (Board *board, JsonObject *verdict, guint indent)
{
  JsonObject *first = ms_member_length (verdict, "findings") > 0 ? ms_member_at (verdict, "findings", 0) : NULL;
  g_autofree char *sentence = ms_paint_wrap (ms_member_text (verdict, "summary"), indent, board->paint->width);
  g_autofree char *advice = NULL;

  g_string_append_printf (board->out, "%s\n", sentence);
  if (first == NULL || level_of (verdict) == MS_LEVEL_NOTICE)
    return;
  advice = ms_paint_wrap (ms_member_text (first, "advice"), indent + 2, board->paint->width);
  g_string_append_printf (board->out, "%*s%s%s\n", (int) indent, "", board->utf8 ? "→ " : "> ", advice + indent + 2);
}

static void
server_row (Board *board, JsonObject *verdict)
{
  MsLevel level = level_of (verdict);
  const char *gone = "";
  g_autofree char *days = ms_paint_days (verdict), *label = label_of (board, verdict);
  g_autofree char *name = fitted (board, label, board->name);
  gboolean wide = board->paint->width >= WIDE;

  if (ms_member_flag (verdict, "gone"))
    gone = _ ("no longer used");
  g_string_append (board->out, "  ");
  ms_paint_color (board->out, board->paint, level, sign_of (board, level));
  g_string_append_c (board->out, ' ');
  padded (board, direction_words (verdict), board->direction, FALSE);
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
  if (level != MS_LEVEL_OK)
    say (board, verdict, 4);
}

static int
by_direction (gconstpointer a, gconstpointer b)
{
  JsonObject *x = *(JsonObject *const *) a, *y = *(JsonObject *const *) b;
  int order = (int) direction_of (x) - (int) direction_of (y);

  return order != 0 ? order : strcmp (ms_member_text (x, "url"), ms_member_text (y, "url"));
}

static void
account_rows (Board *board, GPtrArray *servers)
{
  const char *title = account_of (g_ptr_array_index (servers, 0));
  MsLevel worst = MS_LEVEL_OK;

  for (guint i = 0; i < servers->len; i++)
    worst = MIN (worst, level_of (g_ptr_array_index (servers, i)));
  ms_paint_color (board->out, board->paint, worst, sign_of (board, worst));
  /* not coloured: yellow on white can hardly be read */
  g_string_append_printf (board->out, board->paint->terminal ? " \033[1m%s\033[0m\n" : " %s\n", title);
  g_ptr_array_sort (servers, by_direction);
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
      JsonObject *verdict = ms_array_at (status, i);
      g_autofree char *days = ms_paint_days (verdict), *label = label_of (board, verdict);

      board->direction = MAX (board->direction, ms_paint_columns (direction_words (verdict)));
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
