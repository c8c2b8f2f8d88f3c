-- What a user calls. Everything else is in the modules beside this one.
local M = {}

local started = false

--- Options over the defaults, which `:help localcascade-options` lists. Optional; may be called again.
---@param options? localcascade.Options
function M.setup(options)
  require('localcascade.config').set(options or {})
  if started then
    require('localcascade.keys').map()
    require('localcascade.client').settings_changed()
  elseif vim.v.vim_did_enter == 1 then
    M.start()
  end
end

--- Maps the keys and follows the buffers. The plugin does this once Neovim has started.
function M.start()
  if started then
    return
  end
  started = true
  require('localcascade.keys').map()
  require('localcascade.suggest').start()
  require('localcascade.client').start()
end

--- Whether ghost text is on the screen.
function M.visible()
  return require('localcascade.suggest').visible()
end

--- Accept the ghost text: all of it, its next word, or what is left of its line.
function M.accept()
  require('localcascade.suggest').accept('all')
end

function M.accept_word()
  require('localcascade.suggest').accept('word')
end

function M.accept_line()
  require('localcascade.suggest').accept('line')
end

--- Takes the ghost text away for good: it is not offered there again.
function M.dismiss()
  require('localcascade.suggest').dismiss()
end

--- Other suggestions for the same place.
function M.next()
  require('localcascade.suggest').cycle(1)
end

function M.previous()
  require('localcascade.suggest').cycle(-1)
end

--- Asks for a suggestion here and now, also where none would be offered by itself.
function M.trigger()
  require('localcascade.suggest').trigger()
end

--- Stops and resumes suggesting: everywhere, in this buffer, or for its filetype.
---@param where? 'buffer'|'filetype'
function M.pause(where)
  require('localcascade.pausing').pause(where)
end

---@param where? 'buffer'|'filetype'
function M.resume(where)
  require('localcascade.pausing').resume(where)
end

--- For a statusline: a few characters, empty in buffers that get no suggestions; and what the server said last.
---@return string text, table? details
function M.status()
  return require('localcascade.statusline').text()
end

return M
