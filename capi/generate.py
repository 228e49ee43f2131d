#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Make everything that follows from cxm_api.toml. `generate.py --check` says what is out of date."""
import pathlib
import sys
import textwrap
import tomllib

HERE = pathlib.Path(__file__).resolve().parent
ROOT = HERE.parent
NOTE = "made by capi/generate.py from capi/cxm_api.toml"
API = tomllib.loads((HERE / "cxm_api.toml").read_text())
ARRAYS = {"out_numbers": "double", "out_bytes": "void", "out_integers": "std::int64_t"}
OPTIONAL_COLUMNS = {"numbers": "numbers", "groups": "row_names"}
HANDLES = {h["name"] for h in API["handles"]}
STRUCTS = {s["name"]: s for s in API["structs"]}
ERRORS = "cxm_status"

for handle in API["handles"]:
    API["functions"].append({
        "name": f'{handle["name"]}_free', "returns": "void", "free": handle["name"],
        "params": [{"name": handle["name"][4:], "kind": "handle", "type": handle["name"], "mutable": True,
                    "nullable": True}],
        "doc": "Free it; NULL is fine. What was made from it stays valid."})

# Thread words: who changes a handle has it alone, but for the token, whose purpose is the other thread.
for function in API["functions"]:
    changes = any(p.get("mutable") and p["type"] != "cxm_cancel" for p in function.get("params", []))
    if changes and "free" not in function and function.get("thread") != "one-thread-at-a-time":
        sys.exit(f'{function["name"]}: changes a handle, so thread = "one-thread-at-a-time"')


def words(text, prefix, width=100):
    return "\n".join(textwrap.wrap(" ".join(text.split()), width, initial_indent=prefix, subsequent_indent=prefix,
                                   break_long_words=False, break_on_hyphens=False))


# ------------------------------------------------------------------------------------------ C declarations
def c_parameters(p):
    """[(C type, name)] of one described parameter."""
    n, kind = p["name"], p["kind"]
    t = p.get("type", "")
    simple = {
        "text": [("const char*", n), ("int64_t", f"{n}_size")],
        "bytes": [("const void*", n), ("int64_t", f"{n}_size")],
        "handles": [(f"const {t}* const*", n), ("int64_t", f"{n}_count")],
        "texts": [("const char* const*", n), ("int64_t", f"{n}_count")],
        "numbers": [("const cxm_view*", n)],
        "column": [("const cxm_view*", n)],
        "groups": [("const cxm_view*", n)],
        "options": [(f"const {t}*", n)],
        "i32": [("int32_t", n)], "i64": [("int64_t", n)], "f64": [("double", n)],
        "arrow_in": [("struct ArrowArrayStream*", n)], "arrow_out": [("struct ArrowArrayStream*", n)],
        "out_handle": [(f"{t}**", n)],
        "out_text": [("const char**", n), ("int64_t*", f"{n}_size")],
        "out_f64": [("double*", n)], "out_i64": [("int64_t*", n)], "out_i32": [("int32_t*", n)],
        "out_struct": [(f"{t}*", n)],
        "out_numbers": [("double*", n), ("int64_t", f"{n}_capacity"), ("int64_t*", f"{n}_count")],
        "out_bytes": [("void*", n), ("int64_t", f"{n}_capacity"), ("int64_t*", f"{n}_count")],
        "out_integers": [("int64_t*", n), ("int64_t", f"{n}_capacity"), ("int64_t*", f"{n}_count")],
    }
    if kind == "handle":
        return [(f'{"" if p.get("mutable") else "const "}{t}*', n)]
    return simple[kind]


def can_fail(f):
    return "returns" not in f


def c_signature(f, name=None):
    args = [a for p in f.get("params", []) for a in c_parameters(p)]
    if can_fail(f):
        args.append(("cxm_error*", "error"))
    text = ", ".join(f"{t} {n}" for t, n in args) or "void"
    return f'{f.get("returns", ERRORS)} {name or f["name"]}({text})'


