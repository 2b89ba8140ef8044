/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "check/probe/connection.h"

#include "model/text.h"
#include "check/probe/dialogue.h"
#include "check/probe/room.h"
#include "check/probe/tls.h"

#include <errno.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <unistd.h>

#define MS             G_GINT64_CONSTANT (1000)
#define LISTEN_US      (1500 * MS) /* so long an unknown service may take to speak first */
#define AFTER_US       (2000 * MS) /* so long a server may take to answer after STARTTLS, where all that counts is known */
#define GOODBYE_US     (3000 * MS) /* for the courtesy at the end ... */
#define ROOM_US        (50 * MS)   /* between two tries to get a socket */
#define GRACE_US       (150 * MS)  /* ... and never longer than this after the deadline */
#define MAX_TRANSCRIPT (64 * 1024)
#define MAX_TURNS      64 /* of the state machine before others get theirs */

typedef enum
{
  AT_START,
  AT_CONNECT,
  AT_PLAIN, /* the dialogue up to STARTTLS */
  AT_HANDSHAKE,
  AT_GREETING, /* the dialogue inside TLS */
  AT_GOODBYE,  /* sending it */
  AT_LINGER,   /* until the server closes: whoever leaves first is logged as lost */
  AT_END,
} At;

/* What a state does next: again at once, or wait for this condition. */
typedef enum
{
  TURN_AGAIN,
  TURN_READ,
  TURN_WRITE,
  TURN_LATER, /* or for a while */
} Turn;

struct _MsLine
{
  GSource *source;
  gpointer fd_tag;
  int fd;
  At at;
  Turn waits;            /* for this */
  gint64 started, until; /* monotonic, us; until: of this state, if it has a limit of its own */
  gint64 begin;          /* when there is to be a socket */
  int shortage;          /* why there is none yet (errno); 0: there is one */
  const MsLineOptions *options;
  const MsLineEvents *events;
  gpointer data;
  GInetAddress *address;
  MsSighting *sighting;
  gboolean told; /* the outcome is out */
  gboolean sent_away;
  MsService service;
  MsDialogue *dialogue;
  MsTls *tls;
  gboolean encrypted;
  gboolean after_starttls;
  GString *out; /* bytes still to send */
  GString *transcript;
};

typedef struct
{
  GSource source;
  MsLine *line;
} LineSource;

/* ---- small things -------------------------------------------------------------------------------------------- */

static void
note (MsLine *line, const char *who, const char *bytes, gsize length)
{
  g_auto (GStrv) lines = NULL;
  g_autofree char *text = NULL;

  if (line->transcript == NULL || line->transcript->len > MAX_TRANSCRIPT)
    return;
  text = g_strndup (bytes, length);
  lines = g_strsplit (text, "\n", 256);
  for (guint i = 0; lines[i] != NULL; i++)
    if (*g_strchomp (lines[i]) != '\0')
      {
        g_autofree char *visible = ms_visible (lines[i], -1, 1000);
        g_string_append_printf (line->transcript, "%s %s\n", who, visible);
      }
}

static gint64
deadline_of (const MsLine *line)
{
  return line->options->patience->deadline - line->options->early;
}

/* Until when the line waits as things stand; a goodbye may last a little longer than what it follows. */
static gint64
end_of_wait (const MsLine *line)
{
  return line->at >= AT_GOODBYE ? line->until : MIN (line->until, deadline_of (line));
}

static void
close_socket (MsLine *line)
{
  if (line->fd < 0)
    return;
  g_source_remove_unix_fd (line->source, line->fd_tag);
  close (line->fd);
  line->fd = -1;
}

static void
close_line (MsLine *line)
{
  line->at = AT_END;
  g_clear_pointer (&line->tls, ms_tls_free);
  close_socket (line);
}

