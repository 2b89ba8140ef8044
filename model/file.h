/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Files that others wrote, read into memory as a whole and never without a bound. */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

#define MS_CA_FILE_MAX (8 * 1024 * 1024) /* bytes */

typedef struct
{
  char *bytes;           /* ours to cut up; bytes[length] is 0, NULs within are possible */
  gsize length;          /* at most `max` */
  gboolean cut;          /* there is more of it */
  guint64 device, inode; /* where it lies: two names may be one file */
} MsFile;

/*
 * The first `max` bytes (some MiB; at most 64 KiB of what the kernel makes up) of an ordinary file; symbolic links are followed,
 * a FIFO or a device cannot hang us. NULL and *error (G_IO_ERROR; half a sentence: "it is a folder") if it cannot be read; with
 * `whole` also if it is larger.
 */
MsFile *ms_file_read (const char *path, gsize max, gboolean whole, GError **error);
void ms_file_free (MsFile *file); /* wipes it: passwords may stand in there; may be NULL */
G_DEFINE_AUTOPTR_CLEANUP_FUNC (MsFile, ms_file_free)

G_END_DECLS
