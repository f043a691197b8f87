// SPDX-License-Identifier: MIT
// What cmake/precompiled.h needs of a target.
