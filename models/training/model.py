"""The model: a small decoder of the Llama shape, written twice.

`forward` is the plain float32 definition that the export is checked against. `training_loss` computes the same thing in
bf16 with the one-pass kernels of kernels.c between the matrix products.
"""

import ctypes
import dataclasses
import math
import pathlib
import subprocess

import torch
import torch.nn.functional as F


@dataclasses.dataclass
class Config:
    vocab: int = 4096
    width: int = 256
    layers: int = 6
    heads: int = 4
    kv_heads: int = 2
    head_size: int = 64
    ffn: int = 768
    rope_theta: float = 10000.0
    eps: float = 1e-5

    @classmethod
    def of(cls, width, layers):
        """The shape of this width: heads of 64, feed-forward three times as wide, half as many key heads where that divides."""
        heads = width // 64
        return cls(width=width, layers=layers, heads=heads, kv_heads=heads // 2 if heads % 2 == 0 else 1, ffn=3 * width)

    @property
    def qkv_width(self):
        return (self.heads + 2 * self.kv_heads) * self.head_size


def new_parameters(config, seed):
    torch.manual_seed(seed)

    def normal(rows, columns):
        return torch.randn(rows, columns) / math.sqrt(columns)

    parameters = {"embed": torch.randn(config.vocab, config.width) * 0.02, "norm": torch.ones(config.width)}
    for layer in range(config.layers):
        parameters |= {
            f"{layer}.attention_norm": torch.ones(config.width),
            f"{layer}.qkv": normal(config.qkv_width, config.width),
            f"{layer}.out": torch.zeros(config.width, config.heads * config.head_size),
            f"{layer}.ffn_norm": torch.ones(config.width),
            f"{layer}.gate_up": normal(2 * config.ffn, config.width),
            f"{layer}.down": torch.zeros(config.width, config.ffn),
        }
    return parameters


def checkpoint(work, run):
    return pathlib.Path(work) / "runs" / f"{run}.pt"


def load(work, run):
    """Config and parameters of a run's last checkpoint."""
    kept = torch.load(checkpoint(work, run))
    return Config(**kept["config"]), kept["parameters"]


def rope_tables(config, length):
    """cos and sin of shape [length, head_size / 2]; dimension i turns together with i + head_size / 2."""
    frequencies = config.rope_theta ** (-torch.arange(0, config.head_size, 2, dtype=torch.float64) / config.head_size)
    angles = torch.outer(torch.arange(length, dtype=torch.float64), frequencies)
    return angles.cos().float(), angles.sin().float()


def forward(parameters, config, ids, cache=None, last=False):
    """Logits [batch, length, vocab] in float32, of the last position alone if asked. `cache`, a dict that starts empty, carries
    keys and values to the next call."""
    batch, length = ids.shape
    past = cache["0"][0].shape[2] if cache else 0
    cosine, sine = (table[past:] for table in rope_tables(config, past + length))
    hidden_mask = torch.full((length, past + length), -math.inf).triu(past + 1)

    def norm(x, weight):
        return x * torch.rsqrt((x * x).mean(-1, keepdim=True) + config.eps) * weight

    def rotate(x):
        a, b = x.chunk(2, -1)
        return torch.cat((a * cosine - b * sine, b * cosine + a * sine), -1)

    def split(x, heads):
        return x.view(batch, length, heads, config.head_size).transpose(1, 2)

    x = F.embedding(ids, parameters["embed"])
    for layer in range(config.layers):
        p = {name: parameters[f"{layer}.{name}"] for name in ("attention_norm", "qkv", "out", "ffn_norm", "gate_up", "down")}
        packed = F.linear(norm(x, p["attention_norm"]), p["qkv"])
        q, k, v = packed.split([heads * config.head_size for heads in (config.heads, config.kv_heads, config.kv_heads)], -1)
        q, k, v = rotate(split(q, config.heads)), rotate(split(k, config.kv_heads)), split(v, config.kv_heads)
        if cache is not None:
            if past:
                k, v = (torch.cat(pair, 2) for pair in zip(cache[str(layer)], (k, v)))
            cache[str(layer)] = k, v
        group = config.heads // config.kv_heads
        k, v = k.repeat_interleave(group, 1), v.repeat_interleave(group, 1)
        attention = torch.softmax(q @ k.transpose(-1, -2) / math.sqrt(config.head_size) + hidden_mask, -1) @ v
        x = x + F.linear(attention.transpose(1, 2).reshape(batch, length, -1), p["out"])
        gate, up = F.linear(norm(x, p["ffn_norm"]), p["gate_up"]).chunk(2, -1)
        x = x + F.linear(F.silu(gate) * up, p["down"])
    return F.linear(norm(x[:, -1:] if last else x, parameters["norm"]), parameters["embed"])


def load_kernels(folder):
    source = pathlib.Path(__file__).with_name("kernels.c")
    library = pathlib.Path(folder).resolve() / "kernels.so"
    if not library.exists() or library.stat().st_mtime < source.stat().st_mtime:
        subprocess.run(["gcc", "-O3", "-march=native", "-ffast-math", "-fopenmp-simd", "-shared", "-fPIC", "-o", library, source, "-lm"],
                       check=True)
    return ctypes.CDLL(str(library))


def _argument(value):
    if isinstance(value, torch.Tensor):
        assert value.is_contiguous()
        return ctypes.c_void_p(value.data_ptr())
    return ctypes.c_float(value) if isinstance(value, float) else ctypes.c_long(value)


class Trainer:
    """One forward and backward pass by hand. `gradients` accumulates in float32, keyed like the parameters."""

    def __init__(self, config, parameters, kernels):
        self.config, self.parameters, self.kernels = config, parameters, kernels
        self.gradients = {name: torch.zeros_like(value) for name, value in parameters.items()}

    def _call(self, name, *arguments):
        getattr(self.kernels, name)(*map(_argument, arguments))

    def step(self, ids, targets, weights):
        """Adds to `gradients`; ids and targets [batch, length], weights [batch * length] sum to 1 over the step.
        Returns the loss of every position in nats, [batch * length]."""
        config = self.config
        half = {name: value.bfloat16() for name, value in self.parameters.items() if value.dim() == 2}
        batch, length = ids.shape
        rows = batch * length
        tables = rope_tables(config, length)

        x = F.embedding(ids, self.parameters["embed"]).view(rows, config.width)
        delta = torch.zeros(rows, config.width, dtype=torch.bfloat16)
        saved = []
        for layer in range(config.layers):
            x, normed, attention_norm = self._norm(x, delta, self.parameters[f"{layer}.attention_norm"])
            qkv = normed @ half[f"{layer}.qkv"].t()
            q, k, v = self._split(qkv, tables, batch, length)
            probabilities, mixed = self._attend(q, k, v)
            merged = self._merge(mixed, batch, length)
            delta = merged @ half[f"{layer}.out"].t()
            x, normed2, ffn_norm = self._norm(x, delta, self.parameters[f"{layer}.ffn_norm"])
            gate_up = normed2 @ half[f"{layer}.gate_up"].t()
            active = torch.empty(rows, config.ffn, dtype=torch.bfloat16)
            self._call("swiglu", gate_up, active, rows, config.ffn)
            delta = active @ half[f"{layer}.down"].t()
            saved.append((attention_norm, normed, q, k, v, probabilities, merged, ffn_norm, normed2, gate_up, active))
        x, normed, final_norm = self._norm(x, delta, self.parameters["norm"])

        loss, normed_gradient = self._head(normed, half["embed"], targets.reshape(-1), weights)
        gradient = torch.zeros(rows, config.width)
        self._norm_back("norm", final_norm, normed_gradient, gradient)
        for layer in reversed(range(config.layers)):
            attention_norm, normed, q, k, v, probabilities, merged, ffn_norm, normed2, gate_up, active = saved.pop()
            active_gradient = self._linear_back(f"{layer}.down", half, active, gradient.bfloat16())
            gate_up_gradient = torch.empty_like(gate_up)
            self._call("swiglu_back", gate_up, active_gradient, gate_up_gradient, rows, config.ffn)
            self._norm_back(f"{layer}.ffn_norm", ffn_norm, self._linear_back(f"{layer}.gate_up", half, normed2, gate_up_gradient), gradient)
            merged_gradient = self._linear_back(f"{layer}.out", half, merged, gradient.bfloat16())
            qkv_gradient = self._attend_back(q, k, v, probabilities, self._unmerge(merged_gradient, batch, length), tables)
            self._norm_back(f"{layer}.attention_norm", attention_norm, self._linear_back(f"{layer}.qkv", half, normed, qkv_gradient), gradient)
        self.gradients["embed"].index_add_(0, ids.reshape(-1), gradient)
        return loss

    def _norm(self, residual, delta, weight):
        rows, width = residual.shape
        total, out, scale = torch.empty_like(residual), torch.empty_like(delta), torch.empty(rows)
        self._call("add_norm", residual, delta, weight, total, out, scale, rows, width, self.config.eps)
        return total, out, (total, scale)

    def _norm_back(self, name, saved, out_gradient, gradient):
        total, scale = saved
        self._call("add_norm_back", total, scale, self.parameters[name], out_gradient, gradient, self.gradients[name], *total.shape)

    def _linear_back(self, name, half, inputs, out_gradient):
        self.gradients[name] += out_gradient.t() @ inputs
        return out_gradient @ half[name]

    def _split(self, qkv, tables, batch, length):
        config = self.config
        q, k, v = (torch.empty(batch, heads, length, config.head_size, dtype=torch.bfloat16)
                   for heads in (config.heads, config.kv_heads, config.kv_heads))
        self._call("split_rotate", qkv, q, k, v, *tables, batch, length, config.heads, config.kv_heads, config.head_size, 1)
        return q, k, v

    def _grouped(self, x):
        """[batch, heads, length, d] -> [batch * kv_heads, group * length, d]: the queries that share one key head."""
        return x.view(x.shape[0] * self.config.kv_heads, -1, x.shape[-1])

    def _attend(self, q, k, v):
        length = q.shape[2]
        probabilities = torch.bmm(self._grouped(q), self._grouped(k).transpose(1, 2))
        self._call("causal_softmax", probabilities, probabilities.shape[0] * probabilities.shape[1], length, self.config.head_size ** -0.5)
        return probabilities, torch.bmm(probabilities, self._grouped(v)).view(q.shape)

    def _attend_back(self, q, k, v, probabilities, gradient, tables):
        config, (batch, _, length, _) = self.config, q.shape
        gradient = self._grouped(gradient)
        v_gradient = torch.bmm(probabilities.transpose(1, 2), gradient)
        scores = torch.bmm(gradient, self._grouped(v).transpose(1, 2))
        self._call("causal_softmax_back", probabilities, scores, scores.shape[0] * scores.shape[1], length, config.head_size ** -0.5)
        q_gradient = torch.bmm(scores, self._grouped(k))
        k_gradient = torch.bmm(scores.transpose(1, 2), self._grouped(q))
        qkv = torch.empty(batch * length, config.qkv_width, dtype=torch.bfloat16)
        self._call("split_rotate", qkv, q_gradient, k_gradient, v_gradient, *tables, batch, length, config.heads, config.kv_heads,
                   config.head_size, -1)
        return qkv

    def _merge(self, mixed, batch, length):
        return mixed.transpose(1, 2).reshape(batch * length, -1)

    def _unmerge(self, merged, batch, length):
        return merged.view(batch, length, self.config.heads, self.config.head_size).transpose(1, 2).contiguous()

    def _head(self, normed, embed, targets, weights, chunk=1024):
        loss, gradient = torch.empty(len(normed)), torch.empty_like(normed)
        for start in range(0, len(normed), chunk):
            part = slice(start, start + chunk)
            logits = normed[part] @ embed.t()
            self._call("cross_entropy", logits, targets[part], weights[part], loss[part], *logits.shape)
            self.gradients["embed"] += logits.t() @ normed[part]
            gradient[part] = logits @ embed
        return loss, gradient
