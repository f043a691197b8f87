include_guard()

# redial_library(NAME [FAST] SOURCES… [LIBRARIES…] [ALONE sources…]): the static library of one folder. FAST: a release
# optimises it for speed, not for size, and together with the other fast ones when it is linked. ALONE: not compiled
# together with others where REDIAL_COMPILE_TOGETHER is on, since what is local to these files has names that are local
# to others too.
# LIBRARIES names only what stands above the folder in DESIGN's list, so the link order states the direction.
function(redial_library name)
  cmake_parse_arguments(ARG "FAST" "" "SOURCES;LIBRARIES;ALONE" ${ARGN})
  add_library(redial_${name} STATIC ${ARG_SOURCES})
  if(ARG_FAST)
    target_compile_options(redial_${name} PRIVATE "$<$<CONFIG:Release>:-O2;${REDIAL_LINK_TIME_COMPILE_OPTIONS}>")
  endif()
  add_library(Redial::${name} ALIAS redial_${name})
  target_link_libraries(redial_${name} PUBLIC Redial::options ${ARG_LIBRARIES})
  if(REDIAL_COMPILE_TOGETHER)
    set_target_properties(redial_${name} PROPERTIES UNITY_BUILD ON UNITY_BUILD_BATCH_SIZE 12)
    set_source_files_properties(${ARG_ALONE} PROPERTIES SKIP_UNITY_BUILD_INCLUSION ON)
  endif()
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

# redial_test(NAME SOURCES… [LIBRARIES…] [LABELS…] [ENVIRONMENT…] [TIMEOUT seconds]): one QtTest program.
# It is run by ctest with its JUnit report in ${CMAKE_BINARY_DIR}/junit.
function(redial_test name)
  cmake_parse_arguments(ARG "" "TIMEOUT" "SOURCES;LIBRARIES;LABELS;ENVIRONMENT" ${ARGN})
  if(NOT ARG_TIMEOUT)
    set(ARG_TIMEOUT 300)
  endif()
  add_executable(${name} ${ARG_SOURCES})
  target_link_libraries(${name} PRIVATE Redial::options Qt6::Test ${ARG_LIBRARIES})
  if(REDIAL_SANITIZERS)
    # What is tested is optimised; the tests themselves are compiled once and run once.
    target_compile_options(${name} PRIVATE -O0)
  endif()
  set_target_properties(${name} PROPERTIES
    RUNTIME_OUTPUT_DIRECTORY "${CMAKE_BINARY_DIR}/bin/tests")
  file(MAKE_DIRECTORY "${CMAKE_BINARY_DIR}/junit")
  add_test(NAME ${name}
    COMMAND ${name} -o "${CMAKE_BINARY_DIR}/junit/${name}.xml,junitxml" -o -,txt)
  set_tests_properties(${name} PROPERTIES
    TIMEOUT ${ARG_TIMEOUT}
    LABELS "${ARG_LABELS}"
    ENVIRONMENT "QT_QPA_PLATFORM=offscreen;LC_ALL=C.UTF-8;${ARG_ENVIRONMENT}")
endfunction()

# redial_benchmark(NAME SOURCES… [LIBRARIES…]): a program that prints figures and asserts nothing.
function(redial_benchmark name)
  cmake_parse_arguments(ARG "" "" "SOURCES;LIBRARIES" ${ARGN})
  if(NOT REDIAL_BUILD_BENCHMARKS)
    return()
  endif()
  add_executable(${name} ${ARG_SOURCES})
  target_link_libraries(${name} PRIVATE Redial::options ${ARG_LIBRARIES})
  set_target_properties(${name} PROPERTIES
    RUNTIME_OUTPUT_DIRECTORY "${CMAKE_BINARY_DIR}/bin/bench")
endfunction()

# redial_fuzzer(NAME SOURCES… [LIBRARIES…]): a libFuzzer program of tests/fuzz, in bin/fuzz; .ci/run runs each for 15 s.
# Its corpus is tests/fuzz/corpus/NAME. `--target fuzzers` builds them all. Where fuzzers are not built it becomes the
# test tst_NAME, which replays the corpus.
function(redial_fuzzer name)
  cmake_parse_arguments(ARG "" "" "SOURCES;LIBRARIES" ${ARGN})
  if(NOT REDIAL_BUILD_FUZZERS)
    redial_test(tst_${name}
      SOURCES ${ARG_SOURCES} "${PROJECT_SOURCE_DIR}/tests/fuzz/replay_corpus.cpp"
      LIBRARIES ${ARG_LIBRARIES})
    target_compile_definitions(tst_${name} PRIVATE
      REDIAL_CORPUS="${PROJECT_SOURCE_DIR}/tests/fuzz/corpus/${name}")
    return()
  endif()
  add_executable(${name} EXCLUDE_FROM_ALL ${ARG_SOURCES})
  target_link_libraries(${name} PRIVATE Redial::options ${ARG_LIBRARIES})
  target_link_options(${name} PRIVATE -fsanitize=fuzzer)
  set_target_properties(${name} PROPERTIES
    RUNTIME_OUTPUT_DIRECTORY "${CMAKE_BINARY_DIR}/bin/fuzz")
  if(NOT TARGET fuzzers)
    add_custom_target(fuzzers)
  endif()
  add_dependencies(fuzzers ${name})
endfunction()
