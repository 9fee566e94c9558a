"""What AWS refuses to delete because of what else exists, as the provider asks it."""

from collections.abc import Callable, Iterable, Mapping

from preview.simulated.aws.creation_network import NAT_GATEWAY, SUBNET, vpc_of_nat
from preview.simulated.aws.deletion_protection import refuse_protected
from preview.simulated.aws.deletion_uses import HOLDS, INTERFACES_OF_GROUPS, Users
from preview.simulated.aws.key_uses import refuse_used_key
from preview.simulated.aws.rule_values import described, flag, refuse, text, texts_at, values_at, whole
from preview.simulated.aws.security_group_rules import existing_permissions
from preview.simulated.store import Store, Stored

# Types that AWS takes minutes to delete (the timeouts of terraform-provider-aws for them), and for how many
# seconds the simulation lets others see them meanwhile.
SLOW_TO_GO = frozenset(
    {
        NAT_GATEWAY,
        "aws:ec2/vpcEndpoint:VpcEndpoint",
        "aws:ec2transitgateway/vpcAttachment:VpcAttachment",
        "aws:eks/addon:Addon",
        "aws:eks/cluster:Cluster",
        "aws:eks/fargateProfile:FargateProfile",
        "aws:eks/nodeGroup:NodeGroup",
        "aws:lb/loadBalancer:LoadBalancer",
        "aws:rds/cluster:Cluster",
        "aws:rds/instance:Instance",
    }
)
DELETION_TAKES = 0.5
# Refusals after which the provider tries again for minutes, as what is in the way may be going (source: the
# Retry calls in the Delete functions of terraform-provider-aws internal/service/ec2, iam, events and backup).
_WAITED_FOR = (
    "DependencyViolation",
    "InvalidGroup.InUse",
    "DeleteConflict",
    "Rule can't be deleted since it has targets",
    "Related backup plan selections must be deleted",
)
_LAUNCH_TEMPLATE = "aws:ec2/launchTemplate:LaunchTemplate"
# What runs instances of a launch template.
_LAUNCHERS: Users = {
    "aws:eks/nodeGroup:NodeGroup": ("launchTemplate.id", "launchTemplate.name"),
    "aws:autoscaling/group:Group": ("launchTemplate.id", "launchTemplate.name"),
    "aws:ec2/instance:Instance": ("launchTemplate.id", "launchTemplate.name"),
}
_GROUPS_OF_TEMPLATE = ("vpcSecurityGroupIds", "networkInterfaces.securityGroups")
_LOAD_BALANCERS = ("aws:lb/loadBalancer:LoadBalancer", "aws:alb/loadBalancer:LoadBalancer")
# What keeps IAM from deleting a role or a user (IAM API Reference, DeleteRole and DeleteUser). The last is
# the list of a role that makes the provider take these away first (terraform-provider-aws 6.58,
# internal/service/iam: deleteRole and resourceUserDelete).
_ROLE: tuple[tuple[Users, str, str], ...] = (
    (
        {
            "aws:iam/rolePolicyAttachment:RolePolicyAttachment": ("role",),
            "aws:iam/policyAttachment:PolicyAttachment": ("roles",),
        },
        "must detach all policies first.",
        "managedPolicyArns",
    ),
    ({"aws:iam/rolePolicy:RolePolicy": ("role",)}, "must delete policies first.", "inlinePolicies"),
)
_USER: tuple[tuple[Users, str, str], ...] = (
    (
        {
            "aws:iam/userPolicyAttachment:UserPolicyAttachment": ("user",),
            "aws:iam/policyAttachment:PolicyAttachment": ("users",),
        },
        "must detach all policies first.",
        "",
    ),
    ({"aws:iam/userPolicy:UserPolicy": ("user",)}, "must delete policies first.", ""),
    ({"aws:iam/accessKey:AccessKey": ("user",)}, "must delete access keys first.", ""),
    ({"aws:iam/userLoginProfile:UserLoginProfile": ("user",)}, "must delete login profile first.", ""),
)


def refuse_deletion(stored: Stored, store: Store) -> None:
    """Refuse to delete what AWS would not delete now.

    Args:
        stored: what is to be deleted.
        store: what else exists in its account and region.

    Raises:
        SimulationError: AWS's code and words, and what was found.
    """
    if flag(whole(stored).get("skipDestroy")):
        return  # the provider only forgets it
    refuse_protected(stored)
    for hold in HOLDS.get(stored.type, ()):
        users = [
            user
            for user in _users(stored, hold.users, store)
            if all(whole(user).get(key) == whole(stored).get(key) for key in hold.alike)
        ]
        _refuse_used(stored, users, hold.code, hold.words.format(id=stored.id))
    rule = _RULES.get(stored.type)
    if rule:
        rule(stored, store)


