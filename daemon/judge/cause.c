/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "daemon/judge/cause.h"

#include "model/text.h"
#include "check/judge/domain.h"

#define MOST 16 /* causes of one alert */

/* ---- what the finding is about ------------------------------------------------------------------------------- */

/* The first certificate at an address that the finding concerns; else, the first there is. NULL: there is none. */
static const MsSighting *
sighting_of (const MsVerdict *verdict, const MsFinding *finding)
{
  const GPtrArray *sightings = verdict->observation->sightings;
  const MsSighting *any = NULL;

  for (guint i = 0; i < sightings->len; i++)
    {
      const MsSighting *sighting = g_ptr_array_index (sightings, i);
      if (ms_sighting_leaf (sighting) == NULL)
        continue;
      if (g_strv_contains ((const char *const *) finding->addresses, sighting->address))
        return sighting;
      any = any != NULL ? any : sighting;
    }
  return any;
}

/* When the first of the certificates that are meant ends: the leaf, or, as long as it is good, whatever ends before it. */
static gint64
end_of (const MsVerdict *verdict, const MsFinding *finding)
{
  gint64 first = G_MAXINT64;

  for (guint i = 0; i < verdict->observation->sightings->len; i++)
    {
      const MsSighting *sighting = g_ptr_array_index (verdict->observation->sightings, i);
      const MsCertificate *leaf = ms_sighting_leaf (sighting);
      if (leaf != NULL && g_strv_contains ((const char *const *) finding->addresses, sighting->address))
        first = MIN (first, finding->code == MS_CODE_EXPIRING ? sighting->path_not_after : leaf->not_after);
    }
  return first;
}

/*
 * Who signed: by the key of the authority, if its certificate is sent, since a name is anybody's; else by the name. Of a
 * certificate that signed itself, its own key.
 */
static char *
signer_of (const MsSighting *sighting)
{
  const MsCertificate *leaf = ms_sighting_leaf (sighting);

  if ((sighting->trust & MS_TRUST_SELF_SIGNED) != 0)
    return g_strdup_printf ("key %s", leaf->spki_sha256);
  for (guint i = 1; i < sighting->chain->len; i++)
    {
      const MsCertificate *authority = g_ptr_array_index (sighting->chain, i);
      if (g_str_equal (authority->subject, leaf->issuer))
        return g_strdup_printf ("authority %s", authority->spki_sha256);
    }
  return g_strdup_printf ("issuer %s", leaf->issuer);
}

static gboolean
is_swap (const MsFinding *finding)
{
  return ms_finding_fact (finding, "replaced") != NULL
         || (finding->code == MS_CODE_CHANGED && finding->severity == MS_SEVERITY_CRITICAL);
}

/* ---- causes -------------------------------------------------------------------------------------------------- */

/* What passes, and is another incident when it is there again; the families of those that are of a certificate are not here. */
static gboolean
passes (const char *family)
{
  static const char *const passing[] = { "clock", "intercepted", "connection", "account", "override", "moved", NULL };
  return g_strv_contains (passing, family);
}

/* Lines end lines; what a stranger chose does not. Takes and gives `text`. */
static char *
one_line (char *text)
{
  return text != NULL ? g_strdelimit (text, "\n", ' ') : NULL;
}

/* What is of neither certificate nor server; NULL: this one is. */
static char *
of_the_surroundings (const MsVerdict *verdict, const MsFinding *finding)
{
  if (finding->code == MS_CODE_CLOCK_WRONG)
    return g_strdup ("clock");
  if (finding->code == MS_CODE_INTERCEPTED && finding->severity < MS_SEVERITY_CRITICAL)
    return g_strdup_printf ("portal %s", ms_sighting_leaf (sighting_of (verdict, finding))->sha256);
  if (finding->code == MS_CODE_INTERCEPTED)
    return one_line (g_strdup (ms_finding_string (finding, "issuer")));
  if (finding->code == MS_CODE_STARTTLS_VANISHED && g_strcmp0 (ms_finding_string (finding, "reason"), "network") == 0)
    return g_strdup_printf ("network %s", verdict->observation->network); /* it does that to every server alike */
  return NULL;
}

static char *
of_the_certificate (const MsVerdict *verdict, const MsFinding *finding, const MsSighting *sighting)
{
  const char *family = ms_code_info (finding->code)->family, *domain = ms_domain_of (verdict->observation->target->host);
  g_autofree char *text = NULL;

  if (g_str_equal (family, "expiry"))
    {
      text = ms_time_string (end_of (verdict, finding));
      return g_strdup_printf ("%s ends %.10s", domain, text);
    }
  if (g_str_equal (family, "trust"))
    {
      text = signer_of (sighting);
      return one_line (g_strdup_printf ("%s %s", domain, text));
    }
  return g_strdup_printf ("certificate %s", ms_sighting_leaf (sighting)->sha256);
}

MsCause *
ms_cause_of (const MsVerdict *verdict, const MsFinding *finding)
{
  MsCause *cause = g_new0 (MsCause, 1);
  const MsSighting *sighting = sighting_of (verdict, finding);
  const char *family = ms_code_info (finding->code)->family, *domain = ms_domain_of (verdict->observation->target->host);

  cause->what = of_the_surroundings (verdict, finding);
  if (cause->what != NULL)
    return cause;
  if (sighting == NULL)
    {
      cause->what = g_strdup (domain); /* no certificate to be seen: whoever runs it is to act */
      return cause;
    }
  cause->what = of_the_certificate (verdict, finding, sighting);
  cause->leaf = ms_sighting_leaf (sighting)->sha256;
  cause->lasts = !passes (family);
  if (is_swap (finding))
    {
      g_autofree char *signer = signer_of (sighting);
      cause->swap = one_line (g_strdup_printf ("%s replaced by %s", domain, signer));
    }
  cause->alone = cause->swap != NULL || g_str_equal (family, "expiry");
  return cause;
}

void
ms_cause_free (MsCause *cause)
{
  if (cause == NULL)
    return;
  g_free (cause->what);
  g_free (cause->swap);
  g_free (cause);
}

static GStrv
lines_of (const char *causes)
{
  return g_strsplit (causes != NULL ? causes : "", "\n", -1);
}

gboolean
ms_cause_is_among (const MsCause *cause, const char *causes)
{
  g_auto (GStrv) lines = lines_of (causes);
  const char *const *all = (const char *const *) lines;

  if (cause->leaf != NULL && g_strv_contains (all, cause->leaf))
    return TRUE;
  return g_strv_contains (all, cause->what) && (cause->swap == NULL || g_strv_contains (all, cause->swap));
}

static void
add_line (GPtrArray *lines, const char *line)
{
  if (line != NULL && !g_ptr_array_find_with_equal_func (lines, line, g_str_equal, NULL))
    g_ptr_array_add (lines, g_strdup (line));
}

char *
ms_cause_add (const MsCause *cause, const char *causes)
{
  g_autoptr (GPtrArray) lines = g_ptr_array_new_with_free_func (g_free);
  g_auto (GStrv) before = lines_of (causes);

  for (guint i = 0; before[i] != NULL; i++)
    add_line (lines, before[i]);
  add_line (lines, cause->what);
  add_line (lines, cause->swap);
  if (lines->len > MOST)
    g_ptr_array_remove_range (lines, 0, lines->len - MOST);
  g_ptr_array_add (lines, NULL);
  return g_strjoinv ("\n", (char **) lines->pdata);
}
