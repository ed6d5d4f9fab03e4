"""What the shapes of all files of a pack are made of: words in voices, ids, conditions, options."""

from __future__ import annotations

from typing import Annotated, Any

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    GetJsonSchemaHandler,
    WithJsonSchema,
)
from pydantic_core import core_schema

from teamup.catalog import conditions
from teamup.catalog.model import Path, Side

VARIANTS = frozenset(
    ["default", *Side, *Path, *(f"{side}.{path}" for side in Side for path in Path)],
)


def _voiced(raw: Any) -> Any:
    words = {"default": raw} if isinstance(raw, str) else raw
    if not isinstance(words, dict) or not all(isinstance(w, str) for w in words.values()):
        raise ValueError(
            "Write words, or a mapping of voices (default, police, security, joint, new, existing) to words."
        )
    if unknown := sorted(set(map(str, words)) - VARIANTS):
        raise ValueError(
            f"“{unknown[0]}” is no voice. Use default, police, security, joint, new, existing, "
            "or a pair such as police.existing."
        )
    if "default" not in words:
        raise ValueError("Add a “default” wording beside the voices.")
    return words


def _listed(raw: Any) -> Any:
    """Turn the short form {id: label} into the long one."""
    if isinstance(raw, dict):
        return [{"id": str(key), "label": label} for key, label in raw.items()]
    return raw


def _condition(raw: Any) -> conditions.Condition | None:
    return None if raw is None else conditions.parse(raw)


# "shape" is a shape that `catalog.editor` describes; pydantic cannot see into our own checks.
Words = Annotated[dict[str, str], BeforeValidator(_voiced), WithJsonSchema({"shape": "Words"})]
Id = Annotated[str, Field(pattern=r"^[a-z0-9][a-z0-9_.-]{0,79}$")]
OptionId = Annotated[str, Field(pattern=r"^[a-zA-Z0-9][a-zA-Z0-9_]{0,39}$")]
When = Annotated[Any, AfterValidator(_condition), WithJsonSchema({"shape": "Condition"})]
Year = Annotated[str, Field(pattern=r"^\d{4}$")]


class Doc(BaseModel):
    """A piece of a file: unknown keys are refused, so that a slip of the pen is seen."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class OptionDoc(Doc):
    """A choice, or a row of a matrix."""

    id: OptionId
    label: Words
    help: Words = {"default": ""}
    side: Side | None = None
    leads_to: str = ""
    exclusive: bool = False


class _ShortForm:
    """Tells editors of the short form of options, too."""

    def __get_pydantic_json_schema__(
        self, core: core_schema.CoreSchema, handler: GetJsonSchemaHandler
    ) -> dict[str, Any]:
        short = {"type": "object", "additionalProperties": {"shape": "Words"}}
        return {"anyOf": [handler(core), short]}


Options = Annotated[list[OptionDoc], BeforeValidator(_listed), _ShortForm()]