def _users(stored: Stored, users: Users, store: Store) -> list[Stored]:
    """Return what refers to a resource by its id or its ARN."""
    names = {stored.id, text(stored.outputs, "arn")} - {""}
    return [
        user
        for user in store.of_type(*users)
        if any(names.intersection(texts_at(whole(user), path)) for path in users[user.type])
    ]


def _refuse_used(stored: Stored, users: Iterable[Stored], code: str, words: str) -> None:
    found = [described(user) for user in users]
    if found:
        more = f" and {len(found) - 1} more" if len(found) > 1 else ""
        waited_for = any(part in f"{code}: {words}" for part in _WAITED_FOR)
        refuse(code, words, f"{described(stored)} is used by {found[0]}{more}", waited_for=waited_for)


def _security_group(stored: Stored, store: Store) -> None:
    code, words = "DependencyViolation", f"resource {stored.id} has a dependent object"
    if not flag(whole(stored).get("revokeRulesOnDelete")):
        rules = [
            rule
            for permission, rule in existing_permissions(store)
            if permission.peer == stored.id and permission.group != stored.id
        ]
        _refuse_used(stored, rules, code, words)
    interfaces = _users(stored, INTERFACES_OF_GROUPS, store)
    nodes = _users(stored, {"aws:eks/nodeGroup:NodeGroup": ("remoteAccess.sourceSecurityGroupIds",)}, store)
    _refuse_used(stored, [*interfaces, *nodes, *_launched_with(stored, store)], code, words)


def _launched_with(group: Stored, store: Store) -> list[Stored]:
    """Return what runs instances whose launch template gives them a security group."""
    templates = [
        template
        for template in store.of_type(_LAUNCH_TEMPLATE)
        if any(group.id in texts_at(template.inputs, path) for path in _GROUPS_OF_TEMPLATE)
    ]
    names = {name for template in templates for name in (template.id, text(whole(template), "name"))}
    return [
        launcher
        for launcher in store.of_type(*_LAUNCHERS)
        if any(names.intersection(texts_at(launcher.inputs, path)) for path in _LAUNCHERS[launcher.type])
    ]


def _internet_gateway(stored: Stored, store: Store) -> None:
    vpc_id = text(stored.inputs, "vpcId")
    if not vpc_id:
        return
    subnets = {subnet.id for subnet in store.of_type(SUBNET) if subnet.inputs.get("vpcId") == vpc_id}
    public = [
        nat
        for nat in store.of_type(NAT_GATEWAY)
        if text(nat.inputs, "connectivityType") != "private" and vpc_of_nat(nat.inputs, store) == vpc_id
    ]
    public += [
        balancer
        for balancer in store.of_type(*_LOAD_BALANCERS)
        if not flag(balancer.inputs.get("internal"))
        and subnets.intersection(
            [*texts_at(balancer.inputs, "subnets"), *texts_at(balancer.inputs, "subnetMappings.subnetId")]
        )
    ]
    public += [
        instance
        for instance in store.of_type("aws:ec2/instance:Instance")
        if flag(instance.inputs.get("associatePublicIpAddress"))
        and instance.inputs.get("subnetId") in subnets
    ]
    # EC2 API Reference, DetachInternetGateway, which the provider calls first.
    _refuse_used(
        stored,
        public,
        "DependencyViolation",
        f"Network {vpc_id} has some mapped public address(es). Please unmap those public address(es) before "
        "detaching the gateway.",
    )


def _role(stored: Stored, store: Store) -> None:
    if not flag(whole(stored).get("forceDetachPolicies")):
        for users, words, emptied_with in _ROLE:
            lists = (stored.inputs.get(emptied_with), stored.outputs.get(emptied_with))
            if not any(next(values_at(found, ""), None) for found in lists):
                _refuse_used(
                    stored,
                    _users(stored, users, store),
                    "DeleteConflict",
                    f"Cannot delete entity, {words}",
                )


def _user(stored: Stored, store: Store) -> None:
    if not flag(whole(stored).get("forceDestroy")):
        for users, words, _ in _USER:
            _refuse_used(
                stored, _users(stored, users, store), "DeleteConflict", f"Cannot delete entity, {words}"
            )


def _hosted_zone(stored: Stored, store: Store) -> None:
    if not flag(whole(stored).get("forceDestroy")):
        _refuse_used(
            stored,
            _users(stored, {"aws:route53/record:Record": ("zoneId",)}, store),
            "HostedZoneNotEmpty",
            "The specified hosted zone contains non-required resource record sets and so cannot be deleted.",
        )


_RULES: Mapping[str, Callable[[Stored, Store], None]] = {
    "aws:ec2/securityGroup:SecurityGroup": _security_group,
    "aws:ec2/internetGateway:InternetGateway": _internet_gateway,
    "aws:ec2/internetGatewayAttachment:InternetGatewayAttachment": _internet_gateway,
    "aws:iam/role:Role": _role,
    "aws:iam/user:User": _user,
    "aws:route53/zone:Zone": _hosted_zone,
    "aws:kms/key:Key": refuse_used_key,
}
