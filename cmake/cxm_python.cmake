# SPDX-License-Identifier: Apache-2.0
# The shared library as the Python package carries it: one file, without symbols that are not exported.
if(CXM_PREBUILT_LIBRARY)
  set(python_library ${CXM_PREBUILT_LIBRARY})
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
