#!/usr/bin/env bash
# Sourced by the scripts beside it: what the guest is made of and the machine that it runs on.

guest_scripts=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
guest_cache=$(cd "$guest_scripts/../.." && pwd)/.cache/guest

guest_suite=bookworm
guest_packages=systemd-sysv,dbus,dbus-user-session,libpam-systemd,udev,kmod,procps,dmsetup,fio,xfsprogs
guest_packages+=,e2fsprogs,libstdc++6,libgomp1,zstd,linux-image-cloud-amd64

# Exit code where there can be no guest here: the tests are skipped then.
unavailable() {
  echo "no guest here: $*" >&2
  exit 3
}

require_programs() {
  local program
  for program; do
    command -v "$program" >/dev/null || unavailable "this machine has no $program"
  done
}

# A disk is seen by the guest in the size that it had when the machine was saved.
share_disk_size=4G
scratch_disk_size=512M
command_disk_size=64K

# The folder of an image: of these scripts, with this node. A saved machine goes on only on the
# QEMU that saved it, and with its clock right only on the processor that it was saved on.
image_folder() {
  local key
  key=$(
    {
      (cd "$guest_scripts" && find build machine.sh ./*.c tree -type f -print0 | LC_ALL=C sort -z | xargs -0 sha256sum)
      node --version
      qemu-system-x86_64 --version
      grep -m 1 '^model name' /proc/cpuinfo
    } | sha256sum
  )
  echo "$guest_cache/image-${key:0:16}"
}

# describe_machine ROOT_DISK_OPTION WORK_FOLDER
# sets qemu to the command that starts the guest; to be run in the image's folder. The work folder has
# the disks scratch, share and command, and receives status, output and console.
describe_machine() {
  local root=$1 work=$2 disk=format=raw,if=virtio,cache=unsafe
  qemu=(
    # QEMU keeps what the guest writes to its root disk in an unlinked file there.
    env "TMPDIR=$work"
    qemu-system-x86_64 -accel tcg,thread=multi -cpu max -machine q35,hpet=off,usb=off
    -smp 2 -m 1024 -nodefaults -no-user-config -display none -no-reboot
    -kernel kernel -initrd initrd
    -drive "file=root,$disk,$root"
    -drive "file=$work/scratch,$disk"
    -drive "file=$work/share,$disk,readonly=on,file.locking=off"
    -drive "file=$work/command,$disk,readonly=on"
    -device virtio-rng-pci -device virtio-serial-pci
    -chardev "file,id=status,path=$work/status" -device virtserialport,chardev=status,name=status
    -chardev "file,id=output,path=$work/output" -device virtserialport,chardev=output,name=output
    -chardev "file,id=console,path=$work/console" -serial chardev:console
  )
}
