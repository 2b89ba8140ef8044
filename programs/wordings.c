/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "programs/wordings.h"

#include <string.h>

#define MAX_TEXT   8192 /* bytes of a paste that are read */
#define LONG_WORDS 16   /* bytes: from here on words are the same within others ("Sicherheitszertifikat ist abgelaufen") */
#define MIN_PART   10   /* bytes: what is shorter is a part of anything */

static const MsBook *const families[]
  = { ms_wordings_nss,     ms_wordings_psm,    ms_wordings_gnutls,    ms_wordings_gtk,    ms_wordings_qt,
      ms_wordings_openssl, ms_wordings_others, ms_wordings_microsoft, ms_wordings_servers };

/* ---- what is said ----------------------------------------------------------------------------------------------- */

static gboolean
names (const MsWording *wording, guint i, MsCode code, MsRefusal refusal)
{
  return wording->codes[i] == code && (code != MS_CODE_CLIENT_REFUSES || wording->refusal == refusal);
}

/* The first of this book: with the cause as its first one, if `first`. */
static const MsWording *
wording_for (const MsBook *book, MsCode code, MsRefusal refusal, gboolean first, gboolean vague)
{
  for (guint w = 0; w < book->n; w++)
    for (guint i = 0; book->wordings[w].codes[i] != MS_N_CODES && (i == 0 || !first); i++)
      if (book->wordings[w].vague == vague && names (&book->wordings[w], i, code, refusal))
        return &book->wordings[w];
  return NULL;
}

static const MsBook *
book_of (const char *speaker)
{
  for (guint f = 0; f < G_N_ELEMENTS (families); f++)
    for (const MsBook *book = families[f]; book->speaker != NULL; book++)
      if (g_str_equal (book->speaker, speaker))
        return book;
  return NULL;
}

static MsTongue
tongue_of (const char *language)
{
  static const char *const names_of[MS_N_TONGUES] = { "en", "de", "fr", "es" };

  for (guint i = 0; language != NULL && i < MS_N_TONGUES; i++)
    if (g_str_has_prefix (language, names_of[i]))
      return (MsTongue) i;
  return MS_TONGUE_EN;
}

const char *
ms_wording_says (const char *speaker, MsCode code, MsRefusal refusal, const char *language)
{
  const MsBook *book = book_of (speaker);
  const MsWording *wording = NULL;
  const MsSaying *saying;
  MsTongue tongue = tongue_of (language);

  if (book == NULL)
    return NULL;
  for (guint i = 0; wording == NULL && i < 4; i++)
    wording = wording_for (book, code, refusal, i % 2 == 0, i >= 2);
  if (wording == NULL)
    return NULL;
  saying = &wording->sayings[0];
  return saying->words[tongue] != NULL ? saying->words[tongue] : saying->words[MS_TONGUE_EN];
}

/* ---- what it means ---------------------------------------------------------------------------------------------- */

/* Names of hosts, addresses of mail, URLs and numbers with dots: they are part of no wording, and may contain anything. */
static gboolean
is_name (const char *word, gsize length)
{
  gboolean dotted = FALSE;

  for (gsize i = 0; i < length; i++)
    {
      if (g_ascii_isupper (word[i]) || (!g_ascii_isalnum (word[i]) && strchr (".-_@:/[]?=&%+*", word[i]) == NULL))
        return FALSE;
      dotted = dotted || word[i] == '@'
               || (word[i] == '.' && i > 0 && i + 1 < length && g_ascii_isalnum (word[i - 1]) && g_ascii_isalnum (word[i + 1]));
    }
  return dotted;
}

/* Without the quotes and full stops around it. */
static gboolean
is_name_within (const char *word, gsize length)
{
  while (length > 0 && !g_ascii_isalnum (*word))
    word++, length--;
  while (length > 0 && !g_ascii_isalnum (word[length - 1]))
    length--;
  return is_name (word, length);
}

/* Lower case, one blank for each run of what is neither letter nor digit, and one at each end. */
static void
add_plain (GString *out, const char *text, gsize length)
{
  for (const char *at = text; at < text + length; at = g_utf8_next_char (at))
    {
      gunichar c = g_utf8_get_char (at);
      if (g_unichar_isalnum (c))
        g_string_append_unichar (out, g_unichar_tolower (c));
      else if (out->str[out->len - 1] != ' ' && c != 0x2019 && c != '\'') /* don’t, don't: one word */
        g_string_append_c (out, ' ');
    }
}

static char *
plain (const char *text)
{
  g_autofree char *cut = g_strndup (text, MAX_TEXT), *valid = g_utf8_make_valid (cut, -1);
  GString *out = g_string_new (" ");

  for (const char *at = valid; *at != '\0';)
    {
      gsize length = strcspn (at, " \t\r\n");
      if (!is_name_within (at, length))
        add_plain (out, at, length);
      at += length;
      if (out->str[out->len - 1] != ' ')
        g_string_append_c (out, ' ');
      at += strspn (at, " \t\r\n");
    }
  return g_string_free (out, FALSE);
}

/* What a wording is found by in a text. */
typedef struct
{
  const MsWording *wording;
  gsize begin, end; /* of its longest part in the text */
  guint n_causes;
} Match;

