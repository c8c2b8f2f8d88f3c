"""Write what a model folder should compute, by PyTorch in float32 from the same rounded weights: verify.mjs compares."""

import argparse
import json
import pathlib

import torch

from export import rounded
from model import forward, load
from tokenizer import FIM_MIDDLE, FIM_PREFIX, FIM_SUFFIX, Tokenizer

SAMPLE = ("\n        return total;\n    }\n",
          "using System;\n\nnamespace Shop\n{\n    public class Basket\n    {\n        public decimal Total(List<Item> items)\n        {\n            decimal total = 0;\n            foreach (var item in items) to")
TEXTS = ["def main(argv=None):\n    print('don\\'t', 12345)\n", "a\t\tb \n\n\r\n  été 漢字 🙂 <|endoftext|x", "  if (x<=10&&y!=null) {  // TODO\n"]


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--work", type=pathlib.Path, required=True)
    parser.add_argument("--run", default="final", help="name that train.py was given")
    options = parser.parse_args()
    work, tokenizer = options.work, Tokenizer(options.work / "tokenizer.json")
    config, parameters = load(work, options.run)
    parameters = rounded(config, parameters)
    suffix, prefix = SAMPLE
    ids = [FIM_PREFIX, FIM_SUFFIX, *tokenizer.encode(suffix), FIM_MIDDLE, *tokenizer.encode(prefix)]
    with torch.no_grad():
        logits = forward(parameters, config, torch.tensor([ids]))[0]
        greedy = list(ids)
        for _ in range(12):
            greedy.append(int(forward(parameters, config, torch.tensor([greedy]))[0, -1].argmax()))
    (work / "reference.json").write_text(json.dumps({
        "ids": ids, "logits": [[round(value, 5) for value in row] for row in logits.tolist()], "greedy": greedy[len(ids):],
        "texts": [{"text": text, "ids": tokenizer.encode(text)} for text in TEXTS]}))
    print(f"{len(ids)} tokens, greedy continuation {tokenizer.decode(greedy[len(ids):])!r}")


if __name__ == "__main__":
    main()
