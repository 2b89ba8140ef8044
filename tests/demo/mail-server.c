/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tests/demo/mail-server.h"

#include <glib-unix.h>
#include <gnutls/gnutls.h>
#include <string.h>
#include <sys/socket.h>

#define PATIENCE_S  10 /* for each read and write of a connection */
#define MAX_THREADS 32
#define MAX_LINE    1024
#define MAX_LINES   50

typedef struct
{
  const char *scheme;
  const char *greeting;
  const char *goodbye; /* the command that ends a session, at the end of its line */
  const char *farewell;
  const char *puzzled; /* the answer to everything else */
} Manner;

static const Manner manners[] = {
  [MAIL_IMAPS] = { "imaps", "* OK [CAPABILITY IMAP4rev1] Mailseal demo", "LOGOUT", "* BYE see you", "* BAD this is a demo" },
  [MAIL_POP3S] = { "pop3s", "+OK Mailseal demo", "QUIT", "+OK see you", "-ERR this is a demo" },
  [MAIL_SMTPS] = { "smtps", "220 demo.invalid ESMTP Mailseal demo", "QUIT", "221 see you", "502 this is a demo" },
  [MAIL_SUBMISSION] = { "submission", "220 demo.invalid ESMTP Mailseal demo", "QUIT", "221 see you", "502 this is a demo" },
};

struct _MailServer
{
  MailKind kind;
  char *address;
  guint16 port;
  GSocketService *service;
  GMutex mutex;           /* guards the list */
  GPtrArray *credentials; /* the last is shown; older ones may still be in use */
};

/* ---- bytes: in the clear, then inside TLS ---------------------------------------------------------------------- */

typedef struct
{
  int fd;
  gnutls_session_t tls; /* NULL: not yet */
} Wire;

static gboolean
wire_say (const Wire *wire, const char *line)
{
  g_autofree char *text = g_strconcat (line, "\r\n", NULL);
  gsize length = strlen (text);

  if (wire->tls != NULL)
    return gnutls_record_send (wire->tls, text, length) == (gssize) length;
  return send (wire->fd, text, length, MSG_NOSIGNAL) == (gssize) length;
}

/* One line without its end; FALSE at the end of the connection, or when it is too long or too late. */
static gboolean
wire_hear (const Wire *wire, char line[MAX_LINE])
{
  for (gsize n = 0; n < MAX_LINE - 1; n++)
    {
      gssize got = wire->tls != NULL ? gnutls_record_recv (wire->tls, line + n, 1) : recv (wire->fd, line + n, 1, 0);
      if (got != 1)
        return FALSE;
      if (line[n] == '\n')
        {
          line[n > 0 && line[n - 1] == '\r' ? n - 1 : n] = '\0';
          return TRUE;
        }
    }
  return FALSE;
}

static gboolean
ends_with (const char *line, const char *word)
{
  gsize length = strlen (line), n = strlen (word);
  return length >= n && g_ascii_strcasecmp (line + length - n, word) == 0;
}

/* ---- the session ----------------------------------------------------------------------------------------------- */

/* SMTP before STARTTLS (RFC 3207). TRUE: TLS begins now. */
static gboolean
begin_starttls (const Wire *wire)
{
  char line[MAX_LINE];

  if (!wire_say (wire, manners[MAIL_SUBMISSION].greeting))
    return FALSE;
  for (guint i = 0; i < MAX_LINES && wire_hear (wire, line); i++)
    {
      if (g_ascii_strcasecmp (line, "STARTTLS") == 0)
        return wire_say (wire, "220 go ahead");
      if (g_ascii_strcasecmp (line, "QUIT") == 0)
        {
          wire_say (wire, manners[MAIL_SUBMISSION].farewell);
          return FALSE;
        }
      if (!wire_say (wire, g_ascii_strncasecmp (line, "EHLO", 4) == 0 ? "250-demo.invalid\r\n250 STARTTLS"
                                                                      : manners[MAIL_SUBMISSION].puzzled))
        return FALSE;
    }
  return FALSE;
}

static void
converse (const Wire *wire, MailKind kind)
{
  char line[MAX_LINE];

  if (kind != MAIL_SUBMISSION && !wire_say (wire, manners[kind].greeting))
    return;
  for (guint i = 0; i < MAX_LINES && wire_hear (wire, line); i++)
    {
      if (ends_with (line, manners[kind].goodbye))
        {
          wire_say (wire, manners[kind].farewell);
          return;
        }
      if (!wire_say (wire, manners[kind].puzzled))
        return;
    }
}

