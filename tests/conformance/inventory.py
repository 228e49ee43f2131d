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


def main(root):
    with (root / "capi/inventory.toml").open("rb") as file:
        inventory = tomllib.load(file)
    with (root / "capi/cxm_api.toml").open("rb") as file:
        api = {f["name"] for f in tomllib.load(file)["functions"]}
    reasons, elsewhere = inventory.pop("reasons"), inventory.pop("python")
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
        for name in names:
            if name not in listed:
                faults.append(f'include/cxm/{header}: {name} is not in {where}. Under ["{header}"] add\n'
                              f'    cxm_... = ["{name}"]    the C functions by which the same is had (made in '
                              "capi/cxm_api.toml), or\n"
                              f'    <reason> = ["{name}"]    why C and Python need none: {", ".join(reasons)}')
        faults += [f'{where}, ["{header}"]: {name} is no function or class of that header any more; remove it'
                   for name in listed if name not in names]
    faults += [f'{where}: there is no header include/cxm/{header}; remove ["{header}"]' for header in inventory]
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
