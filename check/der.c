/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "check/der.h"

#include <string.h>

#define INTEGER    0x02
#define BIT_STRING 0x03
#define OID        0x06
#define SEQUENCE   0x30
#define VERSION    0xa0 /* [0] EXPLICIT */

#define MAX_MODULUS  (8192 / 8)
#define MAX_EXPONENT (64 / 8)
#define MAX_DSA_P    (4096 / 8)
#define MAX_DSA_Q    (512 / 8)
#define MAX_OTHER    256  /* that of P-521 has 158 bytes */
#define MAX_KEY      4096 /* of whatever kind */

#define MAX_NAME_PARTS 64

gboolean
ms_der_next (MsDer *rest, guint8 *ret_tag, MsDer *ret_content, MsDer *ret_whole)
{
  gsize header = 2, content, n;

  if (rest->size < 2)
    return FALSE;
  content = rest->at[1];
  if (content >= 0x80)
    {
      n = content & 0x7f;
      if (n == 0 || n > 4 || rest->size < 2 + n)
        return FALSE;
      content = 0;
      for (gsize i = 0; i < n; i++)
        content = content << 8 | rest->at[2 + i];
      header += n;
    }
  if (content > rest->size - header)
    return FALSE;
  *ret_tag = rest->at[0];
  *ret_content = (MsDer){ rest->at + header, content };
  if (ret_whole != NULL)
    *ret_whole = (MsDer){ rest->at, header + content };
  *rest = (MsDer){ rest->at + header + content, rest->size - header - content };
  return TRUE;
}

gboolean
ms_der_enter (MsDer *rest, guint8 tag, MsDer *ret_content)
{
  guint8 found;
  return ms_der_next (rest, &found, ret_content, NULL) && found == tag;
}

gboolean
ms_der_signed_part (const guint8 *certificate, gsize size, MsDer *ret)
{
  MsDer all = { certificate, size }, inner, content;
  guint8 tag;

  return ms_der_enter (&all, SEQUENCE, &inner) && ms_der_next (&inner, &tag, &content, ret) && tag == SEQUENCE;
}

/* What a TBSCertificate has after its version, and before its key. */
enum
{
  SERIAL,
  SIGNATURE,
  ISSUER,
  VALIDITY,
  SUBJECT,
  N_PARTS,
};

/* TBSCertificate: [version] serial signature issuer validity subject subjectPublicKeyInfo ... */
static gboolean
find_parts (const guint8 *certificate, gsize size, MsDer parts[N_PARTS], MsDer *ret_key)
{
  MsDer all = { certificate, size }, inner, rest;
  guint8 tag;

  if (!ms_der_enter (&all, SEQUENCE, &inner) || !ms_der_enter (&inner, SEQUENCE, &rest)
      || !ms_der_next (&rest, &tag, &parts[SERIAL], NULL))
    return FALSE;
  if (tag == VERSION && !ms_der_next (&rest, &tag, &parts[SERIAL], NULL))
    return FALSE;
  for (guint i = SIGNATURE; i < N_PARTS; i++)
    if (!ms_der_next (&rest, &tag, &parts[i], NULL))
      return FALSE;
  return ms_der_enter (&rest, SEQUENCE, ret_key);
}

/* Octets of an INTEGER that is to be positive, without those that only say so. */
static gboolean
length_of_integer (MsDer *rest, gsize *ret_length)
{
  MsDer number;

  if (!ms_der_enter (rest, INTEGER, &number))
    return FALSE;
  while (number.size > 0 && number.at[0] == 0)
    number = (MsDer){ number.at + 1, number.size - 1 };
  *ret_length = number.size;
  return TRUE;
}

static gboolean
is_below (const MsDer *oid, const guint8 *arc, gsize size)
{
  return oid->size >= size && memcmp (oid->at, arc, size) == 0;
}

