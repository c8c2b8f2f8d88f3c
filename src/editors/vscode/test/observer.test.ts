import assert from 'node:assert/strict';
import { beforeEach, test } from 'node:test';
import { SuggestionObserver, type Answered } from '../src/completion/observer.ts';

const file = 'file:///a.ts';
let told: string[];
let timers: (() => void)[];
let observer: SuggestionObserver<string>;

beforeEach(() => {
  told = [];
  timers = [];
  observer = new SuggestionObserver<string>(
    {
      shown: item => told.push(`shown ${item}`),
      partlyAccepted: (item, length) => told.push(`partly ${item} ${length}`),
      rejected: item => told.push(`rejected ${item}`),
      ignored: item => told.push(`ignored ${item}`),
    },
    (_, action) => {
      timers.push(action);
      return { cancel: () => timers.splice(timers.indexOf(action), 1) };
    },
  );
});

/** "return total" at the beginning of the file, of which "re" was typed. */
function suggestion(changes: Partial<Answered<string>> = {}): Answered<string> {
  return { item: 'a', text: 'return total', start: 0, covered: 2, ...changes };
}

function type(inserted: string, offset: number, removed = 0, document = file): void {
  observer.changed(document, [{ offset, removed, inserted }]);
  observer.moved(document, offset + inserted.length);
}

function glance(): void {
  for (const timer of timers.splice(0)) {
    timer();
  }
}

test('A suggestion that still stands a moment later was shown', () => {
  observer.answered(file, suggestion());
  assert.deepEqual(told, []);
  glance();
  assert.deepEqual(told, ['shown a']);
});

test('A suggestion that is typed through keeps standing and is shown once', () => {
  observer.answered(file, suggestion());
  type('t', 2);
  glance();
  type('u', 3);
  glance();
  assert.deepEqual(told, ['shown a']);
});

test('Another answer with the same text takes over: it is seen where the one before was, which nobody ignored', () => {
  observer.answered(file, suggestion());
  glance();
  type('t', 2);
  observer.answered(file, suggestion({ item: 'b', covered: 3 }));
  assert.deepEqual(told, ['shown a', 'shown b']);
  observer.dismissed();
  assert.deepEqual(told, ['shown a', 'shown b', 'rejected b']);
});

test('Another answer with the same text is not seen before the one it takes over from', () => {
  observer.answered(file, suggestion());
  type('t', 2);
  observer.answered(file, suggestion({ item: 'b', covered: 3 }));
  assert.deepEqual(told, []);
  glance();
  assert.deepEqual(told, ['shown b']);
});

test('Typing something else ignores a suggestion that was shown', () => {
  observer.answered(file, suggestion());
  glance();
  type('x', 2);
  assert.deepEqual(told, ['shown a', 'ignored a']);
});

test('Typing something else before anybody could see it says nothing', () => {
  observer.answered(file, suggestion());
  type('x', 2);
  glance();
  assert.deepEqual(told, []);
});

test('Another text in its place ignores it', () => {
  observer.answered(file, suggestion());
  glance();
  observer.answered(file, suggestion({ item: 'b', text: 'return 1' }));
  glance();
  assert.deepEqual(told, ['shown a', 'ignored a', 'shown b']);
});

test('An answer without a suggestion leaves the one that stands, as VS Code does', () => {
  observer.answered(file, suggestion());
  glance();
  observer.answered(file, undefined);
  assert.deepEqual(told, ['shown a']);
  type('turn ', 2);
  assert.deepEqual(told, ['shown a', 'partly a 7']);
});

test('A longer piece at once is a partial acceptance, counted from the beginning of the text', () => {
  observer.answered(file, suggestion());
  glance();
  type('turn ', 2);
  assert.deepEqual(told, ['shown a', 'partly a 7']);
});

