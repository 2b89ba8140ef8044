/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Servers that were found for a domain, and where each of them is from. */
#pragma once

#include "model/target.h"

G_BEGIN_DECLS

/* In the order in which they are asked and preferred. */
typedef enum
{
  MS_SOURCE_PROVIDER,   /* our own table */
  MS_SOURCE_SRV,        /* DNS, RFC 6186 and RFC 8314 */
  MS_SOURCE_MX,         /* DNS, and whose MX that is by our table */
  MS_SOURCE_AUTOCONFIG, /* a file at the provider's own host */
  MS_SOURCE_GUESS,      /* a usual name that answered */
} MsSource;

const char *ms_source_name (MsSource source); /* "provider", "srv", ... */
gboolean ms_source_from_name (const char *name, MsSource *ret_source);

typedef struct
{
  MsTarget *target;
  MsSource source;
  char *from; /* where exactly: an address, or the name of a DNS record */
} MsFound;

#define MS_FOUND_MAX 24 /* whatever a domain publishes, no more servers are taken from it */

void ms_found_free (MsFound *found);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (MsFound, ms_found_free)

/* MsFound*, the preferred first. */
GPtrArray *ms_found_list_new (void);
/* Appends a server unless the list has it, or it cannot be one: a host without a dot, this computer, an IP address of its
 * network (which others have no business to name), port 0. */
void ms_found_add (GPtrArray *found, MsService service, const char *host, guint16 port, MsSource source, const char *from);

/* What `mailseal discover --json` prints, read again: the same list; lines that are none of it are passed over. */
GPtrArray *ms_found_read (const char *lines);

G_END_DECLS
