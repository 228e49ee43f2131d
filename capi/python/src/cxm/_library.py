# SPDX-License-Identifier: Apache-2.0
"""The shared library: where it is, that it fits, and how it is called."""
from __future__ import annotations

import ctypes
import pathlib
import sys
from typing import Any, Callable, Optional

from . import _abi
from ._errors import ArgumentError, error_of

#: Version of this package; the library must not be older.
VERSION = "0.1.0"

_NAMES = ["libcxm.so", "libcxm.dylib", "cxm.dll"]


def _candidates() -> list[pathlib.Path]:
    here = pathlib.Path(__file__).resolve().parent
    folders = [here]
    # A checkout: the newest of its builds.
    root = here.parents[3] if len(here.parents) > 3 else here
    builds = list(root.glob("build/*/lib"))
    folders += sorted(builds, key=lambda folder: folder.stat().st_mtime, reverse=True)
    folders += [pathlib.Path(sys.prefix) / "lib", pathlib.Path("/usr/local/lib"), pathlib.Path("/usr/lib")]
    return [folder / name for folder in folders for name in _NAMES]


def _load() -> tuple[ctypes.CDLL, str]:
    tried = []
    for path in _candidates():
        if not path.exists():
            continue
        library = ctypes.CDLL(str(path))  # releases the lock of the interpreter during calls
        library.cxm_version.restype = ctypes.c_char_p
        version = library.cxm_version().decode()
        abi = library.cxm_abi_version()
        if abi == _abi.ABI and _numbers(version) >= _numbers(VERSION):
            return library, str(path)
        tried.append(f"{path} (version {version}, ABI {abi})")
    wanted = f"libcxm of ABI {_abi.ABI}, version {VERSION} or newer"
    if tried:
        raise ImportError(f"cxm needs {wanted}, but found {', '.join(tried)}; reinstall the package with its library")
    raise ImportError(f"cxm needs {wanted}, but there is none beside the package nor in {sys.prefix}/lib; "
                      "install the wheel, or build the target cxm_shared")


def _numbers(version: str) -> tuple[int, ...]:
    return tuple(int(part) for part in version.split(".")[:3])


LIBRARY, PATH = _load()
for _name, (_result, _arguments) in _abi.PROTOTYPES.items():
    _function = getattr(LIBRARY, _name)
    _function.restype = _result
    _function.argtypes = _arguments


def call(name: str, *arguments: Any) -> None:
    """Call a function that can fail; its last parameter, the error, is added here. Handles among the arguments live
    until it returns."""
    error = _abi.cxm_error(struct_size=ctypes.sizeof(_abi.cxm_error))
    plain = [argument.pointer if isinstance(argument, Handle) else argument for argument in arguments]
    try:
        status: int = getattr(LIBRARY, name)(*plain, ctypes.byref(error))
    except ctypes.ArgumentError as fault:  # its n-th argument, from 1
        raise ArgumentError(f"{name}: an argument is of a type that it cannot be ({fault})") from None
    if status != _abi.CXM_OK:
        raise error_of(status, error)


class Handle:
    """Owns one object of the library and frees it once."""

    def __init__(self, pointer: int, free: str) -> None:
        self.pointer: Optional[int] = pointer
        self.keep: Any = None  # what the object borrows
        self._free: Callable[[Any], None] = getattr(LIBRARY, free)

    def __del__(self) -> None:
        pointer, self.pointer = getattr(self, "pointer", None), None
        if pointer:
            self._free(pointer)


def made(free: str, name: str, *arguments: Any) -> Handle:
    """Call a function whose last output is an owned object."""
    out = ctypes.c_void_p()
    call(name, *arguments, ctypes.cast(ctypes.byref(out), ctypes.POINTER(ctypes.c_void_p)))
    assert out.value is not None
    return Handle(out.value, free)


def text_arguments(text: str) -> tuple[bytes, int]:
    data = text.encode("utf-8")
    return data, len(data)


def borrowed_text(name: str, *arguments: Any) -> bytes:
    """Call a function that lends a text, and copy it."""
    data = ctypes.c_void_p()
    size = ctypes.c_int64()
    call(name, *arguments, ctypes.cast(ctypes.byref(data), ctypes.POINTER(ctypes.c_char_p)), ctypes.byref(size))
    return ctypes.string_at(data.value, size.value) if data.value else b""


def buffer_bytes(name: str, *arguments: Any) -> bytes:
    """Call a function that makes a buffer, and take its bytes."""
    buffer = made("cxm_buffer_free", name, *arguments)
    return borrowed_text("cxm_buffer_data", buffer)


def build_info() -> str:
    """Version, path and build of the library that is used."""
    version = LIBRARY.cxm_version().decode()
    built = LIBRARY.cxm_build_info().decode()
    return f"libcxm {version} ({built}), {PATH}"
