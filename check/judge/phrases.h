/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Room of words.c: the sentences themselves. One row a code, and one more for each variant of it that needs other words; the
 * row without a variant is the code's own. {braces} are filled in from the verdict and the finding (see fill() of words.c);
 * translators may move them about.
 */
#pragma once

#include "model/finding.h"

G_BEGIN_DECLS

typedef struct
{
  MsCode code;
  const char *variant;      /* a fact or its value, a service, a severity: see choose_phrase() */
  const char *title;        /* half a sentence after the server's name */
  const char *text;         /* what it means and whether it is safe to go on; no jargon, at most three short sentences */
  const char *advice;       /* the one next step */
  const char *advice_admin; /* the same for who runs the server; NULL: no other */
  const char *details;      /* the terms an expert looks for */
} MsPhrase;

/* Those of client-refuses, in a file of their own. */
extern const MsPhrase ms_phrases_programs[];
extern const guint ms_phrases_programs_n;

const MsPhrase *ms_phrase (MsCode code, const char *variant); /* NULL if there is none; untranslated */

G_END_DECLS
