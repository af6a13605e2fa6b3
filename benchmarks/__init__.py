"""How fast the program is, beside its peers and the machine's own limit: ``python -m benchmarks``.

Everything is measured in one run. What stands side by side is timed in turns, so that noise of the machine hits both.
The peers are installed by ``pip install -r benchmarks/requirements.txt``; one that is missing is left out, and says so.
"""
