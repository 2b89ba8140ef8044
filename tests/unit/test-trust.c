/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "check/x509/certificate.h"
#include "check/x509/trust.h"
#include "tests/lib/pki.h"

#include <glib/gstdio.h>
#include <string.h>

#define DAY ((gint64) 86400)

/* A root in a CA file, an intermediate below it, and what a test makes of them. */
typedef struct
{
  gint64 now;
  Pki *root, *middle, *old_middle, *stranger;
  char *folder, *ca_file;
  MsTrustStore *store;
} Fixture;

static const char *const host[] = { "mail.example.org", NULL };

static char *
write_pem (Fixture *f, const char *name, const Pki *first, const Pki *second)
{
  char *path = g_build_filename (f->folder, name, NULL);
  g_autofree char *a = pki_pem (first), *b = second != NULL ? pki_pem (second) : g_strdup ("");
  g_autofree char *both = g_strconcat (a, b, NULL);

  g_assert_true (g_file_set_contents (path, both, -1, NULL));
  return path;
}

static void
set_up (Fixture *f, gconstpointer data)
{
  const PkiSpec root = { .cn = "Test Root", .organization = "Test", .ca = TRUE };
  PkiSpec middle = { .cn = "Test Middle", .organization = "Test", .ca = TRUE };
  const PkiSpec stranger = { .cn = "Stranger", .ca = TRUE };
  const char *files[2] = { NULL, NULL };

  f->now = g_get_real_time () / G_USEC_PER_SEC;
  f->folder = g_dir_make_tmp ("mailseal-trust-XXXXXX", NULL);
  f->root = pki_make (&root, NULL);
  f->middle = pki_make (&middle, f->root);
  middle.same_key = f->middle;
  middle.not_before = f->now - 400 * DAY;
  middle.not_after = f->now - 100 * DAY;
  f->old_middle = pki_make (&middle, f->root);
  f->stranger = pki_make (&stranger, NULL);
  f->ca_file = write_pem (f, "ca.pem", f->root, NULL);
  files[0] = f->ca_file;
  f->store = ms_trust_store_new (files, NULL);
}

static void
tear_down (Fixture *f, gconstpointer data)
{
  ms_trust_store_free (f->store);
  g_unlink (f->ca_file);
  g_rmdir (f->folder);
  g_free (f->ca_file);
  g_free (f->folder);
  pki_free (f->root);
  pki_free (f->middle);
  pki_free (f->old_middle);
  pki_free (f->stranger);
}

/* What the store says of this chain; the sighting is the caller's. */
static MsSighting *
examine (Fixture *f, const Pki *a, const Pki *b, const Pki *c)
{
  const Pki *all[] = { a, b, c };
  MsSighting *sighting = ms_sighting_new ("192.0.2.1");

  for (guint i = 0; i < G_N_ELEMENTS (all); i++)
    if (all[i] != NULL)
      g_ptr_array_add (sighting->der, g_bytes_ref (all[i]->der));
  ms_trust_examine (f->store, sighting, f->now);
  return sighting;
}

static MsTrust
trust_of (Fixture *f, const Pki *a, const Pki *b, const Pki *c)
{
  g_autoptr (MsSighting) sighting = examine (f, a, b, c);
  return sighting->trust;
}

static void
test_paths (Fixture *f, gconstpointer data)
{
  const PkiSpec spec = { .dns = host };
  g_autoptr (Pki) leaf = pki_make (&spec, f->middle);
  g_autoptr (MsSighting) late = NULL;

  g_assert_cmpint (trust_of (f, leaf, f->middle, NULL), ==, MS_TRUST_OK);
  g_assert_cmpint (trust_of (f, leaf, f->middle, f->root), ==, MS_TRUST_OK);
  g_assert_cmpint (trust_of (f, leaf, f->root, f->middle), ==, MS_TRUST_OK);       /* misordered */
  g_assert_cmpint (trust_of (f, leaf, f->stranger, f->middle), ==, MS_TRUST_OK);   /* something else between */
  g_assert_cmpint (trust_of (f, leaf, f->old_middle, f->middle), ==, MS_TRUST_OK); /* a stale one first */
  g_assert_cmpint (trust_of (f, leaf, f->middle, f->old_middle), ==, MS_TRUST_OK);
  late = examine (f, leaf, f->old_middle, NULL);
  g_assert_cmpint (late->trust, ==, MS_TRUST_OK | MS_TRUST_EXPIRED_AUTHORITY);
  g_assert_cmpstr (late->expired_authority, ==, "CN=Test Middle,O=Test");
  g_assert_cmpint (late->authority_until, ==, f->now - 100 * DAY);
  ms_trust_examine (f->store, late, f->now - 200 * DAY);
  g_assert_null (late->expired_authority);
  g_assert_cmpint (trust_of (f, NULL, NULL, NULL), ==, MS_TRUST_NO_CHAIN);
}

