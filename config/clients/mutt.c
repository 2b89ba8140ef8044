/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * mutt and neomutt. Passwords may stand in variables and URLs, and commands in backticks; neither is kept or run. A part
 * that we cannot or will not know is OPAQUE, and a server whose name has such a part is passed over.
 */
#include "config/clients/readers.h"

#include <string.h>

#define OPAQUE    '\x01'
#define MAX_DEPTH 10  /* of files that read files, and of commands within commands */
#define MAX_FILES 300 /* are tried */
#define MAX_URLS  200
#define MAX_NAMES 200     /* variables that are remembered */
#define MAX_WORK  2000000 /* bytes of commands; nested ones count each time */

typedef struct
{
  char text[2048]; /* what is longer is cut off and ends OPAQUE */
  gsize length;
} Word;

/* A server that is named somewhere; its encryption is known at the end. */
typedef struct
{
  guint account;
  MsProtocol protocol;
  gboolean tls;
  char host[300];
  guint port;
} Named;

/* For whom `tunnel` is set. */
typedef struct
{
  guint account; /* of the file that said so; 0: for all */
  MsUrl url;     /* the account-hook's pattern; without a scheme: part of a host's name */
} Tunnel;

typedef struct
{
  MsImport *import;
  const MsRoot *root;
  const char *folder; /* of the file being read */
  guint account;      /* of the file being read; 0: not yet given */
  GHashTable *names;  /* variable -> value; wiped when freed */
  GArray *servers;    /* Named */
  gboolean no_force_tls, no_starttls, unchecked;
  const char *hook; /* the pattern of the account-hook that is being read, without backslashes, or NULL */
  char *pins;       /* of the certificates that it was told to take */
  GArray *tunnels;  /* Tunnel */
  guint n_files, work;
  gboolean nested; /* the file being read was named by another one */
} Mutt;

static void read_command (Mutt *mutt, const char *text, guint depth);

/* ---- words --------------------------------------------------------------------------------------------------- */

static void
put (Word *word, const char *text, gsize length)
{
  gsize room = sizeof word->text - 2 - word->length;

  memcpy (word->text + word->length, text, MIN (room, length));
  word->length += MIN (room, length);
  word->text[word->length] = '\0';
  if (length > room)
    strcpy (word->text + word->length, (const char[]){ OPAQUE, '\0' });
}

static void
put_char (Word *word, char c)
{
  put (word, &c, 1);
}

static const char *
known_variable (const Mutt *mutt, const char *name)
{
  if (g_str_equal (name, "HOME"))
    return mutt->root->home;
  if (g_str_equal (name, "XDG_CONFIG_HOME"))
    return mutt->root->config;
  return g_hash_table_lookup (mutt->names, name);
}

