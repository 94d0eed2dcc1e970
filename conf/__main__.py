"""``python -m wirecopy.conf``: the same as the ``wirecopy`` command."""

from wirecopy.conf.cli import main

main()
