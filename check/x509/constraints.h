/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Room of path.c: the limits of authorities that GnuTLS does not heed; OpenSSL and NSS do. */
#pragma once

#include <glib.h>
#include <gnutls/x509.h>

G_BEGIN_DECLS

/* Has the authority a path length below zero (RFC 5280 4.2.1.9 knows none)? That allows nothing below it, not even a leaf. */
gboolean ms_constraints_allow_nothing (gnutls_x509_crt_t authority);

/*
 * May a certificate with this one's subject stand below `authority`? By its name constraints: where they permit directory
 * names, the subject begins with one of these (RFC 5280 4.2.1.10; compared as 7.1 says: case and runs of blanks are the same),
 * or is empty. Other kinds of names, and what is excluded, are GnuTLS's matter. What cannot be read permits nothing.
 */
gboolean ms_constraints_permit_subject (gnutls_x509_crt_t authority, gnutls_x509_crt_t crt);

G_END_DECLS
