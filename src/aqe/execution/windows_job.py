"""A job object of Windows: its processes and all that they start end with it, also when `aqe` is killed.

See "Job Objects" in the Windows documentation. On other systems nothing imports this.
"""

from __future__ import annotations

import ctypes
import subprocess
from typing import Any

__all__ = ["ExtendedLimits", "WindowsJob"]

_EXTENDED_LIMIT_INFORMATION = 9
_KILL_ON_JOB_CLOSE = 0x2000
_DWORD = ctypes.c_uint32
_HANDLE = ctypes.c_void_p


class _BasicLimits(ctypes.Structure):
    _fields_ = (
        ("PerProcessUserTimeLimit", ctypes.c_int64),
        ("PerJobUserTimeLimit", ctypes.c_int64),
        ("LimitFlags", _DWORD),
        ("MinimumWorkingSetSize", ctypes.c_size_t),
        ("MaximumWorkingSetSize", ctypes.c_size_t),
        ("ActiveProcessLimit", _DWORD),
        ("Affinity", ctypes.c_size_t),
        ("PriorityClass", _DWORD),
        ("SchedulingClass", _DWORD),
    )


class ExtendedLimits(ctypes.Structure):
    """``JOBOBJECT_EXTENDED_LIMIT_INFORMATION``."""

    _fields_ = (
        ("BasicLimitInformation", _BasicLimits),
        ("IoInfo", ctypes.c_uint64 * 6),
        ("ProcessMemoryLimit", ctypes.c_size_t),
        ("JobMemoryLimit", ctypes.c_size_t),
        ("PeakProcessMemoryUsed", ctypes.c_size_t),
        ("PeakJobMemoryUsed", ctypes.c_size_t),
    )


class WindowsJob:
    """The job of one process.

    Raises:
        OSError: Windows refused.
    """

    def __init__(self, process: subprocess.Popen[bytes], kernel: Any = None) -> None:
        self._kernel = kernel or _kernel()
        self._handle = self._checked(self._kernel.CreateJobObjectW(None, None))
        limits = ExtendedLimits()
        limits.BasicLimitInformation.LimitFlags = _KILL_ON_JOB_CLOSE
        handle: int = getattr(process, "_handle")  # noqa: B009  # exists on Windows only
        try:
            self._checked(
                self._kernel.SetInformationJobObject(
                    self._handle,
                    _EXTENDED_LIMIT_INFORMATION,
                    ctypes.byref(limits),
                    ctypes.sizeof(limits),
                )
            )
            self._checked(self._kernel.AssignProcessToJobObject(self._handle, int(handle)))
        except OSError:
            self._kernel.CloseHandle(self._handle)
            raise

    def end(self) -> None:
        """Ends every process of the job."""
        handle, self._handle = self._handle, None
        if handle is not None:
            self._kernel.TerminateJobObject(handle, 1)
            self._kernel.CloseHandle(handle)

    def _checked(self, answer: Any) -> Any:
        if not answer:
            code = int(self._kernel.GetLastError())
            raise OSError(code, f"Windows refused a job object (error {code})")
        return answer


def _kernel() -> Any:
    windll: Any = getattr(ctypes, "WinDLL")  # noqa: B009  # exists on Windows only
    kernel = windll("kernel32", use_last_error=True)
    kernel.CreateJobObjectW.restype = _HANDLE
    kernel.CreateJobObjectW.argtypes = [_HANDLE, ctypes.c_wchar_p]
    kernel.SetInformationJobObject.argtypes = [_HANDLE, ctypes.c_int, _HANDLE, _DWORD]
    kernel.AssignProcessToJobObject.argtypes = [_HANDLE, _HANDLE]
    kernel.TerminateJobObject.argtypes = [_HANDLE, ctypes.c_uint]
    kernel.CloseHandle.argtypes = [_HANDLE]
    return kernel
