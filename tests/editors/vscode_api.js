// As much of VS Code's API as the language client needs to open one Python file and to publish its diagnostics.
// What is asked for beyond that is an empty class: the client extends many and registers providers with all of them.
'use strict';

const Module = require('node:module');
const { EventEmitter } = require('node:events');
const { pathToFileURL, fileURLToPath } = require('node:url');

/** What the extension did. */
const told = { errors: [], logged: [], commands: new Map(), diagnostics: new Map(), providers: new Map() };

class Disposable {
  static from = (...parts) => ({ dispose: () => parts.forEach((part) => part.dispose?.()) });
  dispose() {}
}

class Uri {
  constructor(text) {
    Object.assign(this, { text, scheme: text.slice(0, text.indexOf(':')), authority: '' });
    this.fsPath = this.path = this.scheme === 'file' ? fileURLToPath(text) : text;
  }
  static parse = (text) => new Uri(text);
  static file = (path) => new Uri(pathToFileURL(path).href);
  toString = () => this.text;
}

class Position {
  constructor(line, character) {
    Object.assign(this, { line, character });
  }
}

class Range {
  constructor(a, b, c, d) {
    [this.start, this.end] = typeof a === 'number' ? [new Position(a, b), new Position(c, d)] : [a, b];
  }
}

class Diagnostic {
  constructor(range, message, severity) {
    Object.assign(this, { range, message, severity });
  }
}

class InlayHint {
  constructor(position, label) {
    Object.assign(this, { position, label });
  }
}

class CancellationTokenSource {
  token = { isCancellationRequested: false, onCancellationRequested: () => new Disposable() };
  cancel() {}
  dispose() {}
}

class TabInputText {
  constructor(uri) {
    this.uri = uri;
  }
}

class CodeActionKind {
  static Empty = new CodeActionKind('');
  static QuickFix = new CodeActionKind('quickfix');
  static Source = new CodeActionKind('source');
  constructor(value) {
    this.value = value;
  }
  append(part) {
    return new CodeActionKind(this.value ? `${this.value}.${part}` : part);
  }
}

function happens() {
  const emitter = new EventEmitter();
  const event = (listener) => (emitter.on('', listener), new Disposable());
  return { event, fire: (what) => emitter.emit('', what) };
}

class VsEventEmitter {
  constructor() {
    Object.assign(this, happens());
  }
  dispose() {}
}

/** Anything of the API that is not here: a class whose static members are such classes too. */
function anything(known = {}) {
  function Anything() {}
  return new Proxy(Object.assign(Anything, known), {
    get(target, name) {
      if (name in target || typeof name === 'symbol') {
        return target[name];
      }
      return (target[name] = /^(on[A-Z]|register|create|dispose)/.test(name) ? () => new Disposable() : anything());
    },
  });
}

/** The API for one user: the settings of `shapelint`, and the open documents. */
function api(settings, documents) {
  const get = (name, otherwise) => settings[name] ?? otherwise;
  const diagnostics = {
    set: (uri, found) => told.diagnostics.set(String(uri), found),
    delete: (uri) => told.diagnostics.delete(String(uri)),
    clear() {},
    dispose() {},
  };
  const tabs = documents.map(({ uri }) => ({ input: new TabInputText(uri) }));
  const provider = (name) => (_, it) => (told.providers.set(name, it), new Disposable());
  return anything({
    ...{ Disposable, Uri, Position, Range, Diagnostic, InlayHint, CodeActionKind, CancellationTokenSource, TabInputText },
    ...{ EventEmitter: VsEventEmitter, version: '1.91.0' },
    ...{ DiagnosticSeverity: { Error: 0, Warning: 1 }, DiagnosticTag: { Unnecessary: 1 }, LogLevel: { Info: 3 } },
    env: anything({ appName: 'test', language: 'en' }),
    workspace: anything({
      ...{ textDocuments: documents, notebookDocuments: [], workspaceFolders: undefined, isTrusted: true },
      getConfiguration: (section) => ({ get: section === 'shapelint' ? get : (_, other) => other, ...settings }),
      createFileSystemWatcher: () => anything(),
    }),
    languages: anything({
      match: (selector, { languageId, uri }) =>
        Number([selector].flat().some(({ language, scheme }) => language === languageId && scheme === uri.scheme)),
      createDiagnosticCollection: () => diagnostics,
      registerHoverProvider: provider('hover'),
      registerInlayHintsProvider: provider('inlayHint'),
      registerCodeActionsProvider: provider('codeAction'),
    }),
    window: anything({
      ...{ visibleTextEditors: [], activeTextEditor: undefined },
      tabGroups: { all: [{ tabs }], onDidChangeTabs: () => new Disposable(), activeTabGroup: { tabs } },
      createOutputChannel: () =>
        anything({ error: (text) => told.logged.push(text), info() {}, append() {}, logLevel: 3 }),
      showErrorMessage: async (text) => void told.errors.push(text),
    }),
    commands: anything({
      registerCommand: (name, run) => (told.commands.set(name, run), new Disposable()),
    }),
  });
}

/** Load the extension with this API. */
function load(path, settings, documents) {
  const vscode = api(settings, documents);
  const usual = Module._load;
  Module._load = (name, ...rest) => (name === 'vscode' ? vscode : usual(name, ...rest));
  return require(path);
}

module.exports = { load, told, Uri, Position, Range };
