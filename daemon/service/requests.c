/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "daemon/service/requests.h"

#include "model/alert.h"
#include "model/text.h"
#include "model/url.h"
#include "model/verdict.h"
#include "daemon/service/add.h"
#include "daemon/service/history.h"
#include "daemon/judge/attention.h"
#include "check/judge/report.h"
#include "daemon/host/trim.h"
#include "daemon/service/settings-json.h"
#include "daemon/service/timeline.h"
#include "check/programs-json.h"
#include "check/verdict-json.h"
#include "check/x509/certificate.h"

#include <glib/gi18n.h>
#include <locale.h>
#include <string.h>

/* ---- status ------------------------------------------------------------------------------------------------- */

static char *
standing_json (const MsWard *ward, const MsStanding *standing)
{
  g_autoptr (GPtrArray) programs = ms_programs (ms_ward_programs (ward), FALSE);
  MsJsonOptions options = { .server = standing->server, .due = ms_ward_due (ward, standing->server->url), .programs = programs };

  if (standing->verdict == NULL)
    return ms_waiting_json (standing->server, _ ("Not looked at yet."));
  return ms_verdict_json (standing->verdict, &options);
}

/*
 * The verdicts of these URLs, all if NULL: one by one as text, since thousands of them as one tree would need many times the
 * memory.
 */
static char *
status_json (const MsWard *ward, const char *const *urls)
{
  const GPtrArray *standings = ms_ward_standings (ward);
  GString *array = g_string_new ("[");

  ms_trim_soon ();
  for (guint i = 0; i < standings->len; i++)
    {
      const MsStanding *standing = g_ptr_array_index (standings, i);
      g_autofree char *json = NULL;

      if (urls != NULL && !g_strv_contains (urls, standing->server->url))
        continue;
      json = standing_json (ward, standing);
      g_string_append (array, array->len > 1 ? "," : "");
      g_string_append (array, json);
    }
  g_string_append_c (array, ']');
  return g_string_free (array, FALSE);
}

static char *
get_status (gpointer data)
{
  return status_json (ms_engine_ward (((MsRequests *) data)->engine), NULL);
}

static char *
get_alerts (gpointer data)
{
  MsRequests *requests = data;
  g_autoptr (GPtrArray) alerts = ms_ward_all_alerts (ms_engine_ward (requests->engine));
  g_autoptr (JsonBuilder) json = json_builder_new ();

  json_builder_begin_array (json);
  for (guint i = 0; i < alerts->len; i++)
    json_builder_add_value (json, ms_alert_json (g_ptr_array_index (alerts, i)));
  json_builder_end_array (json);
  return ms_json_line (json_builder_get_root (json));
}

/* ---- which server -------------------------------------------------------------------------------------------- */

static GStrv
matching (const GPtrArray *standings, const char *url, const char *name, const char *host)
{
  g_autoptr (GPtrArray) urls = g_ptr_array_new ();

  for (guint i = 0; i < standings->len; i++)
    {
      const MsServer *server = ((MsStanding *) g_ptr_array_index (standings, i))->server;
      if ((url != NULL && g_str_equal (server->url, url)) || (name != NULL && g_strcmp0 (server->name, name) == 0)
          || (host != NULL && g_ascii_strcasecmp (server->target->host, host) == 0))
        g_ptr_array_add (urls, g_strdup (server->url));
    }
  g_ptr_array_add (urls, NULL);
  return (GStrv) g_ptr_array_free (g_steal_pointer (&urls), FALSE);
}