/* Words at their ends; long ones also within longer words. From the blank before it; NULL: not there. */
static const char *
find_part (const char *text, const char *part)
{
  gsize length = strlen (part);
  g_autofree char *open = NULL;
  const char *at;

  if (length < LONG_WORDS + 2)
    return strstr (text, part);
  open = g_strndup (part + 1, length - 2);
  at = strstr (text, open);
  return at != NULL ? at - 1 : NULL; /* a blank is first in `text` */
}

/* Each part between two "…" is there. */
static gboolean
find_words (const char *text, const char *words, Match *match)
{
  g_auto (GStrv) parts = g_strsplit (words, "…", -1);
  gsize longest = 0;

  for (guint i = 0; parts[i] != NULL; i++)
    {
      g_autofree char *part = plain (parts[i]);
      const char *at = part[1] != '\0' ? find_part (text, part) : text;

      if (at == NULL)
        return FALSE;
      if (strlen (part) <= longest)
        continue;
      longest = strlen (part);
      match->begin = (gsize) (at - text);
      match->end = match->begin + longest;
    }
  return longest > 2;
}

static guint
n_causes (const MsWording *wording)
{
  guint n = 0;
  while (wording->codes[n] != MS_N_CODES)
    n++;
  return n;
}

static void
find_wording (GArray *matches, const char *text, const MsWording *wording)
{
  for (const MsSaying *saying = wording->sayings;; saying++)
    {
      gboolean any = FALSE;
      for (guint t = 0; t < MS_N_TONGUES; t++)
        {
          Match match = { .wording = wording, .n_causes = n_causes (wording) };
          any = any || saying->words[t] != NULL;
          if (saying->words[t] != NULL && find_words (text, saying->words[t], &match))
            g_array_append_val (matches, match);
        }
      if (!any)
        return;
    }
}

static gboolean
is_part_of (const Match *match, const Match *other)
{
  gsize length = match->end - match->begin, other_length = other->end - other->begin;
  return match->begin >= other->begin && match->end <= other->end && length < other_length
         && (match->wording->vague || !other->wording->vague);
}

/* Those with the fewest causes first, then in the order of the text, then the longest. */
static int
plainest_first (gconstpointer a, gconstpointer b)
{
  const Match *x = a, *y = b;

  if (x->n_causes != y->n_causes)
    return x->n_causes < y->n_causes ? -1 : 1;
  if (x->begin != y->begin)
    return x->begin < y->begin ? -1 : 1;
  return x->end == y->end ? 0 : x->end > y->end ? -1 : 1;
}

static gboolean
is_needless (const GArray *matches, guint i, gboolean some_plain)
{
  const Match *match = &g_array_index (matches, Match, i);

  if (match->wording->vague && some_plain)
    return TRUE;
  for (guint other = 0; other < matches->len; other++)
    if (is_part_of (match, &g_array_index (matches, Match, other)))
      return TRUE;
  return FALSE;
}

typedef void (*ForEach) (GArray *matches, const char *text, const MsWording *wording);

static void
each_wording (GArray *matches, const char *text, ForEach look)
{
  for (guint f = 0; f < G_N_ELEMENTS (families); f++)
    for (const MsBook *book = families[f]; book->speaker != NULL; book++)
      for (guint w = 0; w < book->n; w++)
        look (matches, text, &book->wordings[w]);
}

/* The text is a part of what is said: several words of it, as they stand there. */
static void
find_part_of_wording (GArray *matches, const char *text, const MsWording *wording)
{
  gboolean several = strchr (text + 1, ' ') != text + strlen (text) - 1;

  if (matches->len > 0 || !several || strlen (text) < MIN_PART)
    return;
  for (const MsSaying *saying = wording->sayings; saying->words[0] != NULL || saying->words[1] != NULL; saying++)
    for (guint t = 0; t < MS_N_TONGUES; t++)
      {
        g_autofree char *words = saying->words[t] != NULL ? plain (saying->words[t]) : NULL;
        const Match match = { .wording = wording, .n_causes = n_causes (wording) };
        if (words != NULL && strstr (words, text) != NULL && matches->len == 0)
          g_array_append_val (matches, match);
      }
}

GPtrArray *
ms_wordings_in (const char *text)
{
  GPtrArray *found = g_ptr_array_new ();
  g_autofree char *wanted = plain (text);
  g_autoptr (GArray) matches = g_array_new (FALSE, FALSE, sizeof (Match));
  gboolean some_plain = FALSE;

  each_wording (matches, wanted, find_wording);
  if (matches->len == 0)
    each_wording (matches, wanted, find_part_of_wording);
  g_array_sort (matches, plainest_first);
  for (guint i = 0; i < matches->len; i++)
    some_plain = some_plain || !g_array_index (matches, Match, i).wording->vague;
  for (guint i = 0; i < matches->len; i++)
    {
      gpointer wording = (gpointer) g_array_index (matches, Match, i).wording;
      if (!is_needless (matches, i, some_plain) && !g_ptr_array_find (found, wording, NULL))
        g_ptr_array_add (found, wording);
    }
  return found;
}
