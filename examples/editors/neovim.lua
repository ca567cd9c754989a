-- shapelint in Neovim 0.7 or later: put this file beside init.lua as lua/shapelint.lua, and write require('shapelint')
-- into init.lua. It needs `shapelint` on the PATH, installed by: pip install "shapelint[server]"

local command = { 'shapelint', 'server' }
local markers = { 'shapelint.toml', 'pyproject.toml', '.git' }
local options = { inlayHints = true }

if vim.fn.has('nvim-0.11') == 1 then
  vim.lsp.config('shapelint', {
    cmd = command,
    filetypes = { 'python' },
    root_markers = markers,
    init_options = options,
  })
  vim.lsp.enable('shapelint')
  vim.api.nvim_create_autocmd('LspAttach', {
    callback = function(event)
      local client = vim.lsp.get_client_by_id(event.data.client_id)
      if client and client.name == 'shapelint' then
        vim.lsp.inlay_hint.enable(true, { bufnr = event.buf })
      end
    end,
  })
  return
end

-- What follows is for Neovim 0.7 to 0.10, which have no vim.lsp.config.

local hints = vim.api.nvim_create_namespace('shapelint')

-- Neovim shows inlay hints itself since 0.10. Before, they stand behind the line, with the names that they are of.
local function show_hints(client, buffer)
  local last = vim.api.nvim_buf_line_count(buffer)
  local parameters = {
    textDocument = { uri = vim.uri_from_bufnr(buffer) },
    range = { start = { line = 0, character = 0 }, ['end'] = { line = last, character = 0 } },
  }
  client.request('textDocument/inlayHint', parameters, function(failure, found)
    if failure or not vim.api.nvim_buf_is_loaded(buffer) then
      return
    end
    local lines = {}
    for _, hint in ipairs(found or {}) do
      local row = hint.position.line
      local text = vim.api.nvim_buf_get_lines(buffer, row, row + 1, false)[1] or ''
      local units = math.min(hint.position.character, select(2, vim.str_utfindex(text)))
      local name = text:sub(1, vim.str_byteindex(text, units, true)):match('[%w_.]*$')
      lines[row] = lines[row] or {}
      table.insert(lines[row], name .. hint.label)
    end
    vim.api.nvim_buf_clear_namespace(buffer, hints, 0, -1)
    for row, labels in pairs(lines) do
      local shown = { { table.concat(labels, '  '), 'Comment' } }
      pcall(vim.api.nvim_buf_set_extmark, buffer, hints, row, 0, { virt_text = shown })
    end
  end, buffer)
end

local function attached(client, buffer)
  vim.keymap.set('n', 'K', vim.lsp.buf.hover, { buffer = buffer })
  vim.keymap.set({ 'n', 'x' }, 'gra', vim.lsp.buf.code_action, { buffer = buffer })
  if vim.lsp.inlay_hint then
    vim.lsp.inlay_hint.enable(true, { bufnr = buffer })
  elseif options.inlayHints then
    vim.api.nvim_create_autocmd({ 'TextChanged', 'InsertLeave', 'BufEnter' }, {
      buffer = buffer,
      callback = function()
        show_hints(client, buffer)
      end,
    })
    show_hints(client, buffer)
  end
end

-- The nearest folder above a file that has one of the markers, else the file's own.
local function root_of(path)
  local folder = vim.fn.fnamemodify(path, ':p:h')
  local above = vim.fn.escape(folder, ' ,;') .. ';'
  for _, marker in ipairs(markers) do
    local file, within = vim.fn.findfile(marker, above), vim.fn.finddir(marker, above)
    if file ~= '' then
      return vim.fn.fnamemodify(file, ':p:h')
    elseif within ~= '' then
      return vim.fn.fnamemodify(within, ':p:h:h')
    end
  end
  return folder
end

local clients = {}

vim.api.nvim_create_autocmd('FileType', {
  pattern = 'python',
  callback = function(event)
    if vim.bo[event.buf].buftype ~= '' then
      return
    end
    local root = root_of(vim.api.nvim_buf_get_name(event.buf))
    local id = clients[root]
    if not (id and vim.lsp.get_client_by_id(id)) then
      id = vim.lsp.start_client({
        name = 'shapelint',
        cmd = command,
        root_dir = root,
        workspace_folders = { { uri = vim.uri_from_fname(root), name = root } },
        init_options = options,
        on_attach = attached,
      })
      clients[root] = id
    end
    if id then
      vim.lsp.buf_attach_client(event.buf, id)
    end
  end,
})
