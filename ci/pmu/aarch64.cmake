# Cross-builds for the emulated machine, with the libraries that ci/pmu/fetch
# put into TARE_PMU_SYSROOT.
set(CMAKE_SYSTEM_NAME Linux)
set(CMAKE_SYSTEM_PROCESSOR aarch64)
set(CMAKE_C_COMPILER aarch64-linux-gnu-gcc)
# Nothing that is built here is C++: no compiler for it is asked for.
set(CMAKE_CXX_COMPILER aarch64-linux-gnu-gcc)
set(CMAKE_CXX_COMPILER_FORCED TRUE)

list(APPEND CMAKE_TRY_COMPILE_PLATFORM_VARIABLES TARE_PMU_SYSROOT)
set(CMAKE_LIBRARY_ARCHITECTURE aarch64-linux-gnu)
set(CMAKE_FIND_ROOT_PATH ${TARE_PMU_SYSROOT} /usr/aarch64-linux-gnu)
set(CMAKE_FIND_ROOT_PATH_MODE_PROGRAM NEVER)
set(CMAKE_FIND_ROOT_PATH_MODE_LIBRARY ONLY)
set(CMAKE_FIND_ROOT_PATH_MODE_INCLUDE ONLY)
set(ENV{PKG_CONFIG_SYSROOT_DIR} ${TARE_PMU_SYSROOT})
set(ENV{PKG_CONFIG_LIBDIR}
    ${TARE_PMU_SYSROOT}/usr/lib/aarch64-linux-gnu/pkgconfig)
