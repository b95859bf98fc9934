// A broken promise of the code under test.
#pragma once

#include <cstdio>
#include <cstdlib>

/// Ends the run with a report: a finding, like a crash.
#define CROSSTRAIL_REQUIRE(condition)                                              \
  do {                                                                             \
    if (!(condition)) {                                                            \
      std::fprintf(stderr, "%s:%d: broken: %s\n", __FILE__, __LINE__, #condition); \
      std::abort();                                                                \
    }                                                                              \
  } while (false)
