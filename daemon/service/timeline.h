/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The history and the journal of one server as data to draw: its certificates and what happened. */
#pragma once

#include "model/verdict.h"
#include "daemon/store.h"

G_BEGIN_DECLS

/* A JSON object (see Timeline of the D-Bus interface); free it. */
char *ms_timeline_json (MsStore *store, const GPtrArray *standings, const MsStanding *standing, gint64 now);

G_END_DECLS
