// Streams a completion with npm's openai, as anyone would: node complete.mjs BASE_URL TOKEN MODEL
import OpenAI from 'openai'

const [baseURL, apiKey, model] = process.argv.slice(2)
const client = new OpenAI({ baseURL, apiKey })
const stream = await client.completions.create({ model, prompt: 'for (int i = 0; i < ', max_tokens: 8, stream: true })
let text = ''
for await (const chunk of stream) text += chunk.choices[0]?.text ?? ''
const whole = await client.completions.create({ model, prompt: 'for (int i = 0; i < ', max_tokens: 8 })
if (whole.choices[0].text !== text) throw new Error(`streamed ${JSON.stringify(text)}, whole ${JSON.stringify(whole.choices[0].text)}`)
try {
  await new OpenAI({ baseURL, apiKey: 'wrong', maxRetries: 0 }).models.list()
  throw new Error('a wrong key was accepted')
} catch (error) {
  if (!(error instanceof OpenAI.AuthenticationError)) throw error
}
const models = await client.models.list()
console.log(JSON.stringify({ text, usage: whole.usage, models: models.data.map((entry) => entry.id) }))
