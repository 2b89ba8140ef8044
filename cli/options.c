/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cli/cli.h"

#include "model/text.h"

#include <glib/gi18n.h>
#include <stdio.h>

void
ms_complain (const char *format, ...)
{
  g_autofree char *text = NULL;
  g_autofree char *visible = NULL;
  va_list arguments;

  va_start (arguments, format);
  text = g_strdup_vprintf (format, arguments);
  va_end (arguments);
  visible = ms_visible (text, -1, 4096);
  fflush (stdout);
  fprintf (stderr, "mailseal: %s\n", visible);
}

GStrv
ms_options_parse (const MsUsage *usage, GStrv *arguments)
{
  const char *parameters = usage->parameters != NULL ? _ (usage->parameters) : "";
  g_autoptr (GOptionContext) context = g_option_context_new (parameters);
  g_autofree char *program = g_strconcat ("mailseal ", (*arguments)[0], NULL);
  g_auto (GStrv) rest = NULL;
  g_autoptr (GError) error = NULL;
  const GOptionEntry remaining[] = {
    { G_OPTION_REMAINING, 0, 0, G_OPTION_ARG_FILENAME_ARRAY, &rest, NULL, NULL },
    G_OPTION_ENTRY_NULL,
  };
  guint n;

  g_set_prgname (program); /* what --help prints */
  g_option_context_set_summary (context, usage->summary);
  g_option_context_set_description (context, usage->description);
  if (usage->entries != NULL)
    g_option_context_add_main_entries (context, usage->entries, GETTEXT_PACKAGE);
  g_option_context_add_main_entries (context, remaining, NULL);
  if (!g_option_context_parse_strv (context, arguments, &error))
    {
      g_autofree char *shown = ms_shown (error->message, -1, 300);
      ms_complain (_ ("%s; see `%s --help`."), shown, program);
      return NULL;
    }
  n = rest != NULL ? g_strv_length (rest) : 0;
  if (n < usage->min || n > usage->max)
    {
      g_autofree char *line = g_strchomp (g_strconcat (program, " ", parameters, NULL));
      ms_complain (n < usage->min ? _ ("Something is missing; usage: %s") : _ ("That is too much; usage: %s"), line);
      return NULL;
    }
  return rest != NULL ? g_steal_pointer (&rest) : g_new0 (char *, 1);
}
