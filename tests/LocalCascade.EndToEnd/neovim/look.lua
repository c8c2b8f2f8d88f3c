-- Loaded into the Neovim under test: lets a scenario look at what a person would see.
local look = {}

-- Marks of the plugin, or of Neovim's own client.
local function marks()
  local found = {}
  for _, name in ipairs({ 'localcascade', 'nvim.lsp.inline_completion' }) do
    local namespace = vim.api.nvim_get_namespaces()[name]
    if namespace then
      vim.list_extend(found, vim.api.nvim_buf_get_extmarks(0, namespace, 0, -1, { details = true }))
    end
  end
  return found
end

--- Everything at once, as of one moment: the ghost text with its lines joined by \n ('' for none), the cursor's line and
--- column, where the ghost text begins, how many marks there are, the buffer, the mode.
function look.screen()
  local lines, at = {}, vim.NIL
  local found = marks()
  for _, mark in ipairs(found) do
    at = { mark[2], mark[3] }
    local function add(chunks)
      lines[#lines + 1] = table.concat(vim.tbl_map(function(chunk) return chunk[1] end, chunks))
    end
    if mark[4].virt_text then add(mark[4].virt_text) end
    for _, chunks in ipairs(mark[4].virt_lines or {}) do add(chunks) end
  end
  local cursor = vim.api.nvim_win_get_cursor(0)
  return {
    ghost = table.concat(lines, '\n'),
    at = at,
    marks = #found,
    position = found[1] and found[1][4].virt_text_pos or '',
    line = vim.api.nvim_get_current_line(),
    cursor = { cursor[1] - 1, cursor[2] },
    buffer = table.concat(vim.api.nvim_buf_get_lines(0, 0, -1, true), '\n'),
    mode = vim.api.nvim_get_mode().mode,
  }
end

--- Whether the server has been told of this buffer.
function look.attached()
  local client = vim.lsp.get_clients({ bufnr = 0, name = 'localcascade' })[1]
  return client ~= nil and client.initialized == true
end

--- Answer to a request to the server.
function look.ask(method, params)
  local client = vim.lsp.get_clients({ name = 'localcascade' })[1]
  local answer
  local handler = function(problem, result) answer = { problem = problem, result = result } end
  if vim.fn.has('nvim-0.11') == 1 then client:request(method, params, handler, 0) else client.request(method, params, handler, 0) end
  vim.wait(60000, function() return answer ~= nil end, 5)
  return answer.result
end

-- What would have been told to the user.
look.notes = {}
vim.notify = function(message)
  table.insert(look.notes, message)
end
local seen = {}
vim.notify_once = function(message)
  if not seen[message] then
    seen[message] = true
    table.insert(look.notes, message)
  end
end

_G.look = look
