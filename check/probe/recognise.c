/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "check/probe/recognise.h"

#include <string.h>

const char *
ms_recognise (const char *bytes, gsize length)
{
  static const struct
  {
    const char *prefix;
    const char *speaks;
  } greetings[] = {
    { "* ", "imap" },      { "+OK", "pop3" },        { "-ERR", "pop3" },           { "220", "smtp" }, { "421", "smtp" },
    { "554", "smtp" },     { "200 ", "nntp" },       { "201 ", "nntp" },           { "\"", "sieve" }, { "SSH-", "ssh" },
    { "HTTP/", "http" },   { "PROXY TCP", "proxy" }, { "PROXY UNKNOWN", "proxy" }, { "<", "http" },   { "\x16\x03", "tls" },
    { "\x15\x03", "tls" },
  };
  for (guint i = 0; i < G_N_ELEMENTS (greetings); i++)
    {
      gsize n = strlen (greetings[i].prefix);
      if (length >= n && memcmp (bytes, greetings[i].prefix, n) == 0)
        return greetings[i].speaks;
    }
  return NULL;
}

gboolean
ms_recognise_error (const char *text)
{
  static const char *const words[] = { "-ERR", "NO", "BYE", "* BYE", "a2 NO", "a2 BAD" };

  if ((*text == '4' || *text == '5') && g_ascii_isdigit (text[1]) && g_ascii_isdigit (text[2]))
    return TRUE;
  for (guint i = 0; i < G_N_ELEMENTS (words); i++)
    if (g_ascii_strncasecmp (text, words[i], strlen (words[i])) == 0)
      return TRUE;
  return FALSE;
}
