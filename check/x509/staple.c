/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "check/x509/staple.h"

#include "check/der.h"

#include <gnutls/ocsp.h>

#define MAX_ANSWERS 64 /* SingleResponses looked through */
#define MAX_SIGNERS 16 /* certificates beside the answer */

/* The answer may bring the certificate of who signed it; whoever made it chose the key. */
static gboolean
signers_are_bounded (gnutls_ocsp_resp_t answer)
{
  gnutls_x509_crt_t *certificates = NULL;
  size_t n = 0;
  gboolean bounded;

  if (gnutls_ocsp_resp_get_certs (answer, &certificates, &n) < 0)
    return FALSE;
  bounded = n <= MAX_SIGNERS;
  for (size_t i = 0; i < n; i++)
    {
      gnutls_datum_t der = { NULL, 0 };
      bounded = bounded && gnutls_x509_crt_export2 (certificates[i], GNUTLS_X509_FMT_DER, &der) >= 0
                && ms_der_key_is_bounded (der.data, der.size);
      gnutls_free (der.data);
      gnutls_x509_crt_deinit (certificates[i]);
    }
  gnutls_free (certificates);
  return bounded;
}

static gboolean
is_signed (gnutls_ocsp_resp_t answer, gnutls_x509_crt_t issuer)
{
  unsigned verdict = 0;
  return gnutls_ocsp_resp_get_status (answer) == GNUTLS_OCSP_RESP_SUCCESSFUL
         && gnutls_ocsp_resp_verify_direct (answer, issuer, &verdict, 0) >= 0 && verdict == 0;
}

gboolean
ms_staple_revokes (GBytes *staple, gnutls_x509_crt_t leaf, gnutls_x509_crt_t issuer, gint64 *ret_since)
{
  gsize size;
  gnutls_datum_t datum = { (guchar *) g_bytes_get_data (staple, &size), 0 };
  gnutls_ocsp_resp_t answer;
  gboolean revoked = FALSE;

  datum.size = (unsigned) size;
  gnutls_ocsp_resp_init (&answer);
  if (gnutls_ocsp_resp_import (answer, &datum) >= 0 && signers_are_bounded (answer) && is_signed (answer, issuer))
    for (unsigned i = 0; !revoked && i < MAX_ANSWERS; i++)
      {
        unsigned status = GNUTLS_OCSP_CERT_UNKNOWN;
        time_t since = 0;

        if (gnutls_ocsp_resp_get_single (answer, i, NULL, NULL, NULL, NULL, &status, NULL, NULL, &since, NULL) < 0)
          break;
        if (status != GNUTLS_OCSP_CERT_REVOKED || gnutls_ocsp_resp_check_crt (answer, i, leaf) != 0)
          continue;
        revoked = TRUE;
        *ret_since = since;
      }
  gnutls_ocsp_resp_deinit (answer);
  return revoked;
}
