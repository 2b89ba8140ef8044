/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "check/probe/connection.h"

#include "model/text.h"
#include "check/probe/dialogue.h"
#include "check/probe/room.h"
#include "check/probe/stream.h"

#include <errno.h>
#include <string.h>

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

struct _MsConnection
{
  GSource *source;
  gpointer fd_tag;
  MsStream *stream; /* NULL: no socket (any longer) */
  At at;
  Turn waits;            /* for this */
  gint64 started, until; /* monotonic, us; until: of this state, if it has a limit of its own */
  gint64 begin;          /* when there is to be a socket */
  int shortage;          /* why there is none yet (errno); 0: there is one */
  const MsConnectionOptions *options;
  const MsConnectionEvents *events;
  gpointer data;
  GInetAddress *address;
  MsSighting *sighting;
  gboolean told; /* the outcome is out */
  gboolean sent_away;
  MsService service;
  MsDialogue *dialogue;
  gboolean after_starttls;
  GString *transcript;
};

typedef struct
{
  GSource source;
  MsConnection *c;
} ConnectionSource;

/* ---- small things -------------------------------------------------------------------------------------------- */

static void
note (MsConnection *c, const char *who, const char *bytes, gsize length)
{
  g_auto (GStrv) lines = NULL;
  g_autofree char *text = NULL;

  if (c->transcript == NULL || c->transcript->len > MAX_TRANSCRIPT)
    return;
  text = g_strndup (bytes, length);
  lines = g_strsplit (text, "\n", 256);
  for (guint i = 0; lines[i] != NULL; i++)
    if (*g_strchomp (lines[i]) != '\0')
      {
        g_autofree char *visible = ms_visible (lines[i], -1, 1000);
        g_string_append_printf (c->transcript, "%s %s\n", who, visible);
      }
}

static gint64
deadline_of (const MsConnection *c)
{
  return c->options->patience->deadline - c->options->early;
}

/* Until when the connection waits as things stand; a goodbye may last a little longer than what it follows. */
static gint64
end_of_wait (const MsConnection *c)
{
  return c->at >= AT_GOODBYE ? c->until : MIN (c->until, deadline_of (c));
}

static void
close_socket (MsConnection *c)
{
  if (c->stream == NULL)
    return;
  g_source_remove_unix_fd (c->source, c->fd_tag);
  g_clear_pointer (&c->stream, ms_stream_free);
}

static void
close_connection (MsConnection *c)
{
  c->at = AT_END;
  close_socket (c);
}

/* The one place where an outcome is set and told. */
static void
settle (MsConnection *c, MsOutcome outcome, MsReason reason, const char *speaks, const char *detail)
{
  MsSighting *sighting = c->sighting;

  if (c->told)
    return;
  c->told = TRUE;
  sighting->outcome = outcome;
  sighting->reason = reason;
  sighting->speaks = g_strdup (speaks);
  sighting->detail = detail != NULL && *detail != '\0' ? ms_visible (detail, -1, 300) : NULL;
  sighting->duration_ms = (guint) ((g_get_monotonic_time () - c->started) / MS);
  if (c->transcript != NULL)
    sighting->transcript = g_strdup (c->transcript->str);
  c->events->outcome (sighting, c->service, c->data);
}

static Turn
fail (MsConnection *c, MsOutcome outcome, MsReason reason, const char *speaks, const char *detail)
{
  settle (c, outcome, reason, speaks, detail);
  close_connection (c);
  return TURN_AGAIN;
}

static Turn
unreachable (MsConnection *c, int error)
{
  return fail (c, MS_OUTCOME_UNREACHABLE, ms_stream_reason (error), NULL, g_strerror (error));
}

/* There was no socket to be had, or it did not take us there. */
static Turn
not_started (MsConnection *c, int error)
{
  if (!ms_room_is_short (error))
    return unreachable (c, error);
  close_socket (c);
  c->at = AT_START;
  c->shortage = error;
  c->begin = g_get_monotonic_time () + ROOM_US;
  return TURN_LATER;
}

