"""`python -m mediabank.cli` is the command `mediabank`."""

import sys

from mediabank.cli import main

sys.exit(main())
