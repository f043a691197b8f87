# One INTERFACE target carries the language standard, the warnings and Qt's strictness for all code.
include_guard()
include(GNUInstallDirs)

set(CMAKE_AUTOMOC ON)
set(CMAKE_AUTORCC ON)
# No header that moc reads is generated: nothing waits for the libraries below.
set(CMAKE_AUTOGEN_ORIGIN_DEPENDS OFF)
set(CMAKE_EXPORT_COMPILE_COMMANDS ON)
set(CMAKE_POSITION_INDEPENDENT_CODE ON)
set(CMAKE_RUNTIME_OUTPUT_DIRECTORY "${CMAKE_BINARY_DIR}/bin")
set(CMAKE_SKIP_INSTALL_RPATH ON)
set(CMAKE_SKIP_INSTALL_ALL_DEPENDENCY ON)
# Small where nothing waits for it: both packages together stay below 3 MB. What moves messages is built with -O2
# (redial_library, FAST).
set(CMAKE_CXX_FLAGS_RELEASE "-Os -DNDEBUG")
if(NOT CMAKE_BUILD_TYPE)
  set(CMAKE_BUILD_TYPE RelWithDebInfo CACHE STRING "Build type" FORCE)
endif()

find_program(REDIAL_CCACHE ccache)
if(REDIAL_CCACHE AND NOT CMAKE_CXX_COMPILER_LAUNCHER)
  set(CMAKE_CXX_COMPILER_LAUNCHER "${REDIAL_CCACHE}")
endif()

add_library(redial_options INTERFACE)
add_library(Redial::options ALIAS redial_options)
target_compile_features(redial_options INTERFACE cxx_std_20)
target_include_directories(redial_options INTERFACE
  "$<BUILD_INTERFACE:${PROJECT_SOURCE_DIR}>" $<INSTALL_INTERFACE:${CMAKE_INSTALL_INCLUDEDIR}/redial>)
# Strictness is for our own code: who uses the installed libraries chooses theirs.
add_library(redial_strictness INTERFACE)
target_link_libraries(redial_options INTERFACE $<BUILD_INTERFACE:redial_strictness>)
target_compile_definitions(redial_strictness INTERFACE
  QT_NO_CAST_FROM_ASCII
  QT_NO_CAST_TO_ASCII
  QT_NO_CAST_FROM_BYTEARRAY
  QT_NO_URL_CAST_FROM_STRING
  QT_NO_NARROWING_CONVERSIONS_IN_CONNECT
  QT_NO_FOREACH
  QT_NO_JAVA_STYLE_ITERATORS
  QT_DISABLE_DEPRECATED_BEFORE=0x060400)
target_compile_options(redial_strictness INTERFACE
  -Wall -Wextra -Wpedantic -Wshadow -Wnon-virtual-dtor -Woverloaded-virtual -Wcast-align
  -Wformat=2 -Wno-missing-field-initializers $<$<BOOL:${REDIAL_WARNINGS_AS_ERRORS}>:-Werror>)

# What a release is built with beside the optimisation: Debian's hardening (dpkg-buildflags, hardening=+all), and nothing
# of the place where it was built, so that two builds of one commit give the same bytes.
if(CMAKE_BUILD_TYPE STREQUAL "Release")
  include(CheckPIESupported)
  check_pie_supported()
  target_compile_options(redial_strictness INTERFACE
    -ffunction-sections -fdata-sections
    -fstack-protector-strong -U_FORTIFY_SOURCE -D_FORTIFY_SOURCE=2 -Werror=format-security -Wdate-time
    "-ffile-prefix-map=${CMAKE_BINARY_DIR}=build" "-ffile-prefix-map=${PROJECT_SOURCE_DIR}=.")
  target_link_options(redial_strictness INTERFACE -Wl,-z,relro,-z,now -Wl,--gc-sections)
  if(CMAKE_CXX_COMPILER_ID STREQUAL "GNU")
    # For the FAST libraries: a message passes wire, net and server in a few calls. Their objects hold machine code too,
    # for other projects that link them. What GCC says of Qt's headers at that point is a false alarm.
    set(REDIAL_LINK_TIME_COMPILE_OPTIONS -flto -ffat-lto-objects)
    target_link_options(redial_strictness INTERFACE -flto=auto -O2 -Wno-alloc-size-larger-than)
  endif()
  set(CMAKE_AUTORCC_OPTIONS --format-version 1)
endif()

if(REDIAL_SANITIZERS)
  target_compile_options(redial_strictness INTERFACE
    -fsanitize=${REDIAL_SANITIZERS} -fno-omit-frame-pointer -fno-sanitize-recover=all)
  target_link_options(redial_strictness INTERFACE -fsanitize=${REDIAL_SANITIZERS})
endif()

# A fuzzer sees only code that reports the branches it takes, so the libraries are compiled for that too.
if(REDIAL_BUILD_FUZZERS)
  target_compile_options(redial_strictness INTERFACE -fsanitize=fuzzer-no-link)
endif()
