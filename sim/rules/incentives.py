"""M9: what a course costs the citizen once a voucher has paid its part."""

from sim.compiled import rule


@rule
def voucher_value(c, around, p, luck):
    """What a voucher pays of the fee: its share of the fee, at most its maximum (monthly mean incomes)."""
    return min(around.covers * around.fee, around.maximum)
