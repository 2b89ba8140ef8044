/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * fetchmail: a free-form language. Passwords stand in the same file, so every keyword that takes an argument swallows it:
 * no password can be taken for a keyword.
 */
#include "config/clients/readers.h"

#include "model/address.h"

#include <string.h>

typedef struct
{
  char *at, *end;
} Scanner;

typedef struct
{
  const char *text; /* NULL: the end */
  gboolean quoted;
} Token;

typedef struct
{
  /* of the server */
  const char *name, *via, *protocol, *port, *fingerprint;
  gboolean skip, tunnel;
  /* of the user */
  gboolean ssl, no_starttls, unchecked, preconnect;
  gboolean user; /* some user was named */
} Entry;

typedef struct
{
  MsImport *import;
  Entry defaults, server, now; /* server: what holds for each of its users; now: with what the user has of his own */
  gboolean in_defaults, in_server;
} Fetchmail;

/* ---- tokens -------------------------------------------------------------------------------------------------- */

static gboolean
is_separator (char c)
{
  return g_ascii_isspace (c) || strchr (",;:=", c) != NULL; /* NUL too */
}

static char *
take_quoted (Scanner *s)
{
  char quote = *s->at++, *start = s->at, *to = start;

  while (s->at < s->end && *s->at != quote)
    {
      if (*s->at == '\\' && s->at + 1 < s->end)
        s->at++;
      *to++ = *s->at++;
    }
  if (s->at < s->end)
    s->at++; /* the quote, over which the NUL may go */
  *to = '\0';
  return start;
}

static Token
next (Scanner *s)
{
  Token token = { NULL, FALSE };

  while (s->at < s->end && (is_separator (*s->at) || *s->at == '#'))
    {
      char *newline = *s->at == '#' ? memchr (s->at, '\n', (gsize) (s->end - s->at)) : s->at;
      s->at = newline != NULL ? newline + 1 : s->end;
    }
  if (s->at >= s->end)
    return token;
  if (*s->at == '"' || *s->at == '\'')
    return (Token){ take_quoted (s), TRUE };
  token.text = s->at;
  while (s->at < s->end && !is_separator (*s->at))
    s->at++;
  *s->at++ = '\0'; /* at most text[length] */
  return token;
}

/* ---- servers ------------------------------------------------------------------------------------------------- */

static MsEncryption
encryption_of (const Entry *entry)
{
  if (entry->ssl)
    return MS_ENCRYPTION_TLS;
  return entry->no_starttls ? MS_ENCRYPTION_NONE : MS_ENCRYPTION_STARTTLS; /* taken if it is offered */
}

/*
 * Without TLS of its own, what a plugin's command connects to is unknown; with it, it is a proxy on the way, unless the name is
 * this computer's: then it stands for the end of a tunnel, as it does behind what a command before the connection has opened.
 */
static gboolean
is_tunnel (const Entry *entry, const char *host)
{
  if ((entry->tunnel || entry->preconnect) && host != NULL && ms_address_is_loopback (host))
    return TRUE;
  return entry->tunnel && !entry->ssl;
}

static void
add (Fetchmail *f, const Entry *entry)
{
  static const struct
  {
    const char *word;
    MsProtocol protocol;
  } protocols[] = {
    { "auto", MS_PROTOCOL_IMAP }, /* which it tries first */
    { "imap", MS_PROTOCOL_IMAP }, { "imap4", MS_PROTOCOL_IMAP }, { "pop3", MS_PROTOCOL_POP3 }, { "apop", MS_PROTOCOL_POP3 },
    { "rpop", MS_PROTOCOL_POP3 }, { "kpop", MS_PROTOCOL_POP3 },  { "sdps", MS_PROTOCOL_POP3 },
  };
  const char *word = entry->protocol != NULL ? entry->protocol : "auto";
  MsEntry found = { .encryption = encryption_of (entry),
                    .host = entry->via != NULL ? entry->via : entry->name,
                    .port = ms_port (entry->port),
                    .off = entry->skip,
                    .unchecked = entry->unchecked,
                    .pinned = entry->fingerprint };

  if (is_tunnel (entry, found.host))
    return;
  for (guint i = 0; i < G_N_ELEMENTS (protocols); i++)
    if (g_ascii_strcasecmp (word, protocols[i].word) == 0)
      {
        found.account = ms_import_account (f->import);
        found.protocol = protocols[i].protocol;
        ms_import_add (f->import, &found);
      }
}

/* The user that was being described is complete. */
static void
finish (Fetchmail *f)
{
  if (f->in_defaults)
    f->defaults = f->now;
  if (f->in_server)
    add (f, &f->now);
  f->in_defaults = f->in_server = FALSE;
}

static void
begin (Fetchmail *f, const char *name, gboolean skip)
{
  finish (f);
  f->in_server = name != NULL;
  f->in_defaults = name == NULL;
  f->server = f->defaults;
  f->server.name = name;
  f->server.skip = skip;
  f->server.user = FALSE;
  f->now = f->server;
}

/* The second user of a server begins: the first one's options are his own. */
static void
begin_user (Fetchmail *f)
{
  if (f->in_server && f->now.user)
    {
      add (f, &f->now);
      f->now = f->server;
    }
  else if (!f->now.user)
    f->server = f->now; /* what came before the first user holds for all */
  f->now.user = TRUE;
}

/* ---- keywords ------------------------------------------------------------------------------------------------ */

