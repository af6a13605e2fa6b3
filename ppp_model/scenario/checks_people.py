"""Rules that tie together what a scenario says of people, tariffs, access and support."""

from __future__ import annotations

import itertools
import math
from collections.abc import Iterator, Mapping, Sequence

from ppp_model.errors import Problem
from ppp_model.scenario.model import City, Income, Retail, Scenario, TariffBlock, TollBand
from ppp_model.scenario.rules import TINY, adds_up, unused, whole_periods
from ppp_model.scenario.words import did_you_mean, listed


def check_people(scenario: Scenario) -> Iterator[Problem]:
    """Every such rule that a scenario breaks."""
    if scenario.city is not None:
        yield from _groups(scenario.city)
        yield from _ladder(scenario.city)
    if scenario.retail is not None:
        if scenario.city is None:
            yield Problem("", "retail", "sale to households needs a `city`")
        yield from _steps("retail.blocks", scenario.retail.blocks)
        yield from _tariff(scenario, scenario.retail)
    yield from _access(scenario)
    yield from _support(scenario)
    if scenario.economy is not None and scenario.retail is None:
        yield Problem("", "economy", "needs `retail`: the gain of users follows from what they buy")


def _groups(city: City) -> Iterator[Problem]:
    if not city.groups:
        yield Problem("", "city.groups", "needs at least one group of households")
        return
    groups = list(city.groups.items())
    yield from _adds_up_over_groups(city, "population_share")
    empty = [name for name, group in groups if group.population_share <= 0]
    for name, group in groups:
        if group.income_share == 0:
            yield Problem("", f"city.groups.{name}.income_share", "must be greater than 0")
    for name in empty:
        yield Problem("", f"city.groups.{name}.population_share", "must be greater than 0")
    for name, group in groups:
        if group.reached is not None and group.reached < group.connected:
            what = f"must be at least `connected`, {group.connected * 100:.12g} %: who is connected is reached"
            yield Problem("", f"city.groups.{name}.reached", what)
    yield from _income(city)
    if empty or any(group.income_share is None for _, group in groups):
        return
    yield from _adds_up_over_groups(city, "income_share")
    for (poorer, before), (richer, after) in itertools.pairwise(groups):
        incomes = [(group.income_share or 0.0) / group.population_share for group in (before, after)]
        if incomes[1] < incomes[0] * (1 - TINY):
            what = f"a household of `{richer}` has less income than one of `{poorer}`, which stands before it"
            yield Problem("", f"city.groups.{richer}", what, "Groups stand with the poorest first.")


def _adds_up_over_groups(city: City, key: str) -> Iterator[Problem]:
    words = f"the {key.replace('_', ' ')}s of the groups"
    yield from adds_up("city.groups", words, [getattr(group, key) for group in city.groups.values()], 1e-6)


def _income(city: City) -> Iterator[Problem]:
    """Income shares come from the groups, or all of them from the distribution."""
    given = [name for name, group in city.groups.items() if group.income_share is not None]
    missing = [name for name in city.groups if name not in given]
    if missing and given:
        hint = "Give it for every group, or for none and write `city.income`."
        yield Problem("", f"city.groups.{missing[0]}.income_share", "is missing", hint=hint)
    elif missing and city.income is None:
        yield Problem("", f"city.groups.{missing[0]}.income_share", "is missing", "Or give `city.income`.")
    elif given and city.income is not None:
        yield Problem("", "city.income", "the groups have income shares of their own", hint="Take one of the two away.")
    if city.income is not None:
        yield from _distribution(city.income)


def _distribution(income: Income) -> Iterator[Problem]:
    grouped = income.people is not None or income.income is not None
    if (income.gini is not None) == grouped:
        yield Problem("", "city.income", "needs either `gini`, or `people` and `income`")
    elif grouped and (income.people is None or income.income is None):
        missing = "people" if income.people is None else "income"
        yield Problem("", f"city.income.{missing}", "is missing", "Grouped data need the shares of both.")
    elif income.people is not None and income.income is not None:
        if len(income.people) != len(income.income):
            yield Problem("", "city.income", f"{len(income.people)} shares of people, {len(income.income)} of income")
        elif income.curve == "lognormal" and len(income.people) < 2:
            yield Problem("", "city.income.people", "a lognormal needs two points")


