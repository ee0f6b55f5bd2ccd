"""M6: whether a citizen considers learning, how it values each offer it could take, and what it can take at all.

All values are log-odds against not learning; the best value plus a Gumbel draw per (citizen, offer, month) wins.
"""

from sim.compiled import rule

WISH_TERMS = ("intercept", "trait", "education", "age", "work", "habit", "norm", "approval", "message", "drive")
OFFER_TERMS = ("kind", "price", "time", "distance", "wait", "quality", "appeal", "content", "taste")


@rule
def considers(c, around, p, luck):
    """Whether the citizen thinks of learning this month: luck < consider + consider_habit * habit."""
    return luck < p.consider + p.consider_habit * c.habit


@rule
def lasting_wish(c, around, p, luck):
    """The part of the wish to learn that lasts: (trait, education, age, work), log-odds; p: people.

    Trait: a standard normal times its spread; education: levels above medium; age: decades above 40.
    """
    work = p.employed * c.employed + p.student * c.student
    return p.trait_sd * c.trait, p.education * (c.education - 1.0), p.age * max(0.0, (c.age - 40.0) / 10.0), work


@rule
def passing_wish(c, around, p, luck):
    """The part that comes and goes: (habit, descriptive norm, injunctive norm, messages, drive), log-odds.

    The norm counts against the city's anchor rate, `around.anchor`, so that it adds nothing on average at the start.
    """
    return p.habit * c.habit, p.norm * (c.norm - around.anchor), p.injunctive * c.approval, c.message, c.drive


@rule
def trained_at_work(c, offer, p, luck):
    """Whether the citizen's employer offers training."""
    return c.employed & c.employer_trains


@rule
def can_take(c, offer, p, luck):
    """Whether an offer is open to the citizen: known, at a free time, within its free hours, and for people like it.

    An employer's offer needs only an employer who trains; other offers need awareness; online ones digital means.
    """
    fits = c.digital if offer.online else (c.slots & offer.slots) != 0
    able = c.aware & (c.age >= offer.minimum_age) & (c.free_hours >= offer.weekly_hours) & fits
    return trained_at_work(c, offer, p, luck) if offer.at_work else able


@rule
def offer_terms(c, offer, p, luck):
    """What speaks for and against one offer: (kind, price, time, distance, wait, quality, appeal, content, taste).

    Price: what the citizen pays in tenths of its monthly income; time: weekly hours over free hours (at least 4),
    none at work;
    distance in km; expected wait in months; quality in doublings; appeal: what programmes add this month; content: the
    common part's share times a lasting interest in it; `luck`: lasting taste for this kind. All in log-odds.
    """
    kind = p.employer * offer.at_work + p.library * offer.informal + p.online * offer.online + p.formal * offer.formal
    price = -p.price * 10.0 * offer.price / (c.income + c.cash)
    time = 0.0 if offer.at_work else -p.time * offer.weekly_hours / max(c.free_hours, 4.0)
    return (
        kind,
        price,
        time,
        -p.distance * offer.distance,
        -p.wait * offer.wait,
        p.quality * offer.doublings,
        offer.appeal,
        p.shared_content * offer.interest * offer.shared,
        luck,
    )
