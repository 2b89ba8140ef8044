/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "check/judge/explain.h"

#include "check/judge/words.h"

#include <glib/gi18n.h>
#include <string.h>

#define DAY       ((gint64) 86400)
#define MAX_CODES 5
#define MIN_INPUT 4 /* letters: fewer are in every wording */

/* ---- what mail programs say ------------------------------------------------------------------------------------- */

/* `words`: what is characteristic of it, in lower case and without punctuation; the causes, the most likely first. */
static const struct
{
  const char *words;
  MsCode codes[MAX_CODES + 1]; /* ended by MS_N_CODES */
} wordings[] = {
#define ROW(words, ...)                                                                                                          \
  {                                                                                                                              \
    words,                                                                                                                       \
    {                                                                                                                            \
      __VA_ARGS__, MS_N_CODES                                                                                                    \
    }                                                                                                                            \
  }
  /* Outlook, Windows Mail */
  ROW ("principal name", MS_CODE_NAME_MISMATCH, MS_CODE_INCOMPLETE_CHAIN),
  ROW ("not within its validity period", MS_CODE_EXPIRED, MS_CODE_NOT_YET_VALID),
  ROW ("name on the security certificate is invalid or does not match", MS_CODE_NAME_MISMATCH),
  ROW ("using a security certificate that cannot be verified", MS_CODE_NAME_MISMATCH, MS_CODE_EXPIRED, MS_CODE_INCOMPLETE_CHAIN,
       MS_CODE_UNTRUSTED_ISSUER, MS_CODE_SELF_SIGNED),
  ROW ("terminated in a root certificate which is not trusted", MS_CODE_UNTRUSTED_ISSUER, MS_CODE_SELF_SIGNED),
  ROW ("issued by a company you have not chosen to trust", MS_CODE_UNTRUSTED_ISSUER, MS_CODE_INCOMPLETE_CHAIN,
       MS_CODE_SELF_SIGNED),
  ROW ("security certificate has expired or is not yet valid", MS_CODE_EXPIRED, MS_CODE_NOT_YET_VALID),
  ROW ("server does not support the specified connection encryption type", MS_CODE_WRONG_SECURITY_MODE, MS_CODE_STARTTLS_MISSING,
       MS_CODE_PROTOCOL_ERROR),
  ROW ("encrypted connection to your mail server is not available", MS_CODE_WRONG_SECURITY_MODE, MS_CODE_STARTTLS_MISSING,
       MS_CODE_UNREACHABLE),
  ROW ("0x800ccc1a", MS_CODE_WRONG_SECURITY_MODE, MS_CODE_STARTTLS_MISSING, MS_CODE_TLS_FAILED),
  ROW ("0x800ccc0e", MS_CODE_UNREACHABLE, MS_CODE_WRONG_SECURITY_MODE),
  /* Thunderbird and other NSS programs */
  ROW ("ssl error bad cert domain", MS_CODE_NAME_MISMATCH),
  ROW ("certificate belongs to a different site", MS_CODE_NAME_MISMATCH),
  ROW ("wrong site", MS_CODE_NAME_MISMATCH),
  ROW ("domain mismatch", MS_CODE_NAME_MISMATCH),
  ROW ("outdated information", MS_CODE_EXPIRED, MS_CODE_NOT_YET_VALID),
  ROW ("sec error expired certificate", MS_CODE_EXPIRED),
  ROW ("sec error expired issuer certificate", MS_CODE_EXPIRED_INTERMEDIATE),
  ROW ("sec error unknown issuer", MS_CODE_UNTRUSTED_ISSUER, MS_CODE_INCOMPLETE_CHAIN, MS_CODE_SELF_SIGNED),
  ROW ("unknown identity", MS_CODE_UNTRUSTED_ISSUER, MS_CODE_SELF_SIGNED, MS_CODE_INCOMPLETE_CHAIN),
  ROW ("mozilla pkix error self signed cert", MS_CODE_SELF_SIGNED),
  ROW ("sec error revoked certificate", MS_CODE_REVOKED),
  ROW ("signature algorithm disabled", MS_CODE_WEAK),
  ROW ("inadequate key usage", MS_CODE_WRONG_PURPOSE),
  ROW ("inadequate cert type", MS_CODE_WRONG_PURPOSE),
  ROW ("ssl error unsupported version", MS_CODE_OLD_TLS),
  ROW ("ssl error rx record too long", MS_CODE_WRONG_SECURITY_MODE, MS_CODE_PROTOCOL_ERROR),
  ROW ("sec error bad signature", MS_CODE_INVALID),
  ROW ("sec error bad der", MS_CODE_INVALID),
  ROW ("security exception", MS_CODE_NAME_MISMATCH, MS_CODE_EXPIRED, MS_CODE_SELF_SIGNED, MS_CODE_UNTRUSTED_ISSUER),
  ROW ("certificate issuer is not recognized", MS_CODE_UNTRUSTED_ISSUER, MS_CODE_INCOMPLETE_CHAIN, MS_CODE_SELF_SIGNED),
  /* Outlook and Windows in German, French, Spanish */
  ROW ("zielprinzipalname ist falsch", MS_CODE_NAME_MISMATCH),
  ROW ("nom principal de la cible", MS_CODE_NAME_MISMATCH),
  ROW ("nombre principal de destino", MS_CODE_NAME_MISMATCH),
  ROW ("nicht überprüft werden kann", MS_CODE_NAME_MISMATCH, MS_CODE_EXPIRED, MS_CODE_UNTRUSTED_ISSUER, MS_CODE_INCOMPLETE_CHAIN,
       MS_CODE_SELF_SIGNED),
  ROW ("stimmt nicht mit dem namen der site überein", MS_CODE_NAME_MISMATCH),
  ROW ("ne correspond pas au nom du site", MS_CODE_NAME_MISMATCH),
  ROW ("gültigkeitszeitraum", MS_CODE_EXPIRED, MS_CODE_NOT_YET_VALID),
  ROW ("période de validité", MS_CODE_EXPIRED, MS_CODE_NOT_YET_VALID),
  ROW ("período de validez", MS_CODE_EXPIRED, MS_CODE_NOT_YET_VALID),
  /* .NET, Node */
  ROW ("remote certificate is invalid", MS_CODE_NAME_MISMATCH, MS_CODE_EXPIRED, MS_CODE_UNTRUSTED_ISSUER,
       MS_CODE_INCOMPLETE_CHAIN, MS_CODE_SELF_SIGNED),
  ROW ("does not match certificate s altnames", MS_CODE_NAME_MISMATCH),
  ROW ("cert has expired", MS_CODE_EXPIRED, MS_CODE_EXPIRED_INTERMEDIATE),
  /* Apple Mail, Android, K-9 */
  ROW ("cannot verify server identity", MS_CODE_NAME_MISMATCH, MS_CODE_EXPIRED, MS_CODE_UNTRUSTED_ISSUER,
       MS_CODE_INCOMPLETE_CHAIN, MS_CODE_SELF_SIGNED),
  ROW ("identity of the server cannot be verified", MS_CODE_NAME_MISMATCH, MS_CODE_EXPIRED, MS_CODE_UNTRUSTED_ISSUER,
       MS_CODE_SELF_SIGNED),
  ROW ("trust anchor for certification path not found", MS_CODE_INCOMPLETE_CHAIN, MS_CODE_UNTRUSTED_ISSUER, MS_CODE_SELF_SIGNED),
  ROW ("certpathvalidatorexception", MS_CODE_INCOMPLETE_CHAIN, MS_CODE_UNTRUSTED_ISSUER, MS_CODE_EXPIRED),
  /* Evolution, Geary and others with GnuTLS or GIO */
  ROW ("signing certificate authority is not known", MS_CODE_UNTRUSTED_ISSUER, MS_CODE_INCOMPLETE_CHAIN, MS_CODE_SELF_SIGNED),
  ROW ("does not match the expected identity", MS_CODE_NAME_MISMATCH),
  ROW ("bad identity", MS_CODE_NAME_MISMATCH),
  ROW ("activation time is in the future", MS_CODE_NOT_YET_VALID),
  ROW ("certificate issuer is unknown", MS_CODE_UNTRUSTED_ISSUER, MS_CODE_INCOMPLETE_CHAIN, MS_CODE_SELF_SIGNED),
  ROW ("insecure algorithm", MS_CODE_WEAK),
  ROW ("unexpected tls packet was received", MS_CODE_WRONG_SECURITY_MODE, MS_CODE_PROTOCOL_ERROR),
  ROW ("unacceptable tls certificate", MS_CODE_NAME_MISMATCH, MS_CODE_EXPIRED, MS_CODE_UNTRUSTED_ISSUER, MS_CODE_INCOMPLETE_CHAIN,
       MS_CODE_SELF_SIGNED),
  /* OpenSSL and what is built on it: mutt, mbsync, fetchmail, msmtp, Claws Mail */
  ROW ("unable to verify the first certificate", MS_CODE_INCOMPLETE_CHAIN, MS_CODE_UNTRUSTED_ISSUER),
  ROW ("unable to get local issuer certificate", MS_CODE_INCOMPLETE_CHAIN, MS_CODE_UNTRUSTED_ISSUER),
  ROW ("unable to get issuer certificate", MS_CODE_INCOMPLETE_CHAIN, MS_CODE_UNTRUSTED_ISSUER),
  ROW ("self signed certificate in certificate chain", MS_CODE_UNTRUSTED_ISSUER),
  ROW ("self signed", MS_CODE_SELF_SIGNED, MS_CODE_UNTRUSTED_ISSUER),
  ROW ("certificate has expired", MS_CODE_EXPIRED, MS_CODE_EXPIRED_INTERMEDIATE),
  ROW ("certificate expired", MS_CODE_EXPIRED, MS_CODE_EXPIRED_INTERMEDIATE),
  ROW ("certificate is not yet valid", MS_CODE_NOT_YET_VALID),
  ROW ("not yet valid", MS_CODE_NOT_YET_VALID),
  ROW ("hostname mismatch", MS_CODE_NAME_MISMATCH),
  ROW ("host name mismatch", MS_CODE_NAME_MISMATCH),
  ROW ("does not match the hostname", MS_CODE_NAME_MISMATCH),
  ROW ("does not match hostname", MS_CODE_NAME_MISMATCH),
  ROW ("certificate owner does not match", MS_CODE_NAME_MISMATCH),
  ROW ("certificate name mismatch", MS_CODE_NAME_MISMATCH),
  ROW ("wrong version number", MS_CODE_WRONG_SECURITY_MODE, MS_CODE_PROTOCOL_ERROR),
  ROW ("unsupported protocol", MS_CODE_OLD_TLS, MS_CODE_TLS_FAILED),
  ROW ("alert protocol version", MS_CODE_OLD_TLS, MS_CODE_TLS_FAILED),
  ROW ("ca md too weak", MS_CODE_WEAK),
  ROW ("ee key too small", MS_CODE_WEAK),
  ROW ("dh key too small", MS_CODE_TLS_FAILED),
  ROW ("key too small", MS_CODE_WEAK),
  ROW ("unsupported certificate purpose", MS_CODE_WRONG_PURPOSE),
  ROW ("unsuitable certificate purpose", MS_CODE_WRONG_PURPOSE),
  ROW ("certificate revoked", MS_CODE_REVOKED),
  ROW ("has been revoked", MS_CODE_REVOKED),
  ROW ("handshake failure", MS_CODE_TLS_FAILED, MS_CODE_OLD_TLS),
  ROW ("handshake failed", MS_CODE_TLS_FAILED, MS_CODE_WRONG_SECURITY_MODE, MS_CODE_OLD_TLS),
  ROW ("no shared cipher", MS_CODE_TLS_FAILED, MS_CODE_OLD_TLS),
  ROW ("unknown ca", MS_CODE_UNTRUSTED_ISSUER, MS_CODE_INCOMPLETE_CHAIN, MS_CODE_SELF_SIGNED),
  ROW ("signed by unknown authority", MS_CODE_UNTRUSTED_ISSUER, MS_CODE_INCOMPLETE_CHAIN, MS_CODE_SELF_SIGNED),
  ROW ("certificate verify failed", MS_CODE_INCOMPLETE_CHAIN, MS_CODE_UNTRUSTED_ISSUER, MS_CODE_EXPIRED, MS_CODE_SELF_SIGNED),
  ROW ("certificate is not trusted", MS_CODE_UNTRUSTED_ISSUER, MS_CODE_INCOMPLETE_CHAIN, MS_CODE_SELF_SIGNED, MS_CODE_EXPIRED),
  /* all of them */
  ROW ("do you wish to accept", MS_CODE_SELF_SIGNED, MS_CODE_UNTRUSTED_ISSUER, MS_CODE_NAME_MISMATCH, MS_CODE_EXPIRED),
  ROW ("appear to be an smtp service", MS_CODE_SERVER_REFUSED, MS_CODE_PROTOCOL_ERROR),
  ROW ("appear to be an imap", MS_CODE_SERVER_REFUSED, MS_CODE_PROTOCOL_ERROR),
  ROW ("does not support starttls", MS_CODE_STARTTLS_MISSING, MS_CODE_WRONG_SECURITY_MODE),
  ROW ("doesn t support starttls", MS_CODE_STARTTLS_MISSING, MS_CODE_WRONG_SECURITY_MODE),
  ROW ("starttls not supported", MS_CODE_STARTTLS_MISSING, MS_CODE_WRONG_SECURITY_MODE),
  ROW ("starttls failed", MS_CODE_STARTTLS_FAILED),
  ROW ("certificate has changed", MS_CODE_CHANGED, MS_CODE_RENEWED),
  ROW ("certificate changed", MS_CODE_CHANGED, MS_CODE_RENEWED),
  ROW ("connection refused", MS_CODE_UNREACHABLE),
  ROW ("connection timed out", MS_CODE_UNREACHABLE, MS_CODE_WRONG_SECURITY_MODE),
  ROW ("could not be reached", MS_CODE_UNREACHABLE),
  ROW ("cannot connect to server", MS_CODE_UNREACHABLE, MS_CODE_WRONG_SECURITY_MODE),
  ROW ("name or service not known", MS_CODE_UNREACHABLE),
#undef ROW
};

