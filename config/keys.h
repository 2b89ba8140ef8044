/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The keys of mailseal.conf (B5), a row each, and what may be their values. For the rooms of config that read and write them. */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

typedef enum
{
  MS_KIND_DURATION,
  MS_KIND_BOOLEAN,
  MS_KIND_TEXT,
  MS_KIND_FILE,
  MS_KIND_CHOICE,
  MS_KIND_TARGET,
  MS_KIND_ACCEPTANCE
} MsKind;

typedef struct
{
  gboolean server; /* of a [Server ...] section, else of [Mailseal] */
  const char *name;
  MsKind kind;
  const char *value;   /* the default; for servers "" inherits */
  const char *choices; /* CHOICE: separated by |; DURATION of [Mailseal], for servers, too: the shortest|the longest */
} MsKey;

const MsKey *ms_key_find (gboolean server, const char *name); /* in any letter case; NULL if there is none */
/* What is wrong with the value, half a sentence, or NULL; free it. A relative FILE is beside `file`. */
char *ms_key_fault (const MsKey *key, const char *value, const char *file);
/* The same of a value that a program wants to write: Target and Accept are not set in this way. */
char *ms_key_fault_of_change (gboolean server, const char *name, const char *value, const char *file);
char *ms_key_path (const char *value, const char *file); /* of a FILE: absolute; free it */
/*
 * A name or a reason, without the userinfo that may be in it: free text such as "work: anna@example.org" looks like some. Free
 * it.
 */
char *ms_free_text (const char *text);
gboolean ms_key_duration (const MsKey *key, const char *value, guint *ret_seconds); /* FALSE: it is none, or out of its bounds */
gboolean ms_boolean_parse (const char *text, gboolean *ret_value);

G_END_DECLS
