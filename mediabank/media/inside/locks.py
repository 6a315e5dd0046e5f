"""The kernel's locks on a sandbox child: namespaces, limits, Landlock and seccomp, called without any library.

Each function reports what it really closed, so that /status can say it. Linux only; elsewhere nothing is closed.
Sources: landlock(7), seccomp(2), user_namespaces(7), and the numbers measured in docs/decisions.md.
"""

import ctypes
import os
import resource
import signal
import struct
import sys
import sysconfig
from collections.abc import Iterable
from pathlib import Path

_CLONE_NEWUSER, _CLONE_NEWNET, _CLONE_NEWIPC, _CLONE_THREAD = 0x10000000, 0x40000000, 0x08000000, 0x00010000
_PR_SET_PDEATHSIG, _PR_SET_NO_NEW_PRIVS = 1, 38
_LANDLOCK_CREATE, _LANDLOCK_ADD, _LANDLOCK_RESTRICT = 444, 445, 446
_READ_FILE, _READ_DIR = 4, 8
_LOAD, _JUMP_EQUAL, _JUMP_AT_LEAST, _JUMP_ANY_BIT, _RETURN = 0x20, 0x15, 0x35, 0x45, 0x06
_ALLOW, _KILL, _ERRNO = 0x7FFF0000, 0x80000000, 0x00050000
_EPERM, _ENOSYS = 1, 38
_ARGUMENT_0 = 16
_ARCHITECTURES = {"x86_64": (0, 0xC000003E), "aarch64": (1, 0xC00000B7)}
_X32_BIT = 0x40000000

# name: number on x86_64, on aarch64 (-1: not there). All of them answer EPERM in the child.
REFUSED = {
    # the network, and talking to other processes
    "socket": (41, 198), "socketpair": (53, 199), "connect": (42, 203), "bind": (49, 200), "listen": (50, 201),
    "accept": (43, 202), "accept4": (288, 242), "shmget": (29, 194), "msgget": (68, 186), "semget": (64, 190),
    # new programs and processes
    "execve": (59, 221), "execveat": (322, 281), "fork": (57, -1), "vfork": (58, -1),
    # reaching into other processes
    "kill": (62, 129), "tkill": (200, 130), "tgkill": (234, 131), "rt_sigqueueinfo": (129, 138),
    "rt_tgsigqueueinfo": (297, 240), "ptrace": (101, 117), "process_vm_readv": (310, 270),
    "process_vm_writev": (311, 271), "process_madvise": (440, 440), "pidfd_open": (434, 434),
    "pidfd_getfd": (438, 438), "pidfd_send_signal": (424, 424), "kcmp": (312, 272), "setpriority": (141, 140),
    "sched_setscheduler": (144, 119), "sched_setparam": (142, 118), "sched_setattr": (314, 274),
    "sched_setaffinity": (203, 122), "ioprio_set": (251, 30), "migrate_pages": (256, 238), "move_pages": (279, 239),
    # the machine: mounts, modules, clocks, keys, tracing
    "mount": (165, 40), "umount2": (166, 39), "pivot_root": (155, 41), "chroot": (161, 51), "open_tree": (428, 428),
    "move_mount": (429, 429), "fsopen": (430, 430), "fsconfig": (431, 431), "fsmount": (432, 432),
    "fspick": (433, 433), "mount_setattr": (442, 442), "unshare": (272, 97), "setns": (308, 268),
    "open_by_handle_at": (304, 265), "init_module": (175, 105), "finit_module": (313, 273),
    "delete_module": (176, 106), "kexec_load": (246, 104), "reboot": (169, 142), "swapon": (167, 224),
    "swapoff": (168, 225), "sethostname": (170, 161), "settimeofday": (164, 170), "clock_settime": (227, 112),
    "clock_adjtime": (305, 266), "adjtimex": (159, 171), "acct": (163, 89), "add_key": (248, 217),
    "request_key": (249, 218), "keyctl": (250, 219), "bpf": (321, 280), "perf_event_open": (298, 241),
    "userfaultfd": (323, 282), "io_uring_setup": (425, 425), "io_uring_enter": (426, 426),
    "io_uring_register": (427, 427), "fanotify_init": (300, 262), "syslog": (103, 116), "quotactl": (179, 60),
    # Landlock does not watch these: modes, owners, times and attributes of files
    "chmod": (90, -1), "fchmod": (91, 52), "fchmodat": (268, 53), "fchmodat2": (452, 452), "chown": (92, -1),
    "fchown": (93, 55), "lchown": (94, -1), "fchownat": (260, 54), "utime": (132, -1), "utimes": (235, -1),
    "futimesat": (261, -1), "utimensat": (280, 88), "setxattr": (188, 5), "lsetxattr": (189, 6),
    "fsetxattr": (190, 7), "removexattr": (197, 14), "lremovexattr": (198, 15), "fremovexattr": (199, 16),
}  # fmt: skip
_CLONE, _CLONE3, _PRLIMIT64, _SECCOMP = (56, 220), (435, 435), (302, 261), (317, 277)


def _libc() -> ctypes.CDLL:
    return ctypes.CDLL(None, use_errno=True)


def die_with(parent: int) -> None:
    """Be killed when the thread that made this process ends; leave at once where it already has."""
    if sys.platform == "linux":
        _libc().prctl(_PR_SET_PDEATHSIG, int(signal.SIGKILL), 0, 0, 0)
    if os.getppid() != parent:
        os._exit(1)


