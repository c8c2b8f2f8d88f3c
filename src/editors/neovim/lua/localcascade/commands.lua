-- :LocalCascade
local client = require('localcascade.client')
local program = require('localcascade.program')
local M = {}

local api = vim.api

local function say(message, level)
  vim.notify('LocalCascade: ' .. message, level or vim.log.levels.INFO)
end

-- Shows lines in a window of their own, closed by q.
local function show(name, lines)
  vim.cmd('botright new')
  local buffer = api.nvim_get_current_buf()
  vim.bo[buffer].buftype, vim.bo[buffer].bufhidden, vim.bo[buffer].swapfile = 'nofile', 'wipe', false
  pcall(api.nvim_buf_set_name, buffer, 'localcascade://' .. name)
  api.nvim_buf_set_lines(buffer, 0, -1, false, lines)
  vim.bo[buffer].modifiable = false
  vim.wo.wrap = false
  vim.keymap.set('n', 'q', '<Cmd>close<CR>', { buffer = buffer, nowait = true })
  api.nvim_win_set_height(0, math.max(5, math.min(#lines + 1, math.floor(vim.o.lines * 0.6))))
end

-- Runs a command of the program and shows what it says.
local function show_output(arguments)
  program.run(arguments, function(_, lines)
    show(arguments[1], lines)
  end)
end

-- Asks the server; `done` gets its answer.
local function ask(method, params, done)
  local server = client.get()
  if not server or not server.initialized then
    say((client.problem() or 'the server does not run; it starts with the first file') .. '. :checkhealth localcascade', vim.log.levels.WARN)
    return
  end
  client.request(server, method, params, function(problem, result)
    if problem then
      say(problem.message or 'the server could not answer', vim.log.levels.WARN)
    else
      done(result, server)
    end
  end, api.nvim_get_current_buf())
end

local function status()
  local buffer = api.nvim_get_current_buf()
  local reason = require('localcascade.pausing').reason(buffer)
  ask('localcascade/status', vim.empty_dict(), function(it)
    local lines = {
      ('LocalCascade %s: %s'):format(client.version, program.path() or ''),
      ('  model      %s, %s%s'):format(it.model, it.modelState:lower(), it.modelState == 'Ready' and '' or ': ' .. it.modelMessage),
      ('  cloud      %s'):format(it.offline and 'offline' or it.cloudState and ('%s: %s'):format(it.cloudState, it.cloudMessage or '') or 'none'),
      ('  answered   %d by the workspace, %d by the model, %d from cache, %d by the cloud, of %d requests'):format(it.fromWorkspace, it.fromModel, it.fromCache, it.fromCloud, it.requests),
      ('  shown      %d, accepted %d, partly %d, rejected %d'):format(it.shown, it.accepted, it.partiallyAccepted, it.rejected),
      ('  last       %s'):format(it.lastAnswer or 'nothing yet'),
      ('  documents  %d open, %d files known'):format(it.openDocuments, it.indexedFiles),
      ('  here       %s'):format(reason and 'nothing is suggested: ' .. reason or client.of(buffer) and 'on' or 'the server was not told of this buffer'),
    }
    api.nvim_echo({ { table.concat(lines, '\n') } }, true, {})
  end)
end

local function sign_in()
  ask('signIn', vim.empty_dict(), function(answer, server)
    if answer.status ~= 'PromptUserDeviceFlow' then
      local user = answer.user and answer.user ~= '' and ' as ' .. answer.user or ''
      say(answer.status == 'AlreadySignedIn' and ('signed in%s already, or there is no cloud to sign in to (setting cloudUrl)'):format(user) or answer.status)
      return
    end
    vim.fn.setreg('"', answer.userCode)
    pcall(vim.fn.setreg, '+', answer.userCode)
    say(('enter the code %s at %s (copied)'):format(answer.userCode, answer.verificationUri))
    client.request(server, 'workspace/executeCommand', { command = answer.command.command, arguments = answer.command.arguments }, function() end)
  end)
end

local function explain()
  ask('localcascade/explain', { textDocument = { uri = vim.uri_from_bufnr(0) } }, function(result)
    say(type(result) == 'table' and result.explanation or 'nothing was asked in this buffer lately')
  end)
end

local function log()
  local state = vim.env.XDG_STATE_HOME or (vim.fn.has('win32') == 1 and vim.env.LOCALAPPDATA) or vim.fs.normalize('~/.local/state')
  local file = vim.fs.joinpath(state, 'localcascade', 'localcascade.log')
  if vim.fn.filereadable(file) == 1 then
    vim.cmd.split(vim.fn.fnameescape(file))
    vim.cmd('setlocal readonly nomodifiable autoread | normal! G')
  else
    say(file .. ' does not exist: nothing was logged. Neovim\'s own log of servers is ' .. vim.lsp.get_log_path())
  end
end

local function where(words)
  return (words[1] == 'buffer' or words[1] == 'filetype') and words[1] or nil
end

local commands = {
  status = status,
  report = function(words) show_output(vim.list_extend({ 'report' }, words)) end,
  doctor = function() show_output({ 'doctor' }) end,
  pause = function(words) require('localcascade.pausing').pause(where(words)) end,
  resume = function(words) require('localcascade.pausing').resume(where(words)) end,
  signin = sign_in,
  signout = function() ask('signOut', vim.empty_dict(), function() say('signed out; completions go on locally') end) end,
  explain = explain,
  log = log,
  restart = function() client.restart() end,
}

local further = {
  pause = { 'buffer', 'filetype' },
  resume = { 'buffer', 'filetype' },
  report = { '--since', '--by-language', '--html', '--csv', '--json' },
}

---@param words string[]
function M.run(words)
  local command = commands[words[1] or 'status']
  if not command then
    say(('there is no command %s. There are: %s'):format(words[1], table.concat(M.complete('', ''), ', ')), vim.log.levels.WARN)
    return
  end
  command(vim.list_slice(words, 2))
end

---@return string[]
function M.complete(lead, line)
  local command = line:match('^%S+%s+(%S+)%s')
  local candidates = command and further[command] or not command and vim.tbl_keys(commands) or {}
  table.sort(candidates)
  return vim.tbl_filter(function(candidate) return vim.startswith(candidate, lead) end, candidates)
end

return M