/* B6: a section's name, a target, or a host (all its services). NULL, and the reply is given, if there is none or doubt. */
static GStrv
find_servers (MsEngine *engine, const char *asked, MsReply *reply)
{
  const GPtrArray *standings = ms_ward_standings (ms_engine_ward (engine));
  g_autoptr (GError) error = NULL;
  g_autoptr (MsTarget) target = ms_target_parse_one (asked, &error);
  g_autofree char *url = target != NULL ? ms_target_url (target) : NULL;
  g_auto (GStrv) by_url = matching (standings, url, NULL, NULL);
  g_auto (GStrv) by_name = matching (standings, NULL, asked, NULL);
  g_auto (GStrv) by_host = matching (standings, NULL, NULL, asked);
  g_autofree char *shown = ms_shown (asked, -1, 200), *message = NULL;

  if (by_url[0] != NULL)
    return g_steal_pointer (&by_url);
  if (by_name[0] != NULL && by_host[0] != NULL && !g_strv_equal ((const char *const *) by_name, (const char *const *) by_host))
    {
      g_autofree char *names = g_strjoinv (", ", by_name), *hosts = g_strjoinv (", ", by_host);
      message
        = g_strdup_printf (_ ("“%s” is the name of one server and the host of others; say which: %s, %s."), shown, names, hosts);
      ms_reply_ambiguous (reply, message);
      return NULL;
    }
  if (by_name[0] != NULL || by_host[0] != NULL)
    return by_name[0] != NULL ? g_steal_pointer (&by_name) : g_steal_pointer (&by_host);
  if (g_error_matches (error, MS_TARGET_ERROR, MS_TARGET_ERROR_USERINFO)
      || g_error_matches (error, MS_TARGET_ERROR, MS_TARGET_ERROR_ADDRESS))
    message = g_strdup (error->message);
  else
    message = g_strdup_printf (_ ("No server “%s” is watched; `mailseal status` lists those that are."), shown);
  ms_reply_failed (reply, message);
  return NULL;
}

/* ---- looking ------------------------------------------------------------------------------------------------- */

/* A Check of several servers: answered when the last one is done. */
typedef struct
{
  MsRequests *requests;
  MsReply *reply;
  GStrv urls; /* NULL: all */
  guint waiting;
  char *refusal;
} Round;

static void
looked_cb (const char *refusal, gpointer data)
{
  Round *round = data;

  if (refusal != NULL && *refusal != '\0' && round->refusal == NULL)
    round->refusal = g_strdup (refusal);
  if (--round->waiting > 0)
    return;
  /* with several servers the refusal of one must not hide the others' results */
  if (round->refusal != NULL && round->urls != NULL && g_strv_length (round->urls) == 1)
    ms_reply_failed (round->reply, round->refusal);
  else
    {
      g_autofree char *json = status_json (ms_engine_ward (round->requests->engine), (const char *const *) round->urls);
      ms_reply_ok (round->reply, json);
    }
  g_strfreev (round->urls);
  g_free (round->refusal);
  g_free (round);
}

static void
check (const char *server, MsReply *reply, gpointer data)
{
  MsRequests *requests = data;
  const GPtrArray *standings = ms_ward_standings (ms_engine_ward (requests->engine));
  g_auto (GStrv) all = NULL;
  Round *round;

  if (*server == '\0')
    {
      all = g_new0 (char *, standings->len + 1);
      for (guint i = 0; i < standings->len; i++)
        all[i] = g_strdup (((MsStanding *) g_ptr_array_index (standings, i))->server->url);
    }
  else if ((all = find_servers (requests->engine, server, reply)) == NULL)
    return;

  round = g_new0 (Round, 1);
  round->requests = requests;
  round->reply = reply;
  round->urls = *server != '\0' ? g_strdupv (all) : NULL;
  round->waiting = 1; /* ours, so that refusals at once do not end the round early */
  for (guint i = 0; all[i] != NULL; i++)
    {
      round->waiting++;
      if (!ms_engine_look (requests->engine, all[i], looked_cb, round))
        round->waiting--;
    }
  looked_cb (NULL, round);
}

/* ---- add, remove, change ------------------------------------------------------------------------------------- */

static void
add (const char *text, MsReply *reply, gpointer data)
{
  ms_add (((MsRequests *) data)->engine, text, reply);
}

