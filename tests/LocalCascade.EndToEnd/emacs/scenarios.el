;;; scenarios.el --- lsp-mode's inline completion with the published server -*- lexical-binding: t; -*-
;; emacs -Q --batch -l scenarios.el SCENARIO, in an empty folder, with the server's path in LOCALCASCADE_UNDER_TEST.

(setq native-comp-enable-subr-trampolines nil native-comp-jit-compilation nil)
(require 'cl-lib)
(setq lsp-session-file (expand-file-name "lsp-session") lsp-enable-file-watchers nil lsp-auto-guess-root t
      lsp-enable-suggest-server-download nil lsp-warn-no-matched-clients nil lsp-inline-completion-enable nil)
(require 'lsp-mode)
(require 'lsp-inline-completion)

;; What a user's init.el needs.
(lsp-register-client
 (make-lsp-client
  :new-connection (lsp-stdio-connection (lambda () (list (getenv "LOCALCASCADE_UNDER_TEST") "lsp" "--stdio")))
  :activation-fn (lambda (&rest _) t)
  :add-on? t
  :server-id 'localcascade))
(add-to-list 'lsp-language-id-configuration '(fundamental-mode . "python"))

(defun until (what so)
  "Wait until SO holds."
  (let ((deadline (+ (float-time) 60)))
    (while (not (funcall so))
      (when (> (float-time) deadline) (error "%s did not come to pass" what))
      (accept-process-output nil 0.02))))

(defun equals (expected actual what)
  (unless (equal expected actual) (error "%s: expected %S, but it is %S" what expected actual)))

(defun open (name content)
  "Visit a file of CONTENT, known to the server; the cursor is at ‸."
  (make-directory ".git" t)
  (with-temp-file name (set-buffer-file-coding-system 'utf-8-unix) (insert content))
  (lsp-workspace-folders-add default-directory)
  (find-file name)
  (fundamental-mode)
  (lsp)
  (until "the server's answer" (lambda () (and (lsp-workspaces) (eq 'initialized (lsp--workspace-status (car (lsp-workspaces)))))))
  (goto-char (point-min))
  (search-forward "‸")
  (delete-char -1)
  ;; Edits are sent by a timer, or with the next request.
  (lsp-inline-completion-display)
  (until "ghost text" (lambda () (or (lsp-inline-completion--active-p) (progn (lsp-inline-completion-display) nil)))))

(defun ghost ()
  "What the overlay shows, from the cursor on."
  (substring-no-properties (overlay-get lsp-inline-completion--overlay 'after-string)))

(defun line () (buffer-substring-no-properties (line-beginning-position) (line-end-position)))

(defvar greetings "export function greet(name: string) {
  log(\"😀𝒳\"); const message = formatGreeting(name, { polite: true });
  console.log(message);
}

export function greetAgain(name: string) {
  log(\"😀𝒳\"); const message = formatGreeting(name, { polite: true });
  console.log(message);
}

export function greetOnce(name: string) {
  log(\"😀𝒳\"); const message = formatGreeting(name, { polite: true });
  console.log(message);
}

export function greetAll(name: string) {
  log(\"😀𝒳\"); const message = ‸
}
")

(defun status () (lsp-request "localcascade/status" (make-hash-table)))

(defun scenario-positions-are-utf-32 ()
  (equals "utf-32" (gethash "positionEncoding" (lsp--workspace-server-capabilities (car (lsp-workspaces)))) "the encoding"))

(defun scenario-shown-and-accepted ()
  (equals "formatGreeting(name, { polite: true });" (ghost) "ghost text")
  (let ((item (elt lsp-inline-completion--items 0)))
    (cl-assert (stringp (lsp:inline-completion-item-insert-text item)) nil "The text is a snippet."))
  (let (told)
    (add-hook 'lsp-inline-completion-accepted-functions (lambda (&rest _) (setq told t)))
    (lsp-inline-completion-accept)
    (cl-assert told))
  (equals "  log(\"😀𝒳\"); const message = formatGreeting(name, { polite: true });" (line) "the accepted line")
  (equals (point) (line-end-position) "the cursor")
  (until "the acceptance reaching the server" (lambda () (= 1 (lsp-get (status) :accepted)))))

(defun scenario-typed-through-and-cancelled ()
  (lsp-inline-completion-cancel)
  (equals nil (lsp-inline-completion--active-p) "ghost text after cancelling")
  (insert "formatGreeting(")
  (lsp-inline-completion-display)
  (equals "name, { polite: true });" (ghost) "ghost text")
  (lsp-inline-completion-cancel)
  (equals "  log(\"😀𝒳\"); const message = formatGreeting(" (line) "the line"))

(let ((name (car command-line-args-left)))
  (condition-case problem
      (progn
        (open "greet.ts" greetings)
        (funcall (intern (concat "scenario-" name)))
        (kill-emacs 0))
    (error (princ (format "%s: %s\n" name (error-message-string problem))) (kill-emacs 1))))
