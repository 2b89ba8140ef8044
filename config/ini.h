/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A tolerant, line-oriented reader of ini files: one odd line never ends the file. Used for our settings and for mail clients'.
 */
#pragma once

#include "model/file.h"

G_BEGIN_DECLS

typedef struct
{
  guint line; /* 1-based */
  enum
  {
    MS_INI_SECTION,
    MS_INI_KEY,
    MS_INI_OTHER
  } kind;              /* OTHER: neither section, key, comment nor blank */
  const char *section; /* "" before the first; bytes as in the file */
  const char *key;     /* KEY only */
  const char *value;   /* KEY: without blanks around it; OTHER: the line */
  gsize begin, end;    /* where its line stands in the text, the line end included */
} MsIniEvent;

typedef void (*MsIniFound) (const MsIniEvent *event, gpointer data);

/* What a dialect has beyond `key=value`. */
typedef enum
{
  MS_INI_PLAIN = 0,
  MS_INI_COLON = 1 << 0,     /* "key: value" too, whichever sign comes first */
  MS_INI_CONTINUED = 1 << 1, /* a line that begins with a blank continues the value; the lines are joined by blanks */
  MS_INI_KDE = 1 << 2,       /* [group][$i] and key[$e] carry flags, key[de] is a translation (passed over) */
  MS_INI_QUOTED = 1 << 3,    /* one pair of " ' ` around the value is syntax */
} MsIniFlags;

/* Reads text (a BOM, CR LF and NULs are taken in their stride). Comments begin a line with # or ;. */
void ms_ini_read (const char *text, gsize length, MsIniFound found, gpointer data);

/*
 * The same without a copy: cuts `text` up, and the strings of the events lie in it and live as long as it.
 * text[length] must be ours to overwrite. The line of a continued value is that of its key, and so is its place.
 */
void ms_ini_cut (char *text, gsize length, MsIniFlags flags, MsIniFound found, gpointer data);

#define MS_INI_MAX (4 * 1024 * 1024) /* bytes */

/* A file of settings, no larger than that. NULL and *error if it cannot be read; NULL without error if it is not there. */
MsFile *ms_ini_load (const char *path, GError **error);

G_END_DECLS
