/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "check/judge/case.h"

#include "programs/programs.h"

/* Something is wrong at this address that is a reason of its own to refuse it. */
static gboolean
is_refused_anyway (const MsCase *c, const MsSighting *sighting)
{
  if (sighting->outcome != MS_OUTCOME_OK)
    return TRUE;
  for (guint i = 0; i < c->verdict->findings->len; i++)
    {
      const MsFinding *finding = g_ptr_array_index (c->verdict->findings, i);
      gboolean lesser = finding->severity < MS_SEVERITY_WARNING || finding->code == MS_CODE_EXPIRING
                        || finding->code == MS_CODE_OVERDUE || finding->code == MS_CODE_OLD_TLS
                        || finding->code == MS_CODE_CLIENT_REFUSES;
      if (!lesser && g_strv_contains ((const char *const *) finding->addresses, sighting->address))
        return TRUE;
    }
  return FALSE;
}

/* On this computer; where none was found, or nobody has looked: one of which it was measured. */
static gboolean
is_of_concern (const MsCase *c, const MsProgram *program)
{
  const char *const *found = c->context != NULL ? (const char *const *) c->context->programs : NULL;
  return found != NULL && found[0] != NULL ? g_strv_contains (found, program->name) : program->measured;
}

/* Names (lent) of those who refuse it for this reason, those of concern or all; *ret_says: what the first of them says. */
static GPtrArray *
who_refuses (const MsCase *c, const GArray *forecasts, MsRefusal refusal, gboolean of_concern, const char **ret_says)
{
  GPtrArray *names = g_ptr_array_new ();

  *ret_says = NULL;
  for (guint i = 0; i < forecasts->len; i++)
    {
      const MsForecast *forecast = &g_array_index (forecasts, MsForecast, i);
      if (forecast->refusal != refusal || (of_concern && !is_of_concern (c, forecast->program)))
        continue;
      g_ptr_array_add (names, (gpointer) forecast->program->name);
      if (*ret_says == NULL)
        *ret_says = forecast->says;
    }
  g_ptr_array_add (names, NULL);
  return names;
}

static void
found (MsCase *c, const MsSighting *sighting, MsRefusal refusal, MsSeverity severity, const GPtrArray *names, const char *says)
{
  MsFinding *finding = ms_case_found (c, MS_CODE_CLIENT_REFUSES, severity, "because", ms_refusal_name (refusal), sighting);

  if (finding == NULL)
    return;
  ms_finding_set_list (finding, "programs", (const char *const *) names->pdata);
  ms_finding_set_string (finding, "says", says);
  if (refusal == MS_REFUSAL_TLS_VERSION)
    ms_finding_set_string (finding, "tls_version", sighting->tls_version);
}

static void
judge_refusal (MsCase *c, const MsSighting *sighting, const GArray *forecasts, MsRefusal refusal)
{
  const char *says;
  g_autoptr (GPtrArray) of_concern = who_refuses (c, forecasts, refusal, TRUE, &says);
  g_autoptr (GPtrArray) every = NULL;

  if (of_concern->pdata[0] != NULL)
    {
      found (c, sighting, refusal, MS_SEVERITY_WARNING, of_concern, says);
      return;
    }
  every = who_refuses (c, forecasts, refusal, FALSE, &says);
  if (every->pdata[0] != NULL)
    found (c, sighting, refusal, MS_SEVERITY_NOTICE, every, says);
}

void
ms_case_judge_programs (MsCase *c, const MsSighting *sighting)
{
  g_autoptr (GArray) forecasts = NULL;
  g_autoptr (GPtrArray) programs = NULL;

  if (is_refused_anyway (c, sighting))
    return;
  programs = ms_programs (NULL, TRUE);
  forecasts = g_array_new (FALSE, FALSE, sizeof (MsForecast));
  for (guint i = 0; i < programs->len; i++)
    {
      MsForecast forecast = ms_program_forecast_at (g_ptr_array_index (programs, i), c->observation, sighting, c->now);
      if (forecast.reaction > MS_REACTION_UNKNOWN && forecast.refusal != MS_REFUSAL_NONE)
        g_array_append_val (forecasts, forecast);
    }
  for (MsRefusal refusal = MS_REFUSAL_NONE + 1; forecasts->len > 0 && refusal < MS_N_REFUSALS; refusal++)
    judge_refusal (c, sighting, forecasts, refusal);
}
