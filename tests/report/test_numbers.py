"""Numbers and words read as people write them, and whatever a folder may hold gives text, never an error."""

from __future__ import annotations

import math
from pathlib import Path

import pytest

from sim.report import numbers, policy
from sim.report.data import read

NB = "\u00a0"


@pytest.mark.parametrize(
    ("given", "said"),
    [(0.4406, f"44.1{NB}%"), (-0.0004, f"0.0{NB}%"), (1, f"100.0{NB}%"), (None, "–"), (math.nan, "–"), ("x", "–")],
)
def test_percentages_have_one_decimal(given: object, said: str) -> None:
    assert numbers.percent(given) == said


@pytest.mark.parametrize(
    ("given", "said"),
    [(0.0406, "+4.1"), (-0.0175, "−1.8"), (0.0001, "0.0"), (-0.0001, "0.0"), (math.inf, "–")],
)
def test_points_bear_a_sign_unless_they_round_to_zero(given: float, said: str) -> None:
    assert numbers.points(given) == said


@pytest.mark.parametrize(
    ("given", "said"),
    [
        (1240.4, f"CNY{NB}1,240"),
        (3.5, f"CNY{NB}3.50"),
        (447_030_612, f"CNY{NB}447.0{NB}million"),
        (2.5e9, f"CNY{NB}2.50{NB}billion"),
        (-1240, f"CNY{NB}−1,240"),
        (None, "–"),
    ],
)
def test_money_has_its_currency_and_separators(given: float | None, said: str) -> None:
    assert numbers.money(given, "CNY") == said


@pytest.mark.parametrize(
    ("given", "said"),
    [(263_412, "263,000"), (6_583_353, "6,580,000"), (999_600, "1,000,000"), (87.4, "87"), (0, "0"), (-1234, "−1,230")],
)
def test_people_are_rounded_to_three_significant_digits(given: float, said: str) -> None:
    assert numbers.people(given) == said


@pytest.mark.parametrize(
    ("given", "said"),
    [(0.05, "0.05"), (1200.0, "1,200"), (-0.35, "−0.35"), (0, "0"), (100, "100"), (1e-6, "1e−06"), ("all", "all")],
)
def test_values_of_assumptions_drop_idle_zeros(given: object, said: str) -> None:
    assert numbers.value(given) == said


def test_groups_are_named_for_planners() -> None:
    names = {"210204": "Shahekou"}
    given = ["education=low", "age=55-64", "age=75+", "income=1", "district=210204", "district=9", "odd=thing"]
    assert [numbers.group_name(group, names) for group in given] == [
        "Low education", "Aged 55–64", "Aged 75 and over", "Poorest fifth", "Shahekou", "District 9", "odd: thing",
    ]  # fmt: skip


def test_text_is_one_line_without_control_characters() -> None:
    assert numbers.text("a\x00\n b\ud800\u2028c") == "a b c"
    assert numbers.shorten("a long title indeed", 10) == "a long ti…"


def test_an_interval_needs_both_ends() -> None:
    assert numbers.span(0.01, 0.02, numbers.points) == "+1.0 to +2.0"
    assert numbers.span(0.01, None, numbers.points) == ""


def test_lists_read_as_in_a_sentence() -> None:
    assert [numbers.several(words) for words in ([], ["a"], ["a", "b"], ["a", "", "b", "c"])] == [
        "", "a", "a and b", "a, b and c",
    ]  # fmt: skip


def test_replicates_of_a_group_that_all_agree_settle_nothing() -> None:
    assert numbers.settled(0.01, 0.02)
    assert not numbers.settled(-0.01, 0.02)
    assert not numbers.settled(-0.009, -0.009), "a citizen of three thousand, in each of three replicates"


@pytest.mark.parametrize(
    ("low", "high", "clear"),
    [
        (0.01, 0.02, True), (-0.02, -0.01, True), (-0.01, 0.02, False), (0.0002, 0.02, True), (None, 0.02, False),
        (0.0, 0.02, False), (-0.02, 0.0, False),
    ],
)  # fmt: skip
def test_a_difference_is_clear_when_its_interval_excludes_zero(low: object, high: object, clear: bool) -> None:
    assert numbers.clear(low, high) is clear


@pytest.mark.parametrize(
    ("low", "high", "said"),
    [
        (0.012, 0.034, "+1.2 to +3.4"), (0.0002, 0.0013, "+0.02 to +0.13"), (-0.0008, -0.00004, "−0.080 to −0.004"),
        (-0.0002, 0.0013, "0.0 to +0.1"),
    ],
)  # fmt: skip
def test_a_clear_interval_never_reads_as_touching_zero(low: float, high: float, said: str) -> None:
    assert numbers.span(low, high, numbers.finely(low, high)) == said


def test_a_setting_that_is_a_mapping_is_words(compared: Path) -> None:
    item = {"instrument": "evaluation", "share": 0.1, "weights": {"starts": 0.5, "quality": 0.0}}
    assert policy.instrument(read(compared), item).endswith("weights: starts 0.5 and quality 0")
