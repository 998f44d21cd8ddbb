'use strict';
// Seccomp profiles that are in use: rules for profile.c, by the names that this machine's headers have. An engine's profile lists what it
// allows; what it does not is the shorter list.

const { execFileSync, spawnSync } = require('node:child_process');
const { constants } = require('node:os');

const { EPERM, ENOSYS } = constants.errno;
const ALLOWED = 0;
const KILLED = -1;
/** The flags of clone() and unshare() that make a namespace. */
const NAMESPACES = 0x7e020000;

const words = (text) => text.trim().split(/\s+/);

/** What needs a capability that no container has by default, with either engine. */
const PRIVILEGED = words(`
  acct bpf clock_settime delete_module fanotify_init finit_module get_mempolicy init_module ioperm iopl kcmp lookup_dcookie mbind
  open_by_handle_at perf_event_open process_madvise query_module quotactl set_mempolicy setdomainname sethostname settimeofday vhangup`);

/** What neither lists, as far as headers name it. */
const OBSOLETE = words(`
  _sysctl afs_syscall create_module get_kernel_syms getpmsg kexec_file_load kexec_load migrate_pages move_pages nfsservctl putpmsg
  security swapoff swapon sysfs tuxcall uselib userfaultfd ustat vserver`);
const NEW = words(`
  cachestat fchmodat2 futex_requeue futex_wait futex_wake getxattrat io_uring_enter io_uring_register io_uring_setup listmount
  listxattrat lsm_get_self_attr lsm_list_modules lsm_set_self_attr map_shadow_stack mseal quotactl_fd removexattrat
  set_mempolicy_home_node setxattrat statmount uretprobe`);

/** Docker's (moby, profiles/seccomp/default.json, 25.0): without CAP_SYS_ADMIN no namespace, and clone3 is as if it were not there. */
const DOCKER = words(`
  add_key fsconfig fsmount fsopen fspick keyctl mount mount_setattr move_mount open_tree pidfd_getfd pivot_root reboot request_key
  setns syslog umount2 unshare`);

/** Podman's (containers/common, pkg/seccomp/seccomp.json, 0.57): ENOSYS for what it does not know, EPERM for what it refuses. */
const PODMAN_REFUSED = words(`
  chroot io_pgetevents kexec_file_load kexec_load membarrier migrate_pages move_pages nfsservctl process_vm_readv process_vm_writev
  ptrace swapoff swapon sysfs uselib userfaultfd ustat vmsplice`);
const PODMAN_UNKNOWN = words(`
  add_key futex_waitv landlock_add_rule landlock_create_ruleset landlock_restrict_self memfd_secret mount_setattr process_mrelease
  request_key`);

/** The numbers of this machine's system calls, by name. */
function numbers() {
  const flags = ['-E', '-dM', '-include', 'sys/syscall.h', '-x', 'c', '/dev/null'];
  const text = execFileSync('cc', flags, { encoding: 'utf8' });
  const lines = [...text.matchAll(/^#define __NR_(\w+) (\d+)$/gm)];
  return new Map(lines.map(([, name, number]) => [name, Number(number)]));
}

/**
 * @param {number} rest what becomes of calls that are not in the headers, or in `ask`
 * @param {(name: string) => number} ask what becomes of a call
 */
function rules(rest, ask) {
  const lines = [];
  for (const [name, number] of numbers()) {
    const bits = name === 'clone' || name === 'unshare' ? NAMESPACES : 0;
    const action = ask(name);
    if (action !== rest) lines.push([number, action, bits]);
  }
  return [...lines, [-1, rest, 0]].map((line) => line.join(' ')).join('\n') + '\n';
}

function docker(...more) {
  const refused = new Set([...PRIVILEGED, ...OBSOLETE, ...NEW, ...DOCKER, ...more]);
  return rules(EPERM, (name) => {
    if (name === 'clone3') return ENOSYS;
    return refused.has(name) ? EPERM : ALLOWED;
  });
}

function podman() {
  const refused = new Set([...PRIVILEGED, ...PODMAN_REFUSED]);
  const unknown = new Set([...OBSOLETE, ...NEW, ...PODMAN_UNKNOWN]);
  return rules(ENOSYS, (name) => {
    if (refused.has(name)) return EPERM;
    return unknown.has(name) ? ENOSYS : ALLOWED;
  });
}

/** The system calls of one of systemd's sets, by systemd itself; null where it is not installed. */
function systemdSet(set, found = new Set()) {
  const { stdout, error } = spawnSync('systemd-analyze', ['syscall-filter', set], {
    encoding: 'utf8',
  });
  if (error) return null;
  for (const name of words(stdout).slice(1)) {
    if (name.startsWith('@')) systemdSet(name, found);
    else found.add(name);
  }
  return found;
}

/**
 * SystemCallFilter=@system-service @pkey, which ends who calls anything else, with RestrictNamespaces=yes and LockPersonality=yes. Node
 * itself does not run without @pkey.
 */
function systemd() {
  const allowed = systemdSet('@system-service');
  if (allowed === null) return null;
  systemdSet('@pkey', allowed);
  return rules(KILLED, (name) => {
    if (name === 'clone3') return ENOSYS;
    if (name === 'setns' || name === 'personality') return EPERM;
    return allowed.has(name) ? ALLOWED : KILLED;
  });
}

module.exports = { docker, podman, systemd };
