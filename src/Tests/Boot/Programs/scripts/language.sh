# Functions, loops, case, arithmetic, expansions, set -e, read, getopts, eval.
sum() { total=0; for n; do total=$((total + n)); done; echo $total; }
sum 1 2 3 4
fact() { if [ $1 -le 1 ]; then echo 1; else echo $(($1 * $(fact $(($1 - 1))))); fi; }
fact 10
(set -e; echo before; false; echo after); echo "set -e: $?"
(set -e; if false; then :; fi; false || true; echo still here); echo $?
for word in "a b" c\ d 'e'; do echo "[$word]"; done
case abc in a?c) echo question ;; *) echo other ;; esac
i=10; while :; do i=$((i - 3)); [ $i -lt 0 ] && break; echo $i; done
x=path/to/file.tar.gz; echo ${x##*/} ${x%%.*} ${x#*/} ${x%.*} ${#x}
unset u; echo ${u:-default} ${u:=assigned} $u ${u:+alternative}
echo $((5 > 3 && 2 < 1)) $((~0)) $((0xff & 0x0f)) $((7 % 4 * 2)) $((1 ? 2 : 3))
set -- -a -b value rest; while getopts ab: o; do echo "$o $OPTARG"; done; shift $((OPTIND - 1)); echo $1
eval 'y=$((3 * 3))'; echo $y
IFS=,; set -- $(echo 1,2,3); echo $#; unset IFS
printf '%s|%5d|%-5s|\n' text 42 left
printf 'x y\\z\n' | { read -r a b; echo "$b"; }
echo "quotes: 'single' \"double\" \$dollar `echo tick`"
echo *.nothing; mkdir d; touch d/1 d/2; echo d/*
test "$(echo hello)" = hello && echo equal
readonly r=1; (r=2) 2>/dev/null; echo "readonly: $?"
n=0; until [ $n = 3 ]; do n=$((n + 1)); done; echo $n
f() { return 9; }; f; echo $?
command -v f; unset -f f; command -v f; echo $?
