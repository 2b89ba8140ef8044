/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tests/lib/fault-wire.h"

#include <string.h>
#include <sys/socket.h>

#define MAX_LINE  1024
#define MAX_LINES 60
#define MANY      (100 * 1024 * 1024)

/* What a protocol says. "%s" is the tag of an IMAP command. */
typedef struct
{
  MsProtocol protocol;
  const char *greeting;                 /* up to the last line */
  const char *more_greeting;            /* lines before it in a long greeting */
  const char *ask, *offer, *bare_offer; /* the command, and the answers with and without STARTTLS */
  const char *starttls, *go, *no_go;
  const char *goodbye, *farewell;
  const char *refusal, *refusal_for_good;
  const char *puzzled;
  const char *evil; /* how an evil line begins */
} Manner;

static const Manner manners[] = {
  { MS_PROTOCOL_IMAP, "* OK [CAPABILITY IMAP4rev1 STARTTLS LOGINDISABLED] ready", NULL, "CAPABILITY",
    "* CAPABILITY IMAP4rev1 STARTTLS\r\n%s OK done", "* CAPABILITY IMAP4rev1\r\n%s OK done", "STARTTLS", "%s OK begin",
    "%s NO not now", "LOGOUT", "* BYE see you\r\n%s OK bye", "* BYE too many connections", "* BYE too many connections",
    "%s BAD what?", "* BYE " },
  { MS_PROTOCOL_POP3, "+OK ready", NULL, "CAPA", "+OK list\r\nUIDL\r\nSTLS\r\n.", "+OK list\r\nUIDL\r\n.", "STLS", "+OK begin",
    "-ERR not now", "QUIT", "+OK bye", "-ERR too many connections", "-ERR too many connections", "-ERR what?", "-ERR " },
  { MS_PROTOCOL_SMTP, "220 mail.example.org ESMTP ready", "220-mail.example.org\r\n220-says\r\n220-hello", "EHLO",
    "250-mail.example.org\r\n250-PIPELINING\r\n250 STARTTLS", "250-mail.example.org\r\n250 PIPELINING", "STARTTLS", "220 begin",
    "454 4.7.0 not now", "QUIT", "221 bye", "421 4.3.2 too many connections", "554 5.7.1 no service for you", "502 what?",
    "421 " },
  { MS_PROTOCOL_SIEVE, "\"IMPLEMENTATION\" \"faulty\"\r\n\"STARTTLS\"\r\nOK \"ready\"", NULL, "CAPABILITY",
    "\"IMPLEMENTATION\" \"faulty\"\r\n\"STARTTLS\"\r\nOK", "\"IMPLEMENTATION\" \"faulty\"\r\nOK", "STARTTLS", "OK \"begin\"",
    "NO \"not now\"", "LOGOUT", "OK \"bye\"", "BYE \"too many connections\"", "BYE \"too many connections\"", "NO \"what?\"",
    "BYE " },
};

static const Manner *
manner_of (MsService service)
{
  for (guint i = 0; i < G_N_ELEMENTS (manners); i++)
    if (manners[i].protocol == ms_service_info (service)->protocol)
      return &manners[i];
  return NULL;
}

/* Says a template with the tag of the command in the place of %s. */
static gboolean
answer (Wire *wire, const char *template, const char *command)
{
  g_autofree char *tag = g_strndup (command, strcspn (command, " "));
  g_auto (GStrv) parts = g_strsplit (template, "%s", -1);
  g_autofree char *text = g_strjoinv (tag, parts);
  return wire_say (wire, text);
}

/* Is `word` the command, with or without a tag before it? */
static gboolean
is_command (const char *line, const char *word, MsProtocol protocol)
{
  const char *at = protocol == MS_PROTOCOL_IMAP && strchr (line, ' ') != NULL ? strchr (line, ' ') + 1 : line;
  gsize n = strlen (word);
  return g_ascii_strncasecmp (at, word, n) == 0 && (at[n] == '\0' || at[n] == ' ');
}

/* ---- greetings --------------------------------------------------------------------------------------------------- */

