"""Value for money: the structure's cost to the public against that of a public one, with the risks that go over."""

from __future__ import annotations

from typing import Literal

from ppp_model.scenario.quantities import Money, MoneyPerYear, Part, Rate, RiskValue, Share, Surplus


class ValueRates(Part):
    """Rates at which each side is discounted to close."""

    comparator: Rate | None = None
    """For the comparator, per year (nominal); `public.discount_rate` when absent."""
    partnership: Rate | None = None
    """For the structure, per year (nominal); `public.discount_rate` when absent. A higher rate makes a cost smaller."""


class Efficiency(Part):
    """How much more (below 0: less) the comparator costs than its structure says."""

    works: Surplus = 0.0
    """Share of the cost of its works."""
    operation: Surplus = 0.0
    """Share of its operating cost and major maintenance."""


class Neutrality(Part):
    """What the comparator is charged with so that it has no advantage merely for being public."""

    taxes: Literal["credited", "partnership", "given"] = "credited"
    """Taxes the structure pays: credited to it as public income; not, but charged to the comparator; or as given."""
    given: MoneyPerYear = 0.0
    """Taxes charged to the comparator in operation when given, at the prices of close."""
    insurance: MoneyPerYear = 0.0
    """Premiums that the comparator saves in operation by bearing its losses itself, at the prices of close."""


class OnceCosts(Part):
    """What the public spends at close to prepare, tender and negotiate."""

    comparator: Money = 0.0
    """For the comparator."""
    partnership: Money = 0.0
    """For the structure."""


class YearlyCosts(Part):
    """What the public spends in operation to manage the contract, at the prices of close."""

    comparator: MoneyPerYear = 0.0
    """For the comparator."""
    partnership: MoneyPerYear = 0.0
    """For the structure."""


class RiskPoint(Part):
    """One way a risk may turn out."""

    probability: Share
    """How likely it is; those of a risk add up to 100 %."""
    impact: RiskValue
    """What it then costs, as a share of the base; below 0 is a saving."""


class Spread(Part):
    """A risk that may cost anything between bounds, or around a mean."""

    shape: Literal["triangular", "pert", "uniform", "normal", "lognormal"]
    """The first three lie between `low` and `high` (with `mode`, but for uniform); the others have `mean` and
    `deviation`."""
    low: RiskValue | None = None
    """Least value, as a share of the base."""
    mode: RiskValue | None = None
    """Most likely value, as a share of the base."""
    high: RiskValue | None = None
    """Greatest value, as a share of the base."""
    mean: RiskValue | None = None
    """Mean, as a share of the base."""
    deviation: RiskValue | None = None
    """Standard deviation, as a share of the base."""


class Risk(Part):
    """One line of the risk register: what may come on top of the comparator's cost, and who bears it."""

    base: Literal["works_cost", "operating_cost", "user_payments"] = "works_cost"
    """Which cash flow of the comparator its impacts are shares of: works, operation, or what users pay."""
    amount: Money | None = None
    """A sum in all, at the prices of close, that its impacts are shares of instead."""
    when: Literal["construction", "operation"] | None = None
    """When it falls: by default with its base, and a sum with the works; otherwise only then (a sum evenly)."""
    profile: tuple[Share, ...] | None = None
    """Shares of it by year from close instead, which add up to 100 %."""
    points: dict[str, RiskPoint] = {}
    """Ways it may turn out, by name."""
    spread: Spread | None = None
    """How it is distributed, instead of points."""
    comparator_share: Share = 1.0
    """Share of it that the public bears under the comparator."""
    partnership_share: Share = 0.0
    """Share of it that the public keeps under the structure; the rest goes to the partner."""
    priced_in_bid: bool = True
    """Whether the structure's price already pays the partner for what he bears; if not, its mean is added."""
    correlation: str | None = None
    """Name of an entry in `correlations`: risks of one name go together."""


class ValueForMoney(Part):
    """Public sector comparator and value for money, at close; costs at the prices of close follow inflation."""

    comparator: str | None = None
    """Name of the public structure of this study that it is weighed against; when absent, it is not weighed."""
    rates: ValueRates = ValueRates()
    """Discount rates by side."""
    efficiency: Efficiency = Efficiency()
    """Differences in cost that the comparator's structure does not hold."""
    neutrality: Neutrality = Neutrality()
    """Competitive neutrality."""
    transaction_cost: OnceCosts = OnceCosts()
    """Cost of preparing and tendering."""
    monitoring_cost: YearlyCosts = YearlyCosts()
    """Cost of managing the contract."""
    risks: dict[str, Risk] = {}
    """The risk register, by name."""
    correlations: dict[str, Share] = {}
    """How closely risks of one name go together: the correlation between any two of them."""
