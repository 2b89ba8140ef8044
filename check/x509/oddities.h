/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What is unusual about a chain, and no fault of itself. Room of trust.c. */
#pragma once

#include "check/x509/path.h"

G_BEGIN_DECLS

/* `links`: MsLink*, the leaf first, the path that is judged. `stapled`: an OCSP answer came with it. */
MsOddity ms_oddities (const GPtrArray *links, gboolean stapled);

G_END_DECLS
