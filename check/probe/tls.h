/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A TLS client session over a non-blocking socket that takes whatever certificate is shown and verifies nothing. */
#pragma once

#include "model/observation.h"

G_BEGIN_DECLS

typedef struct _MsTls MsTls;

typedef enum
{
  MS_TLS_DONE,
  MS_TLS_WANTS_READ,
  MS_TLS_WANTS_WRITE,
  MS_TLS_FAILED,
} MsTlsStatus;

MsTls *ms_tls_new (int fd, const char *server_name); /* server_name NULL: no SNI (RFC 6066 3: names only, no addresses) */
void ms_tls_free (MsTls *tls);                       /* leaves the descriptor open */

MsTlsStatus ms_tls_handshake (MsTls *tls);
MsTlsStatus ms_tls_read (MsTls *tls, char *buffer, gsize size, gsize *ret_length); /* DONE with length 0: closed */
MsTlsStatus ms_tls_write (MsTls *tls, const char *bytes, gsize length, gsize *ret_length);
MsTlsStatus ms_tls_bye (MsTls *tls); /* close_notify, one way */

/* Version, cipher, certificates and staple into the sighting; also after a failed handshake, as far as it got. */
void ms_tls_harvest (MsTls *tls, MsSighting *sighting);

/*
 * Appends the certificates (GBytes*: whatever is said to be DER) of a Certificate message, as many as are taken: at most 16, 64
 * KiB.
 */
void ms_tls_read_certificates (GPtrArray *shown, const guint8 *message, gsize length, gboolean tls13);

/* After FAILED: the library's words, and the alert that was received (RFC 8446 name, NULL if none). */
const char *ms_tls_error (const MsTls *tls);
const char *ms_tls_alert (const MsTls *tls);
gboolean ms_tls_closed (const MsTls *tls); /* the connection ended under the handshake */
/*
 * Has it failed because the server demands a certificate of us (RFC 5246 7.4.4, RFC 8446 4.3.2), of which we have none? Its own
 * is known then. Also after a handshake that was over for us: TLS 1.3 says so only afterwards.
 */
gboolean ms_tls_wants_client (const MsTls *tls);
/* The first bytes the server sent (at most 64): they tell what speaks there if it is not TLS. */
const char *ms_tls_first_bytes (const MsTls *tls, gsize *ret_length);

G_END_DECLS
