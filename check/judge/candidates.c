/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "check/judge/candidates.h"

#include "model/address.h"
#include "model/names.h"
#include "check/judge/stand-in.h"

#include <string.h>

#define MAX_CANDIDATES 2000 /* of which the likeliest are chosen */

/* ---- names ------------------------------------------------------------------------------------------------------ */

typedef struct
{
  char *name;
  int likeness;
  guint place; /* the certificate's own order settles a tie */
} Candidate;

/* "example.org" of "mail.example.org"; NULL if what is left has no dot. */
static const char *
parent_of (const char *name)
{
  const char *dot = strchr (name, '.');
  return dot != NULL && strchr (dot + 1, '.') != NULL ? dot + 1 : NULL;
}

static guint
labels_in_common (const char *a, const char *b)
{
  g_auto (GStrv) x = g_strsplit (a, ".", -1), y = g_strsplit (b, ".", -1);
  guint nx = g_strv_length (x), ny = g_strv_length (y), n = 0;

  while (n < nx && n < ny && g_str_equal (x[nx - 1 - n], y[ny - 1 - n]))
    n++;
  return n;
}

/* The first labels that a server of this protocol usually has, the most telling first. */
static const char *const *
usual_labels (const MsTarget *target)
{
  static const char *const imap[] = { "imap", "mail", "pop", "smtp", NULL }, *const pop3[]
                                                                             = { "pop", "mail", "imap", "smtp", NULL };
  static const char *const smtp[] = { "smtp", "mail", "imap", "pop", NULL };

  switch (ms_service_info (target->service)->protocol)
    {
    case MS_PROTOCOL_POP3:
      return pop3;
    case MS_PROTOCOL_SMTP:
      return smtp;
    case MS_PROTOCOL_IMAP:
    case MS_PROTOCOL_SIEVE:
    case MS_PROTOCOL_HTTPS:
    case MS_PROTOCOL_UNKNOWN:
      break;
    }
  return imap;
}

static int
likeness (const char *name, const MsTarget *asked, gboolean published)
{
  const char *const *usual = usual_labels (asked);
  int points = (int) MIN (labels_in_common (name, asked->host), 9) * 10 + (published ? 1000 : 0);

  for (guint i = 0; usual[i] != NULL; i++)
    {
      gsize n = strlen (usual[i]);
      if (strncmp (name, usual[i], n) == 0 && (name[n] == '.' || g_ascii_isdigit (name[n])))
        points += 8 - (int) i * 2;
    }
  return points;
}

static void
add (GArray *all, char *name, const MsTarget *asked, gboolean published)
{
  Candidate candidate = { name, 0, all->len };

  if (all->len >= MAX_CANDIDATES || strchr (name, '.') == NULL || strchr (name, '*') != NULL || g_hostname_is_ip_address (name)
      || g_str_equal (name, asked->host) || !ms_name_matches (name, name) || ms_is_stand_in_name (name))
    {
      g_free (name);
      return;
    }
  candidate.likeness = likeness (name, asked, published);
  g_array_append_val (all, candidate);
}

static void
add_below_wildcard (GArray *all, const char *wildcard, const MsTarget *asked)
{
  const char *domain = wildcard + 2, *parent = g_hostname_is_ip_address (asked->host) ? NULL : parent_of (asked->host);
  const char *const *usual = usual_labels (asked);

  if (parent != NULL && ms_name_matches (wildcard, parent))
    add (all, g_strdup (parent), asked, FALSE);
  for (guint i = 0; usual[i] != NULL; i++)
    add (all, g_strconcat (usual[i], ".", domain, NULL), asked, FALSE);
}

static int
likelier (gconstpointer a, gconstpointer b)
{
  const Candidate *x = a, *y = b;
  return x->likeness != y->likeness ? y->likeness - x->likeness : (int) x->place - (int) y->place;
}

static void
clear_candidate (gpointer candidate)
{
  g_free (((Candidate *) candidate)->name);
}