static void
pour (Wire *wire, const char *bytes, gsize length)
{
  g_autofree char *block = g_malloc (65536);
  gsize filled = 0;

  while (filled + length <= 65536)
    {
      memcpy (block + filled, bytes, length);
      filled += length;
    }
  for (gsize sent = 0; sent < MANY && wire_send (wire, block, filled); sent += filled)
    ;
}

static void
drip (Wire *wire, const char *text, guint ms)
{
  for (const char *at = text; *at != '\0' && wire_send (wire, at, 1); at++)
    wire_sleep (wire, ms != 0 ? ms : 1000);
}

static void
be_evil (Wire *wire, const Manner *manner)
{
  static const char nasty[] = "\x1b[2J\x1b[31mred\x07 <b>bold</b> & \xe2\x80\xae txt.exe \xff\xfe \0 \xc2\x9b"
                              "31m \x7f";
  g_autoptr (GString) text = g_string_new (manner->evil);

  g_string_append_len (text, nasty, sizeof nasty - 1);
  g_string_append (text, "\r\n");
  wire_send (wire, text->str, text->len);
  wire_sleep (wire, 500);
}

static const char *
endless (MsProtocol protocol)
{
  return protocol == MS_PROTOCOL_IMAP   ? "* 1 EXISTS\r\n"
         : protocol == MS_PROTOCOL_SMTP ? "220-more\r\n"
         : protocol == MS_PROTOCOL_POP3 ? "UIDL\r\n"
                                        : "\"MORE\" \"more\"\r\n";
}

/* So many lines that mean nothing, then an answer. */
static gboolean
many_lines (Wire *wire, const char *line, guint n, const char *last, const char *command)
{
  g_autoptr (GString) text = g_string_new (NULL);

  for (guint i = 0; i < n; i++)
    g_string_append (text, line);
  return wire_send (wire, text->str, text->len) && answer (wire, last, command);
}

static gboolean
long_line (Wire *wire, const Manner *manner)
{
  g_autofree char *more = g_strnfill (9000, 'x'), *line = g_strconcat (manner->greeting, more, NULL);

  return wire_say (wire, manner->protocol == MS_PROTOCOL_SIEVE ? manner->greeting : line);
}

