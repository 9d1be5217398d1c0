# What the scripts in this directory share; they source it. Not a command.

set -euo pipefail

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
out=$root/out
script=build/$(basename "$0")

# The SDK needs no ICU, and no server of its stays behind.
export DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_NOLOGO=1 DOTNET_SYSTEM_GLOBALIZATION_INVARIANT=1 DOTNET_CLI_USE_MSBUILD_SERVER=0 MSBUILDDISABLENODEREUSE=1

# share_compiler: from here on all that this command compiles, and the commands it starts, is one server's work, since most of what
# a compiler does is to warm up. The server's pipe has this command's name, and it ends with it.
share_compiler() {
	[ -z "${SharedCompilationId:-}" ] || return 0
	export UseSharedCompilation=true SharedCompilationId=vela-$$
	trap end_compiler EXIT
}

# end_compiler: ends the server that share_compiler gave this command, if there is one.
end_compiler() {
	local process
	[ "${SharedCompilationId:-}" = "vela-$$" ] || return 0
	for process in $(grep -lzx -- "-pipename:$SharedCompilationId" /proc/[0-9]*/cmdline 2>/dev/null); do
		process=${process%/cmdline}
		kill "${process#/proc/}" 2>/dev/null || true
	done
}

# fail MESSAGE [STATUS]: says it on stderr and ends the script.
fail() {
	echo "$script: $1" >&2
	exit "${2:-1}"
}

# refuse MESSAGE: the command line is wrong.
refuse() {
	echo "$script: $1" >&2
	echo "try '$script --help'" >&2
	exit 2
}

# usage: prints the comment block that opens the calling script.
usage() {
	sed -n '2,/^[^#]/{ s/^# \{0,1\}//p }' "$root/$script"
}

# quietly WHAT COMMAND...: runs it, and shows what it printed only if it fails.
quietly() {
	local what=$1 log
	shift
	log=$(mktemp)
	if "$@" >"$log" 2>&1 </dev/null; then
		rm -f "$log"
		return 0
	fi
	cat "$log" >&2
	rm -f "$log"
	fail "$what failed"
}

# newer THAN FILE...: whether a file is newer than the file THAN, or THAN is missing.
newer() {
	local than=$1
	shift
	[ ! -e "$than" ] || [ -n "$(find "$@" -type f -newer "$than" -print -quit)" ]
}

# fingerprint PATH...: one word that changes when a file below the paths is added, removed, written or replaced. What builds leave, and the
# benchmark's driver, are left out.
fingerprint() {
	find "$@" \( -name bin -o -name obj -o -path build/tool/Bench \) -prune -o -type f -printf '%p %s %T@\n' | LC_ALL=C sort | cksum
}

# kernel_fingerprint: that of everything the kernel is made of. Run it in the repository's root.
kernel_fingerprint() {
	local inputs=() input
	for input in src/* build/kernel build/image build/tool build/font* build/*.props build/*.txt; do
		[ "$input" = src/Tests ] || [ "$input" = src/User ] || [ ! -e "$input" ] || inputs+=("$input")
	done
	fingerprint "${inputs[@]}"
}
