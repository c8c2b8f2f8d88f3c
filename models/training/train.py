"""Train the model on one CPU core and keep checkpoints; run again to go on from the last one.

The learning rate falls linearly to zero over `--steps`, or over `--minutes` of training time where that ends sooner.
The last three tenths use rows of twice the length. Time spent on measuring and saving does not count.
"""

import argparse
import dataclasses
import json
import math
import os
import pathlib
import time

os.environ.setdefault("OMP_NUM_THREADS", "1")
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
os.environ.setdefault("OPENBLAS_CORETYPE", "SkylakeX")  # OpenBLAS 0.3.21 takes newer AMD cores for Haswell: half the speed.

import torch
import torch.nn.functional as F

from examples import Mix, Texts, batch
from model import Config, Trainer, checkpoint, forward, load_kernels, new_parameters
from tokenizer import Tokenizer

MUON_RATE, ADAM_RATE = 0.03, 3e-3
WARMUP_STEPS = 50
LONG_ROWS_FROM = 0.7


def orthogonal(matrices, iterations=5):
    """Newton-Schulz iteration towards the nearest matrices with equal singular values; [n, rows, columns], bf16."""
    tall = matrices.shape[1] > matrices.shape[2]
    x = matrices.transpose(1, 2) if tall else matrices
    x = (x / (x.norm(dim=(1, 2), keepdim=True) + 1e-7)).bfloat16().contiguous()
    for _ in range(iterations):
        gram = torch.bmm(x, x.transpose(1, 2))
        x = 3.4445 * x + torch.bmm(-4.7750 * gram + 2.0315 * torch.bmm(gram, gram), x)
    return (x.transpose(1, 2) if tall else x).float()


