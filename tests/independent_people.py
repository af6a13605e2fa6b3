"""The sale to users calculated a second time, period by period in plain Python, from what a scenario's fields mean.

Nothing here is taken from ``ppp_model``: the tests compare the two. What is chosen where practice differs:

- Period 0 is the day of close; prices and exchange rates of a period are those at its start. Prices and real incomes
  step on each anniversary of close; exchange rates and the population grow all the time. A year has 365 days.
- People are counted at the end of a period with access, and without at its start. Those connected at close stay so
  without the project, but for connections that are lost; as shares of a growing city they become fewer.
- The tariff follows prices at whole reviews, counted from close; what of it follows the exchange rate moves at once.
- Use answers to the average price of the use of close, at the level of the tariff in real terms, with the costs that
  were passed through in the period before. Vouchers, discounts and exemptions do not count in that price.
- With access: those who connect in a period buy for half of it; connections are lost at its start. A curve of take-up
  runs from the start of operation for all who will ever connect; what cannot be connected or delivered is cut from all.
- Without: classes that are counted are served first; then households. Of what households buy, a share reaches people
  without a connection, in every group in proportion to those; bills count as far as the project's sales go.
- A bill is charges, at least the minimum, times the stratum, less the rebate; the social tariff takes off its share of
  the charges for the first units; a voucher is never worth more than the bill. The exempt pay nothing.
- What is passed through, and what reviews reset, is one factor on every bill.
- A fund takes what strata pay above the tariff and pays for what others pay below it, as far as it reaches; the public
  pays its share of the rest. With the contract the fund's balance goes to the seller.
- Support by connections is earned with the connection, paid in part then and the rest after some time; all is paid
  until the budget is used up. Sums follow the study's prices as far as they are indexed; vouchers follow the city's.
- Help with the bill is a transfer: what the service is worth follows from the tariff without it.
- Two numbers that differ by a billionth are equal: a burden at the threshold does not exceed it.
"""

from __future__ import annotations

import math
from typing import Any

Plain = dict[str, Any]
Row = list[float]
MONTHS = {"annual": 12, "semi_annual": 6, "quarterly": 3, "monthly": 1}


class Town:
    """A scenario in plain numbers, and what is known of the periods before the present one."""

    def __init__(self, plain: Plain, reviews: Row | None = None) -> None:
        self.plain, self.city, self.retail = plain, plain["city"], plain["retail"]
        self.groups, self.classes = self.city["groups"], self.retail.get("classes", {})
        self.support = plain["finance"]["support"]
        self.access, self.connection = plain.get("access"), plain.get("connection", {})
        time = plain["timeline"]
        self.months = MONTHS[time["period"]]
        self.years = self.months / 12
        self.done = (months(time["construction"]) + months(time["delay"])) // self.months
        late = months(time["delay"]) if time["delay_extends_contract"] else 0
        self.last = (months(time["construction"]) + months(time["operation"]) + late) // self.months
        self.reviews = reviews or [1.0] * (self.last + 1)
        self.rows: dict[str, Row] = {}
        self.prices: dict[str, list[float]] = {}
        """Charges for connections by group and period."""
        self.earned: dict[str, list[float]] = {name: [] for name in self.support}
        """Aid earned by connections, by support and period."""

    def keep(self, values: Plain, block: str = "") -> None:
        """Keep values of the present period, by name."""
        for name, value in values.items():
            self.rows.setdefault(f"{block}{name}", []).append(value)

    def before(self, name: str, otherwise: float = 0.0) -> float:
        """The value kept last."""
        return self.rows[name][-1] if self.rows.get(name) else otherwise

    def series(self, values: Any, period: int) -> float:
        """A number, or that of the period's year of operation; the first holds before, the last on."""
        if not isinstance(values, list):
            return float(values)
        year = (period - self.done - 1) * self.months // 12
        return float(values[min(max(year, 0), len(values) - 1)])


def months(text: str) -> int:
    return int(text.split()[0])


def whole(value: float) -> int:
    return math.floor(value + 1e-9)


def exceeds(left: float, right: float) -> bool:
    return left > right + (1e-9 * max(abs(left), abs(right)) if math.isfinite(right) else 0.0)


def share(above: float, below: float) -> float:
    return above / below if below else 0.0


def calculate(plain: Plain) -> dict[str, Any]:
    """The rows by the names of the model's lines, and some of its measures."""
    if "regulation" in plain["retail"]:
        return _measures(_reset(plain))
    return _measures(_run(plain))