test('Partial acceptances add up', () => {
  observer.answered(file, suggestion({ text: 'a bc def ghi', covered: 0 }));
  type('a ', 0);
  type('bc ', 2);
  assert.deepEqual(told, ['shown a', 'partly a 2', 'partly a 5']);
});

test('A piece that replaces what was typed is a partial acceptance too', () => {
  observer.answered(file, suggestion());
  type('return', 0, 2);
  assert.deepEqual(told, ['shown a', 'partly a 6']);
});

test('One character is typed, whatever it is made of', () => {
  observer.answered(file, suggestion({ text: '"🙂🙂"', covered: 1 }));
  glance();
  type('🙂', 1);
  assert.deepEqual(told, ['shown a']);
});

test('Brackets that close themselves are typed', () => {
  observer.answered(file, suggestion({ text: 'f();', covered: 1 }));
  glance();
  type('()', 1);
  assert.deepEqual(told, ['shown a']);
});

test('A line break with its indentation is typed', () => {
  observer.answered(file, suggestion({ text: 'if (a) {\r\n    b();', covered: 8 }));
  glance();
  type('\r\n    ', 8);
  assert.deepEqual(told, ['shown a']);
});

test('Text that was accepted whole was shown and is not ignored', () => {
  observer.answered(file, suggestion());
  type('turn total', 2);
  observer.accepted();
  glance();
  assert.deepEqual(told, ['shown a']);
});

test('Text that brings the closing bracket along replaces the one that closed itself', () => {
  observer.answered(file, suggestion({ text: 'open(path) as handle:', covered: 5, behind: 1 }));
  type('open(path) as handle:', 0, 6);
  observer.accepted();
  assert.deepEqual(told, ['shown a']);
});

test('Deleting more than it replaces ignores it', () => {
  observer.answered(file, suggestion({ text: 'open(path) as handle:', covered: 5, behind: 1 }));
  glance();
  type('', 5, 2);
  assert.deepEqual(told, ['shown a', 'ignored a']);
});

test('Escape rejects, and what is rejected was shown', () => {
  observer.answered(file, suggestion());
  observer.dismissed();
  glance();
  assert.deepEqual(told, ['shown a', 'rejected a']);
});

test('Escape without a suggestion of ours says nothing', () => {
  observer.dismissed();
  assert.deepEqual(told, []);
});

test('Moving the cursor away ignores it', () => {
  observer.answered(file, suggestion());
  glance();
  observer.moved(file, 40);
  assert.deepEqual(told, ['shown a', 'ignored a']);
});

test('Selecting ignores it', () => {
  observer.answered(file, suggestion());
  glance();
  observer.moved(file, undefined);
  assert.deepEqual(told, ['shown a', 'ignored a']);
});

test('The cursor that follows what is typed is no moving away', () => {
  observer.answered(file, suggestion());
  glance();
  observer.changed(file, [{ offset: 2, removed: 0, inserted: 't' }]);
  observer.moved(file, 3);
  assert.deepEqual(told, ['shown a']);
});

test('Taking back what was typed of it leaves it standing', () => {
  observer.answered(file, suggestion());
  glance();
  type('', 1, 1);
  type('e', 1);
  assert.deepEqual(told, ['shown a']);
});

test('Several changes at once are no typing', () => {
  observer.answered(file, suggestion());
  glance();
  observer.changed(file, [{ offset: 2, removed: 0, inserted: 't' }, { offset: 30, removed: 0, inserted: 't' }]);
  assert.deepEqual(told, ['shown a', 'ignored a']);
});

test('What happens in another document is no matter', () => {
  observer.answered(file, suggestion());
  observer.changed('file:///b.ts', [{ offset: 2, removed: 0, inserted: 'x' }]);
  glance();
  assert.deepEqual(told, ['shown a']);
});

test('Change events without changes say nothing', () => {
  observer.answered(file, suggestion());
  observer.changed(file, []);
  glance();
  assert.deepEqual(told, ['shown a']);
});
