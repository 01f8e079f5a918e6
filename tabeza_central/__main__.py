"""``python -m tabeza_central``."""

from tabeza_central.cli import main

if __name__ == "__main__":
    main()
