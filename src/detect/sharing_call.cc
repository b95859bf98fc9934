#include "detect/sharing_call.h"

#include <initializer_list>
#include <utility>

#include "detect/packed.h"
#include "detect/raw_record.h"
#include "json/tree.h"

namespace crosstrail {
namespace {

SharingCall Read(const RecordMembers& record) {
  SharingCall call;
  call.changes = exposure::ReadChanges(record);
  call.action = StringOf(record.FindOne("eventName"));
  for (const RecordPath path : std::initializer_list<RecordPath>{"userIdentity.arn", "userIdentity.principalId",
                                                                 "userIdentity.invokedBy", "userIdentity.type"}) {
    if (call.actor.empty()) call.actor = StringOf(record.FindOne(path));
  }
  return call;
}

class Writer {
 public:
  void Number(std::size_t value) { AppendPacked(static_cast<std::uint32_t>(value), bytes_); }
  void Text(std::string_view text) {
    Number(text.size());
    bytes_ += text;
  }
  std::string Take() { return std::move(bytes_); }

 private:
  std::string bytes_;
};

class Reader {
 public:
  explicit Reader(std::string_view bytes) : bytes_(bytes) {}

  std::uint32_t Number() { return TakePacked<std::uint32_t>(bytes_); }
  std::string Text() {
    const std::uint32_t size = Number();
    std::string text(bytes_.substr(0, size));
    bytes_.remove_prefix(size);
    return text;
  }
  bool Flag() { return Number() != 0; }

 private:
  std::string_view bytes_;
};

void Write(const exposure::Acl& acl, Writer& writer) {
  writer.Text(acl.canned);
  writer.Number(acl.readable ? 1 : 0);
  writer.Number(acl.grants.size());
  for (const exposure::AclGrant& grant : acl.grants) {
    writer.Number(static_cast<std::size_t>(grant.grantee));
    writer.Text(grant.id);
    writer.Number(static_cast<std::size_t>(grant.permission));
  }
}

exposure::Acl ReadAcl(Reader& reader) {
  exposure::Acl acl;
  acl.canned = reader.Text();
  acl.readable = reader.Flag();
  acl.grants.resize(reader.Number());
  for (exposure::AclGrant& grant : acl.grants) {
    grant.grantee = static_cast<exposure::Grantee>(reader.Number());
    grant.id = reader.Text();
    grant.permission = static_cast<exposure::AclPermission>(reader.Number());
  }
  return acl;
}

}  // namespace

Result<SharingCall> ReadSharingCall(const Event& event) {
  if (event.record().form == RecordForm::kCloudTrail) return Read(event.members());
  std::string raw = RawRecordOf(*event.root());
  const std::size_t size = raw.size();
  raw.append(kJsonPadding, ' ');
  JsonTree tree;
  if (Status parsed = tree.Parse(std::string_view(raw).substr(0, size)); !parsed) {
    return tl::unexpected<Error>(std::move(parsed.error()));
  }
  RecordMembers members;
  members.Index(*tree.root());
  return Read(members);
}

std::string Encode(const SharingCall& call) {
  Writer writer;
  writer.Text(call.action);
  writer.Text(call.actor);
  writer.Number(call.changes.size());
  for (const exposure::Change& change : call.changes) {
    writer.Number(static_cast<std::size_t>(change.row - exposure::SharingRows().data()));
    writer.Text(change.resource);
    writer.Text(change.owner);
    writer.Number(change.failed ? 1 : 0);
    writer.Number(static_cast<std::size_t>(change.visibility));
    writer.Text(change.policy);
    writer.Number(change.acl ? 1 : 0);
    if (change.acl) Write(*change.acl, writer);
    for (const bool flag : {change.block.block_public_acls, change.block.ignore_public_acls,
                            change.block.block_public_policy, change.block.restrict_public_buckets}) {
      writer.Number(flag ? 1 : 0);
    }
    writer.Text(change.text);
    writer.Number(change.targets.size());
    for (const std::string& target : change.targets) writer.Text(target);
  }
  return writer.Take();
}

SharingCall DecodeSharingCall(std::string_view bytes) {
  Reader reader(bytes);
  SharingCall call;
  call.action = reader.Text();
  call.actor = reader.Text();
  call.changes.resize(reader.Number());
  for (exposure::Change& change : call.changes) {
    change.row = &exposure::SharingRows()[reader.Number()];
    change.resource = reader.Text();
    change.owner = reader.Text();
    change.failed = reader.Flag();
    change.visibility = static_cast<exposure::Visibility>(reader.Number());
    change.policy = reader.Text();
    if (reader.Flag()) change.acl = ReadAcl(reader);
    change.block.block_public_acls = reader.Flag();
    change.block.ignore_public_acls = reader.Flag();
    change.block.block_public_policy = reader.Flag();
    change.block.restrict_public_buckets = reader.Flag();
    change.text = reader.Text();
    change.targets.resize(reader.Number());
    for (std::string& target : change.targets) target = reader.Text();
  }
  return call;
}

}  // namespace crosstrail
