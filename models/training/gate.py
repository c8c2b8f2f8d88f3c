"""Fit the gate between the workspace predictor and a model on what tests/LocalCascade.Yardstick --gate wrote, and put it into the model's folder.

Two logistic regressions over the same numbers (SourceGate.Fill): that the predictor's text is right, that the model's is. They go into
the folder's localcascade.json as "gate". Beside them stands "beside_predictor": whether choosing by them was better than the predictor alone,
on packages left out and by more than chance (two standard errors of the difference). If not, the product asks the model only where the
predictor has nothing, or several suggestions are wanted.
"""

import argparse
import hashlib
import json
import pathlib

import numpy as np

FOLDS = 5


def read(path):
    packages, copied, generated, rows = [], [], [], []
    for line in path.read_text().splitlines():
        package, workspace, model, *numbers = line.split()
        packages.append(package)
        copied.append(workspace == "1")
        generated.append(model == "1")
        rows.append([float(number) for number in numbers])
    return np.array(packages), np.array(copied), np.array(generated), np.array(rows)


def fit(rows, right, ridge=1.0, rounds=50):
    """Newton's method; the first number is the constant and is not shrunk."""
    weights = np.zeros(rows.shape[1])
    shrink = np.full(rows.shape[1], ridge)
    shrink[0] = 1e-6
    for _ in range(rounds):
        p = 1 / (1 + np.exp(-rows @ weights))
        gradient = rows.T @ (right - p) - shrink * weights
        hessian = (rows * (p * (1 - p))[:, None]).T @ rows + np.diag(shrink)
        step = np.linalg.solve(hessian, gradient)
        weights += step
        if np.abs(step).max() < 1e-6:
            break
    return weights


def area_under_curve(confidence, right):
    ranks = np.empty(len(right))
    ranks[np.argsort(confidence)] = np.arange(1, len(right) + 1)
    hits = right.sum()
    return (ranks[right].sum() - hits * (hits + 1) / 2) / (hits * (len(right) - hits))


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--features", type=pathlib.Path, required=True, help="what --gate wrote")
    parser.add_argument("--folder", type=pathlib.Path, required=True, help="the model folder that --gate asked")
    options = parser.parse_args()

    packages, copied, generated, rows = read(options.features)
    fold_of = {package: i % FOLDS for i, package in enumerate(sorted(set(packages)))}
    folds = np.array([fold_of[package] for package in packages])
    judged = np.zeros((len(rows), 2))
    for fold in range(FOLDS):
        other = folds != fold
        for source, right in enumerate((copied, generated)):
            judged[~other, source] = 1 / (1 + np.exp(-rows[~other] @ fit(rows[other], right[other])))
    chosen = np.where(judged[:, 1] > judged[:, 0], generated, copied)
    confidence = judged.max(1)
    alone = 1 / (1 + np.exp(-rows[:, 1]))
    print(f"{len(rows)} places where both had something to say (the predictor was not sure enough to stand alone)")
    print(f"predictor {copied.mean():.1%} exact, area under curve {area_under_curve(alone, copied):.3f}; model {generated.mean():.1%}; either {(copied | generated).mean():.1%}")
    print(f"gate, packages left out: {chosen.mean():.1%} exact, area under curve {area_under_curve(confidence, chosen):.3f}; it chose the model at {(judged[:, 1] > judged[:, 0]).mean():.1%}")
    won, lost = int((chosen & ~copied).sum()), int((copied & ~chosen).sum())
    helps = won - lost > 2 * (won + lost) ** 0.5
    print(f"right only by the gate {won}, only without {lost}: the model is {'worth asking' if helps else 'not asked'} where the predictor has an answer")

    path = options.folder / "localcascade.json"
    settings = json.loads(path.read_text())
    settings["gate"] = {name: [round(float(weight), 4) for weight in fit(rows, right)] for name, right in (("workspace", copied), ("model", generated))}
    settings["beside_predictor"] = helps
    path.write_text(json.dumps(settings, indent=2) + "\n")
    sums = options.folder / "SHA256SUMS"
    digest = hashlib.sha256(path.read_bytes()).hexdigest()
    sums.write_text("".join(f"{digest}  {path.name}\n" if line.split()[-1] == path.name else line + "\n" for line in sums.read_text().splitlines()))
    print(f"written to {path}")


if __name__ == "__main__":
    main()
