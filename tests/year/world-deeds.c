/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the events of a file do to sites and users. */
#include "tests/year/world-parts.h"

#include <string.h>

#define ALL G_MAXUINT64

Site *
world_site_named (const World *world, const char *name)
{
  for (guint i = 0; name != NULL && i < world->sites->len; i++)
    if (g_str_equal (((Site *) g_ptr_array_index (world->sites, i))->name, name))
      return g_ptr_array_index (world->sites, i);
  return NULL;
}

User *
world_user_named (const World *world, const char *name, guint *ret_number)
{
  for (guint i = 0; name != NULL && i < world->users->len; i++)
    if (g_str_equal (((User *) g_ptr_array_index (world->users, i))->name, name))
      {
        if (ret_number != NULL)
          *ret_number = i;
        return g_ptr_array_index (world->users, i);
      }
  return NULL;
}

void
events_let_live (World *world, Site *site, Dice *dice, gint64 until)
{
  while (site->renews)
    {
      gint64 when = MAX (site_renewal (site, dice, site->usual), site->busy);
      if (when >= until)
        return;
      site_renew (site, dice, when);
      site->usual = site_show_at (site, 0, G_MAXINT64)->shown;
    }
}

/* ---- sites --------------------------------------------------------------------------------------------------- */

static Request
another (const Site *site, gint64 when)
{
  Request request = { .class = site->usual->class, .organization = site->usual->organization };

  request.intermediate = site->usual->intermediate;
  request.names = (const char *const *) site->usual->leaf->names;
  request.not_before = when - HOUR;
  request.not_after = when - HOUR + site->lifetime;
  request.key = "EC 256";
  return request;
}

static void
show_until (Site *site, Dice *dice, const Event *event, const Shown *shown)
{
  site_show (site, event->when, ALL, shown, NULL);
  site_show (site, event->until, ALL, site->usual, NULL);
  site->busy = event->until;
}

/* An end that no `for` gave: what began before ends now. */
static void
end_marks (Site *site, const char *kind, gint64 when)
{
  for (guint i = 0; i < site->marks->len; i++)
    {
      Mark *mark = &g_array_index (site->marks, Mark, i);
      if (g_str_equal (mark->kind, kind) && mark->from < when)
        mark->until = MIN (mark->until, when);
    }
}

/* A new certificate ends whatever is wrong with what is shown. */
static void
end_trouble (Site *site, gint64 when)
{
  static const char *const troubles[]
    = { "changed-hostile", "name-mismatch", "names-lost", "early-change", "rolled-back", "incomplete-chain", "self-signed" };

  while (site->shows->len > 0 && g_array_index (site->shows, Show, site->shows->len - 1).from > when)
    g_array_set_size (site->shows, site->shows->len - 1);
  for (guint i = 0; i < G_N_ELEMENTS (troubles) && site->usual->class != CLASS_SELF; i++)
    end_marks (site, troubles[i], when);
  site->busy = 0;
}

static gboolean
renew (Site *site, const Event *event, Dice *dice, char **ret_problem)
{
  gboolean keeps = site->keeps_key;

  end_trouble (site, event->when);
  if (g_str_equal (event->words[0], "renew-key"))
    site->keeps_key = FALSE;
  if (g_str_equal (event->words[0], "swap-ca"))
    {
      const Authority *other = authority_find (event->words[2] != NULL ? event->words[2] : "Sectigo Limited");
      if (other == NULL)
        {
          *ret_problem = g_strdup_printf ("“%s” is no authority that this world knows.", event->words[2]);
          return FALSE;
        }
      site->organization = other->organization;
      site_mark (site, "early-change", event->when, event->when + 14 * DAY, FALSE);
    }
  site_renew (site, dice, event->when);
  site->keeps_key = keeps;
  site->usual = site_show_at (site, 0, G_MAXINT64)->shown;
  return TRUE;
}

static gboolean
turn_hostile (Site *site, const Event *event, Dice *dice, char **ret_problem)
{
  gboolean self = g_str_equal (event->words[0], "self-sign");
  Request request = another (site, event->when);

  (void) ret_problem;
  request.class = self ? CLASS_SELF : CLASS_PRIVATE;
  request.organization = self ? "" : "Example Widgets";
  request.intermediate = self ? "" : "Widgets Root CA";
  show_until (site, dice, event, site_issue_as (site, dice, &request));
  site_mark (site, "changed-hostile", event->when, event->until, TRUE);
  return TRUE;
}