/* Of several ways the best one counts, whatever else is sent. */
static void
test_best_path (Fixture *f, gconstpointer data)
{
  const PkiSpec spec = { .dns = host };
  PkiSpec again
    = { .cn = "Test Middle", .organization = "Test", .ca = TRUE, .same_key = f->middle, .not_after = f->now + 5 * DAY };
  PkiSpec early
    = { .cn = "Test Middle", .organization = "Test", .ca = TRUE, .same_key = f->middle, .not_before = f->now + 5 * DAY };
  g_autoptr (Pki) leaf = pki_make (&spec, f->middle), ending = pki_make (&again, f->root), to_come = pki_make (&early, f->root);
  g_autoptr (Pki) damaged = pki_damaged (f->middle, FALSE);
  g_autoptr (MsSighting) sighting = examine (f, leaf, ending, f->middle), later = NULL;

  g_assert_cmpint (sighting->trust, ==, MS_TRUST_OK);
  g_assert_null (sighting->path_subject); /* not the one that ends in 5 days */
  g_assert_cmpint (trust_of (f, leaf, damaged, f->middle), ==, MS_TRUST_OK | MS_TRUST_DETOUR);
  g_assert_cmpint (trust_of (f, leaf, f->middle, damaged), ==, MS_TRUST_OK);
  g_assert_cmpint (trust_of (f, leaf, damaged, NULL), ==, MS_TRUST_INVALID);
  g_assert_cmpint (trust_of (f, leaf, to_come, f->middle), ==, MS_TRUST_OK);
  later = examine (f, leaf, to_come, NULL);
  g_assert_cmpint (later->trust, ==, MS_TRUST_OK | MS_TRUST_FUTURE_AUTHORITY);
  g_assert_cmpint (later->authority_from, ==, f->now + 5 * DAY);
  g_assert_cmpstr (later->future_authority, ==, "CN=Test Middle,O=Test");
  g_assert_null (later->expired_authority);
}

/* Certificates that sign each other in every order end the search, not the program. */
static void
test_maze (Fixture *f, gconstpointer data)
{
  const PkiSpec spec = { .dns = host };
  const PkiSpec same = { .cn = "Maze", .ca = TRUE, .same_key = f->stranger };
  g_autoptr (Pki) top = pki_make (&(PkiSpec){ .cn = "Maze", .ca = TRUE, .same_key = f->stranger }, f->root);
  g_autoptr (Pki) leaf = pki_make (&spec, top);
  g_autoptr (MsSighting) sighting = ms_sighting_new ("192.0.2.1");

  g_ptr_array_add (sighting->der, g_bytes_ref (leaf->der));
  for (guint i = 0; i < 15; i++)
    {
      g_autoptr (Pki) turn = pki_make (&same, top);
      g_ptr_array_add (sighting->der, g_bytes_ref (turn->der));
    }
  ms_trust_examine (f->store, sighting, f->now);
  g_assert_cmpint (sighting->trust, !=, MS_TRUST_OK);
}

/* What is below an authority of the CA file, however many steps, completes chains, and hides no gap. */
static void
test_known_from_ca_file (Fixture *f, gconstpointer data)
{
  const PkiSpec spec = { .dns = host }, lower_spec = { .cn = "Lower", .ca = TRUE };
  g_autoptr (Pki) lower = pki_make (&lower_spec, f->middle), leaf = pki_make (&spec, lower);
  char *pems[] = { pki_pem (lower), pki_pem (f->middle), pki_pem (f->root) };
  g_autofree char *all = g_strconcat (pems[0], pems[1], pems[2], NULL);
  const char *files[] = { f->ca_file, NULL };
  g_autoptr (MsSighting) sighting = NULL;

  g_free (pems[0]);
  g_free (pems[1]);
  g_free (pems[2]);
  g_assert_true (g_file_set_contents (f->ca_file, all, -1, NULL));
  ms_trust_store_free (f->store);
  f->store = ms_trust_store_new (files, NULL);
  sighting = examine (f, leaf, NULL, NULL);
  g_assert_cmpint (sighting->trust, ==, MS_TRUST_OK | MS_TRUST_INCOMPLETE);
  g_assert_cmpstr (sighting->missing, ==, "CN=Lower");
  g_assert_cmpint (trust_of (f, leaf, lower, NULL), ==, MS_TRUST_OK | MS_TRUST_INCOMPLETE);
  g_assert_cmpint (trust_of (f, leaf, lower, f->middle), ==, MS_TRUST_OK);
}

