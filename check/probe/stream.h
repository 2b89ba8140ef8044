/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A socket to talk over, in the clear or by TLS, that never waits. Room of connection.c. */
#pragma once

#include "check/probe/tls.h"

#include <gio/gio.h>

G_BEGIN_DECLS

typedef struct _MsStream MsStream;

/*
 * Begins to connect; `transcript`: what is said is written down. *error: 0 if it is connected, EINPROGRESS if that is still to
 * come, else why not (errno); NULL with *error if there was no socket to be had.
 */
MsStream *ms_stream_new (GInetAddress *address, guint16 port, gboolean transcript, int *error);
void ms_stream_free (MsStream *stream); /* closes it */

int ms_stream_fd (const MsStream *stream);
gboolean ms_stream_is_decided (const MsStream *stream); /* is it connected, or broken? */
int ms_stream_error (const MsStream *stream);           /* why it is broken (errno), once; 0: it is not */
MsReason ms_stream_reason (int error);                  /* of MS_OUTCOME_UNREACHABLE, for this errno */
/* Is there something to read, of whatever kind? */
gboolean ms_stream_has_unread (const MsStream *stream);
/* RFC 5321 4.1.3: who has no name of its own says its address. Free it. */
char *ms_stream_own_name (const MsStream *stream);

/* From the end of the handshake on, what is said is encrypted. */
void ms_stream_begin_tls (MsStream *stream, const char *server_name);
MsTlsStatus ms_stream_handshake (MsStream *stream);
MsTls *ms_stream_tls (const MsStream *stream); /* lent; NULL before */
gboolean ms_stream_is_encrypted (const MsStream *stream);

void ms_stream_queue (MsStream *stream, const char *text);
MsTlsStatus ms_stream_flush (MsStream *stream); /* sends what was queued; DONE: all of it */
/* DONE with length 0: closed. FAILED in the clear: errno. */
MsTlsStatus ms_stream_read (MsStream *stream, char *buffer, gsize size, gsize *ret_length);
/* The first line of what came in the clear where a handshake was to begin. Free it. */
char *ms_stream_line_instead_of_tls (MsStream *stream);
void ms_stream_bye (MsStream *stream); /* close_notify, if it is encrypted */

void ms_stream_note (MsStream *stream, const char *text);                   /* into the transcript */
void ms_stream_note_session (MsStream *stream, const MsSighting *sighting); /* version and cipher */
const char *ms_stream_transcript (const MsStream *stream);                  /* if it was wanted; lent */

G_END_DECLS
