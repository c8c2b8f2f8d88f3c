-- The plugin in a real Neovim, with a server that answers when the test wants it to: nvim -l behaviour.lua NAME
package.path = vim.fs.dirname(debug.getinfo(1, 'S').source:sub(2)) .. '/?.lua;' .. package.path
local driver = require('driver')
local equal = driver.equal
local S = {}

-- A Neovim in insert mode at the end of a text, with options for setup().
local function open(text, options, before)
  local child = driver.start(
    ('%s\ndofile(%q)\nrequire("localcascade").setup(%s)'):format(before or '', driver.here .. '/fake.lua', vim.inspect(options or vim.empty_dict())),
    driver.write('text.txt', text or '')
  )
  child:attached()
  child:type('G$a')
  child:wait('a request', 'return #fake.requests == 1')
  return child
end

local function answer(child, texts, number, behind)
  child:lua('fake.answer(...)', texts, number or vim.NIL, behind or vim.NIL)
end

S['late-answers'] = function()
  local child = open('one\n')
  child:lua('fake.answer({ "one two" })')
  child:ghost(' two')

  child:type('x')
  equal({ '', 2 }, { child:screen().ghost, child:lua('return #fake.requests') }, 'ghost text that disagrees, requests')
  child:type('y')
  equal({ child:lua('return fake.requests[2].id') }, child:lua('return fake.cancelled'), 'cancelled requests')

  -- The older answer comes although it was cancelled, then the newer.
  child:lua('fake.answer({ "onex stale" }, 2)')
  equal('', child:screen().ghost, 'ghost text of a late answer')
  child:lua('fake.answer({ "onexy fresh" }, 3)')
  child:ghost(' fresh')

  -- Text that something else wrote meanwhile, with the cursor where it was.
  child:type('z')
  child:lua('vim.api.nvim_buf_set_lines(0, 0, 0, true, { "another line" }); vim.api.nvim_buf_set_lines(0, 0, 1, true, {})')
  child:lua('fake.answer({ "onexyz outdated" }, 4)')
  equal('', child:screen().ghost, 'ghost text for a text that is no more')

  -- Out of insert mode.
  child:type('!<Esc>')
  child:lua('fake.answer({ "onexyz! gone" })')
  equal('', child:screen().ghost, 'ghost text in normal mode')
  equal(vim.empty_dict(), child:lua('return look.notes'), 'messages')
  child:quit()
end

S['errors-are-silent'] = function()
  local child = open('one\n')
  for _, code in ipairs({ -32800, -32801, -32802, -32603 }) do
    child:lua('fake.fail(...)', code)
    child:type('x')
  end
  child:lua('fake.requests[#fake.requests].answer(nil, vim.NIL)')
  child:type('y')
  child:lua('fake.requests[#fake.requests].answer(nil, { items = { { insertText = { kind = "snippet", value = "a" } }, { insertText = "b", range = { start = { line = 77, character = 0 }, ["end"] = { line = 77, character = 1 } } } } })')
  child:type('z')
  equal('onexxxxyz', child:screen().line, 'what was typed')
  equal(vim.empty_dict(), child:lua('return look.notes'), 'messages')
  equal('', child:lua('return vim.fn.execute("messages")'), 'messages of Neovim')
  child:quit()
end

S['several-suggestions'] = function()
  local child = open('one\n')
  answer(child, { 'one two' })
  child:ghost(' two')
  child:type('<M-]>')
  equal(1, child:lua('return fake.requests[#fake.requests].params.context.triggerKind'), 'kind of the request')
  answer(child, { 'one two', 'one three', 'one four' })
  child:ghost(' three (2/3)')
  child:type('<M-]>')
  child:ghost(' four (3/3)')
  child:type('<M-]><M-[>')
  child:ghost(' four (3/3)')
  child:type('<Tab>')
  equal('one four', child:screen().line, 'the line')
  equal({ 'one four' }, child:lua('return fake.last("workspace/executeCommand").arguments'), 'what was accepted')
  child:quit()
end

S['text-behind-the-cursor'] = function()
  -- Typed over as far as it goes: a closing bracket that the text ends with as well.
  local child = open('call(')
  child:type(')<Left>')
  child:lua('fake.answer({ "call(a, b)" }, nil, 1)')
  child:ghost('a, b')
  equal('inline', child:screen().position, 'how it is drawn')
  child:type('a')
  child:ghost(', b')
  child:type('<Tab>')
  local screen = child:screen()
  equal({ 'call(a, b)', 10 }, { screen.line, screen.cursor[2] }, 'line and cursor')

  -- Several lines before what stands there: it is drawn where it will be.
  child:type('<Esc>Sif x { }<Left><Left>')
  child:lua('fake.answer({ "if x {\\n\\ty()\\n" })')
  screen = child:ghost('  \n        y()\n }')
  equal('overlay', screen.position, 'how it is drawn')
  child:type('<Tab>')
  equal('if x {\n\ty()\n }', child:screen().buffer, 'the text')
  child:quit()
