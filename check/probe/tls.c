/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "check/probe/tls.h"

#include "check/der.h"

#include <errno.h>
#include <gnutls/gnutls.h>
#include <string.h>
#include <sys/socket.h>

#define MAX_CHAIN       16
#define MAX_CHAIN_BYTES (64 * 1024)
#define MAX_BYTES       (256 * 1024)  /* of one handshake */
#define MAX_TALK_BYTES  (2048 * 1024) /* and with all that is said after it */
#define MAX_DH_BYTES    (8192 / 8)

/* Old versions are spoken to read the certificate; what is to be said of them is judged elsewhere. */
#define PRIORITY                                                                                                                 \
  "NORMAL:-GROUP-ALL:+GROUP-X25519:+GROUP-SECP256R1:+GROUP-SECP384R1:+GROUP-SECP521R1:+GROUP-X448:+GROUP-FFDHE2048"              \
  ":+GROUP-FFDHE3072:+GROUP-FFDHE4096:+VERS-TLS1.1:+VERS-TLS1.0:%COMPAT"

struct _MsTls
{
  gnutls_session_t session;
  int fd;
  int result;      /* of the last call that failed */
  gboolean agreed; /* the handshake is over */
  gboolean closed;
  gboolean asked; /* for a certificate of ours */
  gsize received;
  char first[64];
  gsize n_first;
  GPtrArray *shown; /* GBytes*: the chain as it came over the wire, also one that GnuTLS cannot read */
};

/* One of each for the process: making them for every session costs more than the handshake. */
typedef struct
{
  gnutls_certificate_credentials_t credentials; /* empty: nothing is trusted, nothing is verified */
  gnutls_priority_t priority;
} Shared;

static const Shared *
shared (void)
{
  static Shared *instance;
  if (g_once_init_enter (&instance))
    {
      Shared *made = g_new0 (Shared, 1);
      gnutls_certificate_allocate_credentials (&made->credentials);
      if (gnutls_priority_init (&made->priority, PRIORITY, NULL) < 0)
        gnutls_priority_init (&made->priority, NULL, NULL); /* the system's policy allows no more than its own default */
      g_once_init_leave (&instance, made);
    }
  return instance;
}

static ssize_t
pull (gnutls_transport_ptr_t data, void *buffer, size_t size)
{
  MsTls *tls = data;
  ssize_t n;

  if (tls->received > (tls->agreed ? MAX_TALK_BYTES : MAX_BYTES))
    {
      gnutls_transport_set_errno (tls->session, EMSGSIZE);
      return -1;
    }
  n = recv (tls->fd, buffer, size, 0);
  if (n < 0)
    gnutls_transport_set_errno (tls->session, errno);
  if (n == 0 || (n < 0 && errno == ECONNRESET))
    tls->closed = TRUE;
  if (n > 0 && tls->n_first < sizeof tls->first)
    {
      gsize take = MIN (sizeof tls->first - tls->n_first, (gsize) n);
      memcpy (tls->first + tls->n_first, buffer, take);
      tls->n_first += take;
    }
  if (n > 0)
    tls->received += (gsize) n;
  return n;
}

static ssize_t
push (gnutls_transport_ptr_t data, const giovec_t *parts, int n_parts)
{
  MsTls *tls = data;
  struct msghdr message = { .msg_iov = (struct iovec *) parts, .msg_iovlen = (size_t) n_parts };
  ssize_t n = sendmsg (tls->fd, &message, MSG_NOSIGNAL);

  if (n < 0)
    {
      tls->closed = tls->closed || errno == ECONNRESET || errno == EPIPE;
      gnutls_transport_set_errno (tls->session, errno);
    }
  return n;
}

/* GnuTLS would select() on the descriptor otherwise; we poll ourselves. */
static int
readable (gnutls_transport_ptr_t data, unsigned ms)
{
  (void) data;
  (void) ms;
  return 1;
}

static gsize
number_at (const guint8 *at, guint bytes)
{
  gsize number = 0;
  for (guint i = 0; i < bytes; i++)
    number = number << 8 | at[i];
  return number;
}

