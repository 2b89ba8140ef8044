/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One target looked at and judged: what the CLI, the exporter and the engine share. */
#pragma once

#include "check/probe/probe.h"
#include "check/x509/trust.h"

G_BEGIN_DECLS

typedef struct _MsCheck MsCheck;

typedef struct
{
  MsProbeOptions probe;
  gint64 at; /* judge as of; 0: now */
} MsCheckOptions;

/* The observation is examined (x509), unless there is no trust store, and the callee's to keep. */
typedef void (*MsCheckDone) (MsObservation *observation, gpointer data);

/* `done` as in MsProbeDone; the handle is valid until then, and so must `trust` (may be NULL) be. `now`: the real time (s). */
MsCheck *ms_check_start (const MsTarget *target, MsTrustStore *trust, const MsCheckOptions *options, gint64 now, MsCheckDone done,
                         gpointer data);
/* `done` is not called any more, and `trust` may go at once. */
void ms_check_cancel (MsCheck *check);

/* Why this target could not be looked at, which says nothing about it: a sentence, to be freed. NULL: it was looked at. */
char *ms_check_excuse (const MsObservation *observation);

G_END_DECLS
