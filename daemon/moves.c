/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "daemon/moves.h"

#include "discover/rules.h"
#include "discover/found.h"
#include "check/tries.h"
#include "check/judge/trouble.h"

#include <gio/gio.h>
#include <string.h>

#define EVERY      (7 * (gint64) 86400)
#define SPREAD     86400 /* s: domains are not all asked on the same day */
#define TIMEOUT_S  60
#define TIMEOUT_MS 15000
#define MAX_LINES  1000
#define MOVED      "moved" /* the store's keys: lines of URL, tab, host */
#define ASKED      "asked" /* of domain, tab, time (s) */

/* A server in use that may have moved. */
typedef struct
{
  MsServer *server;
  MsObservation *seen; /* the last look at it, NULL: none */
  gboolean works;      /* and it was fine */
  MsTarget *candidate; /* what its provider names instead, to be tried out; NULL: not known yet */
} Trial;

struct _MsMoves
{
  void (*changed) (gpointer data);
  gpointer data;
  MsStore *store;
  GHashTable *moved; /* URL -> host */
  GHashTable *asked; /* domain -> time, as text */
  GSubprocess *discover;
  GCancellable *cancellable;
  guint timeout;
  char *domain;       /* that is being asked about */
  GPtrArray *servers; /* Trial*: those of the domain; then those that are to be tried out */
  MsTrustStore *trust;
  char *ca_file;
  MsTries *tries;   /* NULL: none is under way */
  gboolean differs; /* something else is known than before */
};

static void
trial_free (Trial *trial)
{
  ms_server_free (trial->server);
  ms_observation_free (trial->seen);
  ms_target_free (trial->candidate);
  g_free (trial);
}

/* ---- what is known ------------------------------------------------------------------------------------------- */

static GHashTable *
load (MsStore *store, const char *key)
{
  GHashTable *table = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  g_autofree char *text = ms_store_get (store, key);
  g_auto (GStrv) lines = g_strsplit (text != NULL ? text : "", "\n", MAX_LINES);

  for (guint i = 0; lines[i] != NULL; i++)
    {
      char *tab = strchr (lines[i], '\t');
      if (tab != NULL)
        g_hash_table_insert (table, g_strndup (lines[i], (gsize) (tab - lines[i])), g_strdup (tab + 1));
    }
  return table;
}

static void
save (MsStore *store, const char *key, GHashTable *table)
{
  g_autoptr (GString) text = g_string_new (NULL);
  GHashTableIter iter;
  gpointer name, value;

  g_hash_table_iter_init (&iter, table);
  while (g_hash_table_iter_next (&iter, &name, &value))
    g_string_append_printf (text, "%s\t%s\n", (const char *) name, (const char *) value);
  ms_store_set (store, key, text->str, NULL);
}

static void
set_moved (MsMoves *moves, const char *url, const char *host)
{
  if (g_strcmp0 (g_hash_table_lookup (moves->moved, url), host) == 0)
    return;
  if (host != NULL)
    g_hash_table_insert (moves->moved, g_strdup (url), g_strdup (host));
  else
    g_hash_table_remove (moves->moved, url);
  moves->differs = TRUE;
}

void
ms_moves_apply (const MsMoves *moves, const GPtrArray *servers)
{
  for (guint i = 0; i < servers->len; i++)
    {
      MsServer *server = g_ptr_array_index (servers, i);
      const char *host = g_hash_table_lookup (moves->moved, server->url);

      g_free (server->moved);
      server->moved = server->domains[0] != NULL && !server->gone ? g_strdup (host) : NULL;
    }
}

/* ---- trying out ---------------------------------------------------------------------------------------------- */

static gboolean
tried_cb (MsObservation *taken, guint i, gpointer data)
{
  MsMoves *moves = data;
  const Trial *trial = g_ptr_array_index (moves->servers, i);
  g_autoptr (MsObservation) observation = taken;
  gboolean same = trial->works && ms_is_same_server (trial->seen, observation);

  if (ms_is_fine (observation, observation->checked)) /* what does not work is no advice; what was known before holds */
    set_moved (moves, trial->server->url, same ? NULL : trial->candidate->host);
  return FALSE;
}

