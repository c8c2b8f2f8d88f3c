"""Rows of tokens to train on, made from whole files: fill-in-the-middle examples and plain text.

An example is `<|fim_prefix|><|fim_suffix|>S<|fim_middle|>P M<|endoftext|>`: the text after the cursor first, then the text
before it, which the middle continues without a seam. Cuts fall between characters, inside tokens too. As in the prompts that
the product lays out, the suffix is whole lines where it can be, the prefix begins at a line's start, and parts of other files
stand in front, each as `<|file_sep|>path`, a line break, its text and a line break.
"""

import bisect
import dataclasses
import itertools
import json
import os
import random
import re

from tokenizer import END, FILE_SEPARATOR, FIM_MIDDLE, FIM_PREFIX, FIM_SUFFIX, SHARES

MARKERS = {FIM_PREFIX, FIM_SUFFIX, FIM_MIDDLE, FILE_SEPARATOR}
MIDDLE_WEIGHT = 2.0
WINDOW_LINES, QUERY_LINES = 40, 30  # as OpenDocumentContext
CANDIDATES = 4


@dataclasses.dataclass(frozen=True)
class Mix:
    """Shares of kinds of examples: fill-in-the-middle among all; of those prefix first, and with other files in front."""
    fim: float = 0.75
    prefix_first: float = 0.0
    context: float = 0.15


@dataclasses.dataclass(frozen=True)
class File:
    package: str
    path: str
    text: str


class Texts:
    """The files of one folder of the corpus; one is drawn by language share, then by size."""

    def __init__(self, folder):
        self.files = {language: [File(**json.loads(line)) for line in (folder / f"{language}.jsonl").read_text().splitlines()] for language in SHARES}
        self.files = {language: files for language, files in self.files.items() if files}
        self.ends = {language: list(itertools.accumulate(len(file.text) for file in files)) for language, files in self.files.items()}
        self.folders = {}
        for file in itertools.chain.from_iterable(self.files.values()):
            self.folders.setdefault((file.package, os.path.dirname(file.path)), []).append(file)

    def draw(self, random):
        languages = list(self.files)
        language = random.choices(languages, [SHARES[language] for language in languages])[0]
        ends = self.ends[language]
        return self.files[language][bisect.bisect(ends, random.randrange(ends[-1]))]

    def neighbours(self, file, random):
        """A few other files of its folder."""
        others = [other for other in self.folders[file.package, os.path.dirname(file.path)] if other is not file]
        return random.sample(others, min(CANDIDATES, len(others)))


def cut(text, random):
    """Where the middle begins and ends: three in four within one line, else a few lines."""
    for _ in range(20):
        at = random.randrange(len(text))
        start = text.rfind("\n", 0, at) + 1
        end = text.find("\n", at)
        end = len(text) if end < 0 else end
        if text[start:end].strip():
            break
    first = start + len(text[start:end]) - len(text[start:end].lstrip())
    begin = first if random.random() < 1 / 3 else random.randint(first, max(first, end - 1))
    kind = random.random()
    if kind < 0.60:
        return begin, end
    if kind < 0.75:
        return begin, random.randint(begin, end)
    for _ in range(random.randint(1, 5)):
        following = text.find("\n", end + 1)
        if following < 0:
            break
        end = following
    return begin, end


def workspace_path(path):
    """As seen from a project's folder: without the system folders that a package unpacks to."""
    return "/".join(path.split("/")[-3:])


def words(text):
    return set(re.findall(r"[^\W\d]\w{2,}", text))


def most_alike(query, text):
    """The part of `text`, some lines long, that has the most words in common with `query` (Jaccard's index)."""
    lines = text.split("\n")
    parts = ["\n".join(lines[at:at + WINDOW_LINES]) for at in range(0, len(lines), WINDOW_LINES)]
    def likeness(part):
        theirs = words(part)
        return len(query & theirs) / max(1, len(query | theirs))
    return max((likeness(part), part) for part in parts)


