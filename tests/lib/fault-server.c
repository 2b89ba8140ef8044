/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tests/lib/fault-wire.h"

#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <gio/gio.h>
#include <gnutls/abstract.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#define PATIENCE_S 20
#define STEP_MS    50
#define MAX_CHAIN  20
#define MAX_LIVE   64 /* sessions of a server; more wait */

static const char *const names[N_FAULTS] = {
  "none",
  "long-greeting",
  "many-lines",
  "long-line",
  "late-capability",
  "silent",
  "silent-after-greeting",
  "silent-at-starttls",
  "silent-instead-of-tls",
  "silent-after-tls",
  "silent-in-handshake",
  "close-at-once",
  "reset-at-once",
  "close-after-greeting",
  "reset-after-greeting",
  "close-instead-of-tls",
  "reset-instead-of-tls",
  "close-in-handshake",
  "reset-in-handshake",
  "close-instead-of-greeting",
  "refuse",
  "refuse-for-good",
  "refuse-offer",
  "busy-offer",
  "picky-ehlo",
  "refuse-ehlo",
  "refuse-ehlo-once",
  "tarpit",
  "no-starttls",
  "preauth",
  "starttls-refused",
  "starttls-garbage",
  "injection",
  "late-injection",
  "tls-alert",
  "plain-on-tls",
  "tls-on-plain",
  "http",
  "ssh",
  "proxy-header",
  "other-protocol",
  "garbage",
  "huge-banner",
  "endless-lines",
  "drip",
  "evil-text",
  "literal-bomb",
};

const char *
fault_name (Fault fault)
{
  return names[fault];
}

/* A chain as it goes over the wire; shared by the connections that show it. */
typedef struct
{
  gnutls_pcert_st certs[MAX_CHAIN];
  guint n;
  gnutls_privkey_t key;
} Chain;

struct _FaultServer
{
  FaultServerSpec spec, sound; /* sound: without the fault */
  int fd;
  guint16 port;
  gint closing;
  gint accepted, polite;
  GThread *thread;
  gint live;         /* sessions */
  GMutex mutex;      /* guards the list */
  GPtrArray *chains; /* Chain*: the last is shown; older ones may still be in use */
  gnutls_certificate_credentials_t credentials;
};

typedef struct
{
  FaultServer *server;
  const FaultServerSpec *spec; /* of the server */
  int fd;
  const Chain *chain;
} Session;

/* ---- bytes ------------------------------------------------------------------------------------------------------ */

gboolean
wire_wait (Wire *wire, gboolean to_write)
{
  struct pollfd poll_fd = { wire->fd, to_write ? POLLOUT : POLLIN, 0 };

  while (!g_atomic_int_get (wire->closing) && g_get_monotonic_time () < wire->end)
    if (poll (&poll_fd, 1, STEP_MS) > 0)
      return TRUE;
  return FALSE;
}

void
wire_sleep (Wire *wire, guint ms)
{
  gint64 until = MIN (wire->end, g_get_monotonic_time () + (gint64) ms * 1000);

  while (!g_atomic_int_get (wire->closing) && g_get_monotonic_time () < until)
    g_usleep (MIN ((gulong) STEP_MS * 1000, (gulong) MAX (until - g_get_monotonic_time (), 1)));
}

gboolean
wire_send (Wire *wire, const char *bytes, gsize length)
{
  while (length > 0)
    {
      gssize n = wire->tls != NULL ? gnutls_record_send (wire->tls, bytes, length) : send (wire->fd, bytes, length, MSG_NOSIGNAL);
      if (n > 0)
        {
          bytes += n;
          length -= (gsize) n;
        }
      else if (wire->tls != NULL ? n != GNUTLS_E_AGAIN && n != GNUTLS_E_INTERRUPTED : errno != EAGAIN)
        return FALSE;
      else if (!wire_wait (wire, TRUE))
        return FALSE;
    }
  return TRUE;
}

gboolean
wire_say (Wire *wire, const char *line)
{
  g_autofree char *text = g_strconcat (line, "\r\n", NULL);
  return wire_send (wire, text, strlen (text));
}

gboolean
wire_hear (Wire *wire, char *line, gsize size)
{
  gsize length = 0;

  while (length < size - 1)
    {
      gssize n = wire->tls != NULL ? gnutls_record_recv (wire->tls, line + length, 1) : recv (wire->fd, line + length, 1, 0);
      if (n == 0)
        wire->polite = wire->polite || wire->tls != NULL; /* close_notify */
      if (n == 1 && line[length] == '\n')
        {
          line[length > 0 && line[length - 1] == '\r' ? length - 1 : length] = '\0';
          return TRUE;
        }
      if (n == 1)
        length++;
      else if (n == 0 || (wire->tls != NULL ? gnutls_error_is_fatal ((int) n) : errno != EAGAIN) || !wire_wait (wire, FALSE))
        return FALSE;
    }
  return FALSE;
}

