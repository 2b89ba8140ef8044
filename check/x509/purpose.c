/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "check/x509/purpose.h"

#define EXTENDED_KEY_USAGE "2.5.29.37"
#define NETSCAPE_TYPE      "2.16.840.1.113730.1.1" /* BIT STRING { client (0), server (1), ... } */
#define NETSCAPE_SERVER    0x40

#define FOR_TLS (GNUTLS_KEY_DIGITAL_SIGNATURE | GNUTLS_KEY_KEY_ENCIPHERMENT | GNUTLS_KEY_KEY_AGREEMENT)

static gboolean
has_extension (gnutls_x509_crt_t crt, const char *oid)
{
  gnutls_datum_t data;
  unsigned critical;

  if (gnutls_x509_crt_get_extension_by_oid2 (crt, oid, 0, &data, &critical) < 0)
    return FALSE;
  gnutls_free (data.data);
  return TRUE;
}

/* One without a single purpose is not the same as none at all. */
static gboolean
extended_key_usage_allows (gnutls_x509_crt_t crt, gboolean leaf)
{
  char oid[128];
  size_t size = sizeof oid;
  gboolean named = gnutls_x509_crt_get_key_purpose_oid (crt, 0, oid, &size, NULL) != GNUTLS_E_REQUESTED_DATA_NOT_AVAILABLE;

  if (!named)
    return !has_extension (crt, EXTENDED_KEY_USAGE);
  return gnutls_x509_crt_check_key_purpose (crt, GNUTLS_KP_TLS_WWW_SERVER, leaf ? 0 : GNUTLS_KP_FLAG_DISALLOW_ANY) != 0;
}

static gboolean
key_usage_allows (gnutls_x509_crt_t crt)
{
  unsigned usage = 0, critical;
  int result = gnutls_x509_crt_get_key_usage (crt, &usage, &critical);

  return result == GNUTLS_E_REQUESTED_DATA_NOT_AVAILABLE || (result >= 0 && (usage & FOR_TLS) != 0);
}

static gboolean
netscape_type_allows (gnutls_x509_crt_t crt)
{
  gnutls_datum_t data;
  unsigned critical;
  gboolean allows;

  if (gnutls_x509_crt_get_extension_by_oid2 (crt, NETSCAPE_TYPE, 0, &data, &critical) < 0)
    return TRUE;
  allows = data.size >= 4 && data.data[0] == 0x03 && (data.data[3] & NETSCAPE_SERVER) != 0;
  gnutls_free (data.data);
  return allows;
}

gboolean
ms_purpose_serves (gnutls_x509_crt_t crt, gboolean leaf)
{
  return extended_key_usage_allows (crt, leaf) && (!leaf || (key_usage_allows (crt) && netscape_type_allows (crt)));
}

MsOddity
ms_purpose_oddities (gnutls_x509_crt_t crt)
{
  MsOddity odd
    = extended_key_usage_allows (crt, TRUE) && !extended_key_usage_allows (crt, FALSE) ? MS_ODD_ANY_PURPOSE : MS_ODD_NONE;

  return odd | (key_usage_allows (crt) ? MS_ODD_NONE : MS_ODD_USAGE)
         | (netscape_type_allows (crt) ? MS_ODD_NONE : MS_ODD_NETSCAPE);
}
