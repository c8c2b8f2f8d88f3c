"""Measure the model on packages that were held out of training: one-line completions, bits per byte, calibration.

An item is the rest of a line, from a cut at the line's first character (one in three) or anywhere inside it; the model sees
the file around the line, as much as fits, and answers greedily up to the end of the line. Half of the held-out files serve
for the calibration (development), the other half for the scores (test). Weights are rounded to 8 bits as in the export.
`plain` gives the model the prefix as it is tokenized; `healed` takes its last token back and lets the answer begin with any
token that starts with the same text. The test items are written to items.json for other predictors.
"""

import argparse
import json
import math
import os
import pathlib
import random

os.environ.setdefault("OMP_NUM_THREADS", "1")
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
os.environ.setdefault("OPENBLAS_CORETYPE", "SkylakeX")

import torch

from examples import Texts, batch
from export import TRAINED_LENGTH, rounded
from model import Config, forward
from tokenizer import END, FIM_MIDDLE, FIM_PREFIX, FIM_SUFFIX, Tokenizer
from train import bits_per_byte

SUFFIX_TOKENS, ANSWER_TOKENS = 64, 40
NOT_CODE = ("//", "#", "*", "/*", '"""', "'''", "{", "}")
QUANTILES = (0, 0.25, 0.5, 0.7, 0.8, 0.9, 0.95, 1)


def items(files, count, seed):
    """(prefix, middle, suffix) triples."""
    generator = random.Random(seed)
    made = []
    while len(made) < count:
        text = generator.choice(files)
        at = generator.randrange(len(text))
        start, end = text.rfind("\n", 0, at) + 1, text.find("\n", at)
        line = text[start:end]
        code = line.strip()
        if end < 0 or len(code) < 8 or code.startswith(NOT_CODE):
            continue
        first = start + len(line) - len(line.lstrip())
        begin = first if generator.random() < 1 / 3 else generator.randint(first + 1, end - 3)
        if text[begin:end].strip():
            made.append((text[:begin], text[begin:end], text[end:]))
    return made


class Completer:
    def __init__(self, parameters, config, tokenizer):
        self.parameters, self.config, self.tokenizer = parameters, config, tokenizer
        self.newline = [b"\n" in tokenizer.bytes[id] for id in range(config.vocab)]

    def complete(self, prefix, suffix, heal):
        """The answer up to the end of the line, the probabilities of its tokens, and the text of its first token."""
        after = self.tokenizer.encode(suffix[:8 * SUFFIX_TOKENS])[:SUFFIX_TOKENS]
        room = TRAINED_LENGTH - ANSWER_TOKENS - len(after) - 3
        before = self.tokenizer.encode(prefix[-6 * TRAINED_LENGTH:])[-room:]
        healed = b""
        if heal and before and b"\n" not in self.tokenizer.bytes[before[-1]]:
            healed = self.tokenizer.bytes[before.pop()]
        ids, cache = [FIM_PREFIX, FIM_SUFFIX, *after, FIM_MIDDLE, *before], {}
        answer, probabilities, first = b"", [], b""
        for step in range(ANSWER_TOKENS):
            chances = torch.softmax(forward(self.parameters, self.config, torch.tensor([ids]), cache)[0, -1], -1)
            if step == 0 and healed:
                chances = chances * torch.tensor([self.tokenizer.bytes[id].startswith(healed) for id in range(self.config.vocab)])
                chances /= chances.sum()
            best = int(chances.argmax())
            probabilities.append(float(chances[best]))
            answer += self.tokenizer.bytes[best]
            first = first or answer[len(healed):]
            if best == END or b"\n" in answer[len(healed):]:
                break
            ids = [best]
        line, first = (text.split(b"\n")[0].decode("utf-8", errors="replace") for text in (answer[len(healed):], first))
        return line, probabilities, first


def measure(completer, made, heal):
    """One record per item."""
    records = []
    for prefix, middle, suffix in made:
        answer, probabilities, first = completer.complete(prefix, suffix, heal)
        judged = probabilities[:3]
        right = len(os.path.commonprefix((answer, middle)))
        records.append({
            "exact": answer.rstrip() == middle.rstrip(),
            "leading": right / len(middle),
            "first_token": first != "" and middle.startswith(first),
            "confidence": math.exp(sum(map(math.log, judged)) / len(judged)),
        })
    return records


