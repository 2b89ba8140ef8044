/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What stands in our settings files, and where: the one reader, for whoever uses it (settings) and whoever changes it (edit). */
#pragma once

#include "config/keys.h"
#include "config/settings.h"

G_BEGIN_DECLS

/* A line of a section that is neither blank nor a comment. */
typedef struct
{
  const MsKey *key; /* NULL: no setting of this section */
  char *value;      /* FILE: absolute; NULL: wrong, it does not count; a wrong Target counts as an empty one */
  guint line;
  gsize begin, end; /* its place in the file, the line end included */
} MsSetting;

typedef struct
{
  char *name; /* of a server, without userinfo; NULL: [Mailseal] */
  char *file;
  guint line;
  gsize begin, end;    /* of its header */
  GPtrArray *settings; /* MsSetting*, as they stand there; the last one of a key wins */
  MsTarget *target;    /* of a server: what its last Target says, NULL if that is nothing */
  char *url;           /* of the target, or NULL */
} MsSection;

typedef struct
{
  GPtrArray *sections; /* MsSection*, as they are read: the later wins */
  GPtrArray *problems; /* MsProblem*: at most a hundred, and a line that says how many more there are */
  GPtrArray *files;    /* char*: those that are there */
  gboolean cut;        /* there are too many lines, and some were not read */
} MsSections;

/* As ms_settings_load(); the file at `path`, if it is one of them, is taken to hold `text`. path NULL: none. */
MsSections *ms_sections_load (const char *const *folders, const char *path, const GString *text);
void ms_sections_free (MsSections *sections);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (MsSections, ms_sections_free)

/* The setting of this section that holds; NULL if there is none. */
const MsSetting *ms_section_setting (const MsSection *section, const char *key);
/* The same of all sections of a server, or of [Mailseal] (url NULL); *ret_section: where it stands. */
const MsSetting *ms_sections_setting (const MsSections *all, const char *url, const char *key, const MsSection **ret_section);
/* The settings that this makes. The problems become theirs. */
MsSettings *ms_sections_apply (MsSections *all);

G_END_DECLS
