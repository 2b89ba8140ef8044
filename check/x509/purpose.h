/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Room of trust.c: what a certificate may be used for. */
#pragma once

#include "model/observation.h"

#include <gnutls/x509.h>

G_BEGIN_DECLS

/*
 * May the certificate of a server be this one (`leaf`), or an authority above it? By the extended key usage (RFC 5280 4.2.1.12;
 * programs hold authorities to it, too, and do not take "any" for an answer there), and for the leaf by the key usage (4.2.1.3:
 * TLS needs at least one of digitalSignature, keyEncipherment and keyAgreement) and Netscape's old certificate type.
 * What cannot be read allows nothing.
 */
gboolean ms_purpose_serves (gnutls_x509_crt_t crt, gboolean leaf);

/* USAGE, NETSCAPE and ANY_PURPOSE: what of that not every program heeds. */
MsOddity ms_purpose_oddities (gnutls_x509_crt_t crt);

G_END_DECLS
