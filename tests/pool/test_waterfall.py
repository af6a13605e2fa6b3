"""The order of payment of a small pool, worked by hand."""

import numpy as np
import pytest

SHOCK = "stress={revenue_fall: 50 %, starts: 1 year, lasts: 2 years}"


def row(result, line):
    return np.broadcast_to(result.values(line)[0], (7,))


def test_the_order_of_payment_by_hand(pool_of, two_towns):
    """Escrow of a: 200, of b: 150 (k USD a year); in the second and third year half of that.

    Debt service of each: 400 / 4 + 10 % of 400, 300, 200, 100 = 140, 130, 120, 110.
    Year 2: a has 100 and is 30 short, b has 75 and is 55 short. Deposits of 20 each pay 20 and 20; the reserve has 50
      and pays the 10 and 35 that are left.
    Year 3: a is 20 short, b 45. The deposits are empty. The reserve got 2.5 of interest: 50 - 45 + 2.5 = 7.5, shared as
      20 : 45, so 2.307692 and 5.192308. Transfers of 50 and 25 may be withheld: 17.692308 and 25. b still lacks
      45 - 5.192308 - 25 = 14.807692; the guarantee pays half.
      a has transfers of 50 - 17.692308 = 32.307692 left. They fill its deposit again (20) and pay the reserve the 10
      that it laid out for a in year 2; 2.307692 of the 32.307692 are not needed yet.
    Year 4: b has 150 - 110 - 0.5 = 39.5 over, and transfers of 25. First the arrears, 7.403846 x 1.1 = 8.144231; then
      its deposit (20); then the reserve (35 + 5.192308), of which 64.5 - 8.144231 - 20 = 36.355769 is there.
      a pays the reserve the 2.307692 of year 3.
    """
    result = pool_of(two_towns).run(sets=[SHOCK])
    rows = {
        "due": [0, 280, 260, 240, 220, 0, 0],
        "paid_by_members": [0, 280, 175, 175, 220, 0, 0],
        "layers.deposit.drawn_total": [0, 0, 40, 0, 0, 0, 0],
        "layers.reserve.drawn_total": [0, 0, 45, 7.5, 0, 0, 0],
        "layers.reserve.a.drawn": [0, 0, 10, 30 / 13, 0, 0, 0],
        "layers.intercept.drawn_total": [0, 0, 0, 17.69230769 + 25, 0, 0, 0],
        "layers.guarantee.drawn_total": [0, 0, 0, 7.40384615, 0, 0, 0],
        "unpaid_total": [0, 0, 0, 7.40384615, 0, 0, 0],
        "arrears_recovered": [0, 0, 0, 0, 8.14423077, 0, 0],
        "layers.deposit.a.replenished": [0, 0, 0, 20, 0, 0, 0],
        "layers.deposit.b.replenished": [0, 0, 0, 0, 20, 0, 0],
        "layers.reserve.a.replenished": [0, 0, 0, 10, 2.30769231, 0, 0],
        "layers.reserve.b.replenished": [0, 0, 0, 0, 36.35576923, 3.83653846, 0],
        "layers.guarantee.b.replenished": [0, 0, 0, 0, 0, 7.40384615, 0],
    }
    for line, expected in rows.items():
        assert row(result, line) == pytest.approx(np.array(expected) * 1000, abs=1e-2), line


def test_money_of_the_reserve_by_hand(pool_of, two_towns):
    """Interest of 5 % on 50 goes to the state while the reserve is full: 2.5 in year 1.

    Year 2: 50 - 45 + 2.5 = 7.5. Year 3: 7.5 - 7.5 + 0.375 + 10 = 10.375. Year 4, when the loans are repaid, all of it
    goes to the state: 10.375 + interest 0.51875 + 38.663462 paid back. Year 5: 3.836538 paid back.
    """
    result = pool_of(two_towns).run(sets=[SHOCK])
    assert row(result, "layers.reserve.balance_closing") == pytest.approx([50e3, 50e3, 7500, 10375, 0, 0, 0], abs=1e-2)
    to_state = np.array([0, 2.5, 0, 0, 10.375 + 0.51875 + 38.66346154, 3.83653846, 0]) * 1000
    assert row(result, "layers.reserve.to_giver") == pytest.approx(to_state, abs=1e-2)


