-- How long from a key to ghost text on the screen, with the plugin and with Neovim 0.12's own client:
--   .cache/neovim/nvim --clean -l tests/LocalCascade.EndToEnd/neovim/measure.lua
package.path = vim.fs.dirname(debug.getinfo(1, 'S').source:sub(2)) .. '/?.lua;' .. package.path
local driver = require('driver')

local methods = {}
for _, name in ipairs({ 'load', 'first', 'last', 'count' }) do
  table.insert(methods, ('    def %s(self):\n        with open(self.path, encoding="utf-8") as handle:\n            return handle.read()\n'):format(name))
end

local function measure(name, init)
  local child = driver.start(init, driver.write('measured.py', 'class Store:\n' .. table.concat(methods, '\n') .. '\n'))
  child:attached()
  local times = {}
  for round = 1, 21 do
    child:type(('<Esc>Go<C-u>    def m%d(self):<CR>with open(x'):format(round))
    child:lua('vim.wait(300)')
    local before = vim.uv.hrtime()
    child:type('<BS>')
    local screen
    repeat
      screen = child:screen()
      assert(vim.uv.hrtime() - before < 5e9, vim.inspect(screen))
    until vim.startswith(screen.ghost, 'self.path') and vim.deep_equal(screen.at, screen.cursor)
    times[round] = (vim.uv.hrtime() - before) / 1e6
    child:type('<Esc>A')
    child:lua('vim.api.nvim_set_current_line(...)', '        with open(self.path, encoding="utf-8") as handle:')
    child:type('<CR>return handle.read()')
  end
  child:quit()
  table.sort(times)
  print(('%-12s p50 %6.1f ms   p95 %6.1f ms   best %6.1f ms'):format(name, times[11], times[20], times[1]))
end

measure('the plugin')
measure('built in', ([[
  vim.g.loaded_localcascade = true
  vim.lsp.config('localcascade', { cmd = { %q, 'lsp', '--stdio' }, filetypes = { 'python' }, root_markers = { '.git' } })
  vim.lsp.enable('localcascade')
  vim.lsp.inline_completion.enable(true)]]):format(driver.server))
os.exit(0, true)
