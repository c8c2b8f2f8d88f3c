-- The language server: one for this Neovim, told of every buffer that gets suggestions and of each root that they lie in.
local config = require('localcascade.config')
local pausing = require('localcascade.pausing')
local program = require('localcascade.program')
local M = {}

local api = vim.api
local name = 'localcascade'

local id ---@type integer? the client's
local deaths = {} ---@type integer[] when it ended unasked, in milliseconds
local broken ---@type string? why it is not started any more

--- What the server said of itself last (localcascade/didChangeStatus).
---@type table?
M.told = nil

--- The server's version.
M.version = ''

-- 0.11 made methods of what were fields.
local methods = vim.fn.has('nvim-0.11') == 1

local function warn(message)
  vim.schedule(function()
    vim.notify_once('LocalCascade: ' .. message, vim.log.levels.WARN)
  end)
end

-- LSP's names where Neovim's differ.
local languages = { cs = 'csharp', sh = 'shellscript', bash = 'shellscript', zsh = 'shellscript', make = 'makefile', tex = 'latex', objc = 'objective-c', objcpp = 'objective-cpp', gitcommit = 'git-commit', fsharp = 'fsharp', text = 'plaintext', [''] = 'plaintext' }

local function language(_, filetype)
  return languages[filetype] or filetype
end

--- The client of a buffer, ready to be asked; nil when there is none.
---@param buffer integer
---@return vim.lsp.Client?
function M.of(buffer)
  local client = id and vim.lsp.get_client_by_id(id)
  if client and client.initialized and vim.lsp.buf_is_attached(buffer, client.id) then
    return client
  end
end

--- The client, whatever buffer.
---@return vim.lsp.Client?
function M.get()
  return id and vim.lsp.get_client_by_id(id)
end

--- Why there is none; nil when nothing is wrong.
function M.problem()
  return broken
end

--- The request's id; nil when it could not be sent.
---@param handler fun(error: table?, result: any)
---@return integer?
function M.request(client, method, params, handler, buffer)
  local sent, request
  if methods then
    sent, request = client:request(method, params, handler, buffer)
  else
    sent, request = client.request(method, params, handler, buffer)
  end
  return sent and request or nil
end

function M.cancel(client, request)
  -- A request that was answered meanwhile is no longer there, and need not be told of.
  if client.requests[request] then
    if methods then
      client:cancel_request(request)
    else
      client.cancel_request(request)
    end
  end
end

function M.notify(client, method, params)
  if methods then
    client:notify(method, params)
  else
    client.notify(method, params)
  end
end

local function folder(root)
  return { uri = vim.uri_from_fname(root), name = vim.fs.basename(root) }
end

local function add_root(client, root)
  local new = folder(root)
  for _, known in ipairs(client.workspace_folders or {}) do
    if known.uri == new.uri then
      return
    end
  end
  client.workspace_folders = vim.list_extend(client.workspace_folders or {}, { new })
  -- Before it is initialised it has not been asked for its folders yet, or is being told of the first: it hears of this one then.
  if client.initialized then
    M.notify(client, 'workspace/didChangeWorkspaceFolders', { event = { added = { new }, removed = {} } })
  else
    client.localcascade_late_folders = vim.list_extend(client.localcascade_late_folders or {}, { new })
  end
end

local function on_init(client, result)
  M.version = result.serverInfo and result.serverInfo.version or ''
  -- Neovim 0.12 would show its own ghost text over ours, if somebody enabled that for all servers.
  if vim.lsp.inline_completion then
    vim.lsp.inline_completion.enable(false, { client_id = client.id })
  end
  vim.schedule(function()
    local late = client.localcascade_late_folders
    if late then
      M.notify(client, 'workspace/didChangeWorkspaceFolders', { event = { added = late, removed = {} } })
    end
    vim.cmd.redrawstatus({ bang = true })
  end)
end

local handlers = {
  ['localcascade/didChangeStatus'] = function(_, params)
    M.told = params
    vim.cmd.redrawstatus({ bang = true })
  end,
  -- Once, and without a prompt that would have to be answered while somebody types.
  ['window/showMessage'] = function(_, params)
    local levels = { vim.log.levels.ERROR, vim.log.levels.WARN, vim.log.levels.INFO }
    vim.notify_once(params.message, levels[params.type] or vim.log.levels.INFO)
  end,
}

