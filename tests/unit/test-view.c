/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tray/view.h"

#include <string.h>

static void
test_status (void)
{
  g_autoptr (MsView) view = ms_view_new ();
  static const char *const names[] = { "work", "off", "soon", "fine" };
  const MsRow *row;

  g_assert_true (ms_view_set_status (
    view, "[{\"name\":\"fine\",\"url\":\"imaps://f\",\"state\":\"ok\",\"summary\":\"Well.\",\"addresses\":["
          "{\"certificate\":{\"days_left\":90}},{\"certificate\":{\"days_left\":41}},{}]},"
          "{\"name\":\"off\",\"url\":\"imaps://o\",\"state\":\"unknown\",\"summary\":\"No answer.\",\"addresses\":[]},"
          "{\"name\":\"work\",\"url\":\"smtps://w\",\"state\":\"critical\",\"summary\":\"It ran out.\",\"account\":\"a.test\","
          "\"half\":\"sending\",\"addresses\":[{\"certificate\":{\"days_left\":-3}}]},"
          "{\"name\":\"soon\",\"url\":\"imaps://s\",\"state\":\"notice\",\"summary\":\"Soon.\",\"addresses\":["
          "{\"certificate\":{\"days_left\":12}}]}]"));
  g_assert_cmpuint (view->rows->len, ==, 4);
  for (guint i = 0; i < 4; i++) /* worst first */
    g_assert_cmpstr (((MsRow *) g_ptr_array_index (view->rows, i))->name, ==, names[i]);
  row = g_ptr_array_index (view->rows, 0);
  g_assert_cmpstr (row->account, ==, "a.test");
  g_assert_cmpint (row->half, ==, MS_HALF_SENDING);
  g_assert_true (row->has_days && row->days == -3);
  row = g_ptr_array_index (view->rows, 3); /* the address that ends first counts; nothing said of accounts */
  g_assert_cmpstr (row->account, ==, "fine");
  g_assert_cmpint (row->days, ==, 41);
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

/* Only "somebody may be reading your mail" breaks through "do not disturb". */
static void
test_grave (void)
{
  static const struct
  {
    const char *code, *severity;
    gboolean grave;
  } rows[] = { { "intercepted", "critical", TRUE },      { "starttls-vanished", "critical", TRUE },
               { "starttls-missing", "critical", TRUE }, { "starttls-missing", "warning", FALSE }, /* mail between servers */
               { "changed", "critical", TRUE },          { "changed", "warning", FALSE },
               { "revoked", "critical", TRUE },          { "expired", "critical", FALSE },
               { "name-mismatch", "critical", FALSE },   { "self-signed", "critical", FALSE },
               { "clock-wrong", "critical", FALSE },     { "brand-new", "critical", FALSE } };

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autoptr (MsView) view = ms_view_new ();
      g_autofree char *json = g_strdup_printf ("[{\"id\":\"a\",\"step\":\"noticed\",\"code\":\"%s\",\"severity\":\"%s\"}]",
                                               rows[i].code, rows[i].severity);
      g_assert_true (ms_view_set_alerts (view, json));
      g_assert_cmpint (ms_view_notice (view, "a")->grave, ==, rows[i].grave);
    }
}

/* A bubble has room for one sentence and the next step. */
static void
test_body (void)
{
  static const struct
  {
    const char *text, *first;
  } rows[] = { { "It ended on 3 May. Better wait.", "It ended on 3 May." },
               { "The certificate of 127.0.0.13 ended. Since then it is unknown.", "The certificate of 127.0.0.13 ended." },
               { "Ein Programm, z. B. Norton, liest mit. Warten Sie.", "Ein Programm, z. B. Norton, liest mit." },
               { "Vorbei! „Nein“ wählen.", "Vorbei!" },
               { "Nothing more", "Nothing more" },
               { "", "" } };

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      MsNotice notice = { .text = (char *) rows[i].text };
      g_autofree char *brief = ms_notice_text (&notice), *whole = NULL;
      g_assert_cmpstr (brief, ==, rows[i].first);
      notice.grave = TRUE;
      whole = ms_notice_text (&notice);
      g_assert_cmpstr (whole, ==, rows[i].text);
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
      for (guint r = 0; r < view->rows->len; r++)
        {
          const MsRow *row = g_ptr_array_index (view->rows, r);
          g_assert_true (row->name != NULL && row->account != NULL && row->url != NULL && row->summary != NULL);
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
  g_test_add_func ("/view/grave", test_grave);
  g_test_add_func ("/view/body", test_body);
  g_test_add_func ("/view/settings", test_settings);
  g_test_add_func ("/view/nonsense", test_nonsense);
  g_test_add_func ("/view/look", test_look);
  return g_test_run ();
}
