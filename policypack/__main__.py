"""The policy pack, as Pulumi starts it."""

from pathlib import Path

from pulumi_policy import PolicyPack

from guardrails.adapter import pack_arguments

PolicyPack(**pack_arguments(Path(__file__).resolve().parent))