static gboolean
rename_ (Site *site, const Event *event, Dice *dice, char **ret_problem)
{
  g_auto (GStrv) names = g_strsplit (event->words[2] != NULL ? event->words[2] : "", ",", -1);
  Request request = another (site, event->when);
  const char *kind = "early-change";

  if (names[0] == NULL)
    {
      *ret_problem = g_strdup ("After the server, “names” wants the names of the certificate, with commas in between.");
      return FALSE;
    }
  for (guint i = 0; site->usual->leaf->names[i] != NULL; i++)
    if (!g_strv_contains ((const char *const *) names, site->usual->leaf->names[i]))
      kind = "names-lost";
  for (guint i = 0; i < site->targets->len; i++)
    if (!g_strv_contains ((const char *const *) names, ((MsTarget *) g_ptr_array_index (site->targets, i))->host))
      kind = "name-mismatch";
  request.names = (const char *const *) names;
  show_until (site, dice, event, site_issue_as (site, dice, &request));
  site_mark (site, kind, event->when, event->until, !g_str_equal (kind, "early-change"));
  return TRUE;
}

/* What was shown before the certificate of today. */
static gboolean
roll_back (Site *site, const Event *event, Dice *dice, char **ret_problem)
{
  const Shown *old = NULL;
  gint64 replaced = 0;

  for (guint i = 0; i < site->shows->len; i++)
    {
      const Show *show = &g_array_index (site->shows, Show, i);
      if (show->shown == site->usual)
        {
          replaced = show->from;
          break;
        }
      old = show->shown;
    }
  if (old == NULL)
    {
      *ret_problem = g_strdup ("There is no older certificate to roll back to: renew it first.");
      return FALSE;
    }
  show_until (site, dice, event, old);
  site_mark (site, "reissue", replaced, replaced + DAY, FALSE);
  site_mark (site, "rolled-back", event->when, event->until,
             event->when - replaced > 14 * DAY && event->when < old->leaf->not_after);
  return TRUE;
}

static gboolean
forget_intermediate (Site *site, const Event *event, Dice *dice, char **ret_problem)
{
  Shown *bare = g_memdup2 (site->usual, sizeof *site->usual);

  (void) ret_problem;
  bare->leaf = ms_certificate_copy (site->usual->leaf);
  bare->bare = TRUE;
  g_ptr_array_add (site->all, bare);
  show_until (site, dice, event, bare);
  site_mark (site, "incomplete-chain", event->when, event->until, TRUE);
  return TRUE;
}

static gboolean
go_down (Site *site, const Event *event, Dice *dice, char **ret_problem)
{
  static const char *const reasons[] = { "timeout", "refused", "dns", "reset", NULL };
  const char *reason = event->words[2] != NULL ? event->words[2] : "timeout";
  gboolean refuse = g_str_equal (event->words[0], "refuse");
  Span fault = { event->when, event->until, refuse ? FAULT_REFUSED : FAULT_DOWN, 0, g_intern_string (reason) };

  (void) dice;
  if (!refuse && !g_strv_contains (reasons, reason))
    {
      *ret_problem = g_strdup_printf ("“%s” is no reason; these are: timeout, refused, dns, reset.", reason);
      return FALSE;
    }
  spans_paint (site->faults, fault);
  site_mark (site, "outage", event->when, event->until, FALSE);
  return TRUE;
}

static gboolean
come_up (Site *site, const Event *event, Dice *dice, char **ret_problem)
{
  (void) dice;
  (void) ret_problem;
  spans_clear (site->faults, event->when, G_MAXINT64);
  end_marks (site, "outage", event->when);
  return TRUE;
}

static gboolean
switch_starttls (Site *site, const Event *event, Dice *dice, char **ret_problem)
{
  Span fault = { event->when, event->until, FAULT_STARTTLS, 0, NULL };

  (void) dice;
  if (g_strcmp0 (event->words[2], "on") == 0)
    {
      spans_clear (site->faults, event->when, G_MAXINT64);
      end_marks (site, "starttls-vanished", event->when);
      return TRUE;
    }
  if (g_strcmp0 (event->words[2], "off") != 0 || !site_has_starttls (site))
    {
      *ret_problem = g_strdup ("After a server with a STARTTLS service, “starttls” wants “on” or “off”.");
      return FALSE;
    }
  spans_paint (site->faults, fault);
  site_mark (site, "starttls-vanished", event->when, event->until, TRUE);
  return TRUE;
}

