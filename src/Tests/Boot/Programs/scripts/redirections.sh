# Redirections in all their forms, here-documents, and descriptors that are moved.
echo out >f 2>&1; echo more >>f; cat f
{ echo to-1; echo to-2 >&2; } 2>err >out; cat out err
exec 5>five; echo five >&5; exec 5>&-; cat five
exec 6<five; read line <&6; echo "read $line"; exec 6<&-
name=world
cat <<END
hello $name $((1 + 1)) $(echo inner)
END
cat <<'END'
no $name here
END
cat <<-END
	tabs go
	END
cat <<A; cat <<B
first
A
second
B
while read a b; do echo "$b-$a"; done <<END
1 2
3 4
END
echo gone >/dev/null; cat </dev/null; echo "null: $?"
cat <missing 2>/dev/null; echo "missing: $?"
echo both >f; cat f f <f 2>&1
(echo sub >&3) 3>sub; cat sub
set -C; (echo no >f) 2>/dev/null; echo "noclobber: $?"; echo yes >|f; cat f
