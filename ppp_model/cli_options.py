"""Arguments and options of the commands, each with what its help says."""

from __future__ import annotations

import typer

STUDY = typer.Argument(metavar="STUDY", help="The study: a folder with scenario.yaml, or a file.")
ONE = typer.Option("--structure", "-s", help="Name of the structure; the first if left out.")
SEVERAL = typer.Option("--structure", "-s", help="Name of a structure; repeat for several; all if left out.")
CASE = typer.Option("--case", "-c", help="Name of the case; the study as it stands if left out.")
SET = typer.Option("--set", metavar="KEY=VALUE", help='Change an input: finance.debt.senior.rate="9 %". Repeatable.')
JSON = typer.Option("--json", help="Print JSON instead of text.")
OUTPUT = typer.Option("--output", "-o", metavar="FILE", help="Write to this file.")
FORCE = typer.Option("--force", help="Overwrite a file that is there already.")
CHANGES = typer.Option("--changes", help="Show what each structure and case changes, old -> new.")
CASES = typer.Option("--cases", help="Show the structure under every case, side by side.")
TABLE = typer.Option("--table", metavar="NAME", help="Show this table by period instead of the measures.")
CONVENTIONS = typer.Option("--conventions", help="Show what the other choice of each disputed convention moves.")
IN = typer.Option("--in", metavar="CODE", help="Show the table's money in this currency.")
REAL = typer.Option("--real", help="Show the table's money in prices of close.")
BEFORE = typer.Option("--before", metavar="NAME", help="The structure without the refinancing.")
AFTER = typer.Option("--after", metavar="NAME", help="The structure with it.")
SHARE = typer.Option("--share", metavar="VALUE", help="Share of the gain that the public gets.")
THRESHOLD = typer.Option("--threshold", metavar="VALUE", help="Return above which it is shared; the original one.")
FROM = typer.Option("--from", metavar="NUMBER", help="Period of the refinancing; the first that differs.")
WEIGHED = typer.Option("--structure", "-s", help="Structure to weigh; repeatable; all with a comparator if left out.")
DRAWS = typer.Option("--draws", metavar="NUMBER", help="How often the risks are drawn.")
SEED = typer.Option("--seed", metavar="NUMBER", help="Seed of the draws: the same seed gives the same numbers.")
NUMBERS = typer.Option("--output", "-o", metavar="FILE", help="Write every number as a CSV file.")
CSV = typer.Option("--output", "-o", metavar="FILE", help="Write the table, or all lines, as a CSV file.")
INPUT = typer.Option("--input", metavar="KEY", help="Dotted key of the input to move.")
MEASURE = typer.Option("--measure", metavar="NAME", help="The measure that shall have a value.")
TARGET = typer.Option("--target", metavar="VALUE", help='The value, such as "15 %" or 1.30.')
BETWEEN = typer.Option("--between", metavar="LOW HIGH", help="Least and greatest value of the input.")
BRIDGE = typer.Option("--bridge", metavar="FIRST SECOND", help="Show which changes make the difference of two.")
BRIDGED = typer.Option("--measure", metavar="NAME", help="The measure of the bridge; net_public_cost_pv if left out.")
IN_WORDS = typer.Option("--words", help="Add a paragraph of plain sentences on each structure.")
GOAL = typer.Option("--target", metavar="NAME=VALUE", help='A measure and its least value, such as "equity_irr=15 %".')
COVER = typer.Option("--cover", metavar="VALUE", help="Least debt service cover that must be met too, such as 1.2.")
OTHER_CASES = typer.Option("--cases", metavar="NAME", help="Other cases, to see who bears the risk; repeatable.")
GIVER = typer.Option("--giver", metavar="NAME", help="Who gives the grant, the subsidy, the aid and the soft loan.")
GAP_CASE = typer.Option("--case", "-c", help="Name of the case in which the gap arises; none if left out.")
FINANCING = typer.Option(
    "--financing", metavar="HOW",
    help="What a case leaves of the deal: held (price, debt), sized_again (price), priced_again (nothing).",
)  # fmt: skip
MOVED = typer.Option("--structure", "-s", help="Name of a structure; repeat for several; the first if left out.")
MOVES = typer.Option(
    "--input", metavar="KEY[=LOW..HIGH]",
    help='An uncertain input by name, or a key with its ends: supply.utilisation="70 %..100 %" or "-20 %..+10 %".',
)  # fmt: skip
OF = typer.Option("--measure", metavar="NAME", help="Measure to watch; repeatable; those with a goal if left out.")
GRID = typer.Option(
    "--grid", metavar="DOWN ACROSS",
    help="Move two inputs at once, each KEY[=LOW..HIGH][:POINTS]: one down, one across.",
)  # fmt: skip
BREAKS = typer.Option("--break-even", metavar="BAR", help="How far until it breaks: 'dscr_min>=1.2'. Repeatable.")
STRESS = typer.Option("--stress", help="Show every case, and all inputs at their adverse ends at once.")
NUMBER = typer.Option("--draws", "-n", metavar="NUMBER", help="Number of draws; as the study says if left out.")
SAME_DRAWS = typer.Option(
    "--draws", "-n", metavar="NUMBER", help="Run all under so many draws: how often each is best."
)
SEEDED = typer.Option("--seed", metavar="NUMBER", help="Seed of the draws; as the study says if left out.")
METHOD = typer.Option("--method", metavar="NAME", help="sobol, monte_carlo or latin_hypercube.")
WORKERS = typer.Option("--workers", metavar="NUMBER", help="Run the draws in so many processes.")
THREADS = typer.Option("--threads", metavar="NUMBER", help="Run the draws in so many threads.")
CLUSTER = typer.Option("--cluster", metavar="ADDRESS", help="Run the draws on a dask cluster (extra `cluster`).")
FOLDER = typer.Option("--output", "-o", metavar="FOLDER", help="Keep the draws here, and go on where they stopped.")
INDICES = typer.Option("--indices", help="Add first-order and total indices (a run more for each input).")
FAN = typer.Option("--fan", metavar="LINE", help="Show percentiles of this line by period. Repeatable.")
WORDS_TO_DIFF = typer.Argument(
    metavar="STUDY [A] [B]",
    help="A study and two of its structures, or two studies; a study alone with --case or --set.",
)  # fmt: skip
FOLLOWED = typer.Option("--measure", "-m", metavar="NAME", help="A measure to follow; repeatable; a few if left out.")
REPORT_DRAWS = typer.Option(
    "--draws", "-n", metavar="NUMBER", help="Draw what is uncertain so often, and say how likely what is."
)
PAGE = typer.Option("--output", "-o", metavar="FILE", help="Write the page to this file; to the screen if left out.")
WITH_FRONTIER = typer.Option("--frontier", help="Look for the frontier too, which takes longer.")
EXPLORER = typer.Option("--output", "-o", metavar="FILE", help="Write the page to this file.")
SLIDERS = typer.Option(
    "--input", metavar="KEY=LOW..HIGH[:POINTS]",
    help="An input to move, two to four of them; a choice of the program if left out.",
)  # fmt: skip
SEVERAL_AT_ONCE = typer.Option("--structures", "-s", metavar="A,B", help="Structures to show; all if left out.")
FOLLOWED_AT_ONCE = typer.Option("--measures", "-m", metavar="A,B", help="Measures to show; the headlines if left out.")
AGAIN = typer.Option("--priced-again", help="Solve for prices at every point instead of holding those agreed.")
SHEETS = typer.Option("--output", "-o", metavar="FILE.xlsx", help="Write the workbook to this file.")
FILLED = typer.Argument(metavar="[STUDY]", help="A study to fill it with; the starter if left out.")
SHEET = typer.Argument(metavar="FILE.xlsx", help="A workbook written by `ppp template`.")
MADE = typer.Option("--output", "-o", metavar="FILE", help="Write the scenario to this file.")
NAME = typer.Argument(metavar="NAME", help="A measure, a line, or the dotted key of an input.")
PERIOD = typer.Argument(metavar="[PERIOD]", help="A year, a date, or a period's number (0 is the day of close).")
DEPTH = typer.Option("--depth", "-d", min=0, max=60, help="How many levels of formulas to open; 60 opens them all.")
ONLY = typer.Option(
    "--only", metavar="WORD", help="Only inputs that are `source`, `assumed`, `unmarked` or `default`, or say WORD."
)
AS_CSV = typer.Option("--csv", help="Print CSV instead of text.")
WORDS = typer.Argument(metavar="[STUDY] [WORD]...", help="A study, and words to look for.")
WORKBOOK = typer.Option("--output", "-o", metavar="FILE", help="The .xlsx file to write; with --all, a folder.")
EVERY = typer.Option("--all", help="Write a workbook for each structure into a folder.")
POOL = typer.Argument(metavar="STUDY", help="The pool: a folder with pool.yaml, or a file.")
PATH = typer.Argument(metavar="PATH", help="A .yaml file, or a folder for its scenario.yaml.")
CITY = typer.Option("--city", metavar="CITY", help="The new city: a name that `ppp cities` lists, or a city file.")
SIZE = typer.Option("--size", metavar="NUMBER", help="Size against the old project; the ratio of people if left out.")
EXPONENT = typer.Option("--scale-exponent", metavar="NUMBER", help="Cost of works = size ^ this; 1 is in proportion.")
TRADED = typer.Option("--traded", metavar="SHARE", help="Share of costs with a world price; the rest is local.")
CLOSE = typer.Option("--close", metavar="DATE", help="Financial close of the new project; as the old one if left out.")
NEW_FOLDER = typer.Option("--output", "-o", metavar="FOLDER", help="Write here; STUDY-in-CITY beside it if left out.")
CITIES = typer.Argument(metavar="[FOLDER]", help="The folder of the studies, or of the city files.")
CITY_STARTER = typer.Option("--starter", help="Print (or with -o write) the file of a new city to fill in.")
PRICED_AGAIN = typer.Option("--priced-again", help="Solve the price in each run; kept as with all if left out.")
CITIES_FILE = typer.Argument(metavar="CITIES.csv", help="A row for each city; see docs/network.md for the columns.")
TEMPLATE = typer.Option("--template", "-t", metavar="STUDY", help="The study that is carried to each city.")
REACH = typer.Option("--reach", metavar="SHARE", help="Share of the most people that the best structure must reach.")
LEAST_COVER = typer.Option("--cover", metavar="NUMBER", help="Least debt service cover of the best structure.")
UNAFFORDABLE = typer.Option("--unaffordable", help="Count structures whose bill is above the poorest's threshold too.")
BUDGET_SHARE = typer.Option(
    "--budget-share", metavar="SHARE", help="Most of the budget that it may take in a period; 100 % is no limit."
)
ANY_RETURN = typer.Option("--any-return", help="Count structures in which owners earn less than they ask too.")
CITY_WORKERS = typer.Option("--workers", metavar="NUMBER", help="Processes; as many as cores if left out.")
TOP = typer.Option("--top", metavar="NUMBER", help="Cities of the ranking to show.")
CITY_FOLDER = typer.Option(
    "--output", "-o", metavar="FOLDER", help="Keep each city here, go on where it stopped, write tables and a picture."
)
POOL_FILE = typer.Option("--pool", metavar="FILE.yaml", help="Write a pool of the first cities that borrow.")
POOL_SIZE = typer.Option("--pool-size", metavar="NUMBER", help="How many cities the pool has.")
LIBRARY = typer.Argument(metavar="[FOLDER]", help="The folder of the studies.")
STUDY_OR_TEMPLATES = typer.Argument(
    metavar="[STUDY]", help="The study; the templates in the reference project if left out."
)
STRUCTURE_TEMPLATES = typer.Option(
    "--templates", metavar="FOLDER", help="Put these templates beside the study's own structures."
)
