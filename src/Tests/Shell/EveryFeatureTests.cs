using NUnit.Framework;

namespace Vela.Tests.Shell;

/// <summary>Issue 7, "must show": a script that uses every feature of the language gives the same output as bash does.</summary>
[TestFixture]
public sealed class EveryFeatureTests
{
    private const string Script =
        """
        #!/bin/sh
        # Words, quotes, variables
        name=world; greeting="Hello, $name"; readonly pi=3
        export greeting
        echo "$greeting" '$name' \$name "tab	here" a"b"'c'
        unset none; echo "${none:-default} ${none-} ${name:+set} ${#name} ${name%ld} ${name#wo} ${none:=assigned} $none"
        path=/usr/local/lib/file.tar.gz; echo ${path##*/} ${path%%.*} ${path%/*} ${path#*/}
        echo $((pi * 14 + 2)) $(( (pi << 3) | 1 )) $((pi > 2 ? 10 : 20)); i=0; echo $((i += 5)) $i
        echo "there are $(echo a b c | wc -w | tr -d ' ' 2>/dev/null || echo 3) words" | grep -c words
        # Conditions
        if [ "$name" = world ] && [ ! -e nowhere ]; then echo then; elif false; then echo elif; else echo else; fi
        test 3 -gt 2 || echo never; [ -n "$name" -a -z "" ] && echo and; ! false && echo not
        case $path in *.zip) echo zip;; *.tar.gz | *.tgz) echo tarball;; *) echo other;; esac
        # Loops
        for word in one "two three" four; do echo "<$word>"; done
        i=0; while [ $i -lt 10 ]; do i=$((i + 1)); [ $i -eq 3 ] && continue; [ $i -gt 5 ] && break; printf '%d ' $i; done; echo
        until [ $i -le 3 ]; do i=$((i - 1)); done; echo $i
        for outer in 1 2; do for inner in a b c; do [ $inner = b ] && continue 2; echo $outer$inner; done; done
        # Functions
        factorial() {
            local n=$1
            if [ $n -le 1 ]; then echo 1; return 0; fi
            echo $((n * $(factorial $((n - 1)))))
        }
        factorial 10
        count() { echo $# "$@"; return $#; }
        count a "b c" d; echo $?
        set -- x 'y z'; echo $# "$1" "$2" "$*"; shift; echo "$@"; for arg; do echo "arg $arg"; done
        # Pipes and redirections
        printf '%s\n' cherry apple banana | sort > fruit; cat < fruit; echo date >> fruit; wc -l < fruit | { read n; echo "$n lines"; }
        { echo out; echo err >&2; } > both 2>&1; cat both; { echo lost >&2; } 2>/dev/null
        while read -r line; do case $line in a*) echo "A: $line";; esac; done < fruit
        exec 3> log; echo logged >&3; exec 3>&-; cat log
        cat <<END
        Dear $name, $((1 + 1)) \$literal `echo backquote`
        END
        cat <<'END'
        Dear $name, $(nothing)
        END
        # Globs and splitting
        touch g1 g2 h1 .hidden; echo g* [gh]1 ?2 *.none; IFS=:; list=a:b::c; for x in $list; do printf '[%s]' "$x"; done; echo; unset IFS
        # Subshells, groups, status
        (cd / && name=changed; echo inside $name); echo outside $name; { grouped=yes; }; echo $grouped
        false; echo $?; (exit 42); echo $?; true | false; echo $?; nosuchcommand 2>/dev/null; echo $?
        # Background
        sleep 0 & wait $!; echo waited $?; (sleep 0; echo from background) & wait
        # eval, source, trap, set
        eval "generated=\$name; echo \$generated"; echo 'sourced=$((6 * 7)); return 5' > lib; . ./lib; echo $? $sourced
        trap 'echo cleanup $?' EXIT
        (set -e; false; echo never); echo $?; (set -u; echo $undefined; echo never) 2>/dev/null; echo failed
        set -f; echo g*; set +f; (trap 'echo sub' EXIT; :)
        printf '%5d|%-6s|%05.1f|%x|%c\n' 42 left 3.14159 255 xyz; printf '%s-' a b c; echo
        command echo plain; type factorial >/dev/null && echo known; echo done; exit 7
        """;

    [Test]
    public void It_runs_as_in_bash()
    {
        ShellRun expected = HostShell.Run("bash", "set -o posix\n" + Script, "");
        SimulatedMachine machine = new();
        machine.Files.PutDirectory("/tmp/work");
        ShellRun actual = machine.Run("cd /tmp/work; unset OLDPWD\n" + Script);
        Assert.That(expected.Status, Is.EqualTo(7));
        Assert.That((actual.Status, actual.Output), Is.EqualTo((expected.Status, expected.Output)), "ours said: " + actual.Error);
    }
}
