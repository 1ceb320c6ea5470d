"""Strictness, set once: what crisiswire emits has exactly the declared fields."""

from pydantic import BaseModel, ConfigDict

SCHEMA_VERSION = "1.0"


class WireModel(BaseModel):
    """Base of every emitted record: unknown fields, wrong types and NaN are refused; frozen.

    A record is emitted whole, so its JSON Schema requires every field. Reading is more
    lenient: a record of an earlier minor version lacks what was added since.
    """

    model_config = ConfigDict(
        extra="forbid",
        strict=True,
        frozen=True,
        allow_inf_nan=False,
        ser_json_inf_nan="constants",
        json_schema_serialization_defaults_required=True,
    )
