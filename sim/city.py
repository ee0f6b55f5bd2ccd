"""A simulated city: a mesa Model whose month is the visible list of phases below.

Citizens are columns of a table, institutions and the government agents; every phase says why it comes where it does.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

import mesa
import numpy as np
from numpy.typing import NDArray

from sim import anchor, books, enrolment, founding
from sim.citizens.choosing import choose as choose_offers
from sim.citizens.citizen import Citizens
from sim.citizens.hearing import hear as hear_others
from sim.citizens.person import World
from sim.citizens.settling import Kept, settle
from sim.compiled import in_parts
from sim.government.government import Government
from sim.government.programmes import Programme
from sim.government.programmes.demand import Schemes, schemes
from sim.indicators import declared
from sim.indicators.outcome import outcome
from sim.indicators.recorder import Recorder, latest
from sim.institutions.institution import Institution, Institutions
from sim.mechanisms import shocks
from sim.mechanisms.bundles import combine
from sim.mechanisms.chain import Posts, fill_posts
from sim.mechanisms.displacement import Displacement, Money, substituted, withdraw_training
from sim.mechanisms.households import share_at_home
from sim.mechanisms.local_fit import fit_locally
from sim.mechanisms.motivation import move_motivation
from sim.mechanisms.norms import follow_city
from sim.mechanisms.performance import evaluate
from sim.mechanisms.research import research
from sim.mechanisms.review import review
from sim.mechanisms.trust import move_trust
from sim.mechanisms.volunteers import Volunteering, volunteer
from sim.mechanisms.wellbeing import move_wellbeing
from sim.mesa_compat import seed_of
from sim.rules.persistence import habit_kept, skill_kept
from sim.scenario import Scenario, as_scenario
from sim.scenario.units import annual_cents, monthly_cents

if TYPE_CHECKING:
    import pandas

    from sim.assumptions import Assumptions
    from sim.citizens.contacts import Contacts
    from sim.citizens.person import Columns
    from sim.citizens.renewal import Lifetables
    from sim.institutions.labour import LabourMarket
    from sim.institutions.ledger import Ledger
    from sim.institutions.offers import Offers, Reach
    from sim.institutions.prices import Prices
    from sim.population import Population, Ties
    from sim.scenario import CityFacts

BURN_IN = 120


def renew_people(city: City) -> None:
    """Everyone ages a month; who dies or moves out is followed by a newcomer. First: the month's people."""
    rows = books.age_everyone(city)
    if rows.size:
        books.settle_newcomers(city, rows)


def run_programmes(city: City) -> None:
    """The government receives the month's money and its programmes act, before anyone decides."""
    money = city.money
    city.government.appropriate(city, money.own + money.substituted)
    city.government.take(city, money.grant, money.substituted)


def renew_supply(city: City) -> None:
    """Rooms open and wear, teachers graduate, gain experience and leave: what can be taught this month."""
    books.renew_supply(city)


def hear(city: City) -> None:
    """Norms and awareness, from what contacts showed last month and what programmes said this month."""
    hear_others(city.columns, city.contacts, city.ties, city.p.awareness, city.p.norms, city.world)
    if city.plan.forms.norms == "city":
        follow_city(city)


def choose(city: City) -> None:
    """Citizens consider learning and apply for the best offer they know, can reach and can afford."""
    p = city.p
    given = (city.columns, city.offers, city.reach, city.schemes, p.people, p.choice, p.courses, city.world)
    in_parts(city.columns.id.size, choose_offers, *given)


def allocate(city: City) -> None:
    """Institutions admit applicants as far as rooms, teachers and money go; the others wait."""
    city.columns.event[:] = 0
    city.enrolment = enrolment.enrol(city)


def learn(city: City) -> None:
    """Learners attend, drop out or complete; skill, habit and what contacts will see follow."""
    p = city.p.persistence
    kept = Kept(habit_kept(0, 0, p, 0), skill_kept(0, 0, p, 0))
    in_parts(city.columns.id.size, settle, city.columns, city.offers, city.travel, p, kept, city.world)


def pay(city: City) -> None:
    """What programmes left goes to general provision; institutions pay and hire. Last: money follows what was done."""
    city.government.provide(city, city.envelope)
    books.pay_institutions(city)


def record(city: City) -> None:
    """Count and note the month's indicators."""
    books.record(city)


