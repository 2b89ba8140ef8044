/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * From an e-mail address to mail servers (B7): what was answered -> targets. Pure: who asks is discover/search. Of an address
 * nothing but its domain is ever kept.
 */
#pragma once

#include "discover/found.h"
#include "model/server.h"

G_BEGIN_DECLS

/*
 * The domain, as A-labels, of `text`: an address, or a domain. NULL and *error, which never repeats the part before the @. Free
 * it.
 */
char *ms_discover_domain (const char *text, GError **error);

/* What our table has for this domain. */
void ms_discover_provider (GPtrArray *found, const char *domain);
/* What it has for the provider with one of these MX hosts (char*). */
void ms_discover_mx (GPtrArray *found, const char *domain, const GPtrArray *hosts);

/* The SRV records to ask for, counted from 0: the name (free it), or NULL after the last. */
char *ms_discover_srv_name (guint i, const char *domain);
/*
 * The answer to the i-th (char*: "priority weight port host" as in a zone file; a host of "." says that the service is not
 * offered): at most four servers, by priority and weight.
 */
void ms_discover_srv (GPtrArray *found, const char *domain, guint i, const GPtrArray *records);

/* Does the answer say that the service is not offered, and nothing else (a host of ".", RFC 2782 and RFC 6186 3.4)? */
gboolean ms_discover_is_denied (const GPtrArray *records);
MsService ms_discover_srv_service (guint i); /* that the i-th is about */

/* MsTarget* that are worth a try, the preferred first: imap., mail., ... of the domain. */
GPtrArray *ms_discover_guesses (const char *domain);

/* Is there a server that receives and one that sends? */
gboolean ms_discover_complete (const GPtrArray *found);
/* The two halves of the account (lent MsFound*): the first IMAP server, else POP3; and the first that sends. */
GPtrArray *ms_discover_choice (const GPtrArray *found);
/*
 * The web host that Outlook and other Exchange programs ask, and whose certificate they complain of; NULL: none is known. Lent.
 */
const MsFound *ms_discover_exchange (const GPtrArray *found);
/* Is the host the domain itself or below it? Else somebody else runs it, which is usual and worth showing. */
gboolean ms_discover_is_own (const char *domain, const char *host);

/*
 * What to use instead of the watched server, by what its provider publishes today; NULL if that names this server, or
 * publishes nothing for its protocol. An MX or a guess proves nothing here. Lent.
 */
const MsFound *ms_discover_moved (const GPtrArray *found, const MsServer *server);

G_END_DECLS
