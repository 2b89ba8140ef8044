/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tests/lib/pki.h"

#include <arpa/inet.h>
#include <gnutls/crypto.h>
#include <gnutls/x509-ext.h>
#include <string.h>

#define DAY ((gint64) 86400)

static void
must (int result)
{
  if (result < 0)
    g_error ("pki: %s", gnutls_strerror (result));
}

static void
set_names (gnutls_x509_crt_t crt, const PkiSpec *spec)
{
  for (guint i = 0; spec->dns != NULL && spec->dns[i] != NULL; i++)
    must (gnutls_x509_crt_set_subject_alt_name (crt, GNUTLS_SAN_DNSNAME, spec->dns[i], (unsigned) strlen (spec->dns[i]),
                                                GNUTLS_FSAN_APPEND));
  for (guint i = 0; spec->ips != NULL && spec->ips[i] != NULL; i++)
    {
      guchar bytes[16];
      gboolean v6 = inet_pton (AF_INET6, spec->ips[i], bytes) == 1;

      g_assert_true (v6 || inet_pton (AF_INET, spec->ips[i], bytes) == 1);
      must (gnutls_x509_crt_set_subject_alt_name (crt, GNUTLS_SAN_IPADDRESS, bytes, v6 ? 16 : 4, GNUTLS_FSAN_APPEND));
    }
}

static void
set_subject (gnutls_x509_crt_t crt, const PkiSpec *spec)
{
  if (spec->organization != NULL)
    must (gnutls_x509_crt_set_dn_by_oid (crt, GNUTLS_OID_X520_ORGANIZATION_NAME, 0, spec->organization,
                                         (unsigned) strlen (spec->organization)));
  for (guint i = 0; i < spec->units; i++)
    must (gnutls_x509_crt_set_dn_by_oid (crt, GNUTLS_OID_X520_ORGANIZATIONAL_UNIT_NAME, 0, "u", 1));
  if (spec->cn != NULL)
    must (gnutls_x509_crt_set_dn_by_oid (crt, GNUTLS_OID_X520_COMMON_NAME, 0, spec->cn, (unsigned) strlen (spec->cn)));
}

static void
set_constraint (gnutls_x509_crt_t crt, const char *permitted_dns)
{
  gnutls_datum_t name = { (guchar *) permitted_dns, (unsigned) strlen (permitted_dns) };
  gnutls_x509_name_constraints_t constraints;

  must (gnutls_x509_name_constraints_init (&constraints));
  must (gnutls_x509_name_constraints_add_permitted (constraints, GNUTLS_SAN_DNSNAME, &name));
  must (gnutls_x509_crt_set_name_constraints (crt, constraints, 1));
  gnutls_x509_name_constraints_deinit (constraints);
}

static void
set_usage (gnutls_x509_crt_t crt, const PkiSpec *spec)
{
  const char *purpose = spec->purpose != NULL ? spec->purpose : spec->ca ? "" : GNUTLS_KP_TLS_WWW_SERVER;

  must (gnutls_x509_crt_set_basic_constraints (crt, spec->ca, spec->path_length > 0 ? spec->path_length - 1 : -1));
  must (gnutls_x509_crt_set_key_usage (crt, spec->usage != 0 ? spec->usage
                                            : spec->ca       ? GNUTLS_KEY_KEY_CERT_SIGN | GNUTLS_KEY_CRL_SIGN
                                                             : GNUTLS_KEY_DIGITAL_SIGNATURE | GNUTLS_KEY_KEY_ENCIPHERMENT));
  if (*purpose != '\0')
    must (gnutls_x509_crt_set_key_purpose_oid (crt, purpose, 0));
  if (spec->critical_oid != NULL)
    must (gnutls_x509_crt_set_extension_by_oid (crt, spec->critical_oid, "\x05\x00", 2, 1));
  if (spec->permitted_dns != NULL)
    set_constraint (crt, spec->permitted_dns);
  if (spec->aia != NULL)
    {
      gnutls_datum_t url = { (guchar *) spec->aia, (unsigned) strlen (spec->aia) };
      must (gnutls_x509_crt_set_authority_info_access (crt, GNUTLS_IA_CAISSUERS_URI, &url));
    }
}