def _ladder(city: City) -> Iterator[Problem]:
    if not city.ladder:
        return
    yield from adds_up("city.ladder", "the shares of the rungs", [rung.share for rung in city.ladder.values()], 1e-6)
    served = [name for name, rung in city.ladder.items() if rung.served]
    if len(served) != 1:
        what = "one rung must say `served: true`" if not served else f"one rung may be served, got {listed(served)}"
        yield Problem("", "city.ladder", what)


def _steps(path: str, steps: Mapping[str, TariffBlock] | Mapping[str, TollBand]) -> Iterator[Problem]:
    """Blocks of a tariff or bands of a toll: each ends above the one before, the last has no end."""
    items: list[tuple[str, TariffBlock | TollBand]] = list(steps.items())
    if not items:
        yield Problem("", path, "needs at least one block")
        return
    last, step = items[-1]
    if step.up_to is not None:
        yield Problem("", f"{path}.{last}.up_to", "the last block has no upper end", hint="Take `up_to` away.")
    reached = 0.0
    for name, step in items[:-1]:
        if step.up_to is None:
            yield Problem("", f"{path}.{name}", "`up_to` is missing", "Only the last block goes without.")
        elif step.up_to <= reached:
            what = f"must be greater than that of the block before, {reached:.12g}, got {step.up_to:.12g}"
            yield Problem("", f"{path}.{name}.up_to", what)
        reached = step.up_to or reached


def _tariff(scenario: Scenario, retail: Retail) -> Iterator[Problem]:
    groups = list(scenario.city.groups) if scenario.city else []
    yield from _known("retail.strata", retail.strata, [*groups, *retail.classes])
    yield from _known("retail.exempt", retail.exempt, groups)
    if retail.social is not None:
        yield from _known("retail.social.reaches", retail.social.reaches, groups)
    if retail.fund is not None and not retail.strata:
        yield Problem("", "retail.fund", "needs `retail.strata`: surcharges and rebates pass through it")
    if retail.seasons:
        seasons = retail.seasons.values()
        yield from adds_up("retail.seasons", "the shares of the year", [one.share_of_year for one in seasons], 1e-6)
        mean = math.fsum(one.share_of_year * one.use for one in seasons)
        if abs(mean - 1) > 1e-6:
            what = f"the use of the seasons averages {mean:.10g} over the year"
            yield Problem("", "retail.seasons", what, "It must average 1: `use` of the groups is that of a mean month.")
    yield from _no_more_than_all("retail.time_of_use", [one.share_of_use for one in retail.time_of_use.values()])
    weights = [item.weight for item in retail.basket.values()]
    yield from _no_more_than_all("retail.basket", [*weights, retail.exchange_share])
    yield from _classes(retail)
    yield from _regulation(scenario, retail)


def _classes(retail: Retail) -> Iterator[Problem]:
    yield from _no_more_than_all("retail.classes", [one.share_of_sales for one in retail.classes.values()], TINY)
    for name, one in retail.classes.items():
        if one.share_of_sales:
            why = "goes with `customers`; this class has a `share_of_sales`"
            yield from unused(one, f"retail.classes.{name}", _COUNTED, why)


_COUNTED = ("customers", "use", "price_elasticity", "reference_price", "fixed_charge")
"""What is said of classes that are counted by customers."""


def _regulation(scenario: Scenario, retail: Retail) -> Iterator[Problem]:
    if retail.regulation is None:
        return
    yield from whole_periods("retail.regulation.review_every", retail.regulation.review_every, scenario.timeline)
    if retail.sold_by != "project":
        yield Problem("", "retail.regulation", "needs `retail.sold_by: project`: its return is regulated")
    if retail.cost_pass_through:
        yield Problem("", "retail.cost_pass_through", "does not go with `retail.regulation`: reviews reset the tariff")


