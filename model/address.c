/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "model/address.h"

#include <arpa/inet.h>
#include <string.h>

gboolean
ms_address_is_loopback (const char *host)
{
  return g_str_equal (host, "localhost") || g_str_equal (host, "::1")
         || (g_str_has_prefix (host, "127.") && g_hostname_is_ip_address (host));
}

static gboolean
is_within (const guint8 *bytes, const guint8 *net, guint bits)
{
  guint whole = bits / 8, rest = bits % 8;
  return memcmp (bytes, net, whole) == 0 && (rest == 0 || (bytes[whole] ^ net[whole]) >> (8 - rest) == 0);
}

/* The IANA registry of special-purpose addresses (RFC 6890), and multicast. */
static gboolean
is_public_4 (const guint8 *bytes)
{
  static const struct
  {
    guint8 net[4];
    guint bits;
  } special[] = {
    { { 0 }, 8 },         { { 10 }, 8 },       { { 100, 64 }, 10 },      { { 127 }, 8 },
    { { 169, 254 }, 16 }, { { 172, 16 }, 12 }, { { 192, 0, 0 }, 24 },    { { 192, 0, 2 }, 24 },
    { { 192, 168 }, 16 }, { { 198, 18 }, 15 }, { { 198, 51, 100 }, 24 }, { { 203, 0, 113 }, 24 },
    { { 224 }, 3 },
  };

  for (guint i = 0; i < G_N_ELEMENTS (special); i++)
    if (is_within (bytes, special[i].net, special[i].bits))
      return FALSE;
  return TRUE;
}

/* Given out to the world is 2000::/3; tunnels within it say nothing of where they end. */
static gboolean
is_public_6 (const guint8 *bytes)
{
  static const guint8 mapped[16] = { [10] = 0xff, [11] = 0xff }, nat64[16] = { 0x00, 0x64, 0xff, 0x9b }, world[16] = { 0x20 };
  static const guint8 special[16] = { 0x20, 0x01 }, example[16] = { 0x20, 0x01, 0x0d, 0xb8 }, six_to_four[16] = { 0x20, 0x02 };

  if (is_within (bytes, mapped, 96) || is_within (bytes, nat64, 96))
    return is_public_4 (bytes + 12);
  return is_within (bytes, world, 3) && !is_within (bytes, special, 23) && !is_within (bytes, example, 32)
         && !is_within (bytes, six_to_four, 16);
}

gboolean
ms_address_is_public (const char *address)
{
  guint8 bytes[16];

  if (inet_pton (AF_INET, address, bytes) == 1)
    return is_public_4 (bytes);
  return inet_pton (AF_INET6, address, bytes) == 1 && is_public_6 (bytes);
}
