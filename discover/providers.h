/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The large mail providers, as they say themselves or as the databases of mail clients have it: a row only if its source was read. */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Lists are words separated by a blank. A server whose source offers both is named with TLS from the first byte (RFC 8314). */
typedef struct
{
  const char *domains; /* of addresses */
  const char *mx;      /* the MX of a customer's own domain is one of these or below one; NULL: none is known */
  const char *urls;    /* of the servers, the preferred one of a protocol first */
  const char *source;  /* where that was read */
  const char *read;    /* the day */
} MsProvider;

/* The provider of this domain (A-labels), or with this MX host; NULL: none of them. Static. */
const MsProvider *ms_provider_of_domain (const char *domain);
const MsProvider *ms_provider_of_mx (const char *host);

/* All rows. */
const MsProvider *ms_providers (guint *ret_n);

G_END_DECLS
