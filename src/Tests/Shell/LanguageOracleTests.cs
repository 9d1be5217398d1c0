using System.Collections.Generic;
using NUnit.Framework;

namespace Vela.Tests.Shell;

/// <summary>Issue 7 item 2: the same scripts, here and in the shells of the host, give the same output and status.</summary>
[TestFixture]
public sealed class LanguageOracleTests
{
    private const string Input = "one two\nthree  four five\n\nlast";

    private static readonly string[] _posix =
    [
        // Words and quotes
        "echo a  b 'c  d' \"e  f\" g\\ h",
        "printf '<%s>' '' \"\" a''b \"\"",
        "echo a\\\nb",
        "echo # comment\necho a#b",
        "x='a   b'; echo $x \"$x\"",
        "printf '<%s>' $unset \"$unset\"",
        // Parameters
        "echo $# $1 $2 \"$@\" $*",
        "printf '<%s>' \"$@\"; printf '[%s]' \"$*\"; IFS=:; printf '{%s}' \"$*\" $*",
        "set -- ; printf '<%s>' \"$@\"; printf '(%s)' a\"$@\"b; echo",
        "set -- a 'b c' ''; printf '<%s>' \"x$@y\"; for i; do echo \"[$i]\"; done",
        "x=; echo ${x-a} ${x:-b} ${y-c} ${y:-d}; echo ${y=set}$y",
        "x=1; echo ${x+yes} ${z+no} ${x:+yes}",
        "x=hello.tar.gz; echo ${x%.*} ${x%%.*} ${x#*.} ${x##*.} ${#x}",
        "p=/a/b/c; echo ${p##*/} ${p%/*} \"${p#/}\"",
        "x='a*b'; echo \"${x%\\*b}\" \"${x#a}\" \"${x%'*'b}\"",
        "echo ${x:-a b} \"${x:-a  b}\" ${x:-'a  b'} ${x:-\"a  b\"}",
        "printf '<%s>' ${x:-a b 'c d'}",
        "x=${y:-$(echo sub)}; echo $x; echo ${#x}",
        "echo $((1+2*3)) $((7/2)) $((7%3)) $((-7/2)) $((1<<10)) $(( (1+2)*3 ))",
        "x=5; echo $((x+1)) $((x*x)) $(($x-1)) $((x>3)) $((x==5&&x<4)) $((!x)) $((~x))",
        "x=5; echo $((x+=3)) $x $((x=2)) $x $((x<<=2)) $((1?10:20)) $((0||0))",
        "echo $((0x1F)) $((010)) $((1 ? 2 : 0/0))",
        "echo $((9223372036854775807+1))",
        "echo $(echo a; echo b) \"$(echo a; echo b)\" `echo c`",
        "echo $(echo $(echo $(echo deep)))",
        "echo \"$(printf 'x\\n\\n\\n')\"y",
        "echo `echo \\`echo nested\\``",
        "x=$(false); echo $?; x=$(exit 3); echo $?",
        "echo $(case x in x) echo in;; esac)",
        "echo \"a $(echo \"b 'c' $(echo \"d\")\")\"",
        // Splitting
        "IFS=:; x='a:b::c:'; printf '<%s>' $x; printf '<%s>' \"$x\"",
        "IFS=' :'; x=' a : b:c  d '; printf '<%s>' $x",
        "x=' a b '; printf '<%s>' $x'c'; printf '<%s>' p$x",
        "IFS=; x='a b'; printf '<%s>' $x",
        "IFS=x; y=axbxc; echo $y; echo $(echo pxq)",
        // Lists and conditions
        "true && echo a || echo b; false && echo c || echo d",
        "false; echo $?; ! false; echo $?; ! true; echo $?",
        "if false; then echo a; elif true; then echo b; else echo c; fi",
        "if false; then echo a; fi; echo $?",
        "{ echo a; echo b; }; (echo c; exit 3); echo $?",
        "x=1; (x=2; echo $x); echo $x; { x=3; }; echo $x",
        "(exit 5) || echo $?",
        // Loops
        "for i in 1 2 3; do echo $i; done; echo $i",
        "for i in; do echo never; done; echo $?",
        "i=0; while [ $i -lt 5 ]; do i=$((i+1)); [ $i = 2 ] && continue; [ $i = 4 ] && break; echo $i; done",
        "i=3; until [ $i -eq 0 ]; do echo $i; i=$((i-1)); done",
        "for a in 1 2; do for b in x y z; do [ $b = y ] && continue 2; echo $a$b; done; done",
        "for a in 1 2; do for b in x y; do break 2; done; done; echo $a $b",
        "while true; do break; done; echo $?",
        "while read -r a b; do echo \"[$a][$b]\"; done",
        "read a b c; echo \"$a/$b/$c\"; read x; echo \"$x\"; read y; echo \"<$y>$?\"; read z; echo \"$z $?\"",
        "printf 'a:b:c\\n' | { IFS=: read x y; echo \"$x|$y\"; }",
        "printf 'a\\\\tb\\\\\\nc\\n' | { read x; echo \"$x\"; }",
        "printf '  a  b  \\n' | { read x; echo \"<$x>\"; }; printf '  a  b  \\n' | { IFS= read -r x; echo \"<$x>\"; }",
        // Case
        "for x in a.c b.h abc '' -; do case $x in *.c) echo c;; *.h|abc) echo h;; '') echo empty;; [!a-z]) echo other;; esac; done",
        "case a in b) echo b;; esac; echo $?",
        "x='*'; case abc in \"$x\") echo quoted;; $x) echo pattern;; esac",
        "case 'a b' in a\\ b) echo yes;; esac; case x in (x) echo paren; esac",
        "case ']' in []]) echo bracket;; esac",
        "case 5 in [[:digit:]]) echo digit;; esac; case - in [a-]) echo dash;; esac",
        // Functions
        "f() { echo \"f $# $1\"; return 4; }; f a b; echo $?; echo $#",
        "f() { x=2; local y=3; echo $x $y; }; y=1; f; echo $x $y",
        "f() { [ $1 -le 1 ] && { echo 1; return; }; echo $(( $1 * $(f $(($1-1))) )); }; f 6",
        "f() ( x=5; exit 3 ); x=1; f; echo $? $x",
        "f() { for i in 1 2 3; do [ $i = 2 ] && return 7; echo $i; done; }; f; echo $?",
        "f() { echo \"$@\" | cat; }; f a 'b  c'",
        "f() { echo out; echo err >&2; }; f 2>/dev/null; f 2>&1 | cat; x=$(f 2>&1); echo \"$x\"",
        "f() { g() { echo inner; }; }; f; g",
        "f() if true; then echo compound; fi\nf",
        "f() { unset -f f; echo once; }; f; f || echo $?",
        // Pipes and redirections
        "echo hello | cat | cat",
        "echo a > f; echo b >> f; cat f; cat < f; wc -l < f",
        "cat > f <<END\nline $((1+1)) $HOME\n\\$x \\\\ \"q\" 'r'\nEND\ncat f",
        "cat <<'END'\n$x $(no) `no`\nEND",
        "cat <<-END\n\ttabs\n\t\tgone\n\tEND",
        "cat <<A; cat <<B\na\nA\nb\nB",
        "x=$(cat <<END\nin substitution\nEND\n); echo \"$x\"",
        "{ echo out; echo err >&2; } 2>/dev/null; { echo out; echo err >&2; } 2>&1 >/dev/null",
        "exec 3>f; echo three >&3; exec 3>&-; cat f",
        "exec 4<&0; echo data > f; exec < f; read x; echo $x; exec 0<&4",
        "echo a | while read x; do y=$x; done; echo \"<$y>\"",
        "true | false; echo $?; false | true; echo $?",
        "for i in 1 2 3; do echo $i; done > f; cat f; while read x; do echo \"<$x>\"; done < f",
        "echo a>f; (echo b; echo c) >>f; cat f | { read x; echo $x; cat; }",
        "if echo x | grep -q x; then echo found; fi",
        "yes | head -n 2",
        // Variables
        "x=1 y=2; echo $x$y; x=a$y; echo $x; z=\"$x  $y\"; echo \"$z\"",
        "x=1; x=2 true; echo $x; x=3 :; echo $x",
        "f() { echo $v; }; v=1; v=2 f; echo $v",
        "unset x; x=1; unset x; echo ${x-unset}",
        "readonly r=1; (r=2; echo no) 2>/dev/null; echo $r",
        "export E=1; echo $E",
        "a=~; HOME=/h; echo ~ ~/x '~' \"~\"; b=~:~/c; echo $b; echo a~",
        // Builtins
        "set -- a b c; shift; echo $1 $#; shift 2; echo $#",
        "set -- -a b; echo $1; set -e; set +e; false; echo on",
        "set -e; false; echo never",
        "set -e; if false; then :; fi; false || true; ! true; echo here; (exit 3); echo never",
        "set -e; f() { false; echo in; }; f || echo out; f; echo never",
        "set -e; x=$(false); echo never",
        "set -u; (echo $nope; echo never) 2>/dev/null; echo $((1))",
        "eval 'echo a; x=5'; echo $x; eval echo '$x'; eval; echo $?",
        "echo 'y=$1; echo sourced $#; return 3; echo no' > s; . ./s; echo $? ${y-}",
        "trap 'echo bye' EXIT; echo hi; exit 3",
        "trap 'echo a' EXIT; trap - EXIT; echo b",
        "(trap 'echo sub' EXIT; echo in); echo out",
        ":; echo $?; : ${x:=5}; echo $x",
        "command echo a; command -v echo >/dev/null; echo $?; echo() { printf over; }; command echo b",
        "type nosuchthing >/dev/null 2>&1; echo $?; nosuchcommand 2>/dev/null; echo $?",
        "[ a = a ] && [ a != b ] && [ -n x ] && [ -z '' ] && [ 3 -gt 2 ] && echo ok",
        "[ ! a = b ]; echo $?; [ a = b -o c = c ]; echo $?; [ ]; echo $?; [ '' ]; echo $?; [ ! ]; echo $?; [ = ]; echo $?",
        "[ ! '' ]; echo $?; [ '(' a ')' ]; echo $?; test -n; echo $?; test 1 -eq 01; echo $?; [ x -eq 1 ] 2>/dev/null; echo $?",
        "touch f; mkdir d; [ -f f ] && [ -d d ] && [ -e f ] && [ ! -e g ] && [ ! -s f ] && echo files",
        "printf '%s %d %5d|%-5s|%05d|%x|%o|%c|%%\\n' str 42 7 ab 42 255 8 xyz",
        "printf '%s\\n' a b c; printf '%d %s\\n' 1 a 2 b; printf 'no newline'; printf '%b' 'a\\tb\\n'; printf '\\101\\n'",
        "printf '%.2f %e %g %g\\n' 3.14159 1234.5 0.0001 1000000; printf '%5.1f|%-8.3s|\\n' 2.25 abcdef",
        "printf '%d\\n' 0x10 010 \"'A\"; printf '%u\\n' -1; printf '%i %+d\\n' 5 5; printf '%*d|\\n' 5 42",
        "sleep 0 & wait $!; echo $?; (exit 4) & wait $!; echo $?; wait; echo $?",
        "false & wait; echo $?; echo a & wait; echo b",
        // Globbing
        "touch a1 a2 b1 .h; echo *; echo a*; echo ?1; echo [ab]1; echo [!a]1; echo nomatch*; echo '*' \"*\" \\*",
        "mkdir d e; touch d/x e/x d/y; echo */x */y; echo d/*; echo */; for f in */x; do echo $f; done",
        "touch 'a b' c; for f in *; do echo \"[$f]\"; done; x='*'; echo $x; echo \"$x\"; set -f; echo *",
        "touch .a .b c; echo .[ab] * .a*",
        // Exit
        "exit 42", "(exit 9); exit", "false", "echo a; exit; echo b", "f() { exit 6; }; f; echo no",
        "true; (false; true); echo $?",
        "echo \"${x?}\" 2>/dev/null; echo never",
        "getopts_free=1; while :; do case $getopts_free in 3) break;; esac; getopts_free=$((getopts_free+1)); done; echo $getopts_free",
        "{ echo 1; echo 2; } | { read a; read b; echo $b $a; }",
        "echo {a,b} a=b =c",
        "if :; then :; fi && echo yes; { :; } && echo group; ! { false; } && echo inverted",
        "x=a; x=$x$x y=$x; echo $x $y",
        "echo 1;echo 2&&echo 3;:|:;echo 4 &wait",
        "a=1;b=2\n\n\n# c\n  echo $a \\\n   $b # d\n",
    ];

