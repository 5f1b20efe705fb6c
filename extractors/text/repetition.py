"""Which texts of a list say the same again, nearly word for word. A form: it knows nothing of plans."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Sequence
from itertools import pairwise

_SYLLABLE = re.compile(r"[^\W_]+")
_SHARED = 0.7  # of all syllable pairs of the two; a task said again in other words shares under half
_FEWEST = 6  # syllable pairs: shorter texts ("Các sở, ban, ngành") are alike by chance


def find_repetitions(texts: Sequence[str]) -> dict[int, int]:
    """For each text that repeats an earlier one: its place and the place of the first that says it.

    >>> find_repetitions(["Mở lớp tin học cho người cao tuổi ở xã", "Trồng cây", "Mở lớp tin học cho người cao tuổi"])
    {2: 0}
    """
    sets = [frozenset(pairwise(_SYLLABLE.findall(text.lower()))) for text in texts]
    frequency = Counter(pair for pairs in sets for pair in pairs)
    seen: defaultdict[tuple[str, str], list[int]] = defaultdict(list)
    repetitions: dict[int, int] = {}
    for place, pairs in enumerate(sets):
        if len(pairs) < _FEWEST:
            continue
        # Two sets that share this much share one of their rarest pairs: only those are compared (prefix filtering).
        rarest = sorted(pairs, key=lambda pair: (frequency[pair], pair))[: len(pairs) - int(_SHARED * len(pairs)) + 1]
        candidates = sorted({earlier for pair in rarest for earlier in seen[pair]})
        same = next((c for c in candidates if len(sets[c] & pairs) >= _SHARED * len(sets[c] | pairs)), None)
        if same is not None:
            repetitions[place] = repetitions.get(same, same)
        for pair in rarest:
            seen[pair].append(place)
    return repetitions
