/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A home of its own for a test, and what is found in it. */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

char *ms_home_new (void);               /* an empty folder; free it */
void ms_home_remove (const char *home); /* with everything in it */
/* Writes a file of length bytes (-1: a string), folders as needed. */
void ms_home_write (const char *home, const char *path, const char *bytes, gssize length);
/* What clients say: "protocol host port security [off] [unchecked]", one a line, sorted. */
char *ms_home_servers (const char *home, const char *config);

G_END_DECLS
