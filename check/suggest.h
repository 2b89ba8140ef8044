/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * One target looked at, and what is wrong with it looked into: is there a better name, does another port work, did another
 * service of the host get the renewed certificate, does the hosts file lead astray? What it finds it has tried out, and puts
 * into the observation's hints; judging them is assess's. Everything happens on the thread-default main context.
 */
#pragma once

#include "check/check.h"

G_BEGIN_DECLS

typedef struct _MsDoctor MsDoctor;

typedef struct
{
  MsCheckOptions check;
  gboolean suggest;              /* look for better names, ports and sibling services; the hosts file is looked at always */
  const MsObservation *previous; /* if it shows the same trouble, its hints hold and nothing is tried again; lent; may be NULL */
} MsDoctorOptions;

/*
 * A check, and then what its findings call for, all within the check's timeout. `store` must live until `done`. `done` and
 * `gone` as in MsCheckDone and MsProbeGone.
 */
MsDoctor *ms_doctor_visit (const MsTarget *target, MsTrustStore *store, const MsDoctorOptions *options, gint64 now,
                           MsCheckDone done, MsProbeGone gone, gpointer data);

/*
 * The same for an observation that is there already (taken), with `left_ms` to go. `known`: MsObservation* of other services of
 * the same host, lent; what is among them is not looked at again.
 */
MsDoctor *ms_doctor_consult (MsObservation *observation, const GPtrArray *known, MsTrustStore *store,
                             const MsDoctorOptions *options, guint left_ms, gint64 now, MsCheckDone done, MsProbeGone gone,
                             gpointer data);

/* `done`, if it has not been called yet, comes from the main loop: with the check's CANCELLED, or with what was found so far. */
void ms_doctor_cancel (MsDoctor *doctor);

G_END_DECLS