def _run(plain: Plain, reviews: Row | None = None) -> Town:
    town = Town(plain, reviews)
    for period in range(town.last + 1):
        now = _world(town, period)
        groups = {name: _person(town, name, now) for name in town.groups}
        _connect(town, groups, now)
        _sell(town, groups, now)
        classes = {name: _class(town, name, now) for name in town.classes}
        _bill(town, groups, classes, now)
        _fund(town, groups, classes, now)
        _support(town, groups, now)
        _costs(town, now)
        _subsidies(town, groups, now)
        _burdens(town, groups, now)
        if "economy" in plain:
            _benefits(town, groups, classes, now)
        town.keep({key: value for key, value in now.items() if isinstance(value, float)})
        for name, one in groups.items():
            town.keep(one, f"groups.{name}.")
        for name, one in classes.items():
            town.keep(one, f"classes.{name}.")
    return town


# The period, its prices and the tariff's level


def _world(town: Town, period: int) -> Plain:
    plain, city, retail = town.plain, town.city, town.retail
    start = max(period - 1, 0) * town.years
    anniversaries = whole(start)
    own = plain["currencies"]["USD"]["inflation"]
    terms = plain["currencies"][city["currency"]]
    study_level = (1 + own) ** start
    rate_at_close = terms.get("per_study_currency", 1.0)
    if terms.get("path") == "given":
        rate = terms["rates"][min(anniversaries, len(terms["rates"]) - 1)]
    elif terms.get("path") == "inflation":
        rate = rate_at_close * (1 + terms["inflation"]) ** start / study_level
    else:
        rate = rate_at_close * (1 + terms.get("depreciation", 0.0)) ** start
    if period and "fall" in terms and start * 12 >= months(terms["fall_after"]) - 1e-9:
        rate /= 1 - terms["fall"]
    step = months(retail["review_every"]) / 12
    reviewed = whole(start / step) * step
    basket, abroad = retail.get("basket", {}), retail.get("exchange_share", 0.0)
    left = 1 - sum(item["weight"] for item in basket.values()) - abroad
    followed = left * (1 + terms["inflation"] - retail["x_factor"]) ** reviewed + abroad * rate / rate_at_close
    followed += sum(item["weight"] * (1 + item["growth"]) ** reviewed for item in basket.values())
    index = retail["tariff_level"] * (1 - retail["tariff_indexed"] + retail["tariff_indexed"] * followed)
    level = (1 + terms["inflation"]) ** anniversaries
    counted = start if "access" not in plain else period * town.years
    people = city["population"] * (1 + city["population_growth"]) ** counted
    mean_size = sum(_size(town, name) * group["population_share"] for name, group in town.groups.items())
    return {
        "period": period, "number": float(period), "running": town.done < period, "years": town.years * (period > 0),
        "anniversaries": anniversaries, "exchange_rate": rate, "local_level": level, "study_level": study_level,
        "prices_of_close": (1 + own) ** anniversaries, "tariff_index": index, "population": people,
        "real_income_level": (1 + city["income_growth"]) ** anniversaries, "mean_size": mean_size,
        "kept": (1 - plain.get("access", {}).get("lost", 0.0)) ** (period * town.years),
        "city_households": people / mean_size, "losses": town.series(retail["losses"], period),
        "collection": town.series(retail["collection"], period),
        "real_tariff_felt": index * town.before("tariff_factor", 1.0) / level,
        "available": plain["supply"]["capacity"] * 365 * town.years if town.done < period else 0.0,
    }  # fmt: skip


def _size(town: Town, name: str) -> float:
    return town.groups[name].get("household_size", town.city["household_size"])


# Households: who they are and what they want


def _person(town: Town, name: str, now: Plain) -> Plain:
    city, retail, group = town.city, town.retail, town.groups[name]
    grown = now["population"] / city["population"]
    without = min(group["connected"] / grown, 1.0) * now["kept"]
    near = max(min(group.get("reached", group["connected"]) / grown, 1.0), without)
    income = city["household_income"] * group["income_share"] / group["population_share"]
    stratum = retail["strata"].get(name, 1.0)
    usual = max(_charges(town, group["use"])[0] * stratum - retail.get("rebate", 0.0), 0.0)
    average = share(usual, group["use"])
    felt, referred = average * now["real_tariff_felt"], retail.get("reference_price", average)
    elasticity = group.get("price_elasticity", retail["price_elasticity"])
    wealthier = now["real_income_level"] ** group.get("income_elasticity", retail["income_elasticity"])
    dearer = min((felt / referred) ** elasticity if felt > 0 and referred > 0 else 1.0, retail["use_ceiling"])
    return {
        "households": now["city_households"] * group["population_share"],
        "income": income * now["local_level"] * now["real_income_level"], "connected_without": without,
        "reached_without": near, "use_wanted": group["use"] * dearer * wealthier,
    }  # fmt: skip


