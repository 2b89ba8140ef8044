/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "check/verdict-json.h"

#include "model/text.h"
#include "check/programs-json.h"
#include "check/judge/expiry.h"
#include "check/judge/words.h"
#include "check/x509/certificate.h"

/* ---- small members ------------------------------------------------------------------------------------------- */

static void
add_int (JsonBuilder *json, const char *key, gint64 value)
{
  json_builder_set_member_name (json, key);
  json_builder_add_int_value (json, value);
}

static void
add_time (JsonBuilder *json, const char *key, gint64 time)
{
  g_autofree char *text = ms_time_string (time);
  ms_json_add_string (json, key, text);
}

static void
add_time_or_null (JsonBuilder *json, const char *key, gint64 time)
{
  if (time != 0)
    add_time (json, key, time);
  else
    {
      json_builder_set_member_name (json, key);
      json_builder_add_null_value (json);
    }
}

static void
add_list (JsonBuilder *json, const char *key, const char *const *items)
{
  json_builder_set_member_name (json, key);
  json_builder_begin_array (json);
  for (guint i = 0; items != NULL && items[i] != NULL; i++)
    json_builder_add_string_value (json, items[i]);
  json_builder_end_array (json);
}

/* Only where it is so. */
static void
add_flag (JsonBuilder *json, const char *key, gboolean value)
{
  if (value)
    ms_json_add_bool (json, key, TRUE);
}

/* ---- B2 ------------------------------------------------------------------------------------------------------ */

static void
add_facts (JsonBuilder *json, const MsFinding *finding)
{
  json_builder_set_member_name (json, "facts");
  json_builder_begin_object (json);
  for (guint i = 0; i < finding->facts->len; i++)
    {
      const MsFact *fact = g_ptr_array_index (finding->facts, i);
      switch (fact->kind)
        {
        case MS_FACT_STRING:
          ms_json_add_string (json, fact->key, fact->string);
          break;
        case MS_FACT_NUMBER:
          add_int (json, fact->key, fact->number);
          break;
        case MS_FACT_TIME:
          add_time (json, fact->key, fact->number);
          break;
        case MS_FACT_LIST:
          add_list (json, fact->key, (const char *const *) fact->list);
          break;
        case MS_FACT_PAIRS:
          json_builder_set_member_name (json, fact->key);
          json_builder_begin_object (json);
          for (guint p = 0; fact->list[p] != NULL && fact->list[p + 1] != NULL; p += 2)
            ms_json_add_string (json, fact->list[p], fact->list[p + 1]);
          json_builder_end_object (json);
          break;
        }
    }
  json_builder_end_object (json);
}

static void
add_finding (JsonBuilder *json, const MsVerdict *verdict, const MsFinding *finding)
{
  g_autoptr (MsWords) words = ms_words (verdict, finding);
  const MsCodeInfo *info = ms_code_info (finding->code);
  gboolean replaced = ms_finding_fact (finding, "replaced") != NULL; /* a stranger may have put it there */

  json_builder_begin_object (json);
  ms_json_add_string (json, "code", info->name);
  ms_json_add_string (json, "family", info->family);
  ms_json_add_string (json, "severity", ms_severity_name (finding->severity));
  add_flag (json, "grave", replaced || ms_code_is_grave (finding->code, finding->severity));
  add_flag (json, "acceptable", (info->traits & MS_TRAIT_VOUCH) != 0 && !replaced && finding->severity != MS_SEVERITY_INFO);
  ms_json_add_string (json, "who", ms_who_name (finding->who));
  ms_json_add_string (json, "who_text", ms_words_who (finding->who));
  ms_json_add_string (json, "title", words->title);
  ms_json_add_string (json, "text", words->text);
  ms_json_add_string (json, "advice", words->advice);
  ms_json_add_string (json, "details", words->details);
  add_list (json, "addresses", (const char *const *) finding->addresses);
  add_facts (json, finding);
  json_builder_end_object (json);
}

