/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "check/judge/candidates.h"
#include "check/judge/stand-in.h"

#define NOW ((gint64) 1800000000)
#define DAY ((gint64) 86400)

static MsCertificate *
certificate (const char *names, gint64 begin, gint64 end)
{
  MsCertificate *leaf = g_new0 (MsCertificate, 1);
  leaf->names = g_strsplit (names, " ", -1);
  leaf->n_dns = g_strv_length (leaf->names);
  leaf->not_before = begin;
  leaf->not_after = end;
  leaf->sha256 = g_strdup_printf ("%s %" G_GINT64_FORMAT, names, begin);
  leaf->spki_sha256 = g_strdup ("");
  return leaf;
}

static void
test_stand_in (void)
{
  static const struct
  {
    const char *subject, *cn, *names; /* names separated by blanks */
    gint64 lasts;
    gboolean stand_in;
  } rows[] = {
    { "CN=mail.example.org", "mail.example.org", "mail.example.org", 90 * DAY, FALSE },
    { "CN=mail.example.org", "mail.example.org", "mail.example.org", 0, TRUE },
    { "CN=www.example.org", "www.example.org", "www.example.org", 90 * DAY, FALSE },
    { "CN=localhost", "localhost", "", 90 * DAY, TRUE },
    { "CN=box", "box", "", 90 * DAY, FALSE },
    { "CN=localhost", "localhost", "localhost", 90 * DAY, TRUE },
    { "CN=localhost", "localhost", "localhost www.example.org", 90 * DAY, FALSE },
    { "CN=box", "box", "mail.domain.com domain.com", 90 * DAY, TRUE },
    { "CN=x", "x", "notdomain.com", 90 * DAY, FALSE },
    { "CN=x", "x", "IMAP.Example.COM", 90 * DAY, TRUE },
    { "CN=Parallels Panel,O=Parallels", "Parallels Panel", "", 365 * DAY, TRUE },
    { "CN=ssl-cert-snakeoil", "ssl-cert-snakeoil", "", 3650 * DAY, TRUE },
    { "CN=TRAEFIK DEFAULT CERT", "TRAEFIK DEFAULT CERT", "f3e1.traefik.default", 365 * DAY, TRUE },
    { "CN=Kubernetes Ingress Controller Fake Certificate,O=Acme Co", "Kubernetes Ingress Controller Fake Certificate",
      "ingress.local", 365 * DAY, TRUE },
    { "CN=x", "x", "0123456789abcdef0123456789abcdef0123456789abcdef0123456789ab", 90 * DAY, TRUE },
    { "CN=x", "x", "0123456789abcdef0123456789abcdef0123456789abcdef0123456789ab.example.org", 90 * DAY, TRUE },
    { "CN=x", "x", "feed.example.org", 90 * DAY, FALSE },
  };

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autoptr (MsCertificate) leaf = certificate (rows[i].names, NOW, NOW + rows[i].lasts);

      g_test_message ("%s: %s", rows[i].subject, rows[i].names);
      leaf->subject = g_strdup (rows[i].subject);
      leaf->common_name = g_strdup (rows[i].cn);
      g_assert_cmpint (ms_is_stand_in (leaf, "mail.example.org"), ==, rows[i].stand_in);
    }
}

