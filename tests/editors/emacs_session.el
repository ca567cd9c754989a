;;; One session of Emacs: the first diagnostic of a file, then the hover over what it is about, on standard output.

(find-file (pop command-line-args-left))
(run-hooks 'post-command-hook)          ; in batch mode there are no commands, after which eglot would connect
(with-timeout (60 (error "no diagnostic came"))
  (while (null (flymake-diagnostics))
    (accept-process-output nil 0.1)))
(let ((found (car (flymake-diagnostics))))
  (goto-char (flymake-diagnostic-beg found))
  (princ (format "%S %s\n" (list (line-number-at-pos) (current-column)) (flymake-diagnostic-text found))))
(let* ((server (eglot-current-server))
       (hover (jsonrpc-request server :textDocument/hover (eglot--TextDocumentPositionParams)))
       (text (plist-get (plist-get hover :contents) :value)))
  (princ (replace-regexp-in-string "```\\(text\\)?\n?" "" text))
  (eglot-shutdown server))
