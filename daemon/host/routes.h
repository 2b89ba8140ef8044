/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The kernel's routes: is there a way out of this computer, through which router, and word when that changes. Needs no
 * privileges and no service. Nothing here waits: /proc and netlink are answered by the kernel at once.
 */
#pragma once

#include "model/surroundings.h"

G_BEGIN_DECLS

typedef struct
{
  MsConnectivity connectivity; /* FULL: some default route; LIMITED: routes, none of them default; NONE: loopback alone */
  char *router;                /* interface and address of the default route's router (IPv4 first), or NULL */
} MsRoutes;

MsRoutes *ms_routes_read (void); /* UNKNOWN if the kernel does not say; reads 64 KiB of either table at most */
MsRoutes *ms_routes_parse (const char *ipv4, const char *ipv6); /* /proc/net/route and ipv6_route; NULL: not there */
void ms_routes_free (MsRoutes *routes);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (MsRoutes, ms_routes_free)

typedef struct _MsRoutesWatch MsRoutesWatch;
typedef void (*MsRoutesChanged) (gpointer data); /* something about routes or addresses; what, ms_routes_read() tells */

/* NULL if netlink is not allowed: then there is no word of changes. */
MsRoutesWatch *ms_routes_watch_new (MsRoutesChanged changed, gpointer data);
void ms_routes_watch_free (MsRoutesWatch *watch); /* NULL is fine */

G_END_DECLS