typedef enum
{
  SKIP, /* an argument that is nothing to us */
  POLL,
  SKIP_SERVER,
  DEFAULTS,
  VIA,
  PROTOCOL,
  PORT,
  TUNNEL,
  PRECONNECT,
  USER,
  SSL,
  SSLPROTO,
  CERTCK,
  FINGERPRINT,
} Keyword;

static const struct
{
  const char *word;
  Keyword keyword;
} keywords[] = {
  { "poll", POLL },
  { "server", POLL },
  { "skip", SKIP_SERVER },
  { "defaults", DEFAULTS },
  { "via", VIA },
  { "proto", PROTOCOL },
  { "protocol", PROTOCOL },
  { "port", PORT },
  { "service", PORT },
  { "plugin", TUNNEL },
  { "user", USER },
  { "username", USER },
  { "ssl", SSL },
  { "sslproto", SSLPROTO },
  { "sslcertck", CERTCK },
  /* of the server */
  { "auth", SKIP },
  { "authenticate", SKIP },
  { "preauth", SKIP },
  { "timeout", SKIP },
  { "envelope", SKIP },
  { "qvirtual", SKIP },
  { "aka", SKIP },
  { "localdomains", SKIP },
  { "interface", SKIP },
  { "monitor", SKIP },
  { "plugout", SKIP },
  { "interval", SKIP },
  { "principal", SKIP },
  { "esmtpname", SKIP },
  { "esmtppassword", SKIP },
  { "badheader", SKIP },
  { "retrieve-error", SKIP },
  /* of the user */
  { "is", SKIP },
  { "to", SKIP },
  { "password", SKIP },
  { "pass", SKIP },
  { "passwordfile", SKIP },
  { "passwordfd", SKIP },
  { "sslcert", SKIP },
  { "sslkey", SKIP },
  { "sslcertfile", SKIP },
  { "sslcertpath", SKIP },
  { "sslcommonname", SKIP },
  { "sslfingerprint", FINGERPRINT },
  { "folder", SKIP },
  { "remotefolder", SKIP },
  { "smtphost", SKIP },
  { "fetchdomains", SKIP },
  { "smtpaddress", SKIP },
  { "smtpname", SKIP },
  { "antispam", SKIP },
  { "mda", SKIP },
  { "bsmtp", SKIP },
  { "lmtp", SKIP },
  { "preconnect", PRECONNECT },
  { "postconnect", SKIP },
  { "limit", SKIP },
  { "warnings", SKIP },
  { "batchlimit", SKIP },
  { "fetchlimit", SKIP },
  { "fetchsizelimit", SKIP },
  { "fastuidl", SKIP },
  { "expunge", SKIP },
  { "properties", SKIP },
  /* behind `set` */
  { "daemon", SKIP },
  { "logfile", SKIP },
  { "idfile", SKIP },
  { "pidfile", SKIP },
  { "postmaster", SKIP },
};

static gboolean
find_keyword (Token token, Keyword *ret_keyword)
{
  for (guint i = 0; !token.quoted && i < G_N_ELEMENTS (keywords); i++)
    if (g_ascii_strcasecmp (token.text, keywords[i].word) == 0)
      {
        *ret_keyword = keywords[i].keyword;
        /* these words have a second meaning without an argument */
        return g_ascii_strcasecmp (token.text, "lmtp") != 0;
      }
  return FALSE;
}

static void
take_keyword (Fetchmail *f, Scanner *s, Keyword keyword, gboolean no)
{
  Token argument;

  if (keyword == SSL || keyword == CERTCK)
    {
      *(keyword == SSL ? &f->now.ssl : &f->now.unchecked) = keyword == SSL ? !no : no;
      return;
    }
  if (keyword == DEFAULTS)
    {
      begin (f, NULL, FALSE);
      return;
    }
  if (no) /* "no envelope": nothing follows */
    return;
  argument = next (s);
  if (argument.text == NULL)
    return;
  switch (keyword)
    {
    case POLL:
    case SKIP_SERVER:
      begin (f, argument.text, keyword == SKIP_SERVER);
      break;
    case VIA:
      f->now.via = argument.text;
      break;
    case PROTOCOL:
      f->now.protocol = argument.text;
      break;
    case PORT:
      f->now.port = argument.text;
      break;
    case TUNNEL:
      f->now.tunnel = TRUE;
      break;
    case PRECONNECT:
      f->now.preconnect = *argument.text != '\0';
      break;
    case USER:
      begin_user (f);
      break;
    case FINGERPRINT:
      f->now.fingerprint = argument.text;
      break;
    case SSLPROTO:
      f->now.no_starttls = *argument.text == '\0';
      break;
    case SKIP:
    case DEFAULTS:
    case SSL:
    case CERTCK:
      break;
    }
}

void
ms_read_fetchmail (MsImport *import, const MsRoot *root, const char *path)
{
  g_autoptr (MsText) text = ms_import_load (import, path);
  Fetchmail f = { .import = import };
  gboolean no = FALSE;
  Scanner s;
  Token token;

  if (text == NULL)
    return;
  s = (Scanner){ text->bytes, text->bytes + text->length };
  while ((token = next (&s)).text != NULL)
    {
      Keyword keyword;

      if (find_keyword (token, &keyword))
        take_keyword (&f, &s, keyword, no);
      no = !token.quoted && g_ascii_strcasecmp (token.text, "no") == 0;
    }
  finish (&f);
}
