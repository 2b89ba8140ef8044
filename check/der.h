/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The shape of a certificate (DER, X.690; RFC 5280 4.1), looked at before anybody calculates with what is in it. Reads bytes,
 * knows no library.
 */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

typedef struct
{
  const guint8 *at;
  gsize size;
} MsDer;

/* Takes the next element off `rest`: its tag, what is in it, and, if wanted, the whole of it. FALSE if it does not fit. */
gboolean ms_der_next (MsDer *rest, guint8 *ret_tag, MsDer *ret_content, MsDer *ret_whole);
/* The same, if it has this tag; else FALSE, and it is gone as well. */
gboolean ms_der_enter (MsDer *rest, guint8 tag, MsDer *ret_content);

/* TBSCertificate with its header, which is what the signature covers; FALSE if there is none. `ret` points into `certificate`. */
gboolean ms_der_signed_part (const guint8 *certificate, gsize size, MsDer *ret);

/*
 * Can a signature be verified with this certificate's key (subjectPublicKeyInfo) in a moment? That takes time with the third
 * power of a key's size, and anybody can make keys of any size. TRUE only if the key was found and read, under whatever name:
 * RSA (RFC 8017 A.1) of at most 8192 bits with an exponent of at most 64, DSA of at most 4096 with a q of at most 512, those of
 * FIPS 204 and 205, and any other of at most 256 bytes with its parameters, which is more than any curve in use needs.
 */
gboolean ms_der_key_is_bounded (const guint8 *certificate, gsize size);

/* Can issuer and subject be read in a moment? Libraries take time with the square of their parts: 64 each are allowed. */
gboolean ms_der_names_are_bounded (const guint8 *certificate, gsize size);

G_END_DECLS
