"""What all settings have in common."""

from pydantic import BaseModel, ConfigDict
from pydantic.alias_generators import to_camel


class Settings(BaseModel):
    """Base of all settings: frozen, camelCase in files, unknown keys refused, no silent conversions."""

    model_config = ConfigDict(frozen=True, extra="forbid", alias_generator=to_camel, strict=True)
