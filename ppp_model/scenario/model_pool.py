"""What a pool file may say: several cities that borrow together, and the layers of money that stand behind them.

The names here are the names of the input lines in ``ppp_model.lines.pool_*`` wherever a field is an input of the model.
"""

from __future__ import annotations

import datetime as dt
from typing import Literal

from pydantic import Field

from ppp_model.scenario.model_project import Giver
from ppp_model.scenario.quantities import Duration, Money, MoneyPerYear, Part, Rate, Series, Share

Repayment = Literal["equal_principal", "annuity", "bullet"]
LayerKind = Literal["member_reserve", "fund", "first_loss", "intercept", "guarantee"]


class PoolTimeline(Part):
    """When things happen. Period 0 is the day on which the money is lent; periods 1, 2, ... follow it."""

    close: dt.date
    """Day on which the bond is issued and the money is lent to the members."""
    period: Literal["annual", "semi_annual", "quarterly", "monthly"] = "annual"
    """Length of a model period; debt service falls at its end."""
    lasts: Duration | None = None
    """How long the model runs, so that arrears can still be recovered; when absent, to the last repayment."""


class LoanTerms(Part):
    """Terms of a loan. All of it is paid out on the first day."""

    rate: Rate
    """Interest, per year, on the opening balance."""
    tenor: Duration
    """Time from the first day to the last repayment."""
    grace: Duration = 0.0
    """Time from the first day in which nothing is repaid; interest is paid."""
    repayment: Repayment = "equal_principal"
    """Shape of the repayments."""


class Bond(LoanTerms):
    """The pooled bond: its terms are passed on to the members, with their margins on top."""

    issue_cost: Share = 0.0
    """Cost of issuing, share of the amount, taken off what each member gets."""


class StandAlone(LoanTerms):
    """The loan that a member would get by itself, for comparison; without a bond, the loan that it takes."""

    fee: Share = 0.0
    """Fee, share of the amount, taken off what the member gets."""


class Revolving(LoanTerms):
    """A fund that lends out again what it is paid back, on these terms.

    Without a bond it also makes the members' loans. Beside a bond it gets the members' margins less the pool's costs.
    """

    capital: Money
    """Money with which it starts, never paid back."""
    giver: Giver = "state"
    """Who gives it."""
    relent: Share = 1.0
    """Share of the cash at hand that is lent each period to further cities."""
    lends_until: Duration | None = None
    """Time from the first day after which nothing more is lent; when absent, to the end."""
    loss_rate: Share = 0.0
    """Share of the further cities' balance that is lost, per year."""
    cost: MoneyPerYear = 0.0
    """Cost of running the fund."""
    interest: Rate = 0.0
    """Interest earned on cash that is not lent, per year."""


class Member(Part):
    """A city that borrows. What a member does not say is taken from `in_common`."""

    loan: Money | None = None
    """What it borrows."""
    share: Share | None = None
    """What it borrows, as a share of `amount`."""
    margin: Rate | None = None
    """Interest that it pays on top of the pool's, per year on its balance, for the pool's costs."""
    revenue: MoneyPerYear | None = None
    """Own revenue of the first year."""
    revenue_growth: Rate | None = None
    """Growth of the own revenue, per year."""
    escrowed: Share | None = None
    """Share of the own revenue that passes through the escrow account; debt service is taken from there."""
    other_claims: MoneyPerYear | None = None
    """What is paid out of the escrow account before debt service, in the first year."""
    claims_growth: Rate | None = None
    """Growth of those claims, per year."""
    transfers: MoneyPerYear | None = None
    """Transfers from the state in the first year, from which an intercept may take."""
    transfers_growth: Rate | None = None
    """Growth of the transfers, per year."""
    revenue_fall: Series[Share] | None = None
    """Share of the own revenue that falls away, by year; the last value holds on."""
    withheld: Series[Share] | None = None
    """Share of what it could pay that it does not pay, by year: default in spite of the escrow account."""
    default_rate: Share | None = None
    """Chance, per year, that a member that has not defaulted does so."""
    loss_given_default: Share | None = None
    """Share of what it could pay that a member in default does not pay."""
    stand_alone: StandAlone | None = None
    """The loan that it would get by itself."""


