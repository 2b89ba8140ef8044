/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What can be looked at: a service of a host. */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

typedef enum
{
  MS_PROTOCOL_IMAP,
  MS_PROTOCOL_POP3,
  MS_PROTOCOL_SMTP,
  MS_PROTOCOL_SIEVE,
  MS_PROTOCOL_HTTPS,
  MS_PROTOCOL_UNKNOWN, /* host:port with an unknown port: found out by listening */
} MsProtocol;

typedef enum
{
  MS_SECURITY_TLS,
  MS_SECURITY_STARTTLS
} MsSecurity; /* RFC 8314: implicit TLS; RFC 3207 and kin */

/* One row per URL scheme. */
typedef enum
{
  MS_SERVICE_IMAPS,
  MS_SERVICE_IMAP,
  MS_SERVICE_POP3S,
  MS_SERVICE_POP3,
  MS_SERVICE_SMTPS,
  MS_SERVICE_SUBMISSION,
  MS_SERVICE_SMTP,
  MS_SERVICE_SIEVE,
  MS_SERVICE_HTTPS,
  MS_SERVICE_ANY, /* not known yet; no scheme */
} MsService;

typedef struct
{
  const char *scheme; /* "imaps"; NULL for MS_SERVICE_ANY */
  guint16 port;       /* the registered one */
  MsProtocol protocol;
  MsSecurity security;
  gboolean incoming; /* receives mail for the user (IMAP, POP3); else it sends or filters */
  gboolean client;   /* one of a bare host's usual client services */
} MsServiceInfo;

const MsServiceInfo *ms_service_info (MsService service); /* never NULL */
const char *ms_direction_name (MsService service);        /* what part of an account it is: "receiving", "sending", "other" */
const char *ms_protocol_name (MsProtocol protocol);       /* "imap"; "unknown" for UNKNOWN */
const char *ms_security_name (MsSecurity security);       /* "tls" or "starttls" */
MsService ms_service_find (MsProtocol protocol, MsSecurity security); /* smtp+starttls: SUBMISSION; none: ANY */

typedef struct
{
  MsService service;
  char *host; /* lower-case A-labels without trailing dot, or an IP address without brackets */
  guint16 port;
} MsTarget;

MsTarget *ms_target_new (MsService service, const char *host, guint16 port); /* port 0: the service's own */
MsTarget *ms_target_copy (const MsTarget *target);
void ms_target_free (MsTarget *target);       /* NULL is fine, as for every _free here */
char *ms_target_url (const MsTarget *target); /* canonical: the registered port left out; ANY: "host:port"; free it */
G_DEFINE_AUTOPTR_CLEANUP_FUNC (MsTarget, ms_target_free)

G_END_DECLS
