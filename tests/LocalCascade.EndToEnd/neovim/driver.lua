-- Drives another Neovim as a person would: by keys; and waits for what should come.
local M = {}
local here = vim.fs.dirname(debug.getinfo(1, 'S').source:sub(2))
local repository = vim.fs.normalize(here .. '/../../..')
local nvim = vim.env.LOCALCASCADE_NEOVIM or repository .. '/.cache/neovim/nvim'

M.folder = vim.env.LOCALCASCADE_FOLDER or vim.fs.dirname(vim.fn.tempname())
M.server = vim.env.LOCALCASCADE_UNDER_TEST or repository .. '/dist/localcascade'
M.plugin = repository .. '/src/editors/neovim'
M.here = here
M.nvim = nvim

local Child = {}
Child.__index = Child

--- Starts a Neovim with some Lua for its init.lua and, unless that says otherwise, the plugin with its defaults.
---@param init string?
---@param file string?
---@param arguments string[]? further ones
function M.start(init, file, arguments)
  local config = M.folder .. '/init.lua'
  vim.fn.writefile(vim.split(table.concat({
    'vim.o.swapfile, vim.o.shadafile, vim.o.undofile = false, "NONE", false',
    ('dofile(%q)'):format(here .. '/look.lua'),
    ('vim.opt.runtimepath:prepend(%q)'):format(M.plugin),
    init or ('require("localcascade").setup({ cmd = %q })'):format(M.server),
  }, '\n'), '\n'), config)
  -- Looking for Python, as the filetype's settings do, would take seconds.
  local command = vim.list_extend({ nvim, '--embed', '--headless', '--clean', '--cmd', 'let g:loaded_python3_provider = 0', '-u', config }, arguments or {})
  if file then
    table.insert(command, file)
  end
  local self = setmetatable({}, Child)
  self.channel = vim.fn.jobstart(command, { rpc = true, cwd = M.folder, on_exit = function(_, code) self.code = code end })
  assert(self.channel > 0, 'Neovim did not start')
  self.process = vim.fn.jobpid(self.channel)
  return self
end

--- Runs Lua over there; its value.
function Child:lua(code, ...)
  return vim.rpcrequest(self.channel, 'nvim_exec_lua', code, { ... })
end

--- Types keys, <Esc> and the like included.
function Child:type(keys)
  vim.rpcrequest(self.channel, 'nvim_input', keys)
end

--- What is on the screen, once the keys before were taken in.
function Child:screen()
  return self:lua('return look.screen()')
end

--- Waits until `so` holds of the screen; returns it.
function Child:see(what, so)
  local last
  local seen = vim.wait(60000, function()
    last = self:screen()
    return so(last)
  end, 15)
  if not seen then
    error(('%s did not come to pass. The screen: %s. Told: %s'):format(what, vim.inspect(last), vim.inspect(self:lua('return look.notes'))), 2)
  end
  return last
end

--- Waits for a ghost text.
function Child:ghost(expected)
  return self:see(('ghost text %q'):format(expected), function(screen) return screen.ghost == expected end)
end

--- Waits until Lua over there is true.
function Child:wait(what, code, ...)
  local arguments = { ... }
  local last
  if not vim.wait(60000, function()
    last = self:lua(code, unpack(arguments))
    return last and last ~= vim.NIL
  end, 15) then
    error(('%s did not come to pass. Told: %s'):format(what, vim.inspect(self:lua('return look.notes'))), 2)
  end
  return last
end

function Child:attached()
  self:wait('the server knowing the buffer', 'return look.attached()')
end

--- Ends it as `:qa!` does, and waits for that.
function Child:quit()
  vim.rpcnotify(self.channel, 'nvim_command', 'qa!')
  assert(vim.wait(60000, function() return self.code ~= nil end, 10), 'Neovim did not end')
end

--- Writes a file into the scenario's folder.
function M.write(name, content)
  local path = M.folder .. '/' .. name
  local file = assert(io.open(path, 'wb'))
  file:write(content)
  file:close()
  return path
end

function M.equal(expected, actual, what)
  if not vim.deep_equal(expected, actual) then
    error(('%s: expected %s, but it is %s'):format(what or 'values differ', vim.inspect(expected), vim.inspect(actual)), 2)
  end
end

--- Runs the scenario that the command line names; says what failed and where.
function M.run(scenarios)
  local name = _G.arg[1]
  local scenario = assert(scenarios[name], 'there is no scenario ' .. tostring(name))
  local fine, problem = xpcall(scenario, debug.traceback)
  for _, channel in ipairs(vim.api.nvim_list_chans()) do
    if channel.stream == 'job' then
      vim.fn.jobstop(channel.id)
    end
  end
  if not fine then
    io.stderr:write(problem, '\n')
  end
  os.exit(fine and 0 or 1, true)
end

return M
