#!/bin/sh
# make_bad_files.sh GOOD.so DIR: files in DIR that no tare can load.
set -eu
good=$1
dir=$2
mkdir -p "$dir"

echo 'just a text' >"$dir/not_elf.so"
: >"$dir/empty.so"
head -c 100 "$good" >"$dir/truncated.so"

# Bytes 18 and 19 of an ELF file name the machine: EM_AARCH64 is 183,
# EM_SPARCV9 43.
patch_machine()
{
	cp "$good" "$dir/$1.so"
	printf '%b' "$2" | dd of="$dir/$1.so" bs=1 seek=18 conv=notrunc \
		status=none
}
patch_machine other_cpu '\0267\0000'
patch_machine unnamed_cpu '\0053\0000'
# Bytes 16 and 17 name the kind: ET_REL is 1.
cp "$good" "$dir/not_shared.so"
printf '\001\000' | dd of="$dir/not_shared.so" bs=1 seek=16 conv=notrunc \
	status=none
