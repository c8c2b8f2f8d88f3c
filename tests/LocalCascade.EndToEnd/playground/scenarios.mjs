import assert from 'node:assert/strict';
import { createServer } from 'node:http';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { unreadable } from './contrast.mjs';
import { launch, PlaygroundPage } from './page.mjs';
import { CloudTier } from './cloud.mjs';
import { PlaygroundServer, until } from './server.mjs';

const suggested = 'ValueError(f"quantity must be positive, not {quantity}")';

/** The first minute: ghost text is there, the pane says where from and why, Tab takes it. */
export async function ghostTextItsStoryAndTab({ server, browser }) {
  const page = await PlaygroundPage.open(browser, server);
  await page.untilGhost(suggested);
  assert.ok(await page.page.locator('#tabs').innerText().then((tabs) => tabs.startsWith('Python')));
  await page.untilPane('#answer', /Your code[\s\S]*shown[\s\S]*[\d.]+ ms[\s\S]*sure enough[\s\S]*from this file/);
  await page.untilPane('#answer', /LocalSure/);
  await page.untilPane('#confidence', /0\.[6-9]\d/);
  await page.untilPane('#timeline', /Your code\s+[\d.]+ ms/);
  await page.page.keyboard.press('Tab');
  await until(() => page.line(`raise ${suggested}`), 'The text was not taken over.');
  await page.untilPane('#history', /ValueError[\s\S]*✓/);
  await until(async () => (await page.total('Accepted')) === 1, 'Nobody counted the acceptance.');
  page.assertClean();
  assert.ok(!page.page.url().includes(server.key), 'The key stays in the address.');
}

/** Each sample stops where there is something to say, and says it when it is first looked at. */
export async function everySampleHasSomethingToSay({ server, browser }) {
  const page = await PlaygroundPage.open(browser, server);
  const wanted = {
    Python: suggested,
    TypeScript: '{ headers: this.headers() });',
    'C#': 'KeyNotFoundException($"There is no order {id}.");',
    Go: 'err.Error(), http.StatusNotFound)',
    Rust: 'op, left: Box::new(left), right: Box::new(right) };',
    Java: 'IllegalArgumentException("amount must be positive, not " + amount);',
    'C++': 'std::logic_error("the image is empty");',
    JavaScript: 'quantity < 1)',
  };
  await page.untilGhost(suggested);
  for (const [language, ghost] of Object.entries(wanted)) {
    await page.page.getByRole('tab', { name: language, exact: true }).click();
    await page.untilGhost(ghost);
  }
  page.assertClean();
}

/** With the predictor off the model is asked: its prompt, its tokens and what the KV cache spared. */
export async function tokensAndPromptOfTheModel({ server, browser }) {
  const page = await PlaygroundPage.open(browser, server);
  await page.untilGhost();
  await page.toggle('Your code');
  await page.goToEnd();
  await page.page.keyboard.press('Backspace');
  await page.page.keyboard.press('ArrowLeft');
  await page.page.keyboard.press('Alt+\\');
  await page.untilPane('#answer', /Local model[\s\S]*asked for by key/);
  await page.untilPane('#tokens', /Tokens of the local model\s+\d+[\s\S]*\d/);
  await page.untilPane('#timeline', /Prompt[\s\S]*Prefill[\s\S]*Decode/);
  await page.untilPane('#prompt', /Before\s+\d+[\s\S]*Free\s+\d+[\s\S]*% came from the KV cache/);
  await page.untilPane('#confidence', /switched off[\s\S]*0\.\d\d/);
  await until(async () => (await page.ghost()) === (await page.text('#answer .ghost')), 'The editor shows another text than the pane.');
  await page.screenshot('model-light');

  // The next keystrokes on this line only add to the prompt.
  await page.type('Runtime', 200);
  await until(async () => (await page.total('KV reuse')) > 30, 'The KV cache spared nothing.');
  page.assertClean();
}

