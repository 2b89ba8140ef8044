/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "check/x509/oddities.h"

#include "check/x509/purpose.h"

#include <gnutls/x509-ext.h>
#include <string.h>

#define DAY            ((gint64) 86400)
#define LONGEST        (825 * DAY)
#define LONG_SINCE     G_GINT64_CONSTANT (1561939200) /* July 2019: Apple takes no longer ones of later (support.apple.com/103769) */
#define STATUS_REQUEST 5

/* ---- the leaf ------------------------------------------------------------------------------------------------ */

/* RFC 7633: Features ::= SEQUENCE OF INTEGER. */
static gboolean
promises_staple (gnutls_x509_crt_t crt)
{
  gnutls_x509_tlsfeatures_t features;
  gboolean promises = FALSE;
  unsigned feature;

  if (gnutls_x509_tlsfeatures_init (&features) < 0)
    return FALSE;
  if (gnutls_x509_crt_get_tlsfeatures (crt, features, 0, NULL) >= 0)
    for (unsigned i = 0; !promises && i < 16 && gnutls_x509_tlsfeatures_get (features, i, &feature) >= 0; i++)
      promises = feature == STATUS_REQUEST;
  gnutls_x509_tlsfeatures_deinit (features);
  return promises;
}

static MsOddity
of_usage (gnutls_x509_crt_t crt, int algorithm)
{
  MsOddity odd = MS_ODD_NONE;
  unsigned usage = 0, critical;

  if (gnutls_x509_crt_get_key_usage (crt, &usage, &critical) < 0)
    return MS_ODD_NONE;
  if ((usage & GNUTLS_KEY_DIGITAL_SIGNATURE) == 0)
    odd |= MS_ODD_NO_SIGNING;
  if (algorithm == GNUTLS_PK_RSA && (usage & GNUTLS_KEY_KEY_ENCIPHERMENT) == 0)
    odd |= MS_ODD_NO_ENCIPHERMENT;
  return odd;
}

static MsOddity
of_curve (gnutls_x509_crt_t crt)
{
  gnutls_ecc_curve_t curve = GNUTLS_ECC_CURVE_INVALID;
  gnutls_datum_t x = { NULL, 0 }, y = { NULL, 0 };
  int result = gnutls_x509_crt_get_pk_ecc_raw (crt, &curve, &x, &y);

  gnutls_free (x.data);
  gnutls_free (y.data);
  if (result >= 0 && curve == GNUTLS_ECC_CURVE_SECP521R1)
    return MS_ODD_KEY_P521;
  return result >= 0 && (curve == GNUTLS_ECC_CURVE_SECP256R1 || curve == GNUTLS_ECC_CURVE_SECP384R1) ? MS_ODD_NONE
                                                                                                     : MS_ODD_KEY_CURVE;
}

static MsOddity
of_key (gnutls_x509_crt_t crt, int algorithm)
{
  switch (algorithm)
    {
    case GNUTLS_PK_RSA:
      return MS_ODD_NONE;
    case GNUTLS_PK_RSA_PSS:
      return MS_ODD_KEY_PSS;
    case GNUTLS_PK_EDDSA_ED25519:
      return MS_ODD_KEY_ED25519;
    case GNUTLS_PK_EDDSA_ED448:
      return MS_ODD_KEY_ED448;
    case GNUTLS_PK_ECDSA:
      return of_curve (crt);
    default: /* GnuTLS's enum, and an int: it may know more one day */
      return MS_ODD_KEY_DSA;
    }
}

static gboolean
has_odd_serial (gnutls_x509_crt_t crt)
{
  guchar serial[128];
  size_t size = sizeof serial;
  guint zeros = 0;

  if (gnutls_x509_crt_get_serial (crt, serial, &size) < 0 || size == 0)
    return TRUE;
  while (zeros < size && serial[zeros] == 0)
    zeros++;
  return zeros == size || (serial[0] & 0x80) != 0 || size > 20;
}

static MsOddity
of_leaf (const MsLink *leaf, gboolean stapled)
{
  const MsCertificate *certificate = leaf->certificate;
  int algorithm = gnutls_x509_crt_get_pk_algorithm (leaf->crt, NULL);
  MsOddity odd = of_key (leaf->crt, algorithm) | of_usage (leaf->crt, algorithm) | ms_purpose_oddities (leaf->crt);

  if (gnutls_x509_crt_get_ca_status (leaf->crt, NULL) > 0)
    odd |= MS_ODD_CA;
  if (!stapled && promises_staple (leaf->crt))
    odd |= MS_ODD_STAPLE;
  if (has_odd_serial (leaf->crt))
    odd |= MS_ODD_SERIAL;
  if (gnutls_x509_crt_get_version (leaf->crt) == 1)
    odd |= MS_ODD_VERSION_1;
  if (certificate->names[0] == NULL)
    odd |= MS_ODD_NO_NAMES;
  if (certificate->not_before >= LONG_SINCE && certificate->not_after - certificate->not_before > LONGEST)
    odd |= MS_ODD_LONG;
  return odd;
}

/* ---- the chain ----------------------------------------------------------------------------------------------- */

static MsOddity
of_size (gnutls_x509_crt_t crt)
{
  unsigned bits = 0;
  int algorithm = gnutls_x509_crt_get_pk_algorithm (crt, &bits);

  if ((algorithm != GNUTLS_PK_RSA && algorithm != GNUTLS_PK_RSA_PSS && algorithm != GNUTLS_PK_DSA) || bits >= 2048)
    return MS_ODD_NONE;
  return bits < 1024 ? MS_ODD_KEY_UNDER_1024 | MS_ODD_KEY_UNDER_2048 : MS_ODD_KEY_UNDER_2048;
}

/* By the names that GnuTLS gives them; a root's own signature proves nothing. */
static MsOddity
of_signature (const MsCertificate *certificate)
{
  static const struct
  {
    const char *part;
    MsOddity odd;
  } kinds[] = { { "EdDSA", MS_ODD_SIGNED_EDWARDS },
                { "PSS", MS_ODD_SIGNED_PSS },
                { "SHA1", MS_ODD_SIGNED_SHA1 },
                { "MD5", MS_ODD_SIGNED_MD5 },
                { "MD2", MS_ODD_SIGNED_MD5 } };
  MsOddity odd = MS_ODD_NONE;

  for (guint i = 0; !certificate->self_signed && i < G_N_ELEMENTS (kinds); i++)
    if (strstr (certificate->signature, kinds[i].part) != NULL)
      odd |= kinds[i].odd;
  return odd;
}

MsOddity
ms_oddities (const GPtrArray *links, gboolean stapled)
{
  MsOddity odd = of_leaf (g_ptr_array_index (links, 0), stapled);

  for (guint i = 0; i < links->len; i++)
    {
      const MsLink *link = g_ptr_array_index (links, i);
      odd |= of_size (link->crt) | of_signature (link->certificate);
    }
  return odd;
}
