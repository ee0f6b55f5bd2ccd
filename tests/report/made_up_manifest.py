"""The manifest of a made-up results folder: what `sim.study` would write beside the runs of made_up.py.

It takes the same arrays as the runs, so that the ranking agrees with them.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from made_up import DISTRICTS, GROUPS, REFERENCE, SCENARIOS, Values, interval


def manifest(names: tuple[str, ...], months: int, replicates: int, values: dict[str, Values]) -> dict[str, Any]:
    seeds = list(range(1, replicates + 1))
    found = {
        "format": 1,
        "created": "2025-11-23T10:15:00+00:00",
        "seconds": 812.4,
        "source_hash": "9f3c1ab27de0",
        "command": "learncity compare scenarios/baseline.yaml scenarios/people_first.yaml --replicates 8",
        "versions": {"learncity": "0.1.0", "python": "3.11.9", "numpy": "2.4.6", "numba": "0.66", "mesa": "3.3.1"},
        "machine": {"system": "Linux x86_64", "cores": 2},
        "reference": REFERENCE if len(names) > 1 else None,
        "replicates": replicates,
        "months": months,
        "citizens": 20000,
        "seeds": seeds,
        "city": _city(),
        "scenarios": {name: _scenario(name) for name in names},
        "assumptions": _assumptions(names),
        "runs": [
            {
                "scenario": name,
                "replicate": n,
                "seed": n + 1,
                "status": "done",
                "error": None,
                "file": f"runs/{name}.parquet",
                "seconds": 12.1,
            }
            for name in names
            for n in range(replicates)
        ],
    }
    return found | ({"comparison": _comparison(names, months, values)} if len(names) > 1 else {})


def _scenario(name: str) -> dict[str, Any]:
    title, _, policy, _, _ = SCENARIOS[name]
    lineage = ["scenarios/baseline.yaml"] + ([] if name == REFERENCE else [f"scenarios/{name}.yaml"])
    return {
        "title": title,
        "about": {"author": "learncity", "reference": "5.2", "summary": f"Made up: {title}."},
        "lineage": lineage,
        "budget": {"per_resident_per_year": 60, "rule": "equal"},
        "policy": policy,
        "assumptions": {"campaign.effect": {"preset": "backlash"}} if name == "campaign" else {},
    }


def _city() -> dict[str, Any]:
    keys = ("district_id", "name", "name_local", "lon", "lat", "area_km2", "population")
    districts = [dict(zip(keys, row, strict=True)) for row in DISTRICTS]
    residents = sum(row[6] for row in DISTRICTS)
    return {
        "slug": "dalian",
        "name": "Dalian",
        "currency": "CNY",
        "invented": False,
        "residents": residents,
        "adults": 6583353,
        "mean_income_month": 4810.0,
        "districts": districts,
        "anchor": {
            "value": 0.40,
            "low": 0.13,
            "high": 0.58,
            "definition": "took part in at least one course in 12 months",
            "population": "adults 25-64",
            "source": "S9",
            "grade": "D",
        },
        "assumed": [
            {"name": "people.retirement_age", "value": 55, "low": 50, "high": 63, "grade": "C", "source": "S4"}
        ],
        "notices": [
            "districts.csv: income_index is absent; 1.0 is assumed everywhere",
            "districts.csv: column housing_m2_per_person is not used",
        ],
        "sources": [
            {
                "id": "S1",
                "title": "Seventh census, tabulation by county",
                "address": "https://stats.example/c7",
                "licence": "open",
            },
            {
                "id": "S9",
                "title": "Adult participation, mean of countries",
                "address": "https://oecd.example/a",
                "licence": "CC BY 4.0",
            },
        ],
        "fit": [
            {"margin": "age by sex", "district": None, "max_abs_error": 0.0008, "tae_share": 0.0021},
            {"margin": "education", "district": "210204", "max_abs_error": 0.0012, "tae_share": 0.0034},
        ],
    }


def _assumptions(names: tuple[str, ...]) -> list[dict[str, Any]]:
    from sim.assumptions.awareness import Awareness
    from sim.assumptions.declare import declarations
    from sim.assumptions.people import People

    found = []
    for prefix, record in (("people", People), ("awareness", Awareness)):
        for name, one in declarations(prefix, record).items():
            changed = ["campaign"] if name == "awareness.media" and "campaign" in names else []
            found.append(
                {
                    "name": name,
                    "meaning": one.meaning,
                    "unit": one.unit,
                    "value": one.default,
                    "default": one.default,
                    "low": one.low,
                    "high": one.high,
                    "grade": one.grade,
                    "source": one.source,
                    "serves": one.serves,
                    "changed_by": changed,
                }
            )
    return found


def _comparison(names: tuple[str, ...], months: int, values: dict[str, Values]) -> dict[str, Any]:
    ranking, groups, gaps, binding = [], [], [], {}
    best = max(names, key=lambda name: SCENARIOS[name][1])
    for name in names:
        late, grade = SCENARIOS[name][3:]
        array = values[name]["participation_12m", "all"][:, -12:].mean(axis=1)
        base = values[REFERENCE]["participation_12m", "all"][:, -12:].mean(axis=1)
        (mean, low, high), paired = interval(array), interval(array - base)
        gain = float(paired[0])
        binding[name] = (
            ["none"] * min(6, months) + ["rooms"] * min(30, max(0, months - 6)) + [late] * max(0, months - 36)
        )
        cost = None if gain < 0.002 else {"mean": 17.0 / gain, "low": 15.0 / gain, "high": 20.0 / gain}
        other = name != REFERENCE
        ranking.append(
            {
                "scenario": name,
                "indicator": "participation_12m",
                "value": float(mean),
                "low": float(low),
                "high": float(high),
                "difference": gain,
                "difference_low": float(paired[1]),
                "difference_high": float(paired[2]),
                "probability_best": 0.94 if name == best else 0.06 if name == "offers" else 0.0,
                "cost_per_additional_participant": cost if other else None,
                "cost_note": "it is the reference"
                if not other
                else ""
                if cost
                else "participation does not clearly rise",
                "binding": late,
                "weakest_grade": grade,
                "gainers": max(gain, 0) + 0.021 if other else None,
                "losers": max(-gain, 0) + 0.021 if other else None,
                "deadweight": 0.62 if other else None,
            }
        )
        for n, group in enumerate(GROUPS if other else ()):
            net = float(
                (values[name]["participation_12m", group] - values[REFERENCE]["participation_12m", group])[:, -1].mean()
            )
            lost = 0.015 + 0.006 * np.sin(n) ** 2 + max(-net, 0)
            gained = max(lost + net, 0.001)
            groups.append(
                {
                    "scenario": name,
                    "group": group,
                    "gained": gained,
                    "lost": lost,
                    "gained_low": gained - 0.004,
                    "gained_high": gained + 0.004,
                    "lost_low": lost - 0.003,
                    "lost_high": lost + 0.003,
                }
            )
        gaps.append(
            {
                "scenario": name,
                "indicator": "education_gap",
                "mean": 0.40 - 0.9 * gain,
                "difference": -0.9 * gain if other else None,
                "low": -0.9 * gain - 0.01 if other else None,
                "high": -0.9 * gain + 0.01 if other else None,
            }
        )
    return {
        "ranking": ranking,
        "groups": groups,
        "gaps": gaps,
        "binding": binding,
        "appraisal": [_appraised(row) for row in ranking if row["scenario"] != REFERENCE],
        "panels": _panel("atmosphere", names) + _panel("charm", names),
        "cannot_tell": [
            "Whether appeals to shared values move anyone: no local experiment identifies it.",
            "What happens to the quality of learning in courses that nobody has inspected.",
        ],
    }


def _appraised(row: dict[str, Any]) -> dict[str, Any]:
    """Costs of what clearly adds; skill is measured nowhere."""
    gain = row["difference"]
    cost = {"mean": 41.0 / gain, "low": 36.0 / gain, "high": 52.0 / gain} if row["difference_low"] > 0 else None
    hour = {"mean": 0.5 / gain, "low": 0.4 / gain, "high": 0.7 / gain} if row["difference_low"] > 0 else None
    found = {"scenario": row["scenario"], "discount": 0.03, "cost_of_participant": cost, "months_to_participant": 17}
    return found | {"cost_of_hour": hour, "cost_of_completion": None, "cost_of_skill_unit": None, "additionality": 0.4}


def _panel(panel: str, names: tuple[str, ...]) -> list[dict[str, Any]]:
    """Two parts each; ranks follow the order of the names."""
    return [
        {
            "panel": panel,
            "scenario": name,
            "parts": {"participation_12m": 0.42 - 0.01 * place, "contacts_active": 0.31 + 0.001 * place},
            "missing": ["trust_mean"],
            "composite": 0.365 - 0.0045 * place,
            "rank": place + 1,
            "rank_share": 0.875,
        }
        for place, name in enumerate(names)
    ]
