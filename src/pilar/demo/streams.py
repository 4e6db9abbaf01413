"""Independent random streams: one topic never changes the draws of another."""

from zlib import crc32

import numpy as np


def stream(seed: int, *topics: str) -> np.random.Generator:
    """A generator that depends on `seed` and the topic names only."""
    return np.random.default_rng([seed, *(crc32(topic.encode()) for topic in topics)])
