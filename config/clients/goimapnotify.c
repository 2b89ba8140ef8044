/* SPDX-License-Identifier: GPL-3.0-or-later */
/* goimapnotify (YAML or JSON) and imapnotify (JSON). Passwords may stand in the same file, and commands. */
#include "config/clients/json.h"
#include "config/clients/readers.h"

#include <string.h>

#define MAX_DEPTH 12

typedef enum
{
  UNSAID,
  YES,
  NO
} Flag;

typedef struct
{
  const char *host;
  guint port;
  Flag tls, starttls, checked;
} Account;

static void
add (MsImport *import, const Account *account)
{
  MsEntry entry
    = { .protocol = MS_PROTOCOL_IMAP, .host = account->host, .port = account->port, .unchecked = account->checked == NO };

  if (account->host == NULL)
    return;
  if (account->starttls == YES)
    entry.encryption = MS_ENCRYPTION_STARTTLS;
  else if (account->tls == YES || (account->tls == UNSAID && account->port == 993))
    entry.encryption = MS_ENCRYPTION_TLS;
  entry.account = ms_import_account (import);
  ms_import_add (import, &entry);
}

/* ---- JSON ---------------------------------------------------------------------------------------------------- */

static Flag
flag_of (JsonObject *object, const char *member)
{
  if (ms_json_is (object, member, TRUE) != ms_json_is (object, member, FALSE))
    return UNSAID;
  return ms_json_is (object, member, FALSE) ? YES : NO;
}

static void
add_object (MsImport *import, JsonObject *object)
{
  JsonObject *options = ms_json_object (object, "tlsOptions");
  const Account account = { ms_json_text (object, "host"), ms_json_port (object, "port"), flag_of (object, "tls"),
                            flag_of (options, "starttls"), flag_of (options, "rejectUnauthorized") };
  add (import, &account);
}

static void
add_objects (MsImport *import, JsonArray *array)
{
  for (guint i = 0; array != NULL && i < json_array_get_length (array); i++)
    add_object (import, ms_json_item (array, i));
}

static void
read_json (MsImport *import, MsText *text)
{
  static const char *const keys[] = { "host", "port", "tls", "starttls", "rejectUnauthorized", NULL };
  g_autoptr (JsonNode) node = ms_json_read (text, keys);

  if (node == NULL)
    return;
  if (JSON_NODE_HOLDS_ARRAY (node))
    add_objects (import, json_node_get_array (node));
  if (!JSON_NODE_HOLDS_OBJECT (node))
    return;
  add_object (import, json_node_get_object (node));
  add_objects (import, ms_json_list (json_node_get_object (node), "configurations"));
}

/* ---- YAML: as much of it as these files need ------------------------------------------------------------------- */

/* Where we are: keys and "-" for items of lists, each with its indentation. */
typedef struct
{
  struct
  {
    gsize indent;
    const char *key;
  } stack[MAX_DEPTH];
  guint depth;
  Account account;
  MsImport *import;
} Yaml;

/* An item of the list of accounts, or the file as a whole. */
static gboolean
is_account_level (const Yaml *yaml, guint depth)
{
  if (depth == 0)
    return TRUE;
  return depth == 2 && g_str_equal (yaml->stack[0].key, "configurations") && g_str_equal (yaml->stack[1].key, "-");
}

static void
take (Yaml *yaml, const char *parent, const char *key, const char *value)
{
  Flag flag = ms_is_true (value, FALSE) ? YES : NO;

  if (parent == NULL && g_str_equal (key, "host"))
    yaml->account.host = *value != '\0' ? value : NULL;
  if (parent == NULL && g_str_equal (key, "port"))
    yaml->account.port = ms_port (value);
  if (parent == NULL && g_str_equal (key, "tls"))
    yaml->account.tls = flag;
  if (g_strcmp0 (parent, "tlsOptions") == 0 && g_ascii_strcasecmp (key, "starttls") == 0)
    yaml->account.starttls = flag;
  if (g_strcmp0 (parent, "tlsOptions") == 0 && g_ascii_strcasecmp (key, "rejectUnauthorized") == 0)
    yaml->account.checked = flag;
}

