// Rules for where a call came from and what it reached: cloud.*, related.ip, tls.*, resources.
#include <initializer_list>

#include "base/text.h"
#include "event/field_rules.h"

namespace crosstrail::field_rules {
namespace {

// The two halves of "TLSv1.3"; the protocol is empty when the text has another form.
struct Tls {
  std::string_view protocol;
  std::string_view version;
};

Tls ReadTls(const FieldReader& reader) {
  const std::string_view text = reader.Text("tlsDetails.tlsVersion");
  const std::size_t v = text.find('v');
  if (v == std::string_view::npos) return {.protocol = {}, .version = text};
  return {.protocol = text.substr(0, v), .version = text.substr(v + 1)};
}

void EmitFolded(FieldReader& reader, std::string_view text) {
  std::string& folded = reader.NewText();
  folded = FoldCase(text);
  reader.Emit(folded);
}

}  // namespace

void CloudAccountId(FieldReader& reader) {
  for (const RecordPath path :
       std::initializer_list<RecordPath>{"userIdentity.accountId", "recipientAccountId", "awsAccountId"}) {
    if (reader.Has(path)) return reader.EmitAt(path);
  }
}

void CloudServiceName(FieldReader& reader) {
  const std::string_view source = reader.Text("eventSource");
  const std::size_t domain = source.find(".amazonaws.com");
  if (domain != std::string_view::npos) reader.Emit(source.substr(0, domain));
}

void RelatedIp(FieldReader& reader) {
  reader.EmitAt("sourceIPAddress");
  reader.EmitAt("serviceEventDetails.sourceIpAddress");
  reader.KeepDistinct();
}

void TlsVersion(FieldReader& reader) { reader.Emit(ReadTls(reader).version); }
void TlsVersionProtocol(FieldReader& reader) { EmitFolded(reader, ReadTls(reader).protocol); }

void ResourceArn(FieldReader& reader) { reader.EmitOfResources("ARN"); }
void ResourceAccountId(FieldReader& reader) { reader.EmitOfResources("accountId"); }
void ResourceType(FieldReader& reader) { reader.EmitOfResources("type"); }

}  // namespace crosstrail::field_rules
