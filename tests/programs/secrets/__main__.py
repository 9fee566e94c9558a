"""A queue of a name, and a parameter that holds what nobody may see."""

import pulumi
import pulumi_aws as aws

config = pulumi.Config()
database = config.require_secret_object("database")
token = config.require_secret("token")

aws.sqs.Queue("queue", name=database.apply(lambda found: f"to-{found['host'].partition('.')[0]}"))
aws.ssm.Parameter(
    "parameter",
    type="SecureString",
    value=pulumi.Output.all(token, database).apply(
        lambda found: f"made-by-the-program {found[0]} {len(found[1]['passwords'])}"
    ),
)