/* The leaf's own dates hide nothing: they are judged elsewhere. */
static void
test_leaf_dates (Fixture *f, gconstpointer data)
{
  const PkiSpec past = { .dns = host, .not_before = f->now - 90 * DAY, .not_after = f->now - DAY / 2 };
  const PkiSpec future = { .dns = host, .not_before = f->now + DAY, .not_after = f->now + 90 * DAY };
  PkiSpec middle = { .cn = "Early", .ca = TRUE, .not_before = f->now - 300 * DAY, .not_after = f->now - 200 * DAY };
  g_autoptr (Pki) ended = pki_make (&past, f->middle), to_come = pki_make (&future, f->middle);
  g_autoptr (Pki) early = pki_make (&middle, f->root);
  PkiSpec old = { .dns = host, .not_before = f->now - 290 * DAY, .not_after = f->now - 210 * DAY };
  g_autoptr (Pki) both = NULL, reissued = NULL;

  g_assert_cmpint (trust_of (f, to_come, f->middle, NULL), ==, MS_TRUST_OK);
  g_assert_cmpint (trust_of (f, ended, f->middle, NULL), ==, MS_TRUST_OK);
  /* ended before the authorities that are there today began: the end is all that is wrong with it */
  reissued = pki_make (&old, f->middle);
  g_assert_cmpint (trust_of (f, reissued, f->middle, NULL), ==, MS_TRUST_OK);
  both = pki_make (&old, early);
  g_assert_cmpint (trust_of (f, both, early, NULL), ==, MS_TRUST_OK | MS_TRUST_EXPIRED_AUTHORITY);
}

static void
test_without_anchor (Fixture *f, gconstpointer data)
{
  const PkiSpec spec = { .cn = "mail.example.org", .dns = host };
  const PkiSpec with_aia = { .dns = host, .aia = "http://ca.example.org/middle.crt" };
  const PkiSpec private_middle = { .cn = "Private Middle", .ca = TRUE };
  g_autoptr (Pki) self = pki_make (&spec, NULL), foreign = pki_make (&spec, f->stranger);
  g_autoptr (Pki) aia = pki_make (&with_aia, f->stranger), open_end = pki_make (&spec, f->middle);
  g_autoptr (Pki) own_middle = pki_make (&private_middle, f->stranger);
  g_autoptr (Pki) below = pki_make (&spec, own_middle);
  g_autoptr (MsSighting) sighting = NULL;

  g_assert_cmpint (trust_of (f, self, NULL, NULL), ==, MS_TRUST_SELF_SIGNED);
  g_assert_cmpint (trust_of (f, foreign, f->stranger, NULL), ==, MS_TRUST_PRIVATE_CA);
  g_assert_cmpint (trust_of (f, below, own_middle, f->stranger), ==, MS_TRUST_PRIVATE_CA);
  g_assert_cmpint (trust_of (f, below, own_middle, NULL), ==, MS_TRUST_UNKNOWN_ISSUER);
  g_assert_cmpint (trust_of (f, foreign, NULL, NULL), ==, MS_TRUST_UNKNOWN_ISSUER);
  g_assert_cmpint (trust_of (f, aia, NULL, NULL), ==, MS_TRUST_INCOMPLETE | MS_TRUST_UNKNOWN_ISSUER);
  sighting = examine (f, open_end, NULL, NULL);
  g_assert_cmpint (sighting->trust, ==, MS_TRUST_UNKNOWN_ISSUER);
  g_assert_cmpstr (sighting->missing, ==, "CN=Test Middle,O=Test");
  /* another server of this round shows the intermediate: now it is known to be a gap */
  g_assert_cmpint (trust_of (f, open_end, f->middle, NULL), ==, MS_TRUST_OK);
  g_assert_cmpint (trust_of (f, open_end, NULL, NULL), ==, MS_TRUST_OK | MS_TRUST_INCOMPLETE);
}

static void
test_ca_file (Fixture *f, gconstpointer data)
{
  const PkiSpec spec = { .cn = "mail.example.org", .dns = host };
  g_autoptr (Pki) leaf = pki_make (&spec, f->middle), self = pki_make (&spec, NULL);
  g_autofree char *both = write_pem (f, "both.pem", f->middle, f->root), *own = write_pem (f, "own.pem", self, NULL);
  g_autofree char *text = g_build_filename (f->folder, "text", NULL), *missing = g_build_filename (f->folder, "missing", NULL);
  const char *files[] = { both, own, text, missing, f->folder, NULL };
  g_autoptr (GPtrArray) problems = NULL;
  MsTrustStore *before = f->store;

  g_assert_true (g_file_set_contents (text, "no certificate", -1, NULL));
  f->store = ms_trust_store_new (files, &problems);
  g_assert_cmpuint (problems->len, ==, 3);
  for (guint i = 0; i < problems->len; i++)
    g_assert_nonnull (strstr (g_ptr_array_index (problems, i), files[i + 2]));
  g_assert_cmpint (trust_of (f, leaf, NULL, NULL), ==,
                   MS_TRUST_OK | MS_TRUST_INCOMPLETE); /* the file helps, the server still forgets it */
  g_assert_cmpint (trust_of (f, leaf, f->middle, NULL), ==, MS_TRUST_OK);
  g_assert_cmpint (trust_of (f, self, NULL, NULL), ==, MS_TRUST_OK); /* the user's own word for it */
  ms_trust_store_free (f->store);
  f->store = before;
  g_unlink (both);
  g_unlink (own);
  g_unlink (text);
}

