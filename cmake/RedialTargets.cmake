include_guard()

# redial_compile_together(TARGET NUMBER [options…]): where REDIAL_COMPILE_TOGETHER is on, that many sources of the target
# are one for the compiler; where REDIAL_PRECOMPILE_HEADERS is on, the headers of cmake/precompiled.h are read once for
# all targets of the same options, which are those that a target has beside Redial::options.
function(redial_compile_together target number)
  if(REDIAL_COMPILE_TOGETHER)
    set_target_properties(${target} PROPERTIES UNITY_BUILD ON UNITY_BUILD_BATCH_SIZE ${number})
  endif()
  if(NOT REDIAL_PRECOMPILE_HEADERS)
    return()
  endif()
  string(MAKE_C_IDENTIFIER "redial_precompiled${ARGN}" precompiled)
  if(NOT TARGET ${precompiled})
    add_library(${precompiled} OBJECT "${PROJECT_SOURCE_DIR}/cmake/precompiled.cpp")
    set_target_properties(${precompiled} PROPERTIES AUTOMOC OFF AUTORCC OFF)
    target_link_libraries(${precompiled} PRIVATE Redial::options Qt6::Core)
    target_compile_options(${precompiled} PRIVATE ${ARGN})
    target_precompile_headers(${precompiled} PRIVATE "${PROJECT_SOURCE_DIR}/cmake/precompiled.h")
  endif()
  target_precompile_headers(${target} REUSE_FROM ${precompiled})
endfunction()

# redial_library(NAME [FAST] SOURCES… [LIBRARIES…] [ALONE sources…]): the static library of one folder. FAST: a release
# optimises it for speed, not for size, and together with the other fast ones when it is linked. ALONE: not compiled
# together with others where REDIAL_COMPILE_TOGETHER is on, since what is local to these files has names that are local
# to others too.
# LIBRARIES names only what stands above the folder in DESIGN's list, so the link order states the direction.
function(redial_library name)
  cmake_parse_arguments(ARG "FAST" "" "SOURCES;LIBRARIES;ALONE" ${ARGN})
  add_library(redial_${name} STATIC ${ARG_SOURCES})
  set(options "")
  if(ARG_FAST AND CMAKE_BUILD_TYPE STREQUAL "Release")
    set(options -O2 ${REDIAL_LINK_TIME_COMPILE_OPTIONS})
    target_compile_options(redial_${name} PRIVATE ${options})
  endif()
  add_library(Redial::${name} ALIAS redial_${name})
  target_link_libraries(redial_${name} PUBLIC Redial::options ${ARG_LIBRARIES})
  redial_compile_together(redial_${name} 12 ${options})
  set_source_files_properties(${ARG_ALONE} PROPERTIES SKIP_UNITY_BUILD_INCLUSION ON)
endfunction()

# redial_install_library(NAME): the library of a folder of core and its headers, for the projects of others
# (component development; cmake/install).
function(redial_install_library name)
  set_target_properties(redial_${name} PROPERTIES EXPORT_NAME ${name})
  set_property(GLOBAL APPEND PROPERTY REDIAL_INSTALLED_LIBRARIES redial_${name})
  install(TARGETS redial_${name} EXPORT RedialTest
    ARCHIVE DESTINATION ${CMAKE_INSTALL_LIBDIR}/redial COMPONENT development)
  install(DIRECTORY "${PROJECT_SOURCE_DIR}/core/${name}"
    DESTINATION ${CMAKE_INSTALL_INCLUDEDIR}/redial/core COMPONENT development FILES_MATCHING PATTERN "*.h")
endfunction()

# redial_search_qt_first(NAME): most symbols of a program with a window are Qt's. With these libraries first in the order
# of search the dynamic linker finds them sooner: a sixth of its work at the start.
function(redial_search_qt_first name)
  if(UNIX AND NOT APPLE AND NOT REDIAL_SANITIZERS)
    target_link_options(${name} PRIVATE LINKER:--push-state,--no-as-needed $<TARGET_FILE:Qt6::Core>
      $<TARGET_FILE:Qt6::Gui> $<TARGET_FILE:Qt6::Widgets> LINKER:--pop-state)
  endif()
endfunction()

# redial_benchmark(NAME SOURCES… [LIBRARIES…]): a program that prints figures and asserts nothing.
function(redial_benchmark name)
  cmake_parse_arguments(ARG "" "" "SOURCES;LIBRARIES" ${ARGN})
  if(NOT REDIAL_BUILD_BENCHMARKS)
    return()
  endif()
  add_executable(${name} ${ARG_SOURCES})
  target_link_libraries(${name} PRIVATE Redial::options ${ARG_LIBRARIES})
  redial_compile_together(${name} 8)
  set_target_properties(${name} PROPERTIES
    RUNTIME_OUTPUT_DIRECTORY "${CMAKE_BINARY_DIR}/bin/bench")
endfunction()
