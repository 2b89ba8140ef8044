/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A tolerant, line-oriented reader of ini files: one odd line never ends the file. Used for our settings, later for others'. */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

typedef struct {
  guint line; /* 1-based */
  enum { MS_INI_SECTION, MS_INI_KEY, MS_INI_OTHER } kind; /* OTHER: neither section, key, comment nor blank */
  const char *section; /* "" before the first; bytes as in the file */
  const char *key;     /* KEY only */
  const char *value;   /* KEY: without blanks around it; OTHER: the line */
} MsIniEvent;

typedef void (*MsIniFound) (const MsIniEvent *event, gpointer data);

/* Reads text (a BOM, CR LF and NULs are taken in their stride). Comments begin a line with # or ;. */
void ms_ini_read (const char *text, gsize length, MsIniFound found, gpointer data);

/* A regular file of at most 4 MiB, opened so that a FIFO cannot hang us. NULL and *error if it is none; NULL without error if missing. */
char *ms_ini_load (const char *path, gsize *ret_length, GError **error);

G_END_DECLS