def _charges(town: Town, use: float) -> tuple[float, float]:
    """A household's monthly bill before stratum and rebate, and the charges for use within the social tariff."""
    retail = town.retail
    even = {"": {"share_of_year": 1.0, "price": 1.0, "use": 1.0}}
    hours = 1 + sum(band["share_of_use"] * (band["price"] - 1) for band in retail.get("time_of_use", {}).values())
    within = retail.get("social", {}).get("up_to", 0.0)
    charges = first_units = 0.0
    for season in retail.get("seasons", even).values():
        weight = season["share_of_year"] * season["price"] * hours
        charges += weight * _block_charges(retail, use * season["use"], math.inf)
        first_units += weight * _block_charges(retail, use * season["use"], within)
    return max(charges + retail["fixed_charge"], retail["minimum_bill"]), first_units


def _block_charges(retail: Plain, use: float, within: float) -> float:
    """Charges for a month's use, for the units up to a limit alone."""
    charges, start = 0.0, 0.0
    for block in retail["blocks"].values():
        end = block.get("up_to", math.inf)
        if retail["block_pricing"] == "increasing_block":
            charges += max(min(use, end, within) - start, 0.0) * block["price"]
        elif exceeds(use, start) and not exceeds(use, end):
            charges += min(use, within) * block["price"]
        start = end
    return charges


# Who is connected, by take-up or by what is sold


def _connect(town: Town, groups: dict[str, Plain], now: Plain) -> None:
    now["coverage_without"] = sum(
        _size(town, name) * town.groups[name]["population_share"] * one["connected_without"]
        for name, one in groups.items()
    ) / now["mean_size"]  # fmt: skip
    if town.access is None:
        return
    for name, one in groups.items():
        _want_connections(town, name, one, now)
    wanted = sum(one["connections_wanted"] for one in groups.values())
    most = town.access.get("connections_per_year", math.inf) * now["years"]
    ratio = min(most / wanted, 1.0) if wanted else 0.0
    for name, one in groups.items():
        made = one["connections_made"] = one["connections_wanted"] * ratio
        one["connected_households"] = one["opening"] + made
        one["connected"] = min(one["connected_households"] / one["households"], 1.0)
        served = one["opening"] + made / 2
        one["new_households"] = served - one["base"] if exceeds(served, one["base"]) else 0.0
        one["customers"] = served if town.access["serves"] == "all" else one["new_households"]
        one["connection_paid"] = _connection_paid(town, name, made, now)
    by_size = [_size(town, name) * town.groups[name]["population_share"] * one["connected"]
               for name, one in groups.items()]  # fmt: skip
    now["coverage"] = sum(by_size) / now["mean_size"]


def _want_connections(town: Town, name: str, one: Plain, now: Plain) -> None:
    access, period = town.access, now["period"]
    assert access is not None
    rollout = town.series(access["rollout"], period) if now["running"] else 0.0
    one["reached"] = one["reached_without"] + (1 - one["reached_without"]) * rollout
    base = one["base"] = one["households"] * one["connected_without"]
    kept = (1 - access.get("lost", 0.0)) ** now["years"]
    key = f"groups.{name}.connected_households"
    opening = one["opening"] = min(town.before(key) * kept, one["households"]) if period else base
    reached = one["households"] * one["reached"]
    could = max(reached * access["ceiling"] - opening, 0.0)
    time = max(period - town.done, 0) * town.years
    if access["takeup"] == "hazard":
        burden = _upfront(town) * now["local_level"] / one["income"]
        hazard = access["hazard"] / (1 + access["charge_sensitivity"] * burden)
        wanted = could * (1 - (1 - hazard) ** now["years"])
    else:
        if access["takeup"] == "logistic":
            curve = 1 / (1 + math.exp(-access["speed"] * (time - months(access["midpoint"]) / 12)))
        else:
            first, copied = access["innovation"], access["imitation"]
            decay = math.exp(-(first + copied) * time)
            curve = (1 - decay) / (1 + copied / first * decay)
        wanted = max(base + curve * max(reached * access["ceiling"] - base, 0.0) - opening, 0.0)
    one["connections_wanted"] = min(wanted, could) if now["running"] else 0.0


def _instalment(town: Town) -> float:
    """Monthly instalment of a charge of 1."""
    count, rate = town.connection["instalments"], town.connection["instalment_rate"] / 12
    return rate / (1 - (1 + rate) ** -count) if rate else 1 / count


def _upfront(town: Town) -> float:
    return town.connection["charge"] * (_instalment(town) if town.connection["instalments"] else 1.0)


def _connection_paid(town: Town, name: str, made: float, now: Plain) -> float:
    """Charges of the period, or instalments of those of this and earlier periods."""
    charged = town.prices.setdefault(name, [])
    charged.append(made * town.connection["charge"] * now["local_level"])
    if not town.connection["instalments"]:
        return charged[-1]
    periods, paid = town.connection["instalments"] / town.months, 0.0
    for back, charge in enumerate(reversed(charged)):
        paid += charge * min(max(periods - back, 0.0), 1.0)
    return paid * _instalment(town) * town.months if now["running"] else 0.0


