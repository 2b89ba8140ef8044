/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Whose server is it, as far as names tell? By the Public Suffix List that libpsl has built in. Pure. */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/*
 * What stands for the provider in a name (lower case, A-labels): the registrable domain, "example.org", "example.me.uk",
 * "somebody.duckdns.org". An address, a name without a dot and a public suffix itself stand for themselves. Points into `host`.
 */
const char *ms_domain_of (const char *host);
gboolean ms_hosts_are_related (const char *a, const char *b); /* of one provider */

G_END_DECLS
