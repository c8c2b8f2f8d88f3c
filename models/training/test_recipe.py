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

from evaluate import calibration, lay_out
from examples import File, Mix, Texts, cut, fim
from export import quantized, rounded
from graph import build
from model import Config, Trainer, forward, load_kernels, new_parameters, rope_tables
from quantize import dequantize, quantize
from tokenizer import END, FILE_SEPARATOR, FIM_MIDDLE, FIM_PREFIX, FIM_SUFFIX, Tokenizer, to_json, train

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
    def setUp(self):
        with tempfile.TemporaryDirectory() as folder:
            self.tokenizer = small_tokenizer(folder)
            for name in ("csharp", "python", "typescript", "go", "javascript"):
                files = [{"package": "p", "path": f"a/{n}.py", "text": TEXT} for n in range(3)] if name == "python" else []
                (pathlib.Path(folder) / f"{name}.jsonl").write_text("".join(json.dumps(file) + "\n" for file in files))
            self.texts = Texts(pathlib.Path(folder))
        self.file = self.texts.files["python"][0]

    def made(self, mix, budget=200):
        for seed in range(50):
            found = fim(self.texts, self.file, self.tokenizer, random.Random(seed), budget, mix)
            if found:
                self.assertEqual(len(found[0]), len(found[1]))
                self.assertLessEqual(len(found[0]), budget)
                self.assertEqual(END, found[0][-1])
                yield found[0]

    def test_the_middle_follows_the_prefix_and_the_suffix_follows_the_middle(self):
        for ids in self.made(Mix(1, 0, 0)):
            self.assertEqual([FIM_PREFIX, FIM_SUFFIX], ids[:2])
            at = ids.index(FIM_MIDDLE)
            suffix, text = self.tokenizer.decode(ids[2:at]), self.tokenizer.decode(ids[at + 1:])
            self.assertIn(text + suffix, TEXT)

    def test_prefix_first_the_three_parts_make_the_text(self):
        for ids in self.made(Mix(1, 1, 0)):
            at, middle = ids.index(FIM_SUFFIX), ids.index(FIM_MIDDLE)
            prefix, suffix, text = (self.tokenizer.decode(part) for part in (ids[1:at], ids[at + 1:middle], ids[middle + 1:]))
            self.assertIn(prefix + text + suffix, TEXT)

    def test_other_files_stand_in_front_with_their_paths(self):
        seen = 0
        for ids in self.made(Mix(1, 0, 1)):
            front = ids[:ids.index(FIM_PREFIX)]
            for at in (at for at, id in enumerate(front) if id == FILE_SEPARATOR):
                path, text = self.tokenizer.decode(front[at + 1:]).split("\n", 1)
                self.assertIn(path, ("a/1.py", "a/2.py"))
                self.assertTrue(text)
                seen += 1
        self.assertGreater(seen, 20)

    def test_the_prefix_begins_with_a_line(self):
        for ids in self.made(Mix(1, 0, 0)):
            text = self.tokenizer.decode(ids[ids.index(FIM_MIDDLE) + 1:])
            self.assertIn("\n" + text, "\n" + TEXT)

    def test_a_prompt_to_measure_ends_with_the_cursors_line_and_fits(self):
        for cursor in (0, 3, 500, 1500):
            ids = lay_out(TEXT[:cursor], TEXT[cursor:], self.tokenizer, 200)
            self.assertLessEqual(len(ids), 200)
            at = ids.index(FIM_MIDDLE)
            self.assertTrue(TEXT[cursor:].startswith(self.tokenizer.decode(ids[2:at])))
            self.assertTrue(("\n" + TEXT[:cursor]).endswith("\n" + self.tokenizer.decode(ids[at + 1:])))

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
