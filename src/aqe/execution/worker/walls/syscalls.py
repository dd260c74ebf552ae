"""Numbers of the system calls that the walls name, for the machines that they know.

Sources: `arch/x86/entry/syscalls/syscall_64.tbl` and `include/uapi/asm-generic/unistd.h` of the Linux
kernel, compared in the tests with the headers of the machine where it has them. -1: the machine has no
such call.
"""

from __future__ import annotations

from typing import Dict, FrozenSet

__all__ = ["GROUPS", "LAST_KNOWN_CALL", "NUMBERS"]

LAST_KNOWN_CALL = 466
"""Later calls are answered with "not implemented": what they can do is unknown here."""

_TABLE = """
# execution
execve 59 221
execveat 322 281
uselib 134 -1
# processes
fork 57 -1
vfork 58 -1
clone 56 220
clone3 435 435
# others
ptrace 101 117
process_vm_readv 310 270
process_vm_writev 311 271
process_madvise 440 440
process_mrelease 448 448
kcmp 312 272
pidfd_getfd 438 438
pidfd_send_signal 424 424
move_pages 279 239
migrate_pages 256 238
# signals
kill 62 129
tkill 200 130
tgkill 234 131
rt_sigqueueinfo 129 138
rt_tgsigqueueinfo 297 240
# scheduling
setpriority 141 140
ioprio_set 251 30
sched_setaffinity 203 122
sched_setparam 142 118
sched_setscheduler 144 119
sched_setattr 314 274
prlimit64 302 261
# network
socket 41 198
connect 42 203
bind 49 200
listen 50 201
accept 43 202
accept4 288 242
socketpair 53 199
# ipc
shmget 29 194
shmat 30 196
shmctl 31 195
shmdt 67 197
semget 64 190
semop 65 193
semctl 66 191
semtimedop 220 192
msgget 68 186
msgsnd 69 189
msgrcv 70 188
msgctl 71 187
mq_open 240 180
mq_unlink 241 181
memfd_create 319 279
memfd_secret 447 447
# namespaces
unshare 272 97
setns 308 268
mount 165 40
umount2 166 39
pivot_root 155 41
chroot 161 51
move_mount 429 429
open_tree 428 428
fsopen 430 430
fsconfig 431 431
fsmount 432 432
fspick 433 433
mount_setattr 442 442
swapon 167 224
swapoff 168 225
quotactl 179 60
quotactl_fd 443 443
open_by_handle_at 304 265
name_to_handle_at 303 264
# machine
reboot 169 142
kexec_load 246 104
kexec_file_load 320 294
init_module 175 105
finit_module 313 273
delete_module 176 106
create_module 174 -1
bpf 321 280
perf_event_open 298 241
userfaultfd 323 282
keyctl 250 219
add_key 248 217
request_key 249 218
io_uring_setup 425 425
io_uring_enter 426 426
io_uring_register 427 427
personality 135 92
lookup_dcookie 212 18
acct 163 89
syslog 103 116
settimeofday 164 170
clock_settime 227 112
clock_adjtime 305 266
adjtimex 159 171
sethostname 170 161
setdomainname 171 162
iopl 172 -1
ioperm 173 -1
vhangup 153 58
modify_ldt 154 -1
nfsservctl 180 42
sysfs 139 -1
ustat 136 -1
_sysctl 156 -1
fanotify_init 300 262
fanotify_mark 301 263
lsm_set_self_attr 460 460
# metadata
chmod 90 -1
fchmod 91 52
fchmodat 268 53
fchmodat2 452 452
chown 92 -1
fchown 93 55
lchown 94 -1
fchownat 260 54
utime 132 -1
utimes 235 -1
futimesat 261 -1
utimensat 280 88
setxattr 188 5
lsetxattr 189 6
fsetxattr 190 7
setxattrat 463 463
removexattr 197 14
lremovexattr 198 15
fremovexattr 199 16
removexattrat 466 466
# conditional
fcntl 72 25
ioctl 16 29
prctl 157 167
capset 126 91
seccomp 317 277
landlock_create_ruleset 444 444
landlock_add_rule 445 445
landlock_restrict_self 446 446
"""


def _numbers(column: int) -> Dict[str, int]:
    rows = [line.split() for line in _TABLE.splitlines() if line and line[0] != "#"]
    return {row[0]: int(row[column]) for row in rows if int(row[column]) >= 0}


def _groups() -> Dict[str, FrozenSet[str]]:
    groups: Dict[str, FrozenSet[str]] = {}
    title = ""
    for line in _TABLE.splitlines():
        if line.startswith("# "):
            title = line[2:]
            groups[title] = frozenset()
        elif line:
            groups[title] |= {line.split()[0]}
    return groups


NUMBERS = {"x86_64": _numbers(1), "aarch64": _numbers(2)}
"""Machine to name to number."""

GROUPS = _groups()
"""What the calls are about, to their names."""
