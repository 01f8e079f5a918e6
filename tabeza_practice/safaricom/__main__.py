"""`python -m tabeza_practice.safaricom`: see the package docstring."""

import sys

from tabeza_practice.safaricom.program import main

if __name__ == "__main__":
    sys.exit(main())
