/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "check/probe/probe.h"

#include "model/text.h"
#include "model/url.h"
#include "check/probe/connection.h"
#include "check/probe/goodbye.h"
#include "check/probe/resolve.h"

#include <errno.h>

#define MAX_ADDRESSES 16
#define SCOUT_US      (50 * G_GINT64_CONSTANT (1000))

/* One address: its connection and, if that meets silence where a greeting should come, another that tries TLS. */
typedef struct
{
  MsProbe *probe;
  MsSighting *sighting;     /* the observation's */
  MsConnection *connection; /* NULL: the outcome is known */
  MsConnection *scout;      /* NULL: there is none (any longer) */
  MsSighting *scouted;      /* what the scout saw */
} Visit;

struct _MsProbe
{
  MsPatience patience;
  MsConnectionOptions options, scout_options;
  gboolean (*admits) (const char *address, gconstpointer data);
  gconstpointer admits_data;
  MsObservation *observation;
  MsResolve *resolve;
  GSource *timer;    /* the deadline of the look-up */
  GPtrArray *visits; /* Visit* */
  guint pending;     /* visits without an outcome */
  MsProbeDone done;
  gpointer data;
};

static guint alive; /* probes */

static void
clear_timer (MsProbe *probe)
{
  if (probe->timer == NULL)
    return;
  g_source_destroy (probe->timer);
  g_clear_pointer (&probe->timer, g_source_unref);
}

static gboolean
is_short (const MsSighting *sighting)
{
  return sighting->outcome == MS_OUTCOME_CANCELLED && sighting->reason == MS_REASON_ROOM;
}

/* An address for which there was no room is as if it had not been asked for, unless it is all there is. */
static void
leave_out_short (GPtrArray *sightings)
{
  guint n = 0;

  for (guint i = 0; i < sightings->len; i++)
    n += is_short (g_ptr_array_index (sightings, i));
  for (guint i = sightings->len; i > 0 && n < sightings->len; i--)
    if (is_short (g_ptr_array_index (sightings, i - 1)))
      {
        g_ptr_array_remove_index (sightings, i - 1);
        n--;
      }
}

/* Its connections are no more. */
static void
probe_free (MsProbe *probe)
{
  clear_timer (probe);
  ms_resolve_cancel (probe->resolve);
  g_ptr_array_unref (probe->visits);
  ms_target_free (probe->options.target);
  ms_observation_free (probe->observation);
  g_free (probe);
  alive--;
}

/* The last that it does. */
static void
hand_over (MsProbe *probe)
{
  MsObservation *observation = g_steal_pointer (&probe->observation);
  MsProbeDone done = probe->done;
  gpointer data = probe->data;

  probe_free (probe);
  leave_out_short (observation->sightings);
  done (observation, data);
}

/* ---- addresses ----------------------------------------------------------------------------------------------- */

static void
visit_free (Visit *visit)
{
  ms_sighting_free (visit->scouted);
  g_free (visit);
}

static void
outcome_cb (MsSighting *sighting, MsService service, gpointer data)
{
  Visit *visit = data;
  MsProbe *probe = visit->probe;

  visit->connection = NULL;
  g_clear_pointer (&visit->scout, ms_connection_cancel);
  if (probe->observation->target->service == MS_SERVICE_ANY)
    probe->observation->target->service = service;
  if (--probe->pending == 0)
    hand_over (probe);
}

/*
 * What the scout has seen belongs to the address: TLS, which is a fault where STARTTLS is meant and an answer where nothing is
 * known yet; or a service of another kind that lets others speak first.
 */
static void
scouted_cb (MsSighting *scouted, MsService service, gpointer data)
{
  Visit *visit = data;
  MsSighting *sighting = visit->sighting;
  gboolean tls = scouted->tls_version != NULL || scouted->outcome == MS_OUTCOME_TLS_FAILED;
  gboolean open_question = visit->probe->options.target->service == MS_SERVICE_ANY;

  visit->scout = NULL;
  if (!tls && (scouted->outcome != MS_OUTCOME_PROTOCOL_ERROR || scouted->speaks == NULL))
    return;
  g_ptr_array_extend_and_steal (sighting->der, g_steal_pointer (&scouted->der));
  scouted->der = g_ptr_array_new_with_free_func ((GDestroyNotify) g_bytes_unref);
  sighting->tls_version = g_steal_pointer (&scouted->tls_version);
  sighting->cipher = g_steal_pointer (&scouted->cipher);
  sighting->ocsp = g_steal_pointer (&scouted->ocsp);
  if (tls && !open_question)
    ms_connection_end (visit->connection, visit->probe->options.target->service, MS_OUTCOME_WRONG_SECURITY_MODE, MS_REASON_NONE,
                       "tls", NULL);
  else
    {
      sighting->alert = g_steal_pointer (&scouted->alert);
      ms_connection_end (visit->connection, service, scouted->outcome, scouted->reason, scouted->speaks, scouted->detail);
    }
}

static const MsConnectionEvents scout_events = { scouted_cb, NULL };

static void
silent_cb (gpointer data)
{
  Visit *visit = data;
  MsProbe *probe = visit->probe;
  g_autoptr (GInetAddress) address = g_inet_address_new_from_string (visit->sighting->address);

  visit->scouted = ms_sighting_new (visit->sighting->address);
  visit->scout = ms_connection_start (address, visit->scouted, &probe->scout_options, &scout_events, visit);
}

static const MsConnectionEvents events = { outcome_cb, silent_cb };

