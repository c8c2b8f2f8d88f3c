"""Fit the workspace predictor's weights on what tests/LocalCascade.Yardstick --features wrote.

The ranking is a conditional logit through a small network: softmax over a hole's candidates, fitted on holes of the training
packages where one of them is right. The confidence is a logistic regression through one: whether the best ranked candidate is right, fitted on
holes of development packages that the ranking was not fitted on. Both are written as ScoringNetwork reads them.
"""

import argparse
import math
import pathlib

import numpy as np
import torch

CLIP = 4.0  # ScoringNetwork's
MOSTLY_COPIES = 0.55  # a package of which that much is known is a package that holds itself twice


class Holes:
    """The holes of one file: features [candidates, features], and for each hole its package, first candidate, count and right one."""

    def __init__(self, path):
        data = path.read_bytes()
        self.features = int(np.frombuffer(data, "<i4", 1)[0])
        at, holes, rows = 4, [], []
        while at < len(data):
            package, from_start, count, right = map(int, np.frombuffer(data, "<i4", 4, at))
            at += 16
            rows.append(np.frombuffer(data, "<f4", count * self.features, at).reshape(count, self.features))
            at += 4 * count * self.features
            holes.append((package, from_start, count, right))
        self.package, self.from_start, self.count, self.right = np.array(holes).T
        self.first = np.concatenate([[0], np.cumsum(self.count)[:-1]])
        self.rows = torch.tensor(np.concatenate(rows))

    def __len__(self):
        return len(self.count)


class Network(torch.nn.Module):
    def __init__(self, inputs, hidden, second):
        super().__init__()
        self.first, self.second = torch.nn.Linear(inputs, hidden), torch.nn.Linear(hidden, second)
        self.output, self.linear = torch.nn.Linear(second, 1), torch.nn.Linear(inputs, 1)

    def forward(self, scaled):
        return (self.output(torch.relu(self.second(torch.relu(self.first(scaled))))) + self.linear(scaled)).squeeze(1)


class Scaled:
    def __init__(self, rows):
        self.mean, self.deviation = rows.mean(0), rows.std(0) + 1e-3

    def __call__(self, rows):
        return ((rows - self.mean) / self.deviation).clamp(-CLIP, CLIP)


def write(path, network, scaled):
    parts = [torch.tensor([network.first.in_features, network.first.out_features, network.second.out_features], dtype=torch.float32),
             scaled.mean, scaled.deviation, network.first.weight, network.first.bias, network.second.weight, network.second.bias,
             network.output.weight, network.linear.weight, network.output.bias + network.linear.bias]
    values = torch.cat([part.detach().reshape(-1) for part in parts]).numpy().astype("<f4")
    partial = path.with_suffix(".partial")
    partial.write_bytes(values.tobytes())
    partial.replace(path)


