/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What mail programs, their libraries and servers say, and what they mean by it: one table for both ways, a file a family in
 * wordings/. Pure.
 */
#pragma once

#include "model/finding.h"
#include "model/refusal.h"

G_BEGIN_DECLS

typedef enum
{
  MS_TONGUE_EN,
  MS_TONGUE_DE,
  MS_TONGUE_FR,
  MS_TONGUE_ES,
  MS_N_TONGUES
} MsTongue;

/* The same words in the languages in which they are known; NULL: not known. "…" stands for what differs: names, numbers, dates. */
typedef struct
{
  const char *words[MS_N_TONGUES];
} MsSaying;

#define MS_WORDING_CAUSES 5

typedef struct
{
  MsCode codes[MS_WORDING_CAUSES + 1]; /* the most likely first; MS_N_CODES ends them */
  MsRefusal refusal;                   /* of CLIENT_REFUSES among them */
  gboolean vague;                      /* said of many causes: beside words that are plainer it says nothing */
  const MsSaying *sayings;             /* one without any words ends them */
} MsWording;

typedef struct
{
  const char *speaker; /* a program as of programs.h, a library as of stacks.h, or who else says it (a program without a
                          book of its own says what its library says); NULL: the last one */
  const char *source;  /* where the words stand, seen in December 2026 */
  const MsWording *wordings;
  guint n;
} MsBook;

/* The families; each ended by a book without a speaker. */
extern const MsBook ms_wordings_nss[], ms_wordings_psm[], ms_wordings_gnutls[], ms_wordings_gtk[], ms_wordings_qt[],
  ms_wordings_openssl[], ms_wordings_others[], ms_wordings_microsoft[], ms_wordings_servers[];

/*
 * What `speaker` says of this cause, in `language` ("de", "fr", "es"; else English), as its dialog has it; NULL: it has no words
 * for it. Static.
 */
const char *ms_wording_says (const char *speaker, MsCode code, MsRefusal refusal, const char *language);

/*
 * What a text may be about: the wordings that it contains, the plainest first, none that is only a part of a longer one. Lent
 * pointers in an array of the caller's. Case, punctuation, names of hosts and their like do not matter. With nothing found the
 * text may be a part of a wording: that one then.
 */
GPtrArray *ms_wordings_in (const char *text);

G_END_DECLS