MONTH: tuple[Callable[[City], None], ...] = (
    renew_people,
    fill_posts,  # with the month's people and last month's skills, before anyone counts on a wage
    review,  # of last month's record, before this month's money
    run_programmes,
    fit_locally,  # programmes have said where content is to go; before anyone chooses
    combine,  # as soon as all programmes have met their people
    renew_supply,
    shocks.strike,  # after whatever it undoes, before anyone decides
    volunteer,  # once it is known which houses have staff, and before anyone plans its time
    hear,
    share_at_home,  # after all contacts, and before the choice
    choose,
    withdraw_training,  # employers' own, which subsidised starts replace: after the choice, which shows whom it hits
    allocate,
    learn,
    move_motivation,  # states of mind follow what the month brought, and are felt when people choose again
    move_trust,
    move_wellbeing,  # after motivation, to whose part of the wish it adds
    pay,
    evaluate,  # what was done this month counts from the next one on; hiring is known
    research,  # practices spread and pilots end, for what is decided next month
    record,
)
SUPPLY_SIDE = (
    review,
    run_programmes,
    fit_locally,
    renew_supply,
    shocks.strike,
    volunteer,
    pay,
    evaluate,
    research,
)  # phases that a city with places for everybody leaves out


class City(mesa.Model):
    """One city under one scenario, at month 0 after the burn-in; `step()` is one month.

    `scenario` is a file or a `Scenario`; `rng` the seed (a whole number, the same city for the same one, so
    `mesa.batch_run` needs a list of them); `citizens` and `months` override the file.
    Raises `sim.InputError` when the scenario or its city folder is wrong.
    """

    plan: Scenario
    facts: CityFacts
    p: Assumptions
    population: Population
    columns: Columns
    ties: Ties
    contacts: Contacts
    lifetables: Lifetables
    prices: Prices
    offers: Offers
    reach: Reach
    schemes: Schemes  # of vouchers
    travel: NDArray[np.float64]  # km from each district to each offer
    ledger: Ledger
    labour: LabourMarket
    displacement: Displacement
    volunteering: Volunteering  # this month's
    eligible: dict[Any, NDArray[np.bool_]]  # this month: whom each target means, who is left for childcare
    posts: Posts  # that skills fill
    recorder: Recorder
    institutions: Institutions
    public: list[Institution]
    contracts: NDArray[np.float64]  # learner-hours a month bought for an offer by a programme
    credit: NDArray[np.int64]  # places of offers not yet handed out, millionths of a simulated citizen
    usual: NDArray[np.bool_]  # offers that are open when nobody does anything about it
    supported: NDArray[np.float64]  # share of an offer's starts that supply programmes support
    enrolment: enrolment.Enrolment
    weight: float  # real adults that a citizen stands for
    intercept: float
    month: int  # the coming month, from the end of the burn-in

    def __init__(
        self,
        scenario: Scenario | str | Path,
        rng: int = 1,
        citizens: int | str | None = None,
        months: int | None = None,
        *,
        burnt_in: City | None = None,
        unlimited: bool = False,
    ) -> None:
        super().__init__(rng=seed_of(rng))
        self.plan = as_scenario(scenario, citizens, months)
        self.seed = seed_of(rng)
        self.datacollector = mesa.DataCollector({one.name: partial(latest, one.name) for one in declared()})
        self.unlimited = unlimited
        if burnt_in is not None:
            founding.take_over(self, burnt_in)
        else:
            founding.found(self, self._latent_city)
            self.month = anchor.FIRST_MONTH if unlimited else -BURN_IN
        self.government, self.eligible = Government(self), {}
        self.schemes = schemes([], 1.0)
        if burnt_in is None:
            self._burn_in()
        self._adopt_policy()

    # --- how a city begins ------------------------------------------------------------------------------------------

    def _latent_city(self) -> City:
        people = int(min(anchor.SAMPLE, self.facts.adults))
        return City(self.plan, rng=anchor.SEED, citizens=people, unlimited=True)

    def _burn_in(self) -> None:
        while self.month < 0 and not self.unlimited:
            self.pass_month()
        self.columns.starts[:] = 0

    def _adopt_policy(self) -> None:
        if not self.unlimited:
            self.government.adopt(self.plan, self)
        self.schemes = schemes(self.government.vouchers, self.prices.income / 100.0)

    def fork(self, scenario: Scenario | str | Path) -> City:
        """A city with this one's burn-in and another scenario's policy, at no cost to this one.

        Raises ValueError past month 0, and for a scenario with another city, assumptions, forms or root budget.
        """
        here, there = (self.burn_in_key(plan, self.seed) for plan in (self.plan, as_scenario(scenario)))
        if self.month != 0 or (here[:3], here[4]) != (there[:3], there[4]):
            raise ValueError(
                "only scenarios of one city, assumptions, forms and root budget share a burn-in, at month 0"
            )
        return City(scenario, rng=self.seed, burnt_in=self)

    @staticmethod
    def burn_in_key(scenario: Scenario, rng: int) -> tuple[Any, ...]:
        """Scenarios with equal keys share a burn-in: city, assumptions, forms, size, root envelope and seed."""
        changed = tuple(sorted((name, str(value)) for name, value in scenario.assumptions.items()))
        return str(scenario.city), changed, scenario.forms, scenario.citizens, scenario.reference_budget, rng

    # --- what a month needs to see ----------------------------------------------------------------------------------

    @property
    def world(self) -> World:
        """What all citizens face this month besides their own row."""
        return World(self.intercept, self.facts.anchor.value, self.seed, self.month)

    @property
    def envelope(self) -> int:
        """The month's public money for adult learning, cents: the city's own and what a grant brings."""
        money = self.money
        return money.own + money.grant

    @property
    def money(self) -> Money:
        """Where it comes from; the reference budget during the burn-in."""
        residents, budget = self.facts.residents, self.plan.budget
        if self.month < 0:
            return Money(monthly_cents(annual_cents(self.plan.reference_budget, residents), self.month), 0, 0)
        grant = budget.grant.cents(residents, self.month) if budget.grant else 0
        own = self.plan.received_cents(residents, self.month)
        return substituted(own, grant, self.p.displacement.substitution)

    @property
    def programmes(self) -> list[Programme]:
        """The government's running programmes, in the order of the policy."""
        return self.government.programmes

    @property
    def citizens(self) -> Citizens:
        """The citizens as agents: `city.citizens[i]`, `select`, `get`, `agg`, `groupby`."""
        return Citizens(self)

    # --- running ------------------------------------------------------------------------------------------------------

    def pass_month(self) -> None:
        """All phases of one month, in order."""
        self._pass(MONTH)
        self.month += 1

    def _pass(self, phases: tuple[Callable[[City], None], ...]) -> None:
        books.open_month(self)
        for phase in phases:
            if not (self.unlimited and phase in SUPPLY_SIDE):
                phase(self)

    def before(self, phase: str) -> City:
        """A copy of this city in the coming month, when a phase of that name is about to begin; this one stays."""
        other = founding.twin(self)
        other._pass(MONTH[: [one.__name__ for one in MONTH].index(phase)])
        return other

    def ahead(self, months: int, without: str = "") -> City:
        """A copy of this city so many months after the present one, had the programme with a line ended now."""
        other = founding.twin(self)
        other.government.end(lambda one: one.line == without or one.looks_ahead)
        for _ in range(months):
            other.month += 1
            other._pass(tuple(phase for phase in MONTH if phase is not record))
        return other

    def step(self) -> None:
        """One month, which Mesa's `datacollector` notes too; with the scenario's last one Mesa's `running` ends."""
        self.pass_month()
        self.datacollector.collect(self)
        self.running = self.month < self.plan.months

    def run(self) -> City:
        """All months of the scenario."""
        while self.month < self.plan.months:
            self.step()
        return self

    def participation(self) -> float:
        """Share with a start in the last 12 months, among citizens of the ages that the city's anchor describes."""
        c, known = self.columns, self.facts.anchor
        age = c.age_months // 12
        described = (age >= known.age_low) & (age <= (known.age_high or 130))
        return float((c.last_start[described] >= self.month - 12).mean())

    def indicators(self) -> pandas.DataFrame:
        """Tidy table of all months since the burn-in: month, indicator, group, value."""
        return self.recorder.frame()

    def outcome(self) -> dict[str, NDArray[Any]]:
        """What became of each citizen, for paired comparison: rows mean the same people in forks of one burn-in."""
        return outcome(self.columns, self.month)
