"""What in a sound scenario does nothing, or speaks of another city's money, each as a note that says how to mend it.

A note stops nothing; `check` shows it, and so does every result.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from itertools import combinations
from typing import TYPE_CHECKING

from sim.assumptions import resolve

if TYPE_CHECKING:
    from sim.scenario.facts import CityFacts
    from sim.scenario.parts import Target
    from sim.scenario.schema import Scenario


def values(plan: Scenario, facts: CityFacts) -> Mapping[str, float]:
    """The value of every assumption in a scenario: its own, else the city's, else the default."""
    here = {name: one.value for name, one in facts.assumptions.items()}
    return resolve({**here, **plan.assumptions}).flat()


def notices(plan: Scenario, facts: CityFacts) -> list[str]:
    """Every note on a scenario in the city that it names."""
    return [*_of_money(plan, facts), *_of_small_lines(plan, facts), *_of_the_policy(plan, facts), *_of_the_time(plan)]


def _of_money(plan: Scenario, facts: CityFacts) -> Iterator[str]:
    if plan.borrowed:
        (file, city), own = plan.borrowed, plan.budget.per_resident_per_year
        yield (
            f"its budget, {own:g} {facts.currency} per resident a year, comes from {file}, which is about another city "
            f"({city}): write `budget: {{per_resident_per_year: ...}}` for {facts.name}"
        )


def _of_small_lines(plan: Scenario, facts: CityFacts) -> Iterator[str]:
    here = values(plan, facts) if any(item.buys for item in plan.policy) else {}
    for item, line in zip(plan.policy, plan.lines, strict=True):
        if not item.buys:
            continue
        checking = here["costs.checking"] * (item.target.accuracy or 0.0) if item.target else 0.0
        left = (1.0 - here["money.administration"]) * (1.0 - checking)
        price = math.prod(here[name] for name in item.buys) * facts.mean_income_month
        given, last = [], 0.0  # what it may spend each month, as the government has it
        for month in range(plan.months):
            planned = plan.planned_cents(item, facts.residents, month) / 100.0 * left
            grown = max(last * (1.0 + here["money.absorption"] / 12.0), here["money.start"] * planned)
            given.append(min(planned, grown))
            last = given[-1] or last
        spendable, time = (max(given), "a month at most") if item.at_once else (sum(given), f"in {plan.months} months")
        if 0.0 < spendable < price:
            yield (
                f"{line} buys nothing: it may spend {spendable:,.0f} {facts.currency} {time}, administration taken "
                f"off, and the least that it buys costs {price:,.0f}: give it {price / spendable:.1f} times the money, "
                "or more"
            )


def _of_the_policy(plan: Scenario, facts: CityFacts) -> Iterator[str]:
    if plan.forms.volunteers == "none" and any(one.instrument == "call_for_volunteers" for one in plan.policy):
        yield "call_for_volunteers finds nobody who helps: add `forms: {volunteers: burn_out}`"
    vouchers = [pair for pair in zip(plan.policy, plan.lines, strict=True) if pair[0].instrument == "voucher"]
    for (one, line), (other, later) in combinations(vouchers, 2):
        together = any(plan.claim(one, month) and plan.claim(other, month) for month in range(plan.months))
        if together and not _apart(one.target, other.target, facts):
            yield (
                f"nobody holds two vouchers: who is drawn for {line} and for {later} has the latter alone; give them "
                "targets apart, or make them one line"
            )
    cured = dict.fromkeys((one.instrument, one.cures) for one in plan.policy if one.cures)
    here = values(plan, facts) if cured else {}
    for name, cures in cured:
        if not any(here[cure] for cure in cures):
            zero = f"{' and '.join(cures)} {'is' if len(cures) == 1 else 'are'} 0"
            yield f"{name} has nothing to cure: {zero}; set {'it' if len(cures) == 1 else 'one'} under `assumptions:`"


def _apart(one: Target | None, other: Target | None, facts: CityFacts) -> bool:
    """Whether nobody can be drawn for both targets; whose case goes by lot may be, wherever the districts meet."""
    if one is None or other is None:
        return False
    pairs: list[tuple[Sequence[str] | None, Sequence[str] | None]] = [(_ids(one, facts), _ids(other, facts))]
    if one.accuracy is None and other.accuracy is None:
        pairs += [(one.education, other.education), (one.work, other.work)]
        if one.age and other.age and max(one.age[0], other.age[0]) > min(one.age[1], other.age[1]):
            return True
    return any(first and second and not set(first) & set(second) for first, second in pairs)


def _ids(target: Target, facts: CityFacts) -> tuple[str, ...]:
    """Ids of the districts that a target names, by id or by name."""
    named = {*(target.districts or ())}
    return tuple(one.district_id for one in facts.districts if named & {one.district_id, one.name})


def _of_the_time(plan: Scenario) -> Iterator[str]:
    for one in plan.policy:
        if one.from_month >= plan.months:
            yield f"{one.instrument} never acts: it begins in month {one.from_month}, and the run has {plan.months}"
    for goal in plan.targets:
        if goal.month > plan.months:
            yield f"the target for {goal.indicator} is not measured: month {goal.month}, and the run has {plan.months}"
    for shock in plan.shocks:
        if shock.from_month >= plan.months:
            yield f"the shock {shock.kind} never comes: it begins in month {shock.from_month} of {plan.months}"
