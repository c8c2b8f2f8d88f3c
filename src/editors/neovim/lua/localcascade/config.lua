-- The options and their defaults.
local M = {}

---@class localcascade.Options
local defaults = {
  --- The program: a path, or a list with all arguments of the language server. Nil finds `localcascade` on the PATH.
  ---@type string|string[]|nil
  cmd = nil,

  --- Whether ghost text comes by itself; otherwise only by the key `trigger`.
  auto = true,

  --- Milliseconds of quiet before asking.
  delay = 0,

  --- Whether ghost text is shown beside the completion menu while no entry of it is selected.
  with_menu = false,

  --- Filetypes in which nothing is suggested: { markdown = false }. ['*'] = false turns off all that are not true.
  ---@type table<string, boolean>
  filetypes = {},

  --- Keys of insert mode. Each does what it did before while no ghost text is shown; false leaves it alone, `keys = false` all.
  ---@type table<string, string|false>|false
  keys = {
    accept = '<Tab>',
    accept_word = '<M-Right>',
    accept_line = '<M-C-Right>',
    dismiss = '<C-]>',
    next = '<M-]>',
    previous = '<M-[>',
    trigger = '<M-\\>',
  },

  --- Settings of the server, by the names that `localcascade config` prints: { model = 'qwen', offline = true }.
  ---@type table<string, any>
  settings = vim.empty_dict(),
}

---@type localcascade.Options
M.options = vim.deepcopy(defaults)

--- What is wrong with the options that were given; for :checkhealth.
---@type string[]
M.problems = {}

local types = { cmd = { 'string', 'table' }, auto = { 'boolean' }, delay = { 'number' }, with_menu = { 'boolean' }, filetypes = { 'table' }, keys = { 'table', 'boolean' }, settings = { 'table' } }

---@param given localcascade.Options
function M.set(given)
  M.problems = {}
  local taken = {}
  for name, value in pairs(given) do
    if not types[name] then
      table.insert(M.problems, ('There is no option `%s`.'):format(name))
    elseif not vim.tbl_contains(types[name], type(value)) then
      table.insert(M.problems, ('The option `%s` is a %s; it should be a %s.'):format(name, type(value), table.concat(types[name], ' or ')))
    else
      taken[name] = value
    end
  end
  if type(taken.keys) == 'table' then
    for action in pairs(taken.keys) do
      if not defaults.keys[action] then
        table.insert(M.problems, ('There is no key `keys.%s`.'):format(action))
      end
    end
  end
  M.options = vim.tbl_deep_extend('force', vim.deepcopy(defaults), taken)
  if M.problems[1] then
    vim.notify('LocalCascade: ' .. table.concat(M.problems, ' '), vim.log.levels.WARN)
  end
end

return M