/* A plain or quoted scalar without the comment behind it, in place. */
static char *
scalar (char *text)
{
  char *at = g_strchug (text), *end;

  if (*at == '"' || *at == '\'')
    {
      end = strchr (at + 1, *at);
      at++;
      if (end != NULL)
        *end = '\0';
      return at;
    }
  if (*at == '#')
    *at = '\0';
  end = strstr (at, " #");
  if (end != NULL)
    *end = '\0';
  return g_strchomp (at);
}

/* key: value -> both in place; FALSE if it is none. */
static gboolean
split_key (char *text, char **ret_key, char **ret_value)
{
  char *colon = strchr (text, ':');

  while (colon != NULL && colon[1] != '\0' && !g_ascii_isspace (colon[1]))
    colon = strchr (colon + 1, ':');
  if (colon == NULL)
    return FALSE;
  *colon = '\0';
  *ret_key = scalar (text);
  *ret_value = scalar (colon + 1);
  return TRUE;
}

/* { starttls: true, rejectUnauthorized: false } */
static void
take_flow (Yaml *yaml, const char *parent, char *value)
{
  char *pair, *state = NULL;

  for (pair = strtok_r (value, "{},", &state); pair != NULL; pair = strtok_r (NULL, "{},", &state))
    {
      char *key, *inner;
      if (split_key (pair, &key, &inner))
        take (yaml, parent, key, inner);
    }
}

static void
push (Yaml *yaml, gsize indent, const char *key)
{
  if (yaml->depth == MAX_DEPTH)
    yaml->depth--; /* too deep to matter */
  yaml->stack[yaml->depth].indent = indent;
  yaml->stack[yaml->depth++].key = key;
}

static void
take_key (Yaml *yaml, gsize indent, char *text)
{
  char *key, *value;

  if (!split_key (text, &key, &value))
    return;
  if (is_account_level (yaml, yaml->depth))
    *value == '{' ? take_flow (yaml, key, value) : take (yaml, NULL, key, value);
  else if (is_account_level (yaml, yaml->depth - 1))
    take (yaml, yaml->stack[yaml->depth - 1].key, key, value);
  push (yaml, indent, key);
}

/* A list may stand as deep as its key, so an item closes what is deeper, and the item before it. */
static void
take_line (Yaml *yaml, char *line)
{
  gsize indent = strspn (line, " \t");
  char *text = line + indent;
  gboolean item = text[0] == '-' && (text[1] == '\0' || g_ascii_isspace (text[1]));

  if (*text == '\0' || *text == '#' || g_str_has_prefix (text, "---"))
    return;
  while (yaml->depth > 0)
    {
      gsize above = yaml->stack[yaml->depth - 1].indent;
      gboolean sibling = *yaml->stack[yaml->depth - 1].key == '-';

      if (above < indent || (above == indent && item && !sibling))
        break;
      yaml->depth--;
    }
  if (!item)
    {
      take_key (yaml, indent, text);
      return;
    }
  push (yaml, indent, "-");
  if (is_account_level (yaml, yaml->depth))
    {
      add (yaml->import, &yaml->account);
      memset (&yaml->account, 0, sizeof yaml->account);
    }
  indent += 1 + strspn (text + 1, " \t");
  if (line[indent] != '\0')
    take_key (yaml, indent, line + indent);
}

void
ms_read_goimapnotify (MsImport *import, const MsRoot *root, const char *path)
{
  g_autoptr (MsText) text = ms_import_load (import, path);
  Yaml yaml = { .import = import };
  gsize at = 0;
  char *line;

  if (text == NULL)
    return;
  if (text->bytes[strspn (text->bytes, " \t\r\n")] == '{' || text->bytes[strspn (text->bytes, " \t\r\n")] == '[')
    {
      read_json (import, text);
      return;
    }
  while ((line = ms_text_line (text, &at)) != NULL)
    take_line (&yaml, line);
  add (import, &yaml.account);
}
