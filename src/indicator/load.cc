#include "indicator/load.h"

#include <algorithm>
#include <filesystem>
#include <system_error>
#include <utility>

#include "indicator/csv_list.h"
#include "indicator/json_list.h"
#include "indicator/line_reader.h"
#include "input/record.h"

namespace crosstrail {
namespace {

namespace fs = std::filesystem;

constexpr std::uint64_t kMostBytes = std::uint64_t{16} << 30U;  // of one list

// The first line that holds anything but blanks and, where it is no JSON, comments; false: there is none.
Result<bool> FirstLine(LineReader& lines, std::string_view& line) {
  while (true) {
    Result<bool> more = lines.Next(line);
    if (!more || !*more) return more;
    if (line.find_first_not_of(" \t") != std::string_view::npos && !line.starts_with('#')) return true;
  }
}

// Whether `line` is a whole value by itself, so that others follow line by line.
bool IsWhole(std::string_view line) {
  const std::size_t begin = line.find_first_not_of(" \t");
  const char close = line[begin] == '{' ? '}' : ']';
  const std::size_t end = line.find_last_not_of(" \t");
  if (line[end] != close) return false;
  std::size_t depth = 0;
  bool in_text = false;
  for (std::size_t at = begin; at <= end; ++at) {
    const char c = line[at];
    if (in_text) {
      if (c == '\\') ++at;
      in_text = c != '"';
    } else if (c == '"') {
      in_text = true;
    } else if (c == '{' || c == '[') {
      ++depth;
    } else if ((c == '}' || c == ']') && --depth == 0) {
      return at == end;
    }
  }
  return false;
}

Status ReadJson(std::string_view first, LineReader& lines, ListBuilder& builder) {
  JsonListReader reader(builder);
  if (IsWhole(first)) {
    for (std::string_view line = first;;) {
      reader.Read({line, lines.number()});
      Result<bool> more = lines.Next(line);
      if (!more) {
        reader.Finish();
        return tl::unexpected<Error>(std::move(more.error()));
      }
      if (!*more) break;
    }
    reader.Finish();
    return {};
  }
  const std::size_t number = lines.number();
  std::string text(first);
  text += '\n';
  Status rest = lines.AppendRest(text);
  text.reserve(text.size() + kJsonPadding);
  reader.Read({text, number});
  reader.Finish();
  return rest;
}

Status ReadList(Decompressor& decompressed, ListBuilder& builder) {
  LineReader lines(decompressed);
  std::string_view first;
  const Result<bool> any = FirstLine(lines, first);
  if (!any) return tl::unexpected<Error>(any.error());
  if (!*any) {
    builder.FailFile("is empty", "a list has a line a indicator; see docs/indicators.md");
    return {};
  }
  const char begin = first[first.find_first_not_of(" \t")];
  if (begin == '{' || begin == '[') return ReadJson(first, lines, builder);
  return ReadCsvList(std::string(first), lines, builder);
}

class Loader {
 public:
  Loader() : decompressor_(Limits()) {}

  void Load(ByteSource& source, std::string name) {
    ListBuilder builder(std::move(name), *set_, loaded_.diagnostics);
    decompressor_.Open(source);
    if (const Status read = ReadList(decompressor_, builder); !read) {
      builder.FailFile("cannot be read to its end: " + read.error().message, "what came before is used");
    }
    loaded_.lists.push_back(builder.Finish());
  }

  void LoadFile(const std::string& path) {
    const Result<std::unique_ptr<ByteSource>> source = OpenFile(path);
    if (!source) return Fail(path, source.error().message);
    Load(**source, path);
  }

  void Fail(const std::string& path, std::string message) {
    Diagnostic& diagnostic = loaded_.diagnostics.emplace_back();
    diagnostic.file = path;
    diagnostic.message = std::move(message);
    diagnostic.hint = "its indicators are not known";
  }

  LoadedIndicators Finish() {
    set_->Finish();
    loaded_.set = std::move(set_);
    return std::move(loaded_);
  }

 private:
  static InputLimits Limits() {
    InputLimits limits;
    limits.object_bytes = kMostBytes;
    return limits;
  }

  std::shared_ptr<IndicatorSet> set_ = std::make_shared<IndicatorSet>();
  LoadedIndicators loaded_;
  Decompressor decompressor_;
};

}  // namespace

LoadedIndicators LoadIndicators(const std::vector<std::string>& paths) {
  Loader loader;
  for (const std::string& path : paths) {
    std::error_code error;
    if (!fs::is_directory(path, error)) {
      loader.LoadFile(path);
      continue;
    }
    std::vector<std::string> files;
    for (const fs::directory_entry& entry : fs::directory_iterator(path, error)) {
      std::error_code of_entry;
      const bool is_list = entry.is_regular_file(of_entry) && !entry.path().filename().string().starts_with('.');
      if (is_list) files.push_back(entry.path().string());
    }
    if (error) loader.Fail(path, "cannot be read: " + error.message());
    if (files.empty() && !error) loader.Fail(path, "holds no lists of indicators");
    std::ranges::sort(files);
    for (const std::string& file : files) loader.LoadFile(file);
  }
  return loader.Finish();
}

LoadedIndicators ReadIndicators(const std::vector<std::string>& texts, const std::string& name) {
  Loader loader;
  for (const std::string& text : texts) {
    MemorySource source(text);
    loader.Load(source, name);
  }
  return loader.Finish();
}

}  // namespace crosstrail
