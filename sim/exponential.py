"""exp and log in plain arithmetic, within a unit in the last place: the same bits in Python and on every machine.

The library's are calls, one number at a time; a loop with these becomes vector code and takes a third of the time.
"""

from __future__ import annotations

import math

import numpy as np

from sim.compiled import rule

LN2_HIGH, LN2_LOW = float.fromhex("0x1.62e42feep-1"), float.fromhex("0x1.a39ef35793c76p-33")  # add up to log(2)
PER_LN2 = 1.0 / math.log(2.0)
ROUND = 1.5 * 2.0**52  # added, it leaves the nearest whole number in the last bits
SMALLEST, LARGEST = -708.0, 709.0  # exponents of what a number can hold
ROOT_HALF = 0x3FE6A09E667F3BCD  # the bits of sqrt(1/2)
T2, T3, T4, T5, T6, T7, T8, T9, T10, T11, T12, T13 = (1.0 / math.factorial(n) for n in range(2, 14))  # Taylor's
# A fit by Remez's method of (log(1 + f) - 2 s) / s in s^2, s = f / (2 + f): Sun's fdlibm (1993), e_log.c.
L1, L2, L3, L4 = 0.6666666666666735130, 0.3999999999940941908, 0.2857142874366239149, 0.2222219843214978396
L5, L6, L7 = 0.1818357216161805012, 0.1531383769920937332, 0.1479819860511658591


@rule
def exp(x):
    """e to the x, for x between -708 and 709; beyond, its value there."""
    x = min(max(x, SMALLEST), LARGEST)
    shifted = np.float64(x * PER_LN2 + ROUND)
    k = shifted - ROUND  # x = k log(2) + r, r at most half of log(2) in size
    r = (x - k * LN2_HIGH) - k * LN2_LOW
    high = T8 + r * (T9 + r * (T10 + r * (T11 + r * (T12 + r * T13))))
    low = r * r * (T2 + r * (T3 + r * (T4 + r * (T5 + r * (T6 + r * (T7 + r * high))))))
    power = np.int64((shifted.view(np.int64) + 1023) << 52).view(np.float64)  # 2^k
    return (1.0 + (r + low)) * power


@rule
def log(x):
    """Natural logarithm of x, a positive number of at least 2.3e-308."""
    bits = np.float64(x).view(np.int64)
    k = (bits - ROOT_HALF) >> 52  # x = 2^k (1 + f), 1 + f between the roots of 1/2 and 2
    f = np.int64(bits - (k << 52)).view(np.float64) - 1.0
    s = f / (2.0 + f)
    z = s * s
    rest = z * (L1 + z * (L2 + z * (L3 + z * (L4 + z * (L5 + z * (L6 + z * L7))))))
    half, power = 0.5 * f * f, np.float64(np.int32(k))
    return power * LN2_HIGH - ((half - (s * (half + rest) + power * LN2_LOW)) - f)
