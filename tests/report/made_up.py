"""A made-up results folder for tests of the report: eight scenarios in the ten districts of Dalian.

The numbers are invented but hang together: differences are paired, shares are shares, equal money is equal.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np

Values = dict[tuple[str, str], np.ndarray]
REFERENCE = "baseline"
DISTRICTS = (  # id, name, local name, lon, lat, km2, residents: seventh census 2020 (counts), points derived
    ("210202", "Zhongshan", "中山区", 121.6725, 38.9018, 56.2, 388564),
    ("210203", "Xigang", "西岗区", 121.6110, 38.9048, 29.0, 305317),
    ("210204", "Shahekou", "沙河口区", 121.5661, 38.9049, 43.2, 670310),
    ("210211", "Ganjingzi", "甘井子区", 121.5039, 38.9850, 563.9, 1798458),
    ("210212", "Lüshunkou", "旅顺口区", 121.2840, 38.8477, 544.5, 398579),
    ("210213", "Jinzhou (Jinpu New Area)", "金州区", 121.9013, 39.2404, 1959.2, 1545491),
    ("210214", "Pulandian", "普兰店区", 122.3596, 39.6433, 2617.2, 629664),
    ("210224", "Changhai County", "长海县", 122.5830, 39.2714, 143.8, 66824),
    ("210281", "Wafangdian", "瓦房店市", 121.8153, 39.7036, 3891.1, 905082),
    ("210283", "Zhuanghe", "庄河市", 122.9976, 39.8354, 3989.8, 742496),
)
GROUPS = (
    *(f"education={level}" for level in ("low", "medium", "high")),
    *(f"age={group}" for group in ("15-24", "25-34", "35-44", "45-54", "55-64", "65-74", "75+")),
    *(f"work={work}" for work in ("employed", "unemployed", "student", "home", "retired")),
    *(f"income={fifth}" for fifth in range(1, 6)),
    *(f"district={row[0]}" for row in DISTRICTS),
)
# name: title, effect at the end, policy, what binds late, grade
SCENARIOS: dict[str, tuple[str, float, list[dict[str, Any]], str, str]] = {
    "baseline": ("What the city does today", 0.0, [], "rooms", "C"),
    "people_first": (
        "People first: advice, evening offers and teachers",
        0.041,
        [
            {
                "instrument": "outreach",
                "share": 0.08,
                "from": 0,
                "ramp": 6,
                "target": {"education": "low", "age": [55, 80]},
            },
            {
                "instrument": "offers",
                "share": 0.1,
                "from": 0,
                "kinds": ["community", "vocational"],
                "slots": ["evening", "weekend"],
            },
            {"instrument": "teachers", "share": 0.07, "from": 0, "kind": "queue"},
        ],
        "teachers",
        "D",
    ),
    "offers": (
        "Evening and weekend offers",
        0.031,
        [{"instrument": "offers", "share": 0.25, "from": 0, "kinds": ["community"], "slots": ["evening"]}],
        "money",
        "C",
    ),
    "places": (
        "More places",
        0.024,
        [{"instrument": "places", "share": 0.25, "from": 0, "kind": "queue"}],
        "teachers",
        "C",
    ),
    "teachers": ("More teachers", 0.012, [{"instrument": "teachers", "share": 0.25, "from": 0}], "rooms", "C"),
    "voucher": (
        "Vouchers for the poorest fifth",
        0.004,
        [
            {
                "instrument": "voucher",
                "share": 0.25,
                "from": 0,
                "covers": 1.0,
                "rationing": "need",
                "target": {"need": 0.2},
            }
        ],
        "rooms",
        "C",
    ),
    "campaign": (
        "A campaign in the media",
        -0.001,
        [{"instrument": "campaign", "share": 0.25, "from": 0, "until": 60, "pulse": {"every": 12, "length": 3}}],
        "rooms",
        "D",
    ),
    "cash_transfer": (
        "Cash for people with low education",
        -0.018,
        [{"instrument": "cash_transfer", "spend": 15.0, "from": 12, "target": {"education": "low"}}],
        "rooms",
        "C",
    ),
}
LINES = {
    "outreach": "outreach",
    "offers": "offers",
    "teachers": "teachers",
    "places": "places",
    "voucher": "voucher",
    "campaign": "campaign",
    "cash_transfer": "cash_transfer",
}


def folder(
    place: Path,
    *,
    names: tuple[str, ...] = tuple(SCENARIOS),
    months: int = 120,
    replicates: int = 8,
    changes: dict[str, Any] | None = None,
) -> Path:
    """Writes a results folder at `place` and returns it; `changes` replaces keys of the manifest."""
    import made_up_manifest

    place.mkdir(parents=True)
    (place / "runs").mkdir()
    values = {name: _values(name, months, replicates) for name in names}
    _write_runs(place, values)
    _write_summary(place, values)
    manifest = made_up_manifest.manifest(names, months, replicates, values) | (changes or {})
    (place / "manifest.json").write_text(json.dumps(manifest, ensure_ascii=False, indent=1), encoding="utf-8")
    return place


def _values(name: str, months: int, replicates: int) -> Values:
    """Arrays (replicate, month) by (indicator, group) for one scenario; the noise is common to all scenarios."""
    common, own = np.random.default_rng(5), np.random.default_rng(list(name.encode()))
    month = np.arange(months)
    effect, late = SCENARIOS[name][1], SCENARIOS[name][3]
    rise = effect * (1 - np.exp(-month / 18.0)) if name != "people_first" else effect * (1 - np.exp(-month / 30.0))
    noise = common.normal(0, 0.006, (replicates, 1)) + common.normal(0, 0.0012, (replicates, months))
    private = 0 if name == REFERENCE else own.normal(0, 0.0018, (replicates, 1))
    level = 0.402 + noise + rise + private
    found = {("participation_12m", "all"): level}
    slopes = np.linspace(-1, 1, len(GROUPS))
    for group, slope in zip(GROUPS, slopes, strict=True):
        base = {"low": -0.16, "medium": 0.05, "high": 0.24}.get(group.partition("=")[2], 0.12 * slope)
        favoured = 1.6 if group in ("education=low", "age=55-64", "income=1") else 0.7 + 0.5 * np.sin(7 * slope)
        wobble = 0 if name == REFERENCE else own.normal(0, 0.004, (replicates, 1))
        found["participation_12m", group] = level + base + rise * (favoured - 1) + wobble
    used = 447e6 / 12 * np.ones((replicates, months))
    share = 0.25 if SCENARIOS[name][2] else 0.0
    found["spend", "all"] = used
    found["spend", "line=provision"] = used * (0.97 - share)
    found["spend", "line=administration"] = 0.03 * used
    items = SCENARIOS[name][2]
    for item in items:
        found["spend", f"line={LINES[item['instrument']]}"] = used * item.get("share", share)
        found["allotted", f"line={LINES[item['instrument']]}"] = 1.5 * used * item.get("share", share)
    queue = 2.4 + 0.01 * month - 20 * effect * (1 - np.exp(-month / 12))
    found["waiting_months", "all"] = np.maximum(queue + common.normal(0, 0.1, (replicates, 1)), 0.1)
    found["utilisation", "all"] = np.minimum(0.88 + common.normal(0, 0.01, (replicates, months)) - 2 * rise, 1)
    for constraint, size in (("rooms", 0.10), ("teachers", 0.06), ("money", 0.02)):
        now = size * (1.6 if constraint == late else 0.6) * np.ones((replicates, months))
        found["unmet_demand", f"constraint={constraint}"] = now
    found["unmet_demand", "all"] = np.sum(
        [found["unmet_demand", f"constraint={c}"] for c in ("rooms", "teachers", "money")], axis=0
    )
    return found


def _table(values: dict[str, Values]) -> dict[str, np.ndarray]:
    """The columns of the runs' files for every scenario."""
    rows: dict[str, list[Any]] = {key: [] for key in ("scenario", "replicate", "seed", "month", "indicator", "group")}
    numbers = []
    for name, found in values.items():
        for (indicator, group), array in found.items():
            replicate, month = np.indices(array.shape)
            for key, one in (("scenario", name), ("indicator", indicator), ("group", group)):
                rows[key].append(np.full(array.size, one, dtype=object))
            rows["replicate"].append(replicate.ravel())
            rows["seed"].append(replicate.ravel() + 1)
            rows["month"].append(month.ravel())
            numbers.append(array.ravel())
    return {key: np.concatenate(parts) for key, parts in rows.items()} | {"value": np.concatenate(numbers)}


