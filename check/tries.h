/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Several targets, each looked at by a check of its own: all at once, or one after the other. */
#pragma once

#include "check/check.h"

G_BEGIN_DECLS

typedef struct _MsTries MsTries;

typedef struct
{
  MsCheckOptions check; /* of each; what it lends must live until `over` */
  guint in_turn_ms;     /* 0: all at once. Else one after the other within this time: each has its share of what is left of it */
  const GPtrArray *known; /* MsObservation*: what is among these is not looked at again; lent; may be NULL */
} MsTriesOptions;

/*
 * The i-th target was looked at; they come in any order if they are tried at once. The observation is the callee's to keep.
 * TRUE: that is enough, and no other one is begun. Not the place to cancel.
 */
typedef gboolean (*MsTried) (MsObservation *observation, guint i, gpointer data);

/*
 * `targets`: MsTarget*, of which a reference is taken; `trust` as in ms_check_start. Everything is called from the main loop,
 * not here: `tried` for each target, unless it was enough or there was no time left, then `over` once. The handle is valid
 * until `over`.
 */
MsTries *ms_tries_start (GPtrArray *targets, MsTrustStore *trust, const MsTriesOptions *options, gint64 now, MsTried tried,
                         void (*over) (gpointer data), gpointer data);
/* Nothing is called any more, and `trust` may go at once. NULL is fine. */
void ms_tries_cancel (MsTries *tries);

G_END_DECLS
