/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What each protocol says up to TLS, a line at a time: a table row a protocol. Room of dialogue.c. */
#pragma once

#include "check/probe/dialogue.h"

G_BEGIN_DECLS

/* What is waited for. */
typedef enum
{
  MS_AT_GREETING,
  MS_AT_CAPABILITIES,
  MS_AT_STARTTLS,
  MS_AT_END
} MsAt;

typedef struct
{
  MsProtocol protocol;
  MsDo (*line) (MsDialogue *d, const char *line);
  const char *goodbye;
  const char *again; /* asked after STARTTLS (RFC 3207 4.2 and kin), "%s" is our name; NULL: the server speaks first */
  gboolean literals; /* lines may end in {n}: n bytes follow */
} MsSpeaker;

struct _MsDialogue
{
  const MsSpeaker *speaker; /* NULL while the protocol is not known */
  MsPhase phase;
  MsAt at;
  GString *buffer; /* bytes of lines that are not complete */
  gsize taken;     /* so many of them are dealt with */
  gsize skip;      /* bytes of a literal still to come */
  GString *name;   /* ManageSieve: the bytes of a literal that names a capability, NULL while there is none */
  guint lines, bytes;
  gboolean offered; /* STARTTLS is among the capabilities */
  gboolean asked;   /* POP3: capabilities are known; IMAP: they are being told; SMTP: by another name */
  char *me, *send, *detail;
  MsOutcome outcome;
  MsReason reason;
  const char *speaks;
};

const MsSpeaker *ms_speaker_of (MsProtocol protocol); /* NULL: UNKNOWN, and what does not talk before TLS */
const MsSpeaker *ms_speaker_heard (const char *line); /* by its first line; NULL: none of them */

/* Steps that a line leads to; what they return is to be done. */
MsDo ms_dialogue_say (MsDialogue *d, MsAt next, const char *text);
MsDo ms_dialogue_end (MsDialogue *d, MsOutcome outcome, const char *line); /* line: the server's own, to be kept, or NULL */
MsDo ms_dialogue_not_this (MsDialogue *d, const char *line);               /* another protocol's line */
void ms_dialogue_keep (MsDialogue *d, const char *line);                   /* as the detail of the result */

G_END_DECLS
