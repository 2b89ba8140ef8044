/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "check/x509/certificate.h"

#include "model/text.h"
#include "check/der.h"

#include <arpa/inet.h>
#include <gnutls/abstract.h>
#include <gnutls/x509-ext.h>
#include <gnutls/x509.h>
#include <string.h>

/* A certificate has a handful of names, a careless one a few hundred; what is beyond this is somebody's joke. */
#define MAX_NAMES 2000
#define MAX_TEXT  1024

#define MAX_SIGNATURE 2048 /* bytes; that of RSA 8192 has 1024 */

static char *
hex (const guchar *bytes, gsize length)
{
  GString *out = g_string_sized_new (length * 2 + 1);
  for (gsize i = 0; i < length; i++)
    g_string_append_printf (out, "%02x", bytes[i]);
  return g_string_free (out, FALSE);
}

static char *
take_datum (int result, gnutls_datum_t *datum)
{
  char *text;
  if (result < 0)
    return g_strdup ("");
  text = ms_visible ((const char *) datum->data, datum->size, MAX_TEXT);
  gnutls_free (datum->data);
  return text;
}

static char *
subject_of (gnutls_x509_crt_t crt)
{
  gnutls_datum_t datum = { NULL, 0 };
  return take_datum (gnutls_x509_crt_get_dn3 (crt, &datum, 0), &datum);
}

static char *
issuer_of (gnutls_x509_crt_t crt)
{
  gnutls_datum_t datum = { NULL, 0 };
  return take_datum (gnutls_x509_crt_get_issuer_dn3 (crt, &datum, 0), &datum);
}

typedef int (*GetByOid) (gnutls_x509_crt_t crt, const char *oid, unsigned index, unsigned raw, void *buffer, size_t *size);

static char *
attribute (gnutls_x509_crt_t crt, GetByOid get, const char *oid)
{
  char buffer[512];
  size_t size = sizeof buffer;
  return get (crt, oid, 0, 0, buffer, &size) >= 0 ? ms_visible (buffer, (gssize) size, MAX_TEXT) : NULL;
}

static char *
serial_of (gnutls_x509_crt_t crt)
{
  guchar buffer[128];
  size_t size = sizeof buffer;
  guint skip = 0;

  if (gnutls_x509_crt_get_serial (crt, buffer, &size) < 0)
    return g_strdup ("");
  while (skip + 1 < size && buffer[skip] == 0)
    skip++; /* the sign octet of DER says nothing */
  return hex (buffer + skip, size - skip);
}

/* dNSName is IA5String: A-labels. What is no host name stays, made visible: it can match nothing. */
static char *
dns_name (const char *bytes, gsize size)
{
  g_autofree char *visible = ms_visible (bytes, (gssize) size, 300);
  return g_ascii_strdown (visible, -1);
}

static char *
ip_name (const guchar *bytes, gsize size)
{
  char text[INET6_ADDRSTRLEN];
  if ((size == 4 && inet_ntop (AF_INET, bytes, text, sizeof text) != NULL)
      || (size == 16 && inet_ntop (AF_INET6, bytes, text, sizeof text) != NULL))
    return g_strdup (text);
  return NULL;
}

static void
read_names (gnutls_x509_crt_t crt, MsCertificate *certificate)
{
  g_autoptr (GPtrArray) dns = g_ptr_array_new ();
  g_autoptr (GPtrArray) ips = g_ptr_array_new ();
  gnutls_subject_alt_names_t sans;
  gnutls_datum_t extension;
  unsigned critical;

  if (gnutls_x509_crt_get_extension_by_oid2 (crt, GNUTLS_X509EXT_OID_SAN, 0, &extension, &critical) >= 0)
    {
      gnutls_subject_alt_names_init (&sans);
      if (gnutls_x509_ext_import_subject_alt_names (&extension, sans, 0) >= 0)
        for (unsigned i = 0; i < MAX_NAMES; i++)
          {
            unsigned type;
            gnutls_datum_t san;
            char *name = NULL;

            if (gnutls_subject_alt_names_get (sans, i, &type, &san, NULL) < 0)
              break;
            if (type == GNUTLS_SAN_DNSNAME)
              g_ptr_array_add (dns, dns_name ((const char *) san.data, san.size));
            else if (type == GNUTLS_SAN_IPADDRESS && (name = ip_name (san.data, san.size)) != NULL)
              g_ptr_array_add (ips, name);
          }
      gnutls_subject_alt_names_deinit (sans);
      gnutls_free (extension.data);
    }
  certificate->n_dns = dns->len;
  g_ptr_array_extend_and_steal (dns, g_steal_pointer (&ips));
  g_ptr_array_add (dns, NULL);
  certificate->names = (GStrv) g_ptr_array_free (g_steal_pointer (&dns), FALSE);
}

static char *
key_of (gnutls_x509_crt_t crt)
{
  unsigned bits = 0;
  int algorithm = gnutls_x509_crt_get_pk_algorithm (crt, &bits);

  switch (algorithm)
    {
    case GNUTLS_PK_EDDSA_ED25519:
      return g_strdup ("Ed25519");
    case GNUTLS_PK_EDDSA_ED448:
      return g_strdup ("Ed448");
    case GNUTLS_PK_ECDSA:
      return g_strdup_printf ("EC %u", bits);
    case GNUTLS_PK_RSA:
      return g_strdup_printf ("RSA %u", bits);
    default: /* GnuTLS's enum, and an int: it may know more one day */
      return algorithm < 0 ? g_strdup ("unknown")
                           : g_strdup_printf ("%s %u", gnutls_pk_get_name ((gnutls_pk_algorithm_t) algorithm), bits);
    }
}

