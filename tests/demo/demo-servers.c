/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * mailseal-demo-servers FOLDER: a few mail servers on loopback, each with its own trouble, and in FOLDER their authority
 * (ca.pem) and the settings that watch them (mailseal.conf). Prints "ready NAME<tab>URL" for each, and "swapped NAME<tab>WHAT"
 * when the certificate of the last one changes: after some time, or at SIGUSR1. Ends at SIGTERM or SIGINT.
 */
#include "tests/lib/fault-server.h"

#include <glib-unix.h>
#include <stdlib.h>

#define DAY           ((gint64) 86400)
#define WATCHED_EVERY "1m"
#define CA_NAME       "Mailseal demo authority"
#define SWAPPED       (G_N_ELEMENTS (servers) - 1)
#define N_SERVERS     G_N_ELEMENTS (servers)
#define SWAPS         2 /* to a renewed certificate, then to a stranger's */

typedef struct
{
  const char *name;
  MsService service;
  const char *address;
  const char *san; /* NULL: the address itself */
  int begin, end;  /* days from now */
  gboolean alone;  /* signs itself */
} Server;

static const Server servers[] = {
  { "good", MS_SERVICE_IMAPS, "127.0.0.11", NULL, -10, 80, FALSE },
  { "expires in 5 days", MS_SERVICE_SMTPS, "127.0.0.12", NULL, -85, 5, FALSE },
  { "expired", MS_SERVICE_IMAPS, "127.0.0.13", NULL, -93, -3, FALSE },
  { "wrong name", MS_SERVICE_POP3S, "127.0.0.14", "mail.example.org", -10, 80, FALSE },
  { "self-signed", MS_SERVICE_IMAPS, "127.0.0.15", NULL, -10, 80, TRUE },
  { "swapped while you watch", MS_SERVICE_SUBMISSION, "127.0.0.16", NULL, -65, 25, FALSE },
};

typedef struct
{
  GMainLoop *loop;
  Pki *ca;
  FaultServer *running[N_SERVERS];
  guint swaps;
  guint timer;
  int pauses[SWAPS]; /* seconds before each swap; 0: at SIGUSR1 only */
} Demo;

static Pki *
certificate (const Demo *demo, const Server *server, int begin, int end, gboolean alone)
{
  gint64 now = g_get_real_time () / G_USEC_PER_SEC;
  const char *ips[] = { server->address, NULL }, *dns[] = { server->san, NULL };
  PkiSpec spec = { .cn = server->san != NULL ? server->san : server->address,
                   .organization = alone ? NULL : "Mailseal demo",
                   .dns = server->san != NULL ? dns : NULL,
                   .ips = server->san != NULL ? NULL : ips,
                   .not_before = now + begin * DAY,
                   /* half an hour more, so that "in 5 days" is true for as long as the demo runs */
                   .not_after = now + end * DAY + 1800 };
  return pki_make (&spec, alone ? NULL : demo->ca);
}

/* ---- the swaps --------------------------------------------------------------------------------------------------- */

static gboolean swap_cb (gpointer data);

static void
plan_swap (Demo *demo)
{
  if (demo->timer != 0)
    g_source_remove (demo->timer);
  demo->timer = 0;
  if (demo->swaps < SWAPS && demo->pauses[demo->swaps] > 0)
    demo->timer = g_timeout_add_seconds ((guint) demo->pauses[demo->swaps], swap_cb, demo);
}

static gboolean
swap_cb (gpointer data)
{
  Demo *demo = data;
  const Server *server = &servers[SWAPPED];
  gboolean alone = demo->swaps > 0;
  g_autoptr (Pki) pki = NULL;

  demo->timer = 0;
  if (demo->swaps == SWAPS)
    return G_SOURCE_REMOVE;
  pki = certificate (demo, server, 0, 90, alone);
  fault_server_set_chain (demo->running[SWAPPED], (const Pki *const[]){ pki, alone ? NULL : demo->ca, NULL });
  demo->swaps++;
  g_print ("swapped %s\t%s\n", server->name, alone ? "a certificate that it signed itself" : "an ordinary renewal");
  plan_swap (demo);
  return G_SOURCE_REMOVE;
}

static gboolean
user_cb (gpointer data)
{
  Demo *demo = data;

  if (demo->timer != 0)
    g_source_remove (demo->timer);
  swap_cb (demo);
  return G_SOURCE_CONTINUE;
}

