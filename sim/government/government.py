"""The government: a mesa Agent that receives the month's envelope, runs programmes and pays the rest as provision.

The envelope is spent to the cent every month in every scenario, so that mixes are compared at equal money.
"""

from __future__ import annotations

import mesa

from sim.government.programmes import Programme, Town, programme_for
from sim.institutions.labour import shared_out
from sim.institutions.ledger import ADMINISTRATION, GOVERNMENT, OUTSIDE, SUPPLIERS, TREASURY
from sim.scenario import Scenario

PROVISION, ON_TOP = "provision", "on_top"


class Government(mesa.Agent):
    """Revenue, programmes in the order of the scenario's policy, and general provision with all that is left."""

    def __init__(self, model: mesa.Model) -> None:
        super().__init__(model)
        self.programmes: list[Programme] = []
        self.plan: Scenario | None = None
        self.twice = 0.0  # part of programmes' money that is spent twice this month

    def adopt(self, plan: Scenario, town: Town) -> None:
        """Take up a scenario's policy; its lines are named by instrument, numbered from the second of a kind on."""
        self.plan = plan
        names = [item.instrument for item in plan.policy]
        lines = [
            name if name not in names[:i] else f"{name}_{names[: i + 1].count(name)}" for i, name in enumerate(names)
        ]
        self.programmes = [programme_for(item, line, town) for item, line in zip(plan.policy, lines, strict=True)]

    def take(self, town: Town, grant: int) -> None:
        """Receive money from outside; programmes plan without it, so it goes to provision."""
        if grant:
            town.ledger.pay(OUTSIDE, GOVERNMENT, "grant", grant)

    def appropriate(self, town: Town, envelope: int) -> None:
        """Receive the month's envelope and give each programme what it may spend: its plan, up to the absorption limit.

        Limit (M1): last month's spending times 1 + absorption / 12, or the starting share of the plan if that is more;
        both as much faster as programmes of last month made it. Administration takes its part of each line, and so
        does what is spent twice.
        """
        town.ledger.pay(TREASURY, GOVERNMENT, "envelope", envelope)
        money, faster = town.p.money, max(0.0, 1.0 + sum(one.speeds for one in self.programmes))
        self.twice = town.p.coordination.duplication * (1.0 - min(1.0, sum(one.saves for one in self.programmes)))
        for programme in self.programmes:
            assert self.plan is not None
            planned = self.plan.planned_cents(programme.item, town.facts.residents, town.month)
            grown = int(programme.spent * (1.0 + money.absorption * faster / 12.0))
            limit = max(grown, int(min(1.0, money.start * faster) * planned))
            gross = min(planned, limit)
            programme.spent = 0
            programme.staff_hours = programme.citizen_hours = 0.0
            programme.speeds = programme.saves = 0.0
            net = int(gross * (1.0 - money.administration))  # down, so that both parts fit
            programme.run(town, int(net * (1.0 - self.twice)))

    def provide(self, town: Town, envelope: int) -> None:
        """Pay what is spent twice and administration, then what is left to all public institutions.

        Each gets its fixed share of it, times its standing where institutions are evaluated. Where the scenario's form
        of budget is `on_top`, the treasury pays the programmes and nothing is missing.
        """
        ledger, share = town.ledger, town.p.money.administration
        left = envelope
        for programme in self.programmes:
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
        for institution, cents in zip(
            town.public, shared_out(left - overhead, [one.weight * one.standing for one in town.public]), strict=True
        ):
            town.grant(institution, PROVISION, cents)
        if ledger.balance[GOVERNMENT] > 0:  # nobody to provide for: the money goes back
            ledger.pay(GOVERNMENT, TREASURY, "returned", ledger.balance[GOVERNMENT])
