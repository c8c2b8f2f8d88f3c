-- The life of a suggestion: asked for at each pause of typing, shown while what is typed agrees with it, accepted or not.
--
--   event ─▶ update ─┬─ what is shown still fits: drawn again, nothing is asked (typing through)
--                    └─ it does not: hidden; the request in flight is cancelled; asked anew ─▶ answered ─▶ shown
--
-- An answer counts only if it is to the latest request, and text, cursor and mode are those that it was asked for.
local client = require('localcascade.client')
local config = require('localcascade.config')
local ghost = require('localcascade.ghost')
local pausing = require('localcascade.pausing')
local text = require('localcascade.text')
local M = {}

local api = vim.api

---@class localcascade.Item
---@field raw table as the server sent it
---@field buffer integer
---@field row integer where its text begins, from 0
---@field column integer in bytes, from 0
---@field text string
---@field covered string what it replaces behind the cursor
---@field rest string the line behind that
---@field shown boolean? the server was told
---@field partly boolean? a part was accepted

local items = {} ---@type localcascade.Item[] for one place
local index = 0 ---@type integer which of them is shown; 0 for none
local all = false -- whether they are all that there are, or only the first
local asked ---@type table? the request in flight, and where it was made
local place ---@type string? the text and cursor that were looked at last
local timer ---@type uv.uv_timer_t?

local function where()
  local cursor = api.nvim_win_get_cursor(0)
  local buffer = api.nvim_get_current_buf()
  return buffer, cursor[1] - 1, cursor[2], ('%d:%d:%d:%d'):format(buffer, api.nvim_buf_get_changedtick(buffer), cursor[1], cursor[2])
end

local function inserting()
  return api.nvim_get_mode().mode:sub(1, 1) == 'i'
end

local function menu_covers()
  if vim.fn.pumvisible() == 0 then
    return false
  end
  return not config.options.with_menu or vim.fn.complete_info({ 'selected' }).selected >= 0
end

local function tell(item, method, more)
  local server = client.of(item.buffer)
  if server then
    client.notify(server, method, vim.tbl_extend('error', { item = item.raw }, more or {}))
  end
end

-- What stands between an item's beginning and a cursor, where the item's text begins with it; else nil.
local function typed_part(item, buffer, row, column)
  if item.buffer ~= buffer or row < item.row or (row == item.row and column < item.column) or row - item.row > 100 then
    return nil
  end
  local first = api.nvim_buf_get_lines(buffer, item.row, item.row + 1, false)[1]
  if not first or item.column > #first then
    return nil
  end
  local typed = table.concat(api.nvim_buf_get_text(buffer, item.row, item.column, row, column, {}), '\n')
  return vim.startswith(item.text, typed) and typed or nil
end

