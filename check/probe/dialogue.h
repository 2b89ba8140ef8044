/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What is said before, and just after, TLS. Sans-I/O: bytes go in, what to do comes out. A table row per protocol.
 * RFC 3207 (SMTP), RFC 3501 6.2.1 (IMAP), RFC 2595 4 (POP3), RFC 5804 2.2 (ManageSieve).
 */
#pragma once

#include "model/observation.h"

G_BEGIN_DECLS

typedef enum
{
  MS_PHASE_STARTTLS, /* in plain, from the greeting to the server's "go" for TLS */
  MS_PHASE_GREETING, /* inside implicit TLS: only the greeting is waited for */
  MS_PHASE_AFTER,    /* inside TLS after STARTTLS */
} MsPhase;

typedef enum
{
  MS_DO_WAIT,      /* for more bytes */
  MS_DO_SEND,      /* `send`, then wait for more */
  MS_DO_START_TLS, /* the server says go */
  MS_DO_END,       /* the outcome is known */
} MsDo;

typedef struct _MsDialogue MsDialogue;

/* What the dialogue has come to; the strings are its own. */
typedef struct
{
  MsOutcome outcome;
  MsReason reason;
  const char *speaks; /* another protocol that was recognised, or NULL */
  const char *detail; /* made visible, or NULL */
} MsDialogueResult;

/*
 * protocol UNKNOWN (STARTTLS and GREETING phases): found out from the greeting, see ms_dialogue_protocol(). `me`: the EHLO
 * name; to a server that refuses it another one is said, once.
 */
MsDialogue *ms_dialogue_new (MsProtocol protocol, MsPhase phase, const char *me);
void ms_dialogue_free (MsDialogue *dialogue);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (MsDialogue, ms_dialogue_free)

/*
 * What to do before any byte has come; with MS_DO_SEND as ms_dialogue_feed(). After STARTTLS it is asked again what the server
 * can.
 */
MsDo ms_dialogue_begin (MsDialogue *dialogue, const char **ret_send);
/* Bytes of the server. With MS_DO_SEND, *ret_send is what to send (the dialogue's own, until the next call). */
MsDo ms_dialogue_feed (MsDialogue *dialogue, const char *bytes, gsize length, const char **ret_send);
/* The server has closed the connection, or says nothing more in the time there is: always an end. Who
 * has said anything is slow, not silent. */
MsDo ms_dialogue_closed (MsDialogue *dialogue);
MsDo ms_dialogue_silent (MsDialogue *dialogue);
/* Something was readable after "go" and before our first TLS byte: an attack (CVE-2011-0411 and its kin). */
void ms_dialogue_injected (MsDialogue *dialogue);

MsDialogueResult ms_dialogue_result (const MsDialogue *dialogue);
MsProtocol ms_dialogue_protocol (const MsDialogue *dialogue);
gboolean ms_dialogue_started (const MsDialogue *dialogue); /* has the server said anything at all? */
/* What we say to part in good manners ("QUIT\r\n"), or NULL if there is nothing to say. */
const char *ms_dialogue_goodbye (const MsDialogue *dialogue);

G_END_DECLS
