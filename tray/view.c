/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tray/view.h"

#include <glib/gi18n.h>
#include <json-glib/json-glib.h>

#define MAX_ROWS 2000

static void
row_free (MsRow *row)
{
  g_free (row->name);
  g_free (row->url);
  g_free (row->state);
  g_free (row->summary);
  g_free (row);
}

static void
notice_free (MsNotice *notice)
{
  g_free (notice->id);
  g_free (notice->step);
  g_free (notice->title);
  g_free (notice->text);
  g_free (notice->advice);
  g_free (notice);
}

MsView *
ms_view_new (void)
{
  MsView *view = g_new0 (MsView, 1);
  view->own_notices = g_new0 (char *, 1);
  view->rows = g_ptr_array_new_with_free_func ((GDestroyNotify) row_free);
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
  g_ptr_array_unref (view->rows);
  g_ptr_array_unref (view->notices);
  g_free (view);
}

/* ---- JSON ---------------------------------------------------------------------------------------------------- */

static JsonArray *
array_of (JsonParser *parser, const char *json)
{
  JsonNode *root;

  if (!json_parser_load_from_data (parser, json, -1, NULL))
    return NULL;
  root = json_parser_get_root (parser);
  return root != NULL && JSON_NODE_HOLDS_ARRAY (root) ? json_node_get_array (root) : NULL;
}

static JsonObject *
object_at (JsonArray *array, guint i)
{
  JsonNode *node = json_array_get_element (array, i);
  return JSON_NODE_HOLDS_OBJECT (node) ? json_node_get_object (node) : NULL;
}

static char *
string_of (JsonObject *object, const char *member)
{
  JsonNode *node = json_object_get_member (object, member);
  return g_strdup (node != NULL && json_node_get_value_type (node) == G_TYPE_STRING ? json_node_get_string (node) : "");
}

static gboolean
flag_of (JsonObject *object, const char *member)
{
  JsonNode *node = json_object_get_member (object, member);
  return node != NULL && json_node_get_value_type (node) == G_TYPE_BOOLEAN && json_node_get_boolean (node);
}

static void
read_days (JsonObject *object, MsRow *row)
{
  JsonNode *node = json_object_get_member (object, "addresses");
  JsonArray *addresses = node != NULL && JSON_NODE_HOLDS_ARRAY (node) ? json_node_get_array (node) : NULL;

  for (guint i = 0; addresses != NULL && i < json_array_get_length (addresses); i++)
    {
      JsonObject *address = object_at (addresses, i);
      JsonNode *shown = address != NULL ? json_object_get_member (address, "certificate") : NULL;
      JsonNode *days = shown != NULL && JSON_NODE_HOLDS_OBJECT (shown)
                         ? json_object_get_member (json_node_get_object (shown), "days_left")
                         : NULL;
      if (days == NULL || json_node_get_value_type (days) != G_TYPE_INT64)
        continue;
      row->days = row->has_days ? MIN (row->days, json_node_get_int (days)) : json_node_get_int (days);
      row->has_days = TRUE;
    }
}

static int
weight (const char *state)
{
  static const char *const order[] = { "critical", "warning", "unknown", "notice", "ok" };
  for (guint i = 0; i < G_N_ELEMENTS (order); i++)
    if (g_str_equal (order[i], state))
      return (int) i;
  return 2;
}

static int
by_weight (gconstpointer a, gconstpointer b)
{
  const MsRow *first = *(MsRow *const *) a, *second = *(MsRow *const *) b;
  int difference = weight (first->state) - weight (second->state);
  return difference != 0 ? difference : g_utf8_collate (first->name, second->name);
}

gboolean
ms_view_set_status (MsView *view, const char *json)
{
  g_autoptr (JsonParser) parser = json_parser_new ();
  JsonArray *array = array_of (parser, json);

  if (array == NULL)
    return FALSE;
  g_ptr_array_set_size (view->rows, 0);
  for (guint i = 0; i < MIN (json_array_get_length (array), MAX_ROWS); i++)
    {
      JsonObject *object = object_at (array, i);
      MsRow *row;

      if (object == NULL)
        continue;
      row = g_new0 (MsRow, 1);
      row->name = string_of (object, "name");
      row->url = string_of (object, "url");
      row->state = string_of (object, "state");
      row->summary = string_of (object, "summary");
      read_days (object, row);
      g_ptr_array_add (view->rows, row);
    }
  g_ptr_array_sort (view->rows, by_weight);
  return TRUE;
}

gboolean
ms_view_set_alerts (MsView *view, const char *json)
{
  g_autoptr (JsonParser) parser = json_parser_new ();
  JsonArray *array = array_of (parser, json);

  if (array == NULL)
    return FALSE;
  g_ptr_array_set_size (view->notices, 0);
  for (guint i = 0; i < MIN (json_array_get_length (array), MAX_ROWS); i++)
    {
      JsonObject *object = object_at (array, i);
      g_autofree char *severity = object != NULL ? string_of (object, "severity") : NULL;
      MsNotice *notice;

      if (object == NULL)
        continue;
      notice = g_new0 (MsNotice, 1);
      notice->id = string_of (object, "id");
      notice->step = string_of (object, "step");
      notice->title = string_of (object, "title");
      notice->text = string_of (object, "text");
      notice->advice = string_of (object, "advice");
      notice->critical = g_str_equal (severity, "critical");
      notice->open = !g_str_equal (notice->step, "resolved");
      notice->tell = notice->open && flag_of (object, "tell");
      notice->told = json_object_has_member (object, "told") && !json_object_get_null_member (object, "told");
      g_ptr_array_add (view->notices, notice);
    }
  return TRUE;
}

/* ---- looks --------------------------------------------------------------------------------------------------- */

MsLook
ms_view_look (const MsView *view)
{
  if (!view->running || view->state == NULL)
    return MS_LOOK_UNKNOWN;
  if (g_str_equal (view->state, "ok"))
    return MS_LOOK_OK;
  if (g_str_equal (view->state, "notice") || g_str_equal (view->state, "warning"))
    return MS_LOOK_ATTENTION;
  return g_str_equal (view->state, "critical") ? MS_LOOK_PROBLEM : MS_LOOK_UNKNOWN;
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

static const char *
sign_of (const char *state)
{
  static const char *const signs[] = { "✖", "▲", "?", "△", "✔" };
  return signs[weight (state)];
}

char *
ms_row_label (const MsRow *row)
{
  g_autofree char *days = NULL;

  if (!row->has_days)
    return g_strdup_printf ("%s %s – %s", sign_of (row->state), row->name, row->summary);
  if (row->days < 0)
    days = g_strdup (_ ("certificate ran out"));
  else
    days = g_strdup_printf (ngettext ("%" G_GINT64_FORMAT " day left", "%" G_GINT64_FORMAT " days left", (gulong) row->days),
                            row->days);
  if (weight (row->state) < 2)
    return g_strdup_printf ("%s %s – %s (%s)", sign_of (row->state), row->name, row->summary, days);
  return g_strdup_printf ("%s %s – %s", sign_of (row->state), row->name, days);
}