/* ---- connecting ---------------------------------------------------------------------------------------------- */

static Turn
start (MsConnection *c)
{
  int error = 0;

  c->at = AT_CONNECT;
  c->stream = ms_stream_new (c->address, c->options->target->port, &error);
  if (c->stream == NULL)
    return not_started (c, error);
  c->fd_tag = g_source_add_unix_fd (c->source, ms_stream_fd (c->stream), G_IO_OUT);
  if (error == 0)
    return TURN_AGAIN;
  return error == EINPROGRESS ? TURN_WRITE : not_started (c, error);
}

static void
begin_dialogue (MsConnection *c, MsPhase phase)
{
  g_autofree char *me = ms_stream_own_name (c->stream);

  ms_dialogue_free (c->dialogue);
  c->dialogue = ms_dialogue_new (ms_service_info (c->service)->protocol, phase, me);
}

static Turn
begin_tls (MsConnection *c)
{
  const char *host = c->options->target->host;

  note (c, "--", "TLS", 3);
  ms_stream_begin_tls (c->stream, g_hostname_is_ip_address (host) ? NULL : host);
  c->at = AT_HANDSHAKE;
  c->until = G_MAXINT64; /* whatever less the greeting had */
  return TURN_AGAIN;
}

static Turn
connected (MsConnection *c)
{
  int error = 0;

  if (!ms_stream_is_decided (c->stream))
    return TURN_WRITE;
  error = ms_stream_error (c->stream);
  if (error != 0)
    return unreachable (c, error);
  c->sighting->connected = TRUE;
  if (c->options->tls_at_once || (c->service != MS_SERVICE_ANY && ms_service_info (c->service)->security == MS_SECURITY_TLS))
    return begin_tls (c);
  begin_dialogue (c, MS_PHASE_STARTTLS);
  c->at = AT_PLAIN;
  if (c->events->silent != NULL)
    {
      gint64 patience = c->options->timeout_ms * MS / 4;
      if (c->service == MS_SERVICE_ANY)
        patience = MIN (patience, LISTEN_US); /* who speaks first? */
      c->until = g_get_monotonic_time () + patience;
    }
  return TURN_READ;
}

/* ---- talking ------------------------------------------------------------------------------------------------- */

static Turn
turn_for (MsTlsStatus status)
{
  if (status == MS_TLS_WANTS_READ)
    return TURN_READ;
  return status == MS_TLS_WANTS_WRITE ? TURN_WRITE : TURN_AGAIN;
}

static void
queue (MsConnection *c, const char *text)
{
  note (c, "C:", text, strlen (text));
  ms_stream_queue (c->stream, text);
}

/* Everything is known; what is left is to part in good manners. */
static Turn
part (MsConnection *c)
{
  const char *goodbye = c->dialogue != NULL ? ms_dialogue_goodbye (c->dialogue) : NULL;
  gint64 now = g_get_monotonic_time ();

  if (c->at == AT_END)
    return TURN_AGAIN; /* cancelled by whoever was just told the outcome */
  if (goodbye != NULL)
    queue (c, goodbye);
  c->until = MIN (now + GOODBYE_US, MAX (deadline_of (c), now) + GRACE_US);
  c->at = AT_GOODBYE;
  return TURN_AGAIN;
}

static Turn
end_of_dialogue (MsConnection *c)
{
  MsDialogueResult result = ms_dialogue_result (c->dialogue);

  if (c->service == MS_SERVICE_ANY)
    c->service = ms_service_find (ms_dialogue_protocol (c->dialogue),
                                  ms_stream_is_encrypted (c->stream) ? MS_SECURITY_TLS : MS_SECURITY_STARTTLS);
  settle (c, result.outcome, result.reason, result.speaks, result.detail);
  return part (c);
}

