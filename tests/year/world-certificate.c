/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Certificates that are no DER, but a line for each field; the store keeps them by the hash of these bytes all the same. */
#include "tests/year/world-parts.h"

#include <string.h>

const Authority authorities[] = {
  { "Let's Encrypt", { "R10", "R11", "R12", "R13", "E7", "E8" } },
  { "Sectigo Limited", { "Sectigo Public Server Authentication CA DV R36", "Sectigo Public Server Authentication CA DV E36" } },
  { "ZeroSSL", { "ZeroSSL ECC Domain Secure Site CA", "ZeroSSL RSA Domain Secure Site CA" } },
  { "DigiCert Inc", { "GeoTrust TLS RSA CA G1", "RapidSSL TLS RSA CA G1", "DigiCert Global G2 TLS RSA SHA256 2020 CA1" } },
  { "Google Trust Services", { "WR1", "WR3", "WE1" } },
  { "GlobalSign nv-sa", { "GlobalSign GCC R6 AlphaSSL CA 2026", "GlobalSign GCC R6 AlphaSSL CA 2025" } },
};
const guint n_authorities = G_N_ELEMENTS (authorities);

const Authority *
authority_find (const char *organization)
{
  for (guint i = 0; i < n_authorities; i++)
    if (g_ascii_strcasecmp (authorities[i].organization, organization) == 0)
      return &authorities[i];
  return NULL;
}

enum
{
  LINE_CLASS,
  LINE_SUBJECT,
  LINE_ISSUER,
  LINE_ORGANIZATION,
  LINE_SERIAL,
  LINE_NAMES,
  LINE_NOT_BEFORE,
  LINE_NOT_AFTER,
  LINE_SPKI,
  LINE_KEY,
  N_LINES
};

static GBytes *
bytes_new (char class, const char *subject, const char *issuer, const char *organization, const char *serial, const char *names,
           gint64 not_before, gint64 not_after, const char *spki, const char *key)
{
  char *text = g_strdup_printf ("%c\n%s\n%s\n%s\n%s\n%s\n%" G_GINT64_FORMAT "\n%" G_GINT64_FORMAT "\n%s\n%s", class, subject,
                                issuer, organization, serial, names, not_before, not_after, spki, key);
  return g_bytes_new_take (text, strlen (text));
}

static char *
dn (const char *common_name, const char *organization)
{
  return *organization != '\0' ? g_strdup_printf ("CN=%s,O=%s", common_name, organization)
                               : g_strdup_printf ("CN=%s", common_name);
}

MsCertificate *
certificate_new (const Request *request)
{
  g_autofree char *subject = g_strdup_printf ("CN=%s", request->names[0]);
  g_autofree char *issuer = request->class == CLASS_SELF ? g_strdup (subject) : dn (request->intermediate, request->organization);
  g_autofree char *names = g_strjoinv (",", (GStrv) request->names);
  g_autoptr (GBytes) bytes
    = bytes_new ((char) request->class, subject, issuer, request->class == CLASS_SELF ? "" : request->organization,
                 request->serial, names, request->not_before, request->not_after, request->spki, request->key);
  return world_parse (bytes);
}

/* Five years at a time, the same for everybody. */
GBytes *
certificate_of_authority (const char *intermediate, const char *organization, gint64 when)
{
  gint64 begin = when - when % (1500 * DAY) - 400 * DAY;
  g_autofree char *subject = dn (intermediate, organization), *issuer = dn ("Root X1", organization);
  g_autofree char *what = g_strdup_printf ("%s %" G_GINT64_FORMAT, subject, begin);
  g_autofree char *spki = g_compute_checksum_for_string (G_CHECKSUM_SHA256, what, -1);

  return bytes_new (CLASS_AUTHORITY, subject, issuer, organization, "01", "", begin, begin + 2400 * DAY, spki, "RSA 2048");
}

MsCertificate *
world_parse (GBytes *der)
{
  gsize size;
  const char *data = g_bytes_get_data (der, &size);
  g_autofree char *text = g_strndup (data, size);
  g_auto (GStrv) lines = g_strsplit (text, "\n", -1);
  MsCertificate *certificate;

  if (g_strv_length (lines) != N_LINES)
    return NULL;
  certificate = g_new0 (MsCertificate, 1);
  certificate->der = g_bytes_ref (der);
  certificate->sha256 = g_compute_checksum_for_bytes (G_CHECKSUM_SHA256, der);
  certificate->spki_sha256 = g_strdup (lines[LINE_SPKI]);
  certificate->subject = g_strdup (lines[LINE_SUBJECT]);
  certificate->issuer = g_strdup (lines[LINE_ISSUER]);
  certificate->issuer_organization = *lines[LINE_ORGANIZATION] != '\0' ? g_strdup (lines[LINE_ORGANIZATION]) : NULL;
  certificate->common_name = g_strdup (certificate->subject + strlen ("CN="));
  certificate->serial = g_strdup (lines[LINE_SERIAL]);
  certificate->names = g_strsplit (lines[LINE_NAMES], ",", -1);
  certificate->n_dns = g_strv_length (certificate->names);
  certificate->not_before = g_ascii_strtoll (lines[LINE_NOT_BEFORE], NULL, 10);
  certificate->not_after = g_ascii_strtoll (lines[LINE_NOT_AFTER], NULL, 10);
  certificate->self_issued = certificate->self_signed = g_str_equal (certificate->subject, certificate->issuer);
  certificate->key = g_strdup (lines[LINE_KEY]);
  certificate->signature = g_strdup ("RSA-SHA256");
  return certificate;
}

static MsTrust
trust_of (Class class, gboolean bare)
{
  switch (class)
    {
    case CLASS_PRIVATE:
      return MS_TRUST_PRIVATE_CA;
    case CLASS_UNKNOWN:
      return MS_TRUST_UNKNOWN_ISSUER;
    case CLASS_SELF:
      return MS_TRUST_SELF_SIGNED;
    case CLASS_PUBLIC:
      return bare ? MS_TRUST_OK | MS_TRUST_INCOMPLETE : MS_TRUST_OK; /* a known authority completes it */
    case CLASS_LOCAL:
    case CLASS_AUTHORITY:
    default:
      return MS_TRUST_OK;
    }
}

void
world_examine (MsSighting *sighting)
{
  const MsCertificate *leaf;
  GBytes *der;

  g_ptr_array_set_size (sighting->chain, 0);
  for (guint i = 0; i < sighting->der->len; i++)
    {
      MsCertificate *certificate = world_parse (g_ptr_array_index (sighting->der, i));
      if (certificate != NULL)
        g_ptr_array_add (sighting->chain, certificate);
    }
  g_clear_pointer (&sighting->missing, g_free);
  if (sighting->chain->len == 0)
    {
      sighting->trust = MS_TRUST_NO_CHAIN;
      return;
    }
  leaf = g_ptr_array_index (sighting->chain, 0);
  der = g_ptr_array_index (sighting->der, 0);
  sighting->trust = trust_of ((Class) * (const char *) g_bytes_get_data (der, NULL), sighting->der->len == 1);
  sighting->path_not_after = leaf->not_after;
  if ((sighting->trust & (MS_TRUST_INCOMPLETE | MS_TRUST_UNKNOWN_ISSUER)) != 0)
    sighting->missing = g_strdup (leaf->issuer);
}
