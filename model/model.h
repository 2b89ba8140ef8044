/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The ground floor: plain values that every room passes on. New, free and the tables of names; no rule, no I/O.
 * Times are seconds since the epoch, UTC. Every string is valid UTF-8 without control characters once it has
 * passed ms_visible() (done where bytes enter: probe and x509).
 */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* ---- what can be watched ------------------------------------------------------------------------------------ */

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
const char *ms_half_name (MsService service);             /* what part of an account it is: "receiving", "sending", "other" */
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
/* Is this IP address one that anybody in the world reaches in the same way (RFC 6890), and not of this computer or its network? */
gboolean ms_address_is_public (const char *address);
gboolean ms_address_is_loopback (const char *host); /* "localhost", or an IP address of this machine alone */
G_DEFINE_AUTOPTR_CLEANUP_FUNC (MsTarget, ms_target_free)

typedef enum
{
  MS_ROLE_USER,
  MS_ROLE_ADMIN
} MsRole;

/* What the user vouches for: this certificate, or any with this key, at this server. Dates and names are judged all the same. */
typedef struct
{
  char *hash;   /* lower-case hex SHA-256 of the certificate or of its SubjectPublicKeyInfo */
  gint64 until; /* G_MAXINT64: no end */
  char *reason; /* the user's own words, or NULL */
} MsAcceptance;

MsAcceptance *ms_acceptance_new (const char *hash, gint64 until, const char *reason);
MsAcceptance *ms_acceptance_copy (const MsAcceptance *acceptance);
void ms_acceptance_free (MsAcceptance *acceptance);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (MsAcceptance, ms_acceptance_free)

/* A server to watch: a target and what the user wants of it. */
typedef struct
{
  MsTarget *target;
  char *url;  /* ms_target_url(target): the key everywhere */
  char *name; /* the section's name in the settings, or the host */
  MsRole role;
  gboolean watch;
  gboolean notify;
  guint interval;      /* seconds between ordinary checks */
  char *ca_file;       /* further trust anchors (PEM), or NULL */
  GPtrArray *accepted; /* MsAcceptance*; never NULL */
  char *account;       /* title of the account that it is a part of, for people; never NULL */
  GStrv clients;       /* names of the mail clients that use it, for people; never NULL */
  GStrv accounts;      /* of which of their accounts it is a part: opaque; never NULL */
  GStrv domains;       /* of the addresses of these accounts; never NULL, often empty */
  gboolean imported;   /* the settings do not name it */
  gboolean gone;       /* imported once, but no mail client uses it any longer: shown, not told of */
  gboolean insecure;   /* one of them does so without encryption, or without checking who answers */
  char *moved;         /* the host that its provider names today instead of it, tried out; or NULL */
} MsServer;

MsServer *ms_server_new (const MsTarget *target); /* role user, watch, notify, 6 h, no CA file; name = account = host */
MsServer *ms_server_copy (const MsServer *server);
void ms_server_free (MsServer *server);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (MsServer, ms_server_free)

/* ---- what was seen ------------------------------------------------------------------------------------------ */

/* How a probe of one address ended; all but OK are connection codes of the contract (B3). */
typedef enum
{
  MS_OUTCOME_OK,
  MS_OUTCOME_UNREACHABLE,
  MS_OUTCOME_SERVER_REFUSED,
  MS_OUTCOME_PROTOCOL_ERROR,
  MS_OUTCOME_WRONG_SECURITY_MODE,
  MS_OUTCOME_STARTTLS_MISSING,
  MS_OUTCOME_STARTTLS_FAILED,
  MS_OUTCOME_TLS_FAILED,
  MS_OUTCOME_CANCELLED, /* by us, or for want of room here: never judged, never stored */
} MsOutcome;

const char *ms_outcome_name (MsOutcome outcome); /* "ok", "unreachable", ... */
gboolean ms_outcome_from_name (const char *name, MsOutcome *ret_outcome);

/*
 * What x509 says of a chain as a bit mask; the leaf's dates and its names are judged elsewhere. Good is what was proven: only
 * MS_TRUST_OK and nothing beside it. 0 proves nothing.
 */
