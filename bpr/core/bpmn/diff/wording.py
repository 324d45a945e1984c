"""How alike Japanese names of steps are, whoever wrote them.

「申請書を受け付ける」「申請書の受付」「申請書受理」 are the same work. So names are compared by what is left when
width, okurigana and particles are taken away, with verbs that offices use for one another put together. Likeness is the
cosine of character pairs and single characters, those that few steps have counting more.
"""

from __future__ import annotations

import itertools
import math
import re
import unicodedata
from collections import Counter
from collections.abc import Sequence
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

Matrix = NDArray[np.float64]

_NOT_WORDS = re.compile(r"[\W_]+")
_HIRAGANA = re.compile(r"[ぁ-ん]+")
#: Verbs that offices use for the same work; the first stands for the others. Compared after okurigana is gone.
_SYNONYMS = (
    ("受付", "受理", "受領", "受取", "収受"),
    ("確認", "点検", "検認", "確"),
    ("入力", "登録", "打込", "投入"),
    ("交付", "発行", "手渡", "渡"),
    ("通知", "知", "連絡", "案内"),
    ("送付", "郵送", "発送", "送", "送信"),
    ("保管", "保存", "綴", "編綴"),
    ("決裁", "承認"),
    ("照会", "問合", "問合せ"),
    ("照合", "突合", "突き合"),
    ("印刷", "出力", "打出"),
    ("提出", "出", "届出"),
    ("作成", "作", "起票", "起案"),
    ("催促", "督促"),
    ("書", "記入", "記載"),
    ("返", "回答", "返答", "返信"),
)
_SAME = {word: group[0] for group in _SYNONYMS for word in group[1:]}
#: Longest first; a single character counts only where no other kanji stands beside it.
_WORDS = re.compile(
    "|".join(
        word if len(word) > 1 else rf"(?<![一-龥々]){word}(?![一-龥々])"
        for word in sorted(_SAME, key=lambda word: (-len(word), word))
    )
)


@lru_cache(maxsize=4096)
def normalised(name: str) -> str:
    """The name without width, case, spaces and punctuation."""
    return _NOT_WORDS.sub("", unicodedata.normalize("NFKC", name).casefold())


@lru_cache(maxsize=4096)
def stem(name: str) -> str:
    """What carries the meaning: kanji, katakana, letters and digits; the whole where that is too little."""
    spaced = _HIRAGANA.sub(" ", _NOT_WORDS.sub(" ", unicodedata.normalize("NFKC", name).casefold()))
    words = re.sub(r"(?<=\b[一-龥々]) (?=[一-龥々]\b)", "", spaced)  # 受け付ける → 受付
    found = _WORDS.sub(lambda match: _SAME[match.group()], words).replace(" ", "")
    return found if len(found) > 1 else normalised(name)


@lru_cache(maxsize=4096)
def _grams(name: str) -> Counter[str]:
    text = stem(name)
    pairs = Counter(first + second for first, second in itertools.pairwise(text))
    return pairs + Counter(text)


def name_likeness(first: Sequence[str], second: Sequence[str]) -> Matrix:
    """Likeness 0..1 of each name of ``first`` with each of ``second``; 0 where either is empty."""
    left, right = _vectors(first, second)
    likeness = np.clip(left @ right.T, 0.0, 1.0)
    same = {text: at for at, text in enumerate(dict.fromkeys(map(normalised, (*first, *second)))) if text}
    mine = np.array([same.get(normalised(name), -1) for name in first])
    theirs = np.array([same.get(normalised(name), -2) for name in second])
    return np.asarray(np.where(mine[:, None] == theirs[None, :], 1.0, likeness * 0.99), dtype=np.float64)


def covered(parts: Sequence[str], whole: str) -> float:
    """The part 0..1 of what ``whole`` says that ``parts`` say together."""
    wanted = _grams(whole)
    said: Counter[str] = Counter()
    for part in parts:
        said |= _grams(part)
    total = sum(_weight(gram) * count for gram, count in wanted.items())
    found = sum(_weight(gram) * min(count, said[gram]) for gram, count in wanted.items())
    return found / total if total else 0.0


def _weight(gram: str) -> float:
    return 1.0 if len(gram) > 1 else 0.5


def _vectors(first: Sequence[str], second: Sequence[str]) -> tuple[Matrix, Matrix]:
    """Unit vectors of the names over all their grams; rare ones weigh more."""
    names = [*first, *second]
    used = Counter(gram for name in names for gram in _grams(name))
    place = {gram: at for at, gram in enumerate(used)}
    vectors = np.zeros((len(names), max(1, len(place))))
    for row, name in enumerate(names):
        for gram, count in _grams(name).items():
            vectors[row, place[gram]] = _weight(gram) * count * math.log1p(len(names) / used[gram])
    lengths = np.linalg.norm(vectors, axis=1, keepdims=True)
    vectors = np.divide(vectors, lengths, out=vectors, where=lengths > 0)
    return vectors[: len(first)], vectors[len(first) :]