end

S['other-text-than-what-stands-there'] = function()
  local child = open('')
  child:type('call(first, second)' .. ('<Left>'):rep(7))
  child:lua('fake.answer({ "call(first, third, fourth)" }, nil, 7)')
  local screen = child:ghost('third, fourth)')
  equal('overlay', screen.position, 'how it is drawn')
  child:type('<M-Right>')
  equal('call(first, thirdsecond)', child:screen().line, 'the line with its next word')
  child:type('<Tab>')
  screen = child:screen()
  equal({ 'call(first, third, fourth)', 26 }, { screen.line, screen.cursor[2] }, 'the line, the cursor')
  child:quit()
end

S['line-by-line'] = function()
  local child = open('a\r\n')
  equal('dos', child:lua('return vim.bo.fileformat'), 'file format')
  answer(child, { 'a 😀 {\r\n  b\r\n}' })
  child:ghost(' 😀 {\n  b\n}')
  child:type('<M-C-Right>')
  child:ghost('\n  b\n}')
  equal(6, child:lua('return fake.last("textDocument/didPartiallyAcceptCompletion").acceptedLength'), 'UTF-16 units accepted')
  child:type('<M-C-Right>')
  child:ghost('\n}')
  equal(11, child:lua('return fake.last("textDocument/didPartiallyAcceptCompletion").acceptedLength'), 'UTF-16 units accepted')
  child:type('<M-Right>')
  local screen = child:screen()
  equal({ 'a 😀 {\n  b\n}', '' }, { screen.buffer, screen.ghost }, 'the text')
  equal({ 'a 😀 {\r\n  b\r\n}' }, child:lua('return fake.last("workspace/executeCommand").arguments'), 'what was accepted')
  child:quit()
end

S['what-became-of-it'] = function()
  local child = open('one\n')
  answer(child, { 'one two' })
  child:ghost(' two')
  equal('one two', child:lua('return fake.last("textDocument/didShowCompletion").item.insertText'), 'shown')
  child:type(' t')
  equal(vim.NIL, child:lua('return fake.last("localcascade/didIgnore") or vim.NIL'), 'ignored while it is typed')
  child:type('x')
  equal('one two', child:lua('return fake.last("localcascade/didIgnore").item.insertText'), 'ignored')
  answer(child, { 'one tx y' })
  child:ghost(' y')
  child:type('<C-]>')
  equal({ 'one tx y', '' }, { child:lua('return fake.last("localcascade/didReject").item.insertText'), child:screen().ghost }, 'rejected')

  -- All of it typed by hand.
  child:lua('fake.heard = {}')
  child:type('a')
  answer(child, { 'one txabc' })
  child:ghost('bc')
  child:type('bc')
  equal({ '', vim.NIL }, { child:screen().ghost, child:lua('return fake.last("localcascade/didIgnore") or vim.NIL') }, 'ghost text that was typed')
  child:type('<BS><BS><BS>')

  child:type('z<Tab>')
  equal('one txz\t', child:screen().line, 'a tab where there is nothing to accept')
  child:quit()
end

S['keys-do-what-they-did'] = function()
  local child = open('', { keys = { next = false } }, [[
    vim.keymap.set('i', '<Tab>', '<Tab>', {})
    vim.keymap.set('i', '<Tab>', function() return 'mine' end, { expr = true })
    vim.keymap.set('i', '<C-]>', 'plain')
    vim.keymap.set('i', '<M-]>', 'left alone')]])
  child:type('<Tab> <C-]> <M-]>')
  equal('mine plain left alone', child:screen().line, 'without ghost text')
  child:lua('fake.answer({ "mine plain left alone, ours" })')
  child:ghost(', ours')
  child:type('<Tab>')
  equal('mine plain left alone, ours', child:screen().line, 'with ghost text')

  -- Given back.
  child:lua('require("localcascade").setup({ keys = false })')
  child:type('<CR><Tab> <C-]>')
  equal('mine plain', child:screen().line, 'without keys')

  -- Neovim's own mapping of Tab, which jumps in snippets.
  child:lua('vim.keymap.del("i", "<Tab>"); require("localcascade").setup({})')
  child:type('<CR><Tab>')
  equal('\t', child:screen().line, 'a tab')
  child:quit()
