/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "model/observation.h"

G_BEGIN_DECLS

/*
 * RFC 9525: is `host` (lower-case A-labels or an IP address, as in MsTarget) one of the certificate's names? DNS-IDs of the
 * SAN only, a wildcard is the whole left-most label and stands for exactly one label; IP addresses match IP-IDs by value;
 * the CN never counts.
 */
gboolean ms_names_match (const MsCertificate *certificate, const char *host);
/* One presented name against one host; what ms_names_match is made of. */
gboolean ms_name_matches (const char *presented, const char *host);
/* The name (the certificate's own) that would match but for a dot at its end or blanks around it, or NULL. */
const char *ms_name_misspelt (const MsCertificate *certificate, const char *host);

G_END_DECLS
