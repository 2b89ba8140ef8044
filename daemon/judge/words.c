/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "daemon/judge/words.h"

#include "daemon/judge/expiry.h"

#include <glib/gi18n.h>
#include <string.h>

/*
 * One row a code, and one more for each variant of it that needs other words; the row without a variant is the code's
 * own. {braces} are filled in from the verdict and the finding (see fill()); translators may move them about.
 * Title: half a sentence after the server's name. Text: what it means, no jargon. Advice: the one next step, for the user
 * and for who runs the server. Details: the terms an expert looks for.
 */
typedef struct
{
  MsCode code;
  const char *variant;
  const char *title;
  const char *text;
  const char *advice;
  const char *advice_admin; /* NULL: the same */
  const char *details;
} Row;

static const Row rows[] = {
  { MS_CODE_WRONG_SECURITY_MODE, NULL, N_ ("port {port} wants another kind of encryption"),
    N_ ("The port {port} of {server} works, but not with the encryption setting that is used for it."),
    N_ ("Change the encryption setting of this account in your mail program: “SSL/TLS” instead of “STARTTLS”, or the other way "
        "round."),
    NULL, N_ ("The server spoke {speaks} where {security} was expected.") },
  { MS_CODE_STARTTLS_MISSING, NULL, N_ ("encryption is not offered"),
    N_ ("{Server} does not offer encryption on port {port}. Your password and your mail would travel readable for everybody on "
        "the way."),
    N_ ("Do not send a password there now. Try again from another network; if it stays like this, ask your provider which port "
        "is encrypted."),
    N_ ("Switch on TLS for this port, or check what on the way removes the offer."),
    N_ ("STARTTLS is not among the server's capabilities.") },
  { MS_CODE_STARTTLS_MISSING, "preauth", N_ ("encryption was skipped"),
    N_ ("{Server} claims that you are logged in before any encryption began. Somebody may be trying to read your mail."),
    N_ ("Do not use this connection. Try again from another network, and tell your provider if it happens there too."), NULL,
    N_ ("A PREAUTH greeting was received on a STARTTLS port.") },
  { MS_CODE_STARTTLS_MISSING, "smtp", N_ ("mail to this server travels unencrypted"),
    N_ ("{host} does not offer encryption to other mail servers. Mail for it travels readable for everybody on the way."),
    N_ ("Nothing for you to do. You may ask the provider to switch on encryption for incoming mail."),
    N_ ("Switch on TLS for port {port}."), N_ ("STARTTLS is not among the server's capabilities.") },
  { MS_CODE_STARTTLS_FAILED, NULL, N_ ("encryption is offered, but does not work"),
    N_ ("{Server} offers encryption and then fails to begin it. Your mail program cannot connect safely."),
    N_ ("Try again later. If it stays like this, tell your provider."),
    N_ ("Look into the log of the mail service on port {port}."),
    N_ ("STARTTLS was accepted or offered, but no TLS handshake followed. {detail}") },
  { MS_CODE_STARTTLS_FAILED, "injection", N_ ("something is mixed into the connection"),
    N_ ("Before the encryption began, extra text was slipped into the connection to {host}. Somebody may be trying to read your "
        "mail."),
    N_ ("Do not use this connection. Try again from another network, and tell your provider if it happens there too."), NULL,
    N_ ("Plain text followed the answer to STARTTLS (response injection).") },
  { MS_CODE_TLS_FAILED, NULL, N_ ("no encrypted connection could be made"),
    N_ ("{Server} could not agree with this computer on how to encrypt. Your mail program will most likely fail as well."),
    N_ ("Try again later. If it stays like this, tell your provider."),
    N_ ("Look into the log of the mail service on port {port}."), N_ ("The TLS handshake failed. {detail}") },
  { MS_CODE_PROTOCOL_ERROR, NULL, N_ ("another kind of service answers"),
    N_ ("What answers at {host} on port {port} is not the mail service that was expected there."),
    N_ ("Check the server name and the port in your mail program."), NULL, N_ ("Recognised: {speaks}. {detail}") },
  { MS_CODE_SERVER_REFUSED, NULL, N_ ("the server does not want to talk now"),
    N_ ("{Server} answers, but sends us away for now. This says nothing about its certificate."),
    N_ ("Nothing to do: it is looked at again later."), NULL, N_ ("The server said: {line}") },
  { MS_CODE_INVALID, NULL, N_ ("the certificate is damaged"),
    N_ (
      "{Server} shows a certificate that cannot be read or was tampered with. Nobody can tell whether this is the right server."),
    N_ ("Do not accept it. Tell your provider."), N_ ("Install the certificate again."),
    N_ ("The certificate cannot be parsed, its signature is wrong, or it has an unknown critical extension.") },
  { MS_CODE_NAME_MISMATCH, NULL, N_ ("the certificate was made for another name"),
    N_ (
      "You asked for {host}, but the server shows a certificate for {names}. Nobody can be sure that this is the right server."),
    N_ ("Ask your provider which server name to enter in your mail program, or to add the name {host} to the certificate."),
    N_ ("Add the name {host} to the certificate, or have people use one of its names."),
    N_ ("Name mismatch (“target principal name is incorrect”): {host} is none of the subject alternative names.") },
  { MS_CODE_NAME_MISMATCH, "no-san", N_ ("the certificate names the server in an outdated way"),
    N_ ("The certificate of {host} has the name only in a place that today's mail programs ignore. They treat it like a wrong "
        "name."),
    N_ ("Tell your provider that the certificate of {host} needs the name in its list of names."),
    N_ ("Get a new certificate with {host} as a subject alternative name."),
    N_ ("The name is only in the common name (CN); there is no subject alternative name (RFC 9525).") },
  { MS_CODE_EXPIRED, NULL, N_ ("the certificate ran out {ago}"),
    N_ ("The certificate of {server} was good until {date}. It was not renewed in time, so mail programs warn."),
    N_ ("Tell your provider that the certificate of {host} has expired. There is nothing to install or to change on your side."),
    N_ ("Renew the certificate, then reload the mail service on port {port}."), N_ ("Expired: not within its validity period.") },
  { MS_CODE_NOT_YET_VALID, NULL, N_ ("the certificate is good only from {date}"),
    N_ ("The certificate of {server} begins on {date}. Most often that means that the clock of this computer is wrong."),
    N_ ("Check the date and the time of this computer. If they are right, tell your provider."), NULL,
    N_ ("Not yet valid: not within its validity period.") },
  { MS_CODE_EXPIRED_INTERMEDIATE, NULL, N_ ("a certificate behind it ran out"),
    N_ ("{Server} proves who it is with the help of another certificate, and that one has run out. Mail programs will warn."),
    N_ ("Tell your provider that an authority's certificate that {host} sends has expired."),
    N_ ("Install the current chain of your authority on the server, then reload the mail service."),
    N_ ("An intermediate or root certificate has expired, and there is no other valid path.") },
  { MS_CODE_SELF_SIGNED, NULL, N_ ("the server vouches only for itself"),
    N_ ("{Server} uses a certificate that it made by itself. Nobody can tell it from one that a stranger made."),
    N_ ("Do not accept it, unless the person who runs the server has told you to. Ask for a certificate of a public authority; "
        "they are free."),
    N_ ("Get a certificate of a public authority, for example with an ACME client such as certbot."),
    N_ ("Self-signed certificate.") },
  { MS_CODE_SELF_SIGNED, "accepted", N_ ("you have accepted this certificate"),
    N_ (
      "{Server} vouches only for itself, and you have said that this is its certificate. You are told if it shows another one."),
    N_ ("Nothing to do."), NULL, N_ ("Self-signed certificate, accepted.") },
  { MS_CODE_UNTRUSTED_ISSUER, NULL, N_ ("nobody here knows who issued the certificate"),
    N_ ("The certificate of {server} was issued by {issuer}. This computer does not know that authority, so anybody may have "
        "made it."),
    N_ ("Do not accept it. Ask your provider whether this certificate is really theirs."),
    N_ ("Serve a certificate of a public authority together with its full chain."),
    N_ ("Unknown issuer, or the issuer is no authority.") },
  { MS_CODE_UNTRUSTED_ISSUER, "private-ca", N_ ("the certificate comes from a private authority"),
    N_ ("The certificate of {server} was issued by {issuer}, a private authority that this computer does not know."),
    N_ ("If it is your company's or your school's, ask its administrator to set up this computer for it. If you did not expect "
        "this, do not accept it."),
    N_ ("Install the authority's certificate on the computers that use this server, or get a certificate of a public authority."),
    N_ ("The chain ends in a self-signed authority certificate that is not in the trust store.") },
  { MS_CODE_UNTRUSTED_ISSUER, "accepted", N_ ("you have accepted this certificate"),
    N_ ("Nobody here knows {issuer}, who issued the certificate of {server}, but you have said that it is the right one. You are "
        "told if it shows another one."),
    N_ ("Nothing to do."), NULL, N_ ("Unknown issuer, accepted.") },
  { MS_CODE_WRONG_PURPOSE, NULL, N_ ("the certificate is not meant for a server"),
    N_ ("{Server} shows a certificate that was made for something else. Mail programs will refuse it."),
    N_ ("Tell your provider that the certificate of {host} is not a server certificate."), N_ ("Install a server certificate."),
    N_ ("The extended key usage does not allow TLS server authentication.") },
  { MS_CODE_WEAK, NULL, N_ ("the certificate uses outdated cryptography"),
    N_ ("The certificate of {server} is protected by a method that can be forged today. Current mail programs refuse it."),
    N_ ("Tell your provider that the certificate of {host} is too weak."),
    N_ ("Get a new certificate with a current key and signature."), N_ ("Too weak for today's clients: {what}.") },
  { MS_CODE_INCOMPLETE_CHAIN, NULL, N_ ("the server leaves out a part of its proof"),
    N_ ("{Server} does not send everything that is needed to check its certificate. Some mail programs manage, others warn."),
    N_ ("Tell your provider that the certificate of {host} is sent without its intermediate."),
    N_ ("Serve the full chain file of your authority, then reload the mail service on port {port}."),
    N_ ("Incomplete chain (“unable to verify the first certificate”); missing: {missing}.") },
  { MS_CODE_EXPIRING, NULL, N_ ("the certificate runs out {in}"),
    N_ ("The certificate of {server} is good until {date}. If it is not renewed by then, mail programs will begin to warn."),
    N_ ("Tell your provider that the certificate of {host} ends on {date}."),
    N_ ("Renew the certificate before {date}, then reload the mail service on port {port}."), N_ ("Expires soon.") },
  { MS_CODE_EXPIRING, "notice", N_ ("the certificate runs out {in}"),
    N_ ("The certificate of {server} is good until {date}. Most providers renew it in time."), N_ ("Nothing to do yet."),
    N_ ("See to it that the certificate is renewed before {date}."), N_ ("Expires soon.") },
  { MS_CODE_UNREACHABLE, NULL, N_ ("the server cannot be reached"),
    N_ ("{host} does not answer on port {port} at the moment. This says nothing about its certificate."),
    N_ ("If your mail does not work either, wait a little or check your internet connection."), NULL, N_ ("{detail}") },
  { MS_CODE_UNREACHABLE, "dns", N_ ("the server's name is not found"),
    N_ ("No address was found for {host}. Either the name is misspelt, or there is no internet connection right now."),
    N_ ("Check the internet connection and the spelling of the server name."), NULL, N_ ("{detail}") },
  { MS_CODE_UNREACHABLE, "refused", N_ ("nothing answers on port {port}"),
    N_ ("{host} is there, but no mail service answers on port {port}."),
    N_ ("Check the port in your mail program, or wait a little."), N_ ("Start the mail service on port {port}."),
    N_ ("{detail}") },
  { MS_CODE_UNREACHABLE, "no-route", N_ ("one address cannot be reached from here"),
    N_ ("This computer has no connection to the kind of address that {host} has."), N_ ("Nothing to do if mail works."), NULL,
    N_ ("{detail}") },
  { MS_CODE_RENEWED, NULL, N_ ("the certificate was renewed"),
    N_ ("{Server} has a new certificate from the same authority. That is how it should be."), N_ ("Nothing to do."), NULL,
    N_ ("An ordinary renewal.") },
  { MS_CODE_CHANGED, NULL, N_ ("the certificate was exchanged"),
    N_ ("{Server} shows another certificate than before. It is as good as the old one."), N_ ("Nothing to do."), NULL,
    N_ ("What differs: {because}.") },
  { MS_CODE_CHANGED, "warning", N_ ("the new certificate has fewer names"),
    N_ ("{Server} has a new certificate on which some names are missing. Your name for it is still there."),
    N_ ("Nothing to do for this account. Others at this server may get warnings."),
    N_ ("Add the missing names if people use them."), N_ ("What differs: {because}.") },
  { MS_CODE_CHANGED, "critical", N_ ("the certificate was exchanged for a doubtful one"),
    N_ (
      "{Server} used to prove who it is and now shows a certificate that nobody vouches for. Somebody may be reading your mail."),
    N_ ("Do not accept the new certificate. Ask your provider, by telephone or on its web pages, whether this is meant."), NULL,
    N_ ("What differs: {because}.") },
};

