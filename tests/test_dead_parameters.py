"""No assumption is dead: each changes what a small city shows, and none acts where it has no part.

Assumptions are values that a running city reads, so nothing is compiled anew; one intercept serves all runs. Most act
on a city that is there already; only for the others is one founded anew.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from worlds import BUDGET, Scenarios, assume

import sim.anchor
import sim.city
import sim.mechanisms.chain
from sim.assumptions import declared
from sim.city import City
from sim.government.programmes import PROGRAMMES
from sim.scenario.forms import Forms
from sim.scenario.parts import Budget, Grant

pytestmark = pytest.mark.proof

EVERYTHING: tuple[dict[str, Any], ...] = (
    *(
        {"instrument": name, "share": 0.65 / len(PROGRAMMES)}
        for name in PROGRAMMES
        if name not in ("campaign", "awards", "service", "media", "call_for_volunteers", "pilots")
    ),
    *({"instrument": "awards", "share": 0.02, "after": "start", "kind": kind} for kind in ("verbal", "tangible")),
    *({"instrument": "service", "share": 0.02, "fix": fix} for fix in ("opening", "childcare", "transport")),
    *({"instrument": "media", "share": 0.02, "product": product} for product in ("programme", "film", "project")),
    {"instrument": "call_for_volunteers", "share": 0.02, "thanks": True},
    {"instrument": "campaign", "share": 0.08, "injunctive": True, "publishes_rate": 0.6, "pressure": 0.5},
    {"instrument": "pilots", "share": 0.05, "months": 3, "studies": ["voucher"], "reallocates": 0.5},
)
# What makes everything happen soon, and gives each asserted effect a size.
SOON: dict[str, float] = {
    "teachers.training_months": 6.0, "rooms.delay": 3.0, "costs.opening": 1.0, "money.start": 0.6,
    "rooms.decay": 0.005, "coordination.duplication": 0.1, "research.delay": 3.0,
    "practice.push": 0.1, "practice.cost": 0.01,
    "pilots.site_cost": 0.2,
    **{name: one.presets["positive"] for name, one in declared().items() if one.presets},
}  # fmt: skip
# Assumptions of instruments only: without a policy they must not matter.
POLICY_ONLY = (
    "awareness.outreach", "awareness.advice", "awareness.campaign", "campaign.", "norms.published", "norms.message",
    "costs.contact", "costs.exposure", "costs.opening", "costs.take_up", "costs.module_hour", "choice.shared_content",
    "persistence.shared_content", "costs.checking", "money.absorption", "money.start",
    "teachers.training_", "teachers.pass_rate", "motivation.", "trust.",
    "activities.", "media.", "services.", "venues.", "bundles.", "volunteers.call", "volunteers.agrees",
    "volunteers.lapse", "volunteers.thank", "costs.voucher_hours", "costs.transfer_hours", "costs.seat_hours",
    "costs.training_hours", "costs.media_hours",
    "performance.", "fit.", "coordination.", "quality.fit", "quality.effort", "quality.guidance",
    "displacement.employer", "governance.", "research.", "pilots.", "practice.", "guideline.",
)  # fmt: skip
FORMS = Forms(
    quality="production", experience="growth", motivation="relaxing", trust="promises", wellbeing="adapting",
    volunteers="burn_out", households="spill_over", chain="matching", admission="need",
)  # fmt: skip
MONTHS = 15
GRANTED = Budget(per_resident_per_year=BUDGET, rule="additional", grant=Grant(per_resident_per_year=20.0))
# Without money or fees for a year all teachers are let go; then they are wanted again.
STOP_AND_GO = {"instrument": "cash_transfer", "share": 1.0, "until": 12}
POOR = {"instrument": "cash_transfer", "share": 0.8}  # what is left pays few teachers
# Decisions take time, lines change and swing, and a law protects one of them.
GOVERNED = (
    {"instrument": "law", "share": 0.05, "protects": ["outreach"]},
    {"instrument": "institution_building", "share": 0.02},
    {"instrument": "outreach", "share": 0.3, "from": 4, "ramp": 12},
    {"instrument": "voucher", "share": 0.2, "pulse": {"every": 3, "length": 2}},
    {"instrument": "learning_leave", "share": 0.2},
)
# Institutions are judged, helped and steered; needs differ, classes, materials and use are off the usual, many apply.
JUDGED = (
    {"instrument": "evaluation", "share": 0.1, "bonus": 0.5, "ratchet": 0.05, "measures": "local"},
    *({"instrument": name, "share": 0.08} for name in (
        "guidance", "staff_training", "directive", "needs_survey", "hub", "content_control", "feedback"
    )),
)  # fmt: skip
UNUSUAL = {
    "fit.local_variance": 4.0, "quality.usual_class": 12.0, "quality.usual_materials": 0.0002, "quality.usual_use": 0.2,
    "choice.consider": declared()["choice.consider"].high,
}  # fmt: skip
# Many are trained, more posts wait for them than there are in all, and innovation adds some: every factor counts.
INVENTIVE = {
    "chain.innovation": 1.0, "chain.research": 2.0, "chain.threshold": 0.01, "chain.vacancies_high": 0.5,
}  # fmt: skip
# Many take open courses, and formal ones after them.
EAGER = {name: declared()[name].high for name in ("choice.consider", "choice.online", "choice.formal")}
SLOW = {"governance.enactment": 0.0, "governance.approval": 3.0, "governance.error": 0.2, "governance.volatility": 0.3}
TO_JUDGE = ("performance.", "fit.", "coordination.", "quality.")
# Where things show: (policy, other assumptions).
PLACES: dict[str, tuple[tuple[dict[str, Any], ...], dict[str, float]]] = {
    "usual": (EVERYTHING, {}),
    "no policy": ((), {}),
    "governed": (GOVERNED, SLOW),
    "undecided": (GOVERNED, SLOW | {"governance.approval": 8.0}),
    "judged": (JUDGED, UNUSUAL),
    "inventive": (EVERYTHING, INVENTIVE),
    "supplied": (({"instrument": "teachers", "share": 0.4}, {"instrument": "places", "share": 0.4}), {}),
    "eventful": (({"instrument": "activities", "share": 0.2},), {}),  # a small share holds no event
    "pulsed": (({"instrument": "service", "share": 0.2, "fix": "transport", "pulse": {"every": 3, "length": 1}},), {}),
    "open": (({"instrument": "open_university", "share": 0.4},), EAGER),
    "full": ((), EAGER),
    "complaining": (
        ({"instrument": "feedback", "share": 0.1, "complaints": 0.0, "lag": 1}, POOR),
        {"choice.consider": 0.6, "teachers.load": 8.0, "courses.fee": 0.0},
    ),
    "invited": (({"instrument": "outreach", "share": 0.05},), {}),  # few, and each seldom
    "checked": (({"instrument": "outreach", "share": 0.2, "target": {"need": 0.3, "accuracy": 0.9}},), {}),
    "stop and go": ((STOP_AND_GO,), {"money.start": 1.0, "courses.fee": 0.0, "teachers.load": 8.0}),
}
SIZES = (300, 3000)  # citizens: what a small city does not show may show in a larger one
# What matters seldom shows elsewhere than in the usual place.
ELSEWHERE: dict[str, str] = {
    **{name: "governed" for name in declared() if name.startswith("governance.")},
    "governance.churn": "undecided",  # who leaves must do so while preparing a decision
    **{name: "judged" for name in declared() if name.startswith(TO_JUDGE)},
    **{name: "inventive" for name in declared() if name.startswith("chain.")},
    **{name: "eventful" for name in declared() if name.startswith("activities.")},
    "money.carry_over": "no policy",  # elsewhere no money is left for it
    "teachers.hourly_limit": "full",  # and elsewhere nobody is turned away
    **dict.fromkeys(  # what is bought whole: small shares buy none
        ("teachers.training_months", "teachers.pass_rate", "costs.training_hours", "costs.seat_hours"), "supplied"
    ),
    "teachers.outflow": "stop and go",
    "fit.new_slot": "complaining",
    "teachers.graduates": "open",
    "costs.checking": "checked",
    "courses.need_noise": "full",
    "trust.memory": "invited",
    "services.lapse": "pulsed",
    **dict.fromkeys(("venues.recognised", "venues.most_recognised"), "open"),
}
Place = tuple[str, int]  # name and citizens


class Young:
    """Young cities in each place, founded once, and what they go on to show."""

    def __init__(self, scenarios: Scenarios) -> None:
        self.scenarios = scenarios
        self.known: dict[Place, tuple[City, list[Any]]] = {}

    def found(self, place: Place, **changed: float) -> City:
        policy, others = PLACES[place[0]]
        scenario = self.scenarios(*policy, assumptions=SOON | others | changed, forms=FORMS, months=60)
        return City(scenario.model_copy(update={"budget": GRANTED}), rng=1, citizens=place[1])

    def usual(self, place: Place) -> tuple[City, list[Any]]:
        """The city of a place at month 0, and what it shows if nothing is changed."""
        if place not in self.known:
            city = self.found(place)
            later = city.fork(city.plan)
            self.known[place] = city, [shown(later) for _ in range(MONTHS)]
        return self.known[place]

    def shows(self, place: Place, name: str, value: float) -> bool:
        """Whether a city soon shows something else under another value, from month 0 or from its founding on."""
        city, usual = self.usual(place)
        group, field = name.split(".")
        changed = assume(city, **{group: {field: value}})
        return differs(changed, usual) or differs(self.found(place, **{name: value}), usual)


def shown(city: City) -> dict[tuple[str, str], float]:
    """What the city records of one more month."""
    city.step()
    return city.recorder.rows[-1]


def differs(city: City, usual: list[Any]) -> bool:
    """Whether it shows anything else, month by month."""
    return any(shown(city) != row for row in usual)


@pytest.fixture(scope="module")
def young(burnt_in: City, scenarios: Scenarios) -> Iterator[Young]:
    """Cities with a short past, the town's intercept, and inventions that soon become posts."""
    solved = sim.anchor.anchored(burnt_in.facts, burnt_in.p, burnt_in.plan.forms, burnt_in._latent_city)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(sim.anchor, "anchored", lambda *_: solved)
        patch.setattr(sim.city, "BURN_IN", 3)
        patch.setattr(sim.mechanisms.chain, "LAG", 6)
        yield Young(scenarios)


