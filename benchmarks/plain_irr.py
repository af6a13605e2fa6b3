"""The return of one series as a user of another tool finds it: by pyxirr, or numpy_financial where it is missing."""

from __future__ import annotations

from typing import Any

import numpy_financial

try:
    import pyxirr

    irr: Any = pyxirr.irr
except ImportError:
    irr = numpy_financial.irr
