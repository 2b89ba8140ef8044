/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tray/view.h"

#include <string.h>

static void
test_status (void)
{
  g_autoptr (MsView) view = ms_view_new ();
  static const char *const labels[]
    = { "✖ work – It ran out. (certificate ran out)", "? off – No answer.", "△ soon – 12 days left", "✔ fine – 41 days left" };

  g_assert_true (ms_view_set_status (
    view, "[{\"name\":\"fine\",\"url\":\"imaps://f\",\"state\":\"ok\",\"summary\":\"Well.\",\"addresses\":["
          "{\"certificate\":{\"days_left\":90}},{\"certificate\":{\"days_left\":41}},{}]},"
          "{\"name\":\"off\",\"url\":\"imaps://o\",\"state\":\"unknown\",\"summary\":\"No answer.\",\"addresses\":[]},"
          "{\"name\":\"work\",\"url\":\"imaps://w\",\"state\":\"critical\",\"summary\":\"It ran out.\",\"addresses\":["
          "{\"certificate\":{\"days_left\":-3}}]},"
          "{\"name\":\"soon\",\"url\":\"imaps://s\",\"state\":\"notice\",\"summary\":\"Soon.\",\"addresses\":["
          "{\"certificate\":{\"days_left\":12}}]}]"));
  g_assert_cmpuint (view->rows->len, ==, 4);
  for (guint i = 0; i < 4; i++) /* worst first */
    {
      g_autofree char *label = ms_row_label (g_ptr_array_index (view->rows, i));
      g_assert_cmpstr (label, ==, labels[i]);
    }
}

static void
test_alerts (void)
{
  g_autoptr (MsView) view = ms_view_new ();
  const MsNotice *notice;

  g_assert_true (
    ms_view_set_alerts (view, "[{\"id\":\"a\",\"step\":\"noticed\",\"severity\":\"critical\",\"title\":\"T\",\"tell\":true,\"told\":null},"
                              "{\"id\":\"b\",\"step\":\"resolved\",\"severity\":\"critical\",\"tell\":true},"
                              "{\"id\":\"c\",\"step\":\"worse\",\"severity\":\"warning\"}]"));
  notice = g_ptr_array_index (view->notices, 0);
  g_assert_true (notice->tell && notice->critical && notice->open && !notice->told);
  g_assert_cmpstr (notice->title, ==, "T");
  notice = g_ptr_array_index (view->notices, 1);
  g_assert_false (notice->tell || notice->open); /* solved is never told */
  notice = g_ptr_array_index (view->notices, 2);
  g_assert_false (notice->tell || notice->critical);
}

/* What is not what was agreed on changes nothing, and breaks nothing. */
static void
test_nonsense (void)
{
  static const char *const texts[] = { "",
                                       "null",
                                       "{}",
                                       "[",
                                       "[1,2,\"x\",null]",
                                       "[{\"name\":5,\"addresses\":{\"a\":1}}]",
                                       "[{\"addresses\":[5,{\"certificate\":7},{\"certificate\":{\"days_left\":\"x\"}}]}]",
                                       "[[[[]]]]" };

  for (guint i = 0; i < G_N_ELEMENTS (texts); i++)
    {
      g_autoptr (MsView) view = ms_view_new ();
      ms_view_set_status (view, texts[i]);
      ms_view_set_alerts (view, texts[i]);
      for (guint r = 0; r < view->rows->len; r++)
        {
          g_autofree char *label = ms_row_label (g_ptr_array_index (view->rows, r));
          g_assert_nonnull (label);
        }
    }
}

static void
test_look (void)
{
  static const struct
  {
    const char *state;
    MsLook look;
  } rows[] = { { "ok", MS_LOOK_OK },
               { "notice", MS_LOOK_ATTENTION },
               { "warning", MS_LOOK_ATTENTION },
               { "critical", MS_LOOK_PROBLEM },
               { "unknown", MS_LOOK_UNKNOWN },
               { "brand new", MS_LOOK_UNKNOWN } };

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autoptr (MsView) view = ms_view_new ();
      view->state = g_strdup (rows[i].state);
      g_assert_cmpint (ms_view_look (view), ==, MS_LOOK_UNKNOWN); /* nobody is there to know */
      view->running = TRUE;
      g_assert_cmpint (ms_view_look (view), ==, rows[i].look);
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/view/status", test_status);
  g_test_add_func ("/view/alerts", test_alerts);
  g_test_add_func ("/view/nonsense", test_nonsense);
  g_test_add_func ("/view/look", test_look);
  return g_test_run ();
}
