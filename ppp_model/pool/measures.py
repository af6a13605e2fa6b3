"""The measures of a pool by side, its checks, and what a blank means."""

from __future__ import annotations

from ppp_model.measures import Measure

SIDES = {
    "cities": "Cities",
    "lenders": "Lenders",
    "public purse": "Public purse",
    "donors and guarantors": "Donors and guarantors",
    "revolving fund": "Revolving fund",
    "chance": "By chance, over the draws",
}
"""The sides in the order in which they are shown, with their headings."""

_NO_ALONE = "not every member says what it would get by itself"
_NO_GUARANTEE = "there is no guarantee"
_NO_FUND = "there is no revolving fund"
_NO_CHANCE = "no member has a default rate"
_NOT_ASKED = "debt service is already short without any further fall"

MEASURES: tuple[Measure, ...] = (
    Measure("loans", "cities", "Lent to the members", "money", ""),
    Measure("service_first_year", "cities", "Debt service and margins of the first year", "money", ""),
    Measure("all_in_rate", "cities", "What the loans cost, all in", "rate", "no rate exists"),
    Measure("stand_alone_rate", "cities", "What members would pay by themselves", "rate", _NO_ALONE),
    Measure("saving_pv", "cities", "Saved against borrowing alone", "money", _NO_ALONE),
    Measure("saving_share", "cities", "the same, as share of the loans", "share", _NO_ALONE),
    Measure("grant_element", "cities", "Grant element of the loans", "share", ""),
    Measure("cover_weakest", "cities", "Least cover of the weakest city", "ratio", ""),
    Measure("fall_absorbed_weakest", "cities", "Fall of one city alone that is absorbed, worst city", "share",
            _NOT_ASKED),
    Measure("average_life", "lenders", "Average life of the loans", "years", ""),
    Measure("cover_escrow_min", "lenders", "Least cover by escrow accounts", "ratio", ""),
    Measure("cover_min", "lenders", "Least cover with all layers", "ratio", ""),
    Measure("fall_absorbed_escrow", "lenders", "Fall of all revenue that escrow accounts absorb", "share", _NOT_ASKED),
    Measure("fall_absorbed", "lenders", "Fall of all revenue that is absorbed", "share", _NOT_ASKED),
    Measure("paid_when_due", "lenders", "Debt service paid when due", "share", ""),
    Measure("first_missed", "lenders", "Debt service first missed in", "year", "never"),
    Measure("loss_pv", "lenders", "Lost by lenders", "money", ""),
    Measure("arrears_at_end", "lenders", "Arrears in the end", "money", ""),
    Measure("given_by_public", "public purse", "Paid in by the public purse", "money", ""),
    Measure("public_cost_pv", "public purse", "Cost to the public purse", "money", ""),
    Measure("intercepted", "public purse", "Transfers withheld from cities", "money", ""),
    Measure("given_by_donors", "donors and guarantors", "Paid in by donors", "money", ""),
    Measure("donor_cost_pv", "donors and guarantors", "Cost to donors", "money", ""),
    Measure("guarantee_promised", "donors and guarantors", "Most that guarantors may pay", "money", _NO_GUARANTEE),
    Measure("guarantee_called", "donors and guarantors", "Called from guarantors", "money", _NO_GUARANTEE),
    Measure("guarantor_cost_pv", "donors and guarantors", "Cost to guarantors less fees", "money", _NO_GUARANTEE),
    Measure("guarantee_expected_pv", "donors and guarantors", "Expected call if no layer stands before", "money",
            "there is no guarantee, or no member has a default rate"),
    Measure("leverage", "donors and guarantors", "Lent to cities for each unit paid in", "ratio",
            "neither public purse nor donors pay anything in"),
    Measure("relent", "revolving fund", "Lent to further cities", "money", _NO_FUND),
    Measure("relent_pv", "revolving fund", "the same, on the first day", "money", _NO_FUND),
    Measure("fund_multiple", "revolving fund", "Lent for each unit of its capital", "ratio", _NO_FUND),
    Measure("fund_worth", "revolving fund", "Cash and loans in the end", "money", _NO_FUND),
    Measure("fund_worth_pv", "revolving fund", "the same, on the first day", "money", _NO_FUND),
    Measure("short_chance", "chance", "Chance that a member leaves a payment short", "share", _NO_CHANCE),
    Measure("late_chance", "chance", "Chance that lenders are not paid when due", "share", _NO_CHANCE),
    Measure("loss_mean_pv", "chance", "Lost by lenders, mean", "money", _NO_CHANCE),
    Measure("guarantee_call_mean_pv", "chance", "Called from guarantors, mean", "money", _NO_CHANCE),
    Measure("guarantee_call_p95_pv", "chance", "Called from guarantors, in one of twenty draws", "money", _NO_CHANCE),
    Measure("public_cost_mean_pv", "chance", "Cost to the public purse, mean", "money", _NO_CHANCE),
)  # fmt: skip

LINES = {
    "loans": "amount", "service_first_year": "service_first_year", "all_in_rate": "all_in_rate",
    "stand_alone_rate": "stand_alone_rate", "saving_pv": "saving_pv", "saving_share": "saving_of_loans",
    "grant_element": "grant_element", "average_life": "average_life", "cover_escrow_min": "cover_escrow_min",
    "paid_when_due": "paid_when_due_share", "first_missed": "first_missed", "loss_pv": "loss_pv",
    "arrears_at_end": "arrears_at_end", "given_by_public": "given_by_public", "public_cost_pv": "public_cost_pv",
    "intercepted": "intercepted", "given_by_donors": "given_by_donors", "donor_cost_pv": "donor_cost_pv",
    "guarantee_promised": "guarantees_promised", "guarantee_called": "guarantees_called",
    "guarantor_cost_pv": "guarantor_cost_pv", "guarantee_expected_pv": "guarantees_expected_pv",
    "leverage": "leverage", "relent": "revolving.relent_in_all", "relent_pv": "revolving.relent_pv",
    "fund_multiple": "revolving.multiple",
    "fund_worth": "revolving.worth_at_end", "fund_worth_pv": "revolving.worth_pv",
}  # fmt: skip
"""The line behind each measure that is one; the others are struck over members, searched for, or drawn."""

CHECKS = {
    "dues_add_up": "what members and layers pay does not add up to the debt service",
    "layers_not_negative": "a layer is overdrawn",
    "loans_repaid": "the members' loans are not repaid",
    "bond.zero_at_maturity": "the bond is not repaid at maturity",
    "bond.passed_on": "the members' loans do not pay for the bond",
    "flows_add_up": "what parties pay each other does not add up to nothing",
    "revolving.stays_liquid": "the revolving fund runs out of cash",
    "lenders_paid_when_due": "debt service is not paid when due",
}
"""Each check (the line of that name is its pass mark) and what it means when it fails."""
