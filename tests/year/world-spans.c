/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tests/year/world-parts.h"

GArray *
spans_new (void)
{
  return g_array_new (FALSE, FALSE, sizeof (Span));
}

/* How many spans begin at or before `when`. */
static guint
begun (const GArray *spans, gint64 when)
{
  guint low = 0, high = spans->len;

  while (low < high)
    {
      guint middle = (low + high) / 2;
      if (g_array_index (spans, Span, middle).from <= when)
        low = middle + 1;
      else
        high = middle;
    }
  return low;
}

const Span *
spans_at (const GArray *spans, gint64 when)
{
  guint n = begun (spans, when);
  const Span *span = n > 0 ? &g_array_index (spans, Span, n - 1) : NULL;

  return span != NULL && when < span->until ? span : NULL;
}

gint64
spans_next (const GArray *spans, gint64 when)
{
  guint n = begun (spans, when);

  if (n > 0 && g_array_index (spans, Span, n - 1).until > when)
    return g_array_index (spans, Span, n - 1).until;
  return n < spans->len ? g_array_index (spans, Span, n).from : G_MAXINT64;
}

void
spans_cut (GArray *spans, gint64 when)
{
  guint n = begun (spans, when);
  Span second;

  if (n == 0 || g_array_index (spans, Span, n - 1).from == when || g_array_index (spans, Span, n - 1).until <= when)
    return;
  second = g_array_index (spans, Span, n - 1);
  g_array_index (spans, Span, n - 1).until = when;
  second.from = when;
  g_array_insert_val (spans, n, second);
}

void
spans_clear (GArray *spans, gint64 from, gint64 until)
{
  guint first, after;

  if (until <= from)
    return;
  spans_cut (spans, from);
  spans_cut (spans, until);
  first = begun (spans, from - 1);
  after = begun (spans, until - 1);
  if (after > first)
    g_array_remove_range (spans, first, after - first);
}

void
spans_paint (GArray *spans, Span span)
{
  if (span.until <= span.from)
    return;
  spans_clear (spans, span.from, span.until);
  g_array_insert_val (spans, begun (spans, span.from), span);
}
