# SPDX-License-Identifier: Apache-2.0
# libcxm.so: the C interface alone. It carries its C++ runtime and zlib with it, so that it needs nothing but
# libc and libm, and its symbol map keeps everything else in.
file(GLOB CXM_CAPI_SOURCES CONFIGURE_DEPENDS ${CMAKE_CURRENT_SOURCE_DIR}/capi/*.cpp)
file(STRINGS ${CMAKE_CURRENT_SOURCE_DIR}/capi/cxm_api.toml CXM_ABI REGEX "^abi = [0-9]+$" LIMIT_COUNT 1)
string(REGEX REPLACE "^abi = " "" CXM_ABI "${CXM_ABI}")

cxm_cold(${CXM_CAPI_SOURCES})
# The types of the interface in the debugging information, whatever the build: conformance.abi compares them.
set_property(SOURCE ${CMAKE_CURRENT_SOURCE_DIR}/capi/entry.cpp APPEND PROPERTY COMPILE_OPTIONS
             $<$<CXX_COMPILER_ID:GNU,Clang,AppleClang>:-g>)
add_library(cxm_shared SHARED ${CXM_CAPI_SOURCES})
add_library(cxm::c ALIAS cxm_shared)
set_target_properties(cxm_shared PROPERTIES OUTPUT_NAME cxm EXPORT_NAME c VERSION ${CXM_ABI}.${PROJECT_VERSION}
                      SOVERSION ${CXM_ABI} LINK_DEPENDS "${CMAKE_CURRENT_SOURCE_DIR}/capi/cxm.map;$<TARGET_FILE:cxm>")
target_include_directories(cxm_shared
  PRIVATE ${CMAKE_CURRENT_SOURCE_DIR} ${CMAKE_CURRENT_SOURCE_DIR}/src
  INTERFACE $<BUILD_INTERFACE:${CMAKE_CURRENT_SOURCE_DIR}/capi> $<INSTALL_INTERFACE:${CMAKE_INSTALL_INCLUDEDIR}>)
target_include_directories(cxm_shared SYSTEM PRIVATE $<TARGET_PROPERTY:Eigen3::Eigen,INTERFACE_INCLUDE_DIRECTORIES>)
# The archive by its file, so that its own dependencies do not come along; zlib from its archive where there is
# one that fits into a shared library.
find_library(CXM_ZLIB_ARCHIVE NAMES libz.a)
add_dependencies(cxm_shared cxm)
target_link_libraries(cxm_shared PRIVATE $<TARGET_FILE:cxm> $<BUILD_INTERFACE:cxm_core> Threads::Threads)
if(CXM_ZLIB_ARCHIVE)
  target_link_libraries(cxm_shared PRIVATE ${CXM_ZLIB_ARCHIVE})
else()
  target_link_libraries(cxm_shared PRIVATE ZLIB::ZLIB)
endif()
cxm_target(cxm_shared)
cxm_small(cxm_shared)
if(UNIX AND NOT APPLE)
  target_link_options(cxm_shared PRIVATE -Wl,--version-script=${CMAKE_CURRENT_SOURCE_DIR}/capi/cxm.map
                      -Wl,--gc-sections -Wl,-z,defs -Wl,--exclude-libs,ALL)
  if(NOT CXM_SANITIZE)
    target_link_options(cxm_shared PRIVATE -static-libstdc++ -static-libgcc)
  endif()
endif()