def context(texts, file, begin, tokenizer, random, budget):
    """Parts of other files of the folder as tokens, the most alike last; at most `budget`."""
    query = words("\n".join(file.text[:begin].split("\n")[-QUERY_LINES:]))
    found = sorted(((*most_alike(query, other.text), other.path) for other in texts.neighbours(file, random)), reverse=True)
    ids = []
    for _, part, path in found[:random.randint(1, 3)]:
        room = budget - len(ids)
        if room < 32:
            break
        # Whole lines, as far as even this small budget holds them.
        part = part[:3 * room]
        part = part[:part.rfind("\n")] if "\n" in part else part
        ids = [FILE_SEPARATOR, *tokenizer.encode(f"{workspace_path(path)}\n{part}\n")][:room] + ids
    return ids


def take_suffix(text, end, tokenizer, budget):
    part = text[end:end + 4 * budget]
    if end + len(part) < len(text) and part.rfind("\n") > 0:
        part = part[:part.rfind("\n") + 1]
    return tokenizer.encode(part)[:budget]


def take_prefix(ids, room, tokenizer):
    """The last `room` tokens or fewer, from the start of a line unless that would leave too little."""
    if len(ids) <= room:
        return ids
    ids = ids[len(ids) - room:]
    first = next((at + 1 for at, id in enumerate(ids[:room // 2]) if tokenizer.bytes[id].endswith(b"\n")), 0)
    return ids[first:]


def fim(texts, file, tokenizer, random, budget, mix):
    """One example of at most `budget` tokens, and the weight of each as a target."""
    text = file.text
    begin, end = cut(text, random)
    before = context(texts, file, begin, tokenizer, random, budget // 2) if random.random() < mix.context else []
    room = budget - len(before)
    most = max(4, room // 4)
    suffix_budget = random.choice((0, random.randint(4, most), random.randint(4, most), most, most))
    suffix = take_suffix(text, end, tokenizer, suffix_budget)
    prefix_text, middle_text = text[max(0, begin - 6 * budget):begin], text[begin:end]
    prefix_first = random.random() < mix.prefix_first
    if prefix_first or random.random() < 0.5:
        prefix, middle = tokenizer.encode(prefix_text), tokenizer.encode(middle_text)
    else:
        # The seam inside a token disappears, as it does for a caller that backs up to the last whole token.
        prefix, middle = tokenizer.encode(prefix_text + middle_text), []
    tail = [*middle, END]
    room -= 3 + len(suffix) + len(tail)
    if room < 0:
        return None
    prefix = take_prefix(prefix, room, tokenizer)
    if prefix_first:
        ids = [*before, FIM_PREFIX, *prefix, FIM_SUFFIX, *suffix, FIM_MIDDLE, *tail]
    else:
        ids = [*before, FIM_PREFIX, FIM_SUFFIX, *suffix, FIM_MIDDLE, *prefix, *tail]
    weights = [0.0 if id in MARKERS else 1.0 for id in ids]
    weights[len(ids) - len(tail):] = [MIDDLE_WEIGHT] * len(tail)
    return ids, weights


def plain(text, tokenizer, random, budget):
    start = text.rfind("\n", 0, random.randrange(len(text))) + 1
    ids = tokenizer.encode(text[start:start + 8 * budget])
    ids = [*ids[:budget - 1], END] if start + 8 * budget >= len(text) and len(ids) < budget else ids[:budget]
    return ids, [1.0] * len(ids)


def row(texts, tokenizer, random, length, mix):
    """`length + 1` tokens and their weights; examples of different sizes, so that the end of a middle is seen often."""
    ids, weights = [], []
    while len(ids) <= length:
        left = length + 1 - len(ids)
        budget = min(left, random.choice((length + 1, length // 2, length // 3)))
        file = texts.draw(random)
        if left >= 64 and random.random() < mix.fim:
            made = fim(texts, file, tokenizer, random, budget, mix)
        else:
            made = plain(file.text, tokenizer, random, budget)
        if made:
            ids += made[0]
            weights += made[1]
    return ids, weights


def batch(texts, tokenizer, seed, rows, length, mix):
    """Lists of ids and weights, the same for the same seed."""
    generator = random.Random(seed)
    made = [row(texts, tokenizer, generator, length, mix) for _ in range(rows)]
    return [ids for ids, _ in made], [weights for _, weights in made]
