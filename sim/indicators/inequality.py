"""Measures of inequality with known answers: pure functions of counts by group, such as fifths of income or districts.

Groups of one person give the measures of individuals; a group without people changes nothing.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike, NDArray

Values = NDArray[np.float64]


def rank(people: ArrayLike) -> Values:
    """Mean fractional rank of each group, 0 to 1, of groups that are ordered from the poorest to the richest."""
    n = np.asarray(people, np.float64)
    return np.asarray((np.cumsum(n) - n / 2.0) / max(float(n.sum()), 1.0))


def erreygers(people: ArrayLike, users: ArrayLike) -> float:
    """Erreygers index of binary use by rank: 4 mu C = 8 cov(use, rank); 1 if just the richer half uses, 0 if all alike.

    C = 2 cov(use, rank) / mu is the concentration index and mu the mean use (Erreygers 2009, J. Health Econ. 28).
    """
    n, used = np.asarray(people, np.float64), np.asarray(users, np.float64)
    everyone = float(n.sum())
    return 8.0 * float((used * (rank(n) - 0.5)).sum()) / everyone if everyone > 0 else 0.0


def theil(people: ArrayLike, users: ArrayLike) -> tuple[float, float]:
    """Theil index of binary use (between groups, within groups); together log(1 / mean use), 0 if nobody uses.

    Between: sum of s log(m / M); within: sum of s log(1 / m), where s is a group's part of all users, m its mean use
    and M that of all (Theil 1967).
    """
    n, used = np.asarray(people, np.float64), np.asarray(users, np.float64)
    if not used.sum() > 0:
        return 0.0, 0.0
    n, used = n[used > 0], used[used > 0]
    mean, share = used / n, used / used.sum()
    of_all = float(np.asarray(users, np.float64).sum() / np.asarray(people, np.float64).sum())
    return max(0.0, float((share * np.log(mean / of_all)).sum())), max(0.0, float(-(share * np.log(mean)).sum()))


def horizontal(people: ArrayLike, users: ArrayLike) -> float:
    """Erreygers index of use beyond what need lets expect; arrays (needs, ranks), 0 if equal need means equal use.

    Expected use of a cell is the mean use of its need over all ranks (indirect standardisation, as Wagstaff and
    van Doorslaer 2000).
    """
    n, used = np.asarray(people, np.float64), np.asarray(users, np.float64)
    of_need = used.sum(axis=1) / np.maximum(n.sum(axis=1), 1.0)
    beyond = used - n * of_need[:, None]
    return erreygers(n.sum(axis=0), beyond.sum(axis=0))


def mixing(visitors: ArrayLike) -> float:
    """How mixed places are, shape (places, groups): 1 if each is as mixed as all visitors, 0 if none mixes groups.

    Mean Shannon entropy of the places, weighted by visitors, over the entropy of all (1 less Theil's information index
    of segregation); 1 where all visitors are of one group, and nothing could be mixed better.
    """
    seen = np.asarray(visitors, np.float64)
    of_all = float(entropy(seen.sum(axis=0)))
    if not of_all > 0:
        return 1.0
    return min(1.0, float((seen.sum(axis=1) * entropy(seen)).sum() / seen.sum() / of_all))


def entropy(counts: ArrayLike) -> Values:
    """Shannon entropy of shares along the last axis, nats; 0 without counts."""
    n = np.asarray(counts, np.float64)
    share = n / np.maximum(n.sum(axis=-1, keepdims=True), 1.0)
    return np.asarray(-(share * np.log(np.where(share > 0, share, 1.0))).sum(axis=-1))


def spread(people: ArrayLike, users: ArrayLike) -> float:
    """Standard deviation of the groups' mean use, weighted by people."""
    n, used = np.asarray(people, np.float64), np.asarray(users, np.float64)
    n, used = n[n > 0], used[n > 0]
    if not n.size:
        return 0.0
    return float(np.sqrt((n * (used / n - used.sum() / n.sum()) ** 2).sum() / n.sum()))


def quantile(values: ArrayLike, weights: ArrayLike, share: float) -> float:
    """The smallest value up to which at least `share` of the weight lies; 0 without weight."""
    x, w = np.asarray(values, np.float64), np.asarray(weights, np.float64)
    order = np.argsort(x, kind="stable")
    reached = np.cumsum(w[order])
    return float(x[order][np.searchsorted(reached, share * reached[-1])]) if w.sum() > 0 else 0.0
