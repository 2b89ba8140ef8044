/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a code, or the wording of a mail program, means: `mailseal explain`. Pure. */
#pragma once

#include "model/finding.h"
#include "model/refusal.h"

G_BEGIN_DECLS

/*
 * The codes that a text may stand for, the most likely first: a code's own name, or words that mail programs use ("target
 * principal name"), whatever their case and punctuation. Several where one wording has several causes; empty if nobody says
 * that. MsCode, free the array. *ret_refusal: with client-refuses among them, why; may be NULL.
 */
GArray *ms_explain_find (const char *text, MsRefusal *ret_refusal);

/* What the code means, on an example: title, text, advice, whose move it is, whether it is safe to go on, details; free it. */
char *ms_explain_code (MsCode code, MsRefusal refusal);

G_END_DECLS
