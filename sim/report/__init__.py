"""The report: one HTML file for a city planner, readable offline and printable, with its figures as SVG files.

`write(folder)` reads a results folder and changes nothing in it but report.html and figures/.
"""

from __future__ import annotations

from pathlib import Path


def write(folder: str | Path) -> Path:
    """Writes report.html and figures/*.svg into a results folder and returns the path of the page.

    The same results give the same bytes. Raises `sim.errors.InputError` if the folder holds no results.
    """
    from sim.report import page

    return page.write(Path(folder))


__all__ = ["write"]
