-- Counting and cutting text. Positions of the protocol are UTF-16 units, Neovim's are bytes.
local M = {}

-- 0.11 gave both functions other parameters.
local newer = vim.fn.has('nvim-0.11') == 1

--- How many UTF-16 units the first `bytes` bytes of a line are.
---@param line string
---@param bytes integer
---@return integer
function M.to_utf16(line, bytes)
  bytes = math.min(bytes, #line)
  if newer then
    return vim.str_utfindex(line, 'utf-16', bytes, false)
  end
  return (select(2, vim.str_utfindex(line, bytes)))
end

--- How many bytes the first `units` UTF-16 units of a line are.
---@param line string
---@param units integer
---@return integer
function M.to_bytes(line, units)
  if newer then
    return vim.str_byteindex(line, 'utf-16', units, false)
  end
  local _, length = vim.str_utfindex(line)
  return vim.str_byteindex(line, math.min(units, length), true)
end

--- UTF-16 units of a text of several lines.
---@param text string
---@return integer
function M.utf16_length(text)
  return M.to_utf16(text, #text)
end

--- The first word of a text with the white space before it: letters and digits, or signs. Bytes of letters beyond ASCII stay together.
---@param text string
---@return string
function M.first_word(text)
  return text:match('^%s*[%w_\128-\255]+') or text:match('^%s*[^%w_%s\128-\255]+') or text
end

--- A text up to its first line break; where it begins with breaks, the first line behind them.
---@param text string
---@return string
function M.first_line(text)
  return text:match('^\n*[^\n]*')
end

--- A text with its tabs as the spaces that they take on the screen.
---@param text string
---@param column integer the screen column, from 0, at which it begins
---@param tabstop integer
---@return string
function M.expand_tabs(text, column, tabstop)
  if not text:find('\t', 1, true) then
    return text
  end
  local parts = {}
  for piece, tab in text:gmatch('([^\t]*)(\t?)') do
    table.insert(parts, piece)
    column = column + vim.api.nvim_strwidth(piece)
    if tab ~= '' then
      local spaces = tabstop - column % tabstop
      table.insert(parts, (' '):rep(spaces))
      column = column + spaces
    end
  end
  return table.concat(parts)
end

return M
