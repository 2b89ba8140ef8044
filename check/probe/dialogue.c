/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "check/probe/dialogue.h"

#include "model/text.h"
#include "check/probe/recognise.h"
#include "check/probe/speaker.h"

#include <string.h>

/*
 * A server may be hostile: what does not fit is not read on. Lines are not counted, since thousands of them may stand before an
 * answer (RFC 3501 7), and real banners exceed the 512 bytes of RFC 5321.
 */
#define MAX_LINE    (64 * 1024)
#define MAX_BYTES   (1024 * 1024)
#define MAX_LITERAL (64 * 1024)

/* ---- steps --------------------------------------------------------------------------------------------------- */

void
ms_dialogue_keep (MsDialogue *d, const char *line)
{
  g_free (d->detail);
  d->detail = ms_visible (line, -1, 300);
}

MsDo
ms_dialogue_end (MsDialogue *d, MsOutcome outcome, const char *line)
{
  d->at = MS_AT_END;
  d->outcome = outcome;
  if (line != NULL && *line != '\0')
    ms_dialogue_keep (d, line);
  return MS_DO_END;
}

MsDo
ms_dialogue_say (MsDialogue *d, MsAt next, const char *text)
{
  d->at = next;
  g_free (d->send);
  d->send = g_strconcat (text, "\r\n", NULL);
  return MS_DO_SEND;
}

MsDo
ms_dialogue_not_this (MsDialogue *d, const char *line)
{
  d->speaks = ms_recognise (line, strlen (line));
  if (g_strcmp0 (d->speaks, "tls") == 0)
    return ms_dialogue_end (d, MS_OUTCOME_WRONG_SECURITY_MODE, NULL);
  return ms_dialogue_end (d, MS_OUTCOME_PROTOCOL_ERROR, line);
}

/* It has refused our name, in the words that are kept, and says nothing of the other. */
static gboolean
was_refused (const MsDialogue *d)
{
  return d->asked && d->at == MS_AT_CAPABILITIES && d->speaker->protocol == MS_PROTOCOL_SMTP;
}

/* ---- feeding ------------------------------------------------------------------------------------------------- */

MsDialogue *
ms_dialogue_new (MsProtocol protocol, MsPhase phase, const char *me)
{
  MsDialogue *d = g_new0 (MsDialogue, 1);
  d->speaker = ms_speaker_of (protocol);
  d->phase = phase;
  d->buffer = g_string_new (NULL);
  d->me = g_strdup (me);
  return d;
}

void
ms_dialogue_free (MsDialogue *d)
{
  if (d == NULL)
    return;
  g_string_free (d->buffer, TRUE);
  if (d->name != NULL)
    g_string_free (d->name, TRUE);
  g_free (d->me);
  g_free (d->send);
  g_free (d->detail);
  g_free (d);
}

MsDo
ms_dialogue_begin (MsDialogue *d, const char **ret_send)
{
  g_auto (GStrv) parts = NULL;
  g_autofree char *text = NULL;

  if (d->phase != MS_PHASE_AFTER)
    return MS_DO_WAIT;
  if (d->speaker == NULL)
    return ms_dialogue_end (d, MS_OUTCOME_OK, NULL);
  if (d->speaker->again == NULL)
    return MS_DO_WAIT;
  parts = g_strsplit (d->speaker->again, "%s", 2);
  text = g_strjoinv (d->me, parts);
  ms_dialogue_say (d, MS_AT_CAPABILITIES, text);
  *ret_send = d->send;
  return MS_DO_SEND;
}

/* The literal that this line announces ("... {12}" or "{12+}"), 0 if none; more than we take: FALSE. */
static gboolean
literal_of (const MsDialogue *d, const char *line, gsize *ret_length)
{
  const char *open = strrchr (line, '{');
  char *rest = NULL;
  guint64 n;

  *ret_length = 0;
  if (!d->speaker->literals || open == NULL || !g_ascii_isdigit (open[1]))
    return TRUE;
  n = g_ascii_strtoull (open + 1, &rest, 10);
  if (*rest == '+')
    rest++;
  if (strcmp (rest, "}") != 0)
    return TRUE;
  *ret_length = (gsize) n;
  return n <= MAX_LITERAL;
}

static MsDo
one_line (MsDialogue *d, char *line, gsize length)
{
  gsize literal;

  for (gsize i = 0; i < length; i++)
    if (line[i] == '\0')
      line[i] = '?';
  if (length > 0 && line[length - 1] == '\r')
    line[length - 1] = '\0';
  d->lines++;
  if (d->speaker == NULL)
    d->speaker = ms_speaker_heard (line);
  if (d->speaker == NULL)
    return ms_dialogue_not_this (d, line);
  if (!literal_of (d, line, &literal))
    return ms_dialogue_end (d, MS_OUTCOME_PROTOCOL_ERROR, line);
  d->skip = literal;
  if (d->name == NULL && literal > 0 && *line == '{')
    d->name = g_string_new (NULL); /* RFC 5804 1.7 wants quotes around a name, and takes a string */
  return d->speaker->line (d, line);
}

/* What is left of a literal; ManageSieve may name a capability by one. */
static void
pass_literal (MsDialogue *d)
{
  gsize skip = MIN (d->skip, d->buffer->len - d->taken);

  if (d->name != NULL)
    g_string_append_len (d->name, d->buffer->str + d->taken, (gssize) skip);
  d->taken += skip;
  d->skip -= skip;
  if (d->name == NULL || d->skip > 0)
    return;
  d->offered = d->offered || g_ascii_strcasecmp (d->name->str, "STARTTLS") == 0;
  g_string_free (g_steal_pointer (&d->name), TRUE);
}