def _write_runs(place: Path, values: dict[str, Values]) -> None:
    import duckdb
    import pandas as pd

    for name in values:
        table = pd.DataFrame(_table({name: values[name]}), copy=False)
        with duckdb.connect() as database:
            database.register("runs", table)
            database.execute(f"copy runs to '{place}/runs/{name}.parquet' (format parquet)")


def interval(array: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    from scipy.stats import t

    n, mean = len(array), array.mean(axis=0)
    half = t.ppf(0.975, n - 1) * array.std(axis=0, ddof=1) / np.sqrt(n) if n > 1 else np.full(mean.shape, np.nan)
    return mean, mean - half, mean + half


def _write_summary(place: Path, values: dict[str, Values]) -> None:
    import pandas as pd

    parts = []
    for name, found in values.items():
        for key, array in found.items():
            mean, low, high = interval(array)
            base = values.get(REFERENCE, {}).get(key)
            paired = interval(array - base) if base is not None and len(values) > 1 else (np.nan,) * 3
            parts.append(
                pd.DataFrame(
                    {
                        "scenario": name,
                        "indicator": key[0],
                        "group": key[1],
                        "month": np.arange(array.shape[1]),
                        "mean": mean,
                        "low": low,
                        "high": high,
                        "difference": paired[0],
                        "difference_low": paired[1],
                        "difference_high": paired[2],
                        "replicates": len(array),
                    }
                )
            )
    pd.concat(parts).to_csv(place / "summary.csv", index=False)
