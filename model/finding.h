/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What is found: codes, how bad they are, whose they are, and the facts of each. */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

typedef enum
{
  MS_SEVERITY_OK,
  MS_SEVERITY_INFO,
  MS_SEVERITY_NOTICE,
  MS_SEVERITY_UNKNOWN,
  MS_SEVERITY_WARNING,
  MS_SEVERITY_CRITICAL,
} MsSeverity; /* in the order of "worst" (B2), INFO leaves a state OK */

typedef enum
{
  MS_WHO_YOU,
  MS_WHO_PROVIDER,
  MS_WHO_NETWORK,
  MS_WHO_NOBODY
} MsWho;
typedef enum
{
  MS_SAFE_YES,
  MS_SAFE_WAIT,
  MS_SAFE_NO
} MsSafe;

const char *ms_severity_name (MsSeverity severity); /* "ok", "info", "notice", ... */
gboolean ms_severity_from_name (const char *name, MsSeverity *ret_severity);
const char *ms_who_name (MsWho who);
gboolean ms_who_from_name (const char *name, MsWho *ret_who);
const char *ms_safe_name (MsSafe safe);

/* The finding codes in the order of B2 for findings of equal severity. */
typedef enum
{
  MS_CODE_CLOCK_WRONG,
  MS_CODE_INTERCEPTED,
  MS_CODE_WRONG_SECURITY_MODE,
  MS_CODE_STARTTLS_VANISHED,
  MS_CODE_STARTTLS_MISSING,
  MS_CODE_STARTTLS_FAILED,
  MS_CODE_TLS_FAILED,
  MS_CODE_PROTOCOL_ERROR,
  MS_CODE_SERVER_REFUSED,
  MS_CODE_INVALID,
  MS_CODE_REVOKED,
  MS_CODE_NAME_MISMATCH,
  MS_CODE_EXPIRED,
  MS_CODE_NOT_YET_VALID,
  MS_CODE_EXPIRED_INTERMEDIATE,
  MS_CODE_SELF_SIGNED,
  MS_CODE_UNTRUSTED_ISSUER,
  MS_CODE_WRONG_PURPOSE,
  MS_CODE_WEAK,
  MS_CODE_INCOMPLETE_CHAIN,
  MS_CODE_CLIENT_REFUSES,
  MS_CODE_EXPIRING,
  MS_CODE_UNREACHABLE,
  MS_CODE_OLD_TLS,
  MS_CODE_MIXED_ADDRESSES, /* before all others of its severity when some address is fine */
  MS_CODE_STALE_SERVICE,
  MS_CODE_RENEWED,
  MS_CODE_CHANGED,
  MS_CODE_ROLLED_BACK,
  MS_CODE_OVERDUE,
  MS_CODE_LOCAL_OVERRIDE,
  MS_CODE_INSECURE_ACCOUNT,
  MS_CODE_MOVED,
  MS_N_CODES,
} MsCode;

/* When a finding of this code is told to the user. */
typedef enum
{
  MS_TELL_NEVER,       /* shown only */
  MS_TELL_AT_ONCE,     /* a fact */
  MS_TELL_SECOND_LOOK, /* a fact that a glimpse may mistake: a second probe, some seconds later, must see it too */
  MS_TELL_CONFIRMED,   /* network-shaped: it must last */
} MsTell;

/* What more is to be known of a code. */
typedef enum
{
  MS_TRAIT_NONE = 0,
  MS_TRAIT_GRAVE = 1 << 0, /* where it is critical, somebody may be reading along */
  MS_TRAIT_TIME = 1 << 1,  /* it is about the time of the server's certificate, which runs out or has not begun */
  MS_TRAIT_VOUCH = 1 << 2, /* the user can vouch for the certificate */
} MsTraits;

typedef struct
{
  const char *name; /* "name-mismatch" */
  MsWho who;        /* the usual one; provider becomes you for role admin */
  MsTell tell;
  const char *family; /* findings of one family are one problem that moves on, e.g. expiring -> expired */
  MsTraits traits;
} MsCodeInfo;

const MsCodeInfo *ms_code_info (MsCode code);
gboolean ms_code_is_grave (MsCode code, MsSeverity severity); /* of itself; a finding may be so for what it replaced */
gboolean ms_code_from_name (const char *name, MsCode *ret_code);

typedef enum
{
  MS_FACT_STRING,
  MS_FACT_NUMBER,
  MS_FACT_TIME,
  MS_FACT_LIST,
  MS_FACT_PAIRS
} MsFactKind;

typedef struct
{
  const char *key; /* static, as in B3 */
  MsFactKind kind;
  char *string;
  gint64 number; /* also the time */
  GStrv list;    /* PAIRS: key, value, key, value: an object of strings */
} MsFact;

typedef struct
{
  MsCode code;
  MsSeverity severity;
  MsWho who;
  GStrv addresses;  /* exactly those concerned; never NULL, empty if the name was not resolved */
  GPtrArray *facts; /* MsFact*, in the order to show */
} MsFinding;

MsFinding *ms_finding_new (MsCode code, MsSeverity severity, MsWho who);
void ms_finding_free (MsFinding *finding);
void ms_finding_add_address (MsFinding *finding, const char *address);               /* once */
void ms_finding_set_string (MsFinding *finding, const char *key, const char *value); /* NULL: nothing is set */
void ms_finding_set_number (MsFinding *finding, const char *key, gint64 value);
void ms_finding_set_time (MsFinding *finding, const char *key, gint64 value);
void ms_finding_set_list (MsFinding *finding, const char *key, const char *const *value);
void ms_finding_set_pairs (MsFinding *finding, const char *key, const char *const *keys_and_values);
const MsFact *ms_finding_fact (const MsFinding *finding, const char *key); /* NULL if not set */
const char *ms_finding_string (const MsFinding *finding, const char *key); /* NULL if not set */
G_DEFINE_AUTOPTR_CLEANUP_FUNC (MsFinding, ms_finding_free)

G_END_DECLS
