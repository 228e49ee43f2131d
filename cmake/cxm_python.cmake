# SPDX-License-Identifier: Apache-2.0
# The shared library as the Python package carries it: one file, without symbols that are not exported.
if(CXM_PREBUILT_LIBRARY)
  # Itself, when libcxm.so is the link that a build or an installation has beside it.
  file(REAL_PATH ${CXM_PREBUILT_LIBRARY} python_library BASE_DIRECTORY ${CMAKE_CURRENT_SOURCE_DIR})
  if(NOT EXISTS ${python_library})
    message(FATAL_ERROR "CXM_PREBUILT_LIBRARY: there is no ${CXM_PREBUILT_LIBRARY}")
  endif()
  add_custom_target(cxm_shared)
else()
  set(python_library $<TARGET_FILE:cxm_shared>)
endif()
find_program(CXM_STRIP NAMES strip)
install(FILES ${python_library} DESTINATION . RENAME libcxm.so COMPONENT python)
if(CXM_STRIP)
  install(CODE "execute_process(COMMAND \"${CXM_STRIP}\" --strip-unneeded \"$ENV{DESTDIR}\${CMAKE_INSTALL_PREFIX}/libcxm.so\"
                COMMAND_ERROR_IS_FATAL ANY)" COMPONENT python)
endif()
