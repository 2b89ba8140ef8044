/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What it means that a handshake did not come about. Room of connection.c. */
#pragma once

#include "check/probe/stream.h"

G_BEGIN_DECLS

typedef struct
{
  MsOutcome outcome;
  MsReason reason;
  const char *speaks; /* another protocol that was recognised, or NULL */
  const char *detail; /* or NULL */
} MsEnding;

/*
 * It failed, or (`silent`) the time is over. `after_starttls`: the server had said to begin. *ret_line: keeps what came in the
 * clear, of which the ending speaks; free it.
 */
MsEnding ms_ending_of_handshake (MsStream *stream, MsService service, gboolean after_starttls, gboolean silent, char **ret_line);

G_END_DECLS