static void
remove_ (const char *server, MsReply *reply, gpointer data)
{
  MsRequests *requests = data;
  g_auto (GStrv) urls = find_servers (requests->engine, server, reply);
  g_autofree char *folder = ms_settings_user_folder ();
  g_autoptr (GError) error = NULL;

  if (urls == NULL)
    return;
  for (guint i = 0; error == NULL && urls[i] != NULL; i++)
    {
      g_autoptr (MsTarget) target = ms_target_parse_one (urls[i], &error);
      if (target != NULL)
        ms_settings_remove (folder, target,
                            ms_ward_standing (ms_engine_ward (requests->engine), urls[i])->server->clients[0] != NULL, &error);
    }
  ms_engine_reload (requests->engine);
  if (error != NULL)
    ms_reply_failed (reply, error->message);
  else
    ms_reply_ok (reply, NULL);
}

/* ---- accepting ---------------------------------------------------------------------------------------------- */

/* Only who issued it can be vouched for; a certificate that is trusted needs no voucher. */
static gboolean
may_be_accepted (const MsSighting *sighting)
{
  return (sighting->trust & (MS_TRUST_SELF_SIGNED | MS_TRUST_PRIVATE_CA | MS_TRUST_UNKNOWN_ISSUER | MS_TRUST_BAD_AUTHORITY)) != 0;
}

/* Of one server, what its addresses show; gives how many certificates. */
static guint
accept_shown (const char *folder, const MsStanding *standing, const MsAcceptOptions *options, gint64 until, GError **error)
{
  const GPtrArray *sightings = standing->verdict != NULL ? standing->verdict->observation->sightings : NULL;
  guint accepted = 0;
  gboolean ok = TRUE;

  for (guint i = 0; ok && sightings != NULL && i < sightings->len; i++)
    {
      const MsSighting *sighting = g_ptr_array_index (sightings, i);
      const MsCertificate *leaf = ms_sighting_leaf (sighting);
      g_autoptr (MsAcceptance) acceptance = NULL;

      if (leaf == NULL || !may_be_accepted (sighting))
        continue;
      acceptance = ms_acceptance_new (options->key ? leaf->spki_sha256 : leaf->sha256, until, options->reason);
      ok = ms_settings_accept (folder, standing->server->target, acceptance, error);
      accepted += ok;
    }
  return accepted;
}

static void
accept_ (const char *asked, const MsAcceptOptions *options, MsReply *reply, gpointer data)
{
  MsEngine *engine = ((MsRequests *) data)->engine;
  g_auto (GStrv) urls = find_servers (engine, asked, reply);
  g_autofree char *folder = ms_settings_user_folder (), *shown = ms_shown (asked, -1, 200), *message = NULL;
  g_autoptr (GError) error = NULL;
  gint64 until = G_MAXINT64;
  guint accepted = 0;

  if (urls == NULL)
    return;
  if (options->until != NULL && !ms_until_parse (options->until, &until))
    {
      ms_reply_failed (reply, _ ("Say until when: a number of days such as 90d, or a date to come such as 2027-01-31."));
      return;
    }
  for (guint i = 0; error == NULL && urls[i] != NULL; i++)
    accepted += accept_shown (folder, ms_ward_standing (ms_engine_ward (engine), urls[i]), options, until, &error);
  if (accepted > 0)
    ms_engine_reload (engine);
  if (error != NULL)
    ms_reply_failed (reply, error->message);
  else if (accepted == 0)
    {
      message = g_strdup_printf (_ ("The certificate of %s has not the kind of fault that can be accepted (self-signed, or of an "
                                    "unknown authority)."),
                                 shown);
      ms_reply_failed (reply, message);
    }
  else
    ms_reply_ok (reply, NULL);
}

/* ---- alerts -------------------------------------------------------------------------------------------------- */

/* Done, if it is kept; what is not is said. */
static void
reply_kept (MsReply *reply, const GError *error)
{
  if (error == NULL)
    ms_reply_ok (reply, NULL);
  else
    ms_reply_failed (reply, error->message);
}

static void
reply_changed (MsReply *reply, const char *id, gboolean found, const GError *error)
{
  g_autofree char *shown = NULL, *message = NULL;

  if (found)
    {
      reply_kept (reply, error);
      return;
    }
  shown = ms_shown (id, -1, 100);
  message = g_strdup_printf (_ ("There is no open alert “%s”; `mailseal alerts` lists them."), shown);
  ms_reply_failed (reply, message);
}

