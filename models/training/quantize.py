"""Symmetric weights in blocks of 32, with scales that are exact in half precision; with 8 bits the numbers of GGUF's Q8_0."""

import numpy as np

BLOCK = 32


def quantize(weight, bits=8):
    """[rows, columns] -> levels int8 of the same shape and scales float32 [rows, columns / 32]; weight ~ level * scale."""
    rows, columns = weight.shape
    assert columns % BLOCK == 0
    most = 2 ** (bits - 1) - 1
    blocks = weight.astype(np.float32).reshape(rows, -1, BLOCK)
    scales = (np.abs(blocks).max(-1) / most).astype(np.float16).astype(np.float32)
    levels = np.rint(blocks / np.where(scales == 0, 1, scales)[..., None]).clip(-most, most)
    return levels.astype(np.int8).reshape(rows, columns), scales


def dequantize(levels, scales):
    rows, columns = levels.shape
    return (levels.reshape(rows, -1, BLOCK).astype(np.float32) * scales[..., None]).reshape(rows, columns)


def as_stored(levels):
    """ONNX Runtime's form: unsigned, with an implied zero point of 128."""
    return (levels.astype(np.int16) + 128).astype(np.uint8)