def field(f):
    if f.get("ctype") == "function":
        return "  " + f["type"] % f["name"] + ";"
    array = f'[{f["array"]}]' if "array" in f else ""
    return f'  {f["type"]} {f["name"]}{array};'


def header():
    out = ["/* SPDX-License-Identifier: Apache-2.0 */", f"/* {NOTE}: do not edit */", "/* clang-format off */",
           words("The C interface of libcxm. Strings are UTF-8. Objects of immutable nouns may be used by several threads; the others by one thread at a time. Between calls no thread of the library runs, so a process may fork. Nothing is printed, no locale is read, no state is kept outside the objects. Guide: docs/c_api.md.", "   ").replace("   The", "/* The", 1) + " */",
           "#ifndef CXM_H", "#define CXM_H", "", "#include <stddef.h>", "#include <stdint.h>", "",
           "#if defined(_WIN32)", "#define CXM_API __declspec(dllimport)", "#elif defined(__GNUC__)",
           '#define CXM_API __attribute__((visibility("default")))', "#else", "#define CXM_API", "#endif", "",
           "#ifdef __cplusplus", 'extern "C" {', "#endif", "",
           f'#define CXM_ABI {API["abi"]}', "", "typedef int32_t cxm_status;", ""]
    for g in API["constants"]:
        out.append(f'/* {g["group"]}. {g["doc"]} */')
        for v in g["values"]:
            doc = f'  /* {v["doc"]} */' if v["doc"] else ""
            out.append(f'#define {v["name"]} {v["value"]}{doc}')
        out.append("")
    out += ["struct ArrowArrayStream; /* the Arrow C stream interface, declared by its own guarded header */", ""]
    for h in API["handles"]:
        out.append(f'typedef struct {h["name"]} {h["name"]}; /* {h["doc"]} */')
    out.append("")
    for s in API["structs"]:
        out.append(words(s["doc"], "   ").replace("   ", "/* ", 1) + " */")
        out.append(f'typedef struct {s["name"]} {{')
        out.append("  uint32_t struct_size; /* sizeof of this structure */")
        for f in s["fields"]:
            out.append(field(f) + (f' /* {f["doc"]} */' if f["doc"] else ""))
        out.append(f'}} {s["name"]};')
        upper = s["name"].upper()
        zeros = "".join(", {0}" if "array" in f else ", 0" for f in s["fields"])
        out.append(f'#define {upper}_INIT {{ (uint32_t)sizeof({s["name"]}){zeros} }}')
        out.append("")
    for f in API["functions"]:
        doc = f["doc"] + ("" if not can_fail(f) else f' [{f.get("thread", "any-thread")}]')
        out.append(words(doc, "   ").replace("   ", "/* ", 1) + " */")
        out.append(f"CXM_API {c_signature(f)};")
        out.append("")
    out += ["#ifdef __cplusplus", "}", "#endif", "", "#endif /* CXM_H */", ""]
    return "\n".join(out)


def symbol_map():
    names = "".join(f'    {f["name"]};\n' for f in API["functions"])
    return f'# {NOTE}: do not edit\nCXM_{API["abi"]} {{\n  global:\n{names}  local:\n    *;\n}};\n'


def module_definition():
    return f"; {NOTE}: do not edit\nEXPORTS\n" + "".join(f'  {f["name"]}\n' for f in API["functions"])


# ------------------------------------------------------------------------------------------- entry points
def impl_type(p):
    kind, t = p["kind"], p.get("type", "")
    if kind == "out_handle" and p.get("nullable"):
        return f"::{t}**"
    if kind == "handle":
        const = "" if p.get("mutable") else "const "
        return f"{const}::{t}*" if p.get("nullable") else f"{const}::{t}&"
    if kind in OPTIONAL_COLUMNS and p.get("nullable"):
        return f"const std::optional<{OPTIONAL_COLUMNS[kind]}>&"
    return {
        "text": "std::string_view", "texts": "const std::vector<std::string>&", "bytes": "std::span<const std::uint8_t>",
        "handles": f"std::span<const ::{t}* const>", "numbers": "const numbers&", "column": "const cxm::column_data&", "groups": "const row_names&",
        "options": f"const ::{t}&", "i32": "std::int32_t", "i64": "std::int64_t", "f64": "double",
        "arrow_in": "::ArrowArrayStream*", "arrow_out": "::ArrowArrayStream*", "out_handle": f"::{t}*&",
        "out_text": "std::string_view&", "out_f64": "double&", "out_i64": "std::int64_t&", "out_i32": "std::int32_t&",
        "out_struct": f"::{t}&", "out_numbers": "out_array<double>&", "out_bytes": "out_array<void>&", "out_integers": "out_array<std::int64_t>&",
    }[kind]


