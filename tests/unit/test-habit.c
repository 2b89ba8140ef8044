/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "model/history.h"
#include "check/judge/habit.h"

#define NOW  ((gint64) 1800000000)
#define HOUR ((gint64) 3600)
#define DAY  (24 * HOUR)
#define HERE "192.0.2.1"

/* The n-th certificate of a server that renews `left` days before the end of `life` days; the last one began at NOW. */
static MsCertificate *
certificate (int n, int of, int life, int left, const char *organization)
{
  MsCertificate *leaf = g_new0 (MsCertificate, 1);

  leaf->sha256 = g_strdup_printf ("%d", n);
  leaf->spki_sha256 = g_strdup ("k");
  leaf->issuer = g_strdup ("CN=R10");
  leaf->issuer_organization = g_strdup (organization);
  leaf->names = g_new0 (char *, 1);
  leaf->not_before = NOW - (gint64) (of - 1 - n) * (life - left) * DAY;
  leaf->not_after = leaf->not_before + life * DAY;
  return leaf;
}

/* As many certificates, one after the other, each seen `late` hours after it began. */
static GPtrArray *
past (int of, int life, int left, int late)
{
  GPtrArray *memory = g_ptr_array_new_with_free_func ((GDestroyNotify) ms_seen_free);

  for (int n = 0; n < of; n++)
    {
      g_autoptr (MsCertificate) leaf = certificate (n, of, life, left, "LE");
      gint64 seen = leaf->not_before + late * HOUR;
      g_ptr_array_add (memory, ms_seen_new (HERE, leaf, TRUE, seen, seen + (life - left) * DAY - 6 * HOUR, NULL));
    }
  return memory;
}

static void
test_learning (void)
{
  static const struct
  {
    int certificates, life, left;
    guint renewals;
  } rows[] = { { 1, 90, 30, 0 }, { 2, 90, 30, 1 }, { 3, 90, 30, 2 }, { 6, 90, 30, 5 }, { 8, 6, 3, 7 }, { 4, 398, 7, 3 } };

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autoptr (GPtrArray) memory = past (rows[i].certificates, rows[i].life, rows[i].left, 3);
      g_autoptr (MsCertificate) leaf
        = certificate (rows[i].certificates - 1, rows[i].certificates, rows[i].life, rows[i].left, "LE");
      MsHabit habit = ms_habit_learn (memory, HERE, leaf);

      g_assert_cmpuint (habit.renewals, ==, rows[i].renewals);
      if (rows[i].renewals < 2)
        {
          g_assert_false (ms_habit_is_late (&habit, leaf->not_after, leaf->not_after - HOUR)); /* no habit, never late */
          continue;
        }
      g_assert_cmpint (ABS (habit.left - rows[i].left * DAY), <=, 7 * HOUR);
      g_assert_cmpint (habit.slack, >=, 12 * HOUR);
      g_assert_false (ms_habit_is_late (&habit, leaf->not_after, leaf->not_after - habit.left));
      g_assert_true (ms_habit_is_late (&habit, leaf->not_after, leaf->not_after - habit.left + habit.slack + 1));
    }
}

/* Another authority, another kind of life, another address: no habit of this one. */
static void
test_what_counts (void)
{
  g_autoptr (GPtrArray) memory = past (5, 90, 30, 3);
  g_autoptr (MsCertificate) other = certificate (5, 6, 90, 30, "Other"), shorter = certificate (5, 6, 45, 15, "LE");
  g_autoptr (MsCertificate) alike = certificate (5, 6, 89, 30, "LE");

  g_assert_cmpuint (ms_habit_learn (memory, HERE, other).renewals, ==, 0);
  g_assert_cmpuint (ms_habit_learn (memory, HERE, shorter).renewals, ==, 0);
  g_assert_cmpuint (ms_habit_learn (memory, "192.0.2.2", alike).renewals, ==, 0);
  g_assert_cmpuint (ms_habit_learn (memory, HERE, alike).renewals, ==, 4);
}

/* Six-day certificates renewed at half their life, seen on Saturdays and Sundays alone: what came between is not known. */
static void
test_weekends (void)
{
  g_autoptr (GPtrArray) memory = g_ptr_array_new_with_free_func ((GDestroyNotify) ms_seen_free);
  g_autoptr (MsCertificate) last = certificate (9, 10, 6, 3, "LE");

  for (int n = 0; n < 10; n += 2) /* a week has two of them and a bit */
    {
      g_autoptr (MsCertificate) leaf = certificate (n, 10, 6, 3, "LE");
      g_ptr_array_add (memory, ms_seen_new (HERE, leaf, TRUE, leaf->not_before + DAY, leaf->not_before + 2 * DAY, NULL));
    }
  g_assert_cmpuint (ms_habit_learn (memory, HERE, last).renewals, ==, 0);
}

/* B4: while there is no habit, from min(30 d, L/3 - max(L/30, 12 h)) on. */
static void
test_overdue (void)
{
  static const struct
  {
    gint64 life, left;
  } rows[] = { { 90 * DAY, 27 * DAY }, { 398 * DAY, 30 * DAY }, { 200 * DAY, 30 * DAY }, { 6 * DAY, 2 * DAY - 12 * HOUR } };
  const MsHabit none = { 0 }, known = { .renewals = 3, .left = 20 * DAY, .slack = 3 * DAY };

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    g_assert_cmpint (ms_habit_overdue_from (&none, NOW, NOW + rows[i].life), ==, NOW + rows[i].life - rows[i].left);
  g_assert_cmpint (ms_habit_overdue_from (&known, NOW, NOW + 90 * DAY), ==, NOW + 73 * DAY);
  g_assert_cmpint (ms_habit_overdue_from (&none, NOW, G_MAXINT64), ==, G_MAXINT64);
}

static void
test_renewal (void)
{
  const MsHabit none = { 0 }, known = { .renewals = 3, .left = 20 * DAY, .slack = 3 * DAY },
                late = { .renewals = 2, .left = -DAY };

  g_assert_cmpint (ms_habit_renewal (&none, NOW, NOW + 90 * DAY), ==, NOW + 60 * DAY);
  g_assert_cmpint (ms_habit_renewal (&none, NOW, NOW + 398 * DAY), ==, NOW + 368 * DAY);
  g_assert_cmpint (ms_habit_renewal (&none, NOW, NOW + 6 * DAY), ==, NOW + 4 * DAY);
  g_assert_cmpint (ms_habit_renewal (&known, NOW, NOW + 90 * DAY), ==, NOW + 70 * DAY);
  g_assert_cmpint (ms_habit_renewal (&late, NOW, NOW + 90 * DAY), ==, NOW + 90 * DAY);
  g_assert_cmpint (ms_habit_renewal (&none, NOW, G_MAXINT64), ==, 0);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/habit/learning", test_learning);
  g_test_add_func ("/habit/what-counts", test_what_counts);
  g_test_add_func ("/habit/weekends", test_weekends);
  g_test_add_func ("/habit/overdue", test_overdue);
  g_test_add_func ("/habit/renewal", test_renewal);
  return g_test_run ();
}
