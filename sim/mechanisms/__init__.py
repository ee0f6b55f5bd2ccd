"""Mechanisms beside the core of a month: a file each, with the phase that `sim.city.MONTH` lists and its own state.

A mechanism that is off, by its form in the scenario or because no instrument uses it, changes no bit of a result.
"""
