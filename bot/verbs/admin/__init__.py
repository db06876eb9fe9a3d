"""`admin`: an administrator's chores at a back end, which have no place in a channel."""

from argparse import ArgumentParser, Namespace

SUMMARY = "do an administrator's chores at a back end"
DESCRIPTION = """\
Does what has no place in a channel, such as conference servers, themes, templates, or where recordings are stored;
each kind of back end has chores of its own. Without WORDS it lists them, without BACKEND those of every back end, and
asks nobody anything. Arguments in brackets may be left out; one that begins with a dash goes after a lone `--`. No
secret is ever an argument: secrets come from the settings. Exit status 1 when the back end did not do it, 2 when the
words or the arguments are wrong."""


def add_options(parser: ArgumentParser) -> None:
    """Options cannot be taken for arguments: a chore has none."""
    parser.add_argument("backend", nargs="?", metavar="BACKEND", help="the name of a back end, such as hq")
    parser.add_argument("words", nargs="*", metavar="WORDS", help="what is to be done, then its arguments")


def run(options: Namespace) -> int:
    """Carry one chore out, or list them."""
    from bot.settings import load_settings
    from bot.verbs.admin.errand import carry_out
    from bot.verbs.admin.listing import listing

    settings = load_settings()
    if options.words:
        return carry_out(settings, options.backend, options.words)
    return listing(settings, options.backend)
