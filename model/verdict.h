/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What is to be said of one server, and how a watched one stands. */
#pragma once

#include "model/finding.h"
#include "model/observation.h"
#include "model/server.h"

G_BEGIN_DECLS

/* What is to be said of one server. */
typedef struct
{
  MsObservation *observation;
  gint64 now;       /* judged as of */
  MsSeverity state; /* OK, NOTICE, WARNING, CRITICAL or UNKNOWN */
  MsSafe safe;
  GPtrArray *findings; /* MsFinding*, in the order of B2: [0] is the one to act on */
  gboolean elsewhere;  /* seen at no address where this server was ever seen under its name, though there are such */
  gint64 renewal;      /* when an ordinary renewal is to be expected, or was; 0: unknown */
} MsVerdict;

MsVerdict *ms_verdict_new (void);
void ms_verdict_free (MsVerdict *verdict);
/* The first of its findings of this code, lent; NULL: none. Also of NULL. */
MsFinding *ms_verdict_finding (const MsVerdict *verdict, MsCode code);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (MsVerdict, ms_verdict_free)

/* A watched server and how it stands. Both are the holder's. */
typedef struct
{
  const MsServer *server;
  const MsVerdict *verdict; /* NULL: not looked at yet */
  gboolean stale;           /* the verdict is of earlier: shown, but nothing is told by it */
} MsStanding;

G_END_DECLS