def calls():
    out = ["// SPDX-License-Identifier: Apache-2.0", f"// {NOTE}: do not edit", "// clang-format off", "#pragma once", "",
           '#include "capi/arguments.hpp"', "", "/// What the entry points call once their arguments are checked.",
           "namespace cxm::capi {", ""]
    for f in API["functions"]:
        if not can_fail(f):
            continue
        args = ", ".join(f'{impl_type(p)} {p["name"]}' for p in f.get("params", []))
        out.append(f'void {f["name"][4:]}({args});')
    out += ["", "}  // namespace cxm::capi", ""]
    return "\n".join(out)


def entry_of(f):
    if "free" in f:
        p = f["params"][0]["name"]
        return f"{c_signature(f)} {{ cxm::capi::free_handle({p}); }}\n"
    if not can_fail(f):
        return f'{c_signature(f)} {{ {f["body"]} }}\n'
    params = f.get("params", [])
    lines = []
    for p in params:  # outputs first: whatever happens, nothing stale is left
        n = p["name"]
        if p["kind"] == "out_handle":
            lines.append(f"  if ({n} != nullptr) *{n} = nullptr;")
        elif p["kind"] == "out_text":
            lines += [f"  if ({n} != nullptr) *{n} = nullptr;", f"  if ({n}_size != nullptr) *{n}_size = 0;"]
        elif p["kind"] in ("out_f64", "out_i64", "out_i32"):
            lines.append(f"  if ({n} != nullptr) *{n} = 0;")
        elif p["kind"] in ARRAYS:
            lines.append(f"  if ({n}_count != nullptr) *{n}_count = 0;")
        elif p["kind"] == "out_struct":
            lines.append(f"  cxm::capi::clear({n});")
    moved = [p["name"] for p in params if p["kind"] == "arrow_in"]
    for n in moved:
        lines.append(f"  const cxm::capi::moved_stream taken_{n}({n});")
    context = "nullptr"
    for p in params:
        if p["kind"] == "handle":
            context = f'cxm::capi::context_of({p["name"]})'
            break
        if p["kind"] == "handles":
            context = f'cxm::capi::context_of_first({p["name"]}, {p["name"]}_count)'
            break
    lines.append(f'  return cxm::capi::guarded({context}, error, [&] {{')
    args = []
    after = []
    fn = f["name"]
    for p in params:
        n, kind, t = p["name"], p["kind"], p.get("type", "")
        if kind == "handle":
            if p.get("nullable"):
                args.append(n)
            else:
                args.append(f'cxm::capi::there("{fn}", "{n}", {n})')
        elif kind == "handles":
            args.append(f'cxm::capi::all_there("{fn}", "{n}", {n}, {n}_count)')
        elif kind == "texts":
            args.append(f'cxm::capi::texts("{fn}", "{n}", {n}, {n}_count)')
        elif kind == "text":
            args.append(f'cxm::capi::text("{fn}", "{n}", {n}, {n}_size)')
        elif kind == "bytes":
            args.append(f'cxm::capi::bytes("{fn}", "{n}", {n}, {n}_size)')
        elif kind in OPTIONAL_COLUMNS and p.get("nullable"):
            args.append(f'cxm::capi::if_given<cxm::capi::{OPTIONAL_COLUMNS[kind]}>("{fn}", "{n}", {n})')
        elif kind == "numbers":
            args.append(f'cxm::capi::numbers("{fn}", "{n}", {n})')
        elif kind == "groups":
            args.append(f'cxm::capi::row_names("{fn}", "{n}", {n})')
        elif kind == "column":
            args.append(f'cxm::capi::column("{fn}", "{n}", {n})')
        elif kind == "options":
            args.append(f'cxm::capi::filled("{fn}", "{n}", {n})')
        elif kind in ("i32", "i64", "f64"):
            args.append(n)
        elif kind in ("arrow_in",):
            args.append(f'&cxm::capi::stream("{fn}", "{n}", taken_{n})')
        elif kind == "arrow_out":
            args.append(f'&cxm::capi::there("{fn}", "{n}", {n})')
        elif kind == "out_handle" and p.get("nullable"):
            args.append(n)
        elif kind in ("out_handle", "out_f64", "out_i64", "out_i32"):
            args.append(f'cxm::capi::there("{fn}", "{n}", {n})')
        elif kind == "out_text":
            lines.append(f'    cxm::capi::out_text set_{n}("{fn}", "{n}", {n}, {n}_size);')
            args.append(f"set_{n}.value")
            after.append(f"    set_{n}.write();")
        elif kind == "out_struct":
            lines.append(f'    cxm::capi::out_struct<{t}> set_{n}("{fn}", "{n}", {n});')
            args.append(f"set_{n}.value")
            after.append(f"    set_{n}.write();")
        elif kind in ARRAYS:
            element = ARRAYS[kind]
            lines.append(f'    cxm::capi::out_array<{element}> set_{n}("{fn}", "{n}", {n}, {n}_capacity, {n}_count);')
            args.append(f"set_{n}")
            after.append(f"    set_{n}.write();")
    lines.append(f'    cxm::capi::{fn[4:]}({", ".join(args)});')
    # Several arrays: all needed counts are told before the first short one stops the call.
    arrays = [p["name"] for p in params if p["kind"] in ARRAYS]
    if arrays:
        lines.append("    " + " ".join(f"set_{n}.announce();" for n in arrays))
    lines += after
    lines.append("  });")
    return c_signature(f) + " {\n" + "\n".join(lines) + "\n}\n"