static Turn
go_for_tls (MsConnection *c)
{
  if (ms_stream_has_unread (c->stream))
    {
      ms_dialogue_injected (c->dialogue);
      settle (c, MS_OUTCOME_STARTTLS_FAILED, MS_REASON_INJECTION, NULL, ms_dialogue_result (c->dialogue).detail);
      close_connection (c);
      return TURN_AGAIN;
    }
  if (c->service == MS_SERVICE_ANY)
    c->service = ms_service_find (ms_dialogue_protocol (c->dialogue), MS_SECURITY_STARTTLS);
  c->after_starttls = TRUE;
  return begin_tls (c);
}

static Turn
follow (MsConnection *c, MsDo what, const char *send_)
{
  switch (what)
    {
    case MS_DO_WAIT:
      return TURN_AGAIN;
    case MS_DO_SEND:
      queue (c, send_);
      return TURN_AGAIN;
    case MS_DO_START_TLS:
      return go_for_tls (c);
    case MS_DO_END:
      break;
    }
  return end_of_dialogue (c);
}

static Turn
closed_by_server (MsConnection *c)
{
  ms_dialogue_closed (c->dialogue);
  end_of_dialogue (c);
  close_connection (c);
  return TURN_AGAIN;
}

static Turn
feed (MsConnection *c, const char *bytes, gsize length)
{
  const char *send_ = NULL;
  MsDo what;

  note (c, "S:", bytes, length);
  what = ms_dialogue_feed (c->dialogue, bytes, length, &send_);
  return follow (c, what, send_);
}

static Turn
plain (MsConnection *c)
{
  char buffer[4096];
  gsize n = 0;
  MsTlsStatus status = ms_stream_flush (c->stream);

  if (status == MS_TLS_WANTS_READ || status == MS_TLS_WANTS_WRITE)
    return turn_for (status);
  status = ms_stream_read (c->stream, buffer, sizeof buffer, &n);
  if (status == MS_TLS_WANTS_READ)
    return TURN_READ;
  if (status == MS_TLS_FAILED && !ms_dialogue_started (c->dialogue))
    return unreachable (c, errno);
  return n > 0 ? feed (c, buffer, n) : closed_by_server (c);
}

/* ---- TLS ----------------------------------------------------------------------------------------------------- */

/* `bytes` came instead of a record, and what is there beside them. */
static Turn
text_instead_of_tls (MsConnection *c, const char *bytes, gsize length)
{
  const char *speaks = ms_dialogue_recognise (bytes, length);
  const char *own = ms_protocol_name (ms_service_info (c->service)->protocol);
  char more[256];
  gsize got = ms_stream_read_raw (c->stream, more, sizeof more);
  g_autoptr (GString) text = g_string_new_len (bytes, (gssize) length);
  gboolean plain_mail = c->service == MS_SERVICE_ANY ? speaks != NULL : g_strcmp0 (speaks, own) == 0;

  g_string_append_len (text, more, (gssize) got);
  g_string_truncate (text, strcspn (text->str, "\r\n")); /* the first connection */
  if (c->after_starttls)
    return fail (c, MS_OUTCOME_STARTTLS_FAILED, ms_dialogue_is_error (text->str) ? MS_REASON_NONE : MS_REASON_INJECTION, speaks,
                 text->str);
  return fail (c, plain_mail ? MS_OUTCOME_WRONG_SECURITY_MODE : MS_OUTCOME_PROTOCOL_ERROR, MS_REASON_NONE, speaks, text->str);
}

