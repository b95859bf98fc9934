// EC2, Lambda, load balancing, containers: mostly Describe calls of scalers, agents and inventories.
#include "generate/call.h"

namespace crosstrail::generate {
namespace {

constexpr Call Describe(std::string_view name, std::uint32_t weight, std::string_view request,
                        std::uint8_t actors = kWatchers) {
  return {.source = "ec2", .name = name, .weight = weight, .actors = actors, .request = request};
}

constexpr std::string_view kRunRequest =
    R"({"instancesSet":{"items":[{"imageId":"$M","minCount":1,"maxCount":1}]},"instanceType":"m6i.large",)"
    R"("blockDeviceMapping":{"items":[{"deviceName":"/dev/xvda","ebs":{"volumeSize":40,"deleteOnTermination":true,)"
    R"("volumeType":"gp3","encrypted":true}}]},"monitoring":{"enabled":true},"disableApiTermination":false,)"
    R"("iamInstanceProfile":{"arn":"arn:aws:iam::$A:instance-profile/$r"},"ebsOptimized":false,)"
    R"("networkInterfaceSet":{"items":[{"deviceIndex":0,"subnetId":"$S","groupSet":{"items":[{"groupId":"$G"}]}}]},)"
    R"("tagSpecificationSet":{"items":[{"resourceType":"instance","tags":[{"key":"Name","value":"$r"}]}]}})";
constexpr std::string_view kRunResponse =
    R"({"requestId":"$U","reservationId":"r-0$w","ownerId":"$A","groupSet":{},"instancesSet":{"items":[)"
    R"({"instanceId":"$I","imageId":"$M","instanceState":{"code":0,"name":"pending"},)"
    R"("privateDnsName":"ip-10-20-7-$d.$R.compute.internal","amiLaunchIndex":0,"productCodes":{},)"
    R"("instanceType":"m6i.large","launchTime":1750000000000,"placement":{"availabilityZone":"$R$a","tenancy":)"
    R"("default"},"monitoring":{"state":"pending"},"subnetId":"$S","vpcId":"$V","privateIpAddress":"10.20.7.$d",)"
    R"("stateReason":{"code":"pending","message":"pending"},"architecture":"x86_64","rootDeviceType":"ebs",)"
    R"("rootDeviceName":"/dev/xvda","virtualizationType":"hvm","hypervisor":"xen","groupSet":{"items":[)"
    R"({"groupId":"$G","groupName":"application"}]},"sourceDestCheck":true,"networkInterfaceSet":{"items":[)"
    R"({"networkInterfaceId":"$N","subnetId":"$S","vpcId":"$V","ownerId":"$A","status":"in-use"}]},)"
    R"("iamInstanceProfile":{"arn":"arn:aws:iam::$A:instance-profile/$r","id":"$i"},"ebsOptimized":false}]}})";

constexpr Call kComputeCalls[] = {
    Describe("DescribeInstances", 3600, R"({"instancesSet":{"items":[{"instanceId":"$I"}]},"filterSet":{}})"),
    Describe("DescribeInstances", 1400,
             R"({"maxResults":1000,"instancesSet":{},"filterSet":{"items":[{"name":"instance-state-name",)"
             R"("valueSet":{"items":[{"value":"running"},{"value":"pending"}]}}]}})"),
    Describe("DescribeInstanceStatus", 1300,
             R"({"instancesSet":{"items":[{"instanceId":"$I"}]},"filterSet":{},"includeAllInstances":true})"),
    Describe("DescribeVolumes", 900,
             R"({"volumeSet":{},"filterSet":{"items":[{"name":"attachment.instance-id",)"
             R"("valueSet":{"items":[{"value":"$I"}]}}]}})"),
    Describe("DescribeTags", 1500,
             R"({"filterSet":{"items":[{"name":"resource-id","valueSet":{"items":[{"value":"$I"}]}}]}})"),
    Describe("DescribeSnapshots", 520,
             R"({"maxResults":500,"snapshotSet":{},"ownersSet":{"items":[{"owner":"self"}]},)"
             R"("sharedUsersSet":{},"filterSet":{}})"),
    Describe("DescribeImages", 420,
             R"({"executableBySet":{},"imagesSet":{"items":[{"imageId":"$M"}]},"ownersSet":{},"filterSet":{}})"),
    Describe("DescribeSecurityGroups", 1100,
             R"({"maxResults":1000,"securityGroupSet":{},"securityGroupIdSet":{"items":[{"groupId":"$G"}]},)"
             R"("filterSet":{}})"),
    Describe("DescribeSecurityGroupRules", 240,
             R"({"DescribeSecurityGroupRulesRequest":{"Filter":{"Name":"group-id","tag":1,)"
             R"("Value":{"tag":1,"content":"$G"}},"MaxResults":1000}})"),
    Describe("DescribeNetworkInterfaces", 1700,
             R"({"networkInterfaceIdSet":{"items":[{"networkInterfaceId":"$N"}]},"filterSet":{}})"),
    Describe("DescribeSubnets", 820, R"({"subnetSet":{"items":[{"subnetId":"$S"}]},"filterSet":{}})"),
    Describe("DescribeVpcs", 700, R"({"vpcSet":{"items":[{"vpcId":"$V"}]},"filterSet":{}})"),
    Describe("DescribeRouteTables", 460, R"({"routeTableIdSet":{"items":[{"routeTableId":"$o"}]},"filterSet":{}})"),
    Describe("DescribeRegions", 380, R"({"regionSet":{},"allRegions":false})"),
    Describe("DescribeAvailabilityZones", 640,
             R"({"availabilityZoneSet":{},"availabilityZoneIdSet":{},"filterSet":{}})"),
    Describe("DescribeAccountAttributes", 320,
             R"({"accountAttributeNameSet":{"items":[{"attributeName":"supported-platforms"}]},"filterSet":{}})"),
    Describe("DescribeLaunchTemplateVersions", 360,
             R"({"DescribeLaunchTemplateVersionsRequest":{"LaunchTemplateId":"lt-0$w",)"
             R"("LaunchTemplateVersion":{"tag":1,"content":"$$Latest"}}})"),
    Describe("DescribeInstanceTypes", 260,
             R"({"DescribeInstanceTypesRequest":{"InstanceType":{"tag":1,"content":"m6i.large"}}})"),
    Describe("DescribeAddresses", 210, R"({"publicIpsSet":{},"filterSet":{},"allocationIdsSet":{}})"),
    Describe("DescribeVpcEndpoints", 200, R"({"DescribeVpcEndpointsRequest":{"MaxResults":1000}})"),
    {.source = "ec2", .name = "GetPasswordData", .weight = 2, .actors = kHuman, .request = R"({"instanceId":"$I"})"},
    {.source = "ec2",
     .name = "RunInstances",
     .weight = 120,
     .actors = kServiceRole | kUser,
     .read_only = false,
     .request = kRunRequest,
     .response = kRunResponse},
    {.source = "ec2",
     .name = "TerminateInstances",
     .weight = 110,
     .actors = kServiceRole | kHuman,
     .read_only = false,
     .request = R"({"instancesSet":{"items":[{"instanceId":"$I"}]}})",
     .response = R"({"requestId":"$U","instancesSet":{"items":[{"instanceId":"$I","currentState":{"code":32,)"
                 R"("name":"shutting-down"},"previousState":{"code":16,"name":"running"}}]}})"},
    {.source = "ec2",
     .name = "CreateTags",
     .weight = 260,
     .actors = kServiceRole | kOperators,
     .read_only = false,
     .request = R"({"resourcesSet":{"items":[{"resourceId":"$I"}]},"tagSet":{"items":[{"key":"Name","value":"$r"},)"
                R"({"key":"cost-center","value":"retail-$d"}]}})",
     .response = R"({"requestId":"$U","_return":true})"},
    {.source = "ec2",
     .name = "CreateNetworkInterface",
     .weight = 240,
     .actors = kServiceRole,
     .read_only = false,
     .request = R"({"subnetId":"$S","description":"AWS created network interface for $F","groupSet":{"items":[)"
                R"({"groupId":"$G"}]},"privateIpAddressesSet":{},"ipv6AddressCount":0,"clientToken":"$w"})",
     .response = R"({"requestId":"$U","networkInterface":{"networkInterfaceId":"$N","subnetId":"$S","vpcId":"$V",)"
                 R"("availabilityZone":"$R$a","ownerId":"$A","requesterManaged":false,"status":"pending",)"
                 R"("macAddress":"0a:58:0a:14:07:0c","privateIpAddress":"10.20.7.$d","sourceDestCheck":true,)"
                 R"("interfaceType":"interface","groupSet":{"items":[{"groupId":"$G","groupName":"functions"}]}}})"},
    {.source = "ec2",
     .name = "CreateSnapshot",
     .weight = 140,
     .actors = kServiceRole | kUser,
     .read_only = false,
     .request = R"({"volumeId":"$v","description":"nightly $v"})",
     .response = R"({"requestId":"$U","snapshotId":"$s","volumeId":"$v","status":"pending","startTime":1750000000000,)"
                 R"("progress":"","ownerId":"$A","volumeSize":"40","description":"nightly $v","encrypted":true})"},
    {.source = "ec2",
     .name = "AuthorizeSecurityGroupIngress",
     .weight = 12,
     .actors = kOperators,
     .read_only = false,
     .request = R"({"groupId":"$G","ipPermissions":{"items":[{"ipProtocol":"tcp","fromPort":443,"toPort":443,)"
                R"("groups":{},"ipRanges":{"items":[{"cidrIp":"10.20.0.0/16","description":"internal"}]},)"
                R"("ipv6Ranges":{},"prefixListIds":{}}]}})",
     .response = R"({"requestId":"$U","_return":true,"securityGroupRuleSet":{"items":[{"groupOwnerId":"$A",)"
                 R"("groupId":"$G","securityGroupRuleId":"sgr-0$w","description":"internal","isEgress":false,)"
                 R"("ipProtocol":"tcp","fromPort":443,"toPort":443,"cidrIpv4":"10.20.0.0/16"}]}})"},
    {.source = "autoscaling",
     .name = "DescribeAutoScalingGroups",
     .weight = 1200,
     .actors = kWatchers,
     .request = R"({"maxRecords":100,"autoScalingGroupNames":["$c"]})"},
    {.source = "autoscaling",
     .name = "SetDesiredCapacity",
     .weight = 24,
     .actors = kWorkload | kHuman,
     .read_only = false,
     .request = R"({"autoScalingGroupName":"$c","desiredCapacity":$d,"honorCooldown":false})"},
    {.source = "elasticloadbalancing",
     .name = "DescribeTargetHealth",
     .weight = 1500,
     .actors = kWatchers,
     .request = R"({"targetGroupArn":"arn:aws:elasticloadbalancing:$R:$A:targetgroup/$c/$w"})",
     .api_version = "2015-12-01"},
    {.source = "elasticloadbalancing",
     .name = "DescribeLoadBalancers",
     .weight = 900,
     .actors = kWatchers,
     .request = R"({"pageSize":400})",
     .api_version = "2015-12-01"},
    {.source = "elasticloadbalancing",
     .name = "RegisterTargets",
     .weight = 90,
     .actors = kServiceRole,
     .read_only = false,
     .request = R"({"targetGroupArn":"arn:aws:elasticloadbalancing:$R:$A:targetgroup/$c/$w","targets":[)"
                R"({"id":"10.20.7.$d","port":8080,"availabilityZone":"$R$a"}]})",
     .api_version = "2015-12-01"},
    {.source = "lambda",
     .name = "Invoke",
     .weight = 1500,
     .actors = kWorkload,
     .read_only = false,
     .flags = kData,
     .request = R"({"functionName":"arn:aws:lambda:$R:$A:function:$F","sourceArn":)"
                R"("arn:aws:events:$R:$A:rule/$F","invocationType":"RequestResponse"})",
     .additional = R"({"customerEniId":"$N","functionVersion":"arn:aws:lambda:$R:$A:function:$F:$$LATEST"})",
     .resources = R"([{"accountId":"$A","type":"AWS::Lambda::Function","ARN":"arn:aws:lambda:$R:$A:function:$F"}])",
     .permission = "lambda:InvokeFunction"},
    {.source = "lambda",
     .name = "ListFunctions20150331",
     .weight = 360,
     .actors = kWatchers,
     .request = R"({"maxItems":50})",
     .permission = "lambda:ListFunctions"},
    {.source = "lambda",
     .name = "GetFunction20150331v2",
     .weight = 520,
     .actors = kHuman | kUser | kWorkload,
     .request = R"({"functionName":"arn:aws:lambda:$R:$A:function:$F"})",
     .permission = "lambda:GetFunction"},
    {.source = "lambda",
     .name = "GetPolicy20150331v2",
     .weight = 260,
     .actors = kHuman | kUser,
     .request = R"({"functionName":"arn:aws:lambda:$R:$A:function:$F"})",
     .permission = "lambda:GetPolicy",
     .error_code = "ResourceNotFoundException",
     .error_message = "The resource you requested does not exist.",
     .error_permille = 300},
    {.source = "lambda",
     .name = "UpdateFunctionCode20150331v2",
     .weight = 30,
     .actors = kUser,
     .read_only = false,
     .request = R"({"functionName":"$F","s3Bucket":"$B","s3Key":"deploy/$h.zip","publish":true,"dryRun":false})",
     .response = R"({"functionName":"$F","functionArn":"arn:aws:lambda:$R:$A:function:$F:$d","runtime":"python3.12",)"
                 R"("role":"arn:aws:iam::$A:role/$r","handler":"app.handler","codeSize":$b,"timeout":30,)"
                 R"("memorySize":512,"lastModified":"$t","codeSha256":"$w$w=","version":"$d",)"
                 R"("tracingConfig":{"mode":"PassThrough"},"revisionId":"$U","state":"Active","packageType":"Zip",)"
                 R"("architectures":["arm64"],"ephemeralStorage":{"size":512}})",
     .permission = "lambda:UpdateFunctionCode"},
    {.source = "ecs",
     .name = "DescribeServices",
     .weight = 800,
     .actors = kWatchers,
     .request = R"({"cluster":"$c","services":["arn:aws:ecs:$R:$A:service/$c/$r"]})"},
    {.source = "ecs",
     .name = "DescribeTasks",
     .weight = 560,
     .actors = kWatchers,
     .request = R"({"cluster":"$c","tasks":["arn:aws:ecs:$R:$A:task/$c/$w$w"]})"},
    {.source = "ecs",
     .name = "DiscoverPollEndpoint",
     .weight = 420,
     .actors = kWorkload,
     .request = R"({"cluster":"$c","containerInstance":"arn:aws:ecs:$R:$A:container-instance/$c/$w$w"})",
     .response = R"({"endpoint":"https://ecs-a-$d.$R.amazonaws.com/",)"
                 R"("telemetryEndpoint":"https://ecs-t-$d.$R.amazonaws.com/"})"},
    {.source = "ecr",
     .name = "GetAuthorizationToken",
     .weight = 620,
     .actors = kWorkload | kUser,
     .request = "null",
     .host = "api.ecr.$R.amazonaws.com"},
    {.source = "ecr",
     .name = "BatchGetImage",
     .weight = 520,
     .actors = kWorkload | kUser,
     .request = R"({"registryId":"$A","repositoryName":"$E","imageIds":[{"imageTag":"$h"}],"acceptedMediaTypes":[)"
                R"("application/vnd.docker.distribution.manifest.v2+json",)"
                R"("application/vnd.oci.image.manifest.v1+json"]})",
     .resources = R"([{"accountId":"$A","ARN":"arn:aws:ecr:$R:$A:repository/$E"}])",
     .host = "api.ecr.$R.amazonaws.com"},
    {.source = "eks",
     .name = "DescribeCluster",
     .weight = 420,
     .actors = kWorkload | kHuman,
     .request = R"({"name":"$c"})"},
};

}  // namespace

std::span<const Call> ComputeCalls() { return kComputeCalls; }

}  // namespace crosstrail::generate
