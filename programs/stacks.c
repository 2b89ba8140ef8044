/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "programs/stacks.h"

#include "model/names.h"

#include <string.h>

const char *
ms_stack_name (MsStack stack)
{
  static const char *const names[MS_N_STACKS]
    = { "nss", "gnutls", "gio", "openssl", "qt", "python", "go", "rustls", "schannel", "apple", "java" };
  return names[stack];
}

/* ---- what there is to stumble over --------------------------------------------------------------------------- */

typedef struct
{
  const MsTarget *target;
  const MsSighting *sighting;
  const MsCertificate *leaf; /* NULL: none */
  MsQuirk quirks;
  gint64 now;
} Look;

/* A row applies if this address ended so ... */
typedef gboolean (*Applies) (const Look *look);

static gboolean
waits_for_ever (const Look *look)
{
  const MsSighting *s = look->sighting;
  gboolean starttls = ms_service_info (look->target->service)->security == MS_SECURITY_STARTTLS;

  /* TLS where STARTTLS was expected: each waits for the other to begin */
  return (s->outcome == MS_OUTCOME_WRONG_SECURITY_MODE && starttls) || s->reason == MS_REASON_TIMEOUT
         || s->reason == MS_REASON_SLOW;
}

static gboolean
is_refused (const Look *look)
{
  return look->sighting->outcome == MS_OUTCOME_SERVER_REFUSED || look->sighting->reason == MS_REASON_CLIENT_CERTIFICATE;
}

static gboolean
hangs_up (const Look *look)
{
  return look->sighting->reason == MS_REASON_RESET || look->sighting->reason == MS_REASON_REFUSED;
}

/* For want of a network here: that says nothing of the program. */
static gboolean
is_unreachable (const Look *look)
{
  return look->sighting->outcome == MS_OUTCOME_UNREACHABLE && !waits_for_ever (look) && !hangs_up (look);
}

static gboolean
is_other_protocol (const Look *look)
{
  return look->sighting->outcome == MS_OUTCOME_PROTOCOL_ERROR;
}

static gboolean
is_other_mode (const Look *look)
{
  return look->sighting->outcome == MS_OUTCOME_WRONG_SECURITY_MODE && !waits_for_ever (look);
}

static gboolean
has_no_starttls (const Look *look)
{
  return look->sighting->outcome == MS_OUTCOME_STARTTLS_MISSING;
}

static gboolean
fails_at_starttls (const Look *look)
{
  return look->sighting->outcome == MS_OUTCOME_STARTTLS_FAILED && !waits_for_ever (look);
}

static gboolean
fails_at_tls (const Look *look)
{
  return look->sighting->outcome == MS_OUTCOME_TLS_FAILED && look->leaf == NULL && !waits_for_ever (look);
}

/* We saw the certificate, and went no further: others may. */
static gboolean
fails_behind (const Look *look)
{
  return look->sighting->outcome == MS_OUTCOME_TLS_FAILED && look->leaf != NULL;
}

static gboolean
speaks_old_tls (const Look *look)
{
  const char *version = look->sighting->tls_version;
  return version != NULL && (g_str_equal (version, "1.0") || g_str_equal (version, "1.1"));
}

static gboolean
speaks_what_is_off (const Look *look)
{
  return (look->quirks & MS_QUIRK_NO_OLD_TLS) != 0 && speaks_old_tls (look);
}

static gboolean
renegotiates_insecurely (const Look *look)
{
  return look->sighting->insecure_renegotiation;
}

static gboolean
is_common_name (const Look *look)
{
  return look->leaf->common_name != NULL && ms_name_matches (look->leaf->common_name, look->target->host);
}

/* f*.example.org (RFC 6125 6.4.3, which RFC 9525 took back) */
static gboolean
is_part_of_wildcard (const char *name, const char *host)
{
  const char *star = strchr (name, '*'), *rest = star != NULL ? strchr (star, '.') : NULL, *dot = strchr (host, '.');
  gsize before, after;

  if (rest == NULL || dot == NULL || !g_str_equal (rest, dot))
    return FALSE;
  before = (gsize) (star - name);
  after = (gsize) (rest - star - 1);
  return (gsize) (dot - host) >= before + after && strncmp (name, host, before) == 0
         && strncmp (star + 1, dot - after, after) == 0;
}