/* ---- users --------------------------------------------------------------------------------------------------- */

static void
begin_anew (User *user, gint64 when)
{
  spans_cut (user->power, when);
  for (guint i = 0; i < user->power->len; i++)
    {
      Span *span = &g_array_index (user->power, Span, i);
      if (span->from >= when)
        {
          span->what = 1;
          return;
        }
    }
}

static gboolean
sleep_ (User *user, const Event *event, char **ret_problem)
{
  (void) ret_problem;
  spans_clear (user->power, event->when, event->until);
  if (g_str_equal (event->words[0], "off"))
    begin_anew (user, event->until);
  return TRUE;
}

static gboolean
restart (User *user, const Event *event, char **ret_problem)
{
  (void) ret_problem;
  begin_anew (user, event->when);
  return TRUE;
}

static gboolean
change_link (User *user, const Event *event, char **ret_problem)
{
  gboolean portal = g_str_equal (event->words[0], "portal");
  Span link = { event->when, event->until, portal ? WORLD_LINK_PORTAL : WORLD_LINK_NONE, 1, NULL };

  (void) ret_problem;
  spans_paint (user->link, link);
  return TRUE;
}

static gboolean
go_online (User *user, const Event *event, char **ret_problem)
{
  (void) ret_problem;
  spans_clear (user->link, event->when, G_MAXINT64);
  return TRUE;
}

static gboolean
change_network (User *user, const Event *event, char **ret_problem)
{
  Span place = { event->when, event->until, PLACE_HOTEL, 0, NULL };

  if (event->words[2] == NULL)
    {
      *ret_problem = g_strdup ("After the user, “network” wants a name.");
      return FALSE;
    }
  place.text = g_intern_string (event->words[2]);
  spans_paint (user->place, place);
  return TRUE;
}

static gboolean
intercept (User *user, const Event *event, char **ret_problem)
{
  Span span = { event->when, event->until, CLASS_UNKNOWN, 0, NULL };

  if (event->words[2] == NULL)
    {
      *ret_problem = g_strdup ("After the user, “intercept” wants the issuer’s name, or “off”.");
      return FALSE;
    }
  span.text = g_intern_string (event->words[2]);
  if (g_str_equal (span.text, "off"))
    spans_clear (user->intercept, event->when, G_MAXINT64);
  else
    spans_paint (user->intercept, span);
  return TRUE;
}

static gboolean
strip (User *user, const Event *event, char **ret_problem)
{
  Span span = { event->when, event->until, 0, 0, g_intern_string (world_kind ("starttls-vanished")) };

  (void) ret_problem;
  spans_paint (user->strip, span);
  return TRUE;
}

static gboolean
set_clock (User *user, const Event *event, char **ret_problem)
{
  Span span = { event->when, event->until, FALSE, 0, NULL };

  if (g_strcmp0 (event->words[2], "right") == 0)
    {
      spans_clear (user->clock, event->when, G_MAXINT64);
      return TRUE;
    }
  if (event->words[2] == NULL || !parse_duration (event->words[2], &span.number))
    {
      *ret_problem = g_strdup ("After the user, “clock” wants how far it is off (-12y, 3d), or “right”.");
      return FALSE;
    }
  spans_paint (user->clock, span);
  return TRUE;
}

static gboolean
change_zone (User *user, const Event *event, char **ret_problem)
{
  Span zone = { event->when, event->until, 0, 0, NULL };

  if (event->words[2] == NULL)
    {
      *ret_problem = g_strdup ("After the user, “zone” wants minutes east of UTC.");
      return FALSE;
    }
  zone.number = g_ascii_strtoll (event->words[2], NULL, 10);
  spans_paint (user->zone, zone);
  return TRUE;
}

/* ---- the table ----------------------------------------------------------------------------------------------- */