/* What stands in it. */
static void
add_contents (JsonBuilder *json, const MsCertificate *leaf)
{
  ms_json_add_string (json, "sha256", leaf->sha256);
  ms_json_add_string (json, "spki_sha256", leaf->spki_sha256);
  ms_json_add_string (json, "subject", leaf->subject);
  ms_json_add_string (json, "issuer", leaf->issuer);
  ms_json_add_string (json, "serial", leaf->serial);
  add_list (json, "names", (const char *const *) leaf->names);
  add_time (json, "not_before", leaf->not_before);
  add_time (json, "not_after", leaf->not_after);
  ms_json_add_bool (json, "self_signed", leaf->self_signed);
  ms_json_add_string (json, "key", leaf->key);
  ms_json_add_string (json, "signature", leaf->signature);
}

static void
add_certificate (JsonBuilder *json, const MsCertificate *leaf, gint64 now)
{
  json_builder_set_member_name (json, "certificate");
  json_builder_begin_object (json);
  add_contents (json, leaf);
  json_builder_set_member_name (json, "days_left");
  if (leaf->not_after == G_MAXINT64)
    json_builder_add_null_value (json);
  else
    json_builder_add_int_value (json, ms_days_left (leaf->not_after, now));
  json_builder_end_object (json);
}

JsonNode *
ms_past_certificate_json (const MsPastCertificate *past)
{
  g_autoptr (JsonBuilder) json = json_builder_new ();
  g_autofree char *pem = past->leaf->der != NULL ? ms_certificate_pem (past->leaf->der) : NULL;

  json_builder_begin_object (json);
  add_contents (json, past->leaf);
  ms_json_add_known (json, "issuer_organization", past->leaf->issuer_organization);
  add_time (json, "first_seen", past->first_seen);
  add_time (json, "last_seen", past->last_seen);
  add_list (json, "addresses", past->addresses);
  ms_json_add_bool (json, "current", past->current);
  ms_json_add_known (json, "pem", pem);
  json_builder_end_object (json);
  return json_builder_get_root (json);
}

static void
add_chain (JsonBuilder *json, const GPtrArray *chain, gboolean show)
{
  json_builder_set_member_name (json, "chain");
  json_builder_begin_array (json);
  for (guint i = 0; i < chain->len; i++)
    {
      const MsCertificate *certificate = g_ptr_array_index (chain, i);
      json_builder_begin_object (json);
      ms_json_add_string (json, "subject", certificate->subject);
      ms_json_add_string (json, "issuer", certificate->issuer);
      ms_json_add_string (json, "sha256", certificate->sha256);
      add_time (json, "not_after", certificate->not_after);
      if (show)
        {
          g_autofree char *pem = ms_certificate_pem (certificate->der);
          ms_json_add_string (json, "pem", pem);
        }
      json_builder_end_object (json);
    }
  json_builder_end_array (json);
}

static void
add_sighting (JsonBuilder *json, const MsSighting *sighting, gint64 now, const MsJsonOptions *options)
{
  const MsCertificate *leaf = ms_sighting_leaf (sighting);

  json_builder_begin_object (json);
  ms_json_add_string (json, "address", sighting->address);
  ms_json_add_string (json, "outcome", ms_outcome_name (sighting->outcome));
  ms_json_add_known (json, "detail", sighting->detail);
  add_int (json, "duration_ms", sighting->duration_ms);
  ms_json_add_known (json, "tls_version", sighting->tls_version);
  ms_json_add_known (json, "cipher", sighting->cipher);
  if (leaf != NULL)
    add_certificate (json, leaf, now);
  add_chain (json, sighting->chain, options != NULL && options->show);
  if (options != NULL && options->verbose)
    ms_json_add_known (json, "transcript", sighting->transcript);
  json_builder_end_object (json);
}

