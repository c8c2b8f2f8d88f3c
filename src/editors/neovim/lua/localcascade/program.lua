-- Finds the program `localcascade`, and runs its commands.
local config = require('localcascade.config')
local M = {}

-- Where the plugin lies in the repository, what `./build.sh` made.
local function built()
  local here = debug.getinfo(1, 'S').source:sub(2)
  local file = vim.fs.normalize(vim.fn.fnamemodify(here, ':p:h:h:h') .. '/../../../dist/localcascade')
  return vim.fn.exepath(file)
end

--- The program's path; nil and a sentence when there is none.
---@return string? path, string? problem
function M.path()
  local named = config.options.cmd
  if type(named) == 'table' then
    named = named[1]
  end
  if named then
    local path = vim.fn.exepath(vim.fs.normalize(named))
    if path ~= '' then
      return path
    end
    return nil, ('%s is not a program that can be run (option cmd)'):format(named)
  end
  for _, path in ipairs({ vim.fn.exepath('localcascade'), built() }) do
    if path ~= '' then
      return path
    end
  end
  return nil, 'the program localcascade is not on the PATH'
end

--- The language server's command line.
---@return string[]? command, string? problem
function M.server()
  local path, problem = M.path()
  if not path then
    return nil, problem
  end
  local named = config.options.cmd
  if type(named) == 'table' and #named > 1 then
    return vim.list_extend({ path }, named, 2)
  end
  return { path, 'lsp', '--stdio' }
end

--- Runs a command of the program; `done` gets its exit code and lines, on the main loop.
---@param arguments string[]
---@param done fun(code: integer, lines: string[])
function M.run(arguments, done)
  local path, problem = M.path()
  if not path then
    done(1, { problem })
    return
  end
  local begun, problem_of_start = pcall(vim.system, vim.list_extend({ path }, arguments), { text = true }, function(result)
    vim.schedule(function()
      local output = (result.stdout or '') .. (result.stderr or '')
      done(result.code, vim.split(vim.trim(output), '\n'))
    end)
  end)
  if not begun then
    done(1, { tostring(problem_of_start) })
  end
end

return M
