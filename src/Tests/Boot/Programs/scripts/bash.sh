# What bash has over sh; run by bash only.
a=(one two three); echo ${a[1]} ${#a[@]} "${a[@]:1}"
declare -A m=([x]=1 [y]=2); echo ${m[x]} ${m[y]} ${#m[@]}
[[ abc =~ ^a(.)c$ ]] && echo ${BASH_REMATCH[1]}
echo {1..5} {a,b}{1,2}
for ((i = 0; i < 3; i++)); do echo $i; done
read -r x y <<<"here string"; echo $y
s=hello; echo ${s^} ${s^^} ${s/l/L} ${s:1:3}
printf -v v '%03d' 7; echo $v
set -o pipefail; false | true; echo $?
false | true | false; echo ${PIPESTATUS[@]}
mapfile -t lines <<<"$(seq 3)"; echo ${lines[2]}
coproc cat; echo through >&${COPROC[1]}; read -r z <&${COPROC[0]}; echo $z; eval "exec ${COPROC[1]}>&-"; sleep 0.1; wait
trap 'echo debug-free' ERR; false; trap - ERR
echo $((2 ** 10)) $((16#ff))
select choice in a b; do echo $choice; break; done <<<2 2>/dev/null
wait -n; echo $?
(sleep 0.05; exit 3) & wait -n; echo $?
kill -l 9