void
ms_json_add_server (JsonBuilder *json, const MsServer *server)
{
  ms_json_add_string (json, "name", server->name);
  ms_json_add_string (json, "account", server->account);
  ms_json_add_string (json, "half", ms_direction_name (server->target->service));
  add_list (json, "clients", (const char *const *) server->clients);
  ms_json_add_string (json, "role", server->role == MS_ROLE_ADMIN ? "admin" : "user");
  ms_json_add_bool (json, "notify", server->notify);
  ms_json_add_bool (json, "imported", server->imported);
  ms_json_add_bool (json, "gone", server->gone);
}

/* A line of the user's as it is; only what is no UTF-8 must be made so. */
static void
add_target (JsonBuilder *json, const char *line)
{
  g_autofree char *visible = g_utf8_validate (line, -1, NULL) ? NULL : ms_visible (line, -1, 4096);
  ms_json_add_string (json, "target", visible != NULL ? visible : line);
}

/* How the time of the certificate is, whatever else is wrong with it. */
static MsSeverity
time_state (const MsVerdict *verdict)
{
  for (guint i = 0; i < verdict->findings->len; i++)
    {
      const MsFinding *finding = g_ptr_array_index (verdict->findings, i);
      if ((ms_code_info (finding->code)->traits & MS_TRAIT_TIME) != 0)
        return finding->severity;
    }
  return MS_SEVERITY_OK;
}

/* Is there anybody at all, whatever he says? */
static gboolean
answers (const MsObservation *observation)
{
  for (guint i = 0; i < observation->sightings->len; i++)
    if (((const MsSighting *) g_ptr_array_index (observation->sightings, i))->outcome != MS_OUTCOME_UNREACHABLE)
      return TRUE;
  return FALSE;
}

char *
ms_verdict_json (const MsVerdict *verdict, const MsJsonOptions *options)
{
  const MsObservation *observation = verdict->observation;
  const MsTarget *target = observation->target;
  g_autoptr (JsonBuilder) json = json_builder_new ();
  g_autofree char *url = ms_target_url (target);
  g_autofree char *summary = ms_words_summary (verdict);

  json_builder_begin_object (json);
  add_target (json, options != NULL && options->target != NULL ? options->target : url);
  ms_json_add_string (json, "url", url);
  ms_json_add_string (json, "host", target->host);
  add_int (json, "port", target->port);
  ms_json_add_string (json, "protocol", ms_protocol_name (ms_service_info (target->service)->protocol));
  ms_json_add_string (json, "security", ms_security_name (ms_service_info (target->service)->security));
  add_time (json, "checked", observation->checked);
  if (options != NULL && options->at)
    add_time (json, "at", verdict->now);
  ms_json_add_bool (json, "answers", answers (observation));
  ms_json_add_string (json, "state", ms_severity_name (verdict->state));
  ms_json_add_string (json, "time_state", ms_severity_name (time_state (verdict)));
  ms_json_add_string (json, "safe_to_continue", ms_safe_name (verdict->safe));
  ms_json_add_string (json, "safe_text", ms_words_safe (verdict->safe));
  ms_json_add_string (json, "summary", summary);
  if (options != NULL && options->server != NULL)
    {
      ms_json_add_server (json, options->server);
      if (verdict->renewal != 0)
        add_time (json, "renewal", verdict->renewal);
      if (options->due != G_MAXINT64)
        add_time (json, "due", options->due);
    }
  json_builder_set_member_name (json, "findings");
  json_builder_begin_array (json);
  for (guint i = 0; i < verdict->findings->len; i++)
    add_finding (json, verdict, g_ptr_array_index (verdict->findings, i));
  json_builder_end_array (json);
  json_builder_set_member_name (json, "addresses");
  json_builder_begin_array (json);
  for (guint i = 0; i < observation->sightings->len; i++)
    {
      const MsSighting *sighting = g_ptr_array_index (observation->sightings, i);
      if (*sighting->address != '\0')
        add_sighting (json, sighting, verdict->now, options);
    }
  json_builder_end_array (json);
  if (options != NULL && options->programs != NULL)
    {
      json_builder_set_member_name (json, "programs");
      json_builder_add_value (json, ms_programs_json (options->programs, observation, verdict->now));
    }
  json_builder_end_object (json);
  return ms_json_line (json_builder_get_root (json));
}

