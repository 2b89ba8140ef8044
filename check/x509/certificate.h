/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "model/observation.h"

G_BEGIN_DECLS

/*
 * DER (RFC 5280) -> struct; NULL if it cannot be parsed, or not in a moment (check/der.h). Text of the certificate is made
 * visible (ms_visible).
 */
MsCertificate *ms_certificate_parse (GBytes *der);
/* PEM of the DER; free it. */
char *ms_certificate_pem (GBytes *der);

G_END_DECLS
