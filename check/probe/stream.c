/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "check/probe/stream.h"

#include "model/text.h"

#include <errno.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#define MAX_TRANSCRIPT (64 * 1024)

struct _MsStream
{
  int fd;
  MsTls *tls;
  gboolean encrypted;
  GString *out;        /* bytes still to send */
  GString *transcript; /* NULL: not wanted */
};

/* ---- the transcript ---------------------------------------------------------------------------------------------- */

static void
note (MsStream *stream, const char *who, const char *bytes, gsize length)
{
  g_auto (GStrv) lines = NULL;
  g_autofree char *text = NULL;

  if (stream->transcript == NULL || stream->transcript->len > MAX_TRANSCRIPT)
    return;
  text = g_strndup (bytes, length);
  lines = g_strsplit (text, "\n", 256);
  for (guint i = 0; lines[i] != NULL; i++)
    if (*g_strchomp (lines[i]) != '\0')
      {
        g_autofree char *visible = ms_visible (lines[i], -1, 1000);
        g_string_append_printf (stream->transcript, "%s %s\n", who, visible);
      }
}

void
ms_stream_note (MsStream *stream, const char *text)
{
  note (stream, "--", text, strlen (text));
}

void
ms_stream_note_session (MsStream *stream, const MsSighting *sighting)
{
  g_autofree char *text = g_strdup_printf ("%s %s", sighting->tls_version != NULL ? sighting->tls_version : "?",
                                           sighting->cipher != NULL ? sighting->cipher : "?");
  ms_stream_note (stream, text);
}

const char *
ms_stream_transcript (const MsStream *stream)
{
  return stream->transcript->str;
}

/* ---- the socket -------------------------------------------------------------------------------------------------- */

