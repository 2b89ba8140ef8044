/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cli/lines.h"

#include "model/text.h"

#include <errno.h>
#include <glib-unix.h>
#include <glib/gi18n.h>
#include <string.h>
#include <unistd.h>

struct _MsLines
{
  int fd;
  MsLinesReady ready;
  gpointer data;
  GString *buffer;   /* bytes read and not given out; at most a line and a block */
  gboolean skipping; /* the rest of a line that was too long */
  gboolean ended;
  char *error;
  guint source;
};

MsLines *
ms_lines_new (int fd, MsLinesReady ready, gpointer data)
{
  MsLines *lines = g_new0 (MsLines, 1);
  lines->fd = fd;
  lines->ready = ready;
  lines->data = data;
  lines->buffer = g_string_new (NULL);
  return lines;
}

void
ms_lines_free (MsLines *lines)
{
  if (lines == NULL)
    return;
  g_clear_handle_id (&lines->source, g_source_remove);
  g_string_free (lines->buffer, TRUE);
  g_free (lines->error);
  g_free (lines);
}

static gboolean
readable_cb (int fd, GIOCondition condition, gpointer data)
{
  MsLines *lines = data;
  char block[MS_LINE_MAX];
  ssize_t n = read (fd, block, sizeof block);

  if (n < 0 && (errno == EINTR || errno == EAGAIN))
    return G_SOURCE_CONTINUE;
  if (n < 0)
    lines->error = g_strdup (g_strerror (errno));
  lines->ended = n <= 0;
  if (n > 0)
    g_string_append_len (lines->buffer, block, n);
  lines->source = 0;
  lines->ready (lines->data);
  return G_SOURCE_REMOVE;
}

/* What a faulty line begins with. Of one that is too long an @ may come yet, and make a password of what is here. */
static char *
shown (const char *line, gsize length)
{
  g_autoptr (GString) worst = g_string_new_len (line, (gssize) length);

  if (length > MS_LINE_MAX)
    g_string_append_c (worst, '@');
  return ms_has_userinfo (worst->str, (gssize) worst->len) ? ms_shown (worst->str, (gssize) worst->len, 80)
                                                           : ms_visible (line, (gssize) length, 80);
}

/* Gives out the first `length` bytes of the buffer and drops `used`. */
static MsLinesState
take (MsLines *lines, gsize length, gsize used, char **ret_line, char **ret_fault)
{
  if (length > 0 && lines->buffer->str[length - 1] == '\r')
    length--;
  *ret_fault = NULL;
  if (length > MS_LINE_MAX)
    *ret_fault = g_strdup_printf (_ ("The line is longer than %d bytes."), MS_LINE_MAX);
  else if (memchr (lines->buffer->str, '\0', length) != NULL)
    *ret_fault = g_strdup (_ ("The line has a zero byte in it."));
  *ret_line = *ret_fault != NULL ? shown (lines->buffer->str, length) : g_strndup (lines->buffer->str, length);
  g_string_erase (lines->buffer, 0, (gssize) used);
  return MS_LINES_LINE;
}

MsLinesState
ms_lines_next (MsLines *lines, char **ret_line, char **ret_fault)
{
  const char *end = memchr (lines->buffer->str, '\n', lines->buffer->len);

  if (lines->skipping)
    {
      g_string_erase (lines->buffer, 0, end != NULL ? end + 1 - lines->buffer->str : -1);
      lines->skipping = end == NULL;
      end = memchr (lines->buffer->str, '\n', lines->buffer->len);
    }
  if (end != NULL)
    return take (lines, (gsize) (end - lines->buffer->str), (gsize) (end + 1 - lines->buffer->str), ret_line, ret_fault);
  if (lines->buffer->len > MS_LINE_MAX + 1)
    {
      lines->skipping = TRUE;
      return take (lines, lines->buffer->len, lines->buffer->len, ret_line, ret_fault);
    }
  if (lines->ended && lines->buffer->len > 0)
    return take (lines, lines->buffer->len, lines->buffer->len, ret_line, ret_fault);
  if (lines->error != NULL)
    {
      *ret_line = g_strdup ("-");
      *ret_fault = g_strdup_printf (_ ("Standard input cannot be read: %s."), lines->error);
      g_clear_pointer (&lines->error, g_free);
      return MS_LINES_LINE;
    }
  if (lines->ended)
    return MS_LINES_END;
  if (lines->source == 0)
    lines->source = g_unix_fd_add (lines->fd, G_IO_IN | G_IO_HUP | G_IO_ERR | G_IO_NVAL, readable_cb, lines);
  return MS_LINES_WAIT;
}
