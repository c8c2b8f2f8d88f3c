"""The model as an ONNX graph, with the operators, names and inputs that ONNX Runtime GenAI's model builder uses.

Inputs: input_ids [batch, length], attention_mask [batch, total], past_key_values.N.key/value [batch, kv_heads, past, head_size].
Optional input: logits_positions [n], the positions that logits are wanted of (default: the last).
Outputs: logits [batch, n, vocab], present.N.key/value [batch, kv_heads, total, head_size].
"""

import numpy as np
from onnx import TensorProto, helper, numpy_helper

from quantize import BLOCK, as_stored

MICROSOFT = "com.microsoft"


class Graph:
    def __init__(self):
        self.nodes, self.initializers = [], []

    def constant(self, name, array):
        self.initializers.append(numpy_helper.from_array(np.ascontiguousarray(array), name))
        return name

    def node(self, operator, name, inputs, outputs=None, domain="", **attributes):
        outputs = outputs or [f"{name}/output_0"]
        self.nodes.append(helper.make_node(operator, inputs, outputs, name=name, domain=domain, **attributes))
        return outputs[0]

    def matmul(self, name, tensor, quantized, x):
        """x @ weight^T; the weight [out, in] is stored as `<tensor>_Q8` and `<tensor>_scales`."""
        levels, scales = quantized
        rows, columns = levels.shape
        stored = self.constant(f"{tensor}_Q8", as_stored(levels).reshape(rows, columns // BLOCK, BLOCK))
        return self.node("MatMulNBits", name, [x, stored, self.constant(f"{tensor}_scales", scales)], domain=MICROSOFT,
                         K=columns, N=rows, bits=8, block_size=BLOCK, accuracy_level=4)


def build(config, norms, matrices, rope, producer):
    """A ModelProto. norms: name -> float32 vector; matrices: name -> (levels, scales); rope: cos and sin [length, head_size / 2]."""
    graph = Graph()
    eps = config.eps
    cosine, sine = graph.constant("cos_cache", rope[0]), graph.constant("sin_cache", rope[1])

    # Attention counts its positions from the mask: the tokens already cached, and the row length.
    one = graph.constant("/model/constants/one", np.array([1], np.int64))
    base = "/model/attn_mask_reformat"
    counted = graph.node("ReduceSum", f"{base}/ReduceSum", ["attention_mask", one], keepdims=0)
    last = graph.node("Sub", f"{base}/Sub", [counted, one])
    seqlens = graph.node("Cast", f"{base}/seqlens_k", [last], to=TensorProto.INT32)
    shape = graph.node("Shape", f"{base}/Shape", ["attention_mask"])
    width = graph.node("Gather", f"{base}/Gather", [shape, graph.constant("/model/constants/axis", np.array(1, np.int64))], axis=0)
    total = graph.node("Cast", f"{base}/total_seq_len", [width], to=TensorProto.INT32)

    # Embedding and output layer share one tensor; the embedding sees it flat.
    levels, scales = matrices["embed"]
    head = graph.constant("lm_head.MatMul.weight_Q8", as_stored(levels).reshape(config.vocab, -1, BLOCK))
    head_scales = graph.constant("lm_head.MatMul.weight_scales", scales)
    flat = graph.node("Reshape", "/model/embed_tokens/Reshape",
                      [head, graph.constant("/model/constants/embed_shape", np.array(levels.shape, np.int64))])
    x = graph.node("GatherBlockQuantized", "/model/embed_tokens/Gather", [flat, "input_ids", head_scales], domain=MICROSOFT,
                   gather_axis=0, quantize_axis=1, block_size=BLOCK, bits=8)

    normed = graph.node("SimplifiedLayerNormalization", "/model/layers.0/input_layernorm/LayerNorm",
                        [x, graph.constant("model.layers.0.input_layernorm.weight", norms["0.attention_norm"])],
                        axis=-1, epsilon=eps, stash_type=1)

    def skip_norm(name, tensor, weight, residual, delta, keep=True):
        outputs = [f"{name}/output_0", "", "", f"{name}/output_3"] if keep else [f"{name}/output_0"]
        graph.node("SkipSimplifiedLayerNormalization", name, [residual, delta, graph.constant(tensor, weight)], outputs,
                   domain=MICROSOFT, epsilon=eps)
        return outputs[0], outputs[-1]

    for layer in range(config.layers):
        path, tensors = f"/model/layers.{layer}", f"model.layers.{layer}"
        qkv = graph.matmul(f"{path}/attn/qkv_proj/MatMul", f"{tensors}.attn.qkv_proj.MatMul.weight", matrices[f"{layer}.qkv"], normed)
        present = [f"present.{layer}.key", f"present.{layer}.value"]
        attention = graph.node(
            "GroupQueryAttention", f"{path}/attn/GroupQueryAttention",
            [qkv, "", "", f"past_key_values.{layer}.key", f"past_key_values.{layer}.value", seqlens, total, cosine, sine],
            [f"{path}/attn/GroupQueryAttention/output_0", *present], domain=MICROSOFT,
            num_heads=config.heads, kv_num_heads=config.kv_heads, scale=config.head_size ** -0.5, do_rotary=1, rotary_interleaved=0)
        delta = graph.matmul(f"{path}/attn/o_proj/MatMul", f"{tensors}.attn.o_proj.MatMul.weight", matrices[f"{layer}.out"], attention)
        normed, x = skip_norm(f"{path}/post_attention_layernorm/SkipLayerNorm", f"{tensors}.post_attention_layernorm.weight",
                              norms[f"{layer}.ffn_norm"], x, delta)
        gate = graph.matmul(f"{path}/mlp/gate_proj/MatMul", f"{tensors}.mlp.gate_proj.MatMul.weight", matrices[f"{layer}.gate"], normed)
        up = graph.matmul(f"{path}/mlp/up_proj/MatMul", f"{tensors}.mlp.up_proj.MatMul.weight", matrices[f"{layer}.up"], normed)
        sigmoid = graph.node("Sigmoid", f"{path}/mlp/act_fn/Sigmoid", [gate])
        silu = graph.node("Mul", f"{path}/mlp/act_fn/Mul", [gate, sigmoid])
        active = graph.node("Mul", f"{path}/mlp/Mul", [silu, up])
        delta = graph.matmul(f"{path}/mlp/down_proj/MatMul", f"{tensors}.mlp.down_proj.MatMul.weight", matrices[f"{layer}.down"], active)
        if layer + 1 < config.layers:
            normed, x = skip_norm(f"/model/layers.{layer + 1}/input_layernorm/SkipLayerNorm", f"model.layers.{layer + 1}.input_layernorm.weight",
                                  norms[f"{layer + 1}.attention_norm"], x, delta)
        else:
            normed, _ = skip_norm(f"{path}/final_norm_layernorm/SkipLayerNorm", "model.norm.weight", norms["norm"], x, delta, keep=False)

    # Which positions the logits are computed of: the last one, unless the caller names others (an initializer that is an input
    # too is that input's default). Verifying a draft takes several, prefilling one.
    final = graph.node("Gather", "/lm_head/logits_positions", [normed, graph.constant("logits_positions", np.array([-1], np.int64))], axis=1)
    graph.node("MatMulNBits", "/lm_head/MatMul", [final, head, head_scales], ["logits"], domain=MICROSOFT,
               K=config.width, N=config.vocab, bits=8, block_size=BLOCK, accuracy_level=4)

    def values(kind, length):
        return [helper.make_tensor_value_info(f"{kind}.{layer}.{part}", TensorProto.FLOAT, ["batch_size", config.kv_heads, length, config.head_size])
                for layer in range(config.layers) for part in ("key", "value")]

    inputs = [helper.make_tensor_value_info("input_ids", TensorProto.INT64, ["batch_size", "sequence_length"]),
              helper.make_tensor_value_info("attention_mask", TensorProto.INT64, ["batch_size", "total_sequence_length"]),
              *values("past_key_values", "past_sequence_length"),
              helper.make_tensor_value_info("logits_positions", TensorProto.INT64, ["logits_count"])]
    outputs = [helper.make_tensor_value_info("logits", TensorProto.FLOAT, ["batch_size", "logits_count", config.vocab]),
               *values("present", "total_sequence_length")]
    made = helper.make_graph(graph.nodes, "main_graph", inputs, outputs, graph.initializers)
    return helper.make_model(made, producer_name=producer, ir_version=7,
                             opset_imports=[helper.make_opsetid("", 14), helper.make_opsetid(MICROSOFT, 1)])