/** Escape dismisses, is told to the engine, and the text does not come again at this place. */
export async function escapeRejects({ server, browser }) {
  const page = await PlaygroundPage.open(browser, server);
  await page.untilGhost(suggested);
  await page.page.keyboard.press('Escape');
  await until(async () => (await page.ghost()) === '', 'The ghost text stayed.');
  await page.untilPane('#answer', /dismissed/);
  await page.type('x');
  await page.page.keyboard.press('Backspace');
  await page.untilPane('#answer', /It was dismissed at this place before/);
  assert.equal(await page.ghost(), '');
  page.assertClean();
}

/** What is typed in agreement keeps the suggestion, from memory. */
export async function typingThrough({ server, browser }) {
  const page = await PlaygroundPage.open(browser, server);
  await page.untilGhost(suggested);
  await page.type('ValueE', 60);
  await page.untilGhost(suggested.slice('ValueE'.length));
  await until(async () => (await page.total('Typed through')) > 0, 'It was not typed through.');
  await page.untilPane('#history', /×[2-9]/);
  await page.page.keyboard.press('Control+ArrowRight');
  await page.untilPane('#history', /◐/);
  page.assertClean();
}

/** Typing something else stops what is being done, and the pane says what and how fast. */
export async function typingOnCancels({ server, browser }) {
  const page = await PlaygroundPage.open(browser, server);
  await page.untilGhost();
  await page.toggle('Your code');
  await page.goToEnd();
  await until(async () => {
    await page.type('result = helper.total(quantity) + 1', 12);
    await page.page.keyboard.press('Enter');
    return (await page.total('Stopped')) > 2;
  }, 'Nothing was ever stopped.');
  // Rows move on while answers still come in: clicked until it is the right one.
  const told = /Stopped[\s\S]*A keystroke made it useless while it was at: (the prompt|decoding|your code|the beginning|the end)[\s\S]*had stopped [\d.,]+ m?s later/;
  await until(async () => {
    await page.page.locator('.request', { hasText: 'stopped at' }).first().click();
    return told.test(await page.text('#answer'));
  }, () => 'The pane never told of what was stopped.');
  await page.page.locator('#live').click();
  assert.ok(await page.page.locator('#live').isHidden());
  page.assertClean();
}

/** Signed in at a cloud tier: what this machine is unsure of is held back while one types, asked there, and comes back piece by piece. */
export async function theCloudAnswers({ program, browser }) {
  const cloud = await CloudTier.start(program);
  const server = await PlaygroundServer.start(program, ['--set', 'escalationDeadlineMilliseconds=10000', '--set', 'cloudThreshold=0'], (env) => cloud.signIn(env));
  try {
    const page = await PlaygroundPage.open(browser, server);
    await page.untilGhost(suggested);
    await page.untilPane('#status', /Cloud/);
    await page.page.keyboard.press('Tab');
    await page.page.keyboard.press('Enter');
    await page.type('self.movements', 30);
    await page.untilPane('#answer', /Cloud[\s\S]*the local tier is unsure[\s\S]*EscalatedUnsure\s+cloud: Won/);
    await page.untilPane('#tokens', /Pieces from the cloud\s+\d+/);
    await page.untilPane('#timeline', /Your code[\s\S]*Cloud, first/);
    await page.untilPane('#confidence', /Cloud\s+0\.\d\d/);
    await page.screenshot('cloud-light');

    // Nobody escalates any more, whatever the cloud could say.
    await page.toggle('Offline');
    await page.untilPane('#status', /Offline/);
    page.assertClean();
  } finally {
    await server.stop();
    await cloud.stop();
  }
}

