/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What concerns many servers at once is the fault of none of them: interception, and this computer's clock. Pure. */
#pragma once

#include "model/alert.h"
#include "model/observation.h"
#include "check/judge/clock.h"

G_BEGIN_DECLS

/* One unknown issuer on servers that have nothing to do with each other. */
typedef struct
{
  char *issuer;     /* RFC 4514 */
  char *mark;       /* the issuer, or the one certificate that all of them show */
  const char *kind; /* static: antivirus, proxy, captive-portal, or NULL: not known */
  guint servers;
  gboolean harmless; /* it looks like the page of a captive portal, and like nothing else: no password can get there */
} MsInterception;

/*
 * A captive portal without anybody's word for it: the name service gives the address of its page for every name. Whoever wants to
 * read along would like to be taken for one, so it is one only if nothing there pretends to be a mail server:
 *  - all that answers is at one address, with one certificate, and that is for none of the names that were asked for, so that a
 *    mail program that checks certificates sends nothing there;
 *  - it is at none of the addresses where a server was ever seen under its name: who stands on the way to the real ones is none;
 *  - nothing of it greets as a mail server does, neither before TLS nor in it: a mail program waits for that greeting and sends
 *    no
 *    password without it;
 *  - since the first look of it, no server answered as it should; and it either took the place of servers that have nothing to
 *    do with each other, or spoke HTTP.
 * Who shows Mailseal a page and mail programs a mail server can tell them apart, and could as well show it the real one.
 */

/* What is common to all servers now. */
typedef struct
{
  MsBelief clock;
  guint clock_servers;      /* unrelated ones that doubt it */
  gboolean clock_unset;     /* nobody is known to set it, and nothing says that it is right */
  GPtrArray *interceptions; /* MsInterception*; never NULL */
  GStrv programs;           /* names of the mail programs that use these servers, each once; never NULL */
} MsContext;

MsContext *ms_context_new (void);
void ms_context_free (MsContext *context);
gboolean ms_context_equal (const MsContext *a, const MsContext *b);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (MsContext, ms_context_free)

/*
 * `standings`: MsStanding*, those not looked at yet without a verdict. `surroundings` may be NULL: nothing is known of them.
 * `alerts`: MsAlert*, those that are open tell who is known to intercept; may be NULL.
 */
MsContext *ms_correlate (const GPtrArray *standings, const MsSurroundings *surroundings, const GPtrArray *alerts, gint64 now);

/* The interception that this address shows, or NULL. `context` may be NULL. */
const MsInterception *ms_context_interception (const MsContext *context, const MsSighting *sighting);

G_END_DECLS
