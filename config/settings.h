/* SPDX-License-Identifier: GPL-3.0-or-later */
/* mailseal.conf (B5): read once into a value that is const from then on. A wrong line is a problem, never an error. */
#pragma once

#include "model/server.h"

G_BEGIN_DECLS

typedef struct
{
  char *file;
  guint line;    /* 1-based; 0: the file as a whole */
  char *message; /* one sentence: what is wrong and what is done instead */
} MsProblem;

typedef struct
{
  guint interval;      /* seconds */
  guint confirm_delay; /* seconds: so long a network-shaped problem must last before it is told */
  gboolean import_accounts;
  char *import_clients;
  char *ca_file; /* NULL if none */
  gboolean notify;
  char *tray_icon;     /* "auto", "symbolic", "color" */
  GPtrArray *servers;  /* MsServer*, defaults already filled in, sections of equal target merged, Watch=false kept */
  GPtrArray *problems; /* MsProblem*: at most a hundred, and a line that says how many more there are */
  GPtrArray *files;    /* char*: those that are there, read or not */
} MsSettings;

/* The folders that are read, the user's last (it wins): $MAILSEAL_CONFIG_DIR alone if set, else system and user. */
GStrv ms_settings_folders (void);
/* The folder that add, remove and accept write to: the last of the above. */
char *ms_settings_user_folder (void);

/*
 * Reads mailseal.conf and the *.conf files of mailseal.conf.d (by name) of each folder. Never fails; missing files are no
 * problem, and what is too much (4 MiB of a file, 10,000 files, 10,000 servers, 200,000 lines) is one.
 */
MsSettings *ms_settings_load (const char *const *folders);
void ms_settings_free (MsSettings *settings);
char *ms_problem_text (const MsProblem *problem); /* "file:line: message"; free it */
G_DEFINE_AUTOPTR_CLEANUP_FUNC (MsSettings, ms_settings_free)

/*
 * What a program decides is written to FOLDER/mailseal.conf.d/50-mailseal.conf, atomically, with everything already there kept;
 * the user's own file is never touched. What is to be written is read first as it will be read: FALSE and *error, and nothing
 * is written, if it would not have the wished effect (another file says otherwise), and if it cannot be written. add: a section
 * "Server NAME" with Target=url (an existing Watch=false for it is lifted). remove: takes that section out if it is ours; a
 * server that is watched for another reason (the user's own file, or a mail client that uses it: `imported`) gets a section
 * with Watch=false.
 */
gboolean ms_settings_add (const char *folder, const MsTarget *target, const char *name, GError **error);
gboolean ms_settings_remove (const char *folder, const MsTarget *target, gboolean imported, GError **error);
/* accept: one more "Accept=" line in the server's section of that file. */
gboolean ms_settings_accept (const char *folder, const MsTarget *target, const MsAcceptance *acceptance, GError **error);

/*
 * set: "Key=value" in the server's section of that file, or in [Mailseal] if target is NULL; pairs: key, value, ..., NULL.
 * Nothing is written if one of them is wrong (*error says which and why). Target and Accept are not set in this way.
 */
gboolean ms_settings_set (const char *folder, const MsTarget *target, const char *const *pairs, GError **error);

/* The value of an Accept= line: "HASH [until TIME] [reason]"; NULL if it is none. TIME: a date or RFC 3339. */
MsAcceptance *ms_acceptance_parse (const char *text);
char *ms_acceptance_text (const MsAcceptance *acceptance); /* free it */

/* The table of keys, for tests and documentation: the index-th key, NULL after the last. */
const char *ms_settings_key (guint index, gboolean *ret_server, const char **ret_default);

/* "90s", "15m", "6h", "30d" -> seconds; FALSE if it is no duration or outside [min, max]. */
gboolean ms_duration_parse (const char *text, guint min, guint max, guint *ret_seconds);
char *ms_duration_text (guint seconds); /* and back, in the largest unit that fits; free it */
/*
 * B6: tomorrow (at nine in the morning), renewed (G_MAXINT64), Nd, or a date (local) -> s. FALSE if it is none of them or not
 * to come.
 */
gboolean ms_until_parse (const char *until, gint64 *ret_until);

G_END_DECLS