/* RFC 7633: status_request is 5. */
static void
set_must_staple (gnutls_x509_crt_t crt)
{
  gnutls_x509_tlsfeatures_t features;

  must (gnutls_x509_tlsfeatures_init (&features));
  must (gnutls_x509_tlsfeatures_add (features, 5));
  must (gnutls_x509_crt_set_tlsfeatures (crt, features));
  gnutls_x509_tlsfeatures_deinit (features);
}

static gnutls_x509_privkey_t
make_key (const PkiSpec *spec)
{
  gnutls_x509_privkey_t key;

  must (gnutls_x509_privkey_init (&key));
  if (spec->same_key != NULL)
    must (gnutls_x509_privkey_cpy (key, spec->same_key->key));
  else if (spec->key == GNUTLS_PK_EDDSA_ED25519)
    must (gnutls_x509_privkey_generate (key, spec->key, GNUTLS_CURVE_TO_BITS (GNUTLS_ECC_CURVE_ED25519), 0));
  else if (spec->key != 0 || spec->curve != 0)
    must (gnutls_x509_privkey_generate (key, spec->key != 0 ? spec->key : GNUTLS_PK_ECDSA,
                                        spec->curve != 0 ? GNUTLS_CURVE_TO_BITS (spec->curve) : (unsigned) spec->rsa_bits, 0));
  else if (spec->rsa_bits != 0)
    must (gnutls_x509_privkey_generate (key, GNUTLS_PK_RSA, (unsigned) spec->rsa_bits, 0));
  else
    must (gnutls_x509_privkey_generate (key, GNUTLS_PK_ECDSA, GNUTLS_CURVE_TO_BITS (GNUTLS_ECC_CURVE_SECP256R1), 0));
  return key;
}

Pki *
pki_make (const PkiSpec *spec, const Pki *issuer)
{
  Pki *pki = g_new0 (Pki, 1);
  gint64 begin = spec->not_before != 0 ? spec->not_before : g_get_real_time () / G_USEC_PER_SEC - DAY;
  gint64 end = spec->not_after != 0 ? spec->not_after : begin + (spec->ca ? 3650 : 90) * DAY;
  guchar serial[16], id[64];
  size_t id_size = sizeof id;
  gnutls_x509_crt_t draft;
  gnutls_datum_t der;

  must (gnutls_x509_crt_init (&draft));
  must (gnutls_x509_crt_set_version (draft, 3));
  must (gnutls_rnd (GNUTLS_RND_NONCE, serial, sizeof serial));
  serial[0] = (serial[0] & 0x7f) | 1;
  must (gnutls_x509_crt_set_serial (draft, serial, sizeof serial));
  must (gnutls_x509_crt_set_activation_time (draft, (time_t) begin));
  must (gnutls_x509_crt_set_expiration_time (draft, (time_t) end));
  pki->key = make_key (spec);
  must (gnutls_x509_crt_set_key (draft, pki->key));
  set_subject (draft, spec);
  set_names (draft, spec);
  set_usage (draft, spec);
  if (spec->must_staple)
    set_must_staple (draft);
  must (gnutls_x509_crt_get_key_id (draft, 0, id, &id_size));
  if (!spec->no_key_id)
    must (gnutls_x509_crt_set_subject_key_id (draft, id, id_size));
  if (issuer != NULL)
    {
      id_size = sizeof id;
      if (gnutls_x509_crt_get_subject_key_id (issuer->crt, id, &id_size, NULL) >= 0)
        must (gnutls_x509_crt_set_authority_key_id (draft, id, id_size));
    }
  must (gnutls_x509_crt_sign2 (draft, issuer != NULL ? issuer->crt : draft, issuer != NULL ? issuer->key : pki->key,
                               spec->digest != 0 ? spec->digest : GNUTLS_DIG_SHA256, 0));
  must (gnutls_x509_crt_export2 (draft, GNUTLS_X509_FMT_DER, &der));
  gnutls_x509_crt_deinit (draft);
  pki->der = g_bytes_new (der.data, der.size);
  must (gnutls_x509_crt_init (&pki->crt));
  must (gnutls_x509_crt_import (pki->crt, &der, GNUTLS_X509_FMT_DER));
  gnutls_free (der.data);
  return pki;
}

