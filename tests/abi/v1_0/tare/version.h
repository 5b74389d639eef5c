/*
 * Version of tare and of its plugin ABI: the one place that both come from.
 * The build reads this file for the CMake package, pkg-config, --version and
 * the result's "tare" member.
 */
#ifndef TARE_VERSION_H
#define TARE_VERSION_H

#define TARE_VERSION "0.1.0"

#define TARE_ABI_MAJOR 1
#define TARE_ABI_MINOR 0
#define TARE_ABI       ((TARE_ABI_MAJOR << 16) | TARE_ABI_MINOR)

#endif
