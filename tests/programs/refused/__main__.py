"""A log group whose name is taken, or a release without a chart; one resource depends on it."""

import pulumi
import pulumi_aws as aws
from pulumi import ResourceOptions

good = aws.cloudwatch.LogGroup("good", name="taken", retention_in_days=7)
after_good = ResourceOptions(depends_on=[good])
if pulumi.Config().require("at") == "check":
    refused = pulumi.CustomResource(
        "kubernetes:helm.sh/v3:Release", "refused", {"namespace": "x"}, after_good
    )
else:
    refused = aws.cloudwatch.LogGroup("refused", name="taken", opts=after_good)
aws.cloudwatch.LogGroup("after", opts=ResourceOptions(depends_on=[refused]))
pulumi.export("good", good.arn)
pulumi.export("refused", refused.id)