/* The same key, with this certificate (taken over), which `readable` says GnuTLS can read. */
static Pki *
pki_with (const Pki *pki, guint8 *der, gsize size, gboolean readable)
{
  Pki *other = g_new0 (Pki, 1);
  gnutls_datum_t datum = { der, (unsigned) size };

  must (gnutls_x509_privkey_init (&other->key));
  must (gnutls_x509_privkey_cpy (other->key, pki->key));
  other->der = g_bytes_new_take (der, size);
  if (readable)
    {
      must (gnutls_x509_crt_init (&other->crt));
      must (gnutls_x509_crt_import (other->crt, &datum, GNUTLS_X509_FMT_DER));
    }
  return other;
}

Pki *
pki_damaged (const Pki *pki, gboolean unreadable)
{
  gsize size;
  const void *der = g_bytes_get_data (pki->der, &size);
  guint8 *copy = g_memdup2 (der, size);

  copy[unreadable ? 4 : size - 1] ^= 0x55; /* the tag of what is signed, or the end of the signature */
  return pki_with (pki, copy, size, !unreadable);
}

Pki *
pki_patched (const Pki *pki, GBytes *from, GBytes *to)
{
  gsize size, length;
  const void *der = g_bytes_get_data (pki->der, &size), *pattern = g_bytes_get_data (from, &length);
  guint8 *copy = g_memdup2 (der, size);

  g_assert_cmpuint (length, ==, g_bytes_get_size (to));
  for (gsize i = 0; i + length <= size; i++)
    if (memcmp (copy + i, pattern, length) == 0)
      memcpy (copy + i, g_bytes_get_data (to, NULL), length);
  return pki_with (pki, copy, size, TRUE);
}

/* A DER element around this content, which is freed. */
static GByteArray *
wrap (guint8 tag, GByteArray *content)
{
  GByteArray *out = g_byte_array_new ();
  const guint8 head[] = { tag, 0x83, (guint8) (content->len >> 16), (guint8) (content->len >> 8), (guint8) content->len };

  if (content->len < 0x80)
    g_byte_array_append (out, (const guint8[]){ tag, (guint8) content->len }, 2);
  else if (content->len < 0x100)
    g_byte_array_append (out, (const guint8[]){ tag, 0x81, (guint8) content->len }, 3);
  else if (content->len < 0x10000)
    g_byte_array_append (out, (const guint8[]){ tag, 0x82, head[3], head[4] }, 4);
  else
    g_byte_array_append (out, head, sizeof head);
  g_byte_array_append (out, content->data, content->len);
  g_byte_array_unref (content);
  return out;
}

static void
append (GByteArray *to, GByteArray *element)
{
  g_byte_array_append (to, element->data, element->len);
  g_byte_array_unref (element);
}

static GByteArray *
integer_of_ones (guint bits)
{
  GByteArray *content = g_byte_array_new ();

  g_byte_array_append (content, (const guint8 *) "", 1);
  for (guint i = 0; i < bits; i += 8)
    g_byte_array_append (content, (const guint8 *) "\xff", 1);
  return wrap (0x02, content);
}

/* SubjectPublicKeyInfo; takes over `numbers` and `parameters`, elements both. */
static GByteArray *
key_info (const guint8 *oid, guint size, GByteArray *parameters, GByteArray *numbers)
{
  GByteArray *algorithm = g_byte_array_new (), *bits = g_byte_array_new (), *key = g_byte_array_new (),
             *name = g_byte_array_new ();

  g_byte_array_append (name, oid, size);
  append (algorithm, wrap (0x06, name));
  append (algorithm, parameters);
  append (key, wrap (0x30, algorithm));
  g_byte_array_append (bits, (const guint8 *) "", 1);
  append (bits, numbers);
  append (key, wrap (0x03, bits));
  return wrap (0x30, key);
}

