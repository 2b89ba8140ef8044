/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "model/text.h"
#include "tests/year/score.h"

#include <string.h>

#define EARLY 120 /* s: a clock that is right is right within that */
#define MOST  6   /* codes of one kind */
#define DAY   ((gint64) 86400)

/* How a kind of truth may be told: the codes, and for the stages of expiry the severity. */
typedef struct
{
  const char *kind;
  const char *codes[MOST];
  MsSeverity severity; /* OK: any */
} Way;

static const Way ways[] = {
  { "expiring", { "expiring" }, MS_SEVERITY_WARNING },
  { "expiring", { "mixed-addresses", "stale-service" }, MS_SEVERITY_OK },
  { "urgent", { "expiring" }, MS_SEVERITY_CRITICAL },
  { "urgent", { "mixed-addresses", "stale-service" }, MS_SEVERITY_OK },
  { "expired", { "expired", "mixed-addresses", "stale-service" }, MS_SEVERITY_OK },
  { "overdue", { "overdue" }, MS_SEVERITY_OK },
  { "name-mismatch", { "name-mismatch" }, MS_SEVERITY_OK },
  { "names-lost", { "changed" }, MS_SEVERITY_WARNING },
  { "changed-hostile", { "changed", "self-signed", "untrusted-issuer" }, MS_SEVERITY_OK },
  { "rolled-back", { "rolled-back" }, MS_SEVERITY_OK },
  { "self-signed", { "self-signed" }, MS_SEVERITY_OK },
  { "incomplete-chain", { "incomplete-chain" }, MS_SEVERITY_OK },
  { "starttls-vanished", { "starttls-vanished", "starttls-missing" }, MS_SEVERITY_OK },
  { "intercepted", { "intercepted" }, MS_SEVERITY_OK },
  { "intercepted-alone",
    { "self-signed", "untrusted-issuer", "changed" },
    MS_SEVERITY_CRITICAL }, /* a swap, whoever says he did it */
  { "clock-wrong", { "clock-wrong" }, MS_SEVERITY_OK },
};

/* What became of a row of truth. */
typedef struct
{
  const WorldTruth *truth;
  gint64 told; /* when first; 0: never */
} Row;

typedef enum
{
  RIGHT,
  WRONG,
  REPEATED
} Mark;

typedef struct
{
  gint64 when;
  guint user;
  char *code, *alert, *servers;
  MsSeverity severity;
  MsStep step;
  Mark mark;
  const WorldTruth *near; /* what it was, or what it was taken for; NULL: nothing at all */
} Line;

struct _Score
{
  const World *world;
  GArray *rows;     /* Row, in the order of the truth */
  GPtrArray *lines; /* Line* */
};

static void
line_free (Line *line)
{
  g_free (line->code);
  g_free (line->alert);
  g_free (line->servers);
  g_free (line);
}

Score *
score_new (const World *world)
{
  Score *score = g_new0 (Score, 1);
  const GPtrArray *truth = world_truth (world);

  score->world = world;
  score->rows = g_array_new (FALSE, TRUE, sizeof (Row));
  score->lines = g_ptr_array_new_with_free_func ((GDestroyNotify) line_free);
  for (guint i = 0; i < truth->len; i++)
    {
      Row row = { g_ptr_array_index (truth, i), 0 };
      g_array_append_val (score->rows, row);
    }
  return score;
}

void
score_free (Score *score)
{
  if (score == NULL)
    return;
  g_array_unref (score->rows);
  g_ptr_array_unref (score->lines);
  g_free (score);
}

static gboolean
touches (const WorldTruth *truth, const Told *told)
{
  for (guint i = 0; told->servers[i] != NULL; i++)
    if (truth->servers != NULL && g_strv_contains ((const char *const *) truth->servers, told->servers[i]))
      return TRUE;
  return told->servers[0] == NULL; /* about the computer */
}

static gboolean
says (const WorldTruth *truth, const Told *told)
{
  for (guint i = 0; i < G_N_ELEMENTS (ways); i++)
    {
      if (!g_str_equal (ways[i].kind, truth->kind) || (ways[i].severity != MS_SEVERITY_OK && ways[i].severity != told->severity))
        continue;
      for (guint c = 0; c < MOST && ways[i].codes[c] != NULL; c++)
        if (g_str_equal (ways[i].codes[c], told->code))
          return TRUE;
    }
  return FALSE;
}

/* What explains a false notification best: trouble of the whole laptop, then of the server, then what is ordinary. */
static guint
rank (const WorldTruth *truth)
{
  static const char *const wide[] = { "intercepted", "intercepted-alone", "clock-wrong", "portal", NULL };
  return g_strv_contains (wide, truth->kind) ? 3 : truth->never ? 1 : 2;
}

