/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Asks for the servers of a domain (B7): our table, then DNS, then the provider's own web host, then, if wanted, the usual names.
 * Nobody learns more than the domain, and nobody but DNS and the provider learns that. */
#pragma once

#include "discover/rules.h"

G_BEGIN_DECLS

#define MS_SEARCH_MS 20000

typedef struct _MsSearch MsSearch;

typedef struct
{
  const char *const *ca_files; /* for https, beside the system's authorities; may be NULL */
  guint timeout_ms;            /* for all of it; what was found by then counts */
  gboolean thorough;           /* ask everybody; else only until a server that receives and one that sends are known */
  gboolean guess;              /* try the usual names if nothing else gave both */
  gboolean exchange;           /* is wanted, too: try its usual name unless DNS names one */
} MsSearchOptions;

/* `found`: MsFound*, maybe none; `notes`: sentences (char*) about what was refused. Both are the callee's to keep. */
typedef void (*MsSearched) (GPtrArray *found, GPtrArray *notes, gpointer data);

/* `domain` as from ms_discover_domain. `done` is called once, from the main loop. */
void ms_search_start (const char *domain, const MsSearchOptions *options, MsSearched done, gpointer data);

/* The same, waiting. *ret_notes is the caller's. */
GPtrArray *ms_search_run (const char *domain, const MsSearchOptions *options, GPtrArray **ret_notes);

/* What to say when nothing was found, with the first of the notes, if any; free it. */
char *ms_search_nothing (const char *domain, const GPtrArray *notes);

G_END_DECLS
