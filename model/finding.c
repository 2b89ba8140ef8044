/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "model/finding.h"

#include "model/text.h"

static const char *const severity_names[] = { "ok", "info", "notice", "unknown", "warning", "critical" };

static const char *const who_names[] = { "you", "provider", "network", "nobody" };

static const char *const safe_names[] = { "yes", "wait", "no" };

const char *
ms_severity_name (MsSeverity severity)
{
  return severity_names[severity];
}

gboolean
ms_severity_from_name (const char *name, MsSeverity *ret_severity)
{
  guint i;
  if (!ms_name_index (severity_names, G_N_ELEMENTS (severity_names), name, &i))
    return FALSE;
  *ret_severity = (MsSeverity) i;
  return TRUE;
}

const char *
ms_who_name (MsWho who)
{
  return who_names[who];
}

gboolean
ms_who_from_name (const char *name, MsWho *ret_who)
{
  guint i;
  if (!ms_name_index (who_names, G_N_ELEMENTS (who_names), name, &i))
    return FALSE;
  *ret_who = (MsWho) i;
  return TRUE;
}

const char *
ms_safe_name (MsSafe safe)
{
  return safe_names[safe];
}

static const MsCodeInfo codes[MS_N_CODES] = {
  [MS_CODE_CLOCK_WRONG] = { "clock-wrong", MS_WHO_YOU, MS_TELL_CONFIRMED, "clock", MS_TRAIT_NONE },
  [MS_CODE_INTERCEPTED] = { "intercepted", MS_WHO_NETWORK, MS_TELL_SECOND_LOOK, "intercepted", MS_TRAIT_GRAVE },
  [MS_CODE_STARTTLS_VANISHED] = { "starttls-vanished", MS_WHO_PROVIDER, MS_TELL_CONFIRMED, "connection", MS_TRAIT_GRAVE },
  [MS_CODE_WRONG_SECURITY_MODE] = { "wrong-security-mode", MS_WHO_YOU, MS_TELL_CONFIRMED, "connection", MS_TRAIT_NONE },
  [MS_CODE_STARTTLS_MISSING] = { "starttls-missing", MS_WHO_PROVIDER, MS_TELL_CONFIRMED, "connection", MS_TRAIT_GRAVE },
  [MS_CODE_STARTTLS_FAILED] = { "starttls-failed", MS_WHO_PROVIDER, MS_TELL_CONFIRMED, "connection", MS_TRAIT_NONE },
  [MS_CODE_TLS_FAILED] = { "tls-failed", MS_WHO_PROVIDER, MS_TELL_CONFIRMED, "connection", MS_TRAIT_NONE },
  [MS_CODE_PROTOCOL_ERROR] = { "protocol-error", MS_WHO_PROVIDER, MS_TELL_NEVER, "connection", MS_TRAIT_NONE },
  [MS_CODE_SERVER_REFUSED] = { "server-refused", MS_WHO_PROVIDER, MS_TELL_NEVER, "connection", MS_TRAIT_NONE },
  [MS_CODE_INVALID] = { "invalid", MS_WHO_PROVIDER, MS_TELL_SECOND_LOOK, "invalid", MS_TRAIT_NONE },
  [MS_CODE_REVOKED] = { "revoked", MS_WHO_PROVIDER, MS_TELL_SECOND_LOOK, "revoked", MS_TRAIT_GRAVE },
  [MS_CODE_NAME_MISMATCH] = { "name-mismatch", MS_WHO_PROVIDER, MS_TELL_SECOND_LOOK, "name", MS_TRAIT_NONE },
  [MS_CODE_EXPIRED] = { "expired", MS_WHO_PROVIDER, MS_TELL_AT_ONCE, "expiry", MS_TRAIT_TIME },
  [MS_CODE_NOT_YET_VALID] = { "not-yet-valid", MS_WHO_YOU, MS_TELL_SECOND_LOOK, "not-yet-valid", MS_TRAIT_TIME },
  [MS_CODE_EXPIRED_INTERMEDIATE]
  = { "expired-intermediate", MS_WHO_PROVIDER, MS_TELL_SECOND_LOOK, "expired-intermediate", MS_TRAIT_NONE },
  [MS_CODE_SELF_SIGNED] = { "self-signed", MS_WHO_PROVIDER, MS_TELL_SECOND_LOOK, "trust", MS_TRAIT_VOUCH },
  [MS_CODE_UNTRUSTED_ISSUER] = { "untrusted-issuer", MS_WHO_PROVIDER, MS_TELL_SECOND_LOOK, "trust", MS_TRAIT_VOUCH },
  [MS_CODE_WRONG_PURPOSE] = { "wrong-purpose", MS_WHO_PROVIDER, MS_TELL_SECOND_LOOK, "purpose", MS_TRAIT_NONE },
  [MS_CODE_WEAK] = { "weak", MS_WHO_PROVIDER, MS_TELL_AT_ONCE, "weak", MS_TRAIT_NONE },
  [MS_CODE_INCOMPLETE_CHAIN] = { "incomplete-chain", MS_WHO_PROVIDER, MS_TELL_SECOND_LOOK, "chain", MS_TRAIT_NONE },
  [MS_CODE_CLIENT_REFUSES] = { "client-refuses", MS_WHO_PROVIDER, MS_TELL_SECOND_LOOK, "program", MS_TRAIT_NONE },
  [MS_CODE_EXPIRING] = { "expiring", MS_WHO_PROVIDER, MS_TELL_AT_ONCE, "expiry", MS_TRAIT_TIME },
  [MS_CODE_UNREACHABLE] = { "unreachable", MS_WHO_PROVIDER, MS_TELL_NEVER, "connection", MS_TRAIT_NONE },
  [MS_CODE_OLD_TLS] = { "old-tls", MS_WHO_PROVIDER, MS_TELL_AT_ONCE, "program", MS_TRAIT_NONE },
  [MS_CODE_MIXED_ADDRESSES] = { "mixed-addresses", MS_WHO_PROVIDER, MS_TELL_CONFIRMED, "mixed", MS_TRAIT_NONE },
  [MS_CODE_STALE_SERVICE] = { "stale-service", MS_WHO_PROVIDER, MS_TELL_SECOND_LOOK, "stale", MS_TRAIT_NONE },
  [MS_CODE_RENEWED] = { "renewed", MS_WHO_NOBODY, MS_TELL_NEVER, "change", MS_TRAIT_NONE },
  [MS_CODE_CHANGED] = { "changed", MS_WHO_PROVIDER, MS_TELL_SECOND_LOOK, "change", MS_TRAIT_GRAVE },
  [MS_CODE_ROLLED_BACK] = { "rolled-back", MS_WHO_PROVIDER, MS_TELL_SECOND_LOOK, "change", MS_TRAIT_NONE },
  [MS_CODE_OVERDUE] = { "overdue", MS_WHO_PROVIDER, MS_TELL_AT_ONCE, "expiry", MS_TRAIT_TIME },
  [MS_CODE_LOCAL_OVERRIDE] = { "local-override", MS_WHO_YOU, MS_TELL_AT_ONCE, "override", MS_TRAIT_NONE },
  [MS_CODE_INSECURE_ACCOUNT] = { "insecure-account", MS_WHO_YOU, MS_TELL_AT_ONCE, "account", MS_TRAIT_NONE },
  [MS_CODE_MOVED] = { "moved", MS_WHO_YOU, MS_TELL_AT_ONCE, "moved", MS_TRAIT_NONE },
};