/* ---- start and end ------------------------------------------------------------------------------------------------ */

static gboolean
end_cb (gpointer data)
{
  g_main_loop_quit (((Demo *) data)->loop);
  return G_SOURCE_CONTINUE;
}

static gboolean
write_file (const char *folder, const char *name, const char *text, GError **error)
{
  g_autofree char *path = g_build_filename (folder, name, NULL);
  return g_file_set_contents (path, text, -1, error);
}

/* Starts them all and writes what belongs into the folder; "ready" is said only once everything stands. */
static gboolean
start (Demo *demo, const char *folder, GError **error)
{
  const PkiSpec authority = { .cn = CA_NAME, .organization = "Mailseal demo", .ca = TRUE };
  g_autoptr (GString) settings = g_string_new ("# The servers of Mailseal's demo.\n[Mailseal]\nInterval=" WATCHED_EVERY "\n");
  g_autofree char *ca_pem = NULL;

  demo->ca = pki_make (&authority, NULL);
  ca_pem = pki_pem (demo->ca);
  g_string_append_printf (settings, "ImportAccounts=false\nCaFile=%s/ca.pem\n", folder);
  for (guint i = 0; i < N_SERVERS; i++)
    {
      const Server *server = &servers[i];
      g_autoptr (Pki) pki = certificate (demo, server, server->begin, server->end, server->alone);
      const Pki *const chain[] = { pki, server->alone ? NULL : demo->ca, NULL };
      const FaultServerSpec spec = { .service = server->service, .address = server->address, .chain = chain };
      g_autofree char *url = NULL;

      demo->running[i] = fault_server_new (&spec, error);
      if (demo->running[i] == NULL)
        return FALSE;
      url = fault_server_url (demo->running[i]);
      g_string_append_printf (settings, "\n[Server %s]\nTarget=%s\n", server->name, url);
    }
  return write_file (folder, "ca.pem", ca_pem, error) && write_file (folder, "mailseal.conf", settings->str, error);
}

static int
run (Demo *demo, const char *folder)
{
  g_autoptr (GError) error = NULL;
  guint sources[] = { g_unix_signal_add (SIGTERM, end_cb, demo), g_unix_signal_add (SIGINT, end_cb, demo),
                      g_unix_signal_add (SIGUSR1, user_cb, demo) };
  int status = EXIT_SUCCESS;

  if (start (demo, folder, &error))
    {
      for (guint i = 0; i < N_SERVERS; i++)
        {
          g_autofree char *url = fault_server_url (demo->running[i]);
          g_print ("ready %s\t%s\n", servers[i].name, url);
        }
      plan_swap (demo);
      g_main_loop_run (demo->loop);
    }
  else
    {
      g_printerr ("mailseal-demo-servers: %s\n", error->message);
      status = EXIT_FAILURE;
    }
  for (guint i = 0; i < N_SERVERS; i++)
    fault_server_free (demo->running[i]);
  for (guint i = 0; i < G_N_ELEMENTS (sources); i++)
    g_source_remove (sources[i]);
  return status;
}

int
main (int argc, char **argv)
{
  Demo demo = { .pauses = { 20, 25 } };
  const GOptionEntry entries[] = {
    { "renew-after", 0, 0, G_OPTION_ARG_INT, &demo.pauses[0], "Seconds until the last one is renewed (0: at SIGUSR1)", "N" },
    { "replace-after", 0, 0, G_OPTION_ARG_INT, &demo.pauses[1], "Seconds from then until it shows a stranger's", "N" },
    G_OPTION_ENTRY_NULL,
  };
  g_autoptr (GOptionContext) context = g_option_context_new ("FOLDER");
  g_autoptr (GError) error = NULL;
  int status;

  g_option_context_add_main_entries (context, entries, NULL);
  if (!g_option_context_parse (context, &argc, &argv, &error) || argc != 2)
    {
      g_printerr ("mailseal-demo-servers: %s\n", error != NULL ? error->message : "one folder is needed");
      return 64;
    }
  demo.loop = g_main_loop_new (NULL, FALSE);
  status = run (&demo, argv[1]);
  pki_free (demo.ca);
  g_main_loop_unref (demo.loop);
  return status;
}
