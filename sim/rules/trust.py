"""M17: trust in what the city promises, from promises that a citizen saw kept or broken."""

from sim.compiled import rule


@rule
def balance(c, around, p, luck):
    """What was delivered less what was promised, as the citizen met it this month; 0 where nothing was promised.

    A place, if a programme reached it within `memory` months and it now got one (1) or was newly turned away (0),
    against `invitation`, or 1 with a voucher; and what it saw displayed (1) against the part of the announced money
    that became service, unless it is on a course itself.
    """
    found = 0.0
    if around.since < p.memory and (around.started or around.turned_away):
        found = (1.0 if around.started else 0.0) - (1.0 if around.voucher else p.invitation)
    if around.displayed and not around.taught:
        found += around.served - 1.0
    return found


@rule
def trust_after(c, around, p, luck):
    """Trust after this month, 0 to 1: trust + pace * balance (times `loss` if negative) - pressure * urging met."""
    weight = p.pace if around.balance >= 0.0 else p.pace * p.loss
    return min(1.0, max(0.0, c.trust + weight * around.balance - p.pressure * around.urged))
