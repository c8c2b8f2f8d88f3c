-- The plugin in a real Neovim, with the real server: nvim -l scenarios.lua NAME
package.path = vim.fs.dirname(debug.getinfo(1, 'S').source:sub(2)) .. '/?.lua;' .. package.path
local driver = require('driver')
local equal = driver.equal
local S = {}

-- Natural code, in which the wanted line stands several times.
local function store(class)
  return ([[
class %s:
    def load(self):
        with open(self.path, encoding="utf-8") as handle:
            return handle.read()

    def first(self):
        with open(self.path, encoding="utf-8") as handle:
            return handle.readline()

    def last(self):
        with open(self.path, encoding="utf-8") as handle:
            return handle.read()[-1]

    def count(self):
        with open(self.path, encoding="utf-8") as handle:
            return len(handle.read())

    def lines(self):
]]):format(class)
end

local wanted = '        with open(self.path, encoding="utf-8") as handle:'

-- A Neovim with that file open, the cursor behind its last line.
local function open(class, init, text)
  local child = driver.start(init, driver.write(class:lower() .. '.py', text or store(class)))
  child:attached()
  child:type('Go')
  return child
end

S['typing-and-accepting'] = function()
  local child = open('Store')
  child:type('with open(')
  child:ghost('self.path, encoding="utf-8") as handle:')

  -- Typed through, it is there at every moment, and the two together are always the same line.
  for letter in ('self.path'):gmatch('.') do
    child:type(letter)
    local screen = child:screen()
    equal(wanted, screen.line .. screen.ghost, 'line and ghost text')
    equal(screen.cursor, screen.at, 'where the ghost text is')
  end

  child:type('<Tab>')
  equal(wanted, child:screen().line, 'the accepted line')
  child:wait('the acceptance reaching the server', 'return look.ask("localcascade/status", vim.empty_dict()).accepted == 1')
  equal(1, child:lua('return look.ask("localcascade/status", vim.empty_dict()).shown > 0 and 1'), 'shown')

  -- Accepting is undone by itself.
  child:type('<Esc>u')
  equal('        with open(self.path', child:screen().line, 'undone')
  child:quit()
end

S['accepting-in-parts'] = function()
  local child = open('Parts')
  child:type('with open(')
  child:ghost('self.path, encoding="utf-8") as handle:')
  for _, expected in ipairs({ 'self', 'self.', 'self.path', 'self.path,', 'self.path, encoding' }) do
    child:type('<M-Right>')
    local screen = child:screen()
    equal('        with open(' .. expected, screen.line, 'word by word')
    equal(wanted, screen.line .. screen.ghost, 'line and ghost text')
  end
  child:wait('the parts reaching the server', 'return look.ask("localcascade/status", vim.empty_dict()).partiallyAccepted == 5')
  child:type('<M-C-Right>')
  equal(wanted, child:screen().line, 'the rest of the line')
  child:wait('the whole reaching the server', 'return look.ask("localcascade/status", vim.empty_dict()).accepted == 1')
  child:quit()
end

S['dismissing'] = function()
  local child = open('Dismissed')
  child:type('with open(')
  child:ghost('self.path, encoding="utf-8") as handle:')
  child:type('<C-]>')
  equal('', child:screen().ghost, 'ghost text after dismissing')
  child:wait('the rejection reaching the server', 'return look.ask("localcascade/status", vim.empty_dict()).rejected == 1')

  -- It is not offered there again.
  child:type('s<BS>')
  child:lua('look.ask("localcascade/status", vim.empty_dict())')
  equal('', child:screen().ghost, 'ghost text where it was dismissed')
  child:quit()
end

