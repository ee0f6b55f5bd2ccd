"""Holds `make golden` to its changelog line: numbers do not change without a word to those who use them.

`changed` fails unless CHANGELOG.md's Unreleased section differs from the last commit's; `add REASON` writes the line.
"""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

CHANGELOG = Path("CHANGELOG.md")
HEADING = "### Numbers change"


def unreleased(text: str) -> str:
    """The body of the Unreleased section, without its heading."""
    found = re.search(r"^## \[Unreleased\]\n(.*?)(?=^## |\Z)", text, re.MULTILINE | re.DOTALL)
    if not found:
        raise SystemExit("CHANGELOG.md has no section '## [Unreleased]'.")
    return found[1]


def with_reason(text: str, reason: str) -> str:
    """The changelog with one more line on top of Unreleased's 'Numbers change'."""
    body = unreleased(text)
    rest = body.split(f"{HEADING}\n", 1)
    new = f"{rest[0]}{HEADING}\n- {reason}\n{rest[1]}" if len(rest) == 2 else f"{HEADING}\n- {reason}\n\n{body}"
    return text.replace(f"## [Unreleased]\n{body}", f"## [Unreleased]\n{new}", 1)


def committed() -> str:
    """The changelog of the last commit; empty Unreleased when there is none."""
    shown = subprocess.run(["git", "show", f"HEAD:{CHANGELOG}"], capture_output=True, text=True, check=False)
    return shown.stdout if shown.returncode == 0 else "## [Unreleased]\n"


def main(arguments: list[str]) -> int:
    """Exit code 0 when the changelog says (now) why numbers change, 1 when it does not."""
    text = CHANGELOG.read_text(encoding="utf-8")
    if arguments[:1] == ["add"] and len(arguments) == 2 and arguments[1].strip():
        CHANGELOG.write_text(with_reason(text, arguments[1].strip()), encoding="utf-8")
        return 0
    if arguments != ["changed"]:
        sys.stderr.write('Usage: changelog.py changed | add "why numbers change"\n')
        return 2
    if unreleased(text) != unreleased(committed()):
        return 0
    sys.stderr.write(
        "Golden results change numbers that people rely on. Say why under '## [Unreleased]' of CHANGELOG.md,\n"
        'or run: make golden GOLDEN_REASON="why numbers change"\n'
    )
    return 1


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