/* Lower case, one blank for each run of what is neither letter nor digit, none at the ends. */
static char *
plain (const char *text)
{
  GString *out = g_string_new (NULL);
  g_autofree char *valid = g_utf8_make_valid (text, -1);

  for (const char *at = valid; *at != '\0'; at = g_utf8_next_char (at))
    {
      gunichar c = g_utf8_get_char (at);
      if (g_unichar_isalnum (c))
        g_string_append_unichar (out, g_unichar_tolower (c));
      else if (out->len > 0 && out->str[out->len - 1] != ' ')
        g_string_append_c (out, ' ');
    }
  return g_strchomp (g_string_free (out, FALSE));
}

static void
add_code (GArray *codes, MsCode code)
{
  for (guint i = 0; i < codes->len; i++)
    if (g_array_index (codes, MsCode, i) == code)
      return;
  g_array_append_val (codes, code);
}

GArray *
ms_explain_find (const char *text)
{
  GArray *codes = g_array_new (FALSE, FALSE, sizeof (MsCode));
  g_autofree char *wanted = plain (text);
  MsCode code;

  if (ms_code_from_name (text, &code))
    add_code (codes, code);
  /* a wording within what was pasted, or a good part of a wording */
  for (guint i = 0; codes->len == 0 && i < G_N_ELEMENTS (wordings); i++)
    if (strstr (wanted, wordings[i].words) != NULL)
      for (guint c = 0; wordings[i].codes[c] != MS_N_CODES; c++)
        add_code (codes, wordings[i].codes[c]);
  for (guint i = 0; codes->len == 0 && strlen (wanted) >= MIN_INPUT && i < G_N_ELEMENTS (wordings); i++)
    if (strstr (wordings[i].words, wanted) != NULL)
      for (guint c = 0; wordings[i].codes[c] != MS_N_CODES; c++)
        add_code (codes, wordings[i].codes[c]);
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
example_finding (MsCode code)
{
  static const char *const names[] = { "www.example.org", "example.org", NULL }, *const because[] = { "key", "issuer", NULL };
  static const char *const stale[] = { "192.0.2.2", NULL };
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
  ms_finding_set_list (finding, "because", because);
  return finding;
}

char *
ms_explain_code (MsCode code)
{
  g_autoptr (MsVerdict) verdict = ms_verdict_new ();
  g_autoptr (MsTarget) target = ms_target_new (service_for (code), "mail.example.org", 0);
  MsFinding *finding = example_finding (code);
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
