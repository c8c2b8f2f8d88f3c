// Runs inside the page: reads the line with the cursor and the grey text, and notes both at every frame.
export function watchFrames() {
  const plain = text => text.replace(/\u00a0/g, ' ').replace(/\u200b/g, '');

  globalThis.readScreen = () => {
    const editor = document.querySelector('.monaco-editor.focused') ?? document.querySelector('.monaco-editor');
    const cursor = editor?.querySelector('.cursors-layer > .cursor');
    const screen = { line: '', before: '', ghost: '', after: '', suggest: false };
    if (!cursor) {
      return screen;
    }
    const line = [...editor.querySelectorAll('.view-lines > .view-line')].find(candidate => candidate.style.top === cursor.style.top);
    const parts = line ? [...line.querySelectorAll('span > span')].filter(part => part.children.length === 0) : [];
    for (const part of parts) {
      const text = plain(part.textContent);
      if (/ghost-text-decoration/.test(part.className)) {
        screen.ghost += text;
      } else {
        screen.line += text;
        screen[screen.ghost === '' ? 'before' : 'after'] += text;
      }
    }
    const below = [...editor.querySelectorAll('.suggest-preview-text .view-line, .ghost-text .view-line')];
    screen.ghost += below.map(candidate => '\n' + plain(candidate.textContent)).join('');
    screen.suggest = document.querySelector('.suggest-widget.visible') !== null;
    return screen;
  };

  // What the extension's item says passes too fast to be asked for.
  globalThis.untilRestarted = limit => new Promise((resolve, reject) => {
    const statusBar = document.querySelector('.part.statusbar');
    const said = [];
    const observer = new MutationObserver(() => {
      const says = statusBar.querySelector('.statusbar-item[id$="localcascade.status"] a')?.getAttribute('aria-label');
      if (says && says !== said.at(-1)) {
        said.push(says);
      }
      const away = said.findIndex(words => /stopped|starting/.test(words));
      if (away >= 0 && said.slice(away).some(words => /ready/.test(words))) {
        observer.disconnect();
        resolve();
      }
    });
    observer.observe(statusBar, { subtree: true, childList: true, attributes: true, attributeFilter: ['aria-label'] });
    setTimeout(() => {
      observer.disconnect();
      reject(new Error(`The extension did not start anew within ${limit / 1000} s; it said ${JSON.stringify(said)}.`));
    }, limit);
  });

  let keys = [];
  addEventListener('keydown', event => keys.push({ at: performance.now(), key: event.key }), true);
  globalThis.takeKeys = () => keys;

  let frames;
  globalThis.startFrames = () => new Promise(begun => {
    const mine = (frames = []);
    keys = [];
    const channel = new MessageChannel();
    // A message sent from a frame's callback comes after the frame was laid out: what it reads is what was painted.
    channel.port1.onmessage = () => {
      if (frames !== mine) {
        return;
      }
      const screen = globalThis.readScreen();
      const last = mine.at(-1);
      if (!last || ['line', 'before', 'ghost', 'suggest'].some(name => last[name] !== screen[name])) {
        mine.push({ at: performance.now(), ...screen });
        begun();
      }
    };
    const frame = () => {
      if (frames === mine) {
        channel.port2.postMessage(null);
        requestAnimationFrame(frame);
      }
    };
    requestAnimationFrame(frame);
  });
  globalThis.stopFrames = () => {
    const mine = frames;
    frames = undefined;
    return mine;
  };
}
