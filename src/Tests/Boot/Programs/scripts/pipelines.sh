# Pipelines, subshells, and what of a status comes out of them.
seq 20 | grep 1 | sort -rn | head -3
(echo a; echo b) | { read x; read y; echo "$y$x"; }
false | true; echo "last: $?"
! false; echo "not: $?"
(exit 5); echo "subshell: $?"
x=outer; (x=inner; echo $x); echo $x
seq 3 | while read n; do echo "line $n"; done | cat -n
{ echo one; echo two; } | tail -n 1 | (cat; echo three)
yes | head -n 5 | wc -l
true && echo and || echo or
false && echo and || echo or
