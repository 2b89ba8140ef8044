/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "check/judge/report.h"

#include "model/text.h"
#include "check/judge/words.h"

#include <glib/gi18n.h>

/* Findings about this computer are not the provider's business. */
static gboolean
concerns_provider (const MsFinding *finding)
{
  return finding->severity > MS_SEVERITY_INFO && finding->code != MS_CODE_LOCAL_OVERRIDE;
}

/* A server may tell us our own address in its words; only its own ones, and those of its certificates, are passed on. */
static gboolean
mask_cb (const GMatchInfo *match, GString *out, gpointer data)
{
  const MsObservation *observation = data;
  g_autofree char *word = g_match_info_fetch (match, 0);
  gboolean theirs = !g_hostname_is_ip_address (word) || g_str_equal (word, observation->target->host);

  for (guint i = 0; !theirs && i < observation->sightings->len; i++)
    {
      const MsSighting *sighting = g_ptr_array_index (observation->sightings, i);
      const MsCertificate *leaf = ms_sighting_leaf (sighting);
      theirs
        = g_str_equal (sighting->address, word) || (leaf != NULL && g_strv_contains ((const char *const *) leaf->names, word));
    }
  g_string_append (out, theirs ? word : "[…]");
  return FALSE;
}

static char *
without_our_addresses (const char *text, const MsObservation *observation)
{
  g_autoptr (GRegex) addresses
    = g_regex_new ("[0-9]{1,3}(\\.[0-9]{1,3}){3}|[0-9a-fA-F]{0,4}(:[0-9a-fA-F]{0,4}){2,7}", 0, 0, NULL);
  return g_regex_replace_eval (addresses, text, -1, 0, 0, mask_cb, (gpointer) observation, NULL);
}

static void
add_line (GString *out, const char *label, const char *value)
{
  if (value != NULL && *value != '\0')
    {
      g_autofree char *line = g_strdup_printf (_ ("%s: %s"), label, value);
      g_string_append_printf (out, "  %s\n", line);
    }
}

static void
add_sighting (GString *out, const MsSighting *sighting)
{
  const MsCertificate *leaf = ms_sighting_leaf (sighting);
  g_autofree char *begin = NULL, *end = NULL, *names = NULL;

  g_string_append_printf (out, _ ("Address %s:\n"), *sighting->address != '\0' ? sighting->address : _ ("(none found)"));
  add_line (out, _ ("outcome"), ms_outcome_name (sighting->outcome));
  add_line (out, _ ("detail"), sighting->detail);
  add_line (out, _ ("TLS version"), sighting->tls_version);
  if (leaf == NULL)
    return;
  begin = ms_time_string (leaf->not_before);
  end = ms_time_string (leaf->not_after);
  names = g_strjoinv (", ", leaf->names);
  add_line (out, _ ("certificate for"), leaf->subject);
  add_line (out, _ ("names"), names);
  add_line (out, _ ("issued by"), leaf->issuer);
  add_line (out, _ ("valid from"), begin);
  add_line (out, _ ("valid until"), end);
  add_line (out, _ ("serial number"), leaf->serial);
  add_line (out, _ ("SHA-256"), leaf->sha256);
}

static void
add_finding (GString *out, const MsVerdict *verdict, const MsFinding *finding)
{
  g_autoptr (MsWords) words = ms_words_for_admin (verdict, finding);
  g_autofree char *addresses = g_strjoinv (", ", finding->addresses);

  g_string_append_printf (out, "- %s.\n", words->title);
  add_line (out, _ ("in technical terms"), words->details);
  add_line (out, _ ("addresses"), addresses);
  add_line (out, _ ("what to do"), words->advice);
}

char *
ms_report_text (const MsVerdict *verdict, gboolean *ret_all_is_well)
{
  const MsObservation *observation = verdict->observation;
  g_autofree char *when = ms_time_string (observation->checked), *url = ms_target_url (observation->target);
  GString *out = g_string_new (NULL);
  char *masked;
  guint n = 0;

  for (guint i = 0; i < verdict->findings->len; i++)
    n += concerns_provider (g_ptr_array_index (verdict->findings, i));
  *ret_all_is_well = n == 0;
  g_string_append_printf (out, _ ("Subject: Certificate of the mail server %s, port %u\n\n"), observation->target->host,
                          observation->target->port);
  g_string_append (out, _ ("Hello,\n\n"));
  if (n == 0)
    g_string_append_printf (out, _ ("Your mail server %s was looked at (%s), and nothing is wrong with it.\n"), url, when);
  else
    g_string_append_printf (
      out, _ ("Mail programs have trouble with your mail server %s. It was looked at (%s); this was found:\n\n"), url, when);
  for (guint i = 0; i < verdict->findings->len; i++)
    if (concerns_provider (g_ptr_array_index (verdict->findings, i)))
      add_finding (out, verdict, g_ptr_array_index (verdict->findings, i));
  g_string_append (out, _ ("\nThis is what the server showed:\n\n"));
  for (guint i = 0; i < observation->sightings->len; i++)
    add_sighting (out, g_ptr_array_index (observation->sightings, i));
  g_string_append (out, _ ("\nKind regards\n"));
  masked = without_our_addresses (out->str, observation);
  g_string_free (out, TRUE);
  return masked;
}
