-- Begins with the first buffer that is worth it, so that starting Neovim costs nothing. setup() need not be called.
if vim.g.loaded_localcascade then
  return
end
vim.g.loaded_localcascade = true

if vim.fn.has('nvim-0.10') == 0 then
  vim.notify_once('LocalCascade needs Neovim 0.10 or newer.', vim.log.levels.WARN)
  return
end

vim.api.nvim_create_user_command('LocalCascade', function(arguments)
  require('localcascade.commands').run(arguments.fargs)
end, {
  nargs = '*',
  desc = 'LocalCascade: status, report, pause, …',
  complete = function(lead, line)
    return require('localcascade.commands').complete(lead, line)
  end,
})

local function start()
  require('localcascade').start()
end

-- After init.lua, whose mappings the keys fall back to; where a plugin manager loads this later, after the setup() that it calls next.
if vim.v.vim_did_enter == 1 then
  vim.schedule(start)
else
  vim.api.nvim_create_autocmd('VimEnter', { once = true, desc = 'LocalCascade: start', callback = start })
end
