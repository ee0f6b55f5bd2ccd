"""No assumption is dead: each changes what a small city shows, and none acts where it has no part.

Assumptions are values that a running city reads, so nothing is compiled anew; one intercept serves all runs.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from worlds import BUDGET, Scenarios, months

import sim.anchor
import sim.city
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
     "money.absorption", "money.start",
    "teachers.training_", "teachers.pass_rate", "motivation.", "trust.",
    "activities.", "media.", "services.", "venues.", "bundles.", "volunteers.call", "volunteers.agrees",
    "volunteers.lapse", "volunteers.thank", "costs.voucher_hours", "costs.transfer_hours", "costs.seat_hours",
    "costs.training_hours", "costs.media_hours",
    "performance.", "fit.", "coordination.", "quality.fit", "quality.effort", "quality.guidance",
    "displacement.employer", "governance.", "research.", "pilots.", "practice.", "guideline.",
)  # fmt: skip
FORMS = Forms(
    quality="production", experience="growth", motivation="relaxing", trust="promises", wellbeing="adapting",
    volunteers="burn_out", households="spill_over", chain="matching",
)  # fmt: skip
MONTHS = 15
GRANTED = Budget(per_resident_per_year=BUDGET, rule="additional", grant=Grant(per_resident_per_year=20.0))
# What matters seldom shows elsewhere: (citizens, policy, other assumptions).
USUAL: tuple[Any, ...] = (300, EVERYTHING, {})
# Without money or fees for a year all teachers are let go; then they are wanted again.
STOP_AND_GO = {"instrument": "cash_transfer", "share": 1.0, "until": 12}
# Decisions take time, lines change and swing, and a law protects one of them.
GOVERNED = (
    {"instrument": "law", "share": 0.05, "protects": ["outreach"]},
    {"instrument": "institution_building", "share": 0.02},
    {"instrument": "outreach", "share": 0.3, "from": 4, "ramp": 12},
    {"instrument": "voucher", "share": 0.2, "pulse": {"every": 3, "length": 2}},
    {"instrument": "learning_leave", "share": 0.2},
)
# Institutions are judged, helped and steered; needs differ, and classes, materials and use are off the usual.
JUDGED = (
    {"instrument": "evaluation", "share": 0.1, "bonus": 0.5, "ratchet": 0.05, "measures": "local"},
    *({"instrument": name, "share": 0.08} for name in (
        "guidance", "staff_training", "directive", "needs_survey", "hub", "content_control", "feedback"
    )),
)  # fmt: skip
UNUSUAL = {
    "fit.local_variance": 4.0, "quality.usual_class": 12.0, "quality.usual_materials": 0.0002, "quality.usual_use": 0.2,
}  # fmt: skip
SLOW = {"governance.enactment": 0.0, "governance.approval": 3.0, "governance.error": 0.2, "governance.volatility": 0.3}
TO_JUDGE = ("performance.", "fit.", "coordination.", "quality.")
ELSEWHERE: dict[str, tuple[Any, ...]] = {
    **{name: (300, GOVERNED, SLOW) for name in declared() if name.startswith("governance.")},
    **{name: (300, JUDGED, UNUSUAL) for name in declared() if name.startswith(TO_JUDGE)},
    **dict.fromkeys(("performance.retaining", "fit.persistence"), (3000, JUDGED, UNUSUAL)),
    "persistence.quality": (3000, EVERYTHING, {}),
    "teachers.outflow": (300, (STOP_AND_GO,), {"money.start": 1.0, "courses.fee": 0.0, "teachers.load": 8.0}),
}

Run = Callable[..., list[Any]]


@pytest.fixture(scope="module")
def run(burnt_in: City, scenarios: Scenarios) -> Any:
    """Runs a young city under changed assumptions and returns the rows of its recorder."""
    plan = burnt_in.plan
    solved = sim.anchor.anchored(burnt_in.facts, burnt_in.p, plan.forms, burnt_in._latent_city)

    def shown(citizens: int, policy: tuple[dict[str, Any], ...], **changes: float) -> list[Any]:
        scenario = scenarios(*policy, assumptions=SOON | changes, forms=FORMS, months=60)
        scenario = scenario.model_copy(update={"budget": GRANTED})
        return months(City(scenario, rng=1, citizens=citizens), MONTHS).recorder.rows

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(sim.anchor, "anchored", lambda *_: solved)
        patch.setattr(sim.city, "BURN_IN", 3)
        yield shown


@pytest.fixture(scope="module")
def usual(run: Run) -> Run:
    """The rows with no change, once for each place in which something shows."""
    known: dict[Any, list[Any]] = {}

    def rows(citizens: int, policy: tuple[dict[str, Any], ...], **others: float) -> list[Any]:
        key = citizens, str(policy), str(others)
        if key not in known:
            known[key] = run(citizens, policy, **others)
        return known[key]

    return rows


def ends(name: str) -> list[float]:
    """The ends of its range that are not what the city has anyway."""
    one = declared()[name]
    return [value for value in (one.high, one.low) if value != SOON.get(name, one.default)]


@pytest.mark.parametrize("name", declared())
def test_an_assumption_changes_what_the_city_shows(run: Run, usual: Run, name: str) -> None:
    citizens, policy, others = ELSEWHERE.get(name, USUAL)
    base = usual(citizens, policy, **others)
    assert any(run(citizens, policy, **(others | {name: value})) != base for value in ends(name))


@pytest.mark.parametrize("name", [name for name in declared() if name.startswith(POLICY_ONLY)])
def test_an_assumption_of_an_instrument_matters_only_where_it_is_used(run: Run, usual: Run, name: str) -> None:
    for value in ends(name):
        assert run(300, (), **{name: value}) == usual(300, ())
