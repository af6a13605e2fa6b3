"""``python -m ppp_model`` is the command ``ppp``."""

from ppp_model.cli import main

main()
