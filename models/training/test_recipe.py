"""Unit tests of the recipe; they need no corpus: /usr/bin/python3 -m unittest"""

import json
import pathlib
import random
import tempfile
import unittest

import numpy as np
import onnx
import torch
import torch.nn.functional as F

from evaluate import calibration
from examples import cut, fim
from export import quantized, rounded
from graph import build
from model import Config, Trainer, forward, load_kernels, new_parameters, rope_tables
from quantize import dequantize, quantize
from tokenizer import END, FIM_MIDDLE, Tokenizer, to_json, train

TEXT = "def total(items):\n    result = 0\n    for item in items:\n        result += item.price\n    return result\n" * 20
SMALL = Config(vocab=512, width=64, layers=2, heads=4, kv_heads=2, head_size=32, ffn=96)


def small_tokenizer(folder):
    path = pathlib.Path(folder) / "tokenizer.json"
    path.write_text(json.dumps(to_json(train([TEXT], 290))))
    return Tokenizer(path)


class QuantizeTests(unittest.TestCase):
    def test_error_is_at_most_half_a_level_and_scales_fit_half_precision(self):
        weight = np.random.default_rng(0).normal(size=(8, 64)).astype(np.float32)
        levels, scales = quantize(weight)
        self.assertTrue((scales == scales.astype(np.float16)).all())
        error = np.abs(dequantize(levels, scales) - weight).reshape(8, 2, 32).max(-1)
        self.assertTrue((error <= 0.57 * scales).all())

    def test_a_block_of_zeros_stays_zero(self):
        levels, scales = quantize(np.zeros((1, 32), np.float32))
        self.assertFalse(dequantize(levels, scales).any())


class TokenizerTests(unittest.TestCase):
    def test_any_text_comes_back(self):
        with tempfile.TemporaryDirectory() as folder:
            tokenizer = small_tokenizer(folder)
            for text in (TEXT, "a\t\r\n\n  b", "été 漢字 🙂"):
                self.assertEqual(text, tokenizer.decode(tokenizer.encode(text)))
            self.assertLess(len(tokenizer.encode(TEXT)), len(TEXT) / 2)


class ExampleTests(unittest.TestCase):
    def test_the_middle_follows_the_prefix_and_the_suffix_follows_the_middle(self):
        with tempfile.TemporaryDirectory() as folder:
            tokenizer = small_tokenizer(folder)
            for seed in range(50):
                ids, weights = fim(TEXT, tokenizer, random.Random(seed), 200)
                self.assertEqual(len(ids), len(weights))
                self.assertLessEqual(len(ids), 200)
                self.assertEqual(END, ids[-1])
                at = ids.index(FIM_MIDDLE)
                suffix, text = tokenizer.decode(ids[2:at]), tokenizer.decode(ids[at + 1:])
                self.assertIn(text + suffix, TEXT)

    def test_a_cut_starts_inside_a_line_that_has_text(self):
        for seed in range(50):
            begin, end = cut(TEXT, random.Random(seed))
            self.assertLessEqual(begin, end)
            self.assertTrue(TEXT[TEXT.rfind("\n", 0, begin) + 1:TEXT.find("\n", begin)].strip())


class ModelTests(unittest.TestCase):
    def setUp(self):
        torch.manual_seed(0)
        self.parameters = new_parameters(SMALL, 0)
        for name, value in self.parameters.items():
            if name.endswith((".out", ".down")):
                value.normal_(0, 0.1)
        self.ids = torch.randint(0, SMALL.vocab, (2, 48))

    def test_the_training_step_has_the_gradients_of_the_plain_definition(self):
        targets, weights = torch.randint(0, SMALL.vocab, (2, 48)), torch.full((96,), 1 / 96)
        plain = {name: value.clone().requires_grad_() for name, value in self.parameters.items()}
        F.cross_entropy(forward(plain, SMALL, self.ids).view(96, -1), targets.view(-1)).backward()
        with tempfile.TemporaryDirectory() as folder:
            trainer = Trainer(SMALL, self.parameters, load_kernels(folder))
            trainer.step(self.ids, targets, weights)
        for name, value in plain.items():
            difference = (trainer.gradients[name] - value.grad).norm() / value.grad.norm()
            self.assertLess(difference, 0.05, name)

    def test_a_cache_changes_nothing(self):
        whole = forward(self.parameters, SMALL, self.ids)
        cache = {}
        parts = [forward(self.parameters, SMALL, part, cache) for part in self.ids.split((20, 1, 27), 1)]
        self.assertLess((whole - torch.cat(parts, 1)).abs().max(), 1e-4)

    def test_rounding_to_8_bits_moves_the_logits_little(self):
        exact = forward(self.parameters, SMALL, self.ids)
        self.assertLess((forward(rounded(SMALL, self.parameters), SMALL, self.ids) - exact).abs().max(), 0.2)

    def test_the_graph_is_well_formed(self):
        norms, matrices = quantized(SMALL, self.parameters)
        model = build(SMALL, norms, matrices, [table.numpy() for table in rope_tables(SMALL, 64)], "test")
        known = {value.name for value in (*model.graph.input, *model.graph.initializer)}
        for node in model.graph.node:
            self.assertLessEqual({name for name in node.input if name}, known, node.name)
            known |= set(node.output)
        self.assertLessEqual({value.name for value in model.graph.output}, known)
        self.assertEqual(len({node.name for node in model.graph.node}), len(model.graph.node))
        onnx.load_from_string(model.SerializeToString())


class CalibrationTests(unittest.TestCase):
    def test_points_rise(self):
        generator = random.Random(0)
        records = [{"confidence": c, "exact": generator.random() < c / 4} for c in (generator.random() for _ in range(400))]
        points = calibration(records)
        for before, after in zip(points, points[1:]):
            self.assertLess(before["confidence"], after["confidence"])
            self.assertLessEqual(before["precision"], after["precision"])


if __name__ == "__main__":
    unittest.main()