/** Both colour schemes by the system's wish, the toggle, narrow windows; all text can be read. */
export async function lightDarkAndNarrow({ server, browser }) {
  const backgrounds = [];
  for (const dark of [false, true]) {
    const page = await PlaygroundPage.open(browser, server, { dark });
    await page.untilGhost(suggested);
    await page.untilPane('#answer', /shown/);
    await page.untilPane('#status', /ready/);
    await page.screenshot(dark ? 'dark' : 'light');
    assert.deepEqual(await page.page.evaluate(unreadable), []);
    const background = () => page.page.evaluate(() => getComputedStyle(document.querySelector('.monaco-editor-background') ?? document.body).backgroundColor);
    backgrounds.push(await background());
    await page.page.locator('#theme').click();
    assert.notEqual(await background(), backgrounds.at(-1), 'The toggle does nothing.');
    await page.page.keyboard.press('Tab');
    page.assertClean();
    await page.page.context().close();
  }
  assert.equal(new Set(backgrounds).size, 2);

  const narrow = await PlaygroundPage.open(browser, server, { width: 420, height: 800 });
  await narrow.untilGhost();
  await narrow.untilPane('#answer', /shown/);
  await narrow.screenshot('narrow');
  assert.ok(await narrow.page.evaluate(() => document.documentElement.scrollWidth <= innerWidth), 'The page is wider than its window.');
}

/** Everything can be reached and worked by keys alone, and has a name. */
export async function keyboardAlone({ server, browser }) {
  const page = await PlaygroundPage.open(browser, server);
  await page.untilGhost();
  await page.page.keyboard.press('Escape');
  const focused = () => page.page.evaluate(() => `${document.activeElement.tagName} ${document.activeElement.getAttribute('aria-label') ?? document.activeElement.closest('label')?.textContent ?? document.activeElement.textContent}`);
  await page.page.keyboard.press('Control+m');
  const seen = new Set();
  for (let i = 0; i < 60; i++) {
    await page.page.keyboard.press('Tab');
    seen.add(await focused());
  }
  const all = [...seen].join('\n');
  for (const wanted of ['Python', 'TypeScript', 'Colours', 'Line 43', 'Offline', 'Model: shown from']) {
    assert.ok(all.includes(wanted), `${wanted} is not reached: ${all}`);
  }
  assert.ok(![...seen].some((name) => /^(BUTTON|INPUT) ?$/.test(name)), all);
  await page.page.locator('.request').first().focus();
  await page.page.keyboard.press('ArrowDown');
  assert.equal(await page.page.evaluate(() => document.activeElement.getAttribute('aria-pressed')), 'true');
  page.assertClean();
}

/** A page from anywhere else, in the same browser and with the right key, gets nothing; nor under a name that was made to lead here. */
export async function anotherPageCannotConnect({ server }) {
  const port = new URL(server.url).port;
  const other = createServer((_, response) => response.setHeader('content-type', 'text/html').end('<!doctype html><title>evil</title>'));
  await new Promise((resolve) => other.listen(0, '127.0.0.1', resolve));
  const browser = await launch(['--host-resolver-rules=MAP evil.example 127.0.0.1']);
  try {
    const page = await (await browser.newContext()).newPage();
    for (const origin of [`http://127.0.0.1:${other.address().port}`, `http://evil.example:${other.address().port}`]) {
      await page.goto(origin);
      const tried = await page.evaluate(
        async ([target, key]) => {
          const socket = await new Promise((resolve) => {
            const one = new WebSocket(`${target.replace('http:', 'ws:')}/session`, ['localcascade', `key.${key}`]);
            one.onopen = () => resolve('open');
            one.onerror = () => resolve('refused');
          });
          const read = await fetch(`${target}/page.js`).then(() => 'read', () => 'refused');
          const script = await new Promise((resolve) => {
            const element = document.createElement('script');
            element.src = `${target}/page.js`;
            element.onload = () => resolve('ran');
            element.onerror = () => resolve('refused');
            document.head.append(element);
          });
          const frame = document.createElement('iframe');
          frame.src = target;
          const framed = await new Promise((resolve) => {
            frame.onload = () => resolve(frame.contentDocument === null ? 'refused' : 'framed');
            document.body.append(frame);
          });
          return { socket, read, script, framed };
        },
        [server.origin, server.key],
      );
      assert.deepEqual(tried, { socket: 'refused', read: 'refused', script: 'refused', framed: 'refused' });
    }

    const rebound = await page.goto(`http://evil.example:${port}/#${server.key}`);
    assert.equal(rebound.status(), 403);
    assert.match(await rebound.text(), /not to the name it was asked by/);
    assert.match(server.output, /refused: The playground answers to its own page only/);
    assert.ok(!server.output.includes(`refused: ${server.key}`));
  } finally {
    await browser.close();
    other.close();
  }
}

