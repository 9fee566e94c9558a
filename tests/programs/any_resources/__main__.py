"""Registers every resource of the JSON file that the configuration names: [{type, name, properties}]."""

import json
from pathlib import Path

import pulumi

for given in json.loads(Path(pulumi.Config().require("resources")).read_text(encoding="utf-8")):
    pulumi.CustomResource(given["type"], given["name"], given["properties"])
