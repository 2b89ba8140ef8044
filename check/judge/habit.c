/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "check/judge/habit.h"

#include "model/history.h"

#define HOUR   ((gint64) 3600)
#define DAY    (24 * HOUR)
#define MOST   12 /* renewals looked back on */
#define SELDOM 2  /* renewals make a habit */

static gint64
life_of (const MsCertificate *certificate)
{
  return certificate->not_after - certificate->not_before;
}

static gboolean
same_authority (const MsCertificate *a, const MsCertificate *b)
{
  if (a->issuer_organization != NULL && b->issuer_organization != NULL)
    return g_ascii_strcasecmp (a->issuer_organization, b->issuer_organization) == 0;
  return g_str_equal (a->issuer, b->issuer);
}

/* Certificates of another authority or another kind of life (20 % off) are renewed in another way. */
static gboolean
is_alike (const MsCertificate *a, const MsCertificate *b)
{
  gint64 difference = ABS (life_of (a) - life_of (b));
  return a->not_after != G_MAXINT64 && same_authority (a, b) && difference <= life_of (b) / 5;
}

static int
by_size (gconstpointer a, gconstpointer b)
{
  const gint64 x = *(const gint64 *) a, y = *(const gint64 *) b;
  return (x > y) - (x < y);
}

static gint64
median (GArray *numbers)
{
  g_array_sort (numbers, by_size);
  return g_array_index (numbers, gint64, numbers->len / 2);
}

/*
 * What was left of each certificate when the next one came. The one before counts from what it was made for, not from when it was
 * last looked at, so that a laptop that slept over a renewal does not spoil the habit: a renewal happened at the latest when it
 * was seen, and not before the new certificate began. After half a life without a look there may have been another in between.
 */
static GArray *
lefts_of (const GPtrArray *memory, const char *address, const MsCertificate *leaf)
{
  GArray *lefts = g_array_new (FALSE, FALSE, sizeof (gint64));
  const MsSeen *before = NULL;

  for (guint i = 0; i < memory->len; i++)
    {
      const MsSeen *seen = g_ptr_array_index (memory, i);
      gint64 left;

      if (!g_str_equal (seen->address, address) || !seen->trusted || !is_alike (seen->leaf, leaf))
        continue;
      if (before != NULL && seen->leaf->not_before > before->leaf->not_before
          && seen->first_seen - before->last_seen <= life_of (before->leaf) / 2)
        {
          left = before->leaf->not_after - MIN (seen->first_seen, MAX (seen->leaf->not_before, before->last_seen));
          g_array_append_val (lefts, left);
        }
      if (before == NULL || seen->leaf->not_before > before->leaf->not_before)
        before = seen;
    }
  if (lefts->len > MOST)
    g_array_remove_range (lefts, 0, lefts->len - MOST);
  return lefts;
}

MsHabit
ms_habit_learn (const GPtrArray *memory, const char *address, const MsCertificate *leaf)
{
  g_autoptr (GArray) lefts = lefts_of (memory, address, leaf);
  g_autoptr (GArray) off = g_array_new (FALSE, FALSE, sizeof (gint64));
  MsHabit habit = { .renewals = lefts->len };

  if (lefts->len < SELDOM)
    return habit;
  habit.left = median (lefts);
  for (guint i = 0; i < lefts->len; i++)
    {
      gint64 distance = ABS (g_array_index (lefts, gint64, i) - habit.left);
      g_array_append_val (off, distance);
    }
  habit.slack = MAX (MAX (2 * median (off), life_of (leaf) / 30), 12 * HOUR);
  return habit;
}

gboolean
ms_habit_is_late (const MsHabit *habit, gint64 not_after, gint64 now)
{
  return habit->renewals >= SELDOM && not_after != G_MAXINT64 && not_after - now < habit->left - habit->slack;
}

gint64
ms_habit_overdue_from (const MsHabit *habit, gint64 not_before, gint64 not_after)
{
  gint64 life = not_after - not_before;

  if (not_after == G_MAXINT64)
    return G_MAXINT64;
  if (habit->renewals >= SELDOM)
    return not_after - MAX (habit->left - habit->slack, 0);
  return not_after - MIN (30 * DAY, MAX (life / 3 - MAX (life / 30, 12 * HOUR), 0));
}

gint64
ms_habit_renewal (const MsHabit *habit, gint64 not_before, gint64 not_after)
{
  if (not_after == G_MAXINT64)
    return 0;
  return not_after - (habit->renewals >= SELDOM ? MAX (habit->left, 0) : MIN (30 * DAY, (not_after - not_before) / 3));
}
