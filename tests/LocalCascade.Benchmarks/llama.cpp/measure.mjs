// node measure.mjs MODEL.gguf THREADS ROUNDS PROMPT.json: prefill and greedy decode in llama.cpp; prints one JSON object.
import { readFileSync } from 'node:fs';
import { getLlama, LlamaLogLevel } from 'node-llama-cpp';

const [modelPath, threads, rounds, promptPath] = process.argv.slice(2);
const prompt = JSON.parse(readFileSync(promptPath, 'utf8'));
const llama = await getLlama({ gpu: false, build: 'never', logLevel: LlamaLogLevel.error });
const model = await llama.loadModel({ modelPath, gpuLayers: 0 });
const context = await model.createContext({ contextSize: 1024, batchSize: 512, threads: Number(threads), flashAttention: true });
const sequence = context.getSequence();
const prefill = [], decode = [];
let greedy = [];
for (let round = 0; round < Number(rounds); round++) {
  await sequence.clearHistory();
  let started = performance.now();
  await sequence.evaluateWithoutGeneratingNewTokens(prompt.slice(0, -1));
  prefill.push(performance.now() - started);
  greedy = [];
  const times = [];
  started = performance.now();
  for await (const token of sequence.evaluate([prompt.at(-1)], { temperature: 0 })) {
    times.push(performance.now() - started);
    greedy.push(token);
    if (greedy.length === 40) break;
    started = performance.now();
  }
  decode.push(...times.slice(4));
}
console.log(JSON.stringify({ prefill, decode, greedy }));
process.exit(0);
