/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "check/judge/words.h"

#include "model/text.h"
#include "check/judge/domain.h"
#include "check/judge/expiry.h"
#include "check/judge/fill.h"
#include "check/judge/phrases.h"

#include <glib/gi18n.h>
#include <string.h>

/* ---- which row ----------------------------------------------------------------------------------------------- */

/* Of the first address that the finding is about and that shows one, or NULL. */
static const MsCertificate *
certificate_of (const MsVerdict *verdict, const MsFinding *finding)
{
  const GPtrArray *sightings = verdict->observation->sightings;

  for (guint i = 0; i < sightings->len; i++)
    {
      const MsSighting *sighting = g_ptr_array_index (sightings, i);
      const MsCertificate *leaf = ms_sighting_leaf (sighting);
      if (leaf != NULL && g_strv_contains ((const char *const *) finding->addresses, sighting->address))
        return leaf;
    }
  return NULL;
}

/* A fact that has words of its own, by its name; NULL: it is not known. */
static const char *
if_known (const MsFinding *finding, const char *fact)
{
  return ms_finding_fact (finding, fact) != NULL ? fact : NULL;
}

static const MsPhrase *
choose_phrase (const MsVerdict *verdict, const MsFinding *finding)
{
  gboolean above = ms_finding_fact (finding, "own_not_after") != NULL; /* it is not the server's own certificate */
  const char *variants[] = {
    if_known (finding, "accepted"),
    if_known (finding, "replaced"),
    if_known (finding, "named_by"),
    if_known (finding, "stand_in"),
    if_known (finding, "use_host"),
    if_known (finding, "use_port"),
    above && finding->severity == MS_SEVERITY_NOTICE ? "authority-notice" : NULL,
    above ? "authority" : NULL,
    ms_finding_string (finding, "may_not"),
    ms_finding_string (finding, "reason"),
    ms_finding_string (finding, "kind"),
    certificate_of (verdict, finding) != NULL ? "certificate" : NULL,
    ms_finding_string (finding, "because"),
    finding->severity == MS_SEVERITY_CRITICAL ? ms_finding_string (finding, "what") : NULL,
    verdict->observation->target->service == MS_SERVICE_SMTP ? "smtp" : NULL,
    ms_safe_name (verdict->safe),
    ms_finding_string (finding, "clock"),
    ms_severity_name (finding->severity),
  };

  for (guint i = 0; i < G_N_ELEMENTS (variants); i++)
    {
      const MsPhrase *phrase = variants[i] != NULL ? ms_phrase (finding->code, variants[i]) : NULL;
      if (phrase != NULL)
        return phrase;
    }
  return ms_phrase (finding->code, NULL);
}

/* ---- whole texts --------------------------------------------------------------------------------------------- */

/* The first letter of a half sentence; everything that can begin a title is a cased letter or needs none. */
static char *
sentence (const char *half)
{
  g_autofree char *first = g_utf8_strup (half, (gssize) (g_utf8_next_char (half) - half));
  return g_strconcat (first, g_utf8_next_char (half), NULL);
}

/*
 * How long the first sentence of a phrase is. A placeholder counts as a word, and what is filled in there cannot end the
 * sentence; nor does "z. B.".
 */
static gsize
first_sentence (const char *phrase)
{
  guint letters = 0;

  for (const char *at = phrase; *at != '\0'; at = g_utf8_next_char (at))
    {
      gunichar next = at[1] == ' ' ? g_utf8_get_char (at + 2) : 0;
      if (strchr (".!?", *at) != NULL && letters >= 3 && (g_unichar_isupper (next) || g_unichar_ispunct (next)))
        return (gsize) (at + 1 - phrase);
      if (*at == '}')
        letters = 3;
      else if (*at != ')')
        letters = g_unichar_isalnum (g_utf8_get_char (at)) ? letters + 1 : 0;
    }
  return strlen (phrase);
}

/* The certificate the finding is about, in the terms an expert looks for. */
static char *
certificate_details (const MsVerdict *verdict, const MsFinding *finding)
{
  const MsCertificate *leaf = certificate_of (verdict, finding);
  g_autofree char *begin = leaf != NULL ? ms_time_string (leaf->not_before) : NULL;
  g_autofree char *end = leaf != NULL ? ms_time_string (leaf->not_after) : NULL;

  if (leaf == NULL)
    return NULL;
  return g_strdup_printf (_ ("Certificate: subject “%s”, issuer “%s”, valid from %s to %s, SHA-256 %s."), leaf->subject,
                          leaf->issuer, begin, end, leaf->sha256);
}

/* One address, and several computers behind it, of which one is not like the others. */
static void
say_sometimes (MsWords *words)
{
  g_autofree char *title = g_steal_pointer (&words->title), *text = g_steal_pointer (&words->text);

  /* Translators: what is wrong with a server */
  words->title = g_strdup_printf (_ ("%s (only sometimes)"), title);
  words->text
    = g_strdup_printf ("%s %s", text, _ ("So it is only sometimes: another connection to the same address was in order."));
}

static MsWords *
words_new (const MsVerdict *verdict, const MsFinding *finding, gboolean admin)
{
  const MsPhrase *phrase = choose_phrase (verdict, finding);
  MsWords *words = g_new0 (MsWords, 1);
  g_autofree char *title = ms_fill (_ (phrase->title), verdict, finding);
  g_autofree char *terms = ms_fill (_ (phrase->details), verdict, finding);
  g_autofree char *certificate = certificate_details (verdict, finding);
  g_autofree char *brief = g_strndup (_ (phrase->text), first_sentence (_ (phrase->text)));

  words->title = sentence (title);
  words->text = ms_fill (_ (phrase->text), verdict, finding);
  if (ms_finding_fact (finding, "sometimes") != NULL)
    say_sometimes (words);
  words->brief = ms_fill (brief, verdict, finding);
  words->advice = ms_fill (_ (admin && phrase->advice_admin != NULL ? phrase->advice_admin : phrase->advice), verdict, finding);
  words->details
    = certificate != NULL ? g_strconcat (g_strstrip (terms), " — ", certificate, NULL) : g_strdup (g_strstrip (terms));
  return words;
}

