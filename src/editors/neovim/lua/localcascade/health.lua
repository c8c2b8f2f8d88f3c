-- :checkhealth localcascade
local M = {}

local health = vim.health

-- Others that draw ghost text of their own, by their module.
local others = { copilot = 'copilot.lua', supermaven_nvim = 'supermaven-nvim', codeium = 'codeium.nvim', ['minuet.virtualtext'] = 'minuet-ai.nvim', tabnine = 'tabnine-nvim' }

local function check_neovim()
  health.start('Neovim')
  local version = tostring(vim.version())
  if vim.fn.has('nvim-0.10') == 1 then
    health.ok(version)
  else
    health.error(version .. ' is too old', 'Install Neovim 0.10 or newer.')
  end
  for _, problem in ipairs(require('localcascade.config').problems) do
    health.warn(problem, ':help localcascade-options lists them.')
  end
end

-- The last lines of a run of the program, at most a few seconds of it.
local function run(path, ...)
  local begun, process = pcall(vim.system, { path, ... }, { text = true })
  if not begun then
    return nil, tostring(process)
  end
  local result = process:wait(10000)
  return result.code, vim.trim((result.stdout or '') .. (result.stderr or ''))
end

local function check_program()
  health.start('The program')
  local path, problem = require('localcascade.program').path()
  if not path then
    health.error(problem, { "Put it on the PATH, or name it: require('localcascade').setup({ cmd = '/path/to/localcascade' })", 'In the repository, ./build.sh makes dist/localcascade.' })
    return
  end
  local code, version = run(path, '--version')
  if code ~= 0 then
    health.error(('%s does not run: %s'):format(path, version), 'Is it built for this machine? Download or build it again.')
    return
  end
  health.ok(('%s %s'):format(path, version))

  local _, report = run(path, 'doctor')
  for line in vim.gsplit(report, '\n') do
    local state, what = line:match('^(%l+)%s+(.+)$')
    if state and state ~= 'ok' then
      health.warn(what, 'localcascade doctor says how to mend it.')
    end
  end
end

local function check_server()
  health.start('The server')
  local client = require('localcascade.client')
  local server = client.get()
  if client.problem() then
    health.error(client.problem(), { ':LocalCascade log', ':LocalCascade restart' })
    return
  elseif not server or not server.initialized then
    health.info('It does not run yet: it starts with the first file that is opened.')
    return
  end

  local path = require('localcascade.program').path()
  local code, daemon = run(path or '', 'daemon', 'status')
  if code == 0 then
    health.ok('daemon: ' .. daemon:gsub('%s*\n%s*', ', '))
  else
    health.info('No daemon runs; this editor has a server of its own.')
  end

  local answer
  client.request(server, 'localcascade/status', vim.empty_dict(), function(problem, result)
    answer = { problem = problem, result = result }
  end, 0)
  vim.wait(5000, function() return answer ~= nil end, 10)
  if not answer or answer.problem then
    health.warn('The server did not answer within 5 seconds.', { 'localcascade daemon status', ':LocalCascade restart' })
    return
  end
  local it = answer.result
  health.ok(('It answers; %d documents open, %d files known'):format(it.openDocuments, it.indexedFiles))
  if it.modelState == 'Failed' then
    health.warn(('model %s: %s'):format(it.model, it.modelMessage), { 'localcascade doctor', 'The workspace predictor answers without it.' })
  else
    health.ok(('model %s: %s'):format(it.model, it.modelState:lower()))
  end
  if it.offline then
    health.ok('offline: no network socket is ever opened')
  elseif not it.cloudState then
    health.ok('no cloud tier: nothing leaves this machine')
  elseif it.cloudState == 'SignedOut' or it.cloudState == 'Refused' then
    health.warn(('cloud tier: %s'):format(it.cloudMessage or it.cloudState), ':LocalCascade signin')
  else
    health.ok(('cloud tier: %s'):format(it.cloudMessage or it.cloudState))
  end
end

local function check_keys()
  health.start('Keys and other plugins')
  local server = require('localcascade.client').get()
  local conflicts = require('localcascade.keys').conflicts(server and vim.tbl_keys(server.attached_buffers) or {})
  for _, conflict in ipairs(conflicts) do
    health.warn(('%s (%s) is mapped by something else: %s'):format(conflict.lhs, conflict.action, conflict.by), {
      ("Choose another key: require('localcascade').setup({ keys = { %s = '<M-l>' } })"):format(conflict.action),
      ("Or call require('localcascade').%s() from that mapping while require('localcascade').visible()."):format(conflict.action),
    })
  end
  if not conflicts[1] then
    health.ok('The keys are ours, and do what they did before where there is no ghost text.')
  end

  local found = vim.tbl_filter(function(module) return package.loaded[module] ~= nil end, vim.tbl_keys(others))
  local names = vim.tbl_map(function(module) return others[module] end, found)
  if vim.fn.exists('*copilot#Enabled') == 1 then
    table.insert(names, 'copilot.vim')
  end
  if vim.lsp.inline_completion then
    for _, other in ipairs(vim.lsp.get_clients()) do
      if other.name ~= 'localcascade' and vim.lsp.inline_completion.is_enabled({ client_id = other.id, bufnr = 0 }) and other:supports_method('textDocument/inlineCompletion') then
        table.insert(names, ("Neovim's own inline completion of %s"):format(other.name))
      end
    end
  end
  for _, name in ipairs(names) do
    health.warn(('%s shows ghost text as well'):format(name), 'Switch one of them off, or they draw over each other.')
  end
  if vim.fn.exists('+autocomplete') == 1 and vim.o.autocomplete and not require('localcascade.config').options.with_menu then
    health.info("'autocomplete' keeps the menu open, and ghost text waits for it to close: setup({ with_menu = true }) shows both.")
  end
  if not names[1] then
    health.ok('No other plugin that shows ghost text is loaded.')
  end
end

function M.check()
  check_neovim()
  check_program()
  check_server()
  check_keys()
end

return M