def test_a_guarantee_on_what_is_outstanding_pays_in_full_until_it_is_used_up(pool_of, two_towns):
    """No other layer; b pays nothing from year 2 on. Half of what is outstanding is far above its 130: paid in full.

    Year 2: outstanding 600 + 60, half is 330: 130 paid, 200 left of it. Year 3: half of 400 + 40 is 220, less 130 paid
    is 90, so 90 of the 120 are paid. Year 4: half of 200 + 20 is 110, less 220 paid: nothing. The cap of 100 is lifted.
    """
    sets = [
        "layers.deposit=null", "layers.reserve=null", "layers.intercept=null", "layers.guarantee.cap=null",
        "layers.guarantee.covers=outstanding", "members.b.withheld=[0, 100 %]",
    ]  # fmt: skip
    result = pool_of(two_towns).run(sets=sets)
    assert row(result, "layers.guarantee.drawn_total") == pytest.approx([0, 0, 130e3, 90e3, 0, 0, 0])
    assert row(result, "unpaid_total") == pytest.approx([0, 0, 0, 30e3, 110e3, 0, 0])
    capped = pool_of(two_towns).run(sets=[*sets[:3], *sets[4:]])
    assert row(capped, "layers.guarantee.drawn_total") == pytest.approx([0, 0, 100e3, 0, 0, 0, 0])


def test_a_first_loss_grant_is_used_up_for_good(pool_of, two_towns):
    """A grant of 150 that pays at most 40 % of a loan (160) for one city; b withholds everything from year 2 on.

    Year 2: 130. Year 3: 150 - 130 = 20 of 120 (30 more were allowed for b). Year 4: nothing is left. Its interest of
    7.5 and 1 goes to the donor, and nothing is paid back.
    """
    grant = "layers={grant: {kind: first_loss, amount: 150 k USD, giver: donor, interest: 5 %, limit_per_member: 40 %}}"
    sets = [f"layers.{name}=null" for name in ("deposit", "reserve", "intercept", "guarantee")]
    sets += [grant.replace("layers={grant: ", "layers.grant=")[:-1], "members.b.withheld=[0, 100 %]"]
    result = pool_of(two_towns).run(sets=sets)
    assert row(result, "layers.grant.drawn_total") == pytest.approx([0, 0, 130e3, 20e3, 0, 0, 0])
    assert row(result, "layers.grant.to_giver") == pytest.approx([0, 7.5e3, 7.5e3, 1e3, 0, 0, 0])
    assert result.total("layers.grant.replenished_total") == 0
    assert result.measures["leverage"] == pytest.approx(800 / 150)
    assert result.measures["given_by_donors"] == 150e3
    limited = pool_of(two_towns).run(sets=[*sets[:4], sets[4].replace("40 %", "35 %"), sets[5]])
    assert row(limited, "layers.grant.drawn_total") == pytest.approx([0, 0, 130e3, 10e3, 0, 0, 0])


def test_half_years(pool_of, two_towns):
    """Interest of a half-year is half of 10 %: 800 x 5 % = 40, and an eighth of 800 is repaid: 100."""
    result = pool_of(two_towns).run(sets=["timeline.period=semi_annual"])
    assert result.values("due")[0, 1:4] == pytest.approx([140e3, 135e3, 130e3])
    assert result.values("capacity_total")[0, 1] == pytest.approx(175e3)
    assert result.measures["service_first_year"] == pytest.approx(275e3 + 0.25e-2 * (800e3 + 700e3))
    assert result.ok
