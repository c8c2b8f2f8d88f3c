"""Just enough of ONNX's protobuf format to write a model, with nothing but numpy.

Field numbers are those of onnx.proto3 (https://github.com/onnx/onnx/blob/main/onnx/onnx.proto3).
"""
import struct

import numpy as np

FLOAT, UINT8, INT32, INT64, FLOAT16 = 1, 2, 6, 7, 10
TYPES = {np.dtype(np.float32): FLOAT, np.dtype(np.uint8): UINT8, np.dtype(np.int32): INT32,
         np.dtype(np.int64): INT64, np.dtype(np.float16): FLOAT16}


def varint(value):
    out = bytearray()
    value &= (1 << 64) - 1
    while value > 127:
        out.append(value & 127 | 128)
        value >>= 7
    out.append(value)
    return bytes(out)


def number(field, value):
    return varint(field << 3) + varint(value)


def data(field, value):
    value = value.encode() if isinstance(value, str) else value
    return varint(field << 3 | 2) + varint(len(value)) + value


def tensor(name, array):
    array = np.ascontiguousarray(array)
    return (b"".join(number(1, d) for d in array.shape) + number(2, TYPES[array.dtype])
            + data(8, name) + data(9, array.tobytes()))


def external_tensor(name, array, file, offset):
    entries = dict(location=file, offset=str(offset), length=str(array.nbytes))
    return (b"".join(number(1, d) for d in array.shape) + number(2, TYPES[array.dtype]) + data(8, name)
            + b"".join(data(13, data(1, k) + data(2, v)) for k, v in entries.items()) + number(14, 1))


def attribute(name, value):
    out = data(1, name)
    if isinstance(value, float):
        return out + varint(2 << 3 | 5) + struct.pack("<f", value) + number(20, 1)
    if isinstance(value, int):
        return out + number(3, value) + number(20, 2)
    return out + b"".join(number(8, v) for v in value) + number(20, 7)


def value_info(name, element_type, shape):
    dims = b"".join(data(1, number(1, d) if isinstance(d, int) else data(2, d)) for d in shape)
    return data(1, name) + data(2, data(1, number(1, element_type) + data(2, dims)))


class Graph:
    """Collects nodes and weights; every `op` returns the name of its first output.
    With the name of an external file, weights from 1 kB on go into `external`, that file's content."""

    def __init__(self, external_file=None):
        self.external_file, self.external = external_file, bytearray()
        self.nodes, self.weights, self.inputs, self.outputs = [], [], [], []

    def weight(self, name, array):
        if self.external_file and array.nbytes >= 1024:
            self.weights.append(external_tensor(name, array, self.external_file, len(self.external)))
            self.external += np.ascontiguousarray(array).tobytes()
        else:
            self.weights.append(tensor(name, array))
        return name

    def op(self, op_type, inputs, name, outputs=None, domain="", **attributes):
        outputs = outputs or [name]
        self.nodes.append(b"".join(data(1, i) for i in inputs) + b"".join(data(2, o) for o in outputs)
                          + data(3, name) + data(4, op_type)
                          + b"".join(data(5, attribute(k, v)) for k, v in attributes.items())
                          + (data(7, domain) if domain else b""))
        return outputs[0]

    def serialize(self):
        graph = (b"".join(data(1, n) for n in self.nodes) + data(2, "decoder")
                 + b"".join(data(5, w) for w in self.weights)
                 + b"".join(data(11, i) for i in self.inputs) + b"".join(data(12, o) for o in self.outputs))
        opsets = data(8, data(1, "") + number(2, 18)) + data(8, data(1, "com.microsoft") + number(2, 1))
        return number(1, 8) + data(2, "localcascade-fixtures") + data(7, graph) + opsets
