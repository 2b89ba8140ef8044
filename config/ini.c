/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config/ini.h"

#include <gio/gio.h>
#include <string.h>

typedef struct
{
  MsIniFlags flags;
  MsIniFound found;
  gpointer data;
  const char *section;
  MsIniEvent pending; /* CONTINUED: a key whose value may go on; key NULL: none */
  char *end;          /* of the pending value */
} Reader;

static void
flush (Reader *reader)
{
  if (reader->pending.key != NULL)
    reader->found (&reader->pending, reader->data);
  reader->pending.key = NULL;
}

/* The name of a section, or NULL if the line is none. */
static char *
section_of (char *line, MsIniFlags flags)
{
  gboolean lenient = (flags & MS_INI_CONTINUED) != 0; /* anything may follow the bracket */
  char *close = lenient ? strchr (line, ']') : strrchr (line, ']'), *flag;

  if (*line != '[' || close == NULL || (!lenient && close[1] != '\0'))
    return NULL;
  *close = '\0';
  if ((flags & MS_INI_KDE) && (flag = strstr (line, "][$")) != NULL)
    *flag = '\0';
  return g_strstrip (line + 1);
}

static char *
separator_of (char *line, MsIniFlags flags)
{
  char *at = line + strcspn (line, (flags & MS_INI_COLON) ? "=:" : "=");
  return *at != '\0' && at != line ? at : NULL;
}

/* FALSE for a translated key. */
static gboolean
strip_key_flags (char *key)
{
  char *bracket = strchr (key, '[');

  if (bracket == NULL || bracket == key)
    return TRUE;
  *bracket = '\0';
  g_strchomp (key);
  return bracket[1] == '$';
}

static char *
strip_quotes (char *value)
{
  gsize length = strlen (value);

  if (length < 2 || strchr ("\"'`", *value) == NULL || value[length - 1] != *value)
    return value;
  value[length - 1] = '\0';
  return value + 1;
}

static void
read_key (Reader *reader, char *line, char *separator, MsIniEvent *event)
{
  *separator = '\0';
  event->kind = MS_INI_KEY;
  event->key = g_strchomp (line);
  event->value = g_strchug (separator + 1);
  if ((reader->flags & MS_INI_KDE) && !strip_key_flags (line))
    return;
  if (reader->flags & MS_INI_QUOTED)
    event->value = strip_quotes (separator + 1);
  if (!(reader->flags & MS_INI_CONTINUED))
    {
      reader->found (event, reader->data);
      return;
    }
  reader->pending = *event;
  reader->end = (char *) event->value + strlen (event->value);
}

/* The bytes between the value so far and the line that goes on with it become blanks. */
static void
continue_value (Reader *reader, char *line)
{
  char *text = g_strstrip (line);

  if (*text == '\0' || *text == '#' || *text == ';')
    return;
  memset (reader->end, ' ', (gsize) (text - reader->end));
  reader->end = text + strlen (text);
}

/* `event` knows where the line stands. */
static void
read_line (Reader *reader, char *line, MsIniEvent event)
{
  char *name, *separator;

  if (reader->pending.key != NULL && (*line == ' ' || *line == '\t'))
    {
      continue_value (reader, line);
      return;
    }
  g_strstrip (line);
  if (*line == '\0' || *line == '#' || *line == ';')
    return;
  flush (reader);
  event.section = reader->section;
  event.value = line;
  if ((name = section_of (line, reader->flags)) != NULL)
    {
      reader->section = event.section = name;
      event.kind = MS_INI_SECTION;
    }
  else if ((separator = separator_of (line, reader->flags)) != NULL)
    {
      read_key (reader, line, separator, &event);
      return;
    }
  reader->found (&event, reader->data);
}

void
ms_ini_cut (char *text, gsize length, MsIniFlags flags, MsIniFound found, gpointer data)
{
  Reader reader = { .flags = flags, .found = found, .data = data, .section = "" };
  char *at = text, *end = text + length;

  if (length >= 3 && memcmp (text, "\xef\xbb\xbf", 3) == 0)
    at += 3;
  for (guint number = 1; at < end; number++)
    {
      char *newline = memchr (at, '\n', (gsize) (end - at));
      char *stop = newline != NULL ? newline : end;

      *stop = '\0'; /* a NUL within ends the line too */
      read_line (
        &reader, at,
        (MsIniEvent){
          .line = number, .kind = MS_INI_OTHER, .begin = (gsize) (at - text), .end = (gsize) (stop - text) + (newline != NULL) });
      at = stop + 1;
    }
  flush (&reader);
}

void
ms_ini_read (const char *text, gsize length, MsIniFound found, gpointer data)
{
  g_autofree char *copy = g_malloc (length + 1);

  memcpy (copy, text, length);
  copy[length] = '\0';
  ms_ini_cut (copy, length, MS_INI_PLAIN, found, data);
}

MsFile *
ms_ini_load (const char *path, GError **error)
{
  g_autoptr (GError) problem = NULL;
  MsFile *file = ms_file_read (path, MS_INI_MAX, TRUE, &problem);

  if (problem != NULL && !g_error_matches (problem, G_IO_ERROR, G_IO_ERROR_NOT_FOUND)
      && !g_error_matches (problem, G_IO_ERROR, G_IO_ERROR_NOT_DIRECTORY))
    g_propagate_error (error, g_steal_pointer (&problem));
  return file;
}
