/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tests/fuzz/pool.h"

#include <gnutls/abstract.h>
#include <string.h>

#define DAY ((gint64) 86400)

static const char *const right[] = { POOL_HOST, NULL }, *const wrong[] = { "other.example.org", NULL },
                         *const wild[] = { "*.example.org", NULL };

#define NAMED(names)    .cn = POOL_HOST, .dns = names, .not_before = POOL_NOW - 30 * DAY, .not_after = POOL_NOW + 60 * DAY
#define LEAF            NAMED (right)
#define AUTHORITY(name) .cn = name, .ca = TRUE, .not_before = POOL_NOW - 365 * DAY, .not_after = POOL_NOW + 3650 * DAY

/* Key: a number of its own gives the same Ed25519 key each time, 0 one that is made (EC, or RSA with rsa_bits). */
static const struct
{
  PkiSpec spec;
  int issuer; /* an earlier row; -1: itself */
  guint8 key;
  gboolean anchor;
} rows[] = {
  { { AUTHORITY ("Root A"), .organization = "A" }, -1, 1, TRUE },
  { { AUTHORITY ("Root B"), .organization = "B" }, -1, 2, FALSE },
  { { AUTHORITY ("Intermediate") }, 0, 3, FALSE },
  { { AUTHORITY ("Intermediate") }, 1, 3, FALSE }, /* 3: cross-signed by who is not believed */
  { { LEAF }, 2, 4, FALSE },
  { { NAMED (wrong) }, 2, 4, FALSE },
  { { .cn = POOL_HOST, .dns = right, .not_before = POOL_NOW - 90 * DAY, .not_after = POOL_NOW - DAY }, 2, 4, FALSE },
  { { LEAF, .purpose = GNUTLS_KP_TLS_WWW_CLIENT }, 2, 4, FALSE },
  { { LEAF }, -1, 5, FALSE },
  { { AUTHORITY ("Root A"), .organization = "A" }, -1, 6, FALSE }, /* 9: another's key under a trusted name */
  { { LEAF }, 9, 4, FALSE },
  { { AUTHORITY ("Intermediate") }, 9, 7, FALSE },
  { { LEAF }, 11, 4, FALSE },
  { { LEAF }, 4, 5, FALSE }, /* 13: signed by who is no authority */
  { { AUTHORITY ("Last"), .path_length = 1 }, 0, 8, FALSE },
  { { AUTHORITY ("Beyond") }, 14, 9, FALSE },
  { { LEAF }, 15, 4, FALSE },
  { { AUTHORITY ("Bound"), .permitted_dns = "example.net" }, 0, 10, FALSE },
  { { LEAF }, 17, 4, FALSE }, /* 18 */
  { { .cn = "Old", .ca = TRUE, .not_before = POOL_NOW - 900 * DAY, .not_after = POOL_NOW - DAY }, 0, 11, FALSE },
  { { LEAF }, 19, 4, FALSE },
  { { LEAF, .critical_oid = "1.2.3.4.5" }, 2, 4, FALSE },
  { { LEAF }, 0, 4, FALSE },
  { { AUTHORITY ("EC") }, 0, 0, FALSE }, /* 23 */
  { { LEAF }, 23, 0, FALSE },
  { { AUTHORITY ("RSA"), .rsa_bits = 2048 }, 0, 0, FALSE },
  { { LEAF }, 25, 4, FALSE },
  { { LEAF, .digest = GNUTLS_DIG_SHA1 }, 25, 4, FALSE },
  { { AUTHORITY ("Anchor below B"), .organization = "C" }, 1, 12, TRUE }, /* 28: believed, though not its issuer */
  { { NAMED (wild) }, 28, 4, FALSE },
  { { AUTHORITY ("Intermediate") }, 28, 3, FALSE },
};

static Pki *made[G_N_ELEMENTS (rows)];

guint
pool_size (void)
{
  return G_N_ELEMENTS (rows);
}

gboolean
pool_is_anchor (guint i)
{
  return rows[i % G_N_ELEMENTS (rows)].anchor;
}

/* RFC 8410 7: PrivateKeyInfo with 32 times the number. */
static Pki *
key_of (guint8 number)
{
  guint8 info[48] = "\x30\x2e\x02\x01\x00\x30\x05\x06\x03\x2b\x65\x70\x04\x22\x04\x20";
  gnutls_datum_t der = { info, sizeof info };
  Pki *pki = g_new0 (Pki, 1);

  memset (info + 16, number, 32);
  gnutls_x509_privkey_init (&pki->key);
  g_assert_cmpint (gnutls_x509_privkey_import2 (pki->key, &der, GNUTLS_X509_FMT_DER, NULL, 0), >=, 0);
  return pki;
}

static void
make (guint i)
{
  PkiSpec spec = rows[i].spec;
  const Pki *issuer = rows[i].issuer >= 0 ? made[rows[i].issuer] : NULL;
  Pki *key = rows[i].key != 0 ? key_of (rows[i].key) : NULL;
  gnutls_x509_privkey_t signer = issuer != NULL ? issuer->key : key->key;

  spec.same_key = key;
  if (spec.digest == 0 && gnutls_x509_privkey_get_pk_algorithm (signer) == GNUTLS_PK_EDDSA_ED25519)
    spec.digest = GNUTLS_DIG_SHA512;
  made[i] = pki_make (&spec, issuer);
  if (key != NULL)
    {
      gnutls_x509_privkey_deinit (key->key);
      g_free (key);
    }
}

const Pki *
pool_get (guint i)
{
  for (guint k = 0; made[G_N_ELEMENTS (rows) - 1] == NULL && k < G_N_ELEMENTS (rows); k++)
    make (k);
  return made[i % G_N_ELEMENTS (rows)];
}

void
pool_sign (GByteArray *der, guint i)
{
  const Pki *pki = pool_get (i);
  gnutls_privkey_t key;
  gnutls_datum_t tbs, signature;

  if (der->len < 128 || der->data[1] != 0x82 || der->data[5] != 0x82
      || gnutls_x509_privkey_get_pk_algorithm (pki->key) != GNUTLS_PK_EDDSA_ED25519)
    return;
  tbs = (gnutls_datum_t){ der->data + 4, 4 + (unsigned) (der->data[6] << 8 | der->data[7]) };
  if (tbs.size > der->len - 4 - 64)
    return;
  gnutls_privkey_init (&key);
  gnutls_privkey_import_x509 (key, pki->key, 0);
  g_assert_cmpint (gnutls_privkey_sign_data2 (key, GNUTLS_SIGN_EDDSA_ED25519, 0, &tbs, &signature), >=, 0);
  memcpy (der->data + der->len - 64, signature.data, 64);
  gnutls_free (signature.data);
  gnutls_privkey_deinit (key);
}
