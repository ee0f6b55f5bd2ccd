"""Scarce places go to who comes first by turn and then by row, as sorting all who want an offer would have it."""

from __future__ import annotations

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st
from worlds import threads

from sim.citizens.admission import admit, applicants, contenders, draw_turns, queues, tally
from sim.citizens.person import World, new_columns
from sim.compiled import in_parts
from sim.draws import purpose_key, uniforms

OFFERS = 3
OFFER = st.integers(0, OFFERS - 1)
APPLICATIONS = st.lists(st.integers(-1, OFFERS - 1), max_size=80)
TURN = st.sampled_from([-1.5, 0.0, 0.25, 7.0])  # few values, so that many turns are equal


@settings(deadline=None)  # the first example waits for the compiler
@given(st.lists(st.tuples(OFFER, TURN), max_size=40), st.tuples(*[st.integers(0, 12)] * OFFERS))
def test_places_go_by_turn_and_then_by_row(wants: list[tuple[int, float]], places: tuple[int, ...]) -> None:
    wanted = np.array([offer for offer, _ in wants], np.int16)
    turn = np.array([when for _, when in wants], np.float64)
    free = np.minimum(places, np.bincount(wanted, minlength=OFFERS))
    first = {
        k
        for o in range(OFFERS)
        for k in sorted(np.flatnonzero(wanted == o).tolist(), key=lambda k: (turn[k], k))[: free[o]]
    }
    admitted = np.empty(wanted.size, np.bool_)
    with threads(3):
        in_parts(OFFERS, admit, *queues(wanted, OFFERS), turn, free, admitted)
    assert set(np.flatnonzero(admitted).tolist()) == first


@settings(deadline=None)
@given(
    st.lists(st.tuples(st.integers(0, OFFERS - 1), st.booleans()), max_size=40), st.tuples(*[st.booleans()] * OFFERS)
)
def test_contenders_want_a_scarce_offer_and_may_have_it(wants: list[tuple[int, bool]], scarce: tuple[bool]) -> None:
    wanted, served = np.array([o for o, _ in wants], np.int16), np.array([may for _, may in wants], np.bool_)
    found = contenders(wanted, served, np.array(scarce))
    assert found.tolist() == [k for k, (o, may) in enumerate(wants) if may and scarce[o]]


@settings(deadline=None)
@given(st.lists(st.tuples(st.integers(-1, 2), st.integers(-5, 5)), min_size=1, max_size=40), st.booleans())
def test_who_waits_longest_comes_first_then_the_lot(waits: list[tuple[int, int]], by_wait: bool) -> None:
    queued, since = (np.array(column, np.int16) for column in zip(*waits, strict=True))
    c = new_columns({"id": 7 + np.arange(len(waits)), "queued": queued, "queued_since": since})
    rows, turn = np.arange(len(waits))[::-1].copy(), np.empty(len(waits))
    with threads(3):
        in_parts(rows.size, draw_turns, rows, c, purpose_key("lot"), World(0.0, 0.0, 3, 6), by_wait, turn)
    lots = uniforms(3, "lot", c.id[rows], 6)
    assert turn.tolist() == (lots + np.where(queued[rows] >= 0, since[rows], 6) * by_wait).tolist()


@settings(deadline=None)
@given(APPLICATIONS)
def test_applicants_are_all_who_apply_in_the_order_of_rows(offers: list[int]) -> None:
    c = new_columns({"id": np.arange(len(offers)), "application": np.array(offers, np.int16)})
    with threads(3):
        rows, wanted = applicants(c)
    assert rows.tolist() == [i for i, offer in enumerate(offers) if offer >= 0]
    assert wanted.tolist() == [offer for offer in offers if offer >= 0]


@settings(deadline=None)
@given(APPLICATIONS, st.data())
def test_applicants_are_counted_by_offer(offers: list[int], data: st.DataObject) -> None:
    bits = st.lists(st.booleans(), min_size=len(offers), max_size=len(offers))
    queued = np.array(data.draw(bits), np.int16) - 1
    c = new_columns({"id": np.arange(len(offers)), "application": np.array(offers, np.int16), "queued": queued})
    rows, wanted = applicants(c)
    served = np.array(data.draw(bits), np.bool_)[: rows.size]
    counts = tally(c.queued, rows, wanted, served, OFFERS)
    for o in range(OFFERS):
        here = wanted == o
        assert counts[:, o].tolist() == [here.sum(), (here & (queued[rows] < 0)).sum(), (here & served).sum()]
