/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config/ini.h"

#include <string.h>

static void
write_down (const MsIniEvent *event, gpointer data)
{
  GString *out = data;

  if (event->kind == MS_INI_SECTION)
    g_string_append_printf (out, "[%s]", event->section);
  else if (event->kind == MS_INI_KEY)
    g_string_append_printf (out, "%u:%s.%s=<%s>", event->line, event->section, event->key, event->value);
  else
    g_string_append_printf (out, "?%s", event->value);
  g_string_append_c (out, '\n');
}

static void
test_dialects (void)
{
  static const struct
  {
    MsIniFlags flags;
    const char *text, *events;
  } rows[] = {
    { MS_INI_PLAIN, "\xef\xbb\xbf[a]\r\n k = v \r\n;x\n#y\nz: 1\n=q\n[b", "[a]\n2:a.k=<v>\n?z: 1\n?=q\n?[b\n" },
    { MS_INI_PLAIN, "a=1\n b=2\n", "1:.a=<1>\n2:.b=<2>\n" },
    { MS_INI_COLON, "a: 1\nb=2:3\nc:4=5\n", "1:.a=<1>\n2:.b=<2:3>\n3:.c=<4=5>\n" },
    { MS_INI_CONTINUED, "[x] ; y\na = 1,\n  2,\n # no\n\t3\nb=4\n  5", "[x]\n2:x.a=<1,   2,       3>\n6:x.b=<4   5>\n" },
    { MS_INI_CONTINUED, " a=1\n b=2\n", "1:.a=<1   b=2>\n" },
    { MS_INI_KDE, "[n][$i]\nk[$e]=v\nk[de]=w\n[a][b]\nx=1\n[$Version]\n", "[n]\n2:n.k=<v>\n[a][b]\n5:a][b.x=<1>\n[$Version]\n" },
    { MS_INI_QUOTED, "a=\"b\"\nc='d\ne=`f`\ng=\"\nh=\"\"\n", "1:.a=<b>\n2:.c=<'d>\n3:.e=<f>\n4:.g=<\">\n5:.h=<>\n" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autofree char *text = g_strdup (rows[i].text);
      g_autoptr (GString) out = g_string_new (NULL);

      ms_ini_cut (text, strlen (text), rows[i].flags, write_down, out);
      /* the blanks that join lines are as many as there were bytes between them */
      if (rows[i].flags == MS_INI_CONTINUED)
        {
          g_autoptr (GRegex) blanks = g_regex_new (" +", 0, 0, NULL);
          g_autofree char *got = g_regex_replace_literal (blanks, out->str, -1, 0, " ", 0, NULL);
          g_autofree char *wanted = g_regex_replace_literal (blanks, rows[i].events, -1, 0, " ", 0, NULL);
          g_assert_cmpstr (got, ==, wanted);
        }
      else
        g_assert_cmpstr (out->str, ==, rows[i].events);
    }
}

static void
test_nul (void)
{
  g_autoptr (GString) out = g_string_new (NULL);

  ms_ini_read ("a=1\0b\nc=2", 9, write_down, out);
  g_assert_cmpstr (out->str, ==, "1:.a=<1>\n2:.c=<2>\n");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/ini/dialects", test_dialects);
  g_test_add_func ("/ini/nul", test_nul);
  return g_test_run ();
}
