/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The daemon, and what it says as the window's state. Nothing here waits: the signal "changed" tells that the phase, the
 * notices or the number of checks are others.
 */
#pragma once

#include "faces/remote.h"
#include "window/data/state.h"

G_BEGIN_DECLS

#define MS_TYPE_CLIENT (ms_client_get_type ())
G_DECLARE_FINAL_TYPE (MsClient, ms_client, MS, CLIENT, GObject)

MsClient *ms_client_new (void);

/* Reaches for the daemon; D-Bus starts one that is not running. */
void ms_client_start (MsClient *client);

MsRemotePhase ms_client_get_phase (MsClient *client);
MsState *ms_client_get_state (MsClient *client);
const char *ms_client_get_problem (MsClient *client); /* why it is missing; "" if nobody said */
const char *const *ms_client_get_notices (MsClient *client);
gboolean ms_client_is_checking (MsClient *client);

/* For its methods, with their own cancellables; NULL before the first answer. */
MsDBusMailseal1 *ms_client_get_proxy (MsClient *client);

/* Looks at a server now; NULL: at all of them. A refusal is told by the signal "refused" (sentence). */
void ms_client_check (MsClient *client, MsServerItem *server);

G_END_DECLS
