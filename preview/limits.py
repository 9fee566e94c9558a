"""What reports say of what they cannot know; limits.md beside this file says it in full."""

PREVIEW = (
    "The clouds were simulated: ids, ARNs and endpoints are made up. Not looked at: quotas, the caller's",
    "rights, contents of charts, values that only a real provider fills in. preview/limits.md says more.",
)
REHEARSAL = (
    "The engine was Pulumi's own, in a state folder of its own; your credentials, backend and Pulumi home",
    "were not used. The clouds were simulated. Not rehearsed: quotas, the caller's rights, time, contents of",
    "charts, data, values that only a real provider fills in. preview/limits.md says what this cannot know.",
)
