-- Keys of insert mode that do their own thing while there is ghost text, and what they did before otherwise.
local config = require('localcascade.config')
local M = {}

local api = vim.api

---@class localcascade.Mapped
---@field lhs string
---@field before table? the mapping that was there
local mapped = {} ---@type table<string, localcascade.Mapped> by action

local function suggest()
  return require('localcascade.suggest')
end

local actions = {
  accept = { when = function() return suggest().acceptable() end, does = 'accept', says = 'accept the suggestion' },
  accept_word = { when = function() return suggest().visible() end, does = 'accept_word', says = "accept the suggestion's next word" },
  accept_line = { when = function() return suggest().visible() end, does = 'accept_line', says = "accept the suggestion's line" },
  dismiss = { when = function() return suggest().visible() end, does = 'dismiss', says = 'dismiss the suggestion' },
  next = { when = function() return suggest().visible() end, does = 'next', says = 'next suggestion' },
  previous = { when = function() return suggest().visible() end, does = 'previous', says = 'previous suggestion' },
  trigger = { when = function() return true end, does = 'trigger', says = 'ask for a suggestion' },
}

-- A key's mapping among some; keys have several spellings, in bytes too.
local function mapping_of(lhs, mappings)
  local key = vim.fn.keytrans(api.nvim_replace_termcodes(lhs, true, true, true))
  for _, mapping in ipairs(mappings) do
    if vim.fn.keytrans(mapping.lhsraw) == key then
      return mapping
    end
  end
end

local function global_mapping(lhs)
  return mapping_of(lhs, api.nvim_get_keymap('i'))
end

-- What was mapped goes on under a name of its own, with all its attributes.
local function keep(mapping, name)
  local kept = vim.deepcopy(mapping)
  kept.lhs, kept.lhsraw, kept.lhsrawalt = name, api.nvim_replace_termcodes(name, true, true, true), nil
  kept.abbr = 0
  vim.fn.mapset('i', false, kept)
end

local function unmap()
  for _, entry in pairs(mapped) do
    local current = global_mapping(entry.lhs)
    if current and vim.startswith(current.desc or '', 'LocalCascade: ') then
      vim.keymap.del('i', entry.lhs)
      if entry.before then
        vim.fn.mapset('i', false, entry.before)
      end
    end
  end
  mapped = {}
end

--- Maps what the options say, and unmaps what they said before.
function M.map()
  unmap()
  local keys = config.options.keys
  for action, what in pairs(actions) do
    local lhs = type(keys) == 'table' and keys[action]
    if lhs then
      local before = global_mapping(lhs)
      local otherwise = lhs
      if before then
        otherwise = ('<Plug>(localcascade-before-%s)'):format(action)
        keep(before, otherwise)
      end
      mapped[action] = { lhs = lhs, before = before }
      vim.keymap.set('i', lhs, function()
        local asked, so = pcall(what.when)
        return asked and so and ("<Cmd>lua require('localcascade').%s()<CR>"):format(what.does) or otherwise
      end, { expr = true, remap = true, silent = true, desc = 'LocalCascade: ' .. what.says })
    end
  end
end

--- Keys that something else has by now, everywhere or in one of these buffers; for :checkhealth.
---@param buffers integer[]
---@return { action: string, lhs: string, by: string }[]
function M.conflicts(buffers)
  local found = {}
  for action, entry in pairs(mapped) do
    local current = mapping_of(entry.lhs, api.nvim_get_keymap('i'))
    for _, buffer in ipairs(buffers) do
      current = mapping_of(entry.lhs, api.nvim_buf_get_keymap(buffer, 'i')) or current
    end
    if not current or not vim.startswith(current.desc or '', 'LocalCascade: ') then
      table.insert(found, { action = action, lhs = entry.lhs, by = current and (current.desc or current.rhs) or 'another plugin' })
    end
  end
  return found
end

return M
