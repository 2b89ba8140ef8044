/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "check/judge/stand-in.h"

#include "model/names.h"

#include <string.h>

#define MIN_CHECKSUM 32 /* hexadecimal digits: no name of a host is as long as that by chance */

/* Names in packages' samples, and what makes a certificate for want of a better one; each alone, or behind a dot. */
static const char *const names[]
  = { "localhost",    "localhost4",     "localhost6",      "localdomain",     "example.com",       "domain.com", "domain.tld",
      "mydomain.com", "yourdomain.com", "your-domain.com", "traefik.default", "ssl-cert-snakeoil", "invalid" };

/* In the subject: Plesk, Traefik, ingress-nginx, Courier, Debian's ssl-cert, OpenSSL's and mod_ssl's questions with no answer. */
static const char *const subjects[] = { "Parallels Panel",
                                        "CN=Plesk",
                                        "TRAEFIK DEFAULT CERT",
                                        "Kubernetes Ingress Controller Fake Certificate",
                                        "Automatically-generated IMAP SSL key",
                                        "Automatically-generated POP3 SSL key",
                                        "ssl-cert-snakeoil",
                                        "Internet Widgits Pty Ltd",
                                        "Default Company Ltd",
                                        "SomeOrganization" };

/* Is its first label, or all of it, a checksum? */
static gboolean
is_checksum (const char *name)
{
  gsize n = strspn (name, "0123456789abcdefABCDEF");
  return n >= MIN_CHECKSUM && (name[n] == '\0' || name[n] == '.');
}

gboolean
ms_is_stand_in_name (const char *name)
{
  gsize length = strlen (name);

  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    {
      gsize n = strlen (names[i]);
      if (length >= n && g_ascii_strcasecmp (name + length - n, names[i]) == 0 && (length == n || name[length - n - 1] == '.'))
        return TRUE;
    }
  return is_checksum (name);
}

/* Has it no other names but those? */
static gboolean
has_no_real_name (const MsCertificate *leaf)
{
  for (guint i = 0; leaf->names[i] != NULL; i++)
    if (i >= leaf->n_dns ? !g_str_has_prefix (leaf->names[i], "127.") && !g_str_equal (leaf->names[i], "::1")
                         : !ms_is_stand_in_name (leaf->names[i]))
      return FALSE;
  return leaf->names[0] != NULL || (leaf->common_name != NULL && ms_is_stand_in_name (leaf->common_name));
}

gboolean
ms_is_stand_in (const MsCertificate *leaf, const char *host)
{
  if (leaf->not_after <= leaf->not_before)
    return TRUE; /* it was never meant to be good */
  if (ms_names_match (leaf, host))
    return FALSE;
  for (guint i = 0; leaf->subject != NULL && i < G_N_ELEMENTS (subjects); i++)
    if (strstr (leaf->subject, subjects[i]) != NULL)
      return TRUE;
  return has_no_real_name (leaf);
}
