/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config/monitor.h"
#include "model/text.h"
#include "daemon/service/bus.h"
#include "daemon/engine.h"
#include "daemon/service/requests.h"
#include "daemon/host/trim.h"
#include "po/locale.h"

#include <glib-unix.h>
#include <glib/gi18n.h>
#include <stdlib.h>

#define TAKEN 75 /* status: another daemon has the store; in the unit, too, which is not to be started again for that */

typedef struct
{
  MsRequests requests;
  GMainLoop *loop;
  MsStore *store;
  MsBus *bus;
  MsMonitor *monitor;
  int status;
} App;

/* ---- engine -> bus ------------------------------------------------------------------------------------------- */

static void
state_cb (const char *state, const char *summary, gpointer data)
{
  ms_bus_set_state (((App *) data)->bus, state, summary);
}

static void
server_changed_cb (const char *url, gpointer data)
{
  ms_bus_server_changed (((App *) data)->bus, url);
}

static void
alert_changed_cb (const char *id, gpointer data)
{
  ms_bus_alert_changed (((App *) data)->bus, id);
}

static void
notices_cb (const char *const *notices, gpointer data)
{
  ms_bus_set_notices (((App *) data)->bus, notices);
}

static void
store_cb (const char *const *notices, gpointer data)
{
  ms_bus_set_store (((App *) data)->bus, notices);
}

static void
welcome_cb (const char *text, gpointer data)
{
  ms_bus_set_welcome (((App *) data)->bus, text);
}

static const MsEngineEvents events = { state_cb, server_changed_cb, alert_changed_cb, notices_cb, store_cb, welcome_cb };

/* ---- the name, the settings, the end ------------------------------------------------------------------------- */

static void
settings_changed_cb (gpointer data)
{
  ms_engine_reload (((App *) data)->requests.engine);
}

static void
lost_cb (const char *why, gpointer data)
{
  App *app = data;

  g_printerr ("mailseald: %s\n", why);
  app->status = EXIT_FAILURE;
  g_main_loop_quit (app->loop);
}

/* Only whoever owns the name looks at servers. */
static void
owned_cb (gpointer data)
{
  App *app = data;
  g_auto (GStrv) folders = ms_settings_folders ();

  if (app->requests.engine != NULL)
    return;
  app->requests.engine = ms_engine_new (app->store, &events, app);
  ms_requests_apply_locale (app->requests.engine);
  app->monitor = ms_monitor_new ((const char *const *) folders, settings_changed_cb, app);
  ms_engine_reload (app->requests.engine);
}

static const MsBusEvents bus_events = { .owned = owned_cb, .lost = lost_cb };

static gboolean
signal_cb (gpointer data)
{
  g_main_loop_quit (((App *) data)->loop);
  return G_SOURCE_CONTINUE;
}

/* Takes the store. */
static int
run (MsStore *store)
{
  App app = { .loop = g_main_loop_new (NULL, FALSE), .store = store, .status = EXIT_SUCCESS };
  guint term = g_unix_signal_add (SIGTERM, signal_cb, &app), interrupt = g_unix_signal_add (SIGINT, signal_cb, &app);

  app.bus = ms_bus_new (&ms_requests_ops, &app.requests, &bus_events, &app);
  g_main_loop_run (app.loop);
  g_source_remove (term);
  g_source_remove (interrupt);
  ms_monitor_free (app.monitor);
  ms_engine_free (app.requests.engine);
  ms_store_free (store); /* before the name is free for a successor */
  ms_bus_free (app.bus);
  g_main_loop_unref (app.loop);
  return app.status;
}

/* One daemon a state folder, also in several sessions: two would tell everything twice, and undo what the other was told. */
static int
run_if_alone (void)
{
  g_autofree char *folder = ms_store_folder ();
  MsStore *store = ms_store_open (folder, g_get_real_time () / G_USEC_PER_SEC);
  g_autofree char *holder = ms_store_holder (store);

  if (holder == NULL)
    return run (store);
  g_printerr ("mailseald: %s\n", holder);
  ms_store_free (store);
  return TAKEN;
}

int
main (int argc, char **argv)
{
  gboolean version = FALSE;
  const GOptionEntry entries[]
    = { { "version", 0, 0, G_OPTION_ARG_NONE, &version, N_ ("Show the version"), NULL }, G_OPTION_ENTRY_NULL };
  g_autoptr (GOptionContext) context = g_option_context_new (NULL);
  g_autoptr (GError) error = NULL;

  ms_trim_begin ();
  ms_locale_init ();
  g_option_context_set_summary (context,
                                _ ("Watches the certificates of your mail servers. Started at login; `mailseal` talks to it."));
  g_option_context_add_main_entries (context, entries, GETTEXT_PACKAGE);
  if (!g_option_context_parse (context, &argc, &argv, &error))
    {
      g_autofree char *shown = ms_shown (error->message, -1, 300);
      g_printerr ("mailseald: %s\n", shown);
      return 64;
    }
  if (version)
    {
      g_print ("mailseald %s\n", MS_VERSION);
      return EXIT_SUCCESS;
    }
  return run_if_alone ();
}