S['typing-fast'] = function()
  local child = open('Fast')
  local typed = '        '
  for letter in ('with open(self.path, encoding="utf-8") as handle:'):gmatch('.') do
    child:type(letter)
    typed = typed .. letter
    local screen = child:screen()
    equal(typed, screen.line, 'what was typed')
    if screen.ghost ~= '' then
      equal(screen.cursor, screen.at, 'where the ghost text is')
      equal(wanted, screen.line .. screen.ghost, 'line and ghost text')
    end
  end

  -- In one go, as a paste does, and something else in the end.
  child:type('<CR>return handle.read(<BS><BS><BS><BS><BS>nothing_like_it')
  local screen = child:screen()
  equal('            return handle.nothing_like_it', screen.line, 'what was typed')
  child:lua('look.ask("localcascade/status", vim.empty_dict())')
  equal('', child:screen().ghost, 'ghost text')
  equal(vim.empty_dict(), child:lua('return look.notes'), 'messages')
  child:quit()
end

S['line-endings'] = function()
  local child = open('Endings', nil, (store('Endings'):gsub('\n', '\r\n')))
  equal('dos', child:lua('return vim.bo.fileformat'), 'file format')
  child:type('with open(')
  child:ghost('self.path, encoding="utf-8") as handle:')
  child:type('<Tab><CR>return handle.read')
  child:see('ghost text behind the line break', function(screen) return screen.ghost ~= '' end)
  child:type('<Tab><Esc>:w<CR>')
  child:wait('the file written', 'return not vim.bo.modified')
  local content = table.concat(vim.fn.readfile(driver.folder .. '/endings.py', 'b'), '\n')
  equal(select(2, content:gsub('\n', '')), select(2, content:gsub('\r\n', '')), 'line breaks that are CRLF')
  equal(nil, content:find('\r\r'), 'doubled carriage returns')
  child:quit()
end

S['emoji-before-the-cursor'] = function()
  local child = driver.start(nil, driver.write('greet.ts', [[
export function greet(name: string) {
  log("😀𝒳"); const message = formatGreeting(name, { polite: true });
  console.log(message);
}

export function greetAgain(name: string) {
  log("😀𝒳"); const message = formatGreeting(name, { polite: true });
  console.log(message);
}

export function greetOnce(name: string) {
  log("😀𝒳"); const message = formatGreeting(name, { polite: true });
  console.log(message);
}

export function greetAll(name: string) {
}
]]))
  child:attached()
  child:lua('vim.bo.indentexpr, vim.bo.cindent, vim.bo.autoindent = "", false, false')
  child:type('GO  log("😀𝒳"); const message = ')
  child:ghost('formatGreeting(name, { polite: true });')
  child:type('<M-Right>')
  child:ghost('(name, { polite: true });')
  child:type('<Tab>')
  equal('  log("😀𝒳"); const message = formatGreeting(name, { polite: true });', child:screen().line, 'the line')
  child:quit()
end

-- The process ids of the server's processes, by a word of their command line.
local function processes(word)
  local found = {}
  for name in vim.fs.dir('/proc') do
    local file = name:match('^%d+$') and io.open('/proc/' .. name .. '/cmdline', 'rb')
    if file then
      local line, environment = file:read('a'), io.open('/proc/' .. name .. '/environ', 'rb')
      file:close()
      local variables = environment and environment:read('a') or ''
      if environment then environment:close() end
      if line:find(driver.server, 1, true) and line:find('%z' .. word) and variables:find('LOCALCASCADE_RUNTIME_DIR=' .. vim.env.LOCALCASCADE_RUNTIME_DIR, 1, true) then
        table.insert(found, tonumber(name))
      end
    end
  end
  return found
end

