// Systems Manager, CloudWatch, DynamoDB, RDS, queues and the rest.
#include "generate/call.h"

namespace crosstrail::generate {
namespace {

constexpr std::string_view kTable =
    R"([{"accountId":"$A","type":"AWS::DynamoDB::Table","ARN":"arn:aws:dynamodb:$R:$A:table/$T"}])";
constexpr std::string_view kParameter = R"([{"accountId":"$A","ARN":"arn:aws:ssm:$R:$A:parameter$P"}])";

constexpr Call Read(std::string_view source, std::string_view name, std::uint32_t weight, std::string_view request,
                    std::uint8_t actors = kWatchers) {
  return {.source = source, .name = name, .weight = weight, .actors = actors, .request = request};
}

constexpr Call Change(std::string_view source, std::string_view name, std::uint32_t weight, std::uint8_t actors,
                      std::string_view request, std::string_view response = "null") {
  return {.source = source,
          .name = name,
          .weight = weight,
          .actors = actors,
          .read_only = false,
          .request = request,
          .response = response};
}

// Data events of DynamoDB.
constexpr Call OnItem(std::string_view name, std::uint32_t weight, bool read_only, std::string_view request) {
  return {.source = "dynamodb",
          .name = name,
          .weight = weight,
          .actors = kWorkload,
          .read_only = read_only,
          .flags = kData,
          .request = request,
          .resources = kTable,
          .api_version = "2012-08-10"};
}

constexpr Call kManagementCalls[] = {
    Change("ssm", "UpdateInstanceInformation", 2300, kWorkload,
           R"({"instanceId":"$I","agentVersion":"3.3.380.0","agentStatus":"Active","platformType":"Linux",)"
           R"("platformName":"Amazon Linux","platformVersion":"2023","iPAddress":"10.20.7.$d",)"
           R"("computerName":"ip-10-20-7-$d.$R.compute.internal","agentName":"amazon-ssm-agent",)"
           R"("availabilityZone":"$R$a","availabilityZoneId":"az$d","sSMConnectionChannel":"ssmmessages"})"),
    Read("ssm", "ListInstanceAssociations", 900, R"({"instanceId":"$I","maxResults":20})", kWorkload),
    Change("ssm", "PutInventory", 300, kWorkload, R"({"instanceId":"$I"})"),
    {.source = "ssm",
     .name = "GetParameter",
     .weight = 2000,
     .actors = kWorkload | kUser,
     .request = R"({"name":"$P","withDecryption":true})",
     .resources = kParameter,
     .error_code = "ParameterNotFound",
     .error_message = "Parameter $P not found.",
     .error_permille = 12},
    {.source = "ssm",
     .name = "GetParametersByPath",
     .weight = 700,
     .actors = kWorkload | kUser,
     .request = R"({"path":"$P","recursive":true,"withDecryption":true,"maxResults":10})",
     .resources = kParameter},
    Read("ssm", "DescribeInstanceInformation", 520,
         R"({"maxResults":50,"filters":[{"key":"InstanceIds","values":["$I"]}]})"),
    Change("ssm", "SendCommand", 20, kOperators,
           R"({"documentName":"AWS-RunPatchBaseline","instanceIds":["$I"],"interactive":false,)"
           R"("parameters":"HIDDEN_DUE_TO_SECURITY_REASONS","timeoutSeconds":600})",
           R"({"command":{"commandId":"$U","documentName":"AWS-RunPatchBaseline","documentVersion":"$$DEFAULT",)"
           R"("comment":"","parameters":"HIDDEN_DUE_TO_SECURITY_REASONS","instanceIds":["$I"],"targets":[],)"
           R"("status":"Pending","statusDetails":"Pending","maxConcurrency":"50","maxErrors":"0","targetCount":1,)"
           R"("completedCount":0,"errorCount":0,"deliveryTimedOutCount":0,"timeoutSeconds":600}})"),
    Change("ssm", "StartSession", 8, kHuman, R"({"target":"$I"})",
           R"({"sessionId":"$w","tokenValue":"Value hidden due to security reasons.",)"
           R"("streamUrl":"wss://ssmmessages.$R.amazonaws.com/v1/data-channel/$w?role=publish_subscribe"})"),
    Change("logs", "CreateLogStream", 2600, kWorkload, R"({"logGroupName":"/aws/lambda/$F","logStreamName":"$l"})"),
    Change("logs", "CreateLogGroup", 60, kWorkload, R"({"logGroupName":"/aws/lambda/$F"})"),
    Read("logs", "DescribeLogGroups", 620, R"({"logGroupNamePrefix":"/aws/lambda/$F","limit":50})"),
    Read("logs", "DescribeLogStreams", 360,
         R"({"logGroupName":"/aws/lambda/$F","orderBy":"LastEventTime","descending":true,"limit":50})"),
    {.source = "logs",
     .name = "StartQuery",
     .weight = 120,
     .actors = kHuman | kUser,
     .request = R"({"logGroupNames":["/aws/lambda/$F"],"startTime":1750000000,"endTime":1750003600,)"
                R"("queryString":"fields @timestamp, @message | filter @message like /ERROR/ | limit 100"})",
     .response = R"({"queryId":"$U"})"},
    Read("monitoring", "DescribeAlarms", 900, R"({"maxRecords":100,"alarmTypes":["MetricAlarm"]})"),
    {.source = "monitoring",
     .name = "GetMetricData",
     .weight = 1100,
     .actors = kWatchers,
     .flags = kData,
     .request = R"({"startTime":"$m","endTime":"$t","scanBy":"TimestampDescending","metricDataQueries":[)"
                R"({"id":"m1","metricStat":{"metric":{"namespace":"AWS/Lambda","metricName":"Errors","dimensions":[)"
                R"({"name":"FunctionName","value":"$F"}]},"period":60,"stat":"Sum"},"returnData":true}]})",
     .permission = "cloudwatch:GetMetricData"},
    OnItem("GetItem", 2100, true,
           R"({"tableName":"$T","key":{"pk":"***"},"consistentRead":false,"returnConsumedCapacity":"NONE"})"),
    OnItem("Query", 1200, true,
           R"({"tableName":"$T","indexName":"by-owner","keyConditionExpression":"***","limit":50})"),
    OnItem("PutItem", 420, false, R"({"tableName":"$T","key":{"pk":"***"},"items":["pk"]})"),
    OnItem("UpdateItem", 480, false, R"({"tableName":"$T","key":{"pk":"***"},"returnValues":"ALL_NEW"})"),
    {.source = "dynamodb",
     .name = "DescribeTable",
     .weight = 1300,
     .actors = kWatchers,
     .request = R"({"tableName":"$T"})",
     .resources = kTable,
     .api_version = "2012-08-10"},
    Read("dynamodb", "ListTables", 260, R"({"limit":100})"),
    Read("application-autoscaling", "DescribeScalableTargets", 420,
         R"({"serviceNamespace":"dynamodb","resourceIds":["table/$T"],"maxResults":50})"),
    Read("rds", "DescribeDBInstances", 1100, R"({"dBInstanceIdentifier":"$D","maxRecords":100})"),
    Read("rds", "DescribeDBClusters", 700, R"({"includeShared":false,"maxRecords":100})"),
    Read("rds", "ListTagsForResource", 420, R"({"resourceName":"arn:aws:rds:$R:$A:db:$D"})"),
    Read("rds", "DescribeDBSnapshots", 180, R"({"dBInstanceIdentifier":"$D","snapshotType":"automated"})"),
    Change("rds", "CreateDBSnapshot", 14, kUser,
           R"({"dBSnapshotIdentifier":"$D-$h","dBInstanceIdentifier":"$D","tags":[]})",
           R"({"dBSnapshotIdentifier":"$D-$h","dBInstanceIdentifier":"$D","engine":"postgres","engineVersion":"15.6",)"
           R"("allocatedStorage":200,"status":"creating","port":5432,"availabilityZone":"$R$a","vpcId":"$V",)"
           R"("masterUsername":"postgres","licenseModel":"postgresql-license","snapshotType":"manual","iops":3000,)"
           R"("percentProgress":0,"storageType":"gp3","encrypted":true,"kmsKeyId":"arn:aws:kms:$R:$A:key/$k",)"
           R"("dBSnapshotArn":"arn:aws:rds:$R:$A:snapshot:$D-$h","iAMDatabaseAuthenticationEnabled":false})"),
    Read("sqs", "GetQueueAttributes", 800,
         R"({"queueUrl":"https://sqs.$R.amazonaws.com/$A/$Q","attributeNames":["ApproximateNumberOfMessages"]})"),
    Read("sqs", "ListQueues", 220, "null"),
    Read("sns", "GetTopicAttributes", 300, R"({"topicArn":"arn:aws:sns:$R:$A:$Q"})"),
    Read("sns", "ListSubscriptionsByTopic", 180, R"({"topicArn":"arn:aws:sns:$R:$A:$Q"})"),
    Read("cloudformation", "DescribeStacks", 620, R"({"stackName":"$c"})"),
    Read("cloudformation", "DescribeStackEvents", 420, R"({"stackName":"arn:aws:cloudformation:$R:$A:stack/$c/$U"})"),
    Read("cloudformation", "ListStackResources", 200, R"({"stackName":"$c"})"),
    Change("cloudformation", "CreateChangeSet", 24, kUser,
           R"({"stackName":"$c","changeSetName":"deploy-$h","changeSetType":"UPDATE","capabilities":)"
           R"(["CAPABILITY_NAMED_IAM","CAPABILITY_AUTO_EXPAND"],"parameters":[{"parameterKey":"Image",)"
           R"("parameterValue":"$A.dkr.ecr.$R.amazonaws.com/$E:$h"}]})",
           R"({"id":"arn:aws:cloudformation:$R:$A:changeSet/deploy-$h/$U",)"
           R"("stackId":"arn:aws:cloudformation:$R:$A:stack/$c/$U"})"),
    Read("tagging", "GetResources", 620,
         R"({"resourcesPerPage":100,"resourceTypeFilters":["s3","lambda:function","rds:db"],"paginationToken":""})"),
    Read("health", "DescribeEventAggregates", 300,
         R"({"aggregateField":"eventTypeCategory","filter":{"eventStatusCodes":["open","upcoming"],)"
         R"("startTimes":[{"from":"$m"}]}})",
         kHuman),
    Read("ce", "GetCostAndUsage", 60,
         R"({"timePeriod":{"start":"2025-05-01","end":"2025-06-01"},"granularity":"DAILY","metrics":)"
         R"(["UnblendedCost"],"groupBy":[{"type":"DIMENSION","key":"SERVICE"}]})",
         kHuman | kUser),
    Read("route53", "ListHostedZones", 180, R"({"maxItems":"100"})"),
    Read("elasticache", "DescribeCacheClusters", 300, R"({"maxRecords":100,"showCacheNodeInfo":true})"),
    Read("acm", "DescribeCertificate", 160, R"({"certificateArn":"arn:aws:acm:$R:$A:certificate/$U"})"),
    Change("states", "StartExecution", 160, kWorkload,
           R"({"stateMachineArn":"arn:aws:states:$R:$A:stateMachine:$F","name":"$w",)"
           R"("input":"HIDDEN_DUE_TO_SECURITY_REASONS"})",
           R"({"executionArn":"arn:aws:states:$R:$A:execution:$F:$w","startDate":"$t"})"),
    {.source = "backup",
     .name = "RecoveryPointCreated",
     .weight = 14,
     .actors = kService,
     .read_only = false,
     .flags = kServiceEvent | kNeverDenied,
     .request = R"({"completionDate":{"seconds":1750000000,"nanos":0},"state":"COMPLETED",)"
                R"("recoveryPointArn":"arn:aws:backup:$R:$A:recovery-point:$U","backupVaultName":"Default",)"
                R"("resourceType":"EBS","resourceArn":"arn:aws:ec2:$R:$A:volume/$v"})",
     .host = "-",
     .invoked_by = "backup.amazonaws.com"},
};

}  // namespace

std::span<const Call> ManagementCalls() { return kManagementCalls; }

}  // namespace crosstrail::generate