/* ---- which row ----------------------------------------------------------------------------------------------- */

static const Row *
row_for (MsCode code, const char *variant)
{
  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    if (rows[i].code == code && g_strcmp0 (rows[i].variant, variant) == 0)
      return &rows[i];
  return NULL;
}

static const Row *
choose_row (const MsVerdict *verdict, const MsFinding *finding)
{
  const char *variants[] = {
    ms_finding_fact (finding, "accepted") != NULL ? "accepted" : NULL,
    ms_finding_string (finding, "reason"),
    ms_finding_string (finding, "kind"),
    verdict->observation->target->service == MS_SERVICE_SMTP ? "smtp" : NULL,
    ms_severity_name (finding->severity),
  };

  for (guint i = 0; i < G_N_ELEMENTS (variants); i++)
    {
      const Row *row = variants[i] != NULL ? row_for (finding->code, variants[i]) : NULL;
      if (row != NULL)
        return row;
    }
  return row_for (finding->code, NULL);
}

/* ---- filling in ---------------------------------------------------------------------------------------------- */

static char *
date_words (gint64 time)
{
  g_autoptr (GDateTime) date = time == G_MAXINT64 ? NULL : g_date_time_new_from_unix_local (time);
  g_autofree char *text = NULL;

  if (date == NULL)
    return g_strdup (_ ("for ever"));
  /* Translators: how a day is written, see g_date_time_format */
  text = g_date_time_format (date, _ ("%e %B %Y"));
  return g_strdup (g_strstrip (text));
}

