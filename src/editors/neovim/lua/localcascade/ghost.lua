-- Draws a suggestion as ghost text, by extmarks.
local text = require('localcascade.text')
local M = {}

local api = vim.api
local namespace = api.nvim_create_namespace('localcascade')

-- One mark, moved and rewritten: a mark that is deleted and made anew may flicker.
local mark = 1
local drawn ---@type integer? the buffer that it is in

local function set_highlights()
  -- What Neovim 0.12 draws suggestions with, where the colour scheme knows it.
  local hint = vim.fn.hlexists('ComplHint') == 1
  api.nvim_set_hl(0, 'LocalCascadeGhost', { default = true, link = hint and 'ComplHint' or 'NonText' })
  api.nvim_set_hl(0, 'LocalCascadeHint', { default = true, link = hint and 'ComplHintMore' or 'MoreMsg' })
end

function M.start()
  set_highlights()
  api.nvim_create_autocmd('ColorScheme', { group = api.nvim_create_augroup('localcascade.ghost', {}), callback = set_highlights })
end

function M.hide()
  if drawn and api.nvim_buf_is_valid(drawn) then
    api.nvim_buf_del_extmark(drawn, namespace, mark)
  end
  drawn = nil
end

--- Draws a text at a place of the current buffer.
---@param row integer from 0
---@param column integer in bytes, from 0
---@param insert string what accepting would insert there
---@param covered string the text behind the cursor that it would replace
---@param rest string the line behind that
---@param hint string? said behind it, such as (2/3)
function M.show(row, column, insert, covered, rest, hint)
  local buffer = api.nvim_get_current_buf()
  local line = api.nvim_buf_get_lines(buffer, row, row + 1, false)[1] or ''
  local tabstop = vim.bo[buffer].tabstop
  local at = vim.fn.strdisplaywidth(line:sub(1, column))
  local lines = vim.split(insert, '\n', { plain = true })
  local position = 'inline'
  local tail = {}

  if #lines == 1 and (covered == '' or vim.endswith(insert, covered)) then
    -- Something is inserted, and what stands behind it stays where it is.
    lines[1] = insert:sub(1, #insert - #covered)
  elseif covered .. rest ~= '' then
    -- The line's rest will be behind the last line: it is drawn over here, and repeated there.
    position = 'overlay'
    tail = { { rest } }
  end

  local virtual = {}
  for number, content in ipairs(lines) do
    virtual[number] = { { text.expand_tabs(content, number == 1 and at or 0, tabstop), 'LocalCascadeGhost' } }
  end
  vim.list_extend(virtual[#virtual], tail)
  if hint then
    table.insert(virtual[#virtual], { hint, 'LocalCascadeHint' })
  end
  if position == 'overlay' then
    local missing = vim.fn.strdisplaywidth(covered .. rest, at)
    for _, chunk in ipairs(virtual[1]) do
      missing = missing - api.nvim_strwidth(chunk[1])
    end
    if missing > 0 then
      table.insert(virtual[1], { (' '):rep(missing), 'Normal' })
    end
  end

  if drawn ~= buffer then
    M.hide()
  end
  api.nvim_buf_set_extmark(buffer, namespace, row, column, {
    id = mark,
    virt_text = table.remove(virtual, 1),
    virt_text_pos = position,
    virt_lines = virtual,
    hl_mode = 'combine',
    undo_restore = false,
  })
  drawn = buffer
end

return M
