#include "rule/value_lists.h"

#include <fmt/format.h>

#include <algorithm>
#include <filesystem>
#include <system_error>

#include "base/source_text.h"
#include "rule/files.h"

namespace crosstrail {
namespace {

namespace fs = std::filesystem;

Diagnostic About(const std::string& path, std::string message, std::string hint) {
  Diagnostic diagnostic;
  diagnostic.file = path;
  diagnostic.message = std::move(message);
  diagnostic.hint = std::move(hint);
  return diagnostic;
}

void AddFile(const fs::path& path, std::vector<ValueListFile>& files) {
  files.push_back({path.filename().string(), path.string()});
  if (path.has_extension()) files.push_back({path.stem().string(), path.string()});
}

std::string_view Trim(std::string_view line) {
  constexpr std::string_view kBlank = " \t\r";
  const std::size_t begin = line.find_first_not_of(kBlank);
  return begin == std::string_view::npos ? std::string_view()
                                         : line.substr(begin, line.find_last_not_of(kBlank) - begin + 1);
}

std::shared_ptr<const ValueSet> ReadValues(const SourceText& source, const std::string& type,
                                           Diagnostics& diagnostics) {
  const bool addresses = type == "ip" || type == "ip_range";
  auto set = std::make_shared<ValueSet>(/*ignore_case=*/type == "text");
  Problems problems(source);
  for (std::size_t begin = 0; begin < source.text.size();) {
    const std::size_t end = std::min(source.text.find('\n', begin), source.text.size());
    const std::string_view value = Trim(source.text.substr(begin, end - begin));
    if (!value.empty() && !addresses) {
      set->Add(value);
    } else if (!value.empty() && !set->AddAddresses(value) && !problems.full()) {
      problems.Error(begin, end, "this is no address, no CIDR block and no range of addresses",
                     fmt::format("the list is used as one of type {}; correct the line or remove it", type));
    }
    begin = end + 1;
  }
  set->Finish();
  for (Diagnostic& problem : problems.Take()) diagnostics.push_back(std::move(problem));
  return set;
}

}  // namespace

std::vector<ValueListFile> FindValueLists(const std::vector<std::string>& arguments, Diagnostics& diagnostics) {
  std::vector<ValueListFile> files;
  for (const std::string& argument : arguments) {
    std::error_code error;
    const std::size_t equals = argument.find('=');
    const bool named = equals != std::string::npos && !fs::exists(argument, error);
    const std::string path = named ? argument.substr(equals + 1) : argument;
    if (fs::is_directory(path, error) && !named) {
      std::vector<fs::path> found;
      for (const fs::directory_entry& entry : fs::directory_iterator(path, error)) {
        if (entry.is_regular_file(error) && !entry.path().filename().string().starts_with('.')) {
          found.push_back(entry.path());
        }
      }
      std::ranges::sort(found);
      for (const fs::path& file : found) AddFile(file, files);
    } else if (!fs::is_regular_file(path, error)) {
      diagnostics.push_back(About(path, "is neither a file nor a folder of value lists",
                                  "write --value-list NAME=FILE, or name a folder of files called as the lists are"));
    } else if (named) {
      files.push_back({argument.substr(0, equals), path});
    } else {
      AddFile(path, files);
    }
  }
  return files;
}

std::shared_ptr<const ValueSet> ValueLists::Find(std::string_view id, const std::string& type,
                                                 Diagnostics& diagnostics) {
  const auto file = std::ranges::find(files_, id, &ValueListFile::id);
  if (file == files_.end()) return nullptr;
  const auto [place, is_new] = read_.try_emplace({file->path, type});
  if (!is_new) return place->second;
  const Result<std::string> text = ReadTextFile(file->path, kJsonFileBytes);
  if (!text) {
    diagnostics.push_back(About(file->path, text.error().message, "its values are not known"));
    return nullptr;
  }
  return place->second = ReadValues({*text, file->path}, type, diagnostics);
}

}  // namespace crosstrail
