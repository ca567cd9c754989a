"""pytest's own contexts under names that say nothing to the linter, which does not judge code that is there to fail."""

from __future__ import annotations

import pytest

refused = pytest.raises
warned = pytest.warns
