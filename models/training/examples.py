"""Rows of tokens to train on, made from whole files: fill-in-the-middle examples and plain text.

An example is `<|fim_prefix|><|fim_suffix|>S<|fim_middle|>P M<|endoftext|>`: the text after the cursor first, then the text
before it, which the middle continues without a seam. Cuts fall between characters, inside tokens too.
"""

import bisect
import itertools
import json
import random

from tokenizer import END, FIM_MIDDLE, FIM_PREFIX, FIM_SUFFIX, SHARES

MARKERS = {FIM_PREFIX, FIM_SUFFIX, FIM_MIDDLE}
MIDDLE_WEIGHT = 2.0


class Texts:
    """The files of one folder of the corpus; one is drawn by language share, then by size."""

    def __init__(self, folder):
        self.files = {language: [json.loads(line) for line in open(folder / f"{language}.jsonl")] for language in SHARES}
        self.files = {language: files for language, files in self.files.items() if files}
        self.ends = {language: list(itertools.accumulate(map(len, files))) for language, files in self.files.items()}

    def draw(self, random):
        languages = list(self.files)
        language = random.choices(languages, [SHARES[language] for language in languages])[0]
        ends = self.ends[language]
        return self.files[language][bisect.bisect(ends, random.randrange(ends[-1]))]


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


def fim(text, tokenizer, random, budget):
    """One example of at most `budget` tokens, and the weight of each as a target."""
    begin, end = cut(text, random)
    suffix_budget = 0 if random.random() < 0.1 else random.randint(4, max(4, min(96, budget // 4)))
    suffix = tokenizer.encode(text[end:end + 8 * suffix_budget])[:suffix_budget]
    prefix_text, middle_text = text[max(0, begin - 6 * budget):begin], text[begin:end]
    if random.random() < 0.5:
        prefix, middle = tokenizer.encode(prefix_text), tokenizer.encode(middle_text)
    else:
        # The seam inside a token disappears, as it does for a caller that backs up to the last whole token.
        prefix, middle = tokenizer.encode(prefix_text + middle_text), []
    head = [FIM_PREFIX, FIM_SUFFIX, *suffix, FIM_MIDDLE]
    tail = [*middle, END]
    room = budget - len(head) - len(tail)
    if room < 0:
        return None
    prefix = prefix[max(0, len(prefix) - room):]
    ids = [*head, *prefix, *tail]
    weights = [0.0 if id in MARKERS else 1.0 for id in head] + [1.0] * len(prefix) + [MIDDLE_WEIGHT] * len(tail)
    return ids, weights


def plain(text, tokenizer, random, budget):
    start = text.rfind("\n", 0, random.randrange(len(text))) + 1
    ids = tokenizer.encode(text[start:start + 8 * budget])
    ids = [*ids[:budget - 1], END] if start + 8 * budget >= len(text) and len(ids) < budget else ids[:budget]
    return ids, [1.0] * len(ids)


def row(texts, tokenizer, random, length, fim_share=0.75):
    """`length + 1` tokens and their weights; examples of different sizes, so that the end of a middle is seen often."""
    ids, weights = [], []
    while len(ids) <= length:
        left = length + 1 - len(ids)
        budget = min(left, random.choice((length + 1, length // 2, length // 3)))
        make = fim if left >= 64 and random.random() < fim_share else plain
        made = make(texts.draw(random), tokenizer, random, budget)
        if made:
            ids += made[0]
            weights += made[1]
    return ids, weights


def batch(texts, tokenizer, seed, rows, length, fim_share=0.75):
    """Lists of ids and weights, the same for the same seed."""
    generator = random.Random(seed)
    made = [row(texts, tokenizer, generator, length, fim_share) for _ in range(rows)]
    return [ids for ids, _ in made], [weights for _, weights in made]
