/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "check/x509/constraints.h"

#include "check/der.h"

#include <string.h>

#define BASIC_CONSTRAINTS "2.5.29.19"
#define NAME_CONSTRAINTS  "2.5.29.30"

#define INTEGER        0x02
#define OID            0x06
#define SEQUENCE       0x30
#define SET            0x31
#define PERMITTED      0xa0 /* [0] GeneralSubtrees */
#define DIRECTORY_NAME 0xa4 /* [4] EXPLICIT Name */

/* FALSE: it has none. */
static gboolean
extension_of (gnutls_x509_crt_t crt, const char *oid, gnutls_datum_t *ret_data)
{
  unsigned critical;
  return gnutls_x509_crt_get_extension_by_oid2 (crt, oid, 0, ret_data, &critical) >= 0;
}

gboolean
ms_constraints_allow_nothing (gnutls_x509_crt_t authority)
{
  gnutls_datum_t data;
  MsDer rest, inner, content;
  guint8 tag;
  gboolean negative = FALSE;

  if (!extension_of (authority, BASIC_CONSTRAINTS, &data))
    return FALSE;
  rest = (MsDer){ data.data, data.size };
  if (ms_der_enter (&rest, SEQUENCE, &inner))
    while (ms_der_next (&inner, &tag, &content, NULL))
      negative = negative || (tag == INTEGER && content.size > 0 && (content.at[0] & 0x80) != 0);
  gnutls_free (data.data);
  return negative;
}

/* ---- names ------------------------------------------------------------------------------------------------------- */

/* Without case, without blanks at the ends, each run of blanks one. */
static char *
folded (MsDer value)
{
  g_autofree char *text = g_strndup ((const char *) value.at, value.size), *lower = NULL;
  g_auto (GStrv) words = NULL;
  g_autoptr (GPtrArray) kept = g_ptr_array_new ();

  if (!g_utf8_validate (text, (gssize) value.size, NULL))
    return NULL;
  lower = g_utf8_casefold (text, -1);
  words = g_strsplit (lower, " ", -1);
  for (guint i = 0; words[i] != NULL; i++)
    if (*words[i] != '\0')
      g_ptr_array_add (kept, words[i]);
  g_ptr_array_add (kept, NULL);
  return g_strjoinv (" ", (char **) kept->pdata);
}

static gboolean
same_bytes (MsDer a, MsDer b)
{
  return a.size == b.size && memcmp (a.at, b.at, a.size) == 0;
}

/* AttributeTypeAndValue: SEQUENCE { type, value } */
static gboolean
same_attribute (MsDer a, MsDer b)
{
  MsDer type_a, type_b, value_a, value_b;
  g_autofree char *text_a = NULL, *text_b = NULL;
  guint8 tag;

  if (!ms_der_enter (&a, OID, &type_a) || !ms_der_enter (&b, OID, &type_b) || !same_bytes (type_a, type_b)
      || !ms_der_next (&a, &tag, &value_a, NULL) || !ms_der_next (&b, &tag, &value_b, NULL))
    return FALSE;
  if (same_bytes (value_a, value_b))
    return TRUE;
  text_a = folded (value_a);
  text_b = folded (value_b);
  return text_a != NULL && g_strcmp0 (text_a, text_b) == 0;
}

/* RelativeDistinguishedName: SET OF */
static gboolean
same_part (MsDer a, MsDer b)
{
  MsDer one, other;

  while (a.size > 0 && b.size > 0)
    if (!ms_der_enter (&a, SEQUENCE, &one) || !ms_der_enter (&b, SEQUENCE, &other) || !same_attribute (one, other))
      return FALSE;
  return a.size == 0 && b.size == 0;
}

/* Does the one begin with the other? RDNSequence, without its header. */
static gboolean
begins_with (MsDer name, MsDer beginning)
{
  MsDer one, other;

  while (beginning.size > 0)
    if (!ms_der_enter (&beginning, SET, &other) || !ms_der_enter (&name, SET, &one) || !same_part (one, other))
      return FALSE;
  return TRUE;
}

/* GeneralSubtrees: is there a directory name in them, and one with which the subject begins? */
static gboolean
is_permitted (MsDer subtrees, MsDer subject)
{
  MsDer subtree, base, name;
  gboolean asked = FALSE;
  guint8 tag;

  while (subtrees.size > 0)
    {
      if (!ms_der_enter (&subtrees, SEQUENCE, &subtree) || !ms_der_next (&subtree, &tag, &base, NULL))
        return FALSE;
      if (tag != DIRECTORY_NAME)
        continue;
      asked = TRUE;
      if (ms_der_enter (&base, SEQUENCE, &name) && begins_with (subject, name))
        return TRUE;
    }
  return !asked;
}

static gboolean
constraints_permit (MsDer constraints, MsDer subject)
{
  MsDer parts, content;
  guint8 tag;

  if (!ms_der_enter (&constraints, SEQUENCE, &parts))
    return FALSE;
  while (parts.size > 0)
    if (!ms_der_next (&parts, &tag, &content, NULL) || (tag == PERMITTED && !is_permitted (content, subject)))
      return FALSE;
  return TRUE;
}

gboolean
ms_constraints_permit_subject (gnutls_x509_crt_t authority, gnutls_x509_crt_t crt)
{
  gnutls_datum_t data, dn = { NULL, 0 };
  MsDer whole, subject;
  gboolean permitted;

  if (!extension_of (authority, NAME_CONSTRAINTS, &data))
    return TRUE;
  permitted = gnutls_x509_crt_get_raw_dn (crt, &dn) >= 0;
  whole = (MsDer){ dn.data, dn.size };
  permitted = permitted && ms_der_enter (&whole, SEQUENCE, &subject)
              && (subject.size == 0 || constraints_permit ((MsDer){ data.data, data.size }, subject));
  gnutls_free (dn.data);
  gnutls_free (data.data);
  return permitted;
}