def summary(records):
    def mean(key):
        return round(sum(record[key] for record in records) / len(records), 4)
    return {"items": len(records), "exact_match": mean("exact"), "leading_characters": mean("leading"), "first_token": mean("first_token"),
            "area_under_curve": area_under_curve(records)}


def area_under_curve(records):
    """How often a right answer is more confident than a wrong one; None without both."""
    right = [record["confidence"] for record in records if record["exact"]]
    wrong = [record["confidence"] for record in records if not record["exact"]]
    if not right or not wrong:
        return None
    return round(sum((a > b) + (a == b) / 2 for a in right for b in wrong) / len(right) / len(wrong), 3)


def calibration(records):
    """Points from confidence to the measured share of exact matches, never falling (pool adjacent violators)."""
    ordered = sorted(records, key=lambda record: record["confidence"])
    pools = []
    for low, high in zip(QUANTILES, QUANTILES[1:]):
        part = ordered[round(low * len(ordered)):round(high * len(ordered))]
        pools.append([len(part), sum(record["exact"] for record in part), sum(record["confidence"] for record in part)])
        while len(pools) > 1 and pools[-2][1] / pools[-2][0] >= pools[-1][1] / pools[-1][0]:
            count, hits, confidence = pools.pop()
            pools[-1] = [pools[-1][0] + count, pools[-1][1] + hits, pools[-1][2] + confidence]
    points = [{"confidence": round(confidence / count, 4), "precision": round(hits / count, 4)} for count, hits, confidence in pools]
    return [{"confidence": 0.0, "precision": points[0]["precision"]}, *points]


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--work", type=pathlib.Path, required=True, help="folder with checkpoint.pt, tokenizer.json and corpus/held_out")
    parser.add_argument("--items", type=int, default=300, help="test items per language, C# and Python")
    options = parser.parse_args()
    torch.set_num_threads(1)
    torch.set_grad_enabled(False)

    config, tokenizer = Config(), Tokenizer(options.work / "tokenizer.json")
    exact = torch.load(options.work / "checkpoint.pt")["parameters"]
    parameters = rounded(config, exact)
    texts = Texts(options.work / "corpus" / "held_out")
    completer = Completer(parameters, config, tokenizer)

    result = {"bits_per_byte": {}, "test": {}}
    for length in (256, 512, 1024):
        made = batch(texts, tokenizer, 11, 64 * 256 // length, length, 0.0)
        result["bits_per_byte"][f"text, {length} tokens"] = round(bits_per_byte(parameters, config, tokenizer, made), 4)
    made = batch(texts, tokenizer, 11, 64, 256, 1.0)
    result["bits_per_byte"]["fim, 256 tokens"] = round(bits_per_byte(parameters, config, tokenizer, made), 4)
    result["bits_per_byte"]["fim, 256 tokens, float32 weights"] = round(bits_per_byte(exact, config, tokenizer, made), 4)
    print(json.dumps(result["bits_per_byte"]), flush=True)

    test = {language: items(texts.files[language][1::2], options.items, 1) for language in ("csharp", "python")}
    (options.work / "items.json").write_text(json.dumps([
        {"language": language, "prefix": prefix, "middle": middle, "suffix": suffix}
        for language, made in test.items() for prefix, middle, suffix in made]))
    for heal in (False, True):
        name = "healed" if heal else "plain"
        everything = []
        for language, made in test.items():
            records = measure(completer, made, heal)
            result["test"][f"{language}, {name}"] = summary(records)
            everything += records
            print(language, name, json.dumps(summary(records)), flush=True)
        result["test"][f"all, {name}"] = summary(everything)

    development = [record for language in ("csharp", "python")
                   for record in measure(completer, items(texts.files[language][0::2], 2 * options.items, 2), True)]
    result["development"] = summary(development)
    result["calibration"] = calibration(development)
    print(json.dumps({key: result[key] for key in ("development", "calibration")}))
    (options.work / "evaluation.json").write_text(json.dumps(result, indent=1) + "\n")


if __name__ == "__main__":
    main()
