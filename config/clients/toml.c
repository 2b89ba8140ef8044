/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config/clients/toml.h"

#include <string.h>

typedef struct
{
  char *at, *end; /* *end is 0 */
  const char *path[MS_TOML_DEPTH];
  guint table; /* members of path that are the current table */
  MsTomlFound found;
  gpointer data;
} Scanner;

static void
skip_spaces (Scanner *s)
{
  while (s->at < s->end && (*s->at == ' ' || *s->at == '\t' || *s->at == '\r'))
    s->at++;
}

/* Also line ends and comments. */
static void
skip_blanks (Scanner *s)
{
  for (skip_spaces (s); s->at < s->end && (*s->at == '\n' || *s->at == '#'); skip_spaces (s))
    {
      char *newline = memchr (s->at, '\n', (gsize) (s->end - s->at));
      s->at = newline != NULL ? newline + 1 : s->end;
    }
}

/* For one of "..", '..', """..""", '''..'''; unescaped in place. NULL if it has no end. */
static char *
take_string (Scanner *s)
{
  char quote = *s->at, *start, *to;
  gsize length = s->at + 2 < s->end && s->at[1] == quote && s->at[2] == quote ? 3 : 1;
  char closing[4] = { quote, length == 3 ? quote : '\0', quote, '\0' };

  closing[length] = '\0';
  s->at += length;
  start = to = s->at;
  while (s->at < s->end && strncmp (s->at, closing, length) != 0)
    {
      if (length == 1 && *s->at == '\n')
        return NULL;
      if (quote == '"' && *s->at == '\\' && s->at + 1 < s->end)
        s->at++; /* \" and \\; the others stand in no host */
      *to++ = *s->at++;
    }
  if (s->at >= s->end)
    return NULL;
  s->at += length;
  *to = '\0';
  return start;
}

/* A bare word, a number, a boolean. The caller cuts it at *ret_end once what follows was looked at. */
static char *
take_word (Scanner *s, char **ret_end)
{
  char *start = s->at;

  while (s->at < s->end && (g_ascii_isalnum (*s->at) || strchr ("_-+:", *s->at) != NULL) && *s->at != '\0')
    s->at++;
  *ret_end = s->at;
  return s->at > start ? start : NULL;
}

/* a.b."c d" behind `depth` members of the path; gives the new depth, 0 if it is none (or too deep). */
static guint
take_path (Scanner *s, guint depth, char closing)
{
  for (;;)
    {
      char *name, *cut = NULL;

      skip_spaces (s);
      name = s->at < s->end && (*s->at == '"' || *s->at == '\'') ? take_string (s) : take_word (s, &cut);
      if (name == NULL || depth >= MS_TOML_DEPTH)
        return 0;
      s->path[depth++] = name;
      skip_spaces (s);
      if (s->at >= s->end || (*s->at != '.' && *s->at != closing))
        return 0;
      s->at++;
      if (cut != NULL && s->at[-1] == '.')
        *cut = '\0';
      else if (cut != NULL)
        {
          *cut = '\0';
          return depth;
        }
      else if (s->at[-1] == closing)
        return depth;
    }
}

/* Behind a value that is nothing to us: brackets and braces in pairs, strings as a whole. */
static void
skip_nested (Scanner *s)
{
  guint depth = 0;

  do
    {
      if (*s->at == '[' || *s->at == '{')
        depth++;
      if (*s->at == ']' || *s->at == '}')
        depth--;
      if (*s->at == '"' || *s->at == '\'')
        {
          if (take_string (s) == NULL)
            return;
        }
      else if (*s->at == '#')
        skip_blanks (s);
      else
        s->at++;
    }
  while (depth > 0 && s->at < s->end);
}

static gboolean take_value (Scanner *s, guint depth);

/* { key = value, key = value } */
static gboolean
take_inline_table (Scanner *s, guint depth)
{
  s->at++;
  for (skip_blanks (s); s->at < s->end && *s->at != '}'; skip_blanks (s))
    {
      guint inner = take_path (s, depth, '=');

      if (inner == 0 || !take_value (s, inner))
        return FALSE;
      skip_blanks (s);
      if (s->at < s->end && *s->at == ',')
        s->at++;
    }
  if (s->at >= s->end)
    return FALSE;
  s->at++;
  return TRUE;
}

static gboolean
take_value (Scanner *s, guint depth)
{
  char *value, *cut = NULL, after;

  skip_spaces (s);
  if (s->at >= s->end)
    return FALSE;
  if (*s->at == '[')
    {
      skip_nested (s);
      return TRUE;
    }
  if (*s->at == '{')
    return take_inline_table (s, depth);
  if (*s->at == '"' || *s->at == '\'')
    {
      if ((value = take_string (s)) == NULL)
        return FALSE;
      s->found (s->path, depth, value, TRUE, s->data);
      return TRUE;
    }
  if ((value = take_word (s, &cut)) == NULL)
    return FALSE;
  after = *cut; /* a comma, a brace or a line end, which is still needed */
  *cut = '\0';
  s->found (s->path, depth, value, FALSE, s->data);
  *cut = after;
  return TRUE;
}

static gboolean
take_heading (Scanner *s)
{
  s->at++;
  if (s->at < s->end && *s->at == '[')
    s->at++; /* [[an array of tables]] */
  s->table = take_path (s, 0, ']');
  return s->table != 0;
}

void
ms_toml_read (MsText *text, MsTomlFound found, gpointer data)
{
  Scanner s = { .at = text->bytes, .end = text->bytes + text->length, .found = found, .data = data };

  for (skip_blanks (&s); s.at < s.end; skip_blanks (&s))
    {
      if (*s.at == '[')
        take_heading (&s);
      else
        {
          guint depth = take_path (&s, s.table, '=');
          if (depth != 0)
            take_value (&s, depth);
        }
      /* whatever is left of the line */
      while (s.at < s.end && *s.at != '\n')
        s.at++;
    }
}
