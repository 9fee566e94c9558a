"""A VPC, a network plugin and namespaces with one workload; `broken` spoils one property of each."""

import json

import pulumi
import pulumi_aws as aws
import pulumi_kubernetes as k8s

broken = pulumi.Config().require_bool("broken")

vpc = aws.ec2.Vpc("vpc", cidr_block="10.0.0.0/16")
other = "vpc-0123456789abcdef0"
aws.ec2.DefaultSecurityGroup(
    "default",
    vpc_id=vpc.id,
    ingress=[{"protocol": "tcp", "from_port": 22, "to_port": 22, "self": True}] if broken else [],
    egress=[],
)
aws.ec2.FlowLog(
    "flow",
    vpc_id=other if broken else vpc.id,
    traffic_type="ALL",
    log_destination="arn:aws:s3:::flow-logs-of-the-example",
    log_destination_type="s3",
)
aws.eks.Addon(
    "cni",
    cluster_name="example",
    addon_name="vpc-cni",
    addon_version="v1.22.4-eksbuild.3",
    configuration_values=json.dumps({"enableNetworkPolicy": "false" if broken else "true"}),
)
aws.kms.Key(
    "key",
    enable_key_rotation=True,
    opts=pulumi.ResourceOptions(ignore_changes=["enableKeyRotation"] if broken else []),
)

RESTRICTED = {
    f"pod-security.kubernetes.io/{mode}{part}": value
    for mode in ("enforce", "audit", "warn")
    for part, value in (("", "restricted"), ("-version", "v1.36"))
}
for name in ("quiet", "busy"):
    k8s.core.v1.Namespace(name, metadata={"name": name, "labels": RESTRICTED})
k8s.networking.v1.NetworkPolicy(
    "quiet-deny",
    metadata={"name": "deny", "namespace": "quiet"},
    spec={"podSelector": {}, "policyTypes": ["Ingress"] if broken else ["Ingress", "Egress"]},
)
k8s.networking.v1.NetworkPolicy(
    "busy-deny",
    metadata={"name": "deny", "namespace": "busy"},
    spec={"podSelector": {}, "policyTypes": ["Ingress", "Egress"]},
)
k8s.core.v1.Pod(
    "worker",
    metadata={"name": "worker", "namespace": "outside" if broken else "busy", "labels": {"app": "worker"}},
    spec={
        "automountServiceAccountToken": False,
        "securityContext": {"runAsNonRoot": True, "seccompProfile": {"type": "RuntimeDefault"}},
        "containers": [
            {
                "name": "worker",
                "image": "example.invalid/worker@sha256:" + "0" * 64,
                "securityContext": {
                    "allowPrivilegeEscalation": False,
                    "capabilities": {"drop": ["ALL"]},
                },
            }
        ],
    },
)