def _access(scenario: Scenario) -> Iterator[Problem]:
    access = scenario.access
    if access is None:
        if scenario.connection != type(scenario.connection)():
            yield Problem("", "connection", "needs `access`: it says how many connect")
        return
    if scenario.retail is None:
        yield Problem("", "access", "needs `retail`: sales follow from customers and their use")
    losses = scenario.retail.losses if scenario.retail else 0.0
    if max(losses if isinstance(losses, tuple) else (losses,)) >= 1:
        yield Problem("", "retail.losses", "must be less than 100 % with `access`: nothing could be sold")
    why = "does not go with `access`: it follows from customers and their use"
    yield from unused(scenario.supply, "supply", ("utilisation", "connections", "new_users"), why)
    for takeup, names in _TAKEUP.items():
        if access.takeup != takeup:
            yield from unused(access, "access", names, f"goes with `takeup: {takeup}`, got `{access.takeup}`")
    if access.takeup == "bass" and not access.innovation:
        yield Problem("", "access.innovation", "must be greater than 0: else nobody is first")
    if scenario.guarantee is not None and scenario.guarantee.utilisation is None:
        hint = "Give the forecast of the share of the capacity that is taken."
        yield Problem("", "guarantee.utilisation", "is missing: `access` gives no forecast", hint=hint)


_TAKEUP: Mapping[str, tuple[str, ...]] = {
    "hazard": ("hazard", "charge_sensitivity"), "logistic": ("speed", "midpoint"), "bass": ("innovation", "imitation"),
}  # fmt: skip
"""What each way of take-up looks at."""


def _support(scenario: Scenario) -> Iterator[Problem]:
    groups = list(scenario.city.groups) if scenario.city and scenario.retail else []
    for name, item in scenario.finance.support.items():
        path = f"finance.support.{name}"
        yield from _known(f"{path}.reaches", item.reaches, groups)
        parts = [*scenario.retail.blocks, *scenario.retail.seasons] if scenario.retail else []
        if name in parts:
            yield Problem("", path, "is the name of a tariff block or season too", hint="Give it another name.")
        for band in item.bands:
            if band in groups:
                yield Problem("", f"{path}.bands.{band}", "is the name of a group too", hint="Give it another name.")
        if item.bands:
            yield from _steps(f"{path}.bands", item.bands)
        for key in ("rest_after", "starts", "lasts"):
            yield from whole_periods(f"{path}.{key}", getattr(item, key) or 0.0, scenario.timeline)
        if scenario.retail is None:
            why = "needs `retail`: it is paid for users"
            yield from unused(item, path, ("per_customer", "per_connection", "voucher", "social_share"), why)
        elif item.to != scenario.retail.sold_by and (item.voucher or item.social_share):
            what = f"vouchers and discounts are paid to the seller, `{scenario.retail.sold_by}`, got `{item.to}`"
            yield Problem("", f"{path}.to", what)
        if item.social_share and scenario.retail is not None and scenario.retail.social is None:
            yield Problem("", f"{path}.social_share", "needs `retail.social`")
        if item.per_connection and scenario.access is None:
            yield Problem("", f"{path}.per_connection", "needs `access`: it says how many connect")
        if item.budget is not None and (item.voucher or item.social_share):
            hint = "Limit them by `lasts` or `reaches`."
            yield Problem(
                "", f"{path}.budget", "does not go with vouchers and discounts: households rely on them", hint=hint
            )
        if item.levy_on == 0:
            yield from unused(item, path, ("levy_rate", "levy_growth"), "goes with `levy_on`")


def _no_more_than_all(path: str, shares: Sequence[float], room: float = 0.0) -> Iterator[Problem]:
    """Shares of a whole that may leave a rest; with ``room``, they must."""
    total = math.fsum(shares)
    if total > 1 + TINY or (room and total > 1 - room):
        allowed = "They must leave something for households." if room else "They may add up to 100 % at most."
        yield Problem("", path, f"the shares add up to {total * 100:.10g} %", allowed)


def _known(path: str, names: Mapping[str, float], known: Sequence[str]) -> Iterator[Problem]:
    """Names that must be those of groups or classes."""
    for name in names:
        if name not in known:
            allowed = f"There are {listed(known)}." if known else "There are none."
            what, hint = f"no group or class is called `{name}`", did_you_mean(name, known)
            yield Problem("", f"{path}.{name}", what, allowed, hint)
