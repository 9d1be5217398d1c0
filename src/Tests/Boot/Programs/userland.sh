#!/bin/sh
# Makes what debootstrap calls minbase, and perl, in a directory: userland.sh DIRECTORY. From the packages that apt is set up for here; for root.
set -eu
work=$1 root=$1/root
mkdir -p "$work/archives/partial" "$root/usr"
: >"$work/status"
essential="apt base-files base-passwd bash bsdutils coreutils dash debianutils diffutils dpkg findutils grep gzip hostname init-system-helpers libc-bin
	libpam-modules libpam-runtime login mawk mount ncurses-base ncurses-bin passwd perl-base sed sysvinit-utils tar tzdata util-linux"
# shellcheck disable=SC2086 # a list of words
apt-get -y -qq -o Dir::State::Status="$work/status" -o Debug::NoLocking=1 -o Dir::Cache::archives="$work/archives" \
	--download-only --no-install-recommends install $essential perl

# All is unpacked first, so that there is a shell for the packages' scripts; then dpkg does it again, and knows of it.
for name in bin sbin lib lib64; do
	mkdir "$root/usr/$name"
	ln -s "usr/$name" "$root/$name"
done
for package in "$work"/archives/*.deb; do
	dpkg-deb --fsys-tarfile "$package" | tar -x -C "$root" --keep-directory-symlink -f -
done
mkdir -p "$root"/var/lib/dpkg/info "$root"/var/lib/dpkg/updates "$root"/var/lib/dpkg/parts "$root"/dev "$root"/proc "$root"/tmp
: >"$root/var/lib/dpkg/status"
: >"$root/var/lib/dpkg/available"
echo root:x:0:0:root:/root:/bin/bash >"$root/etc/passwd"
echo root:x:0: >"$root/etc/group"
export DEBIAN_FRONTEND=noninteractive
for round in 1 2; do # what comes before what it needs is configured the second time
	dpkg --root="$root" --force-all --unpack "$work"/archives/*.deb || [ "$round" = 1 ]
	dpkg --root="$root" --force-all --configure -a || true # a few scripts want a machine that runs
done
