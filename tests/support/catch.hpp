// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#pragma once

/// Catch2 in the version that the distribution has: v2 on Debian 12, v3 on newer ones.
#ifdef ZUSAGE_CATCH2_V3
#include <catch2/catch_all.hpp>
#else
#include <catch2/catch.hpp>
#endif
