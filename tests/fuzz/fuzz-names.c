/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Names of a certificate against a host, and against GnuTLS's opinion. The first line is the host, the second the common name
 * (empty: none), each other a name of the certificate after its kind: d, i, e, u (DNS, IP, e-mail, URI). The two differ for
 * known reasons only.
 */
#include "model/observation.h"
#include "model/url.h"
#include "model/names.h"
#include "check/x509/certificate.h"
#include "tests/fuzz/der.h"
#include "tests/fuzz/fuzz.h"

#include <arpa/inet.h>
#include <gnutls/x509.h>
#include <string.h>

#define MAX_NAMES 20
#define MAX_LONG  255 /* GnuTLS stops looking at the first name that is longer */

typedef struct
{
  GByteArray *names; /* the content of subjectAltName */
  gboolean dns;      /* one of them is a DNS name */
  gboolean wild;     /* and has a wildcard of a kind that RFC 9525 6.3 forbids, or over a single label */
  gboolean long_;    /* one is too long for GnuTLS */
} Names;

/* A wildcard that is a whole left-most label, over two labels at least. */
static gboolean
is_odd_wildcard (const uint8_t *name, size_t size)
{
  const uint8_t *star = size > 0 ? memchr (name, '*', size) : NULL;

  return star != NULL
         && (star != name || size < 3 || name[1] != '.' || memchr (name + 1, '*', size - 1) != NULL
             || memchr (name + 2, '.', size - 2) == NULL);
}

static void
add_address (Names *names, const uint8_t *text, size_t size)
{
  g_autofree char *copy = g_strndup ((const char *) text, size);
  guint8 bytes[16];

  if (inet_pton (AF_INET, copy, bytes) == 1)
    der_add (names->names, 0x87, bytes, 4);
  else if (inet_pton (AF_INET6, copy, bytes) == 1)
    der_add (names->names, 0x87, bytes, 16);
  else
    der_add (names->names, 0x87, text, size);
}

static void
add_name (Names *names, const uint8_t *name, size_t size)
{
  names->long_ = names->long_ || size > MAX_LONG;
  if (name[-1] == 'i')
    add_address (names, name, size);
  else if (name[-1] == 'e' || name[-1] == 'u')
    der_add (names->names, name[-1] == 'e' ? 0x81 : 0x86, name, size);
  else
    {
      der_add (names->names, 0x82, name, size);
      names->dns = TRUE;
      names->wild = names->wild || is_odd_wildcard (name, size);
    }
}

static void
compare (const Names *names, const char *host, const char *common_name)
{
  g_autoptr (GBytes) der = der_certificate (common_name, names->names);
  g_autoptr (MsCertificate) certificate = ms_certificate_parse (der);
  gsize size;
  gnutls_datum_t datum = { (guchar *) g_bytes_get_data (der, &size), 0 };
  gnutls_x509_crt_t crt;
  gboolean readable, ours, theirs;

  datum.size = (unsigned) size;
  gnutls_x509_crt_init (&crt);
  readable = gnutls_x509_crt_import (crt, &datum, GNUTLS_X509_FMT_DER) >= 0;
  ours = certificate != NULL && ms_names_match (certificate, host);
  theirs = readable && gnutls_x509_crt_check_hostname2 (crt, host, 0) != 0;
  gnutls_x509_crt_deinit (crt);
  g_assert_true (readable == (certificate != NULL)); /* letters beyond ASCII in a name are none */
  if (!readable)
    return;
  for (guint i = 0; certificate->names[i] != NULL; i++)
    fuzz_check_line (certificate->names[i]);
  fuzz_check_line (certificate->common_name);

  if (ours && !theirs)
    g_assert_true (names->long_);
  /* RFC 9525: the common name never counts, and a wildcard is a whole label */
  if (theirs && !ours)
    g_assert_true (names->wild || (!names->dns && common_name != NULL));
}

int
LLVMFuzzerTestOneInput (const uint8_t *bytes, size_t size)
{
  FuzzInput input = { bytes, size };
  g_autofree char *first = fuzz_line (&input), *common_name = fuzz_line (&input);
  g_autofree char *host = first != NULL ? ms_host_normal (first) : NULL;
  g_autoptr (GByteArray) all = g_byte_array_new ();
  Names names = { .names = all };
  const uint8_t *name;
  size_t length;

  if (host == NULL)
    return 0;
  for (guint i = 0; i < MAX_NAMES && fuzz_slice (&input, &name, &length); i++)
    if (length > 0)
      add_name (&names, name + 1, length - 1);
  compare (&names, host, common_name != NULL && *common_name != '\0' ? common_name : NULL);
  return 0;
}