--- What accepting an item at a cursor would insert, and what it would replace; nil when the item does not fit there.
---@param item localcascade.Item
---@return string? insert, string? covered
local function remainder(item, buffer, row, column)
  local typed = typed_part(item, buffer, row, column)
  if not typed then
    return nil
  end

  -- Of what it replaces some may have been typed over since, as closing brackets are.
  local behind = api.nvim_buf_get_lines(buffer, row, row + 1, false)[1]:sub(column + 1)
  if not vim.endswith(behind, item.rest) then
    return nil
  end
  local covered = behind:sub(1, #behind - #item.rest)
  local insert = item.text:sub(#typed + 1)
  if not vim.endswith(item.covered, covered) or insert == '' or insert == covered then
    return nil
  end
  return insert, covered
end

-- Whoever typed something else did not want it; that is less than dismissing it, and typing all of it is neither.
local function let_go()
  local item = items[index]
  if item and item.shown and not item.partly and not item.done then
    local buffer, row, column = where()
    if typed_part(item, buffer, row, column) ~= item.text then
      tell(item, 'localcascade/didIgnore')
    end
  end
  items, index, all = {}, 0, false
end

local function stop_asking()
  if timer then
    timer:stop()
    timer:close()
    timer = nil
  end
  if asked then
    local server = vim.lsp.get_client_by_id(asked.client)
    if server and asked.request then
      client.cancel(server, asked.request)
    end
    asked = nil
  end
end

--- Takes everything off the screen and forgets it.
function M.clear()
  stop_asking()
  ghost.hide()
  let_go()
  place = nil
end

-- Draws the current item at the cursor; false when it does not fit there.
local function draw()
  local item = items[index]
  if not item then
    return false
  end
  local buffer, row, column = where()
  local insert, covered = remainder(item, buffer, row, column)
  if not insert then
    return false
  end
  ghost.show(row, column, insert, covered, item.rest, all and #items > 1 and (' (%d/%d)'):format(index, #items) or nil)
  if not item.shown then
    item.shown = true
    tell(item, 'textDocument/didShowCompletion')
  end
  return true
end

-- An item in bytes of the buffer's lines; nil for what cannot be shown.
local function read(raw, buffer, row, column)
  if type(raw.insertText) ~= 'string' then
    return nil
  end
  local line = api.nvim_buf_get_lines(buffer, row, row + 1, false)[1]
  local first, last = column, column
  if type(raw.range) == 'table' then
    if raw.range.start.line ~= row or raw.range['end'].line ~= row then
      return nil
    end
    first, last = text.to_bytes(line, raw.range.start.character), text.to_bytes(line, raw.range['end'].character)
  end
  if first > column or last < column then
    return nil
  end
  -- Neovim's lines of a file with CRLF have neither.
  local content = vim.bo[buffer].fileformat == 'dos' and raw.insertText:gsub('\r\n', '\n') or raw.insertText
  return { raw = raw, buffer = buffer, row = row, column = first, text = content, covered = line:sub(column + 1, last), rest = line:sub(last + 1) }
end

-- Asks the server for the cursor's place. `taken` gets the items; not called when the answer came too late.
local function ask(kind, taken)
  stop_asking()
  local buffer, row, column, here = where()
  local server = client.of(buffer)
  if not server then
    return
  end
  local line = api.nvim_get_current_line()
  local mine = { client = server.id }
  asked = mine
  mine.request = client.request(server, 'textDocument/inlineCompletion', {
    textDocument = { uri = vim.uri_from_bufnr(buffer) },
    position = { line = row, character = text.to_utf16(line, column) },
    context = { triggerKind = kind },
    formattingOptions = { tabSize = vim.fn.shiftwidth(), insertSpaces = vim.bo[buffer].expandtab },
  }, function(problem, result)
    if asked ~= mine then
      return
    end
    asked = nil
    local _, _, _, now = where()
    if now ~= here or not inserting() or menu_covers() then
      return
    end
    -- Cancelled, or out of date: the next keystroke asks again. Anything else is in the log of the server.
    if problem or type(result) ~= 'table' then
      return
    end
    local read_items = {}
    for _, raw in ipairs(result.items or result) do
      table.insert(read_items, read(raw, buffer, row, column))
    end
    taken(read_items)
  end, buffer)
  if not mine.request then
    asked = nil
  end
end

local automatic, invoked = 2, 1

local function ask_automatically()
  ask(automatic, function(found)
    items, index, all = found, 1, false
    if not draw() then
      items, index = {}, 0
    end
  end)
end

--- Looks at the text and the cursor, and does what they ask for.
function M.update()
  local buffer, _, _, here = where()
  if not inserting() then
    return
  end
  if menu_covers() or pausing.reason(buffer) then
    M.clear()
    return
  end
  if here == place then
    return
  end
  place = here
  stop_asking()
  if draw() then
    return
  end
  ghost.hide()
  let_go()
  if not config.options.auto or vim.fn.reg_executing() ~= '' then
    return
  end
  if config.options.delay > 0 then
    timer = vim.defer_fn(function()
      timer = nil
      if inserting() then
        ask_automatically()
      end
    end, config.options.delay)
  else
    ask_automatically()
  end
end

--- Whether there is ghost text at the cursor.
function M.visible()
  local item = items[index]
  if not item or not inserting() or menu_covers() then
    return false
  end
  local buffer, row, column = where()
  return remainder(item, buffer, row, column) ~= nil
end

--- Whether `accept` would accept, or rather leave the key to what it did before: where the cursor stands in a line's
--- indentation and the ghost text indents further, a key that indents does so, and types through.
function M.acceptable()
  if not M.visible() then
    return false
  end
  local buffer, row, column = where()
  if api.nvim_get_current_line():sub(1, column):find('%S') then
    return true
  end
  local indentation = remainder(items[index], buffer, row, column):match('^[ \t]*')
  return vim.fn.strdisplaywidth(indentation, column) < vim.fn.shiftwidth()
end

local function break_undo()
  vim.bo.undolevels = vim.bo.undolevels
end

--- Accepts the ghost text: `all` of it, its next `word`, or what is left of its `line`.
---@param how 'all'|'word'|'line'
---@return boolean accepted
function M.accept(how)
  if not M.visible() then
    return false
  end
  local item = items[index]
  local buffer, row, column = where()
  local insert, covered = remainder(item, buffer, row, column)
  local part = how == 'word' and text.first_word(insert) or how == 'line' and text.first_line(insert) or insert
  local whole = part == insert

  -- Undone by itself, without what was typed before or is typed behind.
  break_undo()
  local lines = vim.split(part, '\n', { plain = true })
  api.nvim_buf_set_text(buffer, row, column, row, column + (whole and #covered or 0), lines)
  api.nvim_win_set_cursor(0, { row + #lines, (#lines == 1 and column or 0) + #lines[#lines] })
  break_undo()

  local server = client.of(buffer)
  if whole then
    item.done = true
    stop_asking()
    ghost.hide()
    items, index, all = {}, 0, false
    if server and item.raw.command then
      client.request(server, 'workspace/executeCommand', { command = item.raw.command.command, arguments = item.raw.command.arguments }, function() end, buffer)
    end
  else
    item.partly = true
    local here
    buffer, row, column, here = where()
    local left = remainder(item, buffer, row, column)
    local accepted = item.text:sub(1, #item.text - #(left or ''))
    if item.raw.insertText ~= item.text then
      accepted = accepted:gsub('\n', '\r\n')
    end
    tell(item, 'textDocument/didPartiallyAcceptCompletion', { acceptedLength = text.utf16_length(accepted) })
    place = here
    if not draw() then
      ghost.hide()
    end
  end
  return true
end

--- Takes it away and says so to the server, which does not offer it there again.
---@return boolean dismissed
function M.dismiss()
  if not M.visible() then
    return false
  end
  local item = items[index]
  item.done = true
  tell(item, 'localcascade/didReject')
  stop_asking()
  ghost.hide()
  items, index, all = {}, 0, false
  return true
end

--- Shows the suggestion that is `step` further among those for the place; they are asked for at the first time.
---@param step integer
function M.cycle(step)
  if not M.visible() then
    return
  end
  local function move()
    index = (index - 1 + step) % #items + 1
    draw()
  end
  if all then
    move()
    return
  end

  local current = items[index]
  ask(invoked, function(found)
    for number, item in ipairs(found) do
      if item.text == current.text then
        items, index, all = found, number, true
        found[number].shown = current.shown
        move()
        return
      end
    end
    table.insert(found, 1, current)
    items, index, all = found, 1, true
    move()
  end)
end

-- Says in one line why there is nothing.
local function explain(buffer)
  local server = client.of(buffer)
  if server then
    client.request(server, 'localcascade/explain', { textDocument = { uri = vim.uri_from_bufnr(buffer) } }, function(_, result)
      if type(result) == 'table' and result.explanation then
        api.nvim_echo({ { 'LocalCascade: ' .. result.explanation } }, false, {})
      end
    end, buffer)
  end
end

--- Asks here and now, also where nothing would be offered by itself.
function M.trigger()
  local buffer = api.nvim_get_current_buf()
  local reason = pausing.reason(buffer) or (not client.of(buffer) and (client.problem() or 'the server is not ready'))
  if reason then
    api.nvim_echo({ { 'LocalCascade: ' .. reason } }, false, {})
    return
  end
  ask(invoked, function(found)
    ghost.hide()
    let_go()
    items, index, all = found, 1, true
    if not draw() then
      items, index, all = {}, 0, false
      explain(buffer)
    end
  end)
end

-- An error in here must not come up at every keystroke.
local function guarded(action)
  return function()
    local fine, problem = pcall(action)
    if not fine then
      pcall(M.clear)
      vim.notify_once('LocalCascade: ' .. tostring(problem), vim.log.levels.ERROR)
    end
  end
end

function M.start()
  ghost.start()
  local group = api.nvim_create_augroup('localcascade.suggest', {})
  local update, clear = guarded(M.update), guarded(M.clear)
  api.nvim_create_autocmd({ 'CursorMovedI', 'TextChangedI', 'TextChangedP', 'CompleteChanged' }, { group = group, callback = update })
  -- Before these are over the mode, or the menu, is still the old one.
  api.nvim_create_autocmd({ 'InsertEnter', 'CompleteDone' }, { group = group, callback = function() vim.schedule(update) end })
  api.nvim_create_autocmd({ 'InsertLeave', 'BufLeave' }, { group = group, callback = clear })
  api.nvim_create_autocmd('LspAttach', {
    group = group,
    callback = function(event)
      local server = client.get()
      if server and event.data.client_id == server.id then
        place = nil
        vim.schedule(update)
      end
    end,
  })
end

return M