GStrv
ms_candidate_names (const MsCertificate *leaf, const MsTarget *asked, const char *const *published, guint max)
{
  g_autoptr (GArray) all = g_array_new (FALSE, FALSE, sizeof (Candidate));
  GStrv names = g_new0 (char *, max + 1);

  g_array_set_clear_func (all, clear_candidate);
  for (guint i = 0; published != NULL && published[i] != NULL; i++)
    if (ms_names_match (leaf, published[i]))
      add (all, g_strdup (published[i]), asked, TRUE);
  for (guint i = 0; i < leaf->n_dns; i++)
    if (g_str_has_prefix (leaf->names[i], "*."))
      add_below_wildcard (all, leaf->names[i], asked);
    else
      add (all, g_strdup (leaf->names[i]), asked, FALSE);
  g_array_sort (all, likelier);
  for (guint i = 0, n = 0; n < max && i < all->len; i++)
    {
      const char *name = g_array_index (all, Candidate, i).name;
      if (!g_strv_contains ((const char *const *) names, name))
        names[n++] = g_strdup (name);
    }
  return names;
}

gboolean
ms_candidate_address (const char *address, const char *const *own)
{
  if (g_strv_contains (own, address))
    return TRUE;
  for (guint i = 0; own[i] != NULL; i++)
    if (!ms_address_is_public (own[i]))
      return FALSE;
  return own[0] != NULL && ms_address_is_public (address);
}

/* ---- ports ------------------------------------------------------------------------------------------------------ */

static void
add_target (GPtrArray *targets, const MsTarget *asked, MsService service, guint16 port)
{
  MsTarget *target;

  if (service == MS_SERVICE_ANY || (service == asked->service && port == asked->port))
    return;
  target = ms_target_new (service, asked->host, port);
  for (guint i = 0; i < targets->len; i++)
    {
      const MsTarget *other = g_ptr_array_index (targets, i);
      if (other->port == target->port && ms_service_info (other->service)->security == ms_service_info (service)->security)
        {
          ms_target_free (target);
          return;
        }
    }
  g_ptr_array_add (targets, target);
}

GPtrArray *
ms_candidate_ports (const MsTarget *asked, gboolean same_port)
{
  const MsServiceInfo *info = ms_service_info (asked->service);
  MsSecurity other = info->security == MS_SECURITY_TLS ? MS_SECURITY_STARTTLS : MS_SECURITY_TLS;
  GPtrArray *targets = g_ptr_array_new_with_free_func ((GDestroyNotify) ms_target_free);

  if (info->protocol == MS_PROTOCOL_HTTPS || info->protocol == MS_PROTOCOL_UNKNOWN)
    return targets;
  if (same_port)
    add_target (targets, asked, ms_service_find (info->protocol, other), asked->port);
  for (MsService service = 0; service < MS_SERVICE_ANY && asked->service != MS_SERVICE_SMTP; service++)
    if (ms_service_info (service)->protocol == info->protocol && ms_service_info (service)->client
        && (same_port || ms_service_info (service)->port != asked->port))
      add_target (targets, asked, service, ms_service_info (service)->port);
  return targets;
}

GPtrArray *
ms_candidate_siblings (const MsTarget *asked)
{
  GPtrArray *targets = g_ptr_array_new_with_free_func ((GDestroyNotify) ms_target_free);

  for (MsService service = 0; service < MS_SERVICE_ANY; service++)
    if (ms_service_info (service)->port != asked->port && (ms_service_info (service)->client || service == MS_SERVICE_HTTPS))
      add_target (targets, asked, service, ms_service_info (service)->port);
  return targets;
}

gboolean
ms_is_renewed_elsewhere (const MsCertificate *ours, const MsCertificate *other, const char *host)
{
  guint shared = 0;

  if (g_str_equal (ours->sha256, other->sha256) || other->not_before <= ours->not_before || other->not_after <= ours->not_after
      || !ms_names_match (other, host))
    return FALSE;
  for (guint i = 0; ours->names[i] != NULL; i++)
    shared += g_strv_contains ((const char *const *) other->names, ours->names[i]);
  /* a renewal keeps the names, or adds the one that was missing; a certificate of something else has others */
  return ms_names_match (ours, host) ? shared == g_strv_length (ours->names) : shared > 0;
}
