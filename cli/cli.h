/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What main knows of the commands, and what they share. */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* B2 and B6 of the contract; `check` and `status` have the worst state instead (ms_exit_of). */
enum
{
  MS_EXIT_OK = 0,
  MS_EXIT_FAILED = 1,
  MS_EXIT_USAGE = 64,     /* EX_USAGE */
  MS_EXIT_NO_DAEMON = 69, /* EX_UNAVAILABLE */
};

/* A command: its arguments (the first is its name) -> the program's exit code. May take strings out of the vector. */
typedef int (*MsCommand) (GStrv *arguments);

int ms_cmd_check (GStrv *arguments);
int ms_cmd_status (GStrv *arguments);
int ms_cmd_watch (GStrv *arguments);
int ms_cmd_now (GStrv *arguments);
int ms_cmd_add (GStrv *arguments);
int ms_cmd_remove (GStrv *arguments);
int ms_cmd_accept (GStrv *arguments);
int ms_cmd_history (GStrv *arguments);
int ms_cmd_why (GStrv *arguments);
int ms_cmd_import (GStrv *arguments);
int ms_cmd_export (GStrv *arguments);
int ms_cmd_alerts (GStrv *arguments);
int ms_cmd_ack (GStrv *arguments);
int ms_cmd_snooze (GStrv *arguments);
int ms_cmd_explain (GStrv *arguments);
int ms_cmd_report (GStrv *arguments);
int ms_cmd_accounts (GStrv *arguments);
int ms_cmd_discover (GStrv *arguments);
int ms_cmd_doctor (GStrv *arguments);

/* Says one sentence on standard error, made visible, behind the program's name. */
void ms_complain (const char *format, ...) G_GNUC_PRINTF (1, 2);

typedef struct
{
  const char *parameters;      /* for the usage line: "TARGET…"; NULL: none */
  const char *summary;         /* one sentence */
  const char *description;     /* below the options; may be NULL */
  const GOptionEntry *entries; /* may be NULL */
  guint min, max;              /* number of arguments that are no options */
} MsUsage;

/*
 * Reads the options of a command; what is left comes as raw bytes, never NULL. NULL if that went wrong: the sentence was
 * said, the exit code is MS_EXIT_USAGE. --help prints and ends the program.
 */
GStrv ms_options_parse (const MsUsage *usage, GStrv *arguments);

G_END_DECLS
