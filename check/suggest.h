/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * One target looked at, and what is wrong with it looked into: is there a better name, does another port work, did another
 * service of the host get the renewed certificate, does the hosts file lead astray, is it so on every connection? What it finds it has tried out, and puts
 * into the observation's hints; judging them is assess's. Everything happens on the thread-default main context.
 */
#pragma once

#include "check/check.h"

G_BEGIN_DECLS

typedef struct _MsSuggest MsSuggest;

typedef struct
{
  MsCheckOptions check;
  gboolean suggest;              /* look for better names, ports and sibling services; the hosts file is looked at always */
  const MsObservation *previous; /* if it shows the same trouble, its hints hold and nothing is tried again; lent; may be NULL */
} MsSuggestOptions;

/*
 * A check, and then what its findings call for, all within the check's timeout. `trust` must live until `done`, as in
 * MsCheckDone. The handle is valid until then.
 */
MsSuggest *ms_suggest_start (const MsTarget *target, MsTrustStore *trust, const MsSuggestOptions *options, gint64 now,
                             MsCheckDone done, gpointer data);

/*
 * The same for an observation that is there already (taken), with `left_ms` to go. `known`: MsObservation* of other services of
 * the same host, lent; what is among them is not looked at again.
 */
MsSuggest *ms_suggest_resume (MsObservation *observation, const GPtrArray *known, MsTrustStore *trust,
                              const MsSuggestOptions *options, guint left_ms, gint64 now, MsCheckDone done, gpointer data);

/* `done` is not called any more, and `trust` may go at once. */
void ms_suggest_cancel (MsSuggest *suggest);

G_END_DECLS
