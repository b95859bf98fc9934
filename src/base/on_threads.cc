#include "base/on_threads.h"

#include <algorithm>
#include <atomic>
#include <exception>
#include <mutex>
#include <thread>
#include <vector>

namespace crosstrail {

void OnThreads(std::size_t count, const std::function<void(std::size_t)>& work) {
  std::mutex mutex;
  std::exception_ptr failure;
  const auto run = [&](std::size_t number) {
    try {
      work(number);
    } catch (...) {
      const std::lock_guard lock(mutex);
      failure = std::current_exception();
    }
  };
  std::vector<std::jthread> threads;
  threads.reserve(count);
  for (std::size_t i = 1; i < count; ++i) threads.emplace_back(run, i);
  run(0);
  threads.clear();  // joins
  if (failure) std::rethrow_exception(failure);
}

void ShareOut(std::size_t items, std::size_t threads, const std::function<void(std::size_t, std::size_t)>& work) {
  std::atomic<std::size_t> next = 0;
  OnThreads(threads, [&](std::size_t thread) {
    for (std::size_t item = next++; item < items; item = next++) work(thread, item);
  });
}

std::size_t ThreadsFor(std::size_t items, std::size_t worth_a_thread, std::size_t most) {
  return std::clamp<std::size_t>(items / worth_a_thread, 1, std::max<std::size_t>(1, most));
}

}  // namespace crosstrail
