"""Where in a file a value stands, so that a fault can name its line."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import yaml

Loc = Sequence[str | int]


class Lines:
    """The line numbers of one YAML document. Lines count from one; `offset` is added for front matter."""

    def __init__(self, text: str, *, offset: int = 0) -> None:
        self._root = yaml.compose(text, yaml.SafeLoader)
        self._offset = offset + 1

    def of(self, loc: Loc) -> int:
        """Return the line of the deepest part of `loc` that is written in the file."""
        node, line = self._root, 0
        for step in loc:
            found = _child(node, step)
            if found is None:
                break
            node, line = found[1], found[0].start_mark.line
        return line + self._offset

    def of_id(self, item_id: str) -> int:
        """Return the line of the mapping whose `id` is `item_id`, or the first line."""
        for node in _walk(self._root):
            if isinstance(node, yaml.MappingNode):
                for key, value in node.value:
                    if key.value == "id" and value.value == item_id:
                        return int(value.start_mark.line) + self._offset
        return self._offset

    def doubles(self) -> Iterator[tuple[int, str]]:
        """Yield (line, key) for each key that stands twice in one mapping: YAML would drop the first."""
        for node in _walk(self._root):
            if isinstance(node, yaml.MappingNode):
                seen: set[str] = set()
                for key, _ in node.value:
                    if isinstance(key, yaml.ScalarNode) and key.value in seen:
                        yield key.start_mark.line + self._offset, key.value
                    seen.add(str(key.value))


def _child(node: yaml.Node | None, step: str | int) -> tuple[yaml.Node, yaml.Node] | None:
    if isinstance(node, yaml.MappingNode):
        return next(((key, value) for key, value in node.value if key.value == str(step)), None)
    if isinstance(node, yaml.SequenceNode) and isinstance(step, int) and step < len(node.value):
        return node.value[step], node.value[step]
    return None


def _walk(node: yaml.Node | None) -> Iterator[yaml.Node]:
    if node is None:
        return
    yield node
    if isinstance(node, yaml.MappingNode):
        for key, value in node.value:
            yield from _walk(key)
            yield from _walk(value)
    elif isinstance(node, yaml.SequenceNode):
        for item in node.value:
            yield from _walk(item)
