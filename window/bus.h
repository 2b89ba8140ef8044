/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The daemon, over D-Bus. Nothing here waits: what it says arrives in the state, and the signal "changed" tells that the phase,
 * the notices or the summary are others. A daemon that ends or comes back is followed.
 */
#pragma once

#include "window/data/state.h"
#include "faces/mailseal-dbus.h"

G_BEGIN_DECLS

typedef enum
{
  MS_PHASE_STARTING, /* nothing is known yet */
  MS_PHASE_READY,
  MS_PHASE_MISSING /* it is not there; what the state holds is what it said last */
} MsRemotePhase;

#define MS_TYPE_CLIENT (ms_client_get_type ())
G_DECLARE_FINAL_TYPE (MsClient, ms_client, MS, CLIENT, GObject)

MsClient *ms_client_new (void);

/* Reaches for the daemon; D-Bus starts one that is not running. */
void ms_client_start (MsClient *client);

MsRemotePhase ms_client_get_phase (MsClient *client);
MsState *ms_client_get_state (MsClient *client);
const char *ms_client_get_problem (MsClient *client); /* why it is missing; "" if nobody said */
const char *ms_client_get_summary (MsClient *client); /* one sentence for all servers; "" until there is one */
const char *const *ms_client_get_notices (MsClient *client);
gboolean ms_client_is_checking (MsClient *client);

/* For its methods, with their own cancellables; NULL before the first answer. */
MsDBusMailseal1 *ms_client_get_proxy (MsClient *client);

/* Looks at a server now; NULL: at all of them. A refusal is told by the signal "refused" (sentence). */
void ms_client_check (MsClient *client, MsServerItem *server);

/* What a daemon answered instead of a result, as a sentence for people. */
char *ms_client_sentence (const GError *error);

G_END_DECLS
