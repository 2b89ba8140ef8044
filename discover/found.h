/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What `mailseal discover --json` prints, read again. */
#pragma once

#include "discover/rules.h"

G_BEGIN_DECLS

/* MsFound*, the preferred first; lines that are none of it are passed over. */
GPtrArray *ms_found_read (const char *lines);

G_END_DECLS
