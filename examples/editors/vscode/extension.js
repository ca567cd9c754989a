// Starts `shapelint server` and stops it. All else is between the server and the editor's language client.
'use strict';

const { spawn } = require('node:child_process');
const { homedir } = require('node:os');
const vscode = require('vscode');
const { LanguageClient } = require('vscode-languageclient/node');

const INSTALL = 'pip install "shapelint[server]"';
const PATIENCE = 20_000;

/** @type {LanguageClient | undefined} */
let client;
/** What was asked for last: starts and stops follow one another. */
let queue = Promise.resolve();

/** @returns {string[]} */
function command() {
  return vscode.workspace.getConfiguration('shapelint').get('command', ['shapelint', 'server']);
}

/**
 * What is wrong with the command, if anything is: started without an editor, the server ends at once and with 0.
 * It runs in the home folder, for Python could import what lies in the current one.
 *
 * @param {string[]} words
 * @returns {Promise<string | undefined>}
 */
function complaint([program = '', ...args]) {
  return new Promise((resolve) => {
    const signal = AbortSignal.timeout(PATIENCE);
    const process = spawn(program, args, { cwd: homedir(), stdio: ['ignore', 'ignore', 'pipe'], signal });
    let said = '';
    process.stderr.on('data', (data) => (said += data));
    process.on('error', (error) => resolve(signal.aborted ? undefined : unstarted(program, error)));
    process.on('close', (code) => {
      const last = said.trim().split('\n').pop()?.replace(/^shapelint: (error: )?/, '');
      resolve(code ? last || `\`${[program, ...args].join(' ')}\` ended with ${code}` : undefined);
    });
  });
}

/**
 * @param {string} program
 * @param {NodeJS.ErrnoException} error
 */
function unstarted(program, error) {
  const why = error.code === 'ENOENT' ? 'is not on the PATH' : `cannot be started (${error.code})`;
  return `\`${program}\` ${why}: ${INSTALL}, or set shapelint.command`;
}

/** @param {vscode.LogOutputChannel} output */
async function start(output) {
  const [program = '', ...args] = command();
  const wrong = await complaint([program, ...args]);
  if (wrong !== undefined) {
    output.error(wrong);
    void tell(wrong);
    return;
  }
  const schemes = ['file', 'untitled', 'vscode-notebook-cell'];
  client = new LanguageClient(
    'shapelint',
    'shapelint',
    { command: program, args, options: { cwd: homedir() } },
    {
      documentSelector: schemes.map((scheme) => ({ scheme, language: 'python' })),
      synchronize: { configurationSection: 'shapelint' },
      initializationOptions: () => ({ ...vscode.workspace.getConfiguration('shapelint') }),
      outputChannel: output,
    },
  );
  await client.start().catch((error) => output.error(String(error)));
}

/** @param {string} wrong */
async function tell(wrong) {
  const settings = 'Open Settings';
  if ((await vscode.window.showErrorMessage(`shapelint: ${wrong}`, settings)) === settings) {
    await vscode.commands.executeCommand('workbench.action.openSettings', 'shapelint.command');
  }
}

async function stop() {
  const old = client;
  client = undefined;
  if (old?.needsStop()) {
    await old.stop();
  }
}

/** @param {vscode.ExtensionContext} context */
function activate(context) {
  const output = vscode.window.createOutputChannel('shapelint', { log: true });
  const restart = () => (queue = queue.then(stop).then(() => start(output)));
  context.subscriptions.push(
    output,
    vscode.commands.registerCommand('shapelint.restart', restart),
    vscode.workspace.onDidChangeConfiguration((event) => {
      if (event.affectsConfiguration('shapelint.command')) {
        void restart();
      }
    }),
  );
  return restart();
}

function deactivate() {
  return (queue = queue.then(stop));
}

module.exports = { activate, deactivate };
