/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "daemon/x509/staple.h"

#include <gnutls/ocsp.h>

#define MAX_ANSWERS 64 /* SingleResponses looked through */

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
  if (gnutls_ocsp_resp_import (answer, &datum) >= 0 && is_signed (answer, issuer))
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