MsWords *
ms_words (const MsVerdict *verdict, const MsFinding *finding)
{
  /* "you" where it is usually the provider's move: the one who runs the server, unless there is something for a user to set */
  gboolean for_user = ms_finding_fact (finding, "use_host") != NULL || ms_finding_fact (finding, "use_port") != NULL;
  return words_new (verdict, finding,
                    finding->who == MS_WHO_YOU && ms_code_info (finding->code)->who == MS_WHO_PROVIDER && !for_user);
}

MsWords *
ms_words_for_admin (const MsVerdict *verdict, const MsFinding *finding)
{
  return words_new (verdict, finding, TRUE);
}

const char *
ms_words_who (MsWho who)
{
  static const char *const sentences[]
    = { N_ ("Whose move it is: yours."), N_ ("Whose move it is: the provider’s."),
        N_ ("Whose move it is: that of whoever runs this network."), N_ ("Whose move it is: nobody’s.") };
  return _ (sentences[who]);
}

const char *
ms_words_safe (MsSafe safe)
{
  static const char *const sentences[]
    = { N_ ("Safe to go on: yes."), N_ ("Safe to go on: better wait."), N_ ("Safe to go on: no.") };
  return _ (sentences[safe]);
}

const char *
ms_words_reaction (MsReaction reaction)
{
  static const char *const words[] = {
    [MS_REACTION_ACCEPTS] = N_ ("connects"),         [MS_REACTION_UNKNOWN] = N_ ("not known"),
    [MS_REACTION_ASKS] = N_ ("warns, and asks you"), [MS_REACTION_HANGS] = N_ ("waits in vain"),
    [MS_REACTION_REFUSES] = N_ ("does not connect"),
  };
  return _ (words[reaction]);
}

void
ms_words_free (MsWords *words)
{
  if (words == NULL)
    return;
  g_free (words->title);
  g_free (words->text);
  g_free (words->brief);
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
  date = ms_fill_date (end);
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

/* Receiving or sending: which of them does the alert touch, and does the other half of the same provider work? */
static const char *
halves (const GPtrArray *standings, const MsStanding *first, const MsAlert *alert)
{
  gboolean touched[2] = { FALSE, FALSE }, works[2] = { FALSE, FALSE };

  for (guint i = 0; i < standings->len; i++)
    {
      const MsStanding *standing = g_ptr_array_index (standings, i);
      const char *direction = ms_direction_name (standing->server->target->service);
      guint half = g_str_equal (direction, "receiving") ? 0 : 1;

      if (g_str_equal (direction, "other"))
        continue;
      if (g_strv_contains ((const char *const *) alert->servers, standing->server->url))
        touched[half] = TRUE;
      else if (standing->verdict != NULL && standing->verdict->state <= MS_SEVERITY_NOTICE
               && ms_hosts_are_related (standing->server->target->host, first->server->target->host))
        works[half] = TRUE;
    }
  if (touched[0] && touched[1])
    return _ ("It concerns receiving and sending.");
  if (touched[0] && works[1])
    return _ ("Sending works, receiving does not.");
  if (touched[1] && works[0])
    return _ ("Receiving works, sending does not.");
  return NULL;
}

void
ms_words_alert (const GPtrArray *standings, const MsStanding *standing, const MsFinding *finding, MsAlert *alert)
{
  const MsFinding *first = g_ptr_array_index (standing->verdict->findings, 0);
  g_autoptr (MsWords) fault = ms_words (standing->verdict, finding);
  /* what is wrong at some addresses only is said as such */
  g_autoptr (MsWords) how = first->code == MS_CODE_MIXED_ADDRESSES ? ms_words (standing->verdict, first) : NULL;
  const MsWords *words = how != NULL ? how : fault;
  guint others = g_strv_length (alert->servers) - (g_strv_length (alert->servers) > 0);
  const char *host = standing->server->target->host;
  gboolean everywhere = finding->code == MS_CODE_CLOCK_WRONG || finding->code == MS_CODE_INTERCEPTED
                        || (others > 0 && g_strcmp0 (ms_finding_string (finding, "reason"), "network") == 0);
  const char *which = !everywhere && finding->severity == MS_SEVERITY_CRITICAL ? halves (standings, standing, alert) : NULL;

  g_free (alert->title);
  g_free (alert->text);
  g_free (alert->advice);
  g_free (alert->about);
  g_free (alert->what);
  g_free (alert->brief);
  alert->about = everywhere    ? NULL
                 : others == 0 ? g_strdup (host)
                               /* Translators: a server's name, and how many servers more */
                               : g_strdup_printf (ngettext ("%s and %u more", "%s and %u more", others), host, others);
  alert->what = g_strconcat (words->title, ".", NULL);
  /* Translators: a name, and what there is to say of it */
  alert->title = everywhere ? g_strdup (words->title) : g_strdup_printf (_ ("%s: %s"), alert->about, words->title);
  alert->text = which == NULL ? g_strdup (words->text) : g_strdup_printf ("%s %s", which, words->text);
  alert->brief = g_strdup (which != NULL ? which : words->brief);
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
    return g_strdup_printf (_ ("%s: %s"), worst->server->target->host, summary);
  return g_strdup_printf (ngettext ("%s: %s %u more needs a look.", "%s: %s %u more need a look.", faults - 1),
                          worst->server->target->host, summary, faults - 1);
}