def entry():
    out = ["// SPDX-License-Identifier: Apache-2.0", f"// {NOTE}: do not edit", "// clang-format off",
           '#include "capi/arguments.hpp"', '#include "capi/calls.hpp"', '#include "capi/guard.hpp"',
           '#include "capi/info.hpp"', '#include "cxm/version.hpp"', "", 'extern "C" {', ""]
    out += [entry_of(f) for f in API["functions"]]
    out += ['}  // extern "C"', ""]
    return "\n".join(out)


# ------------------------------------------------------------------------------------------------- layout
def layout():
    out = ["// SPDX-License-Identifier: Apache-2.0", f"// {NOTE}: do not edit",
           "// LAYOUT(structure, member) for every public structure, in order of declaration."]
    for s in API["structs"]:
        out.append(f'LAYOUT_OF({s["name"]})')
        for n in ["struct_size"] + [f["name"] for f in s["fields"]]:
            out.append(f'LAYOUT({s["name"]}, {n})')
    return "\n".join(out) + "\n"


# ---------------------------------------------------------------------------------------- hostile arguments
def hostile():
    """For every parameter of every function that can fail: the call with this one argument spoilt."""
    out = ["// SPDX-License-Identifier: Apache-2.0", f"// {NOTE}: do not edit",
           "// VALID(function, arguments...): the call must succeed.",
           "// HOSTILE(function, what, call): the call must return a status other than CXM_OK."]
    for f in API["functions"]:
        if not can_fail(f):
            continue
        params = f.get("params", [])
        valid, cuts = [], []
        for p in params:
            start = len(valid)
            valid += valid_arguments(p)
            cuts.append((p, start, len(valid)))
        valid.append("&v.error")
        out.append(f'VALID({f["name"]}, {", ".join(valid)})')
        for p, start, end in cuts:
            for what, spoilt in spoilt_arguments(p, valid[start:end]):
                arguments = valid[:start] + spoilt + valid[end:]
                out.append(f'HOSTILE({f["name"]}, {p["name"]}_{what}, {f["name"]}({", ".join(arguments)}))')
        if any(c[0]["kind"] not in ("i32", "i64", "f64") for c in cuts):
            nothing = [x for p in params for x in null_arguments(p)] + ["nullptr"]
            if any(spoilt_arguments(p, valid_arguments(p)) for p in params):
                out.append(f'HOSTILE({f["name"]}, everything_null, {f["name"]}({", ".join(nothing)}))')
    return "\n".join(out) + "\n"


