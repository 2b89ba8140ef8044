/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "check/probe/speaker.h"

#include "check/probe/recognise.h"

#include <string.h>

/* For who takes neither an address literal nor a bare word for the name of a host: true of any computer, and tells nothing. */
#define PLAIN_NAME "localhost.localdomain"

/* ---- words ---------------------------------------------------------------------------------------------------- */

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
    return ms_dialogue_not_this (d, line);
  if (code / 100 != 2)
    return ms_dialogue_end (d, MS_OUTCOME_SERVER_REFUSED, line);
  if (code != 220)
    return ms_dialogue_not_this (d, line); /* 200: news */
  if (!last)
    return MS_DO_WAIT;
  return d->phase == MS_PHASE_GREETING ? ms_dialogue_end (d, MS_OUTCOME_OK, NULL) : ms_dialogue_say (d, MS_AT_CAPABILITIES, ehlo);
}

/* The answer to EHLO is no list. Only a server that does not know the command offers nothing (RFC 5321 3.2). */
static MsDo
smtp_no_list (MsDialogue *d, int code, const char *line)
{
  if (code / 100 == 2 || code / 100 == 3)
    return ms_dialogue_end (d, MS_OUTCOME_PROTOCOL_ERROR, line);
  if (code / 100 == 4 || code == 521 || code == 554 || d->asked)
    return ms_dialogue_end (d, MS_OUTCOME_SERVER_REFUSED, line);
  if (code == 500 || code == 502)
    return ms_dialogue_end (d, MS_OUTCOME_STARTTLS_MISSING, line);
  d->asked = TRUE;
  ms_dialogue_keep (d, line);
  return ms_dialogue_say (d, MS_AT_CAPABILITIES, "EHLO " PLAIN_NAME); /* it minds the name, and may be told another one (4.1.4) */
}

/* A line of the list, "250-WORD ...". */
static void
smtp_offer (MsDialogue *d, const char *line)
{
  if (line[3] == '\0')
    return;
  if (begins (line + 4, "STARTTLS") && (line[12] == '\0' || line[12] == ' '))
    d->offered = TRUE;
  if (begins (line + 4, "XXXX"))
    ms_dialogue_keep (d, line); /* a firewall on the way has crossed a word out: it is known for STARTTLS */
}

static MsDo
smtp_capability (MsDialogue *d, int code, gboolean last, const char *line)
{
  if (code == 250)
    smtp_offer (d, line);
  if (!last)
    return MS_DO_WAIT;
  if (d->phase == MS_PHASE_AFTER)
    return ms_dialogue_end (d, code / 100 == 4 || code == 554 ? MS_OUTCOME_SERVER_REFUSED : MS_OUTCOME_OK,
                            code == 250 ? NULL : line);
  if (code != 250)
    return smtp_no_list (d, code, line);
  return d->offered ? ms_dialogue_say (d, MS_AT_STARTTLS, "STARTTLS") : ms_dialogue_end (d, MS_OUTCOME_STARTTLS_MISSING, NULL);
}

