"""Published grouped data of two income distributions, and how figures are compared with printed ones.

"wbpip" is the package of the World Bank's Poverty and Inequality Platform (MIT licence).
"""

from __future__ import annotations

from numpy.testing import assert_allclose

from ppp_model.toolbox.distribution import Poverty

# Grouped data of the wbpip vignette: published
PIP_P = [0.0005, 0.0032, 0.0148, 0.0443, 0.0991, 0.257, 0.4385, 0.5938, 0.7089, 1]
PIP_L = [
    5.824760527229386e-05, 0.000604029410841011, 0.0037949334793616948, 0.013988878652244477, 0.036992164583098786,
    0.12140708906131342, 0.24531391873082081, 0.37446670169288321, 0.48753116241194566, 1,
]  # fmt: skip
PIP_MEAN, PIP_LINE = 51.56, 1.9 * 365 / 12
# Rural India, 1983, table 1 of Datt (1998): published
DATT_P = [0.0092, 0.0339, 0.085, 0.164, 0.2609, 0.4133, 0.5497, 0.7196, 0.8196, 0.9174, 0.957, 0.9751, 1]
DATT_L = [0.00208, 0.01013, 0.03122, 0.07083, 0.12808, 0.23498, 0.34887, 0.51994, 0.6427, 0.79201, 0.86966, 0.91277, 1]
DATT_MEAN, DATT_LINE = 109.9, 89

PIP = (PIP_P, PIP_L, PIP_MEAN)
DATT = (DATT_P, DATT_L, DATT_MEAN)


def close(found, expected, places):
    """Equal to the digits printed."""
    assert_allclose(found, expected, rtol=0, atol=0.5000001 * 10.0**-places)


def measures(poverty: Poverty) -> tuple[float, float, float]:
    return poverty.headcount, poverty.gap, poverty.severity