static Turn
handshake_failed (MsConnection *c)
{
  gsize n;
  const char *bytes = ms_tls_first_bytes (ms_stream_tls (c->stream), &n);
  gboolean spoke_tls = n > 0 && bytes[0] >= 20 && bytes[0] <= 23; /* record types, RFC 8446 5.1 */

  ms_tls_harvest (ms_stream_tls (c->stream), c->sighting);
  if (c->sighting->alert == NULL)
    c->sighting->alert = g_strdup (ms_tls_alert (ms_stream_tls (c->stream)));
  if (n > 0 && !spoke_tls)
    return text_instead_of_tls (c, bytes, n);
  if (n == 0 && c->after_starttls)
    return fail (c, MS_OUTCOME_STARTTLS_FAILED, MS_REASON_NONE, NULL, ms_tls_error (ms_stream_tls (c->stream)));
  if (n == 0 && ms_tls_closed (ms_stream_tls (c->stream)))
    return fail (c, MS_OUTCOME_UNREACHABLE, MS_REASON_RESET, NULL, "closed before the first byte");
  return fail (c, MS_OUTCOME_TLS_FAILED, MS_REASON_NONE, NULL, ms_tls_error (ms_stream_tls (c->stream)));
}

static void
note_session (MsConnection *c)
{
  g_autofree char *text = g_strdup_printf ("%s %s", c->sighting->tls_version != NULL ? c->sighting->tls_version : "?",
                                           c->sighting->cipher != NULL ? c->sighting->cipher : "?");
  note (c, "--", text, strlen (text));
}

static Turn
handshake (MsConnection *c)
{
  const char *send_ = NULL;
  MsDo what;

  MsTlsStatus status = ms_stream_handshake (c->stream);

  if (status == MS_TLS_FAILED)
    return handshake_failed (c);
  if (status != MS_TLS_DONE)
    return turn_for (status);
  ms_tls_harvest (ms_stream_tls (c->stream), c->sighting);
  note_session (c);
  if (c->service == MS_SERVICE_HTTPS)
    {
      settle (c, MS_OUTCOME_OK, MS_REASON_NONE, NULL, NULL); /* a bare handshake; the server waits for us to speak */
      return part (c);
    }
  if (c->after_starttls)
    c->until = g_get_monotonic_time () + AFTER_US;
  else if (c->service == MS_SERVICE_ANY)
    c->until = g_get_monotonic_time () + LISTEN_US;
  begin_dialogue (c, c->after_starttls ? MS_PHASE_AFTER : MS_PHASE_GREETING);
  c->at = AT_GREETING;
  what = ms_dialogue_begin (c->dialogue, &send_);
  return follow (c, what, send_);
}

static Turn
greeting (MsConnection *c)
{
  char buffer[4096];
  gsize n = 0;
  MsTlsStatus status = ms_stream_flush (c->stream);

  if (status == MS_TLS_WANTS_READ || status == MS_TLS_WANTS_WRITE)
    return turn_for (status);
  status = ms_stream_read (c->stream, buffer, sizeof buffer, &n);
  if (status == MS_TLS_WANTS_READ || status == MS_TLS_WANTS_WRITE)
    return turn_for (status);
  if (status == MS_TLS_FAILED) /* e.g. a server that wants a certificate of us: TLS 1.3 says so only now */
    {
      const MsTls *tls = ms_stream_tls (c->stream);
      c->sighting->alert = g_strdup (ms_tls_alert (tls));
      if (c->sighting->alert != NULL)
        return fail (c, MS_OUTCOME_TLS_FAILED, MS_REASON_NONE, NULL, ms_tls_error (tls));
      if (!c->after_starttls)
        return fail (c, MS_OUTCOME_PROTOCOL_ERROR, MS_REASON_NONE, NULL, ms_tls_error (tls));
    }
  return n > 0 ? feed (c, buffer, n) : closed_by_server (c);
}

/* ---- parting ----------------------------------------------------------------------------------------------------- */

static Turn
goodbye (MsConnection *c)
{
  gboolean said = c->dialogue != NULL && ms_dialogue_goodbye (c->dialogue) != NULL;
  MsTlsStatus status = ms_stream_flush (c->stream);

  if (status == MS_TLS_WANTS_READ || status == MS_TLS_WANTS_WRITE)
    return turn_for (status);
  if (said && status == MS_TLS_DONE)
    {
      c->at = AT_LINGER;
      return TURN_AGAIN;
    }
  if (status == MS_TLS_DONE)
    ms_stream_bye (c->stream);
  close_connection (c);
  return TURN_AGAIN;
}

