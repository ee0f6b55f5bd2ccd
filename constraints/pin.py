"""Writes constraints/pyXY.txt from pip's report of what it would install: exact versions, no addresses.

Called by `make constraints` once per Python: `python constraints/pin.py report.json`.
"""

from __future__ import annotations

import json
import re
import sys
from pathlib import Path

HEADER = "# Exact versions for Python {version}, resolved by `make constraints`; used by make and .ci/run.\n"


def pins(report: dict, own: str = "learncity") -> list[str]:
    """`name==version` of everything in a pip report but ourselves, sorted by normalised name."""
    found = {}
    for item in report["install"]:
        name = re.sub(r"[-_.]+", "-", item["metadata"]["name"]).lower()
        found[name] = item["metadata"]["version"]
    return [f"{name}=={found[name]}" for name in sorted(found) if name != own]


def main(path: str) -> None:
    """Write the file for the Python that pip ran on."""
    report = json.loads(Path(path).read_text(encoding="utf-8"))
    version = ".".join(report["environment"]["python_full_version"].split(".")[:2])
    target = Path(__file__).parent / f"py{version.replace('.', '')}.txt"
    target.write_text(HEADER.format(version=version) + "\n".join(pins(report)) + "\n", encoding="utf-8")
    sys.stderr.write(f"{target.name}: {len(report['install']) - 1} packages\n")


if __name__ == "__main__":
    main(sys.argv[1])
