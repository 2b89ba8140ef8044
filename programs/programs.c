/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "programs/programs.h"

#include "programs/wordings.h"

static const MsProgram programs[] = {
  { "thunderbird", "Thunderbird", MS_STACK_NSS, "128-153", TRUE, "Cancel", MS_QUIRK_NONE, TRUE },
  { "evolution", "Evolution", MS_STACK_GIO, "3.46", TRUE, "Reject", MS_QUIRK_NONE, TRUE },
  { "gnome-online-accounts", "GNOME Online Accounts", MS_STACK_GIO, "3.46", TRUE, "Cancel", MS_QUIRK_NONE, FALSE },
  { "geary", "Geary", MS_STACK_GIO, "43", TRUE, "Don’t Trust This Server", MS_QUIRK_NONE, FALSE },
  { "balsa", "Balsa", MS_STACK_GIO, "2.6", TRUE, "Reject", MS_QUIRK_NONE, FALSE },
  { "claws-mail", "Claws Mail", MS_STACK_GNUTLS, "4.1", TRUE, "Cancel connection", MS_QUIRK_ISSUER_ALONE, TRUE },
  { "sylpheed", "Sylpheed", MS_STACK_OPENSSL, "3.8", TRUE, "Reject", MS_QUIRK_TEXT | MS_QUIRK_PART, TRUE },
  { "mutt", "Mutt", MS_STACK_GNUTLS, "mutt 2.2, NeoMutt 2022", TRUE, "(r)eject", MS_QUIRK_NO_OLD_TLS, TRUE },
  { "msmtp", "msmtp", MS_STACK_GNUTLS, "1.8", FALSE, NULL, MS_QUIRK_NONE, TRUE },
  { "mbsync", "mbsync", MS_STACK_OPENSSL, "1.4", FALSE, NULL, MS_QUIRK_COMMON_NAME | MS_QUIRK_TEXT, TRUE },
  { "fetchmail", "fetchmail", MS_STACK_OPENSSL, "6.4", FALSE, NULL, MS_QUIRK_TEXT | MS_QUIRK_NEEDS_CN, TRUE },
  { "alpine", "Alpine", MS_STACK_OPENSSL, "2.26", TRUE, "No", MS_QUIRK_COMMON_NAME | MS_QUIRK_PART | MS_QUIRK_TEXT, TRUE },
  { "kmail", "KMail", MS_STACK_QT, "5.22", TRUE, "Cancel", MS_QUIRK_COMMON_NAME | MS_QUIRK_PART, TRUE },
  { "trojita", "Trojitá", MS_STACK_QT, "0.7", TRUE, "No", MS_QUIRK_COMMON_NAME | MS_QUIRK_PART, FALSE },
  { "offlineimap", "OfflineIMAP", MS_STACK_PYTHON, "8.0", FALSE, NULL, MS_QUIRK_COMMON_NAME | MS_QUIRK_TEXT | MS_QUIRK_NEEDS_CN,
    TRUE },
  { "getmail", "getmail", MS_STACK_PYTHON, "6.18", FALSE, NULL, MS_QUIRK_ANY_NAME, TRUE },
  { "aerc", "aerc", MS_STACK_GO, "0.14", FALSE, NULL, MS_QUIRK_NONE, TRUE },
  { "goimapnotify", "goimapnotify", MS_STACK_GO, "2.3", FALSE, NULL, MS_QUIRK_NONE, TRUE },
  { "himalaya", "Himalaya", MS_STACK_RUSTLS, "0.8-1.0", FALSE, NULL, MS_QUIRK_NO_ADDRESS, TRUE },
  { "mailspring", "Mailspring", MS_STACK_OPENSSL, "1.10", FALSE, NULL, MS_QUIRK_NONE, FALSE },
  { "outlook", "Outlook", MS_STACK_SCHANNEL, "2016-365", TRUE, "No", MS_QUIRK_NONE, FALSE },
  { "apple-mail", "Apple Mail", MS_STACK_APPLE, "macOS 13-15, iOS 16-18", TRUE, "Cancel", MS_QUIRK_NONE, FALSE },
  { "k9", "K-9 Mail, Thunderbird for Android", MS_STACK_JAVA, "6.6-8", TRUE, "Reject", MS_QUIRK_NONE, FALSE },
};

