"""Write a checkpoint as a model folder in the ONNX Runtime GenAI layout."""

import argparse
import hashlib
import json
import pathlib
import shutil

import onnx
import torch

from graph import build
from model import Config, load, new_parameters, rope_tables
from quantize import dequantize, quantize
from tokenizer import SPECIAL

HERE = pathlib.Path(__file__).parent
MAX_LENGTH = 4096
TRAINED_LENGTH = 512
STOP = ["<|endoftext|>", "<|fim_pad|>", "<|file_sep|>", "<|repo_name|>", "<|im_end|>"]


def quantized(config, parameters, bits=8):
    """norms in float32, matrices as (levels, scales), with gate and up apart as the graph wants them."""
    arrays = {name: value.numpy() for name, value in parameters.items()}
    for layer in range(config.layers):
        gate_up = arrays.pop(f"{layer}.gate_up")
        arrays[f"{layer}.gate"], arrays[f"{layer}.up"] = gate_up[:config.ffn], gate_up[config.ffn:]
    norms = {name: array for name, array in arrays.items() if array.ndim == 1}
    return norms, {name: quantize(array, bits) for name, array in arrays.items() if array.ndim == 2}


def rounded(config, parameters, bits=8):
    """The parameters as the exported folder holds them (8 bits), for measuring what quantisation costs."""
    norms, matrices = quantized(config, parameters, bits)
    result = {name: torch.tensor(array) for name, array in norms.items()}
    result |= {name: torch.tensor(dequantize(*pair)) for name, pair in matrices.items()}
    for layer in range(config.layers):
        result[f"{layer}.gate_up"] = torch.cat((result.pop(f"{layer}.gate"), result.pop(f"{layer}.up")))
    return result


def genai_config(config):
    past, present = "past_key_values.%d.", "present.%d."
    return {
        "model": {
            "bos_token_id": 0, "eos_token_id": [SPECIAL.index(token) for token in STOP], "pad_token_id": SPECIAL.index("<|fim_pad|>"),
            "context_length": MAX_LENGTH, "type": "llama", "vocab_size": config.vocab,
            "decoder": {
                "session_options": {"log_id": "onnxruntime-genai", "provider_options": []},
                "filename": "model.onnx", "head_size": config.head_size, "hidden_size": config.width,
                "num_attention_heads": config.heads, "num_hidden_layers": config.layers, "num_key_value_heads": config.kv_heads,
                "inputs": {"input_ids": "input_ids", "attention_mask": "attention_mask", "past_key_names": past + "key", "past_value_names": past + "value"},
                "outputs": {"logits": "logits", "present_key_names": present + "key", "present_value_names": present + "value"},
            },
        },
        "search": {
            "diversity_penalty": 0.0, "do_sample": False, "early_stopping": True, "length_penalty": 1.0, "max_length": MAX_LENGTH,
            "min_length": 0, "no_repeat_ngram_size": 0, "num_beams": 1, "num_return_sequences": 1, "past_present_share_buffer": True,
            "repetition_penalty": 1.0, "temperature": 1.0, "top_k": 1, "top_p": 1.0,
        },
    }


def tokenizer_config():
    return {
        "add_bos_token": False, "add_prefix_space": False, "bos_token": None, "eos_token": "<|endoftext|>", "pad_token": "<|fim_pad|>",
        "unk_token": None, "clean_up_tokenization_spaces": False, "errors": "replace", "model_max_length": MAX_LENGTH,
        "tokenizer_class": "Qwen2Tokenizer",
        "added_tokens_decoder": {str(id): {"content": token, "lstrip": False, "normalized": False, "rstrip": False, "single_word": False, "special": True}
                                 for id, token in enumerate(SPECIAL)},
    }


def localcascade(calibration):
    return {
        "fim": {
            "layout": "spm", "prefix": "<|fim_prefix|>", "suffix": "<|fim_suffix|>", "middle": "<|fim_middle|>", "stop": STOP,
            "template": "<|fim_prefix|><|fim_suffix|>{suffix}<|fim_middle|>{prefix}", "file_separator": "<|file_sep|>",
        },
        "trained_length": TRAINED_LENGTH,
    } | ({"calibration": calibration} if calibration else {})


def evaluation(work, run):
    """Where evaluate.py leaves a run's numbers."""
    return pathlib.Path(work) / "runs" / f"{run}.evaluation.json"


def write_json(path, content):
    path.write_text(json.dumps(content, indent=2, ensure_ascii=False) + "\n")


def write_checksums(folder):
    names = sorted(path.name for path in folder.iterdir() if path.name != "SHA256SUMS")
    (folder / "SHA256SUMS").write_text("".join(f"{hashlib.sha256((folder / name).read_bytes()).hexdigest()}  {name}\n" for name in names))


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--work", type=pathlib.Path, required=True, help="folder with the run, tokenizer.json and, once evaluated, its evaluation")
    parser.add_argument("--run", default="final", help="name that train.py was given")
    parser.add_argument("--folder", type=pathlib.Path, default=HERE.parent / "localcascade-fim-6m", help="model folder to write")
    parser.add_argument("--initial", action="store_true", help="random initial weights instead of the checkpoint, to try the format")
    options = parser.parse_args()
    config, parameters = (Config(), new_parameters(Config(), 1)) if options.initial else load(options.work, options.run)
    options.folder.mkdir(parents=True, exist_ok=True)

    norms, matrices = quantized(config, parameters)
    rope = [table.numpy() for table in rope_tables(config, MAX_LENGTH)]
    onnx.save(build(config, norms, matrices, rope, "LocalCascade models/training"), options.folder / "model.onnx")
    evaluated = evaluation(options.work, options.run)
    calibration = json.loads(evaluated.read_text())["calibration"] if evaluated.exists() else None
    write_json(options.folder / "genai_config.json", genai_config(config))
    write_json(options.folder / "tokenizer_config.json", tokenizer_config())
    write_json(options.folder / "localcascade.json", localcascade(calibration))
    shutil.copyfile(options.work / "tokenizer.json", options.folder / "tokenizer.json")
    shutil.copyfile(HERE.parent.parent / "LICENSE", options.folder / "LICENSE")
    write_checksums(options.folder)
    print(f"{options.folder}: {sum(path.stat().st_size for path in options.folder.iterdir()) / 1e6:.2f} MB")


if __name__ == "__main__":
    main()
