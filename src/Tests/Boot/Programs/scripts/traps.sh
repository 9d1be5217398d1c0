# Traps and signals.
trap 'echo exit trap' EXIT
trap 'echo usr1' USR1
kill -USR1 $$
trap 'echo usr2; flag=1' USR2
flag=0; (sleep 0.1; kill -USR2 $$) &
while [ $flag = 0 ]; do sleep 0.05; done; echo "flag $flag"
trap '' TERM; kill -TERM $$; echo "ignored"
trap - TERM
(trap 'echo inner; exit 3' TERM; kill -TERM $(sh -c 'echo $PPID'); echo not reached); echo "status $?"
sh -c 'trap "echo bye" EXIT; exit 4'; echo "status $?"
sh -c 'kill -INT $$; echo not reached'; echo "status $?"
sh -c 'kill -PIPE $$'; echo "status $?"
{ sh -c 'ulimit -c 0; kill -ABRT $$'; } 2>/dev/null; echo "status $?"
(sleep 0.1; kill -USR1 $$) & wait $!; echo "waited"
yes 2>/dev/null | head -n 1