static void
test_faults (Fixture *f, gconstpointer data)
{
  const PkiSpec client = { .dns = host, .purpose = GNUTLS_KP_TLS_WWW_CLIENT };
  const PkiSpec small = { .dns = host, .rsa_bits = 1024 }, sha1 = { .dns = host, .digest = GNUTLS_DIG_SHA1 };
  const PkiSpec spec = { .dns = host };
  g_autoptr (Pki) for_client = pki_make (&client, f->middle), weak = pki_make (&small, f->middle);
  g_autoptr (Pki) old_digest = pki_make (&sha1, f->middle), leaf = pki_make (&spec, f->middle),
                  below_leaf = pki_make (&spec, leaf);
  g_autoptr (MsSighting) sighting = examine (f, weak, f->middle, NULL);
  g_autoptr (MsSighting) digest = examine (f, old_digest, f->middle, NULL);
  g_autoptr (MsSighting) broken = ms_sighting_new ("192.0.2.1");
  gsize size;
  const guchar *bytes = g_bytes_get_data (leaf->der, &size);
  g_autofree guchar *copy = g_memdup2 (bytes, size);

  g_assert_cmpint (trust_of (f, for_client, f->middle, NULL), ==, MS_TRUST_OK | MS_TRUST_WRONG_PURPOSE);
  g_assert_cmpint (sighting->trust, ==, MS_TRUST_OK | MS_TRUST_WEAK);
  g_assert_cmpstr (sighting->weak, ==, "RSA 1024");
  g_assert_cmpint (digest->trust, ==, MS_TRUST_OK | MS_TRUST_WEAK);
  g_assert_cmpstr (digest->weak, ==, "SHA-1");
  g_assert_cmpint (trust_of (f, below_leaf, leaf, f->middle) & MS_TRUST_BAD_AUTHORITY, !=, 0);

  copy[size - 5] ^= 0x55; /* in the signature */
  g_ptr_array_add (broken->der, g_bytes_new (copy, size));
  g_ptr_array_add (broken->der, g_bytes_ref (f->middle->der));
  ms_trust_examine (f->store, broken, f->now);
  g_assert_cmpint (broken->trust, !=, MS_TRUST_OK);
  g_ptr_array_set_size (broken->der, 0);
  g_ptr_array_add (broken->der, g_bytes_new ("junk", 4));
  ms_trust_examine (f->store, broken, f->now);
  g_assert_cmpint (broken->trust, ==, MS_TRUST_INVALID);
  g_assert_null (ms_sighting_leaf (broken));
}

/* An OID of a signature that nobody knows, in the place of ecdsa-with-SHA256. */
static Pki *
signed_unheard (const Pki *pki)
{
  static const guint8 known[] = { 0x2a, 0x86, 0x48, 0xce, 0x3d, 0x04, 0x03, 0x02 };
  static const guint8 unheard[] = { 0x2a, 0x86, 0x48, 0xce, 0x3d, 0x04, 0x03, 0x63 };
  g_autoptr (GBytes) from = g_bytes_new_static (known, sizeof known), to = g_bytes_new_static (unheard, sizeof unheard);

  return pki_patched (pki, from, to);
}

/*
 * GnuTLS says of what it cannot verify only that it is "invalid". A certificate below the name of an authority, signed by nobody
 * in a way that nobody knows, is not good, and nothing of it is remembered.
 */
