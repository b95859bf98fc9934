# Flags every target of the project gets; third-party headers are system headers and exempt.
add_library(crosstrail_flags INTERFACE)
target_compile_options(crosstrail_flags INTERFACE
  -Wall -Wextra -Wpedantic -Wconversion -Wshadow -Wnon-virtual-dtor -Werror
  # g++ 12 sees an overlap in string concatenation that is not there (GCC bug 105651).
  $<$<CXX_COMPILER_ID:GNU>:-Wno-restrict>)
if(CMAKE_CXX_COMPILER_ID STREQUAL "GNU" AND CMAKE_SYSTEM_PROCESSOR MATCHES "x86_64|amd64")
  # Small objects are cleared by a few stores. g++ would use `rep stos`, which takes longer than the rest of a record's
  # delivery.
  target_compile_options(crosstrail_flags INTERFACE
    -mmemset-strategy=unrolled_loop:256:noalign,libcall:-1:noalign)
endif()
if(CROSSTRAIL_UNITY)
  # What is the file's own is so when it is included in a bigger one, too; g++ takes it for a header's.
  target_compile_options(crosstrail_flags INTERFACE $<$<CXX_COMPILER_ID:GNU>:-Wno-subobject-linkage>)
endif()
if(CROSSTRAIL_SANITIZE)
  target_compile_options(crosstrail_flags INTERFACE
    -fsanitize=${CROSSTRAIL_SANITIZE} -fno-sanitize-recover=all -fno-omit-frame-pointer)
  target_link_options(crosstrail_flags INTERFACE -fsanitize=${CROSSTRAIL_SANITIZE})
endif()