static gboolean
is_named_in_its_way (const Look *look)
{
  const char *host = look->target->host;

  for (guint i = 0; i < look->leaf->n_dns; i++)
    if (((look->quirks & MS_QUIRK_TEXT) != 0 && g_str_equal (look->leaf->names[i], host))
        || ((look->quirks & MS_QUIRK_PART) != 0 && is_part_of_wildcard (look->leaf->names[i], host)))
      return TRUE;
  return (look->quirks & MS_QUIRK_COMMON_NAME) != 0 && is_common_name (look);
}

/* There is a name, and it is another one. */
static gboolean
is_named_otherwise (const Look *look)
{
  gboolean address = g_hostname_is_ip_address (look->target->host);

  if (look->leaf == NULL || (look->quirks & MS_QUIRK_ANY_NAME) != 0 || is_named_in_its_way (look))
    return FALSE;
  if (address && (look->quirks & (MS_QUIRK_TEXT | MS_QUIRK_NO_ADDRESS)) != 0)
    return TRUE;
  return !ms_names_match (look->leaf, look->target->host) && !(look->leaf->names[0] == NULL && is_common_name (look));
}

/* There is none but the CN. */
static gboolean
is_named_by_common_name (const Look *look)
{
  return look->leaf != NULL && (look->quirks & MS_QUIRK_ANY_NAME) == 0 && !is_named_in_its_way (look)
         && look->leaf->names[0] == NULL && is_common_name (look);
}

static gboolean
has_ended (const Look *look)
{
  return look->leaf != NULL && look->now > look->leaf->not_after;
}

static gboolean
has_not_begun (const Look *look)
{
  return look->leaf != NULL && look->now < look->leaf->not_before;
}

/* Larger than what anybody takes; GnuTLS says how large. */
static gboolean
is_huge (const Look *look)
{
  const char *key = look->leaf != NULL && look->leaf->key != NULL ? look->leaf->key : "";
  return (look->sighting->trust & MS_TRUST_OVERSIZED) != 0
         && !(g_str_has_prefix (key, "RSA ") && g_ascii_strtoull (key + 4, NULL, 10) <= 16384);
}

/* One that is no authority at all signed, and not an authority what it may not. */
static gboolean
is_of_no_authority (const Look *look)
{
  return (look->sighting->trust & MS_TRUST_BAD_AUTHORITY) != 0 && look->sighting->may_not == MS_MAY_NOT_ISSUE;
}

static gboolean
is_not_entitled (const Look *look)
{
  return (look->sighting->trust & MS_TRUST_BAD_AUTHORITY) != 0 && look->sighting->may_not != MS_MAY_NOT_ISSUE;
}

static gboolean
has_unknown_signature (const Look *look)
{
  return (look->sighting->trust & MS_TRUST_INVALID) != 0 && look->leaf != NULL
         && g_strcmp0 (look->leaf->signature, "unknown") == 0;
}

static gboolean
is_invalid (const Look *look)
{
  return (look->sighting->trust & MS_TRUST_INVALID) != 0 && (look->sighting->trust & MS_TRUST_OVERSIZED) == 0
         && !has_unknown_signature (look);
}

static gboolean
lacks_common_name (const Look *look)
{
  return (look->quirks & MS_QUIRK_NEEDS_CN) != 0 && look->leaf != NULL && look->leaf->common_name == NULL;
}

static gboolean
exchanges_small (const Look *look)
{
  return look->sighting->dh_bits != 0 && look->sighting->dh_bits < 2048;
}

static gboolean
exchanges_by_dh (const Look *look)
{
  return look->sighting->dh_bits != 0;
}

/* Without forward secrecy, or without authenticated encryption. */
static gboolean
has_old_cipher (const Look *look)
{
  const char *cipher = look->sighting->cipher;
  return cipher != NULL && (g_str_has_prefix (cipher, "TLS_RSA_") || strstr (cipher, "_CBC_") != NULL);
}

/* By the extended key usage, of the leaf or of an authority. */
static gboolean
is_for_others (const Look *look)
{
  return (look->sighting->trust & MS_TRUST_WRONG_PURPOSE) != 0 && (look->sighting->odd & (MS_ODD_USAGE | MS_ODD_NETSCAPE)) == 0;
}

