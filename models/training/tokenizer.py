"""Byte-level BPE: train it on the corpus, encode with it, and write it in Hugging Face's tokenizer.json format.

The pre-tokenizer is Qwen2's pattern and the special tokens carry Qwen2.5-Coder's names, so that whatever reads those
models reads this one.
"""

import argparse
import collections
import heapq
import json
import pathlib

import regex

SPECIAL = ["<|endoftext|>", "<|fim_prefix|>", "<|fim_middle|>", "<|fim_suffix|>", "<|fim_pad|>", "<|repo_name|>",
           "<|file_sep|>", "<|im_end|>"]
END, FIM_PREFIX, FIM_MIDDLE, FIM_SUFFIX = range(4)
FILE_SEPARATOR = SPECIAL.index("<|file_sep|>")
PATTERN = (r"(?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\r\n\p{L}\p{N}]?\p{L}+|\p{N}| ?[^\s\p{L}\p{N}]+[\r\n]*"
           r"|\s*[\r\n]+|\s+(?!\S)|\s+")
SHARES = {"csharp": 0.40, "python": 0.35, "typescript": 0.12, "go": 0.10, "javascript": 0.03}


def byte_characters():
    """GPT-2's printable stand-in for every byte."""
    printable = [*range(ord("!"), ord("~") + 1), *range(0xA1, 0xAD), *range(0xAE, 0x100)]
    characters = {byte: chr(byte) for byte in printable}
    for byte in range(256):
        if byte not in characters:
            characters[byte] = chr(256 + len(characters) - len(printable))
    return characters


class Tokenizer:
    def __init__(self, path):
        model = json.loads(pathlib.Path(path).read_text())["model"]
        self.ids = model["vocab"]
        self.ranks = {tuple(merge.split(" ")): rank for rank, merge in enumerate(model["merges"])}
        self.characters = byte_characters()
        self.split = regex.compile(PATTERN).findall
        self.cache = {}
        bytes_of = {character: byte for byte, character in self.characters.items()}
        special = set(SPECIAL)
        self.bytes = {id: b"" if token in special else bytes(bytes_of[c] for c in token) for token, id in self.ids.items()}

    def encode(self, text):
        ids = []
        for word in self.split(text):
            found = self.cache.get(word)
            if found is None:
                found = self.cache[word] = self._merge(word)
            ids.extend(found)
        return ids

    def decode(self, ids):
        return b"".join(self.bytes[id] for id in ids).decode("utf-8", errors="replace")

    def _merge(self, word):
        parts = [self.characters[byte] for byte in word.encode()]
        while len(parts) > 1:
            best = min(zip(parts, parts[1:]), key=lambda pair: self.ranks.get(pair, 1 << 30))
            if best not in self.ranks:
                break
            merged, at = [], 0
            while at < len(parts):
                if at + 1 < len(parts) and (parts[at], parts[at + 1]) == best:
                    merged.append(parts[at] + parts[at + 1])
                    at += 2
                else:
                    merged.append(parts[at])
                    at += 1
            parts = merged
        return [self.ids[part] for part in parts]


def train(texts, vocab_size):
    """The merges, most frequent pair first, ties by the pair's own order."""
    characters = byte_characters()
    counts = collections.Counter()
    split = regex.compile(PATTERN).findall
    for text in texts:
        counts.update(split(text))
    words = [([characters[byte] for byte in word.encode()], count) for word, count in counts.items() if count > 2]

    pairs, where = collections.Counter(), collections.defaultdict(set)
    for index, (parts, count) in enumerate(words):
        for pair in zip(parts, parts[1:]):
            pairs[pair] += count
            where[pair].add(index)
    heap = [(-count, pair) for pair, count in pairs.items()]
    heapq.heapify(heap)

    merges = []
    while len(merges) < vocab_size - len(SPECIAL) - 256:
        count, best = heapq.heappop(heap)
        if pairs[best] != -count:
            if pairs[best] > 0:
                heapq.heappush(heap, (-pairs[best], best))
            continue
        merges.append(best)
        touched = set()
        for index in where.pop(best):
            parts, count = words[index]
            for pair in zip(parts, parts[1:]):
                pairs[pair] -= count
            at = 0
            while at + 1 < len(parts):
                if (parts[at], parts[at + 1]) == best:
                    parts[at:at + 2] = [best[0] + best[1]]
                at += 1
            for pair in zip(parts, parts[1:]):
                pairs[pair] += count
                where[pair].add(index)
                touched.add(pair)
        pairs.pop(best, None)
        for pair in touched:
            heapq.heappush(heap, (-pairs[pair], pair))
    return merges


def to_json(merges):
    characters = byte_characters()
    tokens = [*SPECIAL, *sorted(characters.values()), *(a + b for a, b in merges)]
    return {
        "version": "1.0", "truncation": None, "padding": None,
        "added_tokens": [{"id": id, "content": token, "single_word": False, "lstrip": False, "rstrip": False,
                          "normalized": False, "special": True} for id, token in enumerate(SPECIAL)],
        "normalizer": None,
        "pre_tokenizer": {"type": "Sequence", "pretokenizers": [
            {"type": "Split", "pattern": {"Regex": PATTERN}, "behavior": "Isolated", "invert": False},
            {"type": "ByteLevel", "add_prefix_space": False, "trim_offsets": False, "use_regex": False}]},
        "post_processor": {"type": "ByteLevel", "add_prefix_space": False, "trim_offsets": False, "use_regex": False},
        "decoder": {"type": "ByteLevel", "add_prefix_space": False, "trim_offsets": False, "use_regex": False},
        "model": {"type": "BPE", "dropout": None, "unk_token": None, "continuing_subword_prefix": "",
                  "end_of_word_suffix": "", "fuse_unk": False, "byte_fallback": False, "ignore_merges": False,
                  "vocab": {token: id for id, token in enumerate(tokens)},
                  "merges": [f"{a} {b}" for a, b in merges]},
    }


def sample(corpus, megabytes):
    for language, share in SHARES.items():
        left = share * megabytes * 1e6
        with open(corpus / f"{language}.jsonl") as lines:
            for line in lines:
                text = json.loads(line)["text"]
                yield text
                left -= len(text)
                if left <= 0:
                    break


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--work", type=pathlib.Path, required=True, help="folder that corpus.py filled")
    parser.add_argument("--vocab", type=int, default=4096, help="number of tokens, special ones included")
    parser.add_argument("--megabytes", type=float, default=20, help="how much of the corpus to count")
    options = parser.parse_args()
    merges = train(sample(options.work / "corpus" / "train", options.megabytes), options.vocab)
    path = options.work / "tokenizer.json"
    path.write_text(json.dumps(to_json(merges), ensure_ascii=False, indent=1) + "\n")

    tokenizer = Tokenizer(path)
    for language in SHARES:
        with open(options.work / "corpus" / "train" / f"{language}.jsonl") as lines:
            text = "".join(json.loads(line)["text"] for line, _ in zip(lines, range(50)))
        print(f"{language}: {len(text) / len(tokenizer.encode(text)):.2f} characters per token")


if __name__ == "__main__":
    main()
