"""The three statements balance in deals that switch every mechanism on and off (shipped studies: tests/library).

Also here: real and nominal views of one deal agree, and the published nominal rate (3.5 % real and 2.5 % of
inflation are 6.0875 %: National Audit Office, printed 6.09 %).
"""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.deals import number, often, study_of

FACTS = {"debt_paid_when_due", "no_owner_support", "equity_not_negative", "repayments_not_negative", "target_reached"}
"""Checks that say something of the deal; all others hold by arithmetic."""
MONTHS = {"annual": 12, "semi_annual": 6, "quarterly": 3}


def assert_balances(result):
    largest = result["largest_balance"]
    for residual in ("balance_residual", "cash_statement_residual"):
        assert np.max(np.abs(result.values(residual))) <= 1e-6 * largest, residual
    assert abs(result.values("cash_and_reserves")[0, -1]) <= 1e-6 * largest
    broken = {name for name, passed in result.checks.items() if not passed} - FACTS
    end = result.values("contract_ends")
    if np.max((result.values("arrears") + result.values("debt_closing")) * end) > 1e-6 * largest:
        broken -= {"cash_released"}  # the contract ended before the debt was paid: its reserve is still held
    assert not broken


# Drawn deals: 100 m of works, of which each mechanism is on or off


def maybe(strategy: st.SearchStrategy) -> st.SearchStrategy:
    """None as often as not."""
    return st.one_of(st.none(), strategy)


def share(high: float = 1.0) -> st.SearchStrategy[float]:
    return st.one_of(st.just(0.0), number(0.05, high, 0.05))


def months(*choices: int) -> st.SearchStrategy[str]:
    return st.sampled_from(choices).map(lambda count: f"{count} months")


