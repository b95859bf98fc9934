# crosstrail_module(NAME [DEPENDS module...] [LIBRARIES target...])
#
# One static library a folder of src/. The one-way rule is enforced here: a module sees only its own headers and those of
# the modules it DEPENDS on, because each module's include directory holds nothing but a link to that one folder.
# A dependency must have been declared before, so the order of src/CMakeLists.txt is the order of the house.
function(crosstrail_module name)
  cmake_parse_arguments(ARG "" "" "DEPENDS;LIBRARIES" ${ARGN})
  file(GLOB_RECURSE sources CONFIGURE_DEPENDS ${CMAKE_CURRENT_SOURCE_DIR}/${name}/*.cc)
  set(view ${CMAKE_BINARY_DIR}/modules/${name})
  file(MAKE_DIRECTORY ${view})
  file(CREATE_LINK ${CMAKE_CURRENT_SOURCE_DIR}/${name} ${view}/${name} SYMBOLIC)
  add_library(crosstrail_${name} STATIC ${sources})
  target_include_directories(crosstrail_${name} PUBLIC ${view})
  target_link_libraries(crosstrail_${name} PUBLIC crosstrail_flags ${ARG_LIBRARIES})
  foreach(dependency IN LISTS ARG_DEPENDS)
    if(NOT TARGET crosstrail_${dependency})
      message(FATAL_ERROR "module ${name} may not depend on ${dependency}: it is not above it")
    endif()
    target_link_libraries(crosstrail_${name} PUBLIC crosstrail_${dependency})
  endforeach()
endfunction()