static const struct
{
  const char *word;
  gboolean (*site) (Site *site, const Event *event, Dice *dice, char **ret_problem);
  gboolean (*user) (User *user, const Event *event, char **ret_problem);
} deeds[] = {
  { "renew", renew, NULL },
  { "renew-key", renew, NULL },
  { "swap-ca", renew, NULL },
  { "private-ca", turn_hostile, NULL },
  { "self-sign", turn_hostile, NULL },
  { "names", rename_, NULL },
  { "roll-back", roll_back, NULL },
  { "incomplete", forget_intermediate, NULL },
  { "down", go_down, NULL },
  { "refuse", go_down, NULL },
  { "up", come_up, NULL },
  { "starttls", switch_starttls, NULL },
  { "suspend", NULL, sleep_ },
  { "off", NULL, sleep_ },
  { "restart", NULL, restart },
  { "portal", NULL, change_link },
  { "offline", NULL, change_link },
  { "online", NULL, go_online },
  { "network", NULL, change_network },
  { "intercept", NULL, intercept },
  { "strip", NULL, strip },
  { "clock", NULL, set_clock },
  { "zone", NULL, change_zone },
};

gboolean
event_happen (World *world, const Event *event, Dice *dice, char **ret_problem)
{
  Site *site = world_site_named (world, event->words[1]);
  User *user = world_user_named (world, event->words[1], NULL);

  for (guint i = 0; i < G_N_ELEMENTS (deeds); i++)
    {
      if (!g_str_equal (deeds[i].word, event->words[0]))
        continue;
      if ((deeds[i].site != NULL && site == NULL) || (deeds[i].user != NULL && user == NULL))
        {
          *ret_problem = g_strdup_printf ("“%s” wants the name of a %s, and “%s” is none.", event->words[0],
                                          deeds[i].site != NULL ? "server" : "user", event->words[1]);
          return FALSE;
        }
      if (deeds[i].user != NULL)
        return deeds[i].user (user, event, ret_problem);
      events_let_live (world, site, dice, event->when);
      return deeds[i].site (site, event, dice, ret_problem);
    }
  *ret_problem = g_strdup_printf ("“%s” is nothing that can happen.", event->words[0]);
  return FALSE;
}

/* ---- expect and never ---------------------------------------------------------------------------------------- */

gboolean
event_is_truth (const Event *event)
{
  return g_str_equal (event->words[0], "expect") || g_str_equal (event->words[0], "never");
}

static void
forget_truth (World *world, guint user, const Site *site, const char *kind, const Event *event)
{
  for (guint i = world->truth->len; i > 0; i--)
    {
      const WorldTruth *truth = g_ptr_array_index (world->truth, i - 1);
      if (truth->user == user && g_str_equal (truth->kind, kind) && truth->seen_from < event->until
          && truth->right_until >= event->when
          && (site == NULL
              || (truth->servers != NULL
                  && g_strv_contains ((const char *const *) truth->servers, g_ptr_array_index (site->urls, 0)))))
        g_ptr_array_remove_index (world->truth, i - 1);
    }
}

gboolean
event_amend_truth (World *world, const Event *event, char **ret_problem)
{
  guint number = 0;
  const User *user = world_user_named (world, event->words[1], &number);
  const Site *site = user != NULL ? world_site_named (world, event->words[2]) : NULL;
  const char *kind = user != NULL && event->words[2] != NULL && event->words[3] != NULL ? world_kind (event->words[3]) : NULL;
  g_autoptr (GStrvBuilder) urls = g_strv_builder_new ();
  WorldTruth *truth;

  if (kind == NULL || (site == NULL && !g_str_equal (event->words[2], "*")))
    {
      *ret_problem = g_strdup_printf ("“%s” wants a user, a server or *, and a kind of problem.", event->words[0]);
      return FALSE;
    }
  forget_truth (world, number, site, kind, event);
  truth = world_truth_new (kind, number, "as the file says");
  truth->never = g_str_equal (event->words[0], "never");
  truth->seen_from = event->when;
  truth->right_until = event->until;
  if (!truth->never)
    truth->told_by = event->by != 0 ? event->when + event->by : event->until;
  for (guint i = 0; i < user->watched->len; i++)
    {
      const char *url = ((MsServer *) g_ptr_array_index (user->watched, i))->url;
      if (site == NULL || g_ptr_array_find_with_equal_func (site->urls, url, g_str_equal, NULL))
        g_strv_builder_add (urls, url);
    }
  truth->servers = g_strv_builder_end (urls);
  g_ptr_array_add (world->truth, truth);
  return TRUE;
}
