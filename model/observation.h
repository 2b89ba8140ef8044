/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What was seen: one probe of a target, at each address of its name. Judges nothing. */
#pragma once

#include "model/target.h"

G_BEGIN_DECLS

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

/* Why it ended so, where that makes a difference. */
typedef enum
{
  MS_REASON_NONE,
  MS_REASON_DNS, /* UNREACHABLE */
  MS_REASON_REFUSED,
  MS_REASON_TIMEOUT,
  MS_REASON_NETWORK,
  MS_REASON_RESET,
  MS_REASON_NO_ROUTE,
  MS_REASON_PREAUTH,            /* STARTTLS_MISSING: logged in already (RFC 3501 7.1.4) */
  MS_REASON_INJECTION,          /* STARTTLS_FAILED: bytes smuggled in after the answer */
  MS_REASON_ROOM,               /* CANCELLED: this computer had no room for the connection */
  MS_REASON_SLOW,               /* UNREACHABLE: it answers, and does not come to an end; SERVER_REFUSED: on purpose, a tarpit */
  MS_REASON_CLIENT_CERTIFICATE, /* OK: it demands one of us, and so nothing was said inside TLS */
  MS_REASON_TOR,                /* UNREACHABLE: a .onion name, which is not looked up */
} MsReason;

const char *ms_reason_name (MsReason reason);    /* "dns", "no-route", ...; NULL of NONE */
MsReason ms_reason_from_name (const char *name); /* NONE of NULL, and of what is none */

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

/*
 * What is unusual about a chain and how it was shown, and yet no fault of itself: programs differ over it. A bit mask; of the
 * leaf where nothing else is said.
 */
typedef enum
{
  MS_ODD_NONE = 0,
  MS_ODD_CA = 1 << 0,              /* it is the certificate of an authority (RFC 5280 4.2.1.9) */
  MS_ODD_STAPLE = 1 << 1,          /* it promises a stapled OCSP answer (RFC 7633), and none came */
  MS_ODD_NO_SIGNING = 1 << 2,      /* its key usage leaves digitalSignature out (RFC 5280 4.2.1.3) */
  MS_ODD_NO_ENCIPHERMENT = 1 << 3, /* its key usage leaves keyEncipherment out, and the key could do that */
  MS_ODD_VERSION_1 = 1 << 4,       /* it is an X.509 v1 certificate */
  MS_ODD_NETSCAPE = 1 << 5,        /* its nsCertType leaves servers out */
  MS_ODD_USAGE = 1 << 6,           /* its key usage has none of the bits that TLS needs */
  MS_ODD_KEY_ED25519 = 1 << 7,     /* RFC 8410 */
  MS_ODD_KEY_PSS = 1 << 8,         /* an RSA key for PSS alone (RFC 4055) */
  MS_ODD_KEY_CURVE = 1 << 9,       /* elliptic, on another curve than P-256, P-384 and P-521 */
  MS_ODD_KEY_DSA = 1 << 10,        /* DSA, or of a kind that nobody here knows */
  MS_ODD_KEY_UNDER_1024 = 1 << 11, /* RSA or DSA, on the whole chain */
  MS_ODD_KEY_UNDER_2048 = 1 << 12, /* the same */
  MS_ODD_SIGNED_EDWARDS = 1 << 13, /* below the root, on the whole chain: signed with EdDSA */
  MS_ODD_SIGNED_PSS = 1 << 14,     /* ... RSASSA-PSS */
  MS_ODD_SIGNED_SHA1 = 1 << 15,    /* ... SHA-1 */
  MS_ODD_SIGNED_MD5 = 1 << 16,     /* ... MD5, or something older */
  MS_ODD_LONG = 1 << 17,           /* it is good for longer than 825 days, and issued after June 2019 */
  MS_ODD_NO_NAMES = 1 << 18,       /* it has no subject alternative name of a server */
  MS_ODD_KEY_ED448 = 1 << 19,      /* RFC 8410 */
  MS_ODD_KEY_P521 = 1 << 20,
  MS_ODD_SERIAL = 1 << 22,      /* its serial number is zero, negative or longer than 20 octets (RFC 5280 4.1.2.2) */
  MS_ODD_ANY_PURPOSE = 1 << 21, /* its extended key usage allows any, and names no servers */
} MsOddity;

/* BAD_AUTHORITY: what one of those above it may not do, although this computer knows them. The gravest first. */
typedef enum
{
  MS_MAY_NOT_BE_SAID,       /* nothing of the following: another limit */
  MS_MAY_NOT_ISSUE,         /* it is no authority: no CA bit, or a key usage without keyCertSign (RFC 5280 4.2.1.3, 4.2.1.9) */
  MS_MAY_NOT_ISSUE_SO_DEEP, /* there are more authorities below it than it may have (its path length) */
  MS_MAY_NOT_ISSUE_NAME,    /* names are permitted or excluded (RFC 5280 4.2.1.10), and these are not among them, or are */
} MsMayNot;

const char *ms_may_not_name (MsMayNot may_not); /* "not-an-authority", "path-length", "name"; NULL of BE_SAID */

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
  MsReason reason;
  char *detail; /* the server's or library's own words, made visible; NULL if none */
  char *speaks; /* PROTOCOL_ERROR, WRONG_SECURITY_MODE: http ssh smtp imap pop3 sieve tls, or NULL */
  char *alert;  /* TLS_FAILED: RFC 8446 snake_case, or NULL */
  guint duration_ms;
  char *tls_version;               /* "1.3"; NULL when no handshake got that far */
  char *cipher;                    /* IANA name */
  guint dh_bits;                   /* of the prime of a Diffie-Hellman exchange over a finite field; 0: another one; not kept */
  gboolean insecure_renegotiation; /* TLS 1.2 or older, and the server does not do RFC 5746; not kept over a restart */
  GPtrArray *der;   /* GBytes*: the chain as sent, leaf first, at most 16; never NULL, may be empty, also after failures */
  GBytes *ocsp;     /* stapled answer, or NULL */
  char *transcript; /* the protocol dialogue for --verbose, or NULL */

  GPtrArray *chain; /* MsCertificate*: der parsed, an unparsable one left out; never NULL */
  MsTrust trust;
  MsOddity odd;
  gint64 path_not_after;   /* earliest end among leaf and intermediates of the verified path; leaf's end if no path */
  char *path_subject;      /* subject of the certificate that ends first, if it is not the leaf; else NULL */
  char *missing;           /* INCOMPLETE, UNKNOWN_ISSUER: name of the issuer that is not there; else NULL */
  char *weak;              /* what is weak, e.g. "RSA 1024", "SHA-1": WEAK set, refused today; WEAK not set, soon; else NULL */
  gint64 revoked;          /* REVOKED: since when */
  MsMayNot may_not;        /* BAD_AUTHORITY */
  char *limited;           /* and the subject of whom it is said; NULL: nobody in particular */
  char *expired_authority; /* EXPIRED_AUTHORITY: subject of the one on the best path that ended first; else NULL */
  gint64 authority_until;  /* and when that was */
  char *future_authority;  /* FUTURE_AUTHORITY: subject of the one on the best path that begins last; else NULL */
  gint64 authority_from;   /* and when that is */
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
  char *named_by;  /* where the provider publishes this host's name (a DNS record, a file), if it was found there; else NULL */
  char *sometimes; /* an address where other connections were in order, or NULL; not kept over a restart */
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
gboolean ms_observation_has (const MsObservation *observation, MsOutcome outcome); /* at some address */
G_DEFINE_AUTOPTR_CLEANUP_FUNC (MsObservation, ms_observation_free)

G_END_DECLS
