/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What was found for a domain, for people and for scripts. Neither shows more of an address than its domain. */
#pragma once

#include "discover/rules.h"

G_BEGIN_DECLS

/* A line for each (lent MsFound*): what it does, the server, how it is known. */
void ms_found_print (const GPtrArray *found, const char *domain);
/* An object a line; "use": among those that ms_discover_choice gives. */
void ms_found_print_json (const GPtrArray *found, const char *domain);

G_END_DECLS