/* ---- TLS -------------------------------------------------------------------------------------------------------- */

static int
retrieve_cb (gnutls_session_t session, const struct gnutls_cert_retr_st *info, gnutls_pcert_st **certs, unsigned *n_certs,
             gnutls_ocsp_data_st **staples, unsigned *n_staples, gnutls_privkey_t *key, unsigned *flags)
{
  const Chain *chain = gnutls_session_get_ptr (session);

  (void) info;
  (void) staples;
  *n_staples = 0;
  *certs = (gnutls_pcert_st *) chain->certs;
  *n_certs = chain->n;
  *key = chain->key;
  *flags = 0;
  return 0;
}

static int
staple_cb (gnutls_session_t session, void *data, gnutls_datum_t *answer)
{
  gsize size;
  const void *bytes;

  (void) session;
  if (data == NULL)
    return GNUTLS_E_NO_CERTIFICATE_STATUS;
  bytes = g_bytes_get_data (data, &size);
  answer->data = gnutls_malloc (size);
  answer->size = (unsigned) size;
  memcpy (answer->data, bytes, size);
  return 0;
}

static gboolean
handshake (Wire *wire, const Session *session)
{
  const FaultServerSpec *spec = session->spec;
  gnutls_session_t tls;
  int result;

  gnutls_init (&tls, GNUTLS_SERVER | GNUTLS_NO_SIGNAL | GNUTLS_NONBLOCK);
  gnutls_priority_set_direct (tls, spec->priority != NULL ? spec->priority : "NORMAL", NULL);
  gnutls_credentials_set (tls, GNUTLS_CRD_CERTIFICATE, session->server->credentials);
  gnutls_session_set_ptr (tls, (void *) session->chain);
  if (spec->want_client || spec->demand_client != 0)
    gnutls_certificate_server_set_request (tls, spec->demand_client != 0 ? GNUTLS_CERT_REQUIRE : GNUTLS_CERT_REQUEST);
  gnutls_transport_set_int (tls, wire->fd);
  gnutls_handshake_set_timeout (tls, GNUTLS_INDEFINITE_TIMEOUT);
  do
    result = gnutls_handshake (tls);
  while (result < 0 && !gnutls_error_is_fatal (result) && wire_wait (wire, gnutls_record_get_direction (tls) != 0));
  if (result == 0)
    {
      wire->tls = tls;
      return TRUE;
    }
  if (spec->demand_client == 1)
    gnutls_alert_send (tls, GNUTLS_AL_FATAL,
                       gnutls_protocol_get_version (tls) == GNUTLS_TLS1_3 ? GNUTLS_A_CERTIFICATE_REQUIRED
                                                                          : GNUTLS_A_HANDSHAKE_FAILURE);
  else if (spec->demand_client != 2)
    gnutls_alert_send_appropriate (tls, result); /* as any server does */
  gnutls_deinit (tls);
  return FALSE;
}

static void
end_with_reset (Wire *wire)
{
  const struct linger at_once = { 1, 0 };
  setsockopt (wire->fd, SOL_SOCKET, SO_LINGER, &at_once, sizeof at_once);
}

/* What goes wrong where a handshake is meant. TRUE: nothing does. */
static gboolean
spoil_handshake (Wire *wire, Fault fault)
{
  static const char alert[] = "\x15\x03\x03\x00\x02\x02\x28", head[] = "\x16\x03\x03\x00\x7a\x02\x00";
  char buffer[8192];

  if (fault == FAULT_SILENT_INSTEAD_OF_TLS)
    wire_sleep (wire, G_MAXUINT);
  if (fault != FAULT_SILENT_IN_HANDSHAKE && fault != FAULT_CLOSE_INSTEAD_OF_TLS && fault != FAULT_RESET_INSTEAD_OF_TLS
      && fault != FAULT_CLOSE_IN_HANDSHAKE && fault != FAULT_RESET_IN_HANDSHAKE && fault != FAULT_TLS_ALERT)
    return fault != FAULT_SILENT_INSTEAD_OF_TLS;
  if (!wire_wait (wire, FALSE) || recv (wire->fd, buffer, sizeof buffer, 0) <= 0) /* the ClientHello */
    return FALSE;
  if (fault == FAULT_TLS_ALERT)
    wire_send (wire, alert, sizeof alert - 1);
  if (fault == FAULT_SILENT_IN_HANDSHAKE || fault == FAULT_CLOSE_IN_HANDSHAKE || fault == FAULT_RESET_IN_HANDSHAKE)
    wire_send (wire, head, sizeof head - 1);
  if (fault == FAULT_SILENT_IN_HANDSHAKE)
    wire_sleep (wire, G_MAXUINT);
  wire_sleep (wire, 20); /* so that what was said arrives before a reset */
  if (fault == FAULT_RESET_INSTEAD_OF_TLS || fault == FAULT_RESET_IN_HANDSHAKE)
    end_with_reset (wire);
  return FALSE;
}

