/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Where else a mail client could point: what suggest tries out. Pure. */
#pragma once

#include "model/observation.h"

G_BEGIN_DECLS

/*
 * Names that this certificate is good for, the most likely first, at most `max`; never the asked one, a wildcard or an address.
 * `published`: names that DNS gives for the asked one (MX, SRV, PTR, CNAME); those that the certificate covers come first.
 * Then the certificate's own names; a wildcard *.d stands for the asked name's parent if it covers that, and for the usual
 * imap., pop., smtp. and mail. below d (B3).
 */
GStrv ms_candidate_names (const MsCertificate *leaf, const MsTarget *asked, const char *const *published, guint max);

/*
 * May a name that somebody else gave (a certificate, DNS) lead us to this address? `own`: those of the server itself
 * (NULL-terminated), one of which it always may be; another one only if all of these are out in the world, and it is so too. So
 * nobody makes us knock at the doors of this network.
 */
gboolean ms_candidate_address (const char *address, const char *const *own);

/*
 * The other usual ports of the same protocol and host (RFC 8314): MsTarget*. First, if `same_port`, the same one with the other
 * security: only where that is what speaks there, since a ClientHello at a port that greets in the clear reads as an attack.
 */
GPtrArray *ms_candidate_ports (const MsTarget *asked, gboolean same_port);

/* The other mail services and the web server of the same host: MsTarget*. */
GPtrArray *ms_candidate_siblings (const MsTarget *asked);

/* Does a service of this host that shows `other` prove that `ours` was renewed there and not here? */
gboolean ms_is_renewed_elsewhere (const MsCertificate *ours, const MsCertificate *other, const char *host);

G_END_DECLS
