/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config/clients/prefs.h"

#include <string.h>

typedef struct
{
  char *at, *end; /* *end is 0 */
} Scanner;

/* Blanks and the three kinds of comments. */
static void
skip_blanks (Scanner *s)
{
  while (s->at < s->end)
    {
      if (g_ascii_isspace (*s->at))
        s->at++;
      else if (*s->at == '#' || (s->at[0] == '/' && s->at[1] == '/'))
        {
          char *newline = memchr (s->at, '\n', (gsize) (s->end - s->at));
          s->at = newline != NULL ? newline : s->end;
        }
      else if (s->at[0] == '/' && s->at[1] == '*')
        {
          char *close = g_strstr_len (s->at + 2, s->end - s->at - 2, "*/");
          s->at = close != NULL ? close + 2 : s->end;
        }
      else
        return;
    }
}

static gboolean
take (Scanner *s, char c)
{
  skip_blanks (s);
  if (s->at >= s->end || *s->at != c)
    return FALSE;
  s->at++;
  return TRUE;
}

static gboolean
take_name (Scanner *s)
{
  static const char *const names[] = { "user_pref", "sticky_pref", "lock_pref", "pref" };

  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    {
      gsize length = strlen (names[i]);
      if ((gsize) (s->end - s->at) > length && memcmp (s->at, names[i], length) == 0)
        {
          s->at += length;
          return TRUE;
        }
    }
  return FALSE;
}

/* \xHH and \uHHHH as UTF-8; the escape is always longer. Gives the place after what was written. */
static char *
unescape_number (Scanner *s, char *to, guint digits)
{
  gunichar c = 0;

  for (guint i = 0; i < digits; i++)
    {
      int digit = s->at < s->end ? g_ascii_xdigit_value (*s->at) : -1;
      if (digit < 0)
        return to;
      c = c * 16 + (gunichar) digit;
      s->at++;
    }
  if (c == 0 || !g_unichar_validate (c))
    c = '?';
  return to + g_unichar_to_utf8 (c, to);
}

static char *
unescape (Scanner *s, char *to)
{
  char c = s->at < s->end ? *s->at++ : '\0';

  switch (c)
    {
    case 'n':
      *to = '\n';
      return to + 1;
    case 'r':
      *to = '\r';
      return to + 1;
    case 'x':
      return unescape_number (s, to, 2);
    case 'u':
      return unescape_number (s, to, 4);
    default:
      *to = c;
      return to + 1;
    }
}

/* A string, unescaped in place; NULL if there is none, or no end of it. A string does not go beyond its line. */
static char *
take_string (Scanner *s)
{
  char quote, *start, *to;

  skip_blanks (s);
  if (s->at >= s->end || (*s->at != '"' && *s->at != '\''))
    return NULL;
  quote = *s->at++;
  start = to = s->at;
  while (s->at < s->end && *s->at != quote)
    {
      char c = *s->at++;
      if (c == '\n')
        {
          s->at--;
          return NULL;
        }
      if (c == '\\')
        to = unescape (s, to);
      else
        *to++ = c;
    }
  if (s->at >= s->end)
    return NULL;
  s->at++;
  *to = '\0';
  return start;
}

/* A number or a word; *ret_end is where it ends, so that the caller can cut it off when what follows was read. */
static char *
take_word (Scanner *s, char **ret_end)
{
  char *start;

  skip_blanks (s);
  start = s->at;
  while (s->at < s->end && (g_ascii_isalnum (*s->at) || *s->at == '-' || *s->at == '+' || *s->at == '.'))
    s->at++;
  *ret_end = s->at;
  return s->at > start ? start : NULL;
}

static gboolean
take_pref (Scanner *s, MsPrefFound found, gpointer data)
{
  char *name, *value, *cut = NULL;

  if (!take_name (s) || !take (s, '(') || (name = take_string (s)) == NULL || !take (s, ','))
    return FALSE;
  value = take_string (s);
  if (value == NULL)
    value = take_word (s, &cut);
  if (value == NULL || !take (s, ')'))
    return FALSE;
  take (s, ';');
  if (cut != NULL)
    *cut = '\0';
  found (name, value, data);
  return TRUE;
}

void
ms_prefs_read (MsText *text, MsPrefFound found, gpointer data)
{
  Scanner s = { text->bytes, text->bytes + text->length };

  for (skip_blanks (&s); s.at < s.end; skip_blanks (&s))
    if (!take_pref (&s, found, data))
      {
        char *newline = memchr (s.at, '\n', (gsize) (s.end - s.at));
        s.at = newline != NULL ? newline : s.end;
      }
}
