-- Neovim's own client, configured as for GitHub's copilot-language-server, with the real server: nvim -l copilot.lua NAME
package.path = vim.fs.dirname(debug.getinfo(1, 'S').source:sub(2)) .. '/?.lua;' .. package.path
local driver = require('driver')
local equal = driver.equal
local S = {}

local greeting = '  log("😀𝒳"); const message = formatGreeting(name, { polite: true });'

local function greet(name)
  return ('export function %s(name: string) {\n%s\n  console.log(message);\n}\n\n'):format(name, greeting)
end

S['neovims-own-client'] = function()
  local file = driver.write('greet.ts', greet('greet') .. greet('greetAgain') .. greet('greetOnce') .. 'export function greetAll(name: string) {\n  log("😀𝒳"); const message = ')
  local child = driver.start(([[
    vim.lsp.config('copilot', {
      cmd = { %q, '--stdio' },
      filetypes = { 'typescript' },
      init_options = { editorInfo = { name = 'Neovim', version = '0.12' }, editorPluginInfo = { name = 'Neovim', version = '0.12' } },
      settings = { telemetry = { telemetryLevel = 'all' } },
    })
    vim.lsp.enable('copilot')
    vim.lsp.inline_completion.enable()
    vim.keymap.set('i', '<Tab>', function()
      if not vim.lsp.inline_completion.get() then
        return '<Tab>'
      end
    end, { expr = true })
    vim.g.loaded_localcascade = true]]):format(driver.server), file)
  child:wait('the server knowing the buffer', 'return (vim.lsp.get_clients({ bufnr = 0, name = "copilot" })[1] or {}).initialized')
  equal('utf-16', child:lua('return vim.lsp.get_clients({ name = "copilot" })[1].offset_encoding'), 'positions')

  child:type('GAform')
  child:ghost('atGreeting(name, { polite: true });')
  child:type('<Tab>')
  child:see('the accepted line', function(screen) return screen.line == greeting end)
  child:wait('the acceptance reaching the server', [[
    local client = vim.lsp.get_clients({ name = 'copilot' })[1]
    return client:request_sync('localcascade/status', vim.empty_dict(), 60000).result.accepted == 1]])

  -- What nvim-lspconfig's commands ask.
  local account = [[return vim.lsp.get_clients({ name = 'copilot' })[1]:request_sync(..., vim.empty_dict(), 60000).result]]
  local signed = child:lua(account, 'signIn')
  equal('AlreadySignedIn', signed.status, 'signing in')
  assert(#signed.user > 0, 'nobody is signed in')
  equal('NotSignedIn', child:lua(account, 'signOut').status, 'signing out')
  equal({}, child:lua('return look.notes'), 'messages')
  child:quit()
end

driver.run(S)
