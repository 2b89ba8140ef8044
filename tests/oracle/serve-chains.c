/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * serve-chains: mail servers on loopback that show any bytes as their certificates. Reads lines "NAME FILE [SCHEME PRIORITY]": a
 * server of a new NAME begins (imaps, and whatever GnuTLS does, if nothing else is said), one that there is shows this chain from
 * now on; says "NAME PORT" for each. FILE has the server's private key and its chain in PEM, leaf first; what is inside of a
 * block CERTIFICATE is sent as it is. Ends with standard input.
 */
#include "tests/lib/fault-server.h"

#include <stdio.h>
#include <string.h>

#define MAX_LINE  4096
#define MAX_CHAIN 20
#define BEGIN     "-----BEGIN CERTIFICATE-----"

static void
die (const char *what, const char *why)
{
  g_printerr ("serve-chains: %s: %s\n", what, why);
  exit (1);
}

static gnutls_x509_privkey_t
read_key (const char *file, const char *text)
{
  const gnutls_datum_t pem = { (guchar *) text, (unsigned) strlen (text) };
  gnutls_x509_privkey_t key;
  int result;

  gnutls_x509_privkey_init (&key);
  result = gnutls_x509_privkey_import2 (key, &pem, GNUTLS_X509_FMT_PEM, NULL, 0);
  if (result < 0)
    die (file, gnutls_strerror (result));
  return key;
}

static GBytes *
read_block (const char *file, const char *text)
{
  const gnutls_datum_t pem = { (guchar *) text, (unsigned) strlen (text) };
  gnutls_datum_t der;
  int result = gnutls_pem_base64_decode2 ("CERTIFICATE", &pem, &der);

  if (result < 0)
    die (file, gnutls_strerror (result));
  return g_bytes_new_with_free_func (der.data, der.size, gnutls_free, der.data);
}

static void
show (FaultServer *server, const char *file)
{
  g_autofree char *text = NULL;
  Pki pkis[MAX_CHAIN] = { { 0 } };
  const Pki *chain[MAX_CHAIN + 1] = { NULL };
  gnutls_x509_privkey_t key;
  guint n = 0;

  if (!g_file_get_contents (file, &text, NULL, NULL))
    die (file, "cannot be read");
  key = read_key (file, text);
  for (const char *block = strstr (text, BEGIN); block != NULL && n < MAX_CHAIN; block = strstr (block + 1, BEGIN), n++)
    {
      pkis[n] = (Pki){ .key = key, .der = read_block (file, block) };
      chain[n] = &pkis[n];
    }
  fault_server_set_chain (server, chain);
  for (guint i = 0; i < n; i++)
    g_bytes_unref (pkis[i].der);
  gnutls_x509_privkey_deinit (key);
}

static MsService
find_service (const char *scheme)
{
  MsService service = MS_SERVICE_IMAPS;

  while (service < MS_SERVICE_ANY && strcmp (ms_service_info (service)->scheme, scheme) != 0)
    service++;
  if (service == MS_SERVICE_ANY)
    die (scheme, "not known");
  return service;
}

/* `how`: scheme and priority, or nothing */
static FaultServer *
find_or_begin (GHashTable *servers, const char *name, char *const *how)
{
  const FaultServerSpec spec = { .service = how[0] != NULL ? find_service (how[0]) : MS_SERVICE_IMAPS,
                                 .priority = how[0] != NULL ? how[1] : "NORMAL:%VERIFY_ALLOW_SIGN_WITH_SHA1" };
  g_autoptr (GError) error = NULL;
  FaultServer *server = g_hash_table_lookup (servers, name);

  if (server == NULL)
    {
      server = fault_server_new (&spec, &error);
      if (server == NULL)
        die (name, error->message);
      g_hash_table_insert (servers, g_strdup (name), server);
    }
  return server;
}

int
main (void)
{
  g_autoptr (GHashTable) servers = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, (GDestroyNotify) fault_server_free);
  char line[MAX_LINE];

  while (fgets (line, sizeof line, stdin) != NULL)
    {
      g_auto (GStrv) words = g_strsplit (g_strchomp (line), " ", 4);
      guint n = g_strv_length (words);
      FaultServer *server;

      if (n != 2 && n != 4)
        die (line, "NAME FILE [SCHEME PRIORITY] is wanted");
      server = find_or_begin (servers, words[0], words + 2);
      show (server, words[1]);
      printf ("%s %u\n", words[0], fault_server_port (server));
      fflush (stdout);
    }
  return 0;
}