class Layer(Part):
    """One layer of money behind the members. Layers pay in the order of the file, and are filled again in that order.

    `member_reserve`: a deposit of each member, for its own debt service. `fund`: a reserve for all members.
    `first_loss`: a grant for all members that is not filled again. `intercept`: transfers of the state, withheld from
    the member that has not paid. `guarantee`: part of what is still unpaid, or of what is outstanding.
    """

    kind: LayerKind
    """What kind of layer it is."""
    giver: Giver | None = None
    """Who pays into a fund or a first-loss grant."""
    amount: Money | None = None
    """Size of a fund or a first-loss grant, paid in on the first day."""
    limit_per_member: Share | None = None
    """Most that a fund or a first-loss grant pays for one member, as a share of its loan; when absent, no limit."""
    funded: Share | None = None
    """Deposit of each member in its reserve, as a share of its loan, on the first day."""
    interest: Rate = 0.0
    """Interest earned on a fund or reserve, per year."""
    share: Share | None = None
    """Share of a member's transfers that may be intercepted."""
    replenishes: bool = True
    """Whether transfers that are not needed for debt service also pay arrears and fill other layers again."""
    cover: Share | None = None
    """Share that a guarantee covers."""
    covers: Literal["shortfall", "outstanding"] = "shortfall"
    """Whether it pays that share of each shortfall, or all shortfalls up to that share of what is outstanding."""
    cap: Money | None = None
    """Most that a guarantee pays in all; when absent, no limit."""
    fee: Rate = 0.0
    """Fee of a guarantee, per year on the covered part of what is outstanding."""
    recovers: bool = True
    """Whether a member has to pay back to the guarantor what it paid for it."""


class Stress(Part):
    """What goes wrong for all members at once, and when; the search for break-even falls looks at the same years."""

    revenue_fall: Share = 0.0
    """Share of every member's own revenue that falls away."""
    transfers_fall: Share = 0.0
    """Share of every member's transfers that the state does not pay."""
    starts: Duration = 0.0
    """Time from the first day at which it starts."""
    lasts: Duration | None = None
    """How long it lasts; when absent, to the end."""


class Draws(Part):
    """How defaults are drawn, where members have a `default_rate`."""

    number: int = Field(default=2000, ge=1, le=100_000)
    """How many draws."""
    seed: int = Field(default=1, ge=0)
    """Seed of the random numbers: the same seed gives the same draws."""
    dependence: Literal["independent", "common"] = "independent"
    """Whether a number is drawn for each member, or one for all: then the weakest default first, and together."""
    lasts: Duration | None = None
    """How long a member stays in default; when absent, to the end."""


class Pool(Part):
    """Several cities that borrow together, under one structure and one case: all that a run needs."""

    pool: str
    """Title of the study."""
    description: str = ""
    """What it is about, in a sentence or two."""
    currency: str = Field(pattern=r"^[A-Z]{3}$")
    """Currency of the study, as its three-letter code."""
    sources: dict[str, str] = {}
    """Sources by short name (S1: title, address); values refer to them."""
    timeline: PoolTimeline
    """When things happen."""
    discount_rate: Rate
    """Rate at which flows are discounted to the first day, per year (nominal)."""
    grant_element_rate: Rate = 0.05
    """Rate at which the grant element of the members' loans is measured (IMF and World Bank: 5 %)."""
    amount: Money | None = None
    """What all members borrow; when absent, the sum of their loans."""
    bond: Bond | None = None
    """The pooled bond; without one (and without `revolving`) each member borrows by itself, on its `stand_alone`."""
    revolving: Revolving | None = None
    """A fund that lends out again what it is paid back."""
    running_cost: MoneyPerYear = 0.0
    """Cost of running the pool, while loans are outstanding."""
    in_common: Member = Member()
    """What holds for every member that does not say otherwise."""
    members: dict[str, Member] = Field(min_length=1)
    """The cities, by name."""
    layers: dict[str, Layer] = {}
    """The layers behind the members, by name, in the order in which they pay."""
    stress: Stress = Stress()
    """What goes wrong for all members at once."""
    draws: Draws = Draws()
    """How defaults are drawn."""