void
score_told (Score *score, const Told *told)
{
  Line *line = g_new0 (Line, 1);
  gboolean fresh = FALSE, known = FALSE;

  line->when = told->when;
  line->user = told->user;
  line->code = g_strdup (told->code);
  line->alert = g_strdup (told->alert);
  line->servers = g_strjoinv (" ", (GStrv) told->servers);
  line->severity = told->severity;
  line->step = told->step;
  g_ptr_array_add (score->lines, line);
  for (guint i = 0; i < score->rows->len; i++)
    {
      Row *row = &g_array_index (score->rows, Row, i);
      const WorldTruth *truth = row->truth;

      if (truth->user != told->user || told->when < truth->seen_from - EARLY || told->when > truth->right_until
          || !touches (truth, told))
        continue;
      if (truth->never || !says (truth, told))
        {
          if (!fresh && !known && (line->near == NULL || rank (truth) > rank (line->near)))
            line->near = truth; /* the best guess at what it was taken for */
          continue;
        }
      line->near = truth;
      known = known || row->told != 0;
      if (row->told == 0)
        {
          row->told = told->when;
          fresh = TRUE;
        }
    }
  line->mark = fresh ? RIGHT : known ? REPEATED : WRONG;
}

/* A must that was not told, or too late. */
static gboolean
is_missed (const Row *row)
{
  return !row->truth->never && row->truth->told_by != G_MAXINT64 && (row->told == 0 || row->told > row->truth->told_by);
}

Sums
score_sums (const Score *score)
{
  Sums sums = { 0 };

  for (guint i = 0; i < score->lines->len; i++)
    {
      const Line *line = g_ptr_array_index (score->lines, i);
      sums.told++;
      sums.right += line->mark == RIGHT;
      sums.wrong += line->mark == WRONG;
      sums.repeated += line->mark == REPEATED;
      sums.healthy += world_user_is_healthy (score->world, line->user);
    }
  for (guint i = 0; i < score->rows->len; i++)
    {
      const Row *row = &g_array_index (score->rows, Row, i);
      sums.problems += !row->truth->never && row->truth->told_by != G_MAXINT64;
      sums.missed += is_missed (row);
    }
  return sums;
}

guint
score_missed (const Score *score, const char *kind)
{
  guint missed = 0;

  for (guint i = 0; i < score->rows->len; i++)
    {
      const Row *row = &g_array_index (score->rows, Row, i);
      missed += is_missed (row) && g_str_equal (row->truth->kind, kind);
    }
  return missed;
}

/* ---- the report ---------------------------------------------------------------------------------------------- */

static void
add_lines (const Score *score, GString *text, Mark mark, const char *heading)
{
  g_string_append_printf (text, "%s\n", heading);
  for (guint i = 0; i < score->lines->len; i++)
    {
      const Line *line = g_ptr_array_index (score->lines, i);
      g_autofree char *when = ms_time_string (line->when);
      if (line->mark != mark)
        continue;
      g_string_append_printf (text, "  %s %s: %s (%s, %s) %s [%s]", when, world_user_name (score->world, line->user), line->code,
                              ms_severity_name (line->severity), ms_step_name (line->step), line->servers, line->alert);
      if (mark == RIGHT)
        g_string_append (text, "\n");
      else
        g_string_append_printf (text, ": %s\n",
                                line->near == NULL  ? "nothing was wrong"
                                : line->near->never ? line->near->kind
                                                    : line->near->cause);
    }
}

static void
add_missed (const Score *score, GString *text)
{
  g_string_append (text, "missed:\n");
  for (guint i = 0; i < score->rows->len; i++)
    {
      const Row *row = &g_array_index (score->rows, Row, i);
      g_autofree char *from = ms_time_string (row->truth->seen_from), *by = NULL, *told = NULL;

      if (!is_missed (row))
        continue;
      by = ms_time_string (row->truth->told_by);
      told = row->told != 0 ? ms_time_string (row->told) : g_strdup ("never");
      g_string_append_printf (text, "  %s %s: %s, seen from %s, to be told by %s, told %s\n",
                              world_user_name (score->world, row->truth->user), row->truth->kind, row->truth->cause, from, by,
                              told);
    }
}

/* Counts by a word, most first. */
static int
by_count (gconstpointer a, gconstpointer b, gpointer counts)
{
  const char *x = *(const char *const *) a, *y = *(const char *const *) b;
  int order = GPOINTER_TO_INT (g_hash_table_lookup (counts, y)) - GPOINTER_TO_INT (g_hash_table_lookup (counts, x));
  return order != 0 ? order : strcmp (x, y);
}

static void
count (GHashTable *counts, char *word)
{
  int n = GPOINTER_TO_INT (g_hash_table_lookup (counts, word));
  g_hash_table_insert (counts, word, GINT_TO_POINTER (n + 1));
}

