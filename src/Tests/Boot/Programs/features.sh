#!/bin/sh
# Every feature of the language once, in sixty lines. Utilities are busybox's, so that both shells run the same programs.
set -u; fixed=yes; readonly fixed
where=$(busybox mktemp -d) && cd "$where" || exit 1
trap 'echo "leaving with $?"; cd /; busybox rm -r "$where"' EXIT
say() { printf '%s: %s\n' "$1" "$2"; }                      # a function, printf, parameters
say quoting "a  b"' $HOME '\"\$x\\"$(echo "in 'quotes'")"
say empty ''""; echo -n no newline; echo ' !'
IFS=: read -r user pass rest <<END
root:x:0:0:${fixed}:$((6 * 7))
END
say "here document" "$user/$pass/$rest"
busybox cat <<'END'; busybox cat <<-END
as it stands: $user `busybox date` \$
END
	tabs go: ${user} `echo back\`echo quote\`s`
	END
unset none; v=archive.tar.gz; empty=
echo "${none-default}" "${empty:-filled}" "${empty-}" "${v:+set}" "${none+unset}" "${#v}" "${v%.*}" "${v%%.*}" "${v#*.}" "${v##*.}" "${none:=assigned}$none"
echo $((2 + 3 * 4)) $(((7 - 2) % 3)) $((1 << 4 | 1)) $((5 > 3 && 0 || 2 != 2)) $((010 + 0x10)) $((-7 / 2)) "$((i = 5, i *= 2))" "$i" $((i > 9 ? i : 0))
busybox touch a1 a2 b1 .hidden 'with blank'; mkdir sub && busybox touch sub/c1
echo * a? [!a]* .h* */c? [xy] '*' "a"*
set -f; echo a*; set +f; x='a b  c'; for word in $x "$x" $none; do printf '<%s>' "$word"; done; echo
list() { printf '(%s)' "$#" "$@"; echo; }
set -- one 'two three' ''; list "$@"; list "$*"; list $*; shift; list "$@"; (IFS=-; echo "$*")
if [ -f a1 ] && [ ! -d a1 ]; then echo file; elif test -e a1; then echo other; else echo none; fi
[ 3 -gt 2 -a b \> a ] && echo test
for i in 1 2 3 4 5 6; do case $i in 2 | 3) continue ;; [5-9]) break ;; *) echo "i $i" ;; esac; done
n=0; while [ $n -lt 3 ]; do n=$((n + 1)); until false; do break 2; done; done; echo "n $n"
while :; do n=$((n + 1)); [ $n -eq 9 ] && break; done; echo $n
factorial() { local n=$1; if [ "$n" -le 1 ]; then echo 1; else echo $((n * $(factorial $((n - 1))))); fi; }
factorial 10; echo "still $n"
status() { return "$1"; }; status 7 || echo "returned $?"; ! status 0; echo "negated $?"; true && false || echo or; { false; true; } && echo group
(cd sub; x=changed; exit 3); echo "subshell $? $x ${PWD##*/}" | busybox sed 's/ [^ ]*$//'
printf '3 c\n1 a\n2 b\n' | busybox sort | while read -r number letter; do echo "$letter$number"; done | busybox tr 'a-z' 'A-Z' | busybox tail -n 2
busybox seq 1000 | busybox awk '{ s += $1 } END { print s }'; echo words in a row | busybox wc -w
busybox seq 5 | { read -r first; read -r second; echo "$first $second"; busybox cat | busybox wc -l; }
echo one > out; echo two >> out; { echo three; echo error >&2; }  >> out 2> err
busybox cat out err; busybox wc -l < out
busybox ls nowhere 2> /dev/null; echo "ls $?"; { echo to err >&2; } 2>&1 | busybox cat
exec 3> third; echo descriptor >&3; exec 3>&-; cat third
exec 4< out; read -r line <&4; read -r next <&4; exec 4<&-; echo "$line $next"; echo 12345 1<> out; cat out | busybox head -n 1
export shared=yes; own=no; busybox sh -c 'echo "shared $shared own ${own-}"'; once=only busybox env | busybox grep '^once'; echo "${once-gone}"
eval 'name=x; eval "echo \$$name"'
echo 'sourced=$1; echo "in $sourced"; return 4' > lib; . ./lib 2> /dev/null; echo "source $?"
printf '#!/bin/busybox sh\necho "script $0 $1" | busybox sed "s:/.*/::"; exit 5\n' > run; busybox chmod +x run; ./run argument; echo "run $?"
busybox sleep 0.2 & slept=$!; busybox false & failed=$!; wait $failed; echo "false $?"; wait $slept; echo "sleep $?"
busybox sleep 100 & busybox usleep 50000; kill -9 $!; wait $!; echo "killed $?" 2> /dev/null
 (exit 9) & wait $!; echo "job $?"; { busybox usleep 1000; echo late; } & wait; echo waited
trap 'echo caught' USR1; trap '' USR2; trap - USR2; busybox sh -c 'exit 12'; echo "exit $?"; nosuchcommand 2> /dev/null; echo "missing $?"
command echo command; type list > /dev/null && echo typed; value=$(echo "lines"; echo; echo); echo "[$value]"; echo $(busybox seq 3) "$(busybox seq 3)"
nested=$(echo "$(echo "deep $(echo "er ${v%.gz}")")"); echo "$nested"; echo "$(case x in x) echo case in substitution ;; esac)"; echo `echo \`echo ticks\``
set -e; if false; then :; fi; false || true; ! true; echo "set -e goes on"; (set -e; false; echo never) || echo "ended"; set +e
f() for i in 1 2; do echo "body $i"; done; f | busybox cat
g() (x=inner; echo $x); x=outer; g; echo $x; unset -f f; f 2> /dev/null; echo "no f $?"
while read -r a b; do echo "$b $a"; done < out | busybox head -n 2; for file in a*; do echo "${file}.old"; done
until [ -e made ]; do : > made || break; done; ls made
echo "a\\tb" 'c\td' | busybox cat; printf '%5d|%-5s|%05.1f|%x|%c|%%|%b\n' 42 left 3.14159 255 char 'tab\there'; printf '%s-%s\n' 1 2 3
x=5; { x=6; }; echo $x; (x=7); echo $x; echo 8 | read x; echo $x
y=$x z=$y; echo "$z"; a=1 b=$((a = 4)) ; echo "$a $b"; : "${c:=made}"; echo $c
PS4='+ '; set -x; : traced 2> /dev/null; set +x; echo "$-" | busybox grep -c u; set -- ; echo $# "${1-nothing}"; set -o noglob; echo a*; set +o noglob
echo é ∑ 漢字 "${#v}" | busybox wc -c; case 'a]b' in *']'*) echo bracket ;; esac; case abc in a*c) echo star ;; esac; case - in [[:alpha:]-]) echo class ;; esac
cd sub && echo "${PWD##*/}" && cd .. ; echo ~root | busybox wc -l; echo {a,b} | busybox wc -l; echo "last" ; false; exit 42
