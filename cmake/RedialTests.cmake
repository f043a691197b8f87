# Tests and fuzzers. The tests of a folder are one program, so that what they share is compiled and linked once.
include_guard()

# redial_test(NAME SOURCES… [LIBRARIES…] [DEFINITIONS…] [DEPENDS…] [LABELS…] [ENVIRONMENT…] [TIMEOUT seconds]): one test of
# ctest, with its JUnit report in ${CMAKE_BINARY_DIR}/junit. Its first source holds all in the namespace NAME, the main of
# QtTest too: `bin/tests/FOLDER NAME [options of QtTest]` runs it. DEPENDS: targets that it starts. DEFINITIONS are seen by
# all tests of the folder.
function(redial_test name)
  cmake_parse_arguments(ARG "" "TIMEOUT" "SOURCES;LIBRARIES;DEFINITIONS;DEPENDS;LABELS;ENVIRONMENT" ${ARGN})
  if(NOT ARG_TIMEOUT)
    set(ARG_TIMEOUT 300)
  endif()
  cmake_path(GET CMAKE_CURRENT_SOURCE_DIR FILENAME folder)
  set(program tests_${folder})
  if(NOT TARGET ${program})
    redial_test_program(${program} ${folder})
  endif()
  set_property(DIRECTORY APPEND PROPERTY REDIAL_TESTS ${name})
  target_sources(${program} PRIVATE ${ARG_SOURCES})
  target_link_libraries(${program} PRIVATE ${ARG_LIBRARIES})
  target_compile_definitions(${program} PRIVATE ${ARG_DEFINITIONS})
  if(ARG_DEPENDS)
    add_dependencies(${program} ${ARG_DEPENDS})
  endif()
  file(MAKE_DIRECTORY "${CMAKE_BINARY_DIR}/junit")
  add_test(NAME ${name}
    COMMAND ${program} ${name} -o "${CMAKE_BINARY_DIR}/junit/${name}.xml,junitxml" -o -,txt)
  set_tests_properties(${name} PROPERTIES
    TIMEOUT ${ARG_TIMEOUT}
    LABELS "${ARG_LABELS}"
    ENVIRONMENT "QT_QPA_PLATFORM=offscreen;LC_ALL=C.UTF-8;${ARG_ENVIRONMENT}")
endfunction()

# redial_test_library(NAME SOURCES… [LIBRARIES…]): what the tests of several folders share.
function(redial_test_library name)
  cmake_parse_arguments(ARG "" "" "SOURCES;LIBRARIES" ${ARGN})
  add_library(${name} STATIC ${ARG_SOURCES})
  target_link_libraries(${name} PUBLIC Redial::options ${ARG_LIBRARIES})
  redial_compile_together(${name} 8)
endfunction()

# The program of a folder's tests, still without them.
function(redial_test_program program folder)
  add_executable(${program} "${PROJECT_SOURCE_DIR}/tests/support/named_tests.h")
  target_link_libraries(${program} PRIVATE Redial::options Qt6::Test)
  set(options "")
  if(REDIAL_SANITIZERS)
    # What is tested is optimised; the tests themselves are compiled once and run once.
    list(APPEND options -O0)
    target_compile_definitions(${program} PRIVATE REDIAL_SANITIZED)
  endif()
  target_compile_options(${program} PRIVATE ${options})
  redial_compile_together(${program} 8 ${options})
  set_target_properties(${program} PROPERTIES
    OUTPUT_NAME ${folder} RUNTIME_OUTPUT_DIRECTORY "${CMAKE_BINARY_DIR}/bin/tests")
  cmake_language(DEFER CALL redial_write_test_table)
endfunction()

# The main function, which knows all tests of the folder.
function(redial_write_test_table)
  cmake_path(GET CMAKE_CURRENT_SOURCE_DIR FILENAME folder)
  set(program tests_${folder})
  get_property(names DIRECTORY PROPERTY REDIAL_TESTS)
  set(DECLARATIONS "")
  set(ROWS "")
  foreach(name IN LISTS names)
    string(APPEND DECLARATIONS "namespace ${name} {\nint main(int, char**);\n}\n")
    string(APPEND ROWS "    {\"${name}\", ${name}::main},\n")
  endforeach()
  set(table "${CMAKE_CURRENT_BINARY_DIR}/${program}.cpp")
  configure_file("${PROJECT_SOURCE_DIR}/tests/support/test_table.cpp.in" "${table}" @ONLY)
  target_sources(${program} PRIVATE "${table}")
  set_source_files_properties("${table}" PROPERTIES SKIP_AUTOGEN ON SKIP_UNITY_BUILD_INCLUSION ON)
endfunction()

# redial_fuzzer(NAME SOURCES… [LIBRARIES…]): the test tst_NAME, which replays tests/fuzz/corpus/NAME, and where fuzzers
# are built the libFuzzer program bin/fuzz/NAME; .ci/run runs each for 15 s. `--target fuzzers` builds them all.
function(redial_fuzzer name)
  cmake_parse_arguments(ARG "" "" "SOURCES;LIBRARIES" ${ARGN})
  redial_test(tst_${name}
    SOURCES ${ARG_SOURCES} replay_corpus.cpp replay_corpus.h
    LIBRARIES ${ARG_LIBRARIES}
    DEFINITIONS REDIAL_CORPORA="${CMAKE_CURRENT_SOURCE_DIR}/corpus")
  if(NOT REDIAL_BUILD_FUZZERS)
    return()
  endif()
  add_executable(${name} EXCLUDE_FROM_ALL ${ARG_SOURCES})
  target_link_libraries(${name} PRIVATE Redial::options ${ARG_LIBRARIES})
  target_compile_definitions(${name} PRIVATE REDIAL_LIBFUZZER)
  target_link_options(${name} PRIVATE -fsanitize=fuzzer)
  set_target_properties(${name} PROPERTIES
    RUNTIME_OUTPUT_DIRECTORY "${CMAKE_BINARY_DIR}/bin/fuzz")
  if(NOT TARGET fuzzers)
    add_custom_target(fuzzers)
  endif()
  add_dependencies(fuzzers ${name})
endfunction()
