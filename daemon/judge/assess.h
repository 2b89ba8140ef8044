/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Observation + memory + now -> verdict. Pure: no clock, no I/O, no GnuTLS. */
#pragma once

#include "daemon/model.h"

G_BEGIN_DECLS

/*
 * `server` may be NULL (check without settings: role user). `memory`: MsMemory* of this server, or NULL (no memory).
 * The verdict holds a copy of the observation; free it.
 */
MsVerdict *ms_assess (const MsServer *server, const MsObservation *observation, const GPtrArray *memory, gint64 now);

G_END_DECLS
