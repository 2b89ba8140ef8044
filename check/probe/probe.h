/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Looks at one target: resolves its name, and at every address talks the protocol up to TLS, takes the certificates,
 * says goodbye. Judges nothing, verifies nothing, logs nothing, never logs in. Runs on the thread-default main context.
 */
#pragma once

#include "model/observation.h"

G_BEGIN_DECLS

typedef struct _MsProbe MsProbe;

typedef struct
{
  guint timeout_ms;    /* for the whole target, name look-up included */
  gboolean transcript; /* fill MsSighting.transcript */
  gboolean patient;    /* an address that has begun to greet may take twice the time */
  const char *address; /* look at this IP address only, as if the name had no other; NULL: at all of them */
  /* Those of the name's addresses for which this says no are left alone; with none left the outcome is CANCELLED. NULL: all. */
  gboolean (*admits) (const char *address, gconstpointer data);
  gconstpointer admits_data; /* lent, until `done` */
} MsProbeOptions;

/*
 * Called once, from the main loop and never from within ms_probe_start, as soon as every address has an outcome, unless
 * cancelled; the observation is the callee's to keep. CANCELLED with the reason `room`: there was no room here for any
 * connection.
 */
typedef void (*MsProbeDone) (MsObservation *observation, gpointer data);

/*
 * `now` (s) is written into the observation. The handle is valid until `done` is called. Goodbyes may be said after that, for 3
 * s at most.
 */
MsProbe *ms_probe_start (const MsTarget *target, const MsProbeOptions *options, gint64 now, MsProbeDone done, gpointer data);
void ms_probe_cancel (MsProbe *probe); /* `done` is not called any more */

/* For the end of a process: runs the main loop until all probes are done, and then until all goodbyes are said: these for so many
 * ms at most. */
void ms_probe_drain (guint ms);

G_END_DECLS
