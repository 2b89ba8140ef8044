/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "check/judge/expiry.h"

#define H     ((gint64) 3600)
#define D     (24 * H)
#define START ((gint64) 1750000000)

/* lifetime, and the thresholds B4 gives for it */
static const struct
{
  gint64 life, notice, warning, critical;
} stages[] = {
  { 398 * D, 30 * D, 14 * D, 3 * D },
  { 200 * D, 30 * D, 14 * D, 3 * D },
  { 90 * D, 90 * D / 4, 14 * D, 3 * D },
  { 64 * D, 16 * D, 64 * D / 6, 3 * D },
  { 47 * D, 47 * D / 4, 47 * D / 6, 47 * D / 20 },
  { 160 * H, 40 * H, 160 * H / 6, 8 * H },
  { 24 * H, 12 * H, 4 * H, 24 * H / 20 },
  { 4 * H, 2 * H, 4 * H / 6, 4 * H / 20 },
  { 3650 * D, 30 * D, 14 * D, 3 * D },
  { 0, 0, 0, 0 },
  { -5 * D, 0, 0, 0 },
};

static void
test_stages (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (stages); i++)
    {
      MsExpiryStages s = ms_expiry_stages (START, START + stages[i].life);
      g_assert_cmpint (s.notice, ==, stages[i].notice);
      g_assert_cmpint (s.warning, ==, stages[i].warning);
      g_assert_cmpint (s.critical, ==, stages[i].critical);
    }
}

static void
test_judge (void)
{
  static const struct
  {
    gint64 left;
    MsExpiry expiry;
  } rows[] = {
    { 90 * D, MS_EXPIRY_FINE },       { 90 * D / 4 + 1, MS_EXPIRY_FINE }, { 90 * D / 4, MS_EXPIRY_NOTICE },
    { 14 * D + 1, MS_EXPIRY_NOTICE }, { 14 * D, MS_EXPIRY_WARNING },      { 3 * D + 1, MS_EXPIRY_WARNING },
    { 3 * D, MS_EXPIRY_CRITICAL },    { 0, MS_EXPIRY_CRITICAL },          { -1, MS_EXPIRY_EXPIRED },
    { -400 * D, MS_EXPIRY_EXPIRED },
  };
  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    g_assert_cmpint (ms_expiry_judge (START, START + 90 * D, START + 90 * D - rows[i].left), ==, rows[i].expiry);
  g_assert_cmpint (ms_expiry_judge (START, G_MAXINT64, START + 9000 * D), ==, MS_EXPIRY_FINE);
}

static void
test_days (void)
{
  g_assert_cmpint (ms_days_left (START + 41 * D + 5, START), ==, 41);
  g_assert_cmpint (ms_days_left (START + D, START), ==, 1);
  g_assert_cmpint (ms_days_left (START + D - 1, START), ==, 0);
  g_assert_cmpint (ms_days_left (START, START), ==, 0);
  g_assert_cmpint (ms_days_left (START - 1, START), ==, -1);
  g_assert_cmpint (ms_days_left (START - D, START), ==, -1);
  g_assert_cmpint (ms_days_left (START - D - 1, START), ==, -2);
}

static void
test_next_look (void)
{
  gint64 end = START + 90 * D;

  g_assert_cmpint (ms_expiry_next_look (START, end, START), ==, end - 90 * D / 4);
  g_assert_cmpint (ms_expiry_next_look (START, end, START - 5), ==, START);
  g_assert_cmpint (ms_expiry_next_look (START, end, end - 15 * D), ==, end - 15 * D + 6 * H);
  g_assert_cmpint (ms_expiry_next_look (START, end, end - 14 * D - 60), ==, end - 14 * D);
  g_assert_cmpint (ms_expiry_next_look (START, end, end - 8 * H), ==, end - 7 * H);
  g_assert_cmpint (ms_expiry_next_look (START, end, end - 60), ==, end + 1);
  g_assert_cmpint (ms_expiry_next_look (START, end, end + 1), ==, G_MAXINT64);
  g_assert_cmpint (ms_expiry_next_look (START, G_MAXINT64, START), ==, G_MAXINT64);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/expiry/stages", test_stages);
  g_test_add_func ("/expiry/judge", test_judge);
  g_test_add_func ("/expiry/days", test_days);
  g_test_add_func ("/expiry/next-look", test_next_look);
  return g_test_run ();
}
