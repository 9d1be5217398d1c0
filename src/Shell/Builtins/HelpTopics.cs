namespace Vela.Shell;

/// <summary>Pages of help that are about no single command.</summary>
internal static class HelpTopics
{
    /// <summary>What can be asked for.</summary>
    public static string[] Names => ["keys", "language", "words", "redirection", "control"];

    /// <summary>A topic's page, also by a reserved word that it explains; null if there is none.</summary>
    public static CommandManual? Find(string name) => name switch
    {
        "keys" => new CommandManual(
            HelpGroup.Session,
            "keys",
            "What keys do while a line is typed; C- is Ctrl, M- is Alt or Escape before.",
            "echo one two   then C-a, M-f, C-k, C-y",
            "Tab            completes; once more lists what is possible\n"
            + "C-b C-f M-b M-f C-a C-e   move: a character, a word, to the ends (arrows, Home and End, too)\n"
            + "C-d C-h M-d M-Backspace   erase a character or a word; C-k C-u C-w erase to the end, the beginning, a blank\n"
            + "C-y M-y        put back what was erased; what was erased before that\n"
            + "C-t M-u M-l M-c   exchange two characters; a word in capitals, without, with one\n"
            + "C-_            undoes\n"
            + "C-p C-n        earlier and later lines (arrows); C-r C-s search them, C-g gives up\n"
            + "C-c C-l C-d    give up the line; clear the screen; leave, on an empty line\n"
            + "While something runs C-c ends it and C-z stops it (help jobs).\n"),
        "language" or "if" or "then" or "else" or "elif" or "fi" or "for" or "in" or "do" or "done" or "while" or "until" or "case" or "esac"
            or "function" or "{" or "}" or "!" => new CommandManual(
            HelpGroup.Language,
            "language",
            "Commands made of commands.",
            "for i in 1 2 3; do if [ $i = 2 ]; then echo two; fi; done",
            "A | B          B reads what A prints\n"
            + "A && B, A || B   B only if A succeeded, only if it failed; ! A turns that around\n"
            + "A; B, A &      one after the other; A in the background\n"
            + "( A ), { A; }  a shell of its own for A; A as one command\n"
            + "if A; then B; elif C; then D; else E; fi\n"
            + "for NAME in WORD...; do A; done\n"
            + "while A; do B; done, until A; do B; done\n"
            + "case WORD in PATTERN|PATTERN) A ;; *) B ;; esac\n"
            + "NAME() { A; }  a function; its arguments are $1, $2, ...\n"),
        "words" => new CommandManual(
            HelpGroup.Language,
            "words",
            "What a word of a command becomes before it is used.",
            "name=world; echo \"hello $name\" $((6*7)) $(uptime) *",
            "$NAME ${NAME}  a variable; ${NAME:-W} W if empty, ${NAME:=W} set, too, ${NAME:?W} or an error, ${NAME:+W} W if not empty\n"
            + "${#NAME}       its length; ${NAME#P} ${NAME##P} ${NAME%P} ${NAME%%P} without a pattern at its start or end\n"
            + "$(A)           what A prints; $((1+2)) arithmetic\n"
            + "$? $! $$ $# $@ $0   status, last background job, this shell, number of arguments, all, name\n"
            + "* ? [a-z]      files whose names match; ~ the home directory\n"
            + "'...'          as it stands; \"...\" with $ and `; \\x the character x\n"),
        "redirection" => new CommandManual(
            HelpGroup.Language,
            "redirection",
            "Where a command reads from and prints to.",
            "echo hello > /tmp/x; cat < /tmp/x",
            "< FILE, > FILE, >> FILE   reads it; replaces it; adds to it\n"
            + "2> FILE, 2>&1  the same for errors; errors go where the output goes\n"
            + "<> FILE, >| FILE   both ways; replaces even under set -C\n"
            + "<<WORD         the lines that follow up to WORD; <<-WORD without their tabs\n"),
        "control" => new CommandManual(
            HelpGroup.Processes,
            "control",
            "Who may do what: starting things with less, seeing what they have, taking it back.",
            "run --with dir=/bin:r,mem=16M shell",
            "run --with     starts a program or a shell with exactly what is named\n"
            + "caps           shows who holds what, and from whom\n"
            + "revoke         takes it back, also while it is in use\n"
            + "why            tells what was refused last, to whom, and what right was missing\n"),
        _ => null,
    };
}