static GPtrArray *
admitted (const MsProbe *probe, const GPtrArray *addresses)
{
  GPtrArray *left = g_ptr_array_new_with_free_func (g_object_unref);

  for (guint i = 0; i < addresses->len; i++)
    {
      GInetAddress *address = g_ptr_array_index (addresses, i);
      g_autofree char *text = g_inet_address_to_string (address);
      if (probe->admits == NULL || probe->admits (text, probe->admits_data))
        g_ptr_array_add (left, g_object_ref (address));
    }
  return left;
}

static void
begin (MsProbe *probe, const GPtrArray *addresses)
{
  guint n = MIN (addresses->len, MAX_ADDRESSES);

  clear_timer (probe);
  probe->pending = n;
  for (guint i = 0; i < n; i++)
    {
      GInetAddress *address = g_ptr_array_index (addresses, i);
      g_autofree char *text = g_inet_address_to_string (address);
      Visit *visit = g_new0 (Visit, 1);

      visit->probe = probe;
      visit->sighting = ms_sighting_new (text);
      visit->sighting->trust = MS_TRUST_NO_CHAIN;
      g_ptr_array_add (probe->observation->sightings, visit->sighting);
      g_ptr_array_add (probe->visits, visit);
      visit->connection = ms_connection_start (address, visit->sighting, &probe->options, &events, visit);
    }
}

/* ---- the name ------------------------------------------------------------------------------------------------ */

static void
end_without (MsProbe *probe, MsOutcome outcome, MsReason reason, const char *detail)
{
  MsSighting *sighting = ms_sighting_new ("");

  sighting->trust = MS_TRUST_NO_CHAIN;
  sighting->outcome = outcome;
  sighting->reason = reason;
  sighting->detail = detail != NULL ? ms_visible (detail, -1, 300) : NULL;
  g_ptr_array_add (probe->observation->sightings, sighting);
  hand_over (probe);
}

/* There is no answer: that says something about the name, unless we had no room to ask. Ends the probe. */
static void
not_resolved (MsProbe *probe, gboolean no_room, const char *error)
{
  if (no_room)
    end_without (probe, MS_OUTCOME_CANCELLED, MS_REASON_ROOM, error);
  else
    end_without (probe, MS_OUTCOME_UNREACHABLE,
                 ms_host_is_onion (probe->observation->target->host) ? MS_REASON_TOR : MS_REASON_DNS, error);
}

static void
resolved_cb (const GPtrArray *addresses, const char *error, gpointer data)
{
  MsProbe *probe = data;
  gboolean no_room = ms_resolve_is_short (probe->resolve);
  g_autoptr (GPtrArray) left = addresses != NULL ? admitted (probe, addresses) : NULL;

  ms_patience_make_up (&probe->patience, ms_resolve_answered (probe->resolve), g_get_monotonic_time ());
  g_clear_pointer (&probe->resolve, ms_resolve_cancel);
  if (left == NULL)
    not_resolved (probe, no_room, error);
  else if (left->len > 0)
    begin (probe, left);
  else
    end_without (probe, MS_OUTCOME_CANCELLED, MS_REASON_NONE, NULL);
}

static gboolean
look_up_timed_out_cb (gpointer data)
{
  MsProbe *probe = data;
  gboolean no_room = ms_resolve_is_short (probe->resolve);

  g_clear_pointer (&probe->resolve, ms_resolve_cancel);
  not_resolved (probe, no_room, no_room ? g_strerror (EMFILE) : "the name service does not answer");
  return G_SOURCE_REMOVE;
}

MsProbe *
ms_probe_start (const MsTarget *target, const MsProbeOptions *options, gint64 now, MsProbeDone done, gpointer data)
{
  MsProbe *probe = g_new0 (MsProbe, 1);

  alive++;
  probe->options.target = ms_target_copy (target);
  probe->options.timeout_ms = options->timeout_ms;
  ms_patience_begin (&probe->patience, g_get_monotonic_time (), options->timeout_ms);
  probe->options.patience = &probe->patience;
  probe->options.transcript = options->transcript;
  probe->options.patient = options->patient;
  probe->admits = options->admits;
  probe->admits_data = options->admits_data;
  probe->observation = ms_observation_new (target, now);
  probe->visits = g_ptr_array_new_with_free_func ((GDestroyNotify) visit_free);
  probe->scout_options = probe->options;
  probe->scout_options.tls_at_once = TRUE;
  probe->scout_options.patient = FALSE;
  probe->scout_options.early = SCOUT_US; /* its word must come before the other's time is over */
  probe->done = done;
  probe->data = data;
  probe->timer = ms_patience_timer (options->timeout_ms, look_up_timed_out_cb, probe);
  g_source_attach (probe->timer, g_main_context_get_thread_default ());
  probe->resolve = ms_resolve_start (options->address != NULL ? options->address : target->host, resolved_cb, probe);
  return probe;
}

void
ms_probe_cancel (MsProbe *probe)
{
  for (guint i = 0; i < probe->visits->len; i++)
    {
      Visit *visit = g_ptr_array_index (probe->visits, i);
      g_clear_pointer (&visit->scout, ms_connection_cancel);
      g_clear_pointer (&visit->connection, ms_connection_cancel);
    }
  probe_free (probe);
}

void
ms_probe_drain (guint ms)
{
  while (alive > 0)
    g_main_context_iteration (g_main_context_get_thread_default (), TRUE);
  ms_goodbye_drain (ms);
}
