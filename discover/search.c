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
  MsSearch *search;
  MsResolve *resolve; /* NULL once answered */
  GPtrArray *records; /* char*; NULL before the answer */
} Question;

typedef struct
{
  MsSearch *search;
  MsFetch *fetch; /* NULL once ended */
  GBytes *bytes;
  char *url;
} Fetch;

struct _MsSearch
{
  char *domain;
  MsSearchOptions options;
  GStrv ca_files;
  Step step;
  guint waiting; /* answers of this step */
  guint timer;   /* 0: it is over */
  Question questions[MAX_QUESTIONS];
  Fetch fetches[MAX_FETCHES];
  MsTries *guessing;
  GPtrArray *guesses;            /* MsTarget* */
  gboolean answers[MAX_GUESSES]; /* that one does */
  GPtrArray *denied;             /* char*, lent: schemes of services that DNS says are not offered */
  char *page;                    /* what is only worth a word if nothing was found and nothing else is to be said, or NULL */
  GPtrArray *found, *notes;
  MsSearched done;
  gpointer data;
};

static void step_over (MsSearch *search);

static void
answered (MsSearch *search)
{
  if (--search->waiting == 0)
    step_over (search);
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
  answered (question->search);
}

static void
ask (MsSearch *search, guint i, const char *name, MsRecord record)
{
  Question *question = &search->questions[i];

  question->search = search;
  search->waiting++;
  question->resolve = ms_records_ask (name, record, resolved_cb, question);
}

/* The last question is the one for MX. */
static void
start_dns (MsSearch *search)
{
  guint i;
  char *name;

  for (i = 0; i < MAX_QUESTIONS - 1 && (name = ms_discover_srv_name (i, search->domain)) != NULL; i++)
    {
      ask (search, i, name, MS_RECORD_SERVICE);
      g_free (name);
    }
  ask (search, MAX_QUESTIONS - 1, search->domain, MS_RECORD_MX);
}

static void
note_denied (MsSearch *search)
{
  g_autofree char *list = NULL;

  if (search->denied->len == 0)
    return;
  g_ptr_array_add (search->denied, NULL);
  list = g_strjoinv (", ", (char **) search->denied->pdata);
  g_ptr_array_set_size (search->denied, (int) search->denied->len - 1);
  /* Translators: a domain, and a list like "imaps, pop3s" */
  g_ptr_array_add (search->notes, g_strdup_printf (_ ("%s says in DNS that it does not offer: %s."), search->domain, list));
}

static void
end_dns (MsSearch *search)
{
  for (guint i = 0; i < MAX_QUESTIONS; i++)
    {
      Question *question = &search->questions[i];
      g_clear_pointer (&question->resolve, ms_resolve_cancel);
      if (question->records != NULL && i < MAX_QUESTIONS - 1)
        {
          ms_discover_srv (search->found, search->domain, i, question->records);
          if (ms_discover_is_denied (question->records))
            g_ptr_array_add (search->denied, (gpointer) ms_service_info (ms_discover_srv_service (i))->scheme);
        }
      else if (question->records != NULL)
        ms_discover_mx (search->found, search->domain, question->records);
      g_clear_pointer (&question->records, g_ptr_array_unref);
    }
  note_denied (search);
}

/* ---- autoconfig ------------------------------------------------------------------------------------------------ */

static void
fetched_cb (const char *bytes, gsize length, const char *url, const char *error, gboolean usual, gpointer data)
{
  Fetch *fetch = data;

  fetch->fetch = NULL;
  if (error != NULL && !usual)
    g_ptr_array_add (fetch->search->notes, g_strdup (error));
  else if (error != NULL && fetch->search->page == NULL)
    fetch->search->page = g_strdup (error);
  if (bytes != NULL)
    {
      fetch->bytes = g_bytes_new (bytes, length);
      fetch->url = g_strdup (url);
    }
  answered (fetch->search);
}

static void
start_autoconfig (MsSearch *search)
{
  const MsFetchOptions options = {
    .domain = search->domain, .ca_files = (const char *const *) search->ca_files, .max = MS_AUTOCONFIG_MAX, .timeout_ms = FETCH_MS
  };
  char *url;

  for (guint i = 0; i < MAX_FETCHES && (url = ms_autoconfig_url (i, search->domain)) != NULL; i++)
    {
      search->fetches[i].search = search;
      search->waiting++;
      search->fetches[i].fetch = ms_fetch_start (url, &options, fetched_cb, &search->fetches[i]);
      g_free (url);
    }
}

static gboolean
read_file (MsSearch *search, const Fetch *fetch)
{
  g_autoptr (GError) error = NULL;
  gsize length;
  const char *bytes = g_bytes_get_data (fetch->bytes, &length);

  if (ms_autoconfig_read (search->found, search->domain, fetch->url, bytes, length, &error))
    return TRUE;
  g_ptr_array_add (search->notes, g_strdup_printf (_ ("The file at %s is of no use: %s."), fetch->url, error->message));
  return FALSE;
}

/* The first file that names servers is the one that counts. */
static void
end_autoconfig (MsSearch *search)
{
  gboolean read = FALSE;

  for (guint i = 0; i < MAX_FETCHES; i++)
    {
      Fetch *fetch = &search->fetches[i];
      g_clear_pointer (&fetch->fetch, ms_fetch_cancel);
      if (fetch->bytes != NULL && !read)
        read = read_file (search, fetch);
      g_clear_pointer (&fetch->bytes, g_bytes_unref);
      g_clear_pointer (&fetch->url, g_free);
    }
}

/* ---- guessing -------------------------------------------------------------------------------------------------- */

