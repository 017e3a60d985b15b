"""Faults made by the operating system itself: a full disk, a folder that may not be written to, a killed process."""

from __future__ import annotations

import contextlib
import ctypes
import os
import pickle
import signal
import sys
import time
import traceback
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

_NEWNS, _NEWUSER = 0x00020000, 0x10000000
_CAPABILITIES_3 = 0x20080522
_DAC_OVERRIDE, _DAC_READ_SEARCH = 1, 2
linux = pytest.mark.skipif(not sys.platform.startswith("linux"), reason="asks the Linux kernel for the fault")
posix = pytest.mark.skipif(os.name != "posix", reason="processes are forked and signalled")


def snapshot(folder: Path) -> dict[str, bytes]:
    """Return every file below a folder, hidden ones too, by its name."""
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def in_child(work: Callable[[], Any]) -> Any:
    """Do something in a forked process, and return what it returned; its failures are failures here."""
    read, write = os.pipe()
    child = os.fork()
    if child == 0:
        os.close(read)
        try:
            answer = ("done", work())
        except pytest.skip.Exception as skipped:
            answer = ("skip", str(skipped))
        except BaseException:  # noqa: BLE001 - told to the parent
            answer = ("failed", traceback.format_exc())
        with os.fdopen(write, "wb") as pipe:
            pickle.dump(answer, pipe)
        os._exit(0)
    os.close(write)
    with os.fdopen(read, "rb") as pipe:
        content = pipe.read()
    os.waitpid(child, 0)
    how, value = pickle.loads(content) if content else ("failed", "the child died")
    if how == "skip":
        pytest.skip(value)
    assert how == "done", value
    return value


@contextlib.contextmanager
def no_file_over(size: int) -> Iterator[None]:
    """Let no file of this process grow over a size: the kernel refuses the write, as on a full disk."""
    import resource

    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, before[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)


def mount_small_disk(folder: Path, size: int) -> None:
    """Put a disk of so many bytes in the place of a folder, for this (forked) process alone; skip where not allowed."""
    libc = ctypes.CDLL(None, use_errno=True)
    owner = os.getuid()
    if libc.unshare(_NEWNS) != 0:
        if libc.unshare(_NEWNS | _NEWUSER) != 0:
            pytest.skip("a process may have no disks of its own here")
        Path("/proc/self/setgroups").write_text("deny")
        Path("/proc/self/uid_map").write_text(f"0 {owner} 1")
    libc.mount(b"none", b"/", None, 0x44000, None)  # what is mounted here stays here
    if libc.mount(b"tmpfs", os.fsencode(folder), b"tmpfs", 0, f"size={size}".encode()) != 0:
        pytest.skip("no disk can be mounted here")


def fill(folder: Path, room: int) -> None:
    """Fill the disk of a folder until so many bytes are left."""
    stat = os.statvfs(folder)
    (folder / "täyte").write_bytes(b"\0" * max(stat.f_bavail * stat.f_frsize - room, 0))


@contextlib.contextmanager
def read_only(folder: Path) -> Iterator[None]:
    """Take the right to write away from a folder and all in it, also where the tests run as root."""
    paths = [folder, *folder.rglob("*")]
    modes = {path: path.stat().st_mode for path in paths}
    for path in paths:
        path.chmod(0o555 if path.is_dir() else 0o444)
    try:
        with _as_anyone():
            yield
    finally:
        for path, mode in modes.items():
            if path.exists():
                path.chmod(mode)


@contextlib.contextmanager
def _as_anyone() -> Iterator[None]:
    """Let go of root's right to pass over permissions, in this thread; skip where the system has no such thing."""
    if not hasattr(os, "geteuid") or os.geteuid() != 0:
        yield
        return
    if not sys.platform.startswith("linux"):
        pytest.skip("root passes over permissions here")
    libc = ctypes.CDLL(None, use_errno=True)
    header = (ctypes.c_uint32 * 2)(_CAPABILITIES_3, 0)
    sets = (ctypes.c_uint32 * 6)()
    if libc.capget(header, sets) != 0:
        pytest.skip("capabilities cannot be read")
    full = sets[0]
    sets[0] = full & ~(1 << _DAC_OVERRIDE | 1 << _DAC_READ_SEARCH)
    if libc.capset(header, sets) != 0:
        pytest.skip("capabilities cannot be let go")
    try:
        yield
    finally:
        sets[0] = full
        assert libc.capset(header, sets) == 0


def killed_after(seconds: float, work: Callable[[], Any]) -> None:
    """Do something over and over in a forked process, and kill it (SIGKILL) after a while."""
    child = os.fork()
    if child == 0:
        try:
            while True:
                work()
        finally:
            os._exit(1)
    time.sleep(seconds)
    os.kill(child, signal.SIGKILL)
    _, status = os.waitpid(child, 0)
    assert os.WIFSIGNALED(status), "the child ended by itself"
