# What `cmake --install` puts where: the SDK's headers, the CMake package,
# tare.pc, the shipped plugins and suites.
include(CMakePackageConfigHelpers)

set_target_properties(tare_sdk PROPERTIES EXPORT_NAME sdk)
set(TARE_CMAKE_DIR ${CMAKE_INSTALL_LIBDIR}/cmake/tare)
set(TARE_PLUGIN_DIR ${CMAKE_INSTALL_LIBDIR}/tare/plugins)

install(TARGETS tare_sdk EXPORT tare-targets)
install(EXPORT tare-targets NAMESPACE tare:: DESTINATION ${TARE_CMAKE_DIR})
install(DIRECTORY ${CMAKE_CURRENT_SOURCE_DIR}/include/tare
        DESTINATION ${CMAKE_INSTALL_INCLUDEDIR} FILES_MATCHING PATTERN "*.h")

configure_package_config_file(
  ${CMAKE_CURRENT_LIST_DIR}/tare-config.cmake.in
  ${CMAKE_CURRENT_BINARY_DIR}/tare-config.cmake
  INSTALL_DESTINATION ${TARE_CMAKE_DIR} PATH_VARS TARE_PLUGIN_DIR)
write_basic_package_version_file(
  ${CMAKE_CURRENT_BINARY_DIR}/tare-config-version.cmake
  COMPATIBILITY SameMajorVersion ARCH_INDEPENDENT)
install(FILES ${CMAKE_CURRENT_BINARY_DIR}/tare-config.cmake
              ${CMAKE_CURRENT_BINARY_DIR}/tare-config-version.cmake
              ${CMAKE_CURRENT_LIST_DIR}/TarePlugin.cmake
              ${CMAKE_CURRENT_LIST_DIR}/tare-plugin.map
        DESTINATION ${TARE_CMAKE_DIR})

# The prefix is found from where tare.pc lies, so that it can be moved.
if(IS_ABSOLUTE "${CMAKE_INSTALL_LIBDIR}")
  set(TARE_PC_PREFIX "${CMAKE_INSTALL_PREFIX}")
else()
  file(RELATIVE_PATH up "/p/${CMAKE_INSTALL_LIBDIR}/pkgconfig" "/p")
  string(REGEX REPLACE "/$" "" up "${up}")
  set(TARE_PC_PREFIX "\${pcfiledir}/${up}")
endif()
foreach(dir IN ITEMS LIBDIR INCLUDEDIR)
  if(IS_ABSOLUTE "${CMAKE_INSTALL_${dir}}")
    set(TARE_PC_${dir} "${CMAKE_INSTALL_${dir}}")
  else()
    set(TARE_PC_${dir} "\${prefix}/${CMAKE_INSTALL_${dir}}")
  endif()
endforeach()
configure_file(${CMAKE_CURRENT_LIST_DIR}/tare.pc.in
               ${CMAKE_CURRENT_BINARY_DIR}/tare.pc @ONLY)
install(FILES ${CMAKE_CURRENT_BINARY_DIR}/tare.pc
        DESTINATION ${CMAKE_INSTALL_LIBDIR}/pkgconfig)

install(DIRECTORY ${PROJECT_BINARY_DIR}/plugins/
        DESTINATION ${TARE_PLUGIN_DIR} FILES_MATCHING PATTERN "*.so")
install(DIRECTORY ${PROJECT_SOURCE_DIR}/benchmarks/
        DESTINATION ${CMAKE_INSTALL_DATADIR}/tare
        FILES_MATCHING PATTERN "*.suite.json" PATTERN peers EXCLUDE)
install(FILES ${CMAKE_CURRENT_SOURCE_DIR}/cli/completion/tare.bash
        DESTINATION ${CMAKE_INSTALL_DATADIR}/bash-completion/completions
        RENAME tare)
