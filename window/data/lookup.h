/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the user typed to add a server -> what to ask the program `mailseal`; what it prints -> what was found. Pure. */
#pragma once

#include "window/data/state.h"

G_BEGIN_DECLS

typedef enum
{
  MS_LOOKUP_NOTHING, /* what was typed is neither */
  MS_LOOKUP_ADDRESS, /* of it only the domain is used, and kept */
  MS_LOOKUP_SERVER
} MsLookup;

/* *word: the domain of an address or the server; of nothing it is a sentence that tells why, "" if nothing was typed. */
MsLookup ms_lookup (const char *typed, char **word);

typedef struct
{
  char *url, *host;
  char *service; /* "Receiving · IMAP, port 993" */
  char *source;  /* where it was found; "" if the user named it */
  char *summary; /* the verdict in one sentence; "" if there is none yet */
  MsLevel level;
  gboolean wanted; /* to be watched, if the user does not say otherwise */
} MsLookupResult;

/* One line of `discover --json` or `check --json`; NULL if it is no such line. *error: why a target could not be looked at. */
MsLookupResult *ms_lookup_read (const char *line, char **error);
void ms_lookup_result_free (MsLookupResult *found);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (MsLookupResult, ms_lookup_result_free)

/* What the program complained of, as a sentence: without its name before it; of several lines the last one. */
char *ms_lookup_complaint (const char *printed);

G_END_DECLS
