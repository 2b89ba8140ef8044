/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

typedef struct _MsResolve MsResolve;

/* `addresses`: GInetAddress*, each once, in the order of the resolver; or NULL, and `error` says why. Both are lent. */
typedef void (*MsResolved) (const GPtrArray *addresses, const char *error, gpointer data);

/*
 * Looks a host up as the mail client does (getaddrinfo: hosts file, DNS, mDNS), in at most 4 threads of our own, so that a
 * dead resolver blocks nothing else of the process. Address literals need no look-up. `resolved` is called once, from the
 * main context of the caller, unless cancelled.
 */
MsResolve *ms_resolve_start (const char *host, MsResolved resolved, gpointer data);
/* `resolved` is not called any more; the thread may be stuck for a while and is not waited for. */
void ms_resolve_cancel (MsResolve *resolve);

G_END_DECLS