def valid_arguments(p):
    kind, t, e = p["kind"], p.get("type", ""), p.get("example")
    short = t[4:]
    if kind == "handle":
        if e:
            return [f"v.{e[1:]}()"]
        return [f"v.{'fresh_' if p.get('mutable') else ''}{short}()"]
    if kind == "handles":
        return [f"v.{short}_list()", "1"]
    if kind == "text":
        value = f"v.{e[1:]}().c_str()" if e and e.startswith("@") else f'"{e or "x"}"'
        if not e:
            value = "v.document().c_str()"
        return [value, "-1"]
    if kind == "texts":
        return [f'v.text_list("{e}")', "1"]
    if kind == "bytes":
        return [f"v.{e[1:]}().data()", f"static_cast<int64_t>(v.{e[1:]}().size())"]
    if kind == "numbers":
        return [f"v.{e[1:]}()" if e else "v.numbers()"]
    if kind in ("column", "groups"):
        return [f"v.{e[1:]}()" if e else "v.numbers()"]
    if kind == "options":
        return [f"v.options<{t}>()"]
    if kind in ("i32", "i64", "f64"):
        return [f"v.{e[1:]}()" if e and e.startswith("@") else (e or "0")]
    if kind == "arrow_in":
        return ["v.stream()"]
    if kind == "arrow_out":
        return ["v.out_stream()"]
    if kind == "out_handle":
        return [f"v.out<{t}>()"]
    if kind == "out_text":
        return ["&v.text", "&v.text_size"]
    if kind in ("out_f64", "out_i64", "out_i32"):
        return [f"&v.{kind[4:]}"]
    if kind == "out_struct":
        return [f"v.filled<{t}>()"]
    if kind == "out_numbers":
        return ["v.room", "64", "&v.count"]
    if kind == "out_bytes":
        return ["v.bytes", "static_cast<int64_t>(sizeof v.bytes)", "&v.count"]
    if kind == "out_integers":
        return ["v.integers", "64", "&v.count"]
    raise KeyError(kind)


def null_arguments(p):
    return {"i32": ["0"], "i64": ["0"], "f64": ["0"], "text": ["nullptr", "0"], "bytes": ["nullptr", "0"],
            "handles": ["nullptr", "0"], "texts": ["nullptr", "0"], "out_text": ["nullptr", "nullptr"], "out_numbers": ["nullptr", "0", "nullptr"],
            "out_bytes": ["nullptr", "0", "nullptr"], "out_integers": ["nullptr", "0", "nullptr"]}.get(p["kind"], ["nullptr"])


