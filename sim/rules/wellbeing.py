"""M18: three scales that are never added up: the sense of gain, happiness that adapts, and the sense of security."""

from sim.compiled import rule


@rule
def satisfaction(c, around, p, luck):
    """What a month was worth, standard deviations: service * (service received + course completed - turned away)."""
    return p.service * (around.received + around.completed - around.refused)


@rule
def gain_after(c, around, p, luck):
    """Sense of gain, standard deviations: it moves by `pace` towards what the month brought beyond its references.

    service * (received + completed - own_reference * habit - social_reference * share of the district that received).
    """
    own, others = p.own_reference * c.habit, p.social_reference * around.neighbours
    now = p.service * (around.received + around.completed - own - others)
    return c.gain + p.pace * (now - c.gain)


@rule
def happiness_after(c, around, p, luck):
    """Happiness, standard deviations: it moves by `response` towards satisfaction less what one is used to."""
    return c.happiness + p.response * (around.satisfaction - c.usual - c.happiness)


@rule
def usual_after(c, around, p, luck):
    """What one is used to: it moves by `adaptation` towards satisfaction, so that every improvement wears off."""
    return c.usual + p.adaptation * (around.satisfaction - c.usual)


@rule
def security_after(c, around, p, luck):
    """Sense of security, 0 to 1: 1/2 + x / (2 + 2 |x|), a logistic's shape without its exponential.

    x = match * skill at work - risk * out of work + income * fifth of income (-1 to 1) - continuity * turned away.
    """
    x = p.match * c.skill * c.employed - p.risk * around.unemployed + p.income * around.fifth
    x -= p.continuity * around.refused
    return 0.5 + 0.5 * x / (1.0 + abs(x))


@rule
def feedback(c, around, p, luck):
    """What the three add to the wish to learn, log-odds; each part is asserted, 0 by default."""
    return (
        p.feedback_gain * c.gain + p.feedback_happiness * c.happiness + p.feedback_security * (2.0 * c.security - 1.0)
    )
