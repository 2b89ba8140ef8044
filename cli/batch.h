/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Many targets, some of them at a time: what `mailseal check` does between its options and its output. The servers of an e-mail
 * address are found first, which may take another timeout. */
#pragma once

#include "model/verdict.h"
#include "check/suggest.h"

G_BEGIN_DECLS

typedef struct
{
  MsTrustStore *trust;
  MsCheckOptions check;
  gboolean suggest;            /* look for better names, ports and sibling services */
  const char *const *ca_files; /* for https while the servers of an address are looked for; may be NULL */
  guint
    jobs; /* probes in flight, if there is room for so many; a bare host, whose services share one deadline, may take more when alone */
  const char *const *targets; /* as given; "-": standard input, a line each, read no faster than it is worked off */
  /* Called from the main loop in order of completion. */
  void (*result) (const char *line, const MsVerdict *verdict, gpointer data);
  void (*refused) (const char *line, const char *message, gpointer data); /* no target; userinfo is masked in `line` */
  void (*missed) (const char *line, const char *message, gpointer data);  /* not looked at, and that is no fault of the server */
  gpointer data;
} MsBatchOptions;

typedef struct
{
  guint waiting; /* probes in flight */
  guint done;    /* results given */
} MsBatchProgress;

/* Runs until every result was given and every goodbye said (or its time is over). `progress` is kept up to date. */
void ms_batch_run (const MsBatchOptions *options, MsBatchProgress *progress);

G_END_DECLS