def spoilt_arguments(p, valid):
    kind, t = p["kind"], p.get("type", "")
    null = [("null", null_arguments(p))]
    big = "INT64_MAX"
    if kind == "handle":
        return [] if p.get("nullable") else null
    if kind == "handles":
        return null + [("holds_null", [f"v.null_list<{t}>()", "1"]), ("negative", [valid[0], "-1"]), ("huge", [valid[0], big])]
    if kind == "texts":
        return null + [("holds_null", ["v.no_text()", "1"]), ("negative", [valid[0], "-1"]), ("huge", [valid[0], big]),
                       ("not_utf8", ['v.text_list("\\xff")', "1"])]
    if kind in ("text", "bytes"):
        out = null + [("negative", [valid[0], "-2"]), ("huge", [valid[0], big])]
        return out + ([("not_utf8", ['"\\xff"', "1"])] if kind == "text" else [])
    if kind in ("numbers", "column", "groups"):
        views = ["null_data", "negative_length", "huge_length", "unknown_type", "unknown_validity", "null_validity",
                 "nonzero_reserved", "size_zero", "size_small", "size_beyond"]
        if kind == "numbers":
            views += ["text_type", "infinite"]
        return ([] if p.get("nullable") else null) + [(view, [f"v.view_{view}()"]) for view in views]
    if kind == "options":
        return [("size_zero", [f"v.sized<{t}>(0)"]), ("size_small", [f"v.sized<{t}>(2)"]),
                ("unknown_bytes", [f"v.beyond<{t}>()"])]
    if kind == "i64" and p.get("index"):
        return [("negative", ["-1"]), ("huge", [big])]
    if kind in ("arrow_in", "arrow_out", "out_handle", "out_f64", "out_i64", "out_i32"):
        out = [] if p.get("nullable") else null
        if kind == "arrow_in":
            out = out + [("released", ["v.released_stream()"])]
        return out
    if kind == "out_text":
        return null
    if kind == "out_struct":
        return null + [("size_zero", [f"v.sized<{t}>(0)"]), ("size_small", [f"v.sized<{t}>(2)"])]
    if kind in ARRAYS:
        return [("null_count", [valid[0], valid[1], "nullptr"]), ("null_with_room", ["nullptr", "64", "&v.count"]),
                ("negative_room", [valid[0], "-1", "&v.count"]), ("no_room", [valid[0], "0", "&v.count"])]
    return []


# ------------------------------------------------------------------------------------------------- ctypes
PY = {"int32_t": "c_int32", "uint32_t": "c_uint32", "int64_t": "c_int64", "uint64_t": "c_uint64", "double": "c_double",
      "char": "c_char", "const char*": "c_char_p", "void*": "c_void_p", "const void*": "c_void_p",
      "const char* const*": "POINTER(c_char_p)", "const double*": "POINTER(c_double)",
      "const int32_t*": "POINTER(c_int32)"}


def py_type(c):
    if c in PY:
        return PY[c]
    if c.endswith("**") or c.endswith("* const*"):
        return "POINTER(c_char_p)" if "char" in c else "POINTER(c_void_p)"
    if c in ("double*", "int64_t*", "int32_t*"):
        return f"POINTER({PY[c[:-1]]})"
    name = c.replace("const ", "").replace("struct ", "").rstrip("*")
    if name in STRUCTS and c.endswith("*"):
        return f"POINTER({name})"  # declared before where a structure points to it
    return "c_void_p"


def ctypes_module():
    out = ["# SPDX-License-Identifier: Apache-2.0", f"# {NOTE}: do not edit", "# ruff: noqa", '"""Structures, constants and prototypes of the C interface."""',
           "from __future__ import annotations", "",
           "import ctypes", "from ctypes import (CFUNCTYPE, POINTER, Structure, c_char, c_char_p, c_double, c_int32,",
           "                    c_int64, c_size_t, c_uint32, c_uint64, c_void_p)", "from typing import Any", "",
           f'ABI = {API["abi"]}', ""]
    for g in API["constants"]:
        out += [f'{v["name"]} = {v["value"]}' for v in g["values"]] + [""]
    functions = {"allocate": "CFUNCTYPE(c_void_p, c_void_p, c_size_t)", "release": "CFUNCTYPE(None, c_void_p, c_void_p, c_size_t)",
                 "log": "CFUNCTYPE(None, c_void_p, c_int32, c_void_p, c_int64)",
                 "progress": "CFUNCTYPE(c_int32, c_void_p, c_int64, c_int64)"}
    for name, kind in functions.items():
        out.append(f"{name}_function = {kind}")
    out.append("")
    for s in API["structs"]:
        out += ["", f'class {s["name"]}(Structure):', f'    """{s["doc"]}"""', "", ""]
        fields = ['    ("struct_size", c_uint32),']
        for f in s["fields"]:
            if f.get("ctype") == "function":
                kind = f'{f["name"]}_function'
            elif "array" in f:
                kind = f'{PY[f["type"]]} * {f["array"]}'
            elif f["type"] == f'const struct {s["name"]}*':
                kind = f'POINTER({s["name"]})'
            else:
                kind = py_type(f["type"])
            fields.append(f'    ("{f["name"]}", {kind}),')
        out += [f'{s["name"]}._fields_ = ['] + fields + ["]", ""]
    out += ["", "#: name -> (restype, argtypes)", "PROTOTYPES: dict[str, tuple[Any, list[Any]]] = {"]
    for f in API["functions"]:
        args = [py_type(t) for p in f.get("params", []) for t, _ in c_parameters(p)]
        if can_fail(f):
            args.append("POINTER(cxm_error)")
        returns = {"int32_t": "c_int32", "const char*": "c_char_p", "void": "None"}[f["returns"]] if "returns" in f else "c_int32"
        out.append(f'    "{f["name"]}": ({returns}, [{", ".join(args)}]),')
    out += ["}", ""]
    return "\n".join(out)


