# Flags every target of the project gets; third-party headers are system headers and exempt.
add_library(crosstrail_flags INTERFACE)
target_compile_options(crosstrail_flags INTERFACE
  -Wall -Wextra -Wpedantic -Wconversion -Wshadow -Wnon-virtual-dtor -Werror)
if(CROSSTRAIL_SANITIZE)
  target_compile_options(crosstrail_flags INTERFACE
    -fsanitize=${CROSSTRAIL_SANITIZE} -fno-sanitize-recover=all -fno-omit-frame-pointer)
  target_link_options(crosstrail_flags INTERFACE -fsanitize=${CROSSTRAIL_SANITIZE})
endif()
