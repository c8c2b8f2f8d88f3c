-- A few characters for the statusline.
local client = require('localcascade.client')
local pausing = require('localcascade.pausing')
local M = {}

---@return string text, table? details what the server said last
function M.text()
  local buffer = vim.api.nvim_get_current_buf()
  local told = client.told
  if pausing.never(buffer) then
    return '', told
  end
  if pausing.reason(buffer) then
    return 'LC paused', told
  end
  if client.problem() then
    return 'LC error', told
  end
  if not client.of(buffer) then
    return client.get() and 'LC …' or 'LC off', told
  end
  if not told then
    return 'LC', told
  end
  if told.state == 'error' then
    return 'LC error', told
  end
  if told.state == 'off' then
    return 'LC off', told
  end
  local source = type(told.lastTier) == 'string' and ' ' .. told.lastTier or ''
  local marks = (told.offline and ' offline' or '') .. ((told.busy or told.state == 'loading') and ' …' or '')
  return 'LC' .. source .. marks, told
end

return M