S['killed-processes-come-back'] = function()
  local child = open('Killed')
  child:type('with open(')
  child:ghost('self.path, encoding="utf-8") as handle:')

  local daemon = processes('daemon')
  equal(1, #daemon, 'daemons')
  vim.uv.kill(daemon[1], 'sigkill')
  child:type('<Esc>Swith open(')
  child:see('ghost text from another daemon', function(screen) return vim.startswith(screen.ghost, 'self.path') end)
  equal(vim.empty_dict(), child:lua('return look.notes'), 'messages')

  local relay = vim.tbl_filter(function(id) return vim.fn.filereadable('/proc/' .. id .. '/stat') == 1 end, processes('lsp'))
  equal(1, #relay, 'relays')
  vim.uv.kill(relay[1], 'sigkill')
  child:wait('the server gone', 'return not look.attached()')
  child:attached()
  child:type('<Esc>Swith open(')
  child:see('ghost text from another relay', function(screen) return vim.startswith(screen.ghost, 'self.path') end)
  child:quit()
end

S['commands-and-health'] = function()
  local child = open('Commands')
  child:type('with open(')
  child:ghost('self.path, encoding="utf-8") as handle:')
  child:type('<Tab><Esc>')
  local said = child:lua([[
    vim.cmd('LocalCascade status')
    vim.wait(60000, function() return vim.fn.execute('messages'):find('answered') end, 10)
    return vim.fn.execute('messages')]])
  for _, part in ipairs({ 'LocalCascade 0%.', 'model +localcascade', 'cloud +none', 'accepted 1', 'here +on' }) do
    assert(said:find(part), ('%q is not in the status: %s'):format(part, said))
  end

  child:lua("vim.cmd('LocalCascade explain')")
  child:wait('an explanation', 'return look.notes[1]')
  child:lua("vim.cmd('LocalCascade report')")
  child:wait('the report', 'return vim.api.nvim_buf_get_name(0):find("localcascade://report") and #vim.api.nvim_buf_get_lines(0, 0, -1, true) > 3')
  child:type('q')
  child:lua("vim.cmd('LocalCascade doctor')")
  child:wait('the doctor', 'return vim.api.nvim_buf_get_name(0):find("localcascade://doctor") ~= nil')
  child:type('q')
  child:lua("vim.cmd('LocalCascade log')")
  child:wait('the log', 'return vim.api.nvim_buf_get_name(0):find("localcascade.log", 1, true) or look.notes[2]')
  child:type('<Esc>:close<CR>')
  equal({ 'pause' }, child:lua("return vim.fn.getcompletion('LocalCascade pa', 'cmdline')"), 'completion of the command')
  equal({ 'buffer', 'filetype' }, child:lua("return vim.fn.getcompletion('LocalCascade pause ', 'cmdline')"), 'completion of its words')
  assert(child:lua("return require('localcascade').status()"):find('^LC'), 'the statusline')
  child:lua("look.notes = {}; vim.cmd('LocalCascade signin')")
  child:wait('an answer to signing in', 'return look.notes[1] and look.notes[1]:find("no cloud")')

  child:lua("vim.cmd('checkhealth localcascade')")
  local health = child:lua("return table.concat(vim.api.nvim_buf_get_lines(0, 0, -1, true), '\\n')")
  for _, part in ipairs({ 'localcascade 0%.', 'It answers', 'model localcascade', 'nothing leaves this machine', 'The keys are ours', 'No other plugin' }) do
    assert(health:find(part), ('%q is not in the health report: %s'):format(part, health))
  end
  equal(nil, health:find('ERROR') or health:find('WARNING'), 'warnings in the health report:\n' .. health)

  -- Somebody maps Tab later, in the buffer.
  child:lua("vim.cmd('bwipe'); vim.keymap.set('i', '<Tab>', 'x', { buffer = true, desc = 'somebody else' }); vim.cmd('checkhealth localcascade')")
  assert(child:screen().buffer:find('<Tab> %(accept%) is mapped by something else: somebody else'), child:screen().buffer)
  child:quit()
end

S['pausing'] = function()
  local child = open('Paused')
  child:lua("vim.cmd('LocalCascade pause buffer')")
  child:type('with open(')
  child:lua('look.ask("localcascade/status", vim.empty_dict())')
  equal('', child:screen().ghost, 'ghost text while paused')
  equal('LC paused', child:lua("return (require('localcascade').status())"), 'the statusline')
  child:lua("vim.cmd('LocalCascade resume buffer')")
  child:type('s')
  child:ghost('elf.path, encoding="utf-8") as handle:')
  child:quit()
end

S['only-in-files'] = function()
  local child = driver.start(('require("localcascade").setup({ cmd = %q, filetypes = { markdown = false } })'):format(driver.server), driver.write('a.py', 'x = 1\n'))
  child:attached()
  for _, command in ipairs({ 'new | setlocal buftype=nofile', 'new | setlocal buftype=prompt', 'new | setlocal buftype=help', 'terminal true' }) do
    child:lua('vim.cmd(...)', command)
    equal(false, child:lua('return look.attached()'), command)
  end
  -- The filetype by hand: Debian's package leaves the parser for Markdown elsewhere.
  child:lua('vim.cmd("enew!"); vim.cmd("noautocmd setlocal filetype=markdown"); require("localcascade.client").consider(0)')
  equal(false, child:lua('return look.attached()'), 'markdown')
  equal('', child:lua("return (require('localcascade').status())"), 'the statusline there')
  child:quit()
end

S['a-buffer-without-a-name'] = function()
  local child = driver.start()
  child:lua('vim.bo.filetype = "python"; vim.api.nvim_buf_set_lines(0, 0, -1, true, vim.split(..., "\\n"))', (store('Nameless'):gsub('\n$', '')))
  equal(false, child:lua('return look.attached()'), 'known to the server before anything is written')
  child:type('Go')
  child:attached()
  child:type('with open(')
  child:ghost('self.path, encoding="utf-8") as handle:')
  child:quit()
end

S['without-setup'] = function()
  local child = open('Plain', ('vim.env.PATH = %q .. ":" .. vim.env.PATH'):format(vim.fs.dirname(driver.server)))
  child:type('with open(')
  child:ghost('self.path, encoding="utf-8") as handle:')
  child:type('<Tab>')
  equal(wanted, child:screen().line, 'the accepted line')
  equal(vim.empty_dict(), child:lua('return look.notes'), 'messages')
  child:quit()
end

-- By a plugin manager that waits for some event, and calls setup() next.
S['loaded-late'] = function()
  local child = driver.start('vim.g.loaded_localcascade = true', driver.write('late.py', store('Late')))
  child:type('Go')
  child:lua(('vim.g.loaded_localcascade = nil; vim.cmd.runtime("plugin/localcascade.lua"); require("localcascade").setup({ cmd = %q })'):format(driver.server))
  child:attached()
  child:type('with open(')
  child:ghost('self.path, encoding="utf-8") as handle:')
  equal(vim.empty_dict(), child:lua('return look.notes'), 'messages')
  child:quit()
end

S['no-program'] = function()
  local child = driver.start('require("localcascade").setup({ cmd = "/nowhere/localcascade" })', driver.write('a.py', store('Nobody')))
  child:wait('a message', 'return look.notes[1]')
  child:type('Gowith open(')
  child:type('<Tab>x<Esc>:new<CR>ix<Esc>')
  child:see('typing going on', function(screen) return screen.buffer == 'x' end)
  equal({ 'LocalCascade: /nowhere/localcascade is not a program that can be run (option cmd). :checkhealth localcascade' }, child:lua('return look.notes'), 'messages')
  child:lua("vim.cmd('checkhealth localcascade')")
  assert(child:screen().buffer:find('/nowhere/localcascade is not a program'), 'the health report')
  child:quit()
end

S['a-program-that-ends-at-once'] = function()
  local program = driver.write('ends', '#!/bin/sh\nexit 3\n')
  vim.uv.fs_chmod(program, 493)
  local child = driver.start(('require("localcascade").setup({ cmd = %q })'):format(program), driver.write('a.py', 'x = 1\n'))
  local function ours() return child:lua("return vim.tbl_filter(function(note) return note:find('LocalCascade:') end, look.notes)") end
  child:see('a message', function() return #ours() > 0 end)
  child:type('Goy = 2<Esc>oz')
  assert(ours()[1]:find('ended 4 times within a minute %(code 3'), ours()[1])
  equal({ 1, 'LC error' }, { #ours(), child:lua("return (require('localcascade').status())") }, 'messages, statusline')
  child:quit()
end

S['quitting-does-not-wait-for-the-server'] = function()
  local child = open('Quit')
  child:type('with open(')
  child:ghost('self.path, encoding="utf-8") as handle:')
  local relay = processes('lsp')
  for _, id in ipairs(relay) do vim.uv.kill(id, 'sigstop') end
  child:quit()
  for _, id in ipairs(relay) do vim.uv.kill(id, 'sigcont') end
end

-- Neovim 0.12's own client, without the plugin: README's lines.
S['the-built-in-client'] = function()
  local child = open('BuiltIn', ([[
    vim.lsp.config('localcascade', { cmd = { %q, 'lsp', '--stdio' }, filetypes = { 'python' }, root_markers = { '.git' } })
    vim.lsp.enable('localcascade')
    vim.lsp.inline_completion.enable(true)
    vim.keymap.set('i', '<Tab>', function()
      if not vim.lsp.inline_completion.get() then
        return '<Tab>'
      end
    end, { expr = true })
    vim.g.loaded_localcascade = true]]):format(driver.server))
  child:type('with open(')
  child:ghost('self.path, encoding="utf-8") as handle:')
  child:type('self')
  child:ghost('.path, encoding="utf-8") as handle:')

  -- Neovim 0.12.4 accepts the older answer within its 200 ms of waiting for quiet (neovim issue 36529).
  vim.wait(500)
  child:type('<Tab>')
  child:see('the accepted line', function(screen) return screen.line == wanted end)
  child:quit()
end

-- Somebody has it enabled for all servers: ours is shown once.
S['the-built-in-client-stays-out-of-it'] = function()
  local child = open('Both', ('vim.lsp.inline_completion.enable(true); require("localcascade").setup({ cmd = %q })'):format(driver.server))
  child:type('with open(')
  child:ghost('self.path, encoding="utf-8") as handle:')
  vim.wait(500)
  equal(1, child:screen().marks, 'ghost texts')
  child:quit()
end

-- What a person sees, in a terminal: kept under artifacts/screenshots/neovim as text with its colours.
S['the-real-screen'] = function()
  -- Its own screen, attached: Neovim cannot start itself once more where it runs by another libc's loader.
  local address = driver.folder .. '/nvim.sock'
  local child = driver.start(([[
    require('localcascade').setup({ cmd = %q })
    vim.o.statusline = "%%f %%=%%{v:lua.require'localcascade'.status()} "
    vim.o.number, vim.o.laststatus, vim.o.termguicolors = true, 2, true]]):format(driver.server), driver.write('screen.py', store('Screen')), { '--listen', address })
  child:attached()
  local socket = 'lc' .. vim.uv.os_getpid()
  local function tmux(...)
    return vim.system({ 'tmux', '-L', socket, ... }, { text = true, env = { TMUX_TMPDIR = driver.folder } }):wait()
  end
  local function screen(...)
    return tmux('capture-pane', '-p', '-t', 'it', ...).stdout or ''
  end
  local function shows(text)
    local seen = vim.wait(60000, function() return screen():find(text, 1, true) ~= nil end, 50)
    assert(seen, ('the screen does not show %q: %s'):format(text, screen()))
  end
  local function keep(name)
    local folder = driver.here .. '/../../../artifacts/screenshots/neovim'
    vim.fn.mkdir(folder, 'p')
    local version = vim.version()
    vim.fn.writefile(vim.split(screen('-e'), '\n'), ('%s/%s-%d.%d.txt'):format(folder, name, version.major, version.minor))
  end

  tmux('-f', '/dev/null', 'new-session', '-d', '-s', 'it', '-x', '90', '-y', '28', driver.nvim, '--server', address, '--remote-ui')
  local fine, problem = pcall(function()
    shows('LC')
    shows('def lines(self):')
    tmux('send-keys', '-t', 'it', 'G', 'o')
    tmux('send-keys', '-t', 'it', '-l', 'with open(')
    shows(wanted .. '\n')
    shows('LC workspace')
    keep('ghost-text')
    tmux('send-keys', '-t', 'it', 'M-Right')
    shows(wanted .. '\n')
    keep('a-word-accepted')
    tmux('send-keys', '-t', 'it', 'Tab')
    tmux('send-keys', '-t', 'it', 'Escape')
    tmux('send-keys', '-t', 'it', '-l', ':LocalCascade status')
    tmux('send-keys', '-t', 'it', 'Enter')
    shows('accepted 1')
    keep('status')
  end)
  tmux('kill-server')
  assert(fine, problem)
  child:type('<CR><Esc>')
  child:quit()
end

driver.run(S)
