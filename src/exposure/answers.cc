#include "exposure/answers.h"

#include <utility>

namespace crosstrail::exposure {
namespace {

constexpr std::size_t kMost = 2048;
constexpr std::size_t kMostBytes = std::size_t{8} << 20U;

}  // namespace

policy::Analysis Answers::Find(std::string question, const std::function<policy::Analysis()>& ask) {
  const auto known = answers_.find(question);
  if (known != answers_.end()) return known->second;
  if (answers_.size() >= kMost || bytes_ + question.size() > kMostBytes) {
    answers_.clear();
    bytes_ = 0;
  }
  bytes_ += question.size();
  return answers_.emplace(std::move(question), ask()).first->second;
}

}  // namespace crosstrail::exposure
