/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A server that the user wants to be watched, put into the settings. */
#pragma once

#include "daemon/service/bus.h"
#include "daemon/engine.h"

G_BEGIN_DECLS

/* `text`: a target; of a bare host those of its usual services that answer. The reply is a JSON array of the URLs added. */
void ms_add (MsEngine *engine, const char *text, MsReply *reply);

G_END_DECLS
