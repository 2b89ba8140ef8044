/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Observation + memory + now -> verdict. Pure: no clock, no I/O, no GnuTLS. */
#pragma once

#include "model/history.h"
#include "model/observation.h"
#include "model/server.h"
#include "model/verdict.h"
#include "check/judge/correlate.h"

G_BEGIN_DECLS

/*
 * `server` may be NULL (check without settings: role user). `history`: what is remembered of this server, or NULL.
 * The verdict holds a copy of the observation; free it.
 */
MsVerdict *ms_assess (const MsServer *server, const MsObservation *observation, const MsHistory *history, gint64 now);

/* The same where many servers are looked at: what concerns all of them is not blamed on this one. `context` may be NULL. */
MsVerdict *ms_assess_within (const MsContext *context, const MsServer *server, const MsObservation *observation,
                             const MsHistory *history, gint64 now);

G_END_DECLS
