include_guard()

# redial_add_scenario_test(NAME SCENARIOS file… [VIRTUAL] [SEED number] [LOG_FOLDER folder])
# One QtTest program of that name, run by ctest, with a row for each case of the scenario files.
#   VIRTUAL     in virtual time whatever can; what needs sockets is skipped
#   SEED        instead of the files' own
#   LOG_FOLDER  where the run file of each row is kept
function(redial_add_scenario_test name)
  cmake_parse_arguments(ARG "VIRTUAL" "SEED;LOG_FOLDER" "SCENARIOS" ${ARGN})
  if(ARG_UNPARSED_ARGUMENTS)
    message(FATAL_ERROR "redial_add_scenario_test(${name}): unknown: ${ARG_UNPARSED_ARGUMENTS}. "
      "It takes SCENARIOS file…, VIRTUAL, SEED number and LOG_FOLDER folder.")
  endif()
  if(NOT ARG_SCENARIOS)
    message(FATAL_ERROR "redial_add_scenario_test(${name}): name at least one file behind SCENARIOS.")
  endif()
  set(files "")
  foreach(file IN LISTS ARG_SCENARIOS)
    get_filename_component(file "${file}" ABSOLUTE)
    if(NOT EXISTS "${file}")
      message(FATAL_ERROR "redial_add_scenario_test(${name}): there is no file ${file}.")
    endif()
    string(APPEND files "        QStringLiteral(R\"redial(${file})redial\"),\n")
  endforeach()
  set(options "")
  if(ARG_VIRTUAL)
    string(APPEND options "    options.run.allVirtual = true;\n")
  endif()
  if(NOT "${ARG_SEED}" STREQUAL "")
    if(NOT ARG_SEED MATCHES "^[0-9]+$")
      message(FATAL_ERROR "redial_add_scenario_test(${name}): SEED ${ARG_SEED} is not a whole number.")
    endif()
    string(APPEND options "    options.run.seed = ${ARG_SEED}u;\n")
  endif()
  if(ARG_LOG_FOLDER)
    get_filename_component(folder "${ARG_LOG_FOLDER}" ABSOLUTE BASE_DIR "${CMAKE_CURRENT_BINARY_DIR}")
    string(APPEND options "    options.logFolder = QStringLiteral(R\"redial(${folder})redial\");\n")
  endif()
  set(main "${CMAKE_CURRENT_BINARY_DIR}/${name}_main.cpp")
  file(CONFIGURE OUTPUT "${main}" @ONLY CONTENT [[
// Written by redial_add_scenario_test(@name@).
#include "core/testing/scenario_test.h"

#include <QCoreApplication>
#include <QTest>

int main(int argc, char** argv)
{
    QCoreApplication application(argc, argv);
    redial::ScenarioTest::Options options;
@options@    redial::ScenarioTest test({
@files@    }, options);
    return QTest::qExec(&test, argc, argv);
}
]])
  add_executable(${name} "${main}")
  target_link_libraries(${name} PRIVATE Redial::testing)
  add_test(NAME ${name} COMMAND ${name})
endfunction()
