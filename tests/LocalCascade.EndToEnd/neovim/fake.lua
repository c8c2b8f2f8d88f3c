-- Loaded into the Neovim under test: a language server inside of it that answers when it is told to, and remembers what it heard.
-- `results` holds what other requests are answered with, by method; `tell(method, params)` says something to the client.
local fake = { requests = {}, heard = {}, cancelled = {}, results = {} }
local last = 0

local function initialize_result()
  return { capabilities = { positionEncoding = 'utf-16', textDocumentSync = { openClose = true, change = 2 }, inlineCompletionProvider = vim.empty_dict(), executeCommandProvider = { commands = { 'accept' } } }, serverInfo = { name = 'fake', version = '1' } }
end

require('localcascade.program').server = function()
  return function(dispatchers)
    fake.tell = dispatchers.notification
    return {
      request = function(method, params, callback, replied)
        last = last + 1
        local id = last
        if method == 'textDocument/inlineCompletion' then
          local answered = false
          fake.requests[#fake.requests + 1] = {
            id = id,
            params = params,
            answer = function(...)
              if not answered then
                answered = true
                replied(id)
                callback(...)
              end
            end,
          }
        else
          fake.heard[#fake.heard + 1] = { method = method, params = params }
          vim.schedule(function() callback(nil, method == 'initialize' and initialize_result() or fake.results[method] or vim.NIL) end)
        end
        return true, id
      end,
      notify = function(method, params)
        if method == '$/cancelRequest' then
          fake.cancelled[#fake.cancelled + 1] = params.id
        elseif method ~= 'textDocument/didChange' then
          fake.heard[#fake.heard + 1] = { method = method, params = params }
        end
        return true
      end,
      is_closing = function() return false end,
      terminate = function() end,
    }
  end
end

--- Answers the nth request (the last one without a number) with texts: each replaces its line up to the cursor, and
--- `behind` units after it.
function fake.answer(texts, number, behind)
  local request = fake.requests[type(number) == 'number' and number or #fake.requests]
  local position = request.params.position
  local items = {}
  for index, text in ipairs(texts) do
    items[index] = {
      insertText = text,
      range = { start = { line = position.line, character = 0 }, ['end'] = { line = position.line, character = position.character + (type(behind) == 'number' and behind or 0) } },
      command = { title = 'Accept', command = 'accept', arguments = { text } },
    }
  end
  request.answer(nil, { items = items })
end

function fake.fail(code)
  fake.requests[#fake.requests].answer({ code = code, message = 'No.' })
end

--- What was heard under a method's name, last first.
function fake.last(method)
  for index = #fake.heard, 1, -1 do
    if fake.heard[index].method == method then
      return fake.heard[index].params
    end
  end
end

_G.fake = fake