class Optimizer:
    """Muon (Jordan et al. 2024) for the matrices inside the layers, Adam for the embedding and the norms."""

    def __init__(self, parameters, muon_rate=MUON_RATE, adam_rate=ADAM_RATE):
        self.parameters, self.muon_rate, self.adam_rate = parameters, muon_rate, adam_rate
        self.momentum = {name: torch.zeros_like(value) for name, value in parameters.items()}
        self.squares = {name: torch.zeros_like(value) for name, value in parameters.items() if not self._by_muon(name)}

    def _by_muon(self, name):
        return self.parameters[name].dim() == 2 and name != "embed"

    def step(self, gradients, number, share):
        by_kind = {}
        for name, gradient in gradients.items():
            if self._by_muon(name):
                by_kind.setdefault(name.split(".")[1], []).append(name)
            else:
                self._adam(name, gradient, number, share)
        for kind, names in by_kind.items():
            self._muon(names, gradients, 2 if kind == "gate_up" else 1, share)

    def _adam(self, name, gradient, number, share):
        momentum, squares = self.momentum[name], self.squares[name]
        momentum.mul_(0.9).add_(gradient, alpha=0.1)
        squares.mul_(0.95).addcmul_(gradient, gradient, value=0.05)
        scale = (squares / (1 - 0.95 ** number)).sqrt_().add_(1e-10)
        self.parameters[name].addcdiv_(momentum, scale, value=-self.adam_rate * share / (1 - 0.9 ** number))

    def _muon(self, names, gradients, parts, share):
        updates = []
        for name in names:
            momentum = self.momentum[name].mul_(0.95).add_(gradients[name], alpha=0.05)
            updates.append(torch.lerp(gradients[name], momentum, 0.95))
        update = torch.stack(updates)
        count, rows, columns = update.shape
        update = orthogonal(update.view(count * parts, rows // parts, columns)).reshape(count, rows, columns)
        scale = max(1.0, rows / parts / columns) ** 0.5
        for name, change in zip(names, update):
            self.parameters[name].add_(change, alpha=-self.muon_rate * share * scale)

    def state(self):
        return {"momentum": self.momentum, "squares": self.squares}


def as_tensors(made):
    ids, weights = torch.tensor(made[0]), torch.tensor(made[1])
    weights = weights[:, 1:].reshape(-1)
    return ids[:, :-1].contiguous(), ids[:, 1:].contiguous(), weights / weights.sum()


def bits_per_byte(parameters, config, tokenizer, made):
    """Over the tokens that stand for text; the cost of the end token is spread over them."""
    ids = torch.tensor(made[0])
    kept = torch.tensor(made[1])[:, 1:] > 0
    nats = size = 0
    with torch.no_grad():
        for rows, keep in zip(ids.split(8), kept.split(8)):
            logits = forward(parameters, config, rows[:, :-1])
            loss = F.cross_entropy(logits.reshape(-1, config.vocab), rows[:, 1:].reshape(-1), reduction="none").view(keep.shape)
            nats += loss[keep].sum().item()
            size += sum(len(tokenizer.bytes[id]) for id in rows[:, 1:][keep].tolist())
    return nats / math.log(2) / size


def save(path, **content):
    path.parent.mkdir(exist_ok=True)
    torch.save(content, path.with_suffix(".new"))
    path.with_suffix(".new").replace(path)


def main():
    shape, mix = Config(), Mix()
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.ArgumentDefaultsHelpFormatter)
    parser.add_argument("--work", type=pathlib.Path, required=True, help="folder that corpus.py and tokenizer.py filled")
    parser.add_argument("--run", default="final", help="name of the checkpoint and the log under WORK/runs")
    parser.add_argument("--steps", type=int, default=2431, help="optimizer steps")
    parser.add_argument("--minutes", type=float, default=math.inf, help="end sooner, at this much training time")
    parser.add_argument("--batch", type=int, default=4096, help="tokens of a step")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--width", type=int, default=shape.width, help="of the model; a multiple of 64")
    parser.add_argument("--layers", type=int, default=shape.layers)
    parser.add_argument("--muon", type=float, default=MUON_RATE, help="highest learning rate of the matrices")
    parser.add_argument("--adam", type=float, default=ADAM_RATE, help="highest learning rate of embedding and norms")
    parser.add_argument("--prefix-first", type=float, default=mix.prefix_first, help="share of the middles to fill that come prefix first")
    parser.add_argument("--context", type=float, default=mix.context, help="share of the middles to fill that have other files in front")
    options = parser.parse_args()
    torch.set_num_threads(1)

    config = Config.of(options.width, options.layers)
    mix = dataclasses.replace(mix, prefix_first=options.prefix_first, context=options.context)
    tokenizer = Tokenizer(options.work / "tokenizer.json")
    texts, held_out = Texts(options.work / "corpus" / "train"), Texts(options.work / "corpus" / "held_out")
    yardsticks = {name: batch(held_out, tokenizer, 7, 48, 256, Mix(share, 0, 0)) for name, share in (("fim", 1.0), ("text", 0.0))}
    parameters = new_parameters(config, options.seed)
    optimizer = Optimizer(parameters, options.muon, options.adam)
    step, seconds = 0, 0.0

    path = checkpoint(options.work, options.run)
    if path.exists():
        kept = torch.load(path)
        if kept["config"] != dataclasses.asdict(config):
            raise SystemExit(f"{path} holds another shape; name another --run.")
        step, seconds = kept["step"], kept["seconds"]
        for mine, theirs in ((parameters, kept["parameters"]), (optimizer.momentum, kept["momentum"]), (optimizer.squares, kept["squares"])):
            for name in mine:
                mine[name].copy_(theirs[name])
    trainer = Trainer(config, parameters, load_kernels(options.work))

    while True:
        progress = max(step / options.steps, seconds / 60 / options.minutes)
        if step % 200 == 0 or progress >= 1:
            entry = {"step": step, "tokens": step * options.batch, "minutes": round(seconds / 60, 2),
                     **{f"{name}_bits_per_byte": round(bits_per_byte(parameters, config, tokenizer, made), 4) for name, made in yardsticks.items()}}
            save(path, step=step, seconds=seconds, config=dataclasses.asdict(config), parameters=parameters, **optimizer.state())
            with open(path.with_suffix(".jsonl"), "a") as log:
                log.write(json.dumps(entry) + "\n")
            print(entry, flush=True)
        if progress >= 1:
            break

        started = time.perf_counter()
        length = 512 if progress >= LONG_ROWS_FROM else 256
        made = batch(texts, tokenizer, f"{options.seed}:{step}", options.batch // length, length, mix)
        for gradient in trainer.gradients.values():
            gradient.zero_()
        ids, targets, weights = as_tensors(made)
        loss = trainer.step(ids, targets, weights)
        step += 1
        optimizer.step(trainer.gradients, step, min(1, step / WARMUP_STEPS) * (1 - progress))
        seconds += time.perf_counter() - started
        if step % 20 == 0:
            print(f"step {step}  loss {(loss * weights).sum():.3f}  {options.batch / (time.perf_counter() - started):.0f} tokens/s"
                  f"  {seconds / 60:.1f} min  {progress:.1%}", flush=True)


if __name__ == "__main__":
    main()
