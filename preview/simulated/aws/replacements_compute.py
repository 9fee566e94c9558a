"""What replaces EC2, Auto Scaling, EKS, ECS, Lambda, ECR."""

from collections.abc import Mapping

from preview.simulated.aws import replacement_conditions as when
from preview.simulated.aws.replacement_rule import ReplacementRule, rule

RULES: Mapping[str, ReplacementRule] = {
    "aws:ebs/encryptionByDefault:EncryptionByDefault": rule(
        "ec2 resourceEBSEncryptionByDefault",
    ),
    "aws:ebs/volume:Volume": rule(
        "ec2 resourceEBSVolume",
        "availabilityZone encrypted kmsKeyId multiAttachEnabled outpostArn snapshotId",
        kept="encrypted iops kmsKeyId size snapshotId throughput type",
    ),
    "aws:ebs/snapshot:Snapshot": rule(
        "ec2 resourceEBSSnapshot",
        "description outpostArn volumeId",
        kept="storageTier",
    ),
    "aws:ec2/launchTemplate:LaunchTemplate": rule(
        "ec2 resourceLaunchTemplate",
        "name namePrefix",
        kept="defaultVersion metadataOptions name namePrefix",
        sets="instanceRequirements.acceleratorManufacturers instanceRequirements.acceleratorNames "
        "instanceRequirements.acceleratorTypes instanceRequirements.allowedInstanceTypes "
        "instanceRequirements.cpuManufacturers instanceRequirements.excludedInstanceTypes "
        "instanceRequirements.instanceGenerations instanceRequirements.localStorageTypes "
        "licenseSpecifications networkInterfaces.ipv4Addresses networkInterfaces.ipv4Prefixes "
        "networkInterfaces.ipv6Addresses networkInterfaces.ipv6Prefixes "
        "networkInterfaces.securityGroups secondaryInterfaces.privateIpAddresses "
        "securityGroupNames vpcSecurityGroupIds",
        named="name",
    ),
    "aws:ec2/instance:Instance": rule(
        "ec2 resourceInstance",
        "ami associatePublicIpAddress availabilityZone cpuOptions.amdSevSnp "
        "ebsBlockDevices.deleteOnTermination ebsBlockDevices.deviceName ebsBlockDevices.encrypted "
        "ebsBlockDevices.iops ebsBlockDevices.kmsKeyId ebsBlockDevices.snapshotId "
        "ebsBlockDevices.throughput ebsBlockDevices.volumeSize ebsBlockDevices.volumeType "
        "ebsOptimized enclaveOptions.enabled hibernation hostId instanceMarketOptions keyName "
        "launchTemplate.id launchTemplate.name networkInterfaces.deleteOnTermination "
        "networkInterfaces.deviceIndex networkInterfaces.networkCardIndex "
        "networkInterfaces.networkInterfaceId placementGroup placementGroupId "
        "placementPartitionNumber primaryNetworkInterface.networkInterfaceId privateIp "
        "rootBlockDevice.encrypted rootBlockDevice.kmsKeyId "
        "secondaryNetworkInterfaces.deleteOnTermination secondaryNetworkInterfaces.deviceIndex "
        "secondaryNetworkInterfaces.interfaceType secondaryNetworkInterfaces.networkCardIndex "
        "secondaryNetworkInterfaces.privateIpAddressCount "
        "secondaryNetworkInterfaces.secondarySubnetId securityGroups subnetId tenancy",
        presence="ephemeralBlockDevices launchTemplate privateDnsNameOptions",
        conditions=when.INSTANCE,
        kept="ami associatePublicIpAddress availabilityZone capacityReservationSpecification "
        "cpuOptions cpuOptions.amdSevSnp disableApiStop disableApiTermination ebsBlockDevices "
        "ebsBlockDevices.encrypted ebsBlockDevices.iops ebsBlockDevices.kmsKeyId "
        "ebsBlockDevices.snapshotId ebsBlockDevices.throughput ebsBlockDevices.volumeSize "
        "ebsBlockDevices.volumeType ebsOptimized enablePrimaryIpv6 enclaveOptions "
        "enclaveOptions.enabled ephemeralBlockDevices hostId hostResourceGroupArn "
        "iamInstanceProfile instanceInitiatedShutdownBehavior instanceMarketOptions "
        "instanceMarketOptions.marketType instanceMarketOptions.spotOptions "
        "instanceMarketOptions.spotOptions.instanceInterruptionBehavior "
        "instanceMarketOptions.spotOptions.maxPrice "
        "instanceMarketOptions.spotOptions.spotInstanceType "
        "instanceMarketOptions.spotOptions.validUntil instanceType ipv6AddressCount ipv6Addresses "
        "keyName launchTemplate.id launchTemplate.name maintenanceOptions metadataOptions "
        "monitoring networkInterfaces placementGroup placementGroupId placementPartitionNumber "
        "primaryNetworkInterface privateDnsNameOptions privateIp rootBlockDevice "
        "rootBlockDevice.encrypted rootBlockDevice.kmsKeyId secondaryNetworkInterfaces "
        "secondaryPrivateIps securityGroups subnetId tenancy userDataBase64 vpcSecurityGroupIds",
        sets="ebsBlockDevices ephemeralBlockDevices networkInterfaces secondaryNetworkInterfaces "
        "secondaryPrivateIps securityGroups vpcSecurityGroupIds",
    ),
    "aws:ec2/keyPair:KeyPair": rule(
        "ec2 resourceKeyPair",
        "keyName keyNamePrefix publicKey",
        kept="keyName keyNamePrefix",
        named="keyName",
    ),
    "aws:ec2/placementGroup:PlacementGroup": rule(
        "ec2 resourcePlacementGroup",
        "name partitionCount spreadLevel strategy",
        kept="partitionCount spreadLevel",
        named="name",
    ),
    "aws:ec2/ami:Ami": rule(
        "ec2 resourceAMI",
        "architecture bootMode ebsBlockDevices.deleteOnTermination ebsBlockDevices.deviceName "
        "ebsBlockDevices.encrypted ebsBlockDevices.iops ebsBlockDevices.outpostArn "
        "ebsBlockDevices.snapshotId ebsBlockDevices.throughput ebsBlockDevices.volumeSize "
        "ebsBlockDevices.volumeType enaSupport imageLocation imdsSupport kernelId name ramdiskId "
        "rootDeviceName sriovNetSupport tpmSupport uefiData virtualizationType",
        presence="ephemeralBlockDevices",
        kept="ebsBlockDevices ebsBlockDevices.throughput ebsBlockDevices.volumeSize "
        "ephemeralBlockDevices imageLocation",
        sets="ebsBlockDevices ephemeralBlockDevices",
        named="name",
    ),
    "aws:ecr/lifecyclePolicy:LifecyclePolicy": rule(
        "ecr resourceLifecyclePolicy",
        "policy repository",
        delete_before_replace=True,
    ),
    "aws:ecr/repository:Repository": rule(
        "ecr resourceRepository",
        "encryptionConfigurations name",
        kept="encryptionConfigurations.kmsKey",
        named="name",
    ),
    "aws:ecr/repositoryPolicy:RepositoryPolicy": rule(
        "ecr resourceRepositoryPolicy",
        "repository",
    ),
    "aws:ecs/cluster:Cluster": rule(
        "ecs resourceCluster",
        "name",
        kept="settings",
        sets="settings",
        named="name",
    ),
    "aws:ecs/service:Service": rule(
        "ecs resourceService",
        "cluster iamRole launchType name schedulingStrategy",
        kept="availabilityZoneRebalancing cluster deploymentConfiguration iamRole launchType "
        "platformVersion triggers",
        sets="alarms.alarmNames capacityProviderStrategies deploymentConfiguration.lifecycleHooks "
        "loadBalancers networkConfiguration.securityGroups networkConfiguration.subnets "
        "placementConstraints vpcLatticeConfigurations",
        named="name",
    ),
    "aws:ecs/taskDefinition:TaskDefinition": rule(
        "ecs resourceTaskDefinition",
        "containerDefinitions cpu enableFaultInjection ephemeralStorage executionRoleArn family "
        "ipcMode memory networkMode pidMode placementConstraints proxyConfiguration "
        "requiresCompatibilities runtimePlatform taskRoleArn volumes",
        kept="enableFaultInjection networkMode",
        sets="placementConstraints requiresCompatibilities",
    ),
    "aws:eks/accessEntry:AccessEntry": rule(
        "eks resourceAccessEntry",
        "clusterName principalArn type",
        kept="kubernetesGroups userName",
        sets="kubernetesGroups",
    ),
    "aws:eks/accessPolicyAssociation:AccessPolicyAssociation": rule(
        "eks resourceAccessPolicyAssociation",
        "accessScope clusterName policyArn principalArn",
        sets="accessScope.namespaces",
    ),
    "aws:eks/addon:Addon": rule(
        "eks resourceAddon",
        "addonName clusterName namespaceConfig",
        kept="addonVersion configurationValues namespaceConfig namespaceConfig.namespace",
        sets="podIdentityAssociations",
    ),
    "aws:eks/cluster:Cluster": rule(
        "eks resourceCluster",
        "accessConfig.bootstrapClusterCreatorAdminPermissions bootstrapSelfManagedAddons "
        "kubernetesNetworkConfig.ipFamily kubernetesNetworkConfig.serviceIpv4Cidr name "
        "outpostConfig.controlPlaneInstanceType outpostConfig.controlPlanePlacement.groupName "
        "outpostConfig.controlPlanePlacement.spreadLevel outpostConfig.etcdInstanceType "
        "outpostConfig.etcdPlacement.spreadLevel roleArn",
        conditions=when.EKS_CLUSTER,
        kept="accessConfig computeConfig controlPlaneScalingConfig deletionProtection "
        "kubernetesNetworkConfig kubernetesNetworkConfig.ipFamily "
        "kubernetesNetworkConfig.serviceIpv4Cidr outpostConfig.controlPlanePlacement.spreadLevel "
        "outpostConfig.etcdInstanceType outpostConfig.etcdPlacement.spreadLevel storageConfig "
        "upgradePolicy version",
        sets="computeConfig.nodePools enabledClusterLogTypes encryptionConfig.resources "
        "outpostConfig.outpostArns remoteNetworkConfig.remoteNodeNetworks.cidrs "
        "remoteNetworkConfig.remotePodNetworks.cidrs vpcConfig.publicAccessCidrs "
        "vpcConfig.securityGroupIds vpcConfig.subnetIds",
        named="name",
        unread="kubeApiServerConfig kubeControllerManagerConfig kubeSchedulerConfig",
    ),
    "aws:eks/nodeGroup:NodeGroup": rule(
        "eks resourceNodeGroup",
        "amiType capacityType clusterName diskSize instanceTypes launchTemplate.id "
        "launchTemplate.name nodeGroupName nodeGroupNamePrefix nodeRoleArn remoteAccess subnetIds",
        kept="amiType capacityType diskSize instanceTypes launchTemplate.id launchTemplate.name "
        "nodeGroupName nodeGroupNamePrefix nodeRepairConfig releaseVersion updateConfig version",
        sets="remoteAccess.sourceSecurityGroupIds subnetIds taints",
        named="nodeGroupName",
    ),
    "aws:eks/podIdentityAssociation:PodIdentityAssociation": rule(
        "eks podIdentityAssociationResource.Schema",
        "clusterName namespace serviceAccount",
        kept="disableSessionTags",
    ),
    "aws:eks/fargateProfile:FargateProfile": rule(
        "eks resourceFargateProfile",
        "clusterName fargateProfileName podExecutionRoleArn selectors subnetIds",
        sets="selectors subnetIds",
        named="fargateProfileName",
    ),
    "aws:eks/identityProviderConfig:IdentityProviderConfig": rule(
        "eks resourceIdentityProviderConfig",
        "clusterName oidc",
    ),
    "aws:autoscaling/group:Group": rule(
        "autoscaling resourceGroup",
        "initialLifecycleHooks name namePrefix",
        kept="availabilityZoneDistribution availabilityZones capacityReservationSpecification "
        "defaultCooldown desiredCapacity healthCheckType initialLifecycleHooks.defaultResult "
        "instanceLifecyclePolicy launchTemplate loadBalancers mixedInstancesPolicy name "
        "namePrefix serviceLinkedRoleArn targetGroupArns trafficSources vpcZoneIdentifiers",
        sets="availabilityZones enabledMetrics initialLifecycleHooks instanceRefresh.triggers "
        "loadBalancers "
        "mixedInstancesPolicy.launchTemplate.overrides.instanceRequirements.acceleratorManufacturers "
        "mixedInstancesPolicy.launchTemplate.overrides.instanceRequirements.acceleratorNames "
        "mixedInstancesPolicy.launchTemplate.overrides.instanceRequirements.acceleratorTypes "
        "mixedInstancesPolicy.launchTemplate.overrides.instanceRequirements.allowedInstanceTypes "
        "mixedInstancesPolicy.launchTemplate.overrides.instanceRequirements.cpuManufacturers "
        "mixedInstancesPolicy.launchTemplate.overrides.instanceRequirements.excludedInstanceTypes "
        "mixedInstancesPolicy.launchTemplate.overrides.instanceRequirements.instanceGenerations "
        "mixedInstancesPolicy.launchTemplate.overrides.instanceRequirements.localStorageTypes "
        "suspendedProcesses tags targetGroupArns trafficSources vpcZoneIdentifiers",
        named="name",
    ),
    "aws:lambda/function:Function": rule(
        "lambda resourceFunction",
        "name packageType",
        presence="tenancyConfig",
        conditions=when.FUNCTION,
        kept="architectures codeSha256 ephemeralStorage loggingConfig sourceCodeHash tracingConfig",
        sets="replacementSecurityGroupIds vpcConfig.securityGroupIds vpcConfig.subnetIds",
        named="name",
    ),
    "aws:lambda/permission:Permission": rule(
        "lambda resourcePermission",
        "action eventSourceToken function functionUrlAuthType invokedViaFunctionUrl principal "
        "principalOrgId qualifier sourceAccount sourceArn statementId statementIdPrefix",
        kept="statementId statementIdPrefix",
        named="statementId",
    ),
    "aws:lambda/layerVersion:LayerVersion": rule(
        "lambda resourceLayerVersion",
        "code compatibleArchitectures compatibleRuntimes description layerName licenseInfo "
        "s3Bucket s3Key s3ObjectVersion skipDestroy sourceCodeHash",
        kept="sourceCodeHash",
        sets="compatibleArchitectures compatibleRuntimes",
    ),
    "aws:lambda/functionUrl:FunctionUrl": rule(
        "lambda resourceFunctionURL",
        "functionName qualifier",
        sets="cors.allowHeaders cors.allowMethods cors.allowOrigins cors.exposeHeaders",
    ),
    "aws:lambda/eventSourceMapping:EventSourceMapping": rule(
        "lambda resourceEventSourceMapping",
        "amazonManagedKafkaEventSourceConfig eventSourceArn queues selfManagedEventSource "
        "selfManagedKafkaEventSourceConfig startingPosition startingPositionTimestamp topics",
        kept="amazonManagedKafkaEventSourceConfig amazonManagedKafkaEventSourceConfig.consumerGroupId "
        "maximumRecordAgeInSeconds maximumRetryAttempts parallelizationFactor "
        "selfManagedKafkaEventSourceConfig selfManagedKafkaEventSourceConfig.consumerGroupId",
        sets="filterCriteria.filters functionResponseTypes metricsConfig.metrics "
        "sourceAccessConfigurations topics",
    ),
}