    private static readonly string[] _bash =
    [
        "case b in [^a]) echo not;; esac",
        "cat nosuchfile 2>/dev/null; echo $?; echo x > /nosuch/dir/f; echo $?",
        "set -C; echo a > g; echo b > g; echo $?; cat g; echo c >| g; cat g",
        "echo ☃ é; x=éa; echo ${#x}; case é in ?) echo one;; esac; echo ${x#?}",
        "set -o pipefail; false | true; echo $?",
        "i=1; echo $((i++)) $i $((++i)) $((i--)) $((--i))",
        "echo $((2+3)) $((- - 3)) $((-1 >> 1)) $((5 & 3)) $((5 | 3)) $((5 ^ 3))",
        "x=y; y=7; echo $((x+1))",
        "echo $((i = 5, i * 2)) $((1 ? 2, 3 : 4)) $(((1, 2) + 1))",
        "echo 'x=1; return 4' > s; source ./s; echo $? $x",
        "echo 'it'\\''s' \"\\$x \\\"q\\\" \\\\ \\n\"",
        "cd /; echo $PWD; pwd; cd /nosuch 2>/dev/null; echo $?",
        "[ a == a ] && echo eq; [ b '>' a ] && echo gt",
        "trap 'echo t $?' EXIT; false",
    ];

    /// <summary>Every script, for tests that need many.</summary>
    public static IEnumerable<string> All => [.. _posix, .. _bash];

    private static IEnumerable<TestCaseData> Scripts()
    {
        foreach (string script in _posix)
        {
            yield return new TestCaseData("dash", script).SetName(Name("dash", script));
        }

        foreach (string script in _bash)
        {
            yield return new TestCaseData("bash", script).SetName(Name("bash", script));
        }
    }

    [TestCaseSource(nameof(Scripts))]
    public void It_does_what_the_hosts_shell_does(string shell, string script)
    {
        ShellRun expected = HostShell.Run(shell, script, Input, "first", "second arg");
        SimulatedMachine machine = new();
        machine.Files.PutDirectory("/tmp/work");
        ShellRun actual = machine.Run("cd /tmp/work; unset OLDPWD\n" + script, Input, null, "first", "second arg");
        Assert.That((actual.Status, actual.Output), Is.EqualTo((expected.Status, expected.Output)), "ours said: " + actual.Error);
    }

    private static string Name(string shell, string script) =>
        "As_" + shell + "(" + script.Replace('\n', '~').Replace('(', '{').Replace(')', '}').Replace('.', '_').Replace('"', '\'').Replace(',', '_') + ")";
}
