/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Just enough DER (X.690) to put a certificate together by hand, with anything in it. */
#pragma once

#include <glib.h>

/* Appends one element with this content. */
void der_add (GByteArray *out, guint8 tag, const void *content, gsize size);
/* The same; takes and frees the content. */
void der_wrap (GByteArray *out, guint8 tag, GByteArray *content);

/* A certificate (RFC 5280 4.1) that nobody signed, with this common name (NULL: none) and content of subjectAltName. */
GBytes *der_certificate (const char *common_name, const GByteArray *alternative_names);
