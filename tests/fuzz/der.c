/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tests/fuzz/der.h"

#include <string.h>

#define SEQUENCE   0x30
#define SET        0x31
#define BIT_STRING 0x03
#define OCTETS     0x04
#define OID        0x06
#define UTF8       0x0c
#define UTC_TIME   0x17

void
der_add (GByteArray *out, guint8 tag, const void *content, gsize size)
{
  guint8 head[4] = { tag, 0x82, (guint8) (size >> 8), (guint8) size };

  g_assert_cmpuint (size, <=, G_MAXUINT16);
  if (size < 0x80)
    {
      head[1] = (guint8) size;
      g_byte_array_append (out, head, 2);
    }
  else if (size < 0x100)
    {
      head[1] = 0x81;
      head[2] = (guint8) size;
      g_byte_array_append (out, head, 3);
    }
  else
    g_byte_array_append (out, head, 4);
  if (size > 0)
    g_byte_array_append (out, content, (guint) size);
}

void
der_wrap (GByteArray *out, guint8 tag, GByteArray *content)
{
  der_add (out, tag, content->data, content->len);
  g_byte_array_unref (content);
}

static void
add_name (GByteArray *out, const char *common_name)
{
  GByteArray *name = g_byte_array_new (), *rdn = g_byte_array_new (), *attribute = g_byte_array_new ();

  der_add (attribute, OID, "\x55\x04\x03", 3);
  der_add (attribute, UTF8, common_name, common_name != NULL ? strlen (common_name) : 0);
  der_wrap (rdn, SEQUENCE, attribute);
  if (common_name != NULL)
    der_wrap (name, SET, rdn);
  else
    g_byte_array_unref (rdn);
  der_wrap (out, SEQUENCE, name);
}

static void
add_algorithm (GByteArray *out)
{
  GByteArray *algorithm = g_byte_array_new ();

  der_add (algorithm, OID, "\x2b\x65\x70", 3); /* Ed25519 */
  der_wrap (out, SEQUENCE, algorithm);
}

static void
add_key (GByteArray *out)
{
  static const guint8 bits[33] = { 0, 1, 2, 3 };
  GByteArray *key = g_byte_array_new ();

  add_algorithm (key);
  der_add (key, BIT_STRING, bits, sizeof bits);
  der_wrap (out, SEQUENCE, key);
}

static void
add_extensions (GByteArray *out, const GByteArray *alternative_names)
{
  GByteArray *all = g_byte_array_new (), *list = g_byte_array_new (), *one = g_byte_array_new (), *names = g_byte_array_new ();

  der_add (names, SEQUENCE, alternative_names->data, alternative_names->len);
  der_add (one, OID, "\x55\x1d\x11", 3);
  der_wrap (one, OCTETS, names);
  der_wrap (list, SEQUENCE, one);
  der_wrap (all, SEQUENCE, list);
  der_wrap (out, 0xa3, all);
}

GBytes *
der_certificate (const char *common_name, const GByteArray *alternative_names)
{
  static const guint8 signature[65] = { 0, 1 };
  GByteArray *tbs = g_byte_array_new (), *dates = g_byte_array_new (), *all = g_byte_array_new (), *out = g_byte_array_new ();

  der_add (tbs, 0xa0, "\x02\x01\x02", 3);
  der_add (tbs, 0x02, "\x01", 1);
  add_algorithm (tbs);
  add_name (tbs, "issuer");
  der_add (dates, UTC_TIME, "260101000000Z", 13);
  der_add (dates, UTC_TIME, "270101000000Z", 13);
  der_wrap (tbs, SEQUENCE, dates);
  add_name (tbs, common_name);
  add_key (tbs);
  if (alternative_names->len > 0)
    add_extensions (tbs, alternative_names);
  der_wrap (all, SEQUENCE, tbs);
  add_algorithm (all);
  der_add (all, BIT_STRING, signature, sizeof signature);
  der_wrap (out, SEQUENCE, all);
  return g_byte_array_free_to_bytes (out);
}
