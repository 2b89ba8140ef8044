/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "check/judge/domain.h"

#include <libpsl.h>

const char *
ms_domain_of (const char *host)
{
  const char *domain = g_hostname_is_ip_address (host) ? NULL : psl_registrable_domain (psl_builtin (), host);
  return domain != NULL ? domain : host;
}

gboolean
ms_hosts_are_related (const char *a, const char *b)
{
  return g_str_equal (ms_domain_of (a), ms_domain_of (b));
}
