"""Add-ons of the cluster that fail, as EKS tells of them."""

from infra.detection.event_alert import EventAlert

# EKS documents the kinds of these events and not their detail, so a rule asks for the kind alone: in an
# account with two clusters both stacks tell. Source: EventBridge events reference, "Amazon Elastic
# Kubernetes Service events".
ADD_ON_FAILED = EventAlert(
    slug="add-on-failed",
    description="An add-on of a cluster is degraded, or EKS could not install, update or remove it",
    pattern={
        "source": ["aws.eks"],
        "detail-type": [
            "EKS Addon Health Degraded",
            "EKS Addon Creation Failed",
            "EKS Addon Update Failed",
            "EKS Addon Deletion Failed",
        ],
    },
    message="<event> in account <account>, <region>: <resource>.",
    fields={
        "event": "$.detail-type",
        "account": "$.account",
        "region": "$.region",
        "resource": "$.resources[0]",
    },
    first_step=(
        "Ask for its issues: aws eks describe-addon --cluster-name CLUSTER --addon-name NAME --query "
        "addon.health. Then look at its pods in kube-system. Without vpc-cni new pods get no address, "
        "without coredns nothing finds a name, without eks-pod-identity-agent no pod gets credentials."
    ),
)
