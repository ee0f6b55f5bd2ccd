"""What each citizen's contacts show: sums over its ties, kept from month to month and mended where somebody changed.

Few show something new in a month, so following those few costs less than asking all contacts anew.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np
from numpy.typing import NDArray

from sim.citizens.person import APPROVAL_BITS
from sim.compiled import in_parts, kernel, rule

if TYPE_CHECKING:
    from sim.population import Ties

HIGH = 16  # bits of a sum below the number of active contacts: the approval of up to 520 contacts together
MANY = 8  # where one in so many changed, all are asked anew
UNCOUNTED = 255  # a byte that nobody shows: it would be more than full approval


class Contacts(NamedTuple):
    """By citizen, shape (n,): the byte `visible` when it was last counted, and the sum of those of its contacts."""

    counted: NDArray[np.uint8]
    sums: NDArray[np.int32]  # active contacts, shifted by HIGH, and their approval


def uncounted(n: int) -> Contacts:
    """The contacts of n citizens before any of them has shown anything."""
    return Contacts(np.full(n, UNCOUNTED, np.uint8), np.zeros(n, np.int32))


@rule
def word_of(byte):
    """What one contact adds to a sum."""
    return (np.int32(byte >> 7) << HIGH) + np.int32(byte & APPROVAL_BITS)


@rule
def told_apart(total):
    """Of a sum: how many contacts are active, and the approval that all show together."""
    return total >> HIGH, total & ((1 << HIGH) - 1)


@kernel(arrays=True)
def list_changed(first, last, visible, counted):
    """The rows `first` to `last` that show something else than when they were counted."""
    found, count = np.empty(last - first + np.uint64(1), np.int64), np.uint64(0)
    for i in range(first, last):
        found[count] = i  # the next one overwrites who shows the same: no branch to guess
        count += np.uint64(visible[i] != counted[i])
    return found[:count]


@kernel(arrays=True)
def pass_on(first, last, changed, visible, contacts, ties):
    """Add what those `changed` from `first` to `last` show more or less than when they were counted to their contacts.

    Returns the contacts outside of these rows, with what is to be added there: another part may be at work on them.
    Whom it concerns is listed first, so that no look-up waits for another.
    """
    rows = changed[np.searchsorted(changed, np.int64(first)) : np.searchsorted(changed, np.int64(last))]
    begin, end = ties.indptr[rows], ties.indptr[rows + 1]
    seen_by, more = np.empty((end - begin).sum(), np.uint32), np.empty((end - begin).sum(), np.int32)
    at = outside = np.uint64(0)
    for j in range(rows.size):
        i = rows[j]
        change = word_of(visible[i]) - word_of(contacts.counted[i])
        contacts.counted[i] = visible[i]
        for k in range(np.uint64(begin[j]), np.uint64(end[j])):
            seen_by[at], more[at] = ties.neighbours[k], change
            at += np.uint64(1)
    for k in range(at):
        contact = np.uint64(seen_by[k])
        if first <= contact < last:
            contacts.sums[contact] += more[k]
        else:
            seen_by[outside], more[outside] = seen_by[k], more[k]
            outside += np.uint64(1)
    return seen_by[:outside], more[:outside]


@kernel()
def add(sums, seen_by, more):
    """Add to the sums of contacts what is to be added."""
    for k in range(np.uint64(seen_by.size)):
        sums[np.uint64(seen_by[k])] += more[k]


@kernel()
def ask_all(first, last, visible, contacts, ties):
    """The sums of the rows `first` to `last` over all their contacts."""
    for i in range(first, last):
        total = np.int32(0)
        for k in range(np.uint64(ties.indptr[i]), np.uint64(ties.indptr[i + np.uint64(1)])):
            total += word_of(visible[np.uint64(ties.neighbours[k])])
        contacts.sums[i] = total


def look_around(contacts: Contacts, visible: NDArray[np.uint8], ties: Ties) -> None:
    """Bring the sums to what the contacts show now, whole numbers and so the same in whichever of the two ways."""
    changed = np.concatenate(in_parts(visible.size, list_changed, visible, contacts.counted))
    if changed.size * MANY > visible.size:
        in_parts(visible.size, ask_all, visible, contacts, ties)
        contacts.counted[:] = visible
    else:
        for seen_by, more in in_parts(visible.size, pass_on, changed, visible, contacts, ties):
            add(contacts.sums, seen_by, more)
