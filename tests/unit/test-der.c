/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "check/der.h"
#include "tests/lib/pki.h"

#include <string.h>

typedef gboolean (*Bounded) (const guint8 *certificate, gsize size);

static gboolean
ask (GBytes *der, Bounded bounded)
{
  gsize size;
  const guint8 *bytes = g_bytes_get_data (der, &size);
  return bounded (bytes, size);
}

/* Under whatever name a key goes, and whichever of its numbers is what makes it slow. */
static void
test_keys (void)
{
  static const struct
  {
    guint first, second;
    gboolean dsa, bounded;
  } rows[] = {
    { 2048, 17, FALSE, TRUE },    { 8192, 64, FALSE, TRUE },   { 8200, 17, FALSE, FALSE },  { 2048, 72, FALSE, FALSE },
    { 8000, 8000, FALSE, FALSE }, { 65536, 17, FALSE, FALSE }, { 2048, 256, TRUE, TRUE },   { 3072, 512, TRUE, TRUE },
    { 4104, 256, TRUE, FALSE },   { 3072, 520, TRUE, FALSE },  { 8000, 8000, TRUE, FALSE },
  };
  const PkiSpec spec = { .cn = "key" }, rsa = { .cn = "key", .rsa_bits = 2048 };
  g_autoptr (Pki) ec = pki_make (&spec, NULL), real = pki_make (&rsa, NULL);

  g_assert_true (ask (ec->der, ms_der_key_is_bounded));
  g_assert_true (ask (real->der, ms_der_key_is_bounded));
  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    for (guint old = 0; old < 2; old++)
      {
        g_autoptr (GBytes) der = rows[i].dsa ? pki_with_dsa (ec, rows[i].first, rows[i].second)
                                             : pki_with_rsa (ec, rows[i].first, rows[i].second, old == 1);
        g_test_message ("row %u, %u", i, old);
        g_assert_cmpint (ask (der, ms_der_key_is_bounded), ==, rows[i].bounded);
      }
}

static void
test_names (void)
{
  PkiSpec spec = { .cn = "name" };
  const guint units[] = { 0, 10, 63, 64, 1000 };

  for (guint i = 0; i < G_N_ELEMENTS (units); i++)
    {
      g_autoptr (Pki) pki = NULL;
      spec.units = units[i];
      pki = pki_make (&spec, NULL);
      g_assert_cmpint (ask (pki->der, ms_der_names_are_bounded), ==, units[i] < 64); /* with the CN */
    }
}

/* Whatever is cut off or altered: an answer, and within the bytes (which the sanitizers see to). */
static void
test_damaged (void)
{
  const PkiSpec spec = { .cn = "whole" };
  g_autoptr (Pki) pki = pki_make (&spec, NULL);
  gsize size;
  const guint8 *bytes = g_bytes_get_data (pki->der, &size);
  MsDer part;

  g_assert_true (ms_der_signed_part (bytes, size, &part));
  g_assert_true (part.at > bytes && part.at + part.size < bytes + size);
  for (gsize length = 0; length < size; length++)
    {
      g_autofree guint8 *cut = g_memdup2 (bytes, length);
      g_assert_false (ms_der_key_is_bounded (cut, length));
      g_assert_false (ms_der_names_are_bounded (cut, length));
      g_assert_false (ms_der_signed_part (cut, length, &part));
    }
  for (gsize i = 0; i < size; i++)
    {
      g_autofree guint8 *copy = g_memdup2 (bytes, size);
      copy[i] ^= 0x85;
      ms_der_key_is_bounded (copy, size);
      ms_der_names_are_bounded (copy, size);
      ms_der_signed_part (copy, size, &part);
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/der/keys", test_keys);
  g_test_add_func ("/der/names", test_names);
  g_test_add_func ("/der/damaged", test_damaged);
  return g_test_run ();
}