/* The one place where an outcome is set and told. */
static void
settle (MsLine *line, MsOutcome outcome, const char *reason, const char *speaks, const char *detail)
{
  MsSighting *sighting = line->sighting;

  if (line->told)
    return;
  line->told = TRUE;
  sighting->outcome = outcome;
  sighting->reason = g_strdup (reason);
  sighting->speaks = g_strdup (speaks);
  sighting->detail = detail != NULL && *detail != '\0' ? ms_visible (detail, -1, 300) : NULL;
  sighting->duration_ms = (guint) ((g_get_monotonic_time () - line->started) / MS);
  if (line->transcript != NULL)
    sighting->transcript = g_strdup (line->transcript->str);
  line->events->outcome (sighting, line->service, line->data);
}

static Turn
fail (MsLine *line, MsOutcome outcome, const char *reason, const char *speaks, const char *detail)
{
  settle (line, outcome, reason, speaks, detail);
  close_line (line);
  return TURN_AGAIN;
}

static Turn
unreachable (MsLine *line, int error)
{
  const char *reason = "network";

  if (error == ECONNREFUSED)
    reason = "refused";
  else if (error == ETIMEDOUT)
    reason = "timeout";
  else if (error == ECONNRESET || error == EPIPE)
    reason = "reset";
  else if (error == ENETUNREACH || error == EHOSTUNREACH || error == EADDRNOTAVAIL || error == EAFNOSUPPORT)
    reason = "no-route";
  return fail (line, MS_OUTCOME_UNREACHABLE, reason, NULL, g_strerror (error));
}

/* There was no socket to be had, or it did not take us there. */
static Turn
not_started (MsLine *line, int error)
{
  if (!ms_room_is_short (error))
    return unreachable (line, error);
  close_socket (line);
  line->at = AT_START;
  line->shortage = error;
  line->begin = g_get_monotonic_time () + ROOM_US;
  return TURN_LATER;
}

/* ---- connecting ---------------------------------------------------------------------------------------------- */

