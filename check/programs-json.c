/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "check/programs-json.h"

#include "check/json.h"
#include "check/judge/words.h"

static void
add_forecast (JsonBuilder *json, const MsForecast *forecast)
{
  const MsProgram *program = forecast->program;

  json_builder_begin_object (json);
  ms_json_add_string (json, "program", program->id);
  ms_json_add_string (json, "name", program->name);
  ms_json_add_string (json, "verdict", ms_reaction_name (forecast->reaction));
  ms_json_add_string (json, "text", ms_words_reaction (forecast->reaction));
  ms_json_add_known (json, "says", forecast->says);
  ms_json_add_known (json, "because", ms_forecast_because (forecast));
  if (forecast->reaction == MS_REACTION_ASKS)
    ms_json_add_known (json, "button", program->button);
  ms_json_add_string (json, "proof", program->measured ? "measured" : "documented");
  ms_json_add_string (json, "versions", program->versions);
  json_builder_end_object (json);
}

JsonNode *
ms_programs_json (const GPtrArray *programs, const MsObservation *observation, gint64 now)
{
  g_autoptr (JsonBuilder) json = json_builder_new ();

  json_builder_begin_array (json);
  for (guint i = 0; i < programs->len; i++)
    {
      MsForecast forecast = ms_program_forecast (g_ptr_array_index (programs, i), observation, now);
      add_forecast (json, &forecast);
    }
  json_builder_end_array (json);
  return json_builder_get_root (json);
}
