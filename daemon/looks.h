/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The looks that are under way, and who waits for them. When to look, and whether the user may have it sooner, is the ward's to
 * say; what was seen goes to whoever began this.
 */
#pragma once

#include "check/x509/trust.h"
#include "daemon/roster.h"
#include "daemon/ward.h"

G_BEGIN_DECLS

typedef struct _MsLooks MsLooks;

/* All take `data`. */
typedef struct
{
  /*
   * One is over: what was seen (may be changed), or NULL if it could not be looked at, `excuse` (NULL: none) saying why.
   * `awaited`: by the user, or it was the last one; what follows from it is not to wait. All lent.
   */
  void (*looked) (const char *url, MsObservation *observation, const char *excuse, gboolean awaited, gpointer data);
  /* And those who waited for it have heard; there is room for another one. */
  void (*over) (gpointer data);
} MsLooksEvents;

/* All of them lent. */
MsLooks *ms_looks_new (MsStore *store, const MsRoster *roster, MsWard *ward, const MsLooksEvents *events, gpointer data);
/* What is under way is let go. */
void ms_looks_free (MsLooks *looks);

/* The ward watches others than before: what is under way for those that are gone is let go. */
void ms_looks_let_go (MsLooks *looks);

/*
 * The user's own wish: a look now, as far as there is room; if one is under way, that counts. `looked` is called once: with
 * NULL when the verdict, and what follows from it, is there, else with a refusal of one sentence ("": it is not watched any
 * more). FALSE: no such server.
 */
typedef void (*MsLooked) (const char *refusal, gpointer data);
gboolean ms_looks_ask (MsLooks *looks, const char *url, MsLooked looked, gpointer data);

/* Begins what is due, as far as there is room. */
void ms_looks_begin_due (MsLooks *looks, gint64 now);
/* When (s) something is due; G_MAXINT64: not before a look is over. */
gint64 ms_looks_next (const MsLooks *looks);
gboolean ms_looks_are_over (const MsLooks *looks); /* nothing is under way */

/* What this server is judged by (lent): the authorities of the system and of the user, and what others showed. */
MsTrustStore *ms_looks_trust (MsLooks *looks, const MsServer *server);

G_END_DECLS
