-- Where suggestions are wanted.
local config = require('localcascade.config')
local M = {}

local paused = false
local filetypes = {} ---@type table<string, boolean>

-- Beyond this the server suggests nothing either, and keeping it in step would only cost.
local most_bytes = 8 * 1024 * 1024

--- Why a buffer gets no suggestions; nil when it does.
---@param buffer integer
---@return string?
function M.reason(buffer)
  if paused then
    return 'paused (:LocalCascade resume)'
  end
  if vim.b[buffer].localcascade == false then
    return 'paused in this buffer (:LocalCascade resume buffer)'
  end
  local filetype = vim.bo[buffer].filetype
  if filetypes[filetype] then
    return ('paused for %s (:LocalCascade resume filetype)'):format(filetype)
  end
  return M.never(buffer)
end

--- Why a buffer is none of the server's business; nil when it is.
---@param buffer integer
---@return string?
function M.never(buffer)
  local bo = vim.bo[buffer]
  if bo.buftype ~= '' then
    return ('the buffer is no file (buftype %s)'):format(bo.buftype)
  end
  if not bo.modifiable then
    return 'the buffer cannot be modified'
  end
  local wanted = config.options.filetypes[bo.filetype]
  if wanted == nil then
    wanted = config.options.filetypes['*']
  end
  if wanted == false then
    return ('the filetype %s is off (option filetypes)'):format(bo.filetype)
  end
  if vim.api.nvim_buf_get_offset(buffer, vim.api.nvim_buf_line_count(buffer)) > most_bytes then
    return 'the file is too long'
  end
end

---@param where? 'buffer'|'filetype'
function M.pause(where)
  M.set(where, true)
  require('localcascade.suggest').clear()
end

---@param where? 'buffer'|'filetype'
function M.resume(where)
  M.set(where, false)
  require('localcascade.client').consider(vim.api.nvim_get_current_buf())
end

function M.set(where, value)
  if where == 'buffer' then
    vim.b.localcascade = not value
  elseif where == 'filetype' then
    filetypes[vim.bo.filetype] = value or nil
  else
    paused = value
  end
  vim.cmd.redrawstatus({ bang = true })
end

return M