/* Signed with ECDHE or in TLS 1.3 (each suite of which is without a key exchange in its name). */
static gboolean
has_signed (const Look *look)
{
  const char *cipher = look->sighting->cipher;
  return cipher != NULL && !g_str_has_prefix (cipher, "TLS_RSA_");
}

static gboolean
signs_unasked (const Look *look)
{
  return (look->sighting->odd & MS_ODD_NO_SIGNING) != 0 && (look->sighting->odd & MS_ODD_USAGE) == 0 && has_signed (look);
}

/* ... or shows a certificate of which x509 said this. */

typedef struct
{
  MsCode code;
  MsRefusal refusal;
  const char *effects; /* a letter a stack: . none, ? unknown, c certificate, h hangs, x ends */
  Applies applies;     /* NULL: by the masks */
  MsTrust trust;       /* any of these */
  MsOddity odd;
  MsTrust unless; /* none of these */
} Row;

/*
 * In the order in which programs speak of it: what ends the connection, then the chain, then dates, then the name. The columns:
 * NSS, GnuTLS, GIO, OpenSSL, Qt, Python, Go, rustls, Schannel, Apple, Java.
 */
static const Row rows[] = {
  { MS_CODE_UNREACHABLE, MS_REFUSAL_NONE, "hhhhhhhhhhh", waits_for_ever, 0, 0, 0 },
  { MS_CODE_UNREACHABLE, MS_REFUSAL_NONE, "???????????", is_unreachable, 0, 0, 0 },
  { MS_CODE_UNREACHABLE, MS_REFUSAL_NONE, "xxxxxxxxxxx", hangs_up, 0, 0, 0 },
  { MS_CODE_SERVER_REFUSED, MS_REFUSAL_NONE, "xxxxxxxxxxx", is_refused, 0, 0, 0 },
  { MS_CODE_PROTOCOL_ERROR, MS_REFUSAL_NONE, "xxxxxxxxxxx", is_other_protocol, 0, 0, 0 },
  { MS_CODE_WRONG_SECURITY_MODE, MS_REFUSAL_NONE, "xxxxxxxxxxx", is_other_mode, 0, 0, 0 },
  { MS_CODE_STARTTLS_MISSING, MS_REFUSAL_NONE, "xxxxxxxxxxx", has_no_starttls, 0, 0, 0 },
  { MS_CODE_STARTTLS_FAILED, MS_REFUSAL_NONE, "xxxxxxxxxxx", fails_at_starttls, 0, 0, 0 },
  { MS_CODE_TLS_FAILED, MS_REFUSAL_NONE, "xxxxxxxxxxx", fails_at_tls, 0, 0, 0 },
  { MS_CODE_TLS_FAILED, MS_REFUSAL_NONE, "???????????", fails_behind, 0, 0, MS_TRUST_OVERSIZED },
  /* NGIO QPgr SAJ */
  { MS_CODE_CLIENT_REFUSES, MS_REFUSAL_TLS_VERSION, "x..xxxxxxxx", speaks_old_tls, 0, 0, 0 },
  { MS_CODE_CLIENT_REFUSES, MS_REFUSAL_TLS_VERSION, "xxxxxxxxxxx", speaks_what_is_off, 0, 0, 0 },
  { MS_CODE_CLIENT_REFUSES, MS_REFUSAL_CIPHER, "...xxxxx?x?", exchanges_small, 0, 0, 0 },
  { MS_CODE_CLIENT_REFUSES, MS_REFUSAL_CIPHER, "x.....xx?x?", exchanges_by_dh, 0, 0, 0 },
  { MS_CODE_CLIENT_REFUSES, MS_REFUSAL_CIPHER, ".......x...", has_old_cipher, 0, 0, 0 },
  { MS_CODE_CLIENT_REFUSES, MS_REFUSAL_RENEGOTIATION, "...xxx.....", renegotiates_insecurely, 0, 0, 0 },
  { MS_CODE_CLIENT_REFUSES, MS_REFUSAL_KEY_TYPE, "x.......??x", NULL, 0, MS_ODD_KEY_ED25519, 0 },
  { MS_CODE_CLIENT_REFUSES, MS_REFUSAL_KEY_TYPE, "x.....xx??x", NULL, 0, MS_ODD_KEY_ED448, 0 },
  { MS_CODE_CLIENT_REFUSES, MS_REFUSAL_KEY_TYPE, "x.....xx??x", NULL, 0, MS_ODD_KEY_PSS, 0 },
  { MS_CODE_CLIENT_REFUSES, MS_REFUSAL_KEY_TYPE, ".......x...", NULL, 0, MS_ODD_KEY_P521, 0 },
  { MS_CODE_CLIENT_REFUSES, MS_REFUSAL_KEY_TYPE, "xxx...xxxxx", NULL, 0, MS_ODD_KEY_CURVE, 0 },
  { MS_CODE_CLIENT_REFUSES, MS_REFUSAL_KEY_TYPE, "xxxxxxxxxxx", NULL, 0, MS_ODD_KEY_DSA, 0 },
  { MS_CODE_CLIENT_REFUSES, MS_REFUSAL_KEY_USAGE, ".x......???", signs_unasked, 0, 0, 0 },
  { MS_CODE_CLIENT_REFUSES, MS_REFUSAL_KEY_USAGE, "x..ccc.c???", NULL, 0, MS_ODD_ANY_PURPOSE, 0 },
  { MS_CODE_CLIENT_REFUSES, MS_REFUSAL_MUST_STAPLE, "xcc........", NULL, 0, MS_ODD_STAPLE, 0 },
  { MS_CODE_CLIENT_REFUSES, MS_REFUSAL_CA_AS_SERVER, "c......c...", NULL, 0, MS_ODD_CA, MS_TRUST_SELF_SIGNED },
  { MS_CODE_CLIENT_REFUSES, MS_REFUSAL_SIGNATURE, "x........??", NULL, 0, MS_ODD_SIGNED_EDWARDS, 0 },
  { MS_CODE_CLIENT_REFUSES, MS_REFUSAL_CHAIN, ".ccccc.....", NULL, MS_TRUST_DETOUR, 0, 0 },
  { MS_CODE_REVOKED, MS_REFUSAL_NONE, "xcc........", NULL, MS_TRUST_REVOKED, 0, 0 },
  { MS_CODE_INVALID, MS_REFUSAL_NONE, "xxxxxxxxxxx", is_huge, 0, 0, 0 },
  { MS_CODE_INVALID, MS_REFUSAL_NONE, ".......x...", NULL, MS_TRUST_OVERSIZED, 0, 0 },
  { MS_CODE_INVALID, MS_REFUSAL_NONE, "xcccccccccc", is_invalid, 0, 0, 0 },
  { MS_CODE_INVALID, MS_REFUSAL_NONE, "ccccccccccc", has_unknown_signature, 0, 0, 0 },
  { MS_CODE_NAME_MISMATCH, MS_REFUSAL_NONE, "ccccccccccc", lacks_common_name, 0, 0, 0 },
  { MS_CODE_INVALID, MS_REFUSAL_NONE, ".......c...", NULL, 0, MS_ODD_SERIAL, 0 },
  { MS_CODE_WRONG_PURPOSE, MS_REFUSAL_NONE, "x..ccccccc?", is_for_others, 0, 0, 0 },
  { MS_CODE_WRONG_PURPOSE, MS_REFUSAL_NONE, "xx.ccc..???", NULL, 0, MS_ODD_USAGE, 0 },
  { MS_CODE_WRONG_PURPOSE, MS_REFUSAL_NONE, "...ccc.....", NULL, 0, MS_ODD_NETSCAPE, 0 },
  { MS_CODE_SELF_SIGNED, MS_REFUSAL_NONE, "ccccccccccc", NULL, MS_TRUST_SELF_SIGNED, 0, 0 },
  { MS_CODE_INCOMPLETE_CHAIN, MS_REFUSAL_NONE, "cccccccc..c", NULL, MS_TRUST_INCOMPLETE, 0, 0 },
  { MS_CODE_UNTRUSTED_ISSUER, MS_REFUSAL_NONE, "ccccccccccc", NULL, MS_TRUST_PRIVATE_CA | MS_TRUST_UNKNOWN_ISSUER, 0, 0 },
  { MS_CODE_UNTRUSTED_ISSUER, MS_REFUSAL_NONE, "ccccccccccc", is_of_no_authority, 0, 0, 0 },
  { MS_CODE_UNTRUSTED_ISSUER, MS_REFUSAL_NONE, "xcccccccccc", is_not_entitled, 0, 0, 0 },
  { MS_CODE_EXPIRED_INTERMEDIATE, MS_REFUSAL_NONE, "ccccccccccc", NULL, MS_TRUST_EXPIRED_AUTHORITY, 0, 0 },
  { MS_CODE_NOT_YET_VALID, MS_REFUSAL_NONE, "ccccccccccc", NULL, MS_TRUST_FUTURE_AUTHORITY, 0, 0 },
  { MS_CODE_WEAK, MS_REFUSAL_NONE, "cccccc.cccc", NULL, 0, MS_ODD_KEY_UNDER_1024, 0 },
  { MS_CODE_WEAK, MS_REFUSAL_NONE, "...ccc.cccc", NULL, 0, MS_ODD_KEY_UNDER_2048, 0 },
  { MS_CODE_WEAK, MS_REFUSAL_NONE, "ccccccccccc", NULL, 0, MS_ODD_SIGNED_SHA1 | MS_ODD_SIGNED_MD5, MS_TRUST_SELF_SIGNED },
  { MS_CODE_EXPIRED, MS_REFUSAL_NONE, "ccccccccccc", has_ended, 0, 0, 0 },
  { MS_CODE_NOT_YET_VALID, MS_REFUSAL_NONE, "ccccccccccc", has_not_begun, 0, 0, 0 },
  { MS_CODE_NAME_MISMATCH, MS_REFUSAL_NONE, "ccccccccccc", is_named_otherwise, 0, 0, 0 },
  { MS_CODE_NAME_MISMATCH, MS_REFUSAL_NONE, "c.....cc.c.", is_named_by_common_name, 0, 0, 0 },
  { MS_CODE_CLIENT_REFUSES, MS_REFUSAL_NONE, ".........c.", NULL, 0, MS_ODD_LONG, 0 },
};

