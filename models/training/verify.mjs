// Runs an exported model folder in ONNX Runtime and compares it with reference.py's numbers: token by token through the
// KV cache, the whole prompt at once, and in two parts. Also compares the tokenizer with Hugging Face's.
//   node verify.mjs MODEL_FOLDER WORK_FOLDER      (needs npm's onnxruntime-node 1.30.0 and @huggingface/tokenizers)
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';

const [folder, work] = process.argv.slice(2);
const require = createRequire(join(process.cwd(), 'package.json'));
const ort = require('onnxruntime-node');
const { Tokenizer } = require('@huggingface/tokenizers');
const json = path => JSON.parse(readFileSync(path));
const config = json(join(folder, 'genai_config.json')).model;
const reference = json(join(work, 'reference.json'));
const decoder = config.decoder;

const session = await ort.InferenceSession.create(join(folder, decoder.filename), { intraOpNumThreads: 1 });
console.log('inputs ', session.inputMetadata.slice(0, 4).map(i => `${i.name} ${i.type}[${i.shape}]`).join('; '), `… ${session.inputNames.length} in all`);
console.log('outputs', session.outputMetadata.slice(0, 3).map(i => `${i.name} ${i.type}[${i.shape}]`).join('; '), `… ${session.outputNames.length} in all`);

function emptyCache() {
  const cache = {};
  for (let layer = 0; layer < decoder.num_hidden_layers; layer++)
    for (const part of ['key', 'value'])
      cache[`past_key_values.${layer}.${part}`] = new ort.Tensor('float32', new Float32Array(0), [1, decoder.num_key_value_heads, 0, decoder.head_size]);
  return cache;
}

async function feed(state, ids) {
  state.length += ids.length;
  const int64 = values => new ort.Tensor('int64', BigInt64Array.from(values.map(BigInt)), [1, values.length]);
  const result = await session.run({ input_ids: int64(ids), attention_mask: int64(Array(state.length).fill(1)), ...state.cache });
  for (const name of Object.keys(state.cache)) state.cache[name] = result[name.replace('past_key_values', 'present')];
  return result.logits.data;
}

const start = () => ({ cache: emptyCache(), length: 0 });
const difference = (a, b) => a.reduce((worst, value, i) => Math.max(worst, Math.abs(value - b[i])), 0);
const argmax = values => values.reduce((best, value, i) => value > values[best] ? i : best, 0);
const { ids, logits } = reference;

let state = start(), worst = 0, agree = 0;
for (let i = 0; i < ids.length; i++) {
  const got = await feed(state, [ids[i]]);
  worst = Math.max(worst, difference(logits[i], got));
  agree += argmax(got) === argmax(logits[i]);
}
console.log(`token by token: largest difference of a logit ${worst.toFixed(4)}, same best token ${agree}/${ids.length}`);
let failed = agree < 0.9 * ids.length || worst > 1;

const whole = await feed(state = start(), ids);
console.log(`whole prompt:   largest difference ${difference(logits.at(-1), whole).toFixed(4)}`);
const greedy = [argmax(whole)];
while (greedy.length < reference.greedy.length) greedy.push(argmax(await feed(state, [greedy.at(-1)])));
console.log(`greedy:         ${greedy.filter((id, i) => id === reference.greedy[i]).length}/${greedy.length} tokens the same`);

state = start();
await feed(state, ids.slice(0, 20));
const parts = await feed(state, ids.slice(20));
console.log(`two parts:      largest difference from the whole ${difference(whole, parts).toExponential(1)}`);
failed ||= difference(whole, parts) > 0.5;

const tokenizer = new Tokenizer(json(join(folder, 'tokenizer.json')), json(join(folder, 'tokenizer_config.json')));
for (const { text, ids } of reference.texts) {
  const theirs = tokenizer.encode(text, { add_special_tokens: false }).ids;
  const same = JSON.stringify(theirs) === JSON.stringify(ids);
  failed ||= !same;
  console.log(`tokenizer:      ${same ? 'same' : 'DIFFERENT'} ids for ${JSON.stringify(text)}`);
}
process.exitCode = failed ? 1 : 0;
