/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "model/text.h"

#include <string.h>

gboolean
ms_name_index (const char *const *names, guint n, const char *name, guint *ret_index)
{
  for (guint i = 0; i < n; i++)
    if (g_strcmp0 (names[i], name) == 0)
      {
        *ret_index = i;
        return TRUE;
      }
  return FALSE;
}

/* Characters that hide or reorder what stands beside them (Unicode Cf and the line separators), and controls. */
static gboolean
is_invisible (gunichar c)
{
  GUnicodeType type = g_unichar_type (c);
  return type == G_UNICODE_CONTROL || type == G_UNICODE_FORMAT || type == G_UNICODE_SURROGATE || type == G_UNICODE_UNASSIGNED
         || type == G_UNICODE_PRIVATE_USE || type == G_UNICODE_LINE_SEPARATOR || type == G_UNICODE_PARAGRAPH_SEPARATOR;
}

char *
ms_visible (const char *bytes, gssize length, guint max)
{
  gsize left = length < 0 ? strlen (bytes) : (gsize) length;
  GString *out = g_string_sized_new (MIN (left, max) + 1);
  const char *at = bytes;

  for (guint n = 0; left > 0; n++)
    {
      gunichar c = *at == '\0' ? 0 : g_utf8_get_char_validated (at, (gssize) left);
      gsize used = 1;

      if (n == max)
        {
          g_string_append (out, "…");
          break;
        }
      if (c == (gunichar) -1 || c == (gunichar) -2)
        g_string_append_printf (out, "\\x%02X", (guchar) *at);
      else
        {
          used = *at == '\0' ? 1 : (gsize) (g_utf8_next_char (at) - at);
          if (c < 0x80 && is_invisible (c))
            g_string_append_printf (out, "\\x%02X", c);
          else if (is_invisible (c))
            g_string_append_printf (out, "\\u{%04X}", c);
          else
            g_string_append_unichar (out, c);
        }
      at += used;
      left -= used;
    }
  return g_string_free (out, FALSE);
}

/* The sign at this place, one of several spellings of it: how many bytes it has; 0: another. */
static gsize
sign_at (const char *const *spellings, const char *at, gsize left)
{
  for (guint i = 0; spellings[i] != NULL; i++)
    {
      gsize length = strlen (spellings[i]);
      if (length <= left && g_ascii_strncasecmp (at, spellings[i], length) == 0)
        return length;
    }
  return 0;
}

/* Where the userinfo begins and ends; up to the last at-sign, since a password may hold one. */
static gboolean
find_userinfo (const char *text, gsize length, gsize *ret_begin, gsize *ret_end)
{
  static const char *const ats[] = { "@", "%40", "\uff20", "\ufe6b", NULL }, *const colons[] = { ":", "%3A", "\uff1a", NULL };
  const char *scheme;
  gsize end = length;

  while (end > 0 && sign_at (ats, text + end - 1, length - end + 1) == 0)
    end--;
  if (end-- == 0)
    return FALSE;
  scheme = g_strstr_len (text, (gssize) end, "://");
  for (const char *at = text; scheme != NULL && at < scheme; at++)
    if (!g_ascii_isalnum (*at) && strchr (" \t+-.", *at) == NULL)
      scheme = NULL; /* it is part of a password */
  *ret_begin = scheme != NULL ? (gsize) (scheme - text) + 3 : 0;
  *ret_end = end;
  for (gsize i = 0; scheme == NULL && i < end; i++)
    if (sign_at (colons, text + i, end - i) > 0)
      return TRUE;
  return scheme != NULL;
}

gboolean
ms_has_userinfo (const char *text, gssize length)
{
  gsize begin, end;
  return find_userinfo (text, length < 0 ? strlen (text) : (gsize) length, &begin, &end);
}

static GString *
mask (const char *text, gsize length)
{
  GString *masked = g_string_new_len (text, (gssize) length);
  gsize begin, end;

  if (!find_userinfo (text, length, &begin, &end))
    return masked;
  g_string_erase (masked, (gssize) begin, (gssize) (end - begin));
  return g_string_insert (masked, (gssize) begin, "***");
}

char *
ms_without_userinfo (const char *text)
{
  return g_string_free (mask (text, strlen (text)), FALSE);
}

char *
ms_shown (const char *text, gssize length, guint max)
{
  g_autoptr (GString) masked = mask (text, length < 0 ? strlen (text) : (gsize) length);
  return ms_visible (masked->str, (gssize) masked->len, max);
}

char *
ms_time_string (gint64 time)
{
  g_autoptr (GDateTime) date = g_date_time_new_from_unix_utc (time);
  return date != NULL ? g_date_time_format (date, "%Y-%m-%dT%H:%M:%SZ") : g_strdup ("9999-12-31T23:59:59Z");
}

gboolean
ms_time_parse (const char *text, gint64 *ret_time)
{
  g_autofree char *upper = g_ascii_strup (text, -1); /* RFC 3339 5.6: "t" and "z" are as good */
  g_autoptr (GDateTime) date = g_date_time_new_from_iso8601 (upper, NULL);
  if (date == NULL)
    return FALSE;
  *ret_time = g_date_time_to_unix (date);
  return TRUE;
}
