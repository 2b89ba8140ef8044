/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config/ini.h"

#include <errno.h>
#include <fcntl.h>
#include <gio/gio.h>
#include <glib/gi18n.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define MAX_FILE (4 * 1024 * 1024)

static void
read_line (char *line, guint number, char **section, MsIniFound found, gpointer data)
{
  MsIniEvent event = { .line = number, .kind = MS_INI_OTHER };
  char *close, *equals;

  g_strstrip (line);
  if (*line == '\0' || *line == '#' || *line == ';')
    return;
  event.value = line;
  if (*line == '[' && (close = strrchr (line, ']')) != NULL && close[1] == '\0')
    {
      g_free (*section);
      *section = g_strstrip (g_strndup (line + 1, (gsize) (close - line - 1)));
      event.kind = MS_INI_SECTION;
    }
  else if ((equals = strchr (line, '=')) != NULL && equals != line)
    {
      *equals = '\0';
      event.kind = MS_INI_KEY;
      event.key = g_strchomp (line);
      event.value = g_strchug (equals + 1);
    }
  event.section = *section;
  found (&event, data);
}

void
ms_ini_read (const char *text, gsize length, MsIniFound found, gpointer data)
{
  const char *at = text, *end = text + length;
  g_autofree char *section = g_strdup ("");

  if (length >= 3 && memcmp (text, "\xef\xbb\xbf", 3) == 0)
    at += 3;
  for (guint number = 1; at < end; number++)
    {
      const char *newline = memchr (at, '\n', (gsize) (end - at));
      gsize n = (gsize) ((newline != NULL ? newline : end) - at);
      g_autofree char *line = g_strndup (at, n); /* a NUL ends it */

      read_line (line, number, &section, found, data);
      at += n + 1;
    }
}

char *
ms_ini_load (const char *path, gsize *ret_length, GError **error)
{
  int fd = open (path, O_RDONLY | O_NONBLOCK | O_CLOEXEC);
  g_autoptr (GString) text = g_string_new (NULL);
  GError *problem = NULL;
  struct stat info;
  char buffer[8192];
  gssize n = 0;

  if (fd < 0)
    {
      if (errno != ENOENT && errno != ENOTDIR)
        g_set_error_literal (error, G_IO_ERROR, g_io_error_from_errno (errno), g_strerror (errno));
      return NULL;
    }
  if (fstat (fd, &info) != 0 || !S_ISREG (info.st_mode) || info.st_size > MAX_FILE)
    g_set_error_literal (&problem, G_IO_ERROR, G_IO_ERROR_FAILED, _ ("it is no ordinary file of less than 4 MiB"));
  else
    {
      while (text->len <= MAX_FILE && (n = read (fd, buffer, sizeof buffer)) > 0)
        g_string_append_len (text, buffer, n);
      if (n < 0)
        g_set_error_literal (&problem, G_IO_ERROR, g_io_error_from_errno (errno), g_strerror (errno));
    }
  close (fd);
  if (problem != NULL)
    {
      g_propagate_error (error, problem);
      return NULL;
    }
  *ret_length = text->len;
  return g_string_free (g_steal_pointer (&text), FALSE);
}
