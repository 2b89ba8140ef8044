/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tests/year/world-parts.h"

static void
shown_free (Shown *shown)
{
  ms_certificate_free (shown->leaf);
  g_free (shown);
}

Site *
site_new (const char *name, const char *domain)
{
  Site *site = g_new0 (Site, 1);

  site->name = g_strdup (name);
  site->domain = g_strdup (domain);
  site->targets = g_ptr_array_new_with_free_func ((GDestroyNotify) ms_target_free);
  site->urls = g_ptr_array_new_with_free_func (g_free);
  site->names = g_ptr_array_new_with_free_func (g_free);
  site->addresses = g_ptr_array_new_with_free_func (g_free);
  site->all = g_ptr_array_new_with_free_func ((GDestroyNotify) shown_free);
  site->shows = g_array_new (FALSE, FALSE, sizeof (Show));
  site->homes = spans_new ();
  site->faults = spans_new ();
  site->marks = g_array_new (FALSE, FALSE, sizeof (Mark));
  site->lifetime = 90 * DAY;
  site->usual_left = 30 * DAY;
  site->jitter = 12 * HOUR;
  site->organization = authorities[0].organization;
  return site;
}

void
site_free (Site *site)
{
  g_free (site->name);
  g_free (site->domain);
  g_ptr_array_unref (site->targets);
  g_ptr_array_unref (site->urls);
  g_ptr_array_unref (site->names);
  g_ptr_array_unref (site->addresses);
  g_ptr_array_unref (site->all);
  g_array_unref (site->shows);
  g_array_unref (site->homes);
  g_array_unref (site->faults);
  g_array_unref (site->marks);
  g_free (site->spki);
  g_free (site->spki_twin);
  g_free (site);
}

static gboolean
has_name (const Site *site, const char *name)
{
  for (guint i = 0; i < site->names->len; i++)
    if (g_str_equal (g_ptr_array_index (site->names, i), name))
      return TRUE;
  return FALSE;
}

void
site_add_service (Site *site, MsService service, const char *host, guint16 port)
{
  MsTarget *target = ms_target_new (service, host, port);

  g_ptr_array_add (site->targets, target);
  g_ptr_array_add (site->urls, ms_target_url (target));
  if (!has_name (site, host))
    g_ptr_array_add (site->names, g_strdup (host));
}

void
site_add_addresses (Site *site, Dice *dice, guint n)
{
  for (guint i = 0; i < n; i++)
    {
      gboolean v6 = i > 0 && i == n - 1 && dice_one_in (dice, 2);
      guint a = (guint) dice_between (dice, 0, 255), b = (guint) dice_between (dice, 0, 255),
            c = (guint) dice_between (dice, 1, 254);

      g_ptr_array_add (site->addresses,
                       v6 ? g_strdup_printf ("2001:db8:%x::%x", a << 8 | b, c) : g_strdup_printf ("10.%u.%u.%u", a, b, c));
    }
}

static char *
key_for (Site *site, Dice *dice, char **kept)
{
  if (*kept == NULL || !site->keeps_key)
    {
      g_free (*kept);
      *kept = dice_hex (dice, 64);
    }
  return g_strdup (*kept);
}

const Shown *
site_issue_as (Site *site, Dice *dice, const Request *request)
{
  Shown *shown = g_new0 (Shown, 1);
  g_autofree char *serial = dice_hex (dice, 32), *spki = request->spki != NULL ? g_strdup (request->spki) : dice_hex (dice, 64);
  Request complete = *request;

  complete.serial = serial;
  complete.spki = spki;
  shown->leaf = certificate_new (&complete);
  shown->class = request->class;
  shown->organization = g_intern_string (request->organization);
  shown->intermediate = g_intern_string (request->intermediate);
  shown->usual_left = site->usual_left;
  shown->generation = site->generation;
  shown->late = site->late;
  g_ptr_array_add (site->all, shown);
  return shown;
}

static const Shown *
issue (Site *site, Dice *dice, Class class, gint64 not_before, gboolean twin)
{
  const Authority *authority = authority_find (site->organization);
  g_autoptr (GPtrArray) names = g_ptr_array_new ();
  g_autofree char *spki = key_for (site, dice, twin ? &site->spki_twin : &site->spki);
  guint n = 0;
  Request request = { .class = class, .organization = site->organization, .not_before = not_before };

  while (authority != NULL && authority->intermediates[n] != NULL)
    n++;
  for (guint i = 0; i < site->names->len; i++)
    g_ptr_array_add (names, g_ptr_array_index (site->names, i));
  g_ptr_array_add (names, NULL);
  request.names = (const char *const *) names->pdata;
  request.intermediate = n > 0 ? authority->intermediates[dice_between (dice, 0, n - 1)] : "Issuing CA";
  request.not_after = not_before + site->lifetime;
  request.key = twin ? "RSA 2048" : "EC 256";
  request.spki = spki;
  return site_issue_as (site, dice, &request);
}

const Shown *
site_issue (Site *site, Dice *dice, Class class, gint64 not_before)
{
  return issue (site, dice, class, not_before, FALSE);
}

void
site_show (Site *site, gint64 from, guint64 addresses, const Shown *shown, const Shown *twin)
{
  Show show = { from, addresses, shown, twin };
  guint at = site->shows->len;

  while (at > 0 && g_array_index (site->shows, Show, at - 1).from > from)
    at--;
  g_array_insert_val (site->shows, at, show);
}

void
site_mark (Site *site, const char *kind, gint64 from, gint64 until, gboolean problem)
{
  Mark mark = { kind, from, until, problem };
  g_array_append_val (site->marks, mark);
}

guint64
site_home_at (const Site *site, gint64 when)
{
  const Span *home = spans_at (site->homes, when);
  return home != NULL ? (guint64) home->number : G_MAXUINT64;
}

const Show *
site_show_at (const Site *site, guint address, gint64 when)
{
  for (guint i = site->shows->len; i > 0; i--)
    {
      const Show *show = &g_array_index (site->shows, Show, i - 1);
      if (show->from <= when && (show->addresses >> address & 1) != 0)
        return show;
    }
  return NULL;
}

gboolean
site_has_starttls (const Site *site)
{
  for (guint i = 0; i < site->targets->len; i++)
    if (ms_service_info (((MsTarget *) g_ptr_array_index (site->targets, i))->service)->security == MS_SECURITY_STARTTLS)
      return TRUE;
  return FALSE;
}

gint64
site_renewal (const Site *site, Dice *dice, const Shown *shown)
{
  return shown->leaf->not_after - site->usual_left + dice_between (dice, -site->jitter, site->jitter);
}

/* Machines of a pool get it one after the other; a certificate begins an hour before it is handed out (as Let's Encrypt's do). */
void
site_renew (Site *site, Dice *dice, gint64 when)
{
  Class class = ((Shown *) g_ptr_array_index (site->all, 0))->class;
  const Shown *shown, *twin = NULL;
  gint64 at = when;

  site->generation++;
  shown = issue (site, dice, class, when - HOUR, FALSE);
  if (site->dual)
    twin = issue (site, dice, class, when - HOUR, TRUE);
  for (guint i = 0; i < site->addresses->len; i++)
    {
      site_show (site, at, G_GUINT64_CONSTANT (1) << i, shown, twin);
      at += dice_between (dice, 10 * MINUTE, MIN (8 * HOUR, site->usual_left / 12));
    }
  site_mark (site, "renewal", when, at + DAY, FALSE);
}
