/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "daemon/service/add.h"

#include "model/observation.h"
#include "model/url.h"
#include "check/check.h"
#include "check/verdict-json.h"

#include <glib/gi18n.h>

/* An Add of a bare host: its usual services are tried, and those that answer are added. */
typedef struct
{
  MsEngine *engine;
  MsReply *reply;
  MsTrustStore *trust;
  GPtrArray *answering; /* MsTarget* */
  guint waiting;        /* outcomes */
  char *host;
} Discovery;

static void
add_targets (MsEngine *engine, const GPtrArray *targets, MsReply *reply)
{
  g_autofree char *folder = ms_settings_user_folder ();
  g_autoptr (JsonBuilder) json = json_builder_new ();
  g_autoptr (GError) error = NULL;
  g_autofree char *urls = NULL;

  json_builder_begin_array (json);
  for (guint i = 0; error == NULL && i < targets->len; i++)
    {
      const MsTarget *target = g_ptr_array_index (targets, i);
      g_autofree char *url = ms_target_url (target);

      if (ms_settings_add (folder, target, target->host, &error))
        json_builder_add_string_value (json, url);
    }
  json_builder_end_array (json);
  urls = ms_json_line (json_builder_get_root (json));
  ms_engine_reload (engine);
  if (error != NULL)
    ms_reply_failed (reply, error->message);
  else
    ms_reply_ok (reply, urls);
}

static void
discovery_free (Discovery *discovery)
{
  ms_trust_store_free (discovery->trust);
  g_ptr_array_unref (discovery->answering);
  g_free (discovery->host);
  g_free (discovery);
}

static void
tried_cb (MsObservation *taken, gpointer data)
{
  Discovery *discovery = data;
  g_autoptr (MsObservation) observation = taken;
  gboolean answers = FALSE;

  for (guint i = 0; i < observation->sightings->len; i++)
    {
      MsOutcome outcome = ((MsSighting *) g_ptr_array_index (observation->sightings, i))->outcome;
      answers = answers || (outcome != MS_OUTCOME_UNREACHABLE && outcome != MS_OUTCOME_CANCELLED);
    }
  if (answers)
    g_ptr_array_add (discovery->answering, ms_target_copy (observation->target));
  if (--discovery->waiting > 0)
    return;
  if (discovery->answering->len > 0)
    add_targets (discovery->engine, discovery->answering, discovery->reply);
  else
    {
      g_autofree char *message = g_strdup_printf (_ ("No mail service answers at %s."), discovery->host);
      ms_reply_failed (discovery->reply, message);
    }
  discovery_free (discovery);
}

void
ms_add (MsEngine *engine, const char *text, MsReply *reply)
{
  gboolean bare = FALSE;
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) targets = ms_target_parse (text, &bare, &error);
  MsCheckOptions options = { .probe = { .timeout_ms = 8000 } };
  Discovery *discovery;

  if (targets == NULL)
    {
      ms_reply_failed (reply, error->message);
      return;
    }
  if (!bare && ((MsTarget *) g_ptr_array_index (targets, 0))->service != MS_SERVICE_ANY)
    {
      add_targets (engine, targets, reply);
      return;
    }
  discovery = g_new0 (Discovery, 1);
  discovery->engine = engine;
  discovery->reply = reply;
  discovery->trust = ms_trust_store_new (NULL, NULL);
  discovery->answering = g_ptr_array_new_with_free_func ((GDestroyNotify) ms_target_free);
  discovery->host = g_strdup (((MsTarget *) g_ptr_array_index (targets, 0))->host);
  discovery->waiting = targets->len;
  for (guint i = 0; i < targets->len; i++)
    ms_check_start (g_ptr_array_index (targets, i), discovery->trust, &options, g_get_real_time () / G_USEC_PER_SEC, tried_cb,
                    discovery);
}
