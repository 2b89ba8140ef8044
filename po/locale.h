/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Each program speaks its user's language, and those with a face tell it the daemon, whose sentences they show. */
#pragma once

#include <glib.h>
#include <libintl.h>
#include <locale.h>

/* $MAILSEAL_LOCALE_DIR, if set, is where the translations are: a build tree has its own. */
static inline void
ms_locale_init (void)
{
  const char *own = g_getenv ("MAILSEAL_LOCALE_DIR");

  setlocale (LC_ALL, "");
  bindtextdomain (GETTEXT_PACKAGE, own != NULL ? own : LOCALEDIR);
  bind_textdomain_codeset (GETTEXT_PACKAGE, "UTF-8");
  textdomain (GETTEXT_PACKAGE);
}

/* What SetLocale is told: the locale of messages; NULL if it is nobody's language, as that of a script. */
static inline const char *
ms_locale_to_tell (void)
{
  const char *locale = setlocale (LC_MESSAGES, NULL);
  gboolean nobodys
    = locale == NULL || g_str_equal (locale, "C") || g_str_has_prefix (locale, "C.") || g_str_equal (locale, "POSIX");
  return nobodys ? NULL : locale;
}