typedef enum
{
  MS_TRUST_NONE = 0,                   /* nothing is known */
  MS_TRUST_OK = 1 << 12,               /* a path to an anchor was verified, every signature on it (dates left aside) */
  MS_TRUST_NO_CHAIN = 1 << 0,          /* nothing was shown */
  MS_TRUST_INVALID = 1 << 1,           /* unparsable, a signature wrong or not to be verified, an unknown critical extension */
  MS_TRUST_SELF_SIGNED = 1 << 2,       /* the leaf signed itself and is no anchor */
  MS_TRUST_PRIVATE_CA = 1 << 3,        /* the sent chain ends self-issued, and that authority is no anchor */
  MS_TRUST_UNKNOWN_ISSUER = 1 << 4,    /* the sent chain ends open, and nobody here knows the issuer */
  MS_TRUST_INCOMPLETE = 1 << 5,        /* ends open, and the issuer is known here or named by AIA: `missing` */
  MS_TRUST_EXPIRED_AUTHORITY = 1 << 6, /* no valid path, and an authority on the best one has expired */
  MS_TRUST_WRONG_PURPOSE = 1 << 7,     /* extended key usage without serverAuth (RFC 5280 4.2.1.12) */
  MS_TRUST_WEAK = 1 << 8,              /* what today's clients refuse; `weak` says what */
  MS_TRUST_BAD_AUTHORITY = 1 << 9,     /* signer is no CA, a path length or a name constraint is broken */
  MS_TRUST_REVOKED = 1 << 10,          /* a stapled, signed OCSP answer says so (RFC 6960); `revoked` says since when */
  MS_TRUST_FUTURE_AUTHORITY = 1 << 11, /* no valid path, and an authority on the best one is not valid yet: `authority_from` */
  MS_TRUST_OVERSIZED = 1 << 13,        /* with INVALID: for want of a key of a size that anybody calculates with */
  MS_TRUST_DETOUR = 1 << 14,           /* valid, but not over the first issuer that fits: who tries no other refuses it */
} MsTrust;

/* Does the certificate belong to the world of trusted authorities, even if today's chain has a fault (gap, expired link)? */
gboolean ms_trust_is_trusted (MsTrust trust);
/* Does this mask say what is wrong? Neither that nor MS_TRUST_OK: it is not known to be good, and so it is not. */
gboolean ms_trust_is_explained (MsTrust trust);

typedef struct
{
  GBytes *der;
  char *sha256;      /* of the DER, lower-case hex */
  char *spki_sha256; /* of the SubjectPublicKeyInfo */
  char *subject;     /* RFC 4514 */
  char *issuer;
  char *issuer_organization; /* O of the issuer (RFC 4514 escaping), or NULL */
  char *common_name;         /* subject CN, or NULL; for words and no-san only, never for matching */
  char *serial;              /* lower-case hex */
  GStrv names;               /* DNS SANs as lower-case A-labels, then IPs, in the certificate's order; never NULL */
  guint n_dns;               /* the first n_dns of names are DNS names */
  gint64 not_before;
  gint64 not_after;     /* G_MAXINT64: 99991231235959Z, no expiry (RFC 5280 4.1.2.5) */
  gboolean self_issued; /* subject = issuer */
  gboolean self_signed; /* and its own key verifies it */
  char *key;            /* "RSA 2048", "EC 256", "Ed25519" */
  char *signature;      /* "ECDSA-SHA256" */
} MsCertificate;

void ms_certificate_free (MsCertificate *certificate);
MsCertificate *ms_certificate_copy (const MsCertificate *certificate);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (MsCertificate, ms_certificate_free)

/* One address of a target, as one probe saw it. probe/ fills the first part, x509/ the second from `der`. */
typedef struct
{
  char *address;      /* textual IP address, or "" when the name was not resolved */
  gboolean connected; /* something listens there */
  MsOutcome outcome;
  char *reason; /* for UNREACHABLE: dns refused timeout network reset no-route; STARTTLS_*: preauth injection;
                 * CANCELLED: room (this computer had none for the connection); else NULL */
  char *detail; /* the server's or library's own words, made visible; NULL if none */
  char *speaks; /* PROTOCOL_ERROR, WRONG_SECURITY_MODE: http ssh smtp imap pop3 sieve tls, or NULL */
  char *alert;  /* TLS_FAILED: RFC 8446 snake_case, or NULL */
  guint duration_ms;
  char *tls_version; /* "1.3"; NULL when no handshake got that far */
  char *cipher;      /* IANA name */
  GPtrArray *der;    /* GBytes*: the chain as sent, leaf first, at most 16; never NULL, may be empty, also after failures */
  GBytes *ocsp;      /* stapled answer, or NULL */
  char *transcript;  /* the protocol dialogue for --verbose, or NULL */

  GPtrArray *chain; /* MsCertificate*: der parsed, an unparsable one left out; never NULL */
  MsTrust trust;
  gint64 path_not_after; /* earliest end among leaf and intermediates of the verified path; leaf's end if no path */
  char *path_subject;    /* subject of the certificate that ends first, if it is not the leaf; else NULL */
  char *missing;         /* INCOMPLETE, UNKNOWN_ISSUER: name of the issuer that is not there; else NULL */
  char *weak;            /* what is weak, e.g. "RSA 1024", "SHA-1": WEAK set, refused today; WEAK not set, soon; else NULL */
  gint64 revoked;        /* REVOKED: since when */
  gint64 authority_from; /* FUTURE_AUTHORITY: when it begins */
} MsSighting;