static void
over_cb (gpointer data)
{
  MsMoves *moves = data;

  moves->tries = NULL;
  g_clear_pointer (&moves->trust, ms_trust_store_free);
  g_clear_pointer (&moves->domain, g_free);
  if (!moves->differs)
    return;
  moves->differs = FALSE;
  save (moves->store, MOVED, moves->moved);
  moves->changed (moves->data);
}

static void
try_out (MsMoves *moves)
{
  const char *files[] = { moves->ca_file, NULL };
  const MsTriesOptions options = { .check.probe.timeout_ms = TIMEOUT_MS, .in_turn_ms = moves->servers->len * TIMEOUT_MS };
  g_autoptr (GPtrArray) candidates = g_ptr_array_new_with_free_func ((GDestroyNotify) ms_target_free);

  for (guint i = 0; i < moves->servers->len; i++)
    g_ptr_array_add (candidates, ms_target_copy (((const Trial *) g_ptr_array_index (moves->servers, i))->candidate));
  moves->trust = candidates->len > 0 ? ms_trust_store_new (files, NULL) : NULL;
  moves->tries
    = ms_tries_start (candidates, moves->trust, &options, g_get_real_time () / G_USEC_PER_SEC, tried_cb, over_cb, moves);
}

/* ---- asking -------------------------------------------------------------------------------------------------- */

/* Leaves those of the servers that are to be tried out under another name. */
static void
compare (MsMoves *moves, const GPtrArray *found)
{
  for (guint i = moves->servers->len; i > 0; i--)
    {
      Trial *trial = g_ptr_array_index (moves->servers, i - 1);
      const MsFound *use = ms_discover_moved (found, trial->server);

      if (use != NULL)
        trial->candidate = ms_target_copy (use->target);
      else
        {
          if (found->len > 0) /* who publishes nothing has not moved back, but may be out of reach */
            set_moved (moves, trial->server->url, NULL);
          g_ptr_array_remove_index (moves->servers, i - 1);
        }
    }
}

static void
discovered_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GSubprocess) process = G_SUBPROCESS (source);
  g_autoptr (GError) error = NULL;
  g_autofree char *lines = NULL;
  gboolean there = g_subprocess_communicate_utf8_finish (process, result, &lines, NULL, &error);
  g_autoptr (GPtrArray) found = NULL;
  MsMoves *moves = data;

  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return; /* `moves` is no more */
  g_clear_handle_id (&moves->timeout, g_source_remove);
  moves->discover = NULL;
  found = ms_found_read (there ? lines : "");
  compare (moves, found);
  try_out (moves);
}

static gboolean
timeout_cb (gpointer data)
{
  MsMoves *moves = data;

  moves->timeout = 0;
  g_subprocess_force_exit (moves->discover);
  return G_SOURCE_REMOVE;
}

/* The program beside this one, or that of the installation. */
static char *
program (void)
{
  const char *own = g_getenv ("MAILSEAL_PROGRAM");
  return own != NULL ? g_strdup (own) : g_find_program_in_path (BINDIR "/mailseal");
}

static gboolean
is_due (const MsMoves *moves, const char *domain, gint64 now)
{
  const char *asked = g_hash_table_lookup (moves->asked, domain);
  gint64 then = asked != NULL ? g_ascii_strtoll (asked, NULL, 10) : 0;

  return now < then || now - then >= EVERY + (gint64) (g_str_hash (domain) % SPREAD);
}

static const char *
next_domain (const MsMoves *moves, const GPtrArray *standings, gint64 now)
{
  for (guint i = 0; i < standings->len; i++)
    {
      const MsServer *server = ((const MsStanding *) g_ptr_array_index (standings, i))->server;
      for (guint d = 0; !server->gone && server->domains[d] != NULL; d++)
        if (is_due (moves, server->domains[d], now))
          return server->domains[d];
    }
  return NULL;
}

