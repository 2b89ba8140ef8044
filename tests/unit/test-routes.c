/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "daemon/host/routes.h"

/* An address as the IPv4 table has it: a number of this machine's. */
#if G_BYTE_ORDER == G_LITTLE_ENDIAN
#define IPV4(a, b, c, d) d c b a
#else
#define IPV4(a, b, c, d) a b c d
#endif

#define HEAD4  "Iface\tDestination\tGateway \tFlags\tRefCnt\tUse\tMetric\tMask\t\tMTU\tWindow\tIRTT\n"
#define HOME4  "wlan0\t00000000\t" IPV4 ("C0", "A8", "01", "01") "\t0003\t0\t0\t600\t00000000\t0\t0\t0\n"
#define LAN4   "wlan0\t" IPV4 ("C0", "A8", "01", "00") "\t00000000\t0001\t0\t0\t600\t" IPV4 ("FF", "FF", "FF", "00") "\t0\t0\t0\n"
#define CABLE4 "eth0\t00000000\t" IPV4 ("0A", "00", "00", "01") "\t0003\t0\t0\t100\t00000000\t0\t0\t0\n"
#define VPN4   "tun0\t00000000\t" IPV4 ("0A", "08", "00", "01") "\t0003\t0\t0\t0\t" IPV4 ("80", "00", "00", "00") "\t0\t0\t0\n"
#define OTHER4                                                                                                                   \
  "tun0\t" IPV4 ("80", "00", "00", "00") "\t" IPV4 ("0A", "08", "00", "01") "\t0003\t0\t0\t0\t" IPV4 ("80", "00", "00",          \
                                                                                                      "00") "\t0\t0\t0\n"
#define REJECT4 "*\t00000000\t00000000\t0200\t0\t0\t0\t00000000\t0\t0\t0\n"
#define ZERO    "00000000000000000000000000000000"
#define LOOP6   ZERO " 00 " ZERO " 00 " ZERO " ffffffff 00000001 00000000 00200200       lo\n"
#define LINK6   "fe800000000000000000000000000000 40 " ZERO " 00 " ZERO " 00000100 00000001 00000000 00000001    wlan0\n"
#define CAST6   "ff000000000000000000000000000000 08 " ZERO " 00 " ZERO " 00000100 00000003 00000000 00000001    wlan0\n"
#define LAN6    "20010db8000000000000000000000000 40 " ZERO " 00 " ZERO " 00000100 00000001 00000000 00400001    wlan0\n"
#define HOME6   ZERO " 00 " ZERO " 00 fe800000000000000000000000000001 00000400 00000001 00000000 00450003    wlan0\n"

static void
test_parse (void)
{
  static const struct
  {
    const char *ipv4, *ipv6;
    MsConnectivity connectivity;
    const char *router;
  } rows[] = {
    { NULL, NULL, MS_CONNECTIVITY_UNKNOWN, NULL },
    { "", NULL, MS_CONNECTIVITY_NONE, NULL },
    { HEAD4, LOOP6, MS_CONNECTIVITY_NONE, NULL },
    { HEAD4 REJECT4, LOOP6 LINK6 CAST6, MS_CONNECTIVITY_NONE, NULL },
    { HEAD4 LAN4, NULL, MS_CONNECTIVITY_LIMITED, NULL },
    { HEAD4, LOOP6 LAN6 LINK6, MS_CONNECTIVITY_LIMITED, NULL },
    { HEAD4 HOME4 LAN4, NULL, MS_CONNECTIVITY_FULL, "wlan0 192.168.1.1" },
    { HEAD4 HOME4 LAN4 CABLE4, HOME6, MS_CONNECTIVITY_FULL, "eth0 10.0.0.1" }, /* the lower metric */
    { HEAD4 CABLE4 HOME4 VPN4 OTHER4, NULL, MS_CONNECTIVITY_FULL, "tun0 10.8.0.1" },
    { HEAD4 OTHER4, NULL, MS_CONNECTIVITY_LIMITED, NULL }, /* half the Internet is none */
    { HEAD4, HOME6 LAN6 LINK6 LOOP6, MS_CONNECTIVITY_FULL, "wlan0 fe80::1" },
    { "wlan0\t0000", "0 0 0\nzz\n\n", MS_CONNECTIVITY_NONE, NULL },
  };

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autoptr (MsRoutes) routes = ms_routes_parse (rows[i].ipv4, rows[i].ipv6);
      g_assert_cmpint (routes->connectivity, ==, rows[i].connectivity);
      g_assert_cmpstr (routes->router, ==, rows[i].router);
    }
}

static void
test_read (void)
{
  g_autoptr (MsRoutes) routes = ms_routes_read ();

  g_assert_true ((routes->router != NULL) == (routes->connectivity == MS_CONNECTIVITY_FULL));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/routes/parse", test_parse);
  g_test_add_func ("/routes/read", test_read);
  return g_test_run ();
}
