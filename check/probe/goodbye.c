/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "check/probe/goodbye.h"

#include "check/probe/patience.h"
#include "check/probe/room.h"

#define MAX_GOODBYES 256 /* at a time */
#define MAX_READS    64  /* of what the server still says, before others get their turn */

typedef struct
{
  GSource source;
  MsStream *stream;
  gpointer fd_tag;
  gboolean answered; /* something was said: the server closes first */
  gint64 until;
  gboolean sent_away;
} Goodbye;

static GQueue goodbyes = G_QUEUE_INIT; /* Goodbye*: the oldest first */

static void
end (Goodbye *goodbye)
{
  g_queue_remove (&goodbyes, goodbye);
  ms_patience_leave (&goodbye->sent_away);
  g_source_remove_unix_fd (&goodbye->source, goodbye->fd_tag);
  g_clear_pointer (&goodbye->stream, ms_stream_free);
  g_source_destroy (&goodbye->source);
  g_source_unref (&goodbye->source);
}

/* `answered`: something was said, and the server closes first. DONE: it is over, for all that we know. */
static MsTlsStatus
say (MsStream *stream, gboolean answered)
{
  char buffer[4096];
  gsize n = 1;
  MsTlsStatus status = ms_stream_flush (stream);

  for (guint i = 0; status == MS_TLS_DONE && answered && n > 0 && i < MAX_READS; i++)
    status = ms_stream_read (stream, buffer, sizeof buffer, &n);
  if (status == MS_TLS_DONE)
    ms_stream_bye (stream);
  return status;
}

static gboolean
waits (MsTlsStatus status)
{
  return status == MS_TLS_WANTS_READ || status == MS_TLS_WANTS_WRITE;
}

/* Until the socket has what is waited for, or the time is over. */
static void
wait (Goodbye *goodbye, MsTlsStatus status)
{
  g_source_modify_unix_fd (&goodbye->source, goodbye->fd_tag, status == MS_TLS_WANTS_READ ? G_IO_IN : G_IO_OUT);
  g_source_set_ready_time (&goodbye->source, goodbye->until);
}

static gboolean
dispatch (GSource *source, GSourceFunc callback, gpointer data)
{
  Goodbye *goodbye = (Goodbye *) source;
  MsTlsStatus status;

  if (!ms_patience_has_turn (source, &goodbye->sent_away))
    return G_SOURCE_CONTINUE;
  status = say (goodbye->stream, goodbye->answered);
  if (waits (status) && g_get_monotonic_time () < goodbye->until)
    {
      wait (goodbye, status);
      return G_SOURCE_CONTINUE;
    }
  if (waits (status))
    ms_stream_bye (goodbye->stream);
  end (goodbye);
  return G_SOURCE_REMOVE;
}

void
ms_goodbye_say (MsStream *stream, const char *text, gint64 until)
{
  static GSourceFuncs functions = { .dispatch = dispatch };
  MsTlsStatus status;
  Goodbye *goodbye;

  if (text != NULL)
    ms_stream_queue (stream, text);
  status = say (stream, text != NULL);
  if (!waits (status))
    {
      ms_stream_free (stream);
      return;
    }
  if (goodbyes.length >= MIN (MAX_GOODBYES, ms_room_for_probes ()))
    end (g_queue_peek_head (&goodbyes));
  goodbye = (Goodbye *) g_source_new (&functions, sizeof (Goodbye));
  goodbye->stream = stream;
  goodbye->answered = text != NULL;
  goodbye->until = until;
  goodbye->fd_tag = g_source_add_unix_fd (&goodbye->source, ms_stream_fd (stream), G_IO_IN);
  wait (goodbye, status);
  g_source_attach (&goodbye->source, g_main_context_get_thread_default ());
  g_queue_push_tail (&goodbyes, goodbye);
}

static gboolean
drained_cb (gpointer data)
{
  gboolean *late = data;
  *late = TRUE;
  return G_SOURCE_REMOVE;
}

void
ms_goodbye_drain (guint ms)
{
  gboolean late = ms == 0;
  g_autoptr (GSource) timer = ms_patience_timer (ms, drained_cb, &late);
  GMainContext *context = g_main_context_get_thread_default ();

  g_source_attach (timer, context);
  while (!g_queue_is_empty (&goodbyes) && !late)
    g_main_context_iteration (context, TRUE);
  while (!g_queue_is_empty (&goodbyes))
    end (g_queue_peek_head (&goodbyes));
  g_source_destroy (timer);
}
