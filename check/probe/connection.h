/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One address of a probe: connect, talk, TLS, greeting. Room of probe.c. */
#pragma once

#include "model/observation.h"
#include "check/probe/patience.h"

G_BEGIN_DECLS

typedef struct _MsConnection MsConnection;

typedef struct
{
  MsTarget *target;
  MsPatience *patience; /* of all connections of the target */
  gint64 early;         /* us: so long before its end this connection gives up */
  guint timeout_ms;
  gboolean transcript;
  gboolean patient;     /* with a server that has begun to greet: for as long again */
  gboolean tls_at_once; /* whatever the service: begin with TLS */
} MsConnectionOptions;

/*
 * Called once from the main loop: the sighting (lent) has its outcome (CANCELLED, `room`: there was no socket to be had), and the
 * connection is no more; what courtesy is left is not the caller's affair.
 * `silent` (may be NULL) before that, if a server that should greet first has said nothing for a quarter of the time; of a
 * service that is not known yet, after 1.5 s at most.
 */
typedef struct
{
  void (*outcome) (MsSighting *sighting, MsService service, gpointer data);
  void (*silent) (gpointer data);
} MsConnectionEvents;

/* Begins in the main loop, not here. Fills `sighting`, which must live until the outcome, as must `options`. */
MsConnection *ms_connection_start (GInetAddress *address, MsSighting *sighting, const MsConnectionOptions *options,
                                   const MsConnectionEvents *events, gpointer data);
/* Somebody else found out what speaks there: that is the outcome, unless there is one already. */
void ms_connection_end (MsConnection *connection, MsService service, MsOutcome outcome, MsReason reason, const char *speaks,
                        const char *detail);
/* The connection is no more, without a word to anybody. */
void ms_connection_cancel (MsConnection *connection);

G_END_DECLS