def _sell(town: Town, groups: dict[str, Plain], now: Plain) -> None:
    """What customers want, what is delivered, and (without access) who comes to be connected."""
    open_months = town.months * now["running"]
    now["wanted_classes"] = sum(
        town.series(one.get("customers", 0.0), now["period"]) * _class_use(town, name, now) * open_months
        for name, one in town.classes.items()
    )
    by_share = now["share_of_classes"] = sum(one.get("share_of_sales", 0.0) for one in town.classes.values())
    if town.access is None:
        _serve_by_volume(town, groups, by_share, now)
        return
    wanted = sum(one["customers"] * one["use_wanted"] * open_months for one in groups.values())
    wanted_all = (wanted + now["wanted_classes"]) / (1 - by_share)
    most = now["available"] * (1 - now["losses"])
    now["supply_ratio"] = most / wanted_all if exceeds(wanted_all, most) else 1.0
    now["class_ratio"] = now["supply_ratio"]
    now["volume_sold"] = min(wanted_all, most)
    now["volume"] = now["volume_sold"] / (1 - now["losses"])
    for one in groups.values():
        one["use_delivered"] = one["use_wanted"] * now["supply_ratio"]
        one["months_billed"] = one["customers"] * open_months


def _serve_by_volume(town: Town, groups: dict[str, Plain], by_share: float, now: Plain) -> None:
    supply = town.plain["supply"]
    now["volume"] = now["available"] * town.series(supply["utilisation"], now["period"])
    now["volume_sold"] = now["volume"] * (1 - now["losses"])
    counted = now["volume_sold"] * (1 - by_share)
    now["class_ratio"] = min(share(counted, now["wanted_classes"]), 1.0)
    to_households = max(counted - now["wanted_classes"], 0.0)
    people_waiting = use_waiting = 0.0
    for name, one in groups.items():
        waiting = one["households"] * (1 - one["connected_without"])
        people_waiting += waiting * _size(town, name)
        use_waiting += waiting * one["use_wanted"]
    each = share(use_waiting, people_waiting)
    newly = min(share(share(to_households * supply["new_users"], town.months), each),
                now["population"] * (1 - now["coverage_without"]))  # fmt: skip
    now["coverage"] = now["coverage_without"] + newly / now["population"]
    closed = share(newly, now["population"] * (1 - now["coverage_without"]))
    wanted = 0.0
    for one in groups.values():
        one["connected"] = one["connected_without"] + (1 - one["connected_without"]) * closed
        one["reached"] = max(one["reached_without"], one["connected"])
        one["customers"] = one["households"] * one["connected"]
        one["new_households"] = one["households"] * (one["connected"] - one["connected_without"])
        one["use_delivered"] = one["use_wanted"]
        wanted += one["customers"] * one["use_wanted"] * town.months * now["running"]
    for one in groups.values():
        one["months_billed"] = one["customers"] * town.months * share(to_households, wanted)


def _class_use(town: Town, name: str, now: Plain) -> float:
    """Use of a customer, answering to its price with the stratum's multiple."""
    one = town.classes[name]
    price = one["price"] * town.retail["strata"].get(name, 1.0)
    felt, referred = price * now["real_tariff_felt"], one.get("reference_price", price)
    dearer = felt / referred if felt > 0 and referred > 0 else 1.0
    return one.get("use", 0.0) * min(dearer ** one.get("price_elasticity", 0.0), town.retail["use_ceiling"])


def _class(town: Town, name: str, now: Plain) -> Plain:
    terms = town.classes[name]
    number = town.series(terms.get("customers", 0.0), now["period"])
    months_open = town.months * now["running"]
    sold = number * _class_use(town, name, now) * months_open * now["class_ratio"]
    sold += terms.get("share_of_sales", 0.0) * now["volume_sold"]
    charges = sold * terms["price"] + number * terms.get("fixed_charge", 0.0) * months_open
    stratum = town.retail["strata"].get(name, 1.0)
    paid = terms.get("collection")
    return {
        "class_sold": sold, "at_base": charges * stratum * now["tariff_index"],
        "pays": now["collection"] if paid is None else town.series(paid, now["period"]),
        "shift": charges * (stratum - 1) * now["tariff_index"],
    }  # fmt: skip


# Bills, and who pays them


