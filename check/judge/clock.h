/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Is this computer's clock to be believed? Only what contradicts it counts against it: what servers show, and that it jumped.
 * That nobody sets it is no evidence by itself. Pure.
 */
#pragma once

#include "model/surroundings.h"

G_BEGIN_DECLS

typedef enum
{
  MS_BELIEF_OPEN,   /* nothing speaks for it or against it: believed */
  MS_BELIEF_AGREES, /* certificates of several unrelated servers fit it */
  MS_BELIEF_PROVEN, /* time servers set it, or a certificate is so new that it was not earlier, whatever the old clock said */
  MS_BELIEF_BEHIND, /* doubted: certificates begin in the future */
  MS_BELIEF_AHEAD,  /* doubted: certificates of unrelated servers are over */
  MS_BELIEF_JUMPED, /* doubted: it jumped, and by the old time a certificate would be judged otherwise */
} MsBelief;

/*
 * `standings`: MsStanding*; those that are stale bear witness only of a future that they have seen already. `surroundings` may be
 * NULL: nothing is known of them. *ret_servers: how many unrelated servers doubt the clock.
 */
MsBelief ms_clock_judge (const GPtrArray *standings, const MsSurroundings *surroundings, gint64 now, guint *ret_servers);

gboolean ms_belief_is_doubt (MsBelief belief);
const char *ms_belief_evidence (MsBelief belief); /* half a sentence for the details, untranslated; NULL: no doubt */
const char *ms_belief_notice (MsBelief belief);   /* what is held back, why, and the next step, translated; NULL: no doubt */

G_END_DECLS
