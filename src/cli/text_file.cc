#include "cli/text_file.h"

#include <fmt/format.h>

#include <cerrno>
#include <cstdio>
#include <memory>

#include "base/system_message.h"
#include "base/text.h"

namespace crosstrail::cli {

std::string TextFileName(const std::string& path) { return path == "-" ? "standard input" : path; }

Result<std::string> ReadTextFile(const std::string& path, std::size_t most) {
  const auto fail = [&](ErrorCode code, std::string_view what) {
    return Fail(code, fmt::format("cannot read {}: {}", Printable(TextFileName(path)), what));
  };
  const bool standard = path == "-";
  const std::unique_ptr<std::FILE, int (*)(std::FILE*)> file(
      standard ? stdin : std::fopen(path.c_str(), "rb"), [](std::FILE* f) { return f == stdin ? 0 : std::fclose(f); });
  if (!file) return fail(ErrorCode::kIo, SystemMessage(errno));
  std::string text;
  char buffer[16384];
  while (const std::size_t got = std::fread(buffer, 1, sizeof buffer, file.get())) {
    text.append(buffer, got);
    if (text.size() > most) return fail(ErrorCode::kLimit, fmt::format("it is larger than {} bytes", most));
  }
  if (std::ferror(file.get()) != 0) return fail(ErrorCode::kIo, SystemMessage(errno));
  return text;
}

}  // namespace crosstrail::cli