static gboolean
seen_cb (MsObservation *observation, guint i, gpointer data)
{
  MsSearch *search = data;

  search->answers[i] = ms_observation_has (observation, MS_OUTCOME_OK);
  ms_observation_free (observation);
  return FALSE;
}

static void
guessed_cb (gpointer data)
{
  MsSearch *search = data;

  search->guessing = NULL;
  step_over (search);
}

static gboolean
misses_mail (const MsSearch *search)
{
  return search->options.guess && !ms_discover_complete (search->found);
}

static gboolean
misses_exchange (const MsSearch *search)
{
  return search->options.exchange && ms_discover_exchange (search->found) == NULL;
}

static gboolean
is_denied (const MsSearch *search, MsService service)
{
  return g_ptr_array_find (search->denied, ms_service_info (service)->scheme, NULL);
}

static void
start_guess (MsSearch *search)
{
  const MsTriesOptions options = { .check.probe.timeout_ms = GUESS_MS };
  g_autoptr (GPtrArray) targets = ms_discover_guesses (search->domain);
  gboolean mail = misses_mail (search), exchange = misses_exchange (search);

  search->guesses = g_ptr_array_new_with_free_func ((GDestroyNotify) ms_target_free);
  for (guint i = 0; i < targets->len && i < MAX_GUESSES; i++)
    {
      const MsTarget *target = g_ptr_array_index (targets, i);
      if ((target->service == MS_SERVICE_HTTPS ? exchange : mail) && !is_denied (search, target->service))
        g_ptr_array_add (search->guesses, ms_target_copy (target));
    }
  search->guessing
    = ms_tries_start (search->guesses, NULL, &options, g_get_real_time () / G_USEC_PER_SEC, seen_cb, guessed_cb, search);
}

static void
end_guess (MsSearch *search)
{
  g_clear_pointer (&search->guessing, ms_tries_cancel);
  for (guint i = 0; i < search->guesses->len; i++)
    {
      const MsTarget *target = g_ptr_array_index (search->guesses, i);
      if (search->answers[i])
        ms_found_add (search->found, target->service, target->host, target->port, MS_SOURCE_GUESS, target->host);
    }
  g_clear_pointer (&search->guesses, g_ptr_array_unref);
}

/* ---- step by step ---------------------------------------------------------------------------------------------- */

static void
search_end (MsSearch *search)
{
  g_clear_handle_id (&search->timer, g_source_remove);
  if (search->found->len == 0 && search->notes->len == 0 && search->page != NULL)
    g_ptr_array_add (search->notes, g_steal_pointer (&search->page));
  g_free (search->page);
  g_ptr_array_unref (search->denied);
  search->done (search->found, search->notes, search->data);
  g_strfreev (search->ca_files);
  g_free (search->domain);
  g_free (search);
}

/* Is there something to ask in this step? */
static gboolean
is_wanted (const MsSearch *search)
{
  if (search->timer == 0)
    return FALSE;
  if (search->step == STEP_GUESS)
    return misses_mail (search) || misses_exchange (search);
  return search->options.thorough || !ms_discover_complete (search->found) || misses_exchange (search);
}

static const struct
{
  void (*start) (MsSearch *search);
  void (*end) (MsSearch *search);
} steps[STEP_END] = {
  [STEP_DNS] = { start_dns, end_dns },
  [STEP_AUTOCONFIG] = { start_autoconfig, end_autoconfig },
  [STEP_GUESS] = { start_guess, end_guess },
};

/* All answers of a step are there, or its time is over. */
static void
step_over (MsSearch *search)
{
  if (steps[search->step].end != NULL)
    steps[search->step].end (search);
  search->waiting = 0;
  while (++search->step < STEP_END)
    if (is_wanted (search))
      {
        steps[search->step].start (search);
        return;
      }
  search_end (search);
}

static gboolean
late_cb (gpointer data)
{
  MsSearch *search = data;

  search->timer = 0;
  step_over (search);
  return G_SOURCE_REMOVE;
}

static gboolean
begin_cb (gpointer data)
{
  MsSearch *search = data;

  ms_discover_provider (search->found, search->domain);
  step_over (search);
  return G_SOURCE_REMOVE;
}

void
ms_search_start (const char *domain, const MsSearchOptions *options, MsSearched done, gpointer data)
{
  MsSearch *search = g_new0 (MsSearch, 1);
  g_autoptr (GSource) timer = NULL;

  search->domain = g_strdup (domain);
  search->options = *options;
  search->ca_files = g_strdupv ((GStrv) options->ca_files);
  search->found = ms_found_list_new ();
  search->notes = g_ptr_array_new_with_free_func (g_free);
  search->denied = g_ptr_array_new ();
  search->done = done;
  search->data = data;
  timer = ms_patience_timer (options->timeout_ms, late_cb, search);
  search->timer = g_source_attach (timer, NULL);
  g_idle_add_full (G_PRIORITY_DEFAULT, begin_cb, search, NULL);
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
ms_search_run (const char *domain, const MsSearchOptions *options, GPtrArray **ret_notes)
{
  Result result = { NULL, NULL };

  ms_search_start (domain, options, done_cb, &result);
  while (result.found == NULL)
    g_main_context_iteration (NULL, TRUE);
  *ret_notes = result.notes;
  return result.found;
}

char *
ms_search_nothing (const char *domain, const GPtrArray *notes)
{
  const char *note = notes->len > 0 ? g_ptr_array_index (notes, 0) : "";

  return g_strdup_printf (_ ("No mail server of %s could be found: neither DNS nor the web host of the provider names one. %s%s"
                             "Name the server instead, as in imaps://imap.%s."),
                          domain, note, *note != '\0' ? " " : "", domain);
}
