/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "model/target.h"

static const MsServiceInfo services[] = {
  [MS_SERVICE_IMAPS] = { "imaps", 993, MS_PROTOCOL_IMAP, MS_SECURITY_TLS, TRUE, TRUE },
  [MS_SERVICE_IMAP] = { "imap", 143, MS_PROTOCOL_IMAP, MS_SECURITY_STARTTLS, TRUE, TRUE },
  [MS_SERVICE_POP3S] = { "pop3s", 995, MS_PROTOCOL_POP3, MS_SECURITY_TLS, TRUE, TRUE },
  [MS_SERVICE_POP3] = { "pop3", 110, MS_PROTOCOL_POP3, MS_SECURITY_STARTTLS, TRUE, TRUE },
  [MS_SERVICE_SMTPS] = { "smtps", 465, MS_PROTOCOL_SMTP, MS_SECURITY_TLS, FALSE, TRUE },
  [MS_SERVICE_SUBMISSION] = { "submission", 587, MS_PROTOCOL_SMTP, MS_SECURITY_STARTTLS, FALSE, TRUE },
  [MS_SERVICE_SMTP] = { "smtp", 25, MS_PROTOCOL_SMTP, MS_SECURITY_STARTTLS, FALSE, FALSE },
  [MS_SERVICE_SIEVE] = { "sieve", 4190, MS_PROTOCOL_SIEVE, MS_SECURITY_STARTTLS, FALSE, TRUE },
  [MS_SERVICE_HTTPS] = { "https", 443, MS_PROTOCOL_HTTPS, MS_SECURITY_TLS, FALSE, FALSE },
  [MS_SERVICE_ANY] = { NULL, 0, MS_PROTOCOL_UNKNOWN, MS_SECURITY_TLS, FALSE, FALSE },
};

const MsServiceInfo *
ms_service_info (MsService service)
{
  return &services[service];
}

const char *
ms_direction_name (MsService service)
{
  const MsServiceInfo *info = ms_service_info (service);

  if (info->incoming)
    return "receiving";
  return info->protocol == MS_PROTOCOL_SMTP && info->client ? "sending" : "other";
}

MsService
ms_service_find (MsProtocol protocol, MsSecurity security)
{
  for (guint i = 0; i < MS_SERVICE_ANY; i++)
    if (services[i].protocol == protocol && services[i].security == security)
      return (MsService) i;
  return MS_SERVICE_ANY;
}

static const char *const protocol_names[] = { "imap", "pop3", "smtp", "sieve", "https", "unknown" };

const char *
ms_protocol_name (MsProtocol protocol)
{
  return protocol_names[protocol];
}

const char *
ms_security_name (MsSecurity security)
{
  return security == MS_SECURITY_TLS ? "tls" : "starttls";
}

MsTarget *
ms_target_new (MsService service, const char *host, guint16 port)
{
  MsTarget *target = g_new0 (MsTarget, 1);
  target->service = service;
  target->host = g_strdup (host);
  target->port = port != 0 ? port : services[service].port;
  return target;
}

MsTarget *
ms_target_copy (const MsTarget *target)
{
  return ms_target_new (target->service, target->host, target->port);
}

void
ms_target_free (MsTarget *target)
{
  if (target == NULL)
    return;
  g_free (target->host);
  g_free (target);
}

char *
ms_target_url (const MsTarget *target)
{
  const MsServiceInfo *info = &services[target->service];
  gboolean v6 = strchr (target->host, ':') != NULL;
  const char *open = v6 ? "[" : "", *close = v6 ? "]" : "";

  if (info->scheme == NULL)
    return g_strdup_printf ("%s%s%s:%u", open, target->host, close, target->port);
  if (target->port == info->port)
    return g_strdup_printf ("%s://%s%s%s", info->scheme, open, target->host, close);
  return g_strdup_printf ("%s://%s%s%s:%u", info->scheme, open, target->host, close, target->port);
}
