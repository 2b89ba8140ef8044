/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Room of words: the placeholders of phrases, a row each, and what stands in their place. */
#pragma once

#include "model/verdict.h"

G_BEGIN_DECLS

/*
 * `template` (translated) with each {placeholder} filled from this finding; one that is unknown stands as its bare name. Free
 * it.
 */
char *ms_fill (const char *template, const MsVerdict *verdict, const MsFinding *finding);

char *ms_fill_date (gint64 time);      /* a day, as this language writes it; free it */
char *ms_fill_ago (gint64 days);       /* "today", "3 days ago"; free it */
char *ms_fill_days (gint64 days_left); /* "today", "tomorrow", "in 41 days", "3 days ago"; free it */

G_END_DECLS
