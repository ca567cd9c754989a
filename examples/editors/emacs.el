;;; shapelint in Emacs with eglot, which is part of Emacs since 29 (before: M-x package-install eglot).
;;; This belongs into init.el.  Eglot talks with one server in a buffer: where there is another one for Python,
;;; leave the hooks out and start shapelint with C-u M-x eglot RET shapelint server RET.

(with-eval-after-load 'eglot
  (add-to-list 'eglot-server-programs
               '((python-mode python-ts-mode)
                 . ("shapelint" "server" :initializationOptions (:inlayHints t)))))

(add-hook 'python-mode-hook #'eglot-ensure)
(add-hook 'python-ts-mode-hook #'eglot-ensure)
