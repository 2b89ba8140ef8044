/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The watched servers as a terminal shows them best: account by account, with what is left of each certificate. */
#pragma once

#include "cli/paint.h"

G_BEGIN_DECLS

/* `status` as of GetStatus; `now`: s. Fits paint->width columns (at least 40); signs and bars are ASCII unless `utf8`. */
char *ms_paint_board (const MsPaint *paint, JsonArray *status, gint64 now, gboolean utf8);

G_END_DECLS
