/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tests/year/world-parts.h"

#include <string.h>

#define BEGIN G_GINT64_CONSTANT (1798761600) /* 2027-01-01T00:00:00Z */

World *
world_empty (const WorldPlan *plan)
{
  World *world = g_new0 (World, 1);

  world->plan = *plan;
  world->begin = BEGIN;
  world->end = BEGIN + plan->days * DAY;
  world->sites = g_ptr_array_new_with_free_func ((GDestroyNotify) site_free);
  world->users = g_ptr_array_new_with_free_func ((GDestroyNotify) user_free);
  world->by_url = g_hash_table_new (g_str_hash, g_str_equal);
  world->truth = g_ptr_array_new_with_free_func ((GDestroyNotify) world_truth_free);
  return world;
}

void
world_free (World *world)
{
  if (world == NULL)
    return;
  g_hash_table_unref (world->by_url);
  g_ptr_array_unref (world->users);
  g_ptr_array_unref (world->sites);
  g_ptr_array_unref (world->truth);
  g_free (world);
}

void
world_add_site (World *world, Site *site)
{
  g_ptr_array_add (world->sites, site);
  for (guint i = 0; i < site->urls->len; i++)
    g_hash_table_insert (world->by_url, g_ptr_array_index (site->urls, i), site);
}

gint64
world_begin (const World *world)
{
  return world->begin;
}

gint64
world_end (const World *world)
{
  return world->end;
}

guint
world_users (const World *world)
{
  return world->users->len;
}

guint
world_servers (const World *world)
{
  return g_hash_table_size (world->by_url);
}

static const User *
user_at (const World *world, guint user)
{
  return g_ptr_array_index (world->users, user);
}

const char *
world_user_name (const World *world, guint user)
{
  return user_at (world, user)->name;
}

gboolean
world_user_is_healthy (const World *world, guint user)
{
  return user_at (world, user)->healthy;
}

const GPtrArray *
world_watched (const World *world, guint user)
{
  return user_at (world, user)->watched;
}

const GPtrArray *
world_truth (const World *world)
{
  return world->truth;
}

/* ---- a laptop ------------------------------------------------------------------------------------------------ */

WorldSurroundings
world_surroundings (const World *world, guint number, gint64 when)
{
  const User *user = user_at (world, number);
  const Span *power = spans_at (user->power, when), *place = spans_at (user->place, when), *link = spans_at (user->link, when);
  const Span *clock = spans_at (user->clock, when), *zone = spans_at (user->zone, when);
  WorldSurroundings around = { .awake = power != NULL, .synchronized = TRUE, .network = user->home, .zone = user->home_zone };

  if (power != NULL)
    around.session = (guint) power->number;
  if (clock != NULL)
    {
      around.offset = clock->number;
      around.synchronized = clock->what != 0;
    }
  if (zone != NULL)
    around.zone = (int) zone->number;
  if (place != NULL)
    {
      around.network = place->text;
      around.metered = place->what == PLACE_MOBILE;
    }
  if (link != NULL)
    around.link = (WorldLink) link->what;
  if (around.link == WORLD_LINK_NONE)
    around.network = "";
  return around;
}

gint64
world_next_change (const World *world, guint number, gint64 when)
{
  const User *user = user_at (world, number);
  const GArray *lines[] = { user->power, user->place, user->link, user->clock, user->zone };
  gint64 next = world->end;

  for (guint i = 0; i < G_N_ELEMENTS (lines); i++)
    next = MIN (next, spans_next (lines[i], when));
  return next;
}

/* ---- what a probe sees --------------------------------------------------------------------------------------- */

static MsSighting *
failed (const char *address, MsOutcome outcome, const char *reason, const char *detail)
{
  MsSighting *sighting = ms_sighting_new (address);

  sighting->outcome = outcome;
  sighting->reason = ms_reason_from_name (reason);
  sighting->detail = g_strdup (detail);
  sighting->trust = MS_TRUST_NO_CHAIN;
  sighting->duration_ms = 40;
  return sighting;
}

static MsSighting *
answered (const char *address, const MsCertificate *leaf, GBytes *authority)
{
  MsSighting *sighting = ms_sighting_new (address);

  sighting->tls_version = g_strdup ("1.3");
  sighting->cipher = g_strdup ("TLS_AES_128_GCM_SHA256");
  sighting->duration_ms = 40;
  g_ptr_array_add (sighting->der, g_bytes_ref (leaf->der));
  if (authority != NULL)
    g_ptr_array_add (sighting->der, g_bytes_ref (authority));
  world_examine (sighting);
  return sighting;
}

