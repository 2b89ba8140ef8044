/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "discover/search.h"

#include "discover/fetch.h"
#include "discover/autoconfig.h"
#include "check/tries.h"
#include "check/probe/patience.h"
#include "check/probe/records.h"

#include <glib/gi18n.h>

#define MAX_QUESTIONS 9
#define MAX_FETCHES   2
#define MAX_GUESSES   9
#define FETCH_MS      10000
#define GUESS_MS      5000

typedef enum
{
  STEP_TABLE,
  STEP_DNS,
  STEP_AUTOCONFIG,
  STEP_GUESS,
  STEP_END
} Step;

typedef struct
{
  MsDiscovery *discovery;
  MsResolve *resolve; /* NULL once answered */
  GPtrArray *records; /* char*; NULL before the answer */
} Question;

typedef struct
{
  MsDiscovery *discovery;
  MsFetch *fetch; /* NULL once ended */
  GBytes *bytes;
  char *url;
} Fetch;

struct _MsDiscovery
{
  char *domain;
  MsDiscoveryOptions options;
  GStrv ca_files;
  Step step;
  guint waiting; /* answers of this step */
  guint timer;   /* 0: it is over */
  Question questions[MAX_QUESTIONS];
  Fetch fetches[MAX_FETCHES];
  MsTries *guessing;
  GPtrArray *guesses;            /* MsTarget* */
  gboolean answers[MAX_GUESSES]; /* that one does */
  GPtrArray *found, *notes;
  MsDiscovered done;
  gpointer data;
};

static void step_over (MsDiscovery *discovery);

static void
answered (MsDiscovery *discovery)
{
  if (--discovery->waiting == 0)
    step_over (discovery);
}

/* ---- DNS ------------------------------------------------------------------------------------------------------- */

static void
resolved_cb (const GPtrArray *found, const char *error, gpointer data)
{
  Question *question = data;

  (void) error; /* no such record is the usual case */
  g_clear_pointer (&question->resolve, ms_resolve_cancel);
  question->records = g_ptr_array_new_with_free_func (g_free);
  for (guint i = 0; found != NULL && i < found->len; i++)
    g_ptr_array_add (question->records, g_strdup (g_ptr_array_index (found, i)));
  answered (question->discovery);
}

static void
ask (MsDiscovery *discovery, guint i, const char *name, MsRecord record)
{
  Question *question = &discovery->questions[i];

  question->discovery = discovery;
  discovery->waiting++;
  question->resolve = ms_records_ask (name, record, resolved_cb, question);
}

/* The last question is the one for MX. */
static void
start_dns (MsDiscovery *discovery)
{
  guint i;
  char *name;

  for (i = 0; i < MAX_QUESTIONS - 1 && (name = ms_discover_srv_name (i, discovery->domain)) != NULL; i++)
    {
      ask (discovery, i, name, MS_RECORD_SERVICE);
      g_free (name);
    }
  ask (discovery, MAX_QUESTIONS - 1, discovery->domain, MS_RECORD_MX);
}

static void
end_dns (MsDiscovery *discovery)
{
  for (guint i = 0; i < MAX_QUESTIONS; i++)
    {
      Question *question = &discovery->questions[i];
      g_clear_pointer (&question->resolve, ms_resolve_cancel);
      if (question->records != NULL && i < MAX_QUESTIONS - 1)
        ms_discover_srv (discovery->found, discovery->domain, i, question->records);
      else if (question->records != NULL)
        ms_discover_mx (discovery->found, discovery->domain, question->records);
      g_clear_pointer (&question->records, g_ptr_array_unref);
    }
}

/* ---- autoconfig ------------------------------------------------------------------------------------------------ */

static void
fetched_cb (const char *bytes, gsize length, const char *url, const char *error, gpointer data)
{
  Fetch *fetch = data;

  fetch->fetch = NULL;
  if (error != NULL)
    g_ptr_array_add (fetch->discovery->notes, g_strdup (error));
  if (bytes != NULL)
    {
      fetch->bytes = g_bytes_new (bytes, length);
      fetch->url = g_strdup (url);
    }
  answered (fetch->discovery);
}

