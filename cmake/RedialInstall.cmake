# RedialTest: what the QtTests of other projects find with find_package(RedialTest). Component development:
#   cmake --install build --component development --prefix FOLDER
include_guard()
include(CMakePackageConfigHelpers)
include(GNUInstallDirs)

foreach(folder base time log wire reconnect session net process transport client server fault verdict report scenario
    testing)
  redial_install_library(${folder})
endforeach()
install(TARGETS redial_options EXPORT RedialTest COMPONENT development)
set_target_properties(redial_options PROPERTIES EXPORT_NAME options)
set(folder ${CMAKE_INSTALL_LIBDIR}/cmake/RedialTest)
install(EXPORT RedialTest FILE RedialTestTargets.cmake NAMESPACE Redial:: DESTINATION ${folder} COMPONENT development)
configure_package_config_file("${CMAKE_CURRENT_LIST_DIR}/install/RedialTestConfig.cmake.in"
  "${CMAKE_BINARY_DIR}/RedialTestConfig.cmake" INSTALL_DESTINATION ${folder})
write_basic_package_version_file("${CMAKE_BINARY_DIR}/RedialTestConfigVersion.cmake" COMPATIBILITY SameMinorVersion)
install(FILES "${CMAKE_BINARY_DIR}/RedialTestConfig.cmake" "${CMAKE_BINARY_DIR}/RedialTestConfigVersion.cmake"
    "${CMAKE_CURRENT_LIST_DIR}/install/RedialAddScenarioTest.cmake"
  DESTINATION ${folder} COMPONENT development)