/* Says what comes first. TRUE: the talk goes on. */
static gboolean
greet (Wire *wire, const FaultServerSpec *spec, const Manner *manner)
{
  char early; /* of who does not wait for the greeting: he is not talked to */
  static const char garbage[] = "\x00\x01\x7f\xfe\x93\x22\x11\xba\xad\xf0\x0d\r\n\x80\x81";

  if (spec->late_ms > 0)
    wire_sleep (wire, spec->late_ms);
  switch ((int) spec->fault)
    {
    case FAULT_REFUSE:
      wire_say (wire, manner->refusal);
      return FALSE;
    case FAULT_REFUSE_FOR_GOOD:
      wire_say (wire, manner->refusal_for_good);
      return FALSE;
    case FAULT_EVIL_TEXT:
      be_evil (wire, manner);
      return FALSE;
    case FAULT_HUGE_BANNER:
      pour (wire, "x", 1);
      return FALSE;
    case FAULT_TARPIT:
      drip (wire, "220 h ESMTP\r\n", spec->drip_ms != 0 ? spec->drip_ms : 250);
      return TRUE;
    case FAULT_DRIP:
      drip (wire, manner->greeting, spec->drip_ms);
      return (wire->tls != NULL || recv (wire->fd, &early, 1, MSG_PEEK | MSG_DONTWAIT) < 0) && wire_say (wire, "");
    case FAULT_GARBAGE:
      wire_send (wire, garbage, sizeof garbage - 1);
      wire_sleep (wire, 500);
      return FALSE;
    case FAULT_PROXY_HEADER:
      return wire_say (wire, "PROXY TCP4 192.0.2.1 192.0.2.2 40000 143") && wire_say (wire, manner->greeting);
    case FAULT_SSH:
      wire_say (wire, "SSH-2.0-OpenSSH_9.2");
      wire_sleep (wire, 500);
      return FALSE;
    case FAULT_HTTP:
      if (wire_wait (wire, FALSE)) /* it lets others speak first, and understands nothing */
        wire_say (wire, "HTTP/1.1 400 Bad Request\r\nConnection: close\r\n");
      wire_sleep (wire, 100);
      return FALSE;
    case FAULT_OTHER_PROTOCOL:
      return wire_say (wire, manners[manner->protocol == MS_PROTOCOL_SMTP ? 0 : 2].greeting);
    case FAULT_LITERAL_BOMB:
      wire_say (wire, manner->protocol == MS_PROTOCOL_SIEVE ? "\"IMPLEMENTATION\" {999999999}" : "* OK {999999999}");
      pour (wire, "x", 1);
      return FALSE;
    case FAULT_PREAUTH:
      return wire_say (wire, "* PREAUTH [CAPABILITY IMAP4rev1] you are in");
    case FAULT_LONG_LINE:
      return long_line (wire, manner);
    case FAULT_MANY_LINES:
      if (manner->protocol == MS_PROTOCOL_SIEVE)
        return many_lines (wire, endless (MS_PROTOCOL_SIEVE), 5000, manner->greeting, "");
      return wire_say (wire, manner->protocol == MS_PROTOCOL_IMAP ? "* OK ready" : manner->greeting);
    case FAULT_LATE_CAPABILITY:
      return wire_say (wire, manner->protocol == MS_PROTOCOL_IMAP ? "* OK ready" : manner->greeting);
    case FAULT_LONG_GREETING:
      return (manner->more_greeting == NULL || wire_say (wire, manner->more_greeting)) && wire_say (wire, manner->greeting);
    case FAULT_NO_STARTTLS:
      return wire_say (wire, manner->protocol == MS_PROTOCOL_IMAP    ? "* OK [CAPABILITY IMAP4rev1] ready"
                             : manner->protocol == MS_PROTOCOL_SIEVE ? "\"IMPLEMENTATION\" \"faulty\"\r\nOK"
                                                                     : manner->greeting);
    case FAULT_ENDLESS_LINES:
      if (manner->protocol == MS_PROTOCOL_POP3)
        return wire_say (wire, manner->greeting);
      pour (wire, endless (manner->protocol), strlen (endless (manner->protocol)));
      return FALSE;
    default:
      return wire_say (wire, manner->greeting);
    }
}

/* ---- commands ---------------------------------------------------------------------------------------------------- */

static gboolean
say_offer (Wire *wire, const FaultServerSpec *spec, const Manner *manner, const char *line)
{
  switch ((int) spec->fault)
    {
    case FAULT_BUSY_OFFER:
      wire_say (wire, "421 4.3.2 too many connections");
      return FALSE;
    case FAULT_PICKY_EHLO:
      return answer (wire, strchr (line, '[') != NULL || strchr (line, '.') == NULL ? "501 5.5.4 no host" : manner->offer, line);
    case FAULT_REFUSE_EHLO:
      return wire_say (wire, "550 5.7.1 not with that name");
    case FAULT_REFUSE_EHLO_ONCE:
      wire_say (wire, "504 5.5.2 need a name");
      return FALSE;
    case FAULT_TARPIT:
      return wire_say (wire, "250 Hello, spam sender. Pleased to be wasting your time.");
    case FAULT_REFUSE_OFFER:
      answer (wire, manner->refusal, line);
      return FALSE;
    case FAULT_NO_STARTTLS:
    case FAULT_PREAUTH:
      return answer (wire, manner->bare_offer, line);
    case FAULT_LATE_CAPABILITY:
      return answer (wire, manner->protocol == MS_PROTOCOL_POP3 ? manner->puzzled : manner->offer, line);
    case FAULT_MANY_LINES:
      if (manner->protocol == MS_PROTOCOL_POP3)
        return wire_say (wire, "+OK list") && many_lines (wire, endless (manner->protocol), 5000, "STLS\r\n.", line);
      if (manner->protocol == MS_PROTOCOL_SMTP)
        return many_lines (wire, "250-X-MORE\r\n", 300, manner->offer, line);
      return many_lines (wire, endless (manner->protocol), 5000, manner->offer, line);
    case FAULT_ENDLESS_LINES:
      wire_say (wire, "+OK list");
      pour (wire, endless (manner->protocol), strlen (endless (manner->protocol)));
      return FALSE;
    default:
      return answer (wire, manner->offer, line);
    }
}

