"""What replaces load balancers, DNS, certificates, CDN."""

from collections.abc import Mapping

from preview.simulated.aws import replacement_conditions as when
from preview.simulated.aws.replacement_rule import ReplacementRule, rule

RULES: Mapping[str, ReplacementRule] = {
    "aws:lb/loadBalancer:LoadBalancer": rule(
        "elbv2 resourceLoadBalancer",
        "customerOwnedIpv4Pool internal loadBalancerType name namePrefix",
        conditions=when.LOAD_BALANCER,
        kept="enablePrefixForIpv6SourceNat enforceSecurityGroupInboundRulesOnPrivateLinkTraffic "
        "internal ipAddressType name namePrefix secondaryIpsAutoAssignedPerSubnet securityGroups "
        "subnetMappings subnets",
        sets="securityGroups subnetMappings subnets",
        named="name",
    ),
    "aws:lb/targetGroup:TargetGroup": rule(
        "elbv2 resourceTargetGroup",
        "ipAddressType name namePrefix port protocol protocolVersion targetControlPort targetType vpcId",
        kept="connectionTermination healthCheck ipAddressType loadBalancingAlgorithmType "
        "loadBalancingAnomalyMitigation loadBalancingCrossZoneEnabled name namePrefix "
        "preserveClientIp protocolVersion stickiness targetFailovers targetGroupHealth "
        "targetHealthStates",
        named="name",
    ),
    "aws:lb/listener:Listener": rule(
        "elbv2 resourceListener",
        "loadBalancerArn",
        kept="mutualAuthentication protocol routingHttpRequestXAmznMtlsClientcertHeaderName "
        "routingHttpRequestXAmznMtlsClientcertIssuerHeaderName "
        "routingHttpRequestXAmznMtlsClientcertLeafHeaderName "
        "routingHttpRequestXAmznMtlsClientcertSerialNumberHeaderName "
        "routingHttpRequestXAmznMtlsClientcertSubjectHeaderName "
        "routingHttpRequestXAmznMtlsClientcertValidityHeaderName "
        "routingHttpRequestXAmznTlsCipherSuiteHeaderName "
        "routingHttpRequestXAmznTlsVersionHeaderName "
        "routingHttpResponseAccessControlAllowCredentialsHeaderValue "
        "routingHttpResponseAccessControlAllowHeadersHeaderValue "
        "routingHttpResponseAccessControlAllowMethodsHeaderValue "
        "routingHttpResponseAccessControlAllowOriginHeaderValue "
        "routingHttpResponseAccessControlExposeHeadersHeaderValue "
        "routingHttpResponseAccessControlMaxAgeHeaderValue "
        "routingHttpResponseContentSecurityPolicyHeaderValue routingHttpResponseServerEnabled "
        "routingHttpResponseStrictTransportSecurityHeaderValue "
        "routingHttpResponseXContentTypeOptionsHeaderValue "
        "routingHttpResponseXFrameOptionsHeaderValue sslPolicy tcpIdleTimeoutSeconds",
        sets="defaultActions.forward.targetGroups defaultActions.jwtValidation.additionalClaims "
        "defaultActions.jwtValidation.additionalClaims.values",
    ),
    "aws:lb/listenerRule:ListenerRule": rule(
        "elbv2 resourceListenerRule",
        "listenerArn",
        kept="priority",
        sets="actions.forward.targetGroups actions.jwtValidation.additionalClaims "
        "actions.jwtValidation.additionalClaims.values conditions "
        "conditions.hostHeader.regexValues conditions.hostHeader.values "
        "conditions.httpHeader.regexValues conditions.httpHeader.values "
        "conditions.httpRequestMethod.values conditions.pathPattern.regexValues "
        "conditions.pathPattern.values conditions.queryStrings conditions.sourceIp.values "
        "transforms",
    ),
    "aws:elb/loadBalancer:LoadBalancer": rule(
        "elb resourceLoadBalancer",
        "internal name namePrefix",
        conditions=when.CLASSIC_LOAD_BALANCER,
        kept="availabilityZones healthCheck instances internal name namePrefix securityGroups "
        "sourceSecurityGroup subnets",
        sets="availabilityZones instances listeners securityGroups subnets",
        named="name",
    ),
    "aws:route53/zone:Zone": rule(
        "route53 resourceZone",
        "delegationSetId name",
        kept="enableAcceleratedRecovery",
        sets="vpcs",
        named="name",
    ),
    "aws:route53/record:Record": rule(
        "route53 resourceRecord",
        "name zoneId",
        kept="allowOverwrite",
        sets="geoproximityRoutingPolicy.coordinates records",
    ),
    "aws:acm/certificate:Certificate": rule(
        "acm resourceCertificate",
        "certificateAuthorityArn keyAlgorithm validationMethod validationOptions",
        conditions=when.CERTIFICATE,
        kept="domainName keyAlgorithm options subjectAlternativeNames validationMethod",
        sets="subjectAlternativeNames validationOptions",
    ),
    "aws:acm/certificateValidation:CertificateValidation": rule(
        "acm resourceCertificateValidation",
        "certificateArn validationRecordFqdns",
        sets="validationRecordFqdns",
    ),
    "aws:cloudfront/distribution:Distribution": rule(
        "cloudfront resourceDistribution",
        "staging",
        kept="continuousDeploymentPolicyId",
        sets="aliases customErrorResponses defaultCacheBehavior.allowedMethods "
        "defaultCacheBehavior.cachedMethods "
        "defaultCacheBehavior.forwardedValues.cookies.whitelistedNames "
        "defaultCacheBehavior.forwardedValues.headers defaultCacheBehavior.functionAssociations "
        "defaultCacheBehavior.lambdaFunctionAssociations orderedCacheBehaviors.allowedMethods "
        "orderedCacheBehaviors.cachedMethods "
        "orderedCacheBehaviors.forwardedValues.cookies.whitelistedNames "
        "orderedCacheBehaviors.forwardedValues.headers orderedCacheBehaviors.functionAssociations "
        "orderedCacheBehaviors.lambdaFunctionAssociations originGroups "
        "originGroups.failoverCriteria.statusCodes origins origins.customHeaders "
        "origins.customOriginConfig.originSslProtocols restrictions.geoRestriction.locations",
    ),
    "aws:cloudfront/originAccessIdentity:OriginAccessIdentity": rule(
        "cloudfront resourceOriginAccessIdentity",
    ),
    "aws:cloudfront/originAccessControl:OriginAccessControl": rule(
        "cloudfront resourceOriginAccessControl",
        named="name",
    ),
}
