// What a person does in the browser during the device flow: enters the code, signs in, consents. node person.mjs VERIFICATION_URI USER_CODE
const [start, code] = process.argv.slice(2)
const jar = new Map()

async function go (url, body) {
  for (let hops = 0; hops < 20; hops++) {
    const response = await fetch(url, {
      method: body ? 'POST' : 'GET',
      redirect: 'manual',
      headers: { cookie: [...jar].map(([name, value]) => `${name}=${value}`).join('; '), ...(body ? { 'content-type': 'application/x-www-form-urlencoded' } : {}) },
      body: body && new URLSearchParams(body).toString(),
    })
    for (const cookie of response.headers.getSetCookie()) {
      const [pair] = cookie.split(';')
      const at = pair.indexOf('=')
      jar.set(pair.slice(0, at), pair.slice(at + 1))
    }
    const next = response.headers.get('location')
    if (!next) return { url, html: await response.text(), status: response.status }
    url = new URL(next, url).href
    body = undefined
  }
  throw new Error('too many redirects')
}

// Sends a page's form with its own hidden fields and ours.
function submit (page, fields) {
  const action = page.html.match(/<form[^>]*action="([^"]*)"/)?.[1] ?? page.url
  const hidden = Object.fromEntries([...page.html.matchAll(/<input[^>]*type="hidden"[^>]*>/g)].map(([tag]) => [tag.match(/name="([^"]*)"/)?.[1], tag.match(/value="([^"]*)"/)?.[1] ?? '']))
  return go(new URL(action.replaceAll('&amp;', '&'), page.url).href, { ...hidden, ...fields })
}

let page = await go(start)
page = await submit(page, { user_code: code })
for (let step = 0; step < 6 && /<form/.test(page.html); step++) {
  page = /name="login"/.test(page.html) ? await submit(page, { login: 'ann', password: 'x' }) : await submit(page, { confirm: 'yes' })
}
if (page.status !== 200 || /error/i.test(page.html.match(/<h1>(.*?)<\/h1>/)?.[1] ?? '')) throw new Error(`${page.status} ${page.url}\n${page.html}`)
console.log(page.html.match(/<h1>(.*?)<\/h1>/)?.[1] ?? 'done')