const MsCodeInfo *
ms_code_info (MsCode code)
{
  return &codes[code];
}

gboolean
ms_code_is_grave (MsCode code, MsSeverity severity)
{
  return (codes[code].traits & MS_TRAIT_GRAVE) != 0 && severity == MS_SEVERITY_CRITICAL;
}

gboolean
ms_code_from_name (const char *name, MsCode *ret_code)
{
  for (guint i = 0; i < MS_N_CODES; i++)
    if (g_strcmp0 (codes[i].name, name) == 0)
      {
        *ret_code = (MsCode) i;
        return TRUE;
      }
  return FALSE;
}

static void
fact_free (MsFact *fact)
{
  g_free (fact->string);
  g_strfreev (fact->list);
  g_free (fact);
}

MsFinding *
ms_finding_new (MsCode code, MsSeverity severity, MsWho who)
{
  MsFinding *finding = g_new0 (MsFinding, 1);
  finding->code = code;
  finding->severity = severity;
  finding->who = who;
  finding->addresses = g_new0 (char *, 1);
  finding->facts = g_ptr_array_new_with_free_func ((GDestroyNotify) fact_free);
  return finding;
}

void
ms_finding_free (MsFinding *finding)
{
  if (finding == NULL)
    return;
  g_strfreev (finding->addresses);
  g_ptr_array_unref (finding->facts);
  g_free (finding);
}

void
ms_finding_add_address (MsFinding *finding, const char *address)
{
  guint n = g_strv_length (finding->addresses);

  if (*address == '\0' || g_strv_contains ((const char *const *) finding->addresses, address))
    return;
  finding->addresses = g_renew (char *, finding->addresses, n + 2);
  finding->addresses[n] = g_strdup (address);
  finding->addresses[n + 1] = NULL;
}

static MsFact *
fact_add (MsFinding *finding, const char *key, MsFactKind kind)
{
  MsFact *fact = g_new0 (MsFact, 1);
  fact->key = key;
  fact->kind = kind;
  g_ptr_array_add (finding->facts, fact);
  return fact;
}

void
ms_finding_set_string (MsFinding *finding, const char *key, const char *value)
{
  if (value != NULL)
    fact_add (finding, key, MS_FACT_STRING)->string = g_strdup (value);
}

void
ms_finding_set_number (MsFinding *finding, const char *key, gint64 value)
{
  fact_add (finding, key, MS_FACT_NUMBER)->number = value;
}

void
ms_finding_set_time (MsFinding *finding, const char *key, gint64 value)
{
  fact_add (finding, key, MS_FACT_TIME)->number = value;
}

void
ms_finding_set_list (MsFinding *finding, const char *key, const char *const *value)
{
  fact_add (finding, key, MS_FACT_LIST)->list = g_strdupv ((GStrv) value);
}

void
ms_finding_set_pairs (MsFinding *finding, const char *key, const char *const *keys_and_values)
{
  fact_add (finding, key, MS_FACT_PAIRS)->list = g_strdupv ((GStrv) keys_and_values);
}

const MsFact *
ms_finding_fact (const MsFinding *finding, const char *key)
{
  for (guint i = 0; i < finding->facts->len; i++)
    {
      const MsFact *fact = g_ptr_array_index (finding->facts, i);
      if (g_str_equal (fact->key, key))
        return fact;
    }
  return NULL;
}

const char *
ms_finding_string (const MsFinding *finding, const char *key)
{
  const MsFact *fact = ms_finding_fact (finding, key);
  return fact != NULL ? fact->string : NULL;
}