static char *
ago_words (gint64 days)
{
  if (days == 0)
    return g_strdup (_ ("today"));
  if (days == 1)
    return g_strdup (_ ("yesterday"));
  return g_strdup_printf (ngettext ("%" G_GINT64_FORMAT " day ago", "%" G_GINT64_FORMAT " days ago", (gulong) days), days);
}

char *
ms_words_days (gint64 days_left)
{
  if (days_left < 0)
    return ago_words (-days_left - 1);
  if (days_left == 0)
    return g_strdup (_ ("today"));
  if (days_left == 1)
    return g_strdup (_ ("tomorrow"));
  return g_strdup_printf (ngettext ("in %" G_GINT64_FORMAT " day", "in %" G_GINT64_FORMAT " days", (gulong) days_left),
                          days_left);
}

/* "a", "a and b", "a, b, c and 4 more" */
static char *
list_words (const char *const *items)
{
  guint n = g_strv_length ((GStrv) items), shown = n <= 4 ? n : 3;
  GString *out = g_string_new (NULL);

  for (guint i = 0; i < shown; i++)
    {
      if (i > 0)
        g_string_append (out, i + 1 == n ? _ (" and ") : ", ");
      g_string_append (out, items[i]);
    }
  if (shown < n)
    g_string_append_printf (out, ngettext (" and %u more", " and %u more", n - shown), n - shown);
  return g_string_free (out, FALSE);
}

