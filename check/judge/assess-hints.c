/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "check/judge/case.h"

#include "check/judge/candidates.h"

static gboolean
looks_hostile (const MsCase *c)
{
  const MsFinding *changed = ms_verdict_finding (c->verdict, MS_CODE_CHANGED);
  return changed != NULL && changed->severity == MS_SEVERITY_CRITICAL;
}

/*
 * That somebody may have put another certificate there is said with the first thing that is wrong with that one, whichever it
 * is.
 */
static void
tell_swap (MsCase *c)
{
  if (!looks_hostile (c))
    return;
  for (guint i = 0; i < c->verdict->findings->len; i++)
    {
      MsFinding *finding = g_ptr_array_index (c->verdict->findings, i);
      if (finding->severity == MS_SEVERITY_CRITICAL && finding->code >= MS_CODE_INVALID
          && finding->code <= MS_CODE_INCOMPLETE_CHAIN && finding->code != MS_CODE_REVOKED)
        ms_finding_set_string (finding, "replaced", "yes");
    }
}

static void
offer_port (MsCase *c, const MsHints *hints)
{
  static const MsCode codes[] = { MS_CODE_WRONG_SECURITY_MODE, MS_CODE_STARTTLS_MISSING, MS_CODE_STARTTLS_FAILED,
                                  MS_CODE_TLS_FAILED,          MS_CODE_PROTOCOL_ERROR,   MS_CODE_UNREACHABLE };

  for (guint i = 0; hints->use_port != 0 && i < G_N_ELEMENTS (codes); i++)
    {
      MsFinding *finding = ms_verdict_finding (c->verdict, codes[i]);
      if (finding == NULL || finding->severity < MS_SEVERITY_UNKNOWN)
        continue;
      ms_finding_set_number (finding, "use_port", hints->use_port);
      ms_finding_set_string (finding, "use_security", ms_security_name (hints->use_security));
      finding->who = MS_WHO_YOU;
    }
}

static void
point_to_newer (MsCase *c, const char *newer_on)
{
  static const MsCode codes[] = { MS_CODE_EXPIRED, MS_CODE_EXPIRING, MS_CODE_NAME_MISMATCH };
  MsFinding *stale = NULL;

  for (guint i = 0; newer_on != NULL && i < G_N_ELEMENTS (codes); i++)
    {
      const MsFinding *finding = ms_verdict_finding (c->verdict, codes[i]);
      if (finding == NULL)
        continue;
      if (stale == NULL)
        stale = ms_finding_new (MS_CODE_STALE_SERVICE, MS_SEVERITY_WARNING, ms_case_who (c, MS_CODE_STALE_SERVICE));
      for (guint a = 0; finding->addresses[a] != NULL; a++)
        ms_finding_add_address (stale, finding->addresses[a]);
    }
  if (stale == NULL)
    return;
  ms_finding_set_string (stale, "newer_on", newer_on);
  g_ptr_array_add (c->verdict->findings, stale);
}

static void
point_to_override (MsCase *c, const MsHints *hints)
{
  MsFinding *finding;

  if (hints->pinned == NULL)
    return;
  finding = ms_finding_new (MS_CODE_LOCAL_OVERRIDE, MS_SEVERITY_WARNING, ms_case_who (c, MS_CODE_LOCAL_OVERRIDE));
  for (guint i = 0; i < c->observation->sightings->len; i++)
    ms_finding_add_address (finding, ((MsSighting *) g_ptr_array_index (c->observation->sightings, i))->address);
  ms_finding_set_string (finding, "pinned", hints->pinned);
  ms_finding_set_string (finding, "published", hints->published);
  g_ptr_array_add (c->verdict->findings, finding);
}

/* No provider knows anything of a program on this computer. */
static void
tell_whose_change (MsCase *c)
{
  const MsFinding *local = ms_verdict_finding (c->verdict, MS_CODE_SELF_SIGNED);
  MsFinding *changed = ms_verdict_finding (c->verdict, MS_CODE_CHANGED);

  if (local == NULL || changed == NULL || changed->severity != MS_SEVERITY_CRITICAL
      || g_strcmp0 (ms_finding_string (local, "kind"), "this-computer") != 0)
    return;
  ms_finding_set_string (changed, "kind", "this-computer");
  changed->who = MS_WHO_YOU;
}

/* Concerns the server as a whole, and so every address. */
static MsFinding *
found_everywhere (MsCase *c, MsCode code, MsSeverity severity)
{
  MsFinding *finding = ms_finding_new (code, severity, MS_WHO_YOU);

  for (guint i = 0; i < c->observation->sightings->len; i++)
    if (*((MsSighting *) g_ptr_array_index (c->observation->sightings, i))->address != '\0')
      ms_finding_add_address (finding, ((MsSighting *) g_ptr_array_index (c->observation->sightings, i))->address);
  g_ptr_array_add (c->verdict->findings, finding);
  return finding;
}

/* What a mail program was told to leave out, and what its provider says instead. */
void
ms_case_judge_account (MsCase *c)
{
  g_autofree char *clients = NULL;

  if (c->server != NULL && (c->server->insecure || c->server->weak_pin != NULL))
    {
      MsFinding *finding = found_everywhere (c, MS_CODE_INSECURE_ACCOUNT, MS_SEVERITY_WARNING);

      clients = g_strjoinv (", ", c->server->clients);
      ms_finding_set_string (finding, "client", clients);
      ms_finding_set_string (finding, "what", c->server->weak_pin);
      ms_finding_set_string (finding, "reason", c->server->insecure ? NULL : "weak-pin");
    }
  if (c->server != NULL && c->server->moved != NULL)
    ms_finding_set_string (found_everywhere (c, MS_CODE_MOVED, MS_SEVERITY_NOTICE), "use_host", c->server->moved);
}

static void
say_sometimes (MsCase *c, const char *address)
{
  for (guint i = 0; address != NULL && i < c->verdict->findings->len; i++)
    {
      MsFinding *finding = g_ptr_array_index (c->verdict->findings, i);
      if (finding->severity >= MS_SEVERITY_WARNING && g_strv_contains ((const char *const *) finding->addresses, address))
        ms_finding_set_string (finding, "sometimes", "yes");
    }
}

void
ms_case_use_hints (MsCase *c)
{
  const MsHints *hints = c->observation->hints;
  MsFinding *mismatch = ms_verdict_finding (c->verdict, MS_CODE_NAME_MISMATCH);

  tell_swap (c);
  tell_whose_change (c);
  offer_port (c, hints);
  if (mismatch != NULL && hints->use_host != NULL && !looks_hostile (c))
    {
      ms_finding_set_string (mismatch, "use_host", hints->use_host);
      mismatch->who = MS_WHO_YOU;
    }
  if (mismatch != NULL && hints->named_by != NULL)
    {
      ms_finding_set_string (mismatch, "named_by", hints->named_by);
      mismatch->who = ms_case_who (c, MS_CODE_NAME_MISMATCH); /* nobody has typed this name */
    }
  say_sometimes (c, hints->sometimes);
  point_to_newer (c, hints->newer_on);
  point_to_override (c, hints);
}
