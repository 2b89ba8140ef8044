/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "daemon/store/lock.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gstdio.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

/* Is what this descriptor is open for still found under this name? */
static gboolean
is_at (int fd, const char *path)
{
  GStatBuf there;
  struct stat ours;

  return fstat (fd, &ours) == 0 && g_stat (path, &there) == 0 && ours.st_dev == there.st_dev && ours.st_ino == there.st_ino;
}

/*
 * Where not even a file for it can be opened, nothing can be written either, and there is nothing that two could undo for each
 * other.
 */
gboolean
ms_lock_claim (const char *folder, int *fd, int *ret_holder)
{
  g_autofree char *path = g_build_filename (folder, "mailseald.lock", NULL);
  g_autofree char *own = g_strdup_printf ("%-10d\n", (int) getpid ()); /* of one length, so that a full disk has room for it */
  char text[12] = "";
  int file;

  if (*fd >= 0 && is_at (*fd, path))
    return TRUE;
  if (*fd >= 0)
    close (*fd); /* somebody took the file away: it locks nobody out any more */
  *fd = -1;
  file = open (path, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK, 0600);
  if (file < 0)
    file = open (path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK);
  if (file < 0)
    return TRUE;
  if (flock (file, LOCK_EX | LOCK_NB) != 0 && errno == EWOULDBLOCK)
    {
      *ret_holder = read (file, text, sizeof text - 1) > 0 ? (int) g_ascii_strtoll (text, NULL, 10) : 0;
      close (file);
      return FALSE;
    }
  if (pwrite (file, own, strlen (own), 0) < 0)
    g_debug ("%s: %s", path, g_strerror (errno)); /* then it is not known who has it, and had all the same */
  *fd = file;
  return TRUE;
}
