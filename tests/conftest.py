"""What all tests share: the switch that rewrites golden results, and the checkout's folder."""

from __future__ import annotations

from pathlib import Path

import pytest


def pytest_addoption(parser: pytest.Parser) -> None:
    """`--write-golden`: write what the golden tests would compare with (use `make golden`)."""
    parser.addoption("--write-golden", action="store_true", help="rewrite the golden results instead of comparing")


@pytest.fixture
def write_golden(request: pytest.FixtureRequest) -> bool:
    """Whether golden tests write their result instead of comparing with it."""
    return bool(request.config.getoption("--write-golden"))


@pytest.fixture(scope="session")
def checkout() -> Path:
    """The folder of the checkout, where README.md and Makefile are."""
    return Path(__file__).parent.parent
