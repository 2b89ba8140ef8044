/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "check/probe/ending.h"

#include "check/probe/recognise.h"

#include <string.h>

static MsEnding
text_instead_of_tls (const char *line, MsService service, gboolean after_starttls)
{
  const char *speaks = ms_recognise (line, strlen (line));
  const char *own = ms_protocol_name (ms_service_info (service)->protocol);
  gboolean plain_mail = service == MS_SERVICE_ANY ? speaks != NULL : g_strcmp0 (speaks, own) == 0;
  MsReason reason = ms_recognise_error (line) ? MS_REASON_NONE : MS_REASON_INJECTION;

  if (after_starttls)
    return (MsEnding){ MS_OUTCOME_STARTTLS_FAILED, reason, speaks, line };
  return (MsEnding){ plain_mail ? MS_OUTCOME_WRONG_SECURITY_MODE : MS_OUTCOME_PROTOCOL_ERROR, MS_REASON_NONE, speaks, line };
}

/* `any`: something came before the silence. */
static MsEnding
silence (gboolean any, gboolean after_starttls)
{
  if (any)
    return (MsEnding){ MS_OUTCOME_TLS_FAILED, MS_REASON_TIMEOUT, NULL, "silence in the middle of the handshake" };
  if (after_starttls)
    return (MsEnding){ MS_OUTCOME_STARTTLS_FAILED, MS_REASON_TIMEOUT, NULL, "silence instead of TLS" };
  return (MsEnding){ MS_OUTCOME_UNREACHABLE, MS_REASON_TIMEOUT, NULL, "connected, but silence instead of TLS" };
}

MsEnding
ms_ending_of_handshake (MsStream *stream, MsService service, gboolean after_starttls, gboolean silent, char **ret_line)
{
  const MsTls *tls = ms_stream_tls (stream);
  gsize n;
  const char *bytes = ms_tls_first_bytes (tls, &n);
  gboolean spoke_tls = n > 0 && bytes[0] >= 20 && bytes[0] <= 23; /* record types, RFC 8446 5.1 */

  if (silent)
    return silence (n > 0, after_starttls);
  if (n > 0 && !spoke_tls)
    {
      *ret_line = ms_stream_line_instead_of_tls (stream);
      return text_instead_of_tls (*ret_line, service, after_starttls);
    }
  if (n == 0 && after_starttls)
    return (MsEnding){ MS_OUTCOME_STARTTLS_FAILED, MS_REASON_NONE, NULL, ms_tls_error (tls) };
  if (n == 0 && ms_tls_closed (tls))
    return (MsEnding){ MS_OUTCOME_UNREACHABLE, MS_REASON_RESET, NULL, "closed before the first byte" };
  return (MsEnding){ MS_OUTCOME_TLS_FAILED, MS_REASON_NONE, NULL, ms_tls_error (tls) };
}
