// Reads {tokenizer, config, texts} as JSON from standard input; writes the ids of each text, special tokens' text as text.
import { readFileSync } from 'node:fs';
import { Tokenizer } from '@huggingface/tokenizers';

const { tokenizer, config, texts } = JSON.parse(readFileSync(0, 'utf8'));
const oracle = new Tokenizer(JSON.parse(readFileSync(tokenizer, 'utf8')), config ?? {});
process.stdout.write(JSON.stringify(texts.map(text => oracle.encode(text, { add_special_tokens: false }).ids)));