# ------------------------------------------------------------------------------------------- reference page
def reference():
    out = ["# C interface: reference", "", f"<!-- {NOTE}: do not edit -->", "",
           "How to use it: [c_api.md](c_api.md). Header: `capi/cxm.h`. Every function that returns `cxm_status` may be "
           "given `NULL` for `error`.", ""]
    for g in API["constants"]:
        out += [f'## {g["group"]}', "", g["doc"], "", "| name | value | |", "|---|---|---|"]
        out += [f'| `{v["name"]}` | {v["value"]} | {v["doc"]} |' for v in g["values"]] + [""]
    out += ["## Nouns", "", "| type | |", "|---|---|"]
    out += [f'| `{h["name"]}` | {h["doc"]} |' for h in API["handles"]] + [""]
    out += ["## Structures", ""]
    for s in API["structs"]:
        out += [f'### `{s["name"]}`', "", s["doc"], "", "| member | type | |", "|---|---|---|",
                "| `struct_size` | `uint32_t` | sizeof of the structure |"]
        for f in s["fields"]:
            kind = f["type"].replace("%s", "") if f.get("ctype") == "function" else f["type"]
            size = f'[{f["array"]}]' if "array" in f else ""
            out.append(f'| `{f["name"]}` | `{kind}{size}` | {f["doc"]} |')
        out.append("")
    out += ["## Functions", ""]
    for f in API["functions"]:
        out += [f'### `{f["name"]}`', "", "```c", c_signature(f) + ";", "```", "", f["doc"]]
        if can_fail(f):
            out += ["", f'Threads: {f.get("thread", "any-thread")}.']
        out.append("")
    return "\n".join(out)


# ------------------------------------------------------------------------------------------- fuzzing the calls
def fuzzed_arguments(p):
    """Arguments drawn by the session `s` of tests/fuzz/api_fuzz.cpp."""
    kind, t = p["kind"], p.get("type", "")
    if kind in ("text", "bytes"):
        usual = valid_arguments(p)[0]
        if kind == "bytes":
            usual = usual.replace(".data()", "")
        return [f"s.{kind}({usual})", "s.text_size()"]
    return {
        "handle": [f"s.{'own' if p.get('mutable') else 'any'}<{t}>()"],
        "handles": [f"s.list<{t}>()", "s.count()"], "texts": ["s.texts()", "s.count()"],
        "numbers": ["s.view()"], "column": ["s.view()"], "groups": ["s.view()"], "options": [f"s.options<{t}>()"],
        "i32": ["s.number<std::int32_t>()"], "i64": ["s.number<std::int64_t>()"], "f64": ["s.number<double>()"],
        "arrow_in": ["s.full_stream()"], "arrow_out": ["s.empty_stream()"], "out_handle": [f"s.out<{t}>()"],
        "out_text": ["s.place(&s.text_out)", "s.place(&s.size_out)"], "out_f64": ["s.place(&s.f64_out)"],
        "out_i64": ["s.place(&s.i64_out)"], "out_i32": ["s.place(&s.i32_out)"],
        "out_struct": [f"s.place(s.filled<{t}>())"],
        "out_numbers": ["s.place(s.room)", "s.capacity()", "s.place(&s.i64_out)"],
        "out_bytes": ["s.place(s.bytes_out)", "s.capacity()", "s.place(&s.i64_out)"],
        "out_integers": ["s.place(s.integers)", "s.capacity()", "s.place(&s.i64_out)"],
    }[kind]