static GByteArray *
rsa_key (guint modulus_bits, guint exponent_bits, gboolean old)
{
  static const guint8 rsa_encryption[] = { 0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 1, 1, 1 }, rsa[] = { 0x55, 8, 1, 1 };
  GByteArray *numbers = g_byte_array_new ();

  append (numbers, integer_of_ones (modulus_bits));
  append (numbers, integer_of_ones (exponent_bits));
  return key_info (old ? rsa : rsa_encryption, old ? sizeof rsa : sizeof rsa_encryption, wrap (0x05, g_byte_array_new ()),
                   wrap (0x30, numbers));
}

static GByteArray *
dsa_key (guint p_bits, guint q_bits)
{
  static const guint8 dsa[] = { 0x2a, 0x86, 0x48, 0xce, 0x38, 4, 1 };
  GByteArray *parameters = g_byte_array_new ();

  append (parameters, integer_of_ones (p_bits));
  append (parameters, integer_of_ones (q_bits));
  append (parameters, integer_of_ones (p_bits - 8));
  return key_info (dsa, sizeof dsa, wrap (0x30, parameters), integer_of_ones (p_bits - 8));
}

/* Where the DER element that begins here ends. */
static const guint8 *
end_of_element (const guint8 *at)
{
  guint n = at[1] < 0x80 ? 0 : at[1] & 0x7f;
  gsize content = n == 0 ? at[1] : 0;

  for (guint i = 0; i < n; i++)
    content = content << 8 | at[2 + i];
  return at + 2 + n + content;
}

static const guint8 *
content_of_element (const guint8 *at)
{
  return at + 2 + (at[1] < 0x80 ? 0 : at[1] & 0x7f);
}

/* Takes over `key`. */
static GBytes *
pki_with_key (const Pki *pki, GByteArray *key)
{
  const guint8 *whole = g_bytes_get_data (pki->der, NULL), *tbs = content_of_element (whole);
  const guint8 *begin = content_of_element (tbs), *at = begin, *after;
  GByteArray *inner = g_byte_array_new (), *outer = g_byte_array_new ();

  for (guint i = 0; i < 6; i++) /* version, serial, signature, issuer, validity, subject */
    at = end_of_element (at);
  after = end_of_element (at);
  g_byte_array_append (inner, begin, (guint) (at - begin));
  append (inner, key);
  g_byte_array_append (inner, after, (guint) (end_of_element (tbs) - after));
  append (outer, wrap (0x30, inner));
  g_byte_array_append (outer, end_of_element (tbs), (guint) (end_of_element (whole) - end_of_element (tbs)));
  return g_byte_array_free_to_bytes (wrap (0x30, outer));
}

GBytes *
pki_with_rsa (const Pki *pki, guint modulus_bits, guint exponent_bits, gboolean old)
{
  return pki_with_key (pki, rsa_key (modulus_bits, exponent_bits, old));
}

GBytes *
pki_with_dsa (const Pki *pki, guint p_bits, guint q_bits)
{
  return pki_with_key (pki, dsa_key (p_bits, q_bits));
}

void
pki_free (Pki *pki)
{
  if (pki == NULL)
    return;
  if (pki->crt != NULL)
    gnutls_x509_crt_deinit (pki->crt);
  gnutls_x509_privkey_deinit (pki->key);
  g_bytes_unref (pki->der);
  g_free (pki);
}

static char *
take_text (gnutls_datum_t *datum)
{
  char *text = g_strndup ((const char *) datum->data, datum->size);
  gnutls_free (datum->data);
  return text;
}

char *
pki_pem (const Pki *pki)
{
  gnutls_datum_t pem;
  must (gnutls_x509_crt_export2 (pki->crt, GNUTLS_X509_FMT_PEM, &pem));
  return take_text (&pem);
}

char *
pki_key_pem (const Pki *pki)
{
  gnutls_datum_t pem;
  must (gnutls_x509_privkey_export2_pkcs8 (pki->key, GNUTLS_X509_FMT_PEM, NULL, GNUTLS_PKCS_PLAIN, &pem));
  return take_text (&pem);
}