def _bill(town: Town, groups: dict[str, Plain], classes: dict[str, Plain], now: Plain) -> None:
    retail, index = town.retail, now["tariff_index"]
    for name, one in groups.items():
        before, first_units = _charges(town, one["use_delivered"])
        stratum, exempt = retail["strata"].get(name, 1.0), retail["exempt"].get(name, 0.0)
        full = max(before * stratum - retail.get("rebate", 0.0), 0.0)
        social = retail.get("social", {})
        eligible = social.get("reaches", {}).get(name, 0.0)
        saving = min(social.get("discount", 0.0) * first_units * stratum, full)
        one |= {"full": full * index, "saving": saving * index, "eligible": eligible, "exempt": exempt}
        one["mean"] = (full - eligible * saving) * (1 - exempt) * index
        shift = full - max(before - retail.get("rebate", 0.0), 0.0)
        one["shift"] = shift * (1 - exempt) * index * one["months_billed"]
        normal = _charges(town, town.groups[name].get("normal_use", town.groups[name]["use"]))[0] * stratum
        one["needed"] = max(normal - retail.get("rebate", 0.0), 0.0)
    at_base = sum(one["mean"] * one["months_billed"] * now["collection"] for one in groups.values())
    at_base += sum(one["at_base"] * one["pays"] for one in classes.values())
    _bulk(town, now)
    cost = now["bulk"] * now["exchange_rate"] + now["volume_sold"] * retail["distribution_cost"] * now["local_level"]
    short = max(share(cost, at_base) - now["running"], 0.0)
    factor = (1 + retail["cost_pass_through"] * short) * town.reviews[now["period"]]
    now["tariff_factor"] = factor
    paid = 0.0
    for name, one in groups.items():
        _pay(town, name, one, factor, now)
        paid += one["group_collected"]
    for one in classes.values():
        one["class_collected"] = one["at_base"] * factor * one["pays"] / now["exchange_rate"]
        paid += one["class_collected"]
    now["bills_collected"] = paid


def _pay(town: Town, name: str, one: Plain, factor: float, now: Plain) -> None:
    one["bill_charged"], one["bill_full"] = one["mean"] * factor, one["full"] * factor
    vouchers = holders = 0.0
    for item_name, item in town.support.items():
        if _active(town, item, now) and item.get("voucher"):
            used = _reach(item, name) * item["redeemed"]
            face = min(item["voucher"] * now["local_level"], one["bill_charged"])
            vouchers, holders = vouchers + used * face, holders + used
            one[f"paid_by_{item_name}"] = used * face * one["months_billed"] / now["exchange_rate"]
    honoured = min(vouchers, one["bill_charged"])
    for item_name in town.support:
        if f"paid_by_{item_name}" in one:
            one[f"paid_by_{item_name}"] *= share(honoured, vouchers)
    vouchers = honoured
    one["bill"] = one["bill_charged"] - vouchers
    one["billed"] = one["bill"] * one["months_billed"]
    one["group_collected"] = one["billed"] * now["collection"] / now["exchange_rate"]
    discounts = one["saving"] * factor * one["eligible"]
    one["social_saved"] = discounts * (1 - one["exempt"]) * one["months_billed"] / now["exchange_rate"]
    helped = one["helped"] = min(max(one["eligible"], holders), 1.0)
    per_payer = share(vouchers, 1 - one["exempt"])
    help_ = share(discounts + per_payer, helped)
    one["bill_helped"] = one["bill_full"] - help_ if exceeds(one["bill_full"], help_) else 0.0


def _bulk(town: Town, now: Plain) -> None:
    revenue, period = town.plain["revenue"], now["period"]
    level = (1 + revenue["escalation"]) ** now["anniversaries"]
    kept = 1 - town.series(revenue["deductions"], period)
    capacity = max(now["volume"], now["available"] * revenue["take_or_pay"]) * revenue["capacity_charge"] * kept
    share_ = revenue["capacity_indexed"]
    now["bulk"] = capacity * (1 - share_ + share_ * level) + now["volume"] * revenue["variable_charge"] * level
    now["availability"] = revenue["availability_payment"] * kept * now["years"] * now["running"]


def _fund(town: Town, groups: dict[str, Plain], classes: dict[str, Plain], now: Plain) -> None:
    above = below = 0.0
    for one in (*groups.values(), *classes.values()):
        shift = one["shift"] * now["tariff_factor"] * one.get("pays", now["collection"]) / now["exchange_rate"]
        above, below = above + max(shift, 0.0), below + max(-shift, 0.0)
    now |= {"contributions": above, "stratum_rebates": below, "fund_paid": 0.0, "fund_call": 0.0, "fund_closing": 0.0}
    kept = 0.0
    if fund := town.retail.get("fund"):
        opening = town.before("fund_closing")
        there = opening * (1 + fund["interest"] * now["years"]) + above
        now["fund_paid"] = min(below, there)
        now["fund_call"] = (below - now["fund_paid"]) * fund["treasury_share"]
        if now["period"] < town.last:
            now["fund_closing"] = there - now["fund_paid"]
        kept = now["fund_closing"] - opening * (1 + fund["interest"] * now["years"]) - now["fund_call"]
    connections = sum(one.get("connection_paid", 0.0) for one in groups.values()) / now["exchange_rate"]
    now["connection_income"] = connections
    now["collected"] = now["bills_collected"] - kept + connections


# Support in operation


