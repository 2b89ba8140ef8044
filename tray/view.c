/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tray/view.h"

#include <json-glib/json-glib.h>
#include <string.h>

#define MAX_ROWS 2000

static void
row_free (MsRow *row)
{
  g_free (row->name);
  g_free (row->account);
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
  g_free (notice->url);
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
  g_free (view->tray_icon);
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

int
ms_state_weight (const char *state)
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
  int difference = ms_state_weight (first->state) - ms_state_weight (second->state);
  return difference != 0 ? difference : g_utf8_collate (first->name, second->name);
}

static MsHalf
half_of (JsonObject *object)
{
  g_autofree char *half = string_of (object, "half");

  if (g_str_equal (half, "receiving"))
    return MS_HALF_RECEIVING;
  return g_str_equal (half, "sending") ? MS_HALF_SENDING : MS_HALF_OTHER;
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
      row->account = string_of (object, "account");
      if (*row->account == '\0') /* a daemon that tells no accounts */
        {
          g_free (row->account);
          row->account = g_strdup (row->name);
        }
      row->half = half_of (object);
      row->url = string_of (object, "url");
      row->state = string_of (object, "state");
      row->summary = string_of (object, "summary");
      read_days (object, row);
      g_ptr_array_add (view->rows, row);
    }
  g_ptr_array_sort (view->rows, by_weight);
  return TRUE;
}

/* What may mean that somebody is reading the mail: only this is urgent enough to break through "do not disturb". */
static gboolean
is_grave (const char *code, const char *severity)
{
  static const char *const codes[] = { "intercepted", "starttls-vanished", "starttls-missing", "changed", "revoked" };

  for (guint i = 0; i < G_N_ELEMENTS (codes); i++)
    if (g_str_equal (codes[i], code))
      return g_str_equal (severity, "critical");
  return FALSE;
}

static char *
first_of (JsonObject *object, const char *member)
{
  JsonNode *node = json_object_get_member (object, member);
  JsonArray *array = node != NULL && JSON_NODE_HOLDS_ARRAY (node) ? json_node_get_array (node) : NULL;
  JsonNode *first = array != NULL && json_array_get_length (array) > 0 ? json_array_get_element (array, 0) : NULL;

  return g_strdup (first != NULL && json_node_get_value_type (first) == G_TYPE_STRING ? json_node_get_string (first) : "");
}

static gboolean
is_given (JsonObject *object, const char *member)
{
  return json_object_has_member (object, member) && !json_object_get_null_member (object, member);
}

static MsNotice *
read_notice (JsonObject *object)
{
  g_autofree char *severity = string_of (object, "severity"), *code = string_of (object, "code");
  MsNotice *notice = g_new0 (MsNotice, 1);

  notice->id = string_of (object, "id");
  notice->step = string_of (object, "step");
  notice->title = string_of (object, "title");
  notice->text = string_of (object, "text");
  notice->advice = string_of (object, "advice");
  notice->url = first_of (object, "servers");
  notice->look = ms_state_look (severity);
  notice->grave = is_grave (code, severity) || flag_of (object, "grave");
  notice->open = !g_str_equal (notice->step, "resolved");
  notice->tell = notice->open && flag_of (object, "tell");
  notice->told = is_given (object, "told");
  notice->silenced = !notice->tell && (flag_of (object, "acknowledged") || is_given (object, "snoozed_until"));
  return notice;
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
      if (object != NULL)
        g_ptr_array_add (view->notices, read_notice (object));
    }
  return TRUE;
}

gboolean
ms_view_set_settings (MsView *view, const char *json)
{
  g_autoptr (JsonParser) parser = json_parser_new ();
  JsonNode *root = json_parser_load_from_data (parser, json, -1, NULL) ? json_parser_get_root (parser) : NULL;

  if (root == NULL || !JSON_NODE_HOLDS_OBJECT (root))
    return FALSE;
  g_free (view->tray_icon);
  view->tray_icon = string_of (json_node_get_object (root), "tray_icon");
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

/* How long the first sentence is. Neither "z. B." nor a server's name ends one. */
static gsize
first_sentence (const char *text)
{
  guint letters = 0;

  for (const char *at = text; *at != '\0'; at = g_utf8_next_char (at))
    {
      gunichar next = at[0] != '\0' && at[1] == ' ' ? g_utf8_get_char (at + 2) : 0;
      if (strchr (".!?", *at) != NULL && letters >= 3 && (g_unichar_isupper (next) || g_unichar_ispunct (next)))
        return (gsize) (at + 1 - text);
      letters = g_unichar_isalnum (g_utf8_get_char (at)) ? letters + 1 : 0;
    }
  return strlen (text);
}

/* A bubble is no letter: one sentence. Only where somebody may be reading along, everything is said. */
char *
ms_notice_text (const MsNotice *notice)
{
  return g_strndup (notice->text, notice->grave ? strlen (notice->text) : first_sentence (notice->text));
}

MsLook
ms_state_look (const char *state)
{
  if (g_str_equal (state, "ok"))
    return MS_LOOK_OK;
  if (g_str_equal (state, "notice") || g_str_equal (state, "warning"))
    return MS_LOOK_ATTENTION;
  return g_str_equal (state, "critical") ? MS_LOOK_PROBLEM : MS_LOOK_UNKNOWN;
}

MsLook
ms_view_look (const MsView *view)
{
  return view->running && view->state != NULL ? ms_state_look (view->state) : MS_LOOK_UNKNOWN;
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
