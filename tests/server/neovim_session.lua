-- What a user of Neovim does with the example that is open; told to the file that $SHAPELINT_TOLD names.

local told = {}

-- Wait until a function gives something, and remember that under a name.
local function await(name, get)
  vim.wait(60000, function()
    told[name] = get()
    return told[name] ~= nil and #told[name] > 0
  end, 50)
end

local function finish()
  local file = assert(io.open(os.getenv('SHAPELINT_TOLD'), 'w'))
  file:write(vim.json and vim.json.encode(told) or vim.fn.json_encode(told))
  file:close()
  vim.cmd('qall!')
end

local function diagnostics()
  return vim.tbl_map(function(each)
    return { code = each.code, row = each.lnum + 1, message = each.message, source = each.source }
  end, vim.diagnostic.get(0))
end

-- The hints that stand in the buffer: Neovim's own, or those of the committed set-up.
local function hints()
  local found = {}
  if vim.lsp.inlay_hint then
    for _, each in ipairs(vim.lsp.inlay_hint.get({ bufnr = 0 })) do
      local label = each.inlay_hint.label
      table.insert(found, { each.inlay_hint.position.line + 1, type(label) == 'string' and label or label[1].value })
    end
    return found
  end
  local namespace = vim.api.nvim_create_namespace('shapelint')
  for _, mark in ipairs(vim.api.nvim_buf_get_extmarks(0, namespace, 0, -1, { details = true })) do
    table.insert(found, { mark[2] + 1, mark[4].virt_text[1][1] })
  end
  return found
end

local ok, failure = pcall(function()
  await('diagnostics', diagnostics)
  await('hints', hints)
  local first = vim.diagnostic.get(0)[1]
  vim.api.nvim_win_set_cursor(0, { first.lnum + 1, first.col })
  vim.ui.select = function(actions, options, choose)
    told.actions = vim.tbl_map(options.format_item or tostring, actions)
    for number, title in ipairs(told.actions) do
      if title:find('h_n', 1, true) then
        return choose(actions[number], number)
      end
    end
    choose(nil)
  end
  local before = vim.api.nvim_buf_get_changedtick(0)
  vim.lsp.buf.code_action()
  vim.wait(60000, function()
    return vim.api.nvim_buf_get_changedtick(0) ~= before
  end, 50)
  vim.wait(60000, function()
    return #vim.diagnostic.get(0) == 0
  end, 50)
  told.left = diagnostics()
  vim.cmd('write')
end)
told.failure = not ok and tostring(failure) or nil
finish()
