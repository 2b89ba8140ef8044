/* SPDX-License-Identifier: GPL-3.0-or-later */
/* OCSP responses (RFC 6960 4.2.1): GnuTLS reads them, but makes none. Signed by an issuer with an EC key. */
#include "tests/lib/pki.h"

#include <gnutls/abstract.h>
#include <gnutls/crypto.h>
#include <string.h>

static void
must (int result)
{
  if (result < 0)
    g_error ("ocsp: %s", gnutls_strerror (result));
}

/* One DER element around these bytes; takes and frees `content`. */
static GByteArray *
element (guint8 tag, GByteArray *content)
{
  GByteArray *out = g_byte_array_new ();
  guint8 head[4] = { tag, 0x82, (guint8) (content->len >> 8), (guint8) content->len };

  if (content->len < 0x80)
    {
      head[1] = (guint8) content->len;
      g_byte_array_append (out, head, 2);
    }
  else if (content->len < 0x100)
    {
      head[1] = 0x81;
      head[2] = (guint8) content->len;
      g_byte_array_append (out, head, 3);
    }
  else
    g_byte_array_append (out, head, 4);
  g_byte_array_append (out, content->data, content->len);
  g_byte_array_unref (content);
  return out;
}

static GByteArray *
bytes (const void *data, gsize size)
{
  return g_byte_array_append (g_byte_array_new (), data, (guint) size);
}

/* Appends and frees `more`. */
static GByteArray *
then (GByteArray *out, GByteArray *more)
{
  g_byte_array_append (out, more->data, more->len);
  g_byte_array_unref (more);
  return out;
}

static GByteArray *
generalized_time (gint64 time)
{
  g_autoptr (GDateTime) date = g_date_time_new_from_unix_utc (time);
  g_autofree char *text = g_date_time_format (date, "%Y%m%d%H%M%SZ");
  return element (0x18, bytes (text, strlen (text)));
}

static GByteArray *
sha1_of (const void *data, gsize size)
{
  guint8 hash[20];
  must (gnutls_hash_fast (GNUTLS_DIG_SHA1, data, size, hash));
  return element (0x04, bytes (hash, sizeof hash));
}

/* Where the content of the element at `at` begins; *ret_length is its length. */
static const guint8 *
inside (const guint8 *at, gsize *ret_length)
{
  guint n = at[1] < 0x80 ? 0 : at[1] & 0x7f;

  *ret_length = n == 0 ? at[1] : 0;
  for (guint i = 0; i < n; i++)
    *ret_length = *ret_length << 8 | at[2 + i];
  return at + 2 + n;
}

/* SHA-1 of the bits of the issuer's key, without the head of its SubjectPublicKeyInfo. */
static GByteArray *
key_hash (const Pki *issuer)
{
  gnutls_pubkey_t key;
  gnutls_datum_t spki;
  const guint8 *algorithm, *bits;
  gsize length;
  GByteArray *hash;

  must (gnutls_pubkey_init (&key));
  must (gnutls_pubkey_import_x509 (key, issuer->crt, 0));
  must (gnutls_pubkey_export2 (key, GNUTLS_X509_FMT_DER, &spki));
  algorithm = inside (spki.data, &length);
  bits = inside (algorithm, &length) + length;
  bits = inside (bits, &length);
  hash = sha1_of (bits + 1, length - 1); /* without the count of unused bits */
  gnutls_free (spki.data);
  gnutls_pubkey_deinit (key);
  return hash;
}

static GByteArray *
cert_id (const Pki *leaf, const Pki *issuer)
{
  static const guint8 sha1[] = "\x30\x09\x06\x05\x2b\x0e\x03\x02\x1a\x05\x00";
  gnutls_datum_t name;
  guint8 serial[64];
  size_t size = sizeof serial;
  GByteArray *out = bytes (sha1, sizeof sha1 - 1);

  must (gnutls_x509_crt_get_raw_issuer_dn (leaf->crt, &name));
  then (out, sha1_of (name.data, name.size));
  gnutls_free (name.data);
  then (out, key_hash (issuer));
  must (gnutls_x509_crt_get_serial (leaf->crt, serial, &size));
  return element (0x30, then (out, element (0x02, bytes (serial, size))));
}

GBytes *
pki_ocsp (const Pki *leaf, const Pki *issuer, gint64 revoked, gint64 now)
{
  static const guint8 ecdsa_sha256[] = "\x30\x0a\x06\x08\x2a\x86\x48\xce\x3d\x04\x03\x02";
  static const guint8 basic[] = "\x06\x09\x2b\x06\x01\x05\x05\x07\x30\x01\x01";
  GByteArray *status = revoked != 0 ? element (0xa1, generalized_time (revoked)) : element (0x80, g_byte_array_new ());
  GByteArray *single = then (then (cert_id (leaf, issuer), status), generalized_time (now - 3600)), *data, *response;
  gnutls_privkey_t key;
  gnutls_datum_t tbs, signature;

  single = element (0x30, then (single, element (0xa0, generalized_time (now + 86400))));
  data = then (element (0xa2, key_hash (issuer)), generalized_time (now - 3600));
  data = element (0x30, then (data, element (0x30, single)));

  must (gnutls_privkey_init (&key));
  must (gnutls_privkey_import_x509 (key, issuer->key, 0));
  tbs = (gnutls_datum_t){ data->data, data->len };
  must (gnutls_privkey_sign_data (key, GNUTLS_DIG_SHA256, 0, &tbs, &signature));
  gnutls_privkey_deinit (key);

  response = then (data, bytes (ecdsa_sha256, sizeof ecdsa_sha256 - 1));
  response = then (response, element (0x03, then (bytes ("\0", 1), bytes (signature.data, signature.size))));
  gnutls_free (signature.data);
  response = element (0x04, element (0x30, response));
  response = element (0x30, then (bytes (basic, sizeof basic - 1), response));
  response = then (bytes ("\x0a\x01\x00", 3), element (0xa0, response));
  return g_byte_array_free_to_bytes (element (0x30, response));
}