static gboolean
applies (const Row *row, const Look *look)
{
  const MsSighting *sighting = look->sighting;

  if ((sighting->trust & row->unless) != 0)
    return FALSE;
  if (row->applies != NULL)
    return row->applies (look);
  return (sighting->trust & row->trust) != 0 || (sighting->odd & row->odd) != 0;
}

static MsEffect
effect_of (const Row *row, MsStack stack)
{
  static const char letters[] = ".?chx";
  const char *at = strchr (letters, row->effects[stack]);
  return (MsEffect) (at - letters);
}

/* Claws Mail 4.1: bad signatures, constraints and weak keys are "Signature status: Correct"; the end it looks at by itself. */
static gboolean
is_heeded (const Row *row, MsEffect effect, MsQuirk quirks)
{
  const MsCode heeded[]
    = { MS_CODE_SELF_SIGNED, MS_CODE_INCOMPLETE_CHAIN, MS_CODE_UNTRUSTED_ISSUER, MS_CODE_EXPIRED, MS_CODE_NAME_MISMATCH };

  if ((quirks & MS_QUIRK_ISSUER_ALONE) == 0 || effect != MS_EFFECT_CERTIFICATE || row->refusal == MS_REFUSAL_CHAIN)
    return TRUE;
  for (guint i = 0; i < G_N_ELEMENTS (heeded); i++)
    if (row->code == heeded[i])
      return row->applies != is_not_entitled;
  return FALSE;
}

MsStumble
ms_stack_stumbles (MsStack stack, MsQuirk quirks, const MsTarget *target, const MsSighting *sighting, gint64 now)
{
  const Look look = { .target = target, .sighting = sighting, .leaf = ms_sighting_leaf (sighting), .quirks = quirks, .now = now };
  MsStumble worst = { .effect = MS_EFFECT_NONE };

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      MsEffect effect = effect_of (&rows[i], stack);
      if (effect > worst.effect && is_heeded (&rows[i], effect, quirks) && applies (&rows[i], &look))
        worst = (MsStumble){ .effect = effect, .code = rows[i].code, .refusal = rows[i].refusal };
    }
  return worst;
}
