"""A deal calculated a second time, period by period in plain Python, from the definitions of project finance.

Nothing here is taken from ``ppp_model``: the tests compare the two. What is chosen where practice differs:

- Period 0 is the day of close; every flow falls at the end of its period. Without construction, works are paid then.
- Interest of a period is the yearly rate times the period's length in years, on the opening balance.
- Prices step on each anniversary of close, or of the start of operation: whole years between it and the period's start.
- A year has 365 days, shared equally by its periods. Utilisation is given by year of operation.
- Interest and fees until the works are complete (delay included) are part of the uses. The commitment fee is on what is
  undrawn at the start of a period. Grants paid "first" go before all; the others in proportion to all that remains.
- Grace runs from the actual start of operation, the tenor from close.
- A loan is the least of its amount, its share of total uses, what grants and the loans before leave open, what keeps
  its DSCR in every period of operation (in grace: on interest), counted after the service of the loans before, and
  what keeps its LLCR when operation starts, counted with the loans before. A sculpted loan that is capped has its
  target service scaled down ("scale") or keeps it and ends early ("shorten").
- Equity is what is left; less than a millionth of total uses counts as none.
- Loans are paid in order out of cash and reserve; what is not paid is overdue with the loan's own interest. Owners pay
  in only for a loss of operation and tax. The reserve is then filled up to the coming months of service as scheduled
  without prepayment, while debt is left.
- The rest is free if CFADS / debt service is at the lock-up or above; the end of the contract frees all. Of free cash
  each loan in turn is prepaid by its sweep; owners get what remains. A prepayment takes off the last repayments
  ("inverse"), all repayments alike ("pro_rata"), or the next ones ("forward").
- Tax: works, interest during construction and fees in equal parts over the depreciation life, from the start of
  operation; interest due deducted; losses never expire (or are refunded). Debt is sized on this tax.
- LLCR discounts CFADS until the last repayment at the average rate, and counts no reserve.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, field


@dataclass
class Loan:
    rate: float
    tenor: int
    """Times are in months."""
    grace: int = 0
    repayment: str = "annuity"
    amount: float | None = None
    gearing: float | None = None
    dscr: float | None = None
    llcr: float | None = None
    sweep: float = 0.0
    sweep_order: str = "inverse"
    upfront_fee: float = 0.0
    commitment_fee: float = 0.0


@dataclass
class Deal:
    months: int
    """Length of a period."""
    construction: int
    operation: int
    works: list[tuple[float, list[float] | None]]
    """Cost and shares by slice of the construction time (None: even)."""
    loans: list[Loan]
    delay: int = 0
    delay_extends: bool = False
    prices_from_operation: bool = False
    overrun: float = 0.0
    capacity: float = 0.0
    utilisation: list[float] = field(default_factory=lambda: [1.0])
    capacity_charge: float = 0.0
    take_or_pay: float = 1.0
    capacity_indexed: float = 0.0
    variable_charge: float = 0.0
    variable_indexed: float = 1.0
    availability: float = 0.0
    availability_indexed: float = 0.0
    escalation: float = 0.0
    opex_fixed: float = 0.0
    opex_per_unit: float = 0.0
    opex_escalation: float = 0.0
    grants: list[tuple[float, bool]] = field(default_factory=list)
    """Amount, and whether it is paid first."""
    equity_first: bool = False
    reserve_months: int = 0
    reserve_at_start: bool = True
    reserve_rate: float = 0.0
    lock_up: float = 0.0
    tax_rate: float = 0.0
    depreciation: int | None = None
    losses_refunded: bool = False
    grant_reduces_base: bool = False
    fees_depreciated: bool = True
    cfads_after_tax: bool = True
    shorten: bool = False


Row = list[float]


@dataclass
class Answer:
    """Rows by period, and what follows from them. None: not defined."""

    rows: dict[str, Row]
    total_uses: float
    equity: float
    debts: list[float]
    equity_irr: float | None
    dscr_min: float | None
    dscr_average: float | None
    llcr_min: float | None


def calculate(deal: Deal) -> Answer:
    """Repeat: funding and loans from the uses, tax and reserve found last time, until nothing moves.

    Repeats that have not settled soon go half way only.
    """
    ebitda, base_rows = operate(deal)
    periods = len(ebitda)
    uses, reserve, tax = sum(cost for cost, _ in deal.works), 0.0, [0.0] * periods
    for repeat in range(1000):
        cfads = [e - t * deal.cfads_after_tax for e, t in zip(ebitda, tax, strict=True)]
        funded = arrange(deal, cfads, uses, reserve)
        paid = pay(deal, ebitda, cfads, funded)
        new_reserve = paid["reserve_target"][complete(deal)] * deal.reserve_at_start
        moved = max(
            abs(funded["uses"] - uses),
            abs(new_reserve - reserve),
            *(abs(a - b) for a, b in zip(paid["tax"], tax, strict=True)),
        )
        if moved < 1e-13 * uses:
            return summarise(deal, cfads, funded, base_rows | paid)
        step = 1.0 if repeat < 50 else 0.5
        uses += step * (funded["uses"] - uses)
        reserve += step * (new_reserve - reserve)
        tax = [old + step * (new - old) for old, new in zip(tax, paid["tax"], strict=True)]
    raise ArithmeticError("the deal does not settle")


# When


def complete(deal: Deal) -> int:
    """Number of the last period before operation."""
    return (deal.construction + deal.delay) // deal.months


def last_period(deal: Deal) -> int:
    extension = deal.delay if deal.delay_extends else 0
    return (deal.construction + deal.operation + extension) // deal.months


def years_passed(deal: Deal, period: int) -> int:
    """Whole years from the date of the prices to the start of a period."""
    base = complete(deal) if deal.prices_from_operation else 0
    return max((period - 1 - base) * deal.months // 12, 0)


# Operation


def operate(deal: Deal) -> tuple[Row, dict[str, Row]]:
    """EBITDA by period, and the rows that lead to it."""
    revenue, cost = [], []
    for period in range(last_period(deal) + 1):
        if period <= complete(deal):
            revenue.append(0.0)
            cost.append(0.0)
            continue
        year = (period - complete(deal) - 1) * deal.months // 12
        could = deal.capacity * 365 * deal.months / 12
        taken = could * deal.utilisation[min(year, len(deal.utilisation) - 1)]
        prices = (1 + deal.escalation) ** years_passed(deal, period)
        revenue.append(
            max(taken, deal.take_or_pay * could) * deal.capacity_charge * partly(deal.capacity_indexed, prices)
            + taken * deal.variable_charge * partly(deal.variable_indexed, prices)
            + deal.availability * deal.months / 12 * partly(deal.availability_indexed, prices)
        )
        costs = (1 + deal.opex_escalation) ** years_passed(deal, period)
        cost.append((deal.opex_fixed * deal.months / 12 + deal.opex_per_unit * taken) * costs)
    return [r - c for r, c in zip(revenue, cost, strict=True)], {"revenue": revenue, "operating_cost": cost}


def partly(share: float, index: float) -> float:
    """P / P0 = fixed share + indexed share x index."""
    return 1 - share + share * index


def works_paid(deal: Deal) -> Row:
    """Cost of the works by period: each slice of the planned time is spent evenly."""
    paid = [0.0] * (last_period(deal) + 1)
    planned = deal.construction // deal.months
    for cost, shares in deal.works:
        cost *= 1 + deal.overrun
        if not planned:
            paid[0] += cost
            continue
        slices = shares or [1.0]
        for period in range(1, planned + 1):
            for number, share in enumerate(slices):
                start, end = number / len(slices), (number + 1) / len(slices)
                overlap = min(end, period / planned) - max(start, (period - 1) / planned)
                paid[period] += cost * share * max(overlap, 0.0) * len(slices)
    return paid


# Loans


def repaid_shares(deal: Deal, loan: Loan, rate: float) -> dict[int, float]:
    """Share of the opening balance that is repaid, by period of repayment, for a loan that is not sculpted."""
    first, last = complete(deal) + loan.grace // deal.months + 1, loan.tenor // deal.months
    shares = {}
    for period in range(first, last + 1):
        left = last - period + 1
        if loan.repayment == "annuity":
            shares[period] = rate / ((1 + rate) ** left - 1)
        elif loan.repayment == "equal_principal":
            shares[period] = 1 / left
        else:
            shares[period] = 1.0 if left == 1 else 0.0
    return shares


def size(deal: Deal, loan: Loan, cfads: Row, ahead: Row, uses: float, room: float, arranged: float) -> tuple:
    """Amount of a loan, its target service by period of repayment if it is sculpted, and the debt that this repays."""
    rate = loan.rate * deal.months / 12
    shares = repaid_shares(deal, loan, rate)
    life = range(complete(deal) + 1, loan.tenor // deal.months + 1)
    limit = min(loan.amount or math.inf, (loan.gearing or 1.0) * uses, room)
    if loan.llcr is not None:
        value = sum(cfads[period] / (1 + rate) ** (number + 1) for number, period in enumerate(life))
        limit = min(limit, value / loan.llcr - arranged)
    if loan.dscr is None:
        return max(limit, 0.0), {}, 0.0
    allowed = {period: max(cfads[period] / loan.dscr - ahead[period], 0.0) for period in life}
    if loan.repayment == "sculpted":
        in_grace = [allowed[period] / rate for period in life if period not in shares]
        service = {period: allowed[period] for period in shares}
        capacity = sum(most / (1 + rate) ** (number + 1) for number, most in enumerate(service.values()))
        return max(min(limit, capacity, *in_grace), 0.0), service, capacity
    balance, capacity = 1.0, math.inf
    for period in life:
        share = shares.get(period, 0.0)
        if balance * (rate + share):
            capacity = min(capacity, allowed[period] / (balance * (rate + share)))
        balance *= 1 - share
    return max(min(limit, capacity), 0.0), {}, 0.0


def schedule(deal: Deal, loan: Loan, drawn: Row, service: dict[int, float], capacity: float) -> tuple[Row, Row, Row]:
    """Interest, repayment and closing balance by period, without prepayment."""
    rate = loan.rate * deal.months / 12
    shares = repaid_shares(deal, loan, rate)
    scale = sum(drawn) / capacity if capacity and not deal.shorten else 1.0
    interests, repayments, balances, balance = [], [], [], 0.0
    for period, draw in enumerate(drawn):
        interest = balance * rate
        repayment = balance * shares.get(period, 0.0)
        if loan.repayment == "sculpted":
            repayment = min(service[period] * scale - interest, balance) if period in service else 0.0
        balance += draw - repayment
        interests.append(interest)
        repayments.append(repayment)
        balances.append(balance)
    return interests, repayments, balances


def repayment_due(loan: Loan, planned: float, planned_balance: float, balance: float) -> float:
    """Principal due when prepayments have left a smaller balance than planned."""
    if loan.sweep_order == "pro_rata":
        return planned * balance / planned_balance if planned_balance else 0.0
    if loan.sweep_order == "forward":
        return max(planned - (planned_balance - balance), min(planned, 0.0))
    return min(planned, balance)


# Funding


def arrange(deal: Deal, cfads: Row, uses: float, reserve: float) -> dict:
    """Sizes and schedules of the loans, and sources by period, for given uses and first filling of the reserve."""
    grants_first = sum(amount for amount, first in deal.grants if first)
    grants_along = sum(amount for amount, first in deal.grants if not first)
    room = max(uses - grants_first - grants_along, 0.0)
    sized: list[tuple[float, dict[int, float], float]] = []
    ahead = [0.0] * len(cfads)
    arranged = 0.0
    for loan in deal.loans:
        amount, service, capacity = size(deal, loan, cfads, ahead, uses, max(room - arranged, 0.0), arranged)
        sized.append((amount, service, capacity))
        arranged += amount
        # The service of the loans behind does not depend on when this one is drawn, only on its amount.
        at_end = [0.0] * len(cfads)
        at_end[complete(deal)] = amount
        interest, repayment, _ = schedule(deal, loan, at_end, service, capacity)
        ahead = [a + i + r for a, i, r in zip(ahead, interest, repayment, strict=True)]
    return draw(deal, uses, reserve, room, grants_first, grants_along, sized)


def draw(deal: Deal, uses: float, reserve: float, room: float, grants_first: float, grants_along: float, sized) -> dict:
    """Pay what falls due before operation: grants, then equity and debt in step, or equity first."""
    years, periods = deal.months / 12, last_period(deal) + 1
    works = works_paid(deal)
    debts = [amount for amount, _, _ in sized]
    equity = room - sum(debts)
    equity = equity if abs(equity) > 1e-6 * uses else 0.0
    drawn = [[0.0] * periods for _ in debts]
    rows = {name: [0.0] * periods for name in ("equity_drawn", "grants_drawn", "idc", "fees", "funding_need")}
    balances, first_left, equity_left = [0.0] * len(debts), grants_first, equity
    for period in range(complete(deal) + 1):
        length = years if period else 0.0
        rows["idc"][period] = sum(b * loan.rate * length for b, loan in zip(balances, deal.loans, strict=True))
        rows["fees"][period] = sum(
            (loan.upfront_fee * debt if not period else 0.0) + loan.commitment_fee * (debt - balance) * length
            for loan, debt, balance in zip(deal.loans, debts, balances, strict=True)
        )
        need = works[period] + rows["idc"][period] + rows["fees"][period]
        need += reserve if period == complete(deal) else 0.0
        from_first = min(need, first_left)
        first_left -= from_first
        along = (need - from_first) * grants_along / (uses - grants_first) if grants_along else 0.0
        own = need - from_first - along
        in_step = own * equity / (equity + sum(debts)) if room else 0.0
        paid_in = min(own, equity_left) if deal.equity_first else in_step
        equity_left -= paid_in
        for number, debt in enumerate(debts):
            drawn[number][period] = (own - paid_in) * debt / sum(debts) if sum(debts) else 0.0
            balances[number] += drawn[number][period]
        rows["funding_need"][period] = need
        rows["equity_drawn"][period] = paid_in
        rows["grants_drawn"][period] = from_first + along
    loans = [schedule(deal, loan, d, *s[1:]) for loan, d, s in zip(deal.loans, drawn, sized, strict=True)]
    return {"uses": sum(rows["funding_need"]), "reserve": reserve, "debts": debts, "equity": equity, "drawn": drawn,
            "works": works, "loans": loans, "rows": rows}  # fmt: skip


# Order of payment


def pay(deal: Deal, ebitda: Row, cfads: Row, funded: dict) -> dict[str, Row]:
    """Tax, debt service, reserve, lock-up, prepayments and distributions, period by period."""
    years, done, last = deal.months / 12, complete(deal), last_period(deal)
    planned_interest = added([[0.0] * (done + 1) + loan[0][done + 1 :] for loan in funded["loans"]], last)
    planned = added([planned_interest, *(loan[1] for loan in funded["loans"])], last)
    target = reserve_target(deal, planned)
    base = sum(funded["works"]) + sum(funded["rows"]["idc"])
    base += sum(funded["rows"]["fees"]) * deal.fees_depreciated
    base -= sum(funded["rows"]["grants_drawn"]) * deal.grant_reduces_base
    life = (deal.depreciation or (last - done) * deal.months) / deal.months
    rows: dict[str, Row] = {name: [] for name in PAID}
    losses, cash, reserve = 0.0, 0.0, 0.0
    balances, overdue = [0.0] * len(deal.loans), [0.0] * len(deal.loans)
    for period in range(last + 1):
        before = list(balances)
        interest, repayment = [0.0] * len(balances), [0.0] * len(balances)
        for number, loan in enumerate(deal.loans):
            _, repayments, planned_balances = funded["loans"][number]
            if period > done:
                interest[number] = balances[number] * loan.rate * years
                repayment[number] = repayment_due(
                    loan, repayments[period], planned_balances[period - 1], balances[number]
                )
            balances[number] += funded["drawn"][number][period] - repayment[number]
        service = sum(interest) + sum(repayment)
        earned = reserve * deal.reserve_rate * years
        worn = base / life * min(max(life - (period - done) + 1, 0.0), 1.0) if period > done else 0.0
        profit = ebitda[period] + earned - sum(interest) - worn
        used = min(losses, max(profit, 0.0))
        losses += max(-profit, 0.0) - used
        tax = deal.tax_rate * (profit if deal.losses_refunded else max(profit, 0.0) - used)
        hand = cash + reserve + ebitda[period] + earned - tax
        support = max(-hand, 0.0)
        hand += support
        for number, loan in enumerate(deal.loans):
            due = interest[number] + repayment[number] + overdue[number] * (1 + loan.rate * years)
            paid = min(due, hand)
            overdue[number] = due - paid
            hand -= paid
        if period <= done:
            reserve, cash, prepaid, out = (funded["reserve"] if period == done else 0.0), 0.0, 0.0, 0.0
        else:
            debt_left = sum(balances) > 1e-6 * funded["uses"]
            reserve = min(target[period] * debt_left, hand)
            passed = not deal.lock_up or cfads[period] >= deal.lock_up * service * (1 - 1e-9)
            free = hand - reserve if passed or period == last else 0.0
            cash, out = hand - reserve - free, free
            for number, loan in enumerate(deal.loans):
                part = min(loan.sweep * out, balances[number])
                balances[number] -= part
                out -= part
            prepaid = free - out
        values = (
            tax, profit, reserve, cash, out, support, sum(overdue), sum(interest), sum(repayment), service, prepaid,
            sum(before), sum(balances), target[period],
        )  # fmt: skip
        for name, value in zip(PAID, values, strict=True):
            rows[name].append(value)
    return rows


PAID = (
    "tax", "profit_before_tax", "reserve_closing", "cash_closing", "distribution", "owner_support", "arrears",
    "interest_due", "principal_due", "debt_service", "prepayments", "debt_opening", "debt_closing", "reserve_target",
)  # fmt: skip


def reserve_target(deal: Deal, service: Row) -> Row:
    """The next months of debt service; a period that is only partly covered counts in part."""
    found = []
    for period in range(len(service)):
        months, target = float(deal.reserve_months), 0.0
        for coming in service[period + 1 :]:
            if months <= 0:
                break
            target += coming * min(months / deal.months, 1.0)
            months -= deal.months
        found.append(target)
    return found


def added(rows: list[Row], last: int) -> Row:
    return [sum(row[period] for row in rows) for period in range(last + 1)]


# Results


def summarise(deal: Deal, cfads: Row, funded: dict, rows: dict[str, Row]) -> Answer:
    years, done, last = deal.months / 12, complete(deal), last_period(deal)
    flow = [
        out - paid_in - support
        for out, paid_in, support in zip(
            rows["distribution"], funded["rows"]["equity_drawn"], rows["owner_support"], strict=True
        )
    ]
    dust = 1e-6 * funded["uses"]
    due = [period for period in range(done + 1, last + 1) if rows["debt_service"][period] > dust]
    covers = [cfads[period] / rows["debt_service"][period] for period in due]
    debts = funded["debts"]
    rate = sum(d * loan.rate for d, loan in zip(debts, deal.loans, strict=True)) / sum(debts) if sum(debts) else 0.0
    lives = []
    for start in due:
        value = sum(cfads[period] / (1 + rate * years) ** (period - start + 1) for period in range(start, due[-1] + 1))
        lives.append(value / rows["debt_opening"][start])
    rows = rows | funded["rows"] | {
        "works_cost": funded["works"], "cfads": cfads, "equity_cash_flow": flow,
        "debt_drawn": added(funded["drawn"], last),
    }  # fmt: skip
    return Answer(
        rows=rows,
        total_uses=funded["uses"],
        equity=sum(funded["rows"]["equity_drawn"]),
        debts=debts,
        equity_irr=irr(flow, years),
        dscr_min=min(covers, default=None),
        dscr_average=sum(covers) / len(covers) if covers else None,
        llcr_min=min(lives, default=None),
    )


def irr(flows: Row, years: float) -> float | None:
    """The yearly rate at which the flows are worth nothing, by bisection; None if there is none or more than one.

    Looked for between -99 % and 10,000 % a year, in x = log(1 + rate). Flows that end with a payment have a second root
    near total loss; one below -50 % does not count if there is a single one above.
    """
    dust = 1e-12 * max(abs(flow) for flow in flows)
    dated = [(number * years, flow) for number, flow in enumerate(flows) if abs(flow) > dust]

    def worth(x: float) -> float:
        return sum(flow * math.exp(-x * time) for time, flow in dated)

    ruin = math.log(0.5)
    grid = [ruin + (math.log(0.01) - ruin) * step / 50 for step in range(50, 0, -1)]
    grid += [ruin + (math.log(101) - ruin) * step / 200 for step in range(201)]
    positive = [worth(x) > 0 for x in grid]
    changes = [number for number in range(len(grid) - 1) if positive[number] != positive[number + 1]]
    above = [number for number in changes if grid[number] >= ruin]
    found = above if len(above) == 1 else changes
    if len(found) != 1:
        return None
    low, high = grid[found[0]], grid[found[0] + 1]
    for _ in range(60):
        middle = (low + high) / 2
        low, high = (middle, high) if (worth(middle) > 0) == positive[found[0]] else (low, middle)
    return math.expm1((low + high) / 2)