static MsDo
smtp_line (MsDialogue *d, const char *line)
{
  gboolean last = FALSE;
  int code = smtp_code (line, &last);

  if (code == 0)
    return ms_dialogue_not_this (d, line);
  if (code == 421)
    return ms_dialogue_end (d, MS_OUTCOME_SERVER_REFUSED, line);
  switch (d->at)
    {
    case MS_AT_GREETING:
      return smtp_greeting (d, code, last, line);
    case MS_AT_CAPABILITIES:
      return smtp_capability (d, code, last, line);
    case MS_AT_STARTTLS:
      if (!last)
        return MS_DO_WAIT;
      return code == 220 ? MS_DO_START_TLS : ms_dialogue_end (d, MS_OUTCOME_STARTTLS_FAILED, line);
    case MS_AT_END:
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
    return ms_dialogue_end (d, MS_OUTCOME_SERVER_REFUSED, line);
  if (!begins (line, "* OK") && !begins (line, "* PREAUTH"))
    return ms_dialogue_not_this (d, line);
  if (d->phase == MS_PHASE_GREETING)
    return ms_dialogue_end (d, MS_OUTCOME_OK, NULL);
  if (begins (line, "* PREAUTH"))
    {
      d->reason = MS_REASON_PREAUTH; /* logged in already, so that STARTTLS is not possible any more: a known trick */
      return ms_dialogue_end (d, MS_OUTCOME_STARTTLS_MISSING, line);
    }
  imap_code (d, line);
  return d->offered ? ms_dialogue_say (d, MS_AT_STARTTLS, "a2 STARTTLS")
                    : ms_dialogue_say (d, MS_AT_CAPABILITIES, "a1 CAPABILITY");
}

/* The tagged answer to CAPABILITY. */
static MsDo
imap_list_ends (MsDialogue *d, const char *line)
{
  gboolean told = imap_code (d, line) || d->asked;

  if (d->phase == MS_PHASE_AFTER)
    return ms_dialogue_end (d, MS_OUTCOME_OK, NULL);
  if (d->offered || begins (line, "a1 BAD"))
    return ms_dialogue_say (d, MS_AT_STARTTLS, "a2 STARTTLS"); /* it may know this, and not that */
  if (!begins (line, "a1 OK"))
    return ms_dialogue_end (d, MS_OUTCOME_SERVER_REFUSED, line);
  return told ? ms_dialogue_end (d, MS_OUTCOME_STARTTLS_MISSING, NULL) : ms_dialogue_end (d, MS_OUTCOME_PROTOCOL_ERROR, line);
}

static MsDo
imap_line (MsDialogue *d, const char *line)
{
  if (d->at == MS_AT_GREETING)
    return imap_greeting (d, line);
  if (begins (line, "* BYE"))
    return ms_dialogue_end (d, MS_OUTCOME_SERVER_REFUSED, line);
  if (d->at == MS_AT_CAPABILITIES)
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
  return ms_dialogue_end (d, d->offered || begins (line, "a2 NO") ? MS_OUTCOME_STARTTLS_FAILED : MS_OUTCOME_STARTTLS_MISSING,
                          line);
}

/* ---- POP3 ---------------------------------------------------------------------------------------------------- */

/* The answer to CAPA, a line at a time. */
static MsDo
pop3_capability (MsDialogue *d, const char *line)
{
  if (d->phase == MS_PHASE_AFTER)
    return ms_dialogue_end (d, MS_OUTCOME_OK, NULL); /* whether it knows CAPA or not */
  if (!d->asked && (begins (line, "-ERR [SYS/") || begins (line, "-ERR [IN-USE]")))
    return ms_dialogue_end (d, MS_OUTCOME_SERVER_REFUSED,
                            line); /* RFC 3206, RFC 2449 8.1: it has nothing to do with the command */
  if (!d->asked && begins (line, "-ERR"))
    return ms_dialogue_say (d, MS_AT_STARTTLS, "STLS"); /* too old for CAPA (RFC 2449), not for STLS */
  if (!d->asked)
    {
      d->asked = begins (line, "+OK");
      return d->asked ? MS_DO_WAIT : ms_dialogue_not_this (d, line);
    }
  d->offered = d->offered || (begins (line, "STLS") && (line[4] == '\0' || line[4] == ' '));
  if (strcmp (line, ".") != 0)
    return MS_DO_WAIT;
  return d->offered ? ms_dialogue_say (d, MS_AT_STARTTLS, "STLS") : ms_dialogue_end (d, MS_OUTCOME_STARTTLS_MISSING, NULL);
}

static MsDo
pop3_line (MsDialogue *d, const char *line)
{
  gboolean ok = begins (line, "+OK");

  switch (d->at)
    {
    case MS_AT_GREETING:
      if (begins (line, "-ERR"))
        return ms_dialogue_end (d, MS_OUTCOME_SERVER_REFUSED, line);
      if (!ok)
        return ms_dialogue_not_this (d, line);
      return d->phase == MS_PHASE_GREETING ? ms_dialogue_end (d, MS_OUTCOME_OK, NULL)
                                           : ms_dialogue_say (d, MS_AT_CAPABILITIES, "CAPA");
    case MS_AT_CAPABILITIES:
      return pop3_capability (d, line);
    case MS_AT_STARTTLS:
      if (ok)
        return MS_DO_START_TLS;
      return ms_dialogue_end (d, d->offered ? MS_OUTCOME_STARTTLS_FAILED : MS_OUTCOME_STARTTLS_MISSING, line);
    case MS_AT_END:
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
    return ms_dialogue_end (d, MS_OUTCOME_SERVER_REFUSED, line);
  switch (d->at)
    {
    case MS_AT_GREETING:
      if (sieve_says (line, "NO"))
        return ms_dialogue_end (d, MS_OUTCOME_SERVER_REFUSED, line);
      if (!ok && *line != '"' && *line != '{' && d->lines <= 1)
        return ms_dialogue_not_this (d, line);
      d->offered = d->offered || begins (line, "\"STARTTLS\"");
      if (!ok)
        return MS_DO_WAIT;
      if (d->phase != MS_PHASE_STARTTLS)
        return ms_dialogue_end (d, MS_OUTCOME_OK, NULL);
      return d->offered ? ms_dialogue_say (d, MS_AT_STARTTLS, "STARTTLS")
                        : ms_dialogue_end (d, MS_OUTCOME_STARTTLS_MISSING, NULL);
    case MS_AT_STARTTLS:
      if (ok)
        return MS_DO_START_TLS;
      return sieve_says (line, "NO") ? ms_dialogue_end (d, MS_OUTCOME_STARTTLS_FAILED, line) : MS_DO_WAIT;
    case MS_AT_CAPABILITIES:
    case MS_AT_END:
      break;
    }
  return MS_DO_END;
}

/* ---- the table ----------------------------------------------------------------------------------------------- */

static const MsSpeaker speakers[] = {
  { MS_PROTOCOL_SMTP, smtp_line, "QUIT\r\n", "EHLO %s", FALSE },
  { MS_PROTOCOL_IMAP, imap_line, "a9 LOGOUT\r\n", "a1 CAPABILITY", TRUE },
  { MS_PROTOCOL_POP3, pop3_line, "QUIT\r\n", "CAPA", FALSE },
  { MS_PROTOCOL_SIEVE, sieve_line, "LOGOUT\r\n", NULL, TRUE },
};

const MsSpeaker *
ms_speaker_of (MsProtocol protocol)
{
  for (guint i = 0; i < G_N_ELEMENTS (speakers); i++)
    if (speakers[i].protocol == protocol)
      return &speakers[i];
  return NULL;
}

const MsSpeaker *
ms_speaker_heard (const char *line)
{
  const char *speaks = ms_recognise (line, strlen (line));

  for (guint i = 0; speaks != NULL && i < G_N_ELEMENTS (speakers); i++)
    if (g_str_equal (ms_protocol_name (speakers[i].protocol), speaks))
      return &speakers[i];
  return NULL;
}
