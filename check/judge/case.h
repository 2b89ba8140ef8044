/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Room of assess: one server that is being judged, and the findings about it so far. */
#pragma once

#include "check/judge/correlate.h"
#include "check/judge/habit.h"
#include "model/history.h"
#include "model/server.h"
#include "model/verdict.h"

G_BEGIN_DECLS

/* What the rules look at, and where they put what they find. */
typedef struct
{
  const MsContext *context; /* may be NULL */
  const MsServer *server;   /* may be NULL */
  const MsHistory *history; /* may be NULL */
  const MsObservation *observation;
  gint64 now;
  gboolean any_verdict; /* some address answered in a way that can be judged */
  MsVerdict *verdict;
} MsCase;

/* Whose move a finding of this code is: who runs the server is told of it as his own. */
MsWho ms_case_who (const MsCase *c, MsCode code);

/*
 * The finding to fill for this address: a new one, or NULL when an equal one (code, severity and `kind`) is there already;
 * the address is then added to that one. `kind_key` may be NULL.
 */
MsFinding *ms_case_found (MsCase *c, MsCode code, MsSeverity severity, const char *kind_key, const char *kind,
                          const MsSighting *sighting);

/* When this one is usually renewed, by what is remembered of the address. */
MsHabit ms_case_habit (const MsCase *c, const MsSighting *sighting, const MsCertificate *leaf);

/* ---- the rules, a file each ---- */

/* What one address shows of its certificate. */
void ms_case_judge_certificate (MsCase *c, const MsSighting *sighting);

/* What mail programs refuse although nothing else is wrong at this address. After all that is judged of the address itself. */
void ms_case_judge_programs (MsCase *c, const MsSighting *sighting);

/* Of the account, and what was tried out: explains findings. Last, since it needs all of them. */
void ms_case_judge_account (MsCase *c);
void ms_case_use_hints (MsCase *c);

G_END_DECLS
