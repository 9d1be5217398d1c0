# Background jobs: waiting for one, for all, for what has ended, killing.
exec 2>/dev/null # what the shell says of ended jobs depends on when it looks
sleep 0.2 & first=$!
(exit 7) & second=$!
wait $second; echo "second: $?"
wait $first; echo "first: $?"
sleep 10 & long=$!
kill $long; wait $long; echo "killed: $?"
sleep 10 & long=$!
kill -9 $long; wait $long; echo "killed: $?"
for n in 1 2 3; do (sleep 0.0$n; echo $n >done.$n) & done
wait; cat done.1 done.2 done.3
wait 99999; echo "no child: $?"
(sleep 0.05; echo late) | cat & wait; echo waited
sleep 0.3 & kill -STOP $!; kill -CONT $!; wait $!; echo "continued: $?"
kill -0 $$ && echo alive
sh -c 'sleep 10 & kill -TERM $!; wait $!; echo "inner: $?"'
