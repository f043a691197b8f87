# The packages: DEB and RPM in two components each, and (generator External) the archive and the installer that bring Qt
# along. `packaging/build` makes them all.
# Untested, since no such machine was there: NSIS on Windows, DragNDrop on macOS. Neither has a release; the engine waits by
# Linux's epoll.
if(WIN32)
  set(CPACK_GENERATOR NSIS)
elseif(APPLE)
  set(CPACK_GENERATOR DragNDrop)
else()
  set(CPACK_GENERATOR DEB)
endif()
set(CPACK_PACKAGE_VERSION "${PROJECT_VERSION}")
set(CPACK_PACKAGE_NAME redial)
set(CPACK_PACKAGE_VENDOR "The Redial developers")
set(CPACK_PACKAGE_CONTACT "The Redial developers <redial@example.org>")
set(CPACK_PACKAGING_INSTALL_PREFIX /usr)
set(CPACK_STRIP_FILES ON)
set(CPACK_INSTALL_DEFAULT_DIRECTORY_PERMISSIONS
  OWNER_READ OWNER_WRITE OWNER_EXECUTE GROUP_READ GROUP_EXECUTE WORLD_READ WORLD_EXECUTE)
set(CPACK_PACKAGE_DIRECTORY "${CMAKE_BINARY_DIR}/packages")
# Several archives are packed at once; the order within each stays the same.
set(CPACK_THREADS 0)

set(CPACK_EXTERNAL_PACKAGE_SCRIPT "${CMAKE_CURRENT_SOURCE_DIR}/bundle/bundle.cmake")
set(CPACK_REDIAL_BUILD_FOLDER "${CMAKE_BINARY_DIR}")

set(CPACK_DEB_COMPONENT_INSTALL ON)
set(CPACK_COMPONENTS_ALL ${components})
set(CPACK_DEBIAN_COMPRESSION_TYPE xz)
set(CPACK_DEBIAN_FILE_NAME DEB-DEFAULT)
set(CPACK_DEBIAN_PACKAGE_RELEASE 1)
set(CPACK_DEBIAN_PACKAGE_PRIORITY optional)
set(CPACK_DEBIAN_PACKAGE_CONTROL_STRICT_PERMISSION ON)
set(CPACK_DEBIAN_PACKAGE_SHLIBDEPS ON)

set(CPACK_DEBIAN_REDIAL_PACKAGE_NAME redial)
set(CPACK_DEBIAN_REDIAL_PACKAGE_SECTION net)
# The driver that Qt loads at run time for the history of runs.
set(CPACK_DEBIAN_REDIAL_PACKAGE_DEPENDS libqt6sql6-sqlite)
set(CPACK_DEBIAN_REDIAL_PACKAGE_RECOMMENDS openssl)
set(CPACK_DEBIAN_REDIAL_DESCRIPTION "test bench for clients that lose their connection (command line)
Redial plays a charging station or a server, breaks the connection on purpose
and tells how the client comes back. It speaks OCPP 1.6 and 2.0.1 over
WebSocket, runs on real sockets or in virtual time, and keeps each run in a
file that can be replayed.
.
This package has the command-line program; it needs no display.")

set(CPACK_DEBIAN_DESKTOP_PACKAGE_NAME redial-desktop)
set(CPACK_DEBIAN_DESKTOP_PACKAGE_SECTION net)
set(CPACK_DEBIAN_DESKTOP_PACKAGE_DEPENDS "redial (= ${PROJECT_VERSION}-1)")
set(CPACK_DEBIAN_DESKTOP_PACKAGE_RECOMMENDS "qt6-wayland, libqt6svg6, fonts-dejavu-core")
set(CPACK_DEBIAN_DESKTOP_DESCRIPTION "test bench for clients that lose their connection (window)
Redial plays a charging station or a server, breaks the connection on purpose
and shows on a timeline and in a graph of the back-off how the client comes
back.
.
This package has the window, with the timeline, the graph and the button that
drops the connection.")

set(CPACK_RPM_COMPONENT_INSTALL ON)
set(CPACK_RPM_FILE_NAME RPM-DEFAULT)
set(CPACK_RPM_PACKAGE_RELEASE 1)
set(CPACK_RPM_PACKAGE_LICENSE MIT)
set(CPACK_RPM_PACKAGE_GROUP Development/Tools)
set(CPACK_RPM_MAIN_COMPONENT redial)
set(CPACK_RPM_SPEC_MORE_DEFINE "%define _build_id_links none")
foreach(component REDIAL DESKTOP)
  string(REGEX REPLACE "\n.*" "" CPACK_RPM_${component}_PACKAGE_SUMMARY
    "${CPACK_DEBIAN_${component}_DESCRIPTION}")
  string(REGEX REPLACE "^[^\n]*\n" "" description "${CPACK_DEBIAN_${component}_DESCRIPTION}")
  string(REPLACE "\n.\n" "\n\n" CPACK_RPM_${component}_PACKAGE_DESCRIPTION "${description}")
  set(CPACK_RPM_${component}_PACKAGE_NAME "${CPACK_DEBIAN_${component}_PACKAGE_NAME}")
endforeach()
set(CPACK_RPM_DESKTOP_PACKAGE_REQUIRES "redial = ${PROJECT_VERSION}-1")
# The folders that other packages own.
set(CPACK_RPM_EXCLUDE_FROM_AUTO_FILELIST_ADDITION
  /usr/share/applications /usr/share/metainfo /usr/share/mime /usr/share/mime/packages /usr/share/icons
  /usr/share/icons/hicolor /usr/share/icons/hicolor/scalable /usr/share/icons/hicolor/scalable/apps
  /usr/share/man /usr/share/man/man1 /usr/share/doc /usr/share/zsh /usr/share/zsh/vendor-completions
  /usr/share/bash-completion /usr/share/bash-completion/completions)
foreach(size 16 24 32 48 64 128 256)
  list(APPEND CPACK_RPM_EXCLUDE_FROM_AUTO_FILELIST_ADDITION
    /usr/share/icons/hicolor/${size}x${size} /usr/share/icons/hicolor/${size}x${size}/apps)
endforeach()

include(CPack)
