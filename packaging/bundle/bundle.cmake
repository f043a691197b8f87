# Run by cpack -G External: the archive and the self-extracting installer with Qt inside.
set(name "redial-${CPACK_PACKAGE_VERSION}-linux-x86_64")
set(stage "${CPACK_TEMPORARY_DIRECTORY}/${name}")
file(REMOVE_RECURSE "${stage}")
execute_process(COMMAND python3 "${CMAKE_CURRENT_LIST_DIR}/stage.py"
  "${CPACK_REDIAL_BUILD_FOLDER}" "${stage}" "${CPACK_PACKAGE_VERSION}"
  COMMAND_ERROR_IS_FATAL ANY)
execute_process(COMMAND python3 "${CMAKE_CURRENT_LIST_DIR}/pack.py"
  "${stage}" "${name}" "${CPACK_PACKAGE_VERSION}" "${CPACK_PACKAGE_DIRECTORY}"
  COMMAND_ERROR_IS_FATAL ANY)
configure_file("${stage}/lib/redial/sbom.spdx.json" "${CPACK_PACKAGE_DIRECTORY}/${name}.spdx.json" COPYONLY)
set(CPACK_EXTERNAL_BUILT_PACKAGES
  "${CPACK_PACKAGE_DIRECTORY}/${name}.txz;${CPACK_PACKAGE_DIRECTORY}/${name}.run")