/* The servers that accounts of this domain use. */
static GPtrArray *
servers_of (const char *domain, const GPtrArray *standings)
{
  GPtrArray *servers = g_ptr_array_new_with_free_func ((GDestroyNotify) trial_free);

  for (guint i = 0; i < standings->len; i++)
    {
      const MsStanding *standing = g_ptr_array_index (standings, i);
      const MsVerdict *verdict = standing->verdict;
      Trial *trial;

      if (standing->server->gone || !g_strv_contains ((const char *const *) standing->server->domains, domain))
        continue;
      trial = g_new0 (Trial, 1);
      trial->server = ms_server_copy (standing->server);
      trial->seen = verdict != NULL ? ms_observation_copy (verdict->observation) : NULL;
      trial->works = verdict != NULL && (verdict->state == MS_SEVERITY_OK || verdict->state == MS_SEVERITY_NOTICE);
      g_ptr_array_add (servers, trial);
    }
  return servers;
}

/* A network that costs nothing, and reaches somebody. */
static gboolean
is_fit (const MsSurroundings *around, const GPtrArray *standings)
{
  if (around->metered || around->connectivity == MS_CONNECTIVITY_PORTAL || around->connectivity == MS_CONNECTIVITY_NONE)
    return FALSE;
  for (guint i = 0; i < standings->len; i++)
    {
      const MsVerdict *verdict = ((const MsStanding *) g_ptr_array_index (standings, i))->verdict;
      if (verdict != NULL && verdict->state != MS_SEVERITY_UNKNOWN)
        return TRUE;
    }
  return FALSE;
}

void
ms_moves_ask (MsMoves *moves, const GPtrArray *standings, const MsSurroundings *around, const char *ca_file, gint64 now)
{
  const char *domain = moves->domain == NULL && is_fit (around, standings) ? next_domain (moves, standings, now) : NULL;
  g_autofree char *path = domain != NULL ? program () : NULL;
  g_autoptr (GError) error = NULL;

  if (path == NULL)
    return;
  g_hash_table_insert (moves->asked, g_strdup (domain), g_strdup_printf ("%" G_GINT64_FORMAT, now));
  save (moves->store, ASKED, moves->asked);
  if (ca_file != NULL)
    moves->discover = g_subprocess_new (G_SUBPROCESS_FLAGS_STDOUT_PIPE | G_SUBPROCESS_FLAGS_STDERR_SILENCE, &error, path,
                                        "discover", "--json", "--ca-file", ca_file, domain, NULL);
  else
    moves->discover = g_subprocess_new (G_SUBPROCESS_FLAGS_STDOUT_PIPE | G_SUBPROCESS_FLAGS_STDERR_SILENCE, &error, path,
                                        "discover", "--json", domain, NULL);
  if (moves->discover == NULL)
    {
      g_warning ("%s", error->message);
      return;
    }
  moves->domain = g_strdup (domain);
  g_free (moves->ca_file);
  moves->ca_file = g_strdup (ca_file);
  g_ptr_array_unref (moves->servers);
  moves->servers = servers_of (domain, standings);
  moves->timeout = g_timeout_add_seconds (TIMEOUT_S, timeout_cb, moves);
  g_subprocess_communicate_utf8_async (moves->discover, NULL, moves->cancellable, discovered_cb, moves);
}

MsMoves *
ms_moves_new (MsStore *store, void (*changed) (gpointer data), gpointer data)
{
  MsMoves *moves = g_new0 (MsMoves, 1);

  moves->changed = changed;
  moves->data = data;
  moves->store = store;
  moves->moved = load (store, MOVED);
  moves->asked = load (store, ASKED);
  moves->servers = g_ptr_array_new_with_free_func ((GDestroyNotify) trial_free);
  moves->cancellable = g_cancellable_new ();
  return moves;
}

void
ms_moves_free (MsMoves *moves)
{
  if (moves == NULL)
    return;
  g_clear_handle_id (&moves->timeout, g_source_remove);
  g_cancellable_cancel (moves->cancellable);
  g_object_unref (moves->cancellable);
  if (moves->discover != NULL)
    g_subprocess_force_exit (moves->discover);
  ms_tries_cancel (moves->tries);
  ms_trust_store_free (moves->trust);
  g_ptr_array_unref (moves->servers);
  g_hash_table_unref (moves->moved);
  g_hash_table_unref (moves->asked);
  g_free (moves->domain);
  g_free (moves->ca_file);
  g_free (moves);
}
