/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "discover/rules.h"

/* What was found are servers: each reads back from its URL as it is; and there are not too many. */
void fuzz_check_found (const GPtrArray *found);
