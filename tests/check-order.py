#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""No call may change a thing in one argument and use it in another: C leaves open which comes first, gcc and clang differ, and
neither warns when it is a function that does the changing.

check-order.py             checks the tree, prints file:line of each such call
check-order.py --self-test  proves that they are found
"""

import pathlib
import re
import sys

TOP = pathlib.Path(__file__).resolve().parent.parent
SKIPPED = re.compile(r'/\*.*?\*/|//[^\n]*|"(?:\\.|[^"\\\n])*"|\'(?:\\.|[^\'\\\n])*\'|^[ \t]*#(?:[^\n\\]|\\.)*', re.S | re.M)
TOKEN = re.compile(r"[A-Za-z_]\w*|\d[\w.]*|->|\+\+|--|<<=|>>=|[-+*/%&|^]=|==|!=|<=|>=|&&|\|\||\S")
NAME = re.compile(r"[A-Za-z_]\w*\Z")
ASSIGN = {"=", "+=", "-=", "*=", "/=", "%=", "&=", "|=", "^=", "<<=", ">>="}
NO_CALL = {"if", "for", "while", "switch", "return", "sizeof", "case", "G_GNUC_PRINTF"}
# What changes the thing that is its first argument; whatever is given as &thing may be changed by any call.
CHANGES = re.compile(r"g_string_(?!new|equal|hash|free_and|free_to)\w+|g_(ptr_|byte_)?array_(add|append|prepend|insert|remove|steal|set|extend|sort|"
                     r"free|unref)\w*|g_queue_(push|pop|remove|clear)\w*|g_hash_table_(add|insert|replace|remove|steal)\w*|"
                     r"g_str(strip|chomp|chug|delimit|canon)|g_list_\w*(append|prepend|remove|delete)\w*|strtok(_r)?")


def tokens_of(text):
    """[(line, token)], without comments, preprocessor and the contents of strings."""
    text = SKIPPED.sub(lambda m: ('""' if m[0][0] == '"' else "0" if m[0][0] == "'" else " ") + "\n" * m[0].count("\n"), text)
    found, line, at = [], 1, 0
    for match in TOKEN.finditer(text):
        line += text.count("\n", at, match.start())
        at = match.start()
        found.append((line, match[0]))
    return found


def arguments(tokens, opening):
    """The arguments of the call whose bracket opens there, each a list of tokens; and where it closes."""
    found, depth, at = [[]], 0, opening
    while at < len(tokens):
        token = tokens[at]
        depth += (token in "([{") - (token in ")]}")
        if depth == 0:
            break
        if token == "," and depth == 1:
            found.append([])
        elif at > opening:
            found[-1].append(token)
        at += 1
    return found, at


def path_at(tokens, at, step):
    """The thing named there, as in line->out: forwards (step 1) from its first token, backwards (-1) from its last."""
    path = []
    while 0 <= at < len(tokens) and (NAME.match(tokens[at]) if len(path) % 2 == 0 else tokens[at] in ("->", ".")):
        path.append(tokens[at])
        at += step
    path = path[:len(path) - (len(path) + 1) % 2]
    return tuple(path[::step])


def changed(argument):
    """The things that this argument changes."""
    found = set()
    for at, token in enumerate(argument):
        after = argument[at + 1] if at + 1 < len(argument) else ""
        before = argument[at - 1] if at > 0 else ""
        if token in ("++", "--"):
            found |= {path_at(argument, at + 1, 1), path_at(argument, at - 1, -1)}
        elif token in ASSIGN and "{" not in argument[:at]:
            found.add(path_at(argument, at - 1, -1))
        elif after == "(" and CHANGES.fullmatch(token):
            found.add(path_at(argument, at + 2, 1))
        elif token == "&" and before in ("(", ",") and "(" in argument[:at]:
            found.add(path_at(argument, at + 1, 1))
    return {path for path in found if path}


def uses(argument, path):
    """Does it look at the thing? Where it is, which &thing says, does not change."""
    n = len(path)
    return any(tuple(argument[i:i + n]) == path and argument[i - 1:i] not in (["->"], ["."]) and argument[i + n:i + n + 1] != ["("]
               and (argument[i - 1:i] != ["&"] or i > 1 and argument[i - 2] not in ("(", ",")) for i in range(len(argument) - n + 1))


def breaches(text):
    """[(line, what)] of one file."""
    lines, tokens = zip(*tokens_of(text) or [(0, "")])
    found = []
    for at in range(1, len(tokens)):
        if tokens[at] != "(" or not NAME.match(tokens[at - 1]) or tokens[at - 1] in NO_CALL:
            continue
        all_ = arguments(tokens, at)[0]
        for i, argument in enumerate(all_):
            for path in changed(argument):
                if any(uses(other, path) for k, other in enumerate(all_) if k != i):
                    found.append((lines[at], f"{tokens[at - 1]} (): one argument changes {''.join(path)}, another uses it"))
    return found


def check():
    bad = 0
    for folder in ("config", "daemon", "cli", "tray", "window", "tests"):
        for path in sorted((TOP / folder).rglob("*.[ch]")):
            for line, what in breaches(path.read_text(errors="replace")):
                print(f"{path.relative_to(TOP)}:{line}: {what}")
                bad += 1
    return bad


def self_test():
    wrong = ['first = g_strndup (g_string_append_len (text, more, n)->str, strcspn (text->str, "x"));',
             "f (i++, a[i]);", "f (a[i], --i);", "f (line->n += 2, g (line->n));", "f (g_steal_pointer (&x), x->n);",
             "f (g (line->out), g_string_truncate (line->out, 0));", "f (parse (text, &n), n);", "f (get (&datum), datum.size);",
             "g (1, f (\n  g_ptr_array_steal_index (all, 0),\n  all->len));"]
    right = ["f (i, i);", "f (g_string_append (text, x), other->text);", "f (&n, n);", "f (a, b); f (a++, b);", "if (f (&n) && n > 2) {}",
             "for (i = 0; i < n; i++) f (i, n);", 'f ("g (&n), n", n);', "f (g (&n), m->n);", "f (g_string_new (text), text);",
             "take (get (crt, &datum), &datum);"]
    missed = [text for text in wrong if len(breaches(text)) != 1] + [text for text in right if breaches(text)]
    for text in missed:
        print(f"judged wrongly: {text}")
    return len(missed)


if __name__ == "__main__":
    sys.exit(1 if (self_test() if sys.argv[1:] == ["--self-test"] else check()) else 0)