/** Without the key, or with one of another run, the page says what to do. */
export async function withoutTheKey({ server, browser }) {
  const none = await PlaygroundPage.open(browser, server, { path: server.origin });
  await none.untilPane('#stopped', /needs its key[\s\S]*localcascade playground/);
  await none.page.close();
  const wrong = await PlaygroundPage.open(browser, server, { path: `${server.origin}/#0123` });
  await wrong.untilPane('#stopped', /not let in[\s\S]*Run localcascade playground again/);
  await wrong.page.close();
  assert.match(server.output, /The key in the address is missing or of an earlier run/);

  const page = await PlaygroundPage.open(browser, server);
  await page.untilGhost();
  await page.page.reload();
  await page.untilGhost();
  page.assertClean();
}

/** A connection that breaks is made again by a button, with the text as it is now. */
export async function aLostConnectionComesBack({ server, browser }) {
  const script = 'const Real = WebSocket; window.WebSocket = class extends Real { constructor(...given) { super(...given); window.lastSocket = this; } };';
  const page = await PlaygroundPage.open(browser, server, { script });
  await page.untilGhost(suggested);
  await page.page.keyboard.press('Tab');
  await until(() => page.line(`raise ${suggested}`), 'The text was not taken over.');
  await page.page.evaluate(() => window.lastSocket.close());
  await page.untilPane('#stopped', /The playground has ended/);
  await page.page.locator('#stopped button').click();
  await until(async () => page.page.locator('#stopped').isHidden(), 'It was not connected again.');
  await page.page.locator('.monaco-editor .view-lines').click();
  await page.page.keyboard.press('Control+End');
  await page.type('        if self.stock.get(name, 0) < quantity:', 5);
  await page.page.keyboard.press('Enter');
  await page.type('raise ');
  await page.untilGhost('Error(f"');
  page.assertClean();
}

/** Ctrl+C ends it in order, the page says so, and a port in use is an error with its reason. */
export async function endingAndPortInUse({ program, server, browser }) {
  const second = await PlaygroundServer.start(program);
  const page = await PlaygroundPage.open(browser, second);
  await page.untilGhost();
  const port = new URL(second.url).port;
  await assert.rejects(PlaygroundServer.start(program, ['--port', port]), new RegExp(`Port ${port} is in use`));
  assert.equal(await second.stop(), 0);
  await page.untilPane('#stopped', /The playground has ended[\s\S]*Connect again/);
  assert.match(server.output, /The playground is at http:\/\/127\.0\.0\.1:\d+\/#[0-9a-f]{48}\n/);
}

/** Of a folder of one's own: its code is listed and completed, secrets are not shown. */
export async function aFolderOfOnesOwn({ program, browser }) {
  const folder = mkdtempSync(join(tmpdir(), 'lc-folder-'));
  mkdirSync(join(folder, 'src'));
  const body = (name) => `def ${name}(path):\n    with open(path, encoding="utf-8") as handle:\n        return handle.read().splitlines()\n\n\n`;
  writeFileSync(join(folder, 'src', 'a.py'), body('first') + body('second') + body('third'));
  writeFileSync(join(folder, 'src', 'b.py'), `${body('fourth')}def last(path):\n    with open(path, \n`);
  writeFileSync(join(folder, '.env'), 'KEY=hidden\n');
  const own = await PlaygroundServer.start(program, [join(folder, 'src', 'b.py'), '--set', 'offline=true']);
  try {
    const page = await PlaygroundPage.open(browser, own);
    await page.untilGhost('encoding="utf-8") as handle:');
    await page.untilPane('#status', /Offline/);
    assert.deepEqual((await page.page.locator('#files option').allInnerTexts()).slice(1).sort(), ['a.py', 'b.py']);
    await page.page.locator('#files').selectOption('a.py');
    await until(() => page.line('def first(path)'), 'The file was not opened.');
    page.assertClean();
  } finally {
    assert.equal(await own.stop(), 0);
    rmSync(folder, { recursive: true, force: true });
  }
}