static void
test_forged (Fixture *f, gconstpointer data)
{
  const PkiSpec fake_root = { .cn = "Test Root", .organization = "Test", .ca = TRUE, .no_key_id = TRUE };
  const PkiSpec fake_middle = { .cn = "Forged", .organization = "Test", .ca = TRUE, .no_key_id = TRUE };
  const PkiSpec no_ca = { .cn = "Forged", .organization = "Test", .no_key_id = TRUE }, spec = { .dns = host };
  const PkiSpec itself = { .cn = "Test Root", .organization = "Test", .dns = host, .no_key_id = TRUE };
  g_autoptr (Pki) root = pki_make (&fake_root, NULL);
  g_autoptr (Pki) plain = pki_make (&spec, root), leaf = signed_unheard (plain);
  g_autoptr (Pki) plain_middle = pki_make (&fake_middle, root), middle = signed_unheard (plain_middle);
  g_autoptr (Pki) below = pki_make (&spec, middle), both = signed_unheard (below);
  g_autoptr (Pki) plain_end = pki_make (&no_ca, root), end = signed_unheard (plain_end), below_end = pki_make (&spec, end);
  g_autoptr (Pki) plain_self = pki_make (&itself, NULL), self = signed_unheard (plain_self);
  g_autoptr (Pki) good = pki_make (&spec, f->middle);
  const Pki *forged[][2] = { { plain, NULL }, { leaf, NULL },  { leaf, root },     { below, middle }, { both, middle },
                             { both, NULL },  { below, NULL }, { below_end, end }, { self, NULL },    { self, root } };

  for (guint i = 0; i < G_N_ELEMENTS (forged); i++)
    {
      g_test_message ("chain %u", i);
      g_assert_cmpint (trust_of (f, forged[i][0], forged[i][1], NULL) & MS_TRUST_OK, ==, 0);
      g_assert_true (ms_trust_is_explained (trust_of (f, forged[i][0], forged[i][1], NULL)));
      g_assert_cmpuint (ms_trust_store_known (f->store), ==, 0);
    }
  g_assert_cmpint (trust_of (f, leaf, NULL, NULL), ==, MS_TRUST_INVALID);
  g_assert_cmpint (trust_of (f, below, middle, NULL), ==, MS_TRUST_INVALID);
  g_assert_cmpint (trust_of (f, good, f->middle, middle), ==, MS_TRUST_OK); /* it harms nobody else */
}

/* Only authorities that an anchor vouches for are remembered, wherever they were seen. */
static void
test_learn (Fixture *f, gconstpointer data)
{
  const PkiSpec fake_root = { .cn = "Test Root", .organization = "Test", .ca = TRUE, .no_key_id = TRUE };
  const PkiSpec lower_spec = { .cn = "Lower", .ca = TRUE }, spec = { .dns = host };
  PkiSpec same_name = { .cn = "Test Middle", .organization = "Test", .ca = TRUE };
  g_autoptr (Pki) root = pki_make (&fake_root, NULL), forged = pki_make (&same_name, root), unheard = signed_unheard (forged);
  g_autoptr (Pki) foreign = pki_make (&same_name, f->stranger), lower = pki_make (&lower_spec, f->middle);
  g_autoptr (Pki) leaf = pki_make (&spec, f->middle);
  const Pki *seen[] = { lower, forged, unheard, foreign, f->stranger, leaf, f->root, f->middle };
  g_autoptr (GPtrArray) ders = g_ptr_array_new ();

  for (guint i = 0; i < G_N_ELEMENTS (seen); i++)
    g_ptr_array_add (ders, seen[i]->der);
  ms_trust_store_learn (f->store, ders);
  g_assert_cmpuint (ms_trust_store_known (f->store), ==, 2); /* middle and lower */
  g_assert_cmpint (trust_of (f, leaf, NULL, NULL), ==, MS_TRUST_OK | MS_TRUST_INCOMPLETE);
}

/*
 * Nobody calculates with a key that would take seconds: it is said what is wrong with it, and whatever else was sent still
 * counts.
 */
static void
test_oversized (Fixture *f, gconstpointer data)
{
  const PkiSpec spec = { .dns = host };
  g_autoptr (Pki) self = pki_make (&spec, NULL), leaf = pki_make (&spec, f->middle);
  static const guint sizes[][2] = { { 131072, 131072 }, { 65536, 17 }, { 8193, 17 }, { 2048, 65 } };

  for (guint i = 0; i < G_N_ELEMENTS (sizes); i++)
    {
      g_autoptr (GBytes) large = pki_with_rsa (self, sizes[i][0], sizes[i][1], FALSE);
      g_autoptr (MsSighting) sighting = ms_sighting_new ("192.0.2.1");

      g_ptr_array_add (sighting->der, g_bytes_ref (large));
      ms_trust_examine (f->store, sighting, f->now);
      g_assert_cmpint (sighting->trust, ==, MS_TRUST_INVALID | MS_TRUST_OVERSIZED);
      g_assert_false (ms_sighting_leaf (sighting)->self_signed);
      g_ptr_array_set_size (sighting->der, 0);
      g_ptr_array_add (sighting->der, g_bytes_ref (leaf->der));
      g_ptr_array_add (sighting->der, g_bytes_ref (large));
      ms_trust_examine (f->store, sighting, f->now);
      if (i == 0) /* after that the intermediate is known */
        g_assert_cmpint (sighting->trust, ==, MS_TRUST_INVALID | MS_TRUST_OVERSIZED | MS_TRUST_UNKNOWN_ISSUER);
      g_ptr_array_add (sighting->der, g_bytes_ref (f->middle->der));
      ms_trust_examine (f->store, sighting, f->now);
      g_assert_cmpint (sighting->trust, ==, MS_TRUST_OK);
    }
}