/* RFC 5246 7.4.2, and RFC 8446 4.4.2 with a context before and extensions after each certificate. */
void
ms_tls_read_certificates (GPtrArray *shown, const guint8 *at, gsize left, gboolean tls13)
{
  gsize head = tls13 ? (left > 0 ? 1 + (gsize) at[0] : 1) : 0, total = 0;

  if (left < head + 3)
    return;
  at += head + 3;
  left -= head + 3;
  while (left >= 3 && shown->len < MAX_CHAIN)
    {
      gsize size = number_at (at, 3), extensions;

      if (size > left - 3 || (total += size) > MAX_CHAIN_BYTES)
        return;
      g_ptr_array_add (shown, g_bytes_new (at + 3, size));
      at += 3 + size;
      left -= 3 + size;
      if (!tls13)
        continue;
      extensions = left >= 2 ? number_at (at, 2) : left;
      if (left < 2 || extensions > left - 2)
        return;
      at += 2 + extensions;
      left -= 2 + extensions;
    }
}

/*
 * Whatever is shown is kept, also what ends the handshake. In a handshake a signature is verified with the key of the first
 * certificate, which GnuTLS does at any size, in one go: it goes no further than that with one that would take seconds.
 */
static int
certificates_shown (MsTls *tls, const gnutls_datum_t *message, gboolean tls13)
{
  gsize size;
  const guint8 *leaf;

  g_ptr_array_set_size (tls->shown, 0);
  ms_tls_read_certificates (tls->shown, message->data, message->size, tls13);
  if (tls->shown->len == 0)
    return GNUTLS_E_CERTIFICATE_ERROR; /* none, or more than anybody keeps: without one there is nothing to go on for */
  for (guint i = 0; i < tls->shown->len; i++)
    {
      const guint8 *certificate = g_bytes_get_data (g_ptr_array_index (tls->shown, i), &size);
      if (!ms_der_names_are_bounded (certificate, size))
        return GNUTLS_E_CERTIFICATE_ERROR; /* GnuTLS reads all of them */
    }
  leaf = g_bytes_get_data (g_ptr_array_index (tls->shown, 0), &size);
  return ms_der_key_is_bounded (leaf, size) ? 0 : GNUTLS_E_CERTIFICATE_ERROR;
}

/* ServerDHParams (RFC 5246 7.4.3): dh_p, dh_g and dh_Ys, each behind its length; the same holds for them. */
static int
dh_offered (const gnutls_datum_t *message)
{
  const guint8 *at = message->data;
  gsize left = message->size;

  for (guint i = 0; i < 3; i++)
    {
      gsize size = left >= 2 ? number_at (at, 2) : 0;
      if (size == 0 || size > left - 2 || size > MAX_DH_BYTES)
        return GNUTLS_E_RECEIVED_ILLEGAL_PARAMETER;
      at += 2 + size;
      left -= 2 + size;
    }
  return 0;
}

static gboolean
agrees_on_dh (gnutls_session_t session)
{
  gnutls_kx_algorithm_t kx = gnutls_kx_get (session);
  return kx == GNUTLS_KX_DHE_RSA || kx == GNUTLS_KX_DHE_DSS || kx == GNUTLS_KX_ANON_DH;
}

/* Before GnuTLS reads a message; what is not 0 ends the handshake. */
static int
message_came (gnutls_session_t session, unsigned type, unsigned when, unsigned incoming, const gnutls_datum_t *message)
{
  (void) when;
  if (incoming == 0)
    return 0;
  if (type == GNUTLS_HANDSHAKE_CERTIFICATE_PKT)
    return certificates_shown (gnutls_session_get_ptr (session), message, gnutls_protocol_get_version (session) == GNUTLS_TLS1_3);
  if (type == GNUTLS_HANDSHAKE_CERTIFICATE_REQUEST)
    ((MsTls *) gnutls_session_get_ptr (session))->asked = TRUE;
  if (type == GNUTLS_HANDSHAKE_SERVER_KEY_EXCHANGE && agrees_on_dh (session))
    return dh_offered (message);
  return 0;
}