static void
acknowledge (const char *alert, MsReply *reply, gpointer data)
{
  g_autoptr (GError) error = NULL;
  gboolean found = ms_engine_acknowledge (((MsRequests *) data)->engine, alert, &error);

  reply_changed (reply, alert, found, error);
}

static void
snooze (const char *alert, const char *until, MsReply *reply, gpointer data)
{
  g_autoptr (GError) error = NULL;
  gboolean found;
  gint64 when;

  if (!ms_until_parse (until, &when))
    {
      ms_reply_failed (
        reply, _ ("Say until when: tomorrow, renewed, a number of days such as 7d, or a date to come such as 2027-01-31."));
      return;
    }
  found = ms_engine_snooze (((MsRequests *) data)->engine, alert, when, &error);
  reply_changed (reply, alert, found, error);
}

static void
told (const char *alert, const char *name, MsReply *reply, gpointer data)
{
  MsEngine *engine = ((MsRequests *) data)->engine;
  g_autoptr (GError) error = NULL;
  gboolean found;
  MsStep step;

  if (!ms_step_from_name (name, &step))
    ms_reply_failed (reply, _ ("There is no such step of an alert."));
  else if (g_str_equal (alert, "welcome"))
    {
      ms_engine_welcomed (engine, &error);
      reply_kept (reply, error);
    }
  else
    {
      found = ms_engine_told (engine, alert, step, &error);
      reply_changed (reply, alert, found, error);
    }
}

/* ---- the past ------------------------------------------------------------------------------------------------ */

static void
history (const char *server, MsReply *reply, gpointer data)
{
  MsEngine *engine = ((MsRequests *) data)->engine;
  g_auto (GStrv) urls = find_servers (engine, server, reply);
  g_autofree char *json = NULL;

  if (urls == NULL)
    return;
  json = ms_json_line (ms_history_json (ms_engine_store (engine), ms_ward_standings (ms_engine_ward (engine)), urls));
  ms_reply_ok (reply, json);
}

static void
why (const char *server, MsReply *reply, gpointer data)
{
  MsEngine *engine = ((MsRequests *) data)->engine;
  g_auto (GStrv) urls = find_servers (engine, server, reply);
  g_autofree char *text = urls != NULL ? ms_why_text (ms_engine_ward (engine), urls, g_get_real_time () / G_USEC_PER_SEC) : NULL;

  if (text != NULL)
    ms_reply_ok (reply, text);
}

/* One server, not several; NULL, and the reply is given, if there is none or doubt. */
static const MsStanding *
find_one (MsEngine *engine, const char *asked, MsReply *reply)
{
  g_auto (GStrv) urls = find_servers (engine, asked, reply);
  g_autofree char *names = NULL, *message = NULL;

  if (urls == NULL)
    return NULL;
  if (urls[1] == NULL)
    return ms_ward_standing (ms_engine_ward (engine), urls[0]);
  names = g_strjoinv (", ", urls);
  message = g_strdup_printf (_ ("Several servers are called that; say which: %s."), names);
  ms_reply_ambiguous (reply, message);
  return NULL;
}

static void
programs (const char *server, MsReply *reply, gpointer data)
{
  MsEngine *engine = ((MsRequests *) data)->engine;
  const MsStanding *standing = find_one (engine, server, reply);
  g_autoptr (GPtrArray) every = NULL;
  g_autofree char *json = NULL;

  if (standing == NULL)
    return;
  if (standing->verdict == NULL)
    {
      ms_reply_failed (reply, _ ("Not looked at yet."));
      return;
    }
  every = ms_programs (ms_ward_programs (ms_engine_ward (engine)), TRUE);
  json = ms_json_line (ms_programs_json (every, standing->verdict->observation, g_get_real_time () / G_USEC_PER_SEC));
  ms_reply_ok (reply, json);
}

static void
timeline (const char *server, MsReply *reply, gpointer data)
{
  MsEngine *engine = ((MsRequests *) data)->engine;
  const MsStanding *standing = find_one (engine, server, reply);
  g_autofree char *json = NULL;

  if (standing == NULL)
    return;
  json = ms_timeline_json (ms_engine_store (engine), ms_ward_standings (ms_engine_ward (engine)), standing,
                           g_get_real_time () / G_USEC_PER_SEC);
  ms_reply_ok (reply, json);
}

