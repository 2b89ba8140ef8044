/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Is another certificate an ordinary renewal or a change to tell? Pure. */
#pragma once

#include "model/finding.h"
#include "model/history.h"

G_BEGIN_DECLS

/* Adds `renewed`, `changed` or `rolled-back` (B3) for what differs between what an address shows and what it showed (MsSeen*). */
void ms_change_assess (const MsObservation *observation, const GPtrArray *memory, gint64 now, GPtrArray *findings);

/* One step from `old` to `new_` at `when`: a finding (renewed, changed), or NULL if they are the same certificate. */
MsFinding *ms_change_classify (const MsSeen *old, const MsSeen *new_, const char *host);

G_END_DECLS