MsTls *
ms_tls_new (int fd, const char *server_name)
{
  MsTls *tls = g_new0 (MsTls, 1);

  tls->fd = fd;
  tls->shown = g_ptr_array_new_with_free_func ((GDestroyNotify) g_bytes_unref);
  gnutls_init (&tls->session, GNUTLS_CLIENT | GNUTLS_NONBLOCK | GNUTLS_NO_SIGNAL | GNUTLS_NO_TICKETS);
  gnutls_priority_set (tls->session, shared ()->priority);
  gnutls_credentials_set (tls->session, GNUTLS_CRD_CERTIFICATE, shared ()->credentials);
  gnutls_ocsp_status_request_enable_client (tls->session, NULL, 0, NULL);
  if (server_name != NULL)
    gnutls_server_name_set (tls->session, GNUTLS_NAME_DNS, server_name, strlen (server_name));
  gnutls_session_set_ptr (tls->session, tls);
  gnutls_handshake_set_hook_function (tls->session, GNUTLS_HANDSHAKE_ANY, GNUTLS_HOOK_PRE, message_came);
  gnutls_handshake_set_timeout (tls->session, 0);
  gnutls_transport_set_ptr (tls->session, tls);
  gnutls_transport_set_pull_function (tls->session, pull);
  gnutls_transport_set_vec_push_function (tls->session, push);
  gnutls_transport_set_pull_timeout_function (tls->session, readable);
  return tls;
}

void
ms_tls_free (MsTls *tls)
{
  if (tls == NULL)
    return;
  gnutls_deinit (tls->session);
  g_ptr_array_unref (tls->shown);
  g_free (tls);
}

static MsTlsStatus
status_of (MsTls *tls, int result)
{
  if (result >= 0)
    return MS_TLS_DONE;
  if (result == GNUTLS_E_AGAIN || result == GNUTLS_E_INTERRUPTED)
    return gnutls_record_get_direction (tls->session) == 0 ? MS_TLS_WANTS_READ : MS_TLS_WANTS_WRITE;
  tls->result = result;
  return MS_TLS_FAILED;
}

MsTlsStatus
ms_tls_handshake (MsTls *tls)
{
  int result;

  /* warnings and the like are no end; a server that sends nothing else is ended by the byte limit and the deadline */
  do
    result = gnutls_handshake (tls->session);
  while (result < 0 && result != GNUTLS_E_AGAIN && result != GNUTLS_E_INTERRUPTED && gnutls_error_is_fatal (result) == 0);
  tls->agreed = result == 0;
  return status_of (tls, result);
}

MsTlsStatus
ms_tls_read (MsTls *tls, char *buffer, gsize size, gsize *ret_length)
{
  ssize_t n;

  do
    n = gnutls_record_recv (tls->session, buffer, size);
  while (n < 0 && n != GNUTLS_E_AGAIN && n != GNUTLS_E_INTERRUPTED && gnutls_error_is_fatal ((int) n) == 0);
  *ret_length = n > 0 ? (gsize) n : 0;
  if (n == GNUTLS_E_PREMATURE_TERMINATION)
    return MS_TLS_DONE; /* closed without close_notify: closed */
  return status_of (tls, (int) MIN (n, 0));
}

MsTlsStatus
ms_tls_write (MsTls *tls, const char *bytes, gsize length, gsize *ret_length)
{
  ssize_t n = gnutls_record_send (tls->session, bytes, length);

  *ret_length = n > 0 ? (gsize) n : 0;
  return status_of (tls, (int) MIN (n, 0));
}

MsTlsStatus
ms_tls_bye (MsTls *tls)
{
  return status_of (tls, gnutls_bye (tls->session, GNUTLS_SHUT_WR));
}

static char *
version_of (gnutls_session_t session)
{
  const char *name = gnutls_protocol_get_name (gnutls_protocol_get_version (session)); /* "TLS1.3", "SSL3.0" */

  if (name == NULL)
    return NULL;
  return g_strdup (g_str_has_prefix (name, "TLS") ? name + 3 : name);
}