/* ---- a session --------------------------------------------------------------------------------------------------- */

static void
converse (Wire *wire, const Session *session)
{
  const FaultServerSpec *spec = session->spec;
  gboolean implicit = ms_service_info (spec->service)->security == MS_SECURITY_TLS;

  if (spec->fault == FAULT_SILENT)
    wire_sleep (wire, G_MAXUINT);
  if (spec->fault == FAULT_RESET_AT_ONCE)
    end_with_reset (wire);
  if (spec->fault == FAULT_SILENT || spec->fault == FAULT_RESET_AT_ONCE || spec->fault == FAULT_CLOSE_AT_ONCE)
    return;
  if (spec->fault == FAULT_PLAIN_ON_TLS || (spec->fault == FAULT_HTTP && implicit))
    {
      talk_before_tls (wire, spec);
      return;
    }
  if (spec->fault == FAULT_TLS_ON_PLAIN)
    implicit = TRUE;
  if (!implicit && talk_before_tls (wire, spec) != TALK_TLS)
    {
      wire_sleep (wire, 20); /* so that what was said arrives before a reset */
      if (spec->fault == FAULT_RESET_AFTER_GREETING)
        end_with_reset (wire);
      return;
    }
  if (!spoil_handshake (wire, spec->fault) || !handshake (wire, session))
    return;
  if (spec->fault == FAULT_SILENT_AFTER_TLS)
    wire_sleep (wire, G_MAXUINT);
  else if (!(implicit && spec->fault == FAULT_CLOSE_INSTEAD_OF_GREETING))
    talk_inside_tls (wire, spec, implicit);
  gnutls_bye (wire->tls, GNUTLS_SHUT_WR);
}