end

-- A tab in the indentation indents, as it is the way to get there.
S['tab-in-the-indentation'] = function()
  local child = open('', nil, 'vim.o.shiftwidth, vim.o.expandtab, vim.o.autoindent, vim.o.softtabstop = 4, true, false, 4')
  answer(child, { '        deep' })
  child:ghost('        deep')
  child:type('<Tab>')
  child:ghost('    deep')
  equal('    ', child:screen().line, 'the line')
  child:type('<Tab>')
  child:ghost('deep')
  child:type('<Tab>')
  equal('        deep', child:screen().line, 'the line')
  child:quit()
end

S['the-completion-menu'] = function()
  local child = open('hello help\nhel\n', nil, 'vim.o.completeopt = "menuone,noinsert"')
  answer(child, { 'hello world' })
  child:ghost('lo world')
  child:type('<C-n>')
  child:see('the menu', function() return child:lua('return vim.fn.pumvisible()') == 1 end)
  equal('', child:screen().ghost, 'ghost text under the menu')
  child:type('<C-e>')
  child:wait('the menu gone', 'return vim.fn.pumvisible() == 0')
  child:wait('a request', 'return fake.requests[2] ~= nil')
  answer(child, { 'hello world' })
  child:ghost('lo world')

  -- With both, as long as nothing is selected.
  child:lua('vim.o.completeopt = "menuone,noselect"; require("localcascade").setup({ with_menu = true })')
  child:type('<C-n>')
  child:see('the menu', function() return child:lua('return vim.fn.pumvisible()') == 1 end)
  child:wait('ghost text or a request', 'return look.screen().ghost ~= "" or fake.requests[3] ~= nil')
  if child:screen().ghost == '' then
    answer(child, { 'hello world' })
  end
  child:ghost('lo world')
  child:type('<Down>')
  child:see('no ghost text beside a selected entry', function(screen) return screen.ghost == '' end)
  child:quit()
end

S['on-demand-only'] = function()
  local child = driver.start(('dofile(%q)\nrequire("localcascade").setup({ auto = false })'):format(driver.here .. '/fake.lua'), driver.write('text.txt', 'one\n'))
  child:attached()
  child:type('A two')
  equal(0, child:lua('return #fake.requests'), 'requests by themselves')
  child:type('<M-\\>')
  equal(1, child:lua('return fake.requests[1].params.context.triggerKind'), 'kind of the request')
  answer(child, { 'one two three' })
  child:ghost(' three')
  child:type('<Tab>')
  equal('one two three', child:screen().line, 'the line')
  child:quit()
end

S['the-statusline'] = function()
  local child = open('one\n')
  local function shows(expected, status)
    child:lua('fake.tell("localcascade/didChangeStatus", ...)', vim.tbl_extend('force', { state = 'ready', busy = false, offline = false, message = '', model = 'm' }, status))
    child:wait('the statusline ' .. expected, 'return require("localcascade").status() == ...', expected)
  end
  shows('LC', {})
  shows('LC …', { state = 'loading' })
  shows('LC model …', { busy = true, lastTier = 'model' })
  shows('LC cloud', { lastTier = 'cloud', cloudState = 'Ready' })
  shows('LC cache offline', { lastTier = 'cache', offline = true })
  shows('LC off', { state = 'off' })
  shows('LC error', { state = 'error', message = 'No.' })

  -- What it has to say is said once.
  child:lua('for _ = 1, 3 do fake.tell("window/showMessage", { type = 2, message = "LocalCascade: something" }) end')
  child:wait('the message', 'return look.notes[1]')
  equal({ 'LocalCascade: something' }, child:lua('return look.notes'), 'messages')
  child:quit()
end

S['signing-in'] = function()
  local child = open('one\n')
  child:lua([[
    fake.results.signIn = { status = 'PromptUserDeviceFlow', userCode = 'ABCD-EFGH', verificationUri = 'https://id.example.org/device', command = { command = 'localcascade.finishSignIn', arguments = { 'https://id.example.org/device?code=ABCD-EFGH' } } }
    vim.cmd('LocalCascade signin')]])
  child:wait('the code', 'return look.notes[1]')
  equal({ 'LocalCascade: enter the code ABCD-EFGH at https://id.example.org/device (copied)' }, child:lua('return look.notes'), 'messages')
  equal('ABCD-EFGH', child:lua('return vim.fn.getreg([["]])'), 'the clipboard')
  equal('localcascade.finishSignIn', child:lua('return fake.last("workspace/executeCommand").command'), 'the command')
  child:lua('look.notes = {}; fake.results.signOut = { status = "NotSignedIn" }; vim.cmd("LocalCascade signout")')
  child:wait('the end of it', 'return look.notes[1] and look.notes[1]:find("signed out")')
  child:quit()
