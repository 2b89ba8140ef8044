/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What is asked of the daemon from outside (B6, B8), put to the engine, the settings and the store. */
#pragma once

#include "daemon/service/bus.h"
#include "daemon/engine.h"

G_BEGIN_DECLS

typedef struct
{
  MsEngine *engine;
} MsRequests;

/* The table for ms_bus_new; its `data` is an MsRequests*, filled in before the first call. */
extern const MsBusOps ms_requests_ops;

/* The locale kept in the store by SetLocale, if the environment names none. */
void ms_requests_apply_locale (MsEngine *engine);

G_END_DECLS
