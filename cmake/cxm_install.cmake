# SPDX-License-Identifier: Apache-2.0
# What `cmake --install` puts where: headers, the static library with its package for find_package and
# pkg-config, the program, example instruments. Paths are relative to the prefix, so that the tree can move.
include(CMakePackageConfigHelpers)

install(TARGETS cxm cxm_core EXPORT cxm_targets ARCHIVE DESTINATION ${CMAKE_INSTALL_LIBDIR} COMPONENT dev)
install(DIRECTORY include/cxm DESTINATION ${CMAKE_INSTALL_INCLUDEDIR} COMPONENT dev FILES_MATCHING PATTERN *.hpp)
install(FILES ${CMAKE_CURRENT_BINARY_DIR}/generated/cxm/version.hpp ${CMAKE_CURRENT_BINARY_DIR}/generated/cxm/cxm.hpp
        DESTINATION ${CMAKE_INSTALL_INCLUDEDIR}/cxm COMPONENT dev)
if(TARGET cxm_sav)
  install(TARGETS cxm_sav EXPORT cxm_sav_targets ARCHIVE DESTINATION ${CMAKE_INSTALL_LIBDIR} COMPONENT sav)
endif()
if(TARGET cxm_xlsx)
  install(TARGETS cxm_xlsx EXPORT cxm_xlsx_targets ARCHIVE DESTINATION ${CMAKE_INSTALL_LIBDIR} COMPONENT xlsx)
endif()
if(TARGET cxm_shared)
  install(TARGETS cxm_shared EXPORT cxm_targets LIBRARY DESTINATION ${CMAKE_INSTALL_LIBDIR} COMPONENT c)
  set(header ${CMAKE_CURRENT_SOURCE_DIR}/capi/cxm.h)
  if(CXM_SYMBOL_PREFIX)
    set(header ${CMAKE_CURRENT_BINARY_DIR}/generated/prefix_${CXM_SYMBOL_PREFIX}/cxm.h)
  endif()
  install(FILES ${header} DESTINATION ${CMAKE_INSTALL_INCLUDEDIR} COMPONENT c)
endif()
if(TARGET cxm_cli)
  install(TARGETS cxm_cli RUNTIME DESTINATION ${CMAKE_INSTALL_BINDIR} COMPONENT tools)
endif()
install(FILES LICENSE DESTINATION ${CMAKE_INSTALL_DOCDIR} COMPONENT dev)
if(EXISTS ${CMAKE_CURRENT_SOURCE_DIR}/examples/instruments)
  install(DIRECTORY examples/instruments DESTINATION ${CMAKE_INSTALL_DATADIR}/cxm COMPONENT tools
          FILES_MATCHING PATTERN *.json)
endif()

set(package_dir ${CMAKE_INSTALL_LIBDIR}/cmake/cxm)
install(EXPORT cxm_targets NAMESPACE cxm:: FILE cxmTargets.cmake DESTINATION ${package_dir} COMPONENT dev)
# Each optional component by itself: the package is whole without it.
foreach(component sav xlsx)
  if(TARGET cxm_${component})
    install(EXPORT cxm_${component}_targets NAMESPACE cxm:: FILE cxm-${component}-targets.cmake
            DESTINATION ${package_dir} COMPONENT ${component})
  endif()
endforeach()
configure_package_config_file(${CMAKE_CURRENT_LIST_DIR}/cxmConfig.cmake.in
  ${CMAKE_CURRENT_BINARY_DIR}/package/cxmConfig.cmake INSTALL_DESTINATION ${package_dir}
  NO_SET_AND_CHECK_MACRO)
write_basic_package_version_file(${CMAKE_CURRENT_BINARY_DIR}/package/cxmConfigVersion.cmake
  COMPATIBILITY SameMajorVersion)
install(FILES ${CMAKE_CURRENT_BINARY_DIR}/package/cxmConfig.cmake
              ${CMAKE_CURRENT_BINARY_DIR}/package/cxmConfigVersion.cmake
        DESTINATION ${package_dir} COMPONENT dev)

# pkg-config finds its prefix from where the file lies; absolute install directories stay as they are.
set(pc_dir ${CMAKE_INSTALL_LIBDIR}/pkgconfig)
if(IS_ABSOLUTE "${CMAKE_INSTALL_LIBDIR}")
  set(CXM_PC_PREFIX ${CMAKE_INSTALL_PREFIX})
else()
  file(RELATIVE_PATH up /prefix/${pc_dir} /prefix)
  string(REGEX REPLACE "/$" "" up "${up}")
  set(CXM_PC_PREFIX "\${pcfiledir}/${up}")
endif()
foreach(which LIBDIR INCLUDEDIR)
  if(IS_ABSOLUTE "${CMAKE_INSTALL_${which}}")
    set(CXM_PC_${which} ${CMAKE_INSTALL_${which}})
  else()
    set(CXM_PC_${which} "\${prefix}/${CMAKE_INSTALL_${which}}")
  endif()
endforeach()
configure_file(${CMAKE_CURRENT_LIST_DIR}/cxm.pc.in ${CMAKE_CURRENT_BINARY_DIR}/package/cxm.pc @ONLY)
install(FILES ${CMAKE_CURRENT_BINARY_DIR}/package/cxm.pc DESTINATION ${pc_dir} COMPONENT dev)
if(TARGET cxm_shared)
  configure_file(${CMAKE_CURRENT_LIST_DIR}/cxm-c.pc.in ${CMAKE_CURRENT_BINARY_DIR}/package/cxm-c.pc @ONLY)
  install(FILES ${CMAKE_CURRENT_BINARY_DIR}/package/cxm-c.pc DESTINATION ${pc_dir} COMPONENT c)
endif()