static char *
server_words (const MsTarget *target, gboolean capital)
{
  const MsServiceInfo *info = ms_service_info (target->service);

  if (info->incoming && capital)
    return g_strdup_printf (_ ("The incoming mail server %s"), target->host);
  if (info->incoming)
    return g_strdup_printf (_ ("the incoming mail server %s"), target->host);
  if (info->protocol == MS_PROTOCOL_SMTP && target->service != MS_SERVICE_SMTP)
    return capital ? g_strdup_printf (_ ("The outgoing mail server %s"), target->host)
                   : g_strdup_printf (_ ("the outgoing mail server %s"), target->host);
  return capital ? g_strdup_printf (_ ("The server %s"), target->host) : g_strdup_printf (_ ("the server %s"), target->host);
}

/* O or CN of an RFC 4514 name, for people; else the whole of it. */
static char *
issuer_words (const char *dn)
{
  g_auto (GStrv) parts = g_strsplit (dn, ",", 32);
  static const char *const keys[] = { "CN=", "O=" };

  for (guint k = 0; k < G_N_ELEMENTS (keys); k++)
    for (guint i = 0; parts[i] != NULL; i++)
      if (g_str_has_prefix (parts[i], keys[k]))
        return g_strdup_printf (_ ("“%s”"), parts[i] + strlen (keys[k]));
  return *dn != '\0' ? g_strdup (dn) : g_strdup (_ ("somebody without a name"));
}

