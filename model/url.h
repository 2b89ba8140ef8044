/* SPDX-License-Identifier: GPL-3.0-or-later */
/* URL <-> target, as B1 of the contract has it. */
#pragma once

#include "model/target.h"

G_BEGIN_DECLS

#define MS_TARGET_ERROR (ms_target_error_quark ())
GQuark ms_target_error_quark (void);
typedef enum
{
  MS_TARGET_ERROR_INVALID,
  MS_TARGET_ERROR_USERINFO, /* a user name or a password in it */
  MS_TARGET_ERROR_ADDRESS   /* user@domain: see ms_discover_domain */
} MsTargetError;

/*
 * Reads one target: scheme://host[:port], host:port, or a bare host. Surrounding blanks are ignored; schemes and names
 * may be in any letter case; international names become A-labels (RFC 5891); IPv6 literals stand in brackets.
 * Gives MsTarget* in the order to probe: one, or for a bare host one for each of its usual client services
 * (*ret_bare is then TRUE). NULL and *error with one sentence that names what is wrong and never echoes userinfo.
 */
GPtrArray *ms_target_parse (const char *text, gboolean *ret_bare, GError **error);

/* The same for one certain target (settings, D-Bus): a bare host is an error that says what to write instead. */
MsTarget *ms_target_parse_one (const char *text, GError **error);

/* A name as lower-case A-labels without trailing dot, or an IP address in its normal form; NULL if it is neither. Free it. */
char *ms_host_normal (const char *text);

/* Is it a name of the Tor network? Such names are never sent to DNS, nor is anything else asked of them (RFC 7686 2). */
gboolean ms_host_is_onion (const char *host);

G_END_DECLS
