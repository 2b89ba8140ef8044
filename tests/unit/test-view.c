/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tray/view.h"

#include <string.h>

static void
test_status (void)
{
  g_autoptr (MsView) view = ms_view_new ();
  static const char *const names[] = { "work", "off", "soon", "fine" };
  const MsViewServer *server;

  g_assert_true (ms_view_set_status (
    view, "[{\"name\":\"fine\",\"url\":\"imaps://f\",\"state\":\"ok\",\"summary\":\"Well.\",\"addresses\":["
          "{\"certificate\":{\"days_left\":90}},{\"certificate\":{\"days_left\":41}},{}]},"
          "{\"name\":\"off\",\"url\":\"imaps://o\",\"state\":\"unknown\",\"summary\":\"No answer.\",\"addresses\":[]},"
          "{\"name\":\"work\",\"url\":\"smtps://w\",\"state\":\"critical\",\"summary\":\"It ran out.\",\"account\":\"a.test\","
          "\"half\":\"sending\",\"addresses\":[{\"certificate\":{\"days_left\":-3}}]},"
          "{\"name\":\"soon\",\"url\":\"imaps://s\",\"state\":\"notice\",\"summary\":\"Soon.\",\"addresses\":["
          "{\"certificate\":{\"days_left\":12}}]}]"));
  g_assert_cmpuint (view->servers->len, ==, 4);
  for (guint i = 0; i < 4; i++) /* worst first */
    g_assert_cmpstr (((MsViewServer *) g_ptr_array_index (view->servers, i))->name, ==, names[i]);
  server = g_ptr_array_index (view->servers, 0);
  g_assert_cmpstr (server->account, ==, "a.test");
  g_assert_cmpint (server->direction, ==, MS_DIRECTION_SENDING);
  g_assert_true (server->has_days && server->days == -3);
  server = g_ptr_array_index (view->servers, 3); /* the address that ends first counts; nothing said of accounts */
  g_assert_cmpstr (server->account, ==, "fine");
  g_assert_cmpint (server->days, ==, 41);
}

static void
test_alerts (void)
{
  g_autoptr (MsView) view = ms_view_new ();
  const MsNotice *notice;

  g_assert_true (ms_view_set_alerts (
    view, "[{\"id\":\"a\",\"step\":\"noticed\",\"severity\":\"critical\",\"title\":\"T\",\"tell\":true,\"told\":null},"
          "{\"id\":\"b\",\"step\":\"resolved\",\"severity\":\"critical\",\"tell\":true},"
          "{\"id\":\"c\",\"step\":\"worse\",\"severity\":\"warning\",\"acknowledged\":true,\"servers\":[\"imaps://c\",\"smtps://"
          "c\"]}]"));
  notice = g_ptr_array_index (view->notices, 0);
  g_assert_true (notice->tell && notice->look == MS_LOOK_PROBLEM && notice->open && !notice->told && !notice->silenced);
  g_assert_cmpstr (notice->title, ==, "T");
  notice = g_ptr_array_index (view->notices, 1);
  g_assert_false (notice->tell || notice->open); /* solved is never told */
  notice = g_ptr_array_index (view->notices, 2);
  g_assert_false (notice->tell || notice->look == MS_LOOK_PROBLEM);
  g_assert_true (notice->silenced);
  g_assert_cmpstr (notice->url, ==, "imaps://c");
  g_assert_true (ms_view_notice (view, "c") == notice && ms_view_notice (view, "d") == NULL);
}

/* A bubble has room for one sentence and the next step; where somebody may be reading along, everything is said. */
static void
test_body (void)
{
  static const struct
  {
    const char *members, *text;
    gboolean grave;
  } rows[] = { { "\"text\":\"It ended. Better wait.\",\"brief\":\"It ended.\"", "It ended.", FALSE },
               { "\"text\":\"It ended. Better wait.\",\"brief\":\"It ended.\",\"grave\":true", "It ended. Better wait.", TRUE },
               { "\"text\":\"It ended. Better wait.\"", "It ended. Better wait.", FALSE },
               { "\"brief\":7", "", FALSE } };

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autoptr (MsView) view = ms_view_new ();
      g_autofree char *json = g_strdup_printf ("[{\"id\":\"a\",\"about\":\"h\",\"what\":\"Bad.\",%s}]", rows[i].members);
      const MsNotice *notice;

      g_assert_true (ms_view_set_alerts (view, json));
      notice = ms_view_notice (view, "a");
      g_assert_cmpstr (notice->text, ==, rows[i].text);
      g_assert_cmpint (notice->grave, ==, rows[i].grave);
      g_assert_cmpstr (notice->about, ==, "h");
      g_assert_cmpstr (notice->what, ==, "Bad.");
    }
}

static void
test_settings (void)
{
  g_autoptr (MsView) view = ms_view_new ();

  g_assert_true (ms_view_set_settings (view, "{\"tray_icon\":\"symbolic\",\"servers\":[]}"));
  g_assert_cmpstr (view->tray_icon, ==, "symbolic");
  g_assert_false (ms_view_set_settings (view, "[1]"));
  g_assert_cmpstr (view->tray_icon, ==, "symbolic");
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
      ms_view_set_settings (view, texts[i]);
      for (guint r = 0; r < view->servers->len; r++)
        {
          const MsViewServer *server = g_ptr_array_index (view->servers, r);
          g_assert_true (server->name != NULL && server->account != NULL && server->url != NULL && server->summary != NULL);
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
  g_test_add_func ("/view/body", test_body);
  g_test_add_func ("/view/settings", test_settings);
  g_test_add_func ("/view/nonsense", test_nonsense);
  g_test_add_func ("/view/look", test_look);
  return g_test_run ();
}
