"""Where the reference data lies beside a working copy; tests that need it are skipped elsewhere."""

from pathlib import Path

import pytest

SHARED_DATA = Path(__file__).resolve().parents[4] / "shared" / "data"


def needs(name):
    """Skip a test, and say why, where a set of the reference data is absent."""
    return pytest.mark.skipif(
        not (SHARED_DATA / name).exists(), reason=f"reference data {name} is not beside this copy"
    )
