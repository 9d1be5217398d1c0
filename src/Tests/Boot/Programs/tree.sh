# Makes the files that the commands work on, in the directory it is run in. Each command starts with a fresh copy.
cat >poem <<'END'
the quick brown fox
jumps over the lazy dog
The fox is quick
and the dog is not

apples 3 red
pears 11 green
plums 2 blue
END
printf 'banana\napple\ncherry\napple\ndate\n' >fruit
printf '10\n9\n100\n1\n-5\n' >numbers
printf 'a:b:c\n1:2:3\nx:y:z\n' >colons
printf 'one\ttwo\tthree\n' >tabs
printf 'no newline at end' >open
printf '\000\001\002\377hello\nworld\000' >binary
: >empty
seq 1 2000 >long
mkdir -p tree/a/b tree/c
echo one >tree/a/one
echo two >tree/a/b/two
echo three >tree/c/three.txt
ln -s a/one tree/link
ln -s missing tree/dangling
chmod 755 tree tree/a tree/a/b tree/c
chmod 644 poem fruit numbers colons tabs open binary empty long tree/a/one tree/a/b/two tree/c/three.txt
touch -d '2020-01-02 03:04:05' poem
touch -d '2021-01-02 03:04:05' fruit