def _active(town: Town, item: Plain, now: Plain) -> bool:
    elapsed = (now["period"] - town.done - 1) * town.months
    start = months(item.get("starts", "0 months"))
    return now["running"] and start <= elapsed and ("lasts" not in item or elapsed < start + months(item["lasts"]))


def _reach(item: Plain, group: str) -> float:
    return item["reaches"].get(group, 0.0) if item.get("reaches") else 1.0


def _support(town: Town, groups: dict[str, Plain], now: Plain) -> None:
    received = {"project": 0.0, "utility": 0.0}
    public = 0.0
    for name, item in town.support.items():
        due = _due(town, name, item, groups, now)
        left = item.get("budget", math.inf) - sum(town.rows.get(f"support.{name}.paid", []))
        paid = min(due, left)
        town.keep({"paid": paid, "due": due}, f"support.{name}.")
        received[item["to"]] += paid
        public += paid * (item["giver"] in ("nation", "city"))
    now["support_to_project"], now["support_to_utility"] = received["project"], received["utility"]
    now["support_public"] = public


def _due(town: Town, name: str, item: Plain, groups: dict[str, Plain], now: Plain) -> float:
    active, period = _active(town, item, now), now["period"]
    indexed = item.get("indexed", 0.0)
    level = 1 - indexed + indexed * now["prices_of_close"]
    made = sum(one.get("connections_made", 0.0) * _reach(item, group) for group, one in groups.items())
    earned = town.earned[name]
    earned.append(item.get("per_connection", 0.0) * made * (1 - item.get("failure_rate", 0.0)) * active * level)
    lag = months(item.get("rest_after", "0 months")) // town.months
    first = item.get("first_share", 1.0)
    due = first * earned[-1] + (1 - first) * (earned[period - lag] if period >= lag else 0.0)
    town.keep({"prefinance": town.before(f"support.{name}.prefinance") + earned[-1] - due}, f"support.{name}.")
    if active:
        customers = sum(one["months_billed"] / town.months * _reach(item, group) for group, one in groups.items())
        yearly = town.series(item.get("per_year", 0.0), period)
        yearly += town.series(item.get("per_customer", 0.0), period) * customers + _toll(item, now, town)
        due += (yearly * now["years"] + town.series(item.get("per_unit", 0.0), period) * now["volume"]) * level
        due += item.get("social_share", 0.0) * sum(one["social_saved"] for one in groups.values())
        grown = (1 + item.get("levy_growth", 0.0)) ** now["anniversaries"]
        due += item.get("levy_on", 0.0) * item.get("levy_rate", 0.01) * grown * now["years"]
        due += sum(one.get(f"paid_by_{name}", 0.0) for one in groups.values())
    return due if now["running"] else 0.0


def _toll(item: Plain, now: Plain, town: Town) -> float:
    """Shadow toll of a year at the volume of the period."""
    volume, start, toll = now["volume"] / town.years, 0.0, 0.0
    for band in item.get("bands", {}).values():
        end = band.get("up_to", math.inf)
        toll += max(min(volume, end) - start, 0.0) * band["price"]
        start = end
    return toll


# What the service costs, who gets the subsidy, how heavy the bills are


def _costs(town: Town, now: Plain) -> None:
    retail, rate = town.retail, now["exchange_rate"]
    made = sum(town.prices[name][-1] for name in town.prices) / now["local_level"]
    charge = town.connection.get("charge", 0.0)
    connections = share(made, charge) * town.connection.get("cost", 0.0) * now["local_level"] / rate
    now["connection_cost"] = connections
    distribution = now["volume_sold"] * retail["distribution_cost"] * now["local_level"] / rate
    now["distribution_cost"] = distribution + connections
    by_project = retail["sold_by"] == "project"
    now["user_revenue"] = now["collected"] if by_project else 0.0
    paid_for = now["bulk"] + now["availability"] + now["support_to_project"]
    paid = (now["bills_collected"] + now["connection_income"] + now["fund_call"]) * by_project
    service = now["service_cost"] = paid_for + max(paid, now["distribution_cost"])
    on_top = now["connection_income"] * by_project if exceeds(paid, now["distribution_cost"]) else connections
    now["unit_cost"] = share((service - on_top) * rate, now["volume_sold"])
    if "full_cost" in retail:
        now["unit_cost"] = retail["full_cost"] * now["local_level"]
    from_users = 0.0 if by_project else now["collected"] - now["distribution_cost"]
    now["utility_margin"] = from_users + now["support_to_utility"] - now["bulk"]