local function on_exit(code, signal, client_id)
  vim.schedule(function()
    if client_id ~= id then
      return
    end
    id, M.told = nil, nil
    require('localcascade.suggest').clear()
    vim.cmd.redrawstatus({ bang = true })
    if vim.v.exiting ~= vim.NIL or M.stopping then
      return
    end

    -- The daemon's death is the relay's business; this was the relay's own.
    local now = vim.uv.now()
    deaths = vim.tbl_filter(function(time) return now - time < 60000 end, deaths)
    table.insert(deaths, now)
    if #deaths > 3 then
      broken = ('the server ended %d times within a minute (code %d, signal %d)'):format(#deaths, code, signal)
      warn(broken .. '. :LocalCascade doctor says more, :LocalCascade restart tries again.')
    elseif code ~= 0 or signal ~= 0 then
      vim.defer_fn(function() M.consider(0) end, 200)
    end
    -- One that was told to end, by :LspStop for one, comes back when somebody goes on writing.
  end)
end

local function capabilities()
  local all = vim.lsp.protocol.make_client_capabilities()
  -- Most servers' choice: several encodings in one buffer make Neovim 0.10 and 0.11 warn.
  all.general.positionEncodings = { 'utf-16' }
  all.textDocument.inlineCompletion = { dynamicRegistration = false }
  all.experimental = { localcascade = { status = true } }
  return all
end

-- Buffers without a name have the same uri: one of them at a time.
local function name_is_taken(buffer, client)
  if client and api.nvim_buf_get_name(buffer) == '' then
    for other in pairs(client.attached_buffers) do
      if api.nvim_buf_is_valid(other) and api.nvim_buf_get_name(other) == '' then
        return true
      end
    end
  end
  return false
end

--- Tells the server of a buffer, and starts it first if need be; takes it back from it where it is no file any more.
---@param buffer integer
function M.consider(buffer)
  if buffer == 0 then
    buffer = api.nvim_get_current_buf()
  end
  if not api.nvim_buf_is_loaded(buffer) or broken then
    return
  end
  local client = M.get()
  local attached = client and vim.lsp.buf_is_attached(buffer, client.id)
  local never = pausing.never(buffer) ~= nil
  if attached and never then
    vim.lsp.buf_detach_client(buffer, client.id)
  end
  if attached or never or name_is_taken(buffer, client) then
    return
  end

  local root = vim.fs.root(buffer, '.git')
  if client then
    if root then
      add_root(client, root)
    end
    vim.lsp.buf_attach_client(buffer, client.id)
    return
  end

  local command, problem = program.server()
  if not command then
    warn(problem .. '. :checkhealth localcascade')
    return
  end
  id = vim.lsp.start({
    name = name,
    cmd = command,
    root_dir = root,
    workspace_folders = root and { folder(root) } or nil,
    settings = { localcascade = config.options.settings },
    capabilities = capabilities(),
    handlers = handlers,
    get_language_id = language,
    on_init = on_init,
    on_exit = on_exit,
  }, { bufnr = buffer, silent = true, reuse_client = function() return false end })
  if not id then
    warn('the server could not be started. :checkhealth localcascade')
  end
end

-- A buffer has another language now: the server hears of it as another document.
local function again(buffer)
  local client = M.get()
  if client and vim.lsp.buf_is_attached(buffer, client.id) then
    vim.lsp.buf_detach_client(buffer, client.id)
    M.consider(buffer)
  end
end

function M.settings_changed()
  local client = M.get()
  if client then
    client.settings = { localcascade = config.options.settings }
    client.config.settings = client.settings
    M.notify(client, 'workspace/didChangeConfiguration', { settings = client.settings })
  end
end

function M.restart()
  broken, deaths = nil, {}
  local client = M.get()
  local buffer = api.nvim_get_current_buf()
  if not client then
    M.consider(buffer)
    return
  end
  id, M.told = nil, nil
  if methods then client:stop() else client.stop() end
  vim.defer_fn(function() M.consider(buffer) end, 100)
end

function M.start()
  local group = api.nvim_create_augroup('localcascade.client', {})
  -- Only what somebody looks at: searching a project loads buffers by the hundred. One without a name may become
  -- anything, a window of a plugin for one; once somebody writes in it that is settled.
  api.nvim_create_autocmd({ 'BufEnter', 'BufReadPost', 'BufWritePost', 'InsertEnter' }, {
    group = group,
    callback = function(event)
      if event.buf == api.nvim_get_current_buf() and (event.event == 'InsertEnter' or api.nvim_buf_get_name(event.buf) ~= '') then
        M.consider(event.buf)
      end
    end,
  })
  api.nvim_create_autocmd('FileType', {
    group = group,
    callback = function(event)
      if event.buf == api.nvim_get_current_buf() then
        again(event.buf)
      end
    end,
  })
  if api.nvim_buf_get_name(0) ~= '' then
    M.consider(0)
  end
end

return M