def leave_network() -> str:
    """Move into namespaces without network; must come before the first thread (EINVAL otherwise). How, or ""."""
    if sys.platform != "linux":
        return ""
    libc = _libc()
    if libc.unshare(_CLONE_NEWUSER | _CLONE_NEWNET | _CLONE_NEWIPC) == 0:
        return "user+net+ipc"
    return "net+ipc" if libc.unshare(_CLONE_NEWNET | _CLONE_NEWIPC) == 0 else ""


def limit(limits: dict[str, int]) -> bool:
    """Set hard resource limits by name, and be the first one the kernel takes when memory runs out."""
    for name, value in limits.items():
        number = getattr(resource, name)
        hard = resource.getrlimit(number)[1]
        allowed = value if hard == resource.RLIM_INFINITY else min(value, hard)
        try:
            resource.setrlimit(number, (allowed, allowed))
        except (ValueError, OSError):  # macOS refuses some; the parent then shows "weak"
            return False
    if sys.platform == "linux":
        Path("/proc/self/oom_score_adj").write_text("1000", encoding="ascii")
    return True


def readable_folders() -> list[str]:
    """What a child still reads after the locks: Python, its packages, shared libraries, fonts."""
    paths = sysconfig.get_paths()
    python = [paths[name] for name in ("stdlib", "platstdlib", "purelib", "platlib")]
    fonts = ["/usr/share/fonts", "/usr/local/share/fonts", "/usr/share/fontconfig", "/etc/fonts"]
    return [*python, "/usr/lib", "/usr/lib64", "/lib", "/lib64", *fonts]


def close_files(readable: Iterable[str]) -> int:
    """Landlock: only these folders can be opened, and only to read. The version of Landlock, or 0."""
    if sys.platform != "linux":
        return 0
    libc = _libc()
    version: int = libc.syscall(_LANDLOCK_CREATE, None, 0, 1)
    if version < 1:
        return 0
    actions = (1 << 13) - 1
    for since, bit in ((2, 13), (3, 14), (5, 15)):
        actions |= (1 << bit) if version >= since else 0
    rules = struct.pack("QQQ", actions, 3 if version >= 4 else 0, 3 if version >= 6 else 0)  # noqa: PLR2004
    size = 24 if version >= 6 else 16 if version >= 4 else 8  # noqa: PLR2004 - the struct grew with the versions
    ruleset = libc.syscall(_LANDLOCK_CREATE, rules, size, 0)
    for folder in readable:
        _allow_reading(libc, ruleset, folder)
    libc.prctl(_PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0)
    closed = libc.syscall(_LANDLOCK_RESTRICT, ruleset, 0) == 0
    os.close(ruleset)
    return version if closed else 0


def _allow_reading(libc: ctypes.CDLL, ruleset: int, folder: str) -> None:
    try:
        descriptor = os.open(folder, os.O_PATH | os.O_CLOEXEC)
    except OSError:
        return
    libc.syscall(_LANDLOCK_ADD, ruleset, 1, struct.pack("=QI", _READ_FILE | _READ_DIR, descriptor), 0)
    os.close(descriptor)


class _Program(ctypes.Structure):
    _fields_ = (("length", ctypes.c_ushort), ("filter", ctypes.c_void_p))


def close_calls() -> bool:
    """Seccomp for every thread: REFUSED answers EPERM, clone makes threads only, prlimit reaches only oneself."""
    machine = os.uname().machine
    if sys.platform != "linux" or machine not in _ARCHITECTURES:
        return False
    libc = _libc()
    code = b"".join(_filter(machine))
    held = ctypes.create_string_buffer(code, len(code))
    program = _Program(len(code) // 8, ctypes.cast(held, ctypes.c_void_p).value)
    libc.prctl(_PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0)
    column = _ARCHITECTURES[machine][0]
    return bool(libc.syscall(_SECCOMP[column], 1, 1, ctypes.byref(program)) == 0)


def _filter(machine: str) -> list[bytes]:
    """The filter as BPF: architecture first, then number by number."""
    column, audit = _ARCHITECTURES[machine]
    refuse = _step(_RETURN, 0, 0, _ERRNO | _EPERM)
    steps = [_step(_LOAD, 0, 0, 4), _step(_JUMP_EQUAL, 1, 0, audit), _step(_RETURN, 0, 0, _KILL)]
    steps.append(_step(_LOAD, 0, 0, 0))
    if machine == "x86_64":
        steps += [_step(_JUMP_AT_LEAST, 0, 1, _X32_BIT), _step(_RETURN, 0, 0, _KILL)]
    # ENOSYS makes glibc fall back from clone3, whose flags a filter cannot read, to clone
    steps += [_step(_JUMP_EQUAL, 0, 1, _CLONE3[column]), _step(_RETURN, 0, 0, _ERRNO | _ENOSYS)]
    for numbers in REFUSED.values():
        if numbers[column] >= 0:
            steps += [_step(_JUMP_EQUAL, 0, 1, numbers[column]), refuse]
    steps += [_step(_JUMP_EQUAL, 0, 4, _CLONE[column]), _step(_LOAD, 0, 0, _ARGUMENT_0)]
    steps += [_step(_JUMP_ANY_BIT, 0, 1, _CLONE_THREAD), _step(_RETURN, 0, 0, _ALLOW), refuse]
    steps += [_step(_JUMP_EQUAL, 0, 3, _PRLIMIT64[column]), _step(_LOAD, 0, 0, _ARGUMENT_0)]
    steps += [_step(_JUMP_EQUAL, 1, 0, 0), refuse, _step(_RETURN, 0, 0, _ALLOW)]
    return steps


def _step(code: int, if_true: int, if_false: int, value: int) -> bytes:
    return struct.pack("HBBI", code, if_true, if_false, value)
