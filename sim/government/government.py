"""The government: a mesa Agent that receives the month's envelope, runs programmes and pays the rest as provision.

The envelope is spent to the cent every month in every scenario, so that mixes are compared at equal money; what is put
aside as a reserve stays in an account of its own.
"""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction

import mesa
import numpy as np

from sim.government.decisions import Standing, Terms, spread, steady
from sim.government.payment import Claim, allotted
from sim.government.programmes import Programme, Town, programme_for
from sim.government.programmes.base import HOURS_A_MONTH
from sim.government.programmes.demand import Vouchers
from sim.government.programmes.governing import Governing, InstitutionBuilding, Law
from sim.institutions.accounts import receive
from sim.institutions.labour import shared_out
from sim.institutions.ledger import ADMINISTRATION, GOVERNMENT, OUTSIDE, RESERVE, SUPPLIERS, TREASURY
from sim.scenario import Scenario
from sim.scenario.units import exact

PROVISION, ON_TOP = "provision", "on_top"


class Government(mesa.Agent):
    """Revenue, programmes in the order of the scenario's policy, and general provision with all that is left."""

    def __init__(self, model: mesa.Model) -> None:
        super().__init__(model)
        self.programmes: list[Programme] = []
        self.standings: list[Standing] = []
        self.ended: set[str] = set()  # lines that a look ahead does without
        self.terms = Terms()
        self.plan: Scenario | None = None
        self.twice = 0.0  # part of programmes' money that is spent twice this month
        self.drawn = 0  # cents taken from the reserve this month; below 0: put aside
        self.planned = 0  # cents that all lines and provision were planned to have this month
        self.due = 0  # cents of it that were planned for programmes
        self.room = Fraction(0)  # how far lines can swing

    def adopt(self, plan: Scenario, town: Town) -> None:
        """Take up a scenario's policy."""
        self.plan = plan
        items = list(zip(plan.policy, plan.lines, strict=True))
        self.programmes = [programme_for(item, line, town) for item, line in items]
        self.standings = [Standing(item, line) for item, line in items]
        self.room = steady(plan, plan.months) if town.p.governance.volatility else Fraction(0)

    def end(self, ended: Callable[[Programme], bool]) -> None:
        """Programmes have no money from now on, as after their last month: it goes to provision."""
        self.ended |= {one.line for one in self.programmes if ended(one)}

    def take(self, town: Town, grant: int, substituted: int) -> None:
        """Receive a grant, give own money back for it; programmes plan without either, so provision gets the rest."""
        if grant:
            town.ledger.pay(OUTSIDE, GOVERNMENT, "grant", grant)
            town.ledger.pay(GOVERNMENT, TREASURY, "substituted", substituted)

    def appropriate(self, town: Town, envelope: int) -> None:
        """Receive the month's envelope and give each programme what it may spend: its plan, up to the absorption limit.

        Limit (M1): the most that it might spend so far times 1 + absorption / 12, or the starting share of the plan if
        that is more; both as much faster as programmes of last month made it. What it left counts too: it is promised,
        or less than one more costs. Administration takes its part, and so do what is spent twice and checking cases.
        """
        town.ledger.pay(TREASURY, GOVERNMENT, "envelope", envelope)
        money, faster = town.p.money, max(0.0, 1.0 + sum(one.speeds for one in self.programmes))
        self.twice = town.p.coordination.duplication * (1.0 - min(1.0, sum(one.saves for one in self.programmes)))
        if self.plan is None:
            return
        for programme, planned in zip(self.programmes, self.replanned(self.plans(town, envelope)), strict=True):
            grown = int(programme.given * (1.0 + money.absorption * faster / 12.0))
            limit = max(grown, int(min(1.0, money.start * faster) * planned))
            programme.allotted = gross = min(planned, limit)
            programme.given, programme.spent = max(programme.given, gross), 0
            programme.staff_hours = programme.citizen_hours = 0.0
            programme.speeds = programme.saves = 0.0
            net = int(gross * (1.0 - money.administration))  # down, so that both parts fit
            programme.run(town, int(net * (1.0 - self.twice) * (1.0 - programme.checking(town))))
            if programme.pays_for_work:
                programme.staff_hours = programme.spent / town.prices.wage * HOURS_A_MONTH

    def replanned(self, cents: list[int]) -> list[int]:
        """What each programme may spend this month after those with a say in it; not a cent more or less in all."""
        lines = {one.line: planned for one, planned in zip(self.programmes, cents, strict=True)}
        for programme in self.programmes:
            lines = lines if programme.line in self.ended else programme.replan(lines)
        return [lines[one.line] for one in self.programmes]

    def provide(self, town: Town, envelope: int) -> None:
        """Pay for checks, what is spent twice and administration, then what is left to all public institutions.

        Each gets its fixed share of it, times its standing where institutions are evaluated. Where the scenario's form
        of budget is `on_top`, the treasury pays the programmes and nothing is missing.
        """
        ledger, share = town.ledger, town.p.money.administration
        left = envelope + self.drawn
        for programme in self.programmes:
            programme.check(town)
            if self.twice:
                programme.pay(town, SUPPLIERS, int(programme.spent * self.twice / (1.0 - self.twice)))
            overhead = int(programme.spent * share / (1.0 - share))
            ledger.pay(GOVERNMENT, ADMINISTRATION, programme.line, overhead)
            programme.spent += overhead
            left -= programme.spent
        if self.plan is not None and self.plan.forms.budget == ON_TOP:
            ledger.pay(TREASURY, GOVERNMENT, ON_TOP, envelope - left)
            left = envelope
        overhead = int(left * share)
        ledger.pay(GOVERNMENT, ADMINISTRATION, PROVISION, overhead)
        these = town.institutions
        grants = shared_out(left - overhead, (these.weight * these.standing).tolist())
        receive(these, ledger, GOVERNMENT, PROVISION, np.array(grants, np.int64))
        if ledger.balance[GOVERNMENT] > 0:  # nobody to provide for: the money goes back
            ledger.pay(GOVERNMENT, TREASURY, "returned", ledger.balance[GOVERNMENT])

    # --- what each line is planned to have ----------------------------------------------------------------------------

    def plans(self, town: Town, envelope: int) -> list[int]:
        """Cents for each programme this month: its claim on the planned money, by the order of payment."""
        assert self.plan is not None
        full = self.plan.envelope_cents(town.facts.residents, town.month)
        self.drawn = self.move_reserve(town, envelope, full)
        self.planned = full if envelope < full else full + self.drawn
        claims = self.claims(town)
        claimed = sum((one.part for one in claims), Fraction(0))
        self.due = int(self.planned * claimed)
        provision = Claim(max(Fraction(0), 1 - claimed), self.protection(PROVISION, town.month))
        for programme in self.programmes:
            if isinstance(programme, Governing):
                programme.weigh(self.planned, {**self._by_instrument(claims), PROVISION: provision.part})
        return allotted(envelope + self.drawn, self.planned, [*claims, provision])[:-1]

    def claims(self, town: Town) -> list[Claim]:
        """Every line's claim, after decisions, laws and swings."""
        assert self.plan is not None
        month, g, found = town.month, town.p.governance, []
        cut = 1.0
        for programme in self.programmes:
            cut *= 1.0 - programme.cut(g) if isinstance(programme, InstitutionBuilding) else 1.0
        for programme, standing in zip(self.programmes, self.standings, strict=True):
            standing.decide(month, g, 1.0 - cut, town.seed)
            part = standing.claim(self.plan, month)
            protected = self.protection(programme.item.instrument, month)
            if protected:
                part = standing.kept(month, self.in_force(programme.item.instrument), int(g.rigidity))
            if g.volatility:
                part *= standing.swing(month, self.plan.months, spread(g, self.room, protected), town.seed)
            part = Fraction(0) if programme.line in self.ended else part
            found.append(Claim(part, protected, programme.item.paid_first))
        self.terms.note(month, {i: (one.item.instrument, found[i].part) for i, one in enumerate(self.programmes)})
        for programme in self.programmes:
            programme.changes = self.terms.changes(programme.item.instrument, month)
        return found

    def move_reserve(self, town: Town, envelope: int, full: int) -> int:
        """Put money aside, or take it back in a month whose envelope is less than `full`; cents that came back."""
        reserve = self.plan.budget.reserve if self.plan else None
        if reserve is None:
            return 0
        held = town.ledger.balance[RESERVE]
        if envelope < full:
            drawn = min(held, full - envelope)
            town.ledger.pay(RESERVE, GOVERNMENT, "reserve", drawn)
            return drawn
        aside = min(int(envelope * exact(reserve.share)), max(0, reserve.months * full - held))
        town.ledger.pay(GOVERNMENT, RESERVE, "reserve", aside)
        return -aside

    def protection(self, name: str, month: int) -> Fraction:
        """The share of an instrument's planned money (or of provision) that laws in force protect."""
        return max((one.protects(name, month) for one in self._laws()), default=Fraction(0))

    def in_force(self, name: str) -> int:
        """The first month of the first law that protects it."""
        return min(one.since for one in self._laws() if one.since is not None and one.covers(name))

    @property
    def vouchers(self) -> list[Vouchers]:
        """The running programmes that issue vouchers, in the order of the policy."""
        return [one for one in self.programmes if isinstance(one, Vouchers)]

    def _laws(self) -> list[Law]:
        return [one for one in self.programmes if isinstance(one, Law)]

    def _by_instrument(self, claims: list[Claim]) -> dict[str, Fraction]:
        parts: dict[str, Fraction] = {}
        for programme, claim in zip(self.programmes, claims, strict=True):
            name = programme.item.instrument
            parts[name] = parts.get(name, Fraction(0)) + claim.part
        return parts