end

S['one-server-for-all-folders'] = function()
  for _, folder in ipairs({ 'a/.git', 'b/.git' }) do
    vim.fn.mkdir(driver.folder .. '/' .. folder, 'p')
  end
  local child = driver.start(('dofile(%q)'):format(driver.here .. '/fake.lua'), driver.write('a/x.txt', 'one\n'))
  child:attached()
  local function names()
    local found = {}
    for _, folder in ipairs(child:lua('return vim.lsp.get_clients({ name = "localcascade" })[1].workspace_folders')) do
      table.insert(found, vim.fs.basename(folder.name))
    end
    return found
  end
  equal({ 'a' }, names(), 'folders')
  child:lua('vim.cmd.edit(...)', driver.write('b/y.txt', 'two\n'))
  child:attached()
  equal({ 'a', 'b' }, names(), 'folders')
  equal('b', child:lua('return fake.last("workspace/didChangeWorkspaceFolders").event.added[1].name'), 'the folder that was told')
  equal(1, child:lua('return #vim.lsp.get_clients()'), 'servers')
  child:quit()
end

-- Whatever is typed and whenever answers come: what was shown at the cursor is what accepting writes, and nothing complains.
S['anything-goes'] = function()
  local seed = tonumber(vim.env.LOCALCASCADE_SEED) or os.time()
  math.randomseed(seed)
  local child = open('one (two) {}\n\tthree 😀é\n', nil, 'vim.o.shiftwidth, vim.o.tabstop = 4, 4')
  local keys = { 'a', 'b', ' ', '(', ')', 'é', '😀', '<BS>', '<BS>', '<CR>', '<Left>', '<Right>', '<Up>', '<Down>', '<Home>', '<End>', '<C-w>', '<Esc>a', '<Esc>ua', '<C-o>x', '<M-Right>', '<M-C-Right>', '<C-]>', '<M-]>', '<M-[>', '<C-n>', '<C-e>', '<Tab>', '<Tab>', '<Tab>' }
  local endings = { 'a', 'ab (', 'b)', ') é😀', ' a\n\tb\n', '\n', '\n\n\tx', 'a b a b' }
  local accepted = 0
  for step = 1, 400 do
    local said = ('seed %d, step %d'):format(seed, step)
    if math.random(2) == 1 then
      -- To any request, late ones too, with text that goes on from what stands there, or with none.
      local texts = {}
      for index = 1, math.random(0, 2) do
        texts[index] = endings[math.random(#endings)]
      end
      child:lua([[
        local number, texts = ...
        local request = fake.requests[math.max(1, #fake.requests - number)]
        local position = request.params.position
        local line = vim.api.nvim_buf_get_lines(0, position.line, position.line + 1, false)[1] or ''
        local before = line:sub(1, require('localcascade.text').to_bytes(line, position.character))
        fake.answer(vim.tbl_map(function(text) return before .. text end, texts), math.max(1, #fake.requests - number), math.random(0, 1))]], math.random(0, 2), texts)
    end
    local before = child:screen()
    local key = before.ghost ~= '' and math.random(3) == 1 and '<Tab>' or keys[math.random(#keys)]
    child:type(key)
    local after = child:screen()
    if key == '<Tab>' and before.ghost ~= '' and before.position == 'inline' and before.line:sub(1, before.cursor[2]):find('%S') then
      -- Ghost text has its tabs as spaces, and may have (1/2) behind it.
      local row, column = unpack(before.cursor)
      local lines = vim.split(before.buffer, '\n')
      lines[row + 1] = lines[row + 1]:sub(1, column) .. before.ghost:gsub(' %(%d/%d%)$', '') .. lines[row + 1]:sub(column + 1)
      equal((table.concat(lines, '\n'):gsub('%s+', ' ')), (after.buffer:gsub('%s+', ' ')), said .. ', accepted ' .. before.ghost)
      accepted = accepted + 1
    end
    if after.ghost ~= '' then
      equal({ 1, after.cursor }, { after.marks, after.at }, said .. ', where the ghost text is after ' .. key)
    end
    equal(vim.empty_dict(), child:lua('return look.notes'), said .. ', messages')
    if not vim.startswith(after.mode, 'i') then
      child:type('<Esc>a')
    end
  end
  assert(accepted > 0, ('seed %d: nothing was accepted'):format(seed))
  child:quit()
end

driver.run(S)
