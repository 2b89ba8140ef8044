/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What DNS, asked directly and past the hosts file, says of a name (RFC 1035), and what the hosts file says (hosts(5)). */
#pragma once

#include "check/probe/resolve.h"

G_BEGIN_DECLS

typedef enum
{
  MS_RECORD_A,
  MS_RECORD_AAAA,
  MS_RECORD_CNAME, /* where the name leads to, each step */
  MS_RECORD_MX,
  MS_RECORD_PTR,
  MS_RECORD_SRV,     /* RFC 2782; the target "." of a service that is not offered is left out */
  MS_RECORD_SERVICE, /* the same records whole: "priority weight port name", as in a zone file; name ".": not offered */
} MsRecord;

/*
 * Gives char*: addresses as text, names as lower-case A-labels, services as above; at most 16, what is no host name is left
 * out.
 */
MsResolve *ms_records_ask (const char *name, MsRecord record, MsResolved resolved, gpointer data);

/* What a whole answer says, as above; ms_records_ask is made of it. Free it. */
GPtrArray *ms_records_read (const guchar *answer, gsize length, MsRecord record);

/* The name under which the PTR record of this IP address stands; NULL if it is none; free it. */
char *ms_records_reverse_name (const char *address);

/*
 * The addresses that the hosts file `path` gives this name, NULL-terminated, maybe empty; a file that cannot be read gives
 * none.
 */
GStrv ms_hosts_addresses (const char *path, const char *host);

G_END_DECLS
