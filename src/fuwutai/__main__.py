"""`python -m fuwutai` is the command line."""

import sys

from fuwutai.cli import main

if __name__ == "__main__":
    sys.exit(main())
