/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Room of trust.c: a stapled OCSP answer (RFC 6960, RFC 6066 8). Nothing is fetched. */
#pragma once

#include <glib.h>
#include <gnutls/x509.h>

G_BEGIN_DECLS

/*
 * Does this answer, signed by the issuer or by a responder that it has named, say that the leaf is revoked? *ret_since: when
 * (s). A missing, foreign, unreadable or unsigned answer, or one with keys of absurd size (check/der.h), says nothing. The
 * clock is GnuTLS's.
 */
gboolean ms_staple_revokes (GBytes *staple, gnutls_x509_crt_t leaf, gnutls_x509_crt_t issuer, gint64 *ret_since);

G_END_DECLS