char *
ms_waiting_json (const MsServer *server, const char *summary)
{
  const MsTarget *target = server->target;
  g_autoptr (JsonBuilder) json = json_builder_new ();

  json_builder_begin_object (json);
  ms_json_add_string (json, "target", server->url);
  ms_json_add_string (json, "url", server->url);
  ms_json_add_string (json, "host", target->host);
  add_int (json, "port", target->port);
  ms_json_add_string (json, "protocol", ms_protocol_name (ms_service_info (target->service)->protocol));
  ms_json_add_string (json, "security", ms_security_name (ms_service_info (target->service)->security));
  add_time_or_null (json, "checked", 0);
  ms_json_add_string (json, "state", ms_severity_name (MS_SEVERITY_UNKNOWN));
  ms_json_add_string (json, "safe_to_continue", ms_safe_name (MS_SAFE_WAIT));
  ms_json_add_string (json, "summary", summary);
  ms_json_add_server (json, server);
  add_list (json, "findings", NULL);
  add_list (json, "addresses", NULL);
  json_builder_end_object (json);
  return ms_json_line (json_builder_get_root (json));
}

/* ---- B6 ------------------------------------------------------------------------------------------------------ */

JsonNode *
ms_alert_json (const MsAlert *alert)
{
  g_autoptr (JsonBuilder) json = json_builder_new ();

  json_builder_begin_object (json);
  ms_json_add_string (json, "id", alert->id);
  ms_json_add_string (json, "code", ms_code_info (alert->code)->name);
  ms_json_add_string (json, "family", ms_code_info (alert->code)->family);
  ms_json_add_string (json, "severity", ms_severity_name (alert->severity));
  ms_json_add_string (json, "step", ms_step_name (alert->step));
  ms_json_add_string (json, "title", alert->title != NULL ? alert->title : "");
  ms_json_add_known (json, "about", alert->about);
  ms_json_add_known (json, "what", alert->what);
  ms_json_add_string (json, "text", alert->text != NULL ? alert->text : "");
  ms_json_add_known (json, "brief", alert->brief);
  ms_json_add_string (json, "advice", alert->advice != NULL ? alert->advice : "");
  ms_json_add_string (json, "who", ms_who_name (alert->who));
  add_list (json, "servers", (const char *const *) alert->servers);
  add_time (json, "since", alert->since);
  add_time_or_null (json, "told", alert->told);
  ms_json_add_bool (json, "acknowledged", alert->acknowledged);
  add_time_or_null (json, "snoozed_until", alert->snoozed_until);
  ms_json_add_bool (json, "tell", alert->tell);
  add_flag (json, "grave", alert->grave || ms_code_is_grave (alert->code, alert->severity));
  json_builder_end_object (json);
  return json_builder_get_root (json);
}

char *
ms_target_error_json (const char *target, const char *message)
{
  g_autoptr (JsonBuilder) json = json_builder_new ();

  json_builder_begin_object (json);
  add_target (json, target);
  ms_json_add_string (json, "error", message);
  json_builder_end_object (json);
  return ms_json_line (json_builder_get_root (json));
}

JsonNode *
ms_event_json (gint64 when, const char *what, const char *kind, const char *text, const char *address, const char *certificate)
{
  g_autoptr (JsonBuilder) json = json_builder_new ();

  json_builder_begin_object (json);
  add_time (json, "when", when);
  ms_json_add_string (json, "what", what);
  ms_json_add_string (json, "kind", kind);
  ms_json_add_string (json, "text", text);
  ms_json_add_known (json, "address", address);
  ms_json_add_known (json, "certificate", certificate);
  json_builder_end_object (json);
  return json_builder_get_root (json);
}