static Turn
linger (MsConnection *c)
{
  char buffer[4096];
  gsize n = 0;
  MsTlsStatus status = ms_stream_read (c->stream, buffer, sizeof buffer, &n);

  if (status == MS_TLS_WANTS_READ || status == MS_TLS_WANTS_WRITE)
    return turn_for (status);
  if (status == MS_TLS_DONE && n > 0)
    return TURN_AGAIN;
  if (status == MS_TLS_DONE)
    ms_stream_bye (c->stream);
  close_connection (c);
  return TURN_AGAIN;
}

/* ---- the machine --------------------------------------------------------------------------------------------- */

static void
timed_out (MsConnection *c)
{
  gsize n = 0;

  switch (c->at)
    {
    case AT_START:
      if (c->shortage != 0)
        fail (c, MS_OUTCOME_CANCELLED, MS_REASON_ROOM, NULL, g_strerror (c->shortage));
      else
        fail (c, MS_OUTCOME_UNREACHABLE, MS_REASON_TIMEOUT, NULL, "no answer");
      return;
    case AT_CONNECT:
      fail (c, MS_OUTCOME_UNREACHABLE, MS_REASON_TIMEOUT, NULL, "no answer");
      return;
    case AT_PLAIN:
      if (c->until < deadline_of (c))
        {
          ms_patience_make_up (c->options->patience, c->until, g_get_monotonic_time ());
          c->until = G_MAXINT64;
          if (!ms_dialogue_started (c->dialogue))
            c->events->silent (c->data);
        }
      else
        {
          ms_dialogue_silent (c->dialogue);
          end_of_dialogue (c);
        }
      return;
    case AT_HANDSHAKE:
      ms_tls_first_bytes (ms_stream_tls (c->stream), &n);
      ms_tls_harvest (ms_stream_tls (c->stream), c->sighting);
      if (n > 0)
        fail (c, MS_OUTCOME_TLS_FAILED, MS_REASON_NONE, NULL, "silence in the middle of the handshake");
      else if (c->after_starttls)
        fail (c, MS_OUTCOME_STARTTLS_FAILED, MS_REASON_NONE, NULL, "silence instead of TLS");
      else
        fail (c, MS_OUTCOME_UNREACHABLE, MS_REASON_TIMEOUT, NULL, "connected, but silence instead of TLS");
      return;
    case AT_GREETING:
      if (c->service == MS_SERVICE_ANY && !ms_dialogue_started (c->dialogue))
        {
          c->service = MS_SERVICE_HTTPS; /* TLS, and it waits for us again */
          settle (c, MS_OUTCOME_OK, MS_REASON_NONE, NULL, NULL);
          g_clear_pointer (&c->dialogue, ms_dialogue_free);
          part (c);
        }
      else
        {
          ms_dialogue_silent (c->dialogue);
          end_of_dialogue (c);
        }
      return;
    case AT_GOODBYE:
    case AT_LINGER:
      ms_stream_bye (c->stream);
      close_connection (c);
      return;
    case AT_END:
      return;
    }
}

static Turn
turn_of (MsConnection *c)
{
  switch (c->at)
    {
    case AT_START:
      return start (c);
    case AT_CONNECT:
      return connected (c);
    case AT_PLAIN:
      return plain (c);
    case AT_HANDSHAKE:
      return handshake (c);
    case AT_GREETING:
      return greeting (c);
    case AT_GOODBYE:
      return goodbye (c);
    case AT_LINGER:
      return linger (c);
    case AT_END:
      break;
    }
  return TURN_AGAIN;
}

static void
line_free (MsConnection *c)
{
  ms_patience_leave (&c->sent_away);
  g_source_destroy (c->source);
  g_source_unref (c->source);
  ms_dialogue_free (c->dialogue);
  g_object_unref (c->address);
  if (c->transcript != NULL)
    g_string_free (c->transcript, TRUE);
  g_free (c);
}

