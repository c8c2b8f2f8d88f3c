"""Writes small random-weight models in the shapes of real families, with the logits that a NumPy reference computes.

    /usr/bin/python3 generate.py [FOLDER]      (default: beside this script)

Each model is a folder in the ONNX Runtime GenAI layout plus `reference.json`: tokens and, at some positions, the logits.
The files are committed, so that tests run without Python; a test runs this again where numpy is installed and compares.
"""
import json
import pathlib
import sys

import numpy as np

from onnx_writer import FLOAT, FLOAT16, INT64, Graph, value_info

MS = "com.microsoft"
VOCAB, HIDDEN, HEADS, KV_HEADS, HEAD, FFN, LAYERS, CONTEXT = 320, 64, 4, 2, 16, 96, 2, 256
THETA, EPSILON, BLOCK = 10000.0, 1e-5, 32
POSITIONS = [0, 9, 23, 39]

VARIANTS = {
    "llama-fp32": dict(family="llama", packed=True, last_only=True),
    "llama-positions-fp32": dict(family="llama", positions=True),
    "llama-int8": dict(family="llama", packed=True, bits=8, last_only=True),
    "llama-fp16": dict(family="llama", half=True),
    "qwen2-fp32": dict(family="qwen2"),
    "qwen2-int4": dict(family="qwen2", packed=True, bits=4),
    "qwen2-int4-external": dict(family="qwen2", packed=True, bits=4, external=True),
    "llama-growing-int4": dict(family="llama", positions=True, bits=4, growing=True),
    "starcoder2-fp32": dict(family="starcoder2"),
}


def quantise(weight, bits):
    """Symmetric block quantisation along K of a [K, N] weight: MatMulNBits' packed bytes and scales, and what they stand for."""
    n_first = weight.T.reshape(weight.shape[1], -1, BLOCK)
    middle = 1 << (bits - 1)
    scales = np.abs(n_first).max(axis=2, keepdims=True) / (middle - 1)
    codes = np.clip(np.round(n_first / scales) + middle, 0, 2 * middle - 1).astype(np.uint8)
    stands_for = ((codes.astype(np.float32) - middle) * scales).reshape(weight.shape[1], -1).T
    packed = codes if bits == 8 else codes[:, :, 0::2] | codes[:, :, 1::2] << 4
    return packed, scales.reshape(-1).astype(np.float32), stands_for


