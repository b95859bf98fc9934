#include "event/entity_paths.h"

#include <algorithm>
#include <array>
#include <tuple>

namespace crosstrail {
namespace {

constexpr std::string_view kDomain = ".amazonaws.com";

// clang-format off
constexpr RecordPath kCloudtrail[] = {
    "requestParameters.name",
    "requestParameters.s3BucketName",
    "responseElements.cloudWatchLogsLogGroupArn",
    "responseElements.cloudWatchLogsRoleArn",
    "responseElements.kmsKeyId",
    "responseElements.snsTopicARN",
    "responseElements.trailARN",
    "responseElements.name",
};
constexpr RecordPath kConfig[] = {
    "requestParameters.configurationRecorderName",
};
constexpr RecordPath kEc2[] = {
    "requestParameters.groupId",
    "requestParameters.groupName",
    "requestParameters.roleName",
    "requestParameters.subnetId",
    "requestParameters.volumeId",
    "requestParameters.networkInterfaceId",
    "requestParameters.vpcId",
    "requestParameters.snapshotId",
    "responseElements.groupId",
    "responseElements.reservationId",
    "responseElements.vpc.vpcId",
    "responseElements.vpc.dhcpOptionsId",
    "responseElements.snapshotId",
    "responseElements.volumeId",
    "responseElements.securityGroupRuleSet.items.groupId",
    "responseElements.securityGroupRuleSet.items.referencedGroupInfo.groupId",
    "responseElements.securityGroupRuleSet.items.securityGroupRuleId",
    "responseElements.groupSet.items.groupId",
    "requestParameters.groupSet.items.groupId",
    "requestParameters.instancesSet.items.instanceId",
    "responseElements.instancesSet.items.subnetId",
    "responseElements.instancesSet.items.vpcId",
    "responseElements.instancesSet.items.instanceId",
    "responseElements.instancesSet.items.imageId",
    "responseElements.instancesSet.items.iamInstanceProfile.arn",
    "responseElements.instancesSet.items.networkInterfaceSet.items.networkInterfaceId",
    "responseElements.instancesSet.items.networkInterfaceSet.items.vpcId",
    "responseElements.instancesSet.items.networkInterfaceSet.items.subnetId",
    "responseElements.instancesSet.items.networkInterfaceSet.items.groupSet.items.groupId",
    "requestParameters.revokedSecurityGroupRuleSet.items.securityGroupRuleId",
    "requestParameters.revokedSecurityGroupRuleSet.items.groupId",
};
constexpr RecordPath kGuardduty[] = {
    "requestParameters.detectorId",
    "responseElements.detectorId",
};
constexpr RecordPath kIam[] = {
    "requestParameters.userName",
    "requestParameters.serialNumber",
    "requestParameters.accessKeyId",
    "requestParameters.policyArn",
    "requestParameters.roleName",
    "requestParameters.policyName",
    "responseElements.accessKey.userName",
    "responseElements.accessKey.accessKeyId",
    "responseElements.user.arn",
    "responseElements.user.userId",
    "responseElements.user.userName",
    "responseElements.userId",
    "responseElements.role.arn",
    "responseElements.serialNumber",
};
constexpr RecordPath kKms[] = {
    "requestParameters.keyId",
    "responseElements.keyId",
    "responseElements.keyMetadata.arn",
    "responseElements.keyMetadata.keyId",
};
constexpr RecordPath kLambda[] = {
    "requestParameters.functionName",
    "responseElements.functionArn",
    "responseElements.functionName",
    "responseElements.role",
    "responseElements.vpcConfig.securityGroupIds",
    "responseElements.vpcConfig.subnetIds",
};
constexpr RecordPath kRds[] = {
    "requestParameters.dBInstanceIdentifier",
    "requestParameters.dBInstanceArn",
    "responseElements.dBInstanceIdentifier",
    "responseElements.dbInstanceArn",
    "responseElements.dBSubnetGroup.vpcId",
    "responseElements.vpcSecurityGroups.vpcSecurityGroupId",
    "responseElements.dBSubnetGroup.subnets.subnetIdentifier",
};
constexpr RecordPath kS3[] = {
    "requestParameters.bucketName",
};
constexpr RecordPath kSts[] = {
    "requestParameters.roleArn",
    "sourceIdentity",
    "additionalEventData.MFAIdentifier",
    "responseElements.assumedRoleUser.arn",
    "requestParameters.roleSessionName",
    "responseElements.accessKeyId",
};
constexpr RecordPath kWafv2[] = {
    "requestParameters.id",
    "responseElements.summary",
};

struct RelatedRow {
  std::string_view service;
  Paths paths;
};
constexpr auto kRelated = std::to_array<RelatedRow>({
    {"cloudtrail", kCloudtrail},
    {"config", kConfig},
    {"ec2", kEc2},
    {"guardduty", kGuardduty},
    {"iam", kIam},
    {"kms", kKms},
    {"lambda", kLambda},
    {"rds", kRds},
    {"s3", kS3},
    {"sts", kSts},
    {"wafv2", kWafv2},
});

struct TargetRow {
  std::string_view service;
  std::string_view action;
  std::array<RecordPath, 2> paths;  // the second may be empty
};
constexpr auto kTargets = std::to_array<TargetRow>({
    {"bedrock", "Converse", {"requestParameters.modelId"}},
    {"cloudformation", "CreateStack", {"responseElements.stackId"}},
    {"cloudformation", "CreateStackSet", {"responseElements.stackSetId"}},
    {"cloudtrail", "DeleteTrail", {"requestParameters.name"}},
    {"cloudtrail", "DescribeTrails", {"recipientAccountId"}},
    {"cloudtrail", "StopLogging", {"requestParameters.name"}},
    {"config", "StartConfigurationRecorder", {"requestParameters.configurationRecorderName"}},
    {"config", "StopConfigurationRecorder", {"requestParameters.configurationRecorderName"}},
    {"dynamodb", "ListTables", {"recipientAccountId"}},
    {"ec2", "AuthorizeSecurityGroupEgress", {"requestParameters.groupId", "responseElements.securityGroupRuleSet.items.securityGroupRuleId"}},
    {"ec2", "AuthorizeSecurityGroupIngress", {"requestParameters.groupId", "responseElements.securityGroupRuleSet.items.securityGroupRuleId"}},
    {"ec2", "CreateTrafficMirrorFilter", {"responseElements.CreateTrafficMirrorFilterResponse.trafficMirrorFilter.trafficMirrorFilterId"}},
    {"ec2", "CreateTrafficMirrorFilterRule", {"responseElements.CreateTrafficMirrorFilterRuleResponse.trafficMirrorFilterRule.trafficMirrorFilterRuleId"}},
    {"ec2", "CreateTrafficMirrorSession", {"responseElements.CreateTrafficMirrorSessionResponse.trafficMirrorSession.trafficMirrorSessionId"}},
    {"ec2", "CreateTrafficMirrorTarget", {"responseElements.CreateTrafficMirrorTargetResponse.trafficMirrorTarget.trafficMirrorTargetId"}},
    {"ec2", "DeleteFlowLogs", {"requestParameters.DeleteFlowLogsRequest.FlowLogId.content"}},
    {"ec2", "DeleteNetworkAcl", {"requestParameters.networkAclId"}},
    {"ec2", "DeleteNetworkAclEntry", {"requestParameters.networkAclId", "requestParameters.ruleNumber"}},
    {"ec2", "DescribeNetworkAcls", {"recipientAccountId"}},
    {"ec2", "DescribeNetworkInterfaces", {"recipientAccountId"}},
    {"ec2", "DescribeRegions", {"recipientAccountId"}},
    {"ec2", "DescribeSecurityGroups", {"recipientAccountId"}},
    {"ec2", "DescribeVolumes", {"recipientAccountId"}},
    {"ec2", "DescribeVpcs", {"recipientAccountId"}},
    {"ec2", "GetPasswordData", {"requestParameters.instanceId"}},
    {"ec2", "ModifyImageAttribute", {"requestParameters.imageId"}},
    {"ec2", "ModifySnapshotAttribute", {"requestParameters.snapshotId"}},
    {"ec2-instance-connect", "SendSSHPublicKey", {"requestParameters.instanceId"}},
    {"ec2-instance-connect", "SendSerialConsoleSSHPublicKey", {"requestParameters.instanceId"}},
    {"elasticfilesystem", "DeleteFileSystem", {"requestParameters.fileSystemId"}},
    {"elasticfilesystem", "DeleteMountTarget", {"requestParameters.mountTargetId"}},
    {"elasticloadbalancing", "DescribeLoadBalancers", {"recipientAccountId"}},
    {"events", "DeleteRule", {"requestParameters.name"}},
    {"guardduty", "CreateDetector", {"responseElements.detectorId"}},
    {"guardduty", "DeleteDetector", {"requestParameters.detectorId"}},
    {"iam", "AttachGroupPolicy", {"requestParameters.groupName"}},
    {"iam", "AttachRolePolicy", {"requestParameters.roleName"}},
    {"iam", "AttachUserPolicy", {"requestParameters.policyArn", "requestParameters.userName"}},
    {"iam", "CreateAccessKey", {"responseElements.accessKey.accessKeyId", "requestParameters.userName"}},
    {"iam", "CreatePolicy", {"responseElements.policy.arn"}},
    {"iam", "CreateUser", {"requestParameters.userName"}},
    {"iam", "DeactivateMFADevice", {"requestParameters.userName"}},
    {"iam", "DeleteVirtualMFADevice", {"requestParameters.serialNumber"}},
    {"iam", "GetPolicy", {"requestParameters.policyArn"}},
    {"iam", "ListAttachedRolePolicies", {"requestParameters.roleName"}},
    {"iam", "ListRoles", {"recipientAccountId"}},
    {"iam", "ListUsers", {"recipientAccountId"}},
    {"iam", "UpdateAssumeRolePolicy", {"requestParameters.roleName"}},
    {"kms", "DisableKey", {"resources.ARN"}},
    {"kms", "ScheduleKeyDeletion", {"resources.ARN"}},
    {"lambda", "AddPermission", {"requestParameters.functionName"}},
    {"lambda", "ListFunctions", {"recipientAccountId"}},
    {"logs", "DeleteLogGroup", {"requestParameters.logGroupName"}},
    {"logs", "DeleteLogStream", {"requestParameters.logStreamName"}},
    {"monitoring", "DeleteAlarms", {"requestParameters.alarmNames"}},
    {"rds", "DeleteDBCluster", {"responseElements.dBClusterArn"}},
    {"rds", "DeleteDBInstance", {"responseElements.dBInstanceArn"}},
    {"rds", "DeleteGlobalCluster", {"responseElements.globalClusterArn"}},
    {"rds", "DescribeDBInstances", {"recipientAccountId"}},
    {"rds", "ModifyDBCluster", {"responseElements.dBClusterArn"}},
    {"rds", "ModifyDBClusterSnapshotAttribute", {"responseElements.dBClusterSnapshotIdentifier"}},
    {"rds", "ModifyDBInstance", {"responseElements.dBInstanceArn"}},
    {"rds", "ModifyDBSnapshotAttribute", {"responseElements.dBSnapshotIdentifier"}},
    {"rds", "RestoreDBInstanceFromDBSnapshot", {"responseElements.dBInstanceArn"}},
    {"rds", "RestoreDBInstanceFromS3", {"responseElements.dBInstanceArn"}},
    {"rds", "StopDBCluster", {"responseElements.dBClusterArn"}},
    {"rds", "StopDBInstance", {"responseElements.dBInstanceArn"}},
    {"rolesanywhere", "CreateTrustAnchor", {"responseElements.trustAnchor.trustAnchorArn"}},
    {"route53resolver", "DeleteResolverQueryLogConfig", {"responseElements.resolverQueryLogConfig.arn"}},
    {"s3", "CopyObject", {"resources.ARN"}},
    {"s3", "DeleteBucket", {"resources.ARN"}},
    {"s3", "DeleteObject", {"resources.ARN"}},
    {"s3", "GetBucketPolicy", {"resources.ARN"}},
    {"s3", "GetObject", {"resources.ARN"}},
    {"s3", "HeadObject", {"resources.ARN"}},
    {"s3", "ListBuckets", {"recipientAccountId"}},
    {"s3", "ListObjects", {"resources.ARN"}},
    {"s3", "PutBucketLogging", {"resources.ARN"}},
    {"s3", "PutBucketReplication", {"resources.ARN", "requestParameters.ReplicationConfiguration.Rule.Destination.Bucket"}},
    {"s3", "PutBucketVersioning", {"resources.ARN"}},
    {"s3", "PutObject", {"resources.ARN"}},
    {"secretsmanager", "BatchGetSecretValue", {"requestParameters.secretIdList"}},
    {"secretsmanager", "GetSecretValue", {"requestParameters.secretId"}},
    {"signin", "ConsoleLogin", {"recipientAccountId"}},
    {"sns", "CreateTopic", {"responseElements.topicArn"}},
    {"sns", "Publish", {"requestParameters.topicArn"}},
    {"sns", "Subscribe", {"requestParameters.topicArn"}},
    {"ssm", "CreateControlChannel", {"resources.ARN"}},
    {"ssm", "CreateDocument", {"requestParameters.name"}},
    {"ssm", "GetParameter", {"resources.ARN"}},
    {"ssm", "GetParameters", {"resources.ARN"}},
    {"ssm", "ListInstanceAssociations", {"recipientAccountId"}},
    {"ssm", "OpenControlChannel", {"resources.ARN"}},
    {"ssm", "OpenDataChannel", {"requestParameters.sessionId"}},
    {"ssm", "StartSession", {"requestParameters.target"}},
    {"ssm", "TerminateSession", {"requestParameters.sessionId"}},
    {"sts", "AssumeRole", {"requestParameters.roleArn"}},
    {"sts", "GetCallerIdentity", {"recipientAccountId"}},
    {"wafv2", "DeleteRuleGroup", {"requestParameters.id"}},
    {"wafv2", "DeleteWebACL", {"requestParameters.id"}},
});
// clang-format on
static_assert(std::ranges::is_sorted(kRelated, {}, &RelatedRow::service));

constexpr auto Key(const TargetRow& row) { return std::tie(row.service, row.action); }
static_assert(std::ranges::is_sorted(kTargets, {}, Key));

std::string_view ServiceOf(std::string_view source) {
  return source.ends_with(kDomain) ? source.substr(0, source.size() - kDomain.size()) : std::string_view();
}

// Lambda puts the version of its API behind the name of a call: AddPermission20150331v2.
std::string_view WithoutVersion(std::string_view action) {
  for (const std::string_view name : {std::string_view("AddPermission"), std::string_view("ListFunctions")}) {
    if (action.starts_with(name)) return name;
  }
  return action;
}

}  // namespace

Paths RelatedPaths(std::string_view source) {
  const std::string_view service = ServiceOf(source);
  const auto* row = std::ranges::lower_bound(kRelated, service, {}, &RelatedRow::service);
  return row != kRelated.end() && row->service == service ? row->paths : Paths();
}

Paths TargetPaths(std::string_view source, std::string_view action) {
  const std::string_view service = ServiceOf(source);
  if (service == "lambda") action = WithoutVersion(action);
  const auto* row = std::ranges::lower_bound(kTargets, std::tie(service, action), {}, Key);
  if (row == kTargets.end() || row->service != service || row->action != action) return {};
  return Paths(row->paths).first(row->paths[1].empty() ? 1 : 2);
}

}  // namespace crosstrail
