// node vscode_session.js extension.js file.py '["shapelint", "server"]': one session with that file, told as JSON.
'use strict';

const { readFileSync } = require('node:fs');
const { load, told, Uri, Position, Range } = require('./vscode_api.js');

const PATIENCE = 30_000;
const [extensionPath, path, command] = process.argv.slice(2);
const text = readFileSync(path, 'utf8');
const file = { uri: Uri.file(path), languageId: 'python', version: 1, isClosed: false, getText: () => text };
const extension = load(extensionPath, { command: JSON.parse(command), inlayHints: true }, [file]);
const token = { isCancellationRequested: false, onCancellationRequested: () => ({ dispose() {} }) };

/** The diagnostics of the file as soon as there are some. */
async function diagnosed() {
  for (const end = Date.now() + PATIENCE; Date.now() < end; ) {
    const found = told.diagnostics.get(String(file.uri)) ?? [];
    if (found.length > 0) {
      return found.map(({ range, code }) => [range.start.line, range.start.character, code.value]);
    }
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  return [];
}

async function session() {
  await extension.activate({ subscriptions: [] });
  if (!told.providers.has('inlayHint')) {
    return { told: told.errors };
  }
  const whole = new Range(new Position(0, 0), new Position(1000, 0));
  const hints = await told.providers.get('inlayHint').provideInlayHints(file, whole, token);
  const first = await diagnosed();
  told.diagnostics.clear();
  await told.commands.get('shapelint.restart')();
  const again = await diagnosed();
  await extension.deactivate();
  return { told: told.errors, hints: hints.map((hint) => hint.label), first, again };
}

session().then((result) => console.log(JSON.stringify(result)));
