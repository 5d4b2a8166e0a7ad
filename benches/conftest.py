"""The number of threads of polars, which it reads when it is first imported."""

from __future__ import annotations

import os

os.environ.setdefault("POLARS_MAX_THREADS", "1")