/* The next line of what is there, if all of it is. */
static MsDo
next_line (MsDialogue *d, gboolean *ret_more)
{
  char *line, *newline;
  gsize left;

  pass_literal (d);
  line = d->buffer->str + d->taken;
  left = d->buffer->len - d->taken;
  newline = d->skip == 0 ? memchr (line, '\n', left) : NULL;
  *ret_more = newline != NULL;
  if (newline == NULL)
    return left > MAX_LINE ? ms_dialogue_end (d, MS_OUTCOME_PROTOCOL_ERROR, "too long a line") : MS_DO_WAIT;
  *newline = '\0';
  d->taken += (gsize) (newline + 1 - line);
  return one_line (d, line, (gsize) (newline - line));
}

MsDo
ms_dialogue_feed (MsDialogue *d, const char *bytes, gsize length, const char **ret_send)
{
  MsDo what = d->at == MS_AT_END ? MS_DO_END : MS_DO_WAIT;
  gboolean more = TRUE;

  d->bytes += length;
  g_string_append_len (d->buffer, bytes, (gssize) length);
  if (d->bytes > MAX_BYTES && what != MS_DO_END)
    return ms_dialogue_end (d, MS_OUTCOME_PROTOCOL_ERROR, "too much talk");
  /* TLS and other binary answers have no line end to wait for */
  if (d->lines == 0 && d->phase == MS_PHASE_STARTTLS && g_strcmp0 (ms_recognise (d->buffer->str, d->buffer->len), "tls") == 0)
    return ms_dialogue_not_this (d, d->buffer->str);
  while (what == MS_DO_WAIT && more)
    what = next_line (d, &more);
  g_string_erase (d->buffer, 0, (gssize) d->taken);
  d->taken = 0;
  if (what == MS_DO_WAIT || !more)
    return what;
  if (what == MS_DO_START_TLS && d->buffer->len > 0)
    {
      ms_dialogue_injected (d);
      return MS_DO_END;
    }
  *ret_send = d->send;
  return what;
}

MsDo
ms_dialogue_silent (MsDialogue *d)
{
  static const char *const words[] = {
    [MS_AT_CAPABILITIES] = "greeted, then silence",
    [MS_AT_STARTTLS] = "silence instead of an answer to STARTTLS",
  };
  const char *greeting = d->bytes > 0 ? "the greeting did not come to an end in time" : "connected, but no greeting";

  if (d->at == MS_AT_END)
    return MS_DO_END;
  if (d->phase == MS_PHASE_AFTER)
    return ms_dialogue_end (d, MS_OUTCOME_OK, NULL); /* encrypted it is */
  if (d->at == MS_AT_STARTTLS && d->offered)
    return ms_dialogue_end (d, MS_OUTCOME_STARTTLS_FAILED, words[d->at]);
  if (was_refused (d))
    return ms_dialogue_end (d, MS_OUTCOME_SERVER_REFUSED, NULL);
  d->reason = d->bytes > 0 ? MS_REASON_SLOW : MS_REASON_TIMEOUT;
  if (d->phase == MS_PHASE_GREETING && d->bytes == 0)
    return ms_dialogue_end (d, MS_OUTCOME_PROTOCOL_ERROR,
                            "encrypted, but nobody greets"); /* it waits for something else, say HTTP */
  return ms_dialogue_end (d, MS_OUTCOME_UNREACHABLE, d->at == MS_AT_GREETING ? greeting : words[d->at]);
}

MsDo
ms_dialogue_closed (MsDialogue *d)
{
  if (d->phase == MS_PHASE_AFTER && d->at != MS_AT_END)
    return ms_dialogue_end (d, MS_OUTCOME_OK, NULL);
  switch (d->at)
    {
    case MS_AT_GREETING:
      if (d->phase == MS_PHASE_STARTTLS && d->bytes == 0)
        {
          d->reason = MS_REASON_RESET;
          return ms_dialogue_end (d, MS_OUTCOME_UNREACHABLE, "closed before the greeting");
        }
      return ms_dialogue_end (d, MS_OUTCOME_PROTOCOL_ERROR, "closed instead of a greeting");
    case MS_AT_CAPABILITIES:
      if (was_refused (d))
        return ms_dialogue_end (d, MS_OUTCOME_SERVER_REFUSED, NULL);
      return ms_dialogue_end (d, MS_OUTCOME_PROTOCOL_ERROR, "closed instead of an answer");
    case MS_AT_STARTTLS:
      return ms_dialogue_end (d, MS_OUTCOME_STARTTLS_FAILED, "closed instead of an answer to STARTTLS");
    case MS_AT_END:
      break;
    }
  return MS_DO_END;
}

void
ms_dialogue_injected (MsDialogue *d)
{
  ms_dialogue_end (d, MS_OUTCOME_STARTTLS_FAILED, "bytes followed the answer to STARTTLS");
  d->reason = MS_REASON_INJECTION;
}

MsDialogueResult
ms_dialogue_result (const MsDialogue *d)
{
  return (MsDialogueResult){ d->outcome, d->reason, d->speaks, d->detail };
}

MsProtocol
ms_dialogue_protocol (const MsDialogue *d)
{
  return d->speaker != NULL ? d->speaker->protocol : MS_PROTOCOL_UNKNOWN;
}

gboolean
ms_dialogue_started (const MsDialogue *d)
{
  return d->bytes > 0;
}

const char *
ms_dialogue_goodbye (const MsDialogue *d)
{
  if (d->speaker == NULL || (d->bytes == 0 && d->phase != MS_PHASE_AFTER) || d->outcome == MS_OUTCOME_PROTOCOL_ERROR
      || d->outcome == MS_OUTCOME_WRONG_SECURITY_MODE || d->reason == MS_REASON_INJECTION)
    return NULL; /* nobody to be polite to */
  return d->speaker->goodbye;
}
