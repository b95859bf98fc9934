// Work spread over threads.
#pragma once

#include <cstddef>
#include <functional>

namespace crosstrail {

/// Calls `work(0)` to `work(count - 1)`, each on a thread of its own, the first on the caller's. Returns when all have
/// ended; what one of them threw is thrown then. `count`: at least one.
void OnThreads(std::size_t count, const std::function<void(std::size_t)>& work);

/// Calls `work(thread, item)` once for every item below `items`, on `threads` threads (OnThreads), each of which takes
/// the next one when it is done with one.
void ShareOut(std::size_t items, std::size_t threads, const std::function<void(std::size_t, std::size_t)>& work);

/// How many threads, of `most` at least one, to share `items` among where so many as `worth_a_thread` take longer than
/// to start one.
std::size_t ThreadsFor(std::size_t items, std::size_t worth_a_thread, std::size_t most);

}  // namespace crosstrail