static gnutls_certificate_credentials_t
current_credentials (MailServer *server)
{
  gnutls_certificate_credentials_t credentials;

  g_mutex_lock (&server->mutex);
  credentials = g_ptr_array_index (server->credentials, server->credentials->len - 1);
  g_mutex_unlock (&server->mutex);
  return credentials;
}

static void
serve (MailServer *server, int fd)
{
  gnutls_session_t tls;
  Wire wire = { fd, NULL };
  int result;

  if (server->kind == MAIL_SUBMISSION && !begin_starttls (&wire))
    return;
  gnutls_init (&tls, GNUTLS_SERVER | GNUTLS_NO_SIGNAL);
  gnutls_set_default_priority (tls);
  gnutls_credentials_set (tls, GNUTLS_CRD_CERTIFICATE, current_credentials (server));
  gnutls_transport_set_int (tls, fd);
  gnutls_handshake_set_timeout (tls, PATIENCE_S * 1000);
  do
    result = gnutls_handshake (tls);
  while (result < 0 && !gnutls_error_is_fatal (result));
  if (result == 0)
    {
      wire.tls = tls;
      converse (&wire, server->kind);
      gnutls_bye (tls, GNUTLS_SHUT_WR);
    }
  gnutls_deinit (tls);
}

static gboolean
run_cb (GThreadedSocketService *service, GSocketConnection *connection, GObject *source, gpointer data)
{
  GSocket *socket = g_socket_connection_get_socket (connection);
  struct timeval patience = { .tv_sec = PATIENCE_S };
  int fd = g_socket_get_fd (socket);

  g_unix_set_fd_nonblocking (fd, FALSE, NULL); /* GSocket only pretends to block */
  setsockopt (fd, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience);
  setsockopt (fd, SOL_SOCKET, SO_SNDTIMEO, &patience, sizeof patience);
  serve (data, fd);
  return TRUE;
}

/* ---- from outside ---------------------------------------------------------------------------------------------- */

static void
really_free (gpointer data, GClosure *closure)
{
  MailServer *server = data;

  g_ptr_array_unref (server->credentials);
  g_mutex_clear (&server->mutex);
  g_free (server->address);
  g_free (server);
}

MailServer *
mail_server_new (MailKind kind, const char *address, const Pki *leaf, const Pki *issuer, GError **error)
{
  g_autoptr (GSocketService) service = g_threaded_socket_service_new (MAX_THREADS);
  g_autoptr (GSocketAddress) wish = g_inet_socket_address_new_from_string (address, 0);
  g_autoptr (GSocketAddress) effective = NULL;
  MailServer *server;

  if (!g_socket_listener_add_address (G_SOCKET_LISTENER (service), wish, G_SOCKET_TYPE_STREAM, G_SOCKET_PROTOCOL_TCP, NULL,
                                      &effective, error))
    return NULL;
  server = g_new0 (MailServer, 1);
  g_mutex_init (&server->mutex);
  server->kind = kind;
  server->address = g_strdup (address);
  server->port = g_inet_socket_address_get_port (G_INET_SOCKET_ADDRESS (effective));
  server->credentials = g_ptr_array_new_with_free_func ((GDestroyNotify) gnutls_certificate_free_credentials);
  mail_server_set_chain (server, leaf, issuer);
  /* each connection holds the service, and the service this struct: the last one to leave frees it */
  g_signal_connect_data (service, "run", G_CALLBACK (run_cb), server, really_free, 0);
  g_socket_service_start (service);
  server->service = g_steal_pointer (&service);
  return server;
}

void
mail_server_free (MailServer *server)
{
  GSocketService *service = server != NULL ? server->service : NULL;

  if (service == NULL)
    return;
  g_socket_service_stop (service);
  g_socket_listener_close (G_SOCKET_LISTENER (service));
  g_object_unref (service);
}

void
mail_server_set_chain (MailServer *server, const Pki *leaf, const Pki *issuer)
{
  gnutls_certificate_credentials_t credentials;
  gnutls_x509_crt_t chain[2] = { leaf->crt };
  int n = 1;

  if (issuer != NULL)
    chain[n++] = issuer->crt;
  gnutls_certificate_allocate_credentials (&credentials);
  gnutls_certificate_set_x509_key (credentials, chain, n, leaf->key);
  g_mutex_lock (&server->mutex);
  g_ptr_array_add (server->credentials, credentials);
  g_mutex_unlock (&server->mutex);
}

char *
mail_server_url (const MailServer *server)
{
  return g_strdup_printf ("%s://%s:%u", manners[server->kind].scheme, server->address, server->port);
}
