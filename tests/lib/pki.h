/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Certificates made when they are needed, in memory; none is ever committed. */
#pragma once

#include <glib.h>
#include <gnutls/x509.h>

G_BEGIN_DECLS

typedef struct
{
  gnutls_x509_crt_t crt; /* imported again from DER: a just-signed object cannot be verified */
  gnutls_x509_privkey_t key;
  GBytes *der;
} Pki;

typedef struct
{
  const char *cn;           /* NULL: no CN */
  const char *organization; /* NULL: none */
  const char *const *dns;   /* DNS SANs, NULL-terminated, or NULL */
  const char *const *ips;   /* textual IP SANs, or NULL */
  gint64 not_before;        /* s since the epoch; 0: yesterday */
  gint64 not_after;         /* 0: in 90 days from not_before (10 years for a CA) */
  gboolean ca;
  int path_length;                  /* of a CA: maximum number of CAs below it + 1; 0: no limit */
  const char *purpose;              /* EKU OID; NULL: serverAuth for leaves, none for CAs; "": none */
  guint units;                      /* so many organizational units in its name */
  unsigned usage;                   /* GNUTLS_KEY_*; 0: what a leaf or a CA usually has */
  int rsa_bits;                     /* 0: EC P-256 */
  gnutls_pk_algorithm_t key;        /* another kind of key; 0: as rsa_bits says. RSA_PSS with rsa_bits */
  gnutls_ecc_curve_t curve;         /* of an EC key; 0: P-256 */
  gboolean must_staple;             /* promises a stapled OCSP answer */
  gnutls_digest_algorithm_t digest; /* 0: SHA-256 */
  const char *aia;                  /* caIssuers URL, or NULL */
  const char *critical_oid;         /* a critical extension that nobody knows, or NULL */
  const char *permitted_dns;        /* of a CA: name constraint, or NULL */
  const Pki *same_key;              /* use this one's key pair (renewal with the same key), or NULL */
  gboolean no_key_id;               /* nothing tells its key from another one's but a signature */
} PkiSpec;

Pki *pki_make (const PkiSpec *spec, const Pki *issuer); /* issuer NULL: signs itself; aborts the program on failure */
void pki_free (Pki *pki);
char *pki_pem (const Pki *pki);     /* the certificate */
char *pki_key_pem (const Pki *pki); /* the key, PKCS#8 */
/* The same key with a certificate whose signature is wrong, or that cannot be read at all (then crt is NULL). */
Pki *pki_damaged (const Pki *pki, gboolean unreadable);
/* This certificate with every `from` (an OID in DER, say) replaced by `to`, as long as that; its signature stays as it was. */
Pki *pki_patched (const Pki *pki, GBytes *from, GBytes *to);
/* This certificate with an RSA key of so many bits (made of ones) in the place of its own; `old`: under the OID 2.5.8.1.1. */
GBytes *pki_with_rsa (const Pki *pki, guint modulus_bits, guint exponent_bits, gboolean old);
/* The same with a DSA key. */
GBytes *pki_with_dsa (const Pki *pki, guint p_bits, guint q_bits);
/* A signed OCSP response (DER): good, or revoked at that time (0: good); issuer has an EC key. */
GBytes *pki_ocsp (const Pki *leaf, const Pki *issuer, gint64 revoked, gint64 now);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (Pki, pki_free)

G_END_DECLS