static Turn
start (MsLine *line)
{
  g_autoptr (GSocketAddress) address = g_inet_socket_address_new (line->address, line->options->target->port);
  struct sockaddr_storage native;
  gssize size = g_socket_address_get_native_size (address);
  int on = 1;

  g_socket_address_to_native (address, &native, sizeof native, NULL);
  line->at = AT_CONNECT;
  line->fd = socket (native.ss_family, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
  if (line->fd < 0)
    return not_started (line, errno);
  /* without this, our two small writes at the end of a handshake wait 40 ms for each other */
  setsockopt (line->fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
  line->fd_tag = g_source_add_unix_fd (line->source, line->fd, G_IO_OUT);
  if (connect (line->fd, (struct sockaddr *) &native, (socklen_t) size) == 0)
    return TURN_AGAIN;
  return errno == EINPROGRESS ? TURN_WRITE : not_started (line, errno);
}

/* RFC 5321 4.1.3: who has no name of its own says its address. */
static char *
own_name (MsLine *line)
{
  struct sockaddr_storage native;
  socklen_t size = sizeof native;
  g_autoptr (GSocketAddress) address = NULL;
  g_autofree char *text = NULL;

  if (getsockname (line->fd, (struct sockaddr *) &native, &size) != 0)
    return g_strdup ("[127.0.0.1]");
  address = g_socket_address_new_from_native (&native, size);
  text = g_inet_address_to_string (g_inet_socket_address_get_address (G_INET_SOCKET_ADDRESS (address)));
  return strchr (text, ':') != NULL ? g_strdup_printf ("[IPv6:%s]", text) : g_strdup_printf ("[%s]", text);
}

static void
begin_dialogue (MsLine *line, MsPhase phase)
{
  g_autofree char *me = own_name (line);

  ms_dialogue_free (line->dialogue);
  line->dialogue = ms_dialogue_new (ms_service_info (line->service)->protocol, phase, me);
}

static Turn
begin_tls (MsLine *line)
{
  const char *host = line->options->target->host;

  note (line, "--", "TLS", 3);
  line->tls = ms_tls_new (line->fd, g_hostname_is_ip_address (host) ? NULL : host);
  line->at = AT_HANDSHAKE;
  line->until = G_MAXINT64; /* whatever less the greeting had */
  return TURN_AGAIN;
}

static gboolean
is_connected (const MsLine *line)
{
  struct pollfd poll_fd = { .fd = line->fd, .events = POLLOUT };
  return poll (&poll_fd, 1, 0) == 1;
}

static Turn
connected (MsLine *line)
{
  int error = 0;
  socklen_t size = sizeof error;

  if (!is_connected (line))
    return TURN_WRITE;
  if (getsockopt (line->fd, SOL_SOCKET, SO_ERROR, &error, &size) != 0 || error != 0)
    return unreachable (line, error != 0 ? error : errno);
  line->sighting->connected = TRUE;
  if (line->options->tls_at_once
      || (line->service != MS_SERVICE_ANY && ms_service_info (line->service)->security == MS_SECURITY_TLS))
    return begin_tls (line);
  begin_dialogue (line, MS_PHASE_STARTTLS);
  line->at = AT_PLAIN;
  if (line->events->silent != NULL)
    {
      gint64 patience = line->options->timeout_ms * MS / 4;
      if (line->service == MS_SERVICE_ANY)
        patience = MIN (patience, LISTEN_US); /* who speaks first? */
      line->until = g_get_monotonic_time () + patience;
    }
  return TURN_READ;
}

/* ---- talking ------------------------------------------------------------------------------------------------- */

/* Sends what is left to send. FALSE: not all of it yet, *ret_turn says what to wait for; or broken, *ret_turn is TURN_AGAIN. */
static gboolean
flush (MsLine *line, Turn *ret_turn)
{
  *ret_turn = TURN_AGAIN;
  while (line->out->len > 0)
    {
      gsize n = 0;

      if (line->encrypted)
        {
          MsTlsStatus status = ms_tls_write (line->tls, line->out->str, line->out->len, &n);
          if (status == MS_TLS_FAILED)
            return FALSE;
          if (status != MS_TLS_DONE)
            {
              *ret_turn = status == MS_TLS_WANTS_READ ? TURN_READ : TURN_WRITE;
              return FALSE;
            }
        }
      else
        {
          gssize sent = send (line->fd, line->out->str, line->out->len, MSG_NOSIGNAL);
          if (sent < 0)
            {
              *ret_turn = errno == EAGAIN || errno == EINTR ? TURN_WRITE : TURN_AGAIN;
              return FALSE;
            }
          n = (gsize) sent;
        }
      g_string_erase (line->out, 0, (gssize) n);
    }
  return TRUE;
}

static void
queue (MsLine *line, const char *text)
{
  note (line, "C:", text, strlen (text));
  g_string_append (line->out, text);
}

/* Everything is known; what is left is to part in good manners. */
static Turn
part (MsLine *line)
{
  const char *goodbye = line->dialogue != NULL ? ms_dialogue_goodbye (line->dialogue) : NULL;
  gint64 now = g_get_monotonic_time ();

  if (line->at == AT_END)
    return TURN_AGAIN; /* cancelled by whoever was just told the outcome */
  if (goodbye != NULL)
    queue (line, goodbye);
  line->until = MIN (now + GOODBYE_US, MAX (deadline_of (line), now) + GRACE_US);
  line->at = AT_GOODBYE;
  return TURN_AGAIN;
}

static Turn
end_of_dialogue (MsLine *line)
{
  MsDialogueResult result = ms_dialogue_result (line->dialogue);

  if (line->service == MS_SERVICE_ANY)
    line->service
      = ms_service_find (ms_dialogue_protocol (line->dialogue), line->encrypted ? MS_SECURITY_TLS : MS_SECURITY_STARTTLS);
  settle (line, result.outcome, result.reason, result.speaks, result.detail);
  return part (line);
}

static Turn
go_for_tls (MsLine *line)
{
  char peek;

  if (recv (line->fd, &peek, 1, MSG_PEEK | MSG_DONTWAIT) > 0)
    {
      ms_dialogue_injected (line->dialogue);
      settle (line, MS_OUTCOME_STARTTLS_FAILED, "injection", NULL, ms_dialogue_result (line->dialogue).detail);
      close_line (line);
      return TURN_AGAIN;
    }
  if (line->service == MS_SERVICE_ANY)
    line->service = ms_service_find (ms_dialogue_protocol (line->dialogue), MS_SECURITY_STARTTLS);
  line->after_starttls = TRUE;
  return begin_tls (line);
}

static Turn
follow (MsLine *line, MsDo what, const char *send_)
{
  switch (what)
    {
    case MS_DO_WAIT:
      return TURN_AGAIN;
    case MS_DO_SEND:
      queue (line, send_);
      return TURN_AGAIN;
    case MS_DO_START_TLS:
      return go_for_tls (line);
    case MS_DO_END:
      break;
    }
  return end_of_dialogue (line);
}

static Turn
plain (MsLine *line)
{
  char buffer[4096];
  const char *send_ = NULL;
  MsDo what;
  Turn turn;
  gssize n;

  if (!flush (line, &turn) && turn != TURN_AGAIN)
    return turn;
  n = recv (line->fd, buffer, sizeof buffer, 0);
  if (n < 0 && (errno == EAGAIN || errno == EINTR))
    return TURN_READ;
  if (n < 0 && !ms_dialogue_started (line->dialogue))
    return unreachable (line, errno);
  if (n <= 0)
    {
      ms_dialogue_closed (line->dialogue);
      end_of_dialogue (line);
      close_line (line);
      return TURN_AGAIN;
    }
  note (line, "S:", buffer, (gsize) n);
  what = ms_dialogue_feed (line->dialogue, buffer, (gsize) n, &send_);
  return follow (line, what, send_);
}

/* ---- TLS ----------------------------------------------------------------------------------------------------- */

/* An error said in the clear after all: such a server is broken, and nobody has slipped anything in. */
static gboolean
is_error_reply (const char *text)
{
  static const char *const words[] = { "-ERR", "NO", "BYE", "* BYE", "a2 NO", "a2 BAD" };

  if ((*text == '4' || *text == '5') && g_ascii_isdigit (text[1]) && g_ascii_isdigit (text[2]))
    return TRUE;
  for (guint i = 0; i < G_N_ELEMENTS (words); i++)
    if (g_ascii_strncasecmp (text, words[i], strlen (words[i])) == 0)
      return TRUE;
  return FALSE;
}

/* `bytes` came instead of a record, and what is there beside them. */
static Turn
text_instead_of_tls (MsLine *line, const char *bytes, gsize length)
{
  const char *speaks = ms_dialogue_recognise (bytes, length);
  const char *own = ms_protocol_name (ms_service_info (line->service)->protocol);
  char more[256];
  gssize got = recv (line->fd, more, sizeof more, MSG_DONTWAIT);
  g_autoptr (GString) text = g_string_new_len (bytes, (gssize) length);
  gboolean plain_mail = line->service == MS_SERVICE_ANY ? speaks != NULL : g_strcmp0 (speaks, own) == 0;

  g_string_append_len (text, more, MAX (got, 0));
  g_string_truncate (text, strcspn (text->str, "\r\n")); /* the first line */
  if (line->after_starttls)
    return fail (line, MS_OUTCOME_STARTTLS_FAILED, is_error_reply (text->str) ? NULL : "injection", speaks, text->str);
  return fail (line, plain_mail ? MS_OUTCOME_WRONG_SECURITY_MODE : MS_OUTCOME_PROTOCOL_ERROR, NULL, speaks, text->str);
}

static Turn
handshake_failed (MsLine *line)
{
  gsize n;
  const char *bytes = ms_tls_first_bytes (line->tls, &n);
  gboolean spoke_tls = n > 0 && bytes[0] >= 20 && bytes[0] <= 23; /* record types, RFC 8446 5.1 */

  ms_tls_harvest (line->tls, line->sighting);
  if (line->sighting->alert == NULL)
    line->sighting->alert = g_strdup (ms_tls_alert (line->tls));
  if (n > 0 && !spoke_tls)
    return text_instead_of_tls (line, bytes, n);
  if (n == 0 && line->after_starttls)
    return fail (line, MS_OUTCOME_STARTTLS_FAILED, NULL, NULL, ms_tls_error (line->tls));
  if (n == 0 && ms_tls_closed (line->tls))
    return fail (line, MS_OUTCOME_UNREACHABLE, "reset", NULL, "closed before the first byte");
  return fail (line, MS_OUTCOME_TLS_FAILED, NULL, NULL, ms_tls_error (line->tls));
}

static void
note_session (MsLine *line)
{
  g_autofree char *text = g_strdup_printf ("%s %s", line->sighting->tls_version != NULL ? line->sighting->tls_version : "?",
                                           line->sighting->cipher != NULL ? line->sighting->cipher : "?");
  note (line, "--", text, strlen (text));
}

static Turn
handshake (MsLine *line)
{
  const char *send_ = NULL;
  MsDo what;

  switch (ms_tls_handshake (line->tls))
    {
    case MS_TLS_WANTS_READ:
      return TURN_READ;
    case MS_TLS_WANTS_WRITE:
      return TURN_WRITE;
    case MS_TLS_FAILED:
      return handshake_failed (line);
    case MS_TLS_DONE:
      break;
    }
  ms_tls_harvest (line->tls, line->sighting);
  note_session (line);
  line->encrypted = TRUE;
  if (line->service == MS_SERVICE_HTTPS)
    {
      settle (line, MS_OUTCOME_OK, NULL, NULL, NULL); /* a bare handshake; the server waits for us to speak */
      return part (line);
    }
  if (line->after_starttls)
    line->until = g_get_monotonic_time () + AFTER_US;
  else if (line->service == MS_SERVICE_ANY)
    line->until = g_get_monotonic_time () + LISTEN_US;
  begin_dialogue (line, line->after_starttls ? MS_PHASE_AFTER : MS_PHASE_GREETING);
  line->at = AT_GREETING;
  what = ms_dialogue_begin (line->dialogue, &send_);
  return follow (line, what, send_);
}

static Turn
greeting (MsLine *line)
{
  char buffer[4096];
  const char *send_ = NULL;
  MsDo what;
  gsize n = 0;
  Turn turn;

  if (!flush (line, &turn) && turn != TURN_AGAIN)
    return turn;
  switch (ms_tls_read (line->tls, buffer, sizeof buffer, &n))
    {
    case MS_TLS_WANTS_READ:
      return TURN_READ;
    case MS_TLS_WANTS_WRITE:
      return TURN_WRITE;
    case MS_TLS_FAILED: /* e.g. a server that wants a certificate of us: TLS 1.3 says so only now */
      line->sighting->alert = g_strdup (ms_tls_alert (line->tls));
      if (line->sighting->alert != NULL)
        return fail (line, MS_OUTCOME_TLS_FAILED, NULL, NULL, ms_tls_error (line->tls));
      if (!line->after_starttls)
        return fail (line, MS_OUTCOME_PROTOCOL_ERROR, NULL, NULL, ms_tls_error (line->tls));
      break; /* it went away, encrypted as it was */
    case MS_TLS_DONE:
      break;
    }
  if (n == 0)
    {
      ms_dialogue_closed (line->dialogue);
      end_of_dialogue (line);
      close_line (line);
      return TURN_AGAIN;
    }
  note (line, "S:", buffer, n);
  what = ms_dialogue_feed (line->dialogue, buffer, n, &send_);
  return follow (line, what, send_);
}

/* ---- parting ------------------------------------------------------------------------------------------------- */

static Turn
goodbye (MsLine *line)
{
  Turn turn;
  gboolean said = line->dialogue != NULL && ms_dialogue_goodbye (line->dialogue) != NULL;

  if (!flush (line, &turn))
    {
      if (turn == TURN_AGAIN)
        close_line (line);
      return turn;
    }
  if (!said && line->encrypted)
    ms_tls_bye (line->tls);
  if (!said)
    {
      close_line (line);
      return TURN_AGAIN;
    }
  line->at = AT_LINGER;
  return TURN_AGAIN;
}

static Turn
linger (MsLine *line)
{
  char buffer[4096];
  gsize n = 0;

  if (line->encrypted)
    {
      MsTlsStatus status = ms_tls_read (line->tls, buffer, sizeof buffer, &n);
      if (status == MS_TLS_WANTS_READ || status == MS_TLS_WANTS_WRITE)
        return status == MS_TLS_WANTS_READ ? TURN_READ : TURN_WRITE;
      if (status == MS_TLS_DONE && n > 0)
        return TURN_AGAIN;
      if (status == MS_TLS_DONE)
        ms_tls_bye (line->tls);
    }
  else
    {
      gssize got = recv (line->fd, buffer, sizeof buffer, 0);
      if (got > 0)
        return TURN_AGAIN;
      if (got < 0 && (errno == EAGAIN || errno == EINTR))
        return TURN_READ;
    }
  close_line (line);
  return TURN_AGAIN;
}

/* ---- the machine --------------------------------------------------------------------------------------------- */

static void
timed_out (MsLine *line)
{
  gsize n = 0;

  switch (line->at)
    {
    case AT_START:
      if (line->shortage != 0)
        fail (line, MS_OUTCOME_CANCELLED, "room", NULL, g_strerror (line->shortage));
      else
        fail (line, MS_OUTCOME_UNREACHABLE, "timeout", NULL, "no answer");
      return;
    case AT_CONNECT:
      fail (line, MS_OUTCOME_UNREACHABLE, "timeout", NULL, "no answer");
      return;
    case AT_PLAIN:
      if (line->until < deadline_of (line))
        {
          ms_patience_make_up (line->options->patience, line->until, g_get_monotonic_time ());
          line->until = G_MAXINT64;
          if (!ms_dialogue_started (line->dialogue))
            line->events->silent (line->data);
        }
      else
        {
          ms_dialogue_silent (line->dialogue);
          end_of_dialogue (line);
        }
      return;
    case AT_HANDSHAKE:
      ms_tls_first_bytes (line->tls, &n);
      ms_tls_harvest (line->tls, line->sighting);
      if (n > 0)
        fail (line, MS_OUTCOME_TLS_FAILED, NULL, NULL, "silence in the middle of the handshake");
      else if (line->after_starttls)
        fail (line, MS_OUTCOME_STARTTLS_FAILED, NULL, NULL, "silence instead of TLS");
      else
        fail (line, MS_OUTCOME_UNREACHABLE, "timeout", NULL, "connected, but silence instead of TLS");
      return;
    case AT_GREETING:
      if (line->service == MS_SERVICE_ANY && !ms_dialogue_started (line->dialogue))
        {
          line->service = MS_SERVICE_HTTPS; /* TLS, and it waits for us again */
          settle (line, MS_OUTCOME_OK, NULL, NULL, NULL);
          g_clear_pointer (&line->dialogue, ms_dialogue_free);
          part (line);
        }
      else
        {
          ms_dialogue_silent (line->dialogue);
          end_of_dialogue (line);
        }
      return;
    case AT_GOODBYE:
    case AT_LINGER:
      if (line->encrypted)
        ms_tls_bye (line->tls);
      close_line (line);
      return;
    case AT_END:
      return;
    }
}

static Turn
turn_of (MsLine *line)
{
  switch (line->at)
    {
    case AT_START:
      return start (line);
    case AT_CONNECT:
      return connected (line);
    case AT_PLAIN:
      return plain (line);
    case AT_HANDSHAKE:
      return handshake (line);
    case AT_GREETING:
      return greeting (line);
    case AT_GOODBYE:
      return goodbye (line);
    case AT_LINGER:
      return linger (line);
    case AT_END:
      break;
    }
  return TURN_AGAIN;
}

static void
line_free (MsLine *line)
{
  ms_patience_leave (&line->sent_away);
  g_source_destroy (line->source);
  g_source_unref (line->source);
  ms_dialogue_free (line->dialogue);
  g_object_unref (line->address);
  g_string_free (line->out, TRUE);
  if (line->transcript != NULL)
    g_string_free (line->transcript, TRUE);
  g_free (line);
}

static void
leave (MsLine *line)
{
  const MsLineEvents *events = line->events;
  gpointer data = line->data;

  events->gone (line, data);
  line_free (line);
}

static void
take_turns (MsLine *line)
{
  line->waits = TURN_AGAIN;
  for (guint i = 0; i < MAX_TURNS && line->waits == TURN_AGAIN && line->at != AT_END; i++)
    line->waits = turn_of (line);
}

/* Since when does what we now get to wait for us? `now`: nothing does. */
static gint64
waiting_since (const MsLine *line, gint64 now)
{
  int unread = 0;

  if (line->at == AT_START)
    return line->begin;
  if (line->at == AT_CONNECT ? !is_connected (line) : line->waits != TURN_READ || line->at >= AT_GOODBYE)
    return now;
  if (line->at != AT_CONNECT && (ioctl (line->fd, FIONREAD, &unread) != 0 || unread == 0))
    return now;
  return ms_patience_arrival (line->fd, now);
}

static void
make_up (MsLine *line)
{
  gint64 now = g_get_monotonic_time ();
  gint64 more = ms_patience_make_up (line->options->patience, waiting_since (line, now), now);

  if (line->until != G_MAXINT64)
    line->until += more;
}

static gboolean
dispatch (GSource *source, GSourceFunc callback, gpointer data)
{
  MsLine *line = ((LineSource *) source)->line;

  if (!ms_patience_has_turn (source, &line->sent_away))
    return G_SOURCE_CONTINUE;
  make_up (line);
  take_turns (line); /* what is there counts, however late we come to it; only then the time */
  if (line->at != AT_END && g_get_monotonic_time () >= end_of_wait (line))
    {
      timed_out (line);
      take_turns (line);
    }
  if (line->at == AT_END)
    {
      leave (line);
      return G_SOURCE_REMOVE;
    }
  if (line->waits == TURN_AGAIN)
    g_source_set_ready_time (source, 0); /* others first */
  else if (line->waits == TURN_LATER)
    g_source_set_ready_time (source, MIN (line->begin, end_of_wait (line)));
  else
    {
      g_source_modify_unix_fd (source, line->fd_tag, line->waits == TURN_READ ? G_IO_IN : G_IO_OUT);
      g_source_set_ready_time (source, end_of_wait (line));
    }
  return G_SOURCE_CONTINUE;
}

MsLine *
ms_line_start (GInetAddress *address, MsSighting *sighting, const MsLineOptions *options, const MsLineEvents *events,
               gpointer data)
{
  static GSourceFuncs functions = { .dispatch = dispatch };
  MsLine *line = g_new0 (MsLine, 1);

  line->source = g_source_new (&functions, sizeof (LineSource));
  ((LineSource *) line->source)->line = line;
  line->fd = -1;
  line->started = line->begin = g_get_monotonic_time ();
  line->until = G_MAXINT64;
  line->options = options;
  line->events = events;
  line->data = data;
  line->address = g_object_ref (address);
  line->sighting = sighting;
  line->service = options->target->service;
  line->out = g_string_new (NULL);
  line->transcript = options->transcript ? g_string_new (NULL) : NULL;
  g_source_set_ready_time (line->source, 0);
  g_source_attach (line->source, g_main_context_get_thread_default ());
  return line;
}

void
ms_line_end (MsLine *line, MsService service, MsOutcome outcome, const char *reason, const char *speaks, const char *detail)
{
  if (line->told)
    return;
  line->service = service;
  settle (line, outcome, reason, speaks, detail);
  close_line (line);
  g_source_set_ready_time (line->source, 0);
}

void
ms_line_cancel (MsLine *line)
{
  settle (line, MS_OUTCOME_CANCELLED, NULL, NULL, NULL);
  close_line (line);
  g_source_set_ready_time (line->source, 0); /* it leaves from the main loop */
}
