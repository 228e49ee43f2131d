#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""inventory.py ROOT: every public C++ function and class has its line in capi/inventory.toml, which says by which C
functions the same is had, or why it is not; every C function is called by the Python package."""
import pathlib
import re
import sys
import tomllib


def statements(text):
    """What stands at namespace level of a header, one declaration each; bodies of functions and types are left out."""
    text = re.sub(r"//[^\n]*|/\*.*?\*/", " ", text, flags=re.S)
    text = re.sub(r"^[ \t]*#(?:[^\n]*\\\n)*[^\n]*", " ", text, flags=re.M)
    text = re.sub(r'"(?:[^"\\\n]|\\.)*"', '""', text)
    said, inside, parentheses = "", 0, 0  # inside: how many braces deep in what is left out
    for c in text:
        if inside:
            inside += {"{": 1, "}": -1}.get(c, 0)
            if not inside and re.search(r"\)[\w\s:&>*-]*$|\)\s*:[^:].*$", said, re.S) and not is_type(said):
                yield said  # a function with its body has no semicolon
                said = ""
        elif c == "{" and not parentheses:
            space = re.match(r"\s*(?:inline\s+)?namespace\b\s*([\w:]*)\s*$", said)
            if space and "detail" not in space[1]:
                said = ""
            else:
                inside = 1
                said = "" if space else said
        elif c == "}" and not parentheses:
            said = ""
        elif c == ";" and not parentheses:
            yield said
            said = ""
        else:
            parentheses += {"(": 1, ")": -1}.get(c, 0)
            said += c


def is_type(said):
    return re.match(r"\s*(?:template\s*<[^{]*?>\s*)?(?:class|struct|enum|union)\b", said)


def declared(header):
    """Names of functions and defined classes, in order."""
    out = []
    for said in statements(header):
        said = re.sub(r"\[\[.*?\]\]", "", " ".join(said.split()))
        made = re.match(r"(?:template ?<.*?> )?class (\w+)(?: final)?(?: : .*)?$", said)
        if is_type(said) or re.match(r"using\b|static_assert\b|friend\b|extern template|typedef|__extension__|$", said):
            if made and re.search(rf"class (?:CXM_\w+ )?{made[1]}\b[^;{{]*\{{", header):
                out.append(made[1])
            continue
        head = said.split("(")[0]
        if "(" in said and "=" not in head and "operator" not in head and "::" not in head.split()[-1]:
            out.append(head.split()[-1].lstrip("*&"))
    return list(dict.fromkeys(out))


OPTIONS = r"struct (\w+_(?:options|request|scheme|spec)) \{"


def option_members(header):
    """Structures that say how a call works, and the names of their members."""
    header = re.sub(r"//[^\n]*", "", header)
    out = {}
    for found in re.finditer(OPTIONS, header):
        depth, body = 1, ""
        for c in header[found.end():]:
            depth += {"{": 1, "}": -1}.get(c, 0)
            if not depth:
                break
            body += c if depth == 1 and c != "}" else ""
        names = []
        for said in body.split(";"):
            said = re.sub(r"=.*", "", re.sub(r"<[^<>]*(?:<[^<>]*>[^<>]*)*>", "", said), flags=re.S)
            if said.strip() and "(" not in said and not re.match(r"\s*(?:using|friend|static)\b", said):
                first, *others = said.split(",")
                names += [name.split()[-1] for name in (first, *others)]
        out[found[1]] = names
    return out


def check_options(given, folder, api, reasons, where, used):
    """Every member of an options structure has its place in C or a reason."""
    names = {s["name"]: [f["name"] for f in s["fields"]] for s in api["structs"]}
    names.update({f["name"]: [p["name"] for p in f.get("params", [])] for f in api["functions"]})
    for path in sorted(folder.rglob("*.hpp")):
        if "detail" in path.parts:
            continue
        for structure, members in option_members(path.read_text(encoding="utf-8")).items():
            said = given.pop(structure, None)
            if said is None:
                yield (f'{where}, [options]: {structure} of include/cxm/{path.relative_to(folder)} has no line; say in which '
                       f'structure or function of C its members are, or why none has: {structure}.c = "cxm_..." (or one of {", ".join(reasons)})')
                continue
            if said["c"] in reasons:  # the whole of it
                used.add(said["c"])
                continue
            unknown = [word for word in said["c"].split() if word not in names]
            yield from (f"{where}, [options]: {structure}.c names {word}, which capi/cxm_api.toml does not have"
                        for word in unknown)
            there = {name for word in said.pop("c").split() for name in names.get(word, [])}
            for member in members:
                is_at = said.pop(member, member)
                used.add(is_at)
                if is_at not in there and is_at not in reasons:
                    yield (f"{where}, [options]: {structure}.{member} is nowhere in C as {is_at}; append a member in "
                           f"capi/cxm_api.toml, or say where it is or why not: {structure}.{member} = \"...\" (a name, or one "
                           f"of {', '.join(reasons)})")
            yield from (f"{where}, [options]: {structure} has no member {name} any more; remove it" for name in said)
    yield from (f"{where}, [options]: there is no structure {name} any more; remove it" for name in given)


def main(root):
    with (root / "capi/inventory.toml").open("rb") as file:
        inventory = tomllib.load(file)
    with (root / "capi/cxm_api.toml").open("rb") as file:
        described = tomllib.load(file)
    api = {f["name"] for f in described["functions"]}
    reasons, elsewhere, options = (inventory.pop(name) for name in ("reasons", "python", "options"))
    where = "capi/inventory.toml"
    faults, used = [], set()
    folder = root / "include/cxm"
    headers = {path.relative_to(folder).as_posix(): declared(path.read_text(encoding="utf-8"))
               for path in sorted(folder.rglob("*.hpp")) if "detail" not in path.parts}
    for header, names in headers.items():
        listed = {}
        for route, held in inventory.pop(header, {}).items():
            for name in held:
                if name in listed:
                    faults.append(f'{where}, ["{header}"]: {name} stands there twice')
                listed[name] = route
            for word in route.split():
                used.add(word)
                if word not in reasons and word not in api:
                    faults.append(f'{where}, ["{header}"]: "{word}" is neither a function of capi/cxm_api.toml nor one of '
                                  f"[reasons]: {', '.join(reasons)}")
        new = ", ".join(f'"{name}"' for name in names if name not in listed)
        if new:
            faults.append(f'include/cxm/{header} has what {where} does not: {new}. Under ["{header}"] there, add\n'
                          f"    cxm_... = [{new}]    the C functions that give the same (made in capi/cxm_api.toml), or\n"
                          f"    <reason> = [{new}]    why C and Python need none: {', '.join(reasons)}")
        faults += [f'{where}, ["{header}"]: {name} is no function or class of that header any more; remove it'
                   for name in listed if name not in names]
    faults += [f'{where}: there is no header include/cxm/{header}; remove ["{header}"]' for header in inventory]
    faults += check_options(options, folder, described, reasons, where, used)
    faults += [f"{where}: the reason {reason} is used nowhere; remove it" for reason in reasons if reason not in used]
    python = "".join(path.read_text(encoding="utf-8") for path in (root / "capi/python/src/cxm").glob("*.py")
                     if path.name != "_abi.py")
    for name in sorted(api | set(elsewhere)):
        called = re.search(rf'"{name}"|\.{name}\b', python)
        if name not in api:
            faults.append(f"{where}, [python]: {name} is no function of capi/cxm_api.toml; remove it")
        elif called and name in elsewhere:
            faults.append(f"{where}, [python]: {name} is called by the package; remove it")
        elif not called and name not in elsewhere:
            faults.append(f"{name} is called nowhere in capi/python/src/cxm: give it a place in the package, or say under "
                          f"[python] in {where} how the same is had there")
    for fault in faults:
        print(fault)
    return 1 if faults else 0


if __name__ == "__main__":
    if sys.argv[1] == "--declared":
        for path in sys.argv[2:]:
            print(path, *declared(pathlib.Path(path).read_text(encoding="utf-8")))
    else:
        sys.exit(main(pathlib.Path(sys.argv[1])))