/* What is critical must be heeded, and nobody here heeds what nobody knows. */
static void
test_critical (Fixture *f, gconstpointer data)
{
  PkiSpec spec = { .dns = host, .critical_oid = "1.2.3.4" };
  g_autoptr (Pki) unknown = pki_make (&spec, f->root), self = pki_make (&spec, NULL);

  g_assert_cmpint (trust_of (f, unknown, NULL, NULL), ==, MS_TRUST_INVALID);
  g_assert_cmpint (trust_of (f, self, NULL, NULL), ==, MS_TRUST_SELF_SIGNED | MS_TRUST_INVALID);
}

/* What it may be used for, whose root it hangs on, what stands beside it: as the programs judge it that people use. */
static void
test_uses (Fixture *f, gconstpointer data)
{
  const PkiSpec signs = { .dns = host, .usage = GNUTLS_KEY_NON_REPUDIATION },
                agrees = { .dns = host, .usage = GNUTLS_KEY_KEY_AGREEMENT };
  const PkiSpec any = { .cn = "Any", .ca = TRUE, .purpose = GNUTLS_KP_ANY }, spec = { .dns = host };
  const PkiSpec small = { .cn = "Small", .ca = TRUE, .rsa_bits = 1024 };
  const PkiSpec odd = { .cn = "Odd", .ca = TRUE, .critical_oid = "1.2.3.4" };
  g_autoptr (Pki) signer = pki_make (&signs, f->root), agreer = pki_make (&agrees, f->root), good = pki_make (&spec, f->root);
  g_autoptr (Pki) middle = pki_make (&any, f->root), below = pki_make (&spec, middle);
  g_autoptr (Pki) small_root = pki_make (&small, NULL), below_small = pki_make (&spec, small_root);
  g_autoptr (Pki) odd_root = pki_make (&odd, NULL), below_odd = pki_make (&spec, odd_root),
                  unreadable = pki_damaged (f->middle, TRUE);
  g_autofree char *file = write_pem (f, "roots.pem", small_root, odd_root);
  const char *files[] = { file, NULL };

  g_assert_cmpint (trust_of (f, signer, NULL, NULL), ==, MS_TRUST_OK | MS_TRUST_WRONG_PURPOSE);
  g_assert_cmpint (trust_of (f, agreer, NULL, NULL), ==, MS_TRUST_OK);
  g_assert_cmpint (trust_of (f, below, middle, NULL), ==, MS_TRUST_OK | MS_TRUST_WRONG_PURPOSE);
  g_assert_cmpint (trust_of (f, good, unreadable, NULL), ==, MS_TRUST_OK | MS_TRUST_INVALID);
  ms_trust_store_free (f->store);
  f->store = ms_trust_store_new (files, NULL);
  g_assert_cmpint (trust_of (f, below_small, NULL, NULL), ==, MS_TRUST_OK | MS_TRUST_WEAK);
  g_assert_cmpint (trust_of (f, below_odd, NULL, NULL), ==, MS_TRUST_INVALID);
  g_unlink (file);
}