/* RSAPublicKey: SEQUENCE { modulus, publicExponent } */
static gboolean
is_rsa_bounded (MsDer parameters, MsDer key)
{
  MsDer numbers;
  gsize modulus, exponent;

  (void) parameters;
  return ms_der_enter (&key, SEQUENCE, &numbers) && length_of_integer (&numbers, &modulus)
         && length_of_integer (&numbers, &exponent) && modulus <= MAX_MODULUS && exponent <= MAX_EXPONENT;
}

/* Dss-Parms (RFC 3279 2.3.2): SEQUENCE { p, q, g }; q is what is raised to. */
static gboolean
is_dsa_bounded (MsDer parameters, MsDer key)
{
  MsDer numbers;
  gsize p, q, g;

  return ms_der_enter (&parameters, SEQUENCE, &numbers) && length_of_integer (&numbers, &p) && length_of_integer (&numbers, &q)
         && length_of_integer (&numbers, &g) && p <= MAX_DSA_P && q <= MAX_DSA_Q && g <= MAX_DSA_P && key.size <= MAX_DSA_P + 8;
}

/* Lattices and hashes: their time goes with their size. */
static gboolean
is_anything (MsDer parameters, MsDer key)
{
  (void) parameters;
  (void) key;
  return TRUE;
}

static gboolean
is_small (MsDer parameters, MsDer key)
{
  return parameters.size + key.size <= MAX_OTHER;
}

gboolean
ms_der_key_is_bounded (const guint8 *certificate, gsize size)
{
  static const struct
  {
    guint8 arc[8];
    gsize size;
    gboolean (*is_bounded) (MsDer parameters, MsDer key);
  } kinds[] = {
    { { 0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x01 }, 8, is_rsa_bounded }, /* 1.2.840.113549.1.1: in all its uses */
    { { 0x55, 0x08, 0x01, 0x01 }, 4, is_rsa_bounded },                         /* 2.5.8.1.1, X.509's name for it */
    { { 0x2a, 0x86, 0x48, 0xce, 0x38, 0x04 }, 6, is_dsa_bounded },             /* 1.2.840.10040.4 */
    { { 0x2b, 0x0e, 0x03, 0x02 }, 4, is_dsa_bounded },                         /* 1.3.14.3.2, OIW's names for DSA and RSA */
    { { 0x60, 0x86, 0x48, 0x01, 0x65, 0x03, 0x04, 0x03 }, 8, is_anything },    /* NIST: FIPS 204 and 205 */
    { { 0 }, 0, is_small },
  };
  MsDer parts[N_PARTS], key, algorithm, oid, bits;

  if (!find_parts (certificate, size, parts, &key) || key.size > MAX_KEY)
    return FALSE;
  if (!ms_der_enter (&key, SEQUENCE, &algorithm) || !ms_der_enter (&algorithm, OID, &oid)
      || !ms_der_enter (&key, BIT_STRING, &bits) || bits.size < 1)
    return FALSE;
  bits = (MsDer){ bits.at + 1, bits.size - 1 }; /* after the count of unused bits */
  for (guint i = 0;; i++)
    if (is_below (&oid, kinds[i].arc, kinds[i].size))
      return kinds[i].is_bounded (algorithm, bits);
}

/* Name: SEQUENCE of RelativeDistinguishedName, a SET of attributes each. */
static gboolean
is_name_bounded (MsDer name)
{
  guint parts = 0;
  MsDer rdn, attribute;
  guint8 tag;

  while (name.size > 0)
    {
      if (!ms_der_next (&name, &tag, &rdn, NULL))
        return FALSE;
      while (rdn.size > 0)
        if (++parts > MAX_NAME_PARTS || !ms_der_next (&rdn, &tag, &attribute, NULL))
          return FALSE;
    }
  return TRUE;
}

gboolean
ms_der_names_are_bounded (const guint8 *certificate, gsize size)
{
  MsDer parts[N_PARTS], key;
  return find_parts (certificate, size, parts, &key) && is_name_bounded (parts[ISSUER]) && is_name_bounded (parts[SUBJECT]);
}
