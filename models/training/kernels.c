// The parts of a training step that are not matrix products, one pass over memory each, for one CPU core.
// torch 1.13 runs them as chains of separate bf16 operations that cost more than the products themselves.
// bf16 values are uint16_t: the upper half of a float.

#include <math.h>
#include <stdint.h>
#include <string.h>

typedef uint16_t bf16;

static inline float from_bf16(bf16 value) {
    uint32_t bits = (uint32_t)value << 16;
    float result;
    memcpy(&result, &bits, 4);
    return result;
}

static inline bf16 to_bf16(float value) {
    uint32_t bits;
    memcpy(&bits, &value, 4);
    return (bf16)((bits + 0x7fff + ((bits >> 16) & 1)) >> 16);
}

// sum[n,d] = residual + delta;  out = sum / rms(sum) * weight;  scale[n] = 1 / rms(sum).
void add_norm(const float *residual, const bf16 *delta, const float *weight, float *sum, bf16 *out, float *scale, long n, long d, float eps) {
    for (long row = 0; row < n; row++) {
        const float *r = residual + row * d;
        const bf16 *x = delta + row * d;
        float *s = sum + row * d, squares = 0;
        for (long i = 0; i < d; i++) {
            s[i] = r[i] + from_bf16(x[i]);
            squares += s[i] * s[i];
        }
        float inverse = 1 / sqrtf(squares / d + eps);
        for (long i = 0; i < d; i++) out[row * d + i] = to_bf16(s[i] * inverse * weight[i]);
        scale[row] = inverse;
    }
}

// Adds the norm's share to gradient[n,d], which on entry holds the gradient of sum from later layers; weight_gradient accumulates.
void add_norm_back(const float *sum, const float *scale, const float *weight, const bf16 *out_gradient, float *gradient, float *weight_gradient, long n, long d) {
    for (long row = 0; row < n; row++) {
        const float *s = sum + row * d;
        const bf16 *g = out_gradient + row * d;
        float dot = 0, inverse = scale[row];
        for (long i = 0; i < d; i++) dot += from_bf16(g[i]) * weight[i] * s[i];
        float mean = dot * inverse * inverse * inverse / d;
        for (long i = 0; i < d; i++) {
            weight_gradient[i] += from_bf16(g[i]) * s[i] * inverse;
            gradient[row * d + i] += from_bf16(g[i]) * weight[i] * inverse - s[i] * mean;
        }
    }
}

// qkv[b,t,(h+2k)*d] -> q[b,h,t,d], k[b,k,t,d] (both rotated, half-split pairs), v[b,k,t,d]; direction -1 undoes it.
void split_rotate(bf16 *qkv, bf16 *q, bf16 *k, bf16 *v, const float *cosine, const float *sine, long b, long t, long h, long kv, long d, long direction) {
    long half = d / 2, width = (h + 2 * kv) * d;
    for (long batch = 0; batch < b; batch++)
        for (long at = 0; at < t; at++)
            for (long head = 0; head < h + 2 * kv; head++) {
                bf16 *packed = qkv + (batch * t + at) * width + head * d;
                bf16 *split = head < h ? q + ((batch * h + head) * t + at) * d
                    : head < h + kv ? k + ((batch * kv + head - h) * t + at) * d
                    : v + ((batch * kv + head - h - kv) * t + at) * d;
                if (head >= h + kv) {
                    if (direction > 0) memcpy(split, packed, d * 2); else memcpy(packed, split, d * 2);
                    continue;
                }
                bf16 *from = direction > 0 ? packed : split, *to = direction > 0 ? split : packed;
                const float *c = cosine + at * half, *s = sine + at * half;
                for (long i = 0; i < half; i++) {
                    float x = from_bf16(from[i]), y = from_bf16(from[i + half]), turn = direction * s[i];
                    to[i] = to_bf16(x * c[i] - y * turn);
                    to[i + half] = to_bf16(y * c[i] + x * turn);
                }
            }
}

// scores[rows,t] -> probabilities in place, row r attending to columns 0..r%t.
void causal_softmax(bf16 *scores, long rows, long t, float scale) {
    float line[8192];
    for (long row = 0; row < rows; row++) {
        bf16 *s = scores + row * t;
        long visible = row % t + 1;
        float highest = -INFINITY, total = 0;
        for (long i = 0; i < visible; i++) {
            line[i] = from_bf16(s[i]) * scale;
            highest = line[i] > highest ? line[i] : highest;
        }
        for (long i = 0; i < visible; i++) {
            line[i] = expf(line[i] - highest);
            total += line[i];
        }
        float inverse = 1 / total;
        for (long i = 0; i < visible; i++) s[i] = to_bf16(line[i] * inverse);
        memset(s + visible, 0, (t - visible) * 2);
    }
}

// gradient[rows,t] of the probabilities -> of the scores, in place.
void causal_softmax_back(const bf16 *probabilities, bf16 *gradient, long rows, long t, float scale) {
    for (long row = 0; row < rows; row++) {
        const bf16 *p = probabilities + row * t;
        bf16 *g = gradient + row * t;
        long visible = row % t + 1;
        float dot = 0;
        for (long i = 0; i < visible; i++) dot += from_bf16(p[i]) * from_bf16(g[i]);
        for (long i = 0; i < visible; i++) g[i] = to_bf16(from_bf16(p[i]) * (from_bf16(g[i]) - dot) * scale);
        memset(g + visible, 0, (t - visible) * 2);
    }
}

// gate_up[n,2f] -> out[n,f] = silu(gate) * up.
void swiglu(const bf16 *gate_up, bf16 *out, long n, long f) {
    for (long row = 0; row < n; row++) {
        const bf16 *gate = gate_up + row * 2 * f, *up = gate + f;
        for (long i = 0; i < f; i++) {
            float x = from_bf16(gate[i]);
            out[row * f + i] = to_bf16(x / (1 + expf(-x)) * from_bf16(up[i]));
        }
    }
}

void swiglu_back(const bf16 *gate_up, const bf16 *out_gradient, bf16 *gradient, long n, long f) {
    for (long row = 0; row < n; row++) {
        const bf16 *gate = gate_up + row * 2 * f, *up = gate + f, *o = out_gradient + row * f;
        bf16 *g = gradient + row * 2 * f;
        for (long i = 0; i < f; i++) {
            float x = from_bf16(gate[i]), d = from_bf16(o[i]), sigmoid = 1 / (1 + expf(-x));
            g[i] = to_bf16(d * from_bf16(up[i]) * sigmoid * (1 + x * (1 - sigmoid)));
            g[i + f] = to_bf16(d * x * sigmoid);
        }
    }
}

// logits[n,v] -> their gradient in place, (softmax - one_hot) * weight; loss[n] unweighted, in nats.
void cross_entropy(bf16 *logits, const int64_t *target, const float *weight, float *loss, long n, long v) {
    float line[16384];
    for (long row = 0; row < n; row++) {
        bf16 *l = logits + row * v;
        float highest = -INFINITY, total = 0;
        for (long i = 0; i < v; i++) {
            line[i] = from_bf16(l[i]);
            highest = line[i] > highest ? line[i] : highest;
        }
        float right = line[target[row]];
        for (long i = 0; i < v; i++) {
            line[i] = expf(line[i] - highest);
            total += line[i];
        }
        loss[row] = logf(total) + highest - right;
        float factor = weight[row] / total;
        for (long i = 0; i < v; i++) l[i] = to_bf16(line[i] * factor);
        l[target[row]] = to_bf16((line[target[row]] / total - 1) * weight[row]);
    }
}
