#!/bin/sh
# Becomes systemd as process 1 of a container: run as process 1 of fresh namespaces (container.js says which). The machine's own
# programs are there to be read, of its configuration what programs need, and nothing is written outside of memory.
#
#   enter.sh FOLDER NODE GOCLUSTER
#
# FOLDER: an empty one, the root to be. NODE: the program. GOCLUSTER: a built clone.
set -eu
root=$1 node=$2 gocluster=$3

mount -t tmpfs -o mode=755 systemd-root "$root"
cd "$root"
mkdir -p usr etc/systemd/system proc sys dev run tmp var/log var/tmp var/lib srv root opt/node opt/gocluster
chmod 1777 tmp var/tmp
mount --bind /usr usr
mount -o remount,bind,ro usr
for name in bin sbin lib lib32 lib64 libx32; do
  if [ -L "/$name" ]; then cp -P "/$name" "$name"; fi
done
for name in passwd group nsswitch.conf ld.so.cache ld.so.conf ld.so.conf.d os-release alternatives pki ssl; do
  if [ -e "/etc/$name" ]; then cp -a "/etc/$name" etc; fi
done
printf '127.0.0.1 localhost\n::1 localhost\n' > etc/hosts
echo container > etc/hostname
tr -d - < /proc/sys/kernel/random/uuid > etc/machine-id
mount --bind "$(dirname "$node")" opt/node
mount -o remount,bind,ro opt/node
mount --rbind "$gocluster" opt/gocluster
mount -o remount,bind,ro opt/gocluster

mount -t proc proc proc
for name in sys sysrq-trigger; do
  if [ ! -e "proc/$name" ]; then continue; fi
  mount --bind "proc/$name" "proc/$name"
  mount -o remount,bind,ro "proc/$name"
done
mount -t sysfs -o ro sysfs sys
mount -t cgroup2 cgroup2 sys/fs/cgroup
mount -t tmpfs -o mode=755 run run
mount -t tmpfs -o mode=1777 tmp tmp
mount -t tmpfs -o mode=755 dev dev
mkdir dev/pts dev/shm
mount -t devpts -o newinstance,ptmxmode=666,mode=620 devpts dev/pts
mount -t tmpfs -o mode=1777 shm dev/shm
ln -s pts/ptmx dev/ptmx
ln -s /proc/self/fd dev/fd
for name in null zero full random urandom tty; do
  : > "dev/$name"
  mount --bind "/dev/$name" "dev/$name"
done

# What would look after a machine.
for unit in systemd-udevd.service systemd-udevd-control.socket systemd-udevd-kernel.socket systemd-udev-trigger.service \
  systemd-sysctl.service systemd-modules-load.service systemd-binfmt.service systemd-random-seed.service \
  systemd-firstboot.service systemd-repart.service systemd-logind.service systemd-networkd.service \
  systemd-resolved.service systemd-timesyncd.service systemd-pcrphase.service systemd-pcrphase-sysinit.service \
  systemd-update-utmp.service systemd-update-utmp-runlevel.service systemd-hwdb-update.service systemd-sysusers.service \
  systemd-journald-audit.socket kmod-static-nodes.service dbus.service dbus.socket getty.target console-getty.service \
  dev-hugepages.mount dev-mqueue.mount proc-sys-fs-binfmt_misc.automount sys-fs-fuse-connections.mount \
  sys-kernel-config.mount sys-kernel-debug.mount sys-kernel-tracing.mount; do
  ln -s /dev/null "etc/systemd/system/$unit"
done

ip link set lo up
hostname container
pivot_root . .
umount -l .
cd /
# No module, no clock, no reboot of anything but this.
exec env -i container=other PATH=/usr/sbin:/usr/bin:/sbin:/bin HOME=/root LANG=C.UTF-8 \
  setpriv --bounding-set -sys_module,-sys_time,-sys_rawio,-syslog,-mac_admin,-mac_override,-wake_alarm,-bpf,-perfmon \
  /lib/systemd/systemd --system --unit=multi-user.target --log-target=journal --show-status=no