static Talk
say_go (Wire *wire, const FaultServerSpec *spec, const Manner *manner, const char *line)
{
  g_autofree char *with_more = g_strconcat (manner->go, "\r\n", manner->greeting, NULL);

  switch ((int) spec->fault)
    {
    case FAULT_STARTTLS_REFUSED:
      answer (wire, manner->no_go, line);
      wire_hear (wire, (char[MAX_LINE]){ 0 }, MAX_LINE);
      return TALK_OVER;
    case FAULT_NO_STARTTLS:
      answer (wire, manner->puzzled, line);
      return TALK_OVER;
    case FAULT_INJECTION:
      answer (wire, with_more, line);
      wire_sleep (wire, 500);
      return TALK_OVER;
    case FAULT_SILENT_AT_STARTTLS:
      wire_sleep (wire, G_MAXUINT);
      return TALK_OVER;
    case FAULT_LATE_INJECTION:
      answer (wire, manner->go, line);
      wire_sleep (wire, 20);
      return wire_say (wire, manner->greeting) ? TALK_TLS : TALK_OVER;
    case FAULT_STARTTLS_GARBAGE:
      answer (wire, manner->go, line);
      wire_wait (wire, FALSE);
      wire_say (wire, "what is this supposed to be?");
      wire_sleep (wire, 500);
      return TALK_OVER;
    default:
      return answer (wire, manner->go, line) ? TALK_TLS : TALK_OVER;
    }
}

Talk
talk_before_tls (Wire *wire, const FaultServerSpec *spec)
{
  const Manner *manner = manner_of (spec->service);
  char line[MAX_LINE];

  if (manner == NULL || !greet (wire, spec, manner))
    return TALK_OVER;
  if (spec->fault == FAULT_SILENT_AFTER_GREETING)
    wire_sleep (wire, G_MAXUINT);
  if (spec->fault == FAULT_RESET_AFTER_GREETING)
    wire_hear (wire, line, sizeof line); /* a reset takes with it what was not read yet, the greeting too */
  if (spec->fault == FAULT_CLOSE_AFTER_GREETING || spec->fault == FAULT_RESET_AFTER_GREETING)
    return TALK_OVER;
  for (guint i = 0; i < MAX_LINES && wire_hear (wire, line, sizeof line); i++)
    {
      if (is_command (line, manner->goodbye, manner->protocol))
        {
          wire->polite = TRUE;
          answer (wire, manner->farewell, line);
          return TALK_OVER;
        }
      if (is_command (line, manner->starttls, manner->protocol))
        return say_go (wire, spec, manner, line);
      if (is_command (line, manner->ask, manner->protocol) ? !say_offer (wire, spec, manner, line)
                                                           : !answer (wire, manner->puzzled, line))
        return TALK_OVER;
    }
  return TALK_OVER;
}

void
talk_inside_tls (Wire *wire, const FaultServerSpec *spec, gboolean first)
{
  const Manner *manner = manner_of (spec->service);
  char line[MAX_LINE];

  if (manner == NULL) /* https */
    {
      wire_hear (wire, line, sizeof line);
      return;
    }
  if (first ? !greet (wire, spec, manner) : manner->protocol == MS_PROTOCOL_SIEVE && !wire_say (wire, manner->bare_offer))
    return;
  if (spec->fault == FAULT_CLOSE_AFTER_GREETING || spec->fault == FAULT_RESET_AFTER_GREETING)
    return;
  for (guint i = 0; i < MAX_LINES && wire_hear (wire, line, sizeof line); i++)
    {
      if (is_command (line, manner->goodbye, manner->protocol))
        {
          wire->polite = TRUE;
          answer (wire, manner->farewell, line);
          return;
        }
      if (!answer (wire, manner->puzzled, line))
        return;
    }
}