@st.composite
def tranches(draw, start: int, end: int, late: int, length: int) -> dict[str, dict]:
    """Up to three loans, the first perhaps refinanced, with every way of drawing and repaying."""
    found: dict[str, dict] = {}
    for n in range(draw(st.integers(0, 3))):
        grace = draw(st.sampled_from([0, 0, 12]))
        shape = draw(st.sampled_from(["annuity", "equal_principal", "bullet", "sculpted", "given"]))
        cost = draw(
            st.one_of(
                st.fixed_dictionaries({"rate": st.one_of(number(0.02, 0.1, 0.01), st.just([0.05, 0.07]))}),
                st.fixed_dictionaries(
                    {"base_rate": st.just([0.03, 0.05]), "margin": number(0.01, 0.03, 0.01)}
                ),
                st.fixed_dictionaries(
                    {"base_rate": st.just(0.03), "swap_share": number(0.2, 1, 0.2), "swap_rate": st.just(0.04)}
                ),
            )
        )  # fmt: skip
        size = draw(
            st.fixed_dictionaries(
                {"gearing": number(0.1, 0.5, 0.1)},
                optional={"amount": number(5e6, 40e6, 5e6), "llcr": number(1.2, 2.0, 0.2)},
            )
        )
        if shape == "sculpted" or draw(st.booleans()):
            size["dscr"] = draw(number(1.1, 1.8, 0.1))
        tenor = draw(st.integers((start + grace) // 12 + 2, end // 12)) * 12
        repayments = (tenor - start + late - grace) // length
        given_shape = {"profile": [0.5 / (repayments - 1)] * (repayments - 1) + [0.5]} if shape == "given" else {}
        found[f"loan_{n}"] = cost | size | given_shape | {
            "repayment": shape, "rank": n + 1, "grace": f"{grace} months", "tenor": f"{tenor} months",
            "owed_in": draw(st.sampled_from(["USD", "USD", "EUR"])),
            "drawn": draw(st.sampled_from(["pro_rata", "pro_rata", "first", "last", "at_close"])),
            "construction_interest": draw(st.sampled_from(["funded", "capitalised", "paid"])),
            "balloon": draw(share(0.4)) if shape in ("annuity", "equal_principal") else 0.0,
            "sweep": draw(share()), "sweep_order": draw(st.sampled_from(["inverse", "pro_rata", "forward"])),
            "upfront_fee": 0.01, "commitment_fee": 0.005, "agency_fee": draw(st.sampled_from([0.0, 5e4])),
            "guarantee_fee": draw(st.sampled_from([0.0, 0.005])),
        }  # fmt: skip
    first = found.get("loan_0")
    if first and draw(st.booleans()) and int(first["tenor"].split()[0]) + 24 <= end:
        found["new"] = {"refinances": "loan_0", "rate": 0.05, "tenor": f"{end} months", "upfront_fee": 0.02}
    return found


depreciation = st.sampled_from(
    [{}, {"depreciation": "5 years"}, {"depreciation": "20 years"}, {"method": "declining", "declining_rate": 0.2},
     {"method": "units"}, {"method": "given", "schedule": [0.5, 0.3, 0.2, 0.0]}]
)  # fmt: skip
losses = st.one_of(
    st.just({"losses": "refunded"}),
    st.fixed_dictionaries({"loss_share": number(0.5, 1, 0.25)}, optional={"loss_life": months(24, 60)}),
)
held = {"months": st.sampled_from([0, 3, 6, 12]), "interest": share(0.05)}
looks, build_up = st.sampled_from(["forward", "back"]), months(0, 24)
reserves = st.one_of(
    st.fixed_dictionaries(held),
    st.fixed_dictionaries(held | {"funded": st.just("from_cash"), "looks": looks, "build_up": build_up}),
    st.fixed_dictionaries(
        held | {"funded": st.just("letter_of_credit"), "letter_fee": share(0.03), "looks": looks, "build_up": build_up}
    ),
)
"""Ways to depreciate, to treat losses, and to hold a debt service reserve."""


@st.composite
def full_deals(draw) -> dict:
    """A deal in which every mechanism of the model is on or off."""
    period = draw(st.sampled_from(list(MONTHS)))
    construction, delay = draw(st.sampled_from([0, 12, 24])), draw(st.sampled_from([0, 0, 12]))
    operation = draw(st.integers(7, 15)) * 12
    extends = draw(st.booleans())
    start, end = construction + delay, construction + operation + (delay if extends else 0)
    earned = draw(number(8e6, 20e6, 1e6))
    own = st.sampled_from([None, "EUR", "RWF"])
    rates = {"RWF": 800.0, "EUR": 0.9}
    currencies = {
        code: {
            "per_study_currency": rates[code], "inflation": draw(number(0, 0.08, 0.02)),
            "fall": draw(share(0.4)), "fall_after": draw(months(0, 24, 60)),
        } | draw(
            st.sampled_from(
                [{"path": "inflation"}, {"path": "given", "rates": [rates[code], rates[code] * 1.1]},
                 {"depreciation": 0.04}, {"depreciation": -0.02}]
            )
        )
        for code in rates
    } | {"USD": {"inflation": draw(number(0, 0.04, 0.01))}}  # fmt: skip

    def item(money: float, **more) -> dict:
        """A cost of so much, in one of the currencies."""
        code = draw(own)
        priced = {key: value * money * rates.get(code, 1.0) for key, value in more.items()}
        return priced | ({"currency": code} if code else {})

    scenario = {
        "study": "Drawn", "service": "water", "currency": "USD", "currencies": currencies,
        "timeline": {
            "close": "2025-01-01", "period": period,
            "construction": f"{construction} months", "operation": f"{operation} months", "delay": f"{delay} months",
            "delay_extends_contract": extends, "day_count": draw(st.sampled_from(["365", "actual"])),
        },
        "supply": {"capacity": 10_000, "utilisation": draw(st.lists(number(0.2, 1, 0.1), min_size=1, max_size=4)),
                   "connections": [1000, 2000]},
        "revenue": {
            "currency": "USD", "capacity_charge": 0.5 * earned / 3.65e6, "take_or_pay": draw(share()),
            "capacity_indexed": draw(share()), "variable_charge": 0.3 * earned / 3.65e6,
            "availability_payment": 0.3 * earned, "availability_indexed": draw(share()),
            "index_every": draw(months(12, 24, 60)), "index_lag": draw(months(0, 6)),
            "deductions": draw(st.sampled_from([0.0, [0.1, 0.02]])),
            "price_base": draw(st.sampled_from(["close", "operation"])),
        },
        "opex": {
            "fixed": item(1e6, fixed=1.0), "energy": item(1e6, per_unit=0.1 / 1e6),
            "meters": item(1.0, per_connection=100.0), "people": {"staff": 40} | item(1.0, pay=10_000.0),
        },
        "maintenance": {
            name: item(1e6, cost=draw(number(1, 5, 1))) | {
                "every": draw(months(24, 60, 96)), "reserved": draw(st.booleans())
            } | draw(st.sampled_from([{}, {"first": "1 years"}, {"first": "3 years", "escalation": 0.02}]))
            for name in draw(st.sets(st.sampled_from(["pumps", "roof"])))
        },
        "contract": {
            "concession_fee": draw(st.sampled_from([0.0, 2e5])), "lease_fee": draw(st.sampled_from([0.0, 1e5])),
            "fees_indexed": draw(share()), "royalty": draw(share(0.1)),
            "handback_cost": draw(st.sampled_from([0.0, 3e6])), "residual_value": draw(st.sampled_from([0.0, 1e7])),
            "receivable_days": draw(st.sampled_from([0, 45, 120])), "payable_days": draw(st.sampled_from([0, 30])),
        },
        "works": {
            "items": {
                "plant": item(1e6, cost=80.0) | {
                    "local_share": draw(share()), "profile": draw(st.sampled_from(["even", "s_curve", [0.2, 0.5, 0.3]]))
                },
                "site": item(1e6, cost=10.0) | {"kind": "land"}, "advice": item(1e6, cost=10.0) | {"kind": "owner"},
            },
            "contingency": draw(share(0.1)), "overrun": draw(st.sampled_from([0.0, 0.2, -0.1])),
            "vat": draw(share(0.2)), "vat_refund_after": draw(months(12, 24)),
        },
        "finance": {
            "grants": {
                giver: {"amount": draw(number(2e6, 20e6, 2e6)), "giver": giver,
                        "drawn": draw(st.sampled_from(["pro_rata", "first"]))}
                for giver in draw(st.sets(st.sampled_from(["nation", "donor"])))
            },
            "equity": {"drawn": draw(st.sampled_from(["pro_rata", "first"])), "public_share": draw(share())}
            | draw(st.sampled_from([{}, {"bridge_share": 1.0, "bridge_rate": 0.04}, {"bridge_share": 0.4}])),
            "debt": draw(tranches(start, end, delay, MONTHS[period])),
            "reserve": draw(reserves),
            "shareholder_loan": draw(
                maybe(st.fixed_dictionaries({"share": number(0.2, 0.8, 0.2), "rate": number(0.05, 0.15, 0.05)},
                                            optional={"tenor": st.just("6 years")}))
            ),
            "proceeds_interest": draw(share(0.05)), "lock_up": draw(st.sampled_from([0.0, 1.1, 1.3])),
            "lock_up_looks": draw(st.sampled_from(["back", "forward", "both"])),
            "lock_up_llcr": draw(st.sampled_from([0.0, 1.2])),
        },
        "tax": {
            "rate": draw(share(0.4)),
            "grant_reduces_base": draw(st.booleans()), "fees_depreciated": draw(st.booleans()),
            "holiday": draw(months(0, 36)), "minimum": draw(share(0.05)), "interest_limit": draw(maybe(share(0.3))),
            "thin_cap": draw(maybe(st.sampled_from([1.5, 3.0]))), "withholding_interest": draw(share(0.15)),
            "withholding_dividends": draw(share(0.15)),
        } | draw(depreciation) | draw(losses),
        "termination": {"breakage": 0.02, "equity": draw(st.sampled_from(["irr_to_date", "present_value"]))},
        "accounting": {"construction_margin": 0.05, "guaranteed_share": draw(share())},
        "public": {"discount_rate": 0.08},
        "conventions": {
            "cfads": draw(st.sampled_from(["after_tax", "before_tax"])),
            "flow_timing": draw(st.sampled_from(["start", "middle", "end"])),
            "gearing_binds": draw(st.sampled_from(["scale", "shorten"])),
            "irr_times": draw(st.sampled_from(["equal_periods", "dates"])),
        },
    }  # fmt: skip
    if draw(st.booleans()):
        scenario["guarantee"] = {"utilisation": 0.9, "minimum": draw(share()), "upside_share": draw(share())}
    if draw(st.integers(0, 3)) == 0:
        scenario["contract"] |= {"revenue_bid": draw(number(2, 8, 1)) * earned, "revenue_bid_rate": 0.06}
    return scenario


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    return tmp_path_factory.mktemp("statements")


@often(60)
@given(scenario=full_deals())
def test_statements_of_a_drawn_deal_balance(folder, scenario):
    assert_balances(study_of(scenario, folder).run())


# Real and nominal


def indexed(inflation: float, discount_rate: float, timing: str) -> dict:
    """100 m paid at close, 20 years of operation, no debt, no tax: every price grows with inflation."""
    return {
        "study": "Real and nominal", "service": "water", "currency": "USD",
        "currencies": {"USD": {"inflation": inflation}},
        "timeline": {"close": "2025-01-01", "construction": 0, "operation": 20},
        "supply": {"capacity": 50_000, "utilisation": [0.5, 0.7, 0.9]},
        "revenue": {
            "capacity_charge": 0.8, "capacity_indexed": 1, "take_or_pay": 0.8, "variable_charge": 0.1,
            "availability_payment": 2e6, "availability_indexed": 1,
        },
        "opex": {"all": {"fixed": 2e6, "per_unit": 0.05}},
        "maintenance": {"pumps": {"cost": 4e6, "every": "7 years", "reserved": False}},
        "contract": {"concession_fee": 5e5, "fees_indexed": 1, "royalty": 0.02},
        "works": {"items": {"plant": {"cost": 100e6}}},
        "public": {"discount_rate": discount_rate},
        "conventions": {"flow_timing": timing},
    }  # fmt: skip


def test_x1_nominal_rate_values_nominal_flows_as_the_real_rate_values_real_ones(folder):
    """3.5 % real and 2.5 % of inflation are (1.035 x 1.025) - 1 = 6.0875 % nominal, printed 6.09 %.

    Prices move on the anniversaries of close, so flows at the start of each year carry exactly its price level.
    """
    assert abs(1.035 * 1.025 - 1 - 0.060875) < 1e-15
    nominal = study_of(indexed(0.025, 0.060875, "start"), folder).run()
    real = study_of(indexed(0.0, 0.035, "start"), folder).run()
    assert nominal["equity_npv"] == pytest.approx(real["equity_npv"], rel=1e-12)
    assert abs(real["equity_npv"]) > 1e6
    assert 1 + nominal["equity_irr"] == pytest.approx(1.025 * (1 + real["equity_irr"]), rel=1e-9)


def test_deflated_flows_at_the_real_rate_have_the_same_value(folder):
    nominal = study_of(indexed(0.025, 0.060875, "start"), folder).run()
    real = study_of(indexed(0.0, 0.035, "start"), folder).run()
    lines = ("revenue", "operating_cost", "maintenance_spend", "fees_to_public", "project_cash_flow")
    for line in lines:
        deflated = nominal.values(line) / nominal.values("currencies.USD.price_level")
        assert deflated == pytest.approx(real.values(line), rel=1e-12), line
    deflated = nominal.values("equity_cash_flow") / nominal.values("currencies.USD.price_level")
    value = np.sum(deflated / 1.035 ** nominal.values("flow_years"))
    assert value == pytest.approx(nominal["equity_npv"], rel=1e-12)


def test_prices_of_a_year_are_those_of_its_start(folder):
    """Discounted at year end, operation is worth 1 / 1.025 of its real value: a year of inflation is not paid for."""
    nominal = study_of(indexed(0.025, 0.060875, "end"), folder).run()
    real = study_of(indexed(0.0, 0.035, "end"), folder).run()
    in_nominal, in_real = (result["equity_npv"] + 100e6 for result in (nominal, real))
    assert in_nominal == pytest.approx(in_real / 1.025, rel=1e-12)