MsSighting *ms_sighting_new (const char *address);
MsSighting *ms_sighting_copy (const MsSighting *sighting);
void ms_sighting_free (MsSighting *sighting);
const MsCertificate *ms_sighting_leaf (const MsSighting *sighting); /* NULL if nothing (readable) was shown */
G_DEFINE_AUTOPTR_CLEANUP_FUNC (MsSighting, ms_sighting_free)

/* What the extra probes found out, each tried out before it is said; nothing of it is needed to judge what was seen. */
typedef struct
{
  char *use_host;          /* a name of the same server that its certificate is good for, or NULL */
  guint16 use_port;        /* a port of this host where the protocol works; 0: none was found */
  MsSecurity use_security; /* with use_port */
  char *newer_on;          /* URL of a service of this host that shows the renewed certificate, or NULL */
  char *pinned;            /* the address that the hosts file gives, if DNS says otherwise; else NULL */
  char *published;         /* and an address that DNS gives */
} MsHints;

MsHints *ms_hints_new (void);
MsHints *ms_hints_copy (const MsHints *hints); /* NULL of NULL */
void ms_hints_free (MsHints *hints);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (MsHints, ms_hints_free)

/* One probe of a target: every address of its name. */
typedef struct
{
  MsTarget *target;     /* service found out, if it was ANY */
  gint64 checked;       /* when the probe began */
  char *network;        /* private id of the network it was made in, "" if unknown; never NULL */
  GPtrArray *sightings; /* MsSighting*; one with address "" and UNREACHABLE/dns if the name was not resolved */
  MsHints *hints;       /* never NULL */
} MsObservation;

MsObservation *ms_observation_new (const MsTarget *target, gint64 checked);
MsObservation *ms_observation_copy (const MsObservation *observation);
void ms_observation_free (MsObservation *observation);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (MsObservation, ms_observation_free)

/* ---- what surrounds this computer --------------------------------------------------------------------------- */

/* How far the network reaches. FULL without NetworkManager means only that some router is there: it may be a portal's. */
typedef enum
{
  MS_CONNECTIVITY_UNKNOWN,
  MS_CONNECTIVITY_NONE,
  MS_CONNECTIVITY_PORTAL,  /* a sign-in page answers for everybody */
  MS_CONNECTIVITY_LIMITED, /* a network without a way to the Internet */
  MS_CONNECTIVITY_FULL,
} MsConnectivity;

/* Whether the system's clock is kept right by time servers. UNSYNCHRONISED need not be wrong. */
typedef enum
{
  MS_CLOCK_UNKNOWN,
  MS_CLOCK_SYNCHRONISED,
  MS_CLOCK_UNSYNCHRONISED,
} MsClock;

const char *ms_connectivity_name (MsConnectivity connectivity); /* "unknown", "none", "portal", ... */
gboolean ms_connectivity_from_name (const char *name, MsConnectivity *ret_connectivity);
const char *ms_clock_name (MsClock clock); /* "unknown", "synchronised", "unsynchronised" */
gboolean ms_clock_from_name (const char *name, MsClock *ret_clock);

typedef struct
{
  MsConnectivity connectivity;
  gboolean metered; /* paid by volume, or guessed to be; FALSE if unknown */
  char *network;    /* which network: 16 hex digits that mean nothing elsewhere; "" if unknown; never NULL */
  MsClock clock;
  gint64 clock_jump; /* s that the clock went ahead (back: < 0) of how long the computer has been running; 0: none that counts */
} MsSurroundings;

MsSurroundings *ms_surroundings_new (void); /* everything unknown */
MsSurroundings *ms_surroundings_copy (const MsSurroundings *surroundings);
gboolean ms_surroundings_equal (const MsSurroundings *a, const MsSurroundings *b);
void ms_surroundings_free (MsSurroundings *surroundings);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (MsSurroundings, ms_surroundings_free)

/* ---- what is remembered ------------------------------------------------------------------------------------- */

/* A certificate that one address of a server showed. */
typedef struct
{
  char *address;
  MsCertificate *leaf;
  gboolean trusted; /* ms_trust_is_trusted() when it was first seen here */
  gint64 first_seen;
  gint64 last_seen; /* of the one that is current: the last check */
  gint64 returned;  /* when it was last shown again after something else; 0: never */
  gint64 absent;    /* s: for how long it had not been seen then */
  GStrv networks;   /* private ids of the networks it was seen in; never NULL */
} MsMemory;

/* `networks`: ids with a blank between, NULL: none. */
MsMemory *ms_memory_new (const char *address, const MsCertificate *leaf, gboolean trusted, gint64 first_seen, gint64 last_seen,
                         const char *networks);
void ms_memory_free (MsMemory *memory);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (MsMemory, ms_memory_free)

