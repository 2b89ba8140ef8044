/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Somebody else's settings file, in one buffer that is cut up in place and wiped at the end: passwords may stand beside
 * what we look for, so nothing of it is copied, printed or logged, and readers keep pointers into it only.
 */
#pragma once

#include "config/ini.h"

G_BEGIN_DECLS

typedef struct
{
  char *bytes;  /* without a BOM; bytes[length] is 0 */
  gsize length; /* NULs within are possible */
  MsFile *file; /* where they lie */
} MsText;

/* NULL if it is no ordinary file, cannot be read, or is larger than MS_INI_MAX. */
MsText *ms_text_load (const char *path);
void ms_text_free (MsText *text); /* wipes it */
G_DEFINE_AUTOPTR_CLEANUP_FUNC (MsText, ms_text_free)

/* The next line from *at on (begin with 0), in place, without its end; NULL after the last. A NUL ends a line's text. */
char *ms_text_line (MsText *text, gsize *at);

/* "true", "yes", "on", "1" and their opposites in any letter case; `otherwise` for everything else and NULL. */
gboolean ms_is_true (const char *value, gboolean otherwise);
/* A port as number or well-known name; 0 if it is none, or NULL. */
guint ms_port (const char *value);

/* ---- ini files as sections ---- */

typedef struct
{
  const char *name;
  GPtrArray *pairs; /* key, value, key, value; in the text */
} MsIniSection;

/*
 * MsIniSection* in the order of the file, sections of equal name joined; only `keys` (NULL-terminated, any letter case) are
 * kept. Lives no longer than the text.
 */
GPtrArray *ms_sections_read (MsText *text, MsIniFlags flags, const char *const *keys);
const MsIniSection *ms_sections_find (const GPtrArray *sections, const char *name); /* NULL if there is none; any letter case */
const char *ms_section_get (const MsIniSection *section, const char *key); /* the last one wins; NULL: not set, or section NULL */
gboolean ms_section_is (const MsIniSection *section, const char *key, gboolean otherwise); /* ms_is_true of it */

G_END_DECLS
