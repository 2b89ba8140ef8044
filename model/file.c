/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "model/file.h"

#include <errno.h>
#include <fcntl.h>
#include <gio/gio.h>
#include <glib/gi18n.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define MAX_MADE_UP 65536 /* bytes, of a file of size 0: an empty one, or one that the kernel makes up (/proc) */

/* The last error number becomes *error; NULL. */
static MsFile *
failed (GError **error)
{
  int number = errno;

  g_set_error_literal (error, G_IO_ERROR, g_io_error_from_errno (number), g_strerror (number));
  return NULL;
}

static MsFile *
read_open (int fd, gsize max, gboolean whole, GError **error)
{
  g_autoptr (MsFile) file = g_new0 (MsFile, 1);
  struct stat info;
  gssize n = 0;
  gsize bound, room;

  if (fstat (fd, &info) != 0)
    return failed (error);
  if (!S_ISREG (info.st_mode))
    {
      g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_NOT_REGULAR_FILE,
                           S_ISDIR (info.st_mode) ? _ ("it is a folder") : _ ("it is no ordinary file"));
      return NULL;
    }
  file->device = info.st_dev;
  file->inode = info.st_ino;
  bound = info.st_size > 0 ? max : MIN (max, MAX_MADE_UP);
  room = info.st_size > 0 ? MIN ((gsize) info.st_size, bound + 1) : bound + 1;
  file->bytes = g_malloc (room + 1); /* all at once: growing would leave pieces behind that nobody wipes */
  while (file->length < room && (n = read (fd, file->bytes + file->length, room - file->length)) > 0)
    file->length += (gsize) n;
  if (n < 0)
    return failed (error);
  if (whole && file->length > bound)
    {
      g_set_error (error, G_IO_ERROR, G_IO_ERROR_FAILED, _ ("it is larger than %u MiB"), (guint) (max >> 20));
      return NULL;
    }
  file->cut = file->length > bound;
  file->length = MIN (file->length, bound);
  file->bytes[file->length] = '\0';
  return g_steal_pointer (&file);
}

MsFile *
ms_file_read (const char *path, gsize max, gboolean whole, GError **error)
{
  int fd = open (path, O_RDONLY | O_NONBLOCK | O_NOCTTY | O_CLOEXEC);
  MsFile *file;

  if (fd < 0)
    return failed (error);
  file = read_open (fd, max, whole, error);
  close (fd);
  return file;
}

void
ms_file_free (MsFile *file)
{
  if (file == NULL)
    return;
  if (file->length > 0)
    explicit_bzero (file->bytes, file->length);
  g_free (file->bytes);
  g_free (file);
}