/* $name or ${name} at `at`, which is behind the dollar; gives what follows. */
static const char *
put_variable (const Mutt *mutt, Word *word, const char *at)
{
  gboolean braces = *at == '{';
  const char *start = braces ? at + 1 : at, *value;
  gsize length = strspn (start, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_");
  g_autofree char *name = g_strndup (start, length);

  if (length == 0 || (braces && start[length] != '}'))
    {
      put_char (word, '$');
      return at;
    }
  value = known_variable (mutt, name);
  if (value != NULL)
    put (word, value, strlen (value));
  else
    put_char (word, OPAQUE);
  return start + length + (braces ? 1 : 0);
}

typedef enum
{
  WHOLE,  /* up to a blank */
  NAME,   /* up to a blank or an equals sign */
  PHRASE, /* up to the end of the command: hooks take the rest of the line */
} Extent;

static gboolean
ends_word (char c, Extent extent)
{
  if (c == ';' || c == '#')
    return TRUE;
  return (extent != PHRASE && g_ascii_isspace (c)) || (extent == NAME && c == '=');
}

/* `\x` outside of '...'. A line end is joined with the next line. */
static const char *
put_escaped (Word *word, const char *at)
{
  if (*at == '\r' && at[1] == '\n')
    at++;
  if (*at == '\0')
    return at;
  if (*at != '\n')
    put_char (word, *at == 'n' || *at == 't' || *at == 'r' ? ' ' : *at);
  return at + 1;
}

/* The word at *at, which is moved behind it. FALSE at the end of the command. */
static gboolean
take_word (const Mutt *mutt, const char **at, Extent extent, Word *word)
{
  const char *c = *at + strspn (*at, " \t\r\n\f\v");
  char quote = '\0';

  word->length = 0;
  word->text[0] = '\0';
  *at = c;
  if (*c == '\0' || *c == ';' || *c == '#')
    return FALSE;
  while (*c != '\0' && (quote != '\0' || !ends_word (*c, extent)))
    {
      char now = *c++;

      if (now == quote)
        quote = '\0';
      else if (quote == '\'')
        put_char (word, now);
      else if (quote == '\0' && (now == '"' || now == '\''))
        quote = now;
      else if (now == '\\')
        c = put_escaped (word, c);
      else if (now == '`')
        {
          put_char (word, OPAQUE); /* a command's output */
          c += strcspn (c, "`");
          c += *c == '`';
        }
      else if (now == '$')
        c = put_variable (mutt, word, c);
      else
        put_char (word, now);
    }
  *at = c;
  return TRUE;
}

/* ---- what is said about servers ------------------------------------------------------------------------------- */

static void
take_url (Mutt *mutt, const char *text)
{
  static const struct
  {
    const char *scheme;
    MsProtocol protocol;
    gboolean tls;
    guint port;
  } schemes[] = {
    { "imap", MS_PROTOCOL_IMAP, FALSE, 143 }, { "imaps", MS_PROTOCOL_IMAP, TRUE, 993 }, { "pop", MS_PROTOCOL_POP3, FALSE, 110 },
    { "pops", MS_PROTOCOL_POP3, TRUE, 995 },  { "smtp", MS_PROTOCOL_SMTP, FALSE, 25 },  { "smtps", MS_PROTOCOL_SMTP, TRUE, 465 },
  };
  MsUrl url;

  if (mutt->servers->len >= MAX_URLS || !ms_url_read (text, &url))
    return;
  for (guint i = 0; i < G_N_ELEMENTS (schemes); i++)
    if (g_str_equal (schemes[i].scheme, url.scheme))
      {
        Named named = { .protocol = schemes[i].protocol, .tls = schemes[i].tls };

        mutt->account = mutt->account != 0 ? mutt->account : ms_import_account (mutt->import);
        named.account = mutt->account;
        named.port = url.port != 0 ? url.port : schemes[i].port;
        g_strlcpy (named.host, url.host, sizeof named.host);
        g_array_append_val (mutt->servers, named);
      }
}

/* pop_host may be a host alone. */
static void
take_pop_host (Mutt *mutt, const char *value)
{
  char url[400];

  if (strstr (value, "://") != NULL || *value == '\0' || g_snprintf (url, sizeof url, "pop://%s", value) >= (int) sizeof url)
    take_url (mutt, value);
  else
    take_url (mutt, url);
  explicit_bzero (url, sizeof url);
}

static void
wipe (gpointer value)
{
  explicit_bzero (value, strlen (value));
  g_free (value);
}

/* A secret is not worth remembering: it can be no part of a host. */
static gboolean
is_secret (const char *name)
{
  return strstr (name, "pass") != NULL || strstr (name, "secret") != NULL || strstr (name, "token") != NULL
         || strstr (name, "pw") != NULL;
}

static void
remember (Mutt *mutt, const char *name, const char *value)
{
  if (is_secret (name) || g_hash_table_size (mutt->names) >= MAX_NAMES)
    return;
  g_hash_table_replace (mutt->names, g_strdup (name), g_strdup (value));
}

/*
 * A command speaks with the server, and what it connects to is not ours to know (mutt takes the URL's host for a mere name then).
 * Set in an account-hook, it is for the accounts that its pattern fits.
 */
static void
note_tunnel (Mutt *mutt, const char *value)
{
  Tunnel *tunnel;

  if (*value == '\0' || g_ascii_strcasecmp (value, "no") == 0 || mutt->tunnels->len >= MAX_NAMES)
    return;
  g_array_set_size (mutt->tunnels, mutt->tunnels->len + 1);
  tunnel = &g_array_index (mutt->tunnels, Tunnel, mutt->tunnels->len - 1);
  if (mutt->hook != NULL && !ms_url_read (mutt->hook, &tunnel->url))
    g_strlcpy (tunnel->url.host, mutt->hook, sizeof tunnel->url.host);
  if (mutt->hook == NULL && mutt->nested)
    tunnel->account = mutt->account = mutt->account != 0 ? mutt->account : ms_import_account (mutt->import);
}

/* A pattern that is no URL is for every server that has it in its name; one of dots and stars, and none at all, for each. */
static gboolean
is_tunnelled (const Mutt *mutt, const Named *named)
{
  for (guint i = 0; i < mutt->tunnels->len; i++)
    {
      const Tunnel *tunnel = &g_array_index (mutt->tunnels, Tunnel, i);
      const MsUrl *url = &tunnel->url;

      if (tunnel->account != 0 && tunnel->account != named->account)
        continue;
      if (*url->scheme != '\0' ? g_ascii_strcasecmp (url->host, named->host) == 0 && (url->port == 0 || url->port == named->port)
                               : url->host[strspn (url->host, ".*")] == '\0' || strstr (named->host, url->host) != NULL)
        return TRUE;
    }
  return FALSE;
}

static void
assign (Mutt *mutt, const char *name, const char *value)
{
  static const char *const urls[]
    = { "folder", "spoolfile", "spool_file", "record", "trash", "postponed", "mbox", "smtp_url", "inbox", NULL };
  gboolean no = g_ascii_strcasecmp (value, "no") == 0;

  if (g_strv_contains (urls, name))
    take_url (mutt, value);
  else if (g_str_equal (name, "pop_host"))
    take_pop_host (mutt, value);
  else if (g_str_equal (name, "ssl_force_tls"))
    mutt->no_force_tls = no;
  else if (g_str_equal (name, "ssl_starttls"))
    mutt->no_starttls = no;
  else if (g_str_equal (name, "ssl_verify_host") || g_str_equal (name, "ssl_verify_dates"))
    mutt->unchecked = mutt->unchecked || no;
  else if (g_str_equal (name, "certificate_file") && strchr (value, OPAQUE) == NULL)
    {
      g_free (mutt->pins);
      mutt->pins = ms_import_pins (mutt->import, mutt->root, mutt->root->home, value);
    }
  else if (g_str_equal (name, "tunnel"))
    note_tunnel (mutt, value);
  remember (mutt, name, value);
}

/* ---- commands ------------------------------------------------------------------------------------------------ */

/* set a=b c = d noe invf ?g &h */
static void
run_set (Mutt *mutt, const char **at, const char *command, guint depth)
{
  const char *plain = g_str_equal (command, "unset") || g_str_equal (command, "unmy") ? "no" : "yes";
  Word name, value;

  while (take_word (mutt, at, NAME, &name))
    {
      const char *bare = name.text, *next = *at + strspn (*at, " \t");
      gboolean no = g_str_has_prefix (bare, "no");

      if (name.length == 0)
        {
          *at += **at == '='; /* an equals sign without a name */
          continue;
        }
      if (*next == '=')
        {
          *at = next + 1;
          if ((name.text[name.length - 1] == '+' || name.text[name.length - 1] == '-'))
            name.text[name.length - 1] = '\0';
          if (!take_word (mutt, at, WHOLE, &value))
            value.text[0] = '\0';
          assign (mutt, name.text, value.text);
        }
      else
        assign (mutt, no ? bare + 2 : bare, no ? "no" : plain);
      explicit_bzero (&value, sizeof value);
    }
  explicit_bzero (&name, sizeof name);
}

/* FALSE if there was nothing (more) to read. */
static gboolean
read_file (Mutt *mutt, const char *path, guint depth)
{
  g_autoptr (MsText) text = depth < MAX_DEPTH && mutt->n_files++ < MAX_FILES ? ms_import_load (mutt->import, path) : NULL;
  g_autofree char *folder = g_path_get_dirname (path);
  const char *outer = mutt->folder;
  guint account = mutt->account;
  gboolean nested = mutt->nested;

  if (text == NULL)
    return FALSE;
  mutt->folder = folder;
  mutt->account = 0;
  mutt->nested = depth > 0;
  for (gsize at = 0; at < text->length;)
    {
      char *line = text->bytes + at, *end = line;

      /* A logical line ends at a line end without a backslash before it. */
      while ((end = memchr (end, '\n', text->length - (gsize) (end - text->bytes))) != NULL)
        {
          const char *before = end - (end > line && end[-1] == '\r' ? 1 : 0);
          if (before == line || before[-1] != '\\')
            break;
          end++;
        }
      at = end != NULL ? (gsize) (end - text->bytes) + 1 : text->length;
      text->bytes[end != NULL ? at - 1 : at] = '\0';
      read_command (mutt, line, depth);
    }
  mutt->folder = outer;
  mutt->account = account;
  mutt->nested = nested;
  return TRUE;
}

/* source FILE: relative to the home, or to the file that says so. One that ends with | is a command. */
static void
run_source (Mutt *mutt, const char **at, const char *command, guint depth)
{
  Word word;

  while (take_word (mutt, at, WHOLE, &word))
    {
      const char *const folders[] = { mutt->root->home, mutt->folder };
      gboolean opaque = word.length == 0 || strchr (word.text, OPAQUE) != NULL || word.text[word.length - 1] == '|';

      for (guint i = 0; !opaque && i < G_N_ELEMENTS (folders); i++)
        {
          g_autofree char *path = ms_import_path (mutt->import, mutt->root, folders[i], word.text);
          if (path != NULL && read_file (mutt, path, depth + 1))
            break;
        }
    }
}

static void
run_mailboxes (Mutt *mutt, const char **at, const char *command, guint depth)
{
  Word word;

  while (take_word (mutt, at, WHOLE, &word))
    take_url (mutt, word.text);
}

/* hook PATTERN COMMAND */
static void
run_hook (Mutt *mutt, const char **at, const char *command, guint depth)
{
  const char *outer = mutt->hook;
  char *pattern = NULL;
  Word word;

  if (!take_word (mutt, at, WHOLE, &word))
    return;
  if (g_str_equal (word.text, "!") && !take_word (mutt, at, WHOLE, &word))
    return;
  if (g_str_equal (command, "account-hook"))
    {
      g_auto (GStrv) parts = g_strsplit (word.text, "\\", -1);

      take_url (mutt, word.text);
      mutt->hook = pattern = g_strjoinv (NULL, parts);
    }
  if (take_word (mutt, at, PHRASE, &word))
    read_command (mutt, word.text, depth + 1);
  mutt->hook = outer;
  if (pattern != NULL)
    wipe (pattern);
  explicit_bzero (&word, sizeof word);
}

/* The first place of `word` in any letter case, or NULL. */
static char *
find (char *text, const char *word)
{
  for (; *text != '\0'; text++)
    if (g_ascii_strncasecmp (text, word, strlen (word)) == 0)
      return text;
  return NULL;
}

/* A key that switches accounts: macro index <f2> '<enter-command>source ~/.mutt/second<enter>' */
static void
run_macro (Mutt *mutt, const char **at, const char *command, guint depth)
{
  static const char begin[] = "<enter-command>", end[] = "<enter>";
  Word word;
  char *from, *to;

  if (!take_word (mutt, at, WHOLE, &word) || !take_word (mutt, at, WHOLE, &word) || !take_word (mutt, at, WHOLE, &word))
    return;
  for (from = word.text; (from = find (from, begin)) != NULL; from = to)
    {
      from += strlen (begin);
      to = find (from, end);
      if (to == NULL)
        to = from + strlen (from);
      else
        *to++ = '\0';
      read_command (mutt, from, depth + 1);
    }
  explicit_bzero (&word, sizeof word);
}

static const struct
{
  const char *name;
  void (*run) (Mutt *mutt, const char **at, const char *command, guint depth);
} commands[] = {
  { "set", run_set },
  { "unset", run_set },
  { "source", run_source },
  { "mailboxes", run_mailboxes },
  { "named-mailboxes", run_mailboxes },
  { "account-hook", run_hook },
  { "folder-hook", run_hook },
  { "send-hook", run_hook },
  { "send2-hook", run_hook },
  { "reply-hook", run_hook },
  { "message-hook", run_hook },
  { "ifdef", run_hook },
  { "macro", run_macro },
};

static void
read_command (Mutt *mutt, const char *text, guint depth)
{
  gsize length = strlen (text);

  if (depth > MAX_DEPTH || length > MAX_WORK - mutt->work)
    return;
  mutt->work += (guint) length;
  while (*text != '\0')
    {
      Word word;

      if (take_word (mutt, &text, WHOLE, &word))
        for (guint i = 0; i < G_N_ELEMENTS (commands); i++)
          if (g_str_equal (word.text, commands[i].name))
            commands[i].run (mutt, &text, commands[i].name, depth);
      while (take_word (mutt, &text, WHOLE, &word)) /* what an unknown command leaves */
        ;
      explicit_bzero (&word, sizeof word);
      if (*text == '#')
        return;
      text += *text == ';';
    }
}

void
ms_read_mutt (MsImport *import, const MsRoot *root, const char *path)
{
  g_autoptr (GHashTable) names = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, wipe);
  g_autoptr (GArray) servers = g_array_new (FALSE, FALSE, sizeof (Named)), tunnels = g_array_new (FALSE, TRUE, sizeof (Tunnel));
  Mutt mutt = { .import = import, .root = root, .names = names, .servers = servers, .tunnels = tunnels };

  read_file (&mutt, path, 0);
  for (guint i = 0; i < servers->len; i++)
    {
      const Named *named = &g_array_index (servers, Named, i);
      MsEntry entry = { .account = named->account,
                        .protocol = named->protocol,
                        .encryption = MS_ENCRYPTION_STARTTLS,
                        .host = named->host,
                        .port = named->port,
                        .off = is_tunnelled (&mutt, named),
                        .pinned = mutt.pins,
                        .unchecked = mutt.unchecked };

      if (named->tls)
        entry.encryption = MS_ENCRYPTION_TLS;
      else if (mutt.no_force_tls && mutt.no_starttls)
        entry.encryption = MS_ENCRYPTION_NONE;
      ms_import_add (import, &entry);
    }
  g_free (mutt.pins);
}