/* Does the certificate's own key verify its signature? */
static gboolean
verifies_itself (gnutls_x509_crt_t crt, GBytes *der)
{
  gsize size, signature_size = 0;
  const guchar *bytes = g_bytes_get_data (der, &size);
  int algorithm = gnutls_x509_crt_get_signature_algorithm (crt);
  g_autofree guchar *signature = NULL;
  gnutls_datum_t tbs, signed_;
  gnutls_pubkey_t key;
  gboolean verified;
  MsDer part;

  if (algorithm < 0 || !ms_der_key_is_bounded (bytes, size) || !ms_der_signed_part (bytes, size, &part))
    return FALSE;
  gnutls_x509_crt_get_signature (crt, NULL, &signature_size);
  if (signature_size == 0 || signature_size > MAX_SIGNATURE)
    return FALSE;
  signature = g_malloc (signature_size);
  if (gnutls_x509_crt_get_signature (crt, (char *) signature, &signature_size) < 0)
    return FALSE;
  tbs = (gnutls_datum_t){ (guchar *) part.at, (unsigned) part.size };
  signed_ = (gnutls_datum_t){ signature, (unsigned) signature_size };
  gnutls_pubkey_init (&key);
  verified = gnutls_pubkey_import_x509 (key, crt, 0) >= 0
             && gnutls_pubkey_verify_data2 (key, (gnutls_sign_algorithm_t) algorithm,
                                            GNUTLS_VERIFY_ALLOW_BROKEN | GNUTLS_VERIFY_ALLOW_SIGN_WITH_SHA1, &tbs, &signed_)
                  >= 0;
  gnutls_pubkey_deinit (key);
  return verified;
}

static gboolean
read_dates (gnutls_x509_crt_t crt, MsCertificate *certificate)
{
  time_t begin = gnutls_x509_crt_get_activation_time (crt);
  time_t end = gnutls_x509_crt_get_expiration_time (crt);

  if (begin == (time_t) -1 || end == (time_t) -1)
    return FALSE;
  certificate->not_before = begin;
  /* RFC 5280 4.1.2.5: 99991231235959Z means no well-defined expiration; GnuTLS may give its own mark for it */
  certificate->not_after
    = end == GNUTLS_X509_NO_WELL_DEFINED_EXPIRATION || end >= G_GINT64_CONSTANT (253402300799) ? G_MAXINT64 : end;
  return TRUE;
}

MsCertificate *
ms_certificate_parse (GBytes *der)
{
  g_autoptr (MsCertificate) certificate = g_new0 (MsCertificate, 1);
  gsize size;
  gnutls_datum_t datum = { (guchar *) g_bytes_get_data (der, &size), 0 };
  gnutls_x509_crt_t crt;
  guchar id[32];
  size_t id_size = sizeof id;
  int algorithm;

  if (!ms_der_names_are_bounded (datum.data, size))
    return NULL;
  datum.size = (unsigned) size;
  gnutls_x509_crt_init (&crt);
  if (gnutls_x509_crt_import (crt, &datum, GNUTLS_X509_FMT_DER) < 0 || !read_dates (crt, certificate))
    {
      gnutls_x509_crt_deinit (crt);
      return NULL;
    }
  certificate->der = g_bytes_ref (der);
  certificate->sha256 = g_compute_checksum_for_bytes (G_CHECKSUM_SHA256, der);
  certificate->spki_sha256
    = gnutls_x509_crt_get_key_id (crt, GNUTLS_KEYID_USE_SHA256, id, &id_size) >= 0 ? hex (id, id_size) : g_strdup ("");
  certificate->subject = subject_of (crt);
  certificate->issuer = issuer_of (crt);
  certificate->issuer_organization = attribute (crt, gnutls_x509_crt_get_issuer_dn_by_oid, GNUTLS_OID_X520_ORGANIZATION_NAME);
  certificate->common_name = attribute (crt, gnutls_x509_crt_get_dn_by_oid, GNUTLS_OID_X520_COMMON_NAME);
  certificate->serial = serial_of (crt);
  read_names (crt, certificate);
  certificate->self_issued = gnutls_x509_crt_check_issuer (crt, crt) != 0;
  certificate->self_signed = certificate->self_issued && verifies_itself (crt, der);
  certificate->key = key_of (crt);
  algorithm = gnutls_x509_crt_get_signature_algorithm (crt);
  certificate->signature = g_strdup (algorithm > 0 ? gnutls_sign_get_name ((gnutls_sign_algorithm_t) algorithm) : "unknown");
  gnutls_x509_crt_deinit (crt);
  return g_steal_pointer (&certificate);
}

char *
ms_certificate_pem (GBytes *der)
{
  gsize size;
  gnutls_datum_t datum = { (guchar *) g_bytes_get_data (der, &size), 0 }, pem;
  char *text;

  datum.size = (unsigned) size;
  if (gnutls_pem_base64_encode2 ("CERTIFICATE", &datum, &pem) < 0)
    return g_strdup ("");
  text = g_strndup ((const char *) pem.data, pem.size);
  gnutls_free (pem.data);
  return text;
}
