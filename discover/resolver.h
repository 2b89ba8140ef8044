/* SPDX-License-Identifier: GPL-3.0-or-later */
/* GIO asks for names with AI_ADDRCONFIG, which fails them all where only loopback exists; what probes ask does not. */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* From now on GIO looks hosts up as probes do (check/probe/resolve); it asks for nothing else. A look-up is not cut short. */
void ms_resolver_use (void);

G_END_DECLS
