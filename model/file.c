/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "model/file.h"

#include <glib/gi18n.h>
#include <sys/stat.h>

char *
ms_file_fault (const struct stat *info, gsize max)
{
  if (S_ISDIR (info->st_mode))
    return g_strdup (_ ("it is a folder"));
  if (!S_ISREG (info->st_mode))
    return g_strdup (_ ("it is no ordinary file"));
  return info->st_size > (goffset) max ? g_strdup_printf (_ ("it is larger than %u MiB"), (guint) (max >> 20)) : NULL;
}
