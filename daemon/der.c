/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "daemon/der.h"

#include <string.h>

#define INTEGER    0x02
#define BIT_STRING 0x03
#define OID        0x06
#define SEQUENCE   0x30
#define VERSION    0xa0 /* [0] EXPLICIT */

#define MAX_MODULUS  (8192 / 8)
#define MAX_EXPONENT (64 / 8)
#define MAX_OTHER    2048

/* Takes the next element off `rest`: its tag, what is in it, and, if wanted, the whole of it. FALSE if it does not fit. */
static gboolean
next (MsDer *rest, guint8 *ret_tag, MsDer *ret_content, MsDer *ret_whole)
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

static gboolean
enter (MsDer *rest, guint8 tag, MsDer *ret_content)
{
  guint8 found;
  return next (rest, &found, ret_content, NULL) && found == tag;
}

gboolean
ms_der_signed_part (const guint8 *certificate, gsize size, MsDer *ret)
{
  MsDer all = { certificate, size }, inner, content;
  guint8 tag;

  return enter (&all, SEQUENCE, &inner) && next (&inner, &tag, &content, ret) && tag == SEQUENCE;
}

/* TBSCertificate: [version] serial signature issuer validity subject subjectPublicKeyInfo ... */
static gboolean
find_key (const guint8 *certificate, gsize size, MsDer *ret_key)
{
  MsDer all = { certificate, size }, inner, part, skipped;
  guint8 tag;

  if (!enter (&all, SEQUENCE, &inner) || !enter (&inner, SEQUENCE, &part) || !next (&part, &tag, &skipped, NULL))
    return FALSE;
  if (tag == VERSION && !next (&part, &tag, &skipped, NULL))
    return FALSE;
  for (guint i = 0; i < 4; i++)
    if (!next (&part, &tag, &skipped, NULL))
      return FALSE;
  return enter (&part, SEQUENCE, ret_key);
}

/* Octets of an INTEGER that is to be positive, without those that only say so. */
static gboolean
length_of_integer (MsDer *rest, gsize *ret_length)
{
  MsDer number;

  if (!enter (rest, INTEGER, &number))
    return FALSE;
  while (number.size > 0 && number.at[0] == 0)
    number = (MsDer){ number.at + 1, number.size - 1 };
  *ret_length = number.size;
  return TRUE;
}

gboolean
ms_der_key_is_bounded (const guint8 *certificate, gsize size)
{
  static const guint8 pkcs1[] = { 0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x01 }; /* 1.2.840.113549.1.1: RSA in all its uses */
  MsDer key, algorithm, oid, bits, numbers;
  gsize modulus, exponent;

  if (!find_key (certificate, size, &key))
    return FALSE;
  if (key.size > MAX_OTHER)
    return FALSE; /* that of RSA 8192 has 1062 bytes */
  if (!enter (&key, SEQUENCE, &algorithm) || !enter (&algorithm, OID, &oid) || !enter (&key, BIT_STRING, &bits) || bits.size < 1)
    return FALSE;
  if (oid.size < sizeof pkcs1 || memcmp (oid.at, pkcs1, sizeof pkcs1) != 0)
    return TRUE;
  numbers = (MsDer){ bits.at + 1, bits.size - 1 }; /* after the count of unused bits */
  return enter (&numbers, SEQUENCE, &bits) && length_of_integer (&bits, &modulus) && length_of_integer (&bits, &exponent)
         && modulus <= MAX_MODULUS && exponent <= MAX_EXPONENT;
}
