"""Numbers from Python callers: all that are wrong are said at once, in the words of the command line."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

import sim
from sim.arguments import check
from sim.compiled import cache_folder
from sim.errors import InputError
from sim.scenario import as_scenario, load

BASELINE = Path(__file__).parents[1] / "scenarios" / "baseline.yaml"


def test_numbers_within_their_bounds_pass() -> None:
    check(seed=0, replicates=1, workers=None, precision=1)
    check(seed=np.int64(2**32 - 1), replicates=1000, precision=np.float32(0.25))


def test_numbers_of_numpy_are_plain_ones_from_the_door_on(tmp_path: Path) -> None:
    done = sim.compare(
        [BASELINE], replicates=np.int8(1), seed=np.int64(3), citizens=np.int32(200), months=np.int64(2), workers=1,
        out=tmp_path / "o",
    )  # fmt: skip
    assert done.manifest["seeds"] == [3]
    assert sim.City(load(BASELINE), citizens=np.int64(200)).columns.id.size == 200


def test_all_wrong_numbers_are_said_at_once(tmp_path: Path) -> None:
    with pytest.raises(InputError) as raised:
        sim.compare([BASELINE], replicates=2.5, seed="a", precision=float("nan"), workers=True, out=tmp_path / "o")  # type: ignore[arg-type]
    assert str(raised.value).splitlines() == [
        "--replicates: 2.5 is not a whole number. Allowed: 1 to 1,000.",
        "--seed: 'a' is not a whole number. Allowed: 0 to 4,294,967,295.",
        "--precision: nan is outside its range. Allowed: 1e-06 to 100.",
        "--workers: True is not a whole number. Allowed: 1 to 1,024.",
    ]
    assert not (tmp_path / "o").exists()


@pytest.mark.parametrize("seed", [-1, 2**32, 2**64 + 1])
def test_a_seed_never_wraps_around_to_another(seed: int) -> None:
    with pytest.raises(InputError, match=f"{seed} is outside its range"):
        sim.City(BASELINE, rng=seed)
    with pytest.raises(InputError, match=f"{seed} is outside its range"):
        sim.experiment("experiments/single_levers.yaml", seed=seed)


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"citizens": 0}, "citizens: 0"),
        ({"citizens": 2.5}, "citizens: 2.5"),
        ({"months": 0}, "months: 0"),
        ({"citizens": 10**7}, "citizens: 10,000,000"),
    ],
)
def test_a_scenario_in_memory_is_checked_like_its_file(changes: dict[str, int], words: str) -> None:
    said = []
    for given in (BASELINE, load(BASELINE)):
        with pytest.raises(InputError, match=words) as raised:
            as_scenario(given, **changes)
        said.append(str(raised.value))
    with pytest.raises(InputError, match=words) as raised:
        sim.experiment(BASELINE.parents[1] / "experiments/single_levers.yaml", **changes)
    said.append(str(raised.value).splitlines()[0])
    assert said == [said[0]] * 3


def test_months_that_overspend_are_a_fault_of_a_scenario_in_memory_too(tmp_path: Path) -> None:
    later = "policy: [{instrument: voucher, share: 0.7}, {instrument: outreach, share: 0.7, from: 24}]\n"
    (tmp_path / "o.yaml").write_text(f"title: O\nextends: {BASELINE}\nmonths: 12\n{later}")
    for given in (tmp_path / "o.yaml", load(tmp_path / "o.yaml")):
        with pytest.raises(InputError, match="more than the envelope in 12 months between 24 and 35"):
            as_scenario(given, months=36)


def test_a_cache_that_cannot_be_written_to_is_one_clear_message(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "file").touch()
    monkeypatch.setenv("LEARNCITY_CACHE", str(tmp_path / "file/cache"))
    with pytest.raises(InputError, match=r"Not a directory\. Set LEARNCITY_CACHE to a folder that can be written to"):
        cache_folder()
