/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The outer shape of a certificate (DER, X.690; RFC 5280 4.1), looked at before anybody calculates with what is in it. Reads bytes,
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

/* TBSCertificate with its header, which is what the signature covers; FALSE if there is none. `ret` points into `certificate`. */
gboolean ms_der_signed_part (const guint8 *certificate, gsize size, MsDer *ret);

/*
 * Can a signature be verified with this certificate's key (subjectPublicKeyInfo) in a moment? That takes time with the third power
 * of a key's size, and anybody can make keys of any size. TRUE only if the key was found and read: RSA (RFC 8017 A.1) of at most
 * 8192 bits with an exponent of at most 64, any other of at most 2048 bytes with all its parameters (no curve and no DSA key in
 * use comes near that).
 */
gboolean ms_der_key_is_bounded (const guint8 *certificate, gsize size);

G_END_DECLS
