"""The words of the method page: how a run goes. What can be read from the formulas is in ``method``."""

HEAD = """\
# Method

How the model works: [periods](#periods-and-dates), [order of calculation](#order-of-calculation),
[circles](#circles-and-how-they-settle), [measures](#measures), [formulas](#formulas) and their [sources](#sources).

Made from the formulas by `python -m ppp_model.outputs.method`; do not edit. [lines.md](lines.md) is the dictionary of
inputs and of plain totals. This page has every formula that rests on a source or on a choice of ours, and every line
that is not in the dictionary. Together they hold every formula of the model. How the program is built:
[architecture.md](architecture.md).

To see a formula with the numbers of a study, down to the line of the file:

```bash
ppp explain scenarios/kigali-bulk-water equity_irr
ppp explain scenarios/kigali-bulk-water dscr 2025 --depth 2
```
"""

TIMING = """\
## Periods and dates

- Period 0 is the day of financial close. It has no length. Periods 1, 2, ... follow, each as long as `timeline.period`.
- A flow falls at the end of its period, unless `conventions.flow_timing` says otherwise.
- Works are paid before operation. Without time for construction all is paid at close.
- Interest of a period is the yearly rate times the length of the period in years, on the opening balance. What is drawn
  in a period is drawn at its end, and bears interest from the next period on.
- Interest and fees before operation are part of what is funded. After it they are paid out of revenue.
- Prices that follow an index move once a year, on the anniversary of the date at which they hold
  (`revenue.price_base`).
- Money is in the prices of its period (nominal). `--real` shows it in the prices of close. Present values are those
  at close.
- A flow in another currency is converted at the exchange rate of its own period.
- People and households are counted at the start of a period.
- Grace of a loan runs from the actual start of operation. The last repayment date is fixed at close: a delay does not
  move it.
- Returns are effective yearly rates.

Where practitioners differ, a study can choose. Each output repeats what was chosen.
"""

ORDER = """\
## Order of calculation

Nobody writes down the order. It follows from what each formula needs.

- Most lines are worked out for all periods at once.
- Lines that need each other across periods run together, period by period: forward where they need the period before
  (`x[before]`), as an account does; backward where they need the next one (`x[next]`), as a present value does.
- A circle within one period is an error in the model, and a test holds that there is none.

In a model with one part of each common kind, these run period by period:

| direction | lines | some of them |
|---|---|---|
"""

CIRCLES = """\
## Circles and how they settle

Finance has real circles. Debt depends on total uses, and total uses hold the interest and fees of that debt. The first
filling of the reserve depends on debt service, and has to be funded too. Tax depends on interest, and what lenders may
count on depends on tax. Each circle is cut at one input, which is guessed, and repeated until it equals its line:

| guessed | must equal | what it is |
|---|---|---|
"""

SETTLING = """\

- All lines are worked out from the guesses. Then each guess moves to its line, and all is worked out again.
- It has settled when no gap is more than 1e-12 of the largest value. What is left is a check of every run (`settled`).
- In a round of 200 repeats the first 60 close the whole gap, 60 half of it, the others a quarter. That ends a circle
  that swings between two values.
- A lock-up test can swing between yes and no for ever. Released cash prepays a loan; less interest is more tax; the
  cover falls below the lock-up; cash is held; and so on. After one round the test is first taken as passed. If it then
  fails all the same, the cash is held.
- A circle that does not settle ends the run with an error that names the line and the gap. No number is shown.

A price that is solved for (`solve`) is another search, around all this: runs are repeated with other prices until the
measure meets its target.
"""

MEASURES = """\
## Measures

What `ppp compare` shows, and the line behind each. `ppp explain STUDY MEASURE` gives the numbers.

| measure | what it is | unit | formula | in |
|---|---|---|---|---|
"""

FORMULAS = """\
## Formulas

By subject. `x[before]`, `x[next]`, `x[all]` are the period before, the next one, the whole row. Functions are named for
what they do: `grow(rate, years)` is (1 + rate) ^ years; `ratio(a, b)` is blank where b is 0, `safe_ratio` is 0 there;
`where(flag, a, b)` is a where the flag is 1, else b. `money` is the study's currency, `local` the city's, `unit` is
what is sold. "choice" marks what was ours to decide; all else cites what it follows.
"""

SOURCES = """\
## Sources

Each rule that a formula cites, and the lines that follow it.
"""