def _subsidies(town: Town, groups: dict[str, Plain], now: Plain) -> None:
    """Omega and its factors: sums over all households and over the poor, stage by stage."""
    marked = any(group["poor"] for group in town.groups.values())
    stages: dict[bool, Row] = {True: [0.0] * 6, False: [0.0] * 6}
    poor_income = 0.0
    for number, (name, one) in enumerate(groups.items()):
        of_city, cost = town.groups[name]["population_share"], one["use_delivered"] * now["unit_cost"]
        gets = exceeds(cost, one["bill"])
        one["subsidy"] = max(cost - one["bill"], 0.0)
        connected = of_city * one["connected"]
        steps = [of_city, of_city * one["reached"], connected, connected * gets]
        steps += [steps[3] * one["use_delivered"], steps[3] * one["subsidy"]]
        is_poor = town.groups[name]["poor"] if marked else number == 0
        poor_income += one["income"] * of_city * is_poor
        for kind in (False, True)[: 1 + is_poor]:
            stages[kind] = [old + step for old, step in zip(stages[kind], steps, strict=True)]
    poor, everyone = stages[True], stages[False]
    factors = ("access_factor", "uptake_factor", "targeting_factor", "quantity_factor", "rate_factor")
    for number, factor in enumerate(factors):
        one_step = (quotient(stage[number + 1], stage[number]) for stage in (poor, everyone))
        now[factor] = quotient(*one_step)
    now["targeting_performance"] = quotient(quotient(poor[5], everyone[5]), poor[0])
    now["exclusion_error"], now["inclusion_error"] = 1 - poor[3] / poor[0], 1 - quotient(poor[3], everyone[3])
    now["materiality"] = quotient(quotient(poor[5], poor[3]), quotient(poor_income, poor[0]))


def quotient(above: float, below: float) -> float:
    return above / below if below else math.nan


def _burdens(town: Town, groups: dict[str, Plain], now: Plain) -> None:
    city, limit = town.city, town.city["affordability_threshold"]
    elsewhere = city["alternative_price"] * city["alternative_use"] * now["local_level"]
    over = depth = severity = gap = outlay = incomes = needed = 0.0
    for name, one in groups.items():
        income, count, group = one["income"], one["households"], town.groups[name]
        needs = group.get("basic_needs", city["basic_needs"]) * now["local_level"]
        spare = max(income - needs, 0.0) * city["residual_threshold"]
        paying = count * one["connected"] * (1 - one["exempt"])
        kinds = (
            (paying * (1 - one["helped"]), one["bill_full"]), (paying * one["helped"], one["bill_helped"]),
            (count * (1 - one["connected"]), elsewhere),
        )  # fmt: skip
        for people, bill in kinds:
            excess = share(max(bill - min(limit * income, spare), 0.0), limit * income)
            over += people * (exceeds(bill / income, limit) or exceeds(bill, spare))
            depth, severity = depth + people * excess, severity + people * excess**2
            gap += people * max(bill - min(limit * income, spare), 0.0)
        pays = one["connected"] * one["bill"] + (1 - one["connected"]) * elsewhere
        outlay, incomes = outlay + pays * group["population_share"], incomes + income * group["population_share"]
        one["potential_burden"] = one["needed"] * now["tariff_index"] * now["tariff_factor"] / income
        needed += count * exceeds(one["potential_burden"] * income, min(limit * income, spare))
    everyone = now["city_households"]
    now |= {"over_threshold_all": over, "headcount": over / everyone, "depth": depth / everyone,
            "severity": severity / everyone, "gaps": gap, "outlay_share": outlay / incomes,
            "mean_income": incomes, "potential_headcount": needed / everyone}  # fmt: skip


# The wider gain


def _benefits(town: Town, groups: dict[str, Plain], classes: dict[str, Plain], now: Plain) -> None:
    """Worth of the service, of time and health, and of climate, at the prices of close."""
    city, economy = town.city, town.plain["economy"]
    elsewhere = city["alternative_price"] * now["local_level"]
    service = other = weighted = 0.0
    for name, one in groups.items():
        replaced = min(one["use_delivered"], city["alternative_use"])
        more = one["use_delivered"] - replaced
        paid = share(one["bill_full"], one["use_delivered"])
        worth = elsewhere * replaced + (elsewhere + paid) / 2 * more
        new_months = one["new_households"] * town.months * now["running"]
        lost = elsewhere * replaced * (1 - economy["alternative_cost_share"])
        bills = one["bill_full"] * one["months_billed"]
        units = (one["months_billed"] - new_months) * one["use_delivered"]
        used = new_months * worth + _worth_to_others(economy, units, bills - new_months * one["bill_full"], now)
        time = economy["hours_saved"] * economy["value_of_hour"] * now["local_level"]
        health = economy["dalys_averted"] * economy["value_of_daly"] * now["local_level"] / 1000 / 12
        saved = new_months * (time + health * _size(town, name)) * now.get("supply_ratio", 1.0)
        service, other = service + used - new_months * lost, other + saved
        gain = used + saved - one["billed"] * now["collection"] - one.get("connection_paid", 0.0)
        weighted += gain * (now["mean_income"] / one["income"]) ** economy["weight_elasticity"]
    rate, level = now["exchange_rate"], now["prices_of_close"]
    others = 0.0
    for name, one in classes.items():
        own = {"worth_of_unit": town.classes[name]["worth"]} if "worth" in town.classes[name] else economy
        others += _worth_to_others(own, one["class_sold"], one["at_base"] * now["tariff_factor"], now)
    avoided = economy["ghg_per_unit"] * now["volume"]
    avoided += (
        economy["ghg_per_household"]
        * sum(one["new_households"] for one in groups.values())
        * (now["years"] * now["running"])
    )
    carbon = economy["carbon_price"][min(now["anniversaries"], len(economy["carbon_price"]) - 1)]
    now |= {"benefit_of_service": (service + others) / rate / level, "ghg": avoided,
            "benefit_of_time_and_health": other / rate / level, "benefit_of_climate": avoided * carbon,
            "weighted_gains": weighted / rate}  # fmt: skip