void
ms_tls_harvest (MsTls *tls, MsSighting *sighting)
{
  gnutls_datum_t staple;

  g_ptr_array_extend_and_steal (sighting->der, g_steal_pointer (&tls->shown));
  tls->shown = g_ptr_array_new_with_free_func ((GDestroyNotify) g_bytes_unref);
  if (gnutls_ocsp_status_request_get (tls->session, &staple) >= 0 && staple.size > 0 && staple.size <= MAX_CHAIN_BYTES)
    sighting->ocsp = g_bytes_new (staple.data, staple.size);
  if (!tls->agreed && sighting->der->len == 0)
    return; /* nothing was agreed on yet */
  sighting->tls_version = version_of (tls->session);
  sighting->cipher = g_strdup (gnutls_ciphersuite_get (tls->session));
  if (tls->agreed && agrees_on_dh (tls->session))
    sighting->dh_bits = (guint) MAX (gnutls_dh_get_prime_bits (tls->session), 0);
  sighting->insecure_renegotiation = tls->agreed && gnutls_protocol_get_version (tls->session) < GNUTLS_TLS1_3
                                     && gnutls_safe_renegotiation_status (tls->session) == 0;
}

const char *
ms_tls_error (const MsTls *tls)
{
  return gnutls_strerror (tls->result);
}

/* RFC 8446 6, with those of RFC 5246 that it dropped. */
const char *
ms_tls_alert (const MsTls *tls)
{
  static const struct
  {
    int number;
    const char *name;
  } alerts[] = {
    { 0, "close_notify" },
    { 10, "unexpected_message" },
    { 20, "bad_record_mac" },
    { 21, "decryption_failed" },
    { 22, "record_overflow" },
    { 30, "decompression_failure" },
    { 40, "handshake_failure" },
    { 41, "no_certificate" },
    { 42, "bad_certificate" },
    { 43, "unsupported_certificate" },
    { 44, "certificate_revoked" },
    { 45, "certificate_expired" },
    { 46, "certificate_unknown" },
    { 47, "illegal_parameter" },
    { 48, "unknown_ca" },
    { 49, "access_denied" },
    { 50, "decode_error" },
    { 51, "decrypt_error" },
    { 60, "export_restriction" },
    { 70, "protocol_version" },
    { 71, "insufficient_security" },
    { 80, "internal_error" },
    { 86, "inappropriate_fallback" },
    { 90, "user_canceled" },
    { 100, "no_renegotiation" },
    { 109, "missing_extension" },
    { 110, "unsupported_extension" },
    { 111, "certificate_unobtainable" },
    { 112, "unrecognized_name" },
    { 113, "bad_certificate_status_response" },
    { 114, "bad_certificate_hash_value" },
    { 115, "unknown_psk_identity" },
    { 116, "certificate_required" },
    { 120, "no_application_protocol" },
  };
  int number;

  if (tls->result != GNUTLS_E_FATAL_ALERT_RECEIVED && tls->result != GNUTLS_E_WARNING_ALERT_RECEIVED)
    return NULL;
  number = (int) gnutls_alert_get (tls->session);
  for (guint i = 0; i < G_N_ELEMENTS (alerts); i++)
    if (alerts[i].number == number)
      return alerts[i].name;
  return NULL;
}

gboolean
ms_tls_closed (const MsTls *tls)
{
  return tls->closed;
}

gboolean
ms_tls_wants_client (const MsTls *tls)
{
  /*
   * What libraries answer to an empty Certificate, GnuTLS with a decode_error; some only hang up, without a word (a close_notify
   * would be one).
   */
  static const char *const alerts[] = { "handshake_failure",   "no_certificate",
                                        "bad_certificate",     "unsupported_certificate",
                                        "certificate_unknown", "unknown_ca",
                                        "access_denied",       "certificate_required",
                                        "decode_error",        NULL };
  const char *alert = ms_tls_alert (tls);

  return tls->asked
         && (alert != NULL ? g_strv_contains (alerts, alert) : tls->closed && tls->result != GNUTLS_E_CERTIFICATE_ERROR);
}

const char *
ms_tls_first_bytes (const MsTls *tls, gsize *ret_length)
{
  *ret_length = tls->n_first;
  return tls->first;
}
