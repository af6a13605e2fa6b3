"""City-to-city and triangular cooperation: who gives what to whom, and what becomes of it."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from ppp_model.scenario.quantities import Duration, Money, MoneyPerYear, Part, Rate, Ratio, Series, Share

Partner = Literal["donor", "emerging_donor", "partner_city", "civil_society"]
"""Who may give through a partnership: not the city's own state."""


class Effects(Part):
    """What a partnership brings about once it is built up in full. Points of a share, or a share of a cost."""

    losses: Share = 0.0
    """Points taken off `retail.losses`: 8 % makes 22 % of 30 %."""
    collection: Share = 0.0
    """Points added to `retail.collection`, and to that of each class."""
    opex: Share = 0.0
    """Share of the project's operating cost (`opex`) that is saved."""
    distribution_cost: Share = 0.0
    """Share of `retail.distribution_cost` that is saved."""


class PartnerGuarantee(Part):
    """A partner's guarantee of a loan, for which it asks no fee. It moves no cash in the run."""

    share: Share
    """Share of the balance that is guaranteed."""
    fee: Rate = Field(ge=0)
    """Fee that others would ask, as a share of the guaranteed balance, per year: what the guarantee is worth."""
    default_rate: Share = 0.0
    """Probability of default in a year, for what the guarantee is expected to cost the giver."""
    loss: Share = 1.0
    """Share of the guaranteed balance that is lost in a default."""


class Partnership(Part):
    """One partnership: a giver's money and guarantees, a provider's experts, and what they bring about.

    With a `provider` of another kind than the giver it is a triangle: one pays, another sends its people. Experts'
    time that nobody pays for is valued and shown beside the cash; it is no revenue and no cost of the project.
    """

    giver: Partner
    """Who pays the money and gives the guarantees."""
    giver_name: str = ""
    """What the giver is called, such as a ministry or a city's utility."""
    provider: Partner | None = None
    """Who sends the experts; when absent, the giver."""
    provider_name: str = ""
    """What the provider is called."""
    to: Literal["project", "utility"] | None = None
    """Whom it helps, and who gets the cash that is handed over; when absent, `retail.sold_by`, else the project."""
    starts: Duration = 0.0
    """Time of operation after which it starts."""
    lasts: Duration | None = Field(default=None, gt=0)
    """For how long; when absent, to the end of the contract."""
    per_year: Series[MoneyPerYear] = 0.0
    """Money that the giver pays, by year of operation."""
    levy_on: MoneyPerYear = 0.0
    """Yearly revenue of the giver on which a levy for cooperation is raised, besides `per_year`."""
    levy_rate: Share = 0.01
    """The levy, as a share of it."""
    levy_growth: Rate = 0.0
    """Growth of that revenue, per year from close."""
    cash_share: Share = 0.0
    """Share of the money that the receiver gets in cash; the rest is spent on the partnership's own work."""
    experts: Series[Ratio] = 0.0
    """Number of experts, by year of operation."""
    days: float = Field(default=0.0, ge=0, le=366)
    """Days of work of each in a year."""
    day_value: Money = 0.0
    """What a day of an expert is worth, at the prices of close."""
    day_paid: Money = 0.0
    """What the giver pays in cash for a day; the rest of its worth the provider gives in kind."""
    counterpart: MoneyPerYear = 0.0
    """Worth of the time that the receiver's own staff give, already paid for as its cost; shown beside the rest."""
    indexed: Share = 0.0
    """Share of `per_year`, of a day and of the counterpart that follows the prices of the study's currency."""
    guarantees: dict[str, PartnerGuarantee] = {}
    """Guarantees of loans, by name of the tranche."""
    effects: Effects = Effects()
    """What it brings about."""
    builds_over: Duration = 0.0
    """Time of work over which the effects build up evenly; what is not built up when it ends does not come."""
    fades_over: Duration | None = Field(default=None, gt=0)
    """Time after its end over which the effects fade evenly to nothing; when absent, they stay."""