def fuzzed_field(f):
    """The value of a member of options; lists hold four, counts stay below five."""
    n, t = f["name"], f["type"]
    if f.get("ctype") == "function":
        return "s.callback()"
    if n in ("n_threads", "copies", "replicates") and t.endswith("_t"):
        return f"s.few<{t.replace('int', 'std::int', 1) if t.startswith('int') else 'std::' + t}>()"
    if n.endswith("_count"):
        return "static_cast<std::int32_t>(s.count())"
    kinds = {"const char*": "s.word()", "const char* const*": "s.texts()", "const double*": "s.numbers<double>()",
             "const int32_t*": "s.numbers<std::int32_t>()", "void*": "&s", "double": "s.number<double>()"}
    if t in kinds:
        return kinds[t]
    if t.endswith("*"):
        noun = t.replace("const ", "").replace("struct ", "").rstrip("*")
        if noun in STRUCTS:
            return "s.view()" if noun == "cxm_view" else f"s.options<{noun}>()"
        return f"s.{'any' if t.startswith('const') else 'own'}<{noun}>()"
    return f"s.number<std::{t}>()"


def fuzz_calls():
    out = ["// SPDX-License-Identifier: Apache-2.0", f"// {NOTE}: do not edit",
           "// NOUN(type): what lives. MEMBERS(options): fills them. CALL(function): draws arguments and calls."]
    out += [f'NOUN({h["name"]})' for h in API["handles"]] + ["#ifndef NOUNS_ALONE"]
    for s in API["structs"]:
        if s["direction"] == "in" and s["name"] not in ("cxm_view", "cxm_context_options"):
            out.append(f'MEMBERS({s["name"]}) {{')
            # What is reserved stays 0 nearly always: other values are refused at once.
            for f in s["fields"]:
                when = ("" if f["type"] == "void*" else "if (s.seldom()) " if f["name"].startswith("reserved")
                        else "if (s.often()) ")
                out.append(f'  {when}o.{f["name"]} = {fuzzed_field(f)};')
            out.append("}")
    for f in API["functions"]:
        if not can_fail(f) or f["name"] == "cxm_context_new":
            continue
        args = [a for p in f.get("params", []) for a in fuzzed_arguments(p)]
        out.append(f'CALL({f["name"]}) {{')
        out += [f"  auto a{i} = {a};" for i, a in enumerate(args)]
        out.append(f'  return {f["name"]}({", ".join([f"a{i}" for i in range(len(args))] + ["s.error()"])});')
        out.append("}")
    out.append("#endif")
    return "\n".join(out) + "\n"


FILES = {
    "capi/cxm.h": header, "capi/cxm.map": symbol_map, "capi/cxm.def": module_definition, "capi/calls.hpp": calls,
    "capi/entry.cpp": entry, "tests/capi/layout.inc": layout, "tests/capi/hostile.inc": hostile,
    "tests/fuzz/api_calls.inc": fuzz_calls,
    "capi/python/src/cxm/_abi.py": ctypes_module, "docs/c_reference.md": reference,
}


def main():
    stale = []
    for name, make in FILES.items():
        path = ROOT / name
        text = make()
        if path.exists() and path.read_text() == text:
            continue
        stale.append(name)
        if "--check" not in sys.argv:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text)
    if "--check" in sys.argv and stale:
        print("out of date, run capi/generate.py: " + ", ".join(stale))
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