class Model:
    """Builds the graph and computes the reference from the same weights."""

    def __init__(self, family, packed=False, positions=False, last_only=False, bits=0, half=False, external=False, growing=False):
        self.family, self.packed, self.positions, self.last_only, self.bits, self.half = family, packed, positions, last_only, bits, half
        # Multi-head attention returns past and new keys in a fresh tensor: what older exports do.
        self.growing, self.kv_heads = growing, HEADS if growing else KV_HEADS
        self.biased = family != "llama"
        self.dtype = np.float16 if half else np.float32
        self.random = np.random.RandomState(7)
        self.graph = Graph("model.onnx.data" if external else None)
        self.values = {}

    def make(self, name, *shape, scale=0.1, offset=0.0):
        value = (self.random.standard_normal(shape) * scale + offset).astype(self.dtype)
        self.values[name] = value.astype(np.float32)
        return value

    def linear(self, x, name, n_in, n_out, bias=False):
        weight = self.make(f"{name}.weight", n_in, n_out, scale=0.15)
        if self.bits:
            packed, scales, stands_for = quantise(weight, self.bits)
            self.values[f"{name}.weight"] = stands_for
            inputs = [x, self.graph.weight(f"{name}.weight_Q{self.bits}", packed), self.graph.weight(f"{name}.weight_scales", scales)]
            y = self.graph.op("MatMulNBits", inputs, f"{name}.MatMul", domain=MS, K=n_in, N=n_out, bits=self.bits, block_size=BLOCK)
        else:
            y = self.graph.op("MatMul", [x, self.graph.weight(f"{name}.weight", weight)], f"{name}.MatMul")
        if bias:
            y = self.graph.op("Add", [y, self.graph.weight(f"{name}.bias", self.make(f"{name}.bias", n_out))], f"{name}.Add")
        return y

    def norm(self, x, name):
        scale = self.graph.weight(f"{name}.weight", self.make(f"{name}.weight", HIDDEN, offset=1.0))
        if self.family == "starcoder2":
            bias = self.graph.weight(f"{name}.bias", self.make(f"{name}.bias", HIDDEN))
            return self.graph.op("LayerNormalization", [x, scale, bias], name, axis=-1, epsilon=EPSILON)
        return self.graph.op("SimplifiedLayerNormalization", [x, scale], name, axis=-1, epsilon=EPSILON, stash_type=1)

    def build(self):
        g = self.graph
        kv_type = FLOAT16 if self.half else FLOAT
        g.inputs += [value_info("input_ids", INT64, ["batch", "sequence"]), value_info("attention_mask", INT64, ["batch", "total"])]
        if self.positions:
            g.inputs.append(value_info("position_ids", INT64, ["batch", "sequence"]))
        embedding = g.weight("embed", self.make("embed", VOCAB, HIDDEN, scale=1.0))
        x = g.op("Gather", [embedding, "input_ids"], "embed/Gather")
        ones = g.op("ReduceSum", ["attention_mask", g.weight("axis1", np.array([1], np.int64))], "mask/Sum", keepdims=0)
        lengths = g.op("Cast", [g.op("Sub", [ones, g.weight("one", np.array(1, np.int64))], "mask/Sub")], "seqlens_k", to=6)
        total = g.op("Cast", [g.op("Gather", [g.op("Shape", ["attention_mask"], "mask/Shape"), "one"], "mask/Total")], "total_length", to=6)
        angles = np.outer(np.arange(CONTEXT), THETA ** (-np.arange(0, HEAD, 2) / HEAD))
        cos = g.weight("cos_cache", np.cos(angles).astype(self.dtype))
        sin = g.weight("sin_cache", np.sin(angles).astype(self.dtype))
        width, kv_width = HEADS * HEAD, self.kv_heads * HEAD

        for i in range(LAYERS):
            p = f"model.layers.{i}"
            h = self.norm(x, f"{p}.input_layernorm")
            if self.packed:
                q, k, v = self.linear(h, f"{p}.attn.qkv_proj", HIDDEN, width + 2 * kv_width, self.biased), "", ""
            else:
                q = self.linear(h, f"{p}.attn.q_proj", HIDDEN, width, self.biased)
                k = self.linear(h, f"{p}.attn.k_proj", HIDDEN, kv_width, self.biased)
                v = self.linear(h, f"{p}.attn.v_proj", HIDDEN, kv_width, self.biased)
            if self.positions:
                q = g.op("RotaryEmbedding", [q, "position_ids", cos, sin], f"{p}.attn.q_rotary", domain=MS)
                k = g.op("RotaryEmbedding", [k, "position_ids", cos, sin], f"{p}.attn.k_rotary", domain=MS)
            past = [f"past_key_values.{i}.key", f"past_key_values.{i}.value"]
            present = [f"present.{i}.key", f"present.{i}.value"]
            g.inputs += [value_info(n, kv_type, ["batch", self.kv_heads, "past", HEAD]) for n in past]
            g.outputs += [value_info(n, kv_type, ["batch", self.kv_heads, "total", HEAD]) for n in present]
            rotary = ["", ""] if self.positions else [cos, sin]
            if self.growing:
                a = g.op("MultiHeadAttention", [q, k, v, "", "", "", *past], f"{p}.attn", [f"{p}.attn.out", *present], MS, num_heads=HEADS, unidirectional=1)
            else:
                a = g.op("GroupQueryAttention", [q, k, v, *past, lengths, total, *rotary], f"{p}.attn", [f"{p}.attn.out", *present], MS,
                         num_heads=HEADS, kv_num_heads=KV_HEADS, do_rotary=int(not self.positions), rotary_interleaved=0)
            a = self.linear(a, f"{p}.attn.o_proj", width, HIDDEN, self.family == "starcoder2")
            x = g.op("Add", [x, a], f"{p}.attn.residual")
            h = self.norm(x, f"{p}.post_attention_layernorm")
            if self.family == "starcoder2":
                h = g.op("FastGelu", [self.linear(h, f"{p}.mlp.c_fc", HIDDEN, FFN, True)], f"{p}.mlp.gelu", domain=MS)
                h = self.linear(h, f"{p}.mlp.c_proj", FFN, HIDDEN, True)
            else:
                gate = self.linear(h, f"{p}.mlp.gate_proj", HIDDEN, FFN)
                silu = g.op("Mul", [gate, g.op("Sigmoid", [gate], f"{p}.mlp.sigmoid")], f"{p}.mlp.silu")
                up = self.linear(h, f"{p}.mlp.up_proj", HIDDEN, FFN)
                h = self.linear(g.op("Mul", [silu, up], f"{p}.mlp.mul"), f"{p}.mlp.down_proj", FFN, HIDDEN)
            x = g.op("Add", [x, h], f"{p}.mlp.residual")

        x = self.norm(x, "model.norm")
        if self.last_only:
            x = g.op("Gather", [x, g.weight("last", np.array([-1], np.int64))], "last/Gather", axis=1)
        if self.family == "qwen2" and not self.bits:
            head = g.op("Transpose", [embedding], "lm_head/Transpose", perm=[1, 0])
            g.op("MatMul", [x, head], "logits")
            self.values["lm_head.weight"] = self.values["embed"].T
        else:
            g.op("Identity", [self.linear(x, "lm_head", HIDDEN, VOCAB)], "logits")
        g.outputs.insert(0, value_info("logits", kv_type, ["batch", 1 if self.last_only else "sequence", VOCAB]))
        return g.serialize()

    def reference(self, tokens):
        """Logits of every position, all at once, in float32 (float64 inside the sums that matter)."""
        w, n = self.values, len(tokens)
        bias = lambda name: w.get(f"{name}.bias", 0.0)
        linear = lambda h, name: h @ w[f"{name}.weight"] + bias(name)

        def norm(h, name):
            if self.family == "starcoder2":
                h = h - h.mean(axis=-1, keepdims=True)
            return h / np.sqrt((h * h).mean(axis=-1, keepdims=True) + EPSILON) * w[f"{name}.weight"] + bias(name)

        def rotate(h, heads):
            h = h.reshape(n, heads, 2, HEAD // 2)
            angles = np.outer(np.arange(n), THETA ** (-np.arange(0, HEAD, 2) / HEAD))[:, None, :]
            a, b = h[:, :, 0], h[:, :, 1]
            return np.concatenate([a * np.cos(angles) - b * np.sin(angles), b * np.cos(angles) + a * np.sin(angles)], axis=2)

        x = w["embed"][tokens].astype(np.float64)
        mask = np.triu(np.full((n, n), -np.inf), 1)
        for i in range(LAYERS):
            p = f"model.layers.{i}"
            h = norm(x, f"{p}.input_layernorm")
            if self.packed:
                q, k, v = np.split(linear(h, f"{p}.attn.qkv_proj"), [HEADS * HEAD, (HEADS + KV_HEADS) * HEAD], axis=1)
            else:
                q, k, v = (linear(h, f"{p}.attn.{c}_proj") for c in "qkv")
            q, k, v = rotate(q, HEADS), rotate(k, self.kv_heads), v.reshape(n, self.kv_heads, HEAD)
            out = np.empty((n, HEADS, HEAD))
            for head in range(HEADS):
                kv = head // (HEADS // self.kv_heads)
                scores = q[:, head] @ k[:, kv].T / np.sqrt(HEAD) + mask
                weights = np.exp(scores - scores.max(axis=1, keepdims=True))
                out[:, head] = weights / weights.sum(axis=1, keepdims=True) @ v[:, kv]
            x = x + linear(out.reshape(n, -1), f"{p}.attn.o_proj")
            h = norm(x, f"{p}.post_attention_layernorm")
            if self.family == "starcoder2":
                h = linear(h, f"{p}.mlp.c_fc")
                h = 0.5 * h * (1 + np.tanh(np.sqrt(2 / np.pi) * (h + 0.044715 * h ** 3)))
                x = x + linear(h, f"{p}.mlp.c_proj")
            else:
                gate = linear(h, f"{p}.mlp.gate_proj")
                x = x + linear(gate / (1 + np.exp(-gate)) * linear(h, f"{p}.mlp.up_proj"), f"{p}.mlp.down_proj")
        return norm(x, "model.norm") @ w["lm_head.weight"]


def tokenizer():
    """Byte-level BPE: every byte, some merges, and FIM tokens."""
    printable = [*range(33, 127), *range(161, 173), *range(174, 256)]
    spare = iter(range(256, 512))
    alphabet = [chr(b) if b in printable else chr(next(spare)) for b in range(256)]
    vocab = {c: i for i, c in enumerate(alphabet)}
    merges = ["r e", "re t", "ret u", "retu r", "retur n", "Ġ Ġ", "ĠĠ ĠĠ", "i n", "in t", "s e", "se l", "sel f", "d e", "de f", "( )"]
    for merge in merges:
        vocab.setdefault(merge.replace(" ", ""), len(vocab))
    names = ["<|endoftext|>", "<|fim_prefix|>", "<|fim_middle|>", "<|fim_suffix|>", "<|file_sep|>"]
    added = [dict(id=len(vocab) + i, content=n, special=True, single_word=False, lstrip=False, rstrip=False, normalized=False) for i, n in enumerate(names)]
    level = dict(type="ByteLevel", add_prefix_space=False, trim_offsets=True, use_regex=True)
    return dict(version="1.0", added_tokens=added, normalizer=None, pre_tokenizer=level, post_processor=None, decoder=level,
                model=dict(type="BPE", byte_fallback=False, ignore_merges=False, unk_token=None, vocab=vocab, merges=merges))


def main():
    root = pathlib.Path(sys.argv[1]) if len(sys.argv) > 1 else pathlib.Path(__file__).parent
    for name, options in VARIANTS.items():
        folder = root / name
        folder.mkdir(parents=True, exist_ok=True)
        model = Model(**options)
        (folder / "model.onnx").write_bytes(model.build())
        if model.graph.external_file:
            (folder / model.graph.external_file).write_bytes(model.graph.external)
        tokens = np.random.RandomState(11).randint(0, 270, POSITIONS[-1] + 1)
        logits = model.reference(tokens)
        reference = dict(tokens=tokens.tolist(), logits={str(p): [round(float(v), 6) for v in logits[p]] for p in POSITIONS})
        (folder / "reference.json").write_text(json.dumps(reference) + "\n")
        names = dict(input_ids="input_ids", attention_mask="attention_mask", past_key_names="past_key_values.%d.key", past_value_names="past_key_values.%d.value")
        if model.positions:
            names["position_ids"] = "position_ids"
        spoken = tokenizer()
        end = spoken["added_tokens"][0]["id"]
        config = dict(model=dict(
            type=model.family, vocab_size=VOCAB, context_length=CONTEXT, eos_token_id=end, bos_token_id=end, pad_token_id=end,
            decoder=dict(filename="model.onnx", head_size=HEAD, hidden_size=HIDDEN, num_attention_heads=HEADS, num_hidden_layers=LAYERS,
                         num_key_value_heads=model.kv_heads, inputs=names,
                         outputs=dict(logits="logits", present_key_names="present.%d.key", present_value_names="present.%d.value"))),
            search=dict(past_present_share_buffer=not model.growing))
        (folder / "genai_config.json").write_text(json.dumps(config, indent=2) + "\n")
        (folder / "tokenizer.json").write_text(json.dumps(spoken, ensure_ascii=False) + "\n")
        (folder / "tokenizer_config.json").write_text('{"add_bos_token": false}\n')


if __name__ == "__main__":
    main()