static void
test_names (void)
{
  static const struct
  {
    MsService service;
    const char *asked, *names, *published;
    const char *candidates;
  } rows[] = {
    /* the one in the same domain and of this protocol first */
    { MS_SERVICE_IMAPS, "mail.example.org", "www.hoster.net imap.example.org smtp.example.org", NULL,
      "imap.example.org smtp.example.org www.hoster.net" },
    { MS_SERVICE_SMTPS, "mail.example.org", "www.hoster.net imap.example.org smtp.example.org", NULL,
      "smtp.example.org imap.example.org www.hoster.net" },
    /* a wildcard: the asked name's parent if it covers it, then the usual ones */
    { MS_SERVICE_IMAPS, "imap.mail.example.org", "*.example.org", NULL,
      "mail.example.org imap.example.org pop.example.org smtp.example.org" },
    { MS_SERVICE_POP3S, "mail.customer.net", "*.hoster.net hoster.net", NULL,
      "pop.hoster.net mail.hoster.net imap.hoster.net smtp.hoster.net hoster.net" },
    /* what DNS gives counts if the certificate covers it */
    { MS_SERVICE_IMAPS, "mail.customer.net", "*.hoster.net", "sub5.hoster.net elsewhere.org",
      "sub5.hoster.net imap.hoster.net mail.hoster.net pop.hoster.net smtp.hoster.net" },
    /* never the asked one, a single label, an address, one twice, a wildcard */
    { MS_SERVICE_IMAPS, "mail.example.org", "mail.example.org localhost mx.example.org mx.example.org", NULL, "mx.example.org" },
    { MS_SERVICE_IMAPS, "127.0.0.1", "mx.example.org", NULL, "mx.example.org" },
    /* nor what nobody filled in, or misspelt */
    { MS_SERVICE_IMAPS, "mail.example.org",
      "mail.domain.com imap.example.com localhost.localdomain 0123456789abcdef0123456789abcdef.1.traefik.default "
      "imap.example.org. mx.example.org",
      NULL, "mx.example.org" },
    { MS_SERVICE_IMAPS, "192.0.2.1", "*.example.org", NULL,
      "imap.example.org mail.example.org pop.example.org smtp.example.org" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autoptr (MsCertificate) leaf = certificate (rows[i].names, NOW, NOW + DAY);
      g_autoptr (MsTarget) target = ms_target_new (rows[i].service, rows[i].asked, 0);
      g_auto (GStrv) published = g_strsplit (rows[i].published != NULL ? rows[i].published : "", " ", -1);
      g_auto (GStrv) names = ms_candidate_names (leaf, target, (const char *const *) published, 8);
      g_autofree char *text = g_strjoinv (" ", names);

      g_assert_cmpstr (text, ==, rows[i].candidates);
    }
}

static void
test_at_most (void)
{
  g_autoptr (GString) many = g_string_new ("n0.example.org");
  g_autoptr (MsTarget) target = ms_target_new (MS_SERVICE_IMAPS, "mail.example.org", 0);
  g_autoptr (MsCertificate) leaf = NULL;
  g_auto (GStrv) names = NULL;

  for (guint i = 1; i < 1000; i++)
    g_string_append_printf (many, " n%u.example.org", i);
  leaf = certificate (many->str, NOW, NOW + DAY);
  names = ms_candidate_names (leaf, target, NULL, 8);
  g_assert_cmpuint (g_strv_length (names), ==, 8);
}

static char *
urls (GPtrArray *targets)
{
  GString *text = g_string_new (NULL);
  for (guint i = 0; i < targets->len; i++)
    {
      g_autofree char *url = ms_target_url (g_ptr_array_index (targets, i));
      g_string_append_printf (text, "%s%s", i > 0 ? " " : "", url);
    }
  g_ptr_array_unref (targets);
  return g_string_free (text, FALSE);
}

static void
test_ports (void)
{
  static const struct
  {
    MsService service;
    guint16 port;
    const char *ports;
  } rows[] = {
    { MS_SERVICE_IMAP, 0, "imaps://h.example:143 imaps://h.example" },
    { MS_SERVICE_IMAPS, 0, "imap://h.example:993 imap://h.example" },
    { MS_SERVICE_POP3S, 1995, "pop3://h.example:1995 pop3s://h.example pop3://h.example" },
    { MS_SERVICE_SUBMISSION, 0, "smtps://h.example:587 smtps://h.example" },
    { MS_SERVICE_SMTPS, 587, "submission://h.example smtps://h.example" },
    { MS_SERVICE_SMTP, 0, "smtps://h.example:25" }, /* mail between servers has no other port */
    { MS_SERVICE_SIEVE, 2000, "sieve://h.example" },
    { MS_SERVICE_HTTPS, 0, "" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autoptr (MsTarget) target = ms_target_new (rows[i].service, "h.example", rows[i].port);
      GPtrArray *ports = ms_candidate_ports (target, TRUE), *elsewhere = ms_candidate_ports (target, FALSE);
      g_autofree char *text = NULL;

      g_assert_cmpuint (ports->len, <=, 6);
      for (guint p = 0; p < elsewhere->len; p++)
        g_assert_cmpuint (((MsTarget *) g_ptr_array_index (elsewhere, p))->port, !=, target->port);
      g_ptr_array_unref (elsewhere);
      text = urls (ports);
      g_assert_cmpstr (text, ==, rows[i].ports);
    }
}

static void
test_siblings (void)
{
  g_autoptr (MsTarget) target = ms_target_new (MS_SERVICE_IMAPS, "h.example", 0);
  g_autofree char *text = urls (ms_candidate_siblings (target));

  g_assert_cmpstr (text, ==,
                   "imap://h.example pop3s://h.example pop3://h.example smtps://h.example submission://h.example "
                   "sieve://h.example https://h.example");
}

static void
test_renewed_elsewhere (void)
{
  static const struct
  {
    const char *ours, *other;
    gint64 begin, end; /* of the other, against ours */
    gboolean renewed;
  } rows[] = {
    { "mail.example.org", "mail.example.org", 60 * DAY, 60 * DAY, TRUE },
    { "mail.example.org", "mail.example.org www.example.org", 60 * DAY, 60 * DAY, TRUE },
    { "mail.example.org imap.example.org", "mail.example.org", 60 * DAY, 60 * DAY, FALSE }, /* another one: fewer names */
    { "mail.example.org", "mail.example.org", 0, 60 * DAY, FALSE },
    { "mail.example.org", "mail.example.org", -60 * DAY, -60 * DAY, FALSE },
    { "mail.example.org", "www.example.org", 60 * DAY, 60 * DAY, FALSE },                /* not for us */
    { "old.example.org", "old.example.org mail.example.org", 60 * DAY, 60 * DAY, TRUE }, /* the missing name was added */
    { "www.hoster.net", "mail.example.org", 60 * DAY, 60 * DAY, FALSE },                 /* somebody else's */
  };

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autoptr (MsCertificate) ours = certificate (rows[i].ours, NOW, NOW + 90 * DAY);
      g_autoptr (MsCertificate) other = certificate (rows[i].other, NOW + rows[i].begin, NOW + 90 * DAY + rows[i].end);

      g_test_message ("row %u", i);
      g_assert_cmpint (ms_is_renewed_elsewhere (ours, other, "mail.example.org"), ==, rows[i].renewed);
    }
}

/* Where a name may lead that a certificate gave. */
static void
test_addresses (void)
{
  static const struct
  {
    const char *own, *address;
    gboolean may;
  } rows[] = {
    { "1.2.3.4", "1.2.3.4", TRUE },           { "1.2.3.4", "1.2.3.5", TRUE },           { "1.2.3.4", "2a01:4f8::1", TRUE },
    { "1.2.3.4", "192.168.1.1", FALSE },      { "1.2.3.4", "127.0.0.1", FALSE },        { "1.2.3.4", "169.254.169.254", FALSE },
    { "1.2.3.4", "fd00::1", FALSE },          { "192.168.1.2", "192.168.1.2", TRUE },   { "192.168.1.2", "192.168.1.1", FALSE },
    { "192.168.1.2", "1.2.3.4", FALSE },      { "127.0.0.1", "127.0.0.1", TRUE },       { "127.0.0.1", "127.0.0.2", FALSE },
    { "1.2.3.4 10.0.0.4", "10.0.0.4", TRUE }, { "1.2.3.4 10.0.0.4", "1.2.3.5", FALSE }, { "", "1.2.3.4", FALSE },
  };

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_auto (GStrv) own = g_strsplit (rows[i].own, " ", -1);
      g_test_message ("%s, %s", rows[i].own, rows[i].address);
      g_assert_cmpint (ms_candidate_address (rows[i].address, (const char *const *) own), ==, rows[i].may);
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/candidates/stand-in", test_stand_in);
  g_test_add_func ("/candidates/names", test_names);
  g_test_add_func ("/candidates/at-most", test_at_most);
  g_test_add_func ("/candidates/addresses", test_addresses);
  g_test_add_func ("/candidates/ports", test_ports);
  g_test_add_func ("/candidates/siblings", test_siblings);
  g_test_add_func ("/candidates/renewed-elsewhere", test_renewed_elsewhere);
  return g_test_run ();
}