/* Known above, but not entitled: who, and to what. */
static void
test_limits (Fixture *f, gconstpointer data)
{
  const PkiSpec spec = { .dns = host };
  const PkiSpec flat = { .cn = "Flat", .ca = TRUE, .path_length = 1 }, deep = { .cn = "Deep", .ca = TRUE };
  const PkiSpec bound = { .cn = "Bound", .ca = TRUE, .permitted_dns = "other.test" };
  const PkiSpec mute = { .cn = "Mute", .ca = TRUE, .usage = GNUTLS_KEY_CRL_SIGN };
  g_autoptr (Pki) server = pki_make (&(PkiSpec){ .cn = "Other server", .dns = host }, f->middle);
  g_autoptr (Pki) flat_pki = pki_make (&flat, f->root), deep_pki = pki_make (&deep, flat_pki),
                  bound_pki = pki_make (&bound, f->root), mute_pki = pki_make (&mute, f->root);
  const struct
  {
    const Pki *issuer, *above;
    MsMayNot may_not;
    const char *who;
  } rows[] = {
    { server, f->middle, MS_MAY_NOT_ISSUE, "CN=Other server" },
    { mute_pki, NULL, MS_MAY_NOT_ISSUE, "CN=Mute" },
    { deep_pki, flat_pki, MS_MAY_NOT_ISSUE_SO_DEEP, "CN=Flat" },
    { bound_pki, NULL, MS_MAY_NOT_ISSUE_NAME, "CN=Bound" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autoptr (Pki) leaf = pki_make (&spec, rows[i].issuer);
      g_autoptr (MsSighting) sighting = examine (f, leaf, rows[i].issuer, rows[i].above), copy = ms_sighting_copy (sighting);

      g_test_message ("%s", rows[i].who);
      g_assert_cmpint (sighting->trust & (MS_TRUST_BAD_AUTHORITY | MS_TRUST_OK | MS_TRUST_UNKNOWN_ISSUER), ==,
                       MS_TRUST_BAD_AUTHORITY);
      g_assert_cmpint (copy->may_not, ==, rows[i].may_not);
      g_assert_cmpstr (copy->limited, ==, rows[i].who);
    }
}

static void
test_path_end (Fixture *f, gconstpointer data)
{
  PkiSpec middle = { .cn = "Short", .ca = TRUE, .not_after = f->now + 3 * DAY };
  const PkiSpec spec = { .dns = host };
  g_autoptr (Pki) ends_soon = pki_make (&middle, f->root), leaf = pki_make (&spec, ends_soon),
                  other = pki_make (&spec, f->middle);
  g_autoptr (MsSighting) sighting = examine (f, leaf, ends_soon, NULL), usual = examine (f, other, f->middle, NULL);

  g_assert_cmpint (sighting->trust, ==, MS_TRUST_OK);
  g_assert_cmpint (sighting->path_not_after, ==, f->now + 3 * DAY);
  g_assert_cmpstr (sighting->path_subject, ==, "CN=Short");
  g_assert_cmpint (usual->path_not_after, ==, ms_sighting_leaf (usual)->not_after);
  g_assert_null (usual->path_subject);
}

/* More than GnuTLS has room for, duplicates and circles: bounded, and no crash. */
static void
test_many (Fixture *f, gconstpointer data)
{
  const PkiSpec spec = { .dns = host };
  g_autoptr (Pki) leaf = pki_make (&spec, f->middle);
  g_autoptr (MsSighting) sighting = ms_sighting_new ("192.0.2.1");

  g_ptr_array_add (sighting->der, g_bytes_ref (leaf->der));
  for (guint i = 0; i < 40; i++)
    g_ptr_array_add (sighting->der, g_bytes_ref (i % 2 == 0 ? f->middle->der : f->stranger->der));
  ms_trust_examine (f->store, sighting, f->now);
  g_assert_cmpint (sighting->trust, ==, MS_TRUST_OK);
  g_assert_cmpuint (sighting->chain->len, <=, 16);
}

/* What is no file of certificates is said for what it is; nothing is cut in silence. */
static void
test_no_ca_file (Fixture *f, gconstpointer data)
{
  g_autofree char *fifo = g_build_filename (f->folder, "fifo", NULL), *large = g_build_filename (f->folder, "large", NULL);
  g_autofree char *command = g_strdup_printf ("sh -c 'mkfifo \"%s\" && truncate -s 8388609 \"%s\"'", fifo, large);
  const char *const rows[][2] = {
    { f->folder, "it is a folder" },           { fifo, "it is no ordinary file" },   { "/dev/zero", "it is no ordinary file" },
    { "/dev/null", "it is no ordinary file" }, { large, "it is larger than 8 MiB" }, { "/nonexistent", "No such file" },
    { "imaps://anna:s3cr3t@h", "***@h" },
  };

  g_assert_true (g_spawn_command_line_sync (command, NULL, NULL, NULL, NULL));
  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      const char *files[] = { rows[i][0], NULL };
      g_autoptr (GPtrArray) problems = NULL;
      MsTrustStore *store = ms_trust_store_new (files, &problems);

      g_assert_cmpuint (problems->len, ==, 1);
      g_assert_nonnull (strstr (g_ptr_array_index (problems, 0), rows[i][1]));
      g_assert_null (strstr (g_ptr_array_index (problems, 0), "s3cr3t"));
      ms_trust_store_free (store);
    }
  g_unlink (fifo);
  g_unlink (large);
}

