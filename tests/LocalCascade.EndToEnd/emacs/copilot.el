;;; copilot.el --- lsp-mode's own client of GitHub's server, lsp-copilot, with the published server -*- lexical-binding: t; -*-
;; emacs -Q --batch -l copilot.el, in an empty folder, with the server's path in LOCALCASCADE_UNDER_TEST.

(setq native-comp-enable-subr-trampolines nil native-comp-jit-compilation nil)
(require 'cl-lib)
(setq lsp-session-file (expand-file-name "lsp-session") lsp-enable-file-watchers nil lsp-auto-guess-root t
      lsp-enable-suggest-server-download nil lsp-warn-no-matched-clients nil lsp-inline-completion-enable nil)

;; What a user's init.el needs, before lsp-copilot is loaded.
(setq lsp-copilot-enabled t lsp-copilot-executable (getenv "LOCALCASCADE_UNDER_TEST"))
(require 'lsp-mode)
(require 'lsp-inline-completion)
(require 'lsp-copilot)
(setq lsp-copilot-auth-check-delay nil)
(add-to-list 'lsp-language-id-configuration '(fundamental-mode . "typescript"))

(defun until (what so)
  "Wait until SO holds."
  (let ((deadline (+ (float-time) 60)))
    (while (not (funcall so))
      (when (> (float-time) deadline) (error "%s did not come to pass" what))
      (accept-process-output nil 0.02))))

(defvar greeting "  log(\"😀𝒳\"); const message = formatGreeting(name, { polite: true });")

(condition-case problem
    (progn
      (make-directory ".git" t)
      (with-temp-file "greet.ts"
        (set-buffer-file-coding-system 'utf-8-unix)
        (dolist (name '("greet" "greetAgain" "greetOnce"))
          (insert (format "export function %s(name: string) {\n%s\n  console.log(message);\n}\n\n" name greeting)))
        (insert "export function greetAll(name: string) {\n  log(\"😀𝒳\"); const message = \n}\n"))
      (lsp-workspace-folders-add default-directory)
      (find-file "greet.ts")
      (fundamental-mode)
      (lsp)
      (until "the server's answer" (lambda () (and (lsp-workspaces) (eq 'initialized (lsp--workspace-status (car (lsp-workspaces)))))))
      (cl-assert (eq 'copilot-ls (lsp--client-server-id (lsp--workspace-client (car (lsp-workspaces))))))

      ;; The account's commands: nobody has to sign in.
      (cl-assert (equal (user-login-name) (lsp-copilot--authenticated-as)) t)
      (lsp-copilot-login)
      (lsp-copilot-check-status)

      (goto-char (point-max))
      (search-backward "message = ")
      (goto-char (match-end 0))
      (until "ghost text" (lambda () (or (lsp-inline-completion--active-p) (progn (lsp-inline-completion-display) nil))))
      (cl-assert (equal "formatGreeting(name, { polite: true });" (substring-no-properties (overlay-get lsp-inline-completion--overlay 'after-string))) t)
      (lsp-inline-completion-accept)
      (cl-assert (equal greeting (buffer-substring-no-properties (line-beginning-position) (line-end-position))) t)
      (until "the acceptance reaching the server" (lambda () (= 1 (lsp-get (lsp-request "localcascade/status" (make-hash-table)) :accepted))))
      (lsp-copilot-logout)
      (kill-emacs 0))
  (error (princ (format "%s\n" (error-message-string problem))) (kill-emacs 1)))
