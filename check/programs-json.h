/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Forecasts -> the `programs` of B10. */
#pragma once

#include "programs/programs.h"

#include "check/json.h"

G_BEGIN_DECLS

/* What each of these programs (const MsProgram*) does with this server: a JSON array. */
JsonNode *ms_programs_json (const GPtrArray *programs, const MsObservation *observation, gint64 now);

G_END_DECLS