/* What programs differ over, each alone; and a usual certificate has nothing of it. */
static void
test_oddities (Fixture *f, gconstpointer data)
{
  const struct
  {
    const char *title;
    PkiSpec spec;
    MsOddity odd;
  } rows[] = {
    { "usual", { .dns = host }, MS_ODD_NONE },
    { "usual RSA", { .dns = host, .rsa_bits = 2048 }, MS_ODD_NONE },
    { "P-384", { .dns = host, .curve = GNUTLS_ECC_CURVE_SECP384R1 }, MS_ODD_NONE },
    { "P-224", { .dns = host, .curve = GNUTLS_ECC_CURVE_SECP224R1 }, MS_ODD_KEY_CURVE },
    { "Ed25519", { .dns = host, .key = GNUTLS_PK_EDDSA_ED25519 }, MS_ODD_KEY_ED25519 },
    { "PSS alone", { .dns = host, .key = GNUTLS_PK_RSA_PSS, .rsa_bits = 2048 }, MS_ODD_KEY_PSS },
    { "RSA 1024", { .dns = host, .rsa_bits = 1024 }, MS_ODD_KEY_UNDER_2048 },
    { "RSA 768", { .dns = host, .rsa_bits = 768 }, MS_ODD_KEY_UNDER_1024 | MS_ODD_KEY_UNDER_2048 },
    { "SHA-1", { .dns = host, .digest = GNUTLS_DIG_SHA1 }, MS_ODD_SIGNED_SHA1 },
    { "authority",
      { .dns = host,
        .ca = TRUE,
        .purpose = GNUTLS_KP_TLS_WWW_SERVER,
        .usage = GNUTLS_KEY_DIGITAL_SIGNATURE,
        .not_after = f->now + 90 * DAY },
      MS_ODD_CA },
    { "promises a staple", { .dns = host, .must_staple = TRUE }, MS_ODD_STAPLE },
    { "for key agreement", { .dns = host, .usage = GNUTLS_KEY_KEY_AGREEMENT }, MS_ODD_NO_SIGNING },
    { "for encryption", { .dns = host, .rsa_bits = 2048, .usage = GNUTLS_KEY_KEY_ENCIPHERMENT }, MS_ODD_NO_SIGNING },
    { "for signing", { .dns = host, .rsa_bits = 2048, .usage = GNUTLS_KEY_DIGITAL_SIGNATURE }, MS_ODD_NO_ENCIPHERMENT },
    { "for nothing", { .dns = host, .usage = GNUTLS_KEY_NON_REPUDIATION }, MS_ODD_NO_SIGNING | MS_ODD_USAGE },
    { "825 days", { .dns = host, .not_after = f->now + 824 * DAY - 60 }, MS_ODD_NONE },
    { "three years", { .dns = host, .not_after = f->now + 1095 * DAY }, MS_ODD_LONG },
    { "P-521", { .dns = host, .curve = GNUTLS_ECC_CURVE_SECP521R1 }, MS_ODD_KEY_P521 },
    { "for anything", { .dns = host, .purpose = "2.5.29.37.0" }, MS_ODD_ANY_PURPOSE },
    { "no name", { .cn = "mail.example.org" }, MS_ODD_NO_NAMES },
  };

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autoptr (Pki) leaf = pki_make (&rows[i].spec, f->middle);
      g_autoptr (MsSighting) sighting = examine (f, leaf, f->middle, NULL);

      g_test_message ("%s", rows[i].title);
      g_assert_cmphex (sighting->odd, ==, rows[i].odd);
    }
}

/* A staple keeps the promise; of an authority above, the kind of its signature counts, and nothing else. */
static void
test_oddities_of_more (Fixture *f, gconstpointer data)
{
  const PkiSpec promising = { .dns = host, .must_staple = TRUE }, usual = { .dns = host };
  const PkiSpec old = { .cn = "Old Middle", .ca = TRUE, .digest = GNUTLS_DIG_SHA1, .rsa_bits = 1024 };
  g_autoptr (Pki) leaf = pki_make (&promising, f->middle), middle = pki_make (&old, f->root), below = pki_make (&usual, middle);
  g_autoptr (MsSighting) kept = ms_sighting_new ("192.0.2.1"), deep = examine (f, below, middle, NULL);

  g_ptr_array_add (kept->der, g_bytes_ref (leaf->der));
  g_ptr_array_add (kept->der, g_bytes_ref (f->middle->der));
  kept->ocsp = pki_ocsp (leaf, f->middle, 0, f->now);
  ms_trust_examine (f->store, kept, f->now);
  g_assert_cmphex (kept->odd, ==, MS_ODD_NONE);
  g_assert_cmphex (deep->odd, ==, MS_ODD_SIGNED_SHA1 | MS_ODD_KEY_UNDER_2048);
}

int
main (int argc, char **argv)
{
  static const struct
  {
    const char *path;
    void (*test) (Fixture *f, gconstpointer data);
  } tests[] = {
    { "/trust/paths", test_paths },
    { "/trust/best-path", test_best_path },
    { "/trust/maze", test_maze },
    { "/trust/known-from-ca-file", test_known_from_ca_file },
    { "/trust/leaf-dates", test_leaf_dates },
    { "/trust/without-anchor", test_without_anchor },
    { "/trust/ca-file", test_ca_file },
    { "/trust/no-ca-file", test_no_ca_file },
    { "/trust/faults", test_faults },
    { "/trust/forged", test_forged },
    { "/trust/learn", test_learn },
    { "/trust/oversized", test_oversized },
    { "/trust/critical", test_critical },
    { "/trust/uses", test_uses },
    { "/trust/path-end", test_path_end },
    { "/trust/limits", test_limits },
    { "/trust/many", test_many },
    { "/trust/oddities", test_oddities },
    { "/trust/oddities-of-more", test_oddities_of_more },
  };

  g_test_init (&argc, &argv, NULL);
  for (guint i = 0; i < G_N_ELEMENTS (tests); i++)
    g_test_add (tests[i].path, Fixture, NULL, set_up, tests[i].test, tear_down);
  return g_test_run ();
}
