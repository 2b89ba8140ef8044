/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What makes findings of several servers, and of several days, one problem. Pure. */
#pragma once

#include "model/verdict.h"

G_BEGIN_DECLS

typedef struct
{
  char *what;       /* one line; the same for all that is of this cause */
  char *swap;       /* of a certificate in the place of a better one, whose key that is; else NULL */
  const char *leaf; /* fingerprint of the certificate, or NULL; the finding's verdict holds it */
  gboolean lasts;   /* it names a certificate or its issuer: who is back after years is the same */
  gboolean alone;   /* another cause is another problem, at the same host, too */
} MsCause;

/*
 * Expiry: the registrable domain and the day on which it ends. Trust: domain and issuer. The rest: the certificate, if there is
 * one.
 */
MsCause *ms_cause_of (const MsVerdict *verdict, const MsFinding *finding);
void ms_cause_free (MsCause *cause);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (MsCause, ms_cause_free)

/* Is it one of an alert's `causes` (lines; NULL: none)? That of a former version was the fingerprint alone. */
gboolean ms_cause_is_among (const MsCause *cause, const char *causes);
/* `causes` (may be NULL) with it, the newest last; a new string. Older ones go when there are many. */
char *ms_cause_add (const MsCause *cause, const char *causes);

G_END_DECLS
