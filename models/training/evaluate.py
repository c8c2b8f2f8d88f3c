"""Measure a run on packages that were held out of training: one-line completions, bits per byte, calibration, quantisation.

An item is the rest of a line, from a cut at the line's first character (one in three) or anywhere inside it; the model gets the
prompt that the product lays out for one open file and answers greedily up to the end of the line. A word that the cursor cuts
is healed: the prompt's last token is taken back, and the answer begins with any token that starts with the same text. Half of the
held-out files serve for the calibration (development), the other half for the scores (test), which are taken of the weights in
float32, in 8 bits as exported, and in 4 bits. The test items are written to items.json for other predictors.
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

from examples import Mix, Texts, batch, take_suffix
from export import TRAINED_LENGTH, evaluation, rounded
from model import forward, load
from tokenizer import END, FIM_MIDDLE, FIM_PREFIX, FIM_SUFFIX, Tokenizer
from train import bits_per_byte

ANSWER_TOKENS = 48
SUFFIX_SHARE, TAIL_SHARE, FRESH_FILL = 0.25, 0.25, 0.7  # as AnchoredPrompt
NOT_CODE = ("//", "#", "*", "/*", '"""', "'''", "{", "}")
QUANTILES = (0, 0.25, 0.5, 0.7, 0.8, 0.9, 0.95, 1)


def items(files, count, seed):
    """(prefix, middle, suffix) triples."""
    generator = random.Random(seed)
    made = []
    while len(made) < count:
        text = generator.choice(files).text
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


def lay_out(prefix, suffix, tokenizer, budget=TRAINED_LENGTH - ANSWER_TOKENS):
    """The prompt's tokens as AnchoredPrompt lays them out anew: the cursor's line, before it as many lines as fit."""
    room = budget - 3
    after = take_suffix(suffix, 0, tokenizer, int(room * SUFFIX_SHARE))
    anchor = prefix.rfind("\n") + 1
    most = room - int(room * TAIL_SHARE) - len(after)
    start = prefix.find("\n", max(0, anchor - 4 * most)) + 1 if anchor > 4 * most else 0
    while start < anchor:
        length = len(tokenizer.encode(prefix[start:anchor]))
        wanted = most if start == 0 else int(most * FRESH_FILL)
        if length <= wanted:
            break
        start = min(anchor, prefix.find("\n", start + int((anchor - start) * (1 - most * FRESH_FILL / length))) + 1)
    before = tokenizer.encode(prefix[start:])[-(room - len(after)):]
    return [FIM_PREFIX, FIM_SUFFIX, *after, FIM_MIDDLE, *before]


class Completer:
    def __init__(self, parameters, config, tokenizer):
        self.parameters, self.config, self.tokenizer = parameters, config, tokenizer

    def complete(self, prefix, suffix, most=ANSWER_TOKENS):
        """The answer up to the end of the line, the probabilities of its tokens, and the text of its first token."""
        ids, cache, healed = lay_out(prefix, suffix, self.tokenizer), {}, b""
        if self.tokenizer.bytes[ids[-1]] and b"\n" not in self.tokenizer.bytes[ids[-1]]:
            healed = self.tokenizer.bytes[ids.pop()]
        answer, probabilities, first = b"", [], b""
        for step in range(most):
            chances = torch.softmax(forward(self.parameters, self.config, torch.tensor([ids]), cache, last=True)[0, -1], -1)
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


def measure(completer, made, most=ANSWER_TOKENS):
    """One record per item."""
    records = []
    for prefix, middle, suffix in made:
        answer, probabilities, first = completer.complete(prefix, suffix, most)
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
    parser.add_argument("--work", type=pathlib.Path, required=True, help="folder with the run, tokenizer.json and corpus/held_out")
    parser.add_argument("--run", default="final", help="name that train.py was given")
    parser.add_argument("--items", type=int, default=150, help="test items per language, C# and Python")
    parser.add_argument("--brief", action="store_true", help="only bits per byte and the first token, on development items")
    options = parser.parse_args()
    torch.set_num_threads(1)
    torch.set_grad_enabled(False)

    tokenizer = Tokenizer(options.work / "tokenizer.json")
    config, exact = load(options.work, options.run)
    texts = Texts(options.work / "corpus" / "held_out")
    development = {language: items(texts.files[language][0::2], 2 * options.items, 2) for language in ("csharp", "python")}
    if options.brief:
        made = batch(texts, tokenizer, 7, 48, 256, Mix(1, 0, 0))
        records = [record for found in development.values() for record in measure(Completer(exact, config, tokenizer), found, 2)]
        print(options.run, f"fim bits per byte {bits_per_byte(exact, config, tokenizer, made):.3f}",
              f"first token right {sum(record['first_token'] for record in records) / len(records):.1%} of {len(records)}")
        return

    weights = {"float32": exact, "8 bits": rounded(config, exact), "4 bits": rounded(config, exact, 4)}
    result = {"bits_per_byte": {}, "test": {}}
    for length in (256, 512, 1024):
        made = batch(texts, tokenizer, 11, 64 * 256 // length, length, Mix(0, 0, 0))
        result["bits_per_byte"][f"text, {length} tokens"] = round(bits_per_byte(weights["8 bits"], config, tokenizer, made), 4)
    made = batch(texts, tokenizer, 11, 64, 256, Mix(1, 0, 0))
    for name, parameters in weights.items():
        result["bits_per_byte"][f"fim, 256 tokens, {name}"] = round(bits_per_byte(parameters, config, tokenizer, made), 4)
    made = batch(texts, tokenizer, 11, 32, 512, Mix(1, 0, 1))
    result["bits_per_byte"]["fim, 512 tokens, other files in front"] = round(bits_per_byte(weights["8 bits"], config, tokenizer, made), 4)
    print(json.dumps(result["bits_per_byte"]), flush=True)

    test = {language: items(texts.files[language][1::2], options.items, 1) for language in ("csharp", "python")}
    (options.work / "items.json").write_text(json.dumps([
        {"language": language, "prefix": prefix, "middle": middle, "suffix": suffix}
        for language, made in test.items() for prefix, middle, suffix in made]))
    for name, parameters in weights.items():
        everything = []
        for language, made in test.items():
            records = measure(Completer(parameters, config, tokenizer), made)
            result["test"][f"{language}, {name}"] = summary(records)
            everything += records
        result["test"][f"all, {name}"] = summary(everything)
        print(name, json.dumps(summary(everything)), flush=True)

    completer = Completer(weights["8 bits"], config, tokenizer)
    records = [record for found in development.values() for record in measure(completer, found)]
    result["development"] = summary(records)
    result["calibration"] = calibration(records)
    print(json.dumps({key: result[key] for key in ("development", "calibration")}))
    evaluation(options.work, options.run).write_text(json.dumps(result, indent=1) + "\n")


if __name__ == "__main__":
    main()