static void
export_ (const char *server, MsReply *reply, gpointer data)
{
  const MsStanding *standing = find_one (((MsRequests *) data)->engine, server, reply);
  const GPtrArray *sightings;
  g_autoptr (GString) text = g_string_new (NULL);

  if (standing == NULL)
    return;
  sightings = standing->verdict != NULL ? standing->verdict->observation->sightings : NULL;
  for (guint i = 0; text->len == 0 && sightings != NULL && i < sightings->len; i++)
    {
      const MsSighting *sighting = g_ptr_array_index (sightings, i);
      for (guint c = 0; c < sighting->der->len; c++)
        {
          g_autofree char *pem = ms_certificate_pem (g_ptr_array_index (sighting->der, c));
          g_string_append (text, pem);
        }
    }
  if (text->len > 0)
    ms_reply_ok (reply, text->str);
  else
    ms_reply_failed (reply, _ ("No certificate of this server has been seen yet."));
}

static void
report (const char *server, MsReply *reply, gpointer data)
{
  const MsStanding *standing = find_one (((MsRequests *) data)->engine, server, reply);
  g_autofree char *text = NULL;
  gboolean well;

  if (standing == NULL)
    return;
  text = standing->verdict != NULL ? ms_report_text (standing->verdict, &well) : NULL;
  if (text != NULL)
    ms_reply_ok (reply, text);
  else
    ms_reply_failed (reply, _ ("This server was not looked at yet."));
}

/* ---- settings ------------------------------------------------------------------------------------------------ */

static char *
get_settings (gpointer data)
{
  MsEngine *engine = ((MsRequests *) data)->engine;
  return ms_settings_json (ms_engine_roster (engine), ms_ward_standings (ms_engine_ward (engine)));
}

static void
configure (const char *server, const char *const *pairs, MsReply *reply, gpointer data)
{
  MsEngine *engine = ((MsRequests *) data)->engine;
  g_autoptr (GError) error = NULL;
  g_autoptr (MsTarget) target = *server != '\0' ? ms_target_parse_one (server, &error) : NULL;
  g_autofree char *folder = ms_settings_user_folder ();

  if (error == NULL && ms_settings_set (folder, target, pairs, &error))
    {
      ms_engine_reload (engine);
      ms_reply_ok (reply, NULL);
    }
  else
    ms_reply_failed (reply, error->message);
}

/* ---- language ------------------------------------------------------------------------------------------------ */

void
ms_requests_apply_locale (MsEngine *engine)
{
  g_autofree char *kept = ms_store_get (ms_engine_store (engine), "locale");
  const char *current = setlocale (LC_MESSAGES, NULL);

  if (kept != NULL && (current == NULL || g_str_equal (current, "C") || g_str_has_prefix (current, "C.")))
    {
      setlocale (LC_MESSAGES, kept);
      setlocale (LC_TIME, kept);
    }
}

static void
set_locale (const char *locale, MsReply *reply, gpointer data)
{
  MsRequests *requests = data;
  g_autofree char *kept = ms_store_get (ms_engine_store (requests->engine), "locale");
  g_autoptr (GError) error = NULL;

  if (g_strcmp0 (kept, locale) != 0 && strlen (locale) <= 64 && setlocale (LC_MESSAGES, locale) != NULL)
    {
      setlocale (LC_TIME, locale);
      ms_engine_set (requests->engine, "locale", locale, &error);
      ms_engine_reword (requests->engine);
    }
  reply_kept (reply, error);
}

const MsBusOps ms_requests_ops = {
  .get_status = get_status,
  .get_alerts = get_alerts,
  .check = check,
  .add = add,
  .remove = remove_,
  .acknowledge = acknowledge,
  .snooze = snooze,
  .accept = accept_,
  .history = history,
  .why = why,
  .programs = programs,
  .get_settings = get_settings,
  .configure = configure,
  .timeline = timeline,
  .export = export_,
  .report = report,
  .told = told,
  .set_locale = set_locale,
};
