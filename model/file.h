/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Files that others wrote. */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

#define MS_CA_FILE_MAX (8 * 1024 * 1024) /* bytes */

/* Why what was opened is not read as a file, half a sentence ("it is a folder"), or NULL; free it. `max`: MiB in bytes. */
struct stat;
char *ms_file_fault (const struct stat *info, gsize max);

G_END_DECLS