/* What stands between: the same names and dates, another key and another issuer. */
static MsSighting *
intercepted (const char *address, const MsCertificate *real, const Span *by)
{
  g_autofree char *what = g_strdup_printf ("%s %s", by->text, real->sha256);
  g_autofree char *spki = g_compute_checksum_for_string (G_CHECKSUM_SHA256, what, -1), *serial = g_strndup (spki, 16);
  Request request = { .class = (Class) by->what,
                      .organization = by->text,
                      .intermediate = by->text,
                      .names = (const char *const *) real->names,
                      .not_before = real->not_before,
                      .not_after = real->not_after,
                      .key = "RSA 2048",
                      .spki = spki,
                      .serial = serial };
  g_autoptr (MsCertificate) leaf = certificate_new (&request);

  return answered (address, leaf, NULL);
}

/* A portal that answers for everybody: its own certificate on the TLS ports, silence on the others. */
static MsSighting *
portal (const char *address, const MsTarget *target, const Span *link)
{
  const char *const names[] = { "login.hotspot.example", NULL };
  Request request = { .class = CLASS_SELF, .organization = "", .intermediate = "", .names = names, .key = "RSA 2048" };
  g_autofree char *spki = g_compute_checksum_for_string (G_CHECKSUM_SHA256, "hotspot", -1);
  g_autoptr (MsCertificate) leaf = NULL;

  if (link->number == 0 || ms_service_info (target->service)->security == MS_SECURITY_STARTTLS)
    return failed (address, MS_OUTCOME_UNREACHABLE, "timeout", "Connection timed out");
  request.not_before = BEGIN - 500 * DAY;
  request.not_after = BEGIN + 3000 * DAY;
  request.spki = spki;
  request.serial = (char *) "02";
  leaf = certificate_new (&request);
  return answered (address, leaf, NULL);
}

static MsSighting *
faulty (const char *address, const Span *fault)
{
  if (fault->what == FAULT_REFUSED)
    return failed (address, MS_OUTCOME_SERVER_REFUSED, NULL, "421 too busy, try again later");
  return failed (address, MS_OUTCOME_UNREACHABLE, fault->text, "it does not answer");
}

static gboolean
has_v6 (const User *user, gint64 when)
{
  const Span *place = spans_at (user->place, when);
  return place == NULL || place->what == PLACE_OFFICE;
}

static MsSighting *
look_at (const User *user, const Site *site, const MsTarget *target, guint address, gint64 when)
{
  const char *text = g_ptr_array_index (site->addresses, address);
  const Span *link = spans_at (user->link, when), *by = spans_at (user->intercept, when), *fault = spans_at (site->faults, when);
  gboolean starttls = ms_service_info (target->service)->security == MS_SECURITY_STARTTLS;
  const Show *show = site_show_at (site, address, when);
  g_autoptr (GBytes) authority = NULL;
  const Shown *shown;

  if (strchr (text, ':') != NULL && !has_v6 (user, when))
    return failed (text, MS_OUTCOME_UNREACHABLE, "no-route", "Network is unreachable");
  if (link != NULL)
    return portal (text, target, link);
  if (fault != NULL && fault->what != FAULT_STARTTLS)
    return faulty (text, fault);
  if (starttls && (fault != NULL || spans_at (user->strip, when) != NULL))
    return failed (text, MS_OUTCOME_STARTTLS_MISSING, NULL, NULL);
  if (show == NULL)
    return failed (text, MS_OUTCOME_UNREACHABLE, "refused", "Connection refused");
  shown = show->twin != NULL && (when / 60 + address) % 2 == 0 ? show->twin : show->shown;
  if (by != NULL)
    return intercepted (text, shown->leaf, by);
  if (!shown->bare && shown->class != CLASS_SELF && shown->class != CLASS_UNKNOWN)
    authority = certificate_of_authority (shown->intermediate, shown->organization, shown->leaf->not_before);
  return answered (text, shown->leaf, authority);
}

MsObservation *
world_observe (const World *world, guint number, const MsTarget *target, gint64 when)
{
  const User *user = user_at (world, number);
  g_autofree char *url = ms_target_url (target);
  const Site *site = g_hash_table_lookup (world->by_url, url);
  WorldSurroundings around = world_surroundings (world, number, when);
  MsObservation *observation = ms_observation_new (target, when + around.offset);
  guint64 home;

  if (around.link == WORLD_LINK_NONE || site == NULL)
    {
      g_ptr_array_add (observation->sightings,
                       failed ("", MS_OUTCOME_UNREACHABLE, "dns", "Temporary failure in name resolution"));
      return observation;
    }
  home = site_home_at (site, when);
  for (guint i = 0; i < site->addresses->len; i++)
    if ((home >> i & 1) != 0)
      g_ptr_array_add (observation->sightings, look_at (user, site, target, i, when));
  return observation;
}
