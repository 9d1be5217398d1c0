# Runs each line of /cases/commands in a fresh copy of /cases/tree, with marks around what it prints.
export PATH=/bin HOME=/ TZ=UTC0 LC_ALL=C
umask 022
number=0
while IFS= read -r line; do
	case $line in '' | '#'*) continue ;; esac
	number=$((number + 1))
	rm -rf /work
	cp -a /cases/tree /work
	echo "@@ $number"
	(cd /work && exec /bin/busybox sh -c "$line") </dev/null 2>&1
	printf '\n@= %s\n' "$?"
done </cases/commands
rm -rf /work
echo '@@ end'
