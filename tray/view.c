/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tray/view.h"

#include "faces/json.h"

#include <string.h>

#define MAX_SERVERS 2000

static void
server_free (MsViewServer *server)
{
  g_free (server->name);
  g_free (server->account);
  g_free (server->url);
  g_free (server->summary);
  g_free (server);
}

static void
notice_free (MsNotice *notice)
{
  g_free (notice->id);
  g_free (notice->step);
  g_free (notice->title);
  g_free (notice->about);
  g_free (notice->what);
  g_free (notice->text);
  g_free (notice->advice);
  g_free (notice->url);
  g_free (notice);
}

MsView *
ms_view_new (void)
{
  MsView *view = g_new0 (MsView, 1);
  view->own_notices = g_new0 (char *, 1);
  view->servers = g_ptr_array_new_with_free_func ((GDestroyNotify) server_free);
  view->notices = g_ptr_array_new_with_free_func ((GDestroyNotify) notice_free);
  return view;
}

void
ms_view_free (MsView *view)
{
  if (view == NULL)
    return;
  g_free (view->state);
  g_free (view->summary);
  g_strfreev (view->own_notices);
  g_free (view->welcome);
  g_free (view->tray_icon);
  g_ptr_array_unref (view->servers);
  g_ptr_array_unref (view->notices);
  g_free (view);
}

/* ---- JSON ---------------------------------------------------------------------------------------------------- */

static char *
text_of (JsonObject *object, const char *member)
{
  return g_strdup (ms_member_text (object, member));
}

static int
by_level (gconstpointer a, gconstpointer b)
{
  const MsViewServer *first = *(MsViewServer *const *) a, *second = *(MsViewServer *const *) b;
  int difference = (int) first->level - (int) second->level;
  return difference != 0 ? difference : g_utf8_collate (first->name, second->name);
}

static MsViewServer *
read_server (JsonObject *object)
{
  MsViewServer *server = g_new0 (MsViewServer, 1);

  server->name = text_of (object, "name");
  server->account = text_of (object, *ms_member_text (object, "account") != '\0' ? "account" : "name");
  server->direction = ms_direction_of (ms_member_text (object, "half"));
  server->url = text_of (object, "url");
  server->level = ms_level_of (ms_member_text (object, "state"));
  server->summary = text_of (object, "summary");
  server->has_days = ms_member_number (ms_first_end (object), "days_left", &server->days);
  return server;
}

gboolean
ms_view_set_status (MsView *view, const char *json)
{
  g_autoptr (JsonArray) array = ms_parse_array (json);

  if (array == NULL)
    return FALSE;
  g_ptr_array_set_size (view->servers, 0);
  for (guint i = 0; i < MIN (json_array_get_length (array), MAX_SERVERS); i++)
    if (ms_array_at (array, i) != NULL)
      g_ptr_array_add (view->servers, read_server (ms_array_at (array, i)));
  g_ptr_array_sort (view->servers, by_level);
  return TRUE;
}

static gboolean
is_given (JsonObject *object, const char *member)
{
  return json_object_has_member (object, member) && !json_object_get_null_member (object, member);
}

static MsNotice *
read_notice (JsonObject *object)
{
  g_autofree char *urls = ms_member_join (object, "servers", " ");
  MsNotice *notice = g_new0 (MsNotice, 1);

  notice->id = text_of (object, "id");
  notice->step = text_of (object, "step");
  notice->title = text_of (object, "title");
  notice->about = text_of (object, "about");
  notice->what = text_of (object, "what");
  notice->grave = ms_member_flag (object, "grave");
  /* a bubble is no letter: one sentence; only where somebody may be reading along, everything is said */
  notice->text = text_of (object, notice->grave || *ms_member_text (object, "brief") == '\0' ? "text" : "brief");
  notice->advice = text_of (object, "advice");
  notice->url = g_strndup (urls, strcspn (urls, " "));
  notice->look = ms_level_look (ms_level_of (ms_member_text (object, "severity")));
  notice->open = !g_str_equal (notice->step, "resolved");
  notice->tell = notice->open && ms_member_flag (object, "tell");
  notice->told = is_given (object, "told");
  notice->silenced = !notice->tell && (ms_member_flag (object, "acknowledged") || is_given (object, "snoozed_until"));
  return notice;
}

gboolean
ms_view_set_alerts (MsView *view, const char *json)
{
  g_autoptr (JsonArray) array = ms_parse_array (json);

  if (array == NULL)
    return FALSE;
  g_ptr_array_set_size (view->notices, 0);
  for (guint i = 0; i < MIN (json_array_get_length (array), MAX_SERVERS); i++)
    if (ms_array_at (array, i) != NULL)
      g_ptr_array_add (view->notices, read_notice (ms_array_at (array, i)));
  return TRUE;
}

gboolean
ms_view_set_settings (MsView *view, const char *json)
{
  g_autoptr (JsonObject) settings = ms_parse_object (json);

  if (settings == NULL)
    return FALSE;
  g_free (view->tray_icon);
  view->tray_icon = text_of (settings, "tray_icon");
  return TRUE;
}

/* ---- looks --------------------------------------------------------------------------------------------------- */

const MsNotice *
ms_view_notice (const MsView *view, const char *id)
{
  for (guint i = 0; i < view->notices->len; i++)
    {
      const MsNotice *notice = g_ptr_array_index (view->notices, i);
      if (g_str_equal (notice->id, id))
        return notice;
    }
  return NULL;
}

MsLook
ms_level_look (MsLevel level)
{
  static const MsLook looks[] = {
    [MS_LEVEL_CRITICAL] = MS_LOOK_PROBLEM,
    [MS_LEVEL_WARNING] = MS_LOOK_ATTENTION,
    [MS_LEVEL_UNKNOWN] = MS_LOOK_UNKNOWN,
    [MS_LEVEL_NOTICE] = MS_LOOK_ATTENTION,
    [MS_LEVEL_OK] = MS_LOOK_OK,
  };
  return looks[level];
}

MsLook
ms_view_look (const MsView *view)
{
  return view->running && view->state != NULL ? ms_level_look (ms_level_of (view->state)) : MS_LOOK_UNKNOWN;
}

gboolean
ms_view_calls (const MsView *view)
{
  for (guint i = 0; ms_view_look (view) == MS_LOOK_PROBLEM && i < view->notices->len; i++)
    {
      const MsNotice *notice = g_ptr_array_index (view->notices, i);
      if (notice->look == MS_LOOK_PROBLEM && notice->open && !notice->silenced)
        return TRUE;
    }
  return FALSE;
}

const char *
ms_look_icon (MsLook look)
{
  static const char *const names[] = {
    [MS_LOOK_OK] = "org.mailseal.Mailseal-ok",
    [MS_LOOK_ATTENTION] = "org.mailseal.Mailseal-attention",
    [MS_LOOK_PROBLEM] = "org.mailseal.Mailseal-problem",
    [MS_LOOK_UNKNOWN] = "org.mailseal.Mailseal-unknown",
  };
  return names[look];
}
