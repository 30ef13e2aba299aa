"""`python -m huying …` is the command `huying …`."""

import sys

from huying.cli.main import main

if __name__ == "__main__":
    sys.exit(main())
