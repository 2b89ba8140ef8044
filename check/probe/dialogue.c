/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "check/probe/dialogue.h"

#include "model/text.h"
#include "check/probe/recognise.h"

#include <stdlib.h>
#include <string.h>

/*
 * A server may be hostile: what does not fit is not read on. Lines are not counted, since thousands of them may stand before an
 * answer (RFC 3501 7), and real banners exceed the 512 bytes of RFC 5321.
 */
#define MAX_LINE    (64 * 1024)
#define MAX_BYTES   (1024 * 1024)
#define MAX_LITERAL (64 * 1024)

/* For who takes neither an address literal nor a bare word for the name of a host: true of any computer, and tells nothing. */
#define PLAIN_NAME "localhost.localdomain"

typedef enum
{
  AT_GREETING,
  AT_CAPABILITIES,
  AT_STARTTLS,
  AT_END
} At;

typedef struct
{
  MsProtocol protocol;
  MsDo (*line) (MsDialogue *d, const char *line);
  const char *goodbye;
  const char *again; /* asked after STARTTLS (RFC 3207 4.2 and kin), "%s" is our name; NULL: the server speaks first */
  gboolean literals; /* lines may end in {n}: n bytes follow */
} Speaker;

struct _MsDialogue
{
  const Speaker *speaker; /* NULL while the protocol is not known */
  MsPhase phase;
  At at;
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

/* ---- steps --------------------------------------------------------------------------------------------------- */

static void
keep (MsDialogue *d, const char *line)
{
  g_free (d->detail);
  d->detail = ms_visible (line, -1, 300);
}

static MsDo
end (MsDialogue *d, MsOutcome outcome, const char *line)
{
  d->at = AT_END;
  d->outcome = outcome;
  if (line != NULL && *line != '\0')
    keep (d, line);
  return MS_DO_END;
}

static MsDo
say (MsDialogue *d, At next, const char *text)
{
  d->at = next;
  g_free (d->send);
  d->send = g_strconcat (text, "\r\n", NULL);
  return MS_DO_SEND;
}

static gboolean
begins (const char *line, const char *word)
{
  return g_ascii_strncasecmp (line, word, strlen (word)) == 0;
}

static gboolean
has_word (const char *line, const char *word)
{
  gsize n = strlen (word);
  for (const char *at = line; *at != '\0';)
    {
      gsize length = strcspn (at, " \t]\"");
      if (length == n && g_ascii_strncasecmp (at, word, n) == 0)
        return TRUE;
      at += length;
      at += strspn (at, " \t]\"[");
    }
  return FALSE;
}

static MsDo
not_this_protocol (MsDialogue *d, const char *line)
{
  d->speaks = ms_recognise (line, strlen (line));
  if (g_strcmp0 (d->speaks, "tls") == 0)
    return end (d, MS_OUTCOME_WRONG_SECURITY_MODE, NULL);
  return end (d, MS_OUTCOME_PROTOCOL_ERROR, line);
}

/* ---- SMTP ---------------------------------------------------------------------------------------------------- */

/* The three digits of a reply, 0 if it is none; *ret_last: no more lines of it follow (RFC 5321 4.2.1). */
static int
smtp_code (const char *line, gboolean *ret_last)
{
  for (guint i = 0; i < 3; i++)
    if (!g_ascii_isdigit (line[i]))
      return 0;
  *ret_last = line[3] != '-';
  return (line[0] - '0') * 100 + (line[1] - '0') * 10 + (line[2] - '0');
}

static MsDo
smtp_greeting (MsDialogue *d, int code, gboolean last, const char *line)
{
  g_autofree char *ehlo = g_strconcat ("EHLO ", d->me, NULL);

  if (code / 100 != 2 && code / 100 != 4 && code / 100 != 5)
    return not_this_protocol (d, line);
  if (code / 100 != 2)
    return end (d, MS_OUTCOME_SERVER_REFUSED, line);
  if (code != 220)
    return not_this_protocol (d, line); /* 200: news */
  if (!last)
    return MS_DO_WAIT;
  return d->phase == MS_PHASE_GREETING ? end (d, MS_OUTCOME_OK, NULL) : say (d, AT_CAPABILITIES, ehlo);
}

/* The answer to EHLO is no list. Only a server that does not know the command offers nothing (RFC 5321 3.2). */
static MsDo
smtp_no_list (MsDialogue *d, int code, const char *line)
{
  if (code / 100 == 2 || code / 100 == 3)
    return end (d, MS_OUTCOME_PROTOCOL_ERROR, line);
  if (code / 100 == 4 || code == 521 || code == 554 || d->asked)
    return end (d, MS_OUTCOME_SERVER_REFUSED, line);
  if (code == 500 || code == 502)
    return end (d, MS_OUTCOME_STARTTLS_MISSING, line);
  d->asked = TRUE;
  keep (d, line);
  return say (d, AT_CAPABILITIES, "EHLO " PLAIN_NAME); /* it minds the name, and may be told another one (4.1.4) */
}

/* It has refused our name, in the words that are kept, and says nothing of the other. */
static gboolean
smtp_was_refused (const MsDialogue *d)
{
  return d->asked && d->at == AT_CAPABILITIES && d->speaker->protocol == MS_PROTOCOL_SMTP;
}

static MsDo
smtp_capability (MsDialogue *d, int code, gboolean last, const char *line)
{
  if (code == 250 && line[3] != '\0' && begins (line + 4, "STARTTLS") && (line[12] == '\0' || line[12] == ' '))
    d->offered = TRUE;
  if (code == 250 && line[3] != '\0' && begins (line + 4, "XXXX"))
    keep (d, line); /* a firewall on the way has crossed a word out: it is known for STARTTLS */
  if (!last)
    return MS_DO_WAIT;
  if (d->phase == MS_PHASE_AFTER)
    return end (d, code / 100 == 4 || code == 554 ? MS_OUTCOME_SERVER_REFUSED : MS_OUTCOME_OK, code == 250 ? NULL : line);
  if (code != 250)
    return smtp_no_list (d, code, line);
  return d->offered ? say (d, AT_STARTTLS, "STARTTLS") : end (d, MS_OUTCOME_STARTTLS_MISSING, NULL);
}

static MsDo
smtp_line (MsDialogue *d, const char *line)
{
  gboolean last = FALSE;
  int code = smtp_code (line, &last);

  if (code == 0)
    return not_this_protocol (d, line);
  if (code == 421)
    return end (d, MS_OUTCOME_SERVER_REFUSED, line);
  switch (d->at)
    {
    case AT_GREETING:
      return smtp_greeting (d, code, last, line);
    case AT_CAPABILITIES:
      return smtp_capability (d, code, last, line);
    case AT_STARTTLS:
      if (!last)
        return MS_DO_WAIT;
      return code == 220 ? MS_DO_START_TLS : end (d, MS_OUTCOME_STARTTLS_FAILED, line);
    case AT_END:
      break;
    }
  return MS_DO_END;
}

/* ---- IMAP ---------------------------------------------------------------------------------------------------- */

/* The capabilities in a response code, "OK [CAPABILITY ...] any text" (RFC 3501 7.1); the text says nothing. FALSE: none are. */
static gboolean
imap_code (MsDialogue *d, const char *line)
{
  const char *code = strstr (line, "[CAPABILITY ");
  g_autofree char *words = code != NULL ? g_strndup (code + 12, strcspn (code + 12, "]")) : NULL;

  d->offered = d->offered || (words != NULL && has_word (words, "STARTTLS"));
  return words != NULL;
}

static MsDo
imap_greeting (MsDialogue *d, const char *line)
{
  if (begins (line, "* BYE"))
    return end (d, MS_OUTCOME_SERVER_REFUSED, line);
  if (!begins (line, "* OK") && !begins (line, "* PREAUTH"))
    return not_this_protocol (d, line);
  if (d->phase == MS_PHASE_GREETING)
    return end (d, MS_OUTCOME_OK, NULL);
  if (begins (line, "* PREAUTH"))
    {
      d->reason = MS_REASON_PREAUTH; /* logged in already, so that STARTTLS is not possible any more: a known trick */
      return end (d, MS_OUTCOME_STARTTLS_MISSING, line);
    }
  imap_code (d, line);
  return d->offered ? say (d, AT_STARTTLS, "a2 STARTTLS") : say (d, AT_CAPABILITIES, "a1 CAPABILITY");
}

/* The tagged answer to CAPABILITY. */
static MsDo
imap_list_ends (MsDialogue *d, const char *line)
{
  gboolean told = imap_code (d, line) || d->asked;

  if (d->phase == MS_PHASE_AFTER)
    return end (d, MS_OUTCOME_OK, NULL);
  if (d->offered || begins (line, "a1 BAD"))
    return say (d, AT_STARTTLS, "a2 STARTTLS"); /* it may know this, and not that */
  if (!begins (line, "a1 OK"))
    return end (d, MS_OUTCOME_SERVER_REFUSED, line);
  return told ? end (d, MS_OUTCOME_STARTTLS_MISSING, NULL) : end (d, MS_OUTCOME_PROTOCOL_ERROR, line);
}

static MsDo
imap_line (MsDialogue *d, const char *line)
{
  if (d->at == AT_GREETING)
    return imap_greeting (d, line);
  if (begins (line, "* BYE"))
    return end (d, MS_OUTCOME_SERVER_REFUSED, line);
  if (d->at == AT_CAPABILITIES)
    {
      if (begins (line, "* CAPABILITY "))
        {
          d->asked = TRUE;
          d->offered = d->offered || has_word (line + 13, "STARTTLS");
        }
      return begins (line, "a1 ") ? imap_list_ends (d, line) : MS_DO_WAIT;
    }
  if (!begins (line, "a2 "))
    return MS_DO_WAIT;
  if (begins (line, "a2 OK"))
    return MS_DO_START_TLS;
  return end (d, d->offered || begins (line, "a2 NO") ? MS_OUTCOME_STARTTLS_FAILED : MS_OUTCOME_STARTTLS_MISSING, line);
}

/* ---- POP3 ---------------------------------------------------------------------------------------------------- */

/* The answer to CAPA, a line at a time. */
static MsDo
pop3_capability (MsDialogue *d, const char *line)
{
  if (d->phase == MS_PHASE_AFTER)
    return end (d, MS_OUTCOME_OK, NULL); /* whether it knows CAPA or not */
  if (!d->asked && (begins (line, "-ERR [SYS/") || begins (line, "-ERR [IN-USE]")))
    return end (d, MS_OUTCOME_SERVER_REFUSED, line); /* RFC 3206, RFC 2449 8.1: it has nothing to do with the command */
  if (!d->asked && begins (line, "-ERR"))
    return say (d, AT_STARTTLS, "STLS"); /* too old for CAPA (RFC 2449), not for STLS */
  if (!d->asked)
    {
      d->asked = begins (line, "+OK");
      return d->asked ? MS_DO_WAIT : not_this_protocol (d, line);
    }
  d->offered = d->offered || (begins (line, "STLS") && (line[4] == '\0' || line[4] == ' '));
  if (strcmp (line, ".") != 0)
    return MS_DO_WAIT;
  return d->offered ? say (d, AT_STARTTLS, "STLS") : end (d, MS_OUTCOME_STARTTLS_MISSING, NULL);
}

static MsDo
pop3_line (MsDialogue *d, const char *line)
{
  gboolean ok = begins (line, "+OK");

  switch (d->at)
    {
    case AT_GREETING:
      if (begins (line, "-ERR"))
        return end (d, MS_OUTCOME_SERVER_REFUSED, line);
      if (!ok)
        return not_this_protocol (d, line);
      return d->phase == MS_PHASE_GREETING ? end (d, MS_OUTCOME_OK, NULL) : say (d, AT_CAPABILITIES, "CAPA");
    case AT_CAPABILITIES:
      return pop3_capability (d, line);
    case AT_STARTTLS:
      if (ok)
        return MS_DO_START_TLS;
      return end (d, d->offered ? MS_OUTCOME_STARTTLS_FAILED : MS_OUTCOME_STARTTLS_MISSING, line);
    case AT_END:
      break;
    }
  return MS_DO_END;
}

/* ---- ManageSieve --------------------------------------------------------------------------------------------- */

static gboolean
sieve_says (const char *line, const char *word)
{
  gsize n = strlen (word);
  return begins (line, word) && (line[n] == '\0' || line[n] == ' ' || line[n] == '(');
}

static MsDo
sieve_line (MsDialogue *d, const char *line)
{
  gboolean ok = sieve_says (line, "OK");

  if (sieve_says (line, "BYE"))
    return end (d, MS_OUTCOME_SERVER_REFUSED, line);
  switch (d->at)
    {
    case AT_GREETING:
      if (sieve_says (line, "NO"))
        return end (d, MS_OUTCOME_SERVER_REFUSED, line);
      if (!ok && *line != '"' && *line != '{' && d->lines <= 1)
        return not_this_protocol (d, line);
      d->offered = d->offered || begins (line, "\"STARTTLS\"");
      if (!ok)
        return MS_DO_WAIT;
      if (d->phase != MS_PHASE_STARTTLS)
        return end (d, MS_OUTCOME_OK, NULL);
      return d->offered ? say (d, AT_STARTTLS, "STARTTLS") : end (d, MS_OUTCOME_STARTTLS_MISSING, NULL);
    case AT_STARTTLS:
      if (ok)
        return MS_DO_START_TLS;
      return sieve_says (line, "NO") ? end (d, MS_OUTCOME_STARTTLS_FAILED, line) : MS_DO_WAIT;
    case AT_CAPABILITIES:
    case AT_END:
      break;
    }
  return MS_DO_END;
}

/* ---- the table ----------------------------------------------------------------------------------------------- */

static const Speaker speakers[] = {
  { MS_PROTOCOL_SMTP, smtp_line, "QUIT\r\n", "EHLO %s", FALSE },
  { MS_PROTOCOL_IMAP, imap_line, "a9 LOGOUT\r\n", "a1 CAPABILITY", TRUE },
  { MS_PROTOCOL_POP3, pop3_line, "QUIT\r\n", "CAPA", FALSE },
  { MS_PROTOCOL_SIEVE, sieve_line, "LOGOUT\r\n", NULL, TRUE },
};

static const Speaker *
speaker_of (MsProtocol protocol)
{
  for (guint i = 0; i < G_N_ELEMENTS (speakers); i++)
    if (speakers[i].protocol == protocol)
      return &speakers[i];
  return NULL;
}

/* ---- feeding ------------------------------------------------------------------------------------------------- */

MsDialogue *
ms_dialogue_new (MsProtocol protocol, MsPhase phase, const char *me)
{
  MsDialogue *d = g_new0 (MsDialogue, 1);
  d->speaker = speaker_of (protocol);
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
    return end (d, MS_OUTCOME_OK, NULL);
  if (d->speaker->again == NULL)
    return MS_DO_WAIT;
  parts = g_strsplit (d->speaker->again, "%s", 2);
  text = g_strjoinv (d->me, parts);
  say (d, AT_CAPABILITIES, text);
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

/* By its first line. */
static const Speaker *
speaker_heard (const char *line)
{
  const char *speaks = ms_recognise (line, strlen (line));

  for (guint i = 0; speaks != NULL && i < G_N_ELEMENTS (speakers); i++)
    if (g_str_equal (ms_protocol_name (speakers[i].protocol), speaks))
      return &speakers[i];
  return NULL;
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
    d->speaker = speaker_heard (line);
  if (d->speaker == NULL)
    return not_this_protocol (d, line);
  if (!literal_of (d, line, &literal))
    return end (d, MS_OUTCOME_PROTOCOL_ERROR, line);
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
    return left > MAX_LINE ? end (d, MS_OUTCOME_PROTOCOL_ERROR, "too long a line") : MS_DO_WAIT;
  *newline = '\0';
  d->taken += (gsize) (newline + 1 - line);
  return one_line (d, line, (gsize) (newline - line));
}

MsDo
ms_dialogue_feed (MsDialogue *d, const char *bytes, gsize length, const char **ret_send)
{
  MsDo what = d->at == AT_END ? MS_DO_END : MS_DO_WAIT;
  gboolean more = TRUE;

  d->bytes += length;
  g_string_append_len (d->buffer, bytes, (gssize) length);
  if (d->bytes > MAX_BYTES && what != MS_DO_END)
    return end (d, MS_OUTCOME_PROTOCOL_ERROR, "too much talk");
  /* TLS and other binary answers have no line end to wait for */
  if (d->lines == 0 && d->phase == MS_PHASE_STARTTLS && g_strcmp0 (ms_recognise (d->buffer->str, d->buffer->len), "tls") == 0)
    return not_this_protocol (d, d->buffer->str);
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
    [AT_CAPABILITIES] = "greeted, then silence",
    [AT_STARTTLS] = "silence instead of an answer to STARTTLS",
  };
  const char *greeting = d->bytes > 0 ? "the greeting did not come to an end in time" : "connected, but no greeting";

  if (d->at == AT_END)
    return MS_DO_END;
  if (d->phase == MS_PHASE_AFTER)
    return end (d, MS_OUTCOME_OK, NULL); /* encrypted it is */
  if (d->at == AT_STARTTLS && d->offered)
    return end (d, MS_OUTCOME_STARTTLS_FAILED, words[d->at]);
  if (smtp_was_refused (d))
    return end (d, MS_OUTCOME_SERVER_REFUSED, NULL);
  d->reason = d->bytes > 0 ? MS_REASON_SLOW : MS_REASON_TIMEOUT;
  if (d->phase == MS_PHASE_GREETING && d->bytes == 0)
    return end (d, MS_OUTCOME_PROTOCOL_ERROR, "encrypted, but nobody greets"); /* it waits for something else, say HTTP */
  return end (d, MS_OUTCOME_UNREACHABLE, d->at == AT_GREETING ? greeting : words[d->at]);
}

MsDo
ms_dialogue_closed (MsDialogue *d)
{
  if (d->phase == MS_PHASE_AFTER && d->at != AT_END)
    return end (d, MS_OUTCOME_OK, NULL);
  switch (d->at)
    {
    case AT_GREETING:
      if (d->phase == MS_PHASE_STARTTLS && d->bytes == 0)
        {
          d->reason = MS_REASON_RESET;
          return end (d, MS_OUTCOME_UNREACHABLE, "closed before the greeting");
        }
      return end (d, MS_OUTCOME_PROTOCOL_ERROR, "closed instead of a greeting");
    case AT_CAPABILITIES:
      if (smtp_was_refused (d))
        return end (d, MS_OUTCOME_SERVER_REFUSED, NULL);
      return end (d, MS_OUTCOME_PROTOCOL_ERROR, "closed instead of an answer");
    case AT_STARTTLS:
      return end (d, MS_OUTCOME_STARTTLS_FAILED, "closed instead of an answer to STARTTLS");
    case AT_END:
      break;
    }
  return MS_DO_END;
}

void
ms_dialogue_injected (MsDialogue *d)
{
  end (d, MS_OUTCOME_STARTTLS_FAILED, "bytes followed the answer to STARTTLS");
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
