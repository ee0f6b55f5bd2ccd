"""What differs between the Mesa versions that we run on: 3.3 (Python 3.11) and 3.5 and later (Python 3.12 and later).

Everything else of ours uses only `Model`, `Agent`, `AgentSet` and `DataCollector`, which behave alike in all of them.
"""

from __future__ import annotations

import inspect
import operator
from collections.abc import Iterable, Mapping
from typing import Any, SupportsIndex

import mesa

from sim.arguments import check

try:
    from mesa.agentset import GroupBy as GroupBy  # 3.5
except ImportError:
    from mesa.agent import GroupBy as GroupBy

# Public names that some supported Mesa keeps on a model: a city calls nothing of its own by these.
# 3.5 added time, scenario and data_registry; setting `scenario` there would write a `model` into our frozen plan.
# fmt: off
RESERVED = frozenset(
    {
        "agent_id_counter", "agent_types", "agents", "agents_by_type", "batch", "clear_all_subscriptions",
        "data_registry", "deregister_agent", "notify", "observables", "observe", "random", "register_agent",
        "remove_all_agents", "reset_randomizer", "reset_rng", "rng", "run_for", "run_model", "run_until", "running",
        "scenario", "schedule_event", "schedule_recurring", "steps", "subscribers", "suppress", "time", "unobserve",
    }
)
# fmt: on


def seed_of(rng: SupportsIndex) -> int:
    """The seed as a plain int, for `Model.__init__(rng=...)`.

    Raises TypeError for anything that is no whole number, InputError for one outside the range of seeds.
    With a numpy integer Mesa 3.3 silently seeds another stream and 3.5 fails; 3.5's `batch_run` hands in None
    when its own `rng` is left out, which would make every replicate a different and unrepeatable city.
    """
    try:
        seed = operator.index(rng)
    except TypeError:
        raise TypeError(f"rng must be a whole number (the seed), not {rng!r}") from None
    check(seed=seed)
    return seed


def forget(model: mesa.Model) -> None:
    """Let a finished model be freed: Mesa 3.3 keeps each one alive in the counter of its agents' ids.

    Call it after the last agent was made, because the model's ids would start again from 1.
    """
    counters = getattr(mesa.Agent, "_ids", None)
    if counters is not None:
        counters.pop(model, None)


def batch_run(
    model: type[mesa.Model], parameters: Mapping[str, Any], seeds: Iterable[int], max_steps: int, processes: int = 1
) -> list[dict[str, Any]]:
    """`mesa.batch_run` with one run per combination of `parameters` and seed: rows as Mesa gives them.

    3.5 takes seeds as `rng=` and overwrites a parameter of that name by None; 3.3 knows them only as a parameter.
    """
    listed = [seed_of(seed) for seed in seeds]
    options: dict[str, Any] = {"number_processes": processes, "max_steps": max_steps, "display_progress": False}
    if "rng" in inspect.signature(mesa.batch_run).parameters:
        return mesa.batch_run(model, dict(parameters), rng=listed, **options)
    return mesa.batch_run(model, {**parameters, "rng": listed}, **options)