def _worth_to_others(terms: Plain, units: float, charged: float, now: Plain) -> float:
    """Worth to those served before or by class: by unit where that is given, else what they are charged."""
    return units * terms["worth_of_unit"] * now["local_level"] if "worth_of_unit" in terms else charged


# Reviews that reset the tariff


def _reset(plain: Plain) -> Town:
    """The factors at which, in every review period, what users pay is worth the allowed revenue."""
    factors: Row | None = None
    for _ in range(500):
        town = _run(plain, factors)
        found = _due_factors(town)
        if max(abs(new - old) for new, old in zip(found, town.reviews, strict=True)) <= 1e-14 * max(found):
            break
        factors = found
    return town


def _due_factors(town: Town) -> Row:
    plain, terms = town.plain, town.retail["regulation"]
    rate, operated = terms["allowed_return"], town.last - town.done
    cost = sum(item["cost"] for item in plain["works"]["items"].values())
    base = max(cost - sum(grant["amount"] for grant in plain["finance"]["grants"].values()), 0.0)
    allowed, paid = {}, {}
    for period in range(town.done + 1, town.last + 1):
        opening = base * (1 - (period - town.done - 1) / operated)
        others = sum(town.rows[name][period] for name in ("bulk", "availability", "support_to_project"))
        others += town.rows["collected"][period] - town.rows["bills_collected"][period]
        due = opening * ((1 + rate) ** town.years - 1) + base / operated + _operation(town, period) - others
        review = (period - town.done - 1) * town.months // months(terms["review_every"])
        worth = (1 + rate) ** (-period * town.years)
        allowed[review] = allowed.get(review, 0.0) + due * worth
        at_one = town.rows["bills_collected"][period] / town.reviews[period]
        paid[review] = paid.get(review, 0.0) + at_one * worth
    factors = [1.0] * (town.done + 1)
    for period in range(town.done + 1, town.last + 1):
        review = (period - town.done - 1) * town.months // months(terms["review_every"])
        factors.append(max(allowed[review] / paid[review], 0.0))
    return factors


def _operation(town: Town, period: int) -> float:
    """Cost of operation of the project, with distribution, which it bears as the seller."""
    level = (1 + town.plain["currencies"]["USD"]["inflation"]) ** whole((period - 1) * town.years)
    customers = sum(town.rows[f"groups.{name}.customers"][period] for name in town.groups)
    cost = town.rows["distribution_cost"][period]
    for item in town.plain["opex"].values():
        fixed = item["fixed"] + item["per_connection"] * customers
        cost += (fixed * town.years + item["per_unit"] * town.rows["volume"][period]) * level
    return cost


def _measures(town: Town) -> dict[str, Any]:
    start, rows = town.done + 1, town.rows
    poorest, rate = next(iter(town.groups)), rows["exchange_rate"][start]
    served = [one >= 1 - 1e-9 for one in rows["coverage"]]
    year = next((period for period in range(start, town.last + 1) if served[period]), None)
    measures = {
        "bill_poorest": rows[f"groups.{poorest}.bill"][start] / rate,
        "burden_poorest": rows[f"groups.{poorest}.bill"][start] / rows[f"groups.{poorest}.income"][start],
        "burden_average": rows["outlay_share"][start],
        "households_over_threshold": rows["over_threshold_all"][start],
        "affordability_gap": rows["gaps"][start] * 12 / rate,
        "coverage_start": rows["coverage_without"][0],
        "coverage_end": rows["coverage"][-1],
        "people_served_end": rows["coverage"][-1] * rows["population"][-1],
        "universal_access_year": math.nan if year is None else 2025.0 + (year * town.months - 1) // 12,
        "omega": rows["targeting_performance"][start],
        "cost_recovery": quotient(
            sum(rows["bills_collected"]) + sum(rows["connection_income"]), sum(rows["service_cost"])
        ),
    }
    return {"rows": rows, "measures": measures}
