/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The only room with sentences about findings (gettext). Code + facts -> words anybody understands. Pure. */
#pragma once

#include "programs/programs.h"
#include "model/alert.h"
#include "model/verdict.h"

G_BEGIN_DECLS

typedef struct
{
  char *title;
  char *text;
  char *brief; /* its first sentence, for where there is no room */
  char *advice;
  char *details; /* the technical terms */
} MsWords;

MsWords *ms_words (const MsVerdict *verdict, const MsFinding *finding);
/* The same with the advice for who runs the server. */
MsWords *ms_words_for_admin (const MsVerdict *verdict, const MsFinding *finding);
void ms_words_free (MsWords *words);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (MsWords, ms_words_free)

/* One sentence each: whose move it is, and whether it is safe to go on. */
const char *ms_words_who (MsWho who);
const char *ms_words_safe (MsSafe safe);
/* What a mail program does, behind its name: "connects". */
const char *ms_words_reaction (MsReaction reaction);

/* One sentence for one server: its first finding, or that all is well and until when. */
char *ms_words_summary (const MsVerdict *verdict);
/*
 * Fills title, text and advice, and what they are made of, of an alert that concerns `standing` first, and all of
 * alert->servers. `standings`: all watched.
 */
void ms_words_alert (const GPtrArray *standings, const MsStanding *standing, const MsFinding *finding, MsAlert *alert);
/* One sentence for all of them: the worst thing. `standings`: MsStanding*; free it. */
char *ms_words_overview (const GPtrArray *standings);

G_END_DECLS
