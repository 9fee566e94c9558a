"""Forms of compute: EC2, Auto Scaling, EKS, ECS, Lambda, ECR."""

from collections.abc import Mapping

from preview.simulated.aws.form import Form, arn

FORMS: Mapping[str, Form] = {
    "aws:ec2/instance:Instance": Form(
        id="i-{hex17}",
        arn=arn("ec2", "instance/{id}"),
        outputs={
            "publicIp": "203.0.113.{below254}",
            "publicDns": "ec2-203-0-113-{below254}.{region}.compute.{suffix}",
            "privateIp": "10.0.0.{below254}",
            "privateDns": "ip-10-0-0-{below254}.{region}.compute.internal",
            "instanceState": "running",
            "primaryNetworkInterfaceId": "eni-{hex17}",
            "availabilityZone": "{region}a",
            "subnetId": "subnet-{hex17}",
            "passwordData": "",
            "outpostArn": "",
        },
        name="",
        defaults={"getPasswordData": False, "sourceDestCheck": True},
    ),
    "aws:ec2/launchTemplate:LaunchTemplate": Form(
        id="lt-{hex17}",
        arn=arn("ec2", "launch-template/{id}"),
        outputs={"latestVersion": 1, "defaultVersion": 1},
    ),
    "aws:ec2/keyPair:KeyPair": Form(
        id="{keyName}",
        arn=arn("ec2", "key-pair/{keyName}"),
        outputs={"keyPairId": "key-{hex17}", "fingerprint": "{hex32}", "keyType": "rsa"},
        name="keyName",
    ),
    "aws:ec2/placementGroup:PlacementGroup": Form(
        arn=arn("ec2", "placement-group/{name}"), outputs={"placementGroupId": "pg-{hex17}"}
    ),
    "aws:ebs/volume:Volume": Form(id="vol-{hex17}", arn=arn("ec2", "volume/{id}"), name=""),
    "aws:ebs/snapshot:Snapshot": Form(
        id="snap-{hex17}", arn="arn:{partition}:ec2:{region}::snapshot/{id}", name=""
    ),
    "aws:ebs/encryptionByDefault:EncryptionByDefault": Form(
        id="terraform-{hex26}", name="", defaults={"enabled": True}
    ),
    "aws:ec2/ami:Ami": Form(id="ami-{hex17}", arn="arn:{partition}:ec2:{region}::image/{id}"),
    "aws:autoscaling/group:Group": Form(
        arn=arn("autoscaling", "autoScalingGroup:{uuid}:autoScalingGroupName/{name}"),
        outputs={"availabilityZones": ["{region}a", "{region}b"], "loadBalancers": [], "targetGroupArns": []},
        defaults={
            "forceDelete": False,
            "forceDeleteWarmPool": False,
            "healthCheckGracePeriod": 300,
            "metricsGranularity": "1Minute",
            "protectFromScaleIn": False,
            "waitForCapacityTimeout": "10m",
        },
    ),
    "aws:eks/cluster:Cluster": Form(
        arn=arn("eks", "cluster/{name}"),
        outputs={
            "endpoint": "https://{letters32}.gr7.{region}.eks.{suffix}",
            "certificateAuthority": {"data": "c2ltdWxhdGVkIGNlcnRpZmljYXRlIGF1dGhvcml0eQ=="},
            "identities": [{"oidcs": [{"issuer": "https://oidc.eks.{region}.{suffix}/id/{letters32}"}]}],
            "platformVersion": "eks.1",
            "status": "ACTIVE",
            "version": "1.36",
            "clusterId": "",
            "vpcConfig": {"clusterSecurityGroupId": "sg-{hex17}", "vpcId": "vpc-{hex17}"},
        },
        defaults={"bootstrapSelfManagedAddons": True},
    ),
    "aws:eks/nodeGroup:NodeGroup": Form(
        id="{clusterName}:{nodeGroupName}",
        arn=arn("eks", "nodegroup/{clusterName}/{nodeGroupName}/{uuid}"),
        outputs={
            "status": "ACTIVE",
            "resources": [
                {
                    "autoscalingGroups": [{"name": "eks-{nodeGroupName}-{uuid}"}],
                    "remoteAccessSecurityGroupId": "",
                }
            ],
        },
        name="nodeGroupName",
    ),
    "aws:eks/addon:Addon": Form(
        id="{clusterName}:{addonName}", arn=arn("eks", "addon/{clusterName}/{addonName}/{uuid}"), name=""
    ),
    "aws:eks/accessEntry:AccessEntry": Form(
        id="{clusterName}:{principalArn}",
        arn="arn:{partition}:eks:{region}:{account}:access-entry/{clusterName}/role/{account}/{name}/{uuid}",
        name="",
        defaults={"type": "STANDARD"},
    ),
    "aws:eks/accessPolicyAssociation:AccessPolicyAssociation": Form(
        id="{clusterName}#{principalArn}#{policyArn}", name=""
    ),
    "aws:eks/podIdentityAssociation:PodIdentityAssociation": Form(
        id="a-{hex17}",
        arn=arn("eks", "podidentityassociation/{clusterName}/{id}"),
        outputs={
            "associationArn": arn("eks", "podidentityassociation/{clusterName}/{id}"),
            "associationId": "{id}",
            "externalId": "",
        },
        name="",
    ),
    "aws:eks/fargateProfile:FargateProfile": Form(
        id="{clusterName}:{fargateProfileName}",
        arn=arn("eks", "fargateprofile/{clusterName}/{fargateProfileName}/{uuid}"),
        outputs={"status": "ACTIVE"},
        name="fargateProfileName",
    ),
    "aws:eks/identityProviderConfig:IdentityProviderConfig": Form(
        id="{clusterName}:{name}",
        arn=arn("eks", "identityproviderconfig/{clusterName}/oidc/{name}/{uuid}"),
        name="",
    ),
    "aws:ecs/cluster:Cluster": Form(id="{arn}", arn=arn("ecs", "cluster/{name}")),
    "aws:ecs/service:Service": Form(
        id="{arn}",
        arn=arn("ecs", "service/{name}"),
        defaults={
            "schedulingStrategy": "REPLICA",
            "enableEcsManagedTags": False,
            "waitForSteadyState": False,
        },
    ),
    "aws:ecs/taskDefinition:TaskDefinition": Form(
        id="{family}",
        arn=arn("ecs", "task-definition/{family}:1"),
        outputs={"revision": 1, "arnWithoutRevision": arn("ecs", "task-definition/{family}")},
        name="",
        defaults={"skipDestroy": False, "trackLatest": False},
    ),
    "aws:ecr/repository:Repository": Form(
        arn=arn("ecr", "repository/{name}"),
        outputs={
            "registryId": "{account}",
            "repositoryUrl": "{account}.dkr.ecr.{region}.{suffix}/{name}",
        },
        defaults={"imageTagMutability": "MUTABLE"},
    ),
    "aws:ecr/repositoryPolicy:RepositoryPolicy": Form(
        id="{repository}", outputs={"registryId": "{account}"}, name=""
    ),
    "aws:ecr/lifecyclePolicy:LifecyclePolicy": Form(
        id="{repository}", outputs={"registryId": "{account}"}, name=""
    ),
    "aws:lambda/function:Function": Form(
        arn=arn("lambda", "function:{name}"),
        outputs={
            "invokeArn": "arn:{partition}:apigateway:{region}:lambda:path/2015-03-31/functions/"
            "arn:{partition}:lambda:{region}:{account}:function:{name}/invocations",
            "qualifiedArn": arn("lambda", "function:{name}:$LATEST"),
            "version": "$LATEST",
            "sourceCodeHash": "{hex44}",
            "codeSha256": "{hex44}",
        },
        defaults={
            "memorySize": 128,
            "packageType": "Zip",
            "publish": False,
            "reservedConcurrentExecutions": -1,
            "skipDestroy": False,
            "timeout": 3,
        },
    ),
    "aws:lambda/permission:Permission": Form(id="{statementId}", name="statementId"),
    "aws:lambda/layerVersion:LayerVersion": Form(
        id="{arn}", arn=arn("lambda", "layer:{layerName}:1"), outputs={"version": "1"}, name=""
    ),
    "aws:lambda/functionUrl:FunctionUrl": Form(
        id="{functionName}", outputs={"functionUrl": "https://{hex32}.lambda-url.{region}.on.aws/"}, name=""
    ),
    "aws:lambda/eventSourceMapping:EventSourceMapping": Form(
        id="{uuid}", arn=arn("lambda", "event-source-mapping:{id}"), outputs={"uuid": "{id}"}, name=""
    ),
}