static void
start_autoconfig (MsDiscovery *discovery)
{
  const MsFetchOptions options = { .domain = discovery->domain,
                                   .ca_files = (const char *const *) discovery->ca_files,
                                   .max = MS_AUTOCONFIG_MAX,
                                   .timeout_ms = FETCH_MS };
  char *url;

  for (guint i = 0; i < MAX_FETCHES && (url = ms_autoconfig_url (i, discovery->domain)) != NULL; i++)
    {
      discovery->fetches[i].discovery = discovery;
      discovery->waiting++;
      discovery->fetches[i].fetch = ms_fetch_start (url, &options, fetched_cb, &discovery->fetches[i]);
      g_free (url);
    }
}

static gboolean
read_file (MsDiscovery *discovery, const Fetch *fetch)
{
  g_autoptr (GError) error = NULL;
  gsize length;
  const char *bytes = g_bytes_get_data (fetch->bytes, &length);

  if (ms_autoconfig_read (discovery->found, discovery->domain, fetch->url, bytes, length, &error))
    return TRUE;
  g_ptr_array_add (discovery->notes, g_strdup_printf (_ ("The file at %s is of no use: %s."), fetch->url, error->message));
  return FALSE;
}

/* The first file that names servers is the one that counts. */
static void
end_autoconfig (MsDiscovery *discovery)
{
  gboolean read = FALSE;

  for (guint i = 0; i < MAX_FETCHES; i++)
    {
      Fetch *fetch = &discovery->fetches[i];
      g_clear_pointer (&fetch->fetch, ms_fetch_cancel);
      if (fetch->bytes != NULL && !read)
        read = read_file (discovery, fetch);
      g_clear_pointer (&fetch->bytes, g_bytes_unref);
      g_clear_pointer (&fetch->url, g_free);
    }
}

/* ---- guessing -------------------------------------------------------------------------------------------------- */

static gboolean
seen_cb (MsObservation *observation, guint i, gpointer data)
{
  MsDiscovery *discovery = data;

  discovery->answers[i] = ms_observation_has (observation, MS_OUTCOME_OK);
  ms_observation_free (observation);
  return FALSE;
}

static void
guessed_cb (gpointer data)
{
  MsDiscovery *discovery = data;

  discovery->guessing = NULL;
  step_over (discovery);
}

static gboolean
misses_mail (const MsDiscovery *discovery)
{
  return discovery->options.guess && !ms_discover_complete (discovery->found);
}

static gboolean
misses_exchange (const MsDiscovery *discovery)
{
  return discovery->options.exchange && ms_discover_exchange (discovery->found) == NULL;
}

static void
start_guess (MsDiscovery *discovery)
{
  const MsTriesOptions options = { .check.probe.timeout_ms = GUESS_MS };
  g_autoptr (GPtrArray) targets = ms_discover_guesses (discovery->domain);
  gboolean mail = misses_mail (discovery), exchange = misses_exchange (discovery);

  discovery->guesses = g_ptr_array_new_with_free_func ((GDestroyNotify) ms_target_free);
  for (guint i = 0; i < targets->len && i < MAX_GUESSES; i++)
    {
      const MsTarget *target = g_ptr_array_index (targets, i);
      if (target->service == MS_SERVICE_HTTPS ? exchange : mail)
        g_ptr_array_add (discovery->guesses, ms_target_copy (target));
    }
  discovery->guessing
    = ms_tries_start (discovery->guesses, NULL, &options, g_get_real_time () / G_USEC_PER_SEC, seen_cb, guessed_cb, discovery);
}

static void
end_guess (MsDiscovery *discovery)
{
  g_clear_pointer (&discovery->guessing, ms_tries_cancel);
  for (guint i = 0; i < discovery->guesses->len; i++)
    {
      const MsTarget *target = g_ptr_array_index (discovery->guesses, i);
      if (discovery->answers[i])
        ms_found_add (discovery->found, target->service, target->host, target->port, MS_SOURCE_GUESS, target->host);
    }
  g_clear_pointer (&discovery->guesses, g_ptr_array_unref);
}

