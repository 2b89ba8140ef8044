/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "check/x509/limits.h"

#include "check/x509/constraints.h"

#include <gnutls/x509-ext.h>

/* One that signs on this path, and what is below it. */
typedef struct
{
  const GPtrArray *links; /* MsLink*: the leaf first */
  guint below;            /* so many of them are below it */
  const MsLink *signer;
} Place;

static gboolean
is_no_authority (const Place *place)
{
  unsigned usage = 0, critical;

  if (gnutls_x509_crt_get_ca_status (place->signer->crt, NULL) <= 0)
    return TRUE;
  return gnutls_x509_crt_get_key_usage (place->signer->crt, &usage, &critical) >= 0 && (usage & GNUTLS_KEY_KEY_CERT_SIGN) == 0;
}

/* Self-issued ones do not count (RFC 5280 4.2.1.9). */
static gboolean
is_too_deep (const Place *place)
{
  unsigned ca = 0;
  int length = -1, authorities = 0;

  for (guint i = 1; i < place->below; i++)
    authorities += !((const MsLink *) g_ptr_array_index (place->links, i))->certificate->self_issued;
  if (ms_constraints_allow_nothing (place->signer->crt))
    return TRUE;
  return gnutls_x509_crt_get_basic_constraints (place->signer->crt, NULL, &ca, &length) >= 0 && length >= 0
         && authorities > length;
}

static gboolean
forbids (gnutls_x509_name_constraints_t constraints, gnutls_x509_crt_t crt)
{
  static const gnutls_x509_subject_alt_name_t kinds[] = { GNUTLS_SAN_DNSNAME, GNUTLS_SAN_IPADDRESS, GNUTLS_SAN_RFC822NAME };

  for (guint i = 0; i < G_N_ELEMENTS (kinds); i++)
    if (gnutls_x509_name_constraints_check_crt (constraints, kinds[i], crt) == 0)
      return TRUE;
  return FALSE;
}

static gboolean
is_of_other_names (const Place *place)
{
  gnutls_x509_name_constraints_t constraints;
  unsigned critical;
  gboolean forbidden = FALSE;

  if (gnutls_x509_name_constraints_init (&constraints) < 0)
    return FALSE;
  if (gnutls_x509_crt_get_name_constraints (place->signer->crt, constraints, 0, &critical) >= 0)
    for (guint i = 0; !forbidden && i < place->below; i++)
      {
        const MsLink *link = g_ptr_array_index (place->links, i);
        forbidden = (i == 0 || !link->certificate->self_issued)
                    && (forbids (constraints, link->crt) || !ms_constraints_permit_subject (place->signer->crt, link->crt));
      }
  gnutls_x509_name_constraints_deinit (constraints);
  return forbidden;
}

static const struct
{
  MsMayNot may_not;
  gboolean (*is_broken) (const Place *place);
} limits[] = {
  { MS_MAY_NOT_ISSUE, is_no_authority },
  { MS_MAY_NOT_ISSUE_SO_DEEP, is_too_deep },
  { MS_MAY_NOT_ISSUE_NAME, is_of_other_names },
};

MsMayNot
ms_limits_broken (const MsAuthorities *authorities, const MsPath *path, char **ret_who)
{
  gnutls_x509_crt_t crt = ms_path_anchor (authorities, path);
  MsLink *anchor = crt != NULL ? ms_link_of (crt) : NULL;
  guint n = path->links->len + (anchor != NULL);
  MsMayNot found = MS_MAY_NOT_BE_SAID;

  *ret_who = NULL;
  for (guint k = 0; *ret_who == NULL && k < G_N_ELEMENTS (limits); k++)
    for (guint i = 1; *ret_who == NULL && i < n; i++)
      {
        const Place place = { path->links, i, i < path->links->len ? g_ptr_array_index (path->links, i) : anchor };
        if (!limits[k].is_broken (&place))
          continue;
        found = limits[k].may_not;
        *ret_who = g_strdup (place.signer->certificate->subject);
      }
  g_clear_pointer (&anchor, ms_link_free);
  g_clear_pointer (&crt, gnutls_x509_crt_deinit);
  return found;
}
