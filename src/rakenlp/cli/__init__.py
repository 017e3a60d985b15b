"""The command line: ``rakenlp demo | analyse | validate | kooste | triage | register | serve | vectors | doctor``.

One module per command; nothing heavy is imported before a command needs it, so that help is instant.
"""

from ._main import main

__all__ = ["main"]