static void
leave (MsConnection *c)
{
  const MsConnectionEvents *events = c->events;
  gpointer data = c->data;

  events->gone (c, data);
  line_free (c);
}

static void
take_turns (MsConnection *c)
{
  c->waits = TURN_AGAIN;
  for (guint i = 0; i < MAX_TURNS && c->waits == TURN_AGAIN && c->at != AT_END; i++)
    c->waits = turn_of (c);
}

/* Since when does what we now get to wait for us? `now`: nothing does. */
static gint64
waiting_since (const MsConnection *c, gint64 now)
{
  if (c->at == AT_START)
    return c->begin;
  if (c->at == AT_CONNECT ? !ms_stream_is_decided (c->stream)
                          : c->waits != TURN_READ || c->at >= AT_GOODBYE || !ms_stream_has_unread (c->stream))
    return now;
  return ms_patience_arrival (ms_stream_fd (c->stream), now);
}

static void
make_up (MsConnection *c)
{
  gint64 now = g_get_monotonic_time ();
  gint64 more = ms_patience_make_up (c->options->patience, waiting_since (c, now), now);

  if (c->until != G_MAXINT64)
    c->until += more;
}

static gboolean
dispatch (GSource *source, GSourceFunc callback, gpointer data)
{
  MsConnection *c = ((ConnectionSource *) source)->c;

  if (!ms_patience_has_turn (source, &c->sent_away))
    return G_SOURCE_CONTINUE;
  make_up (c);
  take_turns (c); /* what is there counts, however late we come to it; only then the time */
  if (c->at != AT_END && g_get_monotonic_time () >= end_of_wait (c))
    {
      timed_out (c);
      take_turns (c);
    }
  if (c->at == AT_END)
    {
      leave (c);
      return G_SOURCE_REMOVE;
    }
  if (c->waits == TURN_AGAIN)
    g_source_set_ready_time (source, 0); /* others first */
  else if (c->waits == TURN_LATER)
    g_source_set_ready_time (source, MIN (c->begin, end_of_wait (c)));
  else
    {
      g_source_modify_unix_fd (source, c->fd_tag, c->waits == TURN_READ ? G_IO_IN : G_IO_OUT);
      g_source_set_ready_time (source, end_of_wait (c));
    }
  return G_SOURCE_CONTINUE;
}

MsConnection *
ms_connection_start (GInetAddress *address, MsSighting *sighting, const MsConnectionOptions *options,
                     const MsConnectionEvents *events, gpointer data)
{
  static GSourceFuncs functions = { .dispatch = dispatch };
  MsConnection *c = g_new0 (MsConnection, 1);

  c->source = g_source_new (&functions, sizeof (ConnectionSource));
  ((ConnectionSource *) c->source)->c = c;
  c->started = c->begin = g_get_monotonic_time ();
  c->until = G_MAXINT64;
  c->options = options;
  c->events = events;
  c->data = data;
  c->address = g_object_ref (address);
  c->sighting = sighting;
  c->service = options->target->service;
  c->transcript = options->transcript ? g_string_new (NULL) : NULL;
  g_source_set_ready_time (c->source, 0);
  g_source_attach (c->source, g_main_context_get_thread_default ());
  return c;
}

void
ms_connection_end (MsConnection *c, MsService service, MsOutcome outcome, MsReason reason, const char *speaks, const char *detail)
{
  if (c->told)
    return;
  c->service = service;
  settle (c, outcome, reason, speaks, detail);
  close_connection (c);
  g_source_set_ready_time (c->source, 0);
}

void
ms_connection_cancel (MsConnection *c)
{
  settle (c, MS_OUTCOME_CANCELLED, MS_REASON_NONE, NULL, NULL);
  close_connection (c);
  g_source_set_ready_time (c->source, 0); /* it leaves from the main loop */
}