static gpointer
session_thread (gpointer data)
{
  Session *session = data;
  Wire wire = { session->fd, NULL, g_get_monotonic_time () + PATIENCE_S * G_USEC_PER_SEC, &session->server->closing, FALSE };
  int on = 1;

  fcntl (session->fd, F_SETFL, fcntl (session->fd, F_GETFL) | O_NONBLOCK);
  setsockopt (session->fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
  converse (&wire, session);
  if (wire.tls != NULL)
    gnutls_deinit (wire.tls);
  g_atomic_int_set (&session->server->polite, wire.polite);
  close (session->fd);
  g_atomic_int_add (&session->server->live, -1); /* the server may be gone from here on */
  g_free (session);
  return NULL;
}

static gpointer
accept_thread (gpointer data)
{
  FaultServer *server = data;
  struct pollfd poll_fd = { server->fd, POLLIN, 0 };

  while (!g_atomic_int_get (&server->closing))
    {
      Session *session;
      int fd;

      if (poll (&poll_fd, 1, STEP_MS) <= 0 || g_atomic_int_get (&server->live) >= MAX_LIVE
          || (fd = accept (server->fd, NULL, NULL)) < 0)
        continue;
      g_atomic_int_inc (&server->accepted);
      session = g_new0 (Session, 1);
      session->server = server;
      session->spec = server->spec.sometimes && g_atomic_int_get (&server->accepted) % 2 == 0 ? &server->sound : &server->spec;
      session->fd = fd;
      g_mutex_lock (&server->mutex);
      if (server->chains->len > 0)
        session->chain = g_ptr_array_index (server->chains, server->chains->len - 1);
      g_atomic_int_inc (&server->live);
      g_thread_unref (g_thread_new ("session", session_thread, session));
      g_mutex_unlock (&server->mutex);
    }
  return NULL;
}

/* ---- from outside ------------------------------------------------------------------------------------------------ */

static void
chain_free (Chain *chain)
{
  for (guint i = 0; i < chain->n; i++)
    gnutls_pcert_deinit (&chain->certs[i]);
  gnutls_privkey_deinit (chain->key);
  g_free (chain);
}

/* The bytes are sent as they are: GnuTLS only wants to know the kind of key, which a damaged certificate cannot tell. */
static void
add_cert (Chain *chain, const Pki *pki)
{
  gnutls_pcert_st *cert = &chain->certs[chain->n++];
  gsize size;
  const void *der = g_bytes_get_data (pki->der, &size);
  gnutls_privkey_t key;

  cert->type = GNUTLS_CRT_X509;
  cert->cert.data = gnutls_malloc (size);
  cert->cert.size = (unsigned) size;
  memcpy (cert->cert.data, der, size);
  gnutls_privkey_init (&key);
  gnutls_privkey_import_x509 (key, pki->key, 0);
  gnutls_pubkey_init (&cert->pubkey);
  gnutls_pubkey_import_privkey (cert->pubkey, key, GNUTLS_KEY_DIGITAL_SIGNATURE | GNUTLS_KEY_KEY_ENCIPHERMENT, 0);
  gnutls_privkey_deinit (key);
}

void
fault_server_set_chain (FaultServer *server, const Pki *const *pkis)
{
  Chain *chain = g_new0 (Chain, 1);

  for (guint i = 0; pkis[i] != NULL && i < MAX_CHAIN; i++)
    add_cert (chain, pkis[i]);
  gnutls_privkey_init (&chain->key);
  gnutls_privkey_import_x509 (chain->key, pkis[0]->key, GNUTLS_PRIVKEY_IMPORT_COPY);
  g_mutex_lock (&server->mutex);
  g_ptr_array_add (server->chains, chain);
  g_mutex_unlock (&server->mutex);
}

static int
listen_on (const char *address, guint16 *port)
{
  struct sockaddr_storage storage = { 0 };
  struct sockaddr_in *v4 = (struct sockaddr_in *) &storage;
  struct sockaddr_in6 *v6 = (struct sockaddr_in6 *) &storage;
  gboolean is_v6 = strchr (address, ':') != NULL;
  socklen_t size = is_v6 ? sizeof *v6 : sizeof *v4;
  int fd = socket (is_v6 ? AF_INET6 : AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0), on = 1;

  storage.ss_family = is_v6 ? AF_INET6 : AF_INET;
  if (is_v6)
    v6->sin6_port = htons (*port);
  else
    v4->sin_port = htons (*port);
  setsockopt (fd, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
  if (fd < 0 || inet_pton (storage.ss_family, address, is_v6 ? (void *) &v6->sin6_addr : (void *) &v4->sin_addr) != 1
      || bind (fd, (struct sockaddr *) &storage, size) != 0 || listen (fd, 64) != 0
      || getsockname (fd, (struct sockaddr *) &storage, &size) != 0)
    {
      int saved = errno;
      if (fd >= 0)
        close (fd);
      errno = saved;
      return -1;
    }
  *port = ntohs (is_v6 ? v6->sin6_port : v4->sin_port);
  return fd;
}

FaultServer *
fault_server_new (const FaultServerSpec *spec, GError **error)
{
  FaultServer *server;
  guint16 port = spec->port;
  const char *address = spec->address != NULL ? spec->address : "127.0.0.1";
  int fd = listen_on (address, &port);

  if (fd < 0)
    {
      g_set_error (error, G_IO_ERROR, g_io_error_from_errno (errno), "%s, port %u: %s", address, spec->port, g_strerror (errno));
      return NULL;
    }
  server = g_new0 (FaultServer, 1);
  server->spec = *spec;
  server->spec.address = g_strdup (address);
  server->spec.priority = g_strdup (spec->priority);
  server->spec.chain = NULL;
  server->spec.staple = spec->staple != NULL ? g_bytes_ref (spec->staple) : NULL;
  server->sound = server->spec;
  server->sound.fault = FAULT_NONE;
  server->fd = fd;
  server->port = port;
  g_mutex_init (&server->mutex);
  server->chains = g_ptr_array_new_with_free_func ((GDestroyNotify) chain_free);
  gnutls_certificate_allocate_credentials (&server->credentials);
  gnutls_certificate_set_retrieve_function3 (server->credentials, retrieve_cb);
  if (spec->staple != NULL)
    gnutls_certificate_set_ocsp_status_request_function (server->credentials, staple_cb, server->spec.staple);
  if (spec->chain != NULL)
    fault_server_set_chain (server, spec->chain);
  server->thread = g_thread_new ("accept", accept_thread, server);
  return server;
}

void
fault_server_free (FaultServer *server)
{
  if (server == NULL)
    return;
  g_atomic_int_set (&server->closing, TRUE);
  g_thread_join (server->thread);
  while (g_atomic_int_get (&server->live) > 0)
    g_usleep (1000); /* each sees within a step that it is over */
  close (server->fd);
  g_ptr_array_unref (server->chains);
  gnutls_certificate_free_credentials (server->credentials);
  g_clear_pointer (&server->spec.staple, g_bytes_unref);
  g_free ((char *) server->spec.address);
  g_free ((char *) server->spec.priority);
  g_mutex_clear (&server->mutex);
  g_free (server);
}

guint16
fault_server_port (const FaultServer *server)
{
  return server->port;
}

char *
fault_server_url (const FaultServer *server)
{
  g_autoptr (MsTarget) target = ms_target_new (server->spec.service, server->spec.address, server->port);
  return ms_target_url (target);
}

guint
fault_server_accepted (FaultServer *server)
{
  return (guint) g_atomic_int_get (&server->accepted);
}

gboolean
fault_server_was_polite (FaultServer *server)
{
  return g_atomic_int_get (&server->polite) != 0;
}
