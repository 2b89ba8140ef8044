/* SPDX-License-Identifier: GPL-3.0-or-later */
/* --ca-file, wherever it is an option. */
#pragma once

#include "check/x509/trust.h"

G_BEGIN_DECLS

/* The system's authorities and those of these files (may be NULL). NULL if one of the files cannot be used: that was said. */
MsTrustStore *ms_trust_load (const char *const *ca_files);

G_END_DECLS