def ends(name: str) -> list[float]:
    """The ends of its range that are not what the city has anyway."""
    one = declared()[name]
    return [value for value in (one.high, one.low) if value != SOON.get(name, one.default)]


@pytest.mark.parametrize("name", declared())
def test_an_assumption_changes_what_the_city_shows(young: Young, name: str) -> None:
    place = ELSEWHERE.get(name, "usual")
    assert any(young.shows((place, size), name, value) for size in SIZES for value in ends(name))


@pytest.mark.parametrize("place", PLACES)
def test_the_same_assumptions_show_the_same(young: Young, place: str) -> None:
    """Else everything would seem to matter."""
    here = (place, SIZES[0])
    city, usual = young.usual(here)
    assert not differs(city.fork(city.plan), usual)
    assert not differs(young.found(here), usual)


@pytest.mark.parametrize("end", [0, -1], ids=["high", "low"])
def test_assumptions_of_instruments_matter_only_where_these_are_used(young: Young, end: int) -> None:
    """All at one end at once; each by itself only to say which it was."""
    here = ("no policy", SIZES[0])
    usual = young.usual(here)[1]
    changed = {name: ends(name)[end] for name in declared() if name.startswith(POLICY_ONLY)}
    if differs(young.found(here, **changed), usual):
        found = [name for name, value in changed.items() if differs(young.found(here, **{name: value}), usual)]
        pytest.fail(f"these matter without an instrument: {found or 'several together'}")
