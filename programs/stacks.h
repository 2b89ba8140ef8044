/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What TLS libraries stumble over, one against the other: the one table of their differences. Pure. Measured with the programs
 * that are built on them where a program is said to be measured (tests/referees), else by their makers' documents and sources.
 */
#pragma once

#include "model/observation.h"
#include "model/finding.h"
#include "model/refusal.h"

G_BEGIN_DECLS

typedef enum
{
  MS_STACK_NSS,      /* NSS with mozilla::pkix */
  MS_STACK_GNUTLS,   /* gnutls_certificate_verify_peers */
  MS_STACK_GIO,      /* glib-networking on GnuTLS */
  MS_STACK_OPENSSL,  /* OpenSSL 3, X509_verify_cert */
  MS_STACK_QT,       /* QSslSocket on OpenSSL 3 */
  MS_STACK_PYTHON,   /* ssl.create_default_context on OpenSSL 3 */
  MS_STACK_GO,       /* crypto/tls, crypto/x509 */
  MS_STACK_RUSTLS,   /* rustls with webpki */
  MS_STACK_SCHANNEL, /* Windows */
  MS_STACK_APPLE,    /* Secure Transport and its successor */
  MS_STACK_JAVA,     /* Android: Conscrypt */
  MS_N_STACKS,
} MsStack;

const char *ms_stack_name (MsStack stack); /* "nss", ...: the speaker of its wordings */

typedef enum
{
  MS_EFFECT_NONE,
  MS_EFFECT_UNKNOWN,     /* nobody knows */
  MS_EFFECT_CERTIFICATE, /* it doubts the certificate: its program may ask, or not */
  MS_EFFECT_HANGS,
  MS_EFFECT_ENDS, /* the connection ends, whatever anybody wants */
} MsEffect;

/* What a program does by itself, whatever its TLS library does. */
typedef enum
{
  MS_QUIRK_NONE = 0,
  MS_QUIRK_ANY_NAME = 1 << 0,     /* it compares no names */
  MS_QUIRK_COMMON_NAME = 1 << 1,  /* the CN counts, too */
  MS_QUIRK_PART = 1 << 2,         /* a wildcard may be a part of a label: f*.example.org */
  MS_QUIRK_TEXT = 1 << 3,         /* an address is compared as a text, with names */
  MS_QUIRK_NO_ADDRESS = 1 << 4,   /* an address is never right */
  MS_QUIRK_NEEDS_CN = 1 << 6,     /* a certificate has to have a CN, whatever else is in it */
  MS_QUIRK_NO_OLD_TLS = 1 << 5,   /* TLS 1.0 and 1.1 are switched off by its own default */
  MS_QUIRK_ISSUER_ALONE = 1 << 7, /* of what GnuTLS says of a chain, it heeds only that the issuer is unknown or no authority */
} MsQuirk;

/* The worst that this stack stumbles over at one address, and what that is; NONE: nothing. */
typedef struct
{
  MsEffect effect;
  MsCode code;
  MsRefusal refusal; /* with CLIENT_REFUSES */
} MsStumble;

/* `target`: whom the address was asked for. Dates are those of `now` (Unix time). */
MsStumble ms_stack_stumbles (MsStack stack, MsQuirk quirks, const MsTarget *target, const MsSighting *sighting, gint64 now);

G_END_DECLS