/* STARTTLS worked in this network, for the last time (to the day) then. */
typedef struct
{
  char *network;
  gint64 last;
} MsOffer;

/* All that is remembered of one server. */
typedef struct
{
  GPtrArray *memory; /* MsMemory*, in the order in which they were first seen; never NULL */
  GPtrArray *offers; /* MsOffer*; never NULL */
} MsHistory;

MsHistory *ms_history_new (void);
void ms_history_add_offer (MsHistory *history, const char *network, gint64 last);
void ms_history_free (MsHistory *history);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (MsHistory, ms_history_free)

/* ---- what is said ------------------------------------------------------------------------------------------- */

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

typedef struct
{
  const char *name; /* "name-mismatch" */
  MsWho who;        /* the usual one; provider becomes you for role admin */
  MsTell tell;
  const char *family; /* findings of one family are one problem that moves on, e.g. expiring -> expired */
} MsCodeInfo;

const MsCodeInfo *ms_code_info (MsCode code);
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

/* What is to be said of one server. */
typedef struct
{
  MsObservation *observation;
  gint64 now;       /* judged as of */
  MsSeverity state; /* OK, NOTICE, WARNING, CRITICAL or UNKNOWN */
  MsSafe safe;
  GPtrArray *findings; /* MsFinding*, in the order of B2: [0] is the one to act on */
  gboolean elsewhere;  /* seen at no address where this server was ever seen under its name, though there are such */
  gint64 renewal;      /* when an ordinary renewal is to be expected, or was; 0: unknown */
} MsVerdict;

MsVerdict *ms_verdict_new (void);
void ms_verdict_free (MsVerdict *verdict);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (MsVerdict, ms_verdict_free)

/* A watched server and how it stands. Both are the holder's. */
typedef struct
{
  const MsServer *server;
  const MsVerdict *verdict; /* NULL: not looked at yet */
  gboolean stale;           /* the verdict is of earlier: shown, but nothing is told by it */
} MsStanding;

typedef enum
{
  MS_STEP_NOTICED,
  MS_STEP_WORSE,
  MS_STEP_URGENT,
  MS_STEP_EXPIRED,
  MS_STEP_RESOLVED,
} MsStep;

const char *ms_step_name (MsStep step);
gboolean ms_step_from_name (const char *name, MsStep *ret_step);

/* One problem, told once per step, however many servers it touches. */
typedef struct
{
  char *id; /* [a-z0-9-]+ */
  MsCode code;
  MsSeverity severity;
  MsWho who;
  MsStep step;
  char *cause;   /* what makes it one problem: lines of judge/cause.h */
  GStrv servers; /* URLs, sorted */
  char *title;   /* as said */
  char *text;
  char *advice;
  gint64 since;
  gint64 told;    /* when this step was told; 0 = not yet */
  gboolean tell;  /* somebody who can should tell it now */
  gboolean grave; /* whatever its code: somebody may be reading along */
  gboolean acknowledged;
  gint64 snoozed_until; /* 0 = not snoozed; G_MAXINT64 = until renewed */
  gint64 resolved;      /* when; 0 = open */
  MsStep reached;       /* resolved: the step before that */
} MsAlert;

MsAlert *ms_alert_new (const char *id, MsCode code);
MsAlert *ms_alert_copy (const MsAlert *alert);
void ms_alert_free (MsAlert *alert);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (MsAlert, ms_alert_free)

/* ---- text from outside -------------------------------------------------------------------------------------- */

/*
 * Bytes of a stranger as one line of visible, valid UTF-8: controls, bidi overrides and invalid bytes become \xHH or
 * \u{HHHH}; at most `max` characters, then an ellipsis. Free the result. length -1: up to the NUL.
 */
char *ms_visible (const char *bytes, gssize length, guint max);

/*
 * What somebody typed or wrote down as a server may hold a user name and a password (RFC 3986 3.2.1), in any disguise: without a
 * scheme, percent-encoded, with a wide @. Whatever shows such a text again goes through one of these. An address holds none.
 */
gboolean ms_has_userinfo (const char *text, gssize length);
char *ms_without_userinfo (const char *text);                /* as it is, but *** in its place; free it */
char *ms_shown (const char *text, gssize length, guint max); /* the same, and as ms_visible() */

#define MS_CA_FILE_MAX (8 * 1024 * 1024) /* bytes */

/* Why what was opened is not read as a file, half a sentence ("it is a folder"), or NULL; free it. `max`: MiB in bytes. */
struct stat;
char *ms_file_fault (const struct stat *info, gsize max);

char *ms_time_string (gint64 time);                          /* RFC 3339, UTC, "2026-11-23T20:00:00Z"; free it */
gboolean ms_time_parse (const char *text, gint64 *ret_time); /* RFC 3339 (a zone is needed) */

G_END_DECLS