/* The addresses' own words: detail of the first sighting that this finding is about. */
static const char *
detail_of (const MsVerdict *verdict, const MsFinding *finding)
{
  const GPtrArray *sightings = verdict->observation->sightings;
  for (guint i = 0; i < sightings->len; i++)
    {
      const MsSighting *sighting = g_ptr_array_index (sightings, i);
      if (sighting->detail != NULL
          && (finding->addresses[0] == NULL || g_strv_contains ((const char *const *) finding->addresses, sighting->address)))
        return sighting->detail;
    }
  return "";
}

static gint64
number_of (const MsFinding *finding, const char *key)
{
  const MsFact *fact = ms_finding_fact (finding, key);
  return fact != NULL ? fact->number : 0;
}

static char *
date_of (const MsFinding *finding)
{
  static const char *const keys[] = { "not_after", "not_before", "since" };
  for (guint i = 0; i < G_N_ELEMENTS (keys); i++)
    if (ms_finding_fact (finding, keys[i]) != NULL)
      return date_words (number_of (finding, keys[i]));
  return g_strdup ("");
}

static char *
list_of (const MsFinding *finding, const char *key)
{
  const MsFact *fact = ms_finding_fact (finding, key);
  if (fact == NULL || fact->list == NULL || fact->list[0] == NULL)
    return g_strdup (_ ("no name at all"));
  return list_words ((const char *const *) fact->list);
}

/* What one {placeholder} stands for; NULL if there is none of that name. */
static char *
fill (const char *key, const MsVerdict *verdict, const MsFinding *finding)
{
  const MsTarget *target = verdict->observation->target;
  const char *string = ms_finding_string (finding, key);

  if (g_str_equal (key, "host"))
    return g_strdup (target->host);
  if (g_str_equal (key, "port"))
    return g_strdup_printf ("%u", target->port);
  if (g_str_equal (key, "server"))
    return server_words (target, FALSE);
  if (g_str_equal (key, "Server"))
    return server_words (target, TRUE);
  if (g_str_equal (key, "security"))
    return g_strdup (ms_service_info (target->service)->security == MS_SECURITY_TLS ? "SSL/TLS" : "STARTTLS");
  if (g_str_equal (key, "date"))
    return date_of (finding);
  if (g_str_equal (key, "ago"))
    return ago_words (number_of (finding, "days"));
  if (g_str_equal (key, "in"))
    return ms_words_days (number_of (finding, "days_left"));
  if (g_str_equal (key, "names") || g_str_equal (key, "because"))
    return list_of (finding, key);
  if (g_str_equal (key, "issuer"))
    return issuer_words (string != NULL ? string : "");
  if (g_str_equal (key, "detail"))
    return g_strdup (detail_of (verdict, finding));
  if (g_str_equal (key, "line") || g_str_equal (key, "what") || g_str_equal (key, "missing") || g_str_equal (key, "speaks"))
    return g_strdup (string != NULL ? string : _ ("unknown"));
  return NULL;
}

static char *
expand (const char *template, const MsVerdict *verdict, const MsFinding *finding)
{
  GString *out = g_string_new (NULL);
  const char *at = template;

  while (*at != '\0')
    {
      const char *end = *at == '{' ? strchr (at, '}') : NULL;
      if (end == NULL)
        g_string_append_c (out, *at++);
      else
        {
          g_autofree char *key = g_strndup (at + 1, (gsize) (end - at - 1));
          g_autofree char *value = fill (key, verdict, finding);
          g_string_append (out, value != NULL ? value : key);
          at = end + 1;
        }
    }
  return g_string_free (out, FALSE);
}

/* ---- whole texts --------------------------------------------------------------------------------------------- */

/* The first letter of a half sentence; everything that can begin a title is a cased letter or needs none. */
static char *
sentence (const char *half)
{
  g_autofree char *first = g_utf8_strup (half, (gssize) (g_utf8_next_char (half) - half));
  return g_strconcat (first, g_utf8_next_char (half), NULL);
}

/* The certificate the finding is about, in the terms an expert looks for. */
static char *
certificate_details (const MsVerdict *verdict, const MsFinding *finding)
{
  const GPtrArray *sightings = verdict->observation->sightings;
  for (guint i = 0; i < sightings->len; i++)
    {
      const MsSighting *sighting = g_ptr_array_index (sightings, i);
      const MsCertificate *leaf = ms_sighting_leaf (sighting);
      g_autofree char *begin = NULL, *end = NULL;

      if (leaf == NULL || !g_strv_contains ((const char *const *) finding->addresses, sighting->address))
        continue;
      begin = ms_time_string (leaf->not_before);
      end = ms_time_string (leaf->not_after);
      return g_strdup_printf (_ ("Certificate: subject “%s”, issuer “%s”, valid from %s to %s, SHA-256 %s."), leaf->subject,
                              leaf->issuer, begin, end, leaf->sha256);
    }
  return NULL;
}

