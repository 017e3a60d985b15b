"""``python -m rakenlp``: the same as the console script ``rakenlp``."""

import sys

from .cli import main

if __name__ == "__main__":
    sys.exit(main())
