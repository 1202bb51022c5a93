#!/usr/bin/env python3
"""Checks every catalog file against the schema of its kind, without building the program.

catalog/<kind>.yaml and catalog/<kind>/*.yaml belong to catalog/schema/<kind>.schema.json, where
the kind may be singular in one place and plural in the other. A file without a schema, a key
that stands twice, a schema that is none, and a region's number that cannot be right are errors too.
Usage: check_catalog.py [FOLDER]   (default: the catalog of this repository)
"""
import json
import pathlib
import re
import sys

import jsonschema
import yaml

ROOT = pathlib.Path(__file__).resolve().parent.parent


class Loader(yaml.SafeLoader):
    """YAML as the program reads it: a key once, and no date out of what looks like one."""


def mapping_without_twins(loader, node, deep=False):
    seen = set()
    for key, _ in node.value:
        word = key.value if isinstance(key, yaml.ScalarNode) else None
        if word in seen:
            raise yaml.constructor.ConstructorError(None, None, f"key stands twice: {word}", key.start_mark)
        seen.add(word)
    return loader.construct_mapping(node, deep)


Loader.add_constructor(yaml.resolver.BaseResolver.DEFAULT_MAPPING_TAG,
                       lambda loader, node: mapping_without_twins(loader, node, deep=True))
Loader.yaml_implicit_resolvers = {
    first: [(tag, pattern) for tag, pattern in resolvers if not tag.endswith(":timestamp")]
    for first, resolvers in yaml.SafeLoader.yaml_implicit_resolvers.items()}


def spellings(kind):
    """The kind itself, its singular and its plural."""
    yield kind
    if kind.endswith("ies"):
        yield kind[:-3] + "y"
    elif kind.endswith("s"):
        yield kind[:-1]
    yield kind[:-1] + "ies" if kind.endswith("y") else kind + "s"


def schema_of(folder, kind):
    for name in spellings(kind):
        file = folder / "schema" / f"{name}.schema.json"
        if file.is_file():
            return file
    return None


def validator_of(file):
    schema = json.loads(file.read_text(encoding="utf-8"))
    validator = jsonschema.validators.validator_for(schema, default=jsonschema.Draft202012Validator)
    validator.check_schema(schema)
    return validator(schema)


def line_of(node, path):
    """The line of the thing at a path, found in the node tree."""
    line = node.start_mark.line + 1
    for step in path:
        if isinstance(node, yaml.SequenceNode) and isinstance(step, int) and step < len(node.value):
            node = node.value[step]
        elif isinstance(node, yaml.MappingNode):
            found = [value for key, value in node.value if key.value == str(step)]
            if not found:
                break
            node = found[0]
        else:
            break
        line = node.start_mark.line + 1
    return line


def plainest(error):
    """The innermost error of the alternative that came closest."""
    while error.context:
        error = max(error.context, key=lambda each: (len(each.absolute_path), -len(each.context or [])))
    return error


def faults(folder, file, validators):
    shown = file.relative_to(folder.parent)
    kind = file.stem if file.parent == folder else file.relative_to(folder).parts[0]
    schema = schema_of(folder, kind)
    if schema is None:
        yield f"{shown}: no schema for its kind: {kind} (expected {folder.name}/schema/{kind}.schema.json)"
        return
    try:
        text = file.read_text(encoding="utf-8")
        data, tree = yaml.load(text, Loader), yaml.compose(text, Loader)
    except (yaml.YAMLError, UnicodeDecodeError) as error:
        mark = getattr(error, "problem_mark", None)
        where = f":{mark.line + 1}" if mark else ""
        yield f"{shown}{where}: {getattr(error, 'problem', None) or error}"
        return
    if schema not in validators:
        validators[schema] = validator_of(schema)
    for error in validators[schema].iter_errors(data):
        inner = plainest(error)
        path = list(inner.absolute_path)
        spot = ".".join(map(str, path))
        line = line_of(tree, path) if tree else 1
        yield f"{shown}:{line}: {inner.message[:300]}" + (f" (at {spot})" if spot else "")


def undocumented(api, page):
    """Endpoints that only one of the list that decides (api.yaml) and its description names."""
    def plain(path):
        path = re.sub(r"\?.*", "", path.removeprefix("/api/v1/"))
        return re.sub(r"\{[^}]*\}|\b[A-Z]+\b", "*", path)

    listed = {f"{one['method']} {plain(one['path'])}"
              for one in yaml.load(api.read_text(encoding="utf-8"), Loader)["endpoints"] if "action" in one}
    told = {f"{method} {plain(path)}" for method, path in
            re.findall(r"`(GET|POST) ([^`]+)`", page.read_text(encoding="utf-8")) if not path.startswith("/login")}
    for one in sorted(listed - told):
        yield f"{page.name} does not describe the endpoint: {one}"
    for one in sorted(told - listed):
        yield f"{api.name} does not list what {page.name} describes, so it cannot be reached: {one}"


def wrong_region_numbers(file):
    """Numbers in GB/T 2260 of places that are not listed, do not begin with what is above them, or stand twice."""
    regions = yaml.load(file.read_text(encoding="utf-8"), Loader)
    provinces = {one["code"]: str(one.get("number", "")) for one in regions["provinces"]}
    cities = {name: (number, province) for province, of in regions.get("numbers", {}).items()
              for name, number in of.items()}
    owners = {}

    def wrong(place, number, begin, listed, within):
        if listed is None or place not in listed:
            yield f"{file.name}: a number of a place that is not listed: {within}/{place}"
        if not re.fullmatch(r"\d{6}", str(number)) or not begin or not str(number).startswith(begin):
            yield f"{file.name}: the number of {within}/{place} does not begin with {begin or 'a number of ' + within}: {number}"
        if owners.setdefault(number, place) != place:
            yield f"{file.name}: a number stands twice: {number} of {owners[number]} and {place}"

    for province, numbers in regions.get("numbers", {}).items():
        for city, number in numbers.items():
            yield from wrong(city, number, provinces.get(province), regions["cities"].get(province), province)
    for city, numbers in regions.get("district_numbers", {}).items():
        begin = str(cities[city][0])[:4] if city in cities else provinces.get(city)
        for district, number in numbers.items():
            yield from wrong(district, number, begin, regions["districts"].get(city), city)


def main():
    folder = pathlib.Path(sys.argv[1]).resolve() if len(sys.argv) > 1 else ROOT / "catalog"
    files = sorted(file for file in folder.rglob("*.y*ml") if "schema" not in file.relative_to(folder).parts)
    validators, found = {}, []
    for file in files:
        try:
            found += faults(folder, file, validators)
        except (json.JSONDecodeError, jsonschema.SchemaError) as error:
            found.append(f"{file.relative_to(folder.parent)}: its schema is no schema: {error}")
    if not found and (folder / "regions.yaml").exists():
        found += wrong_region_numbers(folder / "regions.yaml")
    page = folder.parent / "docs" / "formats" / "api.md"
    if page.exists() and (folder / "api.yaml").exists():
        found += undocumented(folder / "api.yaml", page)
    if not files:
        found.append(f"{folder}: no catalog files")
    print("\n".join(found) if found else f"catalog: {len(files)} files fit their schemas")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