static gboolean
is_called (const MsProgram *program, const char *called)
{
  return g_ascii_strcasecmp (program->id, called) == 0 || g_ascii_strcasecmp (program->name, called) == 0;
}

const MsProgram *
ms_program (const char *called)
{
  for (guint i = 0; i < G_N_ELEMENTS (programs); i++)
    if (is_called (&programs[i], called))
      return &programs[i];
  return NULL;
}

static gboolean
is_among (const MsProgram *program, const char *const *called)
{
  for (guint i = 0; called != NULL && called[i] != NULL; i++)
    if (is_called (program, called[i]))
      return TRUE;
  return FALSE;
}

GPtrArray *
ms_programs (const char *const *called, gboolean others)
{
  GPtrArray *array = g_ptr_array_new ();

  for (guint i = 0; i < G_N_ELEMENTS (programs); i++)
    if (is_among (&programs[i], called))
      g_ptr_array_add (array, (gpointer) &programs[i]);
  for (guint i = 0; others && i < G_N_ELEMENTS (programs); i++)
    if (!is_among (&programs[i], called))
      g_ptr_array_add (array, (gpointer) &programs[i]);
  return array;
}

const char *
ms_reaction_name (MsReaction reaction)
{
  static const char *const names[] = { "accepts", "unknown", "asks", "hangs", "refuses" };
  return names[reaction];
}

static MsReaction
reaction_to (const MsProgram *program, MsEffect effect)
{
  switch (effect)
    {
    case MS_EFFECT_NONE:
      return MS_REACTION_ACCEPTS;
    case MS_EFFECT_CERTIFICATE:
      return program->asks ? MS_REACTION_ASKS : MS_REACTION_REFUSES;
    case MS_EFFECT_HANGS:
      return MS_REACTION_HANGS;
    case MS_EFFECT_ENDS:
      return MS_REACTION_REFUSES;
    case MS_EFFECT_UNKNOWN:
      break;
    }
  return MS_REACTION_UNKNOWN;
}

MsForecast
ms_program_forecast_at (const MsProgram *program, const MsObservation *observation, const MsSighting *sighting, gint64 now)
{
  MsStumble stumble = ms_stack_stumbles (program->stack, program->quirks, observation->target, sighting, now);
  MsForecast forecast
    = { .program = program, .reaction = reaction_to (program, stumble.effect), .code = stumble.code, .refusal = stumble.refusal };

  if (forecast.reaction == MS_REACTION_ACCEPTS || forecast.reaction == MS_REACTION_UNKNOWN)
    return forecast;
  forecast.says = ms_wording_says (program->id, forecast.code, forecast.refusal, NULL);
  if (forecast.says == NULL)
    forecast.says = ms_wording_says (ms_stack_name (program->stack), forecast.code, forecast.refusal, NULL);
  return forecast;
}

MsForecast
ms_program_forecast (const MsProgram *program, const MsObservation *observation, gint64 now)
{
  MsForecast worst = { .program = program, .reaction = MS_REACTION_ACCEPTS };

  for (guint i = 0; i < observation->sightings->len; i++)
    {
      MsForecast forecast = ms_program_forecast_at (program, observation, g_ptr_array_index (observation->sightings, i), now);
      if (forecast.reaction > worst.reaction)
        worst = forecast;
    }
  return worst;
}

const char *
ms_forecast_because (const MsForecast *forecast)
{
  if (forecast->reaction == MS_REACTION_ACCEPTS)
    return NULL;
  return forecast->refusal != MS_REFUSAL_NONE ? ms_refusal_name (forecast->refusal) : ms_code_info (forecast->code)->name;
}
