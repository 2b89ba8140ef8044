/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Questions to the name service, each in one of at most 4 threads of our own, so that a dead resolver blocks nothing else. */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

typedef struct _MsResolve MsResolve;

/* `found`: what the look-up gives, at least one; or NULL, and `error` says why. Both are lent. */
typedef void (*MsResolved) (const GPtrArray *found, const char *error, gpointer data);

/*
 * Looks a host up as the mail client does (getaddrinfo: hosts file, DNS, mDNS): GInetAddress*, each once, in the order of the
 * resolver. Address literals need no look-up. `resolved` is called once, from the main context of the caller, unless cancelled.
 */
MsResolve *ms_resolve_start (const char *host, MsResolved resolved, gpointer data);

/*
 * Any other question: `look_up` runs in a thread, and gives an array (with a free function) or NULL, errno, and *ret_error (or
 * not).
 */
typedef GPtrArray *(*MsLookUp) (const char *name, int type, char **ret_error);
MsResolve *ms_resolve_ask (MsLookUp look_up, const char *name, int type, MsResolved resolved, gpointer data);

/* While `resolved` is called: when (monotonic, us) the answer was there. */
gint64 ms_resolve_answered (const MsResolve *resolve);
/* Is there no answer, so far, because this computer has no room to ask (room.h)? It is tried again for 2 s. */
gboolean ms_resolve_is_short (const MsResolve *resolve);

/* `resolved` is not called any more; the thread may be stuck for a while and is not waited for. NULL is fine. */
void ms_resolve_cancel (MsResolve *resolve);

G_END_DECLS
