/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "daemon/host/routes.h"

#include "model/file.h"

#include <arpa/inet.h>
#include <errno.h>
#include <glib-unix.h>
#include <linux/netlink.h>
#include <linux/rtnetlink.h>
#include <net/route.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#define MAX_TABLE ((gsize) 65536) /* default routes come first in both tables */
#define MAX_NEWS  1000            /* messages taken in one go; the rest wakes us again */

/* ---- the tables ---------------------------------------------------------------------------------------------- */

typedef struct
{
  gboolean local; /* a route that leads beyond loopback */
  gint64 rank;    /* of the router: the lowest wins */
  char *router;
} Found;

static void
consider_router (Found *found, guint prefix, guint metric, const char *interface, int family, const void *address)
{
  /* a VPN covers the default route with two halves, 0.0.0.0/1 and 128.0.0.0/1: the more specific one counts */
  gint64 rank = prefix == 1 ? -1 : (gint64) metric;
  char text[INET6_ADDRSTRLEN];

  if (found->router != NULL && rank >= found->rank)
    return;
  g_free (found->router);
  found->rank = rank;
  found->router = g_strdup_printf ("%s %s", interface, inet_ntop (family, address, text, sizeof text));
}

static void
consider_ipv4 (const char *line, Found *found)
{
  char interface[17];
  guint destination, gateway, flags, metric, mask;

  if (sscanf (line, "%16s %8x %8x %4x %*s %*s %u %8x", interface, &destination, &gateway, &flags, &metric, &mask) != 6
      || (flags & RTF_UP) == 0 || (flags & RTF_REJECT) != 0 || g_str_equal (interface, "lo"))
    return;
  found->local = TRUE;
  mask = ntohl (mask);
  if (destination == 0 && (mask == 0 || mask == 0x80000000))
    consider_router (found, mask != 0, metric, interface, AF_INET, &gateway);
}

static gboolean
hex_address (const char *hex, struct in6_addr *ret_address)
{
  for (guint i = 0; i < sizeof *ret_address; i++)
    {
      int high = g_ascii_xdigit_value (hex[2 * i]), low = high >= 0 ? g_ascii_xdigit_value (hex[2 * i + 1]) : -1;
      if (low < 0)
        return FALSE;
      ret_address->s6_addr[i] = (guint8) (high << 4 | low);
    }
  return TRUE;
}

static void
consider_ipv6 (const char *line, Found *found)
{
  char destination[33], gateway[33], interface[17];
  struct in6_addr to, via;
  guint prefix, metric, flags;

  if (sscanf (line, "%32s %2x %*s %*s %32s %8x %*s %*s %8x %16s", destination, &prefix, gateway, &metric, &flags, interface) != 6
      || !hex_address (destination, &to) || !hex_address (gateway, &via) || (flags & RTF_UP) == 0 || (flags & RTF_REJECT) != 0
      || g_str_equal (interface, "lo") || IN6_IS_ADDR_LINKLOCAL (&to) || IN6_IS_ADDR_MULTICAST (&to))
    return; /* every interface has link-local and multicast routes as soon as it is switched on */
  found->local = TRUE;
  if (prefix <= 1 && IN6_IS_ADDR_UNSPECIFIED (&to))
    consider_router (found, prefix, metric, interface, AF_INET6, &via);
}

static void
consider_table (const char *text, void (*consider) (const char *line, Found *found), Found *found)
{
  g_auto (GStrv) lines = text != NULL ? g_strsplit (text, "\n", -1) : NULL;

  for (guint i = 0; lines != NULL && lines[i] != NULL; i++)
    consider (lines[i], found);
}

MsRoutes *
ms_routes_parse (const char *ipv4, const char *ipv6)
{
  MsRoutes *routes = g_new0 (MsRoutes, 1);
  Found four = { FALSE, 0, NULL }, six = { FALSE, 0, NULL };

  consider_table (ipv4, consider_ipv4, &four);
  consider_table (ipv6, consider_ipv6, &six);
  if (four.router != NULL || six.router != NULL)
    routes->connectivity = MS_CONNECTIVITY_FULL;
  else if (four.local || six.local)
    routes->connectivity = MS_CONNECTIVITY_LIMITED;
  else if (ipv4 != NULL || ipv6 != NULL)
    routes->connectivity = MS_CONNECTIVITY_NONE;
  routes->router = g_strdup (four.router != NULL ? four.router : six.router);
  g_free (four.router);
  g_free (six.router);
  return routes;
}

static MsFile *
read_table (const char *path)
{
  MsFile *file = ms_file_read (path, MAX_TABLE, FALSE, NULL);
  char *end = file != NULL && file->cut ? strrchr (file->bytes, '\n') : NULL;

  if (end != NULL)
    *end = '\0'; /* half a line is none */
  return file;
}

MsRoutes *
ms_routes_read (void)
{
  g_autoptr (MsFile) ipv4 = read_table ("/proc/net/route"), ipv6 = read_table ("/proc/net/ipv6_route");

  return ms_routes_parse (ipv4 != NULL ? ipv4->bytes : NULL, ipv6 != NULL ? ipv6->bytes : NULL);
}

void
ms_routes_free (MsRoutes *routes)
{
  if (routes == NULL)
    return;
  g_free (routes->router);
  g_free (routes);
}

/* ---- the news ------------------------------------------------------------------------------------------------ */

/*
 * Not GNetworkMonitor: where NetworkManager runs it is a proxy of that, made with synchronous calls, and elsewhere it keeps a
 * copy of every route. We need no more than the word that something changed; the messages themselves are not read.
 */
struct _MsRoutesWatch
{
  int fd;
  guint source;
  MsRoutesChanged changed;
  gpointer data;
};

static gboolean
news_cb (gint fd, GIOCondition condition, gpointer data)
{
  MsRoutesWatch *watch = data;
  char byte;

  for (guint i = 0; i < MAX_NEWS; i++)
    if (recv (fd, &byte, sizeof byte, MSG_DONTWAIT) < 0 && errno != EINTR && errno != ENOBUFS) /* ENOBUFS: some were lost */
      break;
  watch->changed (watch->data);
  return G_SOURCE_CONTINUE;
}

MsRoutesWatch *
ms_routes_watch_new (MsRoutesChanged changed, gpointer data)
{
  /* addresses too: routes that go with an interface's address go without a word. Not links: Wi-Fi scans are told there. */
  struct sockaddr_nl groups
    = { .nl_family = AF_NETLINK, .nl_groups = RTMGRP_IPV4_ROUTE | RTMGRP_IPV6_ROUTE | RTMGRP_IPV4_IFADDR };
  int fd = socket (AF_NETLINK, SOCK_RAW | SOCK_NONBLOCK | SOCK_CLOEXEC, NETLINK_ROUTE);
  MsRoutesWatch *watch;

  if (fd < 0 || bind (fd, (struct sockaddr *) &groups, sizeof groups) < 0)
    {
      g_info ("No news of the network from the kernel: %s", g_strerror (errno));
      if (fd >= 0)
        close (fd);
      return NULL;
    }
  watch = g_new0 (MsRoutesWatch, 1);
  watch->fd = fd;
  watch->changed = changed;
  watch->data = data;
  watch->source = g_unix_fd_add (fd, G_IO_IN, news_cb, watch);
  return watch;
}

void
ms_routes_watch_free (MsRoutesWatch *watch)
{
  if (watch == NULL)
    return;
  g_source_remove (watch->source);
  close (watch->fd);
  g_free (watch);
}
