/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "model/names.h"

#include <string.h>

static gboolean
is_address (const char *host)
{
  return g_hostname_is_ip_address (host);
}

/* A host of labels, none of them empty or a wildcard, and no blank. */
static gboolean
is_plain_name (const char *host)
{
  return *host != '\0' && *host != '.' && strpbrk (host, "* \t") == NULL && strstr (host, "..") == NULL;
}

/*
 * "example.org." and "example.org" are the same reference (RFC 9525 2). A presented name has no dot at its end (RFC 5280 4.2.1.6,
 * the preferred name syntax of RFC 1034 3.5), and who has one matches nothing, here as elsewhere.
 */
static gsize
length_without_dot (const char *name)
{
  gsize length = strlen (name);
  return length > 0 && name[length - 1] == '.' ? length - 1 : length;
}

static gboolean
same (const char *a, gsize a_length, const char *b, gsize b_length)
{
  return a_length == b_length && g_ascii_strncasecmp (a, b, a_length) == 0;
}

gboolean
ms_name_matches (const char *presented, const char *host)
{
  gsize host_length = length_without_dot (host), presented_length = strlen (presented);
  const char *rest;

  if (!is_plain_name (host) || g_str_has_suffix (presented, "."))
    return FALSE;
  if (is_address (host) || is_address (presented))
    return is_address (host) && is_address (presented) && g_ascii_strcasecmp (presented, host) == 0;
  if (!g_str_has_prefix (presented, "*."))
    return is_plain_name (presented) && same (presented, presented_length, host, host_length);

  /* RFC 9525 6.3: the wildcard is the complete left-most label and stands for exactly one label of the reference. A
   * wildcard over a single label ("*.org") is nobody's to hold; browsers and mail clients refuse it. */
  rest = strchr (host, '.');
  if (rest == NULL || rest == host || !is_plain_name (presented + 2) || strchr (presented + 2, '.') == NULL)
    return FALSE;
  return same (presented + 1, presented_length - 1, rest, host_length - (gsize) (rest - host));
}

/* As it may have been meant. */
static char *
without_slips (const char *name)
{
  g_autofree char *text = g_strstrip (g_strdup (name));

  return g_strndup (text, length_without_dot (text));
}

const char *
ms_name_misspelt (const MsCertificate *certificate, const char *host)
{
  for (guint i = 0; i < certificate->n_dns; i++)
    {
      g_autofree char *meant = without_slips (certificate->names[i]);
      if (!g_str_equal (meant, certificate->names[i]) && ms_name_matches (meant, host))
        return certificate->names[i];
    }
  return NULL;
}

gboolean
ms_names_match (const MsCertificate *certificate, const char *host)
{
  gboolean address = is_address (host);

  for (guint i = 0; certificate->names[i] != NULL; i++)
    if ((i >= certificate->n_dns) == address && ms_name_matches (certificate->names[i], host))
      return TRUE;
  return FALSE;
}
