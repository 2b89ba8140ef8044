/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "daemon/service/add.h"

#include "model/observation.h"
#include "model/url.h"
#include "check/tries.h"
#include "check/verdict-json.h"

#include <glib/gi18n.h>

/* An Add of a bare host: its usual services are tried, and those that answer are added. */
typedef struct
{
  MsEngine *engine;
  MsReply *reply;
  GPtrArray *answering; /* MsTarget* */
  char *host;
} Add;

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

static gboolean
tried_cb (MsObservation *taken, guint i, gpointer data)
{
  Add *add = data;
  g_autoptr (MsObservation) observation = taken;
  gboolean answers = FALSE;

  (void) i;
  for (guint s = 0; s < observation->sightings->len; s++)
    {
      MsOutcome outcome = ((MsSighting *) g_ptr_array_index (observation->sightings, s))->outcome;
      answers = answers || (outcome != MS_OUTCOME_UNREACHABLE && outcome != MS_OUTCOME_CANCELLED);
    }
  if (answers)
    g_ptr_array_add (add->answering, ms_target_copy (observation->target));
  return FALSE;
}

static void
over_cb (gpointer data)
{
  Add *add = data;
  g_autofree char *message = g_strdup_printf (_ ("No mail service answers at %s."), add->host);

  if (add->answering->len > 0)
    add_targets (add->engine, add->answering, add->reply);
  else
    ms_reply_failed (add->reply, message);
  g_ptr_array_unref (add->answering);
  g_free (add->host);
  g_free (add);
}

void
ms_add (MsEngine *engine, const char *text, MsReply *reply)
{
  gboolean bare = FALSE;
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) targets = ms_target_parse (text, &bare, &error);
  const MsTriesOptions options = { .check.probe.timeout_ms = 8000 };
  Add *add;

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
  add = g_new0 (Add, 1);
  add->engine = engine;
  add->reply = reply;
  add->answering = g_ptr_array_new_with_free_func ((GDestroyNotify) ms_target_free);
  add->host = g_strdup (((MsTarget *) g_ptr_array_index (targets, 0))->host);
  ms_tries_start (targets, NULL, &options, g_get_real_time () / G_USEC_PER_SEC, tried_cb, over_cb, add);
}
