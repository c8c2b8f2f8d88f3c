-- What a user's init.lua needs, and two functions that let a test look at the screen.
local server = assert(vim.env.LOCALCASCADE_UNDER_TEST)

vim.o.swapfile = false
vim.o.shadafile = 'NONE'
vim.lsp.config('localcascade', { cmd = { server, 'lsp', '--stdio' }, filetypes = { 'python' }, root_markers = { '.git' } })
vim.lsp.enable('localcascade')
vim.lsp.inline_completion.enable(true)
vim.keymap.set('i', '<Tab>', function()
  if not vim.lsp.inline_completion.get() then
    return '<Tab>'
  end
end, { expr = true })

--- The ghost text on the screen, its lines joined by \n; empty when there is none.
function _G.ghost()
  local namespace = vim.api.nvim_get_namespaces()['nvim.lsp.inline_completion']
  local lines = {}
  for _, mark in ipairs(namespace and vim.api.nvim_buf_get_extmarks(0, namespace, 0, -1, { details = true }) or {}) do
    local function add(chunks)
      lines[#lines + 1] = table.concat(vim.tbl_map(function(chunk) return chunk[1] end, chunks))
    end
    if mark[4].virt_text then add(mark[4].virt_text) end
    for _, chunks in ipairs(mark[4].virt_lines or {}) do add(chunks) end
  end
  return table.concat(lines, '\n')
end

function _G.buffer()
  return table.concat(vim.api.nvim_buf_get_lines(0, 0, -1, true), '\n')
end

--- Whether the server has been told of this buffer.
function _G.attached()
  local clients = vim.lsp.get_clients({ bufnr = 0 })
  return clients[1] and clients[1].initialized and 1 or 0
end
