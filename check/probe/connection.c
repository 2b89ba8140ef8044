/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "check/probe/connection.h"

#include "model/text.h"
#include "check/probe/dialogue.h"
#include "check/probe/ending.h"
#include "check/probe/goodbye.h"
#include "check/probe/room.h"
#include "check/probe/stream.h"

#include <errno.h>

#define MS         G_GINT64_CONSTANT (1000)
#define LISTEN_US  (1500 * MS) /* so long an unknown service may take to speak first */
#define AFTER_US   (2000 * MS) /* so long a server may take to answer after STARTTLS, where all that counts is known */
#define GOODBYE_US (3000 * MS) /* for the courtesy at the end ... */
#define ROOM_US    (50 * MS)   /* between two tries to get a socket */
#define GRACE_US   (150 * MS)  /* ... and never longer than this after the deadline */
#define TARPIT_US  (2000 * MS) /* who takes longer for what he says before TLS, ... */
#define PIECES     8           /* ... and says it in so many pieces, holds us up on purpose */
#define MAX_TURNS  64          /* of the state machine before others get theirs */

typedef enum
{
  AT_START,
  AT_CONNECT,
  AT_PLAIN, /* the dialogue up to STARTTLS */
  AT_HANDSHAKE,
  AT_GREETING, /* the dialogue inside TLS */
  AT_END,      /* the outcome is known */
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
  GSource source;
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
  gboolean polite; /* it ends with a goodbye */
  gboolean sent_away;
  MsService service;
  MsDialogue *dialogue;
  gint64 heard; /* when the first of it came, monotonic, us */
  guint pieces;
  gint64 more; /* us: so much beyond the deadline that all have */
  gboolean after_starttls;
};

/* ---- small things -------------------------------------------------------------------------------------------- */

static gint64
deadline_of (const MsConnection *c)
{
  return c->options->patience->deadline - c->options->early + c->more;
}

/* Until when the connection waits as things stand. */
static gint64
end_of_wait (const MsConnection *c)
{
  return MIN (c->until, deadline_of (c));
}

static void
close_socket (MsConnection *c)
{
  if (c->stream == NULL)
    return;
  g_source_remove_unix_fd (&c->source, c->fd_tag);
  g_clear_pointer (&c->stream, ms_stream_free);
}

/* The one place where an outcome is set. */
static Turn
settle (MsConnection *c, MsOutcome outcome, MsReason reason, const char *speaks, const char *detail)
{
  MsSighting *sighting = c->sighting;

  c->at = AT_END;
  sighting->outcome = outcome;
  sighting->reason = reason;
  sighting->speaks = g_strdup (speaks);
  sighting->detail = detail != NULL && *detail != '\0' ? ms_visible (detail, -1, 300) : NULL;
  sighting->duration_ms = (guint) ((g_get_monotonic_time () - c->started) / MS);
  if (c->options->transcript)
    sighting->transcript = g_strdup (c->stream != NULL ? ms_stream_transcript (c->stream) : "");
  return TURN_AGAIN;
}