/* ---- step by step ---------------------------------------------------------------------------------------------- */

static void
discovery_end (MsDiscovery *discovery)
{
  g_clear_handle_id (&discovery->timer, g_source_remove);
  discovery->done (discovery->found, discovery->notes, discovery->data);
  g_strfreev (discovery->ca_files);
  g_free (discovery->domain);
  g_free (discovery);
}

/* Is there something to ask in this step? */
static gboolean
is_wanted (const MsDiscovery *discovery)
{
  if (discovery->timer == 0)
    return FALSE;
  if (discovery->step == STEP_GUESS)
    return misses_mail (discovery) || misses_exchange (discovery);
  return discovery->options.thorough || !ms_discover_complete (discovery->found) || misses_exchange (discovery);
}

static const struct
{
  void (*start) (MsDiscovery *discovery);
  void (*end) (MsDiscovery *discovery);
} steps[STEP_END] = {
  [STEP_DNS] = { start_dns, end_dns },
  [STEP_AUTOCONFIG] = { start_autoconfig, end_autoconfig },
  [STEP_GUESS] = { start_guess, end_guess },
};

/* All answers of a step are there, or its time is over. */
static void
step_over (MsDiscovery *discovery)
{
  if (steps[discovery->step].end != NULL)
    steps[discovery->step].end (discovery);
  discovery->waiting = 0;
  while (++discovery->step < STEP_END)
    if (is_wanted (discovery))
      {
        steps[discovery->step].start (discovery);
        return;
      }
  discovery_end (discovery);
}

static gboolean
late_cb (gpointer data)
{
  MsDiscovery *discovery = data;

  discovery->timer = 0;
  step_over (discovery);
  return G_SOURCE_REMOVE;
}

static gboolean
begin_cb (gpointer data)
{
  MsDiscovery *discovery = data;

  ms_discover_provider (discovery->found, discovery->domain);
  step_over (discovery);
  return G_SOURCE_REMOVE;
}

void
ms_discovery_start (const char *domain, const MsDiscoveryOptions *options, MsDiscovered done, gpointer data)
{
  MsDiscovery *discovery = g_new0 (MsDiscovery, 1);
  g_autoptr (GSource) timer = NULL;

  discovery->domain = g_strdup (domain);
  discovery->options = *options;
  discovery->ca_files = g_strdupv ((GStrv) options->ca_files);
  discovery->found = ms_found_list_new ();
  discovery->notes = g_ptr_array_new_with_free_func (g_free);
  discovery->done = done;
  discovery->data = data;
  timer = ms_patience_timer (options->timeout_ms, late_cb, discovery);
  discovery->timer = g_source_attach (timer, NULL);
  g_idle_add_full (G_PRIORITY_DEFAULT, begin_cb, discovery, NULL);
}

/* ---- waiting for it -------------------------------------------------------------------------------------------- */

typedef struct
{
  GPtrArray *found, *notes;
} Result;

static void
done_cb (GPtrArray *found, GPtrArray *notes, gpointer data)
{
  Result *result = data;

  result->found = found;
  result->notes = notes;
}

GPtrArray *
ms_discovery_run (const char *domain, const MsDiscoveryOptions *options, GPtrArray **ret_notes)
{
  Result result = { NULL, NULL };

  ms_discovery_start (domain, options, done_cb, &result);
  while (result.found == NULL)
    g_main_context_iteration (NULL, TRUE);
  *ret_notes = result.notes;
  return result.found;
}

char *
ms_discovery_nothing (const char *domain, const GPtrArray *notes)
{
  const char *note = notes->len > 0 ? g_ptr_array_index (notes, 0) : "";

  return g_strdup_printf (_ ("No mail server of %s could be found: neither DNS nor the web host of the provider names one. %s%s"
                             "Name the server instead, as in imaps://imap.%s."),
                          domain, note, *note != '\0' ? " " : "", domain);
}
