/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Do the addresses of one name agree? Pure. */
#pragma once

#include "model/finding.h"
#include "model/observation.h"

G_BEGIN_DECLS

/*
 * `mixed-addresses` (B3) if the verdicts of the addresses that answer disagree, else NULL. `findings`: what was found at each of
 * them. Different certificates without a fault are no disagreement, nor is one that merely ends sooner; an address that cannot
 * be reached or refuses to talk has no verdict. *ret_some_ok: some address is fine, so that this finding comes first.
 */
MsFinding *ms_compare_addresses (const MsObservation *observation, const GPtrArray *findings, gboolean *ret_some_ok);

G_END_DECLS