MsWords *
ms_words (const MsVerdict *verdict, const MsFinding *finding)
{
  const Row *row = choose_row (verdict, finding);
  gboolean admin
    = finding->who == MS_WHO_YOU && ms_code_info (finding->code)->who == MS_WHO_PROVIDER && row->advice_admin != NULL;
  MsWords *words = g_new0 (MsWords, 1);
  g_autofree char *title = expand (_ (row->title), verdict, finding);
  g_autofree char *terms = expand (_ (row->details), verdict, finding);
  g_autofree char *certificate = certificate_details (verdict, finding);

  words->title = sentence (title);
  words->text = expand (_ (row->text), verdict, finding);
  words->advice = expand (_ (admin ? row->advice_admin : row->advice), verdict, finding);
  words->details
    = certificate != NULL ? g_strconcat (g_strstrip (terms), " — ", certificate, NULL) : g_strdup (g_strstrip (terms));
  return words;
}

void
ms_words_free (MsWords *words)
{
  if (words == NULL)
    return;
  g_free (words->title);
  g_free (words->text);
  g_free (words->advice);
  g_free (words->details);
  g_free (words);
}

static char *
all_is_well (const MsVerdict *verdict)
{
  gint64 end = G_MAXINT64;
  g_autofree char *date = NULL;

  for (guint i = 0; i < verdict->observation->sightings->len; i++)
    {
      const MsSighting *sighting = g_ptr_array_index (verdict->observation->sightings, i);
      if (ms_sighting_leaf (sighting) != NULL)
        end = MIN (end, sighting->path_not_after);
    }
  if (end == G_MAXINT64)
    return g_strdup (_ ("All is well."));
  date = date_words (end);
  return g_strdup_printf (_ ("All is well: the certificate is good until %s."), date);
}

char *
ms_words_summary (const MsVerdict *verdict)
{
  const MsFinding *first = verdict->findings->len > 0 ? g_ptr_array_index (verdict->findings, 0) : NULL;
  g_autoptr (MsWords) words = NULL;

  if (first == NULL || first->severity == MS_SEVERITY_INFO)
    return all_is_well (verdict);
  words = ms_words (verdict, first);
  return g_strconcat (words->title, ".", NULL);
}

void
ms_words_alert (const MsStanding *standing, const MsFinding *finding, MsAlert *alert)
{
  g_autoptr (MsWords) words = ms_words (standing->verdict, finding);
  guint others = g_strv_length (alert->servers) - (g_strv_length (alert->servers) > 0);
  const char *host = standing->server->target->host;

  g_free (alert->title);
  g_free (alert->text);
  g_free (alert->advice);
  alert->title = others == 0
                   ? g_strdup_printf ("%s: %s", host, words->title)
                   : g_strdup_printf (ngettext ("%s and %u more: %s", "%s and %u more: %s", others), host, others, words->title);
  alert->text = g_strdup (words->text);
  alert->advice = g_strdup (words->advice);
}

char *
ms_words_overview (const GPtrArray *standings)
{
  const MsStanding *worst = NULL;
  guint faults = 0, waiting = 0;
  g_autofree char *summary = NULL;

  for (guint i = 0; i < standings->len; i++)
    {
      const MsStanding *standing = g_ptr_array_index (standings, i);
      if (standing->verdict == NULL)
        waiting++;
      else if (standing->verdict->state != MS_SEVERITY_OK)
        {
          faults++;
          if (worst == NULL || standing->verdict->state > worst->verdict->state)
            worst = standing;
        }
    }
  if (standings->len == 0)
    return g_strdup (_ ("No mail server is watched yet."));
  if (worst == NULL && waiting == standings->len)
    return g_strdup (_ ("The mail servers are being looked at for the first time."));
  if (worst == NULL)
    return g_strdup_printf (ngettext ("%u mail server is fine.", "All %u mail servers are fine.", standings->len - waiting),
                            standings->len - waiting);
  summary = ms_words_summary (worst->verdict);
  if (faults == 1)
    return g_strdup_printf ("%s: %s", worst->server->target->host, summary);
  return g_strdup_printf (ngettext ("%s: %s %u more needs a look.", "%s: %s %u more need a look.", faults - 1),
                          worst->server->target->host, summary, faults - 1);
}