static Turn
unreachable (MsConnection *c, int error)
{
  return settle (c, MS_OUTCOME_UNREACHABLE, ms_stream_reason (error), NULL, g_strerror (error));
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
  c->stream = ms_stream_new (c->address, c->options->target->port, c->options->transcript, &error);
  if (c->stream == NULL)
    return not_started (c, error);
  c->shortage = 0;
  c->fd_tag = g_source_add_unix_fd (&c->source, ms_stream_fd (c->stream), G_IO_OUT);
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

/*
 * Does it treat us as a sender of junk mail (spamd(8))? What it does not offer to such a caller says nothing of what it offers
 * to others.
 */
static gboolean
is_tarpit (const MsConnection *c)
{
  return ms_dialogue_protocol (c->dialogue) == MS_PROTOCOL_SMTP && c->pieces >= PIECES
         && g_get_monotonic_time () - c->heard >= TARPIT_US;
}

static Turn
end_of_dialogue (MsConnection *c)
{
  MsDialogueResult result = ms_dialogue_result (c->dialogue);

  if (result.outcome == MS_OUTCOME_STARTTLS_MISSING && is_tarpit (c))
    {
      result.outcome = MS_OUTCOME_SERVER_REFUSED;
      result.reason = MS_REASON_SLOW;
    }
  if (c->service == MS_SERVICE_ANY)
    c->service = ms_service_find (ms_dialogue_protocol (c->dialogue),
                                  ms_stream_is_encrypted (c->stream) ? MS_SECURITY_TLS : MS_SECURITY_STARTTLS);
  c->polite = TRUE;
  return settle (c, result.outcome, result.reason, result.speaks, result.detail);
}

static Turn
go_for_tls (MsConnection *c)
{
  if (ms_stream_has_unread (c->stream))
    {
      ms_dialogue_injected (c->dialogue);
      return settle (c, MS_OUTCOME_STARTTLS_FAILED, MS_REASON_INJECTION, NULL, ms_dialogue_result (c->dialogue).detail);
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
      ms_stream_queue (c->stream, send_);
      return TURN_AGAIN;
    case MS_DO_START_TLS:
      return go_for_tls (c);
    case MS_DO_END:
      break;
    }
  return end_of_dialogue (c);
}

/* The server talks to those only who show a certificate of their own: nothing is wrong with it, and there is no more to see. */
static Turn
not_let_in (MsConnection *c)
{
  const char *alert = ms_tls_alert (ms_stream_tls (c->stream));
  g_autofree char *detail
    = g_strconcat ("a client certificate is demanded: ", alert != NULL ? alert : "closed without one", NULL);

  if (c->service == MS_SERVICE_ANY)
    c->service = MS_SERVICE_HTTPS; /* as with one that says nothing */
  return settle (c, MS_OUTCOME_OK, MS_REASON_CLIENT_CERTIFICATE, NULL, detail);
}

static gboolean
wants_client (const MsConnection *c)
{
  return (c->at == AT_HANDSHAKE || (c->at == AT_GREETING && !ms_dialogue_started (c->dialogue))) && c->sighting->der->len > 0
         && ms_tls_wants_client (ms_stream_tls (c->stream));
}

static Turn
closed_by_server (MsConnection *c)
{
  if (wants_client (c))
    return not_let_in (c);
  ms_dialogue_closed (c->dialogue);
  end_of_dialogue (c);
  c->polite = FALSE;
  return TURN_AGAIN;
}

static Turn
broken (MsConnection *c, int error)
{
  const MsTls *tls = ms_stream_tls (c->stream);

  if (c->at == AT_PLAIN)
    return ms_dialogue_started (c->dialogue) ? closed_by_server (c) : unreachable (c, error);
  if (wants_client (c))
    return not_let_in (c);
  c->sighting->alert = g_strdup (ms_tls_alert (tls));
  if (c->sighting->alert != NULL)
    return settle (c, MS_OUTCOME_TLS_FAILED, MS_REASON_NONE, NULL, ms_tls_error (tls));
  if (!c->after_starttls)
    return settle (c, MS_OUTCOME_PROTOCOL_ERROR, MS_REASON_NONE, NULL, ms_tls_error (tls));
  return closed_by_server (c);
}

static Turn
talk (MsConnection *c)
{
  char buffer[4096];
  gsize n = 0;
  const char *send_ = NULL;
  MsTlsStatus status = ms_stream_flush (c->stream);
  MsDo what;

  if (status != MS_TLS_WANTS_READ && status != MS_TLS_WANTS_WRITE)
    status = ms_stream_read (c->stream, buffer, sizeof buffer, &n);
  if (status == MS_TLS_FAILED)
    return broken (c, errno);
  if (status != MS_TLS_DONE)
    return turn_for (status);
  if (n == 0)
    return closed_by_server (c);
  if (c->pieces++ == 0)
    c->heard = g_get_monotonic_time ();
  what = ms_dialogue_feed (c->dialogue, buffer, n, &send_);
  return follow (c, what, send_);
}

/* ---- TLS ----------------------------------------------------------------------------------------------------- */

/* The handshake has come to an end that is none, of whatever kind. */
static Turn
no_handshake (MsConnection *c, gboolean silent)
{
  MsTls *tls = ms_stream_tls (c->stream);
  g_autofree char *line = NULL;
  MsEnding ending;

  ms_tls_harvest (tls, c->sighting);
  if (!silent && wants_client (c))
    return not_let_in (c);
  if (!silent && c->sighting->alert == NULL)
    c->sighting->alert = g_strdup (ms_tls_alert (tls));
  ending = ms_ending_of_handshake (c->stream, c->service, c->after_starttls, silent, &line);
  return settle (c, ending.outcome, ending.reason, ending.speaks, ending.detail);
}

static Turn
handshake (MsConnection *c)
{
  const char *send_ = NULL;
  MsDo what;
  MsTlsStatus status = ms_stream_handshake (c->stream);

  if (status == MS_TLS_FAILED)
    return no_handshake (c, FALSE);
  if (status != MS_TLS_DONE)
    return turn_for (status);
  ms_tls_harvest (ms_stream_tls (c->stream), c->sighting);
  ms_stream_note_session (c->stream, c->sighting);
  if (c->service == MS_SERVICE_HTTPS)
    {
      c->polite = TRUE; /* a bare handshake; the server waits for us to speak */
      return settle (c, MS_OUTCOME_OK, MS_REASON_NONE, NULL, NULL);
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

/* Whose greeting is under way is there, only slow: all the time there is, and once more as much if that is wanted. */
static gboolean
may_go_on (MsConnection *c)
{
  if ((c->at != AT_PLAIN && c->at != AT_GREETING) || c->after_starttls || !ms_dialogue_started (c->dialogue))
    return FALSE;
  if (c->until < deadline_of (c))
    {
      ms_patience_make_up (c->options->patience, c->until, g_get_monotonic_time ());
      c->until = G_MAXINT64;
      return TRUE;
    }
  if (!c->options->patient || c->more != 0)
    return FALSE;
  c->more = c->options->timeout_ms * MS;
  return TRUE;
}

/* ---- the machine --------------------------------------------------------------------------------------------- */

static void
timed_out (MsConnection *c)
{
  if (may_go_on (c))
    return;
  switch (c->at)
    {
    case AT_START:
    case AT_CONNECT:
      if (c->shortage != 0)
        settle (c, MS_OUTCOME_CANCELLED, MS_REASON_ROOM, NULL, g_strerror (c->shortage));
      else
        settle (c, MS_OUTCOME_UNREACHABLE, MS_REASON_TIMEOUT, NULL, "no answer");
      return;
    case AT_PLAIN:
      if (c->until < deadline_of (c))
        {
          ms_patience_make_up (c->options->patience, c->until, g_get_monotonic_time ());
          c->until = G_MAXINT64;
          c->events->silent (c->data);
        }
      else
        {
          ms_dialogue_silent (c->dialogue);
          end_of_dialogue (c);
        }
      return;
    case AT_HANDSHAKE:
      no_handshake (c, TRUE);
      return;
    case AT_GREETING:
      if (c->service == MS_SERVICE_ANY && !ms_dialogue_started (c->dialogue))
        {
          c->service = MS_SERVICE_HTTPS; /* TLS, and it waits for us again */
          c->polite = TRUE;
          g_clear_pointer (&c->dialogue, ms_dialogue_free);
          settle (c, MS_OUTCOME_OK, MS_REASON_NONE, NULL, NULL);
        }
      else
        {
          ms_dialogue_silent (c->dialogue);
          end_of_dialogue (c);
        }
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
    case AT_HANDSHAKE:
      return handshake (c);
    case AT_PLAIN:
    case AT_GREETING:
      return talk (c);
    case AT_END:
      break;
    }
  return TURN_AGAIN;
}

static void
connection_free (MsConnection *c)
{
  ms_patience_leave (&c->sent_away);
  close_socket (c);
  ms_dialogue_free (c->dialogue);
  g_object_unref (c->address);
  g_source_destroy (&c->source);
  g_source_unref (&c->source);
}

static void
part (MsConnection *c)
{
  gint64 now = g_get_monotonic_time ();

  g_source_remove_unix_fd (&c->source, c->fd_tag);
  ms_goodbye_say (g_steal_pointer (&c->stream), c->dialogue != NULL ? ms_dialogue_goodbye (c->dialogue) : NULL,
                  MIN (now + GOODBYE_US, MAX (deadline_of (c), now) + GRACE_US));
}

static void
leave (MsConnection *c)
{
  const MsConnectionEvents *events = c->events;
  MsSighting *sighting = c->sighting;
  MsService service = c->service;
  gpointer data = c->data;

  if (c->polite)
    part (c);
  connection_free (c);
  events->outcome (sighting, service, data);
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
                          : c->waits != TURN_READ || c->at == AT_END || !ms_stream_has_unread (c->stream))
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
  MsConnection *c = (MsConnection *) source;

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
  MsConnection *c = (MsConnection *) g_source_new (&functions, sizeof (MsConnection));

  c->started = c->begin = g_get_monotonic_time ();
  c->until = G_MAXINT64;
  c->options = options;
  c->events = events;
  c->data = data;
  c->address = g_object_ref (address);
  c->sighting = sighting;
  c->service = options->target->service;
  g_source_set_ready_time (&c->source, 0);
  g_source_attach (&c->source, g_main_context_get_thread_default ());
  return c;
}

void
ms_connection_end (MsConnection *c, MsService service, MsOutcome outcome, MsReason reason, const char *speaks, const char *detail)
{
  if (c->at == AT_END)
    return;
  c->service = service;
  settle (c, outcome, reason, speaks, detail);
  g_source_set_ready_time (&c->source, 0); /* it leaves from the main loop */
}

void
ms_connection_cancel (MsConnection *c)
{
  connection_free (c);
}