static void
add_counts (GString *text, const char *heading, GHashTable *counts)
{
  g_autoptr (GPtrArray) words = g_ptr_array_new ();
  GHashTableIter each;
  gpointer word;

  g_hash_table_iter_init (&each, counts);
  while (g_hash_table_iter_next (&each, &word, NULL))
    g_ptr_array_add (words, word);
  g_ptr_array_sort_with_data (words, by_count, counts);
  g_string_append_printf (text, "%s:", heading);
  for (guint i = 0; i < words->len; i++)
    g_string_append_printf (text, "%s %s %d", i > 0 ? "," : "", (char *) g_ptr_array_index (words, i),
                            GPOINTER_TO_INT (g_hash_table_lookup (counts, g_ptr_array_index (words, i))));
  g_string_append (text, words->len > 0 ? "\n" : " none\n");
}

static void
add_groups (const Score *score, GString *text)
{
  static const char *const headings[] = { "right, by code", "false, by code and what was true", "repeated, by code" };
  g_autoptr (GHashTable) missed = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);

  for (Mark mark = RIGHT; mark <= REPEATED; mark++)
    {
      g_autoptr (GHashTable) counts = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
      for (guint i = 0; i < score->lines->len; i++)
        {
          const Line *line = g_ptr_array_index (score->lines, i);
          const char *near = mark != WRONG ? "" : line->near != NULL ? line->near->kind : "nothing";
          if (line->mark == mark)
            count (counts, g_strdup_printf ("%s%s%s", line->code, mark == WRONG ? "/" : "", near));
        }
      add_counts (text, headings[mark], counts);
    }
  for (guint i = 0; i < score->rows->len; i++)
    {
      const Row *row = &g_array_index (score->rows, Row, i);
      if (is_missed (row))
        count (missed, g_strdup_printf ("%s%s", row->truth->kind, row->told != 0 ? " (late)" : ""));
    }
  add_counts (text, "missed, by kind", missed);
}

static int
by_value (gconstpointer a, gconstpointer b)
{
  const gint64 *x = a, *y = b;
  return (*x > *y) - (*x < *y);
}

/* How long before the end the first word of it came: the cause of a row of expiry is one certificate. */
static void
add_delays (const Score *score, GString *text)
{
  g_autoptr (GArray) delays = g_array_new (FALSE, FALSE, sizeof (gint64));

  for (guint i = 0; i < score->rows->len; i++)
    {
      const Row *row = &g_array_index (score->rows, Row, i);
      gint64 delay = row->told - row->truth->seen_from;
      if (row->told != 0 && (g_str_equal (row->truth->kind, "expiring") || g_str_equal (row->truth->kind, "urgent")))
        g_array_append_val (delays, delay);
    }
  g_array_sort (delays, by_value);
  if (delays->len > 0)
    g_string_append_printf (text, "told after a threshold of expiry was passed: median %.1f h, most %.1f h\n",
                            (double) g_array_index (delays, gint64, delays->len / 2) / 3600,
                            (double) g_array_index (delays, gint64, delays->len - 1) / 3600);
}

static void
add_notice (const Score *score, GString *text)
{
  g_autoptr (GArray) left = g_array_new (FALSE, FALSE, sizeof (gint64));

  for (guint i = 0; i < score->rows->len; i++)
    {
      const Row *expired = &g_array_index (score->rows, Row, i);
      gint64 first = 0;

      if (!g_str_equal (expired->truth->kind, "expired") || expired->truth->seen_from <= world_begin (score->world))
        continue;
      for (guint n = 0; n < score->rows->len; n++)
        {
          const Row *row = &g_array_index (score->rows, Row, n);
          if (row->told != 0 && row->truth->user == expired->truth->user && g_str_equal (row->truth->cause, expired->truth->cause)
              && (first == 0 || row->told < first))
            first = row->told;
        }
      first = expired->truth->seen_from - first;
      if (first < 400 * DAY)
        g_array_append_val (left, first);
    }
  g_array_sort (left, by_value);
  if (left->len > 0)
    g_string_append_printf (text, "first notice before a certificate expired: least %.1f days, median %.1f days (%u cases)\n",
                            (double) g_array_index (left, gint64, 0) / DAY,
                            (double) g_array_index (left, gint64, left->len / 2) / DAY, left->len);
}

char *
score_report (const Score *score, gboolean verbose)
{
  GString *text = g_string_new (NULL);
  Sums sums = score_sums (score);
  double years = (double) (world_end (score->world) - world_begin (score->world)) / (365 * DAY) * world_users (score->world);

  if (verbose)
    add_lines (score, text, RIGHT, "right:");
  add_lines (score, text, WRONG, "false:");
  add_lines (score, text, REPEATED, "repeated:");
  add_missed (score, text);
  add_groups (score, text);
  add_notice (score, text);
  add_delays (score, text);
  g_string_append_printf (text, "%u notifications (%.1f per user and year), %u right; of %u problems to be told:\n", sums.told,
                          years > 0 ? sums.told / years : 0.0, sums.right, sums.problems);
  g_string_append_printf (text, "%u missed, %u false, %u repeated; %u to users with six healthy servers\n", sums.missed,
                          sums.wrong, sums.repeated, sums.healthy);
  return g_string_free (text, FALSE);
}
