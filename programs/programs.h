/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What mail programs will do with a server that was looked at, and what they will say (B10). Pure. */
#pragma once

#include "programs/stacks.h"
#include "model/verdict.h"

G_BEGIN_DECLS

typedef struct
{
  const char *id;   /* as the folders of tests/import, and outlook, apple-mail, k9 */
  const char *name; /* for people, as ms_clients_title() has it */
  MsStack stack;
  const char *versions; /* for which this holds */
  gboolean asks;        /* lets the user go on where a certificate is doubtful */
  const char *button;   /* the safe one of its dialog, as it is labelled in English; NULL: it has none */
  MsQuirk quirks;
  gboolean measured; /* the real program was asked (tests/referees); else by its documents and sources */
} MsProgram;

/* The one of this id or name, whatever their case; static; NULL: there is none. */
const MsProgram *ms_program (const char *called);
/*
 * const MsProgram*, static ones in an array of the caller's: those called so by id or name (what nobody knows is left out), in
 * the order of the table; with `others`, all the rest behind them. `called` may be NULL: none.
 */
GPtrArray *ms_programs (const char *const *called, gboolean others);

typedef enum
{
  MS_REACTION_ACCEPTS,
  MS_REACTION_UNKNOWN,
  MS_REACTION_ASKS, /* the user can go on there */
  MS_REACTION_HANGS,
  MS_REACTION_REFUSES,
} MsReaction;

const char *ms_reaction_name (MsReaction reaction); /* "accepts", ... */

typedef struct
{
  const MsProgram *program;
  MsReaction reaction;
  MsCode code;       /* because of this, where it does not accept */
  MsRefusal refusal; /* with CLIENT_REFUSES */
  const char *says;  /* its words or code; NULL: not known. Static */
} MsForecast;

/* What this program does at one of the addresses. */
MsForecast ms_program_forecast_at (const MsProgram *program, const MsObservation *observation, const MsSighting *sighting,
                                   gint64 now);

/* What this program does with the worst of the addresses. Only what was seen counts, not what the user vouched for. */
MsForecast ms_program_forecast (const MsProgram *program, const MsObservation *observation, gint64 now);
const char *
ms_forecast_because (const MsForecast *forecast); /* a finding's code, or the reason of client-refuses; NULL: accepts */

G_END_DECLS
