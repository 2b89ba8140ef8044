/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "check/judge/explain.h"

#include "programs/wordings.h"
#include "check/judge/words.h"

#include <glib/gi18n.h>
#include <string.h>

#define DAY ((gint64) 86400)
/* ---- what is meant ------------------------------------------------------------------------------------------------ */

static void
add_code (GArray *codes, MsCode code)
{
  for (guint i = 0; i < codes->len; i++)
    if (g_array_index (codes, MsCode, i) == code)
      return;
  g_array_append_val (codes, code);
}

GArray *
ms_explain_find (const char *text, MsRefusal *ret_refusal)
{
  MsRefusal refusal = MS_REFUSAL_NONE;
  GArray *codes = g_array_new (FALSE, FALSE, sizeof (MsCode));
  g_autoptr (GPtrArray) wordings = NULL;
  MsCode code;

  if (ret_refusal != NULL)
    *ret_refusal = MS_REFUSAL_NONE;
  if (ms_code_from_name (text, &code))
    {
      add_code (codes, code);
      return codes;
    }
  wordings = ms_wordings_in (text);
  for (guint i = 0; i < wordings->len; i++) /* each cause that is in it, before what else these may be */
    {
      const MsWording *wording = g_ptr_array_index (wordings, i);
      refusal = refusal == MS_REFUSAL_NONE ? wording->refusal : refusal;
      add_code (codes, wording->codes[0]);
    }
  if (ret_refusal != NULL)
    *ret_refusal = refusal;
  for (guint i = 0; i < wordings->len; i++)
    for (const MsCode *other = ((const MsWording *) g_ptr_array_index (wordings, i))->codes; *other != MS_N_CODES; other++)
      add_code (codes, *other);
  return codes;
}

/* ---- what a code means ------------------------------------------------------------------------------------------ */

/* The service on which a code is explained: one where it can happen. */
static MsService
service_for (MsCode code)
{
  return code == MS_CODE_STARTTLS_MISSING || code == MS_CODE_STARTTLS_VANISHED || code == MS_CODE_STARTTLS_FAILED
             || code == MS_CODE_WRONG_SECURITY_MODE
           ? MS_SERVICE_SUBMISSION
           : MS_SERVICE_IMAPS;
}

static MsSeverity
usual_severity (MsCode code)
{
  static const MsCode warnings[]
    = { MS_CODE_CLIENT_REFUSES, MS_CODE_WEAK,        MS_CODE_EXPIRING, MS_CODE_OLD_TLS,        MS_CODE_MIXED_ADDRESSES,
        MS_CODE_STALE_SERVICE,  MS_CODE_ROLLED_BACK, MS_CODE_OVERDUE,  MS_CODE_LOCAL_OVERRIDE, MS_CODE_INSECURE_ACCOUNT,
        MS_CODE_MOVED };

  for (guint i = 0; i < G_N_ELEMENTS (warnings); i++)
    if (warnings[i] == code)
      return MS_SEVERITY_WARNING;
  return code == MS_CODE_RENEWED ? MS_SEVERITY_INFO : MS_SEVERITY_CRITICAL;
}

/* A finding with every fact that a sentence may ask for. */
static MsFinding *
example_finding (MsCode code, MsRefusal refusal)
{
  static const char *const names[] = { "www.example.org", "example.org", NULL }, *const because[] = { "key", "issuer", NULL };
  static const char *const stale[] = { "192.0.2.2", NULL };
  const char *const programs[] = { _ ("your mail program"), NULL };
  /* 1 July 2026, noon: a day of an example */
  const gint64 day = 1782907200;
  MsSeverity severity = usual_severity (code);
  MsFinding *finding = ms_finding_new (code, severity, ms_code_info (code)->who);

  ms_finding_add_address (finding, stale[0]);
  if (code == MS_CODE_MOVED)
    ms_finding_set_string (finding, "use_host", "imap.example.org");
  ms_finding_set_string (finding, "issuer", "CN=Example Authority");
  ms_finding_set_string (finding, "missing", "CN=Example Intermediate");
  ms_finding_set_string (finding, "line", "421 Too many connections, try again later");
  ms_finding_set_string (finding, "newer_on", "https://mail.example.org");
  ms_finding_set_string (finding, "pinned", "192.0.2.1");
  ms_finding_set_string (finding, "published", "198.51.100.7");
  ms_finding_set_string (finding, "tls_version", "1.0");
  ms_finding_set_string (finding, "what", _ ("MD5 or SHA-1"));
  ms_finding_set_number (finding, "days", 3);
  ms_finding_set_number (finding, "days_left", 5);
  ms_finding_set_number (finding, "answering", 4);
  ms_finding_set_number (finding, "count", 3);
  ms_finding_set_number (finding, "usual_days_left", 30);
  ms_finding_set_string (finding, "evidence", "certificates begin in the future");
  ms_finding_set_string (finding, "client", _ ("your mail program"));
  ms_finding_set_time (finding, "not_after", day);
  ms_finding_set_list (finding, "names", names);
  if (code == MS_CODE_CLIENT_REFUSES)
    ms_finding_set_string (finding, "because", ms_refusal_name (refusal));
  else
    ms_finding_set_list (finding, "because", because);
  ms_finding_set_list (finding, "programs", programs);
  return finding;
}

char *
ms_explain_code (MsCode code, MsRefusal refusal)
{
  g_autoptr (MsVerdict) verdict = ms_verdict_new ();
  g_autoptr (MsTarget) target = ms_target_new (service_for (code), "mail.example.org", 0);
  MsFinding *finding = example_finding (code, refusal);
  g_autoptr (MsWords) words = NULL;
  GString *out = g_string_new (NULL);

  verdict->observation = ms_observation_new (target, 0);
  verdict->safe = MS_SAFE_WAIT;
  verdict->now = 1782907200;
  g_ptr_array_add (verdict->findings, finding);
  words = ms_words (verdict, finding);
  g_string_append_printf (out, _ ("%s, for example of a server mail.example.org: %s.\n"), ms_code_info (code)->name,
                          words->title);
  g_string_append_printf (out, "%s\n-> %s\n%s\n%s\n", words->text, words->advice, ms_words_who (finding->who), words->details);
  return g_string_free (out, FALSE);
}
