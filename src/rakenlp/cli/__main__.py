"""``python -m rakenlp.cli``: the same as the console script ``rakenlp``."""

import sys

from . import main

if __name__ == "__main__":
    sys.exit(main())