MsStream *
ms_stream_new (GInetAddress *address, guint16 port, gboolean transcript, int *error)
{
  g_autoptr (GSocketAddress) there = g_inet_socket_address_new (address, port);
  struct sockaddr_storage native;
  gssize size = g_socket_address_get_native_size (there);
  MsStream *stream;
  int on = 1, fd;

  g_socket_address_to_native (there, &native, sizeof native, NULL);
  fd = socket (native.ss_family, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
  *error = fd < 0 ? errno : 0;
  if (fd < 0)
    return NULL;
  stream = g_new0 (MsStream, 1);
  stream->fd = fd;
  stream->out = g_string_new (NULL);
  stream->transcript = transcript ? g_string_new (NULL) : NULL;
  /* without this, our two small writes at the end of a handshake wait 40 ms for each other */
  setsockopt (fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
  if (connect (fd, (struct sockaddr *) &native, (socklen_t) size) != 0)
    *error = errno;
  return stream;
}

void
ms_stream_free (MsStream *stream)
{
  ms_tls_free (stream->tls);
  close (stream->fd);
  g_string_free (stream->out, TRUE);
  if (stream->transcript != NULL)
    g_string_free (stream->transcript, TRUE);
  g_free (stream);
}

int
ms_stream_fd (const MsStream *stream)
{
  return stream->fd;
}

gboolean
ms_stream_is_decided (const MsStream *stream)
{
  struct pollfd poll_fd = { .fd = stream->fd, .events = POLLOUT };
  return poll (&poll_fd, 1, 0) == 1;
}

int
ms_stream_error (const MsStream *stream)
{
  int error = 0;
  socklen_t size = sizeof error;

  return getsockopt (stream->fd, SOL_SOCKET, SO_ERROR, &error, &size) != 0 ? errno : error;
}

MsReason
ms_stream_reason (int error)
{
  switch (error)
    {
    case ECONNREFUSED:
      return MS_REASON_REFUSED;
    case ETIMEDOUT:
      return MS_REASON_TIMEOUT;
    case ECONNRESET:
    case EPIPE:
      return MS_REASON_RESET;
    case ENETUNREACH:
    case EHOSTUNREACH:
    case EADDRNOTAVAIL:
    case EAFNOSUPPORT:
      return MS_REASON_NO_ROUTE;
    default:
      return MS_REASON_NETWORK;
    }
}

gboolean
ms_stream_has_unread (const MsStream *stream)
{
  char peek;
  return recv (stream->fd, &peek, 1, MSG_PEEK | MSG_DONTWAIT) > 0;
}

char *
ms_stream_own_name (const MsStream *stream)
{
  struct sockaddr_storage native;
  socklen_t size = sizeof native;
  g_autoptr (GSocketAddress) address = NULL;
  g_autofree char *text = NULL;

  if (getsockname (stream->fd, (struct sockaddr *) &native, &size) != 0)
    return g_strdup ("[127.0.0.1]");
  address = g_socket_address_new_from_native (&native, size);
  text = g_inet_address_to_string (g_inet_socket_address_get_address (G_INET_SOCKET_ADDRESS (address)));
  return strchr (text, ':') != NULL ? g_strdup_printf ("[IPv6:%s]", text) : g_strdup_printf ("[%s]", text);
}

/* ---- TLS --------------------------------------------------------------------------------------------------------- */

void
ms_stream_begin_tls (MsStream *stream, const char *server_name)
{
  ms_stream_note (stream, "TLS");
  stream->tls = ms_tls_new (stream->fd, server_name);
}

MsTlsStatus
ms_stream_handshake (MsStream *stream)
{
  MsTlsStatus status = ms_tls_handshake (stream->tls);

  stream->encrypted = status == MS_TLS_DONE;
  return status;
}

MsTls *
ms_stream_tls (const MsStream *stream)
{
  return stream->tls;
}

gboolean
ms_stream_is_encrypted (const MsStream *stream)
{
  return stream->encrypted;
}

/* ---- talking ----------------------------------------------------------------------------------------------------- */

static MsTlsStatus
status_of (gssize result, MsTlsStatus wanted, gsize *ret_length)
{
  if (result < 0)
    return errno == EAGAIN || errno == EINTR ? wanted : MS_TLS_FAILED;
  *ret_length = (gsize) result;
  return MS_TLS_DONE;
}

void
ms_stream_queue (MsStream *stream, const char *text)
{
  note (stream, "C:", text, strlen (text));
  g_string_append (stream->out, text);
}

MsTlsStatus
ms_stream_flush (MsStream *stream)
{
  while (stream->out->len > 0)
    {
      const char *bytes = stream->out->str;
      gsize length = stream->out->len, n = 0;
      MsTlsStatus status = stream->encrypted ? ms_tls_write (stream->tls, bytes, length, &n)
                                             : status_of (send (stream->fd, bytes, length, MSG_NOSIGNAL), MS_TLS_WANTS_WRITE, &n);
      if (status != MS_TLS_DONE)
        return status;
      g_string_erase (stream->out, 0, (gssize) n);
    }
  return MS_TLS_DONE;
}

MsTlsStatus
ms_stream_read (MsStream *stream, char *buffer, gsize size, gsize *ret_length)
{
  MsTlsStatus status;

  *ret_length = 0;
  if (stream->encrypted)
    status = ms_tls_read (stream->tls, buffer, size, ret_length);
  else
    status = status_of (recv (stream->fd, buffer, size, 0), MS_TLS_WANTS_READ, ret_length);
  if (status == MS_TLS_DONE)
    note (stream, "S:", buffer, *ret_length);
  return status;
}

char *
ms_stream_line_instead_of_tls (MsStream *stream)
{
  gsize length;
  const char *bytes = ms_tls_first_bytes (stream->tls, &length);
  g_autoptr (GString) line = g_string_new_len (bytes, (gssize) length);
  char more[256];
  gssize got = recv (stream->fd, more, sizeof more, MSG_DONTWAIT);

  g_string_append_len (line, more, MAX (got, 0));
  return g_strndup (line->str, strcspn (line->str, "\r\n"));
}

void
ms_stream_bye (MsStream *stream)
{
  if (stream->encrypted)
    ms_tls_bye (stream->tls);
}
