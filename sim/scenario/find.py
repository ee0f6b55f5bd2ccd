"""Where scenario files and city folders are looked for: beside the file first, the shipped ones last."""

from __future__ import annotations

import site
import sys
from collections.abc import Iterator
from difflib import get_close_matches
from pathlib import Path


def shipped() -> Iterator[Path]:
    """Folders that may hold the shipped scenarios: of the working directory, of the checkout, of the installation."""
    yield Path("scenarios")
    yield Path(__file__).resolve().parents[2] / "scenarios"
    for data in (sys.prefix, site.getuserbase()):  # where pip puts them, the second with `--user`
        yield Path(data) / "share" / "learncity" / "scenarios"


def find_parent(name: str, folder: Path) -> Path | None:
    """The file that `extends: name` means in a file of `folder`, or None."""
    return next((found for base in (folder, *shipped()) if (found := _under(base, name)) and _is(found, "file")), None)


def find_city(name: str, folder: Path) -> Path | None:
    """The city folder that `city: name` means in a file of `folder`, or None."""
    return next((found for base in _bases(folder) if (found := _under(base, name)) and _is(found, "folder")), None)


def city_folder(path: Path) -> Path | None:
    """The city folder at `path`, or that of the city's file at `path`; None if it is neither."""
    if _is(path, "folder"):
        return path
    inside = path.name == "city.yaml" or path.suffix.lower() == ".csv"
    return path.parent if inside and _is(path, "file") and _is(path.parent / "districts.csv", "file") else None


def city_hint(name: str, folder: Path) -> str:
    """A hint that names the city nearest to `name`, or those that are there."""
    above = [found.parent for base in _bases(folder) if (found := _under(base, name)) and _is(found.parent, "folder")]
    cities = sorted({one.name for base in above for one in _list(base) if _is(one / "districts.csv", "file")})
    near = get_close_matches(Path(name).name, cities, n=1)
    if near:
        return f"Did you mean '{Path(name).parent / near[0]}'?"
    return f"There are: {', '.join(cities)}" if cities else "`learncity new city NAME` writes a folder to start from"


def _bases(folder: Path) -> Iterator[Path]:
    yield folder
    yield from folder.absolute().parents
    yield from shipped()


def _under(base: Path, name: str) -> Path | None:
    """`base/name`, written from the working directory where it lies below it; None for a name that is no path."""
    try:
        found = (base / name).resolve()
        return found.relative_to(Path.cwd()) if found.is_relative_to(Path.cwd()) else found
    except (OSError, ValueError, RuntimeError):
        return None


def _is(path: Path, what: str) -> bool:
    try:
        return path.is_file() if what == "file" else path.is_dir()
    except (OSError, ValueError):
        return False


def _list(folder: Path) -> list[Path]:
    try:
        return list(folder.iterdir())
    except OSError:
        return []