def train(network, loss_of, count, epochs, batch, rate, decay):
    optimizer = torch.optim.AdamW(network.parameters(), rate, weight_decay=decay)
    steps, step = epochs * (count // batch), 0
    for epoch in range(epochs):
        order = np.random.RandomState(epoch).permutation(count)
        for at in range(0, count - batch + 1, batch):
            for group in optimizer.param_groups:
                group["lr"] = rate * (1 - step / steps)
            optimizer.zero_grad()
            loss = loss_of(order[at:at + batch])
            loss.backward()
            optimizer.step()
            step += 1


def fit_ranking(holes, hidden, epochs):
    share = {package: np.mean(holes.right[holes.package == package] == 0) for package in set(holes.package)}
    used = np.array([i for i in range(len(holes)) if holes.right[i] >= 0 and share[holes.package[i]] < MOSTLY_COPIES])
    scaled = Scaled(torch.cat([holes.rows[holes.first[i]:holes.first[i] + holes.count[i]] for i in used]))
    rows = scaled(holes.rows)
    network = Network(holes.features, hidden, hidden // 2)

    def loss_of(chosen):
        chosen = used[chosen]
        counts = holes.count[chosen]
        at = np.concatenate([np.arange(holes.first[i], holes.first[i] + holes.count[i]) for i in chosen])
        scores = network(rows[at])
        padded = torch.full((len(chosen), counts.max()), -math.inf)
        padded[torch.arange(counts.max())[None, :] < torch.tensor(counts)[:, None]] = scores
        return torch.nn.functional.cross_entropy(padded, torch.tensor(holes.right[chosen]))

    train(network, loss_of, len(used), epochs, batch=128, rate=3e-3, decay=0.02)
    return network, scaled, len(used)


def rank(holes, network, scaled):
    with torch.no_grad():
        return network(scaled(holes.rows)).numpy()


def lead(holes, scores, i):
    """What PredictionFeatures computes of the ranked candidates' scores, and the winner's index."""
    mine = scores[holes.first[i]:holes.first[i] + holes.count[i]]
    order = np.argsort(-mine, kind="stable")
    ordered = mine[order]
    second = ordered[1] if len(ordered) > 1 else ordered[0] - 10
    third = ordered[2] if len(ordered) > 2 else second
    total = np.exp(ordered - ordered[0]).sum()
    odds = 1 / total
    return int(order[0]), [min(ordered[0] - second, 6) / 3, odds, math.log(odds / (1.0001 - odds)) / 4, ordered[0] / 4,
                           min(second - third, 6) / 3, math.log2(len(ordered)) / 6]


def confidence_rows(holes, scores):
    rows, right, package = [], [], []
    for i in range(len(holes)):
        if holes.count[i] > 0:
            best, features = lead(holes, scores, i)
            rows.append(np.concatenate([features, holes.rows[holes.first[i] + best].numpy()]))
            right.append(best == holes.right[i])
            package.append(holes.package[i])
    return torch.tensor(np.array(rows, dtype="f4")), np.array(right), np.array(package)


def fit_confidence(rows, right, hidden, epochs, decay):
    scaled = Scaled(rows)
    inputs, wanted = scaled(rows), torch.tensor(right.astype("f4"))
    network = Network(rows.shape[1], hidden, hidden // 2)
    train(network, lambda chosen: torch.nn.functional.binary_cross_entropy_with_logits(network(inputs[chosen]), wanted[chosen]), len(right), epochs, batch=128, rate=2e-3, decay=decay)
    return network, scaled


def area_under_curve(confidence, right):
    order = np.argsort(confidence)
    ranks = np.empty(len(order))
    ranks[order] = np.arange(1, len(order) + 1)
    hits = right.sum()
    return (ranks[right].sum() - hits * (hits + 1) / 2) / (hits * (len(right) - hits))


def report(name, confidence, right, asked):
    order = np.argsort(-confidence)
    quarter = order[:asked // 4]
    print(f"{name}: exact {right.sum() / asked:.1%} of {asked}; area under curve {area_under_curve(confidence, right):.3f}; surest quarter {right[quarter].mean():.1%}")
    for low in np.arange(0, 1, 0.1):
        inside = (confidence >= low) & (confidence < low + 0.1)
        if inside.any():
            print(f"  {low:.1f}-{low + 0.1:.1f}  {inside.sum():5d}  mean {confidence[inside].mean():.2f}  exact {right[inside].mean():.2f}")


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--training", type=pathlib.Path, required=True, help="what --set training --features wrote")
    parser.add_argument("--development", type=pathlib.Path, required=True, help="what --set development --features wrote")
    parser.add_argument("--out", type=pathlib.Path, required=True, help="folder for ranking.weights and confidence.weights")
    parser.add_argument("--hidden", type=int, default=48)
    parser.add_argument("--epochs", type=int, default=10)
    options = parser.parse_args()
    torch.set_num_threads(1)
    torch.manual_seed(1)

    holes, development = Holes(options.training), Holes(options.development)
    network, scaled, used = fit_ranking(holes, options.hidden, options.epochs)
    scores = rank(development, network, scaled)
    print(f"ranking: fitted on {used} holes of training packages; some candidate is right at {np.mean(development.right >= 0):.1%} of the development holes")

    rows, right, package = confidence_rows(development, scores)
    # How it does on packages that it was not fitted on: each fifth of the packages by the other four.
    held = np.zeros(len(right))
    for fold in range(5):
        other = package % 5 != fold
        trained, its = fit_confidence(rows[other], right[other], 8, 8, 0.1)
        with torch.no_grad():
            held[~other] = torch.sigmoid(trained(its(rows[~other]))).numpy()
    report("confidence on packages left out", held, right, len(development))
    write(options.out / "ranking.weights", network, scaled)
    write(options.out / "confidence.weights", *fit_confidence(rows, right, 8, 8, 0.1))


if __name__ == "__main__":
    main()
